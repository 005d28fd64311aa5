"""The forms that are the graph itself: Turtle, TriG, N-Triples, N-Quads, RDF/XML."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property

from clingen_ld.errors import TextError
from clingen_ld.graph.formats import parse
from clingen_ld.graph.framing import Framed, frame_quads
from clingen_ld.messages.lines import Lines
from clingen_ld.messages.message import Excerpt, Item, Message, Place, Problem, ReadOptions
from clingen_ld.messages.xml_text import XmlTextError, read
from clingen_ld.model.definitions import Model
from clingen_ld.model.identity import resource_iri
from clingen_ld.model.namespaces import local_name


class GraphText(Lines):
    """An RDF text whose lines can be searched for what a node says."""

    @cached_property
    def _by_subject(self) -> dict[str, list[int]]:
        """The lines that begin with a subject, as all do in N-Quads and N-Triples."""
        found: dict[str, list[int]] = {}
        for n, line in enumerate(self.all):
            if line.startswith(("<", "_:")):
                found.setdefault(line.split(None, 1)[0], []).append(n)
        return found

    def find(self, subject: str, name: str) -> tuple[int, int]:
        """Where a node's property is written, as far as a look at the lines can tell.

        The line that names both the node and the property; else the first line of the
        property after the one that names the node; else the node's line; else the start.
        """
        named = self._by_subject.get(f"<{subject}>") or self._naming(subject)
        if not named:
            return 1, 1
        if name:
            # As the last step of an IRI or a prefixed name, not one on the way.
            word = re.compile(rf"(?<![\w-]){re.escape(name)}(?![\w/#-])")
            for n in [*named, *range(named[0], len(self.all))]:
                if match := word.search(self.all[n]):
                    return n + 1, match.start() + 1
        match = self._pattern(subject).search(self.all[named[0]])
        return named[0] + 1, match.start() + 1 if match is not None else 1

    def _naming(self, subject: str) -> list[int]:
        pattern = self._pattern(subject)
        return [n for n, line in enumerate(self.all) if pattern.search(line)]

    def _pattern(self, subject: str) -> re.Pattern[str]:
        """A node by the last step of its IRI, since the rest may stand in a prefix or a base."""
        short = subject.rstrip("/").rpartition("/")[2] if "#/" not in subject else subject
        return re.compile(rf"(?<![\w.-]){re.escape(short)}(?![\w.-])")


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
        if step.isdecimal() or (step == "reference" and above not in self._framed.places):
            above, _, step = above.rpartition("/")
        nodes = self._framed.statements | self._framed.places
        while above and above not in nodes:
            above = above.rpartition("/")[0]
        node = nodes.get(above, self._framed.iri)
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
        fault = (_xml_fault(text) if form == "rdfxml" else None) or error
        values = {"message": f"not valid {form}: {fault.message}"}
        place = Place("", fault.line, fault.column)
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


def _xml_fault(text: str) -> XmlTextError | None:
    """What is wrong with a text as XML, and where, which the reader of RDF/XML does not tell."""
    if "<!DOCTYPE" in text:  # which our reader refuses, and RDF/XML may have
        return None
    try:
        read(text)
    except XmlTextError as error:
        return error
    return None
