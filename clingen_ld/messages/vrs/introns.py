"""Alleles in introns: the RelativeAllele of VRS 2.1, and its places in the model.

A SequenceOffsetLocation counts from an anchor, the edge of an exon (0-based interbase). What is
`left` of an intron has offsets from 0 on into it, the model's +; what is `right` of one has offsets
below 0, the model's -. Earlier drafts had positive ones, in descending order. The location on the
base sequence is the model's place on the genome, on the strand implied by the two states.
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple

from clingen_ld.messages.vrs.form import OFFSET
from clingen_ld.messages.vrs.identifiers import computed_id, is_natural, one_letter
from clingen_ld.messages.vrs.normalizing import literal_state
from clingen_ld.messages.vrs.sequences import (
    ReferencedSequence,
    Sequences,
    read_link,
    read_reference,
    write_reference,
)
from clingen_ld.model import Object, Tree, is_integer, objects, part
from clingen_ld.types import ContextualAllele
from clingen_ld.variation.change import Change
from clingen_ld.variation.position import InterbasePosition, Interval, read_interval

RELATIVE: Final = "RelativeAllele"
CANONICAL: Final = "canonicalAllele"
"""The extension of a RelativeAllele that has the reference to its canonical allele.

It is not a member of that: Cat-VRS 1 has members of VRS 2.0.
"""
_LEFT, _RIGHT = "left", "right"


class IntronAllele(NamedTuple):
    """The model's content of an allele in an intron; `ends` are its places on the genome."""

    sequence: ReferencedSequence
    named: object
    interval: Interval
    reference: str | None
    alternate: str
    genomic: ReferencedSequence | None = None
    genomic_named: object = None
    ends: tuple[int, int] | None = None

    def coordinate(self, base: str) -> Tree:
        """The referenceCoordinate."""
        found: Tree = {}
        link = read_link(self.sequence, self.named, base)
        if link is not None:
            found["referenceSequence"] = link
        places = self.ends or (None, None)
        for key, place, index in zip(
            ("start", "end"), (self.interval.start, self.interval.end), places, strict=True
        ):
            position: Tree = {"index": place.index}
            if place.side is not None:
                position["externalOffsetLength"] = place.length
                position["externalOffsetDirection"] = place.side
            genome = None if self.genomic is None else read_link(
                self.genomic, self.genomic_named, base)  # fmt: skip
            if place.side is not None and index is not None and genome is not None:
                position["externalGenomicReferenceSequence"] = genome
                position["externalGenomicPositionIndex"] = index
            found[key] = position
        return found | ({} if self.reference is None else {"refAllele": self.reference})


def read_intron(given: Object) -> IntronAllele | None:
    """The allele in an intron of an object; None if the model cannot represent it."""
    relative = part(given, "relativeLocation")
    is_relative = given.get("type") == RELATIVE
    mapped = part(relative, "mappedSequenceLocation") if is_relative else part(given, "location")
    state = part(given, "mappedState" if is_relative else "state")
    alternate = state.get("sequence")
    interval = _interval(mapped)
    if mapped.get("type", OFFSET) != OFFSET or interval is None or not isinstance(alternate, str):
        return None
    expressions = [each.get("value") for each in objects(given.get("expressions"))]
    named = mapped.get("sequenceReference")
    found = IntronAllele(read_reference(named, expressions), named, interval, None, alternate)
    location, other = part(relative, "baseSequenceLocation"), part(given, "baseState")
    start, end, sequence = location.get("start"), location.get("end"), other.get("sequence")
    if not (is_natural(start) and is_natural(end) and isinstance(sequence, str)):
        return found
    turned = Change(0, 0, sequence, sequence).reverse_complement().ref
    is_plus, is_minus = alternate == sequence, alternate == turned
    if start != end and is_plus is is_minus:
        return found
    kept = location.get("sequence")
    reference = kept if isinstance(kept, str) else None
    if reference is not None and not is_plus:
        reference = Change(0, 0, reference, "").reverse_complement().ref
    genome = location.get("sequenceReference")
    return found._replace(
        reference=reference, genomic=read_reference(genome, ()), genomic_named=genome,
        ends=(start, end) if is_plus else (end, start),
    )  # fmt: skip


def without_canonical(given: Object) -> tuple[Object, Tree | None]:
    """A RelativeAllele without the extension that names its canonical allele, and that name."""
    listed = given.get("extensions")
    if given.get("type") != RELATIVE or not isinstance(listed, list):
        return given, None
    for n, each in enumerate(listed):
        if (
            isinstance(each, dict)
            and each.keys() == {"name", "value"}
            and each["name"] == CANONICAL
        ):
            name, rest = each["value"], [*listed[:n], *listed[n + 1 :]]
            if isinstance(name, str) and name:
                bare = {key: value for key, value in given.items() if key != "extensions"}
                return bare | ({"extensions": rest} if rest else {}), {"reference": name}
    return given, None


def with_canonical(written: Tree, allele: Object) -> Tree:
    """A RelativeAllele with the extension for the canonical allele that it belongs to."""
    name = part(allele, CANONICAL).get("reference")
    if written.get("type") != RELATIVE or not isinstance(name, str) or not name:
        return written
    return written | {
        "extensions": [{"name": CANONICAL, "value": name}, *written.get("extensions", [])]
    }


def _interval(mapped: Object) -> Interval | None:
    """The interval of a SequenceOffsetLocation; None for a Range or an invalid one."""
    anchor, side = mapped.get("anchor"), mapped.get("anchorOrientation")
    start, end = mapped.get("offsetStart"), mapped.get("offsetEnd")
    if not is_natural(anchor) or side not in (_LEFT, _RIGHT):
        return None
    if not is_integer(start) or not is_integer(end):
        return None
    if side == _RIGHT and start > end >= 0:  # as earlier drafts wrote it
        start, end = -start, -end
    return None if start > end else Interval(*(_position(anchor, side, n) for n in (start, end)))


def _position(anchor: int, side: Any, offset: int) -> InterbasePosition:
    """A position by an offset: in the intron, or on the other side of the anchor in the exon."""
    if (offset < 0) is (side == _LEFT) and offset != 0:
        return InterbasePosition(anchor + offset)
    return InterbasePosition(anchor, "+" if side == _LEFT else "-", abs(offset))


def write_intron(
    allele: ContextualAllele, found: ReferencedSequence, sequences: Sequences
) -> Tree | str:
    """The RelativeAllele of an allele in an intron, or the reason for having none."""
    interval = read_interval(allele.referenceCoordinate)
    if interval is None:
        return "the allele: it has no start and end"
    mapped = _offsets(interval)
    alternate = one_letter(allele.allele, allele.contextualAlleleType)
    reference = one_letter(allele.referenceCoordinate.refAllele, allele.contextualAlleleType)
    alternate = reference if allele.allele == "=" else alternate
    ends = (allele.referenceCoordinate.start, allele.referenceCoordinate.end)
    genomes = {each.externalGenomicReferenceSequence.reference for each in ends}
    places = [each.externalGenomicPositionIndex for each in ends]
    if mapped is None or alternate is None:
        return "the allele: VRS has no form for its positions in introns"
    start, end = places
    if len(genomes) != 1 or None in genomes or start is None or end is None:
        return "the allele: VRS has a form for positions in introns only with those on the genome"
    state = alternate
    if start > end:
        change = Change(0, 0, reference, alternate).reverse_complement()
        reference, state = change.ref, change.alt or ""
    elif start == end and Change(0, 0, state, state).reverse_complement().ref != state:
        return "the allele: its strand is not given, which VRS needs for positions in introns"
    genomic = ContextualAllele({"contextualAlleleType": "genomic", "referenceCoordinate": {
        "referenceSequence": ends[0].externalGenomicReferenceSequence.tree}})  # fmt: skip
    on = write_reference(sequences.find(genomic, None), genomic, sequences.base)
    own = write_reference(found, allele, sequences.base)
    if on is None or own is None:
        return "the allele: it has no referenceSequence"
    base: Tree = {"type": "SequenceLocation", "sequenceReference": on}
    base |= {"start": min(start, end), "end": max(start, end)}
    base |= {} if reference is None else {"sequence": reference}
    written: Tree = {"type": RELATIVE, "relativeLocation": {
        "type": "RelativeSequenceLocation", "baseSequenceLocation": base,
        "mappedSequenceLocation": {"type": OFFSET, "sequenceReference": own} | mapped,
    }, "baseState": literal_state(state), "mappedState": literal_state(alternate)}  # fmt: skip
    name = computed_id(written)
    return written if name is None else {"id": name, "digest": name.rpartition(".")[2]} | written


def _offsets(interval: Interval) -> Tree | None:
    """Anchor and offsets of an interval; None when it is not at one edge of an exon."""
    ends = (interval.start, interval.end)
    edges = {(each.index, each.side) for each in ends if each.side is not None}
    if len(edges) != 1:
        return None
    anchor, side = edges.pop()
    start, end = (e.index - anchor + (e.offset if e.side is not None else 0) for e in ends)
    inside = [e.index - anchor for e in ends if e.side is None]
    if any(n > 0 if side == "+" else n < 0 for n in inside) or start > end:
        return None
    offsets: Tree = {"anchor": anchor, "anchorOrientation": _LEFT if side == "+" else _RIGHT}
    return offsets | {"offsetStart": start, "offsetEnd": end}
