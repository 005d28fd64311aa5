"""Suggestions for mistyped names."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Final, NamedTuple

_SHORT: Final = 64
"""So long, and so many, are names that are remembered: a mistake is mostly made again and again."""


MOST_APART: Final = 2
"""So many letters apart are a slip of the fingers: one that is another, or two in wrong order."""
_NEAR_OPTION: Final = 0.7
_NEAR_CLASS: Final = 0.8
_CLASS_APART: Final = 2 * MOST_APART


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

    folded, given = _all_folded(known), _folded(name)
    # Few letters in common are found much sooner here than there.
    near = [
        one
        for one, letters in folded.letters.items()
        if 2 * min(sum(map(letters.__contains__, given)), len(one))
        >= cutoff * (len(given) + len(one))
    ]
    found = get_close_matches(given, near, n=1, cutoff=cutoff) if near else []
    return folded.names[found[0]] if found else None


class _Folded(NamedTuple):
    names: dict[str, str]
    letters: dict[str, frozenset[str]]


@lru_cache(maxsize=256)
def _all_folded(known: tuple[str, ...]) -> _Folded:
    names: dict[str, str] = {}
    for one in known:
        names.setdefault(_folded(one), one)
    return _Folded(names, {one: frozenset(one) for one in names})


def meant_class(name: object, known: Iterable[str]) -> str | None:
    """The known class that a mistyped one means, or None.

    Names of classes are long and share words, so that few letters may differ.

    >>> meant_class("sequence_location", ["SequenceLocation"])
    'SequenceLocation'
    >>> meant_class("DefiningContextConstraint", ["DefiningLocationConstraint"])
    """
    found = nearest(name, known, _NEAR_CLASS)
    if found is None or letters_apart(str(name), found) > _CLASS_APART:
        return None
    return found


def refuse_unknown(names: Iterable[str], known: Iterable[str]) -> None:
    """Refuse options that do not exist. Raises `TypeError` for the first that is not known."""
    options = sorted(known)
    for name in names:
        if name not in options:
            near = nearest(name, options, _NEAR_OPTION)
            hint = f"did you mean {near}?" if near else f"they are {', '.join(options)}"
            raise TypeError(f"there is no option {name!r}: {hint}")


def is_near(name: str, known: str) -> bool:
    """Whether a mistyped name is so near to a known one that it is hardly another.

    >>> is_near("chromsome", "chromosome"), is_near("note", "name")
    (True, False)
    """
    one, other = _folded(name), _folded(known)
    return 2 * _letters_alike(one, other) >= 0.75 * (len(one) + len(other))


def letters_apart(name: str, known: str) -> int:
    """How many letters to take out or put in, ignoring case and what joins words.

    >>> letters_apart("Reference_sequnce", "referenceSequence"), letters_apart("traget", "target")
    (1, 2)
    """
    one, other = (_folded(text).replace("-", "") for text in (name, known))
    return len(one) + len(other) - 2 * _letters_alike(one, other)


def _letters_alike(one: str, other: str) -> int:
    """How many letters two names have in common, in the same order."""
    is_short = len(one) <= _SHORT and len(other) <= _SHORT
    return (_alike if is_short else _alike.__wrapped__)(one, other)


@lru_cache(maxsize=1024)
def _alike(one: str, other: str) -> int:
    from difflib import SequenceMatcher

    return sum(block.size for block in SequenceMatcher(None, one, other).get_matching_blocks())


def _folded(name: str) -> str:
    return name.lower().replace("_", "-")
