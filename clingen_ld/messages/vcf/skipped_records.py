"""Omitted content of a VCF file: counted, and reported once per file by name (ST-12).

Only rare content, such as a symbolic allele, is reported in its place.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Final

from clingen_ld.messages.message import Problem
from clingen_ld.messages.vcf.header import Header
from clingen_ld.messages.vcf.info import ALL
from clingen_ld.messages.vcf.lines import Line, problem_at
from clingen_ld.messages.vcf.records import COLUMNS, LEFT_OUT, Record, RecordKind, shown

_COUNTED: Final = {
    RecordKind.OVERLAPPING: ("allele *", "it stands for the deletion of another record"),
    RecordKind.UNSPECIFIED: ("allele <*> or <NON_REF>", "it stands for any other allele"),
    RecordKind.MISSING: ("ALT .", "only the reference was seen"),
}
TELOMERE: Final = ("allele at a telomere", "there is no base at position 0 or behind the last one")
"""What is ignored at the ends of a sequence, and why."""
_IDENTIFIERS: Final = ("column ID", "not a dbSNP rs number")
_MOST_CONTIGS: Final = 1000  # reported by name
_MOST_NAMES: Final = 5  # of INFO fields
_REST: Final = (*COLUMNS[5:], "FORMAT")


def _silent(seen: Collection[str]) -> re.Pattern[bytes]:
    """The columns behind ALT but FORMAT in a record where only those `seen` say anything."""
    names = list(COLUMNS[5:])
    while names and names[-1] in seen:
        names.pop()
    columns = (rb"[^\t]*" if name in seen else rb"\.?" for name in names)
    return re.compile(rb"".join(column + rb"(?:\t|\Z)" for column in columns))


def _lines(seen: Collection[str], width: int | None) -> re.Pattern[str]:
    """Lines: records of one base for another that say nothing more, or lines of any kind.

    `width` is the number of columns, where it is known.
    """
    rest = "\t".join(r"[^\t\n]*" if name in seen else r"\.?" for name in COLUMNS[5:])
    more = ""
    if "FORMAT" in seen:
        samples = None if width is None else width - len(COLUMNS)
        more = r"(?:\t[^\n]*)?" if samples is None else rf"(?:\t[^\t\n]*){{{samples}}}"
    head = r"([!-;=?-~]{1,64})\t([1-9][0-9]{0,9})\t(?:\.|rs([1-9][0-9]*))\t([ACGT])\t(?!\4)([ACGT])"
    return re.compile(rf"{head}\t{rest}{more}\r?\n|[^\n]*\n")


@dataclass(slots=True)
class _Count:
    first: Line
    records: int = 0
    last: int = 0
    """The number of the last line that was counted."""


@dataclass(slots=True)
class SkippedRecords:
    """Counts what is passed over while a file is read; lines are kept cut."""

    file: str
    kept: Collection[str] = ()
    """The INFO fields that the caller has asked for."""
    _ignored: dict[tuple[str, str, str], _Count] = field(default_factory=dict)
    """What is ignored, or else done with it, and why."""
    _contigs: dict[str, tuple[_Count, str, bool]] = field(default_factory=dict)
    _other_contigs: _Count | None = None
    _columns: dict[str, _Count] = field(default_factory=dict)
    _silent: re.Pattern[bytes] = field(default_factory=lambda: _silent(()))
    """The columns after ALT, up to INFO, where they say nothing that is not reported."""
    _width: int | None = None
    lines: re.Pattern[str] = field(default_factory=lambda: _lines((), None))
    """Finds the fields of records in which nothing is reported, or "" for another line."""
    _names: dict[str, set[str]] = field(default_factory=dict)
    """The reported INFO fields, by the reason."""

    def kind(self, kind: RecordKind, line: Line) -> bool:
        """Count an entry of ALT; False when it is of no kind that is counted."""
        if kind not in _COUNTED:
            return False
        self._ignore(_COUNTED[kind], line)
        return True

    def telomere(self, line: Line) -> None:
        """Count an entry of ALT at one of the two ends of a chromosome, where there is no base."""
        self._ignore(TELOMERE, line)

    def _ignore(self, what: tuple[str, str], line: Line, done: str = "ignored") -> None:
        key = (what[0], done, what[1])
        count = self._ignored.get(key)
        if count is None:
            count = self._ignored[key] = _Count(_cut(line))
        count.records += line.number != count.last  # a record has several alleles
        count.last = line.number

    def contig(self, name: str, reason: str, grave: bool, line: Line) -> None:
        """Count a record on a contig that is not a sequence, with the reason."""
        if name in self._contigs:
            self._contigs[name][0].records += 1
        elif len(self._contigs) < _MOST_CONTIGS:
            self._contigs[name] = (_Count(_cut(line), 1), reason, grave)
        else:
            self._other_contigs = self._other_contigs or _Count(_cut(line))
            self._other_contigs.records += 1

    def identifiers(self, line: Line) -> None:
        """Count a record with an ID that is not a dbSNP number."""
        self._ignore(_IDENTIFIERS, line)

    def info(self, name: str, reason: str, line: Line) -> None:
        """Count a value of an INFO field that was asked for and cannot be used, and why."""
        self._ignore((f"value of INFO {self._field(name, reason)}", reason), line)

    def as_it_stands(self, name: str, reason: str, line: Line) -> None:
        """Count a value of an INFO field that is kept as text, and why."""
        what = f"value of INFO {self._field(name, reason)}"
        self._ignore((what, reason), line, "kept as it stands")

    def _field(self, name: str, reason: str) -> str:
        """How a field is called; those after very many others are not distinguished."""
        names = self._names.setdefault(reason, set())
        if name not in names and len(names) >= _MOST_CONTIGS:
            return "of further fields"
        names.add(name)
        return shown(name)

    def columns(self, record: Record, line: Line) -> None:
        """Note which of the columns after ALT say anything."""
        for n, name in enumerate(_REST[: len(record.rest)]):
            if name not in self._columns and record.rest[n] not in (b".", b""):
                self._columns[name] = _Count(_cut(line))
                self._silent = _silent(self._columns)
                self.lines = _lines(self._columns, self._width)

    def begin(self, width: int | None) -> None:
        """The records begin, with so many columns, where that is known."""
        self._width = width
        self.lines = _lines(self._columns, width)

    def tells(self, line: Line, start: int) -> bool:
        """Whether everything is reported about the columns after ALT, which start at a byte."""
        if self._width not in (None, line.tabs + 1) or not self._silent.match(line.data, start):
            return False
        return line.tabs < len(COLUMNS) or "FORMAT" in self._columns

    def problems(self, header: Header) -> Iterator[Problem]:
        """Everything that was counted, with the place of the first of its kind."""
        for name, (count, reason, grave) in self._contigs.items():
            message = f"{_records(count)} of contig {shown(name)}"
            if grave:
                yield self._problem("ST-0", f"{message} cannot be read: {reason}", count)
            else:
                yield self._problem(LEFT_OUT, f"{message} ignored: {reason}", count)
        if self._other_contigs is not None:
            message = f"{_records(self._other_contigs)} of further contigs ignored: no chromosomes"
            yield self._problem(LEFT_OUT, message, self._other_contigs)
        for (what, done, why), count in self._ignored.items():
            yield self._problem(LEFT_OUT, f"{what} {done} in {_records(count)}: {why}", count)
        yield from self._left_columns(header)

    def _left_columns(self, header: Header) -> Iterator[Problem]:
        if not self._columns:
            return
        columns = ((name, self._left_of(name, header)) for name in _REST if name in self._columns)
        names = [said for name, said in columns if said is not None]
        titles = header.titles
        samples = 0 if titles is None else max(0, titles.tabs - len(COLUMNS))
        if samples:
            names.append("1 sample" if samples == 1 else f"{samples} samples")
        if not names:
            return
        listed = f"column {names[0]} ignored: the model has no place for it"
        if len(names) > 1:
            several = f"{', '.join(names[:-1])} and {names[-1]}"
            listed = f"columns {several} ignored: the model has no place for them"
        first = next(count for name in _REST if (count := self._columns.get(name)))
        offset = 0
        if titles is not None:
            name = next(name for name in _REST if name in self._columns)
            offset = max(0, titles.data.find(f"\t{name}".encode()) + 1)
        yield problem_at(LEFT_OUT, listed, self.file, titles or first.first, offset)

    def _left_of(self, column: str, header: Header) -> str | None:
        """A column that is left out; None where all of it was asked for."""
        declared = list(header.declared.get(column, ()))
        if column == "INFO" and ALL in self.kept:
            return None
        if column != "INFO" or not declared:
            return None if column == "INFO" and self.kept else column
        names = [name for name in declared if name not in self.kept]
        more = len(names) - _MOST_NAMES
        listed = ", ".join(shown(name) for name in names[:_MOST_NAMES])
        listed += f" and {more} more" if more > 0 else ""
        return f"{column} ({listed})" if names else None

    def _problem(self, rule: str, message: str, count: _Count) -> Problem:
        return problem_at(rule, message, self.file, count.first)


def _cut(line: Line) -> Line:
    return line._replace(data=line.data[:1000])


def _records(count: _Count) -> str:
    return "1 record" if count.records == 1 else f"{count.records} records"
