"""The outcome of a validation: its findings as they come, and the report that they make."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from clingen_ld.model import Severity
from clingen_ld.validation.configuration import Configuration
from clingen_ld.validation.findings import SEVERITIES, Finding


class KnownFindings(NamedTuple):
    """What a baseline left out of a report, and how many of its entries no longer occur."""

    left_out: int
    gone: int


@dataclass(frozen=True, slots=True)
class Report:
    """The outcome of a validation.

    `faulty` are the numbers of the resources with an error, in the order of input from 0.
    `may_be_empty`: it is right that nothing was checked, since foreign files were passed over.
    `forms` are the files that were read, with the forms that their resources were read as. `known`
    tells of findings that a baseline left out; None without one.
    """

    findings: tuple[Finding, ...]
    files: int
    resources: int
    faulty: frozenset[int] = frozenset()
    may_be_empty: bool = False
    forms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    known: KnownFindings | None = None

    @property
    def conforms(self) -> bool:
        """Whether something was checked, and there is no error."""
        return not self.has("error") and not self.is_missing

    @property
    def is_missing(self) -> bool:
        """Whether there was nothing to check where something was expected."""
        return not self.resources and not self.may_be_empty

    def has(self, severity: Severity) -> bool:
        """Whether there is a finding of a severity or of a graver one."""
        bound = SEVERITIES.index(severity)
        return any(SEVERITIES.index(f.severity) <= bound for f in self.findings)

    def shown_as(self, names: Mapping[str, str]) -> Report:
        """The report with other names for some files, in messages, too."""
        found = self.findings
        for name, shown in names.items():
            found = tuple(
                replace(f, file=shown if f.file == name else f.file,
                        message=f.message.replace(name, shown))
                for f in found
            )  # fmt: skip
        forms = {names.get(file, file): read for file, read in self.forms.items()}
        return replace(self, findings=found, forms=forms) if names else self


class Findings:
    """The findings of a validation as they come, and the report that they make."""

    def __init__(self, configuration: Configuration) -> None:
        self._configuration = configuration
        self._found: list[tuple[int, Finding]] = []
        self._faulty: set[int] = set()
        self.files: dict[str, int] = {}
        """The files in the order of input."""
        self._forms: dict[str, dict[str, None]] = {}
        self._last: tuple[str, str] | None = None

    def note_form(self, file: str, form: str) -> None:
        """A resource of a file was read as some form."""
        if (file, form) != self._last:
            self._last = file, form
            self._forms.setdefault(file, {})[form] = None

    def note(self, file: str, findings: Iterable[Finding], resource: int | None) -> None:
        """Keep the findings in a file; `resource` is the number of the resource that has them."""
        number = self.files.setdefault(file, len(self.files))
        for finding in findings:
            self._found.append((number, finding))
            wanted = self._configuration.apply(finding) if resource is not None else None
            if resource is not None and wanted is not None and wanted.severity == "error":
                self._faulty.add(resource)

    def note_beside(self, findings: Iterable[Finding]) -> None:
        """Keep findings that are in no file of the input, or at no place of it; they come last."""
        self._found += ((sys.maxsize, finding) for finding in findings)

    def report(self, make: Callable[..., Report], resources: int) -> Report:
        """The findings in the order of files, lines and columns, as a report."""
        forms = {file: tuple(self._forms.get(file, ())) for file in self.files}
        return make(
            tuple(self._wanted()),
            len(self.files),
            resources,
            frozenset(self._faulty),
            forms=forms,
        )

    def _wanted(self) -> Iterator[Finding]:
        """The findings in order, each once, as the configuration wants them."""
        for _, finding in sorted(
            dict.fromkeys(self._found),
            key=lambda pair: (pair[0], *_order(pair[1])),
        ):
            wanted = self._configuration.apply(finding)
            if wanted is not None:
                yield wanted


def _order(finding: Finding) -> tuple[int, int, str, str]:
    """Findings stand as their places do; those without a place, resource by resource."""
    resource = "" if finding.line is not None else finding.resource
    return finding.line or 0, finding.column or 0, resource, finding.rule
