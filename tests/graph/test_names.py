"""Names in the graph: whatever a message says, the graph has IRIs, and tells what was said."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clingen_ld.graph.terms import address
from clingen_ld.graph.values import key_of, predicate_of
from clingen_ld.model import (
    CLINGEN,
    DEFAULT_BASE,
    as_iri,
    default_iri,
    id_from_iri,
    load_model,
    own_iri,
    reference_iri,
    relative_reference,
)
from tests.strategies import ODD_KEYS, texts

BASES = (DEFAULT_BASE, "http://example.org/a/", "urn:x:", "http://example.org/#", "http://é.org/")
STARTS = (
    "", "http://", "http://x", "http://x:", "http://[", "urn:", "a:", "obo:", "rdf://", "http://x/%",
    "/", "../", "_:", DEFAULT_BASE, DEFAULT_BASE + "Gene/", "Gene/",
)  # fmt: skip
names = st.builds(
    str.__add__,
    st.sampled_from(STARTS),
    texts | st.text("c:1/@[]#?%41é\ue000.~ &<>^\\{}|`\ufffe\x00", max_size=8),
)


def is_iri(text: str) -> bool:
    return ox.NamedNode(text).value == text


@given(names)
def test_every_text_becomes_an_iri(text: str) -> None:
    iri = as_iri(text)
    assert is_iri(iri)
    assert as_iri(iri) == iri


@given(names, st.sampled_from(BASES))
def test_references_come_back(text: str, base: str) -> None:
    reference = relative_reference(text, base)
    assert relative_reference(reference, base) == reference
    if reference:
        assert is_iri(reference_iri(reference, base))
        assert relative_reference(reference_iri(reference, base), base) == reference


@given(names, st.sampled_from(BASES))
def test_ids_come_back(text: str, base: str) -> None:
    iri = default_iri({"resourceType": "Gene", "id": text}, base)
    assert is_iri(iri)
    if text and iri.startswith(f"{base}Gene/") and not text.startswith(base):
        assert id_from_iri(iri, "Gene", base) == text
    own = own_iri(text, base)
    assert own is None or (is_iri(own) and own_iri(own, base) == own)


@given(texts)
def test_an_id_and_a_reference_to_it_are_one_iri(text: str) -> None:
    """Where the reference says the id as a URL does, or with other characters than ASCII."""
    iri = default_iri({"resourceType": "Gene", "id": text}, DEFAULT_BASE)
    if "/" not in text and text:
        plain = "".join(c for c in text if c.isalnum())
        if plain:
            said = relative_reference(f"Gene/{plain}", DEFAULT_BASE)
            named = default_iri({"resourceType": "Gene", "id": plain}, DEFAULT_BASE)
            assert reference_iri(said, DEFAULT_BASE) == named
        local = iri.removeprefix(DEFAULT_BASE)
        assert relative_reference(local, DEFAULT_BASE) == local


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("Gene/G1", "Gene/G1"),
        ("/Gene/G1", "Gene/G1"),
        ("../../Gene/G1", "Gene/G1"),
        ("http://clingendb.clingen.org/Gene/G1", "Gene/G1"),
        ("http://clingendb.clingen.org//Gene/G1", "http://clingendb.clingen.org//Gene/G1"),
        ("http://clingendb.clingen.org/http://x/", "http://clingendb.clingen.org/http://x/"),
        ("http://clingendb.clingen.org/", "http://clingendb.clingen.org/"),
        ("HTTP://clingendb.clingen.org/Gene/G1", "HTTP://clingendb.clingen.org/Gene/G1"),
        ("Gene/é", "Gene/%C3%A9"),
        ("http://example.org/é", "http://example.org/é"),
        ("Gene/a b", "Gene/a%20b"),
        ("obo:SO_1", "http://purl.obolibrary.org/obo/SO_1"),
        ("http://x:y/z", "urn:invalid:http%3A%2F%2Fx%3Ay%2Fz"),
        ("", ""),
    ],
)
def test_references_in_normal_form(given: str, expected: str) -> None:
    assert relative_reference(given, DEFAULT_BASE) == expected


@given(st.sampled_from(ODD_KEYS) | texts | names)
def test_keys_come_back(key: str) -> None:
    for type_ in (None, *load_model().types.values()):
        if type_ is None or key not in type_.properties:
            predicate = predicate_of(key, type_)
            assert is_iri(predicate)
            assert key_of(predicate) == key


def test_keys_that_are_predicates_stay_what_they_are() -> None:
    assert predicate_of("http://example.org/p") == "http://example.org/p"
    assert predicate_of("foo") == CLINGEN + "foo"
    assert predicate_of("http://clingen.org/model/allele/foo").startswith(CLINGEN + "http:")
    gene = load_model().types["Gene"]
    assert predicate_of("http://schema.org/name", gene).startswith(CLINGEN + "http:")
    assert predicate_of("http://schema.org/other", gene) == "http://schema.org/other"


@given(texts)
def test_addresses_are_iris(text: str) -> None:
    for root in ("http://example.org/a", "http://example.org/a#b"):
        assert is_iri(address(root, f"/{text}/0"))
