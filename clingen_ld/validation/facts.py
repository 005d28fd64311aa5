"""Facts of resources: what the rules across resources ask of one, in a small row.

A row is made once, when its resource is read. With it `clingen_ld.validation.suspects` accepts what
is right; what it does not accept, the rules judge, and they ask the resources themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Final, NamedTuple

from clingen_ld.model import PLAIN_REFERENCE, Property, reference_iri
from clingen_ld.types import (
    AnyResource,
    CanonicalAllele,
    ContextualAllele,
    Gene,
    Position,
    ReferenceCoordinate,
    ReferenceSequence,
)
from clingen_ld.validation.rule_registry import is_a
from clingen_ld.validation.rules.contextual_allele import kind_of
from clingen_ld.validation.rules.hgvs_names import accessions_of
from clingen_ld.validation.rules.reference_sequence import accession_of, genome_build
from clingen_ld.validation.rules.references import gathered, identifiers_of, references
from clingen_ld.variation.assemblies import chromosome_length
from clingen_ld.variation.hgvs import AXES_OF
from clingen_ld.variation.hgvs_positions import why_not_counted
from clingen_ld.variation.position import read_interval
from clingen_ld.variation.residues import AMINO_ACIDS, ONE_LETTER, complement


class Place(NamedTuple):
    """Interval (0-based interbase), what was there (None: not said), and what is in its place."""

    start: int
    end: int
    old: str | None
    new: str


ODD_PLACE: Final = Place(-1, -1, None, "")
"""One that only the rules can judge."""
ODD: Final = "odd"
"""What only the rules can judge."""


class Facts:
    """What is asked of a resource of any type."""

    __slots__ = ("iri", "is_part", "kind", "names", "references")

    def __init__(self, iri: str, record: AnyResource, base: str) -> None:
        self.iri = iri
        self.kind = record.resourceType
        self.is_part = record.is_subsetted
        """Whether it is only told of."""
        self.references: list[tuple[Property, str, str | None]] = [
            (prop, _iri(reference.reference, base), reference.display)
            for prop, reference in references(record)
            if reference.reference
        ]
        """What it points to: by which property, the IRI, and the display."""
        self.names: tuple[str, ...] = self._names(record)
        """Names that a display of it may be, as far as it has them itself."""

    def _names(self, record: AnyResource) -> tuple[str, ...]:
        if not is_a(record, Gene):
            return ()
        own = (record.symbol, record.name, *record.aliasSymbol)
        return (*filter(None, own), *identifiers_of(record.identifier))


class SequenceFacts(Facts):
    """What is asked of a reference sequence: its `key` is the accession, or else the IRI."""

    __slots__ = ("build", "cds", "chromosome", "counted", "key", "length", "type")

    def __init__(self, iri: str, record: ReferenceSequence, base: str) -> None:
        super().__init__(iri, record, base)
        self.type = record.referenceSequenceType
        self.key = accession_of(record) or iri
        is_chromosome = self.type == "chromosome"
        self.build = genome_build(record) if is_chromosome else None
        self.chromosome = record.chromosome if is_chromosome else None
        lengths = (chromosome_length(name) for name in self.names)
        self.length = next((length for length in lengths if length is not None), None)
        """The number of its bases, if it is a chromosome of a known build."""
        start, end = record.cdsStart, record.cdsEnd
        is_coding = start is not None and end is not None and start <= end
        self.cds = (start, end) if is_coding and start is not None and end is not None else None
        self.counted = tuple((each, _counted(each)) for each in accessions_of(record))
        """The accessions of HGVS names on it, each with the axes that certainly count on it."""

    def _names(self, record: AnyResource) -> tuple[str, ...]:
        return tuple(identifiers_of(record.identifier)) if is_a(record, ReferenceSequence) else ()


class AlleleFacts(Facts):
    """What is asked of a contextual allele."""

    __slots__ = (
        "canonical", "genomic", "group", "hgvs", "intron", "is_open", "place", "related",
        "said", "sequence", "substitution", "type",
    )  # fmt: skip

    def __init__(self, iri: str, record: ContextualAllele, base: str) -> None:
        super().__init__(iri, record, base)
        self.type = record.contextualAlleleType
        self.group = kind_of(record)
        coordinate = record.referenceCoordinate
        name = record.canonicalAllele.reference
        self.canonical = _iri(name, base) if name else None
        name = coordinate.referenceSequence.reference
        self.sequence = _iri(name, base) if name else None
        self.hgvs = [
            (each.nameType, each.name)
            for each in record.alleleName
            if each.name and each.nameType in AXES_OF
        ]
        """The HGVS names, each with its type."""
        self.related = [
            (each.relatedType, _iri(each.target.reference, base))
            for each in record.related
            if each.target.reference
        ] if record.related else ()  # fmt: skip
        self.is_open = self.is_part or record.is_registered
        """Whether it may have relations that are not told."""
        self.genomic: tuple[str, int, int] | None = None
        """The genomic sequence, perhaps `ODD`, and interval of an allele in an intron."""
        self.intron: tuple[int, str | None, int] | None = None
        """Of one base of an intron: the index that it is counted from, to which side, and how
        far, from 1."""
        start, end = coordinate.start, coordinate.end
        self.place: Place | None = None
        """What it does; None of a nucleotide allele in an intron."""
        if self.group == "nucleotide":
            if _is_plain(start) and _is_plain(end):
                self.place = _place(start.index, end.index, coordinate.refAllele, record.allele)
            else:
                self._in_intron(coordinate, base)
        else:
            self.place = ODD_PLACE
            low, high = start.index, end.index
            if _is_plain(start) and _is_plain(end) and low is not None and high is not None:
                self.place = Place(low, high, coordinate.refAllele, record.allele or "")
        self.said = coordinate.refAllele or "", record.allele or ""
        """What was there, and what is in its place."""
        self.substitution = _substitution(coordinate.refAllele, record.allele)
        """One base by one, the same for either strand; None of any other change."""

    def _in_intron(self, coordinate: ReferenceCoordinate, base: str) -> None:
        start, end = coordinate.start, coordinate.end
        interval = read_interval(coordinate)
        if interval is not None and interval.length == 1:
            first, last = interval.start, interval.end
            side = first.side or last.side
            self.intron = first.index, side, last.offset if side == "+" else -first.offset
        one, other = start.externalGenomicPositionIndex, end.externalGenomicPositionIndex
        if one is None and other is None:
            return
        sequence = start.externalGenomicReferenceSequence.reference
        self.genomic = ODD, -1, -1
        is_one = sequence == end.externalGenomicReferenceSequence.reference
        if sequence and is_one and one is not None and other is not None:
            self.genomic = _iri(sequence, base), min(one, other), max(one, other)

    def _names(self, record: AnyResource) -> tuple[str, ...]:
        if not is_a(record, ContextualAllele):
            return ()
        said = [name for each in record.alleleName if (name := each.name)]
        return (*said, *identifiers_of(record.identifier)) if said else ()


class CanonicalFacts(Facts):
    """What is asked of a canonical allele; `names` are its identifiers."""

    __slots__ = ("complexity", "has_parts", "members", "type")

    def __init__(self, iri: str, record: CanonicalAllele, base: str) -> None:
        super().__init__(iri, record, base)
        self.type = record.canonicalAlleleType
        self.complexity = record.complexity
        self.has_parts = bool(record.nested or record.composite)
        self.members = dict.fromkeys(_iri(each.reference or "", base) for each in gathered(record))
        """The IRIs of the contextual alleles that it gathers."""

    def _names(self, record: AnyResource) -> tuple[str, ...]:
        return tuple(identifiers_of(record.identifier)) if is_a(record, CanonicalAllele) else ()


_MADE: Final[Mapping[str | None, Callable[..., Facts]]] = {
    "ContextualAllele": AlleleFacts,
    "CanonicalAllele": CanonicalFacts,
    "ReferenceSequence": SequenceFacts,
}


def facts_of(iri: str, record: AnyResource, base: str) -> Facts:
    """The facts of a resource with an IRI."""
    return _MADE.get(record.resourceType, Facts)(iri, record, base)


@lru_cache(maxsize=16_384)
def _iri(reference: str, base: str) -> str:
    """The IRI that a reference in normal form points to."""
    is_plain = PLAIN_REFERENCE.fullmatch(reference)
    return base + reference if is_plain else reference_iri(reference, base)


def _is_plain(position: Position) -> bool:
    """Whether a position is an index alone, as far as one line goes."""
    return (
        position.index is not None
        and not position.has("externalOffsetLength")
        and not position.has("externalOffsetDirection")
    )


def _place(
    start: int | None, end: int | None, reference: str | None, alternate: str | None
) -> Place:
    """What a nucleotide allele outside introns does."""
    if start is None or end is None or alternate is None:
        return ODD_PLACE
    if start > end or (reference is not None and len(reference) != end - start):
        return ODD_PLACE
    if ((reference or "") + alternate).strip("ACGT"):
        return ODD_PLACE
    return Place(start, end, reference, alternate)


def _substitution(reference: str | None, alternate: str | None) -> str | None:
    if reference is None or alternate is None or len(reference) != len(alternate):
        return None  # What is trimmed of both leaves them as different in length.
    if len(reference) != 1 or (reference + alternate).strip("ACGT"):
        return ODD if reference else None
    if reference == alternate:
        return None
    own = reference + alternate
    return min(own, complement(reference) + complement(alternate))


def _counted(accession: str) -> str:
    axes = "gp" if accession.startswith("NG_") else "gcnp"
    return "".join(axis for axis in axes if why_not_counted(accession, None, axis) is None)


# The names that an allele certainly has


def certain_names(allele: AlleleFacts, sequence: SequenceFacts, name_type: str | None) -> list[str]:
    """HGVS names of a type that certainly say what an allele on a sequence says."""
    axis = _PLAIN_AXES.get(name_type or "")
    if axis is None:
        body = _protein_body(allele, name_type)
        bodies = [] if body is None else [body, f"({body})"]
        axis = "p"
    elif axis == "c" and sequence.cds is None:
        return []
    else:
        body = _nucleotide_body(allele, None if axis != "c" else sequence.cds)
        bodies = [] if body is None else [body]
    return [
        f"{accession}:{axis}.{body}"
        for accession, axes in sequence.counted
        if axis in axes
        for body in bodies
    ]


_PLAIN_AXES: Final = {"hgvs-genomic": "g", "hgvs-cdna": "c", "hgvs-ncrna": "n"}


def _nucleotide_body(allele: AlleleFacts, cds: tuple[int, int] | None) -> str | None:
    """The change in a name, as far as there is one way to write it."""
    substitution, place = allele.substitution, allele.place
    is_substitution = substitution is not None and substitution != ODD
    if allele.intron is not None:
        index, side, far = allele.intron
        base = _base(index if side == "+" else index + 1, cds)
        old, new = allele.said
        return f"{base}{side}{far}{old}>{new}" if is_substitution else None
    if place is None or place is ODD_PLACE:
        return None
    length = place.end - place.start
    if length == 1 and is_substitution:
        return f"{_base(place.end, cds)}{place.old}>{place.new}"
    if not length:
        before, after = _base(place.start, cds), _base(place.end + 1, cds)
        return f"{before}_{after}ins{place.new}" if place.start and place.new else None
    at = _base(place.end, cds)
    if length > 1:
        at = f"{_base(place.start + 1, cds)}_{at}"
    if not place.new:
        return f"{at}del"
    return f"{at}delins{place.new}" if len(place.new) != length else None


def _base(number: int, cds: tuple[int, int] | None) -> str:
    """A base, counted from 1 on its sequence, as a name counts it: from the first coding one."""
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
    # Of the initiator HGVS says other things.
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
