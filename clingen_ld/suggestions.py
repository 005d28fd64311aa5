"""What a mistyped name may mean."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Final

_SHORT: Final = 64
"""So long, and so many, are names that are remembered: a mistake is mostly made again and again."""


def nearest(name: object, known: Iterable[str], cutoff: float = 0.6) -> str | None:
    """The known name nearest to a mistyped one, or None when none is near.

    Case does not matter, nor does it whether words are joined by `_` or by `-`.

    >>> nearest("Chromsome", ["gene", "chromosome"])
    'chromosome'
    """
    if not isinstance(name, str):
        return None
    choices = tuple(known)
    is_short = len(name) <= _SHORT and len(choices) <= _SHORT
    find = _nearest if is_short else _nearest.__wrapped__
    return find(name, choices, cutoff)


@lru_cache(maxsize=1024)
def _nearest(name: str, known: tuple[str, ...], cutoff: float) -> str | None:
    from difflib import get_close_matches  # only errors need it

    folded: dict[str, str] = {}
    for one in known:
        folded.setdefault(_folded(one), one)
    found = get_close_matches(_folded(name), list(folded), n=1, cutoff=cutoff)
    return folded[found[0]] if found else None


def is_near(name: str, known: str, least: float = 0.75) -> bool:
    """Whether a mistyped name is so near to a known one that it is hardly another.

    >>> is_near("chromsome", "chromosome"), is_near("note", "name")
    (True, False)
    """
    from difflib import SequenceMatcher

    return SequenceMatcher(None, _folded(name), _folded(known)).ratio() >= least


def _folded(name: str) -> str:
    return name.lower().replace("_", "-")
