"""Findings: what a validation reports, and where; lists of them in memory or on disk."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from itertools import groupby, islice
from typing import IO, TYPE_CHECKING, Any, Final, Literal, overload

from clingen_ld.messages.message import Excerpt as Excerpt
from clingen_ld.messages.message import Fix, Place
from clingen_ld.model import Model, Severity, load_model

if TYPE_CHECKING:
    from clingen_ld.validation.shacl.results import ShaclResult


SEVERITIES: tuple[Severity, ...] = ("error", "warning", "info")
"""The severities, most severe first."""

IDLE_SHAPE: Final = "idle-shape"
"""The rule id of findings about the user's own shapes that check nothing."""

NOT_FOUND: Final = "was not found"
"""The text of CO-1 for a reference without a target."""

NO_VALUE: Final = "has no value"
"""The text of ID-1 for an identifier without a value."""

_PLACEHOLDER = re.compile(r"\{\?(\w+)\}")


@dataclass(frozen=True, slots=True)
class Finding:
    """A finding, as users and reports see it.

    `pointer` is a JSON Pointer (an XPath for XML) in the text as given; `line` and `column` are
    1-based, or None when the input has no text (a graph in memory). `form` is the message form of
    the resource. `result` is the SHACL result, for a finding of the user's own shapes. `other` is
    the place of the value that the violating one is compared with, if it is in the resource. `fix`
    is the edit for a program to apply; None if only a person can. `values` are the values in the
    message, by the rule's placeholders: empty for the user's shapes.
    """

    rule: str
    severity: Severity
    message: str
    file: str = ""
    resource: str = ""
    pointer: str = ""
    line: int | None = None
    column: int | None = None
    value: Any = None
    suggestion: str | None = None
    excerpt: Excerpt | None = field(default=None, compare=False)
    result: ShaclResult | None = None
    form: str = field(default="", compare=False)
    other: Place | None = field(default=None, compare=False)
    fix: Fix | None = field(default=None, compare=False)
    values: Mapping[str, object] = field(default_factory=dict, compare=False)

    @property
    def name(self) -> str:
        """The violation name of the rule; empty for the user's own shapes."""
        rule = load_model().rules.get(self.rule)
        return rule.name if rule is not None else ""

    def as_dict(self) -> dict[str, Any]:
        """The finding as JSON values; a number that JSON lacks (NaN) is a string."""
        found: dict[str, Any] = {key: getattr(self, key) for key in KEYS}
        found["values"] = {name: _shown(value) for name, value in self.values.items()}
        if isinstance(self.value, float) and not math.isfinite(self.value):
            found["value"] = str(self.value)
        return found


_NO_KEYS: Final = ("rule", "excerpt", "result", "other", "fix", "values")
KEYS: Final = ("rule", "name", *(f.name for f in fields(Finding) if f.name not in _NO_KEYS))
"""The keys of a JSON finding that are table columns, in order; `values` follows."""


@dataclass(frozen=True, slots=True)
class Violation:
    """A violation at a place of a resource in normal form; the validator turns it into a finding.

    `pointer` is a JSON Pointer in the normal form. `values` fill the placeholders of the rule's
    message. `at` says whether the place is the value, the key of the member, or, for something
    missing, the object in which it is missing (then `pointer` names the object). `severity` is None
    for the most severe one of the rule. `suggestion` is the JSON value to write instead; for a key,
    its name, or the whole part if the key cannot stay in it; for HG-4, the ends of the coordinate
    at `other`. `result` is the SHACL result of the user's own shapes, `other` the pointer of the
    value compared with, in the same resource.
    """

    rule: str
    pointer: str
    values: Mapping[str, object]
    severity: Severity | None = None
    value: Any = None
    suggestion: Any = None
    at: Literal["value", "key"] = "value"
    result: ShaclResult | None = None
    other: str | None = None


Violations = dict[int, list[Violation]]
"""The violations of a set, by resource number."""


def severity_of(violation: Violation, model: Model) -> Severity:
    """The severity of a violation: its own, or the most severe one of its rule."""
    rule = model.rules.get(violation.rule)
    return violation.severity or (rule.severities[0] if rule is not None else "error")


def message_of(violation: Violation, model: Model) -> str:
    """The one-line message of a violation: the rule's text with the values filled in.

    Values that the text has no placeholder for are added at its end.
    """
    rule = model.rules.get(violation.rule)
    if rule is None or violation.result is not None:  # the user's own shape, with its own message
        said = " ".join(str(violation.values.get("message", "")).split())
        return said or "this shape is not kept"
    template = rule.messages.get(severity_of(violation, model)) or rule.title
    return _said(template, violation.values)


def with_values(finding: Finding, values: Mapping[str, object]) -> Finding:
    """The finding with other values in its message; its rule has a single message."""
    made = {**finding.values, **values}
    template = next(iter(load_model().rules[finding.rule].messages.values()))
    return replace(finding, values=made, message=_said(template, made))


def _said(template: str, values: Mapping[str, object]) -> str:
    used = set(_PLACEHOLDER.findall(template))
    text = _PLACEHOLDER.sub(lambda m: _filled(m[1], values.get(m[1], m[0])), template)
    rest = [_shown(value) for name, value in values.items() if name not in used]
    return f"{text} ({', '.join(rest)})" if rest else text


def _filled(name: str, value: object) -> str:
    """The text for a placeholder: a value, or a text used as it is."""
    return " ".join(str(value).split()) if name == "message" else _shown(value)


def _shown(value: object) -> str:
    """A value in a message, shortened to one line."""
    text = " ".join(str(value).split()) or str(value)[:1]
    return text if len(text) <= 120 else text[:117] + "..."


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
