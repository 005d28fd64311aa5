"""What is accepted by facts, the rules across resources find nothing in."""

from __future__ import annotations

import random
from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clingen_ld.model import DEFAULT_BASE, SUBSETTED, Model, resource_iri
from clingen_ld.types import resource
from clingen_ld.validation import rules  # noqa: F401  (registers the rules)
from clingen_ld.validation.facts import facts_of
from clingen_ld.validation.judge import Judge
from clingen_ld.validation.rule_registry import set_rules
from clingen_ld.validation.session import ValidationOptions, rule_violations, suspect_violations
from clingen_ld.validation.set_index import StoredSet
from tests.conftest import STORIES
from tests.validation.mutations import Tree, examples, mutated, story

OPTIONS = ValidationOptions()


def judged(trees: Iterable[Tree], files: Iterable[str] = ()) -> tuple[StoredSet, Judge]:
    names = list(files)
    resources = StoredSet(DEFAULT_BASE)
    judge = Judge(resources)
    for n, tree in enumerate(trees):
        record, iri = resource(tree), resource_iri(tree, DEFAULT_BASE)
        file = names[n] if n < len(names) else ""
        resources.add(iri, tree, file)
        judge.add(n, facts_of(iri, record, DEFAULT_BASE), record.id, file)
    return resources, judge


def assert_nothing_is_missed(trees: list[Tree], files: Iterable[str] = ()) -> None:
    """Raises `AssertionError` if the rules find what suspects do not have."""
    resources, judge = judged(trees, files)
    count = len(resources)
    found = suspect_violations(judge.suspects(0, count), resources, OPTIONS)
    assert found == rule_violations(resources.first(count), resources, OPTIONS, None)
    resources.close()


def with_types(trees: list[Tree]) -> list[Tree]:
    return [tree for tree in trees if isinstance(tree.get("resourceType"), str)]


def typed_examples(model: Model) -> list[list[Tree]]:
    return [trees for _, trees in examples(model) if with_types(trees) == trees]


def test_examples_of_every_rule(model: Model) -> None:
    for trees in typed_examples(model):
        assert_nothing_is_missed(trees)


@pytest.mark.slow
def test_every_rule_is_asked_for(model: Model) -> None:
    """The examples and their mutations make a suspect for each rule that is registered."""
    chance, asked = random.Random(15), set()
    sets = [*typed_examples(model)] + [story(name) for name in STORIES]
    for trees in sets:
        for _ in range(6):
            resources, judge = judged(with_types(mutated(trees, chance)))
            for number, found in judge.suspects(0, len(resources)):
                kind = resources.numbered(number).record.resourceType
                asked |= set(set_rules.get(kind or "", ())) if found is None else found
            resources.close()
    assert {rule for each in set_rules.values() for rule in each} - asked == set()


@pytest.mark.parametrize("name", STORIES)
def test_right_resources_are_mostly_accepted(name: str) -> None:
    trees = story(name)
    resources, judge = judged(trees)
    found = dict(judge.suspects(0, len(resources)))
    wrong = rule_violations(resources.first(len(resources)), resources, OPTIONS, None)
    assert len(found.keys() - wrong.keys()) <= len(trees) / 2
    resources.close()


@pytest.mark.slow
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(STORIES), st.randoms(use_true_random=False), st.integers(1, 6))
def test_nothing_is_missed(name: str, chance: random.Random, count: int) -> None:
    trees = with_types(mutated(story(name), chance, count))
    if chance.random() < 0.5:
        chance.shuffle(trees)
    if chance.random() < 0.3:
        trees += with_types(mutated(trees[:2], chance, 1))
    if chance.random() < 0.3:
        trees = chance.sample(trees, max(1, len(trees) * 2 // 3))
    files = [chance.choice(["all.ndjson", "XA1.json", "set12.ndjson", f"{n}.json"])
             for n in range(len(trees))] if chance.random() < 0.3 else ()  # fmt: skip
    assert_nothing_is_missed(trees, files)


def named(name: str, start: Any, end: Any, old: str, new: str) -> list[Tree]:
    """An allele of a name on a transcript whose first coding base is the 11th."""
    sequence: Tree = {
        "resourceType": "ReferenceSequence", "id": "NM1", "referenceSequenceType": "transcript",
        "identifier": [{"system": "http://www.ncbi.nlm.nih.gov/nuccore", "value": "NM_000001.2"}],
        "cdsStart": 11, "cdsEnd": 310,
    }  # fmt: skip
    ends = [each if isinstance(each, dict) else {"index": each} for each in (start, end)]
    on = {"referenceSequence": {"reference": "ReferenceSequence/NM1"}, "refAllele": old}
    allele: Tree = {
        "resourceType": "ContextualAllele", "id": "XA1", "contextualAlleleType": "transcript",
        "alleleName": [{"name": f"NM_000001.2:c.{name}", "nameType": "hgvs-cdna"}],
        "referenceCoordinate": {**on, "start": ends[0], "end": ends[1]}, "allele": new,
    }  # fmt: skip
    return [sequence, allele]


def intron(length: int) -> Tree:
    return {"index": 50, "externalOffsetLength": length, "externalOffsetDirection": "+"}


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        (("21_23dup", 33, 33, "", "ACG"), "22_24dup"),
        (("21_23dup", 33, 33, "", "ACG"), "21_24dup"),
        (("23dup", 33, 33, "", "G"), "24dup"),
        (("-1_1dup", 11, 11, "", "AC"), "-2_1dup"),
        (("21_22delinsGT", 30, 32, "AC", "GT"), "21_22delinsGA"),
        (("40+4del", intron(3), intron(4), "A", ""), "40+5del"),
    ],
)
def test_a_right_name_is_accepted(change: tuple[Any, ...], wrong: str) -> None:
    right, other = named(*change), named(wrong, *change[1:])
    for trees, is_right in ((right, True), (other, False)):
        assert_nothing_is_missed(trees)
        resources, judge = judged(trees)
        asked = dict(judge.suspects(0, 2)).get(1) or set()
        assert ("names_are_of_the_allele" not in {rule.__name__ for rule in asked}) == is_right
        resources.close()


@pytest.mark.parametrize(
    ("name", "region", "residue", "accepted"),
    [
        ("40C>T", {}, 14, True),
        ("40C>A", {}, 14, False),  # not what the allele says
        ("40C>T", {}, 15, False),  # not the residue of its codon
        ("40C>T", {"cdsStart": 11}, 14, False),  # may count from there
        ("41C>T", {"cdsStart": 11}, 14, False),
        ("-40C>T", {}, 14, False),
        ("40+2C>T", {}, 14, False),
    ],
)
def test_a_coding_name_where_no_coding_region_is_known(
    name: str, region: Tree, residue: int, accepted: bool
) -> None:
    sequence, allele = named(name, 60, 61, "C", "T")
    del sequence["cdsStart"], sequence["cdsEnd"]
    effect: Tree = {
        "resourceType": "ContextualAllele", "id": "XA2", "contextualAlleleType": "amino-acid",
        "meta": {"tag": [SUBSETTED]},
        "referenceCoordinate": {"start": {"index": residue - 1}, "end": {"index": residue},
                                "refAllele": "Pro"}, "allele": "Leu",
    }  # fmt: skip
    related = {"relatedType": "amino-acid-effect", "target": {"reference": "ContextualAllele/XA2"}}
    trees = [{**sequence, **region}, {**allele, "related": [related]}, effect]
    assert_nothing_is_missed(trees)
    resources, judge = judged(trees)
    asked = {rule.__name__ for rule in dict(judge.suspects(0, 3)).get(1) or set()}
    assert (not asked & {"names_are_of_the_allele", "effect_is_of_its_codon"}) == accepted
    resources.close()


@pytest.mark.parametrize(
    ("name", "new", "region", "accepted"),
    [
        ("23dup", "G", {}, True),
        ("21_23dup", "ACG", {}, True),
        ("-23dup", "G", {}, True),
        ("*21_*23dup", "ACG", {}, True),
        ("-1_2dup", "ACG", {}, True),
        ("21_23dup", "AC", {}, False),
        ("23dup", "", {}, False),
        ("23dup", "G", {"cdsStart": 11}, False),  # may count from there
    ],
)
def test_a_duplication_where_no_coding_region_is_known(
    name: str, new: str, region: Tree, accepted: bool
) -> None:
    sequence, allele = named(name, 60, 60, "", new)
    del sequence["cdsStart"], sequence["cdsEnd"]
    trees = [{**sequence, **region}, allele]
    assert_nothing_is_missed(trees)
    resources, judge = judged(trees)
    asked = {rule.__name__ for rule in dict(judge.suspects(0, 2)).get(1) or set()}
    assert ("names_are_of_the_allele" not in asked) == accepted
    resources.close()
