"""What a variant file says that becomes no resource: counted, and told once per file by name.

Only what stands in few records of a file, such as a symbolic allele, is told in its place.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from clingen_ld.messages.message import Problem
from clingen_ld.messages.vcf.header import Header
from clingen_ld.messages.vcf.lines import Line, problem_at
from clingen_ld.messages.vcf.mapping import COLUMNS
from clingen_ld.messages.vcf.records import Record, RecordKind, shown

PASSED_OVER: Final = "ST-11"
"""The rule that says what holds no resource."""

_COUNTED: Final = {
    RecordKind.OVERLAPPING: "of alleles *, which stand for the deletion of another record",
    RecordKind.UNSPECIFIED: "of alleles <*> or <NON_REF>, which stand for any other allele",
    RecordKind.MISSING: "without an ALT, which say that only the reference was seen",
}
_MOST_CONTIGS: Final = 1000  # that are told by name
_MOST_NAMES: Final = 5  # of INFO fields
_REST: Final = (*COLUMNS[5:], "FORMAT")


@dataclass(slots=True)
class _Count:
    first: Line
    records: int = 0


@dataclass(slots=True)
class SkippedRecords:
    """Counts what is passed over while a file is read; lines are kept cut."""

    file: str
    _kinds: dict[RecordKind, _Count] = field(default_factory=dict)
    _contigs: dict[str, tuple[_Count, str, bool]] = field(default_factory=dict)
    _other_contigs: _Count | None = None
    _identifiers: _Count | None = None
    _columns: dict[str, _Count] = field(default_factory=dict)

    def kind(self, kind: RecordKind, line: Line) -> bool:
        """Count an entry of ALT; False when it is of no kind that is counted."""
        if kind not in _COUNTED:
            return False
        self._kinds.setdefault(kind, _Count(_cut(line))).records += 1
        return True

    def contig(self, name: str, reason: str, grave: bool, line: Line) -> None:
        """Count a record on a contig that is no sequence, and why it is none."""
        if name in self._contigs:
            self._contigs[name][0].records += 1
        elif len(self._contigs) < _MOST_CONTIGS:
            self._contigs[name] = (_Count(_cut(line), 1), reason, grave)
        else:
            self._other_contigs = self._other_contigs or _Count(_cut(line))
            self._other_contigs.records += 1

    def identifiers(self, line: Line) -> None:
        """Count a record with an ID that is no number of dbSNP."""
        self._identifiers = self._identifiers or _Count(_cut(line))
        self._identifiers.records += 1

    def columns(self, record: Record, line: Line) -> None:
        """Note which of the columns after ALT say anything."""
        for n, name in enumerate(_REST[: len(record.rest)]):
            if name not in self._columns and record.rest[n] not in (b".", b""):
                self._columns[name] = _Count(_cut(line))

    def problems(self, header: Header) -> Iterator[Problem]:
        """Everything that was counted, with the place of the first of its kind."""
        for name, (count, reason, grave) in self._contigs.items():
            said = f"{_records(count)} of contig {shown(name)}"
            if grave:
                yield self._problem("ST-0", f"{said} cannot be read: {reason}", count)
            else:
                yield self._problem(PASSED_OVER, f"{said}: {reason}", count)
        if self._other_contigs is not None:
            said = f"{_records(self._other_contigs)} of further contigs that are no chromosomes"
            yield self._problem(PASSED_OVER, said, self._other_contigs)
        for kind, count in self._kinds.items():
            yield self._problem(PASSED_OVER, f"{_records(count)} {_COUNTED[kind]}", count)
        if self._identifiers is not None:
            said = f"the ID of {_records(self._identifiers)}, where it is no rs number of dbSNP"
            yield self._problem(PASSED_OVER, said, self._identifiers)
        yield from self._left_columns(header)

    def _left_columns(self, header: Header) -> Iterator[Problem]:
        if not self._columns:
            return
        names = [_with_names(name, header) for name in _REST if name in self._columns]
        titles = header.titles
        samples = 0 if titles is None else max(0, titles.tabs - len(COLUMNS))
        if samples:
            names.append("1 sample" if samples == 1 else f"{samples} samples")
        listed = f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else names[0]
        first = next(count for name in _REST if (count := self._columns.get(name)))
        offset = 0
        if titles is not None:
            name = next(name for name in _REST if name in self._columns)
            offset = max(0, titles.data.find(f"\t{name}".encode()) + 1)
        yield problem_at(PASSED_OVER, listed, self.file, titles or first.first, offset)

    def _problem(self, rule: str, said: str, count: _Count) -> Problem:
        return problem_at(rule, said, self.file, count.first)


def _cut(line: Line) -> Line:
    return line._replace(data=line.data[:1000])


def _records(count: _Count) -> str:
    return "1 record" if count.records == 1 else f"{count.records} records"


def _with_names(column: str, header: Header) -> str:
    names = header.declared.get(column, [])
    if column != "INFO" or not names:
        return column
    more = len(names) - _MOST_NAMES
    told = ", ".join(shown(name) for name in names[:_MOST_NAMES])
    return f"{column} ({told} and {more} more)" if more > 0 else f"{column} ({told})"
