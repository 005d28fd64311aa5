"""Normal forms are those of ga4gh.vrs, for random changes in sequences full of repeats."""

from __future__ import annotations

import random
from typing import Any

import pytest
from ga4gh.vrs import normalize

from clingen_ld.messages.vrs.normalizing import (
    normal_with_sequence,
    normal_without_sequence,
    repeated,
)
from clingen_ld.variation.change import Change
from tests.messages.vrs.making import MemorySource, Proxy, as_model, change, refget, repetitive


def expected(sequence: str, start: int, end: int, alternate: str) -> dict[str, Any]:
    state = {"type": "LiteralSequenceExpression", "sequence": alternate}
    given = as_model(refget(sequence), start, end, state)
    found = normalize(given, Proxy(sequence), rle_seq_limit=None)
    dumped: dict[str, Any] = found.model_dump(exclude_none=True, mode="json")
    return dumped


@pytest.mark.slow
def test_random_changes_have_the_normal_form_of_the_reference() -> None:
    rng = random.Random(2)
    states: dict[str, int] = {}
    for _ in range(2500):
        sequence = repetitive(rng)
        start, end, alternate = change(rng, sequence)
        found = normal_with_sequence(MemorySource({"x": sequence}), "x", start, end, alternate)
        right = expected(sequence, start, end, alternate)
        assert found.state == right["state"], (sequence, start, end, alternate)
        location = right["location"]
        assert (found.change.start, found.change.end) == (location["start"], location["end"])
        assert found.change.ref == sequence[found.change.start : found.change.end]
        states[found.state["type"]] = states.get(found.state["type"], 0) + 1
        exact = normal_without_sequence(Change.of(start, sequence[start:end], alternate))
        assert exact is None or exact == found
    assert min(states.values()) > 500  # both kinds of states were met


def test_long_repeats_reach_over_what_is_fetched_at_once() -> None:
    sequence = "G" + "CA" * 2000 + "T"
    found = normal_with_sequence(MemorySource({"x": sequence}), "x", 2001, 2003, "")
    assert found.change == Change(1, 4001, "CA" * 2000, "CA" * 1999)
    assert found.state["repeatSubunitLength"] == 2


def test_the_normal_form_spells_out_what_it_repeats() -> None:
    rng = random.Random(3)
    for _ in range(500):
        sequence = repetitive(rng)
        found = normal_with_sequence(MemorySource({"x": sequence}), "x", *change(rng, sequence))
        state = found.state
        if "repeatSubunitLength" in state:
            unit, length = state["repeatSubunitLength"], state["length"]
            assert repeated(found.change.ref or "", unit, length) == state["sequence"]
