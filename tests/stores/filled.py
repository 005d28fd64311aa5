"""Stores with something in them, and a second engine to ask the same."""

from __future__ import annotations

import warnings
from pathlib import Path

import rdflib

from clingen_ld.graph.rdflib_graph import to_dataset
from clingen_ld.graph.terms import Literal, Quad, Term
from clingen_ld.stores.loading import LoadOptions, load
from clingen_ld.stores.store import Results, Solutions, Store
from tests.stores.memory import MemoryStore

EXAMPLES = Path(__file__).parents[2] / "examples"
"""Messages of every kind: the stories, and documents of the Allele Registry."""

Row = tuple[str | None, ...]


def filled(*inputs: Path | str, as_version: bool = False) -> MemoryStore:
    """A store in memory into which some inputs were loaded, one load each."""
    store = MemoryStore()  # without a location, a load keeps no journal
    for one in inputs:
        load(str(one), store, LoadOptions(validate=False, as_version=as_version))
    store.location = "memory"
    return store


def put(store: Store, name: str, *triples: tuple[str, str, Term]) -> None:
    """Put a graph into a store."""
    store.replace([(name, [Quad(*triple, name) for triple in triples])])


def second_engine(store: MemoryStore) -> rdflib.Dataset:
    """What a store holds as an rdflib Dataset that is asked as one graph."""
    dataset = to_dataset(quad for quads in store.contents.values() for quad in quads)
    dataset.default_union = True
    return dataset


def rows(results: Results) -> list[Row]:
    """The solutions of a query as plain texts."""
    assert isinstance(results, Solutions)
    return [
        tuple(term.lexical if isinstance(term, Literal) else term for term in row)
        for row in results.rows
    ]


def rdflib_rows(dataset: rdflib.Dataset, text: str) -> list[Row]:
    """The solutions that rdflib finds, as plain texts."""
    found: list[Row] = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # rdflib's, about itself
        result = list(dataset.query(text))
    for row in result:
        assert isinstance(row, rdflib.query.ResultRow)
        found.append(tuple(None if term is None else str(term) for term in row))
    return found
