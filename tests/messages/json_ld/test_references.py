"""References in JSON-LD: their classes, and how others show what they point to."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest

from clingen_ld.messages.message import Engine, Message, ReadOptions
from clingen_ld.messages.reading import read_text
from clingen_ld.messages.writing import make_writer
from clingen_ld.model import CLINGEN, FHIR, RDF, load_model

EX = "http://example.org/"
CONTEXT = "http://clingen.org/model/allele/context.jsonld"
ENGINES: tuple[Engine, ...] = ("standard", "direct")
TARGET = {"reference": EX + "C1"}
SHOWN = {"@id": EX + "C1", "display": "shown"}


def read(text: bytes, form: str, engine: Engine = "standard") -> Message:
    [found] = read_text(text, ReadOptions(form=form, engine=engine), load_model(), "f")
    assert isinstance(found, Message)
    return found


def allele(type_: str = "ContextualAllele", /, **said: Any) -> Message:
    document = {"@context": CONTEXT, "@id": EX + "X1", "@type": type_}
    first, second = (read(json.dumps(document | said).encode(), "json-ld", e) for e in ENGINES)
    assert first.tree == second.tree
    return first


def comes_back(tree: dict[str, Any]) -> None:
    """Every graph form gives a tree back, to both engines."""
    for form in ("nquads", "trig", "turtle", "json-ld"):
        output = io.BytesIO()
        writer = make_writer(form, output, load_model())
        assert [*writer.write(tree), *writer.finish()] == []
        for engine in ENGINES:
            found = read(output.getvalue(), form, engine)
            assert (found.tree, found.unread) == (tree, [])


@pytest.mark.slow
@pytest.mark.parametrize(
    ("types", "kept"),
    [
        (EX + "F", [EX + "F"]),
        ([EX + "F", EX + "B"], [EX + "B", EX + "F"]),
        (["Reference", EX + "F"], [EX + "F"]),
        ("obo:SO_0000159", ["http://purl.obolibrary.org/obo/SO_0000159"]),
        (FHIR + "Unheard", [FHIR + "Unheard"]),
    ],
)
@pytest.mark.parametrize("beside", [{}, {"display": "C1"}, {EX + "p": {"@type": EX + "Inner"}}])
def test_a_reference_keeps_the_classes_of_others(
    types: Any, kept: list[str], beside: dict[str, Any]
) -> None:
    reference = TARGET | beside | {"@type": types}
    tree = allele(canonicalAllele=reference).tree
    assert tree["canonicalAllele"]["@type"] == kept
    comes_back(tree)
    related = {"contextualAllele": reference}
    tree = allele(
        "CanonicalAllele", nested=[EX + "C2", reference], relatedContextualAllele=[related]
    ).tree
    assert tree["nested"][1]["@type"] == kept
    assert tree["relatedContextualAllele"][0]["contextualAllele"]["@type"] == kept
    comes_back(tree)


def test_a_class_without_a_name() -> None:
    tree = allele(canonicalAllele=TARGET | {"@type": "_:b", "display": "d"}).tree
    assert tree["canonicalAllele"][RDF + "type"] == {}
    comes_back(tree)


def test_a_reference_that_is_a_statement_by_its_class() -> None:
    message = allele(canonicalAllele=TARGET | {"@type": [RDF + "Statement", EX + "F"]})
    assert message.tree["canonicalAllele"] == TARGET | {"@type": [EX + "F"]}
    assert [u.why for u in message.unread] == [f"the class {RDF}Statement is not kept"]
    comes_back(message.tree)


def test_the_class_of_what_a_reference_points_to_is_named() -> None:
    message = allele(canonicalAllele={"@id": EX + "C1", "@type": EX + "F"})
    assert message.tree["canonicalAllele"] == TARGET
    assert [u.name for u in message.unread] == [EX + "C1"]


@pytest.mark.parametrize("display", ["shown", {"@id": EX + "name"}, {"@id": EX + "n", EX + "p": 1}])
@pytest.mark.parametrize("place", [CLINGEN + "gene", EX + "says"])
def test_what_others_show_beside_a_node_is_theirs(place: str, display: Any) -> None:
    node = {"@id": EX + "C1", "display": display}
    # The model has `gene` in other types only, and `canonicalAllele` not inside of `says`.
    said = node if place == CLINGEN + "gene" else {"canonicalAllele": [node, EX + "C2"]}
    tree = allele(**{place: said}).tree
    found = tree["gene"] if place == CLINGEN + "gene" else tree[place]["canonicalAllele"][0]
    assert (found["@id"], list(found)) == (EX + "C1", ["@id", FHIR + "display"])
    comes_back(tree)


def test_what_others_show_beside_a_node_within_a_reference() -> None:
    node = {"@id": EX + "C2", "display": "shown"}
    tree = allele(canonicalAllele=TARGET | {EX + "says": {CLINGEN + "gene": node}}).tree
    assert tree["canonicalAllele"][EX + "says"]["gene"] == {
        "@id": EX + "C2",
        FHIR + "display": "shown",
    }
    comes_back(tree)
    tree = allele(canonicalAllele=TARGET | {CLINGEN + "gene": node}).tree
    comes_back(tree)


def test_what_the_model_shows_beside_a_reference() -> None:
    shown = TARGET | {"display": "shown"}
    tree = allele(canonicalAllele=SHOWN, referenceCoordinate={"referenceSequence": SHOWN}).tree
    assert tree["canonicalAllele"] == tree["referenceCoordinate"]["referenceSequence"] == shown
    related = [{"contextualAllele": SHOWN}]
    tree = allele("CanonicalAllele", nested=[SHOWN], relatedContextualAllele=related).tree
    assert tree["nested"] == [tree["relatedContextualAllele"][0]["contextualAllele"]] == [shown]
