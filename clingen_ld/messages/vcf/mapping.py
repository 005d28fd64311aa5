"""The mapping table of variant files."""

from __future__ import annotations

from typing import Final

from clingen_ld.messages.foreign.schema import MappingRow

MAPPING: Final = (
    MappingRow("CHROM", "referenceCoordinate.referenceSequence", "the NC_ accession of the build"),
    MappingRow("POS", "referenceCoordinate.start.index", "from 1-based to interbase, trimmed"),
    MappingRow("POS + length of REF", "referenceCoordinate.end.index", "trimmed"),
    MappingRow("REF", "referenceCoordinate.refAllele", "without what it has in common with ALT"),
    MappingRow("ALT", "allele", "one ContextualAllele for each"),
    MappingRow(
        "ID", "referenceCoordinate.identifier", "rs numbers; others are counted as left out"
    ),
    MappingRow("ALT *, <*>, <NON_REF>, .", "no allele", "counted"),
    MappingRow("symbolic ALT, breakends", "no allele", "reported in their places"),
    MappingRow("QUAL, FILTER, INFO, FORMAT, samples", "nothing", "reported once for a file"),
)
"""Every column, and what it becomes."""
