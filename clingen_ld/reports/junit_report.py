"""The JUnit report, for CI servers: a suite for each file, a case for each resource in it.

A case fails when its resource has errors; its warnings and notes are its output. What is not
about a resource is the case of the file itself. The report knows how many files had no findings,
but not their names: together they are one passed case, so that there always is a case.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from xml.etree import ElementTree

from clingen_ld.display import count, visible
from clingen_ld.findings.finding import Finding
from clingen_ld.findings.outcome import Outcome
from clingen_ld.reports.wording import named, remarks, said_at_length, shown

_LONGEST = 4_000


def render(report: Outcome) -> str:
    """The report as a JUnit XML document."""
    files: dict[str, list[Finding]] = {}
    for finding in report.findings:
        files.setdefault(finding.file, []).append(finding)
    notes = remarks(report)
    suites = [_suite(file, findings, notes) for file, findings in files.items()]
    clean = report.files - len(files)
    if clean > 0 or not suites:
        suites.append(_clean(max(clean, 0), notes))
    root = ElementTree.Element("testsuites", {"name": "clingen-ld"} | _sums(suites))
    root.extend(suites)
    ElementTree.indent(root)
    text = ElementTree.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'


def _suite(file: str, findings: Sequence[Finding], notes: Sequence[str]) -> ElementTree.Element:
    name = visible(shown(file), _LONGEST)
    resources: dict[str, list[Finding]] = {}
    for finding in findings:
        resources.setdefault(finding.resource, []).append(finding)
    cases = [_case(name, resource, found) for resource, found in resources.items()]
    failed = sum(case.find("failure") is not None for case in cases)
    suite = ElementTree.Element("testsuite", {"name": name} | _numbers(len(cases), failed))
    forms = dict.fromkeys(finding.form for finding in findings if finding.form)
    _add_properties(suite, {"form": ", ".join(forms), "note": "; ".join(notes)})
    suite.extend(cases)
    return suite


def _add_properties(suite: ElementTree.Element, values: Mapping[str, str]) -> None:
    given = {name: value for name, value in values.items() if value}
    if given:
        properties = ElementTree.SubElement(suite, "properties")
        for name, value in given.items():
            ElementTree.SubElement(properties, "property", name=name, value=value)


def _case(file: str, resource: str, findings: Sequence[Finding]) -> ElementTree.Element:
    name = visible(resource, _LONGEST) or file
    case = ElementTree.Element("testcase", classname=file, name=name, time="0")
    errors = [finding for finding in findings if finding.severity == "error"]
    others = [finding for finding in findings if finding.severity != "error"]
    if errors:
        first = visible(f"{named(errors[0].rule)}: {errors[0].message}", _LONGEST)
        if len(errors) > 1:
            first += f" (and {count(len(errors) - 1, 'more error')})"
        rule = visible(errors[0].rule, _LONGEST)
        failure = ElementTree.SubElement(case, "failure", message=first, type=rule)
        failure.text = _text(errors)
    if others:
        ElementTree.SubElement(case, "system-out").text = _text(others)
    return case


def _text(findings: Iterable[Finding]) -> str:
    return "\n" + "\n".join(_line(finding) for finding in findings) + "\n"


def _line(finding: Finding) -> str:
    place = f"{finding.line}:{finding.column}: " if finding.line is not None else ""
    said = said_at_length(finding, _LONGEST)
    text = f"{place}{finding.severity} {named(finding.rule)}: {said}"
    if finding.pointer:
        text += f" (at {finding.pointer})"
    return visible(text, _LONGEST)


def _clean(files: int, notes: Sequence[str]) -> ElementTree.Element:
    suite = ElementTree.Element("testsuite", {"name": "no findings"} | _numbers(1, 0))
    _add_properties(suite, {"note": "; ".join(notes)})
    name = f"{count(files, 'file')} without findings"
    ElementTree.SubElement(suite, "testcase", classname="no findings", name=name, time="0")
    return suite


def _numbers(tests: int, failures: int) -> dict[str, str]:
    return {"tests": str(tests), "failures": str(failures), "errors": "0", "skipped": "0"}


def _sums(suites: Iterable[ElementTree.Element]) -> dict[str, str]:
    keys = ("tests", "failures", "errors")
    return {key: str(sum(int(suite.attrib[key]) for suite in suites)) for key in keys}
