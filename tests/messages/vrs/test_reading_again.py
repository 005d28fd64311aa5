"""What is written of an allele is found to be all of it only where reading it gives the same."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest

from benchmarks.made_bundles import bundle
from clingen_ld import convert
from clingen_ld.conversion import Conversion
from clingen_ld.messages.vrs.reading_again import WrittenAgain, keep_one_each
from clingen_ld.messages.vrs.schema import KEPT
from clingen_ld.model import DEFAULT_BASE, Model
from tests.conftest import seeds
from tests.validation.mutations import mutate

Tree = dict[str, Any]
REFERENCE = "CanonicalAllele/clinvar:1"


@pytest.fixture(scope="module", name="written")
def _written() -> tuple[Tree, Tree, Tree]:
    """A canonical allele, its contextual allele, and the variant that they are in VRS."""
    trees = [json.loads(line) for line in str(
        convert(json.loads("\n".join(bundle(1))), "resource-json").text).splitlines()]  # fmt: skip
    trees = [tree for tree in trees if tree["resourceType"] != "Provenance"]
    by_type = {tree["resourceType"]: tree for tree in trees}
    canonical, allele = by_type["CanonicalAllele"], by_type["ContextualAllele"]
    lines = str(convert(trees, "vrs").text).splitlines()
    [variant] = [v for v in map(json.loads, lines) if v.get("type") == "CategoricalVariant"]
    variant["constraints"][0]["allele"] = variant["members"][0]
    return canonical, allele, variant


def made(model: Model) -> WrittenAgain:
    """What reads again, with functions compiled."""
    again = WrittenAgain(model, DEFAULT_BASE)
    for _ in range(10):  # the first few are left to the readers of the form
        again.has_allele({}, {}, "")
        again.has_variant({"resourceType": "CanonicalAllele"}, {"members": [{}]})
    return again


def test_all_is_there(written: tuple[Tree, Tree, Tree], model: Model) -> None:
    canonical, allele, variant = written
    again = made(model)
    assert again.has_variant(canonical, variant)
    assert again.has_allele(allele, variant["members"][0], REFERENCE)
    assert not again.has_allele(allele, variant["members"][0], "CanonicalAllele/other")


@pytest.mark.parametrize("seed", seeds(30))
def test_what_is_not_in_it_is_missed(
    seed: int, written: tuple[Tree, Tree, Tree], model: Model
) -> None:
    canonical, allele, variant = written
    chance, again = random.Random(seed), made(model)
    other = mutate(canonical, chance)
    assert json.dumps(other) == json.dumps(canonical) or not again.has_variant(other, variant)
    other = mutate(allele, chance)
    is_other = json.dumps(other) != json.dumps(allele)
    assert is_other != again.has_allele(other, variant["members"][0], REFERENCE)


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
