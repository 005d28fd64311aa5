"""The mapping table of variant files."""

from __future__ import annotations

from typing import Final

from clingen_ld.messages.form import Mapped

MAPPING: Final = (
    Mapped("CHROM", "referenceCoordinate.referenceSequence", "the NC_ accession of the build"),
    Mapped("POS", "referenceCoordinate.start.index", "from 1-based to interbase, trimmed"),
    Mapped("POS + length of REF", "referenceCoordinate.end.index", "trimmed"),
    Mapped("REF", "referenceCoordinate.refAllele", "without what it has in common with ALT"),
    Mapped("ALT", "allele", "one ContextualAllele for each"),
    Mapped("ID", "referenceCoordinate.identifier", "rs numbers; others are counted as left out"),
    Mapped("ALT *, <*>, <NON_REF>, .", "no allele", "counted"),
    Mapped("symbolic ALT, breakends", "no allele", "reported in their places"),
    Mapped("QUAL, FILTER, INFO, FORMAT, samples", "nothing", "reported once for a file"),
)
"""Every column, and what it becomes."""
