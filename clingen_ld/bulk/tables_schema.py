"""Columns of a table of alleles: their names, kinds and meanings, and their types in Parquet.

pyarrow is needed for `arrow_schema` alone.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any, Final, Literal, NamedTuple

from clingen_ld.model import load_model
from clingen_ld.model.files import context_texts, shapes_text
from clingen_ld.version import __version__

Kind = Literal["text", "texts", "integer", "integers", "number", "numbers", "boolean"]


class Column(NamedTuple):
    """A column of the table; `required` columns are never null, lists may be empty."""

    name: str
    kind: Kind
    meaning: str
    required: bool = False


COLUMNS: Final = (
    Column("allele", "text", "IRI of the contextual allele", True),
    Column(
        "canonical_alleles",
        "texts",
        "IRIs of the canonical alleles that it belongs to: the one that it names, then those that "
        "gather it; one as a rule",
        True,
    ),
    Column(
        "registry_id",
        "text",
        "Id in the ClinGen Allele Registry (CA… or PA…), where an IRI or an identifier of its "
        "canonical allele, or its own, gives it",
    ),
    Column(
        "protein_registry_ids",
        "texts",
        "Ids in the Registry (PA…) of its amino-acid effects, as far as given",
        True,
    ),
    Column("clinvar", "texts", "Variation ids in ClinVar, of it and its canonical alleles", True),
    Column("dbsnp", "texts", "rs numbers in dbSNP, of it and its canonical alleles", True),
    Column("allele_type", "text", "contextualAlleleType: genomic, transcript or amino-acid"),
    Column("build", "text", "Genome build, such as GRCh38; null for transcripts, proteins, genes"),
    Column("chromosome", "text", "1 to 22, X, Y or MT; null if not a chromosome"),
    Column("accession", "text", "Accession of the reference sequence, with its version"),
    Column(
        "start",
        "integer",
        "Where the region begins: the gap before its first base, counted from 0 (interbase)",
    ),
    Column("start_offset", "integer", "Bases from there into the intron, below 0 upstream"),
    Column("end", "integer", "Where the region ends: the gap after its last base (interbase)"),
    Column("end_offset", "integer", "Bases from there into the intron, below 0 upstream"),
    Column("ref", "text", "What the reference has in the region; empty for an insertion"),
    Column("alt", "text", "What the allele has in its place; empty for a deletion"),
    Column("name", "text", "The best name: a preferred one, else HGVS, else any"),
    Column("hgvs", "texts", "All HGVS names, in the order of the message", True),
    Column("other_names", "texts", "All other names, in the order of the message", True),
    Column(
        "genes",
        "texts",
        "IRIs of the genes of its sequence; where that has none, of the other alleles of its "
        "canonical alleles",
        True,
    ),
    Column("gene_symbols", "texts", "Symbols of those genes, as far as they are known", True),
    Column("change", "text", "Change of the nucleotides: a term of the Sequence Ontology"),
    Column("change_label", "text", "The label of that term"),
    Column(
        "effects",
        "texts",
        "Changes of the protein, as terms of the Sequence Ontology: of an amino-acid allele its "
        "own, of a transcript allele those that it leads to, of a genomic allele those of the "
        "transcript alleles beside it",
        True,
    ),
    Column("effect_labels", "texts", "The labels of those terms, in the same order", True),
    Column(
        "regions",
        "texts",
        "Transcript regions that it lies in: terms of the Sequence Ontology",
        True,
    ),
    Column(
        "is_complete",
        "boolean",
        "Whether there is a message of the allele itself, not only others that mention it",
        True,
    ),
    Column("split", "text", "train, validation or test", True),
)
"""The columns, in order."""


def arrow_schema(arrow: Any, columns: Sequence[Column], metadata: Mapping[str, str]) -> Any:
    """The schema of the table, for the module `pyarrow`, with some metadata of the file."""
    kinds = {
        "text": arrow.string(),
        "integer": arrow.int64(),
        "number": arrow.float64(),
        "boolean": arrow.bool_(),
    }

    def kind_of(column: Column) -> Any:
        if column.kind in kinds:
            return kinds[column.kind]
        # A required list has no null items; one from VCF may have some.
        element = kinds[column.kind.removesuffix("s")]
        return arrow.list_(arrow.field("element", element, nullable=not column.required))

    fields = [
        arrow.field(
            column.name,
            kind_of(column),
            nullable=not column.required,
            metadata={"description": column.meaning},
        )
        for column in columns
    ]
    return arrow.schema(fields, metadata=dict(metadata))


def file_metadata(seed: str, base: str) -> dict[str, str]:
    """The metadata of a file: the tool, model, seed and base."""
    contexts = "".join(f"{name}\n{text}" for name, text in context_texts().items())
    return {
        "clingen-ld.version": __version__,
        "clingen-ld.model": load_model().version,
        "clingen-ld.contexts": _digest(contexts),
        "clingen-ld.shapes": _digest(shapes_text()),
        "clingen-ld.seed": seed,
        "clingen-ld.base": base,
    }


def _digest(text: str) -> str:
    return f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"


def columns_table() -> str:
    """The columns as a Markdown table, for the documentation."""
    rows = ["| column | kind | may be null | meaning |", "|---|---|---|---|"]
    for column in COLUMNS:
        null = "" if column.required else "yes"
        rows.append(f"| `{column.name}` | {column.kind} | {null} | {column.meaning} |")
    return "\n".join(rows) + "\n"
