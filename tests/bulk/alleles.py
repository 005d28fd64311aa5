"""Alleles for the tests of tables, and the rows of a table."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from typing import Any

import pyarrow as pa
from pyarrow import parquet

from clingen_ld.bulk.tables import write_items, write_table
from clingen_ld.messages.message import Item, Message, NoText
from clingen_ld.model import DEFAULT_BASE, Normal, resource_iri

Tree = dict[str, Any]
Row = dict[str, Any]

BASE = DEFAULT_BASE
MADE = f"{BASE}ContextualAllele/"
CANONICAL = f"{BASE}CanonicalAllele/"
ALLELE: Tree = {"resourceType": "ContextualAllele", "id": "X1"}


def rows_of(inputs: object, **options: Any) -> list[Row]:
    """The rows of a table, read back."""
    output = io.BytesIO()
    write_table(inputs, output, **options)  # type: ignore[arg-type]
    return read(output)


def read(output: io.BytesIO) -> list[Row]:
    rows: list[Row] = parquet.read_table(pa.BufferReader(output.getvalue())).to_pylist()
    return rows


def items(*trees: Tree) -> Iterator[Item]:
    for tree in trees:
        iri = resource_iri(tree, BASE)
        yield Message(tree["resourceType"], iri, Normal(tree), NoText(), "x")


def made(*trees: Tree, **options: Any) -> list[Row]:
    output = io.BytesIO()
    write_items(items(*trees), output, **options)
    return read(output)


def contextual(number: int, canonicals: Iterable[int] = (), absolute: bool = False) -> Tree:
    start = BASE if absolute else ""
    references = [{"reference": f"{start}CanonicalAllele/C{n}"} for n in canonicals]
    tree: Tree = {"resourceType": "ContextualAllele", "id": f"X{number}"}
    if references:
        tree["canonicalAllele"] = references[0] if len(references) == 1 else references
    return tree


def canonical(number: int, members: Iterable[int], replaced: Iterable[int] = ()) -> Tree:
    return {
        "resourceType": "CanonicalAllele",
        "id": f"C{number}",
        "relatedContextualAllele": [
            {"contextualAllele": {"reference": f"ContextualAllele/X{n}"}} for n in members
        ],
        "replacement": [{"target": {"reference": f"CanonicalAllele/C{n}"}} for n in replaced],
    }
