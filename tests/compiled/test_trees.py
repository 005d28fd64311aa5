"""Resources of registry documents, read directly, are those that the standard path reads."""

from __future__ import annotations

import json
import random
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.corpora import documents
from clingen_ld.compiled.n_quads import KnownOutline
from clingen_ld.compiled.trees import TreeMemory
from clingen_ld.messages.message import Item
from clingen_ld.messages.tree_fast_path import TreeMessage, known_trees
from clingen_ld.model import DEFAULT_BASE, Model
from tests.compiled.test_n_quads import assert_same, compact
from tests.messages.json_ld.test_fast_path import NUMBERS, ODD
from tests.messages.registry.documents import DOCUMENTS
from tests.validation.mutations import mutate, places

Tree = dict[str, Any]
GENE: Tree = {"resourceType": "Gene", "id": "G1", "symbol": "MADE1", "name": "made"}
MADE = list(documents(120))
STRINGS = re.compile(r'(?<=[:\[,])"[^"]*"(?!:)')
ODD_NUMBERS = [0, -1, 2**53 - 1, 2**53, 4 * 10**15 + 3, 10**17, 1.5, 1.0, "true", "null", '"8"']


def held(document: Any, model: Model) -> list[Item]:
    """What the direct path reads of a document, once it is what the standard path reads."""
    read = assert_same(document if isinstance(document, str) else compact(document), model)
    for item in read:
        if isinstance(item, TreeMessage):
            assert item.tree == item.normal.tree
    return read


@pytest.mark.parametrize("name", DOCUMENTS)
def test_documents_of_every_kind(name: str, model: Model) -> None:
    for _ in range(2):  # by what was learned of the first, too
        held(DOCUMENTS[name], model)


def test_most_are_read_directly(model: Model) -> None:
    text = "\n".join(map(compact, MADE)) + "\n"
    held(text, model)
    read = [item for item in held(text, model) if isinstance(item, TreeMessage)]
    assert {item.type for item in read} == {"CanonicalAllele", "ContextualAllele"}
    assert len(read) > 3 * len(MADE)
    assert len({id(item.alike) for item in read}) < len(read) / 3


@pytest.mark.slow
@pytest.mark.parametrize("document", MADE[::5], ids=lambda document: document["@id"][-7:])
def test_something_is_wrong(document: Any, model: Model) -> None:
    chance = random.Random(document["@id"])
    held(document, model)
    for _ in range(25):
        held(mutate(document, chance), model)


@pytest.mark.slow
@pytest.mark.parametrize("document", MADE[::9], ids=lambda document: document["@id"][-7:])
def test_odd_values_in_every_place(document: Any, model: Model) -> None:
    chance = random.Random(f"odd in {document['@id']}")
    text = compact(document)
    held(text, model)
    for pattern, odd in ((STRINGS, ODD), (NUMBERS, ODD_NUMBERS)):
        for found in pattern.finditer(text):
            value = chance.choice(odd)
            put = json.dumps(value, ensure_ascii=False) if pattern is STRINGS else str(value)
            held(f"{text[: found.start()]}{put}{text[found.end() :]}", model)


@given(st.sampled_from([*MADE, *DOCUMENTS.values()]), st.integers(2, 5), st.randoms())
def test_much_is_wrong(model: Model, document: Any, times: int, chance: random.Random) -> None:
    made = document
    for _ in range(times):
        if isinstance(made, dict) and next(places(made), None) is not None:
            made = mutate(made, chance)
    held(made, model)


@pytest.mark.slow
def test_real_documents(reference: Path, model: Model) -> None:
    found = sorted((reference / "allele-registry").rglob("*.json"))
    assert found
    for path in found:
        text = compact(json.loads(path.read_text()))
        held(text, model)
        held(text, model)


def test_the_first_documents_are_read_by_the_standard_path(model: Model) -> None:
    known_trees.cache_clear()
    trees = known_trees(model, DEFAULT_BASE)
    first = [trees.memory(False) for _ in range(9)]
    assert first[:8] == [None] * 8
    assert isinstance(first[8], TreeMemory)
    assert trees.memory(False) is first[8]
    known_trees.cache_clear()
    assert known_trees(model, DEFAULT_BASE).memory(True) is not None


def test_trees_that_are_not_looked_at(model: Model) -> None:
    memory = TreeMemory(model, DEFAULT_BASE)
    right = GENE
    assert memory.look(right) is not None
    for wrong in (
        {"resourceType": "Nothing", "id": "G1"},
        right | {"symbol": 7},
        right | {"id": ""},
        right | {"id": "a/b"},
        {key: value for key, value in right.items() if key != "id"},
        right | {"identifier": {}},
        right | {"identifier": [7]},
        right | {"@id": "G1"},
        right | {"@id": "http://example.org/G2"},
        right | {"@id": "http://example.org/a b/G1"},
        right | {"resourceType": "ReferenceSequence", "gene": {"reference": "G1"}},
    ):
        assert memory.look(wrong) is None, wrong


def test_what_is_kept_is_told_apart(model: Model) -> None:
    memory = TreeMemory(model, DEFAULT_BASE)
    right = GENE
    term = "http://example.org/#term"

    def key(value: Any) -> Any:
        look = memory.look(right)
        assert look is not None
        return look.with_kept({term: value}).key

    alike = [["a", "b"], ["a"], "a", 1, {"@id": "http://example.org/1"}, {term: "a"}]
    keys = [key(value) for value in alike]
    assert len(set(keys)) == len(keys)
    like = [["c", "d"], ["é"], "b", 2, {"@id": "https://example.org/?x=%2F#y"}, {term: "b"}]
    assert [key(value) for value in like] == keys
    odd: list[Any] = ["", 1.5, True, None, -1, 2**53, {"@id": "no iri"}, {"@value": "a"}, {}, []]
    for value in odd:
        assert key(value) not in keys
        assert key(value) == key(value)


def test_what_was_learned_is_forgotten_when_it_is_too_much(
    model: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("clingen_ld.compiled.trees._MOST", 2)
    memory = TreeMemory(model, DEFAULT_BASE)
    for n in range(1, 5):
        tree = GENE | {"aliasSymbol": ["a"] * n}
        look = memory.look(tree)
        assert look is not None
        memory.learn_normal(look, True)
        assert isinstance(memory.learn(look, tree), KnownOutline)
        assert memory.alike(look)
    assert len(memory._known) <= 2
    assert len(memory._normal) <= 2
