"""The pieces of the model that `clingen-ld model --context` and `--shape` print."""

from __future__ import annotations

import json
import re
import subprocess
import sys

import pytest
import rdflib
from rdflib.compare import isomorphic
from rdflib.namespace import RDF, SH

from clingen_ld import UsageError
from clingen_ld.model import Model, load_model
from clingen_ld.model.excerpts import context_text, shape_text
from clingen_ld.model.files import context_texts, shapes_text
from tests.model.shapes_graph import RULES_NS, SHAPES_NS, Node, graph

# One small case for each way in which a shape uses others.
NAMES = ["Gene", "Gene.symbol", "CanonicalAllele", "Position", "CA-1", "CA-4", "ST-5", "ST-8"]


def _turtle(name: str) -> rdflib.Graph:
    return rdflib.Graph().parse(data=shape_text(name), format="turtle")


def _about(g: rdflib.Graph, node: Node) -> rdflib.Graph:
    """What a graph says of a node and of the blank nodes below it."""
    found = rdflib.Graph()
    waiting = [node]
    while waiting:
        here = waiting.pop()
        for triple in g.triples((here, None, None)):
            found.add(triple)
            if isinstance(triple[2], rdflib.BNode):
                waiting.append(triple[2])
    return found


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_an_excerpt_says_what_the_files_say(name: str) -> None:
    g, whole = _turtle(name), graph()
    for subject in {s for s in g.subjects() if isinstance(s, rdflib.URIRef)}:
        assert isomorphic(_about(g, subject), _about(whole, subject)), subject


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_an_excerpt_has_all_that_it_uses(name: str) -> None:
    g = _turtle(name)
    for predicate in (SH.property, SH.node, SH["in"], SH.prefixes, SH["not"], SH["or"]):
        for used in g.objects(None, predicate):
            assert (used, None, None) in g, used
    prefixes = [line for line in shape_text(name).splitlines() if line.startswith("@prefix")]
    assert len(set(prefixes)) == len(prefixes)


@pytest.mark.slow
@pytest.mark.parametrize("name", load_model().types)
def test_the_excerpt_of_a_type_begins_with_its_shape(name: str) -> None:
    first = next(line for line in shape_text(name).splitlines() if line.startswith("shape:"))
    assert first == f"shape:{name} a sh:NodeShape ;"
    orders = [line for line in shape_text(name).splitlines() if line.startswith("    sh:order ")]
    numbers = [int(line.split()[1]) for line in orders]
    assert numbers == list(range(1, len(numbers) + 1))  # as the model orders them


@pytest.mark.slow
def test_the_excerpt_of_a_rule_has_all_its_shapes(model: Model) -> None:
    whole = graph()
    for rule in ("CA-4", "ST-8", "ca-4"):
        g = _turtle(rule)
        node = RULES_NS[rule.upper()]
        assert set(g.subjects(SHAPES_NS.rule, node)) == set(whole.subjects(SHAPES_NS.rule, node))
    one = _turtle("ST-8-relatedContextualAllele")
    assert (SHAPES_NS["ST-8-relatedContextualAllele"], RDF.type, SH.NodeShape) in one


def test_every_shape_of_the_files_can_be_printed() -> None:
    shapes = {
        *graph().subjects(RDF.type, SH.NodeShape),
        *graph().subjects(RDF.type, SH.PropertyShape),
    }
    printed = shape_text_subjects()
    assert {str(s) for s in shapes if isinstance(s, rdflib.URIRef)} <= printed


def shape_text_subjects() -> set[str]:
    """The subjects that the statements of the files have, as the excerpts split them."""
    from clingen_ld.model.excerpts import _STATEMENT

    names = [m["subject"] for m in _STATEMENT.finditer(shapes_text())]
    assert len(names) == len(set(names))
    return {name.replace("shape:", str(SHAPES_NS)) for name in names}


@pytest.mark.slow
def test_an_excerpt_runs_by_itself() -> None:
    code = (
        "import sys, rdflib, pyshacl\n"
        "shapes = rdflib.Graph().parse(sys.stdin, format='turtle')\n"
        "data = rdflib.Graph().parse(data='@prefix c: <http://clingen.org/model/allele/> . "
        "<urn:x> a c:CanonicalAllele ; c:nested <urn:y> ; "
        "c:complexity <http://clingen.org/model/allele/canonical-allele-complexity#simple> .', "
        "format='turtle')\n"
        "print(pyshacl.validate(data, shacl_graph=shapes)[2])"
    )
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code],
        input=shape_text("CA-1"),
        capture_output=True,
        text=True,
        check=False,
    )
    assert "a simple canonical allele cannot have nested alleles" in done.stdout, done.stderr


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("gene", "did you mean Gene?"),
        ("Gene.symbl", "did you mean Gene.symbol?"),
        ("HG-1", "has no shape: SHACL cannot say it; `clingen-ld explain HG-1`"),
        ("reference-sequence-type", "`clingen-ld model reference-sequence-type` prints it"),
        ("???", "name a type (Gene), a property (Gene.symbol) or a rule (CA-1)"),
        ("", "name a type"),
    ],
)
def test_a_name_without_a_shape(name: str, said: str) -> None:
    with pytest.raises(UsageError, match=re.escape(said)):
        shape_text(name)


@pytest.mark.parametrize("file", sorted(context_texts()))
def test_a_context_by_any_of_its_names(file: str) -> None:
    text = context_texts()[file]
    value = json.loads(text)
    for name in (file, file.removesuffix(".jsonld"), value["id"], value["versionIRI"]):
        assert context_text(name) == text


@pytest.mark.parametrize(
    ("name", "said"),
    [("gene", "did you mean Gene?"), ("???", "they are CanonicalAllele, ContextualAllele")],
)
def test_a_name_without_a_context(name: str, said: str) -> None:
    with pytest.raises(UsageError, match=f"there is no context '.+': {re.escape(said)}"):
        context_text(name)
