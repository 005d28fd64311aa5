"""Messages as an rdflib Dataset, and the resources that a Dataset or Graph describes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Unpack

from clingen_ld.errors import ClingenError
from clingen_ld.graph.framing import frame_dataset
from clingen_ld.graph.links import LinkSets, make_linker
from clingen_ld.graph.quads import resource_quads
from clingen_ld.graph.view import DatasetView
from clingen_ld.messages.losses import Loss, left_out, lost_in_reading
from clingen_ld.messages.message import READING, Problem, Reading, ReadOptions, severity_of_problem
from clingen_ld.messages.reading import read_inputs
from clingen_ld.messages.text.inputs import MemoryInputs, given_inputs
from clingen_ld.model import DEFAULT_BASE, Tree, base_iri, check_type, load_model, resource_iri
from clingen_ld.suggestions import refuse_unknown

if TYPE_CHECKING:
    import rdflib


def to_graph(
    inputs: MemoryInputs,
    *,
    options: ReadOptions | None = None,
    links: bool = False,
    faldo: bool = False,
    strict: bool = False,
    report: Callable[[Loss], object] | None = None,
    **reading: Unpack[Reading],
) -> rdflib.Dataset:
    """Convert inputs to an rdflib Dataset with a named graph for each resource.

    Inputs and further keywords are as for `convert`, `links` and `faldo` as in `WritingOptions`.
    Raises `InputError` when an input cannot be read, or holds a text that cannot, or not whole.
    What holds no resource is passed over where none was expected, as in a folder. `report` gets
    what is left out, such as nodes of a graph that no resource refers to; with `strict`, the first
    raises `ClingenError`.
    """
    from clingen_ld.graph.rdflib_graph import to_dataset

    refuse_unknown(reading, READING)
    chosen = replace(options or ReadOptions(), **reading)
    model = load_model()
    linker = make_linker(LinkSets(links, faldo), model, chosen.base)

    def quads() -> Iterator[Any]:
        for item in read_inputs(given_inputs(inputs), chosen, model):
            if isinstance(item, Problem):
                if severity_of_problem(item, model) == "error":
                    raise item.error()
            else:
                lost = left_out(item.file, item.unread) + lost_in_reading(item)
                _report(lost, strict, report)
                yield from resource_quads(item.normal.tree, model, chosen.base, linker=linker)

    return to_dataset(quads())


def _report(losses: Iterable[Loss], strict: bool, report: Callable[[Loss], object] | None) -> None:
    for loss in losses:
        if strict:
            raise ClingenError(loss.said())
        if report is not None:
            report(loss)


def from_graph(
    graph: rdflib.Graph,
    *,
    type: str | None = None,
    id: str | None = None,
    base: str = DEFAULT_BASE,
    strict: bool = False,
    report: Callable[[Loss], object] | None = None,
) -> list[Tree]:
    """Read the resources that an rdflib Dataset or Graph describes, in normal form.

    `type` is a resource type, `id` the IRI of one resource; both choose among the resources.
    `report` gets what is in none of the resources, such as nodes that none refers to; with
    `strict`, the first raises `ClingenError`. Raises `TextError` for a triple that RDF does not
    have, such as one with a formula of N3.
    """
    from clingen_ld.graph.rdflib_graph import quads_of

    check_type(type)
    model, base = load_model(), base_iri(base)
    found, unread = frame_dataset(DatasetView(quads_of(graph)), model, base)
    _report(left_out("", unread), strict, report)
    return [
        framed.normal.tree
        for framed in found
        if (type is None or framed.type == type)
        and (id is None or resource_iri(framed.normal.tree, base) == id)
    ]


frame = from_graph
