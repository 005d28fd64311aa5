"""JSON-LD documents of others, expanded: all features of the format, and what is wrong with one."""

from __future__ import annotations

import json
from typing import Any

import pytest

from clingen_ld.messages.json_ld.contexts import CONTEXT_IRI
from clingen_ld.messages.message import Message
from tests.messages.carrying import Tree, read, read_items
from tests.messages.json_ld.test_contexts import document, one_problem

GENE: Tree = {"resourceType": "Gene", "@id": "http://x/G1", "id": "G1", "symbol": "S"}
CLINGEN = "http://clingen.org/model/allele/"


def test_a_context_inside() -> None:
    text = json.dumps(
        {
            "@graph": [
                {"@context": CONTEXT_IRI, "@id": "http://x/G1", "@type": "Gene", "symbol": "S"}
            ]
        }
    )
    assert read(text) == [GENE]


def test_expanded_documents_need_no_context() -> None:
    node = {"@id": "http://x/G1", "@type": [CLINGEN + "Gene"]}
    assert read(json.dumps(node | {CLINGEN + "symbol": [{"@value": "S"}]})) == [GENE]


def test_features_of_json_ld() -> None:
    context = [
        CONTEXT_IRI,
        {
            "names": {"@id": "clingen:aliasSymbol", "@container": "@list"},
            "of": {"@reverse": "clingen:gene", "@type": "@id"},
            "by": {"@id": "clingen:symbol", "@container": "@language"},
            "data": {"@id": "http://example.org/data", "@type": "@json"},
            "indexed": {"@id": "clingen:identifier", "@container": "@index"},
            "nested": "@nest",
        },
    ]
    items = read_items(
        document(
            context,
            names=["b", "a"],
            of=[{"@id": "http://x/S1", "@type": "ReferenceSequence"}],
            by={"en": "S"},
            data={"b": [1, {"@id": "x"}], "a": None},
            indexed={"x": {"value": "1"}},
            nested={"name": "N"},
        )
    )
    found = {i.type: i.normal.tree for i in items if isinstance(i, Message)}
    assert found["ReferenceSequence"]["gene"] == {"reference": "http://x/G1"}
    assert found["Gene"] == {
        "resourceType": "Gene",
        "@id": "http://x/G1",
        "id": "G1",
        "identifier": [{"value": "1"}],
        "symbol": {"@value": "S", "@language": "en"},
        "name": "N",
        "aliasSymbol": ["b", "a"],
        "http://example.org/data": {
            "@value": '{"a":null,"b":[1,{"@id":"x"}]}',
            "@type": "http://www.w3.org/1999/02/22-rdf-syntax-ns#JSON",
        },
    }


def test_labels_of_blank_nodes_do_not_meet_ours() -> None:
    tree = {"@context": CONTEXT_IRI, "@type": "Gene", "@id": "http://x/G1"}
    text = json.dumps(
        tree
        | {
            "identifier": [{"value": "1"}, {"@id": "_:n0", "value": "2"}],
            "http://example.org/p": [{"@id": "_:n1", "http://example.org/q": 1}],
        }
    )
    [found] = read(text)
    assert found["identifier"] == [{"value": "1"}, {"value": "2"}]
    assert found["http://example.org/p"] == {"http://example.org/q": 1}


def test_numbers() -> None:
    context = {"@vocab": CLINGEN, "typed": {"@id": "clingen:typed", "@type": "@none"}}
    [found] = read(document(context, a=1.0, b=1.5, c=1e21, d=10**25, e=-0.0))
    assert json.dumps([found[key] for key in "abcde"]) == f"[1, 1.5, 1e+21, {10**25}, 0]"


# --- Contexts that are none -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("context", "part"),
    [
        (5, "not valid JSON-LD"),
        ({"@version": 1.0}, "@version"),
        ({"a": {"@id": 5}}, "(invalid IRI mapping)"),
        ({"a": {"@collection": "@set"}}, "@collection"),
        ({"a": "b", "b": "a"}, "(cyclic IRI mapping)"),
        ({"@vocab": 5}, "(invalid vocab mapping)"),
        ({"@import": 5}, "@import"),
    ],
)
def test_broken_contexts(context: Any, part: str) -> None:
    problem = one_problem(document(context))
    assert (problem.rule, problem.pointer, problem.column) == ("ST-0", "/@context", 14)
    assert part in problem.values["message"]
    assert "\n" not in problem.values["message"]


@pytest.mark.parametrize(
    "more",
    [
        {"@id": 5},
        {"@type": 5},
        {"@graph": {"@value": {}}},
        {"symbol": {"@value": "x", "@id": "y"}},
        {"symbol": {"@language": "en", "@value": 5}},
        {"symbol": {"@set": 5, "@list": 5}},
        {"@reverse": 5},
        {"@included": "x"},
    ],
)
def test_documents_that_are_not_valid(more: Tree) -> None:
    problem = one_problem(document(CONTEXT_IRI, **more))
    assert (problem.rule, problem.line, problem.column) == ("ST-0", 1, 1)
    assert problem.values["message"].startswith("not valid JSON-LD: ")


def test_faults_of_pyld_itself_are_problems_too(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise TypeError("unhashable")

    monkeypatch.setattr("pyld.jsonld.expand", fail)
    problem = one_problem('{"@type": "Gene"}')
    assert problem.values == {"message": "not valid JSON-LD: TypeError: unhashable"}
