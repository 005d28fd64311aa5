"""Objects of VRS with something missing or wrong come back as they were, or the change is named."""

from __future__ import annotations

import json
from typing import Any, Final

import pytest

import clingen_ld
from clingen_ld import Document
from tests.messages.editing import Path, at, places, with_value, without
from tests.messages.vrs.making import Tree

COMPUTED: Final = {"id", "digest"}
WAYS: Final = ("vrs", "nquads", "resource-json")


def location(start: Any = 5, end: Any = 6) -> Tree:
    refget = "SQ.F-LrLMe1SRpfUZHkQmvkVKFEGaoDeHul"
    reference = {"type": "SequenceReference", "refgetAccession": refget}
    return {
        "type": "SequenceLocation", "sequenceReference": reference, "start": start, "end": end,
    }  # fmt: skip


LITERAL: Final = {"type": "LiteralSequenceExpression", "sequence": "A"}
ALLELE: Final = {"type": "Allele", "location": location(), "state": LITERAL}
REPEAT: Final = {"type": "ReferenceLengthExpression", "length": 1, "repeatSubunitLength": 2}
NAMED: Final = ALLELE | {
    "aliases": ["a"], "location": location() | {"sequence": "C"},
    "expressions": [{"syntax": "hgvs.g", "value": "NC_000007.14:g.6C>A"}],
}  # fmt: skip
COPIES: Final = {
    "type": "CategoricalVariant", "id": "my:3", "name": "n",
    "constraints": [{"type": "CopyCountConstraint", "copies": [1, None]}],
}  # fmt: skip
PRESENT: Final = {"type": "CategoricalVariantCriterion", "presence": "present"}
COMPOSITE: Final = {
    "type": "CompositeCategoricalVariant", "id": "my:4", "name": "n", "operator": "AND",
    "phaseRelation": "cis", "extensions": [{"name": "n", "value": [None]}],
    "mappings": [{"coding": {"system": "ClinVar", "code": "12"}, "relation": "exactMatch"}],
}  # fmt: skip
DOCUMENTS: Final[dict[str, Any]] = {
    "substitution": ALLELE,
    "named": NAMED,
    "repeat": {"type": "Allele", "location": location(5, 8), "state": REPEAT | {"sequence": "C"}},
    "range": {"type": "Allele", "location": location([None, 5], [8, None]), "state": LITERAL},
    "block": {
        "type": "CisPhasedBlock", "id": "my:1", "extensions": [{"name": "n", "value": [None]}],
        "expressions": [{"syntax": "hgvs.g", "value": "NC_000007.14:g.[6C>A;9T>A]"}],
        "members": [ALLELE, ALLELE | {"location": location(8, 9)}],
    },
    "composite": COMPOSITE | {
        "elements": [
            PRESENT | {"subject": COPIES | {"id": "my:5", "members": [ALLELE]}},
            PRESENT | {"subject": COPIES},
        ],
    },
    "composite in trans": COMPOSITE | {
        "phaseRelation": "trans", "elements": [PRESENT | {"subject": COPIES}],
    },
    "copies": COPIES,
    "variant": {
        "type": "CategoricalVariant", "id": "my:2", "name": "n", "members": [ALLELE],
        "constraints": [{"type": "DefiningAlleleConstraint", "allele": ALLELE}],
        "extensions": [{"name": "n", "value": [None]}],
        "mappings": [
            {"coding": {"system": "ClinVar", "code": "12"}, "relation": "exactMatch"},
        ],
    },
}  # fmt: skip
OTHERS: Final[tuple[Any, ...]] = (None, [], {}, [[]], 5, True, "x", {"a": [None]})


def given_back(document: Any, way: str) -> tuple[list[Any], list[str]]:
    """A document after it was in another form, and the losses and problems that were named."""
    text = json.dumps(document)
    first = clingen_ld.convert(Document(text, name="x.json"), way)
    named = [*first.lost, *(str(problem.values) for problem in first.problems)]
    middle = first.text or ""
    if way != "vrs" and middle:
        name = "x.nq" if way == "nquads" else "x.json"
        second = clingen_ld.convert(Document(middle, name=name), "vrs")
        named += [*second.lost, *(str(problem.values) for problem in second.problems)]
        middle = second.text or ""
    return [json.loads(line) for line in middle.splitlines()], named


def bare(value: Any, given: Any) -> Any:
    """A value without the computed identifiers and digests that the one it was lacks."""
    if isinstance(value, list) and isinstance(given, list) and len(value) == len(given):
        return [bare(one, other) for one, other in zip(value, given, strict=True)]
    if isinstance(value, dict) and isinstance(given, dict):
        kept = {k: v for k, v in value.items() if k in given or k not in COMPUTED}
        return {k: bare(v, given.get(k)) for k, v in kept.items()}
    return value


def assert_kept(document: Any, way: str) -> None:
    back, named = given_back(document, way)
    alike = json.dumps(bare(back, [document]), sort_keys=True)
    assert alike == json.dumps([document], sort_keys=True) or named


def with_one_missing(document: Any) -> list[Any]:
    return [without(document, path) for path in places(document) if isinstance(path[-1], str)]


@pytest.mark.slow
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_missing_key_is_not_made_up(name: str, way: str) -> None:
    """A type above all, by which nobody said how the sequence of a state is meant."""
    for document in with_one_missing(DOCUMENTS[name]):
        assert_kept(document, way)


def _of_interest(path: Path) -> bool:
    return path[-1] in {
        "type", "sequenceReference", "sequence", "members", "constraints", "mappings",
        "extensions", "expressions", "aliases", "name",
    }  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("way", WAYS[:2])
@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_wrong_value_stays_or_is_named(name: str, way: str) -> None:
    document = DOCUMENTS[name]
    for path in filter(_of_interest, places(document)):
        was = at(document, path)
        for other in [*OTHERS, [was], {}]:
            if other != was:
                assert_kept(with_value(document, path, other), way)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("expressions", [
    [{"syntax": "spdi", "value": "NC_000007.14:5:1:A"}],
    [{"syntax": "hgvs.g", "value": "NC_000007.14:g.[6C>A;9T>A]", "syntax_version": "21.0"}],
    [{"syntax": "hgvs.g", "value": "NC_000007.14:g.[6C>A;9T>A]"},
     {"syntax": "iscn", "value": "x", "extensions": [{"name": "n", "value": None}]}],
    [], None, 5, ["x"], [None],
])  # fmt: skip
@pytest.mark.parametrize("name", ["block", "named", "range"])
def test_expressions_of_any_syntax_stay(name: str, expressions: Any, way: str) -> None:
    assert_kept(DOCUMENTS[name] | {"expressions": expressions}, way)


@pytest.mark.parametrize("engine", ["auto", "standard"])
def test_a_state_without_a_type_gets_none(engine: Any) -> None:
    """Neither does the allele get an identifier, which would say how the state is meant."""
    document = NAMED | {"state": {"sequence": "A"}}
    made = clingen_ld.convert(Document(json.dumps(document)), "vrs", engine=engine)
    back = json.loads(made.text or "")
    assert back["state"] == {"sequence": "A"}
    assert not COMPUTED & back.keys()
    report = clingen_ld.validate(Document(json.dumps(document)))
    assert [(f.rule, f.pointer) for f in report if f.severity == "error"] == [("ST-2", "/state")]


@pytest.mark.slow
@pytest.mark.parametrize("to", ["vrs", "nquads"])
@pytest.mark.parametrize("name", ["variant", "block", "substitution", "copies"])
def test_each_engine_names_each_loss(name: str, to: str) -> None:
    """Of many texts, too, of which the first are read by the standard path in any case."""
    wrong = {"id": ""} if name in ("variant", "copies") else {"digest": "v" * 32}
    documents = [DOCUMENTS[name] | wrong | {"description": str(n)} for n in range(30)]
    text = "\n".join(map(json.dumps, documents))
    lost = [
        clingen_ld.convert(Document(text, name="x.json"), to, engine=engine).lost
        for engine in ("auto", "direct", "standard")
    ]
    assert lost[0] == lost[1] == lost[2]
    assert len([each for each in lost[0] if "is not kept" in each]) == len(documents)


@pytest.mark.slow
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("member", [
    "http://e.org/x", "http://e.org/a b#é", "urn:x:y", "ga4gh:VA." + "v" * 32, "x", "CA123", "a/b",
    "", None, 5, {}, [], ["x"], {"a": [None]}, {"type": "Text", "definition": "x"},
])  # fmt: skip
@pytest.mark.parametrize("name", ["block", "variant"])
def test_members_of_any_kind_stay_in_their_places(name: str, member: Any, way: str) -> None:
    document = DOCUMENTS[name]
    for members in ([member, *document["members"]], [*document["members"], member], [member]):
        assert_kept(document | {"members": members}, way)
    found = clingen_ld.validate(Document(json.dumps(document | {"members": [ALLELE, member]})))
    is_reference = isinstance(member, str) and ":" in member and " " not in member
    errors = {f.pointer[: len("/members/1")] for f in found if f.severity == "error"}
    assert is_reference or "/members/1" in errors


@pytest.mark.parametrize("iri", ["http://e.org/x", "urn:x:y"])
def test_an_allele_and_its_canonical_allele_are_two_nodes(iri: str) -> None:
    document = DOCUMENTS["block"] | {"members": [iri, ALLELE]}
    lines = (clingen_ld.convert(Document(json.dumps(document)), "ntriples").text or "").splitlines()
    links = [line.split() for line in lines if "/contextualAllele>" in line]
    assert f"<{iri}>" in {link[2] for link in links}
    nested = {line.split()[2] for line in lines if "/nested>" in line}
    assert f"<{iri}>" not in nested


@pytest.mark.parametrize("way", WAYS)
def test_an_allele_may_stand_twice_in_a_composite(way: str) -> None:
    document = DOCUMENTS["composite"]
    twice = [*document["elements"], document["elements"][0]]
    back, named = given_back(document | {"elements": twice}, way)
    assert not named
    assert bare(back, [document | {"elements": twice}]) == [document | {"elements": twice}]


def test_a_number_in_another_spelling_is_another_allele() -> None:
    other = ALLELE | {"location": location(5.0)}
    constraint = {"type": "DefiningAlleleConstraint", "allele": other}
    assert_kept(DOCUMENTS["variant"] | {"constraints": [constraint]}, "nquads")
