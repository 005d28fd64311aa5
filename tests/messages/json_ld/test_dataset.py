"""JSON-LD as a dataset: what is no IRI, no value and no keyword, each at its place."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from clingen_ld.messages.message import Problem, ReadOptions
from clingen_ld.messages.reading import read_inputs
from clingen_ld.model import load_model
from tests.messages.json_ld.test_reading import SCOPED, read, told, tree_of

EX = "http://example.org/"


@pytest.mark.parametrize(
    ("said", "pointer", "kept"),
    [
        ({"a b": 1}, "/a b", {EX + "a%20b": 1}),
        ({"a>b": 1}, "/a>b", {EX + "a%3Eb": 1}),
        ({"n": {"a b": 1}}, "/n/a b", {EX + "n": {EX + "a%20b": 1}}),
        ({"n": {"@id": EX + "a b"}}, "/n/@id", {EX + "n": {"@id": EX + "a%20b"}}),
        ({"n": {"type": "a b", "p": 1}}, "/n/type",
         {EX + "n": {"@type": [EX + "a%20b"], EX + "p": 1}}),
        ({"n": {"@value": "x", "@language": "a b"}}, "/n/@language", {}),
    ],
)  # fmt: skip
def test_what_is_no_iri_is_a_finding_and_encoded(
    tmp_path: Path, said: dict[str, Any], pointer: str, kept: dict[str, Any]
) -> None:
    items = read(tmp_path, **said)
    [problem] = [item for item in items if isinstance(item, Problem)]
    assert (problem.rule, problem.pointer) == ("ST-7", pointer)
    tree = tree_of(items)
    assert {key: tree[key] for key in tree if key.startswith(EX)} == kept


def test_a_property_without_a_name_is_dropped_and_named(tmp_path: Path) -> None:
    problem, message = read(tmp_path, **{"_:p": 1})
    assert isinstance(problem, Problem)
    assert (problem.rule, problem.pointer) == ("ST-1", "/_:p")
    assert "_:p" not in str(tree_of([message]))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"value": "v", "kind": "t"}, {"@value": "v", "@type": EX + "t"}),
        ({"@value": "v", "@language": "en"}, {"@value": "v", "@language": "en"}),
        ({"@value": "v", "@language": "ar", "@direction": "rtl"},
         {"@value": "v", "@language": "ar", "@direction": "rtl"}),
        ({"@value": "v", "@direction": "rtl"},
         {"@value": "v", "@type": "https://www.w3.org/ns/i18n#_rtl"}),
        ({"@value": 1, "@type": "http://www.w3.org/2001/XMLSchema#double"}, 1.0),
        ({"@list": []}, {"@list": []}),
        ({"@list": [{"@list": ["a", "b"]}, "c"]}, {"@list": [{"@list": ["a", "b"]}, "c"]}),
        ([{"@list": [1]}, {"@list": [1, 2]}], [{"@list": [1]}, {"@list": [1, 2]}]),
        (["b", "a", "b"], ["a", "b"]),
        ({}, {}),
        ({"@id": "_:x"}, {}),
    ],
)  # fmt: skip
def test_values(tmp_path: Path, value: Any, expected: Any) -> None:
    assert tree_of(read(tmp_path, p=value))[EX + "p"] == expected


@pytest.mark.parametrize("base", [None, "http://invalid/<>/"])
@pytest.mark.parametrize("items", [{"@id": "n"}, {"@list": [{"@id": "n"}]}])
def test_a_base_that_makes_no_iri(tmp_path: Path, base: str | None, items: Any) -> None:
    problems = [
        (item.rule, item.values["value"])
        for item in read(tmp_path, p={"@context": {"@base": base}, "@id": EX + "p", "q": items})
        if isinstance(item, Problem)
    ]
    assert problems == [("ST-7", '"n"')]


@pytest.mark.parametrize("number", [1, 12])
def test_what_only_looks_like_a_keyword_is_named(number: int, tmp_path: Path) -> None:
    """Every processor ignores it; by either path."""
    document = {
        "@context": "http://clingen.org/model/allele/context.jsonld", "@typ": "Gene",
        "@type": "Gene", "@id": "http://example.org/G1", "symbol": "A", "x:y": {"@foo": 1},
    }  # fmt: skip
    path = tmp_path / "a.ndjson"
    path.write_text(f"{json.dumps(document)}\n" * number)
    problems = [
        item
        for item in read_inputs([path], ReadOptions(), load_model())
        if isinstance(item, Problem) and item.rule == "ST-12"
    ]
    assert [item.pointer for item in problems] == ["/@typ", "/x:y/@foo"] * number
    assert problems[0].values == {
        "what": "key @typ ignored: it looks like a keyword of JSON-LD, and is not one"
    }


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"symbol": "X", "gene": {"@type": "Gene", "symbol": "A"}}, [("ST-1", "/symbol")]),
        (
            {"gene": [{"@type": "Gene", "symbol": "A"}, {"symbol": "B"}, {"symbol": "C"}]},
            [("ST-1", "/gene/1/symbol"), ("ST-1", "/gene/2/symbol")],
        ),
        ({"symbol": "X", "gene": {"symbol": "A"}},
         [("ST-1", "/symbol"), ("ST-1", "/gene/symbol")]),
        ({"json": {"@foo": 1, "symbol": {"@bar": 2}}}, []),
        ({"by": {"@foo": "x", "symbol": "y"}}, []),
        ({"by": {"@foo": "x"}, "@foo": 1, "json": {"@foo": 2}}, [("ST-12", "/@foo")]),
        ({"to": "@foo", "json": "@foo"}, [("ST-7", "/to")]),
        ({"to": [EX + "a", "@foo"]}, [("ST-7", "/to/1")]),
        ({"@type": ["Sequence", "@foo"]}, [("ST-7", "/@type/1")]),
        ({"@id": "@foo"}, [("ST-7", "/@id")]),
    ],
)  # fmt: skip
def test_what_is_dropped_is_named_where_it_is_and_nowhere_else(
    tmp_path: Path, said: dict[str, Any], expected: list[tuple[str, str]]
) -> None:
    document = {"@context": SCOPED, "@id": EX + "S1", "@type": "Sequence"} | said
    assert told(tmp_path, document) == expected
