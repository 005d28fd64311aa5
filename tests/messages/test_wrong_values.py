"""Every writer takes every value that a reader lets through, of whatever kind and in any place."""

from __future__ import annotations

import copy
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest

from clingen_ld.errors import ClingenError
from clingen_ld.messages.forms import FORMS
from clingen_ld.messages.message import Message, ReadOptions
from clingen_ld.messages.reading import read_text
from clingen_ld.messages.writing import WriteOptions, make_writer
from clingen_ld.model import load_model
from clingen_ld.validation.session import ValidationOptions, validate_items
from tests.console import ROOT

WRONG: Final[tuple[Any, ...]] = (
    None, True, 1, -1.5, 10**30, "", "x", "a b<", "http://x.example/y", "\ud800", [], [None], [[]],
    [1, "x"], {}, {"x": 1}, {"reference": 1}, [{"x": [1]}, "y"], {"@id": 1}, {"value": {"x": []}},
)  # fmt: skip


def _examples() -> list[Path]:
    """Messages of every JSON form: the largest of each resource type or kind of document."""
    found: dict[tuple[str, str, str], Path] = {}
    for path in sorted((ROOT / "examples").rglob("*.json*")):
        if path.stat().st_size > 20_000 or path.suffix not in (".json", ".jsonld"):
            continue
        value = json.loads(path.read_text())
        if not isinstance(value, dict):
            continue
        kind = str(value.get("resourceType", value.get("type", "")))
        key = path.parent.name if not value.get("resourceType") else "", kind, path.suffix
        if key not in found or found[key].stat().st_size < path.stat().st_size:
            found[key] = path
    return list(found.values())


def _places(value: Any, here: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    if here:
        yield here
    if isinstance(value, dict | list):
        items = value.items() if isinstance(value, dict) else list(enumerate(value))[:2]
        for key, below in items:
            yield from _places(below, (*here, key))


def _with(value: Any, place: tuple[str | int, ...], wrong: Any) -> Any:
    made = copy.deepcopy(value)
    node = made
    for step in place[:-1]:
        node = node[step]
    node[place[-1]] = wrong
    return made


def _written(text: str) -> None:
    """Reads a text, checks what it holds and writes that in every form."""
    model = load_model()
    items = list(read_text(text, ReadOptions(), model, "f"))
    validate_items(items, ValidationOptions(), model, placed=False)
    trees = [item.tree for item in items if isinstance(item, Message)]
    for form in FORMS:
        try:
            writer = make_writer(form, io.BytesIO(), model, WriteOptions())
            for tree in trees:
                writer.write(tree)
            writer.finish()
        except ClingenError:
            pass
        except Exception as error:
            error.add_note(f"as {form}")
            raise


@pytest.mark.slow
@pytest.mark.parametrize("path", _examples(), ids=lambda path: f"{path.parent.name}/{path.name}")
def test_wrong_values_in_every_place(path: Path) -> None:
    value = json.loads(path.read_text())
    for n, place in enumerate(_places(value)):
        for wrong in WRONG[n % 4 :: 4]:
            try:
                _written(json.dumps(_with(value, place, wrong)))
            except Exception as error:
                error.add_note(f"{wrong!r} at {place}")
                raise
