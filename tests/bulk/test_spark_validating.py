"""Rules that ask a set far away find, in rounds, what they find in a set at hand."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from clingen_ld import ReadOptions, ValidationOptions
from clingen_ld.bulk.spark_validating import AskedSet, asked_iri, asked_key
from clingen_ld.messages.message import Message
from clingen_ld.messages.reading import read_inputs
from clingen_ld.model import Model
from clingen_ld.types import Reference
from clingen_ld.validation.rule_registry import AnyEntry
from clingen_ld.validation.session import rule_violations
from clingen_ld.validation.set_index import StoredSet
from clingen_ld.validation.set_rows import record_of, row_of
from tests.bulk.faulty import faulty_lines


def _answer(question: str, resources: StoredSet) -> list[AnyEntry]:
    about, *names = question.split("\0")
    if about == "iri":
        found = resources.get(names[0])
        return [] if found is None else [found]
    return list(resources.keyed(*names))


def _in_rounds(
    entry: AnyEntry, resources: StoredSet, options: ValidationOptions
) -> tuple[Any, int]:
    """What is found about an entry, and after how many rounds."""
    answers: dict[str, list[AnyEntry]] = {}
    for n in range(1, 10):
        asked = AskedSet(resources.base, answers)
        found = rule_violations([entry], asked, options, None)
        if not asked.missing:
            return found, n
        assert not set(asked.missing) & set(answers)
        answers |= {question: _answer(question, resources) for question in asked.missing}
    raise AssertionError("there is no end to the questions")


def _filled(inputs: Iterable[Path], model: Model) -> StoredSet:
    resources = StoredSet(ReadOptions().base)
    for item in read_inputs(inputs, ReadOptions(), model):
        if isinstance(item, Message):
            resources.add_row(row_of(item, record_of(item)))
    return resources


@pytest.mark.slow
@pytest.mark.parametrize("partial", [False, True])
def test_the_same_is_found(tmp_path: Path, examples: Path, model: Model, partial: bool) -> None:
    stream = tmp_path / "alleles.ndjson"
    stream.write_text("\n".join(faulty_lines(200)) + "\n")
    resources = _filled([stream, examples], model)
    options = ValidationOptions(partial=partial)
    most = broken = 0
    for entry in resources:
        found, rounds = _in_rounds(entry, resources, options)
        assert found == rule_violations([entry], resources, options, None)
        most, broken = max(most, rounds), broken + len(found)
    assert most > 2
    assert broken > 5


def test_questions_and_answers() -> None:
    base = ReadOptions().base
    asked = AskedSet(base, {asked_iri(f"{base}Gene/1"): [], asked_key("kind", "key"): []})
    assert asked.get(f"{base}Gene/1") is None
    assert asked.target(Reference({"reference": "Gene/1"})) is None
    assert asked.keyed("kind", "key") == []
    for no_reference in ({}, {"reference": 7}, {"reference": ""}):
        assert asked.target(Reference(no_reference)) is None
    assert not asked.missing
    assert asked.target(Reference({"reference": "Gene/2"})) is None
    assert asked.keyed("kind", "other") == []
    assert [*asked.missing] == [asked_iri(f"{base}Gene/2"), asked_key("kind", "other")]
