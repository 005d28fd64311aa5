"""Files without a resource, and the problems that say so.

It is an error for a named file, and for one that looks like a message. A folder may contain any
files: foreign JSON, XML and RDF get only a warning, even if unreadable, unless they show signs of a
message. Any other text is not foreign but broken.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import cached_property, lru_cache, partial
from typing import BinaryIO, Final

from clingen_ld.display import count
from clingen_ld.errors import InputError
from clingen_ld.messages.forms import FORMS, ONLY_READ, text_form
from clingen_ld.messages.message import Item, Message, Problem, ReadOptions, severity_of_problem
from clingen_ld.messages.registry.form import ALLELE_LISTS
from clingen_ld.messages.text.decoding import decoded_anyhow
from clingen_ld.messages.text.inputs import UnreadableInputError, named_files, open_input
from clingen_ld.messages.vrs.form import VRS_TYPES
from clingen_ld.model import TYPE_KEY, Model, load_model

NO_RESOURCE: Final = "ST-11"
_ERROR_REPLY: Final = "RG-1"
_KEPT: Final = 1000
"""The maximum number of problems of a file held back until there is a resource."""


class FileProblems:
    """The problems of one file, which wait until it is known whether it holds a resource.

    `is_expected`: it should hold one, since it was named. `is_skipped`: nothing is to be said of it
    when it is foreign. `is_foreign` is asked when a file cannot be read that was not named; by
    default it reads the start of the file.
    """

    def __init__(
        self,
        file: str,
        is_expected: bool,
        is_skipped: bool = False,
        is_foreign: Callable[[], bool] | None = None,
    ) -> None:
        self._file = file
        self.is_named = is_expected
        self._is_expected = is_expected and not is_skipped
        self._is_skipped = is_skipped
        self._is_foreign = is_foreign or partial(_is_foreign, file, is_skipped)
        self._waiting: list[Problem] = []
        self._more = 0
        self._has_resource = self._is_reported = self._has_error = self._is_marked = False

    def problem(self, problem: Problem) -> Iterable[Problem]:
        """Add a problem; returns those to report now."""
        if self._has_resource or self._is_reported:
            return (problem,)
        self._has_error = self._has_error or severity_of_problem(problem, load_model()) == "error"
        marked = problem.severity == "error" or problem.rule == _ERROR_REPLY
        self._is_marked = self._is_marked or marked
        if len(self._waiting) < _KEPT:
            self._waiting.append(problem)
            return ()
        if self._is_ours():
            self._is_reported = True
            return (*self._waiting, problem)
        self._more += 1
        return ()

    def resource(self) -> Iterable[Problem]:
        """A resource was met; gives the problems that waited for it."""
        waiting = [] if self._has_resource or self._is_reported else self._waiting
        self._has_resource = True
        return waiting

    def end(self) -> Iterator[Problem]:
        """End a file; returns the problems held back, and that there is no resource."""
        if self._has_resource:
            return
        if not self._is_ours():
            if self._waiting and not self._is_skipped:
                yield _foreign(self._waiting, self._more)
            return
        for problem in () if self._is_reported else self._waiting:
            if problem.rule == NO_RESOURCE and self._is_expected:
                self._has_error, problem = True, replace(problem, severity="error")
            # A file of something else is not for us to rewrite.
            yield problem if self._is_marked else replace(problem, fix=None)
        if not self._has_error:
            yield no_resource(self._file, "the file contains none")

    def _is_ours(self) -> bool:
        """Whether a resource is missed: in a file that was named, or that looks like a message."""
        if self._is_expected:
            return True
        return self._is_marked or (self._has_error and not self._text_is_foreign)

    @cached_property
    def _text_is_foreign(self) -> bool:
        return self._is_foreign()


def no_resource(file: str, what: str) -> Problem:
    """The error that there is no resource where one was expected."""
    return Problem(NO_RESOURCE, {"what": what}, file, severity="error")


def _foreign(problems: list[Problem], more: int) -> Problem:
    """What is said of a foreign file: one warning, with the first thing that holds no resource."""
    first = next((p for p in problems if p.rule == NO_RESOURCE), problems[0])
    what = first.values.get("what")
    if what is None:
        what = f"a text that cannot be read ({' '.join(first.values.values())})"
    others = sum(p.rule == NO_RESOURCE for p in problems) - 1 + more
    if others > 0 and first.rule == NO_RESOURCE:
        what += f" (and in {count(others, 'more place')})"
    return replace(first, rule=NO_RESOURCE, values={"what": what}, severity="warning")


def _is_foreign(file: str, is_any_text: bool) -> bool:
    """Whether a file is foreign, by its start."""
    if not os.path.isfile(file):
        return False
    try:
        with open_input(file) as stream:
            return is_foreign_text(stream, is_any_text)
    except InputError:  # damaged, so that it may be any
        return False


def is_foreign_text(stream: BinaryIO, is_any_text: bool) -> bool:
    """Whether a text begins as JSON, XML or RDF (or any text) without signs of a message."""
    start = stream.read(LOOKED_AT)
    return (is_any_text or has_format(start)) and not has_signs(start)


def judged(items: Iterator[Item], problems: FileProblems) -> Iterator[Item]:
    """The items of a file with the severity of its problems unchanged.

    A file in a folder that cannot be read is a problem; one that was named is an `InputError`.
    """
    try:
        for item in items:
            if isinstance(item, Message):
                yield from problems.resource()
                yield item
                yield from items
                return
            yield from problems.problem(item)
    except UnreadableInputError as error:
        if problems.is_named:
            raise
        yield error.problem
        return
    yield from problems.end()


class ProblemsOfParts:
    """The problems of files that are read part by part, in order."""

    def __init__(self, inputs: Iterable[str | os.PathLike[str]], options: ReadOptions) -> None:
        self._expected = named_files(inputs)
        self._options = options
        self._name: str | None = None
        self._file: FileProblems | None = None

    def part(self, file: str, problems: Iterable[Problem], has_resource: bool) -> list[Problem]:
        """Add a part of a file; returns the problems to report now."""
        found = []
        if self._file is None or file != self._name:
            found += self.end()
            is_skipped = self._options.skip_foreign
            self._name, self._file = file, FileProblems(file, file in self._expected, is_skipped)
        if has_resource:
            found += self._file.resource()
        for problem in problems:
            found += self._file.problem(problem)
        return found

    def end(self) -> list[Problem]:
        """End the input; returns the remaining problems of the last file."""
        if self._file is None:
            return []
        last, self._file = self._file, None
        return list(last.end())


LOOKED_AT: Final = 1 << 20
"""The number of bytes inspected at the start of a file."""
_IRIS: Final = (
    r"clingen\.org/(?:models?|dm)/|clingendb\.clingen\.org/|\bgenome\.network/"
    r"|\bclinicalgenome\.org/interpretation|\bga4gh:[A-Z]{2,3}\."
)


def has_signs(data: bytes) -> bool:
    """Whether a text has a key, a type or an IRI that only messages of our forms have.

    >>> has_signs(b'{"resourceType": "Gene",,}'), has_signs(b'{"compilerOptions": {}, // x')
    (True, False)
    """
    return _pattern(load_model()).search(decoded_anyhow(data)) is not None


def has_format(data: bytes) -> bool:
    """Whether a text begins as JSON objects and arrays, XML or RDF do, whatever comes then.

    >>> has_format(b"[1, 2"), has_format(b"plain words")
    (True, False)
    """
    text = decoded_anyhow(data)
    return text.lstrip().startswith(("{", "[")) or text_form(text, True) in (*FORMS, *ONLY_READ)


@lru_cache(maxsize=4)
def _pattern(model: Model) -> re.Pattern[str]:
    # Names of several words in one: the others are those of many things.
    names = {p for t in model.types.values() if t.kind != "data type" for p in t.properties}
    ours = sorted(name for name in names if name != name.lower())
    keys = "|".join((TYPE_KEY, *ALLELE_LISTS, *ours))
    return re.compile(
        rf'"(?:{keys})"\s{{0,9}}:'
        rf'|"type"\s{{0,9}}:\s{{0,9}}"(?:{"|".join(VRS_TYPES)})"'
        rf"|<(?:[\w.-]{{1,40}}:)?(?:{'|'.join(model.resources)})[\s/>]"
        rf"|{_IRIS}"
    )
