"""The columns of variant files: what they hold, and where that is in the model."""

from __future__ import annotations

from typing import Final

from clingen_ld.messages.foreign.schema import MappingRow, ObjectSchema, mapping_rows, one

_LEFT_OUT: Final = "reported once for a file"

RECORD: Final = ObjectSchema("a record", (
    one("CHROM", path="referenceCoordinate.referenceSequence",
        note="the NC_ accession of the build"),
    one("POS", path="referenceCoordinate.start.index",
        note="from 1-based to interbase, trimmed"),
    one("ID", path="referenceCoordinate.identifier",
        note="rs numbers; others are counted as left out"),
    one("REF", path="referenceCoordinate.refAllele",
        note="without what it has in common with ALT"),
    one("ALT", path="allele", note="one ContextualAllele for each"),
    *(one(key, model="nothing", note=_LEFT_OUT) for key in ("QUAL", "FILTER", "INFO")),
), "ContextualAllele")  # fmt: skip

COLUMNS: Final = tuple(field.key for field in RECORD.fields)
"""The columns that every record has."""

MAPPING: Final = (
    *mapping_rows((("record", RECORD),)),
    MappingRow("record: POS + length of REF", "referenceCoordinate.end.index", "trimmed"),
    MappingRow("record: ALT *, <*>, <NON_REF>, .", "no allele", "counted"),
    MappingRow("record: symbolic ALT, breakends", "no allele", "reported in their places"),
    MappingRow("record: FORMAT, samples", "nothing", _LEFT_OUT),
)
"""Every column, and what it becomes."""
