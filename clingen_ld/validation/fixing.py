"""Fixing messages: suggestions are applied to their texts if they help and do no harm.

A fix replaces only the wrong part, so the layout of a text stays. The new text is validated first:
a fix is kept if its finding is gone and no new one has appeared.
"""

from __future__ import annotations

import io
import os
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import BinaryIO, Final, NamedTuple, Unpack, cast

from clingen_ld.errors import InputError, UsageError
from clingen_ld.findings.finding import Finding
from clingen_ld.findings.outcome import mapped
from clingen_ld.messages.message import Item
from clingen_ld.messages.reading import read_inputs
from clingen_ld.messages.streams import shape_of
from clingen_ld.messages.text.compression import ENDINGS, compressed, compression_of, decompressed
from clingen_ld.messages.text.decoding import wide_encoding
from clingen_ld.messages.text.inputs import (
    STANDARD_INPUT,
    Document,
    MemoryInputs,
    PathName,
    given_inputs,
    open_input,
)
from clingen_ld.messages.text.kept_inputs import Unchanged, is_read_once, pieces
from clingen_ld.messages.text.layout import ENOUGH
from clingen_ld.messages.text.special_files import standard_input
from clingen_ld.model import load_model
from clingen_ld.validation.edits import Applied, applied, edited, unit_of
from clingen_ld.validation.report import Report
from clingen_ld.validation.session import (
    Validating,
    ValidationOptions,
    validate_items,
    with_empty_run,
    with_keywords,
)

_FEW: Final = 32
"""The maximum number of conflicting fixes tried one by one."""
_NO_END: Final = "\\ No newline at end of file"
_LINE: Final = re.compile(r"[^\n]*\n|[^\n]+")
_BOM: Final = "\ufeff"


class _Source(NamedTuple):
    """The text of a file or Document, without a byte order mark.

    `is_lined`: each line is a text of its own.
    """

    text: str
    encoding: str
    mark: str
    is_lined: bool


@dataclass(frozen=True, slots=True)
class Fixed:
    """The outcome of fixing: the changed texts, the fixed findings, and the remaining ones.

    `texts` has the text before and after of each file or Document that changes, by its name.
    `fixed` are the findings that the fixes removed, `report` has the remaining ones.
    """

    texts: Mapping[str, tuple[str, str]]
    fixed: tuple[Finding, ...]
    report: Report
    _files: Unchanged
    _documents: Mapping[str, Document]
    _sources: Mapping[str, _Source]

    def data(self, name: str) -> bytes:
        """The bytes of a Document after all fixes, or the original ones if nothing changes.

        A compressed Document stays compressed.
        """
        found, given = self.texts.get(name), self._documents[name].data
        if found is None:
            return given
        made = io.BytesIO()
        with compressed(cast(BinaryIO, made), compression_of(given)) as stream:
            stream.write(found[1].encode(self._sources[name].encoding))
        return made.getvalue()

    def diff(self) -> str:
        """The changes as a unified diff."""
        from difflib import unified_diff

        found: list[str] = []
        for name, texts in self.texts.items():
            old, new = (_LINE.findall(text) for text in texts)
            shown = "stdin" if name == STANDARD_INPUT else name
            found += unified_diff(old, new, shown, shown)
        whole = (line if line.endswith("\n") else f"{line}\n{_NO_END}\n" for line in found)
        return "".join(whole)

    def write(self) -> None:
        """Write the changed files, each atomically; a compressed file stays compressed.

        Raises `InputError` if a file has changed since it was read, is read-only, or cannot be
        written.
        """
        from clingen_ld.messages.writing import open_output

        names = [name for name in self.texts if name not in self._documents]
        for name in names:
            _refuse(name)
        self._files.check()
        once: dict[str, str] = {}  # a file with two names, as a link has it
        for name in names:
            once.setdefault(os.path.realpath(name), name)
        for name in once.values():
            self._files.check(name)
            with open_output(name) as stream:
                stream.write(self.texts[name][1].encode(self._sources[name].encoding))


def fix(
    inputs: MemoryInputs,
    options: ValidationOptions | None = None,
    *,
    unsafe: bool = False,
    progress: Callable[[Item], None] | None = None,
    **keywords: Unpack[Validating],
) -> Fixed:
    """Fix messages whose intended meaning is certain.

    Inputs and keywords are those of `validate`. Nothing is written until `Fixed.write`. `unsafe`
    also applies suggestions that change the meaning of a message. Raises `InputError` as `validate`
    does, and for a pipe, which cannot be written back.

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
    return Document(b"".join(pieces(standard_input())), STANDARD_INPUT)


def _refuse(name: str) -> None:
    """Reject a file that cannot be written.

    Raises `InputError` for a read-only file, and `UsageError` if its name and its compression do
    not agree.
    """
    if not os.stat(name).st_mode & 0o222 or not os.access(name, os.W_OK):
        raise InputError(f"{name}: cannot be fixed, since it is read-only")
    with open(name, "rb") as raw:
        ending = compression_of(raw.read(4))
    said = next(filter(name.endswith, ENDINGS), "")
    if ending != said.replace(".bgz", ".gz"):
        raise UsageError(
            f"{name}: cannot be fixed, since its name does not say how it is compressed: "
            f"name it {ending or 'without .gz or .zst'}, and run this again"
        )


class _Fixing:
    """One run: the original texts, and the fixed ones."""

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
        self._sources: dict[str, _Source | None] = {}

    def run(self) -> Fixed:
        """Fix until nothing more can be fixed: each round leaves fewer findings."""
        texts: dict[str, str] = {}
        report, fixed = self._validated(texts), list[Finding]()
        while edits := list(self._edits(report, texts)):
            taken, after = self._taken(edits, texts, report)
            if not taken:
                break
            texts, report = self._with(taken, texts), after
            fixed += (edit.finding for edit in taken)
        self._files.check()
        sources = {name: source for name, source in self._sources.items() if source is not None}
        marks = {name: source.mark for name, source in sources.items()}
        changed = {
            name: (marks[name] + sources[name].text, marks[name] + text)
            for name, text in texts.items()
        }
        # A finding whose fix failed has none.
        left = mapped(report.findings, self._unfixable)
        report = replace(report, findings=left)
        return Fixed(changed, tuple(fixed), report, self._files, self._documents, sources)

    def _unfixable(self, finding: Finding) -> Finding:
        is_tried = finding.fix is not None and (finding.fix.is_safe or self._unsafe)
        return replace(finding, fix=None) if is_tried else finding

    def _validated(self, texts: Mapping[str, str]) -> Report:
        """The report of the inputs, with replaced texts for some of them."""
        instead = {name: self._document(name, text) for name, text in texts.items()}
        given = [
            instead.get(one.name, one) if isinstance(one, Document) else one for one in self._given
        ]
        model, options = load_model(), self._options
        items = read_inputs(given, options.read, model, instead)
        documents = self._documents | instead
        report = validate_items(items, options, model, self._progress, documents=documents)
        return with_empty_run(report, [*self._documents, *self._paths], options)

    def _document(self, name: str, text: str) -> Document:
        """A replacement text for an input."""
        source, before = self._source(name), self._documents.get(name)
        assert source is not None  # otherwise it would have no edits
        made = Document((source.mark + text).encode(source.encoding), name)
        made.is_text = before is None or before.is_text
        return made

    def _edits(self, report: Report, texts: Mapping[str, str]) -> Iterator[Applied]:
        """The edits of each file, without those that overlap an earlier one."""
        by_file: dict[str, list[Finding]] = {}
        for finding in report.findings:
            if finding.fix is not None and (finding.fix.is_safe or self._unsafe):
                by_file.setdefault(finding.file, []).append(finding)
        for name, findings in by_file.items():
            source = self._source(name)
            if source is not None:
                yield from applied(findings, texts.get(name, source.text), source.is_lined)

    def _source(self, name: str) -> _Source | None:
        """The text of an input; None where it is not text."""
        if name not in self._sources:
            self._sources[name] = self._read(name)
        return self._sources[name]

    def _read(self, name: str) -> _Source | None:
        document = self._documents.get(name)
        opened = open_input(name) if document is None else decompressed(
            cast(BinaryIO, io.BytesIO(document.data))
        )  # fmt: skip
        with opened as stream:
            data = stream.read()
        encoding = wide_encoding(data) or "utf-8"
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            return None
        is_lined = shape_of(data[:ENOUGH], len(data) < ENOUGH, self._options.read) == "ndjson"
        mark = _BOM if text.startswith(_BOM) else ""
        return _Source(text.removeprefix(mark), encoding, mark, is_lined)

    def _with(self, edits: Iterable[Applied], texts: Mapping[str, str]) -> dict[str, str]:
        """The texts after some edits."""
        by_file: dict[str, list[Applied]] = {}
        for edit in edits:
            by_file.setdefault(edit.finding.file, []).append(edit)
        changed = dict(texts)
        for name, its_own in by_file.items():
            source = self._source(name)
            assert source is not None  # otherwise it would have no edits
            changed[name] = edited(texts.get(name, source.text), its_own)
        return changed

    def _taken(
        self, edits: Sequence[Applied], texts: Mapping[str, str], before: Report
    ) -> tuple[list[Applied], Report]:
        """The edits that remove their findings without new ones, and the report afterwards."""
        lined = {name for name, source in self._sources.items() if source and source.is_lined}

        def tried(some: Sequence[Applied]) -> tuple[set[int], Report]:
            report = self._validated(self._with(some, texts))
            return _to_blame(some, before, report, lined), report

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


def _to_blame(edits: Sequence[Applied], before: Report, after: Report, lined: set[str]) -> set[int]:
    """The indexes of edits whose findings remain, or that cause new ones."""
    units = _Units(edits, lined)
    said = Counter((f.file, f.rule, f.message) for f in before.findings)
    known = Counter(units.place(finding) for finding in before.findings)
    there = Counter(units.place(finding, is_after=True) for finding in after.findings)
    gone = Counter(units.place(edit.finding) for edit in edits)
    wrong = {n for n, edit in enumerate(edits)
             if there[place := units.place(edit.finding)] > known[place] - gone[place]}  # fmt: skip
    for finding in after.findings:
        what = finding.file, finding.rule, finding.message
        if said[what]:
            said[what] -= 1
        elif not known[units.place(finding, is_after=True)]:
            near = {n for n, edit in enumerate(edits) if edit.finding.resource == finding.resource
                    and edit.finding.file == finding.file}  # fmt: skip
            same = {n for n, edit in enumerate(edits) if edit.finding.file == finding.file}
            wrong |= near or same or set(range(len(edits)))
    return wrong


class _Units:
    """Places of findings that are the same before and after some edits."""

    def __init__(self, edits: Iterable[Applied], lined: set[str]) -> None:
        self._lined = lined
        self._moved = {
            (edit.finding.file, edit.unit, new): old
            for edit in edits
            for old, new in (edit.finding.fix.moved if edit.finding.fix is not None else ())
        }

    def place(self, finding: Finding, is_after: bool = False) -> tuple[str, str, str, str]:
        """The file, the key of the text within it, the pointer and the rule."""
        unit, pointer = unit_of(finding, finding.file in self._lined), finding.pointer
        if is_after:
            prefix = pointer
            while prefix and (finding.file, unit, prefix) not in self._moved:
                prefix = prefix.rpartition("/")[0]
            if prefix:
                pointer = self._moved[finding.file, unit, prefix] + pointer[len(prefix) :]
        return finding.file, unit, pointer, finding.rule
