"""Lines in the order in which they are written are read back to the resource; others are left."""

from __future__ import annotations

import random
import re

import pytest

from clingen_ld.compiled.resources import make_structs
from clingen_ld.compiled.written import make_reader
from clingen_ld.model import DEFAULT_BASE, load_model, resource_iri
from tests.compiled.test_framing import (
    CHANGES,
    TREES,
    Change,
    Tree,
    break_line,
    drop,
    move_subject,
    normal,
    text_of,
    triples,
)

_ESCAPED = re.compile(r"[\x00-\x09\x0b-\x1f]")
"""What the writer escapes, and the reader leaves to who calls it."""
_WITH_ITS_NAME = [each for each in CHANGES if each not in (drop, move_subject, break_line)]
"""The changes after which a resource still has an id, and its name."""
READ = make_reader(make_structs(load_model()), load_model(), DEFAULT_BASE)


def read(text: str) -> Tree | None:
    """The tree of the only resource in a text."""
    found = READ(text, 0, " .\n")
    assert found is None or found[1] == len(text)
    return None if found is None else found[0].tree


def test_every_example_is_read() -> None:
    for tree in TREES:
        lines = triples(tree)
        assert read(text_of(lines)) == tree
        assert read(text_of([*lines[1:], lines[0]])) is None
        assert read(text_of([*lines, lines[0]])) is None


@pytest.mark.parametrize("change", _WITH_ITS_NAME, ids=lambda change: change.__name__)
def test_what_is_read_is_written_as_those_very_lines(change: Change) -> None:
    chance, left = random.Random(change.__name__), 0
    for tree in TREES:
        lines = triples(tree)
        if len(lines) < 3:
            continue
        change(lines, chance)
        text = text_of(lines)
        found = READ(text, 0, " .\n")
        if found is None or found[1] < len(text):  # what follows is left to others
            left += 1
        if found is None or _ESCAPED.search(text):
            continue
        again = normal(found[0].tree)
        own, name = resource_iri(again, DEFAULT_BASE), text[1 : text.index(">")]
        assert text_of(triples(again)).replace(own, name) == text[: found[1]]
    assert left


@pytest.mark.parametrize(
    "more",
    [
        {"http://x.org/p": "text"},
        {"http://x.org/p": 5, "http://x.org/q": {"@id": "http://x.org/o"}},
        {"http://x.org/p": ["a", "b"]},
        {"http://x.org/p": ["b", "a"]},
        {"http://x.org/p": ["a"]},
        {"http://x.org/p": {"http://x.org/q": {"http://x.org/r": 1}}},
        {"http://x.org/p": [{"http://x.org/q": 1}, {"http://x.org/q": 2}]},
    ],
)
def test_what_the_model_does_not_know_is_read(more: Tree) -> None:
    tree = normal({"resourceType": "Gene", "id": "G1", "symbol": "A"} | more)
    assert read(text_of(triples(tree))) == tree


def test_several_resources_are_read_one_after_the_other() -> None:
    texts = [text_of(triples(tree)) for tree in TREES]
    text, at = "".join(texts), 0
    for tree, own in zip(TREES, texts, strict=True):
        found = READ(text, at, " .\n")
        assert found is not None
        assert (found[0].tree, found[1]) == (tree, at + len(own))
        at = found[1]
