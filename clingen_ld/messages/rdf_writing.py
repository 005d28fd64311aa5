"""Writers of the forms of RDF."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import BinaryIO

from clingen_ld.graph.formats import serialize
from clingen_ld.graph.quads import resource_quads
from clingen_ld.graph.terms import Quad
from clingen_ld.messages.writing import Lost, WriteOptions
from clingen_ld.model import Model, Object, resource_iri


class GraphWriter:
    """Writes the quads of resources in one form of RDF."""

    def __init__(self, form: str, output: BinaryIO, model: Model, options: WriteOptions) -> None:
        self._form = form
        self._output = output
        self._model = model
        self._base = options.base
        self._kept: list[Quad] = []

    def write(self, tree: Object) -> list[Lost]:
        """Write a resource in normal form; gives the pointers of what RDF/XML cannot carry."""
        quads: Iterable[Quad] = resource_quads(tree, self._model, self._base)
        lost: list[str] = []
        if self._form == "rdfxml":
            from clingen_ld.graph.rdf_xml import carried

            quads, lost = carried(quads, resource_iri(tree, self._base), self._model)
        if self._form in ("nquads", "ntriples"):
            serialize(quads, self._form, self._output)
        else:  # one document has one set of prefixes
            self._kept.extend(quads)
        return [(resource_iri(tree, self._base), pointer) for pointer in lost]

    def finish(self) -> list[Lost]:
        """Write what has one set of prefixes for all resources."""
        if self._kept:
            serialize(self._kept, self._form, self._output)
        return []


turtle = partial(GraphWriter, "turtle")
trig = partial(GraphWriter, "trig")
ntriples = partial(GraphWriter, "ntriples")
nquads = partial(GraphWriter, "nquads")
rdfxml = partial(GraphWriter, "rdfxml")
