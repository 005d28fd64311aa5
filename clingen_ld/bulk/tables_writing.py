"""Columns of a table of alleles, and writing its rows: as Parquet, CSV or TSV, to file or folder.

pyarrow is needed for Parquet alone.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from math import isfinite
from pathlib import Path
from typing import Any, BinaryIO, Final, Literal, NamedTuple, Protocol

from clingen_ld.bulk.portions import whole_folder
from clingen_ld.display import markdown_table
from clingen_ld.errors import UsageError
from clingen_ld.messages.text.compression import plain_name
from clingen_ld.messages.writing import open_output
from clingen_ld.model import context_texts, load_model, shapes_text
from clingen_ld.stores.results import pyarrow_modules
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
    head = ("column", "kind", "may be null", "meaning")
    rows = ((f"`{c.name}`", c.kind, "" if c.required else "yes", c.meaning) for c in COLUMNS)
    return "".join(f"{line}\n" for line in markdown_table(head, rows))


GROUP_ROWS: Final = 8_192
"""Rows of a row group: about 30 MB in memory."""
PART_ROWS: Final = 1_000_000
"""Rows of a file, when the output is a folder."""

PARQUET: Final = "Parquet"
_SEPARATORS: Final = {"CSV": ",", "TSV": "\t"}
_ENDINGS: Final = {".parquet": PARQUET, ".pq": PARQUET, ".csv": "CSV", ".tsv": "TSV"}
_QUOTED: Final = re.compile(r'[",\t\r\n]')

Row = Sequence[Any]
Output = str | os.PathLike[str] | BinaryIO


class Table(Protocol):
    """A table that rows are written to; `finish` must be called at the end."""

    def write(self, rows: list[Row]) -> None:
        """Write some rows, each with a value for each column."""

    def finish(self) -> None:
        """End the table."""

    def close(self) -> None:
        """Close the output."""


def format_of(output: Output) -> str:
    """The format of a table by its file name; Parquet without one.

    Raises `UsageError` for the name of another format.
    """
    if not isinstance(output, str | os.PathLike) or _is_folder(output):
        return PARQUET
    name = os.fspath(output)
    plain = plain_name(name)
    _, dot, ending = os.path.basename(plain).rpartition(".")  # also of ".csv"
    ending = f"{dot}{ending.lower()}" if dot else ""
    found = _ENDINGS.get(ending) if ending else PARQUET
    if found is None or (found == PARQUET and plain != name):
        raise UsageError(
            f"{name}: a table is a file that ends in {', '.join(_ENDINGS)}, .csv.gz or .tsv.gz, "
            "or a folder that ends in /"
        )
    return found


def _is_folder(output: str | os.PathLike[str]) -> bool:
    return os.fspath(output).endswith(("/", os.sep)) or os.path.isdir(output)


@contextmanager
def opened(output: Output) -> Iterator[Path | BinaryIO]:
    """An output folder or stream, which appears under its name when complete."""
    if not isinstance(output, str | os.PathLike):
        yield output
    elif _is_folder(output):
        with whole_folder(output) as folder:
            yield folder
    else:
        with open_output(output) as stream:
            yield stream


def make_table(
    kind: str,
    place: Path | BinaryIO,
    columns: Sequence[Column],
    metadata: dict[str, str],
    part_rows: int,
) -> Table:
    """The table of a format in a folder or a stream; CSV and TSV cannot hold metadata."""
    if kind == PARQUET or isinstance(place, Path):
        return _ParquetTable(place, columns, metadata, part_rows)
    return _TextTable(place, columns, _SEPARATORS[kind])


class _ParquetTable:
    """Writes rows to a stream, or to files in a folder."""

    def __init__(
        self,
        place: Path | BinaryIO,
        columns: Sequence[Column],
        metadata: dict[str, str],
        part_rows: int,
    ) -> None:
        self._arrow, self._parquet = pyarrow_modules()
        self._schema = arrow_schema(self._arrow, columns, metadata)
        self._place = place
        self._part_rows = part_rows if isinstance(place, Path) else None
        self._parts = 0
        self._rows = 0
        self._writer: Any = None

    def write(self, rows: list[Row]) -> None:
        """Write rows as a row group; the rest of a full file begins the next."""
        while rows:
            if self._writer is None:
                self._open()
            room = len(rows) if self._part_rows is None else self._part_rows - self._rows
            self._write(rows[:room])
            rows = rows[room:]
            if self._rows == self._part_rows:
                self.close()

    def _write(self, rows: list[Row]) -> None:
        columns = [
            self._arrow.array(values, kind)
            for values, kind in zip(zip(*rows, strict=True), self._schema.types, strict=True)
        ]
        batch = self._arrow.RecordBatch.from_arrays(columns, schema=self._schema)
        self._writer.write_batch(batch, row_group_size=GROUP_ROWS)
        self._rows += len(rows)

    def _open(self) -> None:
        target: object = self._place
        if isinstance(target, Path):
            target = target / f"part-{self._parts:05}.parquet"
        self._writer = self._parquet.ParquetWriter(target, self._schema, compression="zstd")
        self._parts += 1
        self._rows = 0

    def finish(self) -> None:
        """End the last file; a table without rows is a file with its columns."""
        if not self._parts:
            self._open()
        self.close()

    def close(self) -> None:
        """End the current file."""
        if self._writer is not None:
            writer, self._writer = self._writer, None
            writer.close()


class _TextTable:
    """Writes rows as CSV (RFC 4180, but for line feeds alone) or TSV, in UTF-8.

    A list is a JSON array. Null is an empty field; an empty text is quoted, which the standard
    library cannot do before Python 3.12.
    """

    def __init__(self, stream: BinaryIO, columns: Sequence[Column], separator: str) -> None:
        self._stream = stream
        self._separator = separator
        self._put(column.name for column in columns)

    def write(self, rows: list[Row]) -> None:
        for row in rows:
            self._put(row)

    def _put(self, values: Iterable[Any]) -> None:
        line = self._separator.join(map(_field, values))
        self._stream.write(f"{line}\n".encode("utf-8", "backslashreplace"))

    def finish(self) -> None:
        """Nothing to do: every line is already written."""

    def close(self) -> None:
        """Nothing to do: the caller closes the stream."""


def _field(value: Any) -> str:
    """A value as a field.

    >>> [_field(value) for value in ("A", None, True, ["a,b"])]
    ['A', '', 'true', '"[""a,b""]"']
    """
    if value is None:
        return ""
    if isinstance(value, list | bool):
        value = json.dumps(_finite(value), ensure_ascii=False, separators=(",", ":"))
    text = str(value)
    if text and _QUOTED.search(text) is None:
        return text
    return '"' + text.replace('"', '""') + '"'


def _finite(value: Any) -> Any:
    """A value for JSON; infinite numbers become texts."""
    if not isinstance(value, list):
        return value
    return [str(v) if isinstance(v, float) and not isfinite(v) else v for v in value]
