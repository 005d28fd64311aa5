"""Tables of alleles for analysis and machine learning: one row a contextual allele.

All resources are put into a set first, in a database that spills to disk, so that a row can use
what other resources say about its allele. Rows are then written in groups, in the order of input,
so that memory grows neither with the set nor with the table.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO, Final

from clingen_ld.bulk.portions import whole_folder
from clingen_ld.bulk.tables_rows import Row, allele_row, has_row
from clingen_ld.bulk.tables_scratch import SPLITS, AlleleLinks, InfoColumns, Splits
from clingen_ld.bulk.tables_writing import (
    COLUMNS,
    GROUP_ROWS,
    PARQUET,
    PART_ROWS,
    file_metadata,
    format_of,
    make_table,
    opened,
)
from clingen_ld.conversion import KEPT
from clingen_ld.display import encodable
from clingen_ld.errors import UsageError
from clingen_ld.findings.finding import KEYS, SEVERITIES, Finding
from clingen_ld.findings.outcome import counts_of
from clingen_ld.messages.message import Item, Problem, ReadOptions
from clingen_ld.messages.reading import read_inputs
from clingen_ld.messages.text.inputs import Inputs, given_paths
from clingen_ld.model import DEFAULT_BASE, Severity, load_model
from clingen_ld.reports.wording import message_with_details
from clingen_ld.stores.results import pyarrow_modules
from clingen_ld.validation.report import Report
from clingen_ld.validation.session import ValidationOptions
from clingen_ld.validation.set_index import StoredSet
from clingen_ld.validation.set_rows import record_of, row_of


@dataclass(slots=True)
class TableReport:
    """The outcome of writing a table: rows, also by split, and the problems of reading.

    `problems` are the first `KEPT` of them, `problem_count` counts all.
    """

    rows: int = 0
    splits: dict[str, int] = field(default_factory=lambda: dict.fromkeys(SPLITS, 0))
    problems: list[Problem] = field(default_factory=list)
    problem_count: int = 0

    def note(self, problem: Problem) -> None:
        """Count a problem, and keep it if it is one of the first."""
        self.problem_count += 1
        if len(self.problems) < KEPT:
            self.problems.append(problem)


def write_table(
    inputs: Inputs,
    output: str | os.PathLike[str] | BinaryIO,
    *,
    options: ReadOptions | None = None,
    info: str | Sequence[str] = (),
    seed: str = "",
    part_rows: int = PART_ROWS,
    progress: Callable[[Item | None], None] | None = None,
    report: Callable[[Problem], None] | None = None,
) -> TableReport:
    """Write the contextual alleles of files, folders and standard input (`-`) as a table.

    `output` is a file, a binary stream, or a folder: a name that ends in "/", or an existing empty
    folder; it gets files of `part_rows` rows each, part-00000.parquet and so on. The ending of a
    file's name decides its format: .parquet, .csv or .tsv, the latter also compressed (.csv.gz). A
    stream gets Parquet. `info` are INFO fields of VCF records, and of alleles that keep them, which
    become columns; "all" is every one. `seed` is any text: another one makes other splits.
    `progress` gets each message or problem, `report` each problem. Unreadable input is a problem,
    and the rest is written.

    Raises `UsageError` for Parquet without pyarrow, for another ending and for an INFO field that
    no VCF header declares and no record has, or that headers declare with different types (other
    than Integer and Float), `InputError` when an input or output cannot be read or written, and
    `StoreError` when the disk for temporary data is full; then nothing is written.
    """
    chosen = options or ReadOptions()
    given = given_paths(inputs)
    with closing(InfoColumns(info)) as fields:
        chosen = replace(chosen, info=(), info_receiver=fields if info else None)
        items = read_inputs(given, chosen, load_model())
        return write_items(
            items,
            output,
            base=chosen.base,
            info=fields,
            seed=seed,
            part_rows=part_rows,
            progress=progress,
            report=report,
        )


def write_items(
    items: Iterable[Item],
    output: str | os.PathLike[str] | BinaryIO,
    *,
    base: str = DEFAULT_BASE,
    info: InfoColumns | None = None,
    seed: str = "",
    part_rows: int = PART_ROWS,
    progress: Callable[[Item | None], None] | None = None,
    report: Callable[[Problem], None] | None = None,
) -> TableReport:
    """Write the contextual alleles of items from files or a store, as `write_table`."""
    if part_rows < 1:
        raise UsageError("a file has at least one row")
    kind = format_of(output)
    if kind == PARQUET:
        pyarrow_modules()  # before reading: fails early without pyarrow
    made = TableReport()
    with (
        opened(output) as place,
        closing(StoredSet(base)) as resources,
        closing(AlleleLinks()) as links,
    ):
        for item in items:
            if progress is not None:
                progress(item)
            if not isinstance(item, Problem):
                tree = item.tree
                resources.add_row(row_of(item, record_of(item)))
                links.add(tree, item.iri, base)
                if info is not None and info.names:
                    info.annotate(item.iri, tree)
                continue
            made.note(item)
            if report is not None:
                report(item)
        columns = (*COLUMNS, *(info.columns() if info is not None else ()))
        rows = _rows(resources, Splits(seed, links.groups()))
        with closing(
            make_table(kind, place, columns, file_metadata(seed, base), part_rows)
        ) as table:
            while some := list(islice(rows, GROUP_ROWS)):
                made.rows += len(some)
                for split, count in Counter(row["split"] for row in some).items():
                    made.splits[split] += count
                table.write([_values(row, info) for row in some])
            table.finish()
    return made


def _values(row: Row, info: InfoColumns | None) -> list[Any]:
    """The values of a row, one for each column."""
    own = [row[column.name] for column in COLUMNS]
    return own if info is None else own + info.values(row["allele"])


def _rows(resources: StoredSet, splits: Splits) -> Iterator[Row]:
    for entry in resources:
        if has_row(entry, resources):
            yield allele_row(entry, resources, splits)


@lru_cache(maxsize=32)
def schema_of(columns: str) -> Any:
    """The schema of columns such as `number long, keys array<string>`.

    Raises `UsageError` without pyarrow.
    """
    arrow, _ = pyarrow_modules()
    kinds = {
        "long": arrow.int64(),
        "string": arrow.string(),
        "binary": arrow.binary(),
        "boolean": arrow.bool_(),
        "array<string>": arrow.list_(arrow.string()),
    }
    pairs = (column.split() for column in columns.split(","))
    return arrow.schema([(name, kinds[kind]) for name, kind in pairs])


_NUMBERS: Final = ("line", "column")
FINDINGS: Final = ", ".join(f"{key} {'long' if key in _NUMBERS else 'string'}" for key in KEYS)
"""The columns of the findings; a value that is not a text is JSON."""
COUNTS: Final = "rule string, severity string, number long"
"""The columns of the counts."""
_ROWS: Final = 50_000
_PART: Final = "part-00000.snappy.parquet"
"""The name of the first part, as in Spark."""


@dataclass(frozen=True, slots=True)
class Validated:
    """The outcome of a validation: the numbers of files, resources, and findings by rule and
    severity."""

    files: int
    resources: int
    counts: Mapping[tuple[str, Severity], int]
    settings: str | None = None
    """The settings file, if there is one."""
    ignored: int = 0
    """The number of findings that they ignore; Spark does not count these."""
    lowered: int = 0
    """The number of findings whose severity they lower; Spark does not count these."""

    def has(self, severity: Severity) -> bool:
        """Whether there is a finding of a severity or of a more severe one."""
        graver = SEVERITIES[: SEVERITIES.index(severity) + 1]
        return any(found in graver for _, found in self.counts)


def finding_row(finding: Finding) -> dict[str, Any]:
    """A finding as a row of the findings table."""
    row = finding.as_dict() | {"message": message_with_details(finding)}
    if row["value"] is not None and not isinstance(row["value"], str):
        row["value"] = json.dumps(row["value"])
    # Parquet texts cannot hold lone surrogates or file names that are not UTF-8.
    return {key: encodable(v) if isinstance(v := row[key], str) else v for key in KEYS}


def write_findings(report: Report, folder: Path) -> Validated:
    """Write the findings of a report, and their counts by rule and severity.

    The folder gets the folders `findings` and `counts`. Raises `UsageError` without pyarrow.
    """
    _write(map(finding_row, report.findings), FINDINGS, folder / "findings")
    counts = counts_of(report.findings)
    rows = ({"rule": rule, "severity": severity, "number": number}
            for (rule, severity), number in sorted(counts.items()))  # fmt: skip
    _write(rows, COUNTS, folder / "counts")
    hidden = report.ignored, report.lowered
    return Validated(report.files, report.resources, counts, report.settings, *hidden)


def _write(rows: Iterable[dict[str, Any]], columns: str, folder: Path) -> None:
    arrow, parquet = pyarrow_modules()
    schema = schema_of(columns)
    folder.mkdir()
    with parquet.ParquetWriter(folder / _PART, schema) as writer:
        rest = iter(rows)
        while some := list(islice(rest, _ROWS)):
            writer.write_batch(arrow.RecordBatch.from_pylist(some, schema))


table = write_table


def bulk_validate(
    inputs: Inputs,
    output: str | os.PathLike[str],
    options: ValidationOptions | None = None,
    *,
    jobs: int = 1,
    progress: Callable[[Item | None], None] | None = None,
) -> Validated:
    """Validate files, folders and standard input (`-`) as one set, with findings as Parquet.

    A new folder gets `findings`, in the order of input, and `counts`, how many there are of each
    rule and severity. Raises `UsageError` without pyarrow, `InputError` when an input or the
    output cannot be read or written.
    """
    from clingen_ld.bulk.validating import validate

    pyarrow_modules()  # before reading: fails early without pyarrow
    with whole_folder(output) as folder:
        found = validate(inputs, options, jobs=jobs, progress=progress)
        return write_findings(found, folder)
