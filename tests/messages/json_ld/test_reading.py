"""JSON-LD of others: what is no IRI, no language or no property, each at its place."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from clingen_ld.conversion import convert
from clingen_ld.messages.json_ld import expansion
from clingen_ld.messages.message import Item, Message, Problem, ReadOptions
from clingen_ld.messages.reading import read_inputs
from clingen_ld.model import CLINGEN, load_model

EX = "http://example.org/"
CONTEXT = {
    "@vocab": EX,
    "type": "@type",
    "c": CLINGEN,
    "Gene": {"@id": CLINGEN + "Gene", "@context": {"value": "@value", "kind": "@type"}},
}


def read(folder: Path, **said: Any) -> list[Item]:
    document = {"@context": CONTEXT, "@id": EX + "G1", "type": "Gene", "c:symbol": "S"} | said
    path = folder / "gene.jsonld"
    path.write_text(json.dumps(document))
    return list(read_inputs([path], ReadOptions(), load_model()))


def tree_of(items: list[Item]) -> dict[str, Any]:
    [message] = [item for item in items if isinstance(item, Message)]
    return message.normal.tree


def test_nodes_in_other_graphs_are_named_when_they_are_left_out(tmp_path: Path) -> None:
    evidence = {"@id": EX + "g", "@graph": [{"@id": EX + "x", "p": 1}]}
    read(tmp_path, evidence=evidence)
    done = convert(str(tmp_path / "gene.jsonld"), "json-ld")
    [loss] = done.losses
    assert loss.iri == EX + "x"
    assert f"in the graph {EX}g" in done.lost[0]
    assert f'"{EX}evidence":{{"@id":"{EX}g"}}' in (done.text or "").replace(": ", ":")


OWN = "http://clingen.org/model/allele/context.jsonld"
SCOPED = {
    "Gene": {"@id": CLINGEN + "Gene", "@context": {"symbol": CLINGEN + "symbol"}},
    "Sequence": CLINGEN + "ReferenceSequence",
    "gene": CLINGEN + "gene",
    "json": {"@id": EX + "json", "@type": "@json"},
    "by": {"@id": EX + "by", "@container": "@index"},
    "to": {"@id": EX + "to", "@type": "@id"},
}


def told(folder: Path, document: dict[str, Any] | list[Any]) -> list[tuple[str, str]]:
    """The rule of each problem of a document, with its pointer."""
    path = folder / "document.jsonld"
    path.write_text(json.dumps(document))
    items = read_inputs([path], ReadOptions(), load_model())
    return [(item.rule, item.pointer) for item in items if isinstance(item, Problem)]


def test_what_a_context_says_in_vain_is_named(tmp_path: Path) -> None:
    inside = {"q": {"@id": "@else"}, "p": {"@id": EX, "@prefix": True}}
    context = [OWN, {"@foo": EX, "to": {"@id": EX + "to", "@context": inside}}]
    document = {"@context": context, "@id": EX + "G1", "@type": "Gene", "symbol": "A"}
    assert told(tmp_path, document) == [
        ("ST-12", "/@context/1/@foo"),
        ("ST-12", "/@context/1/to/@context/q/@id"),
    ]


def test_many_places_are_looked_at_so_often(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Beyond that, as many are named as there are, at places that may be others."""
    monkeypatch.setattr(expansion, "_MOST_AGAIN", 4)
    genes = [{"@type": "Gene", "symbol": "A"} if n % 2 else {"symbol": "B"} for n in range(60)]
    found = told(tmp_path, {"@context": SCOPED, "@type": "Sequence", "gene": genes})
    assert [rule for rule, _ in found] == ["ST-1"] * 30


def test_a_message_with_a_context_before_it_says_its_type(tmp_path: Path) -> None:
    document = {"@context": OWN, "resourceType": "Gene", "@id": EX + "G1", "symbol": "A"}
    path = tmp_path / "a.jsonld"
    path.write_text(json.dumps(document))
    tree = tree_of(list(read_inputs([path], ReadOptions(), load_model())))
    assert tree == {"resourceType": "Gene", "@id": EX + "G1", "id": "G1", "symbol": "A"}
    path.write_text(json.dumps(document | {"@type": "Provenance"}))
    assert convert(str(path), "nquads").lost == [
        f"{path}: {EX}G1: the resourceType Gene is not kept"
    ]
