"""Alleles of messages come back as they were, and resources as far as the form carries them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clingen_ld.messages.foreign.builder import same
from tests.console import ROOT
from tests.messages.carrying import GRAPH_FORMS, normal, read, text_of, write
from tests.messages.editing import at, places, with_value, without
from tests.messages.interpretation.alleles import WAYS, trees, written

VALUES: tuple[Any, ...] = (
    5,
    -1,
    1.5,
    True,
    None,
    "",
    [],
    {},
    "x",
    ["x"],
    [5],
    {"a": 1},
    "_:b0",
    "CAR:CA2",
)


@pytest.mark.parametrize("way", WAYS)
def test_an_allele_comes_back(way: str) -> None:
    assert written(trees(WAYS[way])) == [WAYS[way]]


@pytest.mark.slow
@pytest.mark.parametrize("form", ["resource-json", "json-ld", *GRAPH_FORMS])
@pytest.mark.parametrize("way", WAYS)
def test_an_allele_comes_back_from_other_forms(way: str, form: str) -> None:
    text, _ = write(trees(WAYS[way]), form)
    assert written(read(text, form=form)) == [WAYS[way]]


@pytest.mark.slow
@pytest.mark.parametrize("way", WAYS)
def test_an_allele_comes_back_with_any_change(way: str) -> None:
    allele = WAYS[way]
    for path in places(allele):
        changed = (with_value(allele, path, value) for value in VALUES)
        for message in (without(allele, path), *changed):
            back = written(trees({"variant": message}))
            assert any(same(each, message) for each in back), path


_KEYS = st.sampled_from(
    ["id", "@id", "type", "@type", "label", "state", "allele", "name", "version", "value",
     "http://example.org/x", "http://dataexchange.clinicalgenome.org/without", "nested", "é ~/"]
)  # fmt: skip
_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(-9, 9) | st.text("aé:/#_", max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_KEYS, inner, max_size=3),
    max_leaves=5,
)


@given(st.sampled_from(sorted(WAYS)), st.data())
def test_an_allele_comes_back_with_further_keys(way: str, data: st.DataObject) -> None:
    objects = [()] + [p for p in places(WAYS[way]) if isinstance(at(WAYS[way], p), dict)]
    path = data.draw(st.sampled_from(objects))
    message = with_value(WAYS[way], (*path, data.draw(_KEYS)), data.draw(_VALUES))
    read_back = trees({"@graph": [message]})
    assert any(same(each, message) for each in written(read_back))
    text, _ = write(read_back, "nquads")
    assert any(same(each, message) for each in written(read(text, form="nquads")))


STORIES = ("brca1", "cftr", "cx3cr1", "ilk", "mt-tl1", "rbm20")


@pytest.mark.parametrize("story", STORIES)
def test_alleles_of_the_model_come_back(story: str) -> None:
    files = sorted((ROOT / "examples" / story).glob("*.json"))
    resources = [json.loads(path.read_text()) for path in files]
    text, lost = write(resources, "interpretation")
    back = {(t["resourceType"], t["id"]): t for t in read(text)}
    for tree, gone in zip(resources, lost, strict=True):
        kind = tree["resourceType"]
        if kind in ("CanonicalAllele", "ContextualAllele"):
            assert gone == []
            assert text_of(back[kind, tree["id"]]) == text_of(tree)
        else:
            assert f"the {kind}" in gone


@pytest.mark.parametrize("path", sorted((ROOT / "examples/registry").glob("[CP]A*.json")))
def test_documents_of_the_registry_come_back(path: Path) -> None:
    text, lost = write(read(path.read_text()), "interpretation")
    assert not any(lost)
    out, _ = write(read(text), "registry")
    assert [json.loads(line) for line in out.splitlines()] == [json.loads(path.read_text())]


def test_contextual_alleles_that_belong_to_none_stand_alone() -> None:
    allele = normal({"resourceType": "ContextualAllele", "id": "XA1", "allele": "A"})
    [made] = written([allele])
    assert made == {"id": "XA1", "type": "ContextualAllele", "state": "A"}


def test_contextual_alleles_that_never_come_are_named() -> None:
    link = {"contextualAllele": {"reference": "ContextualAllele/XA1"}, "preferred": True}
    tree = {"resourceType": "CanonicalAllele", "id": "CA1", "relatedContextualAllele": [link]}
    [made] = written([normal(tree)])
    assert made["relatedContextualAllele"] == [{"id": "XA1", "preferred": True}]
    [back] = trees(made)
    assert back["relatedContextualAllele"][0]["contextualAllele"] == link["contextualAllele"]


@pytest.mark.parametrize("id_", ["S1", "RS000062"])
def test_a_sequence_tells_the_label(id_: str) -> None:
    """An id of the Registry (RS) is no accession, though it looks like one."""
    sequence = {
        "resourceType": "ReferenceSequence", "id": id_, "identifier": [{"value": "NM_000257.3"}],
    }  # fmt: skip
    coordinate = {"referenceSequence": {"reference": f"ReferenceSequence/{id_}"}}
    allele = {"resourceType": "ContextualAllele", "id": "XA1", "referenceCoordinate": coordinate}
    link = {"contextualAllele": {"reference": "ContextualAllele/XA1"}}
    tree = {"resourceType": "CanonicalAllele", "id": "CA1", "relatedContextualAllele": [link]}
    [made] = written([normal(tree), normal(allele), normal(sequence)])
    assert made["relatedContextualAllele"][0]["referenceCoordinate"]["referenceSequence"] == {
        "reference": f"http://clingendb.clingen.org/ReferenceSequence/{id_}",
        "label": "NM_000257.3",
    }


def test_what_is_not_carried_is_named() -> None:
    tree = normal({
        "resourceType": "CanonicalAllele", "@id": "http://example.org/a/1", "id": "other",
        "unknown": 1, "http://example.org/known": 2, "identifier": [{"value": "1", "odd": 1}],
    })  # fmt: skip
    text, [lost] = write([tree], "interpretation")
    assert sorted(lost) == ["/id", "/identifier/0/odd", "/unknown"]
    assert json.loads(text)["http://example.org/known"] == 2
