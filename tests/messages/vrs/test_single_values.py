"""Graphs in which an object of VRS has several values where VRS has one."""

from __future__ import annotations

import json
from typing import Any

import pytest

from clingen_ld import convert
from clingen_ld.conversion import Conversion
from clingen_ld.messages.vrs.schema import KEPT
from clingen_ld.messages.vrs.single_values import keep_one_each
from tests.messages.vrs.making import Tree

SEQUENCE: Tree = {
    "type": "SequenceReference",
    "name": "chr1",
    "refgetAccession": "SQ.Ya6Rs7DHhDeg7YaOSg1EoNi3U_nQ9SvO",
}
PLACE: Tree = {
    "type": "SequenceLocation", "name": "a place", "sequenceReference": SEQUENCE,
    "start": 232345, "end": 232346, "sequence": "G",
}  # fmt: skip
ALLELE: Tree = {
    "id": "my:1",
    "type": "Allele",
    "digest": "URj6wbTnH6hxgBPpkAigV_knCZmvXzHR",
    "name": "an allele",
    "location": PLACE,
    "state": {"type": "LiteralSequenceExpression", "sequence": "C"},
    "extensions": [{"name": "of any kind", "value": ["x", "y"]}],
}
VARIANT: Tree = {
    "id": "my:variant",
    "type": "CategoricalVariant",
    "name": "a variant",
    "description": "described",
    "members": [ALLELE],
    "constraints": [{"type": "DefiningAlleleConstraint", "allele": "my:1"}],
}
COUNT: Tree = {"id": "my:count", "type": "CopyNumberCount", "name": "a count", "copies": [2, 3],
         "location": PLACE}  # fmt: skip
PLAIN_TEXTS = ["chr1", "a place", "an allele", "a variant", "described", "a count"]


def quads(document: Any) -> list[str]:
    return str(convert([json.dumps(document).encode()], "nquads").text).splitlines()


def written(lines: list[str]) -> Conversion:
    return convert(["".join(f"{line}\n" for line in lines).encode()], "vrs")


@pytest.mark.parametrize("document", [VARIANT, COUNT], ids=["variant", "count"])
@pytest.mark.parametrize("text", PLAIN_TEXTS)
def test_one_value_is_written_and_the_others_are_named(document: Any, text: str) -> None:
    given = json.dumps(document)
    if f'"{text}"' not in given:
        return
    other = json.loads(given.replace(f'"{text}"', f'"z {text}"'))
    done = written(sorted({*quads(document), *quads(other)}))
    assert json.loads(str(done.text)) == document
    (lost,) = done.losses
    assert "vrs#" in lost.what


def test_what_has_several_values_keeps_them() -> None:
    for document in (VARIANT, COUNT):
        done = written(quads(document))
        assert json.loads(str(done.text)) == document
        assert not done.losses


def test_every_class_is_known() -> None:
    for name in KEPT:
        made = keep_one_each({"type": name, "name": ["a", "b"], "aliases": ["a", "b"], "x": [1, 2]})
        assert made == {"type": name, "name": "a", "aliases": ["a", "b"], "x": [1, 2]}
