"""Fixing messages: suggestions are written into their texts where they help and do no harm.

A fix replaces what is wrong and nothing else, so that the layout of a text stays. What would be
written is validated before: a fix stays if its finding is gone and no other has come.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Unpack

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
from clingen_ld.messages.text.kept_inputs import Unchanged, is_read_once
from clingen_ld.model import load_model
from clingen_ld.validation.edits import Edit, edited, edits_of
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
