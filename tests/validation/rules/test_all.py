"""What goes for every rule that is written in Python."""

from __future__ import annotations

import importlib
import json
import pkgutil
import random
import re
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clingen_ld.model import escape, infer_type, load_model, normal_form
from clingen_ld.validation import rules
from clingen_ld.validation.rule_registry import Violation, message_of, severity_of
from tests.console import ROOT
from tests.validation.builders import BASE, MemorySet, Tree, resource_violations, set_violations
from tests.validation.mutations import mutate

_PLACEHOLDER = re.compile(r"\{\?(\w+)\}")


def all_violations(trees: list[Tree]) -> list[tuple[Tree, Violation]]:
    """What all rules find in a set, each with the resource in which it is found."""
    by_id = {str(tree.get("id")): tree for tree in trees}
    across = [(by_id[name], violation) for name, violation in set_violations(MemorySet.of(*trees))]
    return across + [(tree, violation) for tree in trees for violation in resource_violations(tree)]


def trees_of(documents: Any) -> list[Tree]:
    """Documents in normal form."""
    model = load_model()
    listed = documents if isinstance(documents, list) else [documents]
    types = [d.get("resourceType") or infer_type(d, model) for d in listed]
    return [
        normal_form(document, kind, model, BASE).tree
        for document, kind in zip(listed, types, strict=True)
        if kind is not None
    ]


def examples() -> list[Tree]:
    files = sorted((ROOT / "examples").glob("*/*.json"))
    return trees_of([json.loads(file.read_text(encoding="utf-8")) for file in files])


def told(rule: str, side: str) -> list[Tree]:
    """The example of a rule that keeps or breaks it; none where it is no JSON on purpose."""
    try:
        return trees_of(json.loads(getattr(load_model().rules[rule], side)))
    except json.JSONDecodeError:
        return []


@pytest.mark.slow
def test_examples_have_no_violation() -> None:
    trees = examples()
    assert len(trees) > 100
    assert all_violations(trees) == []


@pytest.mark.parametrize("rule", list(load_model().rules))
def test_the_example_that_keeps_a_rule_keeps_all(rule: str) -> None:
    assert [violation for _, violation in all_violations(told(rule, "keeps"))] == []


@pytest.mark.parametrize(
    "rule", [r for r in load_model().rules if re.match("(CA|XA|RS|GE|PR|ID|CO)-", r)]
)
def test_the_example_that_breaks_a_rule_is_found(rule: str) -> None:
    found = {violation.rule for _, violation in all_violations(told(rule, "breaks"))}
    assert rule in found
    # One cause, one finding: but what is wrong may break a rule of the same family as well.
    assert {name.partition("-")[0] for name in found} == {rule.partition("-")[0]}


def mutated() -> list[tuple[Tree, Violation]]:
    """Violations in the examples after slips of many kinds."""
    trees = examples()
    found: list[tuple[Tree, Violation]] = []
    for seed in range(150):
        chance = random.Random(seed)
        first = chance.randrange(len(trees) - 8)
        some = trees[first : first + 8]
        for n in (0, 3, 6):
            some[n] = trees_of(mutate(some[n], chance))[0]
        found.extend(all_violations(list({str(t.get("id")): t for t in some}.values())))
    return found


@pytest.mark.slow
def test_violations_fill_their_messages_and_have_their_places() -> None:
    model = load_model()
    broken = [pair for rule in model.rules for pair in all_violations(told(rule, "breaks"))]
    for tree, violation in broken + mutated():
        message = model.rules[violation.rule].messages[severity_of(violation, model)]
        assert set(violation.values) == set(_PLACEHOLDER.findall(message)), violation
        assert "{?" not in message_of(violation, model)
        assert is_there(tree, violation.pointer), violation


def is_there(tree: Any, pointer: str) -> bool:
    """Whether a tree has a value at a pointer."""
    for step in pointer.split("/")[1:]:
        if isinstance(tree, list) and step.isdecimal() and int(step) < len(tree):
            tree = tree[int(step)]
        elif isinstance(tree, dict):
            here = [key for key in tree if escape(key) == step]
            if not here:
                return False
            tree = tree[here[0]]
        else:
            return False
    return True


def test_every_module_of_rules_is_imported() -> None:
    for module in pkgutil.iter_modules(rules.__path__):
        before = _registered()
        importlib.import_module(f"clingen_ld.validation.rules.{module.name}")
        assert _registered() == before


def _registered() -> int:
    from clingen_ld.validation import rule_registry

    kinds = (rule_registry.resource_rules, rule_registry.set_rules, rule_registry.indexes)
    return sum(len(functions) for kind in kinds for functions in kind.values())


# --- rules never fail ---------------------------------------------------------------------------

_names = sorted({name for t in load_model().types.values() for name in t.properties})
_texts = st.sampled_from(
    [
        "", "x", "simple", "complex", "nucleotide", "amino-acid", "genomic", "transcript", "+", "-",
        "replaced-by", "A", "Ala", "NC_000017.11", "NM_1.1", "2026", "2026-11-02T09:00:00Z",
        "CanonicalAllele/1", "ContextualAllele/1", "Gene/1", "ReferenceSequence/1", "1", "HGNC:1",
        "http://www.sequenceontology.org/", "SO:0000159", "SO:1000002", "http://", "chromosome",
    ]
)  # fmt: skip
_atoms = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | _texts | st.text()
_values = st.recursive(
    _atoms,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(_names), inner, max_size=5)
    ),
    max_leaves=12,
)


@st.composite
def wild_resources(draw: st.DrawFn) -> Tree:
    """A tree with properties of its type, and any values in them."""
    kind = draw(st.sampled_from(list(load_model().resources)))
    properties = sorted(load_model().types[kind].properties)
    tree = draw(st.dictionaries(st.sampled_from(properties), _values, max_size=8))
    own = draw(st.sampled_from([{}, {"id": "1"}, {"id": "1", "@id": f"{BASE}x"}]))
    return {"resourceType": kind} | tree | own


@pytest.mark.slow
@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.lists(wild_resources(), min_size=1, max_size=4))
def test_no_rule_fails_on_any_tree(trees: list[Tree]) -> None:
    for tree in trees:
        for violation in resource_violations(tree):
            assert message_of(violation, load_model())
    for _, violation in set_violations(MemorySet.of(*trees)):
        assert message_of(violation, load_model())


@pytest.mark.slow
@pytest.mark.parametrize("odd", [None, True, 7, 2.5, "x", "", [], {}, [[]], ["x"], [None], [{}]])
def test_no_rule_fails_on_an_odd_value_anywhere(odd: Any) -> None:
    # Every value of messages that have about everything, replaced one at a time.
    whole = [told(rule, "breaks")[0] for rule in ("XA-12", "CO-13", "RS-5", "CO-12", "PR-1")]
    for n, tree in enumerate(whole):
        for place in list(_places(tree)):
            copy = json.loads(json.dumps(tree))
            node = copy
            for step in place[:-1]:
                node = node[step]
            node[place[-1]] = odd
            resources = MemorySet.of(*whole[:n], copy, *whole[n + 1 :])
            for _, violation in set_violations(resources):
                assert message_of(violation, load_model())
            for violation in resource_violations(copy):
                assert message_of(violation, load_model())


def _places(node: Any, at: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    items = node.items() if isinstance(node, dict) else enumerate(node)
    found: list[tuple[Any, ...]] = []
    for key, value in items:
        if key == "resourceType":
            continue
        found.append((*at, key))
        if isinstance(value, dict | list):
            found.extend(_places(value, (*at, key)))
    return found
