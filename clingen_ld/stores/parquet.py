"""Rows of terms as a Parquet file, by pyarrow, which is optional.

A column whose values are all integers, decimals or doubles, or booleans is one of such; any
other column is text.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any, BinaryIO, Final

from clingen_ld.errors import UsageError
from clingen_ld.graph.terms import Literal, Term
from clingen_ld.model.namespaces import XSD

_ROWS: Final = 50_000


def pyarrow_modules() -> tuple[Any, Any]:
    """The modules `pyarrow` and `pyarrow.parquet`. Raises `UsageError` without pyarrow."""
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError:
        said = "parquet needs pyarrow: install it with `pip install 'clingen-ld[parquet]'`"
        raise UsageError(said) from None
    return pyarrow, parquet


def write_parquet(
    names: Sequence[str], rows: Iterable[tuple[Term | None, ...]], output: BinaryIO
) -> None:
    """Write rows under the names of their columns. Raises `UsageError` without pyarrow.

    The rows are held in memory, packed, since the last one may decide the kind of a column.
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
    return term.lexical if isinstance(term, Literal) else term


def _cast(table: Any, kinds: Sequence[set[str]], arrow: Any) -> Any:
    """The table with columns of one datatype as that, where every value can be."""
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
