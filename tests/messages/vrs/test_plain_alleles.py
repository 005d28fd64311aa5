"""Alleles of VRS that are read directly are those that the standard path reads."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest
from ga4gh.core import ga4gh_identify
from ga4gh.vrs import models

from clingen_ld.messages.fast_path import DirectMessage
from clingen_ld.messages.vrs.sequences import ReferencedSequence, write_reference
from clingen_ld.model import Model
from clingen_ld.types import ContextualAllele
from clingen_ld.variation.assemblies import refget_of
from clingen_ld.variation.spdi import sha512t24u
from tests.compiled.test_engine import assert_same
from tests.conftest import seeds
from tests.validation.mutations import mutate

Tree = dict[str, Any]
ACCESSIONS = {
    "NC_000017.11": "genomic", "NC_000001.10": "genomic", "NC_012920.1": "genomic",
    "NM_000999.9": "transcript", "ENST00000357654.9": "transcript", "NP_000999.1": "amino-acid",
}  # fmt: skip
NAMES = {
    "genomic": [("hgvs.g", "g.{}A>T"), ("hgvs.m", "m.{}A>T"), ("spdi", "{}:A:T")],
    "transcript": [("hgvs.c", "c.{}A>T"), ("hgvs.n", "n.{}A>T"), ("hgvs.p", "c.{}A>T")],
    "amino-acid": [("hgvs.p", "p.M{}T"), ("hgvs.p", "p.Met{}Thr"), ("hgvs.p", "p.?")],
}


def made(chance: random.Random) -> Tree:
    """An allele with computed identifiers, in one of the ways that people write them."""
    accession = chance.choice(list(ACCESSIONS))
    kind = ACCESSIONS[accession]
    refget = refget_of(accession) or f"SQ.{sha512t24u(accession.encode())}"
    start = chance.randrange(10**6)
    reference = "".join(chance.choices("ACGT", k=chance.choice((0, 1, 1, 3))))
    alternate = "".join(chance.choices("ACGT", k=chance.choice((0, 1, 1, 3, 60))))
    told = ContextualAllele({"contextualAlleleType": kind})
    whole = write_reference(ReferencedSequence(accession, refget), told, "http://x/")
    bare = {"type": "SequenceReference", "refgetAccession": refget}
    called = {"name": chance.choice(("chr1", accession))}
    named = chance.choice((whole, whole, bare, {"id": accession} | bare, called | bare))
    location: Tree = {"type": "SequenceLocation", "sequenceReference": named}
    location |= {"start": start, "end": start + len(reference)}
    if chance.random() < 0.6:
        location["sequence"] = reference
    state = {"type": "LiteralSequenceExpression", "sequence": alternate}
    allele = models.Allele.model_validate({"type": "Allele", "location": location, "state": state})
    ga4gh_identify(allele, in_place="always")
    found: Tree = allele.model_dump(exclude_none=True, mode="json")
    if chance.random() < 0.5:
        names = chance.sample(NAMES[kind], chance.choice((1, 2)))
        found["expressions"] = [
            {"syntax": syntax, "value": f"{accession}:{name.format(start)}"}
            for syntax, name in names
        ]
    if chance.random() < 0.2:
        del found["digest"]
    shuffle(found, chance)
    return found


def shuffle(value: Any, chance: random.Random) -> None:
    """Put the keys of an object, and of those inside, in any order."""
    if not isinstance(value, dict):
        return
    items = list(value.items())
    chance.shuffle(items)
    value.clear()
    value.update(items)
    for inner in value.values():
        shuffle(inner, chance)


def lines(values: list[Any]) -> str:
    return "".join(f"{json.dumps(value)}\n" for value in values)


@pytest.mark.parametrize("seed", seeds(4))
def test_identified_alleles(seed: int, model: Model) -> None:
    chance = random.Random(seed)
    read = assert_same(lines([made(chance) for _ in range(60)]), model)
    direct = [item for item in read if isinstance(item, DirectMessage)]
    assert len(direct) > 80
    for item in direct:
        assert item.tree == item.normal.tree


@pytest.mark.parametrize("seed", seeds(4))
def test_what_is_wrong_or_otherwise_is_found_alike(seed: int, model: Model) -> None:
    chance = random.Random(seed)
    assert_same(lines([mutate(made(chance), chance) for _ in range(60)]), model)


@pytest.mark.parametrize("key", ["id", "digest", "start", "type", "sequence"])
def test_keys_that_stand_twice(key: str, model: Model) -> None:
    for seed in range(3):
        text = json.dumps(made(random.Random(seed)))
        first = text.replace(f'"{key}":', f'"{key}": "x", "{key}":', 1)
        assert_same(first + "\n", model)
