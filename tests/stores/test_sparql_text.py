"""What is read off the text of a query, and what the embedded store makes of it."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from clingen_ld.errors import UsageError
from clingen_ld.graph.terms import Literal, Quad
from clingen_ld.stores.embedded import EmbeddedStore
from clingen_ld.stores.opening import open_store
from clingen_ld.stores.querying import query
from clingen_ld.stores.sparql_text import (
    DEEPEST,
    MOST_JOINTS,
    calls_service,
    names_dataset,
    what_is_too_much,
)
from tests.stores.filled import put, rows

ONE, OTHER = "http://example.org/one", "http://example.org/other"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedStore]:
    opened = EmbeddedStore(str(tmp_path_factory.mktemp("sparql") / "store"), create=True)
    opened.replace(
        (name, [Quad(name, "http://example.org/p", Literal("x"), name)]) for name in (ONE, OTHER)
    )
    yield opened
    opened.close()


@pytest.mark.parametrize(
    ("dataset", "pattern", "number"),
    [
        ("", "?s ?p ?o", 2),
        (f"FROM <{ONE}>", "?s ?p ?o", 1),
        (f"from <{ONE}> FROM <{OTHER}>", "?s ?p ?o", 2),
        ("FROM <http://example.org/none>", "?s ?p ?o", 0),
        # The default graph is empty then (SPARQL 1.1, 13.2).
        (f"FROM NAMED <{ONE}>", "?s ?p ?o", 0),
        (f"FROM NAMED <{ONE}>", "GRAPH ?g { ?s ?p ?o }", 1),
        (f"FROM <{ONE}>", "GRAPH ?g { ?s ?p ?o }", 0),
        (f"FROM <{ONE}> FROM NAMED <{OTHER}>", "?s ?p ?o GRAPH ?g { ?a ?b ?o }", 1),
        ("# FROM <http://example.org/none>\n", "?s ?p ?o", 2),
    ],
)
def test_from_names_the_graphs_that_are_asked(
    store: EmbeddedStore, dataset: str, pattern: str, number: int
) -> None:
    assert len(rows(query(store, f"SELECT * {dataset} {{ {pattern} }}"))) == number


CALLS = [
    "SERVICE <{}> {{ ?s ?p ?o }}",
    "service silent ?server {{ ?s ?p ?o }} VALUES ?server {{ <{}> }}",
    "?s ?p 5.SERVICE<{}>{{ ?s ?p ?o }}",
    "?s ?p trueSERVICE<{}>{{ ?s ?p ?o }}",
    "SERVICE # {{ a comment }}\n <{}> {{ ?s ?p ?o }}",
    'FILTER("""a\\"""" != "b") SERVICE <{}> {{ ?s ?p ?o }}',
    "?s <http://example.org/\\u0041#x> ?o SERVICE <{}> {{ ?s ?p ?o }}",
    "?s ex:a\\#b ?o . SERVICE <{}> {{ ?s ?p ?o }}",
    "?s ex:a\\'b ?o . SERVICE <{}> {{ ?s ?p 'x' }}",
    "?s ?p ?o FILTER EXISTS {{ SERVICE ex:there {{ ?s ?p ?o }} }} # {}",
]


@pytest.mark.parametrize("form", ["SELECT *", "ASK", "CONSTRUCT { ?s ?p ?o } WHERE"])
@pytest.mark.parametrize("call", CALLS)
def test_no_query_calls_a_server(store: EmbeddedStore, form: str, call: str) -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        listener.setblocking(False)  # who calls is there when the query comes back
        address = f"http://127.0.0.1:{listener.getsockname()[1]}/"
        text = f"PREFIX ex: <{address}>\n{form} {{ {call.format(address)} }}"
        assert calls_service(text)
        with pytest.raises(UsageError, match="--allow-service"):
            query(store, text)
        with pytest.raises(BlockingIOError):
            listener.accept()


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { ?s ?p 'SERVICE <http://x/> {}' }",
        "SELECT * { ?service ?p ?o } # SERVICE <http://x/> {}",
        "PREFIX dcat: <http://x/service> SELECT * { ?s dcat:service ?o }",
    ],
)
def test_what_only_looks_like_a_call_is_asked(store: EmbeddedStore, text: str) -> None:
    assert not calls_service(text)
    query(store, text)


def test_an_option_allows_calls(tmp_path: Path) -> None:
    with open_store(tmp_path / "store", create=True) as opened:
        put(opened, ONE, (ONE, "http://example.org/p", Literal("x")))
    with open_store(tmp_path / "store", read_only=True, allow_service=True) as opened:
        assert len(rows(query(opened, "SELECT * { ?s ?p ?o SERVICE SILENT <http://[::1]:1/> {} }")))


@pytest.mark.parametrize("brackets", ["{}", "()", "[]"])
def test_a_query_that_no_parser_survives_is_refused(store: EmbeddedStore, brackets: str) -> None:
    left, right = (bracket * 100_000 for bracket in brackets)
    with pytest.raises(UsageError, match=f"more than {DEEPEST} brackets"):
        query(store, f"SELECT * {{ {left}{right} }}")
    assert what_is_too_much("SELECT * { " + brackets * 1000 + "'" + left + "' }") is None
    assert what_is_too_much(f"ASK {{ FILTER(1<{left}1{right}&&2>1) }}") is not None


CHAINS = (
    ("FILTER(", "!", "true)"), ("FILTER(1", "+1", " = 3)"), ("FILTER(true", "&&true", ")"),
    ("FILTER(true", " || true", ")"), ("FILTER(1<1", "+1", "&&2>1)"), ("?s a ?o", "; a ?o", ""),
    ("?s <http://x>", "/<http://x>", " ?o"), ("?s <http://x>", "|<http://x>", " ?o"),
    ("{}", " UNION {}", ""), ("", "OPTIONAL {} ", ""), ("", "MINUS {} ", ""),
    ("", "FILTER EXISTS {} ", ""), ("", "VALUES ?x {1} ", ""), ("", "{SELECT * {}} ", ""),
    ("", "GRAPH ?g {} ", ""), ("", "?s ?p ?o . ", ""),
)  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize(("head", "link", "tail"), CHAINS)
def test_a_chain_that_no_engine_survives_is_refused(
    store: EmbeddedStore, head: str, link: str, tail: str
) -> None:
    with pytest.raises(UsageError, match=f"more than {MOST_JOINTS:,} operators and clauses"):
        query(store, f"ASK {{ {head}{link * 20_000}{tail} }}")
    query(store, f"ASK {{ {head}{link * 3}{tail} }}")


@pytest.mark.parametrize(
    ("head", "link"),
    [
        ("DESCRIBE", "<http://x/>"),
        ("DESCRIBE", " ex:x"),
        ("SELECT ?s { ?s ?p ?o } GROUP BY ?s", " STR(?s)"),
        ("SELECT ?s { ?s ?p ?o } ORDER BY", "(?s)"),
        ("SELECT ?s { ?s ?p ?o } GROUP BY ?s HAVING (EXISTS {})", "(1)"),
    ],
)
def test_a_list_that_no_engine_survives_is_refused(
    store: EmbeddedStore, head: str, link: str
) -> None:
    prefix = "PREFIX ex: <http://x/> "
    with pytest.raises(UsageError, match=f"more than {MOST_JOINTS:,} operators and clauses"):
        query(store, prefix + head + link * 20_000)
    query(store, prefix + head + link * 3)


def test_lists_of_terms_may_be_long() -> None:
    terms = "<http://a-b.org/c/d-e#f_(g)> 'a+b' 2.5 ex:a-b "
    for form in ("ASK", "DESCRIBE ?x"):
        asked = f"{form} {{ VALUES ?x {{ {terms * 5_000} }} FILTER(?x IN ({'1, ' * 20_000} 1)) }}"
        assert what_is_too_much(asked) is None


def test_a_word_of_a_string_names_no_dataset() -> None:
    assert not names_dataset("SELECT ?from { ?from a 'x FROM y' } # FROM")
