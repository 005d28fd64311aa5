"""The rules across resources in a portion of the inputs, as far as what is known there shows that
they are kept.

Most resources point to others that are near in the input, or to genes and sequences. So a portion
is judged with the messages beside it, and with the genes and sequences of the input so far. What is
left is judged when the set is complete.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Final, NamedTuple

from clingen_ld.bulk.portions import Portion, Span
from clingen_ld.messages.fast_path import FORM, DirectMessage, engines
from clingen_ld.messages.message import ReadOptions
from clingen_ld.model import load_model
from clingen_ld.validation.facts import Facts
from clingen_ld.validation.items import right_facts
from clingen_ld.validation.judge import OFTEN, FileNames, Judge
from clingen_ld.validation.set_index import StoredSet

_BESIDE: Final = 1 << 14
"""So many bytes before and behind a portion are looked at: some twenty messages."""
_LONGEST: Final = 1 << 16
"""Longer messages are not looked at beside their own portion."""
_MENTIONED: Final = re.compile(
    rb'"resourceType"\s*:\s*"(?:%s)"' % b"|".join(name.encode() for name in OFTEN)
)


def is_known(options: ReadOptions) -> bool:
    """Whether messages are surely what the compiled reader takes them for."""
    is_direct = options.engine != "standard" and options.type is None
    return is_direct and options.form in (None, FORM)


def make_engine(options: ReadOptions) -> None:
    """Generate the functions of the model, unless they are not wanted."""
    if options.engine != "standard":
        engines(load_model(), options.base).get(True)


class Mentioned:
    """A file for the messages of genes and sequences, to which others far away point."""

    def __init__(self, path: Path, options: ReadOptions) -> None:
        self._file = open(path, "wb")  # noqa: SIM115
        self._is_known = is_known(options)
        self.size = 0
        """How many bytes it has so far."""

    def __enter__(self) -> Mentioned:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def look(self, lines: bytes) -> None:
        """Write down those that are among some lines."""
        before = self.size
        for found in _MENTIONED.finditer(lines) if self._is_known else ():
            start = lines.rfind(b"\n", 0, found.start()) + 1
            end = lines.find(b"\n", found.end())
            line = lines[start : end if end >= 0 else len(lines)]
            if len(line) <= _LONGEST:
                self.size += self._file.write(line + b"\n")
        if self.size > before:
            self._file.flush()


class Judged(NamedTuple):
    """What is known of some resources: which of them are left, by their numbers; what they point to
    of which only a partial description was known; and the names of their files."""

    left: list[int]
    partly: set[str]
    named: FileNames


NOT_JUDGED: Final = Judged([], set(), FileNames())


class PartJudge:
    """Judges portions, and keeps what it knows of genes and sequences."""

    def __init__(self, resources: StoredSet) -> None:
        """`resources` is an empty set, since that of the run is not there yet."""
        self._base = resources.base
        self._judge = Judge(resources)
        self.near = self._judge.near
        """Gives the facts of resources that are at hand."""
        self._read = 0

    def learn(self, path: Path, size: int) -> None:
        """Take note of the messages of a `Mentioned` file, which has so many bytes by now."""
        if size > self._read:
            with open(path, "rb") as file:
                file.seek(self._read)
                for facts in self._beside(file.read(size - self._read).split(b"\n")):
                    self._judge.add_beside(facts)
            self._read = size

    def _beside(self, lines: Iterable[bytes]) -> Iterator[Facts]:
        engine = engines(load_model(), self._base).get(True)
        assert engine is not None
        for line in lines:
            found = engine.decode(line) if 0 < len(line) <= _LONGEST else None
            if found is None:
                continue
            facts = right_facts(DirectMessage(found, engine, "", FORM, None, line))
            if facts is not None:
                yield facts

    def begin(self, portion: Portion, options: ReadOptions) -> None:
        """Make ready to look at what is before a portion, the nearest first."""
        if isinstance(portion.lines, Span) and is_known(options):
            before = portion.lines.before(_BESIDE)
            self._judge.ask(self._beside(reversed(before.split(b"\n")[1:])))

    def add(self, number: int, facts: Facts, name: str, file: str) -> None:
        """Add a resource of the portion, with its number in it, its id and its file."""
        self._judge.add(number, facts, name, file)

    def end(self, portion: Portion, options: ReadOptions) -> Judged:
        """What is known of the resources of the portion, by what is behind it as well."""
        if isinstance(portion.lines, Span) and is_known(options):
            after = portion.lines.after(_BESIDE)
            self._judge.ask(self._beside(after.split(b"\n")[:-1]))
        return Judged(*self._judge.part())


@lru_cache(maxsize=1)
def part_judge(folder: Path, base: str) -> PartJudge:
    """The judge of this process for a run whose files are in a folder."""
    return PartJudge(StoredSet(base))
