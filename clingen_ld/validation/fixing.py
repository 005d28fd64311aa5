"""Fixing messages: suggestions are written into their texts where they help and do no harm.

A fix replaces what is wrong and nothing else, so that the layout of a text stays. What would be
written is validated before: a fix stays if its finding is gone and no other has come.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, NamedTuple, Unpack

from clingen_ld.errors import InputError, UsageError
from clingen_ld.messages.message import Item
from clingen_ld.messages.reading import read_inputs
from clingen_ld.messages.text.compression import ENDINGS, decompressed
from clingen_ld.messages.text.inputs import (
    STANDARD_INPUT,
    Document,
    MemoryInputs,
    PathName,
    given_inputs,
    open_input,
)
from clingen_ld.messages.text.json_text import JsonTextError, Places, read, split
from clingen_ld.messages.text.kept_inputs import Unchanged, is_read_once
from clingen_ld.model import escape, load_model
from clingen_ld.validation.findings import Finding
from clingen_ld.validation.report import Report
from clingen_ld.validation.session import (
    Validating,
    ValidationOptions,
    validate_items,
    with_empty_run,
    with_keywords,
)

_MOST_ROUNDS: Final = 10
"""How often fixes are looked for in what other fixes uncover."""
_FEW: Final = 32
"""So many fixes that do not go together are tried one by one."""
_NO_END: Final = "\\ No newline at end of file"
_LINE: Final = re.compile(r"[^\n]*\n|[^\n]+")
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


@dataclass(frozen=True, slots=True)
class Fixed:
    """The outcome of fixing: the texts that change, what was fixed, and what is left.

    `texts` has the text before and after of each file or Document that changes, by its name.
    `fixed` are the findings that are gone by the fixes, `report` those that are left.
    """

    texts: Mapping[str, tuple[str, str]]
    fixed: tuple[Finding, ...]
    report: Report
    _files: Unchanged
    _documents: Mapping[str, Document]

    def data(self, name: str) -> bytes:
        """The bytes of a Document after all fixes: those given, where nothing changes."""
        found = self.texts.get(name)
        return self._documents[name].data if found is None else found[1].encode()

    def diff(self) -> str:
        """The changes as a unified diff."""
        from difflib import unified_diff

        found: list[str] = []
        for name, (before, after) in self.texts.items():
            old, new = (_LINE.findall(text) for text in (before, after))
            shown = "stdin" if name == STANDARD_INPUT else name
            found += unified_diff(old, new, shown, shown)
        whole = (line if line.endswith("\n") else f"{line}\n{_NO_END}\n" for line in found)
        return "".join(whole)

    def write(self) -> None:
        """Write the files that change, each whole or not at all; a compressed one is compressed.

        Raises `InputError` when a file changed since it was read, or cannot be written.
        """
        from clingen_ld.messages.writing import open_output

        names = [name for name in self.texts if name not in self._documents]
        for name in names:
            _refuse_other_compression(name)
        self._files.check()
        for name in names:
            self._files.check(name)
            with open_output(name) as stream:
                stream.write(self.texts[name][1].encode())


def fix(
    inputs: MemoryInputs,
    options: ValidationOptions | None = None,
    *,
    unsafe: bool = False,
    progress: Callable[[Item], None] | None = None,
    **keywords: Unpack[Validating],
) -> Fixed:
    """Fix messages of the form resource-json, where it is certain what they mean.

    Inputs and keywords are those of `validate`. Nothing is written: `Fixed.write` does that.
    `unsafe`: follow suggestions, too, that change what a message means. Raises `InputError` as
    `validate` does, and for a pipe, which cannot be written back.

    >>> text = '{"resourceType": "Gene", "id": "G1", "symbl": "BRCA1"}'
    >>> fix(Document(text, "gene.json")).texts["gene.json"][1]
    '{"resourceType": "Gene", "id": "G1", "symbol": "BRCA1"}'
    """
    given = [_from_standard_input(one) for one in given_inputs(inputs)]
    paths = [str(one) for one in given if not isinstance(one, Document)]
    for name in paths:
        if is_read_once(name):
            raise InputError(f"{name}: a pipe cannot be written back: fix a file, or -")
    chosen = with_keywords(options or ValidationOptions(), keywords).recovering()
    return _Fixing(given, paths, chosen, unsafe, progress).run()


def _from_standard_input(one: PathName | Document) -> PathName | Document:
    if isinstance(one, Document) or str(one) != STANDARD_INPUT:
        return one
    return Document(sys.stdin.buffer.read(), STANDARD_INPUT)


def _refuse_other_compression(name: str) -> None:
    """Raises `UsageError` for a file that is compressed and is not named so, or the reverse."""
    with open(name, "rb") as raw:
        magic = raw.read(4)
    is_gzip, is_zstd = magic[:2] == b"\x1f\x8b", magic == b"\x28\xb5\x2f\xfd"
    ending = ENDINGS[0] if is_gzip else ENDINGS[1] if is_zstd else ""
    if (ending and not name.endswith(ending)) or (not ending and name.endswith(ENDINGS)):
        raise UsageError(
            f"{name}: cannot be fixed, since its name does not say how it is compressed: "
            f"name it {ending or 'without .gz or .zst'}, and run this again"
        )


class _Fixing:
    """One run: the texts as they are at first, and those that the fixes make of them."""

    def __init__(
        self,
        given: list[PathName | Document],
        paths: list[str],
        options: ValidationOptions,
        unsafe: bool,
        progress: Callable[[Item], None] | None,
    ) -> None:
        self._given = given
        self._options = options
        self._unsafe = unsafe
        self._progress = progress
        self._files = Unchanged(paths, {}, options.read.exclude)
        self._paths = paths
        self._documents = {one.name: one for one in given if isinstance(one, Document)}
        self._first: dict[str, str] = {}

    def run(self) -> Fixed:
        """Fix until nothing is left that can be."""
        texts: dict[str, str] = {}
        report, fixed = self._validated(texts), list[Finding]()
        for _ in range(_MOST_ROUNDS):
            edits = list(self._edits(report, texts))
            if not edits:
                break
            taken, after = self._taken(edits, texts, report)
            if not taken:
                break
            texts, report = self._with(taken, texts), after
            fixed += (edit.finding for edit in taken)
        self._files.check()
        changed = {name: (self._first[name], text) for name, text in texts.items()}
        return Fixed(changed, tuple(fixed), report, self._files, self._documents)

    def _validated(self, texts: Mapping[str, str]) -> Report:
        """The report of the inputs with other texts for some of them."""
        instead = {name: Document(text, name) for name, text in texts.items()}
        given = [
            instead.get(one.name, one) if isinstance(one, Document) else one for one in self._given
        ]
        model, options = load_model(), self._options
        items = read_inputs(given, options.read, model, instead)
        documents = self._documents | instead
        report = validate_items(items, options, model, self._progress, documents=documents)
        return with_empty_run(report, [*self._documents, *self._paths], options)

    def _edits(self, report: Report, texts: Mapping[str, str]) -> Iterator[Edit]:
        """What fixes do in each file, without those that are in the way of one before."""
        by_file: dict[str, list[Finding]] = {}
        for finding in report.findings:
            if finding.fix is not None and (finding.fix.is_safe or self._unsafe):
                by_file.setdefault(finding.file, []).append(finding)
        for name, findings in by_file.items():
            text = texts.get(name)
            if text is None and (text := self._text(name)) is not None:
                self._first[name] = text
            if text is not None:
                yield from edits_of(findings, text)

    def _text(self, name: str) -> str | None:
        """The text of an input; None where it is not text."""
        import io

        document = self._documents.get(name)
        try:
            if document is None:
                with open_input(name) as stream:
                    return stream.read().decode("utf-8")
            with decompressed(io.BytesIO(document.data)) as stream:
                return stream.read().decode("utf-8")
        except UnicodeDecodeError:
            return None

    def _with(self, edits: Iterable[Edit], texts: Mapping[str, str]) -> dict[str, str]:
        """The texts after some edits."""
        by_file: dict[str, list[Edit]] = {}
        for edit in edits:
            by_file.setdefault(edit.finding.file, []).append(edit)
        changed = dict(texts)
        for name, its_own in by_file.items():
            changed[name] = edited(texts.get(name, self._first.get(name, "")), its_own)
        return changed

    def _taken(
        self, edits: Sequence[Edit], texts: Mapping[str, str], before: Report
    ) -> tuple[list[Edit], Report]:
        """Those edits that make their findings go away and bring no other, and the report then."""

        def tried(some: Sequence[Edit]) -> tuple[set[int], Report]:
            report = self._validated(self._with(some, texts))
            return _to_blame(some, before, report), report

        wrong, report = tried(edits)
        if not wrong:
            return list(edits), report
        taken = [edit for n, edit in enumerate(edits) if n not in wrong]
        again, report = tried(taken) if taken else (set[int](), before)
        if again:
            wrong, taken, report = set(range(len(edits))), [], before
        for edit in [edits[n] for n in sorted(wrong)][:_FEW]:
            more = [*taken, edit]
            again, after = tried(more)
            if not again:
                taken, report = more, after
        return taken, report


def _to_blame(edits: Sequence[Edit], before: Report, after: Report) -> set[int]:
    """The places in a list of edits of those whose findings are there still, or bring others."""
    units = _Units(edits)
    said = Counter((f.file, f.rule, f.message) for f in before.findings)
    known = {units.place(finding) for finding in before.findings}
    there = {units.place(finding, is_after=True) for finding in after.findings}
    wrong = {n for n, edit in enumerate(edits) if units.place(edit.finding) in there}
    for finding in after.findings:
        what = finding.file, finding.rule, finding.message
        if said[what]:
            said[what] -= 1
        elif units.place(finding, is_after=True) not in known:
            near = {n for n, edit in enumerate(edits) if edit.finding.resource == finding.resource
                    and edit.finding.file == finding.file}  # fmt: skip
            same = {n for n, edit in enumerate(edits) if edit.finding.file == finding.file}
            wrong |= near or same or set(range(len(edits)))
    return wrong


class _Units:
    """Places of findings that are the same before and after some edits."""

    def __init__(self, edits: Iterable[Edit]) -> None:
        self._lined = {edit.finding.file for edit in edits if edit.unit}
        self._moved = {
            (edit.finding.file, edit.unit, new): old for edit in edits for old, new in edit.moved
        }

    def place(self, finding: Finding, is_after: bool = False) -> tuple[str, int, str, str]:
        """The file, the line where each is a text of its own, the pointer and the rule."""
        unit = (finding.line or 0) if finding.file in self._lined else 0
        pointer = finding.pointer
        if is_after:
            prefix = pointer
            while prefix and (finding.file, unit, prefix) not in self._moved:
                prefix = prefix.rpartition("/")[0]
            if prefix:
                pointer = self._moved[finding.file, unit, prefix] + pointer[len(prefix) :]
        return finding.file, unit, pointer, finding.rule


# --- Pure: texts and findings -----------------------------------------------------------------


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
