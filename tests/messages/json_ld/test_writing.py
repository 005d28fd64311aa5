"""What other JSON-LD processors make of our messages: the same graph as ours.

PyLD is the reference implementation in Python; pyoxigraph has another parser, in Rust. Graphs
are compared by RDF dataset canonicalization (RDFC-1.0), with blank nodes for the parts.

One difference is known. PyLD rewrites the text of every xsd:double with sixteen digits, even of
one that is given as text with its datatype, where JSON-LD asks for that of numbers alone
(JSON-LD 1.1 API, section 8.2.2, steps 10 and 11). Doubles that take seventeen digits are
therefore left out where PyLD is compared.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NoReturn

import pyoxigraph as ox
import pytest
from hypothesis import assume, given
from pyld import jsonld

import clingen_ld
from clingen_ld.graph.formats import parse, to_oxigraph
from clingen_ld.graph.quads import resource_quads
from clingen_ld.graph.terms import RDF_STATEMENT, Quad, address
from clingen_ld.messages.json_ld.contexts import CONTEXT_IRI, document_loader, packaged_contexts
from clingen_ld.messages.json_ld.writing import to_json_ld
from clingen_ld.messages.message import Message, ReadOptions
from clingen_ld.messages.reading import read_inputs
from clingen_ld.model import DEFAULT_BASE, PREFIXES, load_model
from tests.cli.running import call
from tests.console import ROOT
from tests.messages.carrying import Tree, normal
from tests.strategies import damaged_messages, resources

OPTIONS = {"documentLoader": document_loader(False), "base": DEFAULT_BASE}


def canonical(quads: Iterable[Quad], root: str) -> list[str]:
    """The canonical form of a graph, with blank nodes for the parts and without graph names."""
    given = list(quads)
    # Statements have names in JSON-LD, too, because others have nothing else to tell their place.
    named = {q.subject for q in given if q.object == RDF_STATEMENT} | {root}
    start, labels = address(root, ""), dict[str, str]()

    def blank(term: Any) -> Any:
        if isinstance(term, str) and term.startswith(start) and term not in named:
            return labels.setdefault(term, f"_:part{len(labels)}")
        return term

    found = [to_oxigraph(Quad(blank(s), p, blank(o), "")) for s, p, o, _ in given]
    dataset = ox.Dataset(found)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return sorted(str(quad) for quad in dataset)


def ours(tree: Tree) -> tuple[list[str], str]:
    quads = list(resource_quads(tree, load_model(), DEFAULT_BASE))
    return canonical(quads, quads[0].graph), quads[0].graph


def pyld(document: Tree, root: str) -> list[str]:
    text = jsonld.to_rdf(document, OPTIONS | {"format": "application/n-quads"})
    return canonical(parse(text, "nquads", DEFAULT_BASE), root)


def oxigraph(document: Tree, root: str) -> list[str]:
    context = packaged_contexts()[CONTEXT_IRI]["@context"]  # it loads none by itself
    text = json.dumps(document | {"@context": context})
    found = ox.parse(text, format=ox.RdfFormat.JSON_LD, base_iri=DEFAULT_BASE)
    lines = ox.serialize(found, format=ox.RdfFormat.N_QUADS)
    assert lines is not None
    return canonical(parse(lines, "nquads", DEFAULT_BASE), root)


PROCESSORS = {"pyld": pyld, "oxigraph": oxigraph}


def check(tree: Tree, processor: str) -> None:
    expected, root = ours(tree)
    document = to_json_ld(tree, load_model(), DEFAULT_BASE)
    assert PROCESSORS[processor](document, root) == expected


@pytest.mark.parametrize("processor", PROCESSORS)
@given(tree=resources())
def test_right_resources(processor: str, tree: Tree) -> None:
    check(tree, processor)


@pytest.mark.parametrize("processor", PROCESSORS)
@given(message=damaged_messages())
def test_damaged_resources(processor: str, message: Tree) -> None:
    assume(processor != "pyld" or not has_long_double(message))
    check(normal(message), processor)


def has_long_double(value: Any) -> bool:
    if isinstance(value, dict | list):
        return any(map(has_long_double, value.values() if isinstance(value, dict) else value))
    return isinstance(value, float) and float(f"{value:.15E}") != value


def test_long_doubles_are_the_known_difference() -> None:
    tree = normal({"resourceType": "Gene", "id": "G1", "foo": 0.1 + 0.2})
    document = to_json_ld(tree, load_model(), DEFAULT_BASE)
    expected, root = ours(tree)
    assert [line for line in expected if "foo" in line] != [
        line for line in pyld(document, root) if "foo" in line
    ]
    assert oxigraph(document, root) == expected


@pytest.mark.slow
@pytest.mark.parametrize("processor", PROCESSORS)
def test_examples(processor: str, examples: Path) -> None:
    for message in read_inputs([examples], ReadOptions(), load_model()):
        assert isinstance(message, Message)
        check(message.normal.tree, processor)


@pytest.mark.slow
@pytest.mark.parametrize("processor", PROCESSORS)
def test_reference_messages(processor: str, reference: Path) -> None:
    for message in read_inputs([reference / "working-group"], ReadOptions(), load_model()):
        if isinstance(message, Message):
            check(message.normal.tree, processor)


# --- Compaction -------------------------------------------------------------------------------


@given(resources())
def test_expanding_and_compacting_gives_the_document_back(tree: Tree) -> None:
    """Up to four freedoms of compaction, which `loosened` takes away.

    The order of the keys; no array around a single type; a prefixed name (`fhir:start`) where a
    value is not of the datatype that the context gives the term; and prefixes or terms in place
    of whole IRIs.
    """
    document = to_json_ld(tree, load_model(), DEFAULT_BASE)
    expanded = jsonld.expand(document, OPTIONS)
    options = OPTIONS | {"base": "", "compactToRelative": False}
    compacted = jsonld.compact(expanded, CONTEXT_IRI, options)
    assert loosened(compacted) == loosened(document)


def loosened(value: Any, key: str = "") -> Any:
    if isinstance(value, list):
        items = [loosened(item, key) for item in value]
        return items[0] if len(items) == 1 else items
    if isinstance(value, dict):
        return {
            re.sub("^(fhir|clingen):", "", name): loosened(
                item, "datatype" if name == "@type" and "@value" in value else name
            )
            for name, item in value.items()
        }
    if key in ("predicate", "datatype"):
        return re.split("[:/#]", value)[-1]
    if isinstance(value, str) and value.startswith("obo:"):
        return value.replace("obo:", PREFIXES["obo"], 1)
    return value


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_an_inline_context_is_read_without_any_loader(tmp_path: Path, jobs: str) -> None:
    def refuse(iri: str, *_: object) -> NoReturn:
        raise AssertionError(f"{iri} was asked for")

    given = [
        str(ROOT / "examples" / "ilk" / f"{name}.json") for name in ("GENE101", "XA101", "SEQ101")
    ]
    options = ("--to", "json-ld", "--inline-context", "--jobs", jobs)
    text = call("convert", *given, *options).out
    for line, file in zip(text.splitlines(), given, strict=True):
        inline = jsonld.to_rdf(json.loads(line), {"documentLoader": refuse})
        plain = clingen_ld.convert(file, "json-ld").text or ""
        assert inline == jsonld.to_rdf(json.loads(plain), OPTIONS)
    (tmp_path / "inline.ndjson").write_text(text)
    again = clingen_ld.convert(tmp_path / "inline.ndjson", "resource-json").text
    assert again == clingen_ld.convert(given, "resource-json").text
