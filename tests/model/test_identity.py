"""Names of resources, references and parts, as the graph form says that they are made."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from clingen_ld.model import (
    DEFAULT_BASE,
    as_iri,
    decode,
    encode,
    escape,
    id_from_iri,
    is_absolute,
    reference_iri,
    registry_iri,
    relative_reference,
    resource_iri,
    subsetted_graph,
    subsetted_resource,
)
from tests.messages.carrying import FORMS, read, read_items, write

BASE = "http://example.org/"
ODD = ["CA1", "a b", "a/b", "a#b", "a%20b", "é", "𝄞", "..", ".", "[1]", "<>", "\\", "?x=1", "~"]


@pytest.mark.parametrize(
    "reference",
    [
        "CanonicalAllele/CA401",
        "/CanonicalAllele/CA401",
        "../../CanonicalAllele/CA401",
        "./CanonicalAllele/CA401",
        DEFAULT_BASE + "CanonicalAllele/CA401",
    ],
)
def test_published_references_lead_to_one_resource(reference: str) -> None:
    normal = relative_reference(reference, DEFAULT_BASE)
    assert normal == "CanonicalAllele/CA401"
    tree = {"resourceType": "CanonicalAllele", "id": "CA401"}
    assert reference_iri(normal, DEFAULT_BASE) == resource_iri(tree, DEFAULT_BASE)


def test_references_outside_the_base_stay_as_they_are() -> None:
    iri = "http://reg.genome.network/allele/CA123"
    assert relative_reference(iri, BASE) == iri
    assert reference_iri(iri, BASE) == iri


@pytest.mark.parametrize("name", ODD)
def test_ids_survive_as_a_step_of_an_iri(name: str) -> None:
    assert decode(encode(name)) == name
    iri = resource_iri({"resourceType": "Gene", "id": name}, BASE)
    assert iri.startswith(f"{BASE}Gene/")
    assert ox.NamedNode(iri).value == iri
    assert id_from_iri(iri, "Gene", BASE) == name


@pytest.mark.parametrize("text", [*ODD, "http://[", "http://a b", "urn:x", "http://x/>a", ":", ""])
def test_any_text_becomes_an_iri_or_says_that_it_is_none(text: str) -> None:
    iri = as_iri(text if is_absolute(text) else BASE + text)
    assert ox.NamedNode(iri).value == iri
    assert as_iri(iri) == iri


def test_a_resource_without_an_id_is_named_by_its_content() -> None:
    tree = {"resourceType": "Gene", "symbol": "BRCA1"}
    iri = resource_iri(tree, BASE)
    assert iri == resource_iri(dict(reversed(tree.items())), BASE)
    assert iri != resource_iri(tree | {"symbol": "ILK"}, BASE)
    assert iri.startswith(f"{BASE}.well-known/genid/Gene-")
    assert id_from_iri(iri, "Gene", BASE) is None


def test_a_resources_own_iri_wins() -> None:
    iri = "http://reg.genome.network/allele/CA123"
    tree = {"resourceType": "CanonicalAllele", "@id": iri, "id": "CA1"}
    assert resource_iri(tree, BASE) == iri
    assert id_from_iri(iri, "CanonicalAllele", BASE) == "CA123"


def test_steps_of_pointers() -> None:
    assert escape("a/b~c") == "a~1b~0c"


@pytest.mark.parametrize(
    "name",
    [
        "CAR:CA123",
        "CAID:CA123",
        "caid:CA123",
        "clingen.allele:CA123",
        "http://reg.genome.network/allele/CA123",
        "https://reg.genome.network/allele/CA123",
        "https://reg.clinicalgenome.org/allele/CA123",
        "https://reg.clinicalgenome.org/redmine/projects/registry/genboree_registry/"
        "by_canonicalid?canonicalid=CA123",
        "https://reg.clinicalgenome.org/redmine/projects/registry/genboree_registry/"
        "by_caid?caid=CA123",
        "https://identifiers.org/clingen.allele:CA123",
        "http://identifiers.org/clingen.allele/CA123",
        "https://bioregistry.io/caid:CA123",
        "https://n2t.net/clingen.allele:CA123",
    ],
)
def test_all_names_of_an_allele_of_the_registry_are_one_iri(name: str) -> None:
    iri = "http://reg.genome.network/allele/CA123"
    assert registry_iri(name) == iri
    assert relative_reference(name, BASE) == iri
    assert relative_reference(iri, BASE) == iri
    if ":CA" in name and "/" not in name:
        assert relative_reference(f"CanonicalAllele/{name}", BASE) == iri
        assert relative_reference(f"{BASE}CanonicalAllele/{name}", BASE) == iri
        assert resource_iri({"resourceType": "CanonicalAllele", "id": name}, BASE) == iri
        assert resource_iri({"resourceType": "Gene", "id": name}, BASE) == f"{BASE}Gene/{name}"


@pytest.mark.parametrize(
    "name",
    [
        "CA123",
        "ClinVar:CA123",
        "CAR:",
        "CAR:x",
        "clingen:CA123",
        "CAR:CA123/x",
        "CARCA1",
        "https://identifiers.org/dbsnp:CA1",
        "https://identifiers.org/CA1",
    ],
)
def test_other_names_are_none_of_the_registry(name: str) -> None:
    assert registry_iri(name) is None


@pytest.mark.parametrize("id_", ["CAR:CA7", "clingen.allele:CA7", "caid:CA7"])
@pytest.mark.parametrize("form", FORMS)
def test_the_id_that_was_given_is_kept_in_every_form(id_: str, form: str) -> None:
    plain = {"canonicalAlleleType": "nucleotide", "complexity": "complex"}
    trees = [
        {"resourceType": "CanonicalAllele", "id": name, **plain, "nested": nested}
        for name, nested in (
            ("CA1", []), (id_, [{"reference": "http://reg.genome.network/allele/CA8"}]),
        )
    ]  # fmt: skip
    del trees[0]["nested"]
    text, lost = write(trees, form)
    assert not any(lost)
    assert sorted(map(str, read(text, form=form))) == sorted(map(str, trees))
    items = read_items(text, form=form)
    assert "http://reg.genome.network/allele/CA7" in {getattr(item, "iri", "") for item in items}


@pytest.mark.parametrize("iri", ["http://example.org/G1", "http://example.org/genes#G1", "urn:x:y"])
@pytest.mark.parametrize("triples", [[], ["<x> <y> <z> ."]])
def test_the_graph_of_a_part_has_a_valid_name(iri: str, triples: list[str]) -> None:
    name = subsetted_graph(iri, triples)
    assert ox.NamedNode(name).value == name
    assert (subsetted_resource(name), subsetted_resource(iri)) == (iri, None)
