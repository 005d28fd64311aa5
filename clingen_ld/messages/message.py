"""Results of reading: messages with positions, and problems instead of messages."""

from __future__ import annotations

import sys
from abc import abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple, Protocol, TypedDict, get_args

from clingen_ld.errors import InputError, UsageError
from clingen_ld.messages.text.exclusion import NOTHING, Exclusion
from clingen_ld.model import (
    DEFAULT_BASE,
    Model,
    Normal,
    Severity,
    base_iri,
    check_type,
    is_subsetted,
)
from clingen_ld.types import resource

if TYPE_CHECKING:
    from clingen_ld.graph.framing import Unread
    from clingen_ld.messages.vcf.info import Declaration, InfoValue

Engine = Literal["auto", "direct", "standard"]


class Place(NamedTuple):
    """A place in a text: a JSON Pointer or XPath, with line and column (1-based)."""

    pointer: str
    line: int | None
    column: int | None


class Excerpt(NamedTuple):
    """The line of a text that a place is in, cut to what a screen shows.

    `column` is the 1-based column of the place within `text`, `length` how many characters what is
    there has: 0 where that is not known.
    """

    text: str
    column: int
    length: int = 0


class Edit(NamedTuple):
    """A part of a text to replace: where it begins, the place behind it, and both texts.

    Lines and columns are 1-based, columns count characters.
    """

    line: int
    column: int
    end_line: int
    end_column: int
    was: str
    text: str


class Fix(NamedTuple):
    """Edits that make a text right, and whether they are safe.

    A safe fix does not change what the message means. `moved` are the pointers of what has another
    one afterwards, before and after.
    """

    edits: tuple[Edit, ...]
    is_safe: bool = True
    moved: tuple[tuple[str, str], ...] = ()


class MessageEdit(NamedTuple):
    """What to change in a message, where it was read from.

    `at` is `value` for the value at a pointer, `key` for the key of a member, and `object` for the
    members of the object around, which `meant` has in their new places. `was` is the value or key
    that is there, None for any.
    """

    pointer: str
    at: Literal["value", "key", "object"]
    was: Any
    meant: Any


EXCERPT_BEFORE, EXCERPT_AFTER = 60, 100  # characters of an excerpt around its place


def excerpt(text: str, start: int, column: int, length: int = 0) -> Excerpt:
    """The excerpt for a 1-based column of the line of a text that begins at an offset."""
    offset = start + column - 1
    left = max(start, offset - EXCERPT_BEFORE)
    shown = text[left : offset + EXCERPT_AFTER]
    for end in ("\r", "\n"):
        shown = shown.partition(end)[0]
    return Excerpt(shown.replace("\t", " "), offset - left + 1, length)


class Locator(Protocol):
    """Locates the parts of a message in its text."""

    def excerpt(self, place: Place) -> Excerpt | None:
        """The line that a place is in, as far as the text has lines."""

    def place(self, pointer: str, at_key: bool = False) -> Place:
        """The position of a JSON Pointer in the original message.

        If nothing is there, the position of the nearest parent.
        """

    def fix(self, change: MessageEdit) -> Fix | None:
        """The edit for a change of the original message; None if the text has no position for
        it."""


class NoText:
    """The positions of a resource without a text: only pointers."""

    def excerpt(self, place: Place) -> Excerpt | None:
        return None

    def place(self, pointer: str, at_key: bool = False) -> Place:
        """The pointer, without line and column."""
        return Place(pointer, None, None)

    def fix(self, change: MessageEdit) -> Fix | None:
        """There is nothing to write to."""
        return None


class Below:
    """The places of a text that is a part of a longer one, some lines below its beginning."""

    def __init__(self, locator: Locator, lines: int) -> None:
        self._locator = locator
        self._lines = lines

    def excerpt(self, place: Place) -> Excerpt | None:
        line = None if place.line is None else place.line - self._lines
        return self._locator.excerpt(place._replace(line=line))

    def place(self, pointer: str, at_key: bool = False) -> Place:
        found = self._locator.place(pointer, at_key)
        return found._replace(line=None if found.line is None else found.line + self._lines)

    def fix(self, change: MessageEdit) -> Fix | None:
        found, lines = self._locator.fix(change), self._lines
        if found is None:
            return None
        edits = (e._replace(line=e.line + lines, end_line=e.end_line + lines) for e in found.edits)
        return found._replace(edits=tuple(edits))


class PointersAlone(NoText):
    """The places of a message that was a value in memory: those of its text, without lines."""

    def __init__(self, locator: Locator) -> None:
        self._locator = locator

    def place(self, pointer: str, at_key: bool = False) -> Place:
        """The pointer of the place, without line and column."""
        return Place(self._locator.place(pointer, at_key).pointer, None, None)

    def fix(self, change: MessageEdit) -> Fix | None:
        """How to make a change in the text that the value is written as."""
        return self._locator.fix(change)


@dataclass(slots=True)
class Message:
    """A resource as it was read: its normal form, its IRI, and its place in a file."""

    type: str
    iri: str
    normal: Normal
    locator: Locator
    file: str = ""
    form: str = ""
    unread: list[Unread] = field(default_factory=list)
    """What of its text no message has; the first message of a text says it."""

    count = 1
    """How many resources it is of: more than one in a `Run`."""

    @property
    def tree(self) -> dict[str, Any]:
        """The resource in normal form, its keys in any order."""
        return self.normal.tree

    @property
    def normal_tree(self) -> dict[str, Any]:
        """The resource in normal form, its keys in the order of that."""
        return self.normal.tree

    @property
    def record(self) -> Any:
        """The resource as a record, or decoded: what both have can be asked of it."""
        return resource(self.normal.tree)

    @property
    def is_subsetted(self) -> bool:
        """Whether the resource says that there is more to know of it."""
        return is_subsetted(self.normal.tree)

    def resource_json(self) -> str | None:
        """The JSON of the normal form, compact; None when only the standard path can write it."""
        return None

    def n_quads(self) -> bytes | None:
        """The quads as N-Quads; None when only the standard path can write them."""
        return None

    def json_ld(self) -> dict[str, Any] | None:
        """The JSON-LD without its context; None when only the standard path can write it."""
        return None

    def add_unread(self, more: Iterable[Unread]) -> None:
        """Add what of its text no message has."""
        self.unread += more

    def place(self, pointer: str, at_key: bool = False) -> Place:
        """The place of a JSON Pointer of the normal form in the text as given."""
        return self.locator.place(self.normal.given_pointer(pointer), at_key)

    def fix(self, change: MessageEdit) -> Fix | None:
        """How to make a change of the normal form in the text as given."""
        given = self.normal.given_pointer(change.pointer)
        return self.locator.fix(change._replace(pointer=given))

    def without_lines(self) -> Message:
        """The message, whose places are pointers alone from now on."""
        self.locator = PointersAlone(self.locator)
        return self


@dataclass(frozen=True, slots=True)
class Problem:
    """A problem of a text, found before there is a resource.

    `severity` is None for the least severe one of the rule.
    """

    rule: str
    values: Mapping[str, str]
    file: str
    pointer: str = ""
    line: int | None = None
    column: int | None = None
    excerpt: Excerpt | None = field(default=None, compare=False)
    severity: Severity | None = None
    suggestion: str | None = None
    fix: Fix | None = field(default=None, compare=False)

    def without_lines(self) -> Problem:
        """The problem, whose place is a pointer alone."""
        return replace(self, line=None, column=None, excerpt=None)

    def error(self) -> InputError:
        """The problem as the exception of what cannot do without the text."""
        where = [self.file, self.line, self.column] if self.line else [self.file]
        said = ", ".join(self.values.values())
        return InputError(f"{':'.join(map(str, where))}: {self.rule}: {said}")


def severity_of_problem(problem: Problem, model: Model) -> Severity:
    """The severity of a problem: its own, or the mildest of its rule."""
    rule = model.rules.get(problem.rule)
    return problem.severity or (rule.severities[-1] if rule is not None else "error")


Item = Message | Problem


class InfoReceiver(Protocol):
    """Receiver of the INFO fields of VCF records that have some `names`."""

    names: tuple[str, ...]

    def declare(self, file: str, declared: Mapping[str, Declaration]) -> None:
        """Take in the INFO fields that the header of a file declares."""

    def receive(self, iri: str, values: Mapping[str, InfoValue]) -> None:
        """Take in the values that a record has for an allele."""


LARGEST_MESSAGE: Final = 64 * 1024 * 1024
"""The size in bytes of the largest message that is read, where nothing else is said."""
_ADDRESSABLE: Final = sys.maxsize >> 1
"""More bytes than any message has, and still a size that Python can add to."""


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """Options of reading: the form and type to assume (None: from the content), the base IRI.

    `assembly` is the build, such as GRCh38, of variant files that do not name it. `engine` is
    the path that messages take: the standard one, or for forms that have it the direct one, which
    gives the same. `placed` says that places in the text will be asked for, `checked` that messages
    will be validated, which takes less time if it is known. `skip_foreign` says
    that files in which nothing looks like a message are passed over without a word, `recover` that
    JSON is read on behind errors whose meaning is certain: to find what else is wrong with it.
    `largest` is the size in bytes of the largest message that is read, `exclude` what is passed
    over in folders. `info` are the INFO fields of VCF records to keep as annotations of alleles,
    all of them where it is "all"; `info_receiver` is given those that it names. `beside` gives the
    JSON texts of all inputs, which have the numbers of alleles that others name by their
    placements; what reads several inputs sets it. `look_up` gives the values of JSON Pointers that
    lead out of a bundle of sections, and raises KeyError without one. `runs` says that the alleles
    of records in a row may come as one `Run`; `once` that N-Quads are read once, so that
    `SplitGraphError` may be raised after messages were given.

    Raises `UsageError` for an unknown type or engine, an invalid base, and a size below 1.
    """

    form: str | None = None
    type: str | None = None
    base: str = DEFAULT_BASE
    allow_remote_contexts: bool = False
    assembly: str | None = None
    engine: Engine = "auto"
    placed: bool = True
    checked: bool = False
    skip_foreign: bool = False
    recover: bool = False
    largest: int = LARGEST_MESSAGE
    exclude: Exclusion = NOTHING
    info: str | Sequence[str] = ()
    info_receiver: InfoReceiver | None = None
    beside: Callable[[], Iterable[bytes]] | None = None
    look_up: Callable[[str], Any] | None = None
    runs: bool = False
    once: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "base", base_iri(self.base))
        check_type(self.type)
        if self.largest < 1:
            raise UsageError(f"the largest message has one byte or more, not {self.largest}")
        object.__setattr__(self, "largest", min(self.largest, _ADDRESSABLE))
        if self.engine not in (engines := get_args(Engine)):
            raise UsageError(f"there is no engine {self.engine!r}; they are {', '.join(engines)}")


class SplitGraphError(ValueError):
    """A graph comes in several places, so that the lines must be grouped first."""


class Reading(TypedDict, total=False):
    """The options of reading as keyword arguments: those of `ReadOptions`."""

    form: str | None
    type: str | None
    base: str
    allow_remote_contexts: bool
    assembly: str | None
    engine: Engine
    placed: bool
    skip_foreign: bool
    recover: bool
    largest: int
    exclude: Exclusion
    info: str | Sequence[str]
    beside: Callable[[], Iterable[bytes]] | None


READING: Final = Reading.__optional_keys__
"""The names of the options of reading."""


class Run(Message):
    """Contextual alleles that are written together: `messages` gives each, `iris` their IRIs."""

    def __init__(self, file: str, count: int) -> None:
        self.file = file
        self.count = count
        self.unread = []

    @abstractmethod
    def messages(self) -> Iterator[Message]:
        """The message of each allele."""

    @abstractmethod
    def iris(self, base: str) -> list[str]:
        """The IRI of each allele."""
