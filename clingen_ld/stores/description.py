"""The description of a store as text, as JSON, and as a graph in VoID and DCAT."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Sequence
from typing import Final

from clingen_ld.graph.formats import serialize
from clingen_ld.graph.terms import RDF_TYPE, Literal, Quad, Term
from clingen_ld.model.namespaces import CLINGEN, DCTERMS, DEFAULT_BASE, FHIR, XSD, local_name
from clingen_ld.stores.describing import Count, Description
from clingen_ld.stores.locations import is_remote

DESCRIPTION_FORMATS: Final = ("text", "json", "turtle")

VOID: Final = "http://rdfs.org/ns/void#"
DCAT: Final = "http://www.w3.org/ns/dcat#"
FOAF: Final = "http://xmlns.com/foaf/0.1/"

_PREFIXES: Final = {"void": VOID, "dcat": DCAT, "dcterms": DCTERMS, "foaf": FOAF}
_TOP: Final = 20
_TABLES: Final = (
    ("types", "Resources by type"),
    ("classes", "Resources by class"),
    ("builds", "Contextual alleles by build"),
    ("sequences", "Contextual alleles by sequence"),
    ("genes", "Canonical alleles by gene"),
)
_PLAIN: Final = {"Contextual alleles by build"}
"""Tables whose labels need no more: what is counted there has no IRI."""


def render_description(
    description: Description, form: str = "text", base: str = DEFAULT_BASE
) -> str:
    """A description as a text of one of `DESCRIPTION_FORMATS`."""
    if form == "json":
        return _json(description)
    if form == "turtle":
        output = io.BytesIO()
        serialize(description_quads(description, base), "turtle", output, prefixes=_PREFIXES)
        return output.getvalue().decode()
    return _text(description)


def _text(description: Description) -> str:
    number = f"{description.resources:,} resources, {description.triples:,} triples"
    newest = f", last loaded {description.modified}" if description.modified else ""
    blocks = [f"{description.location}: {number}{newest}\n"]
    for name, title in _TABLES:
        counts: Sequence[Count] = getattr(description, name)
        if counts:
            blocks.append("\n".join(_table(title, counts)) + "\n")
    return "\n".join(blocks)


def _table(title: str, counts: Sequence[Count]) -> Iterator[str]:
    yield title
    width = len(f"{counts[0].number:,}")
    for count in counts[:_TOP]:
        name = local_name(count.key)
        also = "" if name == count.label or title in _PLAIN else f"  ({name})"
        yield f"  {count.number:>{width},}  {count.label}{also}"
    if len(counts) > _TOP:
        yield f"  and {len(counts) - _TOP:,} more"


def _json(description: Description) -> str:
    value = {
        "location": description.location,
        "resources": description.resources,
        "triples": description.triples,
        "modified": description.modified,
    }
    tables = {
        name: [{"key": c.key, "label": c.label, "number": c.number} for c in counts]
        for name, counts in (
            *((name, getattr(description, name)) for name, _ in _TABLES),
            ("partitions", description.partitions),
            ("properties", description.properties),
        )
    }
    return json.dumps(value | tables, ensure_ascii=False, indent=2) + "\n"


def description_quads(description: Description, base: str = DEFAULT_BASE) -> Iterator[Quad]:
    """A description in VoID and DCAT. The dataset is named where VoID looks for it."""
    document = f"{base}.well-known/void"
    dataset = f"{document}#dataset"
    for subject, predicate, value in (
        (document, RDF_TYPE, VOID + "DatasetDescription"),
        (document, DCTERMS + "title", Literal("Description of a dataset of alleles")),
        (document, FOAF + "primaryTopic", dataset),
        (dataset, RDF_TYPE, VOID + "Dataset"),
        (dataset, RDF_TYPE, DCAT + "Dataset"),
        (dataset, DCTERMS + "title", Literal("Alleles of the ClinGen Allele Model")),
        (dataset, DCTERMS + "description", Literal(_summary(description))),
        (dataset, DCTERMS + "conformsTo", CLINGEN),
        (dataset, VOID + "vocabulary", CLINGEN),
        (dataset, VOID + "vocabulary", FHIR),
        (dataset, VOID + "uriSpace", Literal(base)),
        (dataset, VOID + "triples", _number(description.triples)),
        (dataset, VOID + "entities", _number(description.resources)),
        (dataset, VOID + "classes", _number(len(description.partitions))),
        (dataset, VOID + "properties", _number(len(description.properties))),
    ):
        yield Quad(subject, predicate, value, "")
    if description.modified:
        time = Literal(description.modified, XSD + "dateTime")
        yield Quad(dataset, DCTERMS + "modified", time, "")
    yield from _partitions(dataset, "class", "entities", description.partitions)
    yield from _partitions(dataset, "property", "triples", description.properties)
    if is_remote(description.location):
        yield from _access(dataset, description.location)


def _partitions(dataset: str, kind: str, counted: str, counts: Sequence[Count]) -> Iterator[Quad]:
    for number, count in enumerate(counts):
        node = f"_:{kind}{number}"
        yield Quad(dataset, f"{VOID}{kind}Partition", node, "")
        yield Quad(node, RDF_TYPE, VOID + "Dataset", "")
        yield Quad(node, VOID + kind, count.key, "")
        yield Quad(node, VOID + counted, _number(count.number), "")


def _access(dataset: str, location: str) -> Iterator[Quad]:
    """How to get at a dataset on a server."""
    service, distribution = "_:service", "_:distribution"
    yield Quad(dataset, VOID + "sparqlEndpoint", location, "")
    yield Quad(dataset, DCAT + "distribution", distribution, "")
    yield Quad(distribution, RDF_TYPE, DCAT + "Distribution", "")
    yield Quad(distribution, DCAT + "accessURL", location, "")
    yield Quad(distribution, DCAT + "accessService", service, "")
    yield Quad(service, RDF_TYPE, DCAT + "DataService", "")
    yield Quad(service, DCTERMS + "title", Literal("SPARQL endpoint"), "")
    yield Quad(service, DCAT + "endpointURL", location, "")
    yield Quad(service, DCAT + "servesDataset", dataset, "")


def _summary(description: Description) -> str:
    """The dataset in one sentence."""
    shown = ", ".join(f"{count.number:,} {count.label}" for count in description.types)
    return f"{description.resources:,} resources of the ClinGen Allele Model: {shown or 'none'}."


def _number(value: int) -> Term:
    return Literal(str(value), XSD + "integer")
