"""Known findings: a file that lists them, and a report without them.

A finding is known by its rule, file, resource, place and value, so that it stays known when lines
move. Files are named from the folder of the list on, so that it does not matter where a validation
is called from.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from clingen_ld.errors import InputError
from clingen_ld.validation.findings import Finding
from clingen_ld.validation.report import KnownFindings, Report

_IDENTITY = ("rule", "file", "resource", "pointer", "value")
_FILE = _IDENTITY.index("file")
_Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Baseline:
    """The findings that are known, and the folder that their files are named from."""

    known: Counter[_Key]
    folder: str

    def applied(self, report: Report) -> Report:
        """The report without what is known, of which it has the counts."""
        left = self.known.copy()
        new = []
        for finding in report.findings:
            key = _key(finding, self.folder)
            if left[key] > 0:
                left[key] -= 1
            else:
                new.append(finding)
        gone = self._gone(left, report).total()
        counts = KnownFindings(len(report.findings) - len(new), gone)
        return replace(report, findings=tuple(new), known=counts)

    def updated(self, report: Report) -> str:
        """The text of the baseline without the entries that no longer occur in a report."""
        left = self.known - Counter(_key(finding, self.folder) for finding in report.findings)
        return _text(self.known - self._gone(left, report))

    def _gone(self, left: Counter[_Key], report: Report) -> Counter[_Key]:
        """Of entries that were not found, those of files that were read or are not there."""
        read = {_from(file, self.folder) for file in report.forms}
        return Counter(
            {
                key: count
                for key, count in left.items()
                if key[_FILE] in read or self._is_gone(key[_FILE])
            }
        )

    def _is_gone(self, file: str) -> bool:
        """Whether a file is not there any more; one that is was only not read this time."""
        return _is_path(file) and not os.path.exists(os.path.join(self.folder, file))


def read_baseline(path: str | os.PathLike[str]) -> Baseline:
    """The known findings of a baseline file. Raises `InputError` when it is none."""
    name = os.fspath(path)
    try:
        value = json.loads(Path(path).read_text(encoding="utf-8"))
        known = Counter(tuple(str(entry[key]) for key in _IDENTITY) for entry in value["findings"])
    except OSError as error:
        raise InputError(f"{name}: {error.strerror}") from error
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise InputError(f"{name}: not a baseline: not JSON ({place})") from error
    except (ValueError, KeyError, TypeError) as error:
        said = 'a baseline is {"findings": [...]}, as --write-baseline writes it'
        raise InputError(f"{name}: not a baseline: {said}") from error
    return Baseline(known, _folder(name))


def baseline_text(findings: Iterable[Finding], path: str | os.PathLike[str]) -> str:
    """The text of a baseline file, at a path, that accepts some findings."""
    folder = _folder(os.fspath(path))
    return _text(Counter(_key(finding, folder) for finding in findings))


def _text(known: Counter[_Key]) -> str:
    entries = [dict(zip(_IDENTITY, key, strict=True)) for key in known.elements()]
    return json.dumps({"findings": entries}, ensure_ascii=False, indent=1) + "\n"


def _folder(path: str) -> str:
    return os.path.dirname(os.path.abspath(path))


def _key(finding: Finding, folder: str) -> _Key:
    file = _from(finding.file, folder)
    return (finding.rule, file, finding.resource, finding.pointer, str(finding.value))


def _from(file: str, folder: str) -> str:
    """The name of a file from a folder on; standard input and stores on servers keep theirs."""
    if not _is_path(file):
        return file
    try:
        return os.path.relpath(os.path.abspath(file), folder).replace(os.sep, "/")
    except ValueError:  # on another drive
        return file.replace(os.sep, "/")


def _is_path(file: str) -> bool:
    return file not in ("", "-") and "://" not in file
