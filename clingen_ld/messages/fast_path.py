"""The fast path of reading: messages that compiled functions decode.

What these do not take (a message with an error in its structure, or written in another way than
the normal form) is read by the standard path, which gives the same for all others.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, lru_cache, partial
from itertools import islice
from typing import TYPE_CHECKING, Any, Final, cast

from clingen_ld.messages.message import Item, Locator, Message, NoText, ReadOptions
from clingen_ld.model import Model, Normal, Tree

if TYPE_CHECKING:
    from clingen_ld.compiled.engine import Decoded, Engine
    from clingen_ld.graph.framing import Unread

Standard = Callable[[bytes, int], Iterator[Item]]
"""Reads a text that begins in a line, as the standard path does."""

FORM: Final = "resource-json"
JSON_LD: Final = "json-ld"
VRS: Final = "vrs"
REGISTRY: Final = "registry"
_FEW: Final = 8
"""The number of texts read by the standard path first: making the engine takes as long."""
_GROUP: Final = 1 << 19
"""The bytes of a group of messages, of which each is taken to need `_OF_MESSAGE` more."""
_OF_MESSAGE: Final = 1 << 13
AGAIN: Final = 8192
"""The number of repeated resources cached, with their results."""
_CONTEXT: Final = b'"@context"'
_TYPE: Final = b'"resourceType"'
_LOCATION: Final = b'"SequenceLocation"'
_REGISTRY_CONTEXT: Final = b"/schema/allele.jsonld"


class DirectMessage(Message):
    """A message that is decoded; its normal form and its places are made when first asked for."""

    __slots__ = ("_make", "_read", "_text", "_tree", "decoded", "engine")

    def __init__(
        self, decoded: Decoded, engine: Engine, file: str, form: str,
        make: Callable[[], Message] | tuple[Standard, int] | None, text: bytes | None = None,
        tree: Tree | None = None, read: Message | None = None,
    ) -> None:  # fmt: skip
        """The resource may also be given as a `text` or a `tree`.

        `make` reads it by the standard path, unless it was `read` before: a function, or a reader
        of the text and the line where that begins, which takes less time to create.
        """
        # No more than this, since it is done for every message.
        self.decoded = decoded
        self.engine = engine
        self.file = file
        self.form = form
        self._make = make
        self._text = text
        self._tree = tree
        self._read = read

    @property
    def unread(self) -> list[Unread]:  # type: ignore[override]
        """What in the text belongs to no message: nothing, if it was read directly."""
        return [] if self._read is None else self._read.unread

    def add_unread(self, more: Iterable[Unread]) -> None:
        """Add what of its text no message has."""
        if more:
            self._message().add_unread(more)

    @property
    def type(self) -> str:  # type: ignore[override]
        """The resource type."""
        found: str = self.decoded.resource.resourceType
        return found

    @property
    def iri(self) -> str:  # type: ignore[override]
        """The IRI of the resource."""
        return self.decoded.iri

    @property
    def normal(self) -> Normal:  # type: ignore[override]
        """The normal form."""
        return self._message().normal

    @property
    def locator(self) -> Locator:  # type: ignore[override]
        """Positions in the text."""
        return self._message().locator

    @property
    def tree(self) -> Tree:
        """The resource in normal form, whatever the order of its keys."""
        if self._tree is not None:
            return self._tree
        tree: Tree = json.loads(self._text) if self._text is not None else self.normal_tree
        return tree

    @property
    def normal_tree(self) -> Tree:
        """The resource in normal form, its keys in the order of that."""
        found: Tree = self.decoded.resource.tree
        return found

    @property
    def text(self) -> bytes:
        """The resource as a text that the engine decodes again."""
        if self._text is not None:
            return self._text
        decoded = self.decoded
        return _text_again(decoded) if decoded.recurs else _text(decoded)

    @property
    def record(self) -> Any:
        """The decoded resource."""
        return self.decoded.resource

    @property
    def is_subsetted(self) -> bool:
        """Whether the resource says that there is more to know of it."""
        return self.decoded.is_subsetted

    def resource_json(self) -> str | None:
        """The JSON of the normal form."""
        return self.engine.resource_json(self.decoded)

    def n_quads(self) -> bytes:
        """The quads as N-Quads."""
        return self.engine.n_quads(self.decoded)

    def json_ld(self) -> Tree | None:
        """The JSON-LD without its context."""
        return self.engine.json_ld(self.decoded)

    def without_lines(self) -> Message:
        """The message, whose places are pointers alone from now on."""
        make, read = self._maker(), self._read
        if read is not None:
            self._read = read.without_lines()
        elif make is not None:
            self._make = lambda: make().without_lines()
        return self

    def _message(self) -> Message:
        if self._read is None:
            make = self._maker()
            assert make is not None
            self._read = make()
        return self._read

    def _maker(self) -> Callable[[], Message] | None:
        make = self._make
        if not isinstance(make, tuple):
            return make
        assert self._text is not None
        return partial(_message, make[0], self._text, make[1], 0)


def in_groups(items: Iterable[Item]) -> Iterator[list[Item]]:
    """Items, as many at once as are read and checked in turns in the cache of the processor.

    To read some dozens, and then to check these, takes a sixth of the time of validation less than
    one by one: the code of either, and what it looks up, stays at hand. Those whose size is not
    known are in no group with later ones.
    """
    found: list[Item] = []
    size = 0
    for item in items:
        found.append(item)
        text = item._text if item.__class__ is DirectMessage else None
        size += _GROUP if text is None else len(text) + _OF_MESSAGE
        if size >= _GROUP:
            yield found
            found, size = [], 0
    if found:
        yield found


def framed_message(
    decoded: Decoded, engine: Engine, file: str, text: bytes | None = None
) -> DirectMessage:
    """The message of a framed resource, which has no text of its own."""
    return DirectMessage(
        decoded, engine, file, "nquads", partial(_placeless, decoded, file), text=text
    )


def _placeless(decoded: Decoded, file: str) -> Message:
    resource = decoded.resource
    normal = Normal(resource.tree)
    return Message(resource.resourceType, decoded.iri, normal, NoText(), file, "nquads")


def _text(decoded: Decoded) -> bytes:
    from msgspec.json import encode

    return encode(decoded.resource)


_text_again = lru_cache(maxsize=AGAIN)(_text)


class ReadAgain:
    """The messages of a text by the standard path, which is read when the first is asked for."""

    def __init__(self, read: Callable[[], Iterable[Item]]) -> None:
        self._read = read
        self._found: list[Item] | None = None

    def message(self, number: int) -> Message:
        """The message of a number."""
        if self._found is None:
            self._found = list(self._read())
        return cast(Message, self._found[number])


Read = Callable[["DirectReader", bytes, int, "Engine"], "Sequence[DirectMessage]"]
"""Reads a text that begins in a line; gives nothing of what it does not take.

It is no method of one reader, which would be in a cycle with it, and keep the last text.
"""


class DirectReader:
    """Reads the texts of single resources directly where that is possible."""

    def __init__(self, model: Model, options: ReadOptions, file: str, standard: Standard) -> None:
        self._engines = engines(model, options.base)
        self._engine: Engine | None = None
        self._is_eager = options.engine == "direct"
        self._before: Read | None = None
        """What read a text before, which is tried first, without looking what the next one is."""
        self._form = options.form
        self._checked = options.checked
        self._file = file
        self._standard = standard

    def read(self, text: bytes, line: int) -> Iterable[Item]:
        """The items of a text that begins in a line, by the standard path if need be."""
        engine = self._engine
        if engine is None:
            engine = self._engine = self._engines.get(self._is_eager)
            if engine is None:
                return self._standard(text, line)
        before = self._before
        if before is not None and (found := before(self, text, line, engine)):
            return found
        for read in self._readers(text):
            if read is not before and (found := read(self, text, line, engine)):
                if read is not DirectReader._read_extended:  # which may be the form of a few
                    self._before = read
                return found
        return self._standard(text, line)

    def _readers(self, text: bytes) -> Iterator[Read]:
        """What may read a text; no two of them take the same."""
        form, has_context = self._form, _CONTEXT in text
        is_ours = form in (None, FORM) and _TYPE in text
        if is_ours:
            yield DirectReader._read_own
        if form in (None, REGISTRY):
            yield DirectReader._read_registry
        if is_ours and not has_context:
            yield DirectReader._read_extended
        if form in (None, VRS) and not has_context and _LOCATION in text:
            yield DirectReader._read_vrs
        if form in (None, JSON_LD) and has_context:
            yield DirectReader._read_json_ld

    def _read_own(self, text: bytes, line: int, engine: Engine) -> Sequence[DirectMessage]:
        found = engine.decode(text, self._checked)
        if found is None:
            return ()
        return (DirectMessage(found, engine, self._file, FORM, (self._standard, line), text),)

    def _read_extended(self, text: bytes, line: int, engine: Engine) -> Sequence[DirectMessage]:
        found = engine.decode_extended(text)
        if found is None:
            return ()
        return (DirectMessage(found, engine, self._file, FORM, self._maker(text, line)),)

    def _read_json_ld(self, text: bytes, line: int, engine: Engine) -> Sequence[DirectMessage]:
        found = engine.read_json_ld(text, _context_iri())
        if found is None:
            return ()
        return (DirectMessage(found, engine, self._file, JSON_LD, self._maker(text, line)),)

    def _read_vrs(self, text: bytes, line: int, engine: Engine) -> Sequence[DirectMessage]:
        """The messages of a text that may be an Allele of VRS."""
        found = _vrs_reader()(text, engine)
        if found is None:
            return ()
        return (
            DirectMessage(found[0], engine, self._file, VRS, self._maker(text, line)),
            DirectMessage(found[1], engine, self._file, VRS, self._maker(text, line, 1)),
        )

    def _read_registry(self, text: bytes, line: int, engine: Engine) -> Sequence[DirectMessage]:
        """The messages of an Allele Registry reply; none for anything else."""
        if _REGISTRY_CONTEXT not in text:
            return ()
        from clingen_ld.messages.registry.plain_documents import read_plain

        read = ReadAgain(partial(self._standard, text, line))
        return [
            DirectMessage(each, engine, self._file, REGISTRY, partial(read.message, number))
            for number, each in enumerate(read_plain(text, engine) or ())
        ]

    def _maker(self, text: bytes, line: int, number: int = 0) -> Callable[[], Message]:
        return partial(_message, self._standard, text, line, number)


@cache
def _vrs_reader() -> Callable[[bytes, Engine], tuple[Decoded, Decoded] | None]:
    from clingen_ld.messages.vrs.plain_alleles import read_plain  # which many runs do without

    return read_plain


@cache
def _context_iri() -> str:
    from clingen_ld.messages.json_ld.contexts import CONTEXT_IRI  # likewise

    return CONTEXT_IRI


def _message(standard: Standard, text: bytes, line: int, number: int) -> Message:
    """One of the messages of a text, of which none has a problem, since it is decoded."""
    return cast(Message, next(islice(standard(text, line), number, None)))


class Engines:
    """The engine of a model, or none as long as there is too little to do for it."""

    def __init__(self, model: Model, base: str) -> None:
        self._model, self._base = model, base
        self._late = _FEW
        self._engine: Engine | None = None

    def get(self, is_wanted: bool = False) -> Engine | None:
        """The engine; None for the first few texts, unless it is wanted at once."""
        if self._engine is None:
            if self._late and not is_wanted:
                self._late -= 1
                return None
            from clingen_ld.compiled.engine import engine

            self._engine = engine(self._model, self._base)
        return self._engine


engines = lru_cache(maxsize=4)(Engines)
"""For as long as the program runs."""


def decoded(items: Iterable[Item], options: ReadOptions, model: Model) -> Iterator[Item]:
    """What the standard path reads, each message decoded that can be, without notes and losses.

    All is as it was read where the options ask for the standard path.
    """
    if options.engine == "standard":
        yield from items
        return
    known = engines(model, options.base)
    for item in items:
        if item.__class__ is Message and not (item.normal.notes or item.normal.lost):
            engine = known.get(options.engine == "direct")
            found = None if engine is None else engine.decode_tree(item.tree)
            if engine is not None and found is not None and found.iri == item.iri:
                yield DirectMessage(
                    found, engine, item.file, item.form, None, tree=item.tree, read=item
                )
                continue
        yield item


def reader(
    model: Model, options: ReadOptions, file: str, standard: Standard
) -> Callable[[bytes, int], Iterable[Item]]:
    """What reads the texts of a file: directly, unless the options ask for the standard path."""
    if options.engine == "standard" or options.type is not None:
        return standard
    if options.form not in (None, FORM, JSON_LD, VRS, REGISTRY):
        return standard
    return DirectReader(model, options, file, standard).read
