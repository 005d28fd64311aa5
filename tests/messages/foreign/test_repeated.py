"""What document after document tells of alike is read once, and comes out each time."""

from __future__ import annotations

import copy
import json
from pathlib import Path

import pytest

from benchmarks.corpora import documents
from clingen_ld import convert, validate
from clingen_ld.graph.quads import resource_quads
from clingen_ld.graph.terms import n_quads_line
from clingen_ld.messages.foreign.repeated import RESOURCES, RepeatedMessage, Resources
from clingen_ld.messages.message import Message, ReadOptions
from clingen_ld.messages.reading import read_inputs
from clingen_ld.model import DEFAULT_BASE, load_model
from clingen_ld.validation.checking import check_message, is_right

GENE = {"resourceType": "Gene", "id": "G1", "symbol": "BRCA1"}


@pytest.fixture(scope="module")
def stream(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Documents of some hundred alleles."""
    path = tmp_path_factory.mktemp("stream") / "documents.ndjson"
    path.write_text("".join(json.dumps(tree) + "\n" for tree in documents(300)))
    return path


def _messages(path: Path) -> list[Message]:
    found = list(read_inputs([path], ReadOptions(), load_model()))
    assert all(isinstance(item, Message) for item in found)
    return [item for item in found if isinstance(item, Message)]


def test_what_is_read_again_is_the_same(stream: Path) -> None:
    messages = _messages(stream)
    repeated = [one for one in messages if isinstance(one, RepeatedMessage)]
    assert len({id(one.resource) for one in repeated}) < len(repeated) < len(messages)
    for one in repeated:
        quads = resource_quads(one.normal.tree, load_model(), DEFAULT_BASE)
        assert one.n_quads() == "".join(map(n_quads_line, quads))
        findings = list(check_message(one, load_model()))
        assert is_right(one, load_model()) == (not findings)
        assert all(finding.line == one.place("").line for finding in findings)


@pytest.mark.slow
def test_nobody_changes_what_is_shared(stream: Path, tmp_path: Path) -> None:
    shared = {
        id(one.resource): (one.resource, copy.deepcopy(one.normal))
        for one in _messages(stream)
        if isinstance(one, RepeatedMessage)
    }
    validate(stream)
    for form in (
        "resource-json",
        "json-ld",
        "registry",
        "resource-xml",
        "interpretation",
        "turtle",
    ):
        convert(stream, form, tmp_path / f"all.{form}")
    assert shared
    for resource, before in shared.values():
        assert resource.normal == before


def test_the_oldest_is_forgotten() -> None:
    known = Resources(most=2)
    model = load_model()
    first = known.get(GENE, model, DEFAULT_BASE)
    assert known.get(dict(GENE), model, DEFAULT_BASE) is first
    assert known.get(GENE, model, "http://example.org/") is not first
    assert known.get(GENE, model, DEFAULT_BASE) is first
    known.get(GENE | {"id": "G2"}, model, DEFAULT_BASE)
    known.get(GENE | {"id": "G3"}, model, DEFAULT_BASE)
    again = known.get(GENE, model, DEFAULT_BASE)
    assert again is not first
    assert again.normal == first.normal


def test_the_base_and_the_order_of_keys_are_kept(stream: Path) -> None:
    other = ReadOptions(base="http://example.org/")
    iris = {
        item.iri for item in read_inputs([stream], other, load_model())
        if isinstance(item, RepeatedMessage)
    }  # fmt: skip
    assert any(iri.startswith("http://example.org/") for iri in iris)
    assert RESOURCES.get(GENE, load_model(), DEFAULT_BASE).iri == f"{DEFAULT_BASE}Gene/G1"
