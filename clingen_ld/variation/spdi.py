"""Placements of alleles in SPDI, and the ids of contextual alleles from them.

The id is the SPDI: accession, interbase start, deleted and inserted sequence. Positions in introns,
which SPDI does not have, are written with their offset, start and end; a long sequence is replaced
by its GA4GH digest. A placement without a known inserted sequence has no such id: see `naming`. The
same change at the same place gets the same id from any form, so that the alleles are merged in a
graph.
"""

from __future__ import annotations

import hashlib
import re
from binascii import b2a_base64
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from clingen_ld.errors import UsageError
from clingen_ld.variation.position import InterbasePosition, Interval

# Above this length in residues, a sequence is named by its digest.
_LONGEST_SEQUENCE = 50


@dataclass(frozen=True, slots=True)
class Placement:
    """A replacement of a region of a sequence by another sequence; None: unknown."""

    accession: str
    interval: Interval
    reference: str | None
    alternate: str | None

    @property
    def id(self) -> str | None:
        """The id of the contextual allele with this placement; None without `alternate`.

        The place defines the deleted residues; their number replaces unknown ones.

        >>> Placement("NM_007294.3", Interval.of(5396, 5397), "T", "G").id
        'NM_007294.3:5396:T:G'
        >>> Placement("NM_007294.3", Interval.of(5396, 5397), None, "G").id
        'NM_007294.3:5396:1:G'
        """
        if self.alternate is None:
            return None
        start, end = self.interval.start, self.interval.end
        length, in_intron = end.index - start.index, self.interval.in_intron
        put = _sequence(self.alternate)
        if self.reference is None:
            if not in_intron and length >= 0:
                return f"{self.accession}:{start}:{length}:{put}"
            count = self.interval.length
            counted = "" if count is None or count < 0 else str(count)
            return f"{self.accession}:{start}_{end}:{counted}:{put}"
        is_span = in_intron or len(self.reference) != length
        return placed_as(self.accession, start, end, is_span, self.reference, self.alternate)


def placed_as(
    accession: str, start: object, end: object, is_span: bool, reference: str, alternate: str
) -> str:
    """The id of a placement between two positions; `is_span`: the start alone is not enough."""
    place = f"{start}_{end}" if is_span else str(start)
    return f"{accession}:{place}:{_sequence(reference)}:{_sequence(alternate)}"


def _sequence(residues: str) -> str:
    if len(residues) > _LONGEST_SEQUENCE:
        return "SQ." + sha512t24u(residues.upper().encode())
    return residues


_URL_SAFE: Final = bytes.maketrans(b"+/", b"-_")


def sha512t24u(data: bytes) -> str:
    """The GA4GH digest: SHA-512, cut to 24 bytes, as URL-safe base64.

    >>> sha512t24u(b"ACGT")
    'aKF498dAxcJAqme6QYQ7EZ07-fiw8Kw2'
    """
    return (
        b2a_base64(hashlib.sha512(data).digest()[:24], newline=False).translate(_URL_SAFE).decode()
    )


def sha512t24us(data: Iterable[bytes]) -> list[str]:
    """The GA4GH digests of several texts, in less time than one by one."""
    found = b"".join([hashlib.sha512(each).digest()[:24] for each in data])
    text = b2a_base64(found, newline=False).translate(_URL_SAFE).decode()
    return [text[n : n + 32] for n in range(0, len(text), 32)]


_SPDI: Final = re.compile(
    r"(?P<accession>[^\s:]+):(?P<start>[^\s:]*):(?P<deleted>[^\s:]*):(?P<inserted>[^\s:]*)"
)
_GAP: Final = re.compile(r"([0-9]+)(?:([+-])([0-9]+))?")
_DIGEST: Final = re.compile(r"SQ[.][A-Za-z0-9_-]{32}")
_RESIDUES: Final = re.compile(r"[A-Za-z*]*")
_RESIDUE: Final = re.compile(r"[A-Z][a-z]{2}|.")
_MOST_DIGITS: Final = 15  # of a number: no sequence is longer
_UNKNOWN: Final = "?"


def is_spdi(text: str) -> bool:
    """Whether a text is meant as SPDI: it has four parts separated by colons.

    >>> is_spdi("NC_000017.11:43045711:T:G"), is_spdi("NM_007294.3:c.5297T>G")
    (True, False)
    """
    return _SPDI.fullmatch(text) is not None


def read_spdi(text: str) -> Placement:
    """The placement in an expression; residues are None if not given.

    The deleted sequence may be a number, its length. Raises `UsageError` for invalid SPDI.

    >>> str(read_spdi("NC_000017.11:43045711:T:G").interval)
    '43045711 to 43045712'
    """
    match = _SPDI.fullmatch(text)
    if match is None:
        raise UsageError("it is not of the form accession:start:deleted:inserted")
    start, end = _gaps(match["start"])
    deleted, inserted = match["deleted"], _residues(match["inserted"], "inserted")
    is_length = deleted.isascii() and deleted.isdecimal()
    reference = None if is_length else _residues(deleted, "deleted")
    if end is None:
        length = _number(deleted) if is_length else len(_RESIDUE.findall(reference or ""))
        if reference is None and not is_length:
            raise UsageError("how long the deleted sequence is, it does not say")
        if start.side is not None and length:
            raise UsageError("a place in an intron has a start and an end, as in 9+0_9+1")
        end = replace(start, index=start.index + length)
    elif is_length and not _counts(deleted, Interval(start, end)):
        raise UsageError("it has an end, and a length besides: leave out one of them")
    elif not deleted and start != end and Interval(start, end).in_intron:
        reference = None  # its place alone defines the deleted residues
    if is_length and start == end:
        reference = ""
    return Placement(match["accession"], Interval(start, end), reference, inserted)


def _counts(digits: str, place: Interval) -> bool:
    """Whether digits are the length of a place in an intron, as in ids."""
    return place.in_intron and place.length == _number(digits)


def _gaps(text: str) -> tuple[InterbasePosition, InterbasePosition | None]:
    """The gaps in the second part of an expression: its start, and its end if given."""
    first, mark, last = text.partition("_")
    if mark:
        start, end = _gap(first), _gap(last)
        if start is None or end is None or start.index > end.index:
            raise UsageError(f"{text} is not the start and end of a place, such as 9+0_9+1")
        return start, end
    alone = _gap(text)
    if alone is None or alone.side == "-":
        raise UsageError(
            f"{text or 'nothing'} is not a position: SPDI counts the bases before, from 0"
        )
    return alone, None


def _gap(text: str) -> InterbasePosition | None:
    match = _GAP.fullmatch(text)
    if match is None:
        return None
    index = _number(match[1])
    if match[2] is None:
        return InterbasePosition(index)
    return InterbasePosition(index, "+" if match[2] == "+" else "-", _number(match[3]))


def _number(digits: str) -> int:
    if len(digits) > _MOST_DIGITS:
        raise UsageError(f"{digits[:_MOST_DIGITS]}... is longer than any sequence")
    return int(digits)


def _residues(text: str, what: str) -> str | None:
    if text == _UNKNOWN and what == "deleted":
        return None
    if _DIGEST.fullmatch(text):
        raise UsageError(f"the {what} sequence is given by its digest: give the sequence itself")
    if _RESIDUES.fullmatch(text) is None:
        raise UsageError(f"{text[:40]} is not a sequence")
    return text if re.search("[A-Z][a-z]{2}", text) else text.upper()
