"""Explanations of rules: the places of a rule in the files."""

from __future__ import annotations

import re

import pytest

from clingen_ld.model import Rule, load_model
from clingen_ld.reports.rule_pages import places
from tests.console import ROOT

MODEL = load_model()


@pytest.mark.parametrize("rule", MODEL.rules.values(), ids=lambda rule: rule.id)
def test_the_places_of_a_rule_are_there(rule: Rule) -> None:
    lines = places(rule, MODEL)
    subjects = set()
    shapes = {iri for iri, id_ in MODEL.shape_rules.items() if id_ == rule.id}
    for line in lines:
        place, _, names = line.partition("  ")
        path, _, number = place.partition(":")
        text = (ROOT / path).read_text(encoding="utf-8")
        if number:
            subjects.add(names)
            assert re.search(rf"\b{re.escape(names)}\b", text.splitlines()[int(number) - 1]), line
        elif names == "generated":
            made = {s for s in shapes if f"shape:{s.partition('#')[2]} a " in text}
            assert made
            shapes -= made
        else:
            core = set(rule.components) - {"ClosedConstraintComponent"}
            assert all(f"sh:{component}" in names for component in core)
    wanted = {f"rule:{rule.id}", *(f"shape:{iri.partition('#')[2]}" for iri in shapes)}
    assert subjects == wanted | {place.partition(":")[2] for place in rule.python}
