"""JSON texts and values by the standard path: arrays, bundles, and what is no message."""

from __future__ import annotations

from typing import Any

import pytest

from clingen_ld.messages.json_reading import read_json
from clingen_ld.messages.message import Message, Problem, ReadOptions
from clingen_ld.model import Model

GENE = '{"resourceType": "Gene", "id": "G%d", "symbol": "X"}'


def read(text: str, model: Model, **options: Any) -> list[tuple[str, str, int | None]]:
    """The id or rule of each item, with its pointer and line."""
    chosen = ReadOptions(engine="standard", **options)
    found = []
    for item in read_json(text, "x.json", 1, chosen, model):
        place = item.place("") if isinstance(item, Message) else item
        name = item.tree["id"] if isinstance(item, Message) else item.rule
        found.append((name, place.pointer, place.line))
    return found


def test_arrays_in_arrays_have_their_pointers(model: Model) -> None:
    text = f"[{GENE % 1},\n[{GENE % 2}]]"
    assert read(text, model) == [("G1", "/0", 1), ("G2", "/1/0", 2)]


@pytest.mark.parametrize(
    ("text", "pointer"), [("[]", ""), ("[[]]", "/0"), ("5", ""), ("[5]", "/0")]
)
def test_what_is_no_object_is_named(text: str, pointer: str, model: Model) -> None:
    assert read(text, model) == [("ST-11", pointer, 1)]


def test_a_long_value_is_shown_short(model: Model) -> None:
    (found,) = read_json(f'"{"x" * 99}"', "x.json", 1, ReadOptions(), model)
    assert isinstance(found, Problem)
    assert found.values["what"] == f'the plain value "{"x" * 39}...'


def test_the_resources_of_a_bundle(model: Model) -> None:
    other = '{"resource": {"resourceType": "Patient"}}'
    text = f'{{"resourceType": "Bundle", "entry": [{{"resource": {GENE % 1}}}, {other}]}}'
    assert read(text, model) == [
        ("G1", "/entry/0/resource", 1), ("ST-11", "/entry/1/resource/resourceType", 1),
    ]  # fmt: skip
    empty = '{"resourceType": "Bundle", "entry": []}'
    assert read(empty, model) == [("ST-11", "", 1)]


def test_a_text_that_is_broken_is_read_behind_its_errors_on_request(model: Model) -> None:
    text = '{"resourceType": "Gene",\n"id": "G1" "symbol": "X"}'
    assert read(text, model) == [("ST-0", "", 2)]
    assert read(text, model, recover=True) == [("ST-0", "", 2), ("G1", "", 1)]


def test_a_key_that_comes_twice_is_named_before_the_message(model: Model) -> None:
    text = GENE.replace('"symbol"', '"id"') % 1
    assert read(text, model)[0][:2] == ("ST-10", "/id")
