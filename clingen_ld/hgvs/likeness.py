"""Names that are alike: either all of them are HGVS names of a type, or none is.

Names that differ in their numbers alone are read alike, as long as no number is compared with
another, or means something by itself. That holds for names with one position, and for those with
two whose distance is the same. So of a stream of names few need to be read.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Final

_NUMBER = "[1-9][0-9]*"
_FROM_TWO = "(?:[2-9]|[1-9][0-9]+)"
# An accession, with a gene perhaps, and one position or two, then a change without numbers. In
# names of proteins 1 has a meaning: the initiator stands there, and no frame is as short.
_PLACED = re.compile(
    rf"(?:[A-Za-z0-9_.]+(?:\([A-Za-z0-9-]+\))?:)?[gmcn][.]"
    rf"(?:(?P<start>{_NUMBER})_(?P<end>{_NUMBER})|[-*]?{_NUMBER}(?:[-+]{_NUMBER})?)[A-Za-z>=]+"
)
_PROTEIN = re.compile(rf"[A-Za-z0-9_.]+:p[.]\(?[A-Za-z]+{_FROM_TWO}[A-Za-z*=]+(?:{_FROM_TWO})?\)?")
_MOST: Final = 65_536
_DIGITS = bytes.maketrans(b"023456789", b"111111111")


def likeness(name: str) -> tuple[bytes, int] | None:
    """What a name has in common with all that are like it; None when it is like no other.

    >>> likeness("NM_007294.3:c.5297T>G")
    (b'NM_111111.1:c.1111T>G', 0)
    >>> likeness("NC_000017.11:g.76_78del") == likeness("NC_000013.11:g.91_93del")
    True
    >>> likeness("NC_000017.11:g.76_78delinsA[12]") is None
    True
    """
    found = _PLACED.fullmatch(name) or _PROTEIN.fullmatch(name)
    if found is None:
        return None
    distance = 0
    if found.lastindex and found.re is _PLACED:
        distance = int(found["end"]) - int(found["start"])
    return name.encode().translate(_DIGITS), distance


def by_likeness(judge: Callable[[str, str], bool]) -> Callable[[str, str], bool]:
    """A judgement of names of a type, made once for all names that are alike."""
    known: dict[tuple[bytes, int, str], bool] = {}
    whole = lru_cache(maxsize=_MOST)(judge)

    def judged(name: str, name_type: str) -> bool:
        like = likeness(name)
        if like is None:
            return whole(name, name_type)
        key = (*like, name_type)
        verdict = known.get(key)
        if verdict is None:
            if len(known) >= _MOST:
                known.clear()
            verdict = known[key] = judge(name, name_type)
        return verdict

    return judged
