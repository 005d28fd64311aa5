"""The resources, parts and data types of the model as classes.

The classes are generated from the shapes by `python -m clingen_ld.model.type_generation`.

Each class is a view of a plain tree (the JSON of a resource, in normal form): `Gene(tree)` reads
one, `Gene.build(symbol="BRCA1")` makes one, and `.tree` is the tree itself. A property that is
absent, or whose value is of the wrong kind, reads as None; a list as an empty tuple; a part as an
empty record, which is false. A `build` method leaves out None and empty lists. The documentation
of a property ends with its cardinality and kind; ⚠ marks a bound that only some of the published
documents ask for (rule ST-8).

>>> position = Position.build(index=609, externalOffsetLength=12, externalOffsetDirection="+")
>>> position.index, position.externalGenomicPositionIndex, position.tree["externalOffsetLength"]
(609, None, 12)
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, Literal, Self

from clingen_ld.model.records import (
    Name,
    ResourceRecord,
    TypedRecord,
    filled,
    integer,
    part,
    parts,
    texts,
)

if TYPE_CHECKING:
    from clingen_ld.model import Tree


class Resource(ResourceRecord[Name]):
    """A resource of any type."""

    __slots__ = ()

    @property
    def id(self) -> str | None:
        """Logical identifier of the resource in its source system. 1..1 string."""
        return value if isinstance(value := self.tree.get("id"), str) else None

    @property
    def meta(self) -> Meta:
        """Infrastructure metadata: version, time of the last change, profiles, tags. 0..1 Meta."""
        return part(self, Meta, "meta")


CanonicalAlleleProperty = Literal[
    "id", "version", "meta", "identifier", "relatedIdentifier", "active", "canonicalAlleleType",
    "complexity", "replacement", "relatedContextualAllele", "nested", "composite"
]


class CanonicalAllele(Resource[CanonicalAlleleProperty]):
    """The stable identity of an allele: it gathers every contextual allele that means the same
    allele."""

    __slots__ = ()

    @property
    def version(self) -> str | None:
        """Public version of the canonical allele; it grows when the set of its contextual alleles
        changes. 0..1 string."""
        return value if isinstance(value := self.tree.get("version"), str) else None

    @property
    def identifier(self) -> tuple[Identifier, ...]:
        """The same allele under other authorities. 0..* Identifier."""
        return parts(self, Identifier, "identifier")

    @property
    def relatedIdentifier(self) -> tuple[Identifier, ...]:
        """An identifier of something noteworthy that is not exactly the same allele. 0..*
        Identifier."""
        return parts(self, Identifier, "relatedIdentifier")

    @property
    def active(self) -> bool | None:
        """False once the canonical allele is superseded or found invalid. 0..1 boolean."""
        return value if isinstance(value := self.tree.get("active"), bool) else None

    @property
    def canonicalAlleleType(self) -> str | None:
        """Whether the canonical allele gathers nucleotide or amino-acid alleles, never both. 1..1
        code of canonical-allele-type: nucleotide, amino-acid."""
        return value if isinstance(value := self.tree.get("canonicalAlleleType"), str) else None

    @property
    def complexity(self) -> str | None:
        """Simple, or complex: two or more simple alleles in cis. It never changes. 1..1 code of
        canonical-allele-complexity: simple, complex."""
        return value if isinstance(value := self.tree.get("complexity"), str) else None

    @property
    def replacement(self) -> tuple[Replacement, ...]:
        """What this canonical allele replaces, or what replaces it. 0..* Replacement."""
        return parts(self, Replacement, "replacement")

    @property
    def relatedContextualAllele(self) -> tuple[RelatedContextualAllele, ...]:
        """The equivalent contextual alleles that the canonical allele gathers. One published
        document asks for at least one in a simple canonical allele (rule ST-8). 0..*
        RelatedContextualAllele."""
        return parts(self, RelatedContextualAllele, "relatedContextualAllele")

    @property
    def nested(self) -> tuple[Reference, ...]:
        """The simple canonical alleles that make up a complex one. 0..* reference to
        CanonicalAllele."""
        return parts(self, Reference, "nested")

    @property
    def composite(self) -> tuple[Reference, ...]:
        """The complex canonical alleles that a simple one is part of. 0..* reference to
        CanonicalAllele."""
        return parts(self, Reference, "composite")

    @classmethod
    def build(
        cls, *, iri: str | None = None, id: str | None = None, version: str | None = None,
        meta: Meta | None = None, identifier: Iterable[Identifier] = (),
        relatedIdentifier: Iterable[Identifier] = (), active: bool | None = None,
        canonicalAlleleType: str | None = None, complexity: str | None = None,
        replacement: Iterable[Replacement] = (),
        relatedContextualAllele: Iterable[RelatedContextualAllele] = (),
        nested: Iterable[Reference] = (), composite: Iterable[Reference] = ()
    ) -> Self:
        """A new record of the given values."""
        return cls(filled(locals(), "CanonicalAllele"))


ReplacementProperty = Literal["replacementType", "split", "target"]


class Replacement(TypedRecord[ReplacementProperty]):
    """One step in the history of a canonical allele: which other one took its place, or had its
    place before."""

    __slots__ = ()

    @property
    def replacementType(self) -> str | None:
        """Which of the two took the place of the other. 1..1 code of
        canonical-allele-replacement-type: replaced-by, replaced-with."""
        return value if isinstance(value := self.tree.get("replacementType"), str) else None

    @property
    def split(self) -> bool | None:
        """True when the one canonical allele was split into several. 0..1 boolean."""
        return value if isinstance(value := self.tree.get("split"), bool) else None

    @property
    def target(self) -> Reference:
        """The other canonical allele of the replacement. 1..1 reference to CanonicalAllele."""
        return part(self, Reference, "target")

    @classmethod
    def build(
        cls, *, replacementType: str | None = None, split: bool | None = None,
        target: Reference | None = None
    ) -> Self:
        """A new record of the given values."""
        return cls(filled(locals()))


RelatedContextualAlleleProperty = Literal["contextualAllele", "preferred"]


class RelatedContextualAllele(TypedRecord[RelatedContextualAlleleProperty]):
    """The link from a canonical allele to one of its contextual alleles."""

    __slots__ = ()

    @property
    def contextualAllele(self) -> Reference:
        """The contextual allele that the canonical allele gathers. 1..1 reference to
        ContextualAllele."""
        return part(self, Reference, "contextualAllele")

    @property
    def preferred(self) -> bool | None:
        """True for the one contextual allele to show first. 0..1 boolean."""
        return value if isinstance(value := self.tree.get("preferred"), bool) else None

    @classmethod
    def build(
        cls, *, contextualAllele: Reference | None = None, preferred: bool | None = None
    ) -> Self:
        """A new record of the given values."""
        return cls(filled(locals()))


ContextualAlleleProperty = Literal[
    "id", "meta", "identifier", "canonicalAllele", "contextualAlleleType", "allele",
    "primaryNucleotideChangeType", "ancillaryNucleotideChangeType", "primaryAminoAcidChangeType",
    "ancillaryAminoAcidChangeType", "alleleName", "referenceCoordinate", "related"
]


class ContextualAllele(Resource[ContextualAlleleProperty]):
    """One way to write an allele: a sequence put in the place of one contiguous region of one
    reference sequence."""

    __slots__ = ()

    @property
    def identifier(self) -> tuple[Identifier, ...]:
        """The same contextual allele under other authorities. 0..* Identifier."""
        return parts(self, Identifier, "identifier")

    @property
    def canonicalAllele(self) -> Reference:
        """The identity to which the contextual allele belongs. 0..1 ⚠1..1 reference to
        CanonicalAllele."""
        return part(self, Reference, "canonicalAllele")

    @property
    def contextualAlleleType(self) -> str | None:
        """The kind of sequence on which the allele is described: genomic, transcript or amino-acid.
        0..1 ⚠1..1 code of contextual-allele-type: genomic, transcript, amino-acid."""
        return value if isinstance(value := self.tree.get("contextualAlleleType"), str) else None

    @property
    def allele(self) -> str | None:
        """The sequence that stands in the place of the region (ALT in VCF); empty for a deletion.
        0..1 string."""
        return value if isinstance(value := self.tree.get("allele"), str) else None

    @property
    def primaryNucleotideChangeType(self) -> CodeableConcept:
        """The kind of change to the nucleotide sequence, from a closed list. 0..1 CodeableConcept
        of primary-nucleotide-change-type: SO:0000159, SO:0000667, SO:1000036, SO:0000199,
        SO:1000032, SO:0001019, SO:1000002, SO:0002073."""
        return part(self, CodeableConcept, "primaryNucleotideChangeType")

    @property
    def ancillaryNucleotideChangeType(self) -> tuple[CodeableConcept, ...]:
        """Further kinds of sequence alteration that hold. 0..* CodeableConcept of
        ancillary-nucleotide-change-type."""
        return parts(self, CodeableConcept, "ancillaryNucleotideChangeType")

    @property
    def primaryAminoAcidChangeType(self) -> CodeableConcept:
        """The kind of change to the amino-acid sequence, from a closed list. 0..1 CodeableConcept
        of primary-amino-acid-change-type: SO:0001819, SO:0001587, SO:0001578, SO:0002012,
        SO:0001583, SO:0001589, SO:0001823, SO:0001824, SO:0001825, SO:0001826."""
        return part(self, CodeableConcept, "primaryAminoAcidChangeType")

    @property
    def ancillaryAminoAcidChangeType(self) -> tuple[CodeableConcept, ...]:
        """Further kinds of sequence variant that hold. 0..* CodeableConcept of
        ancillary-amino-acid-change-type."""
        return parts(self, CodeableConcept, "ancillaryAminoAcidChangeType")

    @property
    def alleleName(self) -> tuple[AlleleName, ...]:
        """HGVS and other names of the contextual allele. 0..* AlleleName."""
        return parts(self, AlleleName, "alleleName")

    @property
    def referenceCoordinate(self) -> ReferenceCoordinate:
        """Where on which reference sequence the allele lies. 0..1 ⚠1..1 ReferenceCoordinate."""
        return part(self, ReferenceCoordinate, "referenceCoordinate")

    @property
    def related(self) -> tuple[RelatedAllele, ...]:
        """Contextual alleles that this one has a biological relationship with, such as its protein
        effect. 0..* RelatedAllele."""
        return parts(self, RelatedAllele, "related")

    @classmethod
    def build(
        cls, *, iri: str | None = None, id: str | None = None, meta: Meta | None = None,
        identifier: Iterable[Identifier] = (), canonicalAllele: Reference | None = None,
        contextualAlleleType: str | None = None, allele: str | None = None,
        primaryNucleotideChangeType: CodeableConcept | None = None,
        ancillaryNucleotideChangeType: Iterable[CodeableConcept] = (),
        primaryAminoAcidChangeType: CodeableConcept | None = None,
        ancillaryAminoAcidChangeType: Iterable[CodeableConcept] = (),
        alleleName: Iterable[AlleleName] = (),
        referenceCoordinate: ReferenceCoordinate | None = None,
        related: Iterable[RelatedAllele] = ()
    ) -> Self:
        """A new record of the given values."""
        return cls(filled(locals(), "ContextualAllele"))


AlleleNameProperty = Literal["nameType", "name", "legacy", "preferred"]


class AlleleName(TypedRecord[AlleleNameProperty]):
    """A name of a contextual allele in some nomenclature, HGVS for the most part."""

    __slots__ = ()

    @property
    def nameType(self) -> str | None:
        """The nomenclature that the name is written in. 0..1 ⚠1..1 code of
        contextual-allele-name-type: hgvs-genomic, hgvs-mito, hgvs-cdna, hgvs-protein-1,
        hgvs-protein-3, hgvs-rna, hgvs-ncrna, ivs, custom."""
        return value if isinstance(value := self.tree.get("nameType"), str) else None

    @property
    def name(self) -> str | None:
        """The name itself, such as an HGVS name. 1..1 string."""
        return value if isinstance(value := self.tree.get("name"), str) else None

    @property
    def legacy(self) -> bool | None:
        """True for a name that is no longer current; absent means false. 0..1 boolean."""
        return value if isinstance(value := self.tree.get("legacy"), bool) else None

    @property
    def preferred(self) -> bool | None:
        """True for the one name to show first. 0..1 boolean."""
        return value if isinstance(value := self.tree.get("preferred"), bool) else None

    @classmethod
    def build(
        cls, *, nameType: str | None = None, name: str | None = None, legacy: bool | None = None,
        preferred: bool | None = None
    ) -> Self:
        """A new record of the given values."""
        return cls(filled(locals()))


ReferenceCoordinateProperty = Literal[
    "identifier", "referenceSequence", "start", "end", "refAllele", "primaryTranscriptRegionType",
    "ancillaryTranscriptRegionType"
]


class ReferenceCoordinate(TypedRecord[ReferenceCoordinateProperty]):
    """An interbase interval on a reference sequence, with the sequence found there."""

    __slots__ = ()

    @property
    def identifier(self) -> tuple[Identifier, ...]:
        """The place under other authorities, such as a dbSNP id. 0..* Identifier."""
        return parts(self, Identifier, "identifier")

    @property
    def referenceSequence(self) -> Reference:
        """The sequence on which the interval lies. 1..1 reference to ReferenceSequence."""
        return part(self, Reference, "referenceSequence")

    @property
    def start(self) -> Position:
        """Where the region starts: the gap before its first residue. 1..1 Position."""
        return part(self, Position, "start")

    @property
    def end(self) -> Position:
        """Where the region ends: the gap after its last residue. 1..1 Position."""
        return part(self, Position, "end")

    @property
    def refAllele(self) -> str | None:
        """The sequence that the reference has in the region (REF in VCF); empty for an insertion.
        0..1 string."""
        return value if isinstance(value := self.tree.get("refAllele"), str) else None

    @property
    def primaryTranscriptRegionType(self) -> tuple[CodeableConcept, ...]:
        """The part of the transcript in which the region lies, from a closed list. 0..*
        CodeableConcept of primary-transcript-region-type: SO:0000316, SO:0000191, SO:0000507,
        SO:0000162, SO:0000204, SO:0000205."""
        return parts(self, CodeableConcept, "primaryTranscriptRegionType")

    @property
    def ancillaryTranscriptRegionType(self) -> tuple[CodeableConcept, ...]:
        """Further transcript regions in which the region lies. 0..* CodeableConcept of
        ancillary-transcript-region-type."""
        return parts(self, CodeableConcept, "ancillaryTranscriptRegionType")

    @classmethod
    def build(
        cls, *, identifier: Iterable[Identifier] = (), referenceSequence: Reference | None = None,
        start: Position | None = None, end: Position | None = None, refAllele: str | None = None,
        primaryTranscriptRegionType: Iterable[CodeableConcept] = (),
        ancillaryTranscriptRegionType: Iterable[CodeableConcept] = ()
    ) -> Self:
        """A new record of the given values."""
        return cls(filled(locals()))


PositionProperty = Literal[
    "index", "externalOffsetLength", "externalOffsetDirection", "externalGenomicReferenceSequence",
    "externalGenomicPositionIndex"
]


class Position(TypedRecord[PositionProperty]):
    """A place on a sequence, counted from 0 between the residues; in an intron, the edge of the
    exon with an offset."""

    __slots__ = ()

    @property
    def index(self) -> int | None:
        """0-based interbase index: position i is the gap after the i-th residue. 1..1 integer from
        0."""
        return integer(self.tree.get("index"), 0)

    @property
    def externalOffsetLength(self) -> int | None:
        """Interbase offset from the edge of the exon into the intron, in bases. 0..1 integer from
        0."""
        return integer(self.tree.get("externalOffsetLength"), 0)

    @property
    def externalOffsetDirection(self) -> str | None:
        """Whether the offset runs downstream (+) or upstream (-) of the edge of the exon. 0..1 code
        of external-offset-direction: +, -."""
        return value if isinstance(value := self.tree.get("externalOffsetDirection"), str) else None

    @property
    def externalGenomicReferenceSequence(self) -> Reference:
        """The genomic sequence that holds the bases of the intron. 0..1 reference to
        ReferenceSequence."""
        return part(self, Reference, "externalGenomicReferenceSequence")

    @property
    def externalGenomicPositionIndex(self) -> int | None:
        """0-based interbase index of the same place on the genomic sequence. 0..1 integer from
        0."""
        return integer(self.tree.get("externalGenomicPositionIndex"), 0)

    @classmethod
    def build(
        cls, *, index: int | None = None, externalOffsetLength: int | None = None,
        externalOffsetDirection: str | None = None,
        externalGenomicReferenceSequence: Reference | None = None,
        externalGenomicPositionIndex: int | None = None
    ) -> Self:
        """A new record of the given values."""
        return cls(filled(locals()))


RelatedAlleleProperty = Literal["relatedType", "target"]


class RelatedAllele(TypedRecord[RelatedAlleleProperty]):
    """The link from a contextual allele to another that it stands in a biological relationship
    with."""

    __slots__ = ()

    @property
    def relatedType(self) -> str | None:
        """How the target stands to this contextual allele. 0..1 ⚠1..1 code of
        contextual-allele-relationship-type: amino-acid-effect, transcript-allele-cause,
        sequentially-related-to."""
        return value if isinstance(value := self.tree.get("relatedType"), str) else None

    @property
    def target(self) -> Reference:
        """The other contextual allele of the relationship. 1..1 reference to ContextualAllele."""
        return part(self, Reference, "target")

    @classmethod
    def build(cls, *, relatedType: str | None = None, target: Reference | None = None) -> Self:
        """A new record of the given values."""
        return cls(filled(locals()))


ReferenceSequenceProperty = Literal[
    "id", "meta", "identifier", "referenceSequenceType", "chromosome", "cdsStart", "cdsEnd", "gene",
    "referenceGenome", "related"
]


class ReferenceSequence(Resource[ReferenceSequenceProperty]):
    """A versioned sequence on which alleles are described. The sequence itself is not part of the
    model."""

    __slots__ = ()

    @property
    def identifier(self) -> tuple[Identifier, ...]:
        """The accession of the sequence, with its version, in each authority that has it. 0..*
        Identifier."""
        return parts(self, Identifier, "identifier")

    @property
    def referenceSequenceType(self) -> str | None:
        """The kind of the sequence: of a chromosome, a gene region, a transcript or a protein. 0..1
        ⚠1..1 code of reference-sequence-type: chromosome, gene, transcript, amino-acid."""
        return value if isinstance(value := self.tree.get("referenceSequenceType"), str) else None

    @property
    def chromosome(self) -> str | None:
        """The human chromosome whose sequence it is. 0..1 code of reference-sequence-chromosome."""
        return value if isinstance(value := self.tree.get("chromosome"), str) else None

    @property
    def cdsStart(self) -> int | None:
        """First base of the coding region on the transcript, 1-based. 0..1 integer from 1."""
        return integer(self.tree.get("cdsStart"), 1)

    @property
    def cdsEnd(self) -> int | None:
        """Last base of the coding region on the transcript, 1-based. 0..1 integer from 1."""
        return integer(self.tree.get("cdsEnd"), 1)

    @property
    def gene(self) -> Reference:
        """The gene of a transcript or gene sequence. 0..1 reference to Gene."""
        return part(self, Reference, "gene")

    @property
    def referenceGenome(self) -> CodeableConcept:
        """The genome build that a chromosome sequence belongs to, by its NCBI assembly identifier.
        0..1 CodeableConcept."""
        return part(self, CodeableConcept, "referenceGenome")

    @property
    def related(self) -> tuple[RelatedSequence, ...]:
        """The amino-acid sequence that a transcript is translated to, or the transcript of an
        amino-acid sequence. 0..* ⚠0..1 RelatedSequence."""
        return parts(self, RelatedSequence, "related")

    @classmethod
    def build(
        cls, *, iri: str | None = None, id: str | None = None, meta: Meta | None = None,
        identifier: Iterable[Identifier] = (), referenceSequenceType: str | None = None,
        chromosome: str | None = None, cdsStart: int | None = None, cdsEnd: int | None = None,
        gene: Reference | None = None, referenceGenome: CodeableConcept | None = None,
        related: Iterable[RelatedSequence] = ()
    ) -> Self:
        """A new record of the given values."""
        return cls(filled(locals(), "ReferenceSequence"))


RelatedSequenceProperty = Literal["relatedType", "target"]


class RelatedSequence(TypedRecord[RelatedSequenceProperty]):
    """The link between a transcript and the amino-acid sequence it is translated to."""

    __slots__ = ()

    @property
    def relatedType(self) -> str | None:
        """How the target stands to this sequence. 0..1 ⚠1..1 code of
        reference-sequence-relationship-type: translates-to, translates-from."""
        return value if isinstance(value := self.tree.get("relatedType"), str) else None

    @property
    def target(self) -> Reference:
        """The other reference sequence of the relationship. 1..1 reference to ReferenceSequence."""
        return part(self, Reference, "target")

    @classmethod
    def build(cls, *, relatedType: str | None = None, target: Reference | None = None) -> Self:
        """A new record of the given values."""
        return cls(filled(locals()))


GeneProperty = Literal["id", "meta", "identifier", "symbol", "name", "aliasSymbol"]


class Gene(Resource[GeneProperty]):
    """A gene, as its nomenclature authority names it."""

    __slots__ = ()

    @property
    def identifier(self) -> tuple[Identifier, ...]:
        """The gene under other authorities; one from HGNC is expected. 0..* Identifier."""
        return parts(self, Identifier, "identifier")

    @property
    def symbol(self) -> str | None:
        """The approved symbol of the gene, such as BRCA1. 1..1 string."""
        return value if isinstance(value := self.tree.get("symbol"), str) else None

    @property
    def name(self) -> str | None:
        """The approved full name. 1..1 string."""
        return value if isinstance(value := self.tree.get("name"), str) else None

    @property
    def aliasSymbol(self) -> tuple[str, ...]:
        """Another symbol by which the gene is or was known. 0..* string."""
        return texts(self.tree.get("aliasSymbol"))

    @classmethod
    def build(
        cls, *, iri: str | None = None, id: str | None = None, meta: Meta | None = None,
        identifier: Iterable[Identifier] = (), symbol: str | None = None, name: str | None = None,
        aliasSymbol: Iterable[str] = ()
    ) -> Self:
        """A new record of the given values."""
        return cls(filled(locals(), "Gene"))


ProvenanceProperty = Literal[
    "id", "meta", "target", "period", "recorded", "reason", "policy", "agent", "entity"
]


class Provenance(Resource[ProvenanceProperty]):
    """How its targets came to be: a load, or a canonicalization that aggregated contextual
    alleles."""

    __slots__ = ()

    @property
    def target(self) -> tuple[Reference, ...]:
        """The resources whose coming to be the record is about. 1..* reference to any resource."""
        return parts(self, Reference, "target")

    @property
    def period(self) -> Period:
        """When the activity took place. 0..1 ⚠1..1 Period."""
        return part(self, Period, "period")

    @property
    def recorded(self) -> str | None:
        """When the record of the activity was made. 1..1 dateTime."""
        return value if isinstance(value := self.tree.get("recorded"), str) else None

    @property
    def reason(self) -> CodeableConcept:
        """Why the activity took place. 0..1 ⚠1..1 CodeableConcept."""
        return part(self, CodeableConcept, "reason")

    @property
    def policy(self) -> tuple[str, ...]:
        """A policy or plan that the activity followed. 0..* uri."""
        return texts(self.tree.get("policy"))

    @property
    def agent(self) -> tuple[Agent, ...]:
        """Who took part in the activity, and in which role. 0..* Agent."""
        return parts(self, Agent, "agent")

    @property
    def entity(self) -> tuple[Entity, ...]:
        """What the activity used, loaded, gathered, split off or revised. 0..* Entity."""
        return parts(self, Entity, "entity")

    @classmethod
    def build(
        cls, *, iri: str | None = None, id: str | None = None, meta: Meta | None = None,
        target: Iterable[Reference] = (), period: Period | None = None, recorded: str | None = None,
        reason: CodeableConcept | None = None, policy: Iterable[str] = (),
        agent: Iterable[Agent] = (), entity: Iterable[Entity] = ()
    ) -> Self:
        """A new record of the given values."""
        return cls(filled(locals(), "Provenance"))


AgentProperty = Literal["role", "type", "reference", "display"]


class Agent(TypedRecord[AgentProperty]):
    """A person, organization or program that took part in an activity, in a role."""

    __slots__ = ()

    @property
    def role(self) -> Coding:
        """The part that the agent had in the activity. 1..1 Coding."""
        return part(self, Coding, "role")

    @property
    def type(self) -> Coding:
        """What the agent is: a person, an organization, a program. 0..1 ⚠1..1 Coding."""
        return part(self, Coding, "type")

    @property
    def reference(self) -> str | None:
        """Where the agent is described. 0..1 uri."""
        return value if isinstance(value := self.tree.get("reference"), str) else None

    @property
    def display(self) -> str | None:
        """Text to show for the agent. 0..1 string."""
        return value if isinstance(value := self.tree.get("display"), str) else None

    @classmethod
    def build(
        cls, *, role: Coding | None = None, type: Coding | None = None,
        reference: str | None = None, display: str | None = None
    ) -> Self:
        """A new record of the given values."""
        return cls(filled(locals()))


EntityProperty = Literal["role", "type", "reference", "display", "agent"]


class Entity(TypedRecord[EntityProperty]):
    """Something that an activity used or changed, in a role."""

    __slots__ = ()

    @property
    def role(self) -> str | None:
        """The part that the entity had in the activity. 1..1 code of provenance-role: revised,
        loaded, aggregated, disaggregated, used."""
        return value if isinstance(value := self.tree.get("role"), str) else None

    @property
    def type(self) -> Coding:
        """What the entity is. 0..1 ⚠1..1 Coding."""
        return part(self, Coding, "type")

    @property
    def reference(self) -> str | None:
        """Where the entity is described. 0..1 ⚠1..1 uri."""
        return value if isinstance(value := self.tree.get("reference"), str) else None

    @property
    def display(self) -> str | None:
        """Text to show for the entity. 0..1 string."""
        return value if isinstance(value := self.tree.get("display"), str) else None

    @property
    def agent(self) -> Agent:
        """Who answers for the entity. 0..1 Agent."""
        return part(self, Agent, "agent")

    @classmethod
    def build(
        cls, *, role: str | None = None, type: Coding | None = None, reference: str | None = None,
        display: str | None = None, agent: Agent | None = None
    ) -> Self:
        """A new record of the given values."""
        return cls(filled(locals()))


IdentifierProperty = Literal["use", "label", "type", "system", "value", "period", "assigner"]


class Identifier(TypedRecord[IdentifierProperty]):
    """A name that an authority gave to something: a system, and a value that is unique in it."""

    __slots__ = ()

    @property
    def use(self) -> str | None:
        """What the identifier is for: usual, official, temp or secondary. 0..1 string: usual,
        official, temp, secondary."""
        return value if isinstance(value := self.tree.get("use"), str) else None

    @property
    def label(self) -> str | None:
        """Text to show for the identifier. 0..1 string."""
        return value if isinstance(value := self.tree.get("label"), str) else None

    @property
    def type(self) -> CodeableConcept:
        """The kind of the identifier. 0..1 CodeableConcept."""
        return part(self, CodeableConcept, "type")

    @property
    def system(self) -> str | None:
        """The name space in which the value is unique. 0..1 uri."""
        return value if isinstance(value := self.tree.get("system"), str) else None

    @property
    def value(self) -> str | None:
        """The identifier itself. 0..1 string."""
        return value if isinstance(value := self.tree.get("value"), str) else None

    @property
    def period(self) -> Period:
        """When the identifier is or was valid. 0..1 Period."""
        return part(self, Period, "period")

    @property
    def assigner(self) -> Reference:
        """The organization that gave the identifier. 0..1 Reference."""
        return part(self, Reference, "assigner")

    @classmethod
    def build(
        cls, *, use: str | None = None, label: str | None = None,
        type: CodeableConcept | None = None, system: str | None = None, value: str | None = None,
        period: Period | None = None, assigner: Reference | None = None
    ) -> Self:
        """A new record of the given values."""
        return cls(filled(locals()))


CodingProperty = Literal["system", "version", "code", "display", "primary"]


class Coding(TypedRecord[CodingProperty]):
    """A code of a code system."""

    __slots__ = ()

    @property
    def system(self) -> str | None:
        """The code system that the code is from. 0..1 uri."""
        return value if isinstance(value := self.tree.get("system"), str) else None

    @property
    def version(self) -> str | None:
        """Version of the code system. 0..1 string."""
        return value if isinstance(value := self.tree.get("version"), str) else None

    @property
    def code(self) -> str | None:
        """The code, as the code system writes it. 0..1 string."""
        return value if isinstance(value := self.tree.get("code"), str) else None

    @property
    def display(self) -> str | None:
        """Text to show for the code, as the code system has it. 0..1 string."""
        return value if isinstance(value := self.tree.get("display"), str) else None

    @property
    def primary(self) -> bool | None:
        """True for the coding that the user chose. 0..1 boolean."""
        return value if isinstance(value := self.tree.get("primary"), bool) else None

    @classmethod
    def build(
        cls, *, system: str | None = None, version: str | None = None, code: str | None = None,
        display: str | None = None, primary: bool | None = None
    ) -> Self:
        """A new record of the given values."""
        return cls(filled(locals()))


CodeableConceptProperty = Literal["coding", "text"]


class CodeableConcept(TypedRecord[CodeableConceptProperty]):
    """A concept, as codes of one or more code systems or as text."""

    __slots__ = ()

    @property
    def coding(self) -> tuple[Coding, ...]:
        """A code that stands for the concept. 0..* Coding."""
        return parts(self, Coding, "coding")

    @property
    def text(self) -> str | None:
        """The concept in words. 0..1 string."""
        return value if isinstance(value := self.tree.get("text"), str) else None

    @classmethod
    def build(cls, *, coding: Iterable[Coding] = (), text: str | None = None) -> Self:
        """A new record of the given values."""
        return cls(filled(locals()))


ReferenceProperty = Literal["reference", "display"]


class Reference(TypedRecord[ReferenceProperty]):
    """A pointer to something that is described elsewhere, with a text to show."""

    __slots__ = ()

    @property
    def reference(self) -> str | None:
        """Where the thing is found, relative or absolute. 0..1 uri."""
        return value if isinstance(value := self.tree.get("reference"), str) else None

    @property
    def display(self) -> str | None:
        """Text to show for the target of the reference. 0..1 string."""
        return value if isinstance(value := self.tree.get("display"), str) else None

    @classmethod
    def build(cls, *, reference: str | None = None, display: str | None = None) -> Self:
        """A new record of the given values."""
        return cls(filled(locals()))


MetaProperty = Literal["versionId", "lastUpdated", "profile", "tag"]


class Meta(TypedRecord[MetaProperty]):
    """Metadata that the infrastructure keeps about a resource."""

    __slots__ = ()

    @property
    def versionId(self) -> str | None:
        """Version of this copy of the resource. 0..1 string."""
        return value if isinstance(value := self.tree.get("versionId"), str) else None

    @property
    def lastUpdated(self) -> str | None:
        """When the resource last changed. 0..1 instant."""
        return value if isinstance(value := self.tree.get("lastUpdated"), str) else None

    @property
    def profile(self) -> tuple[str, ...]:
        """A profile that the resource says it keeps. 0..* uri."""
        return texts(self.tree.get("profile"))

    @property
    def tag(self) -> tuple[Coding, ...]:
        """A tag put on the resource. 0..* Coding."""
        return parts(self, Coding, "tag")

    @classmethod
    def build(
        cls, *, versionId: str | None = None, lastUpdated: str | None = None,
        profile: Iterable[str] = (), tag: Iterable[Coding] = ()
    ) -> Self:
        """A new record of the given values."""
        return cls(filled(locals()))


PeriodProperty = Literal["start", "end"]


class Period(TypedRecord[PeriodProperty]):
    """A span of time."""

    __slots__ = ()

    @property
    def start(self) -> str | None:
        """When the period starts. 0..1 dateTime."""
        return value if isinstance(value := self.tree.get("start"), str) else None

    @property
    def end(self) -> str | None:
        """When the period ends. 0..1 dateTime."""
        return value if isinstance(value := self.tree.get("end"), str) else None

    @classmethod
    def build(cls, *, start: str | None = None, end: str | None = None) -> Self:
        """A new record of the given values."""
        return cls(filled(locals()))


AnyRecord = TypedRecord[Any]
AnyResource = Resource[Any]

RESOURCES: Final[Mapping[str, type[AnyResource]]] = MappingProxyType(
    {each.__name__: each for each in Resource.__subclasses__()}
)
"""The classes of the resource types, by name."""


def resource(tree: Tree) -> AnyResource:
    """The typed resource of a tree, by its resourceType; a plain `Resource` for any other.

    >>> resource({"resourceType": "Gene", "symbol": "BRCA1"})
    Gene({'resourceType': 'Gene', 'symbol': 'BRCA1'})
    """
    return RESOURCES.get(str(tree.get("resourceType")), Resource)(tree)
