"""What pyoxigraph and RocksDB say when they fail, in words that tell what to do."""

from __future__ import annotations

import errno
import re

from clingen_ld.errors import StoreError, UsageError

_PLACE = re.compile(r"error at (?P<line>\d+):(?P<column>\d+): (?P<reason>.*)", re.DOTALL)
_LONGEST = 200

_CAUSES: tuple[tuple[str, str], ...] = (
    (
        r"No space left|quota exceeded",
        "the disk is full; what was being written is left out: make room and run the same again",
    ),
    (r"Permission denied|Operation not permitted", "no permission to use the store"),
    (r"LOCK: |lock hold", "another process has the store open; try again when it has ended"),
    (r"Read-only file system", "the file system is read-only"),
    (r"only possible on read-write", "the store is open for reading only"),
    (
        r"Corrupt|checksum|MANIFEST|CURRENT|does not exist|invalid store|Invalid argument"
        r"|unexpected|truncated|No such file",
        "the store is damaged; load again into a new folder, or take its last backup",
    ),
)


def store_error(location: str, error: Exception, *, read_only: bool = False) -> StoreError:
    """A failure of the store as one clear line."""
    text = " ".join(str(error).split())
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        text = f"No space left: {text}"
    if read_only and "read-write" in text:
        text = "only possible on read-write stores"
    for pattern, cause in _CAUSES:
        if re.search(pattern, text, re.IGNORECASE):
            return StoreError(f"{location}: {cause} ({_cut(text)})")
    return StoreError(f"{location}: the store failed: {_cut(text)}")


def query_error(error: SyntaxError) -> UsageError:
    """A text that is no query, as one line with the place."""
    match = _PLACE.match(str(error))
    if match is None:
        return UsageError(f"not a SPARQL query: {_cut(' '.join(str(error).split()))}")
    reason = _cut(" ".join(match["reason"].split()))
    return UsageError(
        f"not a SPARQL query, line {match['line']}, column {match['column']}: {reason}"
    )


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
