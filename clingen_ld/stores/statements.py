"""Quads as text for stores: N-Quads, N-Triples and the data of SPARQL updates."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from clingen_ld.graph.terms import Quad, n_quads_term
from clingen_ld.graph.written import WrittenQuads, WrittenStatements
from clingen_ld.stores.store import NamedGraph

Statements = Sequence[str]
"""The triples of a graph as N-Triples writes them, without the dot at the end."""


def statements(quads: Iterable[Quad]) -> Statements:
    """The triples of quads, each once, in their order."""
    if isinstance(quads, WrittenQuads):
        return quads.statements
    return list(
        dict.fromkeys(
            f"{n_quads_term(subject)} <{predicate}> {n_quads_term(value)}"
            for subject, predicate, value, _ in quads
        )
    )


def n_quads(name: str, graph: Statements) -> str:
    """A named graph as N-Quads."""
    if isinstance(graph, WrittenStatements) and graph.graph == name:
        return graph.text
    end = f" <{name}> .\n"
    return end.join(graph) + end if graph else ""


def n_triples(graph: Sequence[str]) -> str:
    """A graph as N-Triples."""
    return " .\n".join(graph) + " .\n" if graph else ""


def sparql_data(graph: Sequence[str]) -> str:
    """Triples as SPARQL has them in INSERT DATA and DELETE DATA.

    SPARQL reads `\\uXXXX` before it reads anything else, so a backslash that is text and stands
    before a `u` would become half of an escape; the `u` is escaped instead.
    """
    text = n_triples(graph)
    if "\\\\" in text:
        text = text.replace("\\\\u", "\\\\\\u0075").replace("\\\\U", "\\\\\\u0055")
    return text


def batches(
    graphs: Iterable[NamedGraph], most: int, weight: Callable[[Statements], int]
) -> Iterator[dict[str, Statements]]:
    """Graphs by their names, so many together that they weigh about `most`.

    Of graphs of the same name the last counts.
    """
    batch: dict[str, Statements] = {}
    size = 0
    for name, quads in graphs:
        graph = statements(quads)
        if name in batch:
            size -= weight(batch[name])
        size += weight(graph)
        batch[name] = graph
        if size >= most:
            yield batch
            batch, size = {}, 0
    if batch:
        yield batch
