"""The outcome of a validation: collecting its findings, and the report."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from importlib import import_module
from typing import Any, Final, NamedTuple

from clingen_ld.display import colourless
from clingen_ld.model import Severity
from clingen_ld.validation.causes import Causes
from clingen_ld.validation.configuration import Configuration
from clingen_ld.validation.findings import (
    SEVERITIES,
    Finding,
    FindingList,
    SortedFindings,
    counts_of,
    mapped,
    of_severity,
)


class KnownFindings(NamedTuple):
    """Counts of a baseline: the findings it left out, and the entries that no longer occur."""

    left_out: int
    gone: int


@dataclass(frozen=True, slots=True)
class Report:
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

    def only(self, severity: Severity) -> Report:
        """The report with only the findings of a severity."""
        return replace(self, findings=of_severity(self.findings, severity))

    def to_text(self, limit: int | None = None) -> str:
        """The report as the command line shows it, with the first findings up to a limit."""
        return colourless(_rendered(self, "text", limit))

    def as_dict(self) -> dict[str, Any]:
        """The JSON report, as values for `json.dumps`."""
        found: dict[str, Any] = json.loads(_rendered(self, "json"))
        return found

    def as_sarif(self) -> dict[str, Any]:
        """The report as a SARIF 2.1.0 log."""
        found: dict[str, Any] = json.loads(_rendered(self, "sarif"))
        return found

    def to_html(self, limit: int | None = None) -> str:
        """The report as a self-contained HTML page."""
        return _rendered(self, "html", limit)

    def _repr_html_(self) -> str:
        """The HTML report in an iframe, for notebooks."""
        from html import escape  # only this report needs it

        page = escape(self.to_html())
        return f'<iframe {_FRAME} srcdoc="{page}"></iframe>'

    def shown_as(self, names: Mapping[str, str]) -> Report:
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


_FRAME: Final = (
    'title="Validation report" sandbox="allow-scripts" style="width: 100%; height: 32em; border: 0"'
)


def _rendered(report: Report, format: str, limit: int | None = None) -> str:
    # Reports are a layer above validation, so they are imported late.
    text: str = import_module("clingen_ld.reports").render(report, format, limit)
    return text


class Findings:
    """Collects the findings of a validation into a report."""

    def __init__(self, configuration: Configuration, base: str) -> None:
        self._configuration = configuration
        self._found = SortedFindings()
        self._causes = Causes(base)
        self._faulty: set[int] = set()
        self._ignored = self._lowered = 0
        self.files: dict[str, int] = {}
        """The files in the order of input."""
        self._forms: dict[str, dict[str, None]] = {}
        self._last: tuple[str | None, str] = None, ""

    def note_form(self, file: str, form: str) -> None:
        """Record the form of a resource in a file."""
        if file != self._last[0] or form != self._last[1]:
            self._last = file, form
            self.files.setdefault(file, len(self.files))
            self._forms.setdefault(file, {})[form] = None

    def note(self, file: str, findings: Iterable[Finding], resource: int | None) -> None:
        """Add the findings in a file; `resource` is the number of their resource."""
        number = self.files.setdefault(file, len(self.files))
        for finding in findings:
            self._found.add(number, finding)
            self._causes.note_unread(finding)
            wanted = self._configuration.apply(finding)
            at_fault = None if wanted is None else self._causes.note(wanted, resource)
            if wanted is not None and at_fault is not None and wanted.severity == "error":
                self._faulty.add(at_fault)

    def note_beside(self, findings: Iterable[Finding]) -> None:
        """Add findings outside the input files, or without a position; they come last."""
        for finding in findings:
            self._found.add(sys.maxsize, finding)

    def report(self, make: Callable[..., Report], resources: int) -> Report:
        """The report, with findings in the order of files, lines and columns."""
        forms = {file: tuple(self._forms.get(file, ())) for file in self.files}
        if self._found.are_many:
            findings: Sequence[Finding] = FindingList(self._wanted, counts_of(self._wanted()))
        else:
            findings = tuple(self._wanted())
        return make(
            findings,
            len(self.files),
            resources,
            self._causes.raised() | self._faulty,
            forms=forms,
            settings=self._configuration.file,
            ignored=self._ignored,
            lowered=self._lowered,
        )

    def _wanted(self) -> Iterator[Finding]:
        """The findings in order, without duplicates, after the settings are applied."""
        self._ignored = self._lowered = 0
        for _, finding in self._found:
            wanted = self._configuration.apply(finding)
            if wanted is None:
                self._ignored += 1
            elif (said := self._causes.said(wanted)) is not None:
                self._lowered += _is_lowered(finding, wanted)
                yield said


def _is_lowered(finding: Finding, wanted: Finding) -> bool:
    """Whether the settings lowered the severity of a finding."""
    return SEVERITIES.index(wanted.severity) > SEVERITIES.index(finding.severity)
