"""The SARIF 2.1.0 report, for code scanning (GitHub) and editors.

GitHub takes 25,000 results and 10 MB (gzip) a run; a longer report is cut to the most severe
results, and says so in a notification. Results are identified by `partialFingerprints` that do not
change when lines move: by the rule, and the place in the resource. GitHub itself goes by the hash
of the line that its upload action computes, and warns when it finds another one; so that one is
given only where there is no line to compute it from.

GitLab shows Code Quality issues, of the same fingerprints, beside the lines of a merge request.
"""

from __future__ import annotations

import hashlib
import json
import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

from clingen_ld.display import count, cut, visible
from clingen_ld.findings.finding import Finding
from clingen_ld.findings.outcome import Outcome
from clingen_ld.messages.text.compression import plain_name
from clingen_ld.messages.text.inputs import STANDARD_INPUT
from clingen_ld.model import CLINGEN, Model, Rule, is_absolute, load_model
from clingen_ld.reports import wording
from clingen_ld.reports.nodes import node_place, rule_iri
from clingen_ld.version import __version__

LEVELS = {"error": "error", "warning": "warning", "info": "note"}
_PROBLEM = {"error": "error", "warning": "warning", "info": "recommendation"}
_LONGEST_OF_RULES = 1_024


@lru_cache(maxsize=1)
def _descriptors(model: Model) -> dict[str, dict[str, Any]]:
    """The reporting descriptors of the model's rules; their examples are read from files once."""
    return {rule.id: _descriptor(rule) for rule in model.rules.values()}


def _foreign_descriptor(id: str) -> dict[str, Any]:
    """The reporting descriptor of a rule that the model does not know."""
    said = {"text": f"rule {visible(id, 200)}, which is not of the ClinGen Allele Model"}
    found: dict[str, Any] = {
        "id": id,
        "shortDescription": said,
        "fullDescription": said,
        "help": said,
    }
    return found | ({"helpUri": rule_iri(id)} if is_absolute(id) else {})


def _descriptor(rule: Rule) -> dict[str, Any]:
    gravest = rule.severities[0]
    return {
        "id": rule.id,
        "name": _name(rule.name),
        "shortDescription": {"text": f"{rule.name}: {rule.title}"},
        "fullDescription": {
            "text": cut(" ".join(wording.paragraphs(rule.why)) or rule.title, _LONGEST_OF_RULES)
        },
        "help": {"text": _text(rule), "markdown": _markdown(rule)},
        "helpUri": rule_iri(rule.id),
        "defaultConfiguration": {"level": LEVELS[gravest]},
        "properties": {
            "tags": [rule.scope.lower()] if rule.scope else [],
            "precision": "very-high",
            "problem.severity": _PROBLEM[gravest],
        },
    }


def _name(name: str) -> str:
    """A name in PascalCase, as SARIF wants that of a rule.

    >>> _name("dangling-reference")
    'DanglingReference'
    """
    return "".join(word.capitalize() for word in name.split("-"))


def _text(rule: Rule) -> str:
    blocks = [f"{rule.name}: {rule.title}", *wording.paragraphs(rule.why)]
    if rule.fix:
        blocks += ["How to fix it:", *wording.paragraphs(rule.fix)]
    if rule.source:
        blocks.append("Source: " + " ".join(wording.paragraphs(rule.source)))
    return "\n\n".join(blocks)


def _markdown(rule: Rule) -> str:
    blocks = [f"# {rule.id} {rule.name}", rule.title, *wording.paragraphs(rule.why)]
    if rule.fix:
        blocks += ["## How to fix it", *wording.paragraphs(rule.fix)]
    for title, example in (("Keeps the rule", rule.keeps), ("Breaks the rule", rule.breaks)):
        if example:
            blocks += [f"## {title}", f"```\n{example.strip()}\n```"]
    if rule.source:
        blocks.append("_Source: " + " ".join(wording.paragraphs(rule.source)) + "_")
    return "\n\n".join(blocks)


MOST_RESULTS = 25_000
MOST_BYTES = 10_000_000
_LONGEST = 2_000
_SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)


def render(report: Outcome) -> str:
    """The report as a SARIF log with one run, no larger than GitHub takes."""
    most = MOST_RESULTS
    while True:
        findings = wording.gravest(report.findings, most)
        text = json.dumps(_log(report, findings), ensure_ascii=False) + "\n"
        size = _packed_size(text)
        if size <= MOST_BYTES or not findings:
            return text
        most = min(len(findings) * MOST_BYTES // size, len(findings) - 1) * 9 // 10


def _packed_size(text: str) -> int:
    """The size after gzip; a small text is not compressed, as it is small enough."""
    data = text.encode("utf-8", "backslashreplace")
    return len(data) if len(data) <= MOST_BYTES else len(zlib.compress(data)) + 32


def _log(report: Outcome, findings: Sequence[Finding]) -> dict[str, Any]:
    model = load_model()
    known = _descriptors(model)
    # All rules of the model, so that two reports differ in their results only; then any others.
    ids = dict.fromkeys([*known, *(finding.rule for finding in findings)])
    rules = {rule: n for n, rule in enumerate(ids)}
    driver = {
        "name": "clingen-ld",
        "version": __version__,
        "semanticVersion": __version__,
        "informationUri": CLINGEN,
        "rules": [known.get(rule) or _foreign_descriptor(rule) for rule in rules],
    }
    run = {
        "tool": {"driver": driver},
        "invocations": [_invocation(report, findings)],
        "columnKind": "unicodeCodePoints",
        "results": list(_results(findings, rules, model)),
        "properties": {"files": report.files, "resources": report.resources} | _known(report),
    }
    return {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}


def _known(report: Outcome) -> dict[str, Any]:
    said: dict[str, Any] = {"findingsIgnored": report.ignored} if report.ignored else {}
    if report.lowered:
        said["findingsLowered"] = report.lowered
    if report.settings is not None:
        said["settings"] = visible(wording.shown(report.settings))
    if report.known is None:
        return said
    known = report.known
    return said | {"knownFindingsLeftOut": known.left_out, "baselineEntriesGone": known.gone}


def _invocation(report: Outcome, findings: Sequence[Finding]) -> dict[str, Any]:
    found: dict[str, Any] = {"executionSuccessful": True}
    more = wording.left_out(report.findings, findings)
    if more:
        message = (
            f"only the {count(len(findings), 'most severe finding')} are in this report: {more}"
        )
        found["toolExecutionNotifications"] = [{"level": "warning", "message": {"text": message}}]
    return found


def _results(
    findings: Sequence[Finding], rules: dict[str, int], model: Model
) -> Iterator[dict[str, Any]]:
    seen: dict[str, int] = {}
    for finding in findings:
        mark = fingerprint(finding, model)
        seen[mark] = seen.get(mark, 0) + 1
        marks = {"clingenLd/v1": f"{mark}:{seen[mark]}"}
        if finding.line is None:
            marks["primaryLocationLineHash"] = marks["clingenLd/v1"]
        yield (
            {
                "ruleId": finding.rule,
                "ruleIndex": rules[finding.rule],
                "level": LEVELS[finding.severity],
                "message": {"text": _message(finding)},
                "locations": [_location(finding)],
                "partialFingerprints": marks,
            }
            | _related(finding)
            | _fixes(finding)
            | ({"properties": {"form": finding.form}} if finding.form else {})
        )


def _message(finding: Finding) -> str:
    text = visible(wording.message_with_details(finding), _LONGEST) or finding.rule
    if (meant := wording.suggested(finding, _LONGEST)) is not None:
        text += f". Did you mean {meant}?"
    # What SARIF would read as a link, [text](target), or a placeholder, {0}.
    return re.sub(r"\{(\d+)\}", r"{{\1}}", re.sub(r"\[([^\[\]]*)\]\(", r"\\[\1\\](", text))


def _artifact(finding: Finding) -> dict[str, str]:
    place = wording.uri(finding.file)
    artifact = {"uri": place}
    if finding.file not in ("", STANDARD_INPUT) and not place.startswith("file:"):
        artifact["uriBaseId"] = "%SRCROOT%"
    return artifact


def _location(finding: Finding) -> dict[str, Any]:
    physical: dict[str, Any] = {"artifactLocation": _artifact(finding)}
    if finding.line is not None:
        physical |= _regions(finding.line, finding)
    found: dict[str, Any] = {"physicalLocation": physical}
    if names := list(_names(finding)):
        found["logicalLocations"] = names
    return found


def _related(finding: Finding) -> dict[str, Any]:
    """The place of what the value is compared with."""
    other = finding.other
    if other is None:
        return {}
    there = replace(
        finding, pointer=other.pointer, line=other.line, column=other.column, excerpt=None
    )
    said = visible(f"compared with {other.pointer.rpartition('/')[2] or other.pointer}", _LONGEST)
    return {"relatedLocations": [_location(there) | {"message": {"text": said}}]}


def _fixes(finding: Finding) -> dict[str, Any]:
    """What to replace in the file, where that has lines: a compressed one has none."""
    fix = finding.fix
    if fix is None or finding.line is None or plain_name(finding.file) != finding.file:
        return {}
    replacements = [
        {
            "deletedRegion": {
                "startLine": edit.line,
                "startColumn": edit.column,
                "endLine": edit.end_line,
                "endColumn": edit.end_column,
            },
            "insertedContent": {"text": edit.text},
        }
        for edit in fix.edits
    ]
    meant = wording.suggested(finding, _LONGEST)
    message = visible(finding.message, _LONGEST) if meant is None else f"Write {meant}"
    change = {"artifactLocation": _artifact(finding), "replacements": replacements}
    found = {
        "description": {
            "text": message if fix.is_safe else f"{message} (this changes the meaning)"
        },
        "artifactChanges": [change],
        "properties": {"isSafe": fix.is_safe},
    }
    return {"fixes": [found]}


def _regions(line: int, finding: Finding) -> dict[str, Any]:
    """What is at the place, or the rest of its line, and the line, with their texts if not cut."""
    region: dict[str, Any] = {"startLine": line}
    if finding.column is None:
        return {"region": region}
    region["startColumn"] = finding.column
    length = 0 if finding.excerpt is None else finding.excerpt.length
    if length:
        region |= {"endLine": line, "endColumn": finding.column + length}
    excerpt = wording.source_of(finding)
    if excerpt is None or excerpt.column != finding.column or "…" in excerpt.text:
        return {"region": region}
    shown = excerpt.text[excerpt.column - 1 :]
    region["snippet"] = {"text": shown[:length] if length else shown}
    context = {"startLine": line, "snippet": {"text": excerpt.text}}
    # The context must be more than the region.
    return {"region": region} | ({"contextRegion": context} if finding.column > 1 else {})


def _names(finding: Finding) -> Iterator[dict[str, Any]]:
    """The place by its names: the JSON Pointer or XPath in the file, and the resource."""
    if finding.pointer:
        in_xml = plain_name(wording.shown(finding.file)).endswith(".xml")
        yield {
            "name": finding.pointer.rpartition("/")[2] or "/",
            "fullyQualifiedName": finding.pointer,
            "kind": "element" if in_xml else "property",
        }
    if finding.resource:
        yield {"fullyQualifiedName": finding.resource, "kind": "resource"}


def fingerprint(finding: Finding, model: Model) -> str:
    """What stays when lines move and resources change their order in a file."""
    place = node_place(finding, model)
    where = (place.focus, place.path) if place else (wording.uri(finding.file), finding.pointer)
    parts = (finding.rule, finding.severity, *where, str(finding.value))
    text = "\0".join(parts)
    return hashlib.sha256(text.encode("utf-8", "backslashreplace")).hexdigest()[:32]


_GITLAB_SEVERITIES = {"error": "critical", "warning": "minor", "info": "info"}
_LONGEST_DESCRIPTION = 2_000


def gitlab_pieces(report: Outcome) -> Iterator[str]:
    """The findings as a JSON array; each fingerprint occurs once."""
    model, seen = load_model(), dict[str, int]()
    before = "[\n "
    for finding in report.findings:
        text = json.dumps(_issue(finding, model, seen), ensure_ascii=False, indent=1)
        yield before + text.replace("\n", "\n ")
        before = ",\n "
    yield "[]\n" if before == "[\n " else "\n]\n"


def _issue(finding: Finding, model: Model, seen: dict[str, int]) -> dict[str, Any]:
    mark = fingerprint(finding, model)
    seen[mark] = seen.get(mark, 0) + 1
    said = wording.fix_mark(finding) + wording.said_at_length(finding, _LONGEST_DESCRIPTION)
    return {
        "description": visible(said, _LONGEST_DESCRIPTION),
        "check_name": visible(wording.named(finding.rule)),
        "fingerprint": f"{mark}-{seen[mark]}",
        "severity": _GITLAB_SEVERITIES[finding.severity],
        "location": {
            "path": visible(wording.shown(finding.file)),
            "lines": {"begin": finding.line or 1},
        },
    }
