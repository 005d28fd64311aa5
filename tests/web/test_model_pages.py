"""The pages of the model: properties, examples, diagrams and RDF of each IRI."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
import rdflib.compare

from clingen_ld.messages.forms import FORMS
from clingen_ld.model import CLINGEN, Model
from clingen_ld.model.files import shapes_text
from tests.console import ROOT
from tests.web.test_site import iris_of_the_model, page_of


@pytest.mark.slow
def test_the_rdf_beside_the_pages_is_all_of_the_model(site: Path, model: Model) -> None:
    whole = rdflib.Graph()
    again = [site / "model/allele/contexts", site / "model/allele" / model.version]
    for path in site.rglob("index.ttl"):
        graph = rdflib.Graph().parse(path)
        assert len(rdflib.Graph().parse(path.with_suffix(".nt"))) == len(graph)
        text = path.with_suffix(".jsonld").read_bytes()
        assert len(set(ox.parse(text, format=ox.RdfFormat.JSON_LD))) == len(graph)
        if not any(map(path.is_relative_to, again)):
            whole += graph
    shapes = rdflib.Graph().parse(data=shapes_text(), format="turtle")
    ours = rdflib.Graph()
    waiting = [s for s in shapes.subjects() if str(s).startswith(CLINGEN.rstrip("/"))]
    while waiting:
        subject = waiting.pop()
        for triple in shapes.triples((subject, None, None)):
            if triple not in ours:
                ours.add(triple)
                waiting += [triple[2]] if isinstance(triple[2], rdflib.BNode) else []
    assert len(whole) == len(ours)
    assert _named(whole) == _named(ours)


def _named(graph: rdflib.Graph) -> set[tuple[str, ...]]:
    """The triples of a graph that have no blank node."""
    return {tuple(map(str, t)) for t in graph if not any(isinstance(n, rdflib.BNode) for n in t)}


@pytest.mark.slow
def test_a_class_has_its_properties_and_examples(site: Path, model: Model) -> None:
    text = (site / "model/allele/ContextualAllele/index.html").read_text(encoding="utf-8")
    for prop in model.types["ContextualAllele"].properties.values():
        assert f'id="{prop.name}"' in text
        assert prop.cardinality in text
    for form in (*(form.name for form in FORMS.values() if form.whole), "vrs", "registry"):
        assert f"<summary>{form}</summary>" in text


@pytest.mark.slow
def test_each_type_has_a_diagram_an_example_its_alignments_and_its_source(
    site: Path, model: Model
) -> None:
    for name, type_ in model.types.items():
        if type_.iri not in page_iris():
            continue
        text = page_of(site, name)
        diagram = (site / "model/allele" / name / "diagram.svg").read_text(encoding="utf-8")
        assert all(f">{prop}</text>" in diagram for prop in type_.properties)
        assert "<summary>turtle</summary>" in text
        assert "<summary>As Turtle</summary>" in text
    allele = page_of(site, "ContextualAllele")
    assert '<a href="http://purl.obolibrary.org/obo/' in allele.partition("Alignments")[2]
    file, line = re.search(r"(shapes/[\w/-]+\.ttl), line (\d+)", allele).groups()  # type: ignore[union-attr]
    assert (ROOT / file).read_text().splitlines()[int(line) - 1].startswith("clingen:Contextual")


@cache
def page_iris() -> set[str]:
    """The IRIs of the model that have a page of their own."""
    return {iri for iri in iris_of_the_model() if "#" not in iri}
