"""The forms that are the graph itself: Turtle, TriG, N-Triples, N-Quads, RDF/XML."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property

from clingen_ld.errors import TextError
from clingen_ld.graph.formats import parse
from clingen_ld.graph.framing import Framed, frame_quads
from clingen_ld.messages.message import Item, Message, Place, Problem, ReadOptions
from clingen_ld.model.definitions import Model
from clingen_ld.model.identity import resource_iri


class GraphText:
    """An RDF text whose lines can be searched for what a node says."""

    def __init__(self, text: str) -> None:
        self._text = text

    @cached_property
    def _lines(self) -> list[str]:
        # Not splitlines(): it would break lines at characters that end none in RDF.
        return re.split(r"\r\n?|\n", self._text)

    def find(self, subject: str, name: str) -> tuple[int, int]:
        """Where a node's property is written, as far as a look at the lines can tell.

        The line that names both the node and the property; else the first line of the
        property after the one that names the node; else the node's line; else the start.
        """
        short = subject.rstrip("/").rpartition("/")[2] if "#/" not in subject else subject
        named = [n for n, line in enumerate(self._lines) if short in line]
        if not named:
            return 1, 1
        word = re.compile(rf"(?<![\w-]){re.escape(name)}(?![\w-])") if name else None
        if word is None:
            return named[0] + 1, self._lines[named[0]].find(short) + 1
        for n in named:
            if match := word.search(self._lines[n]):
                return n + 1, match.start() + 1
        for n in range(named[0], len(self._lines)):
            if match := word.search(self._lines[n]):
                return n + 1, match.start() + 1
        return named[0] + 1, self._lines[named[0]].find(short) + 1


class GraphLocator:
    """Places of a resource in an RDF text. Pointers stay those of the normal form."""

    def __init__(self, text: GraphText, framed: Framed) -> None:
        self._text = text
        self._framed = framed

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
        return Place(pointer, *self._text.find(node, step))


def read_graph(
    text: str, form: str, file: str, options: ReadOptions, model: Model
) -> Iterator[Item]:
    """The resources that an RDF text describes, or what is wrong with it."""
    try:
        quads = list(parse(text, form, options.base))
    except TextError as error:
        values = {"message": f"not valid {form}: {error.message}"}
        yield Problem("ST-0", values, file, "", error.line, error.column)
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
