"""Edits of JSON texts: the parts to replace where the suggestions of findings are followed."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any, Final, NamedTuple

from clingen_ld.messages.text.json_text import JsonTextError, Places, read, split
from clingen_ld.model import escape
from clingen_ld.validation.findings import Finding

_STRING: Final = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"')
_BOM: Final = "\ufeff"
_AFTER_COLON: Final = re.compile(r'"(\s*:[ \t]*)')


class Splice(NamedTuple):
    """A part of a text to replace, as offsets in characters from 0, and the text to write there."""

    start: int
    end: int
    text: str


class Edit(NamedTuple):
    """A finding, and the replacements in the text of its file that follow its suggestion."""

    finding: Finding
    unit: int
    splices: tuple[Splice, ...]
    moved: tuple[tuple[str, str], ...]
    """Pointers in the text before, and after."""


def edited(text: str, edits: Iterable[Edit]) -> str:
    """A text after some edits that do not overlap."""
    parts, end = [], 0
    for splice in sorted(splice for edit in edits for splice in edit.splices):
        parts += [text[end : splice.start], splice.text]
        end = splice.end
    return "".join((*parts, text[end:]))


def edits_of(findings: Iterable[Finding], text: str) -> Iterator[Edit]:
    """How to follow the suggestions of some findings in a JSON text, or in lines of JSON.

    Left out is what is not at its place, what would give a key twice, and what is in the way of
    an edit before.
    """
    units = _JsonUnits(text)
    taken: list[Splice] = []
    keys: set[tuple[int, str]] = set()
    for finding in findings:
        unit = units.of(finding)
        edit = None if unit is None or finding.fix is None else unit.edit(finding)
        if edit is None or any(_meets(splice, one) for splice in edit.splices for one in taken):
            continue
        new = {(edit.unit, after) for _, after in edit.moved}
        if new.isdisjoint(keys):
            keys |= new
            taken += edit.splices
            yield edit


def _meets(one: Splice, other: Splice) -> bool:
    return one.start <= other.end and other.start <= one.end


class _JsonUnits:
    """The JSON texts in the text of a file: one, or one a line."""

    def __init__(self, text: str) -> None:
        start = len(_BOM) if text.startswith(_BOM) else 0
        whole = _JsonUnit(text[start:], start, 0)
        self._whole = whole if whole.value is not None else None
        self._text = text
        self._start = start
        self._lines: dict[int, _JsonUnit] = {}

    @cached_property
    def _starts(self) -> list[int]:
        ends = (found.end() for found in re.finditer("\n", self._text))
        return [self._start, *ends, len(self._text) + 1]

    def of(self, finding: Finding) -> _JsonUnit | None:
        """The text that a finding is in; None where it is not JSON."""
        if self._whole is not None:
            return self._whole
        line = finding.line or 0
        if not 0 < line < len(self._starts):
            return None
        if line not in self._lines:
            start, end = self._starts[line - 1], self._starts[line] - 1
            self._lines[line] = _JsonUnit(self._text[start:end], start, line)
        unit = self._lines[line]
        return unit if unit.value is not None else None


class _JsonUnit:
    """A JSON text that begins at an offset of the text of its file."""

    def __init__(self, text: str, start: int, line: int) -> None:
        self._text = text
        self._start = start
        self._line = line
        self._places = Places(text)
        self.value: Any = None
        try:
            reading = read(text)
        except JsonTextError:
            return
        if isinstance(reading.value, dict | list) and not reading.has_duplicate_keys:
            self.value = reading.value

    def edit(self, finding: Finding) -> Edit | None:
        """How to follow the suggestion of a finding; None where it does not fit the text."""
        fix, pointer = finding.fix, finding.pointer
        if fix is None:
            return None
        meant = json.loads(fix.text)
        try:
            if fix.at == "key":
                found = self._renamed(pointer, json.loads(fix.was), meant)
            elif fix.at == "object":
                found = self._wrapped(pointer, meant)
            elif fix.at == "ends":
                there = finding.other.pointer if finding.other is not None else ""
                found = [*self._ends(there, meant)], []
            else:
                found = self._replaced(pointer, fix.was, meant), []
        except (KeyError, IndexError, ValueError, TypeError):
            return None
        splices = tuple(
            Splice(s.start + self._start, s.end + self._start, s.text) for s in found[0]
        )
        return Edit(finding, self._line, splices, tuple(found[1])) if splices else None

    def _at(self, pointer: str) -> Any:
        value = self.value
        for step in split(pointer):
            value = value[int(step)] if isinstance(value, list) else value[step]
        return value

    def _json(self, value: Any) -> str:
        """A value as the text writes JSON."""
        colon = _AFTER_COLON.search(self._text)
        after = colon[1] if colon is not None else ": "
        comma = ", " if after[-1:] in " \t" else ","
        return json.dumps(value, ensure_ascii=self._text.isascii(), separators=(comma, after))

    def _replaced(self, pointer: str, was: str, meant: Any) -> list[Splice]:
        value = self._at(pointer)
        expected = json.loads(was) if was else value
        if value != expected or type(value) is not type(expected) or (not was and value is None):
            return []
        start, end = self._places.value(pointer), self._places.end(pointer)
        return [Splice(start, end, self._json(meant))]

    def _renamed(
        self, pointer: str, was: str, meant: str
    ) -> tuple[list[Splice], list[tuple[str, str]]]:
        above, _, step = pointer.rpartition("/")
        if split(f"/{step}") != [was] or meant in self._at(above):
            return [], []
        start = self._places.key(pointer)
        key = _STRING.match(self._text, start)
        if key is None:
            return [], []
        moved = pointer, f"{above}/{escape(meant)}"
        return [Splice(start, key.end(), self._json(meant))], [moved]

    def _ends(self, pointer: str, meant: Mapping[str, Mapping[str, int]]) -> Iterator[Splice]:
        """The new numbers of both ends of a coordinate, where they are plain numbers."""
        for end, members in meant.items():
            for name, number in members.items():
                at = f"{pointer}/{end}/{name}"
                if type(self._at(at)) is not int:
                    raise ValueError(at)
                yield Splice(self._places.value(at), self._places.end(at), str(number))

    def _wrapped(
        self, pointer: str, meant: Mapping[str, Any]
    ) -> tuple[list[Splice], list[tuple[str, str]]]:
        """The members of a reference that belong in a member of their own."""
        above = pointer.rpartition("/")[0]
        node, name = self._at(above), next(iter(meant))
        inner = list(meant[name])
        if name in node or any(node.get(key) != meant[name][key] for key in inner):
            return [], []
        places = sorted((self._places.key(f"{above}/{key}"), key) for key in inner)
        start, first = places[0]
        end = self._places.end(f"{above}/{first}")
        colon = self._json({"": 0})[3:-2]
        cut: list[Splice] = []
        text = self._text[start:end]
        if len(places) > 1:
            key_start, last = places[1]
            last_end = self._places.end(f"{above}/{last}")
            between = self._text[end:key_start]
            if between.strip() == ",":
                text, end = self._text[start:last_end], last_end
            else:
                text += self._json([0, 0])[2:-2] + self._text[key_start:last_end]
                comma = self._text.rindex(",", 0, key_start)
                cut = [Splice(comma, last_end, "")]
        moved = [(f"{above}/{key}", f"{above}/{name}/{key}") for key in inner]
        wrapped = f"{self._json(name)}{colon}{{{text}}}"
        return [Splice(start, end, wrapped), *cut], moved
