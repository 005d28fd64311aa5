"""Names that an allele certainly has, by its facts: those with only one spelling, and duplications.

A name that is as made here needs not be read.
"""

from __future__ import annotations

import re
from typing import Final

from clingen_ld.validation.facts import (
    ODD,
    ODD_PLACE,
    AlleleFacts,
    ComparedPlace,
    Facts,
    SequenceFacts,
)
from clingen_ld.variation.sequences import AMINO_ACIDS, ONE_LETTER


def are_certainly_hgvs(allele: AlleleFacts, sequence: Facts | None) -> bool:
    """Whether all names of an allele certainly describe it on a sequence, and are HGVS of their
    types, which takes less time to see than to read them."""
    if not isinstance(sequence, SequenceFacts) or not sequence.is_plain:
        return False
    for each in allele.allele.alleleName:
        name, name_type = each.name, each.nameType
        if not name or name_type not in _PLAIN_TYPES:
            return False
        if not is_certain_name(name, name_type, allele, sequence):
            return False
    allele.named_on = sequence
    return True


def is_certain_name(
    name: str, name_type: str | None, allele: AlleleFacts, sequence: SequenceFacts
) -> bool:
    """Whether an HGVS name of a type certainly describes an allele on a sequence."""
    axis = _PLAIN_AXES.get(name_type or "")
    if axis is None:
        axis, body = "p", _protein_body(allele, name_type)
    elif axis == "c" and sequence.cds is None:
        cds = None if sequence.has_coding_end else _supposed_cds(name, allele)
        body = None if cds is None else _body(name, allele, cds)
    else:
        body = _body(name, allele, None if axis != "c" else sequence.cds)
    for accession, axes in sequence.counted if body is not None else ():
        if axis in axes and (
            name == f"{accession}:{axis}.{body}"
            or (axis == "p" and name == f"{accession}:p.({body})")
        ):
            return True
    return False


def coding_base(name: str) -> str | None:
    """The coding base that a substitution outside introns replaces, by its name."""
    found = _CODING.fullmatch(name)
    return found[1] if found is not None else None


_CODING: Final = re.compile(r"[^:]+:c\.([1-9][0-9]{0,6})[ACGT]>[ACGT]")


def _supposed_cds(name: str, allele: AlleleFacts) -> tuple[int, int] | None:
    """The coding region, open at one end, by which a name is at the place of an allele."""
    found, place, last = _LAST_BASE.fullmatch(name), allele.place, None
    if allele.intron is not None:
        index, side, _ = allele.intron
        last = index if side == "+" else index + 1
    elif place is not None and place is not ODD_PLACE:
        last = place.end + (place.start == place.end and not name.endswith("dup"))
    if found is None or last is None:
        return None
    count = int(found[2])
    if found[1] == "*":
        return last - count - _LONGEST, last - count
    first = last + count if found[1] else last - count + 1
    return first, first + _LONGEST


_LAST_BASE: Final = re.compile(
    r"[^:]+:c\.(?:[*-]?[1-9][0-9]{0,6}_)?([*-]?)([1-9][0-9]{0,6})(?:[+-][1-9][0-9]*)?"
    r"(?:[ACGT]>[ACGT]|del|dup|ins[ACGT]+|delins[ACGT]+)"
)
_LONGEST: Final = 10_000_000
_PLAIN_AXES: Final = {"hgvs-genomic": "g", "hgvs-cdna": "c", "hgvs-ncrna": "n"}
_PLAIN_TYPES: Final = frozenset((*_PLAIN_AXES, "hgvs-protein-1", "hgvs-protein-3"))


def _body(name: str, allele: AlleleFacts, cds: tuple[int, int] | None) -> str | None:
    """The change in a nucleotide name, if that is of a duplication or has only one spelling."""
    substitution, place = allele.substitution, allele.place
    is_substitution = substitution is not None and substitution != ODD
    if is_substitution and place is not None and place.end - place.start == 1:
        return f"{_base(place.end, cds)}{place.old}>{place.new}"
    if name.endswith("dup"):
        return _duplicated(place, cds)
    if allele.intron is not None:
        index, side, far = allele.intron
        base = _base(index if side == "+" else index + 1, cds)
        old, new = allele.said
        if is_substitution:
            return f"{base}{side}{far}{old}>{new}"
        return f"{base}{side}{far}del" if len(old) == 1 and not new else None
    if place is None or place is ODD_PLACE:
        return None
    length = place.end - place.start
    if not length:
        before, after = _base(place.start, cds), _base(place.end + 1, cds)
        return f"{before}_{after}ins{place.new}" if place.start and place.new else None
    at = _base(place.end, cds)
    if length > 1:
        at = f"{_base(place.start + 1, cds)}_{at}"
    if not place.new:
        return f"{at}del"
    return f"{at}delins{place.new}" if length > 1 or len(place.new) > 1 else None


def _duplicated(place: ComparedPlace | None, cds: tuple[int, int] | None) -> str | None:
    """The bases before an insertion of the same length, which a duplication copies."""
    if place is None or place is ODD_PLACE or place.start != place.end or not place.new:
        return None
    first = place.start - len(place.new) + 1
    if first < 1:
        return None
    last = _base(place.start, cds)
    return f"{last}dup" if first == place.start else f"{_base(first, cds)}_{last}dup"


def _base(number: int, cds: tuple[int, int] | None) -> str:
    """A base (1-based on its sequence) in the numbering of names: from the first coding base."""
    if cds is None:
        return str(number)
    first, last = cds
    if number < first:
        return f"-{first - number}"
    return f"*{number - last}" if number > last else str(number - first + 1)


def _protein_body(allele: AlleleFacts, name_type: str | None) -> str | None:
    place = allele.place
    if allele.group != "amino-acid" or place is None or place.end - place.start != 1:
        return None
    # HGVS has other names for the initiator codon.
    if not place.start or place.old is None:
        return None
    old = AMINO_ACIDS.get(place.old, place.old)
    new = old if place.new == "=" else AMINO_ACIDS.get(place.new, place.new)
    if old not in _RESIDUES or (new not in _RESIDUES and new != "Ter"):
        return None
    if name_type == "hgvs-protein-1":
        old, new = ONE_LETTER[old], ONE_LETTER[new]
    return f"{old}{place.end}{new if new != old else '='}"


_RESIDUES: Final = frozenset(AMINO_ACIDS[one] for one in "ARNDCQEGHILKMFPSTWYV")
