"""The direct path gives what the standard path gives: differential tests."""

from __future__ import annotations

import io
import json
import random
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clingen_ld.compiled.engine import engine
from clingen_ld.compiled.resources import EXTENSIONS
from clingen_ld.findings.finding import Finding
from clingen_ld.graph.formats import serialize
from clingen_ld.graph.quads import resource_quads
from clingen_ld.messages.fast_path import DirectMessage
from clingen_ld.messages.json_ld.contexts import CONTEXT_IRI
from clingen_ld.messages.json_ld.writing import to_json_ld
from clingen_ld.messages.message import Engine, Item, Message, Problem, ReadOptions
from clingen_ld.messages.reading import read_text
from clingen_ld.model import DEFAULT_BASE, Model, normal_form
from clingen_ld.validation.checking import check_message
from clingen_ld.validation.items import is_right
from clingen_ld.variation.builders import contextual_allele
from clingen_ld.variation.position import Interval
from clingen_ld.variation.spdi import Placement
from tests.conftest import STORIES
from tests.strategies import resources
from tests.validation.mutations import mutate, places

Tree = dict[str, Any]
_EXAMPLES = Path(__file__).parents[2] / "examples"
MESSAGES = [
    json.loads(path.read_text())
    for story in STORIES
    for path in sorted((_EXAMPLES / story).glob("*.json"))
]


def compact(tree: Tree) -> str:
    return json.dumps(tree, ensure_ascii=False, separators=(",", ":"))


def items(text: str, path: Engine, model: Model) -> list[Item]:
    return list(read_text(text, ReadOptions(engine=path), model, "file.ndjson"))


def findings(item: Item, model: Model) -> list[Finding]:
    if isinstance(item, Problem) or is_right(item):
        return []
    return list(check_message(item, model))


def n_quads(message: Message, model: Model) -> str:
    if isinstance(message, DirectMessage) and (text := message.n_quads()) is not None:
        return text.decode()
    stream = io.BytesIO()
    serialize(resource_quads(message.normal.tree, model, DEFAULT_BASE), "nquads", stream)
    return stream.getvalue().decode("utf-8", "surrogatepass")


def assert_same(text: str, model: Model) -> list[Item]:
    """Hold the two paths against each other; gives what the direct one reads."""
    direct, standard = items(text, "direct", model), items(text, "standard", model)
    assert len(direct) == len(standard)
    for one, other in zip(direct, standard, strict=True):
        if isinstance(one, Problem) or isinstance(other, Problem):
            assert one == other
            continue
        assert (one.type, one.iri, one.file, one.form) == (
            other.type,
            other.iri,
            other.file,
            other.form,
        )
        assert json.dumps(one.normal.tree) == json.dumps(other.normal.tree)
        assert json.dumps(one.normal_tree) == json.dumps(other.normal.tree)
        assert one.resource_json() in (None, compact(other.normal.tree))
        assert_same_json_ld(one, model)
        assert findings(one, model) == findings(other, model)
        try:
            expected = n_quads(other, model)
        except UnicodeEncodeError:
            continue  # Half a character is in no RDF.
        assert n_quads(one, model) == expected
    assert_same_where_checked(text, direct, model)
    return direct


def assert_same_where_checked(text: str, direct: list[Item], model: Model) -> None:
    """What is read to be checked is the same; what is accepted in the same go, the check by itself
    accepts, and nearly the other way round."""
    options = ReadOptions(engine="direct", checked=True)
    for one, other in zip(read_text(text, options, model, "file.ndjson"), direct, strict=True):
        assert (one.__class__, one.file) == (other.__class__, other.file)
        if isinstance(one, DirectMessage) and isinstance(other, DirectMessage):
            found, accept = one.decoded, one.engine.accept[one.decoded.resource.__class__]
            assert (found.iri, found.resource) == (other.decoded.iri, other.decoded.resource)
            assert accept(found.resource, False) or not found.is_accepted
            if text == compact(other.tree) and one.resource_json() is not None:
                assert found.is_accepted == accept(found.resource, False)


def assert_same_json_ld(message: Message, model: Model) -> None:
    """Compare the two writers of JSON-LD."""
    if isinstance(message, DirectMessage):
        found = engine(model, DEFAULT_BASE).json_ld(message.decoded)
        right = to_json_ld(message.normal.tree, model, DEFAULT_BASE)
        del right["@context"]
        assert found is None or json.dumps(found) == json.dumps(right)


def renumbered(tree: Tree, chance: random.Random) -> Tree:
    """A message like another, with ids, names and places of its own."""
    by, number = chance.randrange(1, 10**6), chance.randrange(10, 10**5)

    def walk(value: Any, key: str) -> Any:
        if isinstance(value, dict):
            return {k: walk(v, k) for k, v in value.items()}
        if isinstance(value, list):
            return [walk(item, key) for item in value]
        if key in ("id", "reference"):
            return f"{value}{number}"
        if key in ("index", "externalGenomicPositionIndex"):
            return value + by
        if key == "name":
            return re.sub("[1-9][0-9]*(?=[A-Z*])", str(number), value, count=1)
        return value

    return {k: walk(v, k) for k, v in tree.items()}


@pytest.mark.slow
@pytest.mark.parametrize("tree", MESSAGES, ids=lambda tree: tree["id"])
def test_examples_and_what_is_like_them(tree: Tree, model: Model) -> None:
    chance = random.Random(tree["id"])
    assert_same(compact(tree), model)
    like = [renumbered(tree, chance) for _ in range(5)]
    read = assert_same("\n".join(compact(each) for each in like) + "\n", model)
    assert all(isinstance(item, DirectMessage) for item in read)


@pytest.mark.slow
@pytest.mark.parametrize("tree", MESSAGES, ids=lambda tree: tree["id"])
def test_every_kind_of_slip(tree: Tree, model: Model) -> None:
    chance = random.Random(f"slips of {tree['id']}")
    assert_same(compact(tree), model)
    slips = [mutate(renumbered(tree, chance), chance) for _ in range(40)]
    twice = [mutate(slip, chance) for slip in slips if len(list(places(slip))) > 1]
    for slip in [*slips, *twice]:
        assert_same(compact(slip), model)


@pytest.mark.slow
@given(
    trees=st.lists(resources(), min_size=1, max_size=4),
    chance=st.randoms(use_true_random=False),
)
def test_generated_resources(trees: list[Tree], chance: random.Random, model: Model) -> None:
    for tree in trees:
        assert_same(json.dumps(tree), model)
        assert_same(json.dumps(mutate(tree, chance) if list(places(tree)) else tree), model)


def test_a_key_that_is_there_twice(model: Model) -> None:
    right = compact(MESSAGES[0])
    key = f'"id":"{MESSAGES[0]["id"]}"'
    read = assert_same(f"{right}\n{right.replace(key, f'{key},{key}')}\n{right}\n", model)
    assert [isinstance(item, Problem) for item in read] == [False, True, False, False]
    gene = '{"resourceType":"Gene","id":"G1","name":"a\\u003a\\u003A","symbol":"A","symbol":"B"}'
    read = assert_same("\n".join([right, gene, gene.replace(',"symbol":"B"', "")]), model)
    assert [isinstance(item, Problem) for item in read] == [False, True, False, False]


@pytest.mark.parametrize("is_ascii", [True, False])
def test_the_key_that_decoding_has_for_others(is_ascii: bool, model: Model) -> None:
    gene = {"resourceType": "Gene", "id": "G1", EXTENSIONS: {"http://example.org/x": 1}}
    (read,) = assert_same(json.dumps(gene, ensure_ascii=is_ascii), model)
    assert not isinstance(read, DirectMessage)


@pytest.mark.parametrize(
    "odd",
    ['\\"', "\\\\", "\x7f", "\\u0000", "\\u003a:", "\\n", "\\ud800", "é", "\\u00e9", "%s", "{}"],
)
def test_odd_characters_in_texts(odd: str, model: Model) -> None:
    gene = '{"resourceType":"Gene","id":"G1","identifier":[{"system":"http://www.genenames.org/",'
    gene += '"value":"HGNC:1100"}],"symbol":"BRCA1","name":"NAME"}'
    for name in ("a plain one", odd, f"a {odd} in it", "%"):
        assert_same(gene.replace("NAME", name), model)


@pytest.mark.parametrize(
    "name",
    [
        "a b",
        ".",
        "..",
        "a/b",
        "é",
        "%41",
        "a%",
        "http://example.org/1",
        "http://example.org/a|b",
        "a{b",
        "a:b",
        "#",
        "-a",
        "a..b",
        "",
    ],
)
def test_odd_ids_and_targets(name: str, model: Model) -> None:
    right: Tree = {
        "resourceType": "CanonicalAllele",
        "id": "CA1",
        "canonicalAlleleType": "nucleotide",
        "complexity": "complex",
        "nested": [{"reference": "CanonicalAllele/CA2"}, {"reference": "CanonicalAllele/CA3"}],
    }
    assert_same(compact(right), model)
    assert_same(compact(right | {"id": name}), model)
    for target in (name, f"CanonicalAllele/{name}", f"http://example.org/{name}"):
        nested = [{"reference": target}, {"reference": "CanonicalAllele/CA3"}]
        assert_same(compact(right | {"nested": nested}), model)
        assert_same(compact(right | {"nested": nested, "id": "CA4"}), model)


def test_a_target_may_not_be_the_resource(model: Model) -> None:
    """What makes alike messages different: whether ids and targets are equal."""
    tree: Tree = {
        "resourceType": "CanonicalAllele",
        "id": "CA1",
        "canonicalAlleleType": "nucleotide",
        "complexity": "complex",
        "nested": [{"reference": "CanonicalAllele/CA2"}, {"reference": "CanonicalAllele/CA3"}],
    }
    for name in ("CA1", "CA2", "CA3", "CA4"):
        (read,) = assert_same(compact(tree | {"id": name}), model)
        rules = [finding.rule for finding in findings(read, model)]
        assert rules == (["CA-6"] if name in ("CA2", "CA3") else [])


def test_whitespace_and_order_do_not_matter(model: Model) -> None:
    for tree in MESSAGES[:20]:
        assert_same(json.dumps(tree, indent=2), model)
        assert_same(compact(dict(reversed(list(tree.items())))), model)


@pytest.mark.slow
def test_long_and_short_sequences(model: Model) -> None:
    allele: Tree = next(t for t in MESSAGES if t["id"] == "XA201")
    for text in ("A", "ACGT", "ACGTA", "ACGTAC", "ACGTX", "acgta", "AlaGly", "", "ACGT ACGT"):
        for reference in ("A", "ACGTA", "ACGTAC", "ACGTACC", "TTTTT", ""):
            for length in (0, 1, 5, 6):
                tree = json.loads(compact(allele)) | {"allele": text}
                coordinate = tree["referenceCoordinate"] | {"refAllele": reference}
                coordinate["end"] = {"index": coordinate["start"]["index"] + length}
                assert_same(compact(tree | {"referenceCoordinate": coordinate}), model)


def _nodes(tree: Tree) -> list[Tree]:
    """The objects in a tree, and itself."""
    nodes: list[Tree] = []
    waiting: list[Any] = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict):
            nodes.append(node)
            waiting += node.values()
        elif isinstance(node, list):
            waiting += node
    return nodes


_XSD = "http://www.w3.org/2001/XMLSchema#"
_JSON = "http://www.w3.org/1999/02/22-rdf-syntax-ns#JSON"
LITERALS: list[Any] = [
    {"@type": _JSON, "@value": '{"a":[1,"\\"b"]}'}, {"@type": f"{_XSD}byte", "@value": "5"},
    {"@type": "http://example.org/type", "@value": "é"}, {"@language": "en", "@value": "a"},
]  # fmt: skip
"""Literals with a datatype or a language, as the normal form has them."""


def _with_extensions(tree: Tree, chance: random.Random) -> Tree:
    """The tree with values that the model does not know in some of its nodes."""
    made: Tree = json.loads(json.dumps(tree))
    nodes = _nodes(made)
    for node in chance.sample(nodes, min(3, len(nodes))):
        key = chance.choice(["http://example.org/x", "http://reg.genome.network/schema#MANE"])
        node[key] = chance.choice(
            ["text", 5, True, {"http://example.org/y": "z"}, ["a", "b"], {"@id": "http://x.org/"}]
            + LITERALS
            + [{"http://example.org/y": literal} for literal in LITERALS]
        )
    return made


@pytest.mark.slow
@pytest.mark.parametrize("tree", MESSAGES, ids=lambda tree: str(tree.get("id")))
def test_values_that_the_model_does_not_know_anywhere(tree: Tree, model: Model) -> None:
    made, chance = engine(model, DEFAULT_BASE), random.Random(str(tree.get("id")))
    plain = normal_form(tree, tree["resourceType"], model, DEFAULT_BASE).tree
    for _ in range(20):
        more = _with_extensions(plain, chance)
        found = made.decode_tree(more)
        if found is None:
            continue
        stream = io.BytesIO()
        serialize(resource_quads(more, model, DEFAULT_BASE), "nquads", stream)
        assert sorted(made.n_quads(found).decode().splitlines()) == sorted(
            stream.getvalue().decode().splitlines()
        )
        assert found.resource.tree == more
        document = made.json_ld(found)
        if document is not None:
            expected = to_json_ld(more, model, DEFAULT_BASE)
            assert document == {k: v for k, v in expected.items() if k != "@context"}
            again = made.read_json_ld(json.dumps(expected).encode(), CONTEXT_IRI)
            assert again is not None
            assert again.resource == found.resource
        again = made.decode_extended(compact(more).encode())
        assert again is not None
        assert again.resource == found.resource
    assert_same(compact(more), model)


_TERMS = (
    "registry:k", "http://example.org/k", "http://reg.genome.network/schema#k", "clingen:allele",
    "clingen:k", "obo:k", "k", "http://schema.org/name", "rdf:value", "_:k", "@nest", "statement",
    "http://example.org/a b", "urn:clingen-ld:extensions", "http://example.org/x",
)  # fmt: skip
_VALUES: tuple[Any, ...] = (
    "text", "", 5, 1, True, 1.0, None, [], {}, ["b", "a"], ["a", "a"], [1, True], {"k": 1},
    {"@id": "http://x.org/"}, {"@id": "obo:SO_1"}, {"@id": "_:b"}, {"@id": "x"}, {"@value": "a"},
    *LITERALS, [LITERALS[0]],
    {"@type": f"{_XSD}string", "@value": "a"}, {"@type": f"{_XSD}integer", "@value": "5"},
    {"@type": _JSON, "@value": "[1]"}, {"@type": "xsd:byte", "@value": "5"},
    {"@type": "@json", "@value": "a"}, {"@type": f"{_XSD}byte", "@value": 5},
    {"@language": "EN", "@value": "a"}, {"@language": "e n", "@value": "a"},
    {"@direction": "ltr", "@language": "en", "@value": "a"}, {"@direction": "ltr", "@value": "a"},

    {"@list": ["a"]}, {"@type": "registry:T"}, {"@id": "http://x.org/", "registry:k": 1},
    {"@language": "en", "@value": "x"}, [{"registry:k": 1}, {"registry:k": 2}],
)  # fmt: skip


def _changed(document: Tree, chance: random.Random) -> None:
    """Change something in a document."""
    nodes = _nodes(document)
    node = chance.choice([each for each in nodes if each])
    key = chance.choice([*node, *_TERMS])
    if isinstance(node.get(key), list) and chance.random() < 0.5:
        chance.shuffle(node[key])
    elif chance.random() < 0.3:
        node.pop(key, None)
    else:
        node[key] = chance.choice(_VALUES)


@pytest.mark.slow
@pytest.mark.parametrize("tree", MESSAGES, ids=lambda tree: str(tree.get("id")))
def test_documents_with_anything(tree: Tree, model: Model) -> None:
    """Hold the readers of JSON-LD against each other, where the direct one takes a document."""
    chance = random.Random(str(tree.get("id")))
    plain = normal_form(tree, tree["resourceType"], model, DEFAULT_BASE).tree
    for _ in range(6):
        document = to_json_ld(_with_extensions(plain, chance), model, DEFAULT_BASE)
        _changed(document, chance)
        text = json.dumps(document)
        found = engine(model, DEFAULT_BASE).read_json_ld(text.encode(), CONTEXT_IRI)
        if found is not None:
            (item,) = items(text, "standard", model)
            assert isinstance(item, Message)
            assert (item.unread, item.normal.notes) == ([], [])
            assert json.dumps(item.normal.tree) == json.dumps(found.resource.tree)


SEQUENCES = st.text("ACGT", max_size=60)


@given(
    accession=st.sampled_from(["NC_000017.11", "NM_000999.9", "LRG_292t1", "NP_000999.1", "LRG_1"]),
    start=st.integers(0, 10**6),
    length=st.integers(0, 60),
    reference=st.none() | SEQUENCES,
    alternate=SEQUENCES,
    kind=st.sampled_from(["genomic", "transcript", "amino-acid"]),
    names=st.sampled_from([[], [("NC_000017.11:g.2A>T", "hgvs-genomic")]]),
)
def test_placed_alleles_are_those_of_the_builders(
    accession: str, start: int, length: int, reference: str | None, alternate: str, kind: str,
    names: list[tuple[str, str]], model: Model,
) -> None:  # fmt: skip
    placement = Placement(accession, Interval.of(start, start + length), reference, alternate)
    tree = contextual_allele(placement, kind, model, names=names)
    tree["identifier"] = [{"system": "http://example.org/", "value": "A1"}]
    of_place = [{"system": "http://example.org/place", "value": "P1"}]
    tree["referenceCoordinate"] = {"identifier": of_place, **tree["referenceCoordinate"]}
    known = engine(model, DEFAULT_BASE)
    found = known.placed(
        b"", accession, start, start + length, reference, alternate, kind, names=names,
        identifiers=[("http://example.org/", "A1")], of_place=[("http://example.org/place", "P1")],
    )  # fmt: skip
    read = known.decode_tree(tree)
    assert (found is None) == (read is None)
    if found is not None:
        normal = normal_form(tree, "ContextualAllele", model, DEFAULT_BASE).tree
        assert found.resource.tree == normal
