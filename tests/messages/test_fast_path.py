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
from clingen_ld.compiled.engine import Engine
from clingen_ld.compiled.resources import EXTENSIONS
from clingen_ld.messages.fast_path import DirectMessage, in_groups
from clingen_ld.messages.message import Item, ReadOptions
from clingen_ld.messages.reading import read_text
from clingen_ld.model import DEFAULT_BASE, Model
from tests.compiled.test_engine import assert_same, compact
from tests.compiled.test_json_ld import NUMBERS, ODD
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
        if isinstance(item, DirectMessage):
            assert item.tree == item.normal.tree
    return read


@pytest.mark.parametrize("name", DOCUMENTS)
def test_documents_of_every_kind(name: str, model: Model) -> None:
    for _ in range(2):  # by what was learned of the first, too
        held(DOCUMENTS[name], model)


@pytest.mark.slow
def test_most_are_read_directly(model: Model) -> None:
    text = "\n".join(map(compact, MADE)) + "\n"
    held(text, model)
    read = [item for item in held(text, model) if isinstance(item, DirectMessage)]
    types = {"CanonicalAllele", "ContextualAllele", "Gene", "ReferenceSequence"}
    assert {item.type for item in read} == types
    assert len(read) > 3 * len(MADE)


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


def test_trees_that_are_not_decoded(model: Model) -> None:
    engine = Engine(model, DEFAULT_BASE)
    right = GENE
    assert engine.decode_tree(right) is not None
    for wrong in (
        {"resourceType": "Nothing", "id": "G1"},
        right | {"symbol": 7},
        right | {"id": ""},
        {key: value for key, value in right.items() if key != "id"},
        right | {"identifier": {}},
        right | {"identifier": [7]},
        right | {"@id": "G1"},
        right | {"@id": "http://example.org/a b/G1"},
        right | {"@type": ["http://example.org/Class"]},
        right | {EXTENSIONS: {"symbol": "x"}},
        right | {"http://example.org/x": {"b": 1, "a": 2}},
        right | {"resourceType": "ReferenceSequence", "gene": {"reference": "../Gene/G1"}},
    ):
        assert engine.decode_tree(wrong) is None, wrong


def test_groups_are_bounded_and_leave_nothing_out(model: Model) -> None:
    genes = [GENE | {"id": f"G{n}"} for n in range(300)]
    genes[100] |= {"name": "x" * (1 << 20)}
    genes[200] |= {"symbols": "MADE"}  # which the standard path reads
    text = "".join(f"{compact(gene)}\n" for gene in [*genes, {"id": "?"}])
    groups = list(in_groups(read_text(text, ReadOptions(engine="direct"), model, "f.ndjson")))
    read = read_text(text, ReadOptions(engine="direct"), model, "f.ndjson")
    assert [_what(item) for some in groups for item in some] == [_what(item) for item in read]
    ends = [getattr(some[-1], "iri", "").rpartition("/")[2] for some in groups]
    assert {"G100", "G200", ""} <= set(ends)
    assert 16 < max(map(len, groups)) < 80


def _what(item: Item) -> tuple[Any, ...]:
    return item.__class__, getattr(item, "iri", ""), getattr(item, "line", None)
