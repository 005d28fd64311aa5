"""Graphs of a store: what is equal in them, how they are written, grouped and kept as versions."""

from __future__ import annotations

import pytest

from clingen_ld.graph.terms import Literal, Quad
from clingen_ld.model import DEFAULT_BASE, RDF, XSD, Model
from clingen_ld.stores.graphs import (
    batches,
    canonical_literal,
    comparable,
    framed,
    is_unseen,
    is_version,
    n_quads,
    n_triples,
    present_graphs,
    same,
    sparql_data,
    statements,
    version_name,
    version_quads,
)
from tests.stores.memory import MemoryStore

G1, G2 = f"{DEFAULT_BASE}Gene/G1", f"{DEFAULT_BASE}Gene/G2"
P = "http://example.org/p"


def quad(value: str | Literal, subject: str = G1, graph: str = G1) -> Quad:
    return Quad(subject, P, value, graph)


@pytest.mark.parametrize(
    ("kind", "stored", "canonical"),
    [
        ("boolean", "0", "false"),
        ("boolean", "maybe", "maybe"),
        ("double", "150", "1.5E2"),
        ("double", "much", "much"),
        ("dateTime", "2015-03-01T10:00:00.000Z", "2015-03-01T10:00:00Z"),
        ("time", "10:00:00.50-00:00", "10:00:00.5Z"),
        ("string", "1", "1"),
    ],
)
def test_a_literal_in_the_spelling_of_the_model(kind: str, stored: str, canonical: str) -> None:
    assert canonical_literal(Literal(stored, XSD + kind)) == Literal(canonical, XSD + kind)


def test_a_long_integer_that_a_server_makes_a_decimal() -> None:
    long = "9" * 19
    assert canonical_literal(Literal(long, XSD + "decimal")) == Literal(long, XSD + "integer")


@pytest.mark.parametrize(
    ("one", "other", "are_equal"),
    [
        (Literal("05", XSD + "int"), Literal("5", XSD + "integer"), True),
        (Literal("1.50", XSD + "decimal"), Literal("1.5", XSD + "decimal"), True),
        (Literal("x", language="en-GB"), Literal("x", language="en-gb"), True),
        (Literal("1", XSD + "boolean"), Literal("true", XSD + "boolean"), True),
        (Literal("5", XSD + "integer"), Literal("5", XSD + "string"), False),
        (Literal("x", language="en"), Literal("x", language="de"), False),
        ("http://example.org/x", Literal("http://example.org/x"), False),
    ],
)
def test_equal_values(one: str | Literal, other: str | Literal, are_equal: bool) -> None:
    assert (comparable(one) == comparable(other)) is are_equal
    assert same([quad(one)], [quad(other)]) is are_equal


def test_graphs_are_sets() -> None:
    a, b = quad("http://a"), quad("http://b")
    assert same([a, b, a], [b, a])
    assert not same([a], [a, b])


def test_graphs_that_are_there() -> None:
    store = MemoryStore()
    store.replace([(G1, [quad(Literal("x"))])])
    found = present_graphs(store, {G1: 1, G2: 1})
    assert found == {G1: [quad(Literal("x"))]}
    assert not is_unseen(found[G1])


def test_a_resource_of_a_graph(model: Model) -> None:
    clingen = "http://clingen.org/model/allele/"
    quads = [
        Quad(G1, RDF + "type", f"{clingen}Gene", G1),
        Quad(G1, f"{clingen}symbol", Literal("BRCA1"), G1),
    ]
    found = framed(quads, G1, model, DEFAULT_BASE)
    assert found == {"resourceType": "Gene", "id": "G1", "symbol": "BRCA1"}
    assert framed(quads, G2, model, DEFAULT_BASE) is None
    assert framed([], G1, model, DEFAULT_BASE) is None


def test_texts_of_a_graph() -> None:
    graph = statements([quad(Literal("a\nb")), quad("http://x"), quad("http://x")])
    assert list(graph) == [f'<{G1}> <{P}> "a\\nb"', f"<{G1}> <{P}> <http://x>"]
    assert n_triples(graph) == f'<{G1}> <{P}> "a\\nb" .\n<{G1}> <{P}> <http://x> .\n'
    assert n_quads(G2, graph).splitlines()[1] == f"<{G1}> <{P}> <http://x> <{G2}> ."
    assert (n_quads(G1, []), n_triples([])) == ("", "")


def test_a_backslash_before_a_u_is_no_escape_in_sparql() -> None:
    graph = statements([quad(Literal("C:\\users"))])
    assert n_triples(graph).endswith('"C:\\\\users" .\n')
    assert sparql_data(graph).endswith('"C:\\\\\\u0075sers" .\n')


def test_groups_of_graphs() -> None:
    graphs = [(f"http://g/{n}", [quad(Literal(str(n)))] * 1) for n in (1, 2, 1, 3, 4)]
    found = list(batches(graphs, 3, len))
    assert [list(batch) for batch in found] == [
        ["http://g/1", "http://g/2", "http://g/3"],
        ["http://g/4"],
    ]


def test_versions_are_named_by_what_they_hold() -> None:
    quads = [quad(Literal("x")), quad(f"{G1}#/alias", subject=f"{G1}#/alias")]
    name = version_name(G1, quads)
    assert is_version(name)
    assert not is_version(G1)
    assert name == version_name(G1, quads[::-1])
    assert name != version_name(G1, quads[:1])
    moved = version_quads(G1, quads, name)
    assert moved == [
        Quad(name, P, Literal("x"), name),
        Quad(f"{name}#/alias", P, f"{name}#/alias", name),
    ]
    assert version_quads(G1, [quad(G2)], name) == [Quad(name, P, G2, name)]
