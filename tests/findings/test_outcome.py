"""The outcome of a validation: whether it conforms, and views of it."""

from __future__ import annotations

import pytest

from clingen_ld.findings.finding import SEVERITIES, Finding
from clingen_ld.findings.outcome import Outcome
from clingen_ld.model import Severity


def outcome(*severities: Severity, resources: int = 1) -> Outcome:
    found = [Finding("ST-1", severity, "in a.json", "a.json") for severity in severities]
    return Outcome(found, 1, resources, forms={"a.json": ("vrs",)})


@pytest.mark.parametrize("worst", SEVERITIES)
def test_it_has_a_severity_or_a_graver_one(worst: Severity) -> None:
    found = outcome("info", worst)
    expected = [SEVERITIES.index(each) >= SEVERITIES.index(worst) for each in SEVERITIES]
    assert [found.has(each) for each in SEVERITIES] == expected
    assert found.conforms == (worst != "error")


def test_nothing_checked_does_not_conform() -> None:
    assert not outcome(resources=0).conforms
    assert outcome(resources=0).is_missing
    assert Outcome([], 0, 0, may_be_empty=True).conforms


def test_only_one_severity() -> None:
    found = outcome("error", "info", "error")
    assert [f.severity for f in found.only("error")] == ["error", "error"]
    assert found.only("info").resources == 1


def test_other_names_stand_in_findings_messages_and_forms() -> None:
    shown = outcome("error").shown_as({"a.json": "b.json"})
    assert [(f.file, f.message) for f in shown] == [("b.json", "in b.json")]
    assert shown.forms == {"b.json": ("vrs",)}
    same = outcome("error")
    assert same.shown_as({}) is same
