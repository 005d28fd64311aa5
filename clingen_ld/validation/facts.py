"""Facts of resources: what the rules across resources need from one, in a small row.

A row is made once, when its resource is read. `clingen_ld.validation.suspects` uses it to pass what
is right; the rules judge the rest, with the resources themselves.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache, partial
from typing import Any, Final, NamedTuple

from clingen_ld.model import (
    PLAIN_REFERENCE,
    Property,
    TypedRecord,
    reference_iri,
    relative_reference,
)
from clingen_ld.types import (
    AnyResource,
    CanonicalAllele,
    ContextualAllele,
    Gene,
    Position,
    Reference,
    ReferenceCoordinate,
    ReferenceSequence,
)
from clingen_ld.validation.rule_registry import is_a, single_keys_of
from clingen_ld.validation.rules.contextual_allele import KIND_OF
from clingen_ld.validation.rules.hgvs_names import accessions_of
from clingen_ld.validation.rules.identity import placement
from clingen_ld.validation.rules.reference_sequence import accession_of, genome_build
from clingen_ld.validation.rules.references import (
    gathered,
    identifiers_of,
    references,
    unclear_references,
)
from clingen_ld.variation.assemblies import chromosome_length
from clingen_ld.variation.hgvs_parts import why_not_counted
from clingen_ld.variation.position import read_interval
from clingen_ld.variation.sequences import complement

Look = Callable[[str], "Facts | None"]
"""Returns the facts of the target of a reference in normal form; None if it is not known."""


def nothing_near(_: str) -> None:
    """Knows no facts."""


class ComparedPlace(NamedTuple):
    """Interval (0-based interbase), reference allele (None: not given), and allele."""

    start: int
    end: int
    old: str | None
    new: str


_new_place: Final = partial(tuple.__new__, ComparedPlace)
"""Makes a place of a tuple, in a third of the time."""
ODD_PLACE: Final = ComparedPlace(-1, -1, None, "")
"""A sequence that only the rules can judge."""
ODD: Final = "odd"
"""A change that only the rules can judge."""


class Link(NamedTuple):
    """A reference in normal form, and its display."""

    reference: str
    display: str | None


class Facts:
    """The facts of a resource of any type. Its targets are given as references."""

    __slots__ = ("_links", "is_part", "kind", "names", "record", "reference", "shown")

    def __init__(
        self, iri: str, record: AnyResource, base: str, reference: str | None = None
    ) -> None:
        """`reference` is the one to it in normal form, if it is known, as of decoded ones only."""
        is_decoded = reference is not None or not isinstance(record, TypedRecord)
        if reference is None:
            plain = iri.removeprefix(base)
            is_plain = PLAIN_REFERENCE.fullmatch(plain)
            reference = plain if is_plain else relative_reference(iri, base)
        self.reference = reference
        """The reference to it."""
        self.kind = record.resourceType
        self.record: Any = record
        self._links: Sequence[tuple[Property, Link]] | None = None
        self.is_part: bool
        """Whether it is only a partial description."""
        if is_decoded:
            self.is_part = bool(record.meta.tag) and record.is_subsetted
        else:  # Its references may be missing or have any form.
            self.is_part = record.is_subsetted
            self._links = [
                (prop, Link(_normal(given.reference, base), given.display))
                for prop, given in references(record)
                if given.reference
            ]
        self.names: Sequence[str] = self._names(record)
        """Names that a display of it may have, as far as the resource has them itself."""
        self.shown: str | None = None
        """The last display of it that is a name of one of its members."""

    def unclear(self, look: Look) -> Sequence[tuple[Property, Link | Reference]]:
        """Its targets that need a closer look, each with the property that refers to it."""
        if self._links is not None:
            return self._links
        return unclear_references(self.kind or "")(self.record, look)

    @property
    def keys(self) -> tuple[tuple[str, str], ...]:
        """Its look-up keys that no other correct resource shares."""
        return single_keys_of(self.record)

    def _names(self, record: Any) -> Sequence[str]:
        if not is_a(record, Gene):
            return ()
        own = (record.symbol, record.name, *record.aliasSymbol)
        return (*filter(None, own), *identifiers_of(record.identifier))


class SequenceFacts(Facts):
    """The facts of a reference sequence; `key` is its accession, or else the reference."""

    __slots__ = (
        "build", "cds", "chromosome", "counted", "has_coding_end", "is_plain", "key", "length",
        "type",
    )  # fmt: skip

    def __init__(
        self, iri: str, record: ReferenceSequence, base: str, reference: str | None = None
    ) -> None:
        super().__init__(iri, record, base, reference)
        self.type = record.referenceSequenceType
        self.key = accession_of(record) or self.reference
        is_chromosome = self.type == "chromosome"
        self.build = genome_build(record) if is_chromosome else None
        self.chromosome = record.chromosome if is_chromosome else None
        lengths = (chromosome_length(name) for name in self.names)
        self.length = next((length for length in lengths if length is not None), None)
        """Its length in bases, if it is a chromosome of a known build."""
        start, end = record.cdsStart, record.cdsEnd
        is_coding = start is not None and end is not None and start <= end
        self.has_coding_end = start is not None or end is not None
        self.cds = (start, end) if is_coding and start is not None and end is not None else None
        self.counted = tuple((each, _counted(each)) for each in accessions_of(record))
        """The accessions of HGVS names on it, each with its certain coordinate types."""
        self.is_plain = all(_REFSEQ.fullmatch(each) for each, _ in self.counted)
        """Whether certain names on it are HGVS in any case."""

    def _names(self, record: Any) -> Sequence[str]:
        return identifiers_of(record.identifier)


class AlleleFacts(Facts):
    """The facts of a contextual allele."""

    __slots__ = (
        "canonical", "genomic", "group", "intron", "is_bare", "is_open", "named_on", "place",
        "related", "sequence", "substitution", "type",
    )  # fmt: skip

    def __init__(
        self, iri: str, record: ContextualAllele, base: str, reference: str | None = None
    ) -> None:
        super().__init__(iri, record, base, reference)
        is_decoded = self._links is None
        self.type = record.contextualAlleleType
        self.is_open = self.is_part or record.is_registered
        """Whether it may have relations that are not given."""
        self.group = KIND_OF.get(self.type or "")
        coordinate = record.referenceCoordinate
        self.canonical = record.canonicalAllele.reference
        self.sequence = coordinate.referenceSequence.reference
        if not is_decoded:
            self.canonical = _led(self.canonical, base)
            self.sequence = _led(self.sequence, base)
        self.related: Sequence[tuple[str | None, str | None]] = ()
        if record.related:
            self.related = [
                (each.relatedType, target if is_decoded else _led(target, base))
                for each in record.related
                if (target := each.target.reference)
            ]
        self._locate(coordinate, record.allele, base, is_decoded)
        self.named_on: SequenceFacts | None = None
        """The sequence of which it is known that all its names certainly describe it there."""

    def _locate(
        self, coordinate: ReferenceCoordinate, new: str | None, base: str, is_decoded: bool
    ) -> None:
        start, end, old = coordinate.start, coordinate.end, coordinate.refAllele
        self.genomic: tuple[str, int, int] | None = None
        """The genomic sequence, perhaps `ODD`, and interval of an allele in an intron."""
        self.intron: tuple[int, str, int] | None = None
        """The index that an intron base is counted from, the direction, and the distance, from
        1."""
        self.place: ComparedPlace | None = None
        """Its change; None for a nucleotide allele in an intron."""
        low, high = start.index, end.index
        is_plain = (
            low is not None
            and high is not None
            and start.externalOffsetLength is None
            and start.externalOffsetDirection is None
            and end.externalOffsetLength is None
            and end.externalOffsetDirection is None
            and (is_decoded or (_is_plain(start) and _is_plain(end)))
        )
        genomic: Any = start.externalGenomicReferenceSequence
        self.is_bare = (
            is_plain
            and is_decoded
            and start.externalGenomicPositionIndex is None
            and end.externalGenomicPositionIndex is None
            and genomic is genomic.empty
            and genomic is end.externalGenomicReferenceSequence
        )
        """Whether it is decoded, and its positions have nothing but an index."""
        substitution = _SUBSTITUTIONS.get((old, new))
        if self.group == "nucleotide":
            if is_plain:
                self.place = _place(low, high, old, new, substitution is not None)
            else:
                self._in_intron(coordinate, base)
        elif is_plain:
            self.place = _new_place((low, high, old, new or ""))
        else:
            self.place = ODD_PLACE
        self.substitution = substitution or _substitution(old, new)
        """A substitution of one base, the same for either strand; None for any other change."""

    @property
    def keys(self) -> tuple[tuple[str, str], ...]:
        """The key of its placement."""
        place = self.place
        if self.is_bare and self.sequence and place is not None and place is not ODD_PLACE:
            return (placement(self.sequence, place.start, place.end, place.new),)
        return single_keys_of(self.record)

    @property
    def allele(self) -> ContextualAllele:
        """The allele itself."""
        allele: ContextualAllele = self.record
        return allele

    @property
    def said(self) -> tuple[str, str]:
        """The reference allele and the allele."""
        return self.allele.referenceCoordinate.refAllele or "", self.allele.allele or ""

    def _in_intron(self, coordinate: ReferenceCoordinate, base: str) -> None:
        start, end = coordinate.start, coordinate.end
        interval = read_interval(coordinate)
        if interval is not None and interval.length == 1:
            first, last = interval.start, interval.end
            side = first.side or last.side
            far = last.offset if side == "+" else -first.offset
            if side is not None and far > 0:
                self.intron = first.index, side, far
        one, other = start.externalGenomicPositionIndex, end.externalGenomicPositionIndex
        if one is None and other is None:
            return
        sequence = start.externalGenomicReferenceSequence.reference
        self.genomic = ODD, -1, -1
        is_one = sequence == end.externalGenomicReferenceSequence.reference
        if sequence and is_one and one is not None and other is not None:
            self.genomic = _normal(sequence, base), min(one, other), max(one, other)

    def _names(self, record: Any) -> Sequence[str]:
        names = []
        for each in record.alleleName:
            if name := each.name:
                names.append(name)
        if names and record.identifier:
            names += identifiers_of(record.identifier)
        return names


class CanonicalFacts(Facts):
    """The facts of a canonical allele; `names` are its identifiers."""

    __slots__ = ("complexity", "has_parts", "members", "type")

    def __init__(
        self, iri: str, record: CanonicalAllele, base: str, reference: str | None = None
    ) -> None:
        super().__init__(iri, record, base, reference)
        self.type = record.canonicalAlleleType
        self.complexity = record.complexity
        self.has_parts = bool(record.nested or record.composite)
        named = [each.reference or "" for each in gathered(record)]
        if self._links is not None:
            named = [_normal(name, base) for name in named]
        self.members = dict.fromkeys(named)
        """The references to its contextual alleles."""

    def _names(self, record: Any) -> Sequence[str]:
        return identifiers_of(record.identifier)


_MADE: Final[Mapping[str | None, Callable[..., Facts]]] = {
    "ContextualAllele": AlleleFacts,
    "CanonicalAllele": CanonicalFacts,
    "ReferenceSequence": SequenceFacts,
}


def facts_of(iri: str, record: AnyResource, base: str, reference: str | None = None) -> Facts:
    """The facts of a resource with an IRI, and the reference to it in normal form, if known."""
    return _MADE.get(record.resourceType, Facts)(iri, record, base, reference)


@lru_cache(maxsize=16_384)
def _normal(reference: str, base: str) -> str:
    """A reference in normal form; equal ones have the same IRI."""
    is_plain = PLAIN_REFERENCE.fullmatch(reference)
    return reference if is_plain else relative_reference(reference_iri(reference, base), base)


def _led(reference: str | None, base: str) -> str | None:
    """A reference in normal form; None for one without a target."""
    return reference and _normal(reference, base)


def _is_plain(position: Position) -> bool:
    """Whether a position has no offset, not even an invalid one."""
    return not (position.has("externalOffsetLength") or position.has("externalOffsetDirection"))


def _place(
    start: int | None, end: int | None, reference: str | None, alternate: str | None,
    is_substitution: bool,
) -> ComparedPlace:  # fmt: skip
    """The change of a nucleotide allele outside introns."""
    if start is None or end is None or alternate is None:
        return ODD_PLACE
    if is_substitution and end - start == 1:
        return _new_place((start, end, reference, alternate))
    if start > end or (reference is not None and len(reference) != end - start):
        return ODD_PLACE
    if ((reference or "") + alternate).strip("ACGT"):
        return ODD_PLACE
    return _new_place((start, end, reference, alternate))


def _substitution(reference: str | None, alternate: str | None) -> str | None:
    if reference is None or alternate is None or len(reference) != len(alternate):
        return None  # Trimming both keeps their difference in length.
    if (reference + alternate).strip("ACGT"):
        return ODD
    is_trimmed = reference[:1] == alternate[:1] or reference[-1:] == alternate[-1:]
    return ODD if is_trimmed and len(reference) > 1 else None


_SUBSTITUTIONS: Final[Mapping[tuple[str | None, str | None], str]] = {
    (old, new): min(old + new, complement(old) + complement(new))
    for old in "ACGT"
    for new in "ACGT"
    if old != new
}


def _counted(accession: str) -> str:
    axes = "gp" if accession.startswith("NG_") else "gcnp"
    return "".join(axis for axis in axes if why_not_counted(accession, None, axis) is None)


_REFSEQ: Final = re.compile(r"N[CGMRPTW]_[0-9]{6,9}\.[0-9]+|X[MRP]_[0-9]{6,9}\.[0-9]+")
