"""Baselines: findings that a team knows and accepts, so that only new ones count.

A known finding is recognized by its rule, file, resource, pointer and value, not by its line: what
moves within a file stays known. Each counts as often as it was written down.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from clingen_ld.errors import InputError
from clingen_ld.validation.findings import Finding

_KEYS = ("rule", "file", "resource", "pointer", "value")


def read_baseline(path: str | os.PathLike[str]) -> Counter[tuple[str, ...]]:
    """The known findings of a baseline file. Raises `InputError` when it is none."""
    try:
        value = json.loads(Path(path).read_text(encoding="utf-8"))
        return Counter(tuple(str(entry[key]) for key in _KEYS) for entry in value["findings"])
    except OSError as error:
        raise InputError(f"{os.fspath(path)}: {error.strerror}") from error
    except (ValueError, KeyError, TypeError) as error:
        raise InputError(f"{os.fspath(path)}: this is no baseline: {error}") from error


def baseline_text(findings: Iterable[Finding]) -> str:
    """The text of a baseline file that accepts some findings."""
    entries = [dict(zip(_KEYS, _key(finding), strict=True)) for finding in findings]
    return json.dumps({"findings": entries}, ensure_ascii=False, indent=1) + "\n"


def new_findings(
    findings: Iterable[Finding], known: Counter[tuple[str, ...]]
) -> tuple[Finding, ...]:
    """The findings that are not known yet."""
    left = known.copy()
    new = []
    for finding in findings:
        key = _key(finding)
        if left[key] > 0:
            left[key] -= 1
        else:
            new.append(finding)
    return tuple(new)


def _key(finding: Finding) -> tuple[str, ...]:
    file = finding.file.replace(os.sep, "/")
    return (finding.rule, file, finding.resource, finding.pointer, str(finding.value))
