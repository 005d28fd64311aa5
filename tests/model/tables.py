"""What section 2 and section 4 of the specification (allele-model.md) say, written down once.

A row is `property cardinality kind`. The cardinality is as the specification writes it, with the
stricter published bound behind the warning sign. The kind is a datatype, `code <value set>`, a
part or data type (with the value set of its codes), or `ref(X)`.
"""

from __future__ import annotations

ANY_RESOURCE = "ref(CanonicalAllele | ContextualAllele | ReferenceSequence | Gene | Provenance)"

TYPES: dict[str, tuple[str, str]] = {
    "CanonicalAllele": (
        "resource",
        """
        id                            1..1        string
        version                       0..1        string
        meta                          0..1        Meta
        identifier                    0..*        Identifier
        relatedIdentifier             0..*        Identifier
        active                        0..1        boolean
        canonicalAlleleType           1..1        code canonical-allele-type
        complexity                    1..1        code canonical-allele-complexity
        replacement                   0..*        Replacement
        relatedContextualAllele       0..*        RelatedContextualAllele
        nested                        0..*        ref(CanonicalAllele)
        composite                     0..*        ref(CanonicalAllele)
        """,
    ),
    "Replacement": (
        "part",
        """
        replacementType               1..1        code canonical-allele-replacement-type
        split                         0..1        boolean
        target                        1..1        ref(CanonicalAllele)
        """,
    ),
    "RelatedContextualAllele": (
        "part",
        """
        contextualAllele              1..1        ref(ContextualAllele)
        preferred                     0..1        boolean
        """,
    ),
    "ContextualAllele": (
        "resource",
        """
        id                            1..1        string
        meta                          0..1        Meta
        identifier                    0..*        Identifier
        canonicalAllele               0..1 ⚠1..1  ref(CanonicalAllele)
        contextualAlleleType          0..1 ⚠1..1  code contextual-allele-type
        allele                        0..1        string
        primaryNucleotideChangeType   0..1        CodeableConcept primary-nucleotide-change-type
        ancillaryNucleotideChangeType 0..*        CodeableConcept ancillary-nucleotide-change-type
        primaryAminoAcidChangeType    0..1        CodeableConcept primary-amino-acid-change-type
        ancillaryAminoAcidChangeType  0..*        CodeableConcept ancillary-amino-acid-change-type
        alleleName                    0..*        AlleleName
        referenceCoordinate           0..1 ⚠1..1  ReferenceCoordinate
        related                       0..*        RelatedAllele
        """,
    ),
    "AlleleName": (
        "part",
        """
        nameType                      0..1 ⚠1..1  code contextual-allele-name-type
        name                          1..1        string
        legacy                        0..1        boolean
        preferred                     0..1        boolean
        """,
    ),
    "ReferenceCoordinate": (
        "part",
        """
        identifier                    0..*        Identifier
        referenceSequence             1..1        ref(ReferenceSequence)
        start                         1..1        Position
        end                           1..1        Position
        refAllele                     0..1        string
        primaryTranscriptRegionType   0..*        CodeableConcept primary-transcript-region-type
        ancillaryTranscriptRegionType 0..*        CodeableConcept ancillary-transcript-region-type
        """,
    ),
    "Position": (
        "part",
        """
        index                            1..1     integer ≥ 0
        externalOffsetLength             0..1     integer ≥ 0
        externalOffsetDirection          0..1     code external-offset-direction
        externalGenomicReferenceSequence 0..1     ref(ReferenceSequence)
        externalGenomicPositionIndex     0..1     integer ≥ 0
        """,
    ),
    "RelatedAllele": (
        "part",
        """
        relatedType                   0..1 ⚠1..1  code contextual-allele-relationship-type
        target                        1..1        ref(ContextualAllele)
        """,
    ),
    "ReferenceSequence": (
        "resource",
        """
        id                            1..1        string
        meta                          0..1        Meta
        identifier                    0..*        Identifier
        referenceSequenceType         0..1 ⚠1..1  code reference-sequence-type
        chromosome                    0..1        code reference-sequence-chromosome
        cdsStart                      0..1        integer ≥ 1
        cdsEnd                        0..1        integer ≥ 1
        gene                          0..1        ref(Gene)
        referenceGenome               0..1        CodeableConcept
        related                       0..* ⚠0..1  RelatedSequence
        """,
    ),
    "RelatedSequence": (
        "part",
        """
        relatedType                   0..1 ⚠1..1  code reference-sequence-relationship-type
        target                        1..1        ref(ReferenceSequence)
        """,
    ),
    "Gene": (
        "resource",
        """
        id                            1..1        string
        meta                          0..1        Meta
        identifier                    0..*        Identifier
        symbol                        1..1        string
        name                          1..1        string
        aliasSymbol                   0..*        string
        """,
    ),
    "Provenance": (
        "resource",
        f"""
        id                            1..1        string
        meta                          0..1        Meta
        target                        1..*        {ANY_RESOURCE}
        period                        0..1 ⚠1..1  Period
        recorded                      1..1        dateTime
        reason                        0..1 ⚠1..1  CodeableConcept
        policy                        0..*        uri
        agent                         0..*        Agent
        entity                        0..*        Entity
        """,
    ),
    "Agent": (
        "part",
        """
        role                          1..1        Coding
        type                          0..1 ⚠1..1  Coding
        reference                     0..1        uri
        display                       0..1        string
        """,
    ),
    "Entity": (
        "part",
        """
        role                          1..1        code provenance-role
        type                          0..1 ⚠1..1  Coding
        reference                     0..1 ⚠1..1  uri
        display                       0..1        string
        agent                         0..1        Agent
        """,
    ),
    "Identifier": (
        "data type",
        """
        use                           0..1        usual | official | temp | secondary
        label                         0..1        string
        type                          0..1        CodeableConcept
        system                        0..1        uri
        value                         0..1        string
        period                        0..1        Period
        assigner                      0..1        Reference
        """,
    ),
    "Coding": (
        "data type",
        """
        system                        0..1        uri
        version                       0..1        string
        code                          0..1        string
        display                       0..1        string
        primary                       0..1        boolean
        """,
    ),
    "CodeableConcept": (
        "data type",
        """
        coding                        0..*        Coding
        text                          0..1        string
        """,
    ),
    "Reference": (
        "data type",
        """
        reference                     0..1        uri
        display                       0..1        string
        """,
    ),
    "Meta": (
        "data type",
        """
        versionId                     0..1        string
        lastUpdated                   0..1        instant
        profile                       0..*        uri
        tag                           0..*        Coding
        """,
    ),
    "Period": (
        "data type",
        """
        start                         0..1        dateTime
        end                           0..1        dateTime
        """,
    ),
}

MAY_BE_EMPTY = {("ContextualAllele", "allele"), ("ReferenceCoordinate", "refAllele")}
"""The sequences: empty for a deletion or an insertion."""

OTHER_NAMES = {("ContextualAllele", "alleleName"): ("contextualAlleleName",)}
"""Published names of properties that are read (section 5)."""

CODES: dict[str, str] = {
    "canonical-allele-type": "nucleotide amino-acid",
    "canonical-allele-complexity": "simple complex",
    "canonical-allele-replacement-type": "replaced-by replaced-with",
    "contextual-allele-type": "genomic transcript amino-acid",
    "contextual-allele-name-type": "hgvs-genomic hgvs-mito hgvs-cdna hgvs-protein-1 "
    "hgvs-protein-3 hgvs-rna hgvs-ncrna ivs custom",
    "contextual-allele-relationship-type": "amino-acid-effect transcript-allele-cause "
    "sequentially-related-to",
    "external-offset-direction": "+ -",
    "reference-sequence-type": "chromosome gene transcript amino-acid",
    "reference-sequence-chromosome": "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 "
    "X Y MT",
    "reference-sequence-relationship-type": "translates-to translates-from",
    "provenance-role": "revised loaded aggregated disaggregated used",
    "primary-nucleotide-change-type": "SO:0000159 SO:0000667 SO:1000036 SO:0000199 SO:1000032 "
    "SO:0001019 SO:1000002 SO:0002073",
    "primary-amino-acid-change-type": "SO:0001819 SO:0001587 SO:0001578 SO:0002012 SO:0001583 "
    "SO:0001589 SO:0001823 SO:0001824 SO:0001825 SO:0001826",
    "primary-transcript-region-type": "SO:0000316 SO:0000191 SO:0000507 SO:0000162 SO:0000204 "
    "SO:0000205",
}
"""The closed value sets, codes in order."""

SO_LABELS = {
    "SO:0000159": "deletion",
    "SO:0000667": "insertion",
    "SO:1000036": "inversion",
    "SO:0000199": "translocation",
    "SO:1000032": "delins",
    "SO:0001019": "copy_number_variation",
    "SO:1000002": "substitution",
    "SO:0002073": "no_sequence_alteration",
    "SO:0001819": "synonymous_variant",
    "SO:0001587": "stop_gained",
    "SO:0001578": "stop_lost",
    "SO:0002012": "start_lost",
    "SO:0001583": "missense_variant",
    "SO:0001589": "frameshift_variant",
    "SO:0001823": "conservative_inframe_insertion",
    "SO:0001824": "disruptive_inframe_insertion",
    "SO:0001825": "conservative_inframe_deletion",
    "SO:0001826": "disruptive_inframe_deletion",
    "SO:0000316": "CDS",
    "SO:0000191": "interior_intron",
    "SO:0000507": "pseudogenic_exon",
    "SO:0000162": "splice_site",
    "SO:0000204": "five_prime_UTR",
    "SO:0000205": "three_prime_UTR",
}

ANCILLARY: dict[str, tuple[str, str]] = {
    "ancillary-nucleotide-change-type": (
        "sequence_alteration",
        "primary-nucleotide-change-type",
    ),
    "ancillary-amino-acid-change-type": ("sequence_variant", "primary-amino-acid-change-type"),
    "ancillary-transcript-region-type": ("transcript_region", "primary-transcript-region-type"),
}
"""The open value sets: the root of their terms, and the primary value set."""

PROMOTER = "SO:0000167"

SPELLINGS: dict[tuple[str, str], set[str]] = {
    ("canonical-allele-type", "amino-acid"): {"amino acid", "amino_acid"},
    ("contextual-allele-type", "amino-acid"): {"amino acid", "amino_acid"},
    ("reference-sequence-type", "amino-acid"): {"amino_acid"},
    ("contextual-allele-relationship-type", "amino-acid-effect"): {"RO:0003000", "produces"},
    ("contextual-allele-relationship-type", "transcript-allele-cause"): {
        "RO:0003001", "produced_by", "produced by",
    },
    ("contextual-allele-relationship-type", "sequentially-related-to"): {
        "RO:0002514", "sequentially_related_to", "sequentially related to",
    },
    ("reference-sequence-relationship-type", "translates-to"): {
        "RO:0001001", "derives_into", "derives into",
    },
    ("reference-sequence-relationship-type", "translates-from"): {
        "RO:0001000", "derives_from", "derives from",
    },
    ("primary-nucleotide-change-type", "SO:0002073"): {"SO:000000"},
}  # fmt: skip
"""Accepted spellings; no other code has any."""

MATCHES: dict[tuple[str, str], str] = {
    ("contextual-allele-type", "genomic"): "SO_0000991",
    ("contextual-allele-type", "transcript"): "SO_0000673",
    ("contextual-allele-type", "amino-acid"): "SO_0001237",
    ("contextual-allele-relationship-type", "amino-acid-effect"): "RO_0003000",
    ("contextual-allele-relationship-type", "transcript-allele-cause"): "RO_0003001",
    ("contextual-allele-relationship-type", "sequentially-related-to"): "RO_0002514",
    ("reference-sequence-type", "chromosome"): "SO_0000340",
    ("reference-sequence-type", "gene"): "SO_0000704",
    ("reference-sequence-type", "transcript"): "SO_0000673",
    ("reference-sequence-type", "amino-acid"): "SO_0001237",
    ("reference-sequence-relationship-type", "translates-to"): "RO_0001001",
    ("reference-sequence-relationship-type", "translates-from"): "RO_0001000",
}
"""The OBO terms that codes match exactly; no other code of the model's own value sets has one."""

TREE: dict[str, str] = {
    "SimpleNucleotideCanonicalAllele": "CanonicalAllele",
    "SimpleAminoAcidCanonicalAllele": "CanonicalAllele",
    "ComplexNucleotideCanonicalAllele": "CanonicalAllele",
    "ComplexAminoAcidCanonicalAllele": "CanonicalAllele",
    "NucleotideContextualAllele": "ContextualAllele",
    "GenomicContextualAllele": "NucleotideContextualAllele",
    "TranscriptContextualAllele": "NucleotideContextualAllele",
    "AminoAcidContextualAllele": "ContextualAllele",
    "NucleotideReferenceCoordinate": "ReferenceCoordinate",
    "GenomicReferenceCoordinate": "NucleotideReferenceCoordinate",
    "TranscriptReferenceCoordinate": "NucleotideReferenceCoordinate",
    "AminoAcidReferenceCoordinate": "ReferenceCoordinate",
    "InternalPosition": "Position",
    "ExternalPosition": "Position",
    "NucleotideReferenceSequence": "ReferenceSequence",
    "GenomicReferenceSequence": "NucleotideReferenceSequence",
    "ChromosomeReferenceSequence": "GenomicReferenceSequence",
    "GeneReferenceSequence": "GenomicReferenceSequence",
    "TranscriptReferenceSequence": "NucleotideReferenceSequence",
    "AminoAcidReferenceSequence": "ReferenceSequence",
    "ReferenceGenome": "CodeableConcept",
}
"""The conceptual classes (section 3), each with the class above it."""

ABSTRACT = {
    "NucleotideContextualAllele",
    "NucleotideReferenceCoordinate",
    "NucleotideReferenceSequence",
    "GenomicReferenceSequence",
}

ALIGNMENTS: dict[str, set[str]] = {
    "CanonicalAllele": {"SO_0001023", "GENO_0000512", "GENO_0000890"},
    "ContextualAllele": {"SO_0001059", "GENO_0000512", "GENO_0000891"},
    "TranscriptReferenceSequence": {"SO_0000673"},
    "Gene": {"SO_0000704"},
    "ChromosomeReferenceSequence": {"SO_0000340"},
    "AminoAcidReferenceSequence": {"SO_0000104"},
    "ReferenceGenome": {"SO_0001505"},
    "ComplexNucleotideCanonicalAllele": {"SO_0001024"},
    "ComplexAminoAcidCanonicalAllele": {"SO_0001024"},
}
"""The OBO terms that classes are aligned with."""
