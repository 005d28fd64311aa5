"""Resources that come one by one are judged as they are all at once."""

from __future__ import annotations

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clingen_ld.model import DEFAULT_BASE, SUBSETTED, resource_iri
from clingen_ld.types import resource
from clingen_ld.validation import judge
from clingen_ld.validation.facts import facts_of
from clingen_ld.validation.judge import Judge
from clingen_ld.validation.session import suspect_violations
from clingen_ld.validation.set_index import StoredSet
from tests.conftest import STORIES
from tests.validation.mutations import Tree, mutated, story
from tests.validation.test_suspects import (
    OPTIONS,
    assert_nothing_is_missed,
    judged,
    named,
    with_types,
)


@pytest.mark.slow
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(STORIES), st.randoms(use_true_random=False), st.integers(1, 5))
def test_nothing_is_missed_of_what_goes_by(name: str, chance: random.Random, block: int) -> None:
    trees = with_types(mutated(story(name), chance, 2))
    trees += with_types(mutated(trees[:1], chance, 1))
    told = [
        {**tree, "meta": {"tag": [SUBSETTED]}}
        for tree in with_types(mutated(story(name), chance, 1))
    ]
    if chance.random() < 0.5:  # before the whole ones, in their midst, or in their place
        trees = trees[: chance.randrange(len(trees))] if chance.random() < 0.3 else trees
        where = chance.choice([0, chance.randint(0, len(trees))])
        trees[where:where] = told
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(judge, "_BLOCK", block)
        patch.setattr(judge, "_SMALL", chance.randint(1, block))
        assert_nothing_is_missed(trees)


@pytest.mark.parametrize("kind", ["transcript", "amino-acid"])
def test_a_sequence_that_is_told_of_before_it_comes(kind: str) -> None:
    sequence = named("40C>T", 49, 50, "C", "T")[0]
    told = {**sequence, "meta": {"tag": [SUBSETTED]}}
    alleles = [
        {**named(f"{n}C>T", n + 9, n + 10, "C", "T")[1], "id": f"XA{n}"} for n in range(1, 7)
    ]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(judge, "_BLOCK", 1)
        trees = [told, *alleles, {**sequence, "referenceSequenceType": kind}]
        assert_nothing_is_missed(trees)
        resources, found = judged(trees)
        asked = {rule.__name__ for rule in dict(found.suspects(0, 8)).get(1) or set()}
        assert asked == (set() if kind == "transcript" else {"lies_on_its_kind_of_sequence"})
        resources.close()


def test_what_comes_from_elsewhere_shares_a_symbol() -> None:
    gene = {"reference": "Gene/G2"}
    sequence: Tree = {"resourceType": "ReferenceSequence", "id": "S1", "gene": gene}
    one: Tree = {"resourceType": "Gene", "id": "G1", "symbol": "CFTR"}
    other = {**one, "id": "G2"}
    resources = StoredSet(DEFAULT_BASE, {DEFAULT_BASE + "Gene/G2": other}.get)
    finder = Judge(resources)
    for number, tree in enumerate((one, sequence)):
        record, iri = resource(tree), resource_iri(tree, DEFAULT_BASE)
        resources.add(iri, tree)
        finder.add(number, facts_of(iri, record, DEFAULT_BASE), record.id, "")
    found = suspect_violations(finder.suspects(0, 2), resources, OPTIONS)
    assert [violation.rule for violation in found[0]] == ["CO-12"]
    resources.close()
