"""A contextual allele of the model, told as an Allele of VRS 2."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple

from clingen_ld.messages.vrs.identifiers import (
    ALLELE_ID,
    allele_digest,
    is_sequence,
    location_digest,
    one_letter,
)
from clingen_ld.messages.vrs.normalizing import (
    State,
    justified_state,
    literal_state,
    normal_with_sequence,
    normal_without_sequence,
    repeated,
)
from clingen_ld.messages.vrs.schema import SYSTEM, TERMS
from clingen_ld.messages.vrs.sequences import ReferencedSequence, Sequences, write_reference
from clingen_ld.model import Object, Tree, objects, part
from clingen_ld.types import Position
from clingen_ld.variation.change import Change
from clingen_ld.variation.position import read_position

SYNTAXES: Final = {
    "hgvs-genomic": "hgvs.g", "hgvs-mito": "hgvs.m", "hgvs-cdna": "hgvs.c",
    "hgvs-ncrna": "hgvs.n", "hgvs-rna": "hgvs.r", "hgvs-protein-1": "hgvs.p",
    "hgvs-protein-3": "hgvs.p",
}  # fmt: skip
"""The syntax of expressions by contextual-allele-name-type."""


class WrittenAllele(NamedTuple):
    """An allele in VRS (None: VRS has no form of it), and what is to say of that by name."""

    value: Tree | None
    said: tuple[str, ...] = ()


class _Placed(NamedTuple):
    """Where an allele is, with its state; `reference` may not be known."""

    start: int
    end: int
    reference: str | None
    state: State
    said: tuple[str, ...] = ()
    is_exact: bool = True


@dataclass(frozen=True, slots=True)
class VrsAlleleWriter:
    """Tells alleles in VRS; with a source of sequences, all of them in their normal form."""

    sequences: Sequences

    def allele(self, tree: Object, target: Object | None = None) -> WrittenAllele:
        """A contextual allele; `target` is its ReferenceSequence, if that is known."""
        interval = _interval(tree)
        if isinstance(interval, str):
            return WrittenAllele(None, (interval,))
        found = self.sequences.find(tree, target)
        reference = write_reference(found, tree, self.sequences.base)
        if reference is None:
            return WrittenAllele(None, ("the allele: it has no referenceSequence",))
        placed = self._placed(tree, interval, found)
        if isinstance(placed, str):
            return WrittenAllele(None, (placed,))
        said = placed.said
        if found.refget is None:
            said = ("refgetAccession (give --sequences)", *said)
        return WrittenAllele(_told(tree, placed, reference, found.refget), said)

    def _placed(
        self, tree: Object, interval: tuple[int, int], found: ReferencedSequence
    ) -> _Placed | str:
        start, end = interval
        kind = tree.get("contextualAlleleType")
        coordinate = tree["referenceCoordinate"]
        given, alternate = coordinate.get("refAllele"), tree.get("allele")
        reference = one_letter(given, kind)
        if alternate == "=":
            alternate = reference
        told = one_letter(alternate, kind)
        state = TERMS.object(tree, "state")
        if told is None:
            if alternate is None and allele_digest("", state) is not None and _is_length(state):
                return _Placed(start, end, reference, state)
            return "the allele: VRS has no state for it"
        if self._reaches(found, end) and start <= end:
            return self._normal(found, interval, reference, told, state)
        if reference is None and start == end:
            reference = ""
        if reference is None or len(reference) != end - start:
            said = ("normalization (give --sequences)",)
            return _Placed(start, end, reference, literal_state(told), said, False)
        change = Change.of(start, reference, told)
        return _as_told(change, state, set(_computed_ids(tree)), found.refget)

    def _reaches(self, found: ReferencedSequence, end: int) -> bool:
        source = self.sequences.source
        if source is None or found.name is None:
            return False
        length = source.length(found.name)
        return length is not None and end <= length

    def _normal(
        self,
        found: ReferencedSequence,
        interval: tuple[int, int],
        reference: str | None,
        alternate: str,
        state: State,
    ) -> _Placed:
        """The normal form by the sequence itself."""
        source, name = self.sequences.source, found.name
        assert source is not None
        assert name is not None
        said: tuple[str, ...] = ()
        held = source.fetch(name, *interval)
        if reference is not None and reference != held:
            said = ("refAllele: it is not what the sequence has there",)
        change, normal = normal_with_sequence(source, name, *interval, alternate)
        is_same = allele_digest("", state) == allele_digest("", normal)
        return _Placed(change.start, change.end, change.ref, state if is_same else normal, said)


def _as_told(change: Change[str], state: State, ids: set[str], refget: str | None) -> _Placed:
    """The normal form as far as it can be told without the sequence.

    An insertion or deletion is normal when its computed identifier, or a state by length that
    agrees with its sequences, says so: both are made of the normal form.
    """
    found = normal_without_sequence(change)
    if found is not None:
        cut, normal = found
        is_same = allele_digest("", state) == allele_digest("", normal)
        return _Placed(cut.start, cut.end, cut.ref, state if is_same else normal)
    start, end, reference, alternate = change.start, change.end, change.ref or "", change.alt or ""
    if _agrees(state, reference, alternate):
        return _Placed(start, end, reference, state)
    normal = justified_state(reference, alternate)
    if refget is not None:
        digest = allele_digest(location_digest(refget, start, end), normal)
        if f"ga4gh:VA.{digest}" in ids:
            return _Placed(start, end, reference, normal)
    said = ("normalization (give --sequences)",)
    return _Placed(start, end, reference, literal_state(alternate), said, False)


def _agrees(state: State, reference: str, alternate: str) -> bool:
    """Whether a state by length is the one of these sequences."""
    if state.get("type") != "ReferenceLengthExpression" or allele_digest("", state) is None:
        return False
    length, unit = state["length"], state["repeatSubunitLength"]
    is_whole = state.get("sequence") in (None, alternate)
    return is_whole and length == len(alternate) and repeated(reference, unit, length) == alternate


def _is_length(state: State) -> bool:
    return state.get("type") in ("LengthExpression", "ReferenceLengthExpression")


def _interval(tree: Object) -> tuple[int, int] | str:
    """The 0-based interbase interval of an allele, or why there is none."""
    ends = [part(tree, "referenceCoordinate", key) for key in ("start", "end")]
    start, end = map(read_position, map(Position, ends))
    if any(key.startswith("external") for each in ends for key in each):
        return "the allele: VRS has no form for positions in introns"
    if start is None or end is None:
        return "the allele: it has no start and end"
    return start.index, end.index


def _computed_ids(tree: Object) -> Iterator[str]:
    for item in objects(tree.get("identifier")):
        if item.get("system") == SYSTEM:
            value = item.get("value")
            if isinstance(value, str) and ALLELE_ID.fullmatch(value):
                yield value


def _told(tree: Object, placed: _Placed, reference: Tree | str, refget: str | None) -> Tree:
    """The Allele, with what was kept of the one that it was read from."""
    coordinate = tree["referenceCoordinate"]
    location: Tree = {"type": "SequenceLocation", "sequenceReference": reference}
    location |= {"start": placed.start, "end": placed.end}
    if placed.reference is not None and is_sequence(placed.reference):
        location["sequence"] = placed.reference
    told: Tree = {"type": "Allele"}
    if refget is not None and placed.start <= placed.end:
        of_location = location_digest(refget, placed.start, placed.end)
        location = {"id": f"ga4gh:SL.{of_location}", "digest": of_location} | location
        digest = allele_digest(of_location, placed.state) if placed.is_exact else None
        if digest is not None:
            told = {"id": f"ga4gh:VA.{digest}", "type": "Allele", "digest": digest}
    if isinstance(reference, dict):
        told_more = TERMS.object(coordinate, "sequenceReference")
        location["sequenceReference"] = reference | told_more
    location |= TERMS.values(coordinate, "sequenceReference")
    told |= _names(tree)
    told |= {"location": location, "state": placed.state}
    return told | TERMS.values(tree, "state")


def _names(tree: Object) -> Tree:
    """The names of an allele as expressions, and as aliases those that are no expressions."""
    expressions, aliases = [], []
    for item in objects(tree.get("alleleName")):
        if not isinstance(item.get("name"), str):
            continue
        kind = item.get("nameType")
        syntax = item.get(
            TERMS.term("syntax"), SYNTAXES.get(kind) if isinstance(kind, str) else None
        )
        if isinstance(syntax, str):
            told = {"syntax": syntax, "value": item["name"]}
            expressions.append(told | TERMS.values(item, "syntax"))
        elif kind == "custom":
            aliases.append(item["name"])
    found: Tree = {"aliases": aliases} if aliases else {}
    return found | ({"expressions": expressions} if expressions else {})
