"""What several reports say in the same words."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from xml.etree import ElementTree

import pytest

from clingen_ld.findings.finding import Finding
from clingen_ld.reports import render
from clingen_ld.reports.wording import read_as, shown, suggested, uri
from clingen_ld.validation.report import Report
from clingen_ld.validation.session import validate


@pytest.mark.parametrize(
    ("file", "forms", "said"),
    [
        ("a.json", ["resource-json"], ""),
        ("a.json", ["registry", "resource-json", "registry"], "read as registry"),
        ("a.json", ["registry", "vrs"], "read as registry, vrs"),
        ("a.json.gz", ["vrs"], "read as vrs"),
        ("a.xml", ["resource-xml"], ""),
        ("a.xml", ["rdfxml"], "read as rdfxml"),
        ("a.jsonld", ["json-ld"], ""),
        ("a.json", ["json-ld"], "read as json-ld"),
        ("a.ttl", ["trig"], ""),
        ("a.nq.zst", ["nquads"], ""),
        ("a.ndjson", ["resource-json"], ""),
        ("-", ["resource-json"], ""),
        ("-", ["interpretation"], "read as interpretation"),
        ("a.json", [""], ""),
        ("a.json", [], ""),
    ],
)
def test_the_form_is_told_where_the_name_tells_another(
    file: str, forms: list[str], said: str
) -> None:
    assert read_as(file, [Finding("ST-1", "error", "", form=form) for form in forms]) == said


def test_reports_say_as_which_form_a_file_was_read(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text(json.dumps({
        "type": "ContextualAllele", "id": "X1", "state": "?", "relatedCanonicalAllele": "CAR:CA1",
    }))  # fmt: skip
    report = validate(path)
    assert report.forms == {str(path): ("interpretation",)}
    for name in "text", "html", "github":
        assert "read as interpretation" in render(report, name)
    assert {f["form"] for f in json.loads(render(report, "json"))["findings"]} == {"interpretation"}
    assert json.loads(render(report, "ndjson").splitlines()[0])["form"] == "interpretation"
    rows = list(csv.DictReader(io.StringIO(render(report, "csv"))))
    assert {row["form"] for row in rows} == {"interpretation"}
    [run] = json.loads(render(report, "sarif"))["runs"]
    assert {r["properties"]["form"] for r in run["results"]} == {"interpretation"}
    junit = ElementTree.fromstring(render(report, "junit"))
    [named] = junit.iter("property")
    assert named.attrib == {"name": "form", "value": "interpretation"}


def test_an_empty_string_can_be_suggested() -> None:
    finding = Finding("XA-7", "error", "- is wrong", "a.json", line=1, column=2, suggestion="")
    assert suggested(finding, 9) == '"" (an empty string)'
    report = Report((finding,), 1, 1)
    for name in "text", "github", "junit":
        assert 'did you mean "" (an empty string)?' in render(report, name)
    assert "Did you mean <code>&quot;&quot; (an empty string)</code>?" in render(report, "html")
    [run] = json.loads(render(report, "sarif"))["runs"]
    assert run["results"][0]["message"]["text"].endswith('Did you mean "" (an empty string)?')
    assert suggested(Finding("XA-7", "error", ""), 9) is None


@pytest.mark.parametrize("graph", ["http://ex.org/g", "urn:uuid:1", "https://ex.org/a#b?c=%20"])
def test_the_name_of_a_graph_is_shown_as_it_is(graph: str) -> None:
    assert shown(graph) == graph
    assert uri(graph) == graph


def test_a_file_with_a_colon_in_its_name_is_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("urn:a.json").write_text("{}")
    assert uri("urn:a.json") == "urn%3Aa.json"
