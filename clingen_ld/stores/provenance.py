"""Provenance of the resources in a store: Provenance in the model, and activities in PROV-O.

A load is one activity, in a graph of its own: when, by which version of the tool, with which
contexts and shapes. It works in batches. Each has a Provenance resource (targets: what it changed;
entities: the files) and a graph in PROV-O, which gives for every graph its activity, its file and
the former version that it revises. So no graph grows with the load, and a single look-up finds the
file of a graph.

    <base>Activity/load-…            the load                       (a graph of that name)
    <base>Provenance/load-…-7        what its batch 7 did           (a graph of that name)
    <base>Provenance/load-…-7#prov   the same, graph by graph, in PROV-O
    <base>Activity/remove-…-1        a removal, with what it removed (a graph of that name)
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from clingen_ld.graph.formats import WrittenQuads
from clingen_ld.graph.quads import resource_quads
from clingen_ld.graph.terms import RDF_TYPE, Literal, Quad, Term, n_quads_line, n_quads_term
from clingen_ld.model import (
    CLINGEN,
    DCTERMS,
    RDFS,
    XSD,
    Model,
    context_texts,
    relative_reference,
    shapes_text,
)
from clingen_ld.stores.sources import Source
from clingen_ld.stores.store import NamedGraph, Solutions, Store
from clingen_ld.types import Agent, CodeableConcept, Coding, Entity, Period, Provenance, Reference
from clingen_ld.version import __version__

PROV: Final = "http://www.w3.org/ns/prov#"
TOOL: Final = f"pkg:pypi/clingen-ld@{__version__}"
"""The version of the tool, as a package URL."""

_AT_ONCE: Final = 500  # graphs in one query
_TARGET: Final = "#/target/"
_PARTICIPANT: Final = "http://hl7.org/fhir/provenance-participant-"


_ACCOUNT: Final = re.compile(r"/(?:Activity|Provenance)/(?:load|remove)-[^/#]*+(?:#prov)?\Z")


def is_account(name: str) -> bool:
    """Whether a graph has a name as those about loads and removals have."""
    return _ACCOUNT.search(name) is not None


@dataclass(frozen=True, slots=True)
class LoadedGraph:
    """A graph made by a batch: its resource, its files and the version before it.

    `form` is given for a graph whose content does not show that it is partial.
    """

    graph: str
    resource: str
    sources: tuple[Source, ...]
    version: str | None = None
    form: str | None = None


@dataclass(frozen=True, slots=True)
class Account:
    """Records what one load does. Times are xsd:dateTime texts."""

    load: str
    started: str
    model: Model
    base: str
    validated: bool

    @property
    def activity(self) -> str:
        """The IRI of the load."""
        return f"{self.base}Activity/{self.load}"

    def load_graph(
        self, ended: str | None = None, counts: Mapping[str, int] | None = None
    ) -> NamedGraph:
        """The graph about the load as a whole."""
        name = self.activity
        said = [f"{number:,} {change}" for change, number in (counts or {}).items()]
        described = ", ".join(["validated" if self.validated else "not validated", *said])
        rows: list[tuple[str, str, Term]] = [
            (name, RDF_TYPE, PROV + "Activity"),
            (name, RDFS + "label", Literal("a load of resources")),
            (name, DCTERMS + "description", Literal(described)),
            (name, PROV + "startedAtTime", _time(self.started)),
            *_by_tool(name),
        ]
        if ended is not None:
            rows.append((name, PROV + "endedAtTime", _time(ended)))
        contexts, shapes = _definitions(self.model.version)
        for iri, digest in (contexts, shapes) if self.validated else (contexts,):
            rows += [
                (name, PROV + "used", iri),
                (iri, RDF_TYPE, PROV + "Entity"),
                (iri, DCTERMS + "identifier", Literal(f"sha256:{digest}")),
            ]
        return name, [Quad(*row, name) for row in rows]

    def batch_graphs(
        self, number: int, recorded: str, made: Sequence[LoadedGraph]
    ) -> list[NamedGraph]:
        """The graphs about one batch."""
        name = f"{self.load}-{number}"
        iri = f"{self.base}Provenance/{name}"
        sources = list(dict.fromkeys(source for one in made for source in one.sources))
        targets = list(dict.fromkeys(one.resource for one in made))
        quads = WrittenQuads(iri, self._written(name, recorded, targets, sources))
        prov = f"{iri}#prov"
        rows = self._prov(f"{self.activity}-{number}", recorded, made, sources)
        return [(iri, quads), (prov, [Quad(*row, prov) for row in rows])]

    def _written(
        self, name: str, recorded: str, targets: Sequence[str], sources: Iterable[Source]
    ) -> str:
        """The Provenance of a batch as N-Quads.

        Its thousands of targets are written after the first one, and without their order, which
        says nothing and would take four more quads each.
        """
        tree = self._resource(name, recorded, targets[:1], sources)
        quads = resource_quads(tree, self.model, self.base)
        kept = [quad for quad in quads if _TARGET not in quad.subject]
        first = [quad for quad in kept if quad.object in targets[:1]]
        others = (quad._replace(object=each) for quad in first for each in targets[1:])
        return "".join(map(n_quads_line, (*kept, *others)))

    def _resource(
        self, name: str, recorded: str, targets: Iterable[str], sources: Iterable[Source]
    ) -> dict[str, Any]:
        """The Provenance of a batch, in normal form."""
        agent = Agent.build(
            role=_coding(_PARTICIPANT + "role", "assembler", "Assembler"),
            type=_coding(_PARTICIPANT + "type", "software", "Software"),
            reference=TOOL,
            display=f"clingen-ld {__version__}",
        )
        kind = _coding(PROV, "Entity", "Entity")
        return Provenance.build(
            id=name,
            target=[Reference.build(reference=relative_reference(t, self.base)) for t in targets],
            period=Period.build(start=self.started, end=recorded),
            recorded=recorded,
            reason=CodeableConcept.build(text="Loaded into a store"),
            agent=[agent],
            entity=[
                Entity.build(role="loaded", type=kind, reference=s.iri, display=s.shown)
                for s in sources
            ],
        ).tree

    def _prov(
        self, batch: str, recorded: str, made: Iterable[LoadedGraph], sources: Sequence[Source]
    ) -> Iterator[tuple[str, str, Term]]:
        """The same in PROV-O."""
        yield batch, RDF_TYPE, PROV + "Activity"
        yield batch, DCTERMS + "isPartOf", self.activity
        yield batch, PROV + "endedAtTime", _time(recorded)
        yield batch, PROV + "wasAssociatedWith", TOOL
        for source in sources:
            yield batch, PROV + "used", source.iri
            yield source.iri, RDF_TYPE, PROV + "Entity"
            yield source.iri, RDFS + "label", Literal(source.shown)
            yield source.iri, DCTERMS + "identifier", Literal(f"sha256:{source.digest}")
        for one in made:
            yield one.graph, PROV + "wasGeneratedBy", batch
            if len(sources) > 1:  # a single file is recorded with the batch
                for source in one.sources:
                    yield one.graph, PROV + "wasDerivedFrom", source.iri
            if one.version is not None:
                yield one.graph, PROV + "wasRevisionOf", one.version
            if one.form is not None:
                yield one.graph, DCTERMS + "format", Literal(one.form)


def tells_forms(store: Store) -> bool:
    """Whether a store records the source form of any graph."""
    return store.query(f"ASK {{ GRAPH ?account {{ ?g <{DCTERMS}format> ?form }} }}") is True


def told_forms(store: Store, names: Sequence[str]) -> dict[str, str]:
    """The source forms of some graphs, as far as the store records them."""
    latest: dict[str, tuple[tuple[str, int], str | None]] = {}
    for start in range(0, len(names), _AT_ONCE):
        values = " ".join(n_quads_term(name) for name in names[start : start + _AT_ONCE])
        found = store.query(
            f"SELECT ?g ?batch ?form WHERE {{ VALUES ?g {{ {values} }} GRAPH ?account {{ "
            f"?g <{PROV}wasGeneratedBy> ?batch OPTIONAL {{ ?g <{DCTERMS}format> ?form }} }} }}"
        )
        for graph, batch, form in found.rows if isinstance(found, Solutions) else ():
            load, _, number = str(batch).rpartition("-")
            when = load.rpartition("/")[2], int(number) if number.isdecimal() else 0
            recorded = form.lexical if isinstance(form, Literal) else None
            if str(graph) not in latest or latest[str(graph)][0] < when:
                latest[str(graph)] = when, recorded
    return {graph: form for graph, (_, form) in latest.items() if form is not None}


def removal_graph(activity: str, started: str, ended: str, removed: Sequence[str]) -> NamedGraph:
    """The graph about a removal of some graphs, named by its activity."""
    rows: list[tuple[str, str, Term]] = [
        (activity, RDF_TYPE, PROV + "Activity"),
        (activity, RDFS + "label", Literal("a removal of resources")),
        (activity, PROV + "startedAtTime", _time(started)),
        (activity, PROV + "endedAtTime", _time(ended)),
        *_by_tool(activity),
        *((graph, PROV + "wasInvalidatedBy", activity) for graph in removed),
    ]
    return activity, [Quad(*row, activity) for row in rows]


def _by_tool(activity: str) -> Iterator[tuple[str, str, Term]]:
    """The quads that associate an activity with this version of the tool."""
    yield activity, PROV + "wasAssociatedWith", TOOL
    yield TOOL, RDF_TYPE, PROV + "SoftwareAgent"
    yield TOOL, RDFS + "label", Literal("clingen-ld")
    yield TOOL, DCTERMS + "hasVersion", Literal(__version__)


def _coding(system: str, code: str, display: str) -> Coding:
    return Coding.build(system=system, code=code, display=display)


def _time(text: str) -> Literal:
    return Literal(text, XSD + "dateTime")


@lru_cache(maxsize=1)
def _definitions(version: str) -> tuple[tuple[str, str], tuple[str, str]]:
    """The contexts and the shapes of the model by their IRIs, with the digests of their texts."""
    contexts = "\n".join(context_texts().values())
    return (
        (f"{CLINGEN}{version}/context.jsonld", _digest(contexts)),
        (f"{CLINGEN}{version}/rules", _digest(shapes_text())),
    )


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
