"""What is known of the messages that have one outline, learned from the first of them."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from operator import itemgetter
from typing import Any, Final, Literal

from msgspec import DecodeError, Struct
from msgspec.json import encode

from clingen_ld.compiled.marking import (
    Marked,
    is_iri_mark,
)
from clingen_ld.compiled.signature import TREE_STEPS, Outlines, Own
from clingen_ld.compiled.structs import make_decoder, make_structs
from clingen_ld.compiled.texts import Key, TextPattern, text_pattern
from clingen_ld.graph.quads import resource_quads
from clingen_ld.graph.terms import escaped, n_quads_line
from clingen_ld.model import Model, default_iri, is_subsetted

# How many outlines are remembered. Messages that all differ are learned anew each time; when the
# memory is full it is emptied, so that it holds those that come now.
_MOST: Final = 16_000
# How often a message must have been decoded for a pattern to be made, which takes some hundred
# times as long; texts of one outline may be written in several ways.
_OFTEN: Final = frozenset({16, 256, 4096})
_PATTERNS: Final = 16
"""The most patterns with one number of quotation marks; each that does not match takes time."""
_LONGEST: Final = 16_384


class KnownOutline:
    """Messages of one outline.

    `texts` are the JSON Pointers of their own texts; `subsetted`, whether they say that there is
    more to know of their resource. `notes` is for those who find out more about all of them.
    """

    def __init__(self, marked: Mapping[str, Any], pointers: Mapping[str | int, str], marks: Own,
                 model: Model, base: str, prefix: str | None = None) -> None:  # fmt: skip
        self.type: str = marked["resourceType"]
        self.prefix = f"{base}{self.type}/" if prefix is None else prefix
        self.texts = tuple(pointers[mark] for mark in marks.texts)
        self.subsetted = is_subsetted(marked)
        self.notes: dict[str, Any] = {}
        self.decoded = 0
        self._marked, self._marks = marked, marks
        self._model, self._base = model, base

    @cached_property
    def quads(self) -> QuadsTemplate | None:
        """The template of their quads; None when they cannot be written directly."""
        return quads_template(self._marked, self._marks, self._model, self._base)


class Look(Struct, gc=False):
    """What one look at a text shows: its outline, its own values, and those that are alike.

    `alike` is None when no message of the outline was seen before, and False when they are
    known to need the standard path.
    """

    outline: tuple[Any, ...]
    """Empty when the text was recognized without it."""
    own: Own
    alike: KnownOutline | Literal[False] | None


@dataclass(slots=True)
class Memory:
    """Outlines of resources in the form resource-json, and what is known of them."""

    model: Model
    base: str
    _outlines: Outlines = field(init=False)
    _decode: Any = field(init=False)
    _known: dict[tuple[Any, ...], KnownOutline | Literal[False]] = field(default_factory=dict)
    _patterns: dict[int, list[TextPattern]] = field(default_factory=dict)
    """Patterns of texts, by the number of their quotation marks."""

    def __post_init__(self) -> None:
        structs = make_structs(self.model)
        self._outlines = Outlines(self.model, structs)
        self._decode = make_decoder(structs, self.model).decode

    def look(self, text: bytes) -> Look | None:
        """A look at the text of a message; None when it has anything that the model has not."""
        try:
            plain = text.decode()
        except UnicodeDecodeError:
            return None
        quotes = plain.count('"')
        patterns = self._patterns.get(quotes, ())
        missed: tuple[TextPattern, Key] | None = None
        for n, pattern in enumerate(patterns):
            found = pattern.read(plain)
            if found is not None:
                alike = pattern.known.get(found[0])
                if n and isinstance(patterns, list):  # what comes often moves to the front
                    patterns[n - 1], patterns[n] = pattern, patterns[n - 1]
                if alike is not None:
                    return Look((), found[1], alike)
                missed = pattern, found[0]
                break
        look = self._look(text, quotes)
        if look is not None and look.alike:
            if missed is not None:
                missed[0].known[missed[1]] = look.alike
            else:
                self._count(look.alike, plain, quotes)
        return look

    def order(self, marks: Marked) -> Own | None:
        """The marks of a message in the order of own values; None where it has more of these."""
        found = self._look(encode(marks.tree), 0)
        if found is None or set(found.own.values()) != marks.pointers.keys():
            return None
        return found.own

    def tree_outline(self, text: bytes) -> tuple[tuple[Any, ...], Own] | None:
        """The outline and the own values of a tree that was written as a text.

        Raises what msgspec does when the model has no such tree.
        """
        return self._outlines.outline(self._decode(text), 0, TREE_STEPS)

    def _look(self, text: bytes, quotes: int) -> Look | None:
        """A look by decoding the text."""
        try:
            message: Struct = self._decode(text)
        except (DecodeError, ValueError, RecursionError):
            return None
        found = self._outlines.outline(message, quotes)
        if found is None:
            return None
        outline, own = found
        return Look(outline, own, self._known.get(outline))

    def _count(self, alike: KnownOutline, text: str, quotes: int) -> None:
        """Count a text that had to be decoded; of what comes often, the pattern is made."""
        alike.decoded += 1
        patterns = self._patterns.setdefault(quotes, [])
        if alike.decoded not in _OFTEN or len(patterns) >= _PATTERNS or len(text) > _LONGEST:
            return
        marks = Marked(json.loads(text), self.model)
        look = self._look(encode(marks.tree), quotes)
        pattern = None if look is None else text_pattern(text, marks, look.own)
        found = None if pattern is None else pattern.read(text)
        if pattern is None or found is None:
            return
        for other in patterns:
            if other.source == pattern.source:
                pattern = other
                break
        else:
            patterns.append(pattern)
        pattern.known[found[0]] = alike

    def learn(self, look: Look, tree: Mapping[str, Any] | None) -> KnownOutline | None:
        """Learn of the first message of an outline what it is in normal form.

        `tree` is None when the message differs from that, in more than the order of its keys.
        """
        found = self._alike(look, tree) if tree is not None else None
        if len(self._known) >= _MOST:
            self._known.clear()
            self._patterns.clear()
        self._known[look.outline] = found or False
        return found

    def _alike(self, look: Look, tree: Mapping[str, Any]) -> KnownOutline | None:
        made = Marked(tree, self.model)
        order = self.order(made)
        if order is None:
            return None
        alike = KnownOutline(made.tree, made.pointers, order, self.model, self.base)
        return alike if default_iri(tree, self.base) == alike.prefix + look.own.steps[0] else None


class QuadsTemplate:
    """N-Quads with places for own values.

    By far the most frequent of them is the first, the resource's id. So the text is kept as the
    pieces between the ids, and few of these have places for other values: joining them takes a
    third of the time that formatting one text would.
    """

    def __init__(self, pieces: list[str], marks: Mapping[str, int], mark: re.Pattern[str]) -> None:
        """`marks` are the places, among all own values, of the marks in the pieces."""
        # Most pieces stand in many templates.
        self._pieces = [sys.intern(piece) for piece in pieces]
        self._places: list[tuple[int, str, Callable[[list[Any]], Any]]] = []
        for n, piece in enumerate(pieces):
            found = [marks[each] for each in mark.findall(piece)]
            if found:
                form = mark.sub("%s", piece.replace("%", "%%"))
                self._places.append((n, form, itemgetter(*found)))

    def fill(self, own: Own, escape: bool) -> str:
        """The N-Quads of a message; `escape` where its texts may need that."""
        texts = [escaped(text) for text in own.texts] if escape else own.texts
        values: list[Any] = [*own.steps, *texts, *own.positions]
        pieces = self._pieces.copy()
        for n, form, chosen in self._places:
            pieces[n] = form % chosen(values)
        return own.steps[0].join(pieces)


def quads_template(
    tree: Mapping[str, Any], marks: Own, model: Model, base: str
) -> QuadsTemplate | None:
    """The template of a marked resource, whose marks are in the order of own values.

    None when a mark stands where its value would not be written just as it is.
    """
    text = "".join(map(n_quads_line, resource_quads(tree, model, base)))
    places = {str(mark): n for n, mark in enumerate(marks.values())}
    mark = re.compile("|".join(map(re.escape, places)))
    for found in mark.finditer(text):
        before, after = text[found.start() - 1], text[found.end()]
        is_literal = before == after == '"'
        is_step = places[found[0]] < len(marks.steps) and before == "/" and after in ">#"
        is_iri = before == "<" and after == ">"
        if not (is_iri if is_iri_mark(found[0]) else is_literal or is_step):
            return None
    return QuadsTemplate(text.split(marks.steps[0]), places, mark)
