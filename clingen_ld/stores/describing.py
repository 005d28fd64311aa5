"""Statistics of a store: resources by resource type, class, sequence, build and gene.

The store counts, by SPARQL, so this works at any size. It counts the graphs that describe resources
of the model, not former versions or the tool's own records in PROV-O.
"""

from __future__ import annotations

import io
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from clingen_ld.graph.formats import serialize
from clingen_ld.graph.terms import RDF_TYPE, Literal, Quad, Term, lexical
from clingen_ld.model import (
    CLINGEN,
    DCTERMS,
    DEFAULT_BASE,
    FHIR,
    XSD,
    Model,
    load_model,
    local_name,
)
from clingen_ld.stores.querying import query
from clingen_ld.stores.store import Solutions, Store, is_remote, refuse_location
from clingen_ld.variation.assemblies import assembly_id, build_of, build_of_sequence

_REFSEQ: Final = re.compile(r"[A-Z]{2}_[0-9]")
# Former versions have names of their own; see `clingen_ld.stores.graphs`.
_PRESENT: Final = 'FILTER (!CONTAINS(STR({}), "/_history/"))'

_CLASSES: Final = """
SELECT ?key (COUNT(DISTINCT ?node) AS ?number)
WHERE {{ {graphs} GRAPH ?graph {{ ?node a ?key . }} }}
GROUP BY ?key
"""
_PROPERTIES: Final = """
SELECT ?key (COUNT(*) AS ?number)
WHERE {{ {graphs} GRAPH ?graph {{ ?node ?key ?value . }} }}
GROUP BY ?key
"""
_GRAPHS: Final = """
{{ SELECT DISTINCT ?graph WHERE {{
  VALUES ?type {{ {types} }}
  GRAPH ?graph {{ ?resource a ?type . }}
  {present}
}} }}
"""
# IRI texts cost the most: stores join by number and look the texts up afterwards.
_SEQUENCES: Final = f"""
SELECT ?key (COUNT(?allele) AS ?number)
WHERE {{
  {{ SELECT DISTINCT ?key ?allele WHERE {{
    ?coordinate clingen:referenceSequence ?key .
    ?allele clingen:referenceCoordinate ?coordinate .
  }} }}
  {_PRESENT.format("?allele")}
}}
GROUP BY ?key
"""
_ACCESSIONS: Final = """
SELECT DISTINCT ?key ?label
WHERE {
  ?key a clingen:ReferenceSequence ; clingen:identifier ?identifier .
  ?identifier fhir:value ?label .
}
"""
_BUILDS: Final = """
SELECT ?key ?code ?text ?display
WHERE {
  ?key clingen:referenceGenome ?genome .
  OPTIONAL { ?genome fhir:coding/fhir:code ?code . }
  OPTIONAL { ?genome fhir:coding/fhir:display ?display . }
  OPTIONAL { ?genome fhir:text ?text . }
}
"""
_GENES: Final = f"""
SELECT ?key (COUNT(DISTINCT ?allele) AS ?number)
WHERE {{
  ?sequence clingen:gene ?key .
  ?coordinate clingen:referenceSequence ?sequence .
  ?contextual clingen:referenceCoordinate ?coordinate ;
              clingen:canonicalAllele ?allele .
  {_PRESENT.format("?contextual")}
}}
GROUP BY ?key
"""
_SYMBOLS: Final = "SELECT DISTINCT ?key ?label WHERE { ?key clingen:symbol ?label . }"
_MODIFIED: Final = """
SELECT ("" AS ?key) (MAX(?time) AS ?label) WHERE { ?activity prov:endedAtTime ?time . }
"""


@dataclass(frozen=True, slots=True)
class Count:
    """The number of things that share a value, with the value's IRI or code and its label."""

    key: str
    label: str
    number: int


@dataclass(frozen=True, slots=True)
class Description:
    """Statistics of a store's content.

    `types` and `classes` count resources, by resource type and by conceptual class; `sequences`
    and `builds` count contextual alleles, `genes` canonical ones. `partitions` and `properties`
    count the nodes of every class, parts included, and the triples of every property. The most
    frequent come first.
    """

    location: str
    types: tuple[Count, ...]
    classes: tuple[Count, ...]
    sequences: tuple[Count, ...]
    builds: tuple[Count, ...]
    genes: tuple[Count, ...]
    partitions: tuple[Count, ...]
    properties: tuple[Count, ...]
    modified: str | None = None
    """The end of the newest load, as xsd:dateTime, if the store records one."""

    @property
    def resources(self) -> int:
        """The number of resources."""
        return sum(count.number for count in self.types)

    @property
    def triples(self) -> int:
        """The number of triples, counted in each graph."""
        return sum(count.number for count in self.properties)


def describe(store: Store) -> Description:
    """Count what a store holds. Raises `StoreError` when the store fails."""
    refuse_location(store)
    model = load_model()
    types = " ".join(f"<{resource.iri}>" for resource in model.resources.values())
    graphs = _GRAPHS.format(types=types, present=_PRESENT.format("?graph"))
    partitions = _counts(store, _CLASSES.format(graphs=graphs))
    sequences = _counts(store, _SEQUENCES, _ACCESSIONS)
    modified = next(_rows(store, _MODIFIED), None)
    return Description(
        location=store.location,
        types=_named(partitions, {r.iri: r.name for r in model.resources.values()}),
        classes=_named(partitions, _conceptual(model)),
        sequences=sequences,
        builds=_builds(store, sequences),
        genes=_counts(store, _GENES, _SYMBOLS),
        partitions=partitions,
        properties=_counts(store, _PROPERTIES.format(graphs=graphs)),
        modified=(modified or {}).get("label") or None,
    )


def _conceptual(model: Model) -> dict[str, str]:
    """The conceptual classes of resources by IRI."""
    found = (cls for name in model.resources for cls in model.classes.get(name, ()))
    return {cls.iri: cls.name for cls in found}


def _named(counts: Iterable[Count], names: Mapping[str, str]) -> tuple[Count, ...]:
    return tuple(Count(c.key, names[c.key], c.number) for c in counts if c.key in names)


def _counts(store: Store, text: str, labels: str | None = None) -> tuple[Count, ...]:
    """The counts of a query, the largest first; `labels` is the query for the labels of the
    keys."""
    called: dict[str, str] = {}
    # Chosen here, because Virtuoso's MIN of texts is not always the smallest.
    for row in _rows(store, labels) if labels is not None else ():
        called[row["key"]] = min(row["label"], called.get(row["key"], row["label"]), key=_rank)
    counts = [
        Count(row["key"], called.get(row["key"], row["key"]), int(row["number"]))
        for row in _rows(store, text)
        if row.get("key")  # counting nothing may give one row of nothing
    ]
    return tuple(sorted(counts, key=lambda count: (-count.number, count.label, count.key)))


def _builds(store: Store, sequences: Iterable[Count]) -> tuple[Count, ...]:
    """The number of alleles on each build, by their sequences, or else by their accessions."""
    known: dict[str, str] = {}
    others: dict[str, str] = {}
    for row in _rows(store, _BUILDS):
        words = [row[name] for name in ("code", "text", "display") if name in row]
        build = next(filter(None, map(build_of, words)), None)
        if build is not None:
            known[row["key"]] = build
        elif words:
            others[row["key"]] = words[0]
    numbers: Counter[str] = Counter()
    for count in sequences:
        build = known.get(count.key) or build_of_sequence(count.label) or others.get(count.key)
        if build is not None:
            numbers[build] += count.number
    made = (Count(assembly_id(build) or build, build, n) for build, n in numbers.items())
    return tuple(sorted(made, key=lambda count: (-count.number, count.label)))


def _rank(label: str) -> tuple[bool, str]:
    """The accession to show: that of RefSeq, which people know best."""
    return _REFSEQ.match(label) is None, label


def _rows(store: Store, text: str) -> Iterator[dict[str, str]]:
    found = query(store, text)
    if isinstance(found, Solutions):
        for row in found.rows:
            named = zip(found.variables, row, strict=True)
            yield {name: lexical(term) for name, term in named if term is not None}


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
"""Tables that need only labels, as what they count has no IRI."""


def render_description(
    description: Description, form: str = "text", base: str = DEFAULT_BASE
) -> str:
    """A description as text, JSON or Turtle (VoID and DCAT)."""
    if form == "json":
        return _json(description)
    if form == "turtle":
        output = io.BytesIO()
        serialize(description_quads(description, base), "turtle", output, prefixes=_PREFIXES)
        return output.getvalue().decode()
    return _in_words(description)


def _in_words(description: Description) -> str:
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
    """The access points of a dataset on a server."""
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


stat = describe
