"""The registry's documents as JSON-LD: every processor reads the toolkit's own triples."""

from __future__ import annotations

import json
from typing import Any

import pyoxigraph as ox
import pytest
from pyld import jsonld

from clingen_ld.graph.formats import parse
from clingen_ld.graph.quads import resource_quads
from clingen_ld.graph.terms import Quad, Term
from clingen_ld.messages.json_ld.contexts import packaged_contexts
from clingen_ld.messages.json_ld.writing import to_json_ld
from clingen_ld.messages.registry.allele_documents import context_iri
from clingen_ld.model import CLINGEN, DEFAULT_BASE, load_model, resource_iri
from tests.messages.json_ld.test_writing import OPTIONS, PROCESSORS, canonical
from tests.messages.registry.documents import DOCUMENTS, Document, trees

KINDS = ("allele", "gene", "refseq")


@pytest.mark.slow
@pytest.mark.parametrize("processor", PROCESSORS)
@pytest.mark.parametrize("name", DOCUMENTS)
def test_processors_read_the_same_triples(name: str, processor: str) -> None:
    model = load_model()
    for tree in trees([DOCUMENTS[name]]):
        root = resource_iri(tree, DEFAULT_BASE)
        expected = canonical(resource_quads(tree, model, DEFAULT_BASE), root)
        document = to_json_ld(tree, model, DEFAULT_BASE)
        assert PROCESSORS[processor](document, root) == expected


def test_the_registry_s_own_context_iris_lead_to_ours() -> None:
    for kind in KINDS:
        assert context_iri("http://reg.genome.network/allele/CA1", kind) in packaged_contexts()


def plain(document: Document) -> Document:
    """A document as a JSON-LD processor may read it.

    An `@id` merges rows that share a protein effect, and the IRIs of some records are none: both
    are the registry's, and no context can change what a keyword of JSON-LD means.
    """
    made = json.loads(json.dumps(document))
    for rows in made.values():
        for row in rows if isinstance(rows, list) else ():
            if isinstance(row, dict):
                row.pop("@id", None)
                for other in row.get("matchingRegisteredTranscripts", ()):
                    other.pop("@id")
    made.pop("externalRecords", None)
    return dict(made)


NOT_AS_THEY_STAND = {"hgvs", "start", "end", "allele"}
"""Keys whose values the model holds one node further on; and those that go with them."""


@pytest.mark.parametrize("name", ["substitution", "intron", "amino acids", "deletion in a repeat"])
def test_a_document_as_it_is_says_nothing_else(name: str) -> None:
    """What a processor reads from the registry's own text, in our context, the toolkit says.

    The model's shape is another where it puts names and positions on nodes of their own.
    """
    lines = jsonld.to_rdf(plain(DOCUMENTS[name]), OPTIONS | {"format": "application/n-quads"})
    found = list(parse(lines, "nquads", DEFAULT_BASE))
    ours = {
        (q.predicate, _shown(q.object))
        for tree in trees([DOCUMENTS[name]])
        for q in resource_quads(tree, load_model(), DEFAULT_BASE)
    }
    spelled = f"{CLINGEN}refAllele" if name == "amino acids" else ""  # in three letters
    said = [q for q in found if not _is_elsewhere(q) and q.predicate != spelled]
    assert len(said) > 3
    missing = {(q.predicate, _shown(q.object)) for q in said} - ours
    assert missing == set()


def _shown(term: Term) -> Any:
    """A term, without the names of nodes that only one of the two gives."""
    is_part = isinstance(term, str) and (term.startswith("_:") or "#/" in term)
    is_own = isinstance(term, str) and term.startswith(DEFAULT_BASE)
    return "a node" if is_part or is_own else term


def _is_elsewhere(quad: Quad) -> bool:
    key = quad.predicate.rpartition("#")[2]
    told_by_accession = ("chromosome", "referenceGenome")
    return key in NOT_AS_THEY_STAND or "Intron" in key or key in told_by_accession


@pytest.mark.parametrize("kind", KINDS)
def test_the_contexts_are_valid(kind: str) -> None:
    document = packaged_contexts()[context_iri("", kind)]
    text = json.dumps({"@context": document["@context"], "@id": "http://example.org/1", "x": 1})
    [quad] = ox.parse(text, format=ox.RdfFormat.JSON_LD)
    assert quad.predicate.value == "http://reg.genome.network/schema#x"
