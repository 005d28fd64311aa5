"""Validation of a store in place: the same findings as those of the messages loaded into it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from clingen_ld import ValidationOptions, validate
from clingen_ld.graph.terms import RDF_TYPE, Literal
from clingen_ld.messages.message import Item
from clingen_ld.model import CLINGEN, DEFAULT_BASE
from clingen_ld.reports import FORMATS, render
from clingen_ld.stores import validating
from clingen_ld.stores.validating import found_in, validate_against, validate_store
from clingen_ld.validation import session
from clingen_ld.validation.report import Report
from tests.stores.filled import EXAMPLES, filled, put
from tests.stores.memory import MemoryStore


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """A story with one error within a resource, and one between two."""
    folder = tmp_path / "broken"
    folder.mkdir()
    for path in (EXAMPLES / "brca1").glob("*.json"):
        tree: dict[str, Any] = json.loads(path.read_text())
        if tree["id"] == "XA211":
            tree["referenceCoordinate"]["end"]["index"] = 5
        if tree["id"] == "SEQ205":
            tree["gene"] = {"reference": "Gene/NOBODY"}
        (folder / path.name).write_text(json.dumps(tree))
    return folder


def _found(report: Report) -> set[tuple[str, str, str]]:
    return {(f.rule, f.resource, f.pointer) for f in report.findings}


@pytest.mark.slow
def test_right_messages_are_right_in_a_store() -> None:
    report = validate_store(filled(EXAMPLES))
    assert report.findings == ()
    assert report.files == 1
    assert report.resources > 100


@pytest.mark.parametrize("kept", [10_000, 2])
def test_the_findings_are_those_of_the_messages(
    broken: Path, kept: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session, "KEPT_MESSAGES", kept)
    seen: list[Item] = []
    report = validate_store(filled(broken), progress=seen.append)
    assert len(seen) == report.resources
    assert _found(report) == _found(validate(broken))
    assert {"XA-5", "CO-1"} <= {finding.rule for finding in report.findings}
    for finding in report.findings:
        assert finding.file == "memory"
        assert (finding.line, finding.column, finding.excerpt) == (None, None, None)
    resources = [finding.resource for finding in report.findings]
    assert resources == sorted(resources)


@pytest.mark.slow
@pytest.mark.parametrize("form", FORMATS)
def test_every_report_can_show_them(form: str, broken: Path) -> None:
    assert "CO-1" in render(validate_store(filled(broken)), form)


def test_graphs_of_others_are_validated_too() -> None:
    store = MemoryStore("memory")
    gene = "http://example.org/genes/G1"
    place = "http://example.org/all"
    kind, symbol = (gene, RDF_TYPE, CLINGEN + "Gene"), (gene, CLINGEN + "symbol", Literal(""))
    put(store, place, kind, symbol)
    report = validate_store(store)
    assert {(f.file, f.resource) for f in report.findings} == {(place, gene)}
    assert {("ST-9", "/symbol"), ("ST-2", "")} <= {(f.rule, f.pointer) for f in report.findings}


def test_two_states_of_a_resource_in_two_graphs_are_found() -> None:
    store = filled(EXAMPLES / "ilk")
    [name] = [name for name in store.contents if name.endswith("Gene/GENE101")]
    copied = [quad[:3] for quad in store.contents[name]]
    put(store, "http://example.org/copy", *copied, (name, CLINGEN + "aliasSymbol", Literal("X")))
    assert "CO-5" in {f.rule for f in validate_store(store).findings}


def test_rules_of_a_set_see_the_whole_store() -> None:
    store = filled(EXAMPLES / "ilk")
    [name] = [name for name in store.contents if name.endswith("Gene/GENE101")]
    store.remove([name])
    report = validate_store(store)
    assert {f.rule for f in report.findings} == {"CO-1"}
    assert validate_store(store, ValidationOptions(partial=True)).findings == ()


def test_references_may_lead_into_a_store(tmp_path: Path) -> None:
    sequence = tmp_path / "SEQ205.json"
    sequence.write_text((EXAMPLES / "brca1" / "SEQ205.json").read_text())
    assert {f.rule for f in validate(sequence).findings} == {"CO-1"}
    elsewhere = found_in([MemoryStore("empty"), filled(EXAMPLES / "brca1")], DEFAULT_BASE)
    assert validate(sequence, ValidationOptions(elsewhere=elsewhere)).findings == ()
    assert elsewhere(f"{DEFAULT_BASE}Gene/NOBODY") is None


@pytest.mark.parametrize("location", ["memory", "http://made.example/query"])
def test_a_server_is_asked_for_many_at_once(
    location: str, broken: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, empty = filled(EXAMPLES / "brca1"), MemoryStore("empty")
    store.location = location
    asked: list[int] = []

    def count(store: Any, iris: Any, base: str) -> Any:
        asked.append(len(iris))
        return stored_resources(store, iris, base)

    stored_resources = validating.stored_resources
    monkeypatch.setattr(validating, "stored_resources", count)
    alleles = [str(path) for path in sorted(broken.glob("XA*.json"))]
    told: list[Item] = []
    found = validate_against(alleles, [empty, store], ValidationOptions(), progress=told.append)
    assert {(f.rule, f.resource.rpartition("/")[2]) for f in found.findings} == {("XA-5", "XA211")}
    assert found.resources == len(told) == len(alleles)
    assert sum(asked) > 10
    if location != "memory":
        # Each of what the folder lacks is asked for there by itself, and then of the server.
        assert len([number for number in asked if number > 1]) == 1
        assert max(asked) > 10
