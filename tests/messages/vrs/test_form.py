"""What is not read of VRS 1 is named, and so is what is no allele."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest

import clingen_ld
from clingen_ld.messages.forms import object_form
from clingen_ld.messages.message import Message
from clingen_ld.messages.vrs.form import meant_type
from tests.messages.vrs.making import CHROMOSOME, Tree, allele, findings, items, written
from tests.messages.vrs.test_reading_again import COUNT, VARIANT
from tests.messages.vrs.test_round_trips import WAYS, through
from tests.messages.vrs.test_vectors import CHR7, given, identified

SEQUENCE = f"ga4gh:{CHR7}"
ENDS = {
    "start": {"type": "Number", "value": 55181319},
    "end": {"type": "Number", "value": 55181320},
}


def vrs_1(**more: Any) -> Tree:
    location: Tree = {"type": "SequenceLocation", "sequence_id": SEQUENCE}
    location |= {"interval": {"type": "SequenceInterval"} | ENDS}
    state = {"type": "LiteralSequenceExpression", "sequence": "T"}
    return {"type": "Allele", "location": location, "state": state} | more


VRS_1: list[Tree] = [
    vrs_1(location={"sequence_id": SEQUENCE} | ENDS, type=None),
    vrs_1(location=f"ga4gh:VSL.{'x' * 32}", _id=f"ga4gh:VA.{'x' * 32}"),
    {"type": "Haplotype", "members": [vrs_1()]}, {"type": "VariationSet", "members": [vrs_1()]},
    {"type": "ChromosomeLocation", "species_id": "taxonomy:9606", "chr": "19"}, vrs_1()["location"],
    {"type": "CopyNumberCount", "subject": vrs_1()["location"],
     "copies": {"type": "Number", "value": 3}},
]  # fmt: skip


@pytest.mark.parametrize("value", VRS_1)
def test_another_version_is_named_in_one_finding(value: Tree) -> None:
    value = {key: item for key, item in value.items() if item is not None}
    assert object_form(value).name == "vrs"
    (found,) = findings(value)
    assert (found.rule, found.severity) == ("ST-11", "error")
    assert "of VRS 1" in found.message
    (found,) = findings([value])
    assert found.pointer.startswith("/0")


def test_an_allele_of_another_version_inside_a_variant_is_named_and_comes_back(
    tmp_path: Path,
) -> None:
    (member,) = written([allele(CHROMOSOME, 10, 11, "A", "T")])[0]
    constraint = {"type": "DefiningAlleleConstraint", "allele": member}
    other, at = vrs_1(), "location/sequence_id"
    variant: Tree = {"type": "CategoricalVariant", "id": "v1", "name": "x"}
    variant |= {"members": [member, other], "constraints": [constraint]}
    errors = [f for f in findings(variant) if f.severity == "error"]
    assert [(f.rule, f.pointer) for f in errors] == [("ST-11", f"/members/1/{at}")]
    assert through([variant], "nquads", tmp_path) == [variant]
    variant = variant | {"constraints": [constraint | {"allele": other}]}
    errors = [f for f in findings(variant | {"members": [member]}) if f.severity == "error"]
    assert ("ST-11", f"/constraints/0/allele/{at}") in {(f.rule, f.pointer) for f in errors}


def test_a_sequence_alone_is_no_allele_but_a_sequence() -> None:
    (told,) = items({"type": "SequenceReference", "refgetAccession": CHR7})
    assert isinstance(told, Message)
    assert (told.type, told.tree["id"]) == ("ReferenceSequence", "NC_000007.14")


RANGES: list[tuple[Any, Any]] = [
    ([None, 100], [110, None]), ([90, 100], 110), (100, [110, 120]), ([100, 100], [110, None]),
]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(("start", "end"), RANGES)
def test_uncertain_ends_are_named_and_come_back(
    start: Any, end: Any, way: str, tmp_path: Path
) -> None:
    value = given((CHR7, 0, 0, {"type": "LengthExpression", "length": [8, None]}, ""))
    value["location"] |= {"start": start, "end": end}
    for each in (value, identified(value), value | {"aliases": ["a"], "name": "b"}):
        errors = [f for f in findings(each) if f.severity == "error"]
        ranges = [key for key in ("start", "end") if isinstance(each["location"][key], list)]
        assert [(f.rule, f.pointer) for f in errors] == [
            ("ST-4", f"/location/{key}") for key in ranges
        ]
        assert all("the model has no place for uncertain ends" in f.message for f in errors)
        assert through([each], way, tmp_path) == [each]


def test_uncertain_ends_are_no_loss_and_a_wrong_id_of_them_is_found(tmp_path: Path) -> None:
    value = given((CHR7, 0, 0, {"type": "LengthExpression", "length": 5}, ""))
    value["location"] |= {"start": [None, 100], "end": [105, None]}
    file = tmp_path / "a.json"
    through([identified(value)], "nquads", tmp_path)
    file.write_text((tmp_path / "start.json").read_text())
    assert clingen_ld.convert(file, "vrs").losses == []
    wrong = copy.deepcopy(identified(value))
    wrong["location"]["start"] = [None, 101]
    pointers = {f.pointer for f in findings(wrong) if f.severity == "error"}
    assert {"/id", "/digest", "/location/digest"} <= pointers


@pytest.mark.parametrize("location", [
    f"ga4gh:SL.{'x' * 32}",
    {"type": "SequenceLocation", "start": 5,
     "sequenceReference": {"type": "SequenceReference", "refgetAccession": CHR7}},
    {"type": "SequenceLocation", "end": [1, 2],
     "sequenceReference": {"type": "SequenceReference", "refgetAccession": CHR7}},
])  # fmt: skip
@pytest.mark.parametrize("way", WAYS)
def test_a_place_that_the_model_has_none_of_comes_back(
    location: Any, way: str, tmp_path: Path
) -> None:
    state = {"type": "LiteralSequenceExpression", "sequence": "T"}
    value = {"type": "Allele", "location": location, "state": state, "aliases": ["a"]}
    assert through([value], way, tmp_path) == [value]


@pytest.mark.parametrize(
    ("pointer", "given", "meant"),
    [
        ("", "categoricalvariant", "CategoricalVariant"),
        ("/members/0", "allele", "Allele"),
        ("/members/0/location", "Sequence_Location", "SequenceLocation"),
        ("/members/0/location/sequenceReference", "sequencereference", "SequenceReference"),
        ("/members/0/state", "literalSequenceExpression", "LiteralSequenceExpression"),
        ("/constraints/0", "DefiningAlleleConstrant", "DefiningAlleleConstraint"),
    ],
)
def test_a_misspelt_type_is_found_and_the_right_one_suggested(
    pointer: str, given: str, meant: str
) -> None:
    document = json.loads(json.dumps(VARIANT))
    assert [each for each in findings(document) if each.severity == "error"] == []
    at = document
    for step in pointer.split("/")[1:]:
        at = at[int(step) if step.isdigit() else step]
    at["type"] = given
    found = [each for each in findings(document) if each.severity == "error"]
    assert [(each.pointer, each.suggestion) for each in found] == [(f"{pointer}/type", meant)]


@pytest.mark.parametrize("document", [VARIANT["members"][0], COUNT], ids=["Allele", "Count"])
def test_an_object_whose_type_is_misspelt_is_no_nameless_one(document: Any) -> None:
    told = {**document, "type": document["type"].lower()}
    [found] = clingen_ld.validate([json.dumps(told).encode()]).findings
    assert (found.rule, found.pointer, found.suggestion) == ("ST-11", "/type", document["type"])
    assert findings(told)[0].suggestion == document["type"]  # of the form that is asked for


@pytest.mark.parametrize(
    ("type_", "member"), [("CopyNumber", "subject"), ("RelativeCopyNumber", "subject")]
)
def test_classes_of_vrs_1_are_named_as_such(type_: str, member: str) -> None:
    [found] = findings({"type": type_, member: "ga4gh:VSL.x"})
    assert f"a {type_} of VRS 1" in found.message
    assert found.suggestion is None


def test_constraints_of_drafts_are_kept_and_no_other_ones_are_meant() -> None:
    draft = {"type": "DefiningContextConstraint", "definingContext": VARIANT["members"][0]}
    assert [each.rule for each in findings({**VARIANT, "constraints": [draft]})] == []


@pytest.mark.parametrize("type_", ["Statement", "Variation", "Haplotype", "all", "", 5, None])
def test_other_types_mean_none_of_vrs(type_: Any) -> None:
    assert meant_type({**VARIANT["members"][0], "type": type_}) is None
    assert meant_type({"type": "allele", "other": 1}) is None
