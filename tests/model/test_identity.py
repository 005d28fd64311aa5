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
    relative_reference,
    resource_iri,
)

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
