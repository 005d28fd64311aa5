"""PR-1: the dates of a provenance are in order."""

from __future__ import annotations

import pytest

from clingen_ld.validation.rules.provenance import is_after
from tests.validation.builders import GONE, Tree, found, provenance, resource_violations


@pytest.mark.parametrize(
    "tree",
    [provenance(), provenance(period=GONE), provenance(recorded="2026"), provenance(recorded=7)],
)
def test_right(tree: Tree) -> None:
    assert found(tree) == []


def test_period_turned_round() -> None:
    period = {"start": "2026-11-02T09:00:05Z", "end": "2026-11-02T09:00:00Z"}
    [violation] = resource_violations(provenance(period=period))
    assert (violation.rule, violation.pointer) == ("PR-1", "/period/start")
    assert violation.values == {
        "start": period["start"], "other": "period.end", "date": period["end"],
    }  # fmt: skip


def test_recorded_too_early() -> None:
    tree = provenance(recorded="2026-11-01")
    assert found(tree) == [("PR-1", "error", "/recorded")]


@pytest.mark.parametrize(
    ("one", "other", "after"),
    [
        ("2026-11-02T09:00:00+01:00", "2026-11-02T08:30:00Z", False),
        ("2026-11-02T09:00:00-01:00", "2026-11-02T09:30:00Z", True),
        ("2026-11-02T09:00:00.5Z", "2026-11-02T09:00:00.25Z", True),
        # Only one has a zone: the day is what both have.
        ("2026-11-02T09:00:00", "2026-11-02T08:00:00Z", False),
        ("2026-11-03T09:00:00", "2026-11-02T08:00:00Z", True),
        ("2026-11", "2026-11-02", False),
        ("2026-11-02", "2026-11", False),
        ("2026-12", "2026-11-30", True),
        ("2027", "2026-12-31T00:00:00Z", True),
        ("2026-11-02T24:61:00Z", "2026-11-02T09:00:00Z", False),
        ("tomorrow", "2026", False),
    ],
)
def test_comparison_goes_as_far_as_both_go(one: str, other: str, after: bool) -> None:
    assert is_after(one, other) is after
