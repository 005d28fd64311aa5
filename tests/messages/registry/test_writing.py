"""Documents of the Allele Registry come back equal as JSON, by every way through the model."""

from __future__ import annotations

import copy
import gzip
import json
from pathlib import Path
from typing import Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

import clingen_ld
from clingen_ld.messages.registry.writing import RegistryWriter
from tests.console import ROOT
from tests.messages.carrying import read_items, write
from tests.messages.editing import places, with_value, without
from tests.messages.registry.documents import DOCUMENTS, back, changes, documents, trees

WAYS = ("resource-json", "json-ld", "nquads", "trig", "turtle", "ntriples")
FILES = sorted((ROOT / "examples" / "registry").glob("*.json"))
REFERENCE = ROOT.parent / "shared" / "reference" / "allele-registry"
RECORDED = sorted(p for p in REFERENCE.rglob("*.json") if not p.name.startswith("error"))


@pytest.mark.slow
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_kind_of_document_comes_back(name: str, way: str) -> None:
    assert back([DOCUMENTS[name]], way) == [DOCUMENTS[name]]


@pytest.mark.parametrize("rows", ["genomicAlleles", "transcriptAlleles"])
@pytest.mark.parametrize("way", ["registry", "nquads"])
def test_of_a_document_with_a_row_twice_nothing_is_lost(rows: str, way: str) -> None:
    document = copy.deepcopy(DOCUMENTS["substitution"])
    document[rows].append(document[rows][0])
    through = document if way == "registry" else clingen_ld.convert([document], way).text or ""
    made = clingen_ld.convert(
        [through] if isinstance(through, dict) else clingen_ld.Document(through), "registry"
    )
    assert json.loads(made.text or "") == document
    assert made.lost == []


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_every_example_comes_back_through_files(path: Path, tmp_path: Path) -> None:
    quads = tmp_path / "quads.nq.gz"
    clingen_ld.convert(path, "nquads", quads)
    assert gzip.decompress(quads.read_bytes()).count(b"\n") > 10
    made = clingen_ld.convert(quads, "registry")
    assert not made.lost
    assert not made.problems
    assert json.loads(made.text or "") == json.loads(path.read_text())


@pytest.mark.parametrize("name", ["brca1", "ilk"])
def test_a_second_conversion_changes_nothing(name: str, tmp_path: Path) -> None:
    once = clingen_ld.convert(ROOT / "examples" / name, "registry").text or ""
    (tmp_path / "once.jsonl").write_text(once, encoding="utf-8")
    assert once
    assert clingen_ld.convert(tmp_path / "once.jsonl", "registry").text == once


def resources(text: str, folder: Path, engine: Literal["direct", "standard"]) -> str:
    """The resources of a text as resource-json."""
    (folder / "given.json").write_text(text, encoding="utf-8")
    options = clingen_ld.ReadOptions(engine=engine)
    made = clingen_ld.convert(folder / "given.json", "resource-json", options=options)
    assert not made.problems
    return made.text or ""


@pytest.mark.slow
@pytest.mark.parametrize("engine", ["direct", "standard"])
@pytest.mark.parametrize(
    "document",
    [*DOCUMENTS.values(), *(json.loads(path.read_text()) for path in RECORDED)],
    ids=[*DOCUMENTS, *(path.stem for path in RECORDED)],
)
def test_the_resources_of_a_document_are_in_normal_form(
    document: dict[str, Any], engine: Literal["direct", "standard"], tmp_path: Path
) -> None:
    once = resources(json.dumps(document), tmp_path, engine)
    assert resources(once, tmp_path, engine) == once


@pytest.mark.slow
@pytest.mark.skipif(not RECORDED, reason="the recorded replies are not at hand")
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("path", RECORDED, ids=lambda p: p.stem)
def test_every_recorded_document_comes_back(path: Path, way: str) -> None:
    document = json.loads(path.read_text())
    assert back([document], way) == [document]


@pytest.mark.slow
@pytest.mark.skipif(not RECORDED, reason="the recorded replies are not at hand")
@pytest.mark.parametrize("way", WAYS)
def test_all_recorded_documents_come_back_as_one_set(way: str) -> None:
    given_ = [json.loads(path.read_text()) for path in RECORDED]
    assert in_order(back(given_, way)) == in_order(given_)


@pytest.mark.slow
@pytest.mark.parametrize("way", WAYS)
def test_all_kinds_of_documents_come_back_as_one_set(way: str) -> None:
    assert in_order(back(list(DOCUMENTS.values()), way)) == in_order(DOCUMENTS.values())


def test_documents_of_one_stream_come_back_in_their_order() -> None:
    given_ = [d for d in DOCUMENTS.values() if "genomicAlleles" in d]
    assert back(given_, "resource-json") == given_


def in_order(values: Any) -> list[str]:
    return sorted(json.dumps(value, sort_keys=True) for value in values)


@pytest.mark.slow
@given(documents())
def test_any_document_of_the_inventory_comes_back(document: dict[str, Any]) -> None:
    for way in ("resource-json", "nquads", "json-ld"):
        assert same(back([document], way), [document])


@given(st.sampled_from(list(DOCUMENTS)), st.data())
def test_unknown_keys_and_odd_values_come_back(name: str, data: st.DataObject) -> None:
    document = copy.deepcopy(DOCUMENTS[name])
    changed = data.draw(changes(document))
    for way in ("resource-json", "nquads", "json-ld"):
        assert same(back([changed], way), [changed])


def same(one: Any, other: Any) -> bool:
    """Whether two values are equal as JSON, true not being 1."""
    return json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)


def test_a_bulk_reply_keeps_its_alleles_and_reports_its_errors() -> None:
    first, second = DOCUMENTS["substitution"], DOCUMENTS["intron"]
    error = {"errorType": "IncorrectHgvsPosition", "description": "No.", "inputLine": "NC_1:g.0A>T"}
    items = read_items(json.dumps([first, error, second], indent=2))
    problems = [item for item in items if not hasattr(item, "normal")]
    assert [p.rule for p in problems] == ["RG-1"]
    assert problems[0].pointer == "/1"
    made = [item.normal.tree for item in items if hasattr(item, "normal")]
    text, _ = write(made, "registry")
    assert [json.loads(line) for line in text.splitlines()] == [first, second]


def test_the_same_document_twice_is_one_in_a_graph() -> None:
    document = DOCUMENTS["substitution"]
    once, _ = write(trees([document]), "nquads")
    twice, _ = write([*trees([document]), *trees([document])], "nquads")
    assert set(once.splitlines()) == set(twice.splitlines())
    assert back([document, document], "nquads") == [document]


def test_the_rows_of_two_alleles_at_one_place_stay_apart() -> None:
    first = DOCUMENTS["unregistered"] | {"@id": "http://reg.genome.network/allele/CA1"}
    second = copy.deepcopy(first) | {"@id": "http://reg.genome.network/allele/CA2"}
    second["genomicAlleles"][0]["new"] = "another"
    assert back([first, second], "resource-json") == [first, second]


def test_documents_in_a_folder_are_whole(tmp_path: Path) -> None:
    clingen_ld.convert(FILES, "registry", tmp_path, pretty=True)
    found = {path.name: json.loads(path.read_text()) for path in tmp_path.iterdir()}
    assert len(found) == len(FILES)
    for path in FILES:
        if path.stem != "unregistered":
            assert found[path.name] == json.loads(path.read_text())


def lost_of_all(trees_: list[Any]) -> list[str]:
    """The pointers of what is lost of some resources, in any order."""
    return sorted(pointer for each in write(trees_, "registry")[1] for pointer in each)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["substitution", "intron", "unregistered", "amino acids"])
def test_the_quick_look_at_losses_finds_all(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is read back at little cost is as good as reading the whole document back."""
    given_ = trees([DOCUMENTS[name]])
    for place in [path for tree in given_[:3] for path in paths_of(tree, given_)]:
        changed = with_value(given_, place, {"id": "another"} if place[-1] == "meta" else "another")
        for each in (changed, without(given_, place)):
            quick = lost_of_all(each)
            with monkeypatch.context() as patch:
                patch.setattr(RegistryWriter, "_read_plainly", lambda *_: None)
                assert lost_of_all(each) == quick, place


def paths_of(tree: Any, all_: list[Any]) -> list[tuple[Any, ...]]:
    """The places in one of some resources that a change leaves a resource of its type."""
    at = all_.index(tree)
    names = ("resourceType", "contextualAlleleType", "complexity")
    return [(at, *path) for path in places(tree) if path and path[0] not in names]
