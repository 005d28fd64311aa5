"""The outcome of a validation, as reports see it, and lists of findings, in memory or on disk."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from itertools import groupby, islice
from typing import IO, Final, NamedTuple, Self, overload

from clingen_ld.findings.finding import SEVERITIES, Finding
from clingen_ld.model import Severity

IN_MEMORY: Final = 20_000
"""The maximum number of findings in memory."""
_BATCH: Final = 200
_MOST_RUNS: Final = 100  # runs merged at once

Pair = tuple[int, Finding]
"""The number of a file in the order of input, and a finding in it."""
_FIELDS: Final = tuple(field.name for field in fields(Finding))


class SortedFindings:
    """Findings by file, line, column, resource and rule, each once."""

    def __init__(self) -> None:
        self._waiting: list[Pair] = []
        self._runs: list[tuple[int, int]] = []
        """The start and end of each sorted run in the temporary file."""
        self._file: IO[bytes] | None = None

    @property
    def are_many(self) -> bool:
        """Whether a temporary file holds some of them."""
        return self._file is not None

    def add(self, number: int, finding: Finding) -> None:
        """Add a finding in the file that has a number."""
        self._waiting.append((number, finding))
        if len(self._waiting) >= IN_MEMORY:
            waiting, self._waiting = self._waiting, []
            self._spill(iter(_in_order(waiting)))
            if len(self._runs) >= _MOST_RUNS:
                runs, self._runs = self._runs, []
                self._spill(self._merged([self._read(run) for run in runs]))

    def __iter__(self) -> Iterator[Pair]:
        waiting = _in_order(self._waiting)
        if not self._runs:
            return iter(waiting)
        return self._merged([*map(self._read, self._runs), iter(waiting)])

    def listed(self) -> Sequence[Finding]:
        """The findings without their numbers: those in the file stay there."""
        if not self.are_many:
            return tuple(finding for _, finding in self)
        return FindingList(lambda: (f for _, f in self), counts_of(f for _, f in self))

    def _spill(self, pairs: Iterator[Pair]) -> None:
        """Write a sorted run."""
        import pickle

        if self._file is None:
            import tempfile

            self._file = tempfile.NamedTemporaryFile(prefix="clingen-ld-")  # noqa: SIM115
        start = self._file.seek(0, 2)
        while batch := list(islice(pairs, _BATCH)):
            pickle.dump([_record(pair) for pair in batch], self._file, protocol=5)
        self._runs.append((start, self._file.tell()))

    def _read(self, run: tuple[int, int]) -> Iterator[Pair]:
        import pickle

        assert self._file is not None
        self._file.flush()
        with open(self._file.name, "rb") as file:
            place, end = run
            while place < end:
                file.seek(place)
                for number, *values in pickle.load(file):
                    yield number, Finding(*values)
                place = file.tell()

    def _merged(self, runs: list[Iterator[Pair]]) -> Iterator[Pair]:
        """The pairs of sorted runs; equal findings have equal positions, so they are adjacent."""
        import heapq
        from hashlib import blake2b

        for _, group in groupby(heapq.merge(*runs, key=_order), key=_order):
            seen: set[bytes] = set()
            for pair in group:
                digest = blake2b(repr(pair).encode("utf-8", "replace"), digest_size=16).digest()
                if digest not in seen:
                    seen.add(digest)
                    yield pair


def _record(pair: Pair) -> tuple[object, ...]:
    number, finding = pair
    return (number, *(getattr(finding, name) for name in _FIELDS))


def _in_order(pairs: Iterable[Pair]) -> list[Pair]:
    return sorted(dict.fromkeys(pairs), key=_order)


def _order(pair: Pair) -> tuple[int, int, int, str, str]:
    """The sort key of a finding: its position, or else its resource."""
    number, finding = pair
    resource = "" if finding.line is not None else finding.resource
    return number, finding.line or 0, finding.column or 0, resource, finding.rule


class FindingList(Sequence[Finding]):
    """A long list of findings, which are created again in each iteration."""

    def __init__(
        self, make: Callable[[], Iterator[Finding]], counts: Counter[tuple[str, Severity]]
    ) -> None:
        self._make = make
        self.counts = counts
        """The number of findings of each rule and severity."""

    def __repr__(self) -> str:
        return f"<{len(self):,} findings>"

    def __reduce__(self) -> tuple[type, tuple[tuple[Finding, ...]]]:
        """A copy, as for another process, has the findings in memory."""
        return tuple, (tuple(self),)

    def __len__(self) -> int:
        return self.counts.total()

    def __iter__(self) -> Iterator[Finding]:
        return self._make()

    @overload
    def __getitem__(self, index: int) -> Finding: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Finding]: ...
    def __getitem__(self, index: int | slice) -> Finding | Sequence[Finding]:
        if isinstance(index, slice):
            start, stop, step = index.indices(len(self))
            return tuple(islice(self, start, stop, step))
        number = index + len(self) if index < 0 else index
        for finding in islice(self, number, number + 1):
            return finding
        raise IndexError(index)


def kept(findings: Iterable[Finding]) -> Sequence[Finding]:
    """Findings that can be iterated once, in their order."""
    found = SortedFindings()
    for number, finding in enumerate(findings):
        found.add(number, finding)
    return found.listed()


def counts_of(findings: Iterable[Finding]) -> Counter[tuple[str, Severity]]:
    """The number of findings of each rule and severity."""
    if isinstance(findings, FindingList):
        return findings.counts.copy()
    return Counter((finding.rule, finding.severity) for finding in findings)


def of_severity(findings: Sequence[Finding], severity: Severity) -> Sequence[Finding]:
    """The findings of a severity."""
    if isinstance(findings, FindingList):
        counts = Counter({key: n for key, n in findings.counts.items() if key[1] == severity})
        return FindingList(lambda: (f for f in findings if f.severity == severity), counts)
    return tuple(finding for finding in findings if finding.severity == severity)


def mapped(findings: Sequence[Finding], change: Callable[[Finding], Finding]) -> Sequence[Finding]:
    """Findings changed one by one, except in rule and severity."""
    if isinstance(findings, FindingList):
        return FindingList(lambda: map(change, findings), findings.counts)
    return tuple(map(change, findings))


class KnownFindings(NamedTuple):
    """Counts of a baseline: the findings it left out, and the entries that no longer occur."""

    left_out: int
    gone: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """The outcome of a validation.

    `faulty` are the numbers of the resources with an error, in the order of input from 0.
    `may_be_empty`: checking nothing is correct, as only foreign files were skipped. `forms` maps
    the files to the forms of their resources. `known` counts the findings that a baseline left out;
    None without one.
    """

    findings: Sequence[Finding]
    files: int
    resources: int
    faulty: frozenset[int] = frozenset()
    may_be_empty: bool = False
    forms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    known: KnownFindings | None = None
    settings: str | None = None
    """The settings file, if there is one."""
    ignored: int = 0
    """The number of findings of ignored rules."""
    lowered: int = 0
    """The number of findings whose severity the settings lowered."""

    @property
    def conforms(self) -> bool:
        """Whether something was checked, without an error."""
        return not self.has("error") and not self.is_missing

    @property
    def is_missing(self) -> bool:
        """Whether nothing was checked though something was expected."""
        return not self.resources and not self.may_be_empty

    def has(self, severity: Severity) -> bool:
        """Whether there is a finding of a severity or of a more severe one."""
        bound = SEVERITIES.index(severity)
        return any(SEVERITIES.index(found) <= bound for _, found in counts_of(self.findings))

    def __iter__(self) -> Iterator[Finding]:
        return iter(self.findings)

    def only(self, severity: Severity) -> Self:
        """The report with only the findings of a severity."""
        return replace(self, findings=of_severity(self.findings, severity))

    def shown_as(self, names: Mapping[str, str]) -> Self:
        """The report with other names for some files, also in messages."""

        def renamed(finding: Finding) -> Finding:
            for name, shown in names.items():
                file = shown if finding.file == name else finding.file
                values = {
                    key: value.replace(name, shown) if isinstance(value, str) else value
                    for key, value in finding.values.items()
                }
                said = finding.message.replace(name, shown)
                finding = replace(finding, file=file, message=said, values=values)
            return finding

        found = mapped(self.findings, renamed) if names else self.findings
        forms = {names.get(file, file): read for file, read in self.forms.items()}
        return replace(self, findings=found, forms=forms) if names else self
