"""The JSON-LD contexts say what the shapes and the vocabulary say, in every processor."""

from __future__ import annotations

import json
from typing import Any

import pyoxigraph as ox
import pytest
from pyld import jsonld

from clingen_ld.messages.json_ld.contexts import CONTEXT_IRI, document_loader, packaged_contexts
from clingen_ld.model import CLINGEN, DEFAULT_BASE, FHIR, Model, load_model, local_name
from clingen_ld.model.files import context_texts
from tests.model.full_documents import document, expanded, leaves, nested, paths_to

Json = dict[str, Any]

PUBLISHED = "http://clingen.org/models/"
RESOURCES = list(load_model().resources)
CODED = [
    f"{type_.name}.{prop.name}"
    for type_ in load_model().types.values()
    for prop in type_.properties.values()
    if prop.kind == "code"
]
TREE = {
    local_name(iri): [local_name(above) for above in chain]
    for iri, chain in load_model().superclasses.items()
    if local_name(iri) not in load_model().types
}
"""The conceptual classes, each with those above it: the last is a type."""
OPTIONS = {
    "documentLoader": document_loader(allow_remote=False),
    "base": DEFAULT_BASE,
    "processingMode": "json-ld-1.1",
}


def expand(value: Json) -> Json:
    """The one expanded node of a document from which no property may be dropped."""

    def dropped(key: str | None) -> None:
        assert key is None or key.startswith("@"), f"{key} is dropped"

    [node] = jsonld.expand(value, OPTIONS, on_property_dropped=dropped)
    assert isinstance(node, dict)
    return node


def inlined(context: Any) -> Any:
    """A context with all that it names in its place, for processors that load nothing."""
    if isinstance(context, str):
        return inlined(packaged_contexts()[context]["@context"])
    if isinstance(context, list):
        found = [inlined(item) for item in context]
        return [c for item in found for c in (item if isinstance(item, list) else [item])]
    return context


def canonical(dataset: ox.Dataset) -> str:
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return "\n".join(sorted(str(quad) for quad in dataset))


def by_pyoxigraph(value: Json) -> str:
    text = json.dumps(value | {"@context": inlined(value["@context"])})
    quads = ox.parse(text, format=ox.RdfFormat.JSON_LD, base_iri=DEFAULT_BASE)
    return canonical(ox.Dataset(quads))


def by_pyld(value: Json) -> str:
    text = jsonld.to_rdf(value, OPTIONS | {"format": "application/n-quads"})
    return canonical(ox.Dataset(ox.parse(text, format=ox.RdfFormat.N_QUADS)))


def contexts_for(name: str) -> list[str]:
    return [CONTEXT_IRI, f"{PUBLISHED}{name}.jsonld"]


# Every property, in its own type


@pytest.mark.slow
@pytest.mark.parametrize("as_objects", [False, True], ids=["iris", "objects"])
@pytest.mark.parametrize("typed", [False, True], ids=["bare", "typed"])
@pytest.mark.parametrize("name", RESOURCES)
def test_a_full_document_loses_nothing_and_means_what_the_model_says(
    model: Model, name: str, typed: bool, as_objects: bool
) -> None:
    written = document(model, name, typed, as_objects) | {"@type": name}
    wanted = expanded(model, name, typed, as_objects) | {"@type": [CLINGEN + name]}
    for context in contexts_for(name):
        found = expand({"@context": context} | written)
        assert found == wanted, context
        assert leaves(found) == leaves(written)


@pytest.mark.parametrize("name", RESOURCES)
def test_a_published_context_needs_no_class_to_mean_the_same(model: Model, name: str) -> None:
    written = document(model, name, typed=False)
    found = expand({"@context": f"{PUBLISHED}{name}.jsonld"} | written)
    assert found == expanded(model, name, typed=False)


@pytest.mark.parametrize("name", load_model().types)
def test_an_object_that_stands_alone_means_the_same(model: Model, name: str) -> None:
    """As in a flattened document, where no property leads to it."""
    found = expand({"@context": CONTEXT_IRI} | document(model, name, typed=True))
    assert found == expanded(model, name, typed=True)


@pytest.mark.slow
@pytest.mark.parametrize("name", TREE)
def test_a_conceptual_class_alone_means_the_same(model: Model, name: str) -> None:
    base = TREE[name][-1]
    written = document(model, base, typed=False) | {"@type": name}
    wanted = expanded(model, base, typed=False) | {"@type": [CLINGEN + name]}
    both = [base, name]
    iris = [model.types[base].iri, CLINGEN + name]
    assert expand({"@context": CONTEXT_IRI} | written) == wanted
    found = expand({"@context": CONTEXT_IRI} | written | {"@type": both})
    assert found == wanted | {"@type": iris}


@pytest.mark.slow
@pytest.mark.parametrize("typed", [False, True], ids=["bare", "typed"])
@pytest.mark.parametrize("name", RESOURCES)
def test_pyoxigraph_reads_the_same_triples(model: Model, name: str, typed: bool) -> None:
    for as_objects in (False, True):
        written = document(model, name, typed, as_objects) | {"@type": name}
        written["@id"] = f"{DEFAULT_BASE}{name}/1"
        for context in contexts_for(name):
            value = {"@context": context} | written
            assert by_pyoxigraph(value) == by_pyld(value)


@pytest.mark.parametrize("name", RESOURCES)
def test_compaction_gives_the_names_of_the_model_back(model: Model, name: str) -> None:
    written = document(model, name, typed=True)
    compacted = jsonld.compact(expanded(model, name, typed=True), CONTEXT_IRI, OPTIONS)
    del compacted["@context"]
    assert _absolute(compacted) == _absolute(written)


def _absolute(value: Any) -> Any:
    """A document with the IRIs of its resources in full."""
    if isinstance(value, list):
        return [_absolute(item) for item in value]
    if isinstance(value, dict):
        return {key: item if key == "@type" else _absolute(item) for key, item in value.items()}
    if isinstance(value, str) and value.startswith(tuple(f"{name}/" for name in RESOURCES)):
        return DEFAULT_BASE + value
    return value


def test_what_the_model_does_not_know_is_kept() -> None:
    found = expand({"@context": CONTEXT_IRI, "@type": "Gene", "foo": [{"bar": 1}]})
    assert found[CLINGEN + "foo"] == [{CLINGEN + "bar": [{"@value": 1}]}]


def test_what_cannot_be_a_property_is_told() -> None:
    dropped: list[str | None] = []
    value = {"@context": CONTEXT_IRI, "symbol": "BRCA1", "a b": "c"}
    jsonld.expand(value, OPTIONS, on_property_dropped=dropped.append)
    assert dropped == [CLINGEN + "a b"]


def test_published_ways_to_write_numbers_and_truth() -> None:
    value = {
        "@context": f"{PUBLISHED}ReferenceSequence.jsonld",
        "@type": "ReferenceSequence",
        "cdsStart": "162",
        "referenceGenome": {"name": "GRCh37", "coding": [{"@type": "Code", "primary": "true"}]},
        "xref": ["http://www.ncbi.nlm.nih.gov/nuccore/NC_000011.9"],
    }
    found = expand(value)
    integer = {"@value": "162", "@type": "http://www.w3.org/2001/XMLSchema#integer"}
    assert found[CLINGEN + "cdsStart"] == [integer]
    [genome] = found[CLINGEN + "referenceGenome"]
    assert genome[FHIR + "text"] == [{"@value": "GRCh37"}]
    assert genome[FHIR + "coding"][0]["@type"] == [FHIR + "Coding"]
    assert found[CLINGEN + "xref"] == [{"@id": "http://www.ncbi.nlm.nih.gov/nuccore/NC_000011.9"}]


def test_statements_about_triples() -> None:
    """How the graph form keeps what hangs on a reference."""
    rdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
    value = {
        "@context": CONTEXT_IRI,
        "@id": "Gene/1",
        "statement": [{"@type": "Statement", "predicate": "symbol", "object": "BRCA1"}],
    }
    [statement] = expand(value)["@reverse"][rdf + "subject"]
    assert statement["@type"] == [rdf + "Statement"]
    assert statement[rdf + "predicate"] == [{"@id": CLINGEN + "symbol"}]
    assert statement[rdf + "object"] == [{"@value": "BRCA1"}]


# Every code


@pytest.mark.parametrize("coded", CODED)
def test_every_code_expands_to_its_concept(model: Model, coded: str) -> None:
    owner, name = coded.split(".")
    prop = model.types[owner].properties[name]
    for code in model.value_sets[prop.value_set or ""].codes.values():
        found = expand({"@context": CONTEXT_IRI, "@type": owner, name: code.code})
        assert found[prop.iri] == [{"@id": code.iri}]
        for resource, path in paths_to(model, owner):
            for context in contexts_for(resource):
                value = nested(path, {name: code.code})
                node: Any = expand({"@context": context, "@type": resource} | value)
                for step in [*path, prop]:
                    [node] = node[step.iri]
                assert node == {"@id": code.iri}


@pytest.mark.parametrize("coded", CODED)
def test_accepted_spellings_and_foreign_codes_stay_recognizable(model: Model, coded: str) -> None:
    owner, name = coded.split(".")
    prop = model.types[owner].properties[name]
    system = f"{CLINGEN}{prop.value_set}#"
    for spelling in [*model.value_sets[prop.value_set or ""].by_spelling, "nonsense"]:
        found = expand({"@context": CONTEXT_IRI, "@type": owner, name: spelling})
        wanted = spelling if ":" in spelling else system + spelling
        assert found[prop.iri] == [{"@id": wanted}]


# The published contexts


FILES = sorted(context_texts())
OWN = ("context.jsonld", "vcf.jsonld", "vrs.jsonld")
"""Those that nobody published before."""


def test_there_is_a_published_context_for_every_resource(model: Model) -> None:
    wanted = {*OWN, *(f"{name}.jsonld" for name in model.resources)}
    assert {file for file in FILES if not file.startswith("registry-")} == wanted


@pytest.mark.parametrize("file", [file for file in FILES if not file.startswith("registry-")])
def test_a_context_is_valid_and_found_by_both_its_names(file: str, model: Model) -> None:
    value = json.loads(context_texts()[file])
    assert list(value) == ["id", "version", "versionIRI", "@context"]
    home = CLINGEN if file in OWN else PUBLISHED
    assert value["id"] == home + file
    assert value["versionIRI"] == f"{home}{value['version']}/{file}"
    loader = document_loader(allow_remote=False)
    secure = value["id"].replace("http:", "https:")
    for iri in (value["id"], value["versionIRI"], secure):
        assert loader(iri)["document"] == value
        assert loader(iri)["documentUrl"] == iri
        expand({"@context": iri, "symbol": "BRCA1"})
    one = jsonld.expand({"@context": value["@context"], "symbol": "x"}, OPTIONS)
    assert one == jsonld.expand({"@context": value["id"], "symbol": "x"}, OPTIONS)


@pytest.mark.parametrize("name", RESOURCES)
def test_a_published_context_adds_to_the_entry_context_and_changes_nothing(
    name: str, model: Model
) -> None:
    entry = packaged_contexts()[CONTEXT_IRI]
    [base, local] = packaged_contexts()[f"{PUBLISHED}{name}.jsonld"]["@context"]
    assert base == entry["versionIRI"]
    known: Json = entry["@context"]
    scoped = known[name]["@context"] if isinstance(known[name], dict) else {}
    for term, definition in local.items():
        iri = _iri(definition)
        if term[0].isupper():  # another name of a class
            assert iri.replace("fhir:", FHIR) in model.type_by_iri
            assert term not in known
        elif term == "xref":
            assert term not in known
        elif term in scoped:
            assert definition == scoped[term]
        else:  # the same property; what it says of the values inside may be more
            assert iri == _iri(known[term])
            for keyword in ("@type", "@container"):
                assert definition.get(keyword) == _keyword(known[term], keyword)


def _iri(definition: Any) -> str:
    return str(definition["@id"] if isinstance(definition, dict) else definition)


def _keyword(definition: Any, keyword: str) -> Any:
    return definition.get(keyword) if isinstance(definition, dict) else None


def test_every_term_of_the_entry_context_means_something_in_the_model(model: Model) -> None:
    known = packaged_contexts()[CONTEXT_IRI]["@context"]
    prefixes = {"clingen", "fhir", "obo", "rdf", "registry", "xsd"}
    classes = {*model.types, *TREE}
    properties = {p for t in model.types.values() for p in t.properties}
    terms = {key for key in known if not key.startswith("@")} - prefixes
    assert terms == classes | properties | {"Statement", "statement"}


def test_a_conceptual_class_says_of_its_properties_what_its_type_says() -> None:
    known = packaged_contexts()[CONTEXT_IRI]["@context"]
    for name, above in TREE.items():
        base = above[-1]
        if isinstance(known[base], dict):
            assert known[name] == {"@id": f"clingen:{name}", "@context": known[base]["@context"]}
        else:
            assert known[name] == f"clingen:{name}"
