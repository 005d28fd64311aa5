"""Texts that are recognized as they are, and those that only look like them."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest

from clingen_ld.compiled.n_quads import KnownOutline, Memory
from clingen_ld.messages.fast_path import DirectMessage
from clingen_ld.model import DEFAULT_BASE, Model
from tests.compiled.test_n_quads import MESSAGES, assert_same, compact, findings, renumbered

ALLELE: dict[str, Any] = next(tree for tree in MESSAGES if tree["id"] == "XA201")


def known(model: Model, chance: random.Random) -> None:
    """Make messages like the allele known to both looks."""
    for _ in range(20):
        assert_same(compact(renumbered(ALLELE, chance)), model)


def test_a_text_is_recognized_once_it_came_some_times(model: Model) -> None:
    memory = Memory(model, DEFAULT_BASE)
    chance = random.Random(1)
    looks = []
    for _ in range(20):
        tree = renumbered(ALLELE, chance)
        look = memory.look(compact(tree).encode())
        assert look is not None
        if look.alike is None:
            memory.learn(look, tree)
        looks.append(look)
    assert [look.outline == () for look in looks] == [False] * 17 + [True] * 3
    assert all(isinstance(look.alike, KnownOutline) for look in looks[1:])
    assert looks[-1].own.steps[0] == tree["id"]
    assert list(map(int, looks[-1].own.positions)) == [
        tree["referenceCoordinate"][end]["index"] for end in ("start", "end")
    ]


@pytest.mark.parametrize("letters", ["A", "", "AC", "ACGT", "ACGTA", "acg", "N", "Ile", "=", "X"])
def test_other_sequences(letters: str, model: Model) -> None:
    chance = random.Random(letters)
    known(model, chance)
    for _ in range(3):
        tree = renumbered(ALLELE, chance)
        assert_same(compact(tree | {"allele": letters}), model)
        tree["referenceCoordinate"]["refAllele"] = letters
        assert_same(compact(tree), model)


@pytest.mark.parametrize(
    "odd", ["", " ", "\x01", "\x7f", '\\"', "\\n", "é", "🧬", "a/b", "<", "%s"]
)
def test_odd_values(odd: str, model: Model) -> None:
    chance = random.Random(ascii(odd))
    known(model, chance)
    text = compact(renumbered(ALLELE, chance))
    for value in ("80357463", "NM_007294.3"):
        assert_same(text.replace(f'"{value}"', f'"{odd}"'), model)
        assert_same(text.replace(f'"{value}"', f'"x{odd}x"'), model)
    number = json.loads(text)["id"]
    assert_same(text.replace(f'"{number}"', f'"{number}{odd}"'), model)


@pytest.mark.parametrize(
    "number", ["0", "00", "01", "-1", "1.0", "1e3", "9" * 17, "9" * 18, "9" * 19, "9" * 30, "1 "]
)
def test_odd_positions(number: str, model: Model) -> None:
    chance = random.Random(number)
    known(model, chance)
    tree = renumbered(ALLELE, chance)
    for end in ("start", "end"):
        index = tree["referenceCoordinate"][end]["index"]
        assert_same(compact(tree).replace(f":{index}}}", f":{number}}}"), model)
    same = compact(tree)
    for end in ("start", "end"):
        same = same.replace(f":{tree['referenceCoordinate'][end]['index']}}}", f":{number}}}")
    assert_same(same, model)


def test_positions_that_are_further_apart(model: Model) -> None:
    chance = random.Random(7)
    known(model, chance)
    tree = renumbered(ALLELE, chance)
    (right,) = assert_same(compact(tree), model)
    assert isinstance(right, DirectMessage)
    assert findings(right, model) == []
    tree["referenceCoordinate"]["end"]["index"] += 1
    (wrong,) = assert_same(compact(tree), model)
    assert [finding.rule for finding in findings(wrong, model)] == ["XA-6"]


def test_ends_of_lines(model: Model) -> None:
    chance = random.Random(8)
    known(model, chance)
    for end in ("\n", "\r\n", " \n", "", "\x0b", ",", "\n\n"):
        assert_same(compact(renumbered(ALLELE, chance)) + end, model)
