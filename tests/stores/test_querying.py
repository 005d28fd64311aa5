"""Queries in SPARQL: prefixes, and faults with their places."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clingen_ld.errors import StoreError, UsageError
from clingen_ld.graph.terms import Literal
from clingen_ld.stores.embedded import EmbeddedStore
from clingen_ld.stores.querying import _time, query
from clingen_ld.stores.store import Results, TripleResults
from tests.stores.filled import filled, put, rows
from tests.stores.memory import MemoryStore

THING = "http://example.org/thing"


# Asking


def test_the_usual_prefixes_are_known(examples: Path) -> None:
    store = filled(examples / "ilk")
    asked = "SELECT ?s { ?g a clingen:Gene ; clingen:symbol ?s ; clingen:identifier/fhir:use ?u }"
    assert rows(query(store, asked)) == [("ILK",)]
    own = "PREFIX clingen: <http://example.org/>\nASK { ?g a clingen:Gene }"
    assert query(store, own) is False
    assert isinstance(query(store, "DESCRIBE ?g WHERE { ?g a clingen:Gene }"), TripleResults)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "line 1, column 1: the query is empty"),
        ("SELECT * WHERE { ?s ?p }", "line 1, column 2"),
        ("SELECT *\nWHERE { ?s nobody:knows ?o }", "line 2, column .*: this prefix is not decl"),
        ("DELETE WHERE { ?s ?p ?o }", "line 1, column .*near 'DELETE WHERE"),
        ("INSERT DATA { <x:a> <x:b> <x:c> }", "line 1"),
        ("SELECT ?x { ?s ?p ?o } GROUP BY ?s", "."),
    ],
)
def test_what_is_no_query_is_said_with_its_place(text: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        query(MemoryStore(), text)


@given(st.text(max_size=60))
def test_any_text_is_a_query_or_a_usage_error(text: str) -> None:
    with suppress(UsageError):
        query(MemoryStore(), text)


def test_a_server_may_understand_more_than_the_standard() -> None:
    class Server(MemoryStore):
        def query(self, text: str) -> Results:
            return True

    assert query(Server(), "ASK { ?s bif:contains 'x' FROM NOWHERE }") is True


def test_an_embedded_store_and_a_closed_one(tmp_path: Path) -> None:
    store = EmbeddedStore(str(tmp_path / "store"), create=True)
    put(store, THING, (THING, "http://example.org/p", Literal("x")))
    found = query(store, "SELECT ?o { ?s ?p ?o }")
    assert rows(found) == [("x",)]
    with pytest.raises(UsageError, match="line 1, column"):
        query(store, "SELECT nothing")
    store.close()
    with pytest.raises(StoreError, match="closed"):
        query(store, "ASK {}")


# Formats


@pytest.mark.parametrize("value", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
def test_times_that_are_none_in_utc(value: str) -> None:
    with pytest.raises(UsageError, match="not a day or time"):
        _time("date", value)


def test_what_is_no_text_of_a_query() -> None:
    store = MemoryStore()
    for odd in (b"ASK {}", None, 5):
        with pytest.raises(TypeError, match="a query is a str, not"):
            query(store, odd)  # type: ignore[arg-type]
    with pytest.raises(UsageError, match="half of a surrogate pair"):
        query(store, 'SELECT * { ?s ?p "\ud800" }')
