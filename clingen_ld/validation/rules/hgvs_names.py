"""HGVS names say what the allele says (HG-1 to HG-5).

A name that is not HGVS says nothing more, and one that is on another sequence, or at another
place, is the name of another change. So a name breaks one of HG-1, HG-3, HG-4 and HG-5 at most.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from clingen_ld.validation.findings import Breach
from clingen_ld.validation.hgvs import (
    AMINO_ACIDS,
    ANY,
    Boundary,
    Edit,
    HgvsName,
    Interval,
    NotHgvs,
    Residues,
    matches,
    parse,
)
from clingen_ld.validation.reading import Tree, integer, natural, part, parts, present, text
from clingen_ld.validation.registry import Entry, ResourceSet, resource_rule, set_rule
from clingen_ld.validation.rules.alphabet import change_and_sequences

_AXES: Mapping[str, str] = MappingProxyType(
    {
        "hgvs-genomic": "go",
        "hgvs-mito": "m",
        "hgvs-cdna": "c",
        "hgvs-ncrna": "n",
        "hgvs-rna": "r",
        "hgvs-protein-1": "p",
        "hgvs-protein-3": "p",
    }
)
"""The axes of the names of a type."""


def _names(tree: Tree) -> Iterator[tuple[str, str, HgvsName | NotHgvs]]:
    """The names whose type says that they are HGVS: pointer, type and what is read."""
    for pointer, item in parts(tree, "alleleName"):
        name, name_type = text(item, "name"), text(item, "nameType")
        if name and name_type is not None and name_type in _AXES:
            yield pointer, name_type, parse(name, name_type)


@resource_rule("ContextualAllele")
def names_are_hgvs(tree: Tree) -> Iterator[Breach]:
    """HG-1 and HG-2: a name of an HGVS type is HGVS, and of that type."""
    for pointer, name_type, name in _names(tree):
        if isinstance(name, NotHgvs):
            values = {"name": name.name, "problem": name.problem}
            yield Breach("HG-1", f"{pointer}/name", values, value=name.name)
            continue
        fitting = _fitting(name)
        if name_type not in fitting:
            better = fitting[0]
            values = {"name": name.name, "found": better, "nameType": name_type}
            at = f"{pointer}/nameType"
            yield Breach("HG-2", at, values, value=name_type, suggestion=better)


def _fitting(name: HgvsName) -> list[str]:
    """The types that a name can have."""
    if name.letters:
        return [f"hgvs-protein-{name.letters}"]
    return [name_type for name_type, axes in _AXES.items() if name.axis in axes]


@dataclass(frozen=True, slots=True)
class _Sequence:
    """The reference sequence of an allele, as far as the set and the message tell."""

    tree: Tree | None
    accessions: tuple[str, ...]


@set_rule("ContextualAllele")
def names_are_of_the_allele(entry: Entry, resources: ResourceSet) -> Iterator[Breach]:
    """HG-3 to HG-5: a name is on the allele's sequence, at its place, and has its sequences."""
    tree, sequence = entry.tree, None
    for pointer, _, name in _names(tree):
        if isinstance(name, HgvsName):
            sequence = sequence or _sequence(tree, resources)
            at = f"{pointer}/name"
            other = list(_on_other_sequence(at, name, tree, sequence))
            yield from other or _other_change(at, name, tree, sequence)


# HG-3

_ACCESSION = re.compile(
    r"(?:[A-Z]{2}_[A-Z0-9]+|LRG_[0-9]+(?:[tp][0-9]+)?|ENS[A-Z]*[0-9]{11}|[A-Z]{1,6}[0-9]{5,})"
    r"(?:[.][0-9]+)?"
)
_DISPLAYED = re.compile(r"[^\s(),;:]+")
_AXES_ON: Mapping[str, str] = MappingProxyType(
    {
        "genomic": "gmo",
        "chromosome": "gmo",
        "gene": "gmo",
        "transcript": "cnr",
        "amino-acid": "p",
    }
)
"""The axes of the names on a type of contextual allele, or of reference sequence."""
_WORDS = {"gmo": "a genomic sequence", "cnr": "a transcript", "p": "a protein"}


def _sequence(tree: Tree, resources: ResourceSet) -> _Sequence:
    """The reference sequence: its accessions by its identifiers, or by the display."""
    reference = part(tree, "referenceCoordinate").get("referenceSequence")
    entry = resources.target(reference)
    found = entry.tree if entry is not None else {}
    resolved = found if text(found, "resourceType") == "ReferenceSequence" else None
    values = (text(identifier, "value") for _, identifier in parts(resolved, "identifier"))
    accessions = tuple(value for value in values if value and _ACCESSION.fullmatch(value))
    shown = _DISPLAYED.match((text(reference, "display") or "").strip())
    if not accessions and shown is not None and _ACCESSION.fullmatch(shown[0]):
        accessions = (shown[0],)
    return _Sequence(resolved, accessions)


def _on_other_sequence(
    at: str, name: HgvsName, tree: Tree, sequence: _Sequence
) -> Iterator[Breach]:
    """HG-3: the accession of a name, or else its axis, is of the allele's reference sequence."""
    found, expected = name.accession, " or ".join(sequence.accessions)
    if found is None:
        types = text(tree, "contextualAlleleType"), text(sequence.tree, "referenceSequenceType")
        axes = [_AXES_ON[each] for each in types if each is not None and each in _AXES_ON]
        if not axes or any(name.axis in each for each in axes):
            return
        found = next(word for each, word in _WORDS.items() if name.axis in each)
        expected = expected or _WORDS[axes[0]]
    elif not expected or any(_is_same(found, known) for known in sequence.accessions):
        return
    values = {"name": name.name, "found": found, "expected": expected}
    yield Breach("HG-3", at, values, value=name.name)


def _is_same(accession: str, known: str) -> bool:
    """Whether two accessions are one; of a sequence without a version, RS-2 says so."""
    return accession == known or ("." not in known and accession.partition(".")[0] == known)


# HG-4 and HG-5

_NON_CODING = re.compile(r"[NX]R_")
_FROM_START = ("frameshift", "extension")
"""Changes of which a name tells the first residue alone."""
# How far a repeat is believed to reach, in bases and in copies of what was inserted or deleted.
_FARTHEST = 100
_MOST_COPIES = 10


@dataclass(frozen=True, slots=True)
class _Allele:
    """What the message says: where, and what in the place of what; None for what it does not."""

    start: Boundary | None
    end: Boundary | None
    reference: Residues | None
    alternate: Residues | None

    @property
    def interval(self) -> Interval | None:
        """Where it is, when both ends are said."""
        return None if self.start is None or self.end is None else (self.start, self.end)

    @property
    def torn(self) -> bool:
        """Whether refAllele is not as long as the interval, of which XA-6 speaks."""
        line = _line(*self.interval) if self.interval is not None else None
        length = line[1] - line[0] if line is not None else None
        return None not in (length, self.reference) and length != len(self.reference or ())


def _other_change(at: str, name: HgvsName, tree: Tree, sequence: _Sequence) -> Iterator[Breach]:
    """HG-4, or else HG-5: the place of a name, and its sequences, are those of the allele."""
    if name.alleles > 1:
        return
    allele, edit = _allele(tree, name.axis), name.edit
    intervals = name.intervals(*_coding_region(name, sequence))
    if intervals and not _is_at(edit, allele, intervals):
        same = _is_same_change(edit, intervals[-1], allele)
        half = any(_meets(allele, interval) for interval in intervals)
        if same or not (allele.torn and half):
            values = {"name": name.name, "found": _shown(*intervals[0])}
            values["expected"] = _shown(allele.start, allele.end)
            yield Breach("HG-4", at, values, "info" if same else None, value=name.name)
        return
    difference = _difference(edit, allele)
    # Where the places are not known, the name may be at another one in a repeat.
    known = bool(intervals) and allele.interval is not None
    if difference is not None and (known or not _may_be_shifted(edit, allele)):
        place, found = difference
        if f"/{'/'.join(place)}" in {breach.pointer for breach in change_and_sequences(tree)}:
            return  # That the sequence is not what the change is called, XA-9 says.
        values = {"name": name.name, "found": found, "property": place[-1]}
        values["expected"] = text(tree, *place) or "empty"
        yield Breach("HG-5", at, values, value=name.name)


def _coding_region(name: HgvsName, sequence: _Sequence) -> tuple[int | None, int | None]:
    """Where the positions of a name count from: the first and the last coding base, 1-based."""
    if name.axis not in "cr":
        return 1, None
    start, end = integer(sequence.tree, "cdsStart"), integer(sequence.tree, "cdsEnd")
    accessions = (name.accession or "", *sequence.accessions)
    if name.axis == "r" and start is None and any(map(_NON_CODING.match, accessions)):
        return 1, None
    if start is not None and (start < 1 or (end is not None and start > end)):
        return None, None
    return start, end


def _is_at(edit: Edit, allele: _Allele, intervals: list[Interval]) -> bool:
    """Whether the allele is at one of the intervals, as far as it says where it is."""
    if edit.kind in _FROM_START:
        return allele.start is None or allele.start == intervals[0][0]
    if allele.interval is not None:
        return allele.interval in intervals
    # One end alone says little of what can be moved along a repeat.
    nowhere = allele.start is None and allele.end is None
    return nowhere or edit.kind != "substitution" or _meets(allele, intervals[0])


def _meets(allele: _Allele, interval: Interval) -> bool:
    return allele.start == interval[0] or allele.end == interval[1]


def _shown(*boundaries: Boundary | None) -> str:
    """An interval as interbase positions, such as `609+12 to 609+13`."""
    return " to ".join(
        "?" if boundary is None else re.sub("[+]0$", "", "{}{:+}".format(*boundary))
        for boundary in boundaries
    )


# What the message says


def _allele(tree: Tree, axis: str) -> _Allele:
    """What the message says, in the terms of a name; what other rules find fault with is not."""
    reference = _residues(text(tree, "referenceCoordinate", "refAllele"), axis)
    alternate = text(tree, "allele")
    if axis == "p" and alternate == "=":
        return _Allele(*_interval(tree, axis), reference, reference)
    return _Allele(*_interval(tree, axis), reference, _residues(alternate, axis))


def _interval(tree: Tree, axis: str) -> tuple[Boundary | None, Boundary | None]:
    """The ends of an allele; none when they are not in order, or in the intron of no transcript."""
    coordinate = part(tree, "referenceCoordinate")
    start, end = (_boundary(part(coordinate, name)) for name in ("start", "end"))
    if axis not in "cnr" and any(found is not None and found[1] for found in (start, end)):
        return None, None
    if start is None or end is None or (start[0] == end[0] and start[1] <= end[1]):
        return start, end
    if start[0] == end[0] and start[1] < 0:
        return end, start  # Upstream offsets are published in both orders.
    falling = start[0] > end[0] or (start[0] == end[0] and end[1] > 0)
    return (None, None) if falling else (start, end)


def _boundary(position: Tree) -> Boundary | None:
    index = natural(position, "index")
    length = natural(position, "externalOffsetLength")
    sign = {"+": 1, "-": -1}.get(text(position, "externalOffsetDirection") or "")
    if index is None:
        return None
    if length is not None and sign is not None:
        return index, sign * length
    offset = ("externalOffsetLength", "externalOffsetDirection")
    return None if any(present(position, name) for name in offset) else (index, 0)


_BASES = re.compile(r"[ACGTURYSWKMBDHVN]*")
_ONE = re.compile(r"[A-Z*]*")
_THREE = re.compile(r"(?:[A-Z][a-z][a-z]|[*])*")
_AMINO_ACIDS = MappingProxyType({**AMINO_ACIDS, **{name: name for name in AMINO_ACIDS.values()}})


def _residues(sequence: str | None, axis: str) -> Residues | None:
    """A sequence of the message; None when it is not in its alphabet, of which XA-7 speaks."""
    if sequence is None:
        return None
    if axis != "p":
        bases = sequence.upper()
        return tuple(bases.replace("U", "T")) if _BASES.fullmatch(bases) else None
    if not _ONE.fullmatch(sequence) and not _THREE.fullmatch(sequence):
        return None
    names = tuple(_AMINO_ACIDS.get(each) for each in re.findall("[A-Z][a-z]*|[*]", sequence))
    return None if None in names else tuple(name for name in names if name is not None)


def _line(*boundaries: Boundary) -> list[int] | None:
    """Boundaries as numbers on one line; None when it is not known how long what is between is.

    An intron lies beside the exon that its positions are counted from; the other exons, and the
    other half of the intron, are not on that line.
    """
    edges = {(index, offset > 0) for index, offset in boundaries if offset}
    if len(edges) > 1:
        return None
    for edge, downstream in edges:
        for index, _ in boundaries:
            if index > edge if downstream else index < edge:
                return None
    return [index + offset for index, offset in boundaries]


# Whether sequences, and changes, are the same


def _difference(edit: Edit, allele: _Allele) -> tuple[tuple[str, ...], str] | None:
    """The first property of the allele that a name has otherwise, and what the name has."""
    held = None if allele.torn else allele.reference
    stated, alternate = edit.reference, edit.alternate
    own = allele.interval
    if edit.kind in _FROM_START:
        stated, held = (stated or ())[:1] or None, (held or ())[:1] or None
    elif edit.kind == "duplication" and allele.torn:
        return None
    elif edit.kind == "duplication" and (own[0] == own[1] if own else not held):
        stated, alternate = (), edit.reference
    elif held is not None or stated is not None:
        alternate = edit.applied(stated or () if held is None else held)
    if stated is not None and held is not None and not matches(stated, held):
        return ("referenceCoordinate", "refAllele"), _written(stated)
    if alternate is None or allele.alternate is None or matches(alternate, allele.alternate):
        return None
    return ("allele",), _written(alternate)


def _written(residues: Residues) -> str:
    """A sequence in a message."""
    if residues and set(residues) == {ANY}:
        return "1 residue" if len(residues) == 1 else f"{len(residues)} residues"
    return "".join(residues) or "nothing"


def _is_same_change(edit: Edit, span: Interval, allele: _Allele) -> bool:
    """Whether a change at another place is the same one, as far as the message's alleles tell."""
    line = _line(*span, *allele.interval) if allele.interval is not None else None
    if line is None or allele.alternate is None or allele.torn:
        return False
    start, end, own_start, own_end = line
    held = () if own_start == own_end else allele.reference
    if held is None:
        return False
    if own_start <= start and end <= own_end:
        head, middle, tail = _cut(held, start - own_start, end - own_start)
        made = edit.applied(middle)
        if (edit.reference is None or matches(edit.reference, middle)) and made is not None:
            return matches(head + made + tail, allele.alternate)
    there = _trimmed(own_start, held, allele.alternate)
    if edit.kind == "duplication" and not there[1] and start <= there[0] <= end:
        # Wherever in what it doubles an insertion is, it can make the same.
        doubled = edit.reference or (ANY,) * (end - start)
        head, _, tail = _cut(doubled, there[0] - start, there[0] - start)
        return matches(doubled * 2, head + there[2] + tail)
    here = _plain(edit, start)
    if here is None or not any(here[1:]):
        return False
    return here == there or _is_shifted(here, there)


_Change = tuple[int, Residues, Residues]
"""Where a change begins, what it takes away, and what it puts there."""


def _cut(residues: Residues, start: int, end: int) -> tuple[Residues, Residues, Residues]:
    return residues[:start], residues[start:end], residues[end:]


def _trimmed(start: int, reference: Residues, alternate: Residues) -> _Change:
    """A change without what its two sequences have in common at their ends."""
    shorter = min(len(reference), len(alternate))
    head = 0
    while head < shorter and reference[head] == alternate[head]:
        head += 1
    tail = 0
    while tail < shorter - head and reference[-1 - tail] == alternate[-1 - tail]:
        tail += 1
    return (
        start + head,
        reference[head : len(reference) - tail],
        alternate[head : len(alternate) - tail],
    )


def _plain(edit: Edit, start: int) -> _Change | None:
    """The change of a name that begins at `start`; None when it does not name all residues."""
    reference, alternate = edit.reference, edit.alternate
    if reference is None or alternate is None or ANY in reference + alternate:
        return None
    return _trimmed(start, reference, alternate)


def _is_shifted(one: _Change, other: _Change) -> bool:
    """Whether two insertions, or two deletions, can be one that is moved along a repeat."""
    moved, there = _only(one), _only(other)
    if moved is None or there is None or bool(one[1]) != bool(other[1]):
        return False
    shift = other[0] - one[0]
    if len(moved) != len(there) or abs(shift) > max(_FARTHEST, _MOST_COPIES * len(moved)):
        return False
    turn = shift % len(moved)
    return moved[turn:] + moved[:turn] == there


def _only(change: _Change) -> Residues | None:
    """What an insertion inserts, or a deletion deletes; None for what is neither."""
    _, reference, alternate = change
    return (reference or alternate) if bool(reference) != bool(alternate) else None


def _may_be_shifted(edit: Edit, allele: _Allele) -> bool:
    """Whether a change, wherever it is, can be the allele's, moved along a repeat."""
    if allele.reference is None or allele.alternate is None:
        return False
    here, there = _plain(edit, 0), _trimmed(0, allele.reference, allele.alternate)
    moved = _only(there)
    if here is None:
        deletes = edit.kind == "deletion"
        counted = len(edit.reference or ()) if deletes or edit.kind == "duplication" else None
        return moved is not None and len(moved) == counted and deletes == bool(there[1])
    if here[1:] == there[1:]:
        return any(here[1:])
    named = _only(here)
    if moved is None or named is None or bool(here[1]) != bool(there[1]):
        return False
    return len(named) == len(moved) and "".join(moved) in "".join(named) * 2
