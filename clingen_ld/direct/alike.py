"""What is known of the messages that have one outline, learned from the first of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final, Literal, NamedTuple

from msgspec import DecodeError, Struct
from msgspec.json import encode

from clingen_ld.direct.marking import Marked
from clingen_ld.direct.outlines import Outlines, Own
from clingen_ld.direct.structs import make_decoder, make_structs
from clingen_ld.direct.templates import QuadsTemplate, quads_template
from clingen_ld.model.definitions import Model
from clingen_ld.model.identity import default_iri
from clingen_ld.model.subsetted import is_subsetted

# How many outlines are remembered. Messages that all differ are learned anew each time; when the
# memory is full it is emptied, so that it holds those that come now.
_MOST: Final = 4_000


class Alike:
    """Messages of one outline.

    `texts` are the JSON Pointers of their own texts; `subsetted`, whether they say that there is
    more to know of their resource. `notes` is for those who find out more about all of them.
    """

    def __init__(self, marked: Mapping[str, Any], pointers: Mapping[str | int, str], marks: Own,
                 model: Model, base: str) -> None:  # fmt: skip
        self.type: str = marked["resourceType"]
        self.prefix = f"{base}{self.type}/"
        self.texts = tuple(pointers[mark] for mark in marks.texts)
        self.subsetted = is_subsetted(marked)
        self.notes: dict[str, Any] = {}
        self._marked, self._marks = marked, marks
        self._model, self._base = model, base

    @cached_property
    def quads(self) -> QuadsTemplate | None:
        """The template of their quads; None when they cannot be written directly."""
        return quads_template(self._marked, self._marks, self._model, self._base)


class Look(NamedTuple):
    """What one look at a text shows: its outline, its own values, and those that are alike.

    `alike` is None when no message of the outline was seen before, and False when they are
    known to need the standard path.
    """

    outline: tuple[Any, ...]
    own: Own
    alike: Alike | Literal[False] | None


@dataclass(slots=True)
class Memory:
    """Outlines of resources in the form resource-json, and what is known of them."""

    model: Model
    base: str
    _outlines: Outlines = field(init=False)
    _decode: Any = field(init=False)
    _known: dict[tuple[Any, ...], Alike | Literal[False]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        structs = make_structs(self.model)
        self._outlines = Outlines(self.model, structs)
        self._decode = make_decoder(structs, self.model).decode

    def look(self, text: bytes) -> Look | None:
        """A look at the text of a message; None when it has anything that the model has not."""
        try:
            message: Struct = self._decode(text)
        except (DecodeError, ValueError, RecursionError):
            return None
        found = self._outlines.outline(message, text.count(b'"'))
        if found is None:
            return None
        outline, own = found
        return Look(outline, own, self._known.get(outline))

    def learn(self, look: Look, tree: Mapping[str, Any] | None) -> Alike | None:
        """Learn of the first message of an outline what it is in normal form.

        `tree` is None when the message differs from that, in more than the order of its keys.
        """
        found = self._alike(look, tree) if tree is not None else None
        if len(self._known) >= _MOST:
            self._known.clear()
        self._known[look.outline] = found or False
        return found

    def _alike(self, look: Look, tree: Mapping[str, Any]) -> Alike | None:
        made = Marked(tree, self.model)
        again = self.look(encode(made.tree))
        if again is None or set(again.own.values()) != made.pointers.keys():
            return None
        alike = Alike(made.tree, made.pointers, again.own, self.model, self.base)
        return alike if default_iri(tree, self.base) == alike.prefix + look.own.steps[0] else None
