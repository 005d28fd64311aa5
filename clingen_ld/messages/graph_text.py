"""The forms that are the graph itself: Turtle, TriG, N-Triples, N-Quads, RDF/XML."""

from __future__ import annotations

import re
from collections.abc import Iterator

from clingen_ld.errors import TextError
from clingen_ld.graph.formats import parse
from clingen_ld.graph.framing import Framed, frame_quads
from clingen_ld.messages.lines import Lines
from clingen_ld.messages.message import Excerpt, Item, Message, Place, Problem, ReadOptions
from clingen_ld.model.definitions import Model
from clingen_ld.model.identity import resource_iri
from clingen_ld.model.namespaces import local_name


class GraphText(Lines):
    """An RDF text whose lines can be searched for what a node says."""

    def find(self, subject: str, name: str) -> tuple[int, int]:
        """Where a node's property is written, as far as a look at the lines can tell.

        The line that names both the node and the property; else the first line of the
        property after the one that names the node; else the node's line; else the start.
        """
        short = subject.rstrip("/").rpartition("/")[2] if "#/" not in subject else subject
        node = re.compile(rf"(?<![\w.-]){re.escape(short)}(?![\w.-])")
        named = [(n, match) for n, line in enumerate(self.all) if (match := node.search(line))]
        if not named:
            return 1, 1
        first, found = named[0]
        if name:
            word = re.compile(rf"(?<![\w-]){re.escape(name)}(?![\w-])")
            for n in [*(n for n, _ in named), *range(first, len(self.all))]:
                if match := word.search(self.all[n]):
                    return n + 1, match.start() + 1
        return first + 1, found.start() + 1


class GraphLocator:
    """Places of a resource in an RDF text. Pointers stay those of the normal form."""

    def __init__(self, text: GraphText, framed: Framed) -> None:
        self._text = text
        self._framed = framed

    def excerpt(self, place: Place) -> Excerpt | None:
        """The line that a place is in."""
        return self._text.excerpt(place)

    def place(self, pointer: str, at_key: bool = False) -> Place:
        """The place of a pointer: of the property that leads to it."""
        above, _, step = pointer.rpartition("/")
        if step.isdecimal():
            above, _, step = above.rpartition("/")
        while above and above not in self._framed.places:
            above = above.rpartition("/")[0]
        node = self._framed.places.get(above, self._framed.iri)
        if node.startswith("_:"):
            node = self._framed.iri
        name = local_name(step.replace("~1", "/").replace("~0", "~"))
        return Place(pointer, *self._text.find(node, name))


def read_graph(
    text: str, form: str, file: str, options: ReadOptions, model: Model
) -> Iterator[Item]:
    """The resources that an RDF text describes, or what is wrong with it."""
    try:
        quads = list(parse(text, form, options.base))
    except TextError as error:
        values = {"message": f"not valid {form}: {error.message}"}
        place = Place("", error.line, error.column)
        yield Problem("ST-0", values, file, *place, GraphText(text).excerpt(place))
        return
    try:
        found = frame_quads(quads, model, options.base, options.type)
    except TextError as error:
        yield Problem("ST-0", {"message": error.message}, file, "", 1, 1)
        return
    if not found:
        what = "a graph that describes no resource of the model" if quads else "an empty graph"
        yield Problem("ST-11", {"what": what}, file, "", 1, 1)
    source = GraphText(text)
    for framed in found:
        iri = resource_iri(framed.normal.tree, options.base)
        locator = GraphLocator(source, framed)
        yield Message(framed.type, iri, framed.normal, locator, file, form)
