"""JSON-LD documents of others: their contexts, what is wrong with them, and the network."""

from __future__ import annotations

import json
import urllib.error
from http.client import IncompleteRead
from typing import Any

import pytest

from clingen_ld.errors import InputError
from clingen_ld.messages.json_ld import contexts
from clingen_ld.messages.json_ld.contexts import CONTEXT_IRI, document_loader, packaged_contexts
from clingen_ld.messages.message import Problem
from tests.messages.carrying import Tree, read, read_items

GENE: Tree = {"resourceType": "Gene", "@id": "http://x/G1", "id": "G1", "symbol": "S"}
CLINGEN = "http://clingen.org/model/allele/"


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("the network was asked")

    monkeypatch.setattr("urllib.request.OpenerDirector.open", refuse)
    monkeypatch.setattr(contexts, "_remote", {})


def document(context: Any, **more: Any) -> str:
    return json.dumps({"@context": context, "@id": "http://x/G1", "@type": "Gene"} | more)


def one_problem(text: str, **options: Any) -> Problem:
    [problem] = read_items(text, **options)
    assert isinstance(problem, Problem)
    return problem


# --- Contexts of the package ------------------------------------------------------------------


@pytest.mark.parametrize("iri", sorted(packaged_contexts()))
def test_contexts_of_the_package(iri: str) -> None:
    for name in (iri, iri.replace("http://", "https://")):
        loaded = document_loader(False)(name)
        assert "@context" in loaded["document"]
        assert loaded["documentUrl"] == name


@pytest.mark.parametrize(
    "context",
    [
        CONTEXT_IRI,
        "http://clingen.org/models/Gene.jsonld",
        [CONTEXT_IRI, {"other": "http://example.org/"}],
        [None, CONTEXT_IRI],
        {"@vocab": CLINGEN},
        {"Gene": CLINGEN + "Gene", "symbol": CLINGEN + "symbol"},
        [{"@base": "http://y/"}, CONTEXT_IRI],
    ],
)
def test_ways_to_say_the_context(context: Any) -> None:
    assert read(document(context, symbol="S")) == [GENE]


# --- Documents that say nothing, or lose something --------------------------------------------


def test_a_context_alone() -> None:
    problem = one_problem('{"@context": {"symbol": "http://example.org/symbol"}}')
    assert (problem.rule, problem.values) == ("ST-11", {"what": "a JSON-LD context alone"})


def test_documents_without_a_resource() -> None:
    problem = one_problem('{"@context": {"a": "http://a"}, "a": 1, "@id": "http://x"}')
    assert problem.values == {"what": "a JSON-LD document with a, @id"}
    problem = one_problem('{"@graph": []}')
    assert problem.values == {"what": "a JSON-LD document with @graph"}


def test_properties_that_the_context_does_not_know() -> None:
    context = {"Gene": CLINGEN + "Gene", "symbol": CLINGEN + "symbol"}
    items = read_items(document(context, symbol="S", name="N"))
    assert [item.rule for item in items if isinstance(item, Problem)] == ["ST-1"]
    assert isinstance(items[0], Problem)
    assert items[0].values == {"property": "name", "type": "the JSON-LD context"}
    assert items[0].pointer == "/name"


# --- Contexts from elsewhere ------------------------------------------------------------------


@pytest.mark.parametrize(
    "iri", ["https://example.org/c.jsonld", "http://example.org/c", "file:///etc/passwd", "other"]
)
def test_no_context_is_fetched_unless_asked_for(iri: str) -> None:
    problem = one_problem(document(iri))
    assert problem.rule == "ST-0"
    assert problem.values["message"].endswith(
        " is not one of the package, and no other is fetched: "
        "use --allow-remote-contexts, or a context of the package"
    )


def test_remote_contexts_inside_others() -> None:
    for context in ({"@import": "https://e.org/c"}, [CONTEXT_IRI, "https://e.org/c"]):
        problem = one_problem(document(context))
        assert "https://e.org/c is not one of the package" in problem.values["message"]


class Reply:
    """What urlopen gives."""

    def __init__(self, data: bytes) -> None:
        self._data = data

    def __enter__(self) -> Reply:
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def read(self, size: int) -> bytes:
        return self._data[:size]


def web(monkeypatch: pytest.MonkeyPatch, pages: dict[str, Any]) -> list[str]:
    """A web of some pages: bytes or an error."""
    asked: list[str] = []

    def answer(_: object, request: Any, timeout: float) -> Reply:
        asked.append(request.full_url)
        assert timeout > 0
        page = pages[request.full_url]
        if isinstance(page, Exception):
            raise page
        return Reply(page)

    monkeypatch.setattr("urllib.request.OpenerDirector.open", answer)
    monkeypatch.setattr(contexts, "_failed", {})
    return asked


HERE = "https://example.org/c.jsonld"
CONTEXT = json.dumps({"@context": {"Gene": CLINGEN + "Gene", "symbol": CLINGEN + "symbol"}})


def test_a_remote_context_is_fetched_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = web(monkeypatch, {HERE: CONTEXT.encode()})
    for _ in range(2):
        assert read(document(HERE, symbol="S"), allow_remote_contexts=True) == [GENE]
    assert asked == [HERE]
    # What one reading was allowed, another is not.
    assert "no other is fetched" in one_problem(document(HERE)).values["message"]


@pytest.mark.parametrize(
    ("page", "part"),
    [
        (b"{", "is not JSON"),
        (b"\xff\xfe\xfd", "is not JSON"),
        (b"[" * 100_000, "is not JSON"),
        (b" " * 1_000_001, "is larger than 1000000 bytes"),
        (urllib.error.URLError("no route"), "cannot be fetched: <urlopen error no route>"),
        (urllib.error.HTTPError(HERE, 404, "Not Found", None, None), "HTTP Error 404"),  # type: ignore[arg-type]
        (TimeoutError("timed out"), "cannot be fetched: timed out"),
        (IncompleteRead(b""), "cannot be fetched: IncompleteRead"),
        (ValueError("odd"), "cannot be fetched: odd"),
    ],
)
def test_remote_contexts_that_fail(monkeypatch: pytest.MonkeyPatch, page: Any, part: str) -> None:
    web(monkeypatch, {HERE: page})
    problem = one_problem(document(HERE), allow_remote_contexts=True)
    assert (problem.rule, problem.pointer) == ("ST-0", "/@context")
    assert f"the context {HERE} " in problem.values["message"]
    assert part in problem.values["message"]


@pytest.mark.parametrize("iri", ["http://example.org/c", "file:///etc/passwd", "ftp://e.org/c"])
def test_only_https_is_fetched(monkeypatch: pytest.MonkeyPatch, iri: str) -> None:
    assert web(monkeypatch, {}) == []
    problem = one_problem(document(iri), allow_remote_contexts=True)
    assert problem.values["message"] == f"the context {iri} is not fetched: only https is"


def test_addresses_that_are_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()  # urllib itself refuses them, before it asks anybody
    for iri in ("https://[::1", "https://", "https://example.org:x/"):
        with pytest.raises(InputError, match="cannot be fetched"):
            document_loader(True)(iri)
