"""What every store must do, asked of each: embedded, Oxigraph's server, and Virtuoso."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from clingen_ld.errors import StoreError, UsageError
from clingen_ld.graph.terms import RDF_JSON, RDF_LANG_STRING, RDF_TYPE, Literal, Quad, Term
from clingen_ld.model import XSD
from clingen_ld.stores.embedded import EmbeddedStore
from clingen_ld.stores.graphs import comparable
from clingen_ld.stores.querying import named_query
from clingen_ld.stores.removing import remove
from clingen_ld.stores.store import NamedGraph, Solutions, Store, TripleResults
from tests.stores import servers

BASE = "http://example.org/ContextualAllele/"


@pytest.fixture(scope="module", params=["embedded", *servers.SERVERS])
def opened(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Store]:
    folder: Path = tmp_path_factory.mktemp("store")
    if request.param == "embedded":
        embedded = EmbeddedStore(str(folder / "alleles.db"), create=True)
        yield embedded
        embedded.close()
    else:
        with servers.remote_store(request.param, folder) as remote:
            yield remote


@pytest.fixture
def store(opened: Store) -> Store:
    """An empty store."""
    opened.remove(list(opened.names()))
    return opened


def graph(name: str, *values: Term) -> NamedGraph:
    quads = [Quad(name, RDF_TYPE, "http://example.org/Allele", name)]
    quads += [
        Quad(f"{name}#/part/{i}", f"http://example.org/p{i}", value, name)
        for i, value in enumerate(values)
    ]
    return name, quads


def contents(store: Store) -> dict[str, set[Quad]]:
    return {name: set(quads) for name, quads in store.graphs()}


def rows(store: Store, query: str) -> list[tuple[Term | None, ...]]:
    found = store.query(query)
    assert isinstance(found, Solutions)
    return list(found.rows)


def test_what_was_replaced_is_there(store: Store) -> None:
    many = [graph(f"{BASE}{i}", Literal(str(i)), f"{BASE}{i + 1}") for i in range(250)]
    store.replace(many)
    assert sorted(store.names()) == sorted(name for name, _ in many)
    assert contents(store) == {name: set(quads) for name, quads in many}
    assert set(store.graph(many[7][0])) == set(many[7][1])


def test_an_empty_store_has_nothing(store: Store) -> None:
    assert list(store.names()) == []
    assert list(store.graphs()) == []
    assert store.graph(BASE + "none") == []
    assert rows(store, "SELECT ?s { ?s ?p ?o }") == []


def test_replacing_leaves_nothing_of_before(store: Store) -> None:
    store.replace([graph(BASE + "1", Literal("old"), Literal("kept")), graph(BASE + "2")])
    store.replace([graph(BASE + "1", Literal("new"), Literal("kept"))])
    assert contents(store) == {
        BASE + "1": set(graph(BASE + "1", Literal("new"), Literal("kept"))[1]),
        BASE + "2": set(graph(BASE + "2")[1]),
    }


def test_replacing_all_triples(store: Store) -> None:
    store.replace([(BASE + "1", [Quad(BASE + "1", RDF_TYPE, BASE + "A", BASE + "1")])])
    after = [Quad(BASE + "1", RDF_TYPE, BASE + "B", BASE + "1")]
    store.replace([(BASE + "1", after)])
    assert store.graph(BASE + "1") == after


def test_replacing_by_the_same_changes_nothing(store: Store) -> None:
    before = [graph(f"{BASE}{i}", Literal("a\\u0041\\b")) for i in range(3)]
    store.replace(before)
    store.replace(before)
    assert contents(store) == {name: set(quads) for name, quads in before}


def test_an_empty_graph_is_no_graph(store: Store) -> None:
    store.replace([graph(BASE + "1"), graph(BASE + "2")])
    store.replace([(BASE + "1", []), (BASE + "3", [])])
    assert list(store.names()) == [BASE + "2"]


def test_of_graphs_of_one_name_the_last_counts(store: Store) -> None:
    store.replace([graph(BASE + "1", Literal("first")), graph(BASE + "1", Literal("last"))])
    assert set(store.graph(BASE + "1")) == set(graph(BASE + "1", Literal("last"))[1])


def test_removing(store: Store) -> None:
    store.replace(graph(f"{BASE}{i}") for i in range(3))
    store.remove([BASE + "0", BASE + "none", BASE + "2", BASE + "2"])
    assert list(store.names()) == [BASE + "1"]


def test_a_removal_is_told_of(store: Store) -> None:
    genes = [graph(f"http://example.org/Gene/{i}") for i in range(3)]
    store.replace(genes)
    said: list[tuple[str, str]] = []
    names = [name for name, _ in genes[:2]]
    report = remove(
        [*names, names[0]], store, journal=Path("/none"), each=lambda *one: said.append(one)
    )
    assert (report.removed, report.missing) == (2, 1)
    assert said == [*(("removed", name) for name in names), ("not there", names[0])]
    changed = named_query("changed-since", date="2020-01-01")
    assert {(row[0], row[2]) for row in rows(store, changed)} == {
        (name, Literal("removed")) for name in names
    }
    store.replace(genes[:1])
    assert [row[0] for row in rows(store, changed)] == [names[1]]


def test_optimizing_changes_nothing(store: Store) -> None:
    many = [graph(f"{BASE}{i}", Literal(str(i))) for i in range(100)]
    store.replace(many)
    store.optimize()
    assert contents(store) == {name: set(quads) for name, quads in many}


LITERALS = [
    Literal("true", XSD + "boolean"),
    Literal("false", XSD + "boolean"),
    Literal("5", XSD + "integer"),
    Literal("-12345678901234567890123", XSD + "integer"),
    Literal("1.5E0", XSD + "double"),
    Literal("2015-03-01T10:00:00+01:00", XSD + "dateTime"),
    Literal("2015-03-01T10:00:00.12Z", XSD + "dateTime"),
    Literal("2015-03-01T10:00:00", XSD + "dateTime"),
    Literal("2015-03-01", XSD + "date"),
    Literal("2015-03", XSD + "gYearMonth"),
    Literal("2015", XSD + "gYear"),
    Literal("https://example.org/a?b=c&d", XSD + "anyURI"),
    Literal('{"a":[1,{"b":"\\"x\\""}]}', RDF_JSON),
    Literal("hello", RDF_LANG_STRING, "en-gb"),
    Literal("10:00:00", XSD + "time"),
    Literal("yes", XSD + "boolean"),
    Literal(""),
    Literal("5"),
    Literal("true"),
    Literal('quote " backslash \\ line\nreturn\rtab\tend'),
    Literal("text \\u0041 \\U00000041 \\\\u0041 \\n"),
    Literal("c.76A>T p.(Tyr26=) <x> é 𝒜 名 '''"),
    Literal("\x01\x1f\x7f"),
    Literal("ACGT" * 20_000),
]


@pytest.mark.slow
@pytest.mark.parametrize("value", LITERALS, ids=lambda v: f"{v.lexical[:20]!a}")
@pytest.mark.parametrize("way", ["new", "changed"])
def test_literals_come_back(store: Store, value: Literal, way: str) -> None:
    if way == "changed":
        store.replace([graph(BASE + "1", Literal("other"))])
    name, quads = graph(BASE + "1", value)
    store.replace([(name, quads)])
    assert set(store.graph(name)) == set(quads)
    assert contents(store) == {name: set(quads)}
    assert rows(store, f"SELECT ?o {{ <{name}#/part/0> ?p ?o }}") == [(value,)]
    found = store.query(f"CONSTRUCT WHERE {{ <{name}#/part/0> ?p ?o }}")
    assert isinstance(found, TripleResults)
    assert [quad.object for quad in found.quads] == [value]


@pytest.mark.parametrize(
    "value",
    [
        Literal("2015-03-01T10:00:00.120Z", XSD + "dateTime"),
        Literal("2015-03-01T10:00:00.000+00:00", XSD + "dateTime"),
        Literal("10:00:00.10", XSD + "time"),
        Literal("5", XSD + "byte"),
        Literal("+05", XSD + "integer"),
        Literal("1.50", XSD + "decimal"),
        Literal("10", XSD + "decimal"),
        Literal("1", XSD + "boolean"),
        Literal("2.50", XSD + "double"),
    ],
    ids=lambda v: v.lexical,
)
def test_values_come_back_when_spellings_do_not(store: Store, value: Literal) -> None:
    for _ in range(2):
        store.replace([graph(BASE + "1", value)])
        found = {comparable(quad.object) for quad in store.graph(BASE + "1")}
        assert found == {"http://example.org/Allele", comparable(value)}


@pytest.mark.parametrize("iri", ["a~1b!", "é/ü", "%20x", "(1)*,;=:@?a=b&c", "$-._~!"])
def test_iris_come_back(store: Store, iri: str) -> None:
    name, quads = graph(BASE + iri, BASE + "x" + iri + "'#/a~1b/0")
    store.replace([(name, quads)])
    assert list(store.names()) == [name]
    assert set(store.graph(name)) == set(quads)
    assert contents(store) == {name: set(quads)}


def test_blank_nodes_stay_nodes(store: Store) -> None:
    name = BASE + "1"
    for number in (1, 2, 2):
        quads = [Quad(name, "http://example.org/has", f"_:b{i}", name) for i in range(number)]
        quads += [Quad(f"_:b{i}", RDF_TYPE, f"{BASE}T{i}", name) for i in range(number)]
        store.replace([(name, quads)])
        found = store.graph(name)
        assert len(found) == 2 * number
        blanks = {quad.subject for quad in found if quad.subject.startswith("_:")}
        assert blanks == {quad.object for quad in found if quad.subject == name}
        assert len(rows(store, f"SELECT ?o {{ <{name}> <http://example.org/has> ?o }}")) == number


@pytest.mark.slow
def test_a_large_graph(store: Store) -> None:
    name = BASE + "large"
    quads = [Quad(f"{name}#{i}", RDF_TYPE, f"{BASE}{i % 7}", name) for i in range(12_000)]
    store.replace([(name, quads)])
    assert set(store.graph(name)) == set(quads)
    assert contents(store) == {name: set(quads)}


def test_queries_see_all_graphs_as_one(store: Store) -> None:
    store.replace([graph(BASE + "1", BASE + "2"), graph(BASE + "2", Literal("there"))])
    query = f"""SELECT ?o ?none {{
        <{BASE}1#/part/0> ?p ?two . ?two a ?t . BIND(IRI(CONCAT(STR(?two), "#/part/0")) AS ?part)
        ?part ?q ?o }}"""
    assert rows(store, query) == [(Literal("there"), None)]
    count = rows(store, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
    assert count == [(Literal("4", XSD + "integer"),)]
    names = rows(store, "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } } ORDER BY ?g")
    assert names == [(BASE + "1",), (BASE + "2",)]
    assert store.query(f"ASK {{ <{BASE}1> a ?t }}") is True
    assert store.query(f"# a comment: SELECT\nASK {{ <{BASE}3> a ?t }}") is False


def test_describe(store: Store) -> None:
    store.replace([graph(BASE + "1")])
    found = store.query(f"DESCRIBE <{BASE}1>")
    assert isinstance(found, TripleResults)
    assert Quad(BASE + "1", RDF_TYPE, "http://example.org/Allele", "") in list(found.quads)


@pytest.mark.parametrize(
    "text",
    ["", "SELECT * {", "hello", f"INSERT DATA {{ <{BASE}> a <{BASE}> }}", "SELECT ?x { ?s }"],
)
def test_text_that_is_no_query(store: Store, text: str) -> None:
    with pytest.raises(UsageError, match="quer"):
        store.query(text)


def test_names_that_are_none(store: Store) -> None:
    for work in (
        lambda: store.replace([graph("not an iri")]),
        lambda: store.remove(["x> <y"]),
        lambda: store.graph("a b"),
    ):
        with pytest.raises(UsageError, match="not an IRI"):
            work()
    assert list(store.names()) == []


def test_data_that_is_none(store: Store) -> None:
    store.replace([graph(BASE + "1")])
    bad = [Quad(BASE + "1", "http://example.org/p", "http://example.org/no iri", BASE + "1")]
    with pytest.raises(StoreError):
        store.replace([(BASE + "1", bad)])
    assert contents(store) == {BASE + "1": set(graph(BASE + "1")[1])}


def test_results_that_nobody_reads_at_all(store: Store) -> None:
    """They hold nothing that others wait for: a server is asked over a few connections."""
    store.replace(graph(f"{BASE}{i}") for i in range(300))
    for _ in range(20):
        store.query("SELECT ?s { ?s ?p ?o }")
        store.query("CONSTRUCT WHERE { ?s ?p ?o }")
        store.graphs()
        store.names()
    assert len(list(store.names())) == 300


def test_results_that_nobody_reads_to_the_end(store: Store) -> None:
    store.replace(graph(f"{BASE}{i}") for i in range(300))
    for _ in range(20):
        found = store.query("SELECT ?s { ?s ?p ?o }")
        assert isinstance(found, Solutions)
        next(found.rows)
        next(store.graphs())
        next(store.names())
    assert len(list(store.names())) == 300
