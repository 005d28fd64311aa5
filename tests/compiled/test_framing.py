"""Direct framing gives what the standard path gives, or nothing."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clingen_ld.compiled.framing import DirectFramer
from clingen_ld.errors import TextError
from clingen_ld.graph.formats import parse
from clingen_ld.graph.framing import frame_quads
from clingen_ld.graph.quads import resource_quads
from clingen_ld.graph.terms import n_quads_line
from clingen_ld.messages.n_quads.grouping import graphs
from clingen_ld.model import (
    CLINGEN,
    DEFAULT_BASE,
    FHIR,
    RDF,
    XSD,
    load_model,
    normal_form,
    resource_iri,
)
from tests.strategies import damaged_messages, resources

Tree = dict[str, Any]
Triples = list[str]

EXAMPLES = Path(__file__).parents[2] / "examples"
GENES = ("brca1", "cftr", "cx3cr1", "ilk", "mt-tl1", "rbm20")
# Enough for each kind of graph to be known: it was seen once, and then learned.
VISITS = 3


def normal(message: Tree) -> Tree:
    return normal_form(message, message["resourceType"], load_model(), DEFAULT_BASE).tree


TREES = [
    normal(json.loads(path.read_text()))
    for gene in GENES
    for path in sorted((EXAMPLES / gene).glob("*.json"))
]
BY_ID = {tree["id"]: tree for tree in TREES}


def triples(tree: Tree) -> Triples:
    """The lines of a resource's graph, without their ends."""
    quads = resource_quads(tree, load_model(), DEFAULT_BASE)
    return [n_quads_line(quad._replace(graph=""))[:-1] for quad in quads]


def text_of(lines: Triples) -> str:
    return "".join(f"{line}\n" for line in lines)


def standard(name: str, text: str) -> list[str] | None:
    """The resources that the standard path frames, as JSON text; None: it refuses to."""
    try:
        quads = [q._replace(graph=name) for q in parse(text, "ntriples", DEFAULT_BASE)]
        found = frame_quads(quads, load_model(), DEFAULT_BASE)
    except TextError:
        return None
    return [json.dumps(framed.normal.tree) for framed in found]


def assert_same(framer: DirectFramer, name: str, lines: Triples) -> Tree | None:
    """Check that a graph is framed rightly, or not at all; the last result."""
    text = text_of(lines)
    right = standard(name, text)
    found = None
    for _ in range(VISITS):
        found = framer.frame(name, text)
        assert found is None or [json.dumps(found)] == right
    return found


def new() -> DirectFramer:
    return DirectFramer(load_model(), DEFAULT_BASE)


SHARED = new()
"""One that learns over all of the tests, as in a long stream."""


def shuffled(lines: Triples, chance: random.Random) -> Triples:
    return chance.sample(lines, len(lines))


# --- Right graphs -----------------------------------------------------------------------------


def test_every_example_is_framed() -> None:
    framer, chance = new(), random.Random(1)
    for _ in range(VISITS):
        for tree in TREES:
            text = text_of(shuffled(triples(tree), chance))
            found = framer.frame(resource_iri(tree, DEFAULT_BASE), text)
            assert json.dumps(found) == json.dumps(tree)


@pytest.mark.slow
@given(tree=resources(), chance=st.randoms(use_true_random=False))
def test_any_resource(tree: Tree, chance: random.Random) -> None:
    name = resource_iri(tree, DEFAULT_BASE)
    assert_same(SHARED, name, shuffled(triples(tree), chance))
    assert_same(SHARED, f"{name}#subsetted", triples(tree))


@given(tree=damaged_messages())
def test_any_message(tree: Tree) -> None:
    tree = normal(tree)
    assert_same(SHARED, resource_iri(tree, DEFAULT_BASE), triples(tree))


# Values that others depend on, or that look like something else.
TEXTS = ("", "a", "b", "5", "true", "SO:0000159", '"', "\\", "\\u0041", "é", "𝄞", "\t\n\r\x00\x7f",
         "<>", "> <", '> "', " .", "\0", "hgvs", "http://clingendb.clingen.org/")  # fmt: skip


@pytest.mark.slow
@given(data=st.data(), tree=st.sampled_from(TREES))
def test_other_values_in_graphs_that_are_known(data: st.DataObject, tree: Tree) -> None:
    assert_same(SHARED, resource_iri(tree, DEFAULT_BASE), triples(tree))
    root = resource_iri(tree, DEFAULT_BASE)
    texts = st.sampled_from((*TEXTS, root, f"<{root}>", f"{root}#/start")) | st.text(max_size=5)
    numbers = st.sampled_from([0, 1, 2, 10**25])

    def other(value: Any, key: str) -> Any:
        if isinstance(value, dict):
            return {k: other(item, k) for k, item in value.items()}
        if isinstance(value, list):
            return [other(item, key) for item in value]
        if key == "resourceType" or not data.draw(st.booleans()):
            return value
        if isinstance(value, int):
            return data.draw(numbers)
        if key == "reference":
            return data.draw(st.sampled_from([value, f"{value}1", root, f"{root}#/start", "a b"]))
        return data.draw(texts)

    changed = normal(other(tree, ""))
    assert_same(SHARED, resource_iri(changed, DEFAULT_BASE), triples(changed))
    assert_same(SHARED, root, triples(changed | {"id": tree["id"]}))


# --- Resources whose names say less, or more ---------------------------------------------------


@pytest.mark.parametrize(
    "name",
    ["http://reg.genome.network/allele/CA1", "urn:x:y", "http://clingen.org/model/allele/",
     "http://clingendb.clingen.org/ContextualAllele/a%20b", "http://example.org/caf\u00e9"],
)  # fmt: skip
def test_other_names(name: str) -> None:
    framer = new()
    tree = normal(BY_ID["XA201"] | {"@id": name})
    assert_same(framer, resource_iri(BY_ID["XA201"], DEFAULT_BASE), triples(BY_ID["XA201"]))
    found = assert_same(framer, name, triples(tree))
    assert found is not None or name == "http://clingen.org/model/allele/"


def test_a_name_that_another_begins_with() -> None:
    framer = new()
    tree = json.loads(json.dumps(BY_ID["XA201"]))
    tree["canonicalAllele"]["reference"] = "ContextualAllele/XA2019"
    tree["referenceCoordinate"]["refAllele"] = f"<{resource_iri(tree, DEFAULT_BASE)}>"
    assert assert_same(framer, resource_iri(tree, DEFAULT_BASE), triples(tree)) == tree


def test_an_escaped_text_that_looks_like_the_name_of_the_resource_inside() -> None:
    framer = new()
    for odd in ("\0", "x\\0", "x"):
        tree = normal(BY_ID["XA201"] | {"id": odd})
        assert assert_same(framer, resource_iri(tree, DEFAULT_BASE), triples(tree)) == tree


def test_a_resource_that_refers_to_itself() -> None:
    framer = new()
    tree = json.loads(json.dumps(BY_ID["XA201"]))
    name = resource_iri(tree, DEFAULT_BASE)
    assert assert_same(framer, name, triples(tree)) == tree
    tree["canonicalAllele"]["reference"] = "ContextualAllele/XA201"
    assert assert_same(framer, name, triples(tree)) == tree


def test_lists_with_equal_values() -> None:
    framer = new()
    name = "http://clingendb.clingen.org/CanonicalAllele/C"
    for references in (["A/1", "A/2"], ["A/1", "A/1"], ["A/2", "A/1"], ["A/1", "A/1", "A/2"]):
        tree = normal(
            {
                "resourceType": "Provenance",
                "id": "C",
                "target": [{"reference": reference} for reference in references],
            }
        )
        name = resource_iri(tree, DEFAULT_BASE)
        assert assert_same(framer, name, triples(tree)) == tree


def test_offsets_in_the_wrong_order() -> None:
    framer = new()
    tree = json.loads(json.dumps(BY_ID["XA201"]))
    coordinate = tree["referenceCoordinate"]
    name = resource_iri(tree, DEFAULT_BASE)
    for low, high, index in ((5, 4, 7), (4, 5, 7), (9, 2, 8), (2, 9, 8), (4, 4, 8)):
        for end, length in (("start", low), ("end", high)):
            coordinate[end] = {
                "index": index,
                "externalOffsetLength": length,
                "externalOffsetDirection": "-",
            }
        found = assert_same(framer, name, triples(tree))
        assert (found == tree) == (low >= high)


# --- Changed graphs ---------------------------------------------------------------------------

FOREIGN = (
    "<http://example.org/a> <http://example.org/b> <http://example.org/c> .",
    "<ROOT> <http://example.org/b> <http://example.org/c> .",
    f'<ROOT> <{CLINGEN}name> "n" .',
    f'<ROOT> <{CLINGEN}id> "other" .',
    f'<ROOT> <{CLINGEN}id> "a"@en .',
    f"<ROOT> <{RDF}type> <http://example.org/T> .",
    f"<ROOT> <{RDF}type> <{CLINGEN}Gene> .",
    f"<ROOT#/start> <{RDF}type> <{FHIR}Coding> .",
    f"<ROOT> <{CLINGEN}identifier> _:b .",
    f'_:b <{FHIR}value> "v" .',
    f"<ROOT> <{CLINGEN}canonicalAllele> <http://example.org/x> .",
    f"<ROOT> <{CLINGEN}referenceCoordinate> <ROOT#/x> .",
    f'<ROOT2> <{CLINGEN}symbol> "s" .',
    "# nothing",
    "",
    f'> <{CLINGEN}allele> "A" .',
)  # fmt: skip
LITERALS = ('""', '"5"', '"\\u0041"', '"\\U00000041"', '"\\uD800"', '"\\x"', '"a\\"b"', '"a\\\\"',
            '"a" b"', '"a\\', '"\t"', '"\u2028"', '"é"')  # fmt: skip
DATATYPES = [
    "", "@en", "@de-DE", *(f"^^<{XSD}{name}>" for name in ("string", "integer", "int", "anyURI",
    "gYear", "dateTime", "boolean", "double")),
]  # fmt: skip
OBJECT = re.compile(r"<([^>]*)> \.$")
LITERAL = re.compile(r'"((?:[^"\\]|\\.)*)"(\S*) \.$')

Change = Callable[[Triples, random.Random], None]


def drop(lines: Triples, chance: random.Random) -> None:
    del lines[chance.randrange(len(lines))]


def double(lines: Triples, chance: random.Random) -> None:
    lines.append(chance.choice(lines))


def change_literal(lines: Triples, chance: random.Random) -> None:
    n = chance.choice([n for n, line in enumerate(lines) if LITERAL.search(line)])
    literal = chance.choice(LITERALS)
    lines[n] = LITERAL.sub(lambda match: f"{literal}{match[2]} .", lines[n])


def change_datatype(lines: Triples, chance: random.Random) -> None:
    n = chance.choice([n for n, line in enumerate(lines) if LITERAL.search(line)])
    datatype = chance.choice(DATATYPES)
    lines[n] = LITERAL.sub(lambda match: f'"{match[1]}"{datatype} .', lines[n])


def add_second_value(lines: Triples, chance: random.Random) -> None:
    line = chance.choice([line for line in lines if LITERAL.search(line)])
    lines.append(LITERAL.sub(lambda match: f'"{match[1]}1"{match[2]} .', line))


def swap_objects(lines: Triples, chance: random.Random) -> None:
    a, b = chance.sample([n for n, line in enumerate(lines) if OBJECT.search(line)], 2)
    found = [lines[n][lines[n].rindex("<") :] for n in (a, b)]
    for n, other in ((a, found[1]), (b, found[0])):
        lines[n] = lines[n][: lines[n].rindex("<")] + other


def move_subject(lines: Triples, chance: random.Random) -> None:
    a, b = (chance.randrange(len(lines)) for _ in range(2))
    lines[a] = lines[b].split(" ", 1)[0] + " " + lines[a].split(" ", 1)[1]


def change_place(lines: Triples, chance: random.Random) -> None:
    old, place = chance.choice(["/0", "/1"]), chance.choice(["/0", "/1", "/2", "/00", "/x", ""])
    lines[:] = [line.replace(old, place) for line in lines]


def change_iri(lines: Triples, chance: random.Random) -> None:
    n = chance.choice([n for n, line in enumerate(lines) if OBJECT.search(line)])
    iri = chance.choice(
        ["http://example.org/a b", "x", "", "obo:SO_1", "http://clingendb.clingen.org//Gene/G",
         "http://clingendb.clingen.org/Gene/\\u0041", "http://example.org/%zz", "urn:x:y#/a"]
    )  # fmt: skip
    lines[n] = OBJECT.sub(lambda _: f"<{iri}> .", lines[n])


def add_foreign(lines: Triples, chance: random.Random) -> None:
    root = re.split("[#>]", lines[0])[0][1:]
    lines.append(chance.choice(FOREIGN).replace("ROOT", root))


def merge(lines: Triples, chance: random.Random) -> None:
    lines += triples(chance.choice(TREES))


def break_line(lines: Triples, chance: random.Random) -> None:
    n = chance.randrange(len(lines))
    at = chance.randrange(len(lines[n]))
    odd = chance.choice(["", " ", "\r", "\n", "\0", '"', "\\", ">", "<", "#", "."])
    lines[n] = lines[n][:at] + odd + lines[n][at + 1 :]


CHANGES: list[Change] = [
    drop, double, change_literal, change_datatype, add_second_value, swap_objects, move_subject,
    change_place, change_iri, add_foreign, merge, break_line,
]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
@given(tree=st.sampled_from(TREES) | resources(), chance=st.randoms(use_true_random=False))
def test_changed_graphs(change: Change, tree: Tree, chance: random.Random) -> None:
    name, lines = resource_iri(tree, DEFAULT_BASE), triples(tree)
    assert_same(SHARED, name, lines)
    for _ in range(chance.choice([1, 1, 2])):
        if sum(OBJECT.search(line) is not None for line in lines) < 2 or not any(
            map(LITERAL.search, lines)
        ):
            return
        change(lines, chance)
    assert_same(SHARED, name, shuffled(lines, chance))
    assert_same(SHARED, name, lines)


def test_texts_that_are_no_lines() -> None:
    framer = new()
    name, text = resource_iri(BY_ID["XA201"], DEFAULT_BASE), text_of(triples(BY_ID["XA201"]))
    for _ in range(VISITS):
        assert framer.frame(name, text) == BY_ID["XA201"]
    for odd in ("", "\n", text[:-1], text + "\n", "\n" + text, text.replace("\n", "\r\n")):
        assert framer.frame(name, odd) is None
    assert framer.frame(name + "0", text) is None
    assert framer.frame(name[:-1], text) is None
    assert framer.frame("", text) is None


# --- Graphs among lines -----------------------------------------------------------------------


def grouped(*lines: str) -> list[tuple[str, str]]:
    return list(graphs(f"{line}\n".encode() for line in lines))


def test_a_triple_that_looks_like_one_of_the_graph_is_not_framed() -> None:
    tree = BY_ID["XA201"]
    name = resource_iri(tree, DEFAULT_BASE)
    right = [line.removesuffix(".") + f"<{name}> ." for line in triples(tree)]
    framer = new()
    for _ in range(VISITS):
        [(_, text)] = grouped(*right)
        assert framer.frame(name, text) == tree
        [(_, text)] = grouped(*right, f"<{name}> <http://example.org/p> <{name}> .")
        assert framer.frame(name, text) is None


@pytest.mark.parametrize("id_", ["XA201", "GENE201", "SEQ202"])
def test_any_line_missing(id_: str) -> None:
    lines, name = triples(BY_ID[id_]), resource_iri(BY_ID[id_], DEFAULT_BASE)
    for number in range(len(lines)):
        assert_same(SHARED, name, lines[:number] + lines[number + 1 :])


def test_an_object_without_properties_in_a_list() -> None:
    tree = normal(
        {"resourceType": "Gene", "id": "G", "symbol": "A", "http://example.org/parts": [{}]}
    )
    assert assert_same(new(), resource_iri(tree, DEFAULT_BASE), triples(tree)) == tree


_LITERAL = re.compile(r' "(?:[^"\\]|\\.)*"(\^\^<[^<>]+>)?')


@pytest.mark.slow
@pytest.mark.parametrize("lexical", ["", " ", "-1", "x"])
@pytest.mark.parametrize("datatype", ["", r"\1"])
def test_what_is_framed_can_be_decoded_again(lexical: str, datatype: str) -> None:
    framer = new()
    for tree in TREES:
        name, lines = resource_iri(tree, DEFAULT_BASE), triples(tree)
        for n, line in enumerate(lines):
            other = _LITERAL.sub(f' "{lexical}"{datatype}', line)
            found = framer.decode(name, text_of([*lines[:n], other, *lines[n + 1 :]]))
            assert found is not None or other != line
            if found is not None:
                assert framer.engine.decode_encoded(found[1]).resource == found[0].resource


@pytest.mark.slow
@pytest.mark.parametrize(
    "literal",
    [
        '"x"^^<http://example.org/t>',
        f'"{{}}"^^<{RDF}JSON>',
        '"x"@en',
        '"x"@en--ltr',
        f'"x"^^<{XSD}date>',
    ],
)
def test_literals_of_other_properties_are_written_as_by_the_standard_path(literal: str) -> None:
    for tree in TREES[:20]:
        name, lines = resource_iri(tree, DEFAULT_BASE), triples(tree)
        lines.append(f"<{name}> <http://example.org/said> {literal} .")
        assert_same(new(), name, lines)
