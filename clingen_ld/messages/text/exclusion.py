"""What is passed over in folders: by patterns as in .gitignore, and by .gitignore itself."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from clingen_ld.errors import UsageError

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec, PathSpec

GITIGNORE: Final = ".gitignore"
Rooted = tuple[str, "_Patterns"]
"""Patterns with the folder that they count from."""


@dataclass(frozen=True, slots=True)
class Exclusion:
    """Files and folders to skip in folders; a file that is named itself is always read.

    `patterns` are pairs: the folder that a pattern counts from, and the pattern in the syntax of
    .gitignore. `gitignore` says that .gitignore files hold too: those in the folder and below it,
    and in a repository also those above it, unless they ignore the folder itself. `own` are
    absolute paths of what the run itself writes or uses, such as its report or baseline.
    """

    patterns: tuple[tuple[str, str], ...] = ()
    gitignore: bool = False
    own: tuple[str, ...] = ()

    def besides(self, *names: str | None) -> Exclusion:
        """The same, with files (or none) of the run itself."""
        own = (os.path.abspath(name) for name in names if name is not None)
        return replace(self, own=(*self.own, *own))


NOTHING: Final = Exclusion()


class Filter:
    """Decides which files and folders below a folder are read during a walk."""

    def __init__(self, folder: str, exclusion: Exclusion) -> None:
        self._gitignore = exclusion.gitignore
        self._given = [
            (os.path.abspath(base), specification((pattern,)))
            for base, pattern in exclusion.patterns
        ]
        self._above = _above(os.path.abspath(folder)) if exclusion.gitignore else ()
        self._chains: dict[str, tuple[Rooted, ...]] = {}

    def enter(self, place: str, names: list[str]) -> None:
        """Come to a folder with files of some names; the one above it was entered before."""
        where = os.path.abspath(place)
        chain = self._chains.get(os.path.dirname(where), self._above)
        if self._gitignore and GITIGNORE in names:
            chain = (*_gitignore(where), *chain)
        self._chains[where] = chain

    def keeps(self, place: str, name: str) -> bool:
        """Whether something in a folder that was entered is read; folders end in `/`."""
        where = os.path.abspath(place)
        path = os.path.join(where, name)
        if any(_is_matched([rooted], path) for rooted in self._given):
            return False
        return not _is_matched(self._chains[where], path)


@lru_cache(maxsize=4096)
def is_below(patterns: tuple[str, ...], folder: str, file: str) -> bool:
    """Whether patterns that count from a folder match a file."""
    return _is_matched([(os.path.abspath(folder), specification(patterns))], os.path.abspath(file))


class _Patterns(NamedTuple):
    """What some patterns match: files, and folders, for which the last pattern always decides."""

    files: GitIgnoreSpec
    folders: PathSpec[Any]

    def verdict(self, path: str) -> bool | None:
        """Whether a path is matched, or taken back; None when no pattern is about it."""
        return (self.folders if path.endswith("/") else self.files).check_file(path).include


@lru_cache(maxsize=256)
def specification(patterns: tuple[str, ...]) -> _Patterns:
    """What some patterns match. Raises `UsageError` for one that is not a pattern."""
    from pathspec import GitIgnoreSpec, PathSpec

    try:
        files = GitIgnoreSpec.from_lines(patterns)
        return _Patterns(files, PathSpec.from_lines("gitignore", patterns))
    except ValueError as error:
        raise UsageError(f"{', '.join(patterns)}: not a pattern of .gitignore: {error}") from error


def _is_matched(chain: tuple[Rooted, ...] | list[Rooted], path: str) -> bool:
    """What the first of some patterns says that says anything; the nearest come first."""
    for base, spec in chain:
        start = os.path.join(base, "")
        if path.startswith(start):
            within = path[len(start) :].replace(os.sep, "/")
            if (found := spec.verdict(within)) is not None:
                return found
    return False


def _above(folder: str) -> tuple[Rooted, ...]:
    """The .gitignore files above a folder of a repository; none where they ignore the folder."""
    found: list[Rooted] = []
    place = folder
    while not os.path.exists(os.path.join(place, ".git")):
        above = os.path.dirname(place)
        if above == place:
            return ()  # in no repository
        found += _gitignore(above)
        place = above
    ways = [folder]
    while len(ways[-1]) > len(place):
        ways.append(os.path.dirname(ways[-1]))
    ignored = any(_is_matched(found, os.path.join(way, "")) for way in ways)
    return () if ignored else tuple(found)


def _gitignore(folder: str) -> tuple[Rooted, ...]:
    """The patterns of the .gitignore in a folder, without the lines that are not patterns."""
    try:
        with open(os.path.join(folder, GITIGNORE), encoding="utf-8", errors="replace") as file:
            lines = file.read().splitlines()
    except OSError:
        return ()
    try:
        return ((folder, specification(tuple(lines))),)
    except UsageError:
        return ((folder, specification(tuple(filter(_is_pattern, lines)))),)


def _is_pattern(line: str) -> bool:
    try:
        specification((line,))
    except UsageError:
        return False
    return True
