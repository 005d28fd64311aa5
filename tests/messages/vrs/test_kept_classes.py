"""Classes of VRS 2 that the model has no allele for are kept whole, and come back equal."""

from __future__ import annotations

import copy
import json
import tempfile
from pathlib import Path
from typing import Any

import pytest
from ga4gh.core import ga4gh_identify
from ga4gh.vrs import models
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyld import jsonld

import clingen_ld
from clingen_ld.messages.json_ld.contexts import document_loader
from clingen_ld.messages.vrs.identifiers import computed_id
from clingen_ld.messages.vrs.schema import KEPT, TERMS
from tests.conftest import cases
from tests.messages.vrs.making import Tree, findings, read
from tests.messages.vrs.test_round_trips import WAYS, through
from tests.messages.vrs.test_vectors import CHR7, CHR19, SPECIFICATION, literal, repeat
from tests.messages.vrs.test_vectors import given as of_row

NATURAL = st.integers(0, 10**9)
RANGES = st.one_of(
    st.tuples(NATURAL, st.none()),
    st.tuples(st.none(), NATURAL),
    st.tuples(NATURAL, NATURAL).map(sorted),
).map(list)
PLACES = st.one_of(NATURAL, RANGES)
REFERENCES = st.sampled_from((CHR7, CHR19)).map(
    lambda name: {"type": "SequenceReference", "refgetAccession": name}
)
STATES = st.one_of(
    st.text("ACGT", max_size=9).map(literal),
    st.builds(repeat, st.integers(0, 30), st.integers(0, 9)),
    st.just({"type": "LengthExpression"}),
    PLACES.map(lambda length: {"type": "LengthExpression", "length": length}),
)
EXTRAS = st.fixed_dictionaries({}, optional={
    "id": st.sampled_from(("my:1", "http://example.org/x#1", "5")),
    "name": st.text("ab é\"\\<>", min_size=1, max_size=8),
    "aliases": st.lists(st.sampled_from("abc"), max_size=3),
    "expressions": st.just([{"syntax": "iscn", "value": "der(2)t(2;9)"}]),
    "extensions": st.just([{"name": "n", "value": {"a": [None, [], {}, 1.5, "x", [2]]}}]),
})  # fmt: skip


def places(ends: tuple[str, ...]) -> st.SearchStrategy[Tree]:
    return st.builds(
        lambda of, told: {"type": "SequenceLocation", "sequenceReference": of} | told,
        REFERENCES, st.fixed_dictionaries(dict.fromkeys(ends, PLACES)),
    )  # fmt: skip


def of_class(name: str, **keys: st.SearchStrategy[Any]) -> st.SearchStrategy[Tree]:
    return st.builds(
        lambda told, more: {"type": name} | told | more, st.fixed_dictionaries(keys), EXTRAS
    )


ONE_END = st.one_of(places(("start",)), places(("end",)))
WHOLE = places(("start", "end"))
ADJACENCIES = st.one_of(
    of_class("Adjacency", adjoinedSequences=st.lists(ONE_END, min_size=2, max_size=2)),
    of_class(
        "Adjacency", adjoinedSequences=st.lists(ONE_END, min_size=2, max_size=2), linker=STATES,
        homology=st.booleans(),
    ),
)  # fmt: skip
TERMINI = of_class("Terminus", location=ONE_END)
BLOCKS = st.builds(
    lambda side, part: {"type": "TraversalBlock", "orientation": side, "component": part},
    st.sampled_from(("forward", "reverse_complement")), ADJACENCIES,
)  # fmt: skip
ALLELES = st.builds(
    lambda place, state: {"type": "Allele", "location": place, "state": state}, WHOLE, STATES
)
CHANGES = st.sampled_from([each.value for each in models.CopyChange])
OF_PACKAGE = st.one_of(
    ADJACENCIES, TERMINI, WHOLE,
    of_class("DerivativeMolecule", components=st.lists(
        st.one_of(TERMINI, BLOCKS, ALLELES), min_size=2, max_size=4)),
    of_class("CopyNumberCount", location=WHOLE, copies=PLACES),
    of_class("CopyNumberChange", location=WHOLE, copyChange=CHANGES),
)  # fmt: skip
"""The classes that ga4gh.vrs has."""
OFFSETS = st.builds(
    lambda of, anchor, side, ends: {
        "type": "SequenceOffsetLocation", "sequenceReference": of, "anchor": anchor,
        "anchorOrientation": side, "offsetStart": ends[0], "offsetEnd": ends[1],
    },
    REFERENCES, NATURAL, st.sampled_from(("left", "right")),
    st.tuples(st.integers(-99, 99), RANGES),
)  # fmt: skip
RELATIVE_PLACES = st.builds(
    lambda base, mapped: {
        "type": "RelativeSequenceLocation", "baseSequenceLocation": base,
        "mappedSequenceLocation": mapped,
    },
    WHOLE, OFFSETS,
)  # fmt: skip
RELATIVE_ALLELES = of_class(
    "RelativeAllele", relativeLocation=RELATIVE_PLACES, baseState=STATES, mappedState=STATES
)
ANY = st.one_of(OF_PACKAGE, OFFSETS, RELATIVE_PLACES, RELATIVE_ALLELES)


def errors(value: Tree) -> list[tuple[str, str]]:
    return [(f.rule, f.pointer) for f in findings(value) if f.severity == "error"]


def as_package(value: Tree) -> Any:
    plain = {key: item for key, item in value.items() if key != "id"}
    return getattr(models, value["type"]).model_validate(plain)


@settings(deadline=None, max_examples=cases(60))
@given(OF_PACKAGE)
def test_identifiers_are_those_of_the_reference_implementation(value: Tree) -> None:
    assert computed_id(value) == ga4gh_identify(as_package(value))


@pytest.mark.slow
@pytest.mark.parametrize("way", WAYS)
@settings(deadline=None, max_examples=6, suppress_health_check=[HealthCheck.too_slow])
@given(values=st.lists(ANY, min_size=8, max_size=8, unique_by=computed_id))
def test_all_classes_come_back_equal(way: str, values: list[Tree]) -> None:
    values = [v for v in values if v["type"] != "SequenceOffsetLocation"] + [
        v for v in values if v["type"] == "SequenceOffsetLocation"][:1]  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        back = through(values, way, Path(folder))
    assert sorted(map(dumped, back)) == sorted(map(dumped, values))


def dumped(value: Tree) -> str:
    return json.dumps(value, sort_keys=True)


PLACE = {
    "type": "SequenceLocation", "start": 10, "end": 20,
    "sequenceReference": {"type": "SequenceReference", "refgetAccession": CHR7},
}  # fmt: skip
COUNT: Tree = {"type": "CopyNumberCount", "location": PLACE, "copies": [3, None]}
VECTORS = (
    ({"type": "Terminus", "location": {key: PLACE[key] for key in PLACE if key != "start"}}, "TM"),
    (COUNT, "CN"),
    ({"type": "RelativeSequenceLocation", "baseSequenceLocation": PLACE, "mappedSequenceLocation": {
        "sequenceReference": PLACE["sequenceReference"], "anchor": 5, "anchorOrientation": "right",
        "offsetStart": -1, "offsetEnd": 0}}, "RSL"),
)  # fmt: skip


@pytest.mark.parametrize(("value", "prefix"), VECTORS)
def test_an_identifier_is_told_and_a_wrong_one_is_found(value: Tree, prefix: str) -> None:
    name = computed_id(value)
    assert name is not None
    assert name.startswith(f"ga4gh:{prefix}.")
    (tree,) = read(value)
    assert tree["identifier"] == [{"system": "https://w3id.org/ga4gh/vrs", "value": name}]
    right = value | {"id": name, "digest": name.rpartition(".")[2]}
    assert errors(right) == []
    wrong = right | {"id": name[:-1] + "-", "digest": "x" * 32}
    assert errors(wrong) == [("ST-4", "/id"), ("ST-4", "/digest")]
    inner = copy.deepcopy(right)
    place = next(k for k in ("location", "baseSequenceLocation") if k in inner)
    inner[place]["id"] = f"ga4gh:SL.{'x' * 32}"
    assert errors(inner) == [("ST-4", f"/{place}/id")]


def test_the_place_of_a_name_is_told_by_no_identifier() -> None:
    value = {"type": "Terminus", "location": f"ga4gh:SL.{'x' * 32}"}
    assert computed_id(value) is None
    assert errors(value) == []


@pytest.mark.parametrize(("change", "pointer"), [
    ({"copies": "3"}, "/copies"), ({"copies": [None, None]}, "/copies"), ({"location": 5},
    "/location"), ({"location": PLACE | {"start": -1}}, "/location/start"),
    ({"location": {"type": "SequenceLocation"}}, "/location"), ({"copies": -1}, "/copies"),
])  # fmt: skip
def test_what_is_wrong_is_found_in_its_place(change: Tree, pointer: str) -> None:
    assert [at for _, at in errors(COUNT | change)] == [pointer]


@pytest.mark.parametrize("form", ["nquads", "turtle", "json-ld", "resource-json"])
@pytest.mark.parametrize("value", [*(each for each, _ in VECTORS), of_row(SPECIFICATION[0])])
def test_what_no_key_of_vrs_states_is_not_missing_in_another_form(
    value: Tree, form: str, tmp_path: Path
) -> None:
    given, made = tmp_path / "a.json", tmp_path / "made"
    given.write_text(json.dumps(value))
    clingen_ld.convert(given, form, made)
    assert list(clingen_ld.validate(given).findings) == []
    assert list(clingen_ld.validate(made).findings) == []


def test_nothing_of_it_is_lost_but_in_a_form_without_extensions(tmp_path: Path) -> None:
    file = tmp_path / "a.json"
    file.write_text(json.dumps(COUNT))
    assert clingen_ld.convert(file, "vrs").losses == []
    assert clingen_ld.convert(file, "registry").losses != []


def test_any_json_ld_processor_reads_vrs_by_the_context_of_the_package() -> None:
    """Its triples are those that the toolkit gives, but for the names of the nodes."""
    value = {"type": "CopyNumberChange", "id": "my:1", "location": PLACE, "copyChange": "loss"}
    context = document_loader()("http://clingen.org/model/allele/vrs.jsonld")["document"]
    told = jsonld.expand(value | {"@context": context["@context"]})
    (kept,) = jsonld.expand({k: v for k, v in read(value)[0].items() if TERMS.has(k)})
    assert told == [kept]


def test_all_classes_are_tried() -> None:
    assert set(KEPT) == {
        "SequenceLocation", "SequenceOffsetLocation", "RelativeSequenceLocation", "RelativeAllele",
        "Adjacency", "Terminus", "DerivativeMolecule", "CopyNumberCount", "CopyNumberChange",
    }  # fmt: skip


def test_members_of_other_classes_are_checked_and_come_back(tmp_path: Path) -> None:
    variant = {
        "type": "CategoricalVariant", "id": "v:1", "name": "x",
        "constraints": [{"type": "DefiningAlleleConstraint", "allele": of_row(SPECIFICATION[0])}],
    }  # fmt: skip
    right = variant | {"members": [COUNT]}
    assert errors(right) == []
    assert through([right], "nquads", tmp_path)[0]["members"] == [COUNT]
    wrong = variant | {"members": [COUNT | {"copies": "3", "id": f"ga4gh:CN.{'x' * 32}"}]}
    assert errors(wrong) == [("ST-4", "/members/0/copies")]
    wrong = variant | {"members": [COUNT | {"id": f"ga4gh:CN.{'x' * 32}"}]}
    assert errors(wrong) == [("ST-4", "/members/0/id")]


@pytest.mark.parametrize(
    ("given", "meant"),
    [("efo:0030070", "gain"), ("EFO:0020073", "high-level loss"), ("Gain", "gain"), ("more", None)],
)
def test_codes_of_drafts_have_their_words_today(given: str, meant: str | None) -> None:
    value = {"type": "CopyNumberChange", "location": PLACE, "copyChange": given}
    [found] = [each for each in findings(value) if each.severity == "error"]
    assert (found.rule, found.pointer, found.suggestion) == ("ST-4", "/copyChange", meant)


def test_the_wrong_sequence_of_a_chromosome_is_one_finding(tmp_path: Path) -> None:
    """As in an example of Cat-VRS, which has the digest of chromosome 7 for one of 17."""
    reference = {"type": "SequenceReference", "id": "refseq:NC_000017.11", "refgetAccession": CHR7}
    place = {"type": "SequenceLocation", "sequenceReference": reference, "start": 1, "end": 9}
    place |= {"id": f"ga4gh:SL.{'x' * 32}", "digest": "x" * 32}
    constraint = {"type": "DefiningLocationConstraint", "location": place}
    constraint |= {"matchCharacteristic": {"name": "is_within"}}
    variant = {"type": "CategoricalVariant", "id": "v1", "name": "x", "constraints": [constraint]}
    at = "/constraints/0/location/sequenceReference/refgetAccession"
    assert errors(variant) == [("ST-4", at)]
    assert errors(COUNT | {"location": place}) == [
        ("ST-4", "/location/sequenceReference/refgetAccession")
    ]
    assert through([variant], "nquads", tmp_path) == [variant]
