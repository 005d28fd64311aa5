"""Graphs read by templates give what the standard path gives, or nothing."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clingen_ld.compiled.extension_quads import ROOT
from clingen_ld.compiled.framing import DirectFramer
from clingen_ld.compiled.templates import Templates
from clingen_ld.graph.formats import parse
from clingen_ld.graph.framing import frame_quads
from clingen_ld.graph.quads import resource_quads
from clingen_ld.graph.terms import n_quads_line
from clingen_ld.model import DEFAULT_BASE, load_model, resource_iri
from tests.compiled.test_framing import (
    BY_ID,
    CHANGES,
    LITERAL,
    OBJECT,
    TREES,
    Change,
    Tree,
    new,
    normal,
    triples,
)
from tests.strategies import resources

XA = BY_ID["XA201"]
SHARED = new()
"""One that learns over all of the tests, as in a long stream."""


def lines_of(tree: Tree) -> list[str]:
    return [n_quads_line(quad) for quad in resource_quads(tree, load_model(), DEFAULT_BASE)]


def learned(tree: Tree, framer: DirectFramer) -> str:
    """The quads of a resource, after they were read."""
    text = "".join(lines_of(tree))
    framer.decode_written(resource_iri(tree, DEFAULT_BASE), text)
    return text


def read(framer: DirectFramer, text: str) -> tuple[Tree, str] | None:
    """The resource of the graph that a text begins with, and the rest of it, if it is known.

    It must be what the standard path makes of the lines.
    """
    given = framer.known(text, 0)
    if given is None:
        return None
    (found, again), end, count = given
    lines = text[:end]
    assert lines.endswith("\n")
    assert lines.count("\n") == count
    name = found.iri
    assert not text[end:].startswith((f"<{name}>", f"<{name}#"))
    quads = list(parse(lines, "nquads", DEFAULT_BASE))
    assert {quad.graph for quad in quads} == {name}
    (right,) = frame_quads(quads, load_model(), DEFAULT_BASE)
    tree = found.resource.tree
    assert json.dumps(tree) == json.dumps(right.normal.tree)
    assert not right.normal.notes
    assert resource_iri(tree, DEFAULT_BASE) == name
    assert framer.engine.decode_encoded(again).resource == found.resource
    return tree, text[end:]


def test_what_was_read_once_is_known() -> None:
    framer = new()
    for tree in TREES:
        assert read(framer, learned(tree, framer)) == (tree, "")


def test_graphs_of_others_like_it_are_known_wherever_they_stand() -> None:
    framer = new()
    text = learned(XA, framer)
    other = XA | {"id": "XA9", "allele": "GATTACA"}
    quads = "".join(lines_of(other))
    assert read(framer, quads + text) == (other, text)
    assert framer.known(text + quads, len(text)) is not None
    assert framer.known(text + quads, len(text) - 1) is None
    for end in range(1, 40):
        assert framer.known(quads[:-end], 0) is None


def test_lines_behind_a_graph_are_a_part_of_it() -> None:
    framer = new()
    gene = normal({"resourceType": "Gene", "id": "G", "symbol": "A"})
    text, longer = learned(gene, framer), gene | {"name": "a"}
    assert read(framer, text) == (gene, "")
    more = "".join(lines_of(longer))
    assert more.startswith(text)
    assert framer.known(more, 0) is None
    learned(longer, framer)
    for known in (more, text, more):
        assert read(framer, known) is not None


def test_a_resource_with_a_name_of_its_own() -> None:
    framer = new()
    learned(XA, framer)
    for name in ("http://reg.genome.network/allele/CA1", "urn:x:y"):
        named = normal(XA | {"@id": name})
        assert read(framer, "".join(lines_of(named))) == (named, "")
    text = "".join(lines_of(XA)).replace("/XA201", "/XA202").replace('"XA202"', '"XA201"')
    found = read(framer, text)
    assert found is not None
    assert found[0]["@id"].endswith("/XA202")


TEXTS = (
    "", " ", "a", '"', "\\", "\\u0041", "\x00", "\x01", "\x02", "\x7f", "\n", "\t", "é", "\u2028",
    "-1", "-0", "007", "1.0", "1e3", "\u0663", "5" * 30, "2020-01-01", "2020-13-01", "Hole/0~",
    "7346190028000000", "http://clingendb.clingen.org/ContextualAllele/XA201", "> <", " .",
)  # fmt: skip
IRIS = (
    "http://example.org/a b", "x", "", "obo:SO_1", "http://clingendb.clingen.org//Gene/G",
    'http://example.org/a","display":"b', "http://clingendb.clingen.org/Gene/\\u0041",
    "http://example.org/%zz", "urn:x:y#/a", "http://clingendb.clingen.org/Gene/é",
    "http://clingendb.clingen.org/ContextualAllele/XA201#/start", "http://example.org/a\x02",
)  # fmt: skip


def with_odd_values(line: str) -> Iterator[str]:
    """A line with other values."""
    start, end = line.rsplit(" <", 1)
    start += " ."
    if (found := LITERAL.search(start)) is not None:
        for text in TEXTS:
            yield f'{start[: found.start()]}"{text}"{found[2]} <{end}'
    if (found := OBJECT.search(start)) is not None:
        for iri in IRIS:
            yield f"{start[: found.start()]}<{iri}> <{end}"


@pytest.mark.slow
def test_odd_values_in_graphs_that_are_known() -> None:
    """Each is read as the standard path reads it, or left to that."""
    framer, seen = new(), Counter[bool]()
    for tree in TREES:
        learned(tree, framer)
    for tree in (XA, BY_ID["GENE201"], BY_ID["SEQ202"]):
        lines = lines_of(tree)
        for n, line in enumerate(lines):
            for other in with_odd_values(line):
                seen[read(framer, "".join([*lines[:n], other, *lines[n + 1 :]])) is None] += 1
    assert min(seen.values()) > 100, seen


@given(data=st.data(), chance=st.randoms(use_true_random=False))
def test_any_resources_among_each_other(data: st.DataObject, chance: random.Random) -> None:
    trees = [data.draw(resources() | st.sampled_from(TREES)) for _ in range(2)]
    texts = [learned(tree, SHARED) for tree in trees]
    found = read(SHARED, "".join(texts))
    assert found is None or found[0] == trees[0] or texts[0] == texts[1]


@pytest.mark.slow
@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
@given(tree=st.sampled_from(TREES) | resources(), chance=st.randoms(use_true_random=False))
def test_changed_graphs(change: Change, tree: Tree, chance: random.Random) -> None:
    learned(tree, SHARED)
    lines, end = triples(tree), f" <{resource_iri(tree, DEFAULT_BASE)}> .\n"
    if sum(OBJECT.search(line) is not None for line in lines) < 2 or not any(
        map(LITERAL.search, lines)
    ):
        return
    change(lines, chance)
    text = "".join(line.removesuffix(" .") + end for line in lines)
    read(SHARED, text)
    SHARED.decode_written(resource_iri(tree, DEFAULT_BASE), text)
    read(SHARED, text)


@pytest.mark.parametrize(
    "value",
    ["a", 5, {"@id": "http://example.org/x"}, ["a"], ["b", "a"], ["a", "b"], [{"urn:x": "a"}, {}],
     {"urn:x": {"urn:y": 1}, "urn:z": ["b"]}, [{"@id": "urn:a"}]],
    ids=repr,
)  # fmt: skip
def test_values_that_the_model_does_not_know(value: Any) -> None:
    framer = new()
    tree = normal(XA | {"http://example.org/p": value})
    text = learned(tree, framer)
    assert read(framer, text) == (tree, "")
    for old, other in (('"a"', '"c"'), ('"5"', '"6"'), ("example.org/x", "example.org/y")):
        if old in text:
            assert read(framer, text.replace(old, other)) is not None or isinstance(value, list)
    assert read(framer, text.replace("<http://example.org/x>", f"<{IRIS[-2]}>")) in (
        None,
        (tree, ""),
    )


def test_no_more_is_learned_than_can_be_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    engine = new().engine
    one = Templates(engine, f" <{ROOT}> .\n")
    framer = new()
    found = [
        framer.decode_written(resource_iri(t, DEFAULT_BASE), learned(t, framer)) for t in TREES
    ]
    monkeypatch.setattr("clingen_ld.compiled.templates._MOST", 1)
    few = Templates(engine, f" <{ROOT}> .\n")
    texts = ["".join(lines_of(tree)) for tree in TREES]
    for each in filter(None, found):
        one.learn(*each)
        few.learn(*each)
    assert all(one.read(text, 0) is not None for text in texts)
    assert 0 < sum(few.read(text, 0) is not None for text in texts) < len(texts) / 2
