"""What misspelt names hide is found besides them, and nothing that is only a wrong guess."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest

from clingen_ld import Document, validate
from clingen_ld.messages.message import Message, ReadOptions
from clingen_ld.messages.reading import read_text
from clingen_ld.model import load_model
from clingen_ld.validation.checking import check_message
from tests.validation.builders import (
    GONE,
    changed,
    coordinate,
    gene,
    genomic,
    messenger,
    transcript,
)

MODEL = load_model()
Tree = dict[str, Any]


def found(tree: Tree) -> set[tuple[str, str]]:
    """What is found in a message by itself: rule and pointer."""
    [item] = read_text(json.dumps(tree), ReadOptions(), MODEL)
    assert isinstance(item, Message)
    return {(each.rule, each.pointer) for each in check_message(item, MODEL)}


def renamed(tree: Tree, *steps: str, to: str) -> Tree:
    """A message in which a key has another name."""
    made = copy.deepcopy(tree)
    node = made
    for step in steps[:-1]:
        node = node[step]
    node[to] = node.pop(steps[-1])
    return made


@pytest.mark.parametrize(
    ("tree", "key", "name", "rule", "at"),
    [
        (genomic(allele="Z"), "allele", "alelle", "XA-7", "/alelle"),
        (genomic(referenceCoordinate={"start": {"index": "x"}}), "referenceCoordinate",
         "referenceCoordnate", "ST-4", "/referenceCoordnate/start/index"),
        (genomic(alleleName=[{"nameType": "hgvs-genomic", "name": "NC_000017.11:g.A"}]),
         "alleleName", "alleleNames", "HG-1", "/alleleNames/0/name"),
        (gene(identifier=[{"system": "x y", "value": "1"}]), "identifier", "identifer", "ST-4",
         "/identifer/0/system"),
        (messenger(cdsStart=0), "cdsStart", "cdsStrat", "ST-4", "/cdsStrat"),
    ],
)  # fmt: skip
def test_what_is_wrong_in_a_hidden_value_is_found(
    tree: Tree, key: str, name: str, rule: str, at: str
) -> None:
    assert rule in {each for each, _ in found(tree)}
    made = found(renamed(tree, key, to=name))
    assert ("ST-1", f"/{name}") in made
    assert (rule, at) in made
    # And nothing else: neither that the name is missing, nor that a rule is broken for want of it.
    assert {each for each, _ in made} == {each for each, _ in found(tree)} | {"ST-1"}


def test_a_misspelt_name_within_another_is_found_with_what_it_hides() -> None:
    tree = genomic()
    tree["referenceCoordinate"]["start"]["index"] = "twelve"
    made = renamed(tree, "referenceCoordinate", "start", "index", to="indx")
    made = renamed(made, "referenceCoordinate", "start", to="strat")
    made = renamed(made, "referenceCoordinate", to="referenceCoordnate")
    assert found(made) == {
        ("ST-1", "/referenceCoordnate"),
        ("ST-1", "/referenceCoordnate/strat"),
        ("ST-1", "/referenceCoordnate/strat/indx"),
        ("ST-4", "/referenceCoordnate/strat/indx"),
    }


def test_right_values_under_misspelt_names_are_right_as_published_messages_write_them() -> None:
    tree = genomic()
    tree["referenceCoordinate"]["start"]["index"] = str(
        tree["referenceCoordinate"]["start"]["index"]
    )
    for key, name in (("referenceCoordinate", "referenceCoordnate"), ("allele", "alelle")):
        assert found(renamed(tree, key, to=name)) == {("ST-1", f"/{name}")}


@pytest.mark.parametrize(("key", "value"), [("note", 5), ("symbols", {"a": 1}), ("labels", ["x"])])
def test_a_key_that_may_be_another_hides_nothing(key: str, value: Any) -> None:
    rules = [rule for rule, _ in found(gene() | {key: value})]
    assert rules == ["ST-1"]


def test_a_code_that_is_a_number_is_no_slip_of_another() -> None:
    concept = {"coding": [{"system": "http://www.sequenceontology.org/", "code": "SO:0001583"}]}
    tree = genomic(primaryNucleotideChangeType=concept)
    assert {rule for rule, _ in found(tree)} <= {"ST-5", "XA-2", "XA-1"}


def in_set(*trees: Tree) -> set[tuple[str, str, int | None, str | None]]:
    """What the rules across resources find: rule, pointer, line, and the pointer beside it."""
    lines = ["[", ",\n".join(json.dumps(tree, indent=1) for tree in trees), "]"]
    report = validate(Document("\n".join(lines)))
    return {
        (each.rule, each.pointer, each.line, None if each.other is None else each.other.pointer)
        for each in report
        if each.rule in ("HG-4", "CO-1") and each.value != "Gene/GENE1"
    }


def in_transcript(name: str) -> Tree:
    """An allele on a transcript, with a name; the reference sequence is RS1."""
    return changed(
        transcript(alleleName=[{"nameType": "hgvs-cdna", "name": name}]),
        canonicalAllele=GONE,
        referenceCoordinate=coordinate(17, 18, "T", on="RS1"),
    )


SEQUENCE = messenger("NM_000001.1", "RS1", cdsStart=10, cdsEnd=90)


def test_rules_across_resources_speak_at_the_place_in_the_text() -> None:
    wrong = in_transcript("NM_000001.1:c.7T>G")
    [(rule, pointer, _, other)] = in_set(wrong, SEQUENCE)
    assert (rule, pointer) == ("HG-4", "/0/alleleName/0/name")
    names = renamed(wrong, "alleleName", to="alleleNames")
    [found_] = in_set(names, SEQUENCE)
    assert (found_[0], found_[1]) == ("HG-4", "/0/alleleNames/0/name")
    assert found_[2] is not None
    assert found_[2] > 1
    deep = renamed(wrong, "referenceCoordinate", "start", to="strat")
    deep = renamed(deep, "referenceCoordinate", to="referenceCordinate")
    [found_] = in_set(deep, SEQUENCE)
    assert found_[:2] == (rule, pointer)
    assert found_[3] == (other or "").replace("Coord", "Cord") != other
    # References, too.
    sequence = ("referenceCoordinate", "referenceSequence")
    lost = renamed(in_transcript("NM_000001.1:c.9T>G"), *sequence, to="referenceSequenc")
    assert {each[:2] for each in in_set(lost)} == {
        ("CO-1", "/0/referenceCoordinate/referenceSequenc")
    }
    assert in_set(renamed(in_transcript("NM_000001.1:c.9T>G"), *sequence, to="referenceSequenc"),
                  SEQUENCE) == set()  # fmt: skip


def test_each_property_that_is_missing_is_a_finding_of_its_own() -> None:
    tree = changed(genomic(), canonicalAllele=GONE)
    made = renamed(tree, "referenceCoordinate", to="referenceCordinate")
    [item] = read_text(json.dumps(made), ReadOptions(), MODEL)
    assert isinstance(item, Message)
    messages = [each.message for each in check_message(item, MODEL) if each.rule == "ST-8"]
    assert [each.partition(" ")[0] for each in messages] == ["canonicalAllele"]
