"""The mapping table of GA4GH VRS and Cat-VRS."""

from __future__ import annotations

from typing import Final

from clingen_ld.messages.forms import Mapped

MAPPING: Final = (
    Mapped("Allele", "ContextualAllele", "those that normalise to one id become one"),
    Mapped("Allele.id, digest", "identifier", "computed when written"),
    Mapped("Allele.expressions[]", "alleleName", "HGVS names"),
    Mapped("Allele.aliases[]", "alleleName", "of type custom"),
    Mapped("Allele.location.start, end", "referenceCoordinate.start.index, end.index"),
    Mapped("Allele.location.sequence", "referenceCoordinate.refAllele"),
    Mapped(
        "Allele.location.sequenceReference",
        "referenceCoordinate.referenceSequence",
        "its refget accession, by the accession or from --sequences",
    ),
    Mapped("Allele.state: LiteralSequenceExpression", "allele"),
    Mapped("Allele.state: ReferenceLengthExpression", "allele", "when normalised in a repeat"),
    Mapped("CategoricalVariant", "CanonicalAllele", "a recipe of Cat-VRS"),
    Mapped("CategoricalVariant.members[]", "relatedContextualAllele"),
    Mapped(
        "DefiningAlleleConstraint.allele",
        "relatedContextualAllele.preferred",
        "else the one on GRCh38, else the first",
    ),
    Mapped("relations liftover_to, transcribed_to", "canonicalAlleleType nucleotide"),
    Mapped("relation translation_of", "canonicalAlleleType amino-acid"),
    Mapped("CategoricalVariant.mappings[] exactMatch", "identifier"),
    Mapped("CategoricalVariant.mappings[], others", "relatedIdentifier"),
    Mapped("any other key", "kept", "under https://w3id.org/ga4gh/vrs#"),
    Mapped("nothing", "positions in introns", "reported; the genomic sibling has the place"),
    Mapped("nothing", "types of change, nested, Gene, Provenance", "reported"),
)
"""What the objects of VRS have, and where that is in the model."""
