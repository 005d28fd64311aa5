"""What is written of an allele is found to be all of it only where reading it gives the same."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest

from benchmarks.made_bundles import bundle
from clingen_ld import convert
from clingen_ld.messages.vrs.reading_again import WrittenAgain
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
