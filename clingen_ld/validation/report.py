"""The report of a validation, and collecting its findings."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from clingen_ld.display import colourless
from clingen_ld.findings.finding import SEVERITIES, Finding
from clingen_ld.findings.outcome import FindingList, Outcome, SortedFindings, counts_of
from clingen_ld.reports import render
from clingen_ld.validation.causes import Causes
from clingen_ld.validation.configuration import Configuration


@dataclass(frozen=True, slots=True)
class Report(Outcome):
    """The report of a validation, which can be had in several formats."""

    def __repr__(self) -> str:
        from clingen_ld.reports.wording import verdict_line

        return f"<Report: {verdict_line(self)}>"

    def to_text(self, limit: int | None = None) -> str:
        """The report as the command line shows it, with the first findings up to a limit."""
        return colourless(render(self, "text", limit))

    def as_dict(self) -> dict[str, Any]:
        """The JSON report, as values for `json.dumps`."""
        found: dict[str, Any] = json.loads(render(self, "json"))
        return found

    def as_sarif(self) -> dict[str, Any]:
        """The report as a SARIF 2.1.0 log."""
        found: dict[str, Any] = json.loads(render(self, "sarif"))
        return found

    def to_html(self, limit: int | None = None) -> str:
        """The report as a self-contained HTML page."""
        return render(self, "html", limit)

    def _repr_html_(self) -> str:
        """The HTML report in an iframe, for notebooks."""
        from html import escape  # only this report needs it

        page = escape(self.to_html())
        return f'<iframe {_FRAME} srcdoc="{page}"></iframe>'


_FRAME: Final = (
    'title="Validation report" sandbox="allow-scripts" style="width: 100%; height: 32em; border: 0"'
)


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

    def report(self, resources: int) -> Report:
        """The report, with findings in the order of files, lines and columns."""
        forms = {file: tuple(self._forms.get(file, ())) for file in self.files}
        if self._found.are_many:
            findings: Sequence[Finding] = FindingList(self._wanted, counts_of(self._wanted()))
        else:
            findings = tuple(self._wanted())
        return Report(
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
                before, now = map(SEVERITIES.index, (finding.severity, wanted.severity))
                self._lowered += now > before
                yield said
