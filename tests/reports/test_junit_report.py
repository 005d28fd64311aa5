"""The JUnit report, read by junitparser and by expat."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from junitparser import JUnitXml, TestSuite

from clingen_ld.findings.finding import Finding
from clingen_ld.reports import render
from clingen_ld.validation.report import Report
from tests.reports.report_samples import (
    EMPTY,
    HOSTILE,
    MISSING,
    MIXED,
    NASTY,
    SPELLING,
    WRONG_CODE,
    each_report,
    hostile,
)


def suites(report: Report) -> list[TestSuite]:
    return list(JUnitXml.fromstring(render(report, "junit").encode()))


@each_report
def test_the_numbers_are_right(report: Report) -> None:
    whole = JUnitXml.fromstring(render(report, "junit").encode())
    written = (whole.tests, whole.failures, whole.errors)
    whole.update_statistics()  # type: ignore[no-untyped-call]
    assert (whole.tests, whole.failures, whole.errors) == written
    assert (whole.failures == 0) == report.conforms
    assert whole.tests > 0  # CI servers take a report without tests for a mistake


def test_a_suite_for_each_file_and_a_case_for_each_resource() -> None:
    found = suites(MIXED)
    assert [s.name for s in found] == ["examples/XA101.json", "more/CA7.xml", "stdin", "input"]
    assert [[case.name for case in suite] for suite in found] == [
        ["http://clingendb.clingen.org/ContextualAllele/XA101"],
        ["http://clingendb.clingen.org/CanonicalAllele/CA7"],
        ["stdin"],
        ["input", "http://clingendb.clingen.org/Gene/GENE1"],
    ]
    assert [[case.is_passed for case in suite] for suite in found] == [
        [False], [True], [False], [False, True],
    ]  # fmt: skip


def test_a_case_tells_its_errors_and_then_the_rest() -> None:
    (case,) = suites(MIXED)[0]
    (failure,) = case.result
    assert failure.type == "ST-5"
    assert failure.message == (
        'ST-5 unknown-code: contextualAlleleType "transkript" is not allowed; expected genomic or '
        "transcript (and 1 more error)"
    )
    assert failure.text.strip().splitlines() == [
        '4:27: error ST-5 unknown-code: contextualAlleleType "transkript" is not allowed; expected '
        "genomic or transcript; did you mean transcript? (at /contextualAlleleType)",
        "9:14: error ST-2 missing-property: index is missing in start; it is required "
        "(at /referenceCoordinate/start)",
    ]
    assert case.system_out.strip() == (
        "1:1: warning ST-8 not-as-recommended: canonicalAllele is missing; recommended (the "
        "diagram of the resource requires it)"
    )


def test_files_without_findings_are_a_passed_case() -> None:
    (suite,) = suites(EMPTY)
    (case,) = suite
    assert case.is_passed
    assert case.name == "3 files without findings"
    assert [s.name for s in suites(Report((SPELLING,), 5, 9))] == ["more/CA7.xml", "no findings"]
    assert suites(Report((), 0, 0))[0].tests == 1


def test_findings_of_a_file_that_do_not_stand_together() -> None:
    report = Report((WRONG_CODE, SPELLING, MISSING), 2, 2)
    assert [(s.name, s.tests) for s in suites(report)] == [
        ("examples/XA101.json", 1), ("more/CA7.xml", 1),
    ]  # fmt: skip


@pytest.mark.parametrize("text", NASTY)
def test_hostile_text_is_xml(text: str) -> None:
    report = Report((hostile(text), Finding(text, "error", text, text)), 1, 1)
    root = ElementTree.fromstring(render(report, "junit").encode())
    for element in root.iter():
        assert element.tag in {"testsuites", "testsuite", "testcase", "failure", "system-out"}
        for value in (*element.attrib.values(), element.text or ""):
            assert not any(ord(c) < 32 and c != "\n" for c in value)
            assert "\ufffe" not in value


def test_attributes_that_the_schemas_of_ci_servers_know() -> None:
    root = ElementTree.fromstring(render(HOSTILE, "junit").encode())
    known = {
        "testsuites": {"name", "tests", "failures", "errors"},
        "testsuite": {"name", "tests", "failures", "errors", "skipped"},
        "testcase": {"classname", "name", "time"},
        "failure": {"message", "type"},
        "system-out": set[str](),
    }
    for element in root.iter():
        assert set(element.attrib) == known[element.tag]
    for case in root.iter("testcase"):
        assert len(case.findall("failure")) <= 1
