"""What is accepted in a decoded resource, the rules within one resource find nothing in."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clingen_ld.compiled.engine import engine
from clingen_ld.model import DEFAULT_BASE, Model, load_model
from clingen_ld.validation import rules  # noqa: F401  (registers the rules)
from clingen_ld.validation.accepting import _ACCEPTED, doubted
from clingen_ld.validation.facts import AlleleFacts, Facts, Look, facts_of, nothing_near
from clingen_ld.validation.rule_registry import resource_rules
from tests.conftest import STORIES, cases
from tests.validation.mutations import examples, mutate, story

Tree = dict[str, Any]


def decoded(tree: Tree) -> Facts | None:
    """The facts of the resource, if it is one that is decoded."""
    found = engine(load_model(), DEFAULT_BASE).decode(json.dumps(tree).encode())
    return None if found is None else facts_of(found.iri, found.resource, DEFAULT_BASE)


def missed(facts: Facts, near: Look = nothing_near) -> list[str]:
    """The rules that find something, and are not asked."""
    asked = set(doubted(facts, near))
    return [
        rule.__name__
        for rule in resource_rules.get(facts.kind or "", ())
        if rule not in asked and any(rule(facts.record))
    ]


def test_examples_of_every_rule(model: Model) -> None:
    for name, trees in examples(model):
        for resource in filter(None, map(decoded, trees)):
            assert missed(resource) == [], name


@pytest.mark.slow
@settings(max_examples=cases(150), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(STORIES), st.randoms(use_true_random=False), st.integers(1, 3))
def test_nothing_is_missed(name: str, chance: random.Random, count: int) -> None:
    for tree in chance.sample(right := story(name), min(8, len(right))):
        for _ in range(count):
            tree = mutate(tree, chance)
        resource = decoded(tree) if isinstance(tree.get("resourceType"), str) else None
        assert resource is None or missed(resource) == []


def _beside(trees: list[Tree]) -> dict[str, Facts]:
    return {facts.reference: facts for facts in filter(None, map(decoded, trees))}


@settings(max_examples=cases(150), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(STORIES), st.randoms(use_true_random=False), st.integers(0, 2))
def test_nothing_is_missed_beside_others(name: str, chance: random.Random, count: int) -> None:
    """Where names are compared with what facts say, instead of being read."""
    near = _beside([mutate(t, chance) if chance.random() < 0.2 else t for t in story(name)])
    for tree in chance.sample(right := story(name), min(8, len(right))):
        for _ in range(count):
            tree = mutate(tree, chance)
        resource = decoded(tree) if isinstance(tree.get("resourceType"), str) else None
        assert resource is None or missed(resource, near.get) == []


def test_names_are_known_by_facts() -> None:
    near = _beside([tree for name in STORIES for tree in story(name)])
    alleles = [each for each in near.values() if isinstance(each, AlleleFacts)]
    for each in alleles:
        doubted(each, near.get)
    assert sum(each.named_on is not None for each in alleles) > len(alleles) / 4


def test_every_accepting_form_doubts_something(model: Model) -> None:
    chance, asked = random.Random(15), set()
    trees = [tree for _, trees in examples(model) for tree in trees]
    for tree in [*trees, *(tree for name in STORIES for tree in story(name))]:
        for _ in range(4):
            resource = decoded(mutate(tree, chance)) if len(tree) > 1 else None
            asked |= set() if resource is None else set(doubted(resource))
    assert asked >= _ACCEPTED


@pytest.mark.parametrize("name", STORIES)
def test_right_resources_are_mostly_accepted(name: str) -> None:
    resources = list(filter(None, map(decoded, story(name))))
    asked = [set(doubted(each)) & _ACCEPTED for each in resources]
    assert sum(map(bool, asked)) <= len(resources) / 2
