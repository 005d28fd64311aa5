"""The compiled path and the standard path find the same in sets of resources."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest

from benchmarks.corpora import documents, resources
from clingen_ld.messages.message import Engine, ReadOptions
from clingen_ld.model import Model
from clingen_ld.validation.session import ValidationOptions, validate
from tests.conftest import STORIES
from tests.validation.mutations import Tree, examples, mutate, mutated, story


def findings(file: Path, engine: Engine) -> list[tuple[Any, ...]]:
    report = validate([file], ValidationOptions(read=ReadOptions(engine=engine)))
    return [
        (f.rule, f.severity, f.message, f.resource, f.pointer, f.line, f.column, f.suggestion)
        for f in report.findings
    ]


def assert_same(trees: list[Tree], folder: Path) -> None:
    file = folder / "set.ndjson"
    file.write_text("".join(f"{json.dumps(tree)}\n" for tree in trees))
    assert findings(file, "direct") == findings(file, "standard")


def test_mistakes_among_many(tmp_path: Path) -> None:
    """Each in its place, whichever are read together with it."""
    trees, chance = list(resources(400)), random.Random(7)
    for at in chance.sample(range(len(trees)), 25):
        trees[at] = mutate(trees[at], chance)
    trees[90:90] = [{"id": "of no type"}, json.loads(json.dumps(trees[80]))]
    trees[250:250] = [{"resourceType": "Gene"}]
    assert_same(trees, tmp_path)
    assert len(findings(tmp_path / "set.ndjson", "direct")) > 20


def test_replies_of_the_registry_that_mention_the_same(tmp_path: Path) -> None:
    """With whole descriptions of a gene and of a sequence at different places, set after set."""
    replies, chance = list(documents(12)), random.Random(5)
    row = replies[0]["transcriptAlleles"][0]
    gene = {"resourceType": "Gene", "@id": row["gene"], "id": row["gene"].rpartition("/")[2],
            "symbol": "OTHER"}  # fmt: skip
    accession = row["hgvs"][0].partition(":")[0]
    sequence = {"resourceType": "ReferenceSequence", "id": accession,
                "referenceSequenceType": "genomic"}  # fmt: skip
    for at in (0, 5, len(replies)):
        assert_same([*replies[:at], gene, sequence, *replies[at:]], tmp_path)
        assert findings(tmp_path / "set.ndjson", "direct")
        assert_same([mutate(reply, chance) for reply in replies], tmp_path)
        assert_same(replies, tmp_path)


@pytest.mark.slow
def test_examples_of_rules(tmp_path: Path, model: Model) -> None:
    for _, trees in examples(model):
        assert_same(trees, tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("name", STORIES)
def test_stories_with_mistakes(name: str, tmp_path: Path) -> None:
    right, chance = story(name), random.Random(name)
    assert_same(right, tmp_path)
    for _ in range(12):
        assert_same(mutated(right, chance), tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("name", STORIES)
def test_resources_that_are_missing_or_there_twice(name: str, tmp_path: Path) -> None:
    right, chance = story(name), random.Random(f"missing in {name}")
    for _ in range(6):
        trees = chance.sample(right, max(1, len(right) * 2 // 3))
        twice = json.loads(json.dumps(chance.choice(trees)))
        twice.pop(next(reversed(twice)))
        assert_same([*trees, twice], tmp_path)
