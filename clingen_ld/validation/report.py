"""The outcome of a validation: its findings as they come, and the report that they make."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from importlib import import_module
from typing import Any, Final, NamedTuple

from clingen_ld.model import Severity
from clingen_ld.validation.configuration import Configuration
from clingen_ld.validation.finding_list import (
    FindingList,
    SortedFindings,
    counts_of,
    mapped,
    of_severity,
)
from clingen_ld.validation.findings import NOT_FOUND, SEVERITIES, Finding


class KnownFindings(NamedTuple):
    """Counts of a baseline: findings that it left out, and entries that no longer occur."""

    left_out: int
    gone: int


@dataclass(frozen=True, slots=True)
class Report:
    """The outcome of a validation.

    `faulty` are the numbers of the resources with an error, in the order of input from 0.
    `may_be_empty`: it is right that nothing was checked, since foreign files were passed over.
    `forms` are the files that were read, with the forms that their resources were read as. `known`
    counts the findings that a baseline left out; None without one.
    """

    findings: Sequence[Finding]
    files: int
    resources: int
    faulty: frozenset[int] = frozenset()
    may_be_empty: bool = False
    forms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    known: KnownFindings | None = None
    settings: str | None = None
    """The file of the settings, where there are some."""
    ignored: int = 0
    """How many findings are left out, since their rules are ignored."""
    lowered: int = 0
    """How many findings have a lower severity than their rules, as the settings want."""

    @property
    def conforms(self) -> bool:
        """Whether something was checked, and there is no error."""
        return not self.has("error") and not self.is_missing

    @property
    def is_missing(self) -> bool:
        """Whether there was nothing to check where something was expected."""
        return not self.resources and not self.may_be_empty

    def has(self, severity: Severity) -> bool:
        """Whether there is a finding of a severity or of a more severe one."""
        bound = SEVERITIES.index(severity)
        return any(SEVERITIES.index(found) <= bound for _, found in counts_of(self.findings))

    def __iter__(self) -> Iterator[Finding]:
        return iter(self.findings)

    def only(self, severity: Severity) -> Report:
        """The report with the findings of a severity alone."""
        return replace(self, findings=of_severity(self.findings, severity))

    def to_text(self, limit: int | None = None) -> str:
        """The report as the command line shows it, with the first findings up to a limit."""
        return _STYLE.sub("", _rendered(self, "text", limit))

    def as_dict(self) -> dict[str, Any]:
        """The JSON report, as values that `json.dumps` takes."""
        found: dict[str, Any] = json.loads(_rendered(self, "json"))
        return found

    def as_sarif(self) -> dict[str, Any]:
        """The report as a SARIF 2.1.0 log."""
        found: dict[str, Any] = json.loads(_rendered(self, "sarif"))
        return found

    def to_html(self, limit: int | None = None) -> str:
        """The report as an HTML page that needs nothing else."""
        return _rendered(self, "html", limit)

    def _repr_html_(self) -> str:
        """The HTML report in a frame of its own, as notebooks show it."""
        from html import escape  # which no other report needs

        page = escape(self.to_html())
        return f'<iframe {_FRAME} srcdoc="{page}"></iframe>'

    def shown_as(self, names: Mapping[str, str]) -> Report:
        """The report with other names for some files, in messages, too."""

        def renamed(finding: Finding) -> Finding:
            for name, shown in names.items():
                file = shown if finding.file == name else finding.file
                finding = replace(finding, file=file, message=finding.message.replace(name, shown))
            return finding

        found = mapped(self.findings, renamed) if names else self.findings
        forms = {names.get(file, file): read for file, read in self.forms.items()}
        return replace(self, findings=found, forms=forms) if names else self


_STYLE: Final = re.compile(r"\x1b\[[0-9;]*m")
"""How the text report sets colours; what it shows has no such characters of its own."""

_FRAME: Final = (
    'title="Validation report" sandbox="allow-scripts" style="width: 100%; height: 32em; border: 0"'
)


def _rendered(report: Report, format: str, limit: int | None = None) -> str:
    # Reports stand above the validation, which knows them by name alone.
    text: str = import_module("clingen_ld.reports").render(report, format, limit)
    return text


class Findings:
    """The findings of a validation as they come, and the report that they make."""

    def __init__(self, configuration: Configuration) -> None:
        self._configuration = configuration
        self._found = SortedFindings()
        self._unread: dict[str, str] = {}
        """The places of texts that could not be read, by the ids that may name their files."""
        self._links = _Links()
        self._versions = _Versions()
        self._faulty: set[int] = set()
        self._ignored = self._lowered = 0
        self.files: dict[str, int] = {}
        """The files in the order of input."""
        self._forms: dict[str, dict[str, None]] = {}
        self._last: tuple[str | None, str] = None, ""

    def note_form(self, file: str, form: str) -> None:
        """A resource of a file was read as some form."""
        if file != self._last[0] or form != self._last[1]:
            self._last = file, form
            self.files.setdefault(file, len(self.files))
            self._forms.setdefault(file, {})[form] = None

    def note(self, file: str, findings: Iterable[Finding], resource: int | None) -> None:
        """Keep the findings in a file; `resource` is the number of the resource that has them."""
        number = self.files.setdefault(file, len(self.files))
        for finding in findings:
            self._found.add(number, finding)
            if finding.rule in _UNREADABLE and not finding.resource:
                self._note_unread(finding)
            wanted = self._configuration.apply(finding) if resource is not None else None
            if resource is not None and wanted is not None:
                at_fault = self._links.note(wanted, resource)
                self._versions.note(wanted)
                if wanted.severity == "error":
                    self._faulty.add(at_fault)

    def note_beside(self, findings: Iterable[Finding]) -> None:
        """Keep findings that are in no file of the input, or at no place of it; they come last."""
        for finding in findings:
            self._found.add(sys.maxsize, finding)

    def report(self, make: Callable[..., Report], resources: int) -> Report:
        """The findings in the order of files, lines and columns, as a report."""
        forms = {file: tuple(self._forms.get(file, ())) for file in self.files}
        if self._found.are_many:
            findings: Sequence[Finding] = FindingList(self._wanted, counts_of(self._wanted()))
        else:
            findings = tuple(self._wanted())
        return make(
            findings,
            len(self.files),
            resources,
            frozenset(self._faulty),
            forms=forms,
            settings=self._configuration.file,
            ignored=self._ignored,
            lowered=self._lowered,
        )

    def _note_unread(self, finding: Finding) -> None:
        name = os.path.basename(finding.file)
        place = f"{name}:{finding.line}:{finding.column}" if finding.line else name
        for id_ in (name.partition(".")[0], name.partition(".")[0].partition("-")[0]):
            self._unread.setdefault(id_, place)

    def _wanted(self) -> Iterator[Finding]:
        """The findings in order, each once, as the configuration wants them."""
        self._ignored = self._lowered = 0
        for _, finding in self._found:
            if self._unread and finding.rule == _DANGLING:
                finding = _said_of_unread(finding, self._unread)
            wanted = self._configuration.apply(finding)
            if wanted is None:
                self._ignored += 1
            elif (said := self._links.said(wanted)) and (said := self._versions.said(said)):
                self._lowered += _is_lowered(finding, wanted)
                yield said


def _is_lowered(finding: Finding, wanted: Finding) -> bool:
    """Whether the settings gave a finding a lower severity."""
    return SEVERITIES.index(wanted.severity) > SEVERITIES.index(finding.severity)


class _Links:
    """Links between alleles that one end lacks, which are one finding at that end.

    That is CO-4 where the property is missing (ST-8) or empty (ST-9), and CO-1 or CO-3 where it
    refers to nothing or to an allele of another kind. A wrong link to an effect or a cause (CO-1,
    CO-2) is one finding with CO-7 of the other end, one to a foreign allele (CO-3) with CO-9.
    """

    def __init__(self) -> None:
        self._lacking: dict[str, int] = {}
        """The numbers of resources without the property, by their IRIs."""
        self._from: dict[str, tuple[Finding, int]] = {}
        """The first finding of CO-4 about such a resource, and how many others there are."""
        self._dangling: dict[str, Finding] = {}
        """The first findings of CO-1 and CO-3 in the links of alleles, by their IRIs."""
        self._unanswered: dict[str, tuple[Finding, int]] = {}
        """The same as `_from`, about any resource."""
        self._related: set[str] = set()
        """The IRIs of resources with a wrong link to an effect or a cause."""
        self._foreign: set[tuple[str, str]] = set()
        """The IRIs of canonical alleles with members of another kind, and the pointers to these."""

    def note(self, finding: Finding, resource: int) -> int:
        """Take in a finding in a resource; gives the number of the resource that is at fault."""
        if _is_link_missing(finding):
            if len(self._lacking) < _MOST_LINKS:
                self._lacking[finding.resource] = resource
        elif finding.rule in _WRONG_MEMBERS and _is_link(finding.pointer):
            if len(self._dangling) < _MOST_LINKS:
                self._dangling.setdefault(finding.resource, finding)
                if finding.rule == "CO-3":
                    self._foreign.add((finding.resource, finding.pointer))
        elif finding.rule in _WRONG_LINKS and _RELATED in finding.pointer:
            if len(self._related) < _MOST_LINKS:
                self._related.add(finding.resource)
        elif finding.rule == "CO-4":
            iri = _target(finding)
            known = self._from if iri in self._lacking else self._unanswered
            if iri in known or len(known) < _MOST_LINKS:
                first, others = known.get(iri, (replace(finding, excerpt=None), -1))
                known[iri] = first, others + 1
            return self._lacking.get(iri, resource)
        return resource

    def said(self, finding: Finding) -> Finding | None:
        """A finding as it is reported; None where another finding says the same."""
        if finding.rule == "CO-4":
            iri = _target(finding)
            is_known = iri in self._from or (iri in self._dangling and iri in self._unanswered)
            return None if is_known else finding
        if finding.rule == "CO-7" and self._related and _target(finding) in self._related:
            return None
        if finding.rule == "CO-9" and (finding.resource, finding.pointer) in self._foreign:
            return None
        if finding.rule in _WRONG_MEMBERS and self._dangling.get(finding.resource) == finding:
            return self._said_of(finding, finding.message, self._unanswered)
        match = _LINK_MISSING.match(finding.message) if _is_link_missing(finding) else None
        said = None if match is None else match[0].replace("must not be", "is")
        return finding if said is None else self._said_of(finding, said, self._from)

    def _said_of(
        self, finding: Finding, said: str, known: Mapping[str, tuple[Finding, int]]
    ) -> Finding:
        """A finding with who refers to its resource, of which CO-4 need not speak then."""
        if finding.resource not in known:
            return finding
        first, others = known[finding.resource]
        verb = "refer" if others else "refers"
        more = f" and {others:,} {'others' if others > 1 else 'other'}" if others else ""
        name = first.resource.rpartition("/")[2]
        message = f"{said}, but {name}{more} {verb} to this allele"
        if finding.rule in _WRONG_MEMBERS:
            return replace(finding, message=message)
        return replace(finding, rule="CO-4", severity=first.severity, message=message)


class _Versions:
    """Accessions without a version (RS-2), which displays of references to them have (CO-11)."""

    def __init__(self) -> None:
        self._lacking: set[tuple[str, str]] = set()
        """The ids of sequences, and their accessions without version."""
        self._displayed: dict[tuple[str, str], dict[str, None]] = {}
        """The accessions with version that such sequences are displayed with."""

    def note(self, finding: Finding) -> None:
        """Take in a finding in a resource."""
        if finding.rule == "RS-2" and len(self._lacking) < _MOST_LINKS:
            self._lacking.add(_sequence(finding))
        elif finding.rule == "CO-11" and (key := _displayed(finding)) in self._lacking:
            self._displayed.setdefault(key, {}).setdefault(str(finding.value))

    def said(self, finding: Finding) -> Finding | None:
        """A finding as it is reported; None where the one of the sequence says the same."""
        if finding.rule == "CO-11" and self._displayed:
            return None if _displayed(finding) in self._displayed else finding
        found = self._displayed.get(_sequence(finding)) if finding.rule == "RS-2" else None
        if not found:
            return finding
        message = f"{finding.message}; references to it say {' or '.join(sorted(found)[:3])}"
        only = next(iter(found)) if len(found) == 1 else None
        return replace(finding, message=message, suggestion=finding.suggestion or only)


_DISPLAY: Final = re.compile(r"is not a name of (\S+), which is (\S+)\Z")


def _sequence(finding: Finding) -> tuple[str, str]:
    """The id and the accession of the sequence that a finding of RS-2 is about."""
    return finding.resource.rpartition("/")[2], str(finding.value)


def _displayed(finding: Finding) -> tuple[str, str]:
    """The id and the accession of the sequence that a finding of CO-11 is about; else empty."""
    match = _DISPLAY.search(finding.message) if finding.suggestion is None else None
    return ("", "") if match is None else (match[1], match[2])


_MOST_LINKS: Final = 100_000  # that are remembered
_RELATED: Final = "/related/"
_WRONG_MEMBERS: Final = ("CO-1", "CO-3")
_WRONG_LINKS: Final = ("CO-1", "CO-2")
_LINK_MISSING: Final = re.compile(
    r"(?:canonicalAllele|relatedContextualAllele) (?:is missing|must not be empty)"
)


def _is_link(pointer: str) -> bool:
    """Whether a place is a link between a canonical and a contextual allele."""
    return "relatedContextualAllele" in pointer or pointer.endswith("/canonicalAllele")


def _is_link_missing(finding: Finding) -> bool:
    return finding.rule in ("ST-8", "ST-9") and _LINK_MISSING.match(finding.message) is not None


def _target(finding: Finding) -> str:
    """The IRI that the reference of a finding leads to."""
    target = str(finding.value)
    if ":" in target:
        return target
    return f"{finding.resource.rsplit('/', 2)[0]}/{target}"


_UNREADABLE: Final = ("ST-0", "ST-11")
_DANGLING: Final = "CO-1"


def _said_of_unread(finding: Finding, unread: Mapping[str, str]) -> Finding:
    """A reference that leads to nothing; where its file could not be read, it says so."""
    place = unread.get(str(finding.value).rpartition("/")[2])
    if place is None or not finding.message.endswith(NOT_FOUND):
        return finding
    said = finding.message.removesuffix(NOT_FOUND)
    return replace(finding, message=f"{said}could not be read ({place})", suggestion=None)
