"""Writer of contextual alleles as Alleles of VRS 2."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple

from clingen_ld.messages.foreign.builder import same
from clingen_ld.messages.vrs.identifiers import (
    ALLELE_ID,
    allele_digest,
    is_sequence,
    location_digest,
    one_letter,
)
from clingen_ld.messages.vrs.introns import read_intron, with_canonical, write_intron
from clingen_ld.messages.vrs.normalizing import (
    State,
    justified_state,
    literal_state,
    may_be_normal,
    normal_with_sequence,
    normal_without_sequence,
    says,
)
from clingen_ld.messages.vrs.schema import SYSTEM, TERMS
from clingen_ld.messages.vrs.sequences import (
    ReferencedSequence,
    Sequences,
    is_refget,
    kept_reference,
    write_reference,
)
from clingen_ld.model import Object, Tree
from clingen_ld.types import ContextualAllele, ReferenceCoordinate
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
    """Where an allele is, with its state; `reference` may not be known.

    One that `is_exact` has a computed identifier.
    """

    start: int
    end: int
    reference: str | None
    state: State
    said: tuple[str, ...] = ()
    is_exact: bool = True


_LOCATION: Final = TERMS.term("location")
_TYPE: Final = TERMS.term("type")
_DIGEST: Final = TERMS.term("digest")
_STATE: Final = TERMS.term("state")
_REFERENCE: Final = TERMS.term("sequenceReference")
NOT_NORMAL: Final = ("normalization (give --sequences)",)


@dataclass(frozen=True, slots=True)
class VrsAlleleWriter:
    """Writes alleles in VRS; with a source of sequences, all of them normalized.

    An allele that was read from VRS keeps its original state.
    """

    sequences: Sequences

    def allele(self, tree: Object, target: Object | None = None) -> WrittenAllele:
        """A contextual allele; `target` is its ReferenceSequence, if that is known."""
        allele = ContextualAllele(tree if isinstance(tree, dict) else dict(tree))
        is_kept = _LOCATION in allele.tree or _TYPE in allele.tree
        if is_kept and "referenceCoordinate" not in allele.tree:
            return WrittenAllele(_restored(allele.tree, {"type": "Allele"} | _names(allele)))
        interval = _interval(allele.referenceCoordinate)
        if interval is None:
            return self._in_intron(allele, target)
        if isinstance(interval, str):
            return WrittenAllele(None, (interval,))
        found = self.sequences.find(allele, target)
        reference = kept_reference(allele.referenceCoordinate, found)
        if reference is None:
            reference = write_reference(found, allele, self.sequences.base)
        elif isinstance(reference, dict) and is_refget(reference.get("refgetAccession")):
            found = found._replace(refget=reference["refgetAccession"])
        if reference is None:
            return WrittenAllele(None, ("the allele: it has no referenceSequence",))
        placed = self._placed(allele, interval, found)
        if isinstance(placed, str):
            return WrittenAllele(None, (placed,))
        said = placed.said
        if found.refget is None:
            said = ("refgetAccession (give --sequences)", *said)
        return WrittenAllele(_written(allele, placed, reference, found.refget), said)

    def _in_intron(self, allele: ContextualAllele, target: Object | None) -> WrittenAllele:
        """A RelativeAllele; the one that was read, if it still says the same."""
        kept = TERMS.values(allele.tree) | _names(allele)
        intron = read_intron(kept) if "type" in kept else None
        if intron is not None and intron.alternate == allele.allele:
            coordinate = intron.coordinate(self.sequences.base)
            if same(coordinate, allele.referenceCoordinate.tree):
                return WrittenAllele(with_canonical(kept, allele.tree))
        written = write_intron(allele, self.sequences.find(allele, target), self.sequences)
        if isinstance(written, str):
            return WrittenAllele(None, (written,))
        return WrittenAllele(with_canonical(written | _names(allele), allele.tree))

    def _placed(
        self, allele: ContextualAllele, interval: tuple[int, int], found: ReferencedSequence
    ) -> _Placed | str:
        start, end = interval
        kind = allele.contextualAlleleType
        reference, alternate = allele.referenceCoordinate.refAllele, allele.allele
        reference = one_letter(reference, kind)
        sequence = reference if alternate == "=" else one_letter(alternate, kind)
        is_known = sequence is not None and start <= end and self._reaches(found, end)
        kept = _as_given(allele, interval, found.refget, (reference, sequence), is_known)
        if kept is not None:
            return kept
        if sequence is None:
            return "the allele: VRS has no state for it"
        if is_known:
            state = TERMS.object(allele.tree, "state")
            return self._normal(found, interval, reference, sequence, state)
        if reference is None and start == end:
            reference = ""
        if reference is None or len(reference) != end - start:
            return _Placed(start, end, reference, literal_state(sequence), NOT_NORMAL, False)
        return _without_sequence(Change.of(start, reference, sequence), allele, found.refget)

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


def _as_given(
    allele: ContextualAllele,
    interval: tuple[int, int],
    refget: str | None,
    sequences: tuple[str | None, str | None],
    is_known: bool,
) -> _Placed | None:
    """An allele as it was in VRS: its identifier matches, or its state was kept.

    `sequences` are the reference allele and the allele, in one-letter codes. If the sequence
    `is_known`, only the identifier counts.
    """
    ids = set(_computed_ids(allele))
    if not ids and _STATE not in allele.tree:
        return None
    (start, end), (reference, alternate) = interval, sequences
    state = TERMS.object(allele.tree, "state")
    is_kept = says(state, alternate, reference)
    if is_kept and "type" not in state:  # the input had none, and none is made up
        return _Placed(start, end, reference, state, is_exact=False)
    if is_kept:
        state = {"type": state["type"]} | state  # in the order of all states that are written
    literal = None if alternate is None else literal_state(alternate)
    for each in (state if is_kept else None, literal) if ids else ():
        if each is not None and _id(refget, interval, each) in ids:
            return _Placed(start, end, reference, each)
    if not is_kept or is_known:
        return None
    is_normal = may_be_normal(state, start, end, reference)
    return _Placed(start, end, reference, state, () if is_normal else NOT_NORMAL, is_normal)


def _id(refget: str | None, interval: tuple[int, int], state: State) -> str | None:
    """The computed identifier of an Allele at an interval (0-based interbase)."""
    if refget is None:
        return None
    digest = allele_digest(location_digest(refget, *interval), state)
    return None if digest is None else f"ga4gh:VA.{digest}"


def _without_sequence(change: Change[str], allele: ContextualAllele, refget: str | None) -> _Placed:
    """The normal form as far as it is known without the sequence.

    An insertion or deletion is normal if its computed identifier matches, which is made from the
    normal form.
    """
    found = normal_without_sequence(change)
    if found is not None:
        cut, normal = found
        return _Placed(cut.start, cut.end, cut.ref, normal)
    start, end, reference, alternate = change.start, change.end, change.ref or "", change.alt or ""
    normal = justified_state(reference, alternate)
    if _id(refget, (start, end), normal) in set(_computed_ids(allele)):
        return _Placed(start, end, reference, normal)
    return _Placed(start, end, reference, literal_state(alternate), NOT_NORMAL, False)


def _interval(coordinate: ReferenceCoordinate) -> tuple[int, int] | str | None:
    """The 0-based interbase interval of an allele, or the reason for having none; None in an
    intron."""
    ends = (coordinate.start, coordinate.end)
    if any(key.startswith("external") for each in ends for key in each.tree):
        return None
    start, end = map(read_position, ends)
    if start is None or end is None:
        return "the allele: it has no start and end"
    return start.index, end.index


def _computed_ids(allele: ContextualAllele) -> Iterator[str]:
    """The computed identifiers that an allele is said to have."""
    if "identifier" not in allele.tree and _DIGEST not in allele.tree:
        return
    for item in allele.identifier:
        value = item.value
        if item.system == SYSTEM and value is not None and ALLELE_ID.fullmatch(value):
            yield value
    digest = allele.tree.get(_DIGEST)
    if isinstance(digest, str):
        yield f"ga4gh:VA.{digest}"


def _written(
    allele: ContextualAllele, placed: _Placed, reference: Tree | str, refget: str | None
) -> Tree:
    """The Allele, with what was kept of the one that it was read from."""
    coordinate = allele.referenceCoordinate.tree
    location: Tree = {"type": "SequenceLocation", "sequenceReference": reference}
    location |= {"start": placed.start, "end": placed.end}
    if placed.reference is not None and is_sequence(placed.reference):
        location["sequence"] = placed.reference
    written: Tree = {"type": "Allele"}
    if refget is not None and placed.start <= placed.end:
        of_location = location_digest(refget, placed.start, placed.end)
        location = {"id": f"ga4gh:SL.{of_location}", "digest": of_location} | location
        digest = allele_digest(of_location, placed.state) if placed.is_exact else None
        if digest is not None:
            written = {"id": f"ga4gh:VA.{digest}", "type": "Allele", "digest": digest}
    written |= _names(allele)
    done = () if coordinate.get(_REFERENCE, "") is None else ("sequenceReference",)
    written |= {"location": _restored(coordinate, location, *done)}
    written |= {"state": placed.state}
    return _restored(allele.tree, written, "state")


def _restored(node: Tree, written: Tree, *done: str) -> Tree:
    """An object with the values kept on its node, except some, and without what it lacked."""
    absent = node.get(TERMS.without)
    if absent is not None:
        left_out = set(map(str, absent if isinstance(absent, list) else [absent]))
        written = {key: value for key, value in written.items() if key not in left_out}
    return written | TERMS.values(node, *done)


def _names(allele: ContextualAllele) -> Tree:
    """The names of an allele as expressions, and the other names as aliases."""
    expressions, aliases = [], []
    for item in allele.alleleName:
        if item.name is None:
            continue
        kind = item.nameType
        syntax = item.tree.get(TERMS.term("syntax"), SYNTAXES.get(kind or ""))
        if isinstance(syntax, str):
            expression = {"syntax": syntax, "value": item.name}
            expressions.append(expression | TERMS.values(item.tree, "syntax"))
        elif kind == "custom":
            aliases.append(item.name)
    found: Tree = {"aliases": aliases} if aliases else {}
    return found | ({"expressions": expressions} if expressions else {})
