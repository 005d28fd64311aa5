"""The GA4GH identifiers of sequences: refget accessions, the digest of what a sequence is."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import Final

from clingen_ld.sequences.sources import SequenceSource

REFGET: Final = re.compile(r"SQ\.[0-9A-Za-z_-]{32}")
"""A refget accession."""

_BLOCK: Final = 1 << 22  # residues of a sequence that are digested at once


def refget_of(accession: str) -> str | None:
    """The refget accession of a chromosome of GRCh37 or GRCh38; None of any other sequence.

    >>> refget_of("NC_000017.11")
    'SQ.dLZ15tNO1Ur0IcGjwc3Sdi_0A6Yf4zm7'
    """
    return _table().get(accession)


def accession_of(refget: str) -> str | None:
    """The RefSeq accession of a chromosome of GRCh37 or GRCh38 by its refget accession.

    >>> accession_of("SQ.dLZ15tNO1Ur0IcGjwc3Sdi_0A6Yf4zm7")
    'NC_000017.11'
    """
    return _by_refget().get(refget)


def refget_digest(source: SequenceSource, accession: str) -> str | None:
    """The refget accession of a sequence of a source, from its residues; None if it has none."""
    length = source.length(accession)
    if length is None:
        return None
    digest = hashlib.sha512()
    for start in range(0, length, _BLOCK):
        residues = source.fetch(accession, start, min(start + _BLOCK, length))
        digest.update(residues.encode("ascii", "replace"))
    return "SQ." + base64.urlsafe_b64encode(digest.digest()[:24]).decode()


@lru_cache(maxsize=1)
def _table() -> Mapping[str, str]:
    text = files(__package__).joinpath("refget-chromosomes.tsv").read_text("utf-8")
    rows = [line.split("\t") for line in text.splitlines() if not line.startswith("#")]
    return MappingProxyType({row[0]: row[1] for row in rows})


@lru_cache(maxsize=1)
def _by_refget() -> Mapping[str, str]:
    return MappingProxyType({refget: accession for accession, refget in _table().items()})
