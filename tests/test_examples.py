"""The examples: right in every rule, in normal form, and the same in every form they come in."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import clingen_ld
from clingen_ld.messages.message import Message, ReadOptions
from clingen_ld.messages.reading import read_inputs
from clingen_ld.messages.writing import dump
from clingen_ld.model import load_model
from tests.conftest import STORIES
from tests.console import ROOT

FILES = [
    p
    for story in STORIES
    for p in sorted((ROOT / "examples" / story).rglob("*"))
    if p.suffix[1:] in ("json", "jsonld", "xml", "ttl")
]


def test_nothing_is_found_in_them() -> None:
    report = clingen_ld.validate(ROOT / "examples")
    assert report.findings == ()
    assert report.files > len(FILES)
    assert report.resources > report.files


@pytest.mark.parametrize("story", STORIES)
def test_each_story_stands_alone(story: str) -> None:
    assert clingen_ld.validate(ROOT / "examples" / story).findings == ()


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.name)
def test_every_file_is_the_normal_form_of_its_resource(path: Path) -> None:
    [item] = read_inputs([path], ReadOptions(), load_model())
    assert isinstance(item, Message)
    assert item.normal.notes == []
    twin = path.with_name(f"{item.normal.tree['id']}.json")
    assert twin.read_text() == dump(item.normal.tree, pretty=True) + "\n"


def test_all_resource_types_and_conceptual_alleles_occur() -> None:
    model = load_model()
    trees = [json.loads(p.read_text()) for p in FILES if p.suffix == ".json"]
    assert {t["resourceType"] for t in trees} == set(model.resources)
    canonical = [c for c in model.classes["CanonicalAllele"] if c.codes]
    for cls in canonical:
        assert any(cls.holds(t, None) for t in trees if t["resourceType"] == cls.base), cls.name
