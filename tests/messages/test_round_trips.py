"""Through every form and back: nothing is lost, nothing invented."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest
import rdflib
from hypothesis import given, settings
from hypothesis import strategies as st

from clingen_ld.conversion import convert
from clingen_ld.graph.framing import frame_quads
from clingen_ld.graph.quads import resource_quads
from clingen_ld.graph.rdflib_graph import quads_of, to_dataset
from clingen_ld.graph.terms import Quad, address
from clingen_ld.messages.datasets import from_graph, to_graph
from clingen_ld.messages.message import Message, ReadOptions
from clingen_ld.messages.reading import read_inputs
from clingen_ld.model import CLINGEN, DEFAULT_BASE, Model, load_model, resource_iri
from clingen_ld.validation.structure import check_structure
from tests.messages.carrying import FORMS, Tree, normal, read, text_of, without, write
from tests.strategies import RDF_KEYS, damaged_messages, linking_messages, nodes, resources

EXACT_FORMS = [form for form in FORMS if form not in ("resource-xml", "rdfxml")]
# Many forms in one test, or much work: fewer examples.
FEWER = settings(max_examples=settings.default.max_examples // 2 if settings.default else 20)


def framed(quads: list[Quad]) -> dict[str, Tree]:
    """The resources of some quads by the text of their normal form's IRI."""
    trees = [f.normal.tree for f in frame_quads(quads, load_model(), DEFAULT_BASE)]
    return {resource_iri(tree, DEFAULT_BASE): tree for tree in trees}


def quads_from(tree: Tree) -> list[Quad]:
    return list(resource_quads(tree, load_model(), DEFAULT_BASE))


# --- The strategies themselves ----------------------------------------------------------------


@given(resources())
def test_right_resources_are_in_normal_form_and_of_the_right_kinds(tree: Tree) -> None:
    assert text_of(normal(tree)) == text_of(tree)
    found = {violation.rule for violation in check_structure(tree, load_model())}
    assert found <= {"ST-2", "ST-8", "ST-9"}  # missing or white space; never anything else


@pytest.mark.slow
def test_strategies_reach_every_property(model: Model) -> None:
    for type_ in model.types.values():
        assert met_keys(nodes(model, type_)) == type_.properties.keys()


def met_keys(strategy: st.SearchStrategy[Tree]) -> set[str]:
    seen: set[str] = set()

    @given(strategy)
    def collect(node: Tree) -> None:
        seen.update(node)

    collect()
    return seen


# --- Right resources --------------------------------------------------------------------------


@pytest.mark.parametrize("form", EXACT_FORMS)
@given(tree=resources())
def test_a_form_gives_the_resource_back(form: str, tree: Tree) -> None:
    text, lost = write([tree], form)
    assert lost == [[]]
    assert [text_of(t) for t in read(text)] == [text_of(tree)]


def as_named(back: Tree, tree: Tree, lost: list[str]) -> Tree:
    """A resource that came back without what its IRI tells of it all the same.

    RDF/XML has the IRI that was made of an id, or of the content, before something was lost.
    """
    if "/id" in lost:
        back.pop("id", None)
    if lost and "@id" not in tree:
        back.pop("@id", None)
    return back


@pytest.mark.parametrize("form", ["resource-json", "json-ld", "resource-xml"])
@FEWER
@given(tree=resources(with_controls=False))
def test_pretty_texts_say_the_same(form: str, tree: Tree) -> None:
    text, _ = write([tree], form, pretty=True)
    assert text.count(b"\n") > 1
    assert [text_of(t) for t in read(text)] == [text_of(tree)]


@given(resources())
def test_writing_what_was_read_gives_the_same_bytes(tree: Tree) -> None:
    for pretty in (False, True):
        text, _ = write([tree], "resource-json", pretty)
        assert write(read(text), "resource-json", pretty)[0] == text


several = st.lists(
    resources(with_controls=False),
    min_size=2,
    max_size=4,
    unique_by=lambda tree: resource_iri(tree, DEFAULT_BASE),
)


@pytest.mark.slow
@pytest.mark.parametrize("pretty", [False, True], ids=["plain", "pretty"])
@pytest.mark.parametrize("form", FORMS)
@FEWER
@given(trees=several)
def test_several_resources_in_one_text(form: str, pretty: bool, trees: list[Tree]) -> None:
    text, _ = write(trees, form, pretty)
    assert [text_of(t) for t in read(text)] == [text_of(t) for t in trees]


# --- Damaged resources ------------------------------------------------------------------------


@given(damaged_messages())
def test_the_normal_form_of_a_normal_form_is_itself(message: Tree) -> None:
    tree = normal(message)
    assert text_of(normal(tree)) == text_of(tree)


@pytest.mark.slow
@given(damaged_messages())
def test_making_the_normal_form_leaves_the_message_alone(message: Tree) -> None:
    before = text_of(message)
    normal(message)
    assert text_of(message) == before


FIRST, _, TYPE, SUBJECT = RDF_KEYS[:4]
_PART = "http://clingendb.clingen.org/Gene/G1#/"
_TARGETS: Tree = {"resourceType": "Provenance"}
ODD: tuple[Tree, ...] = (
    # What looks like a cell of a list, and is none, or only in part.
    {"id": {FIRST: None}},
    {"version": [{FIRST: "a", "versionId": "1"}]},
    {"identifier": [{FIRST: "a", "value": "b"}, {"use": {FIRST: "c"}}]},
    # A list that is a class without a name is nothing but a class; one without items is a name.
    {TYPE: {"@list": []}},
    {TYPE: [{"@list": ["a"]}, "b"]},
    # Objects where the model has texts are read last, and all of a property at once.
    {"identifier": [{"use": {"a": 1}, "type": {"@id": _PART + "identifier/0/use"}}]},
    {"symbol": [{"a": {"@id": _PART + "symbol/1"}}, {"b": 1}]},
    # Lists have a place in another list.
    {"foo": [{"@list": ["a"]}]},
    {"foo": [{"@list": ["b"]}, "a", {"@list": []}]},
    # A key that looks like an RDF list, whose items point to each other.
    {"version": {"@list": [{"@id": _PART + "version/@list/0"}] * 2}},
    # A reference that says more is told by a statement, which has a subject and a class itself.
    _TARGETS | {"target": [{"reference": "Gene/G2", TYPE: None}]},
    _TARGETS | {"target": [{"reference": "Gene/G2"}, {"reference": "Gene/G2", SUBJECT: "a"}]},
    _TARGETS | {"target": [{"reference": "Gene/G2", TYPE: ["a", "b"], SUBJECT: {"a": 1}}]},
    # The subject of what is no statement.
    {SUBJECT: [{"canonicalAlleleType": "a"}]},
)


@pytest.mark.parametrize("said", ODD, ids=text_of)
def test_odd_messages_come_back(said: Tree) -> None:
    tree = normal({"resourceType": "Gene", "id": "G1"} | said)
    for form in EXACT_FORMS:
        text, lost = write([tree], form)
        assert lost == [[]]
        assert [text_of(t) for t in read(text)] == [text_of(tree)]


@pytest.mark.slow
@pytest.mark.parametrize("form", EXACT_FORMS)
@given(message=linking_messages())
def test_a_form_gives_links_back(form: str, message: Tree) -> None:
    tree = normal(message)
    assert [text_of(t) for t in read(write([tree], form)[0])] == [text_of(tree)]


@pytest.mark.slow
@pytest.mark.parametrize("form", EXACT_FORMS)
@given(message=damaged_messages())
def test_a_form_gives_the_damage_back(form: str, message: Tree) -> None:
    tree = normal(message)
    text, lost = write([tree], form)
    assert lost == [[]]
    options = {"form": form} if form == "resource-json" else {}
    assert [text_of(t) for t in read(text, **options)] == [text_of(tree)]


@given(damaged_messages())
def test_rdf_xml_leaves_out_what_it_says(message: Tree) -> None:
    tree = normal(message)
    text, [lost] = write([tree], "rdfxml")
    [back] = read(text)
    left = normal(without(tree, lost))
    assert text_of(as_named(back, tree, lost)) == text_of(left)


# --- The graph in other hands -----------------------------------------------------------------


@given(damaged_messages() | resources() | linking_messages(), st.randoms(use_true_random=False))
def test_the_order_of_quads_says_nothing(message: Tree, shuffler: random.Random) -> None:
    tree = normal(message)
    quads = quads_from(tree)
    shuffler.shuffle(quads)
    assert [text_of(t) for t in framed(quads).values()] == [text_of(tree)]


@FEWER
@given(several, st.randoms(use_true_random=False), st.booleans())
def test_the_order_of_the_quads_of_several(
    trees: list[Tree], shuffler: random.Random, has_graphs: bool
) -> None:
    quads = [quad for tree in trees for quad in quads_from(tree)]
    if not has_graphs:
        quads = [quad._replace(graph="") for quad in quads]
    shuffler.shuffle(quads)
    found = framed(quads)
    assert {iri: text_of(t) for iri, t in found.items()} == {
        resource_iri(t, DEFAULT_BASE): text_of(t) for t in trees
    }


@given(damaged_messages() | resources())
def test_an_rdflib_dataset_gives_the_resource_back(message: Tree) -> None:
    tree = normal(message)
    dataset = to_dataset(quads_from(tree))
    assert [text_of(t) for t in framed(list(quads_of(dataset))).values()] == [text_of(tree)]
    plain = rdflib.Graph()
    for s, p, o, _ in dataset.quads((None, None, None, None)):
        plain.add((s, p, o))
    assert [text_of(t) for t in from_graph(plain)] == [text_of(tree)]


@given(resources(), st.randoms(use_true_random=False), st.booleans())
def test_parts_may_have_no_names(tree: Tree, shuffler: random.Random, root_too: bool) -> None:
    if root_too and "@id" in tree:
        return
    quads = quads_from(tree)
    quads = nameless(quads, quads[0].graph, root_too)
    shuffler.shuffle(quads)
    [back] = framed(quads).values()
    if "@id" not in tree:  # a name made of the content, in which the order of lists counts
        back.pop("@id", None)
    assert text_of(unordered(back)) == text_of(unordered(tree))


def nameless(quads: list[Quad], root: str, root_too: bool) -> list[Quad]:
    """Quads with blank nodes for the parts, and perhaps for the resource itself."""
    start, labels = address(root, ""), dict[str, str]()

    def blank(term: Any) -> Any:
        is_part = isinstance(term, str) and term.startswith(start) and term != root
        if is_part or (root_too and term == root):
            return labels.setdefault(term, f"_:x{len(labels)}")
        return term

    return [Quad(blank(s), p, blank(o), "") for s, p, o, _ in quads]


def unordered(value: Any) -> Any:
    """A value with its lists in the order of their text."""
    if isinstance(value, dict):
        return {key: unordered(item) for key, item in value.items()}
    if isinstance(value, list):
        return sorted(map(unordered, value), key=lambda item: json.dumps(item, sort_keys=True))
    return value


# --- Real messages ----------------------------------------------------------------------------


def messages_of(folder: Path, model: Model) -> list[Message]:
    items = read_inputs([folder], ReadOptions(), model)
    return [item for item in items if isinstance(item, Message)]


def check_every_form(tree: Tree) -> None:
    for form in FORMS:
        text, [lost] = write([tree], form)
        assert not [pointer for pointer in lost if not pointer.startswith("/@")]
        [back] = read(text)
        assert text_of(back) == text_of(without(tree, lost)), form


@pytest.mark.slow
def test_examples_through_every_form(examples: Path, model: Model) -> None:
    found = messages_of(examples, model)
    assert len(found) == len([f for f in examples.rglob("*.*") if f.suffix != ".md"])
    for message in found:
        check_every_form(message.normal.tree)


def test_examples_are_written_as_they_are(examples: Path, model: Model) -> None:
    for path in sorted(examples.rglob("*.json")):
        text = path.read_bytes()
        assert write(read(text), "resource-json", pretty=True)[0] == text, path.name


@pytest.mark.slow
def test_reference_messages_through_every_form(reference: Path, model: Model) -> None:
    found = messages_of(reference / "working-group", model)
    assert len(found) > 70
    for message in found:
        check_every_form(message.normal.tree)


@pytest.mark.slow
def test_examples_through_an_rdflib_dataset(examples: Path) -> None:
    trees = {
        resource_iri(t, DEFAULT_BASE): t
        for t in read(convert(examples, "nquads").text or "", form="nquads")
    }
    dataset = to_graph(examples)
    assert {str(name.identifier) for name in dataset.graphs()} >= trees.keys()
    found = {resource_iri(t, DEFAULT_BASE): text_of(t) for t in from_graph(dataset)}
    assert found == {iri: text_of(t) for iri, t in trees.items()}
    assert len(from_graph(dataset, type="Gene")) == 6
    [one] = from_graph(dataset, id="http://clingendb.clingen.org/Gene/GENE101")
    assert one["symbol"] == "ILK"


# --- What stands inside -----------------------------------------------------------------------

RDF_ = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
PART = f"{DEFAULT_BASE}Gene/G1#"


@pytest.mark.slow
@pytest.mark.parametrize("form", ["nquads", "trig", "turtle", "ntriples", "json-ld"])
@pytest.mark.parametrize(
    "inside",
    [
        {"@id": "http://example.org/1", "@type": [f"{CLINGEN}Gene"], "symbol": "B"},
        {"@id": "http://example.org/1", "@type": [f"{CLINGEN}GenomicContextualAllele"]},
        {"canonicalAllele": {"@id": "http://example.org/1", "symbol": "B"}},
        {"reference": {"@id": "http://example.org/1", "agent": ["a"]}},
        {f"{RDF_}subject": {"symbol": "B"}},
        {"@type": [f"{RDF_}Statement"], f"{RDF_}subject": {"p": [{"symbol": "B"}]}},
        {f"{RDF_}type": {"@list": []}},
        {f"{RDF_}type": {"@id": "http://example.org/1"}},
        {f"{RDF_}first": "a", "p": 1},
        {f"{RDF_}first": "a", f"{RDF_}rest": {"@list": ["b"]}},
        [{"@id": f"{PART}/x/0"}, {"@id": f"{PART}/x/1"}],
        [{"@id": f"{PART}/x/1"}, {}],
        {"@id": f"{PART}/x"},
    ],
)
@pytest.mark.parametrize("key", ["x", "identifier", "name"])
def test_what_stands_inside_stays_inside(form: str, inside: Any, key: str) -> None:
    tree = normal({"resourceType": "Gene", "id": "G1", "symbol": "S", key: inside})
    text, lost = write([tree], form)
    assert (read(text, form=form), lost) == ([tree], [[]])
