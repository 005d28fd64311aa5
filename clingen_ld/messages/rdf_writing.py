"""Writers of the forms of RDF."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from typing import BinaryIO, Final

from clingen_ld.graph.formats import serialize
from clingen_ld.graph.links import PREFIXES as LINK_PREFIXES
from clingen_ld.graph.links import make_linker
from clingen_ld.graph.quads import resource_quads
from clingen_ld.graph.terms import Quad
from clingen_ld.messages.descriptions import Descriptions
from clingen_ld.messages.message import Message
from clingen_ld.messages.writing import Lost, WriteOptions, Writer
from clingen_ld.model import PREFIXES, Model, Object, resource_iri

_WITH_GRAPHS: Final = ("trig", "nquads")


class GraphWriter(Writer):
    """Writes the quads of resources in one form of RDF.

    If the form has no graphs, several messages about one resource are merged: complete descriptions
    are written as they arrive, additions of partial ones at the end.
    """

    def __init__(self, form: str, output: BinaryIO, model: Model, options: WriteOptions) -> None:
        self._form = form
        self._output = output
        self._model = model
        self._base = options.base
        self._linker = make_linker(options.links, model, options.base)
        self._kept: list[Quad] = []
        self._descriptions = None if form in _WITH_GRAPHS else Descriptions()

    def take(self, message: Message) -> list[Lost]:
        """Write the resource of a message, whose N-Quads may be there already."""
        text = message.n_quads() if self._form == "nquads" else None
        if text is None or (self._linker is not None and message.is_subsetted):
            return self.write(message.normal_tree)
        if self._linker is not None:
            text += self._linker.lines(message.iri, message.record, text)
        self._output.write(text.encode())
        return []

    def write(self, tree: Object) -> list[Lost]:
        """Write a resource in normal form; gives the pointers of what RDF/XML cannot carry."""
        iri = resource_iri(tree, self._base)
        if self._descriptions is not None and not self._descriptions.is_first(iri, tree):
            return []
        return self._write(iri, self._quads(tree))

    def _quads(self, tree: Object) -> Iterator[Quad]:
        return resource_quads(tree, self._model, self._base, linker=self._linker)

    def _write(self, iri: str, quads: Iterable[Quad]) -> list[Lost]:
        lost: list[str] = []
        if self._form == "rdfxml":
            from clingen_ld.graph.rdf_xml import carried

            quads, lost = carried(quads, iri, self._model)
        if self._form in ("nquads", "ntriples"):
            serialize(quads, self._form, self._output)
        else:  # one document has one set of prefixes
            self._kept.extend(quads)
        return [(iri, pointer) for pointer in lost]

    def finish(self) -> list[Lost]:
        """Write the additions to resources, and forms with one set of prefixes for all."""
        lost: list[Lost] = []
        if self._descriptions is not None:
            for tree, first, contradicted in self._descriptions.waiting():
                iri = resource_iri(tree, self._base)
                quads = list(self._quads(tree))
                if first is not None:
                    done = set(self._quads(first))
                    quads = [quad for quad in quads if quad not in done]
                lost.extend((iri, pointer) for pointer in contradicted)
                lost.extend(self._write(iri, quads))
            self._descriptions.close()
        if self._kept:
            prefixes = PREFIXES if self._linker is None else PREFIXES | LINK_PREFIXES
            serialize(self._kept, self._form, self._output, prefixes)
        return lost


turtle = partial(GraphWriter, "turtle")
trig = partial(GraphWriter, "trig")
ntriples = partial(GraphWriter, "ntriples")
nquads = partial(GraphWriter, "nquads")
rdfxml = partial(GraphWriter, "rdfxml")
