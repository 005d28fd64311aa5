"""Query results in formats for people and programs.

The triples of a CONSTRUCT or DESCRIBE query can also be a table with the columns subject, predicate
and object.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Sequence
from itertools import chain, islice
from math import isfinite
from typing import Any, BinaryIO, Final

from clingen_ld.display import display_width, visible
from clingen_ld.errors import UsageError, missing_package
from clingen_ld.graph.formats import serialize
from clingen_ld.graph.terms import Literal, Term, lexical, n_quads_term
from clingen_ld.graph.values import DECIMAL, DECIMALS
from clingen_ld.model import XSD
from clingen_ld.stores.store import Results, Solutions, TripleResults

Row = tuple[Term | None, ...]

_GRAPHS: Final = ("turtle", "nquads")
_INTEGER = re.compile(r"[+-]?[0-9]{1,4000}")
_NUMBERS: Final = {XSD + name for name in ("integer", "int", "long", "nonNegativeInteger")}
# The widths of a table's columns come from this many rows; later rows are written as they arrive.
_LOOKED_AT = 1_000
_WIDEST = 100


def write_results(results: Results, form: str | None, output: BinaryIO) -> None:
    """Write the results of a query as they arrive.

    Without a form, solutions are a table and triples are Turtle. Raises `UsageError`, before
    writing anything, for a form that is unknown or does not fit the results.
    """
    if form is not None and form not in RESULT_FORMATS:
        raise UsageError(f"there is no format {form!r}; they are {', '.join(RESULT_FORMATS)}")
    if isinstance(results, TripleResults):
        if form in (None, *_GRAPHS):
            serialize(results.quads, form or "turtle", output)
            return
        rows = ((quad.subject, quad.predicate, quad.object) for quad in results.quads)
        results = Solutions(("subject", "predicate", "object"), rows)
    if form in _GRAPHS:
        raise UsageError(f"{form} is for triples: ask with CONSTRUCT or DESCRIBE")
    if isinstance(results, bool):
        _write_answer(results, form, output)
    else:
        _WRITERS[form or "table"](results, output)


def _write_answer(answer: bool, form: str | None, output: BinaryIO) -> None:
    """The answer to an ASK query."""
    if form == "parquet":
        raise UsageError("parquet is for tables: ask with SELECT")
    shown = json.dumps({"head": {}, "boolean": answer}) if form == "json" else json.dumps(answer)
    output.write(f"{shown}\n".encode())


def _write_table(solutions: Solutions, output: BinaryIO) -> None:
    """Aligned columns for a terminal, under the names of the variables."""
    rows = ([visible(_plain(term)) for term in row] for row in solutions.rows)
    first = list(islice(rows, _LOOKED_AT))
    titles = list(solutions.variables)
    if not titles:
        return
    widths = [
        min(max(display_width(row[n]) for row in [titles, *first]), _WIDEST)
        for n in range(len(titles))
    ]
    rule = ["-" * width for width in widths]
    for row in chain([titles, rule], first, rows):
        cells = [
            cell + " " * (w - display_width(cell)) for cell, w in zip(row, widths, strict=True)
        ]
        output.write(f"{'  '.join(cells).rstrip()}\n".encode())


def _write_csv(solutions: Solutions, output: BinaryIO) -> None:
    """SPARQL 1.1 Query Results CSV."""
    with _TextTable(output) as text:
        writer = csv.writer(text)
        writer.writerow(solutions.variables)
        for row in solutions.rows:
            writer.writerow([_plain(term) for term in row])


def _write_tsv(solutions: Solutions, output: BinaryIO) -> None:
    """SPARQL 1.1 Query Results TSV: terms as Turtle writes them."""
    heads = "\t".join(f"?{name}" for name in solutions.variables)
    output.write(f"{heads}\n".encode())
    for row in solutions.rows:
        output.write(("\t".join(_turtle(term) for term in row) + "\n").encode())


def _write_json(solutions: Solutions, output: BinaryIO) -> None:
    """SPARQL 1.1 Query Results JSON."""
    head = json.dumps({"vars": list(solutions.variables)}, ensure_ascii=False)
    output.write(f'{{"head":{head},"results":{{"bindings":['.encode())
    between = "\n"
    for row in solutions.rows:
        found = {
            name: _json_term(term)
            for name, term in zip(solutions.variables, row, strict=True)
            if term is not None
        }
        output.write(f"{between}{_dump(found)}".encode())
        between = ",\n"
    output.write(b"\n]}}\n")


def _write_ndjson(solutions: Solutions, output: BinaryIO) -> None:
    """One JSON object a row with plain values; unbound variables are left out."""
    for row in solutions.rows:
        named = zip(solutions.variables, row, strict=True)
        found = {name: _native(term) for name, term in named if term is not None}
        output.write(f"{_dump(found)}\n".encode())


_WRITERS: Final[dict[str, Callable[[Solutions, BinaryIO], None]]] = {
    "table": _write_table,
    "csv": _write_csv,
    "tsv": _write_tsv,
    "json": _write_json,
    "ndjson": _write_ndjson,
    "parquet": lambda found, output: write_parquet(found.variables, found.rows, output),
}

RESULT_FORMATS: Final = (*_WRITERS, *_GRAPHS)
"""The formats of results by name."""


def _plain(term: Term | None) -> str:
    """A term as plain text: its IRI, its lexical form, or nothing."""
    return "" if term is None else lexical(term)


def _turtle(term: Term | None) -> str:
    if term is None:
        return ""
    if isinstance(term, Literal) and term.datatype == XSD + "integer":
        return term.lexical if _INTEGER.fullmatch(term.lexical) else n_quads_term(term)
    return n_quads_term(term)


def _json_term(term: Term) -> dict[str, str]:
    if isinstance(term, str):
        is_blank = term.startswith("_:")
        return {"type": "bnode", "value": term[2:]} if is_blank else {"type": "uri", "value": term}
    found = {"type": "literal", "value": term.lexical}
    if term.language:
        found["xml:lang"] = term.language
    elif term.datatype != XSD + "string":
        found["datatype"] = term.datatype
    return found


def _native(term: Term) -> Any:
    """A term as a value of JSON: numbers and booleans as such, all else as text."""
    if isinstance(term, str):
        return term
    if term.datatype in _NUMBERS and _INTEGER.fullmatch(term.lexical):
        return int(term.lexical)
    if term.datatype == XSD + "boolean":
        return term.lexical in ("true", "1")
    if term.datatype in DECIMALS and DECIMAL.fullmatch(term.lexical):
        number = float(term.lexical)
        return number if isfinite(number) else term.lexical  # JSON has no infinity
    return term.lexical


def _dump(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


class _TextTable:
    """A text stream over a byte stream, which stays open at the end."""

    def __init__(self, output: BinaryIO) -> None:
        self._text = io.TextIOWrapper(output, encoding="utf-8", newline="", write_through=True)

    def __enter__(self) -> io.TextIOWrapper:
        return self._text

    def __exit__(self, *_: object) -> None:
        self._text.detach()


_ROWS: Final = 50_000


def pyarrow_modules() -> tuple[Any, Any]:
    """The modules `pyarrow` and `pyarrow.parquet`. Raises `UsageError` without pyarrow."""
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError:
        raise missing_package("to write Parquet", "pyarrow") from None
    return pyarrow, parquet


def write_parquet(
    names: Sequence[str], rows: Iterable[tuple[Term | None, ...]], output: BinaryIO
) -> None:
    """Write rows under the names of their columns. Raises `UsageError` without pyarrow.

    All rows are held in memory, since the last one may decide the kind of a column.
    """
    pyarrow, parquet = pyarrow_modules()
    schema = pyarrow.schema([(name, pyarrow.string()) for name in names])
    kinds: list[set[str]] = [set() for _ in names]
    batches = []
    source = iter(rows)
    while some := list(islice(source, _ROWS)):
        for row in some:
            for term, seen in zip(row, kinds, strict=True):
                if term is not None:
                    seen.add(term.datatype if isinstance(term, Literal) else "")
        columns = [[_text(row[n]) for row in some] for n in range(len(names))]
        batches.append(pyarrow.record_batch(columns, schema=schema))
    table = pyarrow.Table.from_batches(batches, schema=schema)
    parquet.write_table(_cast(table, kinds, pyarrow), output)


def _text(term: Term | None) -> str | None:
    return None if term is None else lexical(term)


def _cast(table: Any, kinds: Sequence[set[str]], arrow: Any) -> Any:
    """The table, with each column in the datatype of its values if they all convert."""
    wanted = {
        XSD + "integer": arrow.int64(),
        XSD + "decimal": arrow.float64(),
        XSD + "double": arrow.float64(),
        XSD + "boolean": arrow.bool_(),
    }
    for n, seen in enumerate(kinds):
        datatype = wanted.get(next(iter(seen))) if len(seen) == 1 else None
        if datatype is None:
            continue
        try:
            column = table.column(n).cast(datatype)
        except arrow.ArrowInvalid:
            continue
        table = table.set_column(n, table.schema.field(n).with_type(datatype), column)
    return table
