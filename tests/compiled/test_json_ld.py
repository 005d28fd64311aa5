"""JSON-LD as programs write it, read directly, gives what the standard path gives."""

from __future__ import annotations

import json
import random
import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clingen_ld.messages.fast_path import DirectMessage
from clingen_ld.messages.json_ld.writing import to_json_ld
from clingen_ld.messages.message import Item, Message
from clingen_ld.model import DEFAULT_BASE, Model, normal_form
from tests.compiled.test_engine import MESSAGES, assert_same, compact, renumbered
from tests.conftest import seeds
from tests.strategies import resources
from tests.validation.mutations import mutate, places

Tree = dict[str, Any]
STRINGS = re.compile(r'(?<=:)"(?!http|obo:)[^"]*"')
DATES = re.compile(r'(?<=:)"[0-9]{4}-[^"]*"')
NUMBERS = re.compile(r"(?<=:)[0-9]+(?=[,}])")
ODD = [
    "", " ", "a b", "A", "ACGT", "café", "\U0001f9ec", "\u007f", "%3E", "x/y", "#", "null", "true",
    "@id", "_:b0", "http://example.org/x", "../up", ".", "1", "2020-01-01", "é" * 300, "\\", '"',
    "a\nb", "p.(Val600Glu)", "NM_004333.4:c.1799T>A", "c.76A>G", "Ter", "\u2028", "{}",
]  # fmt: skip


def json_ld(tree: Tree, model: Model) -> str:
    """A message as our writer writes it."""
    normal = normal_form(tree, tree["resourceType"], model, DEFAULT_BASE)
    return compact(to_json_ld(normal.tree, model, DEFAULT_BASE))


def held(text: str, model: Model) -> list[Item]:
    """What the direct path reads, once it is what the standard path reads."""
    read = assert_same(text, model)
    for item in read:
        if isinstance(item, DirectMessage):
            assert item.tree == item.normal.tree
    return read


@pytest.mark.slow
@pytest.mark.parametrize("tree", MESSAGES, ids=lambda tree: tree["id"])
def test_examples_and_what_is_like_them(tree: Tree, model: Model) -> None:
    chance = random.Random(tree["id"])
    held(json_ld(tree, model), model)
    like = [json_ld(renumbered(tree, chance), model) for _ in range(3)]
    read = held("\n".join(like) + "\n", model)
    # An agent of Provenance is named by an IRI that is not one of the base.
    if "\\" not in like[0] and tree["resourceType"] != "Provenance":
        assert all(isinstance(item, DirectMessage) for item in read)


@pytest.mark.slow
@pytest.mark.parametrize("tree", MESSAGES[::3], ids=lambda tree: tree["id"])
def test_with_spaces_and_in_another_order(tree: Tree, model: Model) -> None:
    given = json.loads(json_ld(tree, model))
    spaced = json.dumps(given, ensure_ascii=False)
    held(f"{spaced}\n{spaced} \r\n", model)
    held(json.dumps(given, indent=1), model)
    held(compact(dict(reversed(given.items()))), model)
    held(compact({k: v for k, v in given.items() if k != "@context"}), model)
    held(compact(given | {"http://example.org/p": "x"}), model)


@pytest.mark.slow
@pytest.mark.parametrize("tree", MESSAGES[::2], ids=lambda tree: tree["id"])
def test_odd_values_in_every_place(tree: Tree, model: Model) -> None:
    """In the text of a message that is known, values are put that others have, or nobody."""
    chance = random.Random(f"odd in {tree['id']}")
    text = json_ld(tree, model)
    held(text, model)
    for pattern, odd in ((STRINGS, ODD), (NUMBERS, _NUMBERS), (DATES, _DATES)):
        for found in pattern.finditer(text):
            value = chance.choice(odd)
            shown = json.dumps(value, ensure_ascii=False) if isinstance(value, str) else value
            held(text[: found.start()] + str(shown) + text[found.end() :], model)


_DATES = [
    "2027-01-02T03:04:05Z", "2027-13-45T03:04:05Z", "2027-01-02", "2027", "0000-00-00T00:00:00Z",
    "2026-11-03T10:15:00+01:00", "9999-12-31T24:00:00Z", "2026-02-30T10:15:00Z",
]  # fmt: skip
_NUMBERS = [0, -1, 7, 2**53 - 1, 2**53, 2**53 + 1, 10**15 - 1, 10**15, 10**17, "01", 1.5, '"8"']


@pytest.mark.slow
@pytest.mark.parametrize(
    "name", ["XA2", "a.b", "A-1", "A..b", ".a", "a%20b", "a b", "é", "x/y", "A" * 80, "1", "a:b"]
)
def test_odd_ids_and_targets(name: str, model: Model) -> None:
    tree = next(tree for tree in MESSAGES if tree["resourceType"] == "ContextualAllele")
    text = json_ld(tree, model)
    held(text, model)
    for old in (tree["id"], tree["canonicalAllele"]["reference"].rpartition("/")[2]):
        held(text.replace(old, name), model)
        held(text.replace(old, name, 1), model)


def test_one_of_the_places_of_an_id_differs(model: Model) -> None:
    tree = next(tree for tree in MESSAGES if tree["resourceType"] == "CanonicalAllele")
    text = json_ld(tree, model)
    held(text, model)
    for found in re.finditer(re.escape(tree["id"]), text):
        held(f"{text[: found.start()]}CA77{text[found.end() :]}", model)


def test_a_key_that_is_there_twice(model: Model) -> None:
    right = json_ld(MESSAGES[0], model)
    key = f'"id":"{MESSAGES[0]["id"]}"'
    held(f"{right}\n{right.replace(key, f'{key},{key}')}\n{right}\n", model)


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(tree=resources(), chance=st.randoms(use_true_random=False))
def test_generated_resources(tree: Tree, chance: random.Random, model: Model) -> None:
    for one in (tree, mutate(tree, chance) if list(places(tree)) else tree):
        if one.get("resourceType") in model.resources:
            text = json_ld(one, model)
            held(text, model)
            read = held(text, model)
            assert all(isinstance(item, Message) for item in read) or one is not tree


@pytest.mark.slow
@pytest.mark.parametrize("tree", MESSAGES[::8], ids=lambda tree: tree["id"])
def test_slips_in_documents(tree: Tree, model: Model) -> None:
    """Types, statements and links are wrong as well."""
    chance = random.Random(f"document of {tree['id']}")
    document = json.loads(json_ld(tree, model))
    for _ in range(4):
        held(compact(mutate(document, chance)), model)


@pytest.mark.parametrize(
    "types",
    [[], ["Statement"], "Statement", 7, None, [7], [None], {"@id": "Gene"}, ["Gene", "Gene"]],
)
def test_types_of_others(types: Any, model: Model) -> None:
    tree = next(tree for tree in MESSAGES if tree["resourceType"] == "Gene")
    held(compact(json.loads(json_ld(tree, model)) | {"@type": types}), model)


_TERMS = ("registry:MANE", "http://x.org/a", "http://x.org/b#/c", "rdf:type", "id", "@id", "@type")
_VALUES: tuple[Any, ...] = (
    "a", "#/x", "@id", "é", "", 1, -1, 2**53, True, None, 1.5, {}, {"@id": "urn:x:c"},
    {"@id": "x"}, {"@id": "urn:x:c#/d"}, {"@value": "v"}, ["a"], ["b", "a"],
)  # fmt: skip


@pytest.mark.parametrize("number", seeds(12))
def test_objects_in_objects_that_the_model_does_not_know(number: int, model: Model) -> None:
    chance = random.Random(number)

    def some(deep: int) -> Any:
        if deep > 3 or chance.random() < 0.4:
            return chance.choice(_VALUES)
        terms = chance.sample(_TERMS, chance.choice([1, 1, 2, 3]))
        return {term: some(deep + 1) for term in terms}

    tree = next(tree for tree in MESSAGES if tree["resourceType"] == "Gene")
    document = json.loads(json_ld(tree, model))
    for _ in range(8):
        held(compact(document | {"registry:some": some(1)}), model)


def test_lines_of_several_forms(model: Model) -> None:
    gene, allele = (
        next(tree for tree in MESSAGES if tree["resourceType"] == name)
        for name in ("Gene", "ContextualAllele")
    )
    other = compact(gene | {"http://x.org/a": "b"})
    lines = [compact(gene), json_ld(gene, model), other, json_ld(allele, model), compact(allele)]
    chance = random.Random(1)
    read = held("\n".join(chance.choices(lines, k=60)) + "\n", model)
    forms = {item.form for item in read if isinstance(item, Message)}
    assert forms == {"resource-json", "json-ld"}
