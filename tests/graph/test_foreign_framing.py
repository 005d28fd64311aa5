"""An account of every triple: what others say of a resource comes back, or is named as left out."""

from __future__ import annotations

from typing import Any

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clingen_ld.graph.formats import parse, to_oxigraph
from clingen_ld.graph.framing import Unread, frame_dataset, frame_quads
from clingen_ld.graph.quads import resource_quads
from clingen_ld.graph.terms import (
    RDF_DIR_LANG_STRING,
    RDF_FIRST,
    RDF_JSON,
    RDF_LANG_STRING,
    RDF_NIL,
    RDF_OBJECT,
    RDF_PREDICATE,
    RDF_REST,
    RDF_STATEMENT,
    RDF_SUBJECT,
    RDF_TYPE,
    Literal,
    Quad,
    Term,
    is_address,
)
from clingen_ld.graph.values import POINTER
from clingen_ld.graph.view import DatasetView
from clingen_ld.messages.json_ld.contexts import document_loader
from clingen_ld.messages.json_ld.dataset import dataset_of
from clingen_ld.messages.json_ld.expansion import expand
from clingen_ld.messages.json_ld.writing import to_json_ld
from clingen_ld.model import CLINGEN, DEFAULT_BASE, FHIR, RDF, XSD, load_model

EX = "http://example.org/"
GENE = DEFAULT_BASE + "Gene/G1"
OWN = [
    Quad(GENE, RDF_TYPE, CLINGEN + "Gene", ""),
    Quad(GENE, CLINGEN + "id", Literal("G1"), ""),
    Quad(GENE, CLINGEN + "symbol", Literal("S"), ""),
]
BLANK = [f"_:b{n}" for n in range(5)]
NAMED = [EX + "a", EX + "b"]
PREDICATES = [EX + "p", EX + "q", RDF_SUBJECT, RDF_PREDICATE, RDF_OBJECT, CLINGEN + "unheardOf"]
LITERALS = [
    Literal("x"),
    Literal("x", RDF_LANG_STRING, "fr"),
    Literal("x", RDF_DIR_LANG_STRING, "ar--rtl"),
    Literal("5", XSD + "integer"),
    Literal("05", XSD + "integer"),
    Literal("1.0E0", XSD + "double"),
    Literal("1e0", XSD + "double"),
    Literal("1", XSD + "boolean"),
    Literal("2015", XSD + "gYear"),
    Literal("x", EX + "type"),
    *(Literal(text, RDF_JSON) for text in ("{}", "[]", "null", "[1]", '{ "a" : [true] }', "{")),
]
nodes = st.sampled_from([*BLANK, *NAMED])
values: st.SearchStrategy[Term] = nodes | st.sampled_from([*LITERALS, GENE, RDF_NIL, EX + "iri"])
subjects = st.sampled_from([GENE, GENE, *BLANK, *NAMED])


@st.composite
def graphs(draw: st.DrawFn) -> list[Quad]:
    """Graphs of a gene and of what others say below it, and beside it."""
    found = list(OWN)
    for subject, predicate, value in draw(
        st.lists(st.tuples(subjects, st.sampled_from(PREDICATES), values), max_size=8)
    ):
        found.append(Quad(subject, predicate, value, ""))
    for subject, class_ in draw(
        st.lists(
            st.tuples(subjects, st.sampled_from([EX + "C", RDF_STATEMENT, *BLANK])), max_size=3
        )
    ):
        found.append(Quad(subject, RDF_TYPE, class_, ""))
    for number, items in enumerate(draw(st.lists(st.lists(values, max_size=3), max_size=2))):
        head: Term = RDF_NIL
        for n, item in enumerate(reversed(items)):
            cell = f"_:cell{number}x{n}"
            found += [Quad(cell, RDF_FIRST, item, ""), Quad(cell, RDF_REST, head, "")]
            head = cell
        found.append(Quad(draw(subjects), draw(st.sampled_from([EX + "p", EX + "l"])), head, ""))
    return list(dict.fromkeys(draw(st.permutations(found))))


def lines(quads: list[Quad]) -> list[str]:
    """Triples in canonical form, with blank nodes for the addresses of parts."""

    def blank(term: Term) -> Term:
        is_part = isinstance(term, str) and is_address(term, GENE)
        return f"_:p{term.encode().hex()}" if is_part and isinstance(term, str) else term

    dataset = ox.Dataset()
    for s, p, o, _ in quads:
        dataset.add(to_oxigraph(Quad(str(blank(s)), p, blank(o), "")))
    dataset.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    return sorted(map(str, dataset))


def reached(quads: list[Quad]) -> set[str]:
    """The nodes that a gene leads to."""
    found, waiting = {GENE}, [GENE]
    while waiting:
        node = waiting.pop()
        for s, _, o, _ in quads:
            if s == node and isinstance(o, str) and o not in found:
                found.add(o)
                waiting.append(o)
    return found


def without_names(quads: list[Quad]) -> list[Quad]:
    """Without the id, which normal form adds, and the class of the type."""
    return [quad for quad in quads if quad not in OWN]


def read(quads: list[Quad]) -> tuple[dict[str, Any], list[Unread]]:
    [framed], unread = frame_dataset(DatasetView(quads), load_model(), DEFAULT_BASE)
    return framed.normal.tree, unread


def written(tree: dict[str, Any]) -> list[Quad]:
    return [q._replace(graph="") for q in resource_quads(tree, load_model(), DEFAULT_BASE)]


@given(graphs())
def test_every_triple_is_kept_or_named(quads: list[Quad]) -> None:
    tree, unread = read(quads)
    found = reached(quads)
    kept = [quad for quad in quads if quad.subject in found]
    assert lines(written(tree)) == lines(kept)
    left = {quad.subject for quad in quads} - found
    named = sorted(node for node in left if not node.startswith("_:"))
    assert sorted(u.name for u in unread if u.name) == named
    assert any(not u.name for u in unread) is any(node.startswith("_:") for node in left)


@given(graphs(), st.randoms(use_true_random=False))
def test_the_same_message_each_time(quads: list[Quad], shuffler: Any) -> None:
    tree, _ = read(quads)
    assert read(quads)[0] == tree
    again, unread = read(written(tree))
    assert (again, unread) == (tree, [])


@given(graphs())
def test_json_ld_says_the_same(quads: list[Quad]) -> None:
    tree, _ = read(quads)
    model = load_model()
    document = to_json_ld(tree, model, DEFAULT_BASE)
    expansion = expand(document, document_loader(False), DEFAULT_BASE)
    expanded = dataset_of(expansion.nodes, model)
    assert (expansion.dropped, expansion.encoded, expanded.wrong) == ([], [], [])
    [framed], unread = frame_dataset(expanded.dataset, model, DEFAULT_BASE)
    assert (framed.normal.tree, unread) == (tree, [])


# --- Several graphs ---------------------------------------------------------------------------


def unread_of(trig: str) -> list[Unread]:
    text = f"""@base <{DEFAULT_BASE}> . @prefix c: <{CLINGEN}> . @prefix ex: <{EX}> .
        @prefix fhir: <{FHIR}> . @prefix rdf: <{RDF}> . {trig}"""
    return frame_dataset(
        DatasetView(parse(text, "trig", DEFAULT_BASE)), load_model(), DEFAULT_BASE
    )[1]


@pytest.mark.parametrize(
    ("trig", "names"),
    [
        ("<Gene/G1> { <Gene/G1> a c:Gene . }", []),
        ("<Gene/G1#subsetted> { <Gene/G1> a c:Gene . }", []),
        ("ex:g { <Gene/G1> a c:Gene . }", [EX + "g"]),
        ("<Gene/G1> { <Gene/G1> a c:Gene . } ex:g { ex:x ex:p 1 . }", [EX + "x"]),
        ("<Gene/G1> { <Gene/G1> a c:Gene . } ex:g { <Gene/G1> ex:p 1 . }", [GENE]),
        ("ex:g { <Gene/G1> ex:p 1 . } ex:h { <Gene/G1> a c:Gene . }", [EX + "g", EX + "h"]),
        ("<Gene/G1> a c:Gene, c:ReferenceSequence .", [GENE]),
        ("<Gene/G1> a c:Gene . ex:note ex:about <Gene/G1> .", [EX + "note"]),
        ("ex:note ex:about ex:nothing .", []),
        (
            """<Gene/G1> { <Gene/G1> a c:Gene ; c:symbol "S" . }
            <Gene/G1#subsetted> { <Gene/G1> a c:Gene ; c:symbol "S" . }""",
            [],
        ),
        (
            """<Gene/G1> { <Gene/G1> a c:Gene ; c:symbol "S" . }
            <Gene/G1#subsetted> { <Gene/G1> a c:Gene ; c:name "N" . }""",
            [GENE],
        ),
    ],
)
def test_graphs_and_nodes_that_are_left(trig: str, names: list[str]) -> None:
    assert [u.name for u in unread_of(trig)] == names


def test_a_concept_that_says_more_than_a_coding_can() -> None:
    [left] = unread_of("""<x> a c:ContextualAllele ; c:primaryNucleotideChangeType
        <http://purl.obolibrary.org/obo/SO_0000159> .
        <http://purl.obolibrary.org/obo/SO_0000159> fhir:display "d" ; ex:comment "c" .""")
    assert left.name.endswith("SO_0000159")
    assert EX + "comment" in left.why


@pytest.mark.parametrize("about", ["c:allele 'A'", "ex:p 'v'", "c:referenceCoordinate <#r>"])
@pytest.mark.parametrize(
    ("said", "lost"),
    [
        ("ex:comment 'c'", EX + "comment"),
        ("a ex:C", f"the class {EX}C"),
        ("rdf:object 'more'", f"a second value of {RDF_OBJECT}"),
    ],
)
def test_what_is_said_of_a_value_is_named(about: str, said: str, lost: str) -> None:
    predicate, value = about.split()
    text = f"""<x> a c:ContextualAllele ; {about} . [] a rdf:Statement ; rdf:subject <x> ;
        rdf:predicate {predicate} ; rdf:object {value} ; {said} ."""
    assert [u.why for u in unread_of(text)] == [f"{lost} is not kept"]


@pytest.mark.parametrize("name", ["[]", "ex:s", "<x#/canonicalAllele>"])
def test_what_is_said_of_a_reference_is_kept(name: str) -> None:
    text = f"""@prefix c: <{CLINGEN}> . @prefix ex: <{EX}> . @prefix rdf: <{RDF}> .
        <x> a c:ContextualAllele ; c:canonicalAllele <y> .
        {name} a rdf:Statement, ex:B, ex:A, [] ; rdf:subject <x> ; rdf:object <y> ;
            rdf:predicate c:canonicalAllele ; ex:comment "c" ."""
    dataset = DatasetView(parse(text, "turtle", DEFAULT_BASE))
    [framed], unread = frame_dataset(dataset, load_model(), DEFAULT_BASE)
    said = {"reference": "y", "@type": [EX + "A", EX + "B"], EX + "comment": "c", RDF_TYPE: {}}
    is_ours = name != "ex:s"  # which is a node of its own
    assert framed.normal.tree["canonicalAllele"] == (said if is_ours else {"reference": "y"})
    assert [u.name for u in unread] == ([] if is_ours else [EX + "s"])
    assert read(written(framed.normal.tree)) == (framed.normal.tree, [])


def test_two_properties_that_are_one_of_the_model() -> None:
    text = f"""<{GENE}> a <{CLINGEN}Gene> ; <{CLINGEN}symbol> "A" ;
        <http://schema.org/symbol> "B" ."""
    [framed] = frame_quads(parse(text, "trig", DEFAULT_BASE), load_model(), DEFAULT_BASE)
    assert framed.normal.tree["symbol"] == ["A", "B"]


@pytest.mark.parametrize("iri", ["obo:x", "clingen:y", "http://example.org/\U000e01ef", POINTER])
@pytest.mark.parametrize(
    "said", ["ex:p <{}>", "<{}> 1", "a <{}>", "ex:p 'x'^^<{}>", "ex:p [ a <{}> ]"]
)
def test_iris_that_no_message_can_have_are_named(iri: str, said: str) -> None:
    quads = [*parse(f"@prefix ex: <{EX}> . <{GENE}> a <{CLINGEN}Gene> .", "turtle", DEFAULT_BASE)]
    pattern = said.format("urn:x")
    text = f"@prefix ex: <{EX}> . <{GENE}> {pattern} ."
    for quad in parse(text, "turtle", DEFAULT_BASE):
        predicate = iri if quad.predicate == "urn:x" else quad.predicate
        value = iri if quad.object == "urn:x" else quad.object
        if isinstance(value, Literal) and value.datatype == "urn:x":
            value = value._replace(datatype=iri)
        quads.append(quad._replace(predicate=predicate, object=value))
    _, unread = frame_dataset(DatasetView(quads), load_model(), DEFAULT_BASE)
    assert iri in [u.name for u in unread]


def test_an_authority_may_have_brackets() -> None:
    text = f"<{GENE}> a <{CLINGEN}Gene> ; <http://[::1]/p> <http://[::1]/o> ."
    [framed], unread = frame_dataset(
        DatasetView(parse(text, "turtle", DEFAULT_BASE)), load_model(), DEFAULT_BASE
    )
    assert framed.normal.tree["http://[::1]/p"] == {"@id": "http://[::1]/o"}
    assert unread == []
