"""Messages that are read directly, as the standard path read the first of those alike."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, cast

from clingen_ld.messages.message import Item, Locator, Message, ReadOptions
from clingen_ld.model import Model, Normal, normal_form, resource_iri

if TYPE_CHECKING:
    from clingen_ld.compiled.n_quads import KnownOutline, Look, Memory
    from clingen_ld.compiled.signature import Own
    from clingen_ld.messages.json_ld.fast_path import JsonLdTexts


Standard = Callable[[bytes, int], Iterator[Item]]
"""Reads a text that begins in a line, as the standard path does."""

FORM: Final = "resource-json"
JSON_LD: Final = "json-ld"
_FEW: Final = 8
# Where JSON-LD has its context, if it has one.
_CONTEXT: Final = re.compile(rb'\s*\{\s*"@context"')


class DirectMessage(Message):
    """A message of which the outline and the own values are known.

    Its normal form and its places are made when they are first asked for.
    """

    __slots__ = ("_read", "_reader", "alike", "line", "own", "text")

    def __init__(
        self,
        alike: KnownOutline,
        own: Own,
        text: bytes,
        line: int,
        reader: DirectReader,
        read: Message | None = None,
    ) -> None:
        # No more than this, since it is done for every message.
        self.alike = alike
        self.own = own
        self.text = text
        self.line = line
        self._reader = reader
        self._read = read

    @property
    def type(self) -> str:  # type: ignore[override]
        """The resource type."""
        return self.alike.type

    @property
    def iri(self) -> str:  # type: ignore[override]
        """The IRI of the resource."""
        return self.alike.prefix + self.own.steps[0]

    @property
    def file(self) -> str:  # type: ignore[override]
        """The file that the message stands in."""
        return self._reader.file

    @property
    def form(self) -> str:  # type: ignore[override]
        """The form of the message."""
        return FORM

    @property
    def normal(self) -> Normal:  # type: ignore[override]
        """The normal form."""
        return self._message().normal

    @property
    def locator(self) -> Locator:  # type: ignore[override]
        """Where things stand in the text."""
        return self._message().locator

    @property
    def tree(self) -> dict[str, Any]:
        """The resource, which is written in normal form, but for the order of its keys."""
        tree: dict[str, Any] = json.loads(self.text)
        return tree

    @property
    def is_subsetted(self) -> bool:
        """Whether the resource says that there is more to know of it."""
        return self.alike.subsetted

    def n_quads(self) -> str | None:
        """The quads as N-Quads; None when only the standard path can write them."""
        template = self.alike.quads
        if template is None:
            return None
        return template.fill(self.own, b"\\" in self.text or b"\x7f" in self.text)

    def _message(self) -> Message:
        if self._read is None:
            # What is alike reads alike: as one message, without any problem.
            self._read = cast(Message, next(self._reader.standard(self.text, self.line)))
        return self._read


class TranslatedMessage(DirectMessage):
    """A message that was read as what it is in resource-json, which is its `text`."""

    __slots__ = ("given",)

    def __init__(
        self,
        alike: KnownOutline,
        own: Own,
        text: bytes,
        line: int,
        reader: DirectReader,
        given: bytes,
    ) -> None:
        super().__init__(alike, own, text, line, reader)
        self.given = given

    @property
    def form(self) -> str:  # type: ignore[override]
        """The form of the message."""
        return JSON_LD

    def _message(self) -> Message:
        if self._read is None:
            self._read = cast(Message, next(self._reader.standard(self.given, self.line)))
        return self._read


class DirectReader:
    """Reads the texts of single resources directly where that is possible."""

    def __init__(self, model: Model, options: ReadOptions, file: str, standard: Standard) -> None:
        self._memory = _memory(model, options.base)
        if options.engine == "direct":
            self._memory.late = 0
        self._model = model
        self._base = options.base
        self._form = options.form
        self.file = file
        self.standard = standard

    def read(self, text: bytes, line: int) -> Iterable[Item]:
        """The items of a text that begins in a line, by the standard path if need be."""
        if self._memory.late:
            self._memory.late -= 1
            return self.standard(text, line)
        if self._form == JSON_LD:
            return self._json_ld(text, line)
        look = self._memory.get().look(text)
        if look is None and self._form is None and _CONTEXT.match(text) is not None:
            return self._json_ld(text, line)
        if look is None or look.alike is False:
            return self.standard(text, line)
        if look.alike is None:
            return self._first(look, text, line)
        return (DirectMessage(look.alike, look.own, text, line, self),)

    def _first(self, look: Look, text: bytes, line: int) -> list[Item]:
        """The items of a text that has an outline of its own, so far."""
        items = list(self.standard(text, line))
        only = items[0] if len(items) == 1 else None
        if not isinstance(only, Message) or (alike := self._learn(look, only)) is None:
            self._memory.get().learn(look, None)
            return items
        return [DirectMessage(alike, look.own, text, line, self, only)]

    def _json_ld(self, text: bytes, line: int) -> Iterable[Item]:
        """The items of a text that may be JSON-LD as programs write it."""
        memory, texts = self._memory.get(), self._memory.json_ld()
        made = texts.resource_json(text)
        if made is None:
            items = list(self.standard(text, line))
            only = items[0] if len(items) == 1 else None
            if isinstance(only, Message) and only.form == JSON_LD and not only.normal.notes:
                texts.learn(text, only.normal.tree, memory)
            return items
        look = memory.look(made)
        if look is None or look.alike is False:
            return self.standard(text, line)
        alike = look.alike or self._learn_made(look, made)
        if alike is None:
            return self.standard(text, line)
        return (TranslatedMessage(alike, look.own, made, line, self, text),)

    def _learn_made(self, look: Look, made: bytes) -> KnownOutline | None:
        tree = json.loads(made)
        normal = normal_form(tree, tree["resourceType"], self._model, self._base)
        is_normal = not normal.notes and not normal.moved
        return self._memory.get().learn(look, normal.tree if is_normal else None)

    def _learn(self, look: Look, message: Message) -> KnownOutline | None:
        normal = message.normal
        if message.form != FORM or normal.notes or normal.moved:
            return None
        if message.iri != resource_iri(normal.tree, self._base):
            return None
        return self._memory.get().learn(look, normal.tree)


@dataclass(slots=True)
class _Memory:
    """What is known of messages: nothing, before there are enough of them to be worth it."""

    model: Model
    base: str
    late: int = _FEW
    """How many texts the standard path is still to read."""
    _made: Memory | None = None
    _json_ld: JsonLdTexts | None = None

    def json_ld(self) -> JsonLdTexts:
        """What is known of texts of JSON-LD."""
        if self._json_ld is None:
            from clingen_ld.messages.json_ld.fast_path import JsonLdTexts

            self._json_ld = JsonLdTexts(self.model, self.base)
        return self._json_ld

    def get(self) -> Memory:
        """The memory; it takes as long to make as ten messages to check."""
        if self._made is None:
            from clingen_ld.compiled.n_quads import Memory

            self._made = Memory(self.model, self.base)
        return self._made


_memory = lru_cache(maxsize=4)(_Memory)
"""For as long as the program runs."""


def reader(
    model: Model, options: ReadOptions, file: str, standard: Standard
) -> Callable[[bytes, int], Iterable[Item]]:
    """What reads the texts of a file: directly, unless the options ask for the standard path."""
    if options.engine == "standard" or options.type is not None:
        return standard
    if options.form not in (None, FORM, JSON_LD):
        return standard
    return DirectReader(model, options, file, standard).read


"""So many documents are read by the standard path first: for less, nothing is worth learning."""
