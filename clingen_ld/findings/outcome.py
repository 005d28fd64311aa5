"""The outcome of a validation, as reports see it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple, Self

from clingen_ld.findings.finding import SEVERITIES, Finding
from clingen_ld.findings.lists import counts_of, mapped, of_severity
from clingen_ld.model import Severity


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
