"""References by JSON Pointer within documents of VRS and Cat-VRS."""

from __future__ import annotations

import json
from typing import Any

import pytest

from clingen_ld.messages.message import Message, ReadOptions
from clingen_ld.messages.reading import read_text
from clingen_ld.messages.vrs.pointers import is_pointer
from clingen_ld.model import load_model
from tests.messages.vrs.making import CHROMOSOME, allele, findings, items, read, written


def member(start: int) -> dict[str, Any]:
    (value,), _ = written([allele(CHROMOSOME, start, start + 1, "A", "T")])
    return value


def variant(pointer: object, *members: Any, id_: str = "clinvar:71") -> dict[str, Any]:
    constraint = {"type": "DefiningAlleleConstraint", "allele": pointer}
    return {"id": id_, "type": "CategoricalVariant", "name": "x", "constraints": [constraint],
            "members": list(members)}  # fmt: skip


def preferred(value: Any) -> list[list[str]]:
    """What the canonical alleles of a document refer to, that which defines them first."""
    trees = [tree for tree in read(value) if tree["resourceType"] == "CanonicalAllele"]
    return [
        [link["contextualAllele"]["reference"] for link in
         sorted(tree["relatedContextualAllele"], key=lambda link: "preferred" not in link)]
        for tree in trees
    ]  # fmt: skip


def place(start: int) -> str:
    return f"ContextualAllele/{CHROMOSOME}:{start}:A:T"


@pytest.mark.parametrize("pointer", [
    "2/members/1/", "2/members/1", "3/members/1", "#/members/1", "#/members/1/",
    "#/71/members/1/", "#/clinvar:71/members/1", "#/%6Dembers/1", "/members/1",
])  # fmt: skip
def test_every_style_leads_to_the_member(pointer: str) -> None:
    given = variant(pointer, member(10), member(20))
    assert preferred(given) == [[place(20), place(10)]]
    # The same pointer leads elsewhere in another object of the same text.
    other = variant(pointer, member(30), member(40), id_="clinvar:71")
    assert preferred([given, other]) == [[place(20), place(10)], [place(40), place(30)]]


def test_a_member_may_be_a_pointer() -> None:
    given = variant(member(10), "#/constraints/0/allele", member(20))
    assert preferred(given) == [[place(10), place(20)]]


def test_a_pointer_counts_from_the_start_of_the_document() -> None:
    one = variant("#/members/0", member(10), id_="clinvar:1")
    two = variant("#/0/members/0", member(20), id_="clinvar:2")
    assert preferred([one, two]) == [[place(10)], [place(10), place(20)]]


def test_a_pointer_may_lead_into_a_list_of_alleles_by_id() -> None:
    known = member(10)
    given = variant(f"#/allele/{known['id']}") | {"allele": {known["id"]: known}}
    assert preferred(given) == [[place(10)]]


def test_variants_may_be_listed_by_their_numbers() -> None:
    listed = {
        str(n): variant(f"#/{n}/members/1/", member(n), member(n + 1), id_=f"clinvar:{n}")
        for n in (10, 20)
    }
    assert preferred(listed) == [[place(11), place(10)], [place(21), place(20)]]


def test_a_location_and_a_sequence_may_be_pointers() -> None:
    one, two = member(10), member(10)
    two["location"] = one["location"] | {
        "sequenceReference": "#/members/0/location/sequenceReference"
    }
    assert preferred(variant(one, one, two)) == [[place(10)]]
    two["location"] = "#/members/0/location"
    assert preferred(variant("#/members/1", one, two)) == [[place(10)]]


def test_a_pointer_may_lead_to_a_pointer_but_not_to_itself() -> None:
    given = variant("#/members/1", member(10), "#/members/0")
    assert preferred(given) == [[place(10)]]
    found = findings(variant("#/members/0", "#/constraints/0/allele"))
    assert {(f.rule, f.pointer) for f in found if f.rule == "ST-4"} == {
        ("ST-4", "/constraints/0/allele"), ("ST-4", "/members/0"),
    }  # fmt: skip


@pytest.mark.parametrize("pointer", [
    "2/members/9/", "9/members/0", "#/members/9", "#/allele/ga4gh:VA.x", "#", "#/", "#/name",
    "2/members/-", "#/members/~2", "0/", "3/", "#/members/0/location/start",
])  # fmt: skip
def test_a_pointer_that_leads_nowhere_is_found_and_comes_back(pointer: str) -> None:
    given = variant(pointer, member(10), pointer)
    found = [f for f in findings(given) if f.severity == "error"]
    assert [(f.rule, f.pointer) for f in found] == [
        ("ST-4", "/constraints/0/allele"), ("ST-4", "/members/1"),
    ]  # fmt: skip
    messages = [item for item in items(given) if isinstance(item, Message)]
    trees = [item.normal.tree for item in messages]
    assert pointer not in {
        link["contextualAllele"]["reference"] for link in trees[0]["relatedContextualAllele"]
    }
    (back,), _ = written(trees)
    assert pointer in back["members"]
    assert back["constraints"][0]["allele"] == pointer


def test_what_is_wrong_behind_a_pointer_is_said_once() -> None:
    wrong = member(10)
    wrong["state"]["type"] = "x"
    found = [f for f in findings(variant("2/members/0", wrong)) if f.rule == "ST-4"]
    assert [f.pointer for f in found] == ["/members/0/state/type"]


@pytest.mark.parametrize("name", [
    "ga4gh:VA.0AePZIWZUNsUlQTamyLrjm2HWUw2opLt", "http://alleles.example/1#/members/0",
    "alleles/1.json", "71", "",
])  # fmt: skip
def test_an_iri_is_no_pointer(name: str) -> None:
    assert not is_pointer(name)


def test_pointers_in_lines_stay_in_their_line() -> None:
    lines = [variant("2/members/0/", member(n), id_=f"clinvar:{n}") for n in (10, 20)]
    text = "\n".join(map(json.dumps, lines))
    found = [
        item.normal.tree["relatedContextualAllele"][0]["contextualAllele"]["reference"]
        for item in read_text(text, ReadOptions(), load_model())
        if isinstance(item, Message) and item.type == "CanonicalAllele"
    ]
    assert found == [place(10), place(20)]
