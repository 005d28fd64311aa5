"""JSON texts and values by the standard path: arrays, bundles, and what is no message."""

from __future__ import annotations

import json
from typing import Any

import pytest

from clingen_ld.messages.json_reading import read_json
from clingen_ld.messages.message import Message, Problem, ReadOptions
from clingen_ld.messages.reading import read_text
from clingen_ld.messages.text import decoding
from clingen_ld.model import CLINGEN, FHIR, Model
from tests.console import ROOT

GENE = '{"resourceType": "Gene", "id": "G%d", "symbol": "X"}'


def read(text: str, model: Model, **options: Any) -> list[tuple[str, str, int | None]]:
    """The id or rule of each item, with its pointer and line."""
    chosen = ReadOptions(engine="standard", **options)
    found = []
    for item in read_json(text, "x.json", 1, chosen, model):
        place = item.place("") if isinstance(item, Message) else item
        name = item.tree["id"] if isinstance(item, Message) else item.rule
        found.append((name, place.pointer, place.line))
    return found


def test_arrays_in_arrays_have_their_pointers(model: Model) -> None:
    text = f"[{GENE % 1},\n[{GENE % 2}]]"
    assert read(text, model) == [("G1", "/0", 1), ("G2", "/1/0", 2)]


@pytest.mark.parametrize(
    ("text", "pointer"), [("[]", ""), ("[[]]", "/0"), ("5", ""), ("[5]", "/0")]
)
def test_what_is_no_object_is_named(text: str, pointer: str, model: Model) -> None:
    assert read(text, model) == [("ST-11", pointer, 1)]


def test_a_long_value_is_shown_short(model: Model) -> None:
    (found,) = read_json(f'"{"x" * 99}"', "x.json", 1, ReadOptions(), model)
    assert isinstance(found, Problem)
    assert found.values["what"] == f'the plain value "{"x" * 39}...'


def test_the_resources_of_a_bundle(model: Model) -> None:
    other = '{"resource": {"resourceType": "Patient"}}'
    text = f'{{"resourceType": "Bundle", "entry": [{{"resource": {GENE % 1}}}, {other}]}}'
    assert read(text, model) == [
        ("G1", "/entry/0/resource", 1), ("ST-11", "/entry/1/resource/resourceType", 1),
    ]  # fmt: skip
    empty = '{"resourceType": "Bundle", "entry": []}'
    assert read(empty, model) == [("ST-11", "", 1)]


def test_a_text_that_is_broken_is_read_behind_its_errors_on_request(model: Model) -> None:
    text = '{"resourceType": "Gene",\n"id": "G1" "symbol": "X"}'
    assert read(text, model) == [("ST-0", "", 2)]
    assert read(text, model, recover=True) == [("ST-0", "", 2), ("G1", "", 1)]


def test_a_key_that_comes_twice_is_named_before_the_message(model: Model) -> None:
    text = GENE.replace('"symbol"', '"id"') % 1
    assert read(text, model)[0][:2] == ("ST-10", "/id")


NODES: list[dict[str, Any]] = [
    {"@id": "http://x/G1#i", f"{FHIR}value": [{"@value": "HGNC:1"}]},
    {"@id": "http://x/G1", "@type": [f"{CLINGEN}Gene"], f"{CLINGEN}symbol": [{"@value": "X"}],
     f"{CLINGEN}identifier": [{"@id": "http://x/G1#i"}], f"{CLINGEN}name": [{"@id": "_:b"}]},
    {"@id": "_:b", "http://x/p": [{"@value": 1}]},
]  # fmt: skip


@pytest.mark.parametrize("size", [0, 200_000])
@pytest.mark.parametrize("form", [None, "json-ld"])
def test_nodes_in_an_array_refer_to_each_other(size: int, form: str | None, model: Model) -> None:
    """Expanded and flattened JSON-LD, as rdflib and PyLD write it."""
    nodes = [*NODES, {"@id": "http://x/other", "http://x/p": [{"@value": "x" * size}]}]
    nodes.insert(1, {"http://x/p": [{"@value": "a node without a name"}]})
    messages = [*read_text(json.dumps(nodes), ReadOptions(form=form), model)]
    (gene,) = messages
    assert isinstance(gene, Message)
    assert gene.tree["identifier"] == [{"value": "HGNC:1"}]
    assert gene.tree["name"] == {"http://x/p": 1}
    assert [unread.name for unread in gene.unread] == ["http://x/G1#i", "", "http://x/other"]
    assert gene.place("/identifier/0").pointer == "/0"


def test_documents_with_contexts_in_an_array_are_read_one_by_one(model: Model) -> None:
    context = {"@vocab": CLINGEN, "value": f"{FHIR}value"}
    part = {"@context": context, "@id": "http://x/G1#i", "value": "HGNC:1"}
    gene = {
        "@context": context,
        "@type": "Gene",
        "symbol": "X",
        "identifier": {"@id": "http://x/G1#i"},
    }
    assert read(json.dumps([part, gene | {"id": "G1"}]), model) == [
        ("ST-11", "/0", 1),
        ("G1", "/1", 1),
    ]


def test_an_array_of_nodes_without_a_resource(model: Model) -> None:
    (problem,) = read_json(json.dumps(NODES[::2]), "x.json", 1, ReadOptions(), model)
    assert isinstance(problem, Problem)
    assert problem.values["what"] == f"a JSON-LD document with @id, {FHIR}value, http://x/p"


def test_too_many_nodes_at_once_are_read_one_by_one(
    model: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(decoding, "MOST_VALUES", 10_000)
    nodes = json.dumps([NODES[1], {"@id": "http://x/o", "http://x/p": "x" * 20_000}])
    found = [*read_text(nodes, ReadOptions(largest=15_000), model)]
    assert [item.tree["id"] for item in found if isinstance(item, Message)] == []
    assert [item.rule for item in found if isinstance(item, Problem)] == ["ST-0"]
    more = json.dumps([NODES[1], *({"@id": "_:x", "http://x/p": n} for n in range(4_000))])
    first = next(iter(read_text(more, ReadOptions(), model)))
    assert isinstance(first, Message)
    assert first.tree["symbol"] == "X"


def test_objects_that_are_keyed_by_names_are_no_nodes(model: Model) -> None:
    """A name such as chr17:g.43106487A>C looks like an IRI."""
    reply = json.loads((ROOT / "examples/registry/CA900000001.json").read_text())
    found = [*read_text(json.dumps([{"chr17:g.43106487A>C": reply}]), ReadOptions(), model)]
    assert len(found) == 16
    assert all(isinstance(item, Message) and item.form == "registry" for item in found)
