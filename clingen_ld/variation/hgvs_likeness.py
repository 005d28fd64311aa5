"""Names that are alike: either all of them are HGVS names of a type, or none is.

Names that differ in their numbers alone are read alike, as long as no number is compared with
another, or means something by itself. That holds for names with one position, and for those with
two whose distance is the same. So of a stream of names few need to be read.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable
from functools import lru_cache
from typing import Final

from clingen_ld.variation.residues import AMINO_ACIDS

_NUMBER = "[1-9][0-9]*+"
_FROM_TWO = "(?:[2-9]|[1-9][0-9]+)"
# An accession, with a gene perhaps, and one position or two, then a change without numbers. In
# names of proteins 1 has a meaning: the initiator stands there, and no frame is as short. Whether
# m. can count on a chromosome, its number tells. Nothing is tried twice (++, *+), which takes
# three fifths of the time.
_PLACED = re.compile(
    rf"(?:[A-Za-z0-9_.]++(?:\([A-Za-z0-9-]++\))?:)?[gcn][.]"
    rf"(?:[-*]{_NUMBER}(?:[-+]{_NUMBER})?"
    rf"|(?P<start>{_NUMBER})(?:[-+]{_NUMBER}|_(?P<end>{_NUMBER}))?)[A-Za-z>=]++"
)
_PROTEIN = re.compile(rf"[A-Za-z0-9_.]+:p[.]\(?[A-Za-z]+{_FROM_TWO}[A-Za-z*=]+(?:{_FROM_TWO})?\)?")
_END: Final = _PLACED.groupindex["end"]
_RESIDUES: Final = [pair for pair in AMINO_ACIDS.items() if pair[0] in "ARNDCQEGHILKMFPSTWYV"]
_ONE: Final = f"[{''.join(one for one, _ in _RESIDUES)}]"
_THREE: Final = f"(?:{'|'.join(three for _, three in _RESIDUES)})"
# Changes of which neither the letters nor the numbers matter, but that the letters are two.
_PLAIN = re.compile(
    r"(?P<axis>[gcn][.])(?P<place>[-*+_0-9]+)"
    r"(?:(?P<base>[ACGT])>(?!(?P=base))[ACGT]|(?P<kind>del|dup|inv|(?:del)?ins(?=[ACGT]))(?P<new>[ACGT]*))"
)
_PLAIN_PROTEIN = re.compile(
    rf"p[.](?P<open>\(?)(?:(?P<one>{_ONE})[0-9]{{1,9}}(?!(?P=one)){_ONE}"
    rf"|(?P<three>{_THREE})[0-9]{{1,9}}(?!(?P=three)){_THREE})(?P<close>\)?)"
)
_DIGITS_OF_PLACE = re.compile("[0-9]+")
_LARGEST: Final = 9
"""The most digits that a place on a sequence has."""
_MOST: Final = 65_536
_DIGITS = bytes.maketrans(b"023456789", b"111111111")


def likeness(name: str) -> bytes | tuple[bytes, int] | None:
    """What a name has in common with all that are like it; None when it is like no other.

    >>> likeness("NM_007294.3:c.5297T>G")
    b'NM_111111.1:c.1111T>G'
    >>> likeness("NC_000017.11:g.76_78del") == likeness("NC_000013.11:g.91_93del")
    True
    >>> likeness("NC_000017.11:g.76_78delinsA[12]") is None
    True
    """
    found = _PLACED.fullmatch(name) or _PROTEIN.fullmatch(name)
    if found is None:
        return None
    like = name.encode().translate(_DIGITS)
    # Of one position, or of a protein, there is no distance.
    return like if found.lastindex != _END else (like, int(found["end"]) - int(found["start"]))


def _plainness(name: str, distance: int) -> tuple[str, ...] | None:
    """What a name has in common with even more names; None where it is no plain one."""
    accession, _, change = name.rpartition(":")
    head = accession.encode().translate(_DIGITS).decode()
    if found := _PLAIN_PROTEIN.fullmatch(change):
        return head, "one" if found["one"] else "three", found["open"], found["close"]
    found = _PLAIN.fullmatch(change)
    if found is None or any(len(n) > _LARGEST for n in _DIGITS_OF_PLACE.findall(found["place"])):
        return None
    if found["kind"] in ("del", "dup", "inv") and found["new"]:
        return None  # It says what is there, which is held against the positions.
    place = _DIGITS_OF_PLACE.sub("1", found["place"])
    size = min(len(found["new"] or ""), 3)
    apart = max(-1, min(distance, 2))
    return head, found["axis"], place, found["kind"] or ">", str(size), str(apart)


def by_likeness(judge: Callable[[str, str], bool]) -> Callable[[str, str], bool]:
    """A judgement of names of a type, made once for all names that are alike."""
    known: dict[str, dict[bytes | tuple[bytes, int], bool]] = defaultdict(dict)
    plain: dict[tuple[str, ...], bool] = {}
    whole = lru_cache(maxsize=_MOST)(judge)

    def judged(name: str, name_type: str) -> bool:
        like = likeness(name)
        if like is None:
            return whole(name, name_type)
        alike = known[name_type]
        verdict = alike.get(like)
        if verdict is None:
            if len(alike) >= _MOST:
                alike.clear()
            # Of those that are new, nine in ten are new by their letters alone.
            plainness = _plainness(name, like[1] if isinstance(like, tuple) else 0)
            if plainness is None:
                verdict = judge(name, name_type)
            else:
                asked = (*plainness, name_type)
                if asked not in plain:
                    plain[asked] = judge(name, name_type)
                verdict = plain[asked]
            alike[like] = verdict
        return verdict

    return judged
