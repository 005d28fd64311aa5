"""Wording that several reports share: counts, cut texts, rules by number of findings."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path, PurePath
from typing import NamedTuple
from urllib.parse import quote

from clingen_ld.display import count, display_width, end_within, start_within, visible
from clingen_ld.findings.finding import SEVERITIES, Finding
from clingen_ld.findings.outcome import FindingList, Outcome, counts_of
from clingen_ld.messages.forms import FORMS, RESOURCE_JSON
from clingen_ld.messages.message import Excerpt
from clingen_ld.messages.text.compression import plain_name
from clingen_ld.messages.text.inputs import STANDARD_INPUT
from clingen_ld.model import PREFIXES, Rule, Severity, load_model, local_name

_WORD = re.compile(r"[A-Za-z][\w-]*")
_EXCERPT = 100  # what an excerpt has from its place on, unless the line ends before


class RuleCount(NamedTuple):
    """How often a rule was broken with a severity."""

    rule: str
    severity: Severity
    number: int
    title: str


def counted(findings: Iterable[Finding]) -> str:
    """The number of findings of each severity, most severe first; "" when there are none."""
    return in_words(severity_counts(counts_of(findings)))


def gravest(findings: Sequence[Finding], limit: int | None) -> tuple[Finding, ...]:
    """No more findings than the limit: the most severe ones, in the order that they had."""
    if limit is None or len(findings) <= limit:
        return tuple(findings)
    numbers, room = severity_counts(counts_of(findings)), Counter[Severity]()
    for severity in SEVERITIES:
        room[severity] = min(numbers[severity], limit - room.total())
    found = []
    for finding in findings:
        if room[finding.severity]:
            room[finding.severity] -= 1
            found.append(finding)
    return tuple(found)


_FIXABLE = "[*]"
"""The mark of what --fix fixes, as ruff has it."""
_ALIKE = 3
"""Up to so many equal findings are shown one by one."""
_OF_ONE_CAUSE = ("HG-3",)
"""Rules whose findings are equal if all but the values is: a sequence has the wrong accession."""
_PLACES = 3
"""The places of so many of the others are named."""


def folded(findings: Sequence[Finding]) -> Sequence[Finding]:
    """The findings with the first of many equal ones for all: it says how many more, and where.

    Equal are those that say the same of other places. Programs get all of them (JSON, SARIF). Of
    more findings than memory holds, none are folded.
    """
    if isinstance(findings, FindingList):
        return findings
    alike: dict[tuple[str, ...], list[Finding]] = {}
    for finding in findings:
        alike.setdefault(_said(finding), []).append(finding)
    found = []
    for finding in findings:
        group = alike[_said(finding)]
        if len(group) <= _ALIKE:
            found.append(finding)
        elif finding is group[0]:
            places = ", ".join(place_of(each) for each in group[1 : _PLACES + 1])
            rest = ", …" if len(group) > _PLACES + 1 else ""
            more = f"and {len(group) - 1:,} more: {places}{rest}"
            found.append(replace(finding, message=f"{finding.message}; {more}"))
    return found


def _said(finding: Finding) -> tuple[str, ...]:
    message = finding.message
    if finding.rule in _OF_ONE_CAUSE:
        message = message.replace(str(finding.value), "", 1)
    if finding.rule == "HG-4" and (apart := _apart(finding)) is not None:
        # On one sequence, or one coding region of it, all are so far from their names.
        sequence = str(finding.value).partition(":")[0]
        return finding.rule, finding.severity, sequence, str(apart)
    return finding.rule, finding.severity, message, str(finding.suggestion)


_INDEX = re.compile(r"[0-9]+")


def _apart(finding: Finding) -> int | None:
    """How far a coordinate is from its name, in bases (HG-4); None where one is not a number."""
    ends = (_INDEX.match(str(finding.values.get(key))) for key in ("found", "expected"))
    found, expected = (None if end is None else int(end[0]) for end in ends)
    return None if found is None or expected is None else found - expected


def place_of(finding: Finding) -> str:
    """Where a finding is, as `file:line:column` as far as it is known."""
    numbers = (str(n) for n in (finding.line, finding.column) if n is not None)
    return ":".join((shown(finding.file), *numbers))


def left_out(findings: Sequence[Finding], shown: Sequence[Finding]) -> str:
    """What to say of the findings that are not shown; "" when all are."""
    more = len(findings) - len(shown)
    if not more:
        return ""
    left = severity_counts(counts_of(findings)) - severity_counts(counts_of(shown))
    return f"… and {more:,} more ({in_words(left)}); all of them: --report json"


def source_of(finding: Finding) -> Excerpt | None:
    """The source line of a finding, with an ellipsis where it was cut.

    None where it says nothing: a bracket alone does not.
    """
    if finding.excerpt is None or len(finding.excerpt.text.strip()) < 2:
        return None
    text, column, length = finding.excerpt
    if len(text) - column + 1 >= _EXCERPT:
        text += "…"
    if finding.column is not None and column < finding.column:
        text, column = f"…{text}", column + 1
    return Excerpt(text, column, length)


def by_rule(counts: Mapping[tuple[str, Severity], int]) -> list[RuleCount]:
    """The rules of findings, most severe and most frequent first."""
    rows = sorted(counts.items(), key=lambda item: (SEVERITIES.index(item[0][1]), -item[1]))
    return [RuleCount(rule, severity, number, title_of(rule)) for (rule, severity), number in rows]


def severity_counts(counts: Mapping[tuple[str, Severity], int]) -> Counter[Severity]:
    """How many findings there are of each severity, from those of each rule and severity."""
    numbers = Counter[Severity]()
    for (_, severity), number in counts.items():
        numbers[severity] += number
    return numbers


def rule_of(id: str) -> Rule | None:
    """The rule of the model with an id, or None: findings may come from other shapes."""
    return load_model().rules.get(id)


def title_of(id: str) -> str:
    """What a rule asks for, "" when the model does not know it."""
    rule = rule_of(id)
    return rule.title if rule is not None else ""


def name_of(id: str) -> str:
    """What is wrong where a rule is broken, in kebab case; "" when the model does not know it."""
    rule = rule_of(id)
    return rule.name if rule is not None else ""


def named(id: str) -> str:
    """The id of a rule with its name beside it.

    >>> named("CO-1"), named("http://example.org/shapes#Mine")
    ('CO-1 dangling-reference', 'http://example.org/shapes#Mine')
    """
    return f"{id} {name_of(id)}".rstrip()


def details(finding: Finding) -> list[str]:
    """The details of a result of the user's shapes, indented."""
    if finding.result is None:
        return []
    from clingen_ld.findings.shacl_result import all_details, path_text

    found = []
    for depth, detail in all_details(finding.result):
        path = path_text(detail.path, prefixed)
        message = " ".join(detail.message.split()) or local_name(detail.component)
        found.append("  " * depth + message + (f" (path {path})" if path else ""))
    return found


def prefixed(iri: str) -> str:
    """An IRI by the usual prefixes, where its local name is a plain word.

    >>> prefixed("http://hl7.org/fhir/use")
    'fhir:use'
    """
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace) and _WORD.fullmatch(iri, len(namespace)):
            return f"{prefix}:{iri[len(namespace) :]}"
    return f"<{iri}>"


def message_with_details(finding: Finding) -> str:
    """The message of a finding with its details, for reports that have one text."""
    below = "; ".join(line.strip() for line in details(finding))
    return f"{finding.message.rstrip('.')}: {below}" if below else finding.message


def said_at_length(finding: Finding, limit: int) -> str:
    """The message of a finding with the texts below it, and what is suggested."""
    said = message_with_details(finding)
    meant = suggested(finding, limit)
    return said if meant is None else f"{said}; did you mean {meant}?"


def fix_mark(finding: Finding) -> str:
    """The mark of a finding that --fix fixes; "" for others."""
    return f"{_FIXABLE} " if _is_fixable(finding) and finding.fix and finding.fix.is_safe else ""


def fixable(report: Outcome) -> Iterator[str]:
    """How many of the findings that a text shows are fixed by --fix, where any are."""
    counts = Counter(f.fix.is_safe for f in report.findings if f.fix and _is_fixable(f))
    if counts[True]:
        more = f" ({counts[False]:,} more with --unsafe-fixes)" if counts[False] else ""
        yield f"{_FIXABLE} {counts[True]:,} fixable with --fix{more}"
    elif counts[False]:
        yield f"{counts[False]:,} fixable with --fix --unsafe-fixes"


def _is_fixable(finding: Finding) -> bool:
    """Whether a finding has a fix in a text."""
    return finding.fix is not None and finding.line is not None


def verdict_line(report: Outcome) -> str:
    """What was checked, the verdict, and how many findings there are: one line."""
    said = verdict(report.resources, report.has("error"))
    checked = f"{count(report.files, 'file')}, {count(report.resources, 'resource')}"
    return f"{checked}: {said} ({counted(report.findings) or 'nothing found'})"


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a text that was wrapped by hand, each on one line."""
    return [" ".join(part.split()) for part in re.split(r"\n\s*\n", text) if part.strip()]


def in_words(numbers: Counter[Severity]) -> str:
    return ", ".join(count(numbers[s], s) for s in SEVERITIES if numbers[s])


def suggested(finding: Finding, limit: int) -> str | None:
    """What is suggested in the place of a wrong value, fit to show; None when nothing is."""
    if finding.suggestion is None:
        return None
    if not isinstance(finding.value, str) and str(finding.value) == finding.suggestion:
        return f'"{visible(finding.suggestion, limit)}" (a string)'
    return visible(finding.suggestion, limit) or '"" (an empty string)'


def read_as(file: str, findings: Iterable[Finding]) -> str:
    """As which forms a file was read, where its name lets one expect another; else "".

    >>> read_as("a.json", [Finding("CA-4", "info", "", form="registry")])
    'read as registry'
    """
    forms = dict.fromkeys(finding.form for finding in findings if finding.form)
    expected = _expected_forms(Path(plain_name(file)).suffix)
    strange = [form for form in forms if form not in expected]
    return f"read as {', '.join(strange)}" if strange else ""


def _expected_forms(suffix: str) -> tuple[str, ...]:
    """The forms that the ending of a file name lets one expect."""
    named = [form for form in FORMS.values() if form.extension == suffix]
    if not named:
        return (RESOURCE_JSON.name,)
    # Every Turtle text is TriG, and is read as that.
    return (named[0].name, "trig") if named[0].name == "turtle" else (named[0].name,)


def verdict(resources: int, has_errors: bool) -> str:
    """What comes out of a validation, in words.

    >>> verdict(0, False), verdict(3, False)
    ('nothing was checked', 'conforms')
    """
    if not resources:
        return "nothing was checked"
    return "does not conform" if has_errors else "conforms"


def of_settings(file: str | None, ignored: int, lowered: int = 0) -> list[str]:
    """The settings in a sentence, where they hide something or are of no folder below this.

    `ignored` is the number of findings that they leave out, `lowered` that of findings to which
    they give a lower severity.
    """
    if file is None:
        return []
    name = visible(shown(file), 400)
    said = [f"{count(ignored, 'finding')} ignored"] if ignored else []
    if lowered:
        said.append(f"{count(lowered, 'finding')} lowered in severity")
    if said:
        return [f"{', '.join(said)} ({name})"]
    return [] if _below_here(file) else [f"settings: {name}"]


def remarks(report: Outcome) -> list[str]:
    """What settings and a baseline left out of a report, and what of it no longer occurs."""
    said = of_settings(report.settings, report.ignored, report.lowered)
    if report.known is None:
        return said
    left_out, gone = report.known
    if left_out:
        said.append(f"{count(left_out, 'known finding')} left out")
    if gone:
        entries = "1 entry" if gone == 1 else f"{gone:,} entries"
        said.append(f"{entries} of the baseline no longer {'occurs' if gone == 1 else 'occur'}")
    return said


def shown(file: str) -> str:
    """The name of a file to show: relative to the working directory where it is below it.

    Standard input is `stdin`, and what came from no file is `input`.
    """
    if file in ("", STANDARD_INPUT):
        return "stdin" if file else "input"
    below = _below_here(file)
    return str(below) if below is not None else file


def uri(file: str) -> str:
    """The URI reference of a file: relative where it is below the working directory.

    >>> uri("-"), uri("50% of a:b.json")
    ('stdin', '50%25%20of%20a%3Ab.json')
    """
    if file in ("", STANDARD_INPUT):
        return shown(file)
    below = _below_here(file)
    return quote(_octets(below.as_posix())) if below is not None else absolute_uri(file)


def absolute_uri(file: str) -> str:
    """The `file:` URI of a file, or the name of a graph."""
    if _is_graph(file):
        return quote(file, safe=":/?#[]@!$&'()*+,;=%~")
    path = Path(os.path.abspath(file)).as_posix()
    return f"file://{'' if path.startswith('/') else '/'}{quote(_octets(path), safe='/:')}"


_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:")


def _is_graph(file: str) -> bool:
    """Whether it is the name of a graph in a store, which is no file."""
    return _IRI.match(file) is not None and not os.path.exists(file)


def _below_here(file: str) -> PurePath | None:
    if _is_graph(file):
        return None
    path = Path(os.path.abspath(file))
    here = Path.cwd()
    return path.relative_to(here) if path != here and path.is_relative_to(here) else None


def _octets(path: str) -> bytes:
    """A path as the file system has it: names need not be UTF-8."""
    try:
        return os.fsencode(path)
    except UnicodeEncodeError:
        return path.encode("utf-8", "replace")


def pointed(excerpt: Excerpt, width: int) -> tuple[str, int]:
    """The line of an excerpt, cut to a width around its place, and the columns before the place.

    The white space at the start of the line is left out.
    """
    text = excerpt.text.rstrip()
    place = max(min(excerpt.column - 1, len(text)), 0)
    indent = min(len(text) - len(text.lstrip()), place)
    before = visible(text[indent:place].replace("\t", " "))
    after = visible(text[place:].replace("\t", " "))
    if display_width(before) + display_width(after) > width:
        before = end_within(before, max(width - display_width(after), width * 2 // 3))
        after = start_within(after, width - display_width(before))
    return before + after, display_width(before)
