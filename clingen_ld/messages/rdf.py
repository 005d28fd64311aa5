"""The forms that are the graph itself: Turtle, TriG, N-Triples, N-Quads, RDF/XML."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from functools import cached_property, partial
from itertools import islice
from typing import TYPE_CHECKING, BinaryIO, Final

from clingen_ld.errors import TextError
from clingen_ld.graph.formats import parse, serialize
from clingen_ld.graph.framing import Framed, frame_dataset
from clingen_ld.graph.links import PREFIXES as LINK_PREFIXES
from clingen_ld.graph.links import make_linker
from clingen_ld.graph.quads import resource_quads
from clingen_ld.graph.terms import Quad
from clingen_ld.graph.view import DatasetView
from clingen_ld.messages.descriptions import ANNOTATION, ANNOTATION_PREFIXES, Descriptions
from clingen_ld.messages.forms import ONLY_READ, rdf_title
from clingen_ld.messages.message import (
    Excerpt,
    Fix,
    Item,
    Message,
    MessageEdit,
    Place,
    Problem,
    ReadOptions,
)
from clingen_ld.messages.text.decoding import Lines, decode_whole, read_whole
from clingen_ld.messages.text.layout import named
from clingen_ld.messages.writing import Lost, WriteOptions, Writer
from clingen_ld.model import PREFIXES, Model, Object, local_name, resource_iri, unescape

if TYPE_CHECKING:
    from clingen_ld.messages.text.xml_text import XmlTextError


class GraphText(Lines):
    """An RDF text whose lines can be searched for what a node says."""

    @cached_property
    def _by_subject(self) -> dict[str, list[int]]:
        """The lines that begin with a subject, by its IRI, or by the last step of a short name."""
        found: dict[str, list[int]] = {}
        for n, line in enumerate(self.all):
            if match := _SUBJECT.match(line) or _ABOUT.search(line):
                iri, short, about = match["iri"], match["short"], match["about"]
                subject = iri or (_last_step(about) if about else short.rpartition(":")[2])
                found.setdefault(subject, []).append(n)
        return found

    @cached_property
    def _next(self) -> dict[str, tuple[int, int]]:
        """From which offset on a word was looked for, and where it was found."""
        return {}

    @cached_property
    def _named(self) -> dict[str, list[int]]:
        """The lines that name a node."""
        return {}

    _left = 2_000_000_000
    """How many characters are looked at yet: some seconds."""

    def find(self, subject: str, name: str) -> tuple[int, int]:
        """The position of a node's property, as far as the lines show it.

        The line that names both the node and the property; else the first line of the
        property after the one that names the node; else the node's line; else the start.
        """
        named = self._naming(subject)
        if not named:
            return 1, 1
        if name:
            # As the last step of an IRI or a prefixed name, not one on the way.
            both = (self._word(name, self.index.start(n + 1), len(self.all[n])) for n in named)
            at = next((at for at in both if at >= 0), -1)
            if at < 0:
                at = self._after(self.index.start(named[0] + 1), name)
            if at >= 0:
                return self.index.at(at)
        match = self._pattern(subject).search(self.all[named[0]])
        return named[0] + 1, match.start() + 1 if match is not None else 1

    def fix(self, subject: str, name: str, was: str, meant: str) -> Fix | None:
        """How to write another literal, where one statement alone has the one that is there.

        The statement of a property and a literal is looked for in the lines that begin with the
        subject, where lines do, else in all of the text.
        """
        space = r"(?:>[ \t]*|[ \t]+)"
        statement = re.compile(rf'(?<![\w-]){re.escape(name)}{space}"({re.escape(was)})"')
        starts = [self.index.start(n + 1) for n in self._by_subject.get(f"<{subject}>", ())]
        lines = [(start, self.text.find("\n", start) + 1 or len(self.text)) for start in starts]
        found = [match for line in lines for match in statement.finditer(self.text, *line)]
        found = found or list(islice(self._stating(statement, f'"{was}"'), 2))
        if len(found) != 1 or "\\" in was:
            return None
        return Fix((self.edit(*found[0].span(1), json.dumps(meant, ensure_ascii=False)[1:-1]),))

    def _stating(self, statement: re.Pattern[str], literal: str) -> Iterator[re.Match[str]]:
        """Where a statement is in the text; its literal is looked for first, which is fast."""
        at = self.text.find(literal)
        while at >= 0:
            line = self.text.rfind("\n", 0, at) + 1
            for match in statement.finditer(self.text, max(line, at - 1_000), at + len(literal)):
                if match.end() == at + len(literal):
                    yield match
            at = self.text.find(literal, at + 1)

    def _word(self, name: str, start: int, length: int) -> int:
        """The first offset at which a word begins in a part of the text; -1 when none does."""
        end = start + length
        at = self.text.find(name, start, end)
        while at >= 0 and not _is_word(self.text, at, at + len(name)):
            at = self.text.find(name, at + 1, end)
        return at

    def _after(self, start: int, name: str) -> int:
        """The first offset of a word from one on; -1 when there is none."""
        asked, found = self._next.get(name, (0, -1))
        if not asked <= start <= found:
            found = self._word(name, start, max(self._left, 0))
            self._left -= (found if found >= 0 else len(self.text)) - start
            self._next[name] = start, found if found >= 0 else len(self.text)
        return found if found < len(self.text) else -1

    def _naming(self, subject: str) -> list[int]:
        known = self._by_subject.get(f"<{subject}>") or self._by_subject.get(_last_step(subject))
        if known is None:
            known = self._named.get(subject)
        if known is None:
            known, pattern, step = [], self._pattern(subject), _last_step(subject)
            if self._left > 0:
                known = [
                    n for n, line in enumerate(self.all) if step in line and pattern.search(line)
                ]
                self._left -= len(self.text)
            self._named[subject] = known
        return known

    def _pattern(self, subject: str) -> re.Pattern[str]:
        """A node by the last step of its IRI, since the rest may be in a prefix or a base."""
        return re.compile(rf"(?<![\w.-]){re.escape(_last_step(subject))}(?![\w.-])")


def _is_word(text: str, start: int, end: int) -> bool:
    """Whether a part of a text is the last step of an IRI or of a short name, or a word."""
    before, after = text[start - 1 : start], text[end : end + 1]
    return not (_IN_WORD.match(before) or _IN_WORD.match(after) or after in ("/", "#"))


_IN_WORD: Final = re.compile(r"[\w-]")
_SUBJECT: Final = re.compile(r"(?P<iri><[^<>\s]*>|_:\S+)|(?P<short>[\w.-]*+:\S+)(?P<about>)")
_ABOUT: Final = re.compile(r"(?P<iri>)(?P<short>)\babout=[\"'](?P<about>[^\"'<>]*)")


def _last_step(subject: str) -> str:
    return subject.rstrip("/").rpartition("/")[2] if "#/" not in subject else subject


class GraphLocator:
    """Places of a resource in an RDF text. Pointers stay those of the normal form."""

    def __init__(self, text: GraphText, framed: Framed) -> None:
        self._text = text
        self._framed = framed

    def excerpt(self, place: Place) -> Excerpt | None:
        return self._text.excerpt(place)

    def place(self, pointer: str, at_key: bool = False) -> Place:
        """The position of a pointer: that of its property."""
        return Place(pointer, *self._text.find(*self._named(pointer)))

    def fix(self, change: MessageEdit) -> Fix | None:
        """How to write another literal."""
        if change.at != "value" or not (isinstance(change.was, str) and change.was):
            return None
        if not isinstance(change.meant, str | int | float | bool):
            return None
        meant = change.meant if isinstance(change.meant, str) else json.dumps(change.meant)
        return self._text.fix(*self._named(change.pointer), change.was, meant)

    def _named(self, pointer: str) -> tuple[str, str]:
        """The node above a pointer, and the local name of the property between them."""
        above, _, step = pointer.rpartition("/")
        if step.isdecimal() or (step == "reference" and above not in self._framed.places):
            above, _, step = above.rpartition("/")
        nodes = self._framed.statements | self._framed.places
        while above and above not in nodes:
            above = above.rpartition("/")[0]
        node = nodes.get(above, self._framed.iri)
        if node.startswith("_:"):
            node = self._framed.iri
        return node, local_name(unescape(step))


_XML: Final = ("rdfxml", "trix")


def read_stream(
    start: bytes, stream: BinaryIO, file: str, form: str, options: ReadOptions, model: Model
) -> Iterator[Item]:
    """The resources of a stream of RDF, of which `start` was read, or what is wrong with it."""
    data = read_whole(start, stream, options.largest, file)
    text = data if isinstance(data, Problem) else decode_whole(data, file, has_nul=form not in _XML)
    if isinstance(text, Problem):
        yield text
    else:
        yield from read_graph(text, form, file, options, model)


def read_graph(
    text: str, form: str, file: str, options: ReadOptions, model: Model
) -> Iterator[Item]:
    """The resources that an RDF text describes, or what is wrong with it."""
    try:
        dataset = DatasetView(parse(text, form, options.base))
    except TextError as error:
        fault = (_xml_fault(text) if form in _XML else None) or error
        said = named(text) if options.form is None and form == "trig" else None
        values = {"message": said or f"not valid {rdf_title(form)}: {fault.message}"}
        place = Place("", 1, 1) if said else Place("", fault.line, fault.column)
        yield Problem("ST-0", values, file, *place, GraphText(text).excerpt(place))
        return
    try:
        found, unread = frame_dataset(dataset, model, options.base, options.type)
    except TextError as error:
        yield Problem("ST-0", {"message": error.message}, file, "", 1, 1)
        return
    if not found:
        has_triples = bool(dataset.graphs)
        what = (
            "a graph that describes no resource of the model" if has_triples else "an empty graph"
        )
        yield Problem("ST-11", {"what": what}, file, "", 1, 1)
    source = GraphText(text)
    # Resources inside documents need not be written separately, if the documents come first.
    from clingen_ld.messages.kept_documents import DOCUMENT

    found.sort(key=lambda framed: DOCUMENT not in framed.normal.tree)
    for framed in found:
        iri = resource_iri(framed.normal.tree, options.base)
        locator = GraphLocator(source, framed)
        read_as = "nquads" if form in ONLY_READ else form
        message = Message(framed.type, iri, framed.normal, locator, file, read_as)
        message.unread, unread = unread, []
        yield message


def _xml_fault(text: str) -> XmlTextError | None:
    """The XML error in a text and its position, which the RDF/XML reader does not give."""
    if "<!DOCTYPE" in text:  # which our reader refuses, and RDF/XML may have
        return None
    from clingen_ld.messages.text.xml_text import XmlTextError, read

    try:
        read(text)
    except XmlTextError as error:
        return error
    return None


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
            text += self._linker.lines(message.iri, message.record, text.decode()).encode()
        self._output.write(text)
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
            if any(quad.predicate == ANNOTATION for quad in self._kept):
                prefixes = {**prefixes, **ANNOTATION_PREFIXES}
            serialize(self._kept, self._form, self._output, prefixes)
        return lost


turtle = partial(GraphWriter, "turtle")
trig = partial(GraphWriter, "trig")
ntriples = partial(GraphWriter, "ntriples")
nquads = partial(GraphWriter, "nquads")
rdfxml = partial(GraphWriter, "rdfxml")
