"""BCF, the binary form of variant files: read by pysam, as the lines of VCF that it stands for."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from typing import Any, BinaryIO, Final

from clingen_ld.errors import UsageError
from clingen_ld.messages.inputs import DamagedInputError
from clingen_ld.messages.vcf.lines import Line

BCF: Final = b"BCF\x02"
"""What a BCF file begins with, when it is unpacked."""


def bcf_lines(start: bytes, stream: BinaryIO, file: str) -> Iterator[Line]:
    """The lines of a BCF file as VCF; `start` was read already.

    Raises `UsageError` when pysam is not installed, `DamagedInputError` when it is damaged.
    """
    try:
        import pysam
    except ImportError as error:
        raise UsageError(
            "to read BCF, pysam must be installed: pip install 'clingen-ld[sequences]'"
        ) from error
    with tempfile.NamedTemporaryFile(prefix="clingen-ld-", suffix=".bcf") as kept:
        # htslib reads files, not streams of Python.
        kept.write(start)
        shutil.copyfileobj(stream, kept)
        kept.flush()
        silent = pysam.set_verbosity(0)
        try:
            with pysam.VariantFile(kept.name) as records:
                yield from _lines(records)
        except (OSError, ValueError) as error:
            raise DamagedInputError(file, f"the BCF data is damaged: {error}") from error
        finally:
            pysam.set_verbosity(silent)


def _lines(records: Any) -> Iterator[Line]:
    number = 0
    for text in str(records.header).splitlines():
        number += 1
        yield _line(number, text)
    for record in records:
        number += 1
        yield _line(number, str(record).rstrip("\r\n"))


def _line(number: int, text: str) -> Line:
    data = text.encode("utf-8", "surrogateescape")
    return Line(number, data, True, data.count(b"\t"))
