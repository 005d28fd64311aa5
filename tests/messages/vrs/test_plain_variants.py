"""Variants of bundles that are read directly are those that the standard path reads."""

from __future__ import annotations

import copy
import json
import random
import re
from collections.abc import Callable
from typing import Any

import pytest

from benchmarks.made_bundles import bundle
from clingen_ld.messages.fast_path import DirectMessage
from clingen_ld.messages.message import Item, Message
from clingen_ld.model import Model
from tests.compiled.test_engine import assert_same, items
from tests.conftest import seeds
from tests.validation.mutations import mutate

Tree = dict[str, Any]
BUNDLE: Tree = json.loads("\n".join(bundle(5)))
SECTIONS = ("sequenceReference", "location", "allele", "variation")


def direct_variants(found: list[Item]) -> int:
    return sum(
        isinstance(each, DirectMessage) and each.type == "CanonicalAllele" and each.tree is not None
        for each in found
    )


def first(given: Tree, section: str) -> Tree:
    """The record of a section that the first variant leads to."""
    record: Tree = next(iter(given["variation"].values()))
    for name, key in (("allele", "members"), ("location", "location")):
        if section in (name, "location") and section != "variation":
            link = record[key][0] if key == "members" else record[key]
            record = given[name][link.rpartition("/")[2]]
    return record


def places(items_: list[Item]) -> list[Any]:
    """Where the messages and some of their parts are said to be."""
    parts = ("", "/id", "/relatedContextualAllele/0", "/alleleName/0/name", "/target")
    return [each.place(part) for each in items_ if isinstance(each, Message) for part in parts]


def test_variants_of_a_bundle_are_read_directly(model: Model) -> None:
    text = json.dumps(BUNDLE)
    found = assert_same(text, model)
    assert direct_variants(found) == len(BUNDLE["variation"])
    assert all(isinstance(each, DirectMessage) for each in found)
    assert places(found) == places(items(text, "standard", model))


@pytest.mark.slow
@pytest.mark.parametrize("seed", seeds(60))
def test_what_is_wrong_or_otherwise_is_found_alike(seed: int, model: Model) -> None:
    chance = random.Random(seed)
    given = copy.deepcopy(BUNDLE)
    for _ in range(3):
        records = given[SECTIONS[seed % 4]]
        key = chance.choice(list(records))
        records[key] = mutate(records[key], chance)
    assert_same(json.dumps(given, ensure_ascii=chance.random() < 0.5), model)


def set_in(section: str, **values: Any) -> Callable[[Tree], None]:
    return lambda given: first(given, section).update(values)


def renamed(id_: str) -> Callable[[Tree], None]:
    def change(given: Tree) -> None:
        key, record = next(iter(given["variation"].items()))
        del given["variation"][key]
        given["variation"][id_.replace("/", "~1")] = record | {"id": id_}

    return change


def of_amino_acids(given: Tree) -> None:
    sequence = next(iter(given["sequenceReference"].values()))
    sequence |= {"id": "NP_000050.3", "moleculeType": "protein", "residueAlphabet": "aa"}


CHANGES: dict[str, tuple[Callable[[Tree], None], bool]] = {
    "a long name": (set_in("variation", name="é" * 3), False),
    "escapes": (set_in("variation", name='a "quoted" \\ name\n'), True),
    "an address": (
        set_in("variation", extensions=[{"name": "x", "value": {"@id": "http://x/#/a"}}]), True),
    "a literal": (
        set_in("variation", extensions=[{"name": "x", "value": {"@value": "a", "@type": "b"}}]),
        True),
    "numbers": (set_in("variation", extensions=[{"name": "x", "value": [1.50, -0.0, None]}]), True),
    "a large number": (set_in("variation", extensions=[{"name": "x", "value": 2**70}]), False),
    "deep values": (
        set_in("variation", extensions=[{"name": "x", "value": json.loads("[" * 250 + "]" * 250)}]),
        False),
    "an empty list": (set_in("variation", extensions=[]), False),
    "nothing": (set_in("variation", mappings=None), False),
    "more of an extension": (
        set_in("variation", extensions=[{"name": "x", "value": 1, "id": "y"}]), False),
    "a property of the model": (
        set_in("variation", extensions=[{"name": "complexity", "value": "complex"}]), False),
    "another description": (set_in("variation", description="x"), False),
    "other relations": (
        lambda given: first(given, "variation")["constraints"][0].update(relations=[]), False),
    "a mapping to something near": (
        lambda given: first(given, "variation")["mappings"][0].update(relation="relatedMatch"),
        False),
    "a system with a name": (
        lambda given: first(given, "variation")["mappings"][0]["coding"].update(system="ClinVar"),
        False),
    "a blank code": (
        lambda given: first(given, "variation")["mappings"][0]["coding"].update(code=" "), False),
    "two members": (
        lambda given: first(given, "variation")["members"].append("ga4gh:VA.x"), False),
    "the id of another": (set_in("variation", id="clinvar:2"), False),
    "an id of the Registry": (renamed("CA123"), True),
    "an IRI": (renamed("http://example.org/1"), False),
    "a name first": (
        lambda given: first(given, "allele")["expressions"].reverse(), True),
    "no names": (lambda given: first(given, "allele").pop("expressions"), True),
    "an unknown syntax": (
        set_in("allele", expressions=[{"syntax": "vcf", "value": "1-2-A-G"}]), False),
    "a wrong digest": (set_in("allele", digest="x" * 32), False),
    "no digest": (lambda given: first(given, "allele").pop("digest"), False),
    "another place": (set_in("location", start=1, end=2), False),
    "no residue": (lambda given: first(given, "location").pop("sequence"), True),
    "amino acids": (of_amino_acids, False),
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("name", CHANGES)
def test_odd_variants(name: str, model: Model) -> None:
    change, is_direct = CHANGES[name]
    given = copy.deepcopy(BUNDLE)
    change(given)
    found = assert_same(json.dumps(given), model)
    variants = [each for each in found if getattr(each, "type", "") == "CanonicalAllele"]
    assert variants
    assert is_direct in (False, direct_variants(found) == len(BUNDLE["variation"]))


@pytest.mark.slow
@pytest.mark.parametrize("key", ["id", "digest", "start", "type", "members", "value"])
def test_keys_that_stand_twice(key: str, model: Model) -> None:
    text = json.dumps(BUNDLE)
    found = [match.start() for match in re.finditer(f'"{key}":', text)]
    for at in (found[0], found[len(found) // 2], found[-1]):
        assert_same(f'{text[:at]}"{key}": "x", {text[at:]}', model)


def test_a_sequence_comes_with_its_first_allele_only(model: Model) -> None:
    for engine in ("direct", "standard"):
        found = items(json.dumps(BUNDLE), engine, model)
        messages = [each for each in found if isinstance(each, Message)]
        named = [each.iri for each in messages if each.type == "ReferenceSequence"]
        assert len(named) == len(set(named)) > 1
