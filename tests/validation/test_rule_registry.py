"""The Turtle, the Python and the examples of a rule are found from each other."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from clingen_ld.model import Rule, load_model
from clingen_ld.model.files import folder, module_file
from clingen_ld.validation import rule_registry
from clingen_ld.validation.rule_registry import Violation
from tests.console import ROOT
from tests.validation.rules.test_all import all_violations, mutated, told

MODEL = load_model()
Function = Callable[..., Iterable[Violation]]
KINDS: tuple[Any, ...] = (rule_registry.resource_rules, rule_registry.set_rules)
REGISTERED: dict[str, Function] = {
    f"{function.__module__}:{function.__name__}": function
    for kind in KINDS
    for functions in kind.values()
    for function in functions
}
"""The functions that are registered for rules, as `module:name`."""


def _named_by(function: Function) -> list[str]:
    """The rules that a function names, at the head of its docstring."""
    return re.findall(r"[A-Z]{2}-[0-9]+", (function.__doc__ or "").partition(":")[0])


@pytest.mark.parametrize("rule", MODEL.rules.values(), ids=lambda rule: rule.id)
def test_the_turtle_of_a_rule_names_its_python(rule: Rule) -> None:
    assert rule.python
    for place in rule.python:
        module, _, name = place.partition(":")
        assert callable(getattr(import_module(module), name))
        # As it is, or by a constant, which it may have from elsewhere.
        constants = [each for each in vars(import_module(module)).values() if type(each) is str]
        text = module_file(module).read_text(encoding="utf-8")
        assert f'"{rule.id}"' in text or rule.id in constants
        if place in REGISTERED:
            assert rule.id in _named_by(REGISTERED[place])


@pytest.mark.parametrize("place", REGISTERED)
def test_the_python_of_a_rule_names_its_turtle(place: str) -> None:
    rules = _named_by(REGISTERED[place])
    assert rules
    for rule in rules:
        assert place in MODEL.rules[rule].python


@pytest.mark.slow
def test_a_function_finds_violations_of_the_rules_that_it_names(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found: dict[str, set[str]] = {place: set() for place in REGISTERED}

    def noted(function: Function) -> Function:
        def rule(*args: Any) -> Iterator[Violation]:
            for violation in function(*args):
                found[f"{function.__module__}:{function.__name__}"].add(violation.rule)
                yield violation

        return rule

    for kind in KINDS:
        for name, functions in kind.items():
            monkeypatch.setitem(kind, name, [noted(function) for function in functions])
    for rule in MODEL.rules:
        all_violations(told(rule, "breaks"))
    mutated()
    for place, rules in found.items():
        assert rules <= set(_named_by(REGISTERED[place])), place
    assert sum(bool(rules) for rules in found.values()) > 40


def test_every_rule_that_code_speaks_of_is_one_of_the_model() -> None:
    families = {rule.partition("-")[0] for rule in MODEL.rules}
    literal = re.compile(rf'"((?:{"|".join(families)})-[0-9]{{1,2}})"')
    for file in sorted((ROOT / "clingen_ld").rglob("*.py")):
        for rule in literal.findall(file.read_text(encoding="utf-8")):
            assert rule in MODEL.rules, file


def test_every_example_belongs_to_a_rule() -> None:
    examples = folder("shapes") / "examples"
    wanted = {f"{rule}.{side}" for rule in MODEL.rules for side in ("keeps", "breaks")}
    names = [file.stem for file in Path(examples).iterdir()]
    assert sorted(names) == sorted(wanted)
