"""Known findings: a file that lists them, and a report without them.

A known finding is identified by its rule, file, resource, pointer and value, so that it stays known
when lines move. Files are named relative to the folder of the list, so that the working directory
does not matter.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from hashlib import blake2b
from itertools import islice
from pathlib import Path
from typing import Any, Final

from clingen_ld.errors import InputError
from clingen_ld.findings.finding import Finding
from clingen_ld.findings.outcome import KnownFindings, kept
from clingen_ld.messages.text.decoding import MEGABYTE
from clingen_ld.messages.text.json_arrays import elements
from clingen_ld.messages.text.special_files import open_special
from clingen_ld.validation.report import Report

_IDENTITY: Final = ("rule", "file", "resource", "pointer", "value")
_FILE: Final = _IDENTITY.index("file")
_NUMBER: Final = 4  # bytes of a file number
_LARGEST: Final = 16 * MEGABYTE
_Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Baseline:
    """The known findings: the count of each, by its digest.

    A digest begins with its file number, so that 100 bytes are enough for an entry.
    """

    path: str
    known: Counter[bytes]
    files: dict[str, int]
    """The file numbers by path, relative to the folder of the baseline."""

    def applied(self, report: Report) -> Report:
        """The report without the known findings, which it counts."""
        left = self.known.copy()
        new = kept(self._unknown(report, left))
        gone = sum(count for _, count in self._gone(left, report))
        counts = KnownFindings(len(report.findings) - len(new), gone)
        return replace(report, findings=new, known=counts)

    def updated(self, report: Report) -> Iterator[str]:
        """The text of the baseline without the entries that no longer occur in a report."""
        left = self.known.copy()
        for _ in self._unknown(report, left):
            pass
        gone = Counter(dict(self._gone(left, report)))
        return _text(key for key in _entries(self.path) if not _taken(gone, self._digest(key)))

    def _unknown(self, report: Report, left: Counter[bytes]) -> Iterator[Finding]:
        """The unknown findings; each known one is subtracted from what is left."""
        for finding, key in _keyed(report.findings, _folder(self.path)):
            if not _taken(left, self._digest(key)):
                yield finding

    def _gone(self, left: Counter[bytes], report: Report) -> Iterator[tuple[bytes, int]]:
        """The entries without a finding whose files were read or no longer exist."""
        numbers = {digest[:_NUMBER] for digest, count in left.items() if count}
        read = {_from(file, _folder(self.path)) for file in report.forms}
        gone = {
            number
            for file, place in self.files.items()
            if (number := place.to_bytes(_NUMBER)) in numbers
            and (file in read or self._is_gone(file))
        }
        return ((d, count) for d, count in left.items() if count and d[:_NUMBER] in gone)

    def _is_gone(self, file: str) -> bool:
        """Whether a file no longer exists; an existing one was just not read this time."""
        return _is_path(file) and not os.path.exists(os.path.join(_folder(self.path), file))

    def _digest(self, key: _Key) -> bytes | None:
        """The digest of an entry; None if its file has no number."""
        number = self.files.get(key[_FILE])
        return None if number is None else _digest(number, key)


def read_baseline(path: str | os.PathLike[str]) -> Baseline:
    """The known findings of a baseline file. Raises `InputError` if it is invalid."""
    name = os.fspath(path)
    files: dict[str, int] = {}
    try:
        known = Counter(
            _digest(files.setdefault(key[_FILE], len(files)), key) for key in _entries(name)
        )
    except FileNotFoundError as error:
        raise InputError(f"{name}: there is no such baseline; --write-baseline makes it") from error
    except InputError:
        raise
    except OSError as error:
        raise InputError(f"{name}: {error.strerror}") from error
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise InputError(f"{name}: not a baseline: not JSON ({place})") from error
    except (ValueError, KeyError, TypeError) as error:
        message = 'a baseline is {"findings": [...]}, as --write-baseline writes it'
        raise InputError(f"{name}: not a baseline: {message}") from error
    return Baseline(name, known, files)


def _entries(path: str) -> Iterator[_Key]:
    """The entries of a baseline file, streamed if `--write-baseline` wrote it."""
    number = 0
    try:
        with open_special(path) as stream:
            for element in elements(stream, _LARGEST, "findings"):
                yield _entry(json.loads(element.text))
                number += 1
    except ValueError:  # not JSON, or with other members
        whole = json.loads(Path(path).read_text(encoding="utf-8"))["findings"]
        yield from islice(map(_entry, whole), number, None)


def _entry(value: Any) -> _Key:
    return tuple(str(value[key]) for key in _IDENTITY)


def _digest(number: int, key: _Key) -> bytes:
    return number.to_bytes(_NUMBER) + blake2b(repr(key).encode(), digest_size=12).digest()


def _taken(counts: Counter[bytes], digest: bytes | None) -> bool:
    """Subtract one finding of a digest; False if none is left."""
    if digest is None or counts[digest] <= 0:
        return False
    counts[digest] -= 1
    return True


def baseline_text(findings: Iterable[Finding], path: str | os.PathLike[str]) -> Iterator[str]:
    """The text of a baseline file of the given findings, in pieces."""
    return _text(key for _, key in _keyed(findings, _folder(os.fspath(path))))


def _text(keys: Iterable[_Key]) -> Iterator[str]:
    yield '{\n "findings": ['
    before = ""
    for key in keys:
        members = (
            f'   "{name}": {json.dumps(value, ensure_ascii=False)}'
            for name, value in zip(_IDENTITY, key, strict=True)
        )
        yield f"{before}\n  {{\n" + ",\n".join(members) + "\n  }"
        before = ","
    yield "\n ]\n}\n" if before else "]\n}\n"


def _folder(path: str) -> str:
    return os.path.dirname(os.path.abspath(path))


def _keyed(findings: Iterable[Finding], folder: str) -> Iterator[tuple[Finding, _Key]]:
    """Findings, each with its identification."""
    last, file = None, ""
    for finding in findings:
        if finding.file != last:
            last, file = finding.file, _from(finding.file, folder)
        value = str(finding.value)
        yield finding, (finding.rule, file, finding.resource, finding.pointer, value)


def _from(file: str, folder: str) -> str:
    """The path of a file relative to a folder; standard input and stores on servers keep their
    names."""
    if not _is_path(file):
        return file
    try:
        return os.path.relpath(os.path.abspath(file), folder).replace(os.sep, "/")
    except ValueError:  # on another drive
        return file.replace(os.sep, "/")


def _is_path(file: str) -> bool:
    return file not in ("", "-") and "://" not in file
