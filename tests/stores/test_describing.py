"""What a store holds, in numbers, and its description in VoID and DCAT, checked by shapes."""

from __future__ import annotations

import json
import warnings
from collections import Counter
from pathlib import Path

import pytest
import rdflib

from clingen_ld import ReadOptions
from clingen_ld.messages.message import Message
from clingen_ld.messages.reading import read_inputs
from clingen_ld.model import CLINGEN, Model
from clingen_ld.stores.describing import Description, describe, render_description
from tests.stores.filled import EXAMPLES, filled
from tests.stores.memory import MemoryStore

SHAPES = Path(__file__).parent / "description.ttl"
VOID = rdflib.Namespace("http://rdfs.org/ns/void#")
DATASET = rdflib.URIRef("http://clingendb.clingen.org/.well-known/void#dataset")


@pytest.fixture(scope="module")
def store() -> MemoryStore:
    return filled(EXAMPLES / "brca1", EXAMPLES / "ilk")


@pytest.fixture(scope="module")
def description(store: MemoryStore) -> Description:
    return describe(store)


def test_resources_by_type_are_those_of_the_messages(
    description: Description, model: Model
) -> None:
    items = read_inputs([EXAMPLES / "brca1", EXAMPLES / "ilk"], ReadOptions(), model)
    wanted = Counter(kind for _, kind in {(i.iri, i.type) for i in items if isinstance(i, Message)})
    wanted["Provenance"] += 2  # of the two loads
    assert {count.label: count.number for count in description.types} == wanted
    assert description.resources == wanted.total()


def test_classes_builds_sequences_and_genes(description: Description) -> None:
    classes = {count.label: count.number for count in description.classes}
    assert classes["SimpleNucleotideCanonicalAllele"] == 5
    assert {c.label for c in description.builds} == {"GRCh37", "GRCh38"}
    sequences = {c.label: c.number for c in description.sequences}
    assert sequences["NC_000017.11"] == 3
    assert {(c.label, c.number) for c in description.genes} == {("BRCA1", 4), ("ILK", 1)}
    numbers = [c.number for c in description.sequences]
    assert numbers == sorted(numbers, reverse=True)


def test_triples_are_those_of_graphs_with_resources(
    store: MemoryStore, description: Description
) -> None:
    data = [
        quads
        for name, quads in store.contents.items()
        if not name.endswith("#prov") and "/Activity/" not in name
    ]
    assert description.triples == sum(map(len, data))


def test_former_versions_are_not_counted(tmp_path: Path) -> None:
    former = tmp_path / "CA101.json"
    text = (EXAMPLES / "ilk" / "CA101.json").read_text()
    former.write_text(text.replace('"simple"', '"complex"'))
    store = filled(former, EXAMPLES / "ilk", as_version=True)
    found = {count.label: count.number for count in describe(store).types}
    assert found["CanonicalAllele"] == 1


def test_an_empty_store() -> None:
    empty = describe(MemoryStore("memory"))
    assert empty.resources == empty.triples == 0
    assert render_description(empty) == "memory: 0 resources, 0 triples\n"
    assert _conforms(render_description(empty, "turtle"))


def test_as_text(description: Description) -> None:
    text = render_description(description)
    assert text.startswith(f"memory: {description.resources:,} resources, ")
    assert "last loaded 20" in text
    assert "NM_007294.3  (SEQ205)" in text
    assert "\n  1  ILK  (GENE101)\n" in text


def test_as_json(description: Description) -> None:
    found = json.loads(render_description(description, "json"))
    assert found["resources"] == description.resources
    assert {row["label"] for row in found["genes"]} == {"BRCA1", "ILK"}


# VoID and DCAT


def _conforms(text: str) -> bool:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        import pyshacl

        graph = rdflib.Graph().parse(data=text, format="turtle")
        shapes = rdflib.Graph().parse(SHAPES, format="turtle")
        conforms, _, said = pyshacl.validate(graph, shacl_graph=shapes)
    assert conforms, said
    return bool(conforms)


def test_the_description_keeps_the_shapes(description: Description) -> None:
    assert _conforms(render_description(description, "turtle"))


def test_the_description_of_a_server_says_how_to_ask_it() -> None:
    store = filled(EXAMPLES / "ilk")
    store.location = "http://localhost:7878/query"
    text = render_description(describe(store), "turtle")
    assert _conforms(text)
    graph = rdflib.Graph().parse(data=text, format="turtle")
    endpoint = rdflib.URIRef("http://localhost:7878/query")
    assert graph.value(DATASET, VOID.sparqlEndpoint) == endpoint


def test_the_shapes_find_what_is_missing(description: Description) -> None:
    text = render_description(description, "turtle").replace("void:entities", "void:documents")
    with pytest.raises(AssertionError, match="entities"):
        _conforms(text)


def test_partitions_have_the_numbers(description: Description) -> None:
    graph = rdflib.Graph().parse(data=render_description(description, "turtle"), format="turtle")
    [part] = graph.subjects(VOID["class"], rdflib.URIRef(CLINGEN + "Gene"))
    assert int(str(graph.value(part, VOID.entities))) == 2
    assert (DATASET, VOID.classPartition, part) in graph
    numbers = [
        int(str(graph.value(part, VOID.triples)))
        for part in graph.objects(DATASET, VOID.propertyPartition)
    ]
    assert sum(numbers) == int(str(graph.value(DATASET, VOID.triples)))


@pytest.mark.slow
@pytest.mark.parametrize("form", ["text", "json", "turtle"])
def test_the_same_store_has_the_same_description(form: str, store: MemoryStore) -> None:
    first, second = (render_description(describe(store), form) for _ in range(2))
    assert first == second
