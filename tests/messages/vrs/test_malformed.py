"""Documents of VRS with one thing missing, or of another type, wherever that may be."""

from __future__ import annotations

import copy
import json
from typing import Any, Final

import pytest

from clingen_ld.messages.message import ReadOptions
from clingen_ld.messages.reading import read_text
from clingen_ld.model import load_model
from tests.messages.editing import Path, at, new_findings, places, with_value, without
from tests.messages.vrs.making import CHROMOSOME, allele, canonical, findings, written

FORM = "vrs"
OTHERS: list[Any] = [True, 5, -1, 1.5, "x", {}, [1], {"a": 1}, [[]], [{}]]
# Without these a document says less, but is a right one.
OPTIONAL = {
    "id", "digest", "expressions", "aliases", "residueAlphabet", "moleculeType", "sequence",
    "members", "mappings", "description", "extensions", "syntax_version", "constraints",
}  # fmt: skip
# An extension, and the version of a syntax, may have any value of their own.
FREE = {"value"}


def documents() -> dict[str, Any]:
    names = [(f"{CHROMOSOME}:g.11A>T", "hgvs-genomic"), ("x", "custom")]
    new = allele(CHROMOSOME, 10, 11, "A", "T", names=names)
    old = allele("NC_000017.10", 10, 12, "AC", "AC")
    identifier = [{"system": "http://www.ncbi.nlm.nih.gov/clinvar", "value": "1"}]
    (single,), _ = written([new])
    single |= {"description": "x", "extensions": [{"name": "x", "value": 1}]}
    (variant,), _ = written(canonical("CA1", [new, old], 0, identifier=identifier))
    return {"Allele": single, "CategoricalVariant": variant}


DOCUMENTS = documents()


def pointer(path: Path) -> str:
    return "".join(f"/{step}" for step in path)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_documents_have_no_error(name: str) -> None:
    assert [f for f in findings(DOCUMENTS[name]) if f.severity == "error"] == []


@pytest.mark.slow
@pytest.mark.parametrize("name", DOCUMENTS)
def test_another_type_is_found_in_its_place(name: str) -> None:
    document = DOCUMENTS[name]
    before = findings(document)
    for path in places(document):
        was = at(document, path)
        for other in OTHERS:
            is_number = isinstance(was, int) and isinstance(other, int | float)
            if type(other) is type(was) or path[-1] in FREE or (is_number and other == was):
                continue
            new = new_findings(with_value(document, path, other), FORM, before)
            near = [
                f
                for f in new
                if pointer(path).startswith(f.pointer) or f.pointer.startswith(pointer(path))
            ]
            assert near, (path, other, new)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_missing_key_is_found_in_its_place(name: str) -> None:
    document = DOCUMENTS[name]
    before = findings(document)
    for path in places(document):
        if not isinstance(path[-1], str) or path[-1] in OPTIONAL - {"sequence"}:
            continue
        if path[-1] == "sequence" and (path[-2] == "location" or _is_repeat(document, path)):
            continue
        if path[-1] == "relations":  # a constraint without them is no recipe, but one of Cat-VRS
            continue
        new = new_findings(without(document, path), FORM, before)
        assert any(pointer(path[:-1]).startswith(f.pointer) for f in new), (path, new)


def _is_repeat(document: Any, path: Path) -> bool:
    return bool(at(document, path[:-1]).get("type") == "ReferenceLengthExpression")


@pytest.mark.slow
@pytest.mark.parametrize("name", DOCUMENTS)
def test_damaged_documents_are_written_again_without_a_crash(name: str) -> None:
    document = DOCUMENTS[name]
    for path in places(document):
        for other in OTHERS:
            text = json.dumps(with_value(document, path, other))
            read = read_text(text, ReadOptions(form=FORM), load_model(), "x")
            written(i.normal.tree for i in read if hasattr(i, "normal"))


def test_a_wrong_identifier_is_found() -> None:
    wrong = copy.deepcopy(DOCUMENTS["Allele"])
    wrong["state"]["sequence"] = "G"
    found = {(f.rule, f.pointer) for f in findings(wrong) if f.severity == "error"}
    assert {("ST-4", "/id"), ("ST-4", "/digest")} <= found


def test_places_count_from_the_start_of_the_text() -> None:
    wrong = copy.deepcopy(DOCUMENTS["CategoricalVariant"])
    wrong["members"][1]["location"]["sequenceReference"]["refgetAccession"] = "x"
    found = [f for f in findings([DOCUMENTS["Allele"], wrong]) if f.rule == "ST-4"]
    assert "/1/members/1/location/sequenceReference/refgetAccession" in {f.pointer for f in found}


def test_a_location_may_be_only_named() -> None:
    name = "ga4gh:SL.wIlaGykfwHIpPY2Fcxtbx4TINbbODFVz"
    found = findings(DOCUMENTS["Allele"] | {"location": name})
    assert found == []
    found = findings(DOCUMENTS["Allele"] | {"location": "x"})
    assert ("ST-7", "/location") in {(f.rule, f.pointer) for f in found}


_UNKNOWN: Final = {
    "type": "SequenceLocation",
    "sequenceReference": {"type": "SequenceReference", "refgetAccession": "SQ." + "A" * 32},
}
_BASE: Final = {"type": "LiteralSequenceExpression", "sequence": "T"}


@pytest.mark.parametrize(
    "document",
    [
        {"type": "Allele", "location": _UNKNOWN | {"start": 5, "end": 6}, "state": _BASE},
        {"type": "CopyNumberCount", "location": _UNKNOWN | {"start": 5, "end": 9}, "copies": 3},
        {
            "type": "Allele",
            "location": _UNKNOWN
            | {"type": "SequenceOffsetLocation", "anchor": 5, "anchorOrientation": "left"}
            | {"offsetStart": 1, "offsetEnd": 2},
            "state": _BASE,
        },
        {"type": "CategoricalVariant", "id": "x", "name": "a loss of a gene"},
    ],
)
def test_what_no_key_of_vrs_states_is_not_missing(document: Any) -> None:
    assert findings(document) == []


def test_an_open_end_is_found_in_its_place() -> None:
    location = {k: v for k, v in DOCUMENTS["Allele"]["location"].items() if k != "end"}
    found = findings(DOCUMENTS["Allele"] | {"location": location})
    assert [(f.rule, f.pointer) for f in found if f.severity == "error"] == [("ST-2", "/location")]


def by_length(length: int, unit: int, span: int, sequence: Any, reference: Any = None) -> Any:
    location = {
        "type": "SequenceLocation", "start": 100, "end": 100 + span,
        "sequenceReference": {
            "type": "SequenceReference", "refgetAccession": "SQ.dLZ15tNO1Ur0IcGjwc3Sdi_0A6Yf4zm7",
        },
    }  # fmt: skip
    state = {"type": "ReferenceLengthExpression", "length": length, "repeatSubunitLength": unit}
    state |= {} if sequence is None else {"sequence": sequence}
    location |= {} if reference is None else {"sequence": reference}
    return {"type": "Allele", "location": location, "state": state}


@pytest.mark.parametrize(("parts", "pointer"), [
    ((6, 2, 2, "CACA"), "/state/length"),
    ((4, 2, 2, "CACACA"), "/state/length"),
    ((0, 2, 2, "CA"), "/state/length"),
    ((6, 2, 2, "CACACC"), "/state/sequence"),
    ((6, 2, 2, "CACACA", "CC"), "/state/sequence"),
    ((1, 2, 3, "C", "GAG"), "/state/sequence"),
    ((6, 3, 2, None), "/state/repeatSubunitLength"),
    ((6, 0, 2, "CACACA"), "/state/repeatSubunitLength"),
    ((6, 2, 0, "CACACA"), "/state/repeatSubunitLength"),
])  # fmt: skip
def test_the_parts_of_a_state_agree(parts: tuple[Any, ...], pointer: str) -> None:
    document = by_length(*parts)
    found = [f for f in findings(document) if f.severity == "error"]
    assert [(f.rule, f.pointer) for f in found] == [("ST-4", pointer)]
    other = by_length(4, 2, 2, "CACA")
    constraint = {"type": "DefiningAlleleConstraint", "allele": other}
    variant = {"type": "CategoricalVariant", "name": "x", "id": "v1", "constraints": [constraint]}
    found = findings(variant | {"members": [other, document]})
    assert [f.pointer for f in found if f.rule == "ST-4"] == [f"/members/1{pointer}"]


@pytest.mark.parametrize("parts", [
    (6, 2, 2, "CACACA"), (6, 2, 2, None), (0, 2, 2, ""), (1, 4, 5, "G", "GACAG"), (2, 2, 2, "CA"),
    (3, 2, 5, "CAC", "CACAC"), (7, 2, 3, "ACACACA"), (4, 5, 9, "GGGG"), (11, 3, 8, "CTCCTCCTCCT"),
])  # fmt: skip
def test_parts_that_agree_are_no_error(parts: tuple[Any, ...]) -> None:
    assert [f for f in findings(by_length(*parts)) if f.severity == "error"] == []


@pytest.mark.parametrize("name", DOCUMENTS)
@pytest.mark.parametrize("spelling", [float, str])
def test_integers_in_another_spelling_are_found(name: str, spelling: type) -> None:
    document = DOCUMENTS[name]
    before = findings(document)
    paths = [path for path in places(document) if path[-1] in ("start", "end")]
    assert paths
    for path in paths:
        value = spelling(at(document, path))
        new = new_findings(with_value(document, path, value), FORM, before)
        assert ("ST-7", pointer(path)) in [(each.rule, each.pointer) for each in new]
