"""A delta of a bundle removes from a store what its manifest deletes, and replaces its records."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from benchmarks.made_bundles import bundle
from clingen_ld.errors import InputError
from clingen_ld.messages.text.json_sections import VRS_SECTIONS
from clingen_ld.stores.deltas import Delta
from clingen_ld.stores.loading import LoadOptions, load
from clingen_ld.stores.opening import open_store
from clingen_ld.stores.reading import export
from clingen_ld.stores.store import Store
from tests.cli.running import call

FULL: dict[str, Any] = json.loads("\n".join(bundle(45)))
UPDATED, DELETED, LAST = "clinvar:3", "clinvar:5", "clinvar:45"


def _write(path: Path, value: Any) -> Path:
    path.write_text(json.dumps(value))
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A full bundle, and a delta that updates, deletes and adds."""
    added = dict(FULL["variation"][LAST]) | {"id": "clinvar:900", "name": "added"}
    updated = dict(FULL["variation"][UPDATED]) | {"name": "updated"}
    updated["mappings"] = [
        {"coding": {"system": "https://example.org/", "code": "1"}, "relation": "exactMatch"}
    ]
    _write(tmp_path / "full.json", FULL)
    _write(tmp_path / "delta.json", {"variation": {UPDATED: updated, "clinvar:900": added}})
    _manifest(
        tmp_path, allele=[_allele(DELETED)], variation=[DELETED], scv=["SCV1"], location=["x"]
    )
    return tmp_path


def _manifest(folder: Path, **deleted: list[str]) -> Path:
    sections = {name: {"added": 1, "updated": 1, "deleted": keys} for name, keys in deleted.items()}
    manifest = {"release": "2026-07-06", "baseline_release": "2026-06-29", "sections": sections}
    return _write(folder / "manifest.json", manifest)


def _allele(variation: str) -> str:
    return str(FULL["variation"][variation]["members"][0].rpartition("/")[2])


@pytest.fixture
def store(folder: Path) -> Iterator[Store]:
    with open_store(str(folder / "s.db"), create=True) as opened:
        load(folder / "full.json", opened)
        yield opened


def _delta(folder: Path, **more: Any) -> LoadOptions:
    return LoadOptions(delta=Delta(folder / "manifest.json", (folder / "full.json",)), **more)


def _told(store: Store) -> dict[str, Any]:
    """The objects of VRS that a store has, by their ids."""
    told = map(json.loads, str(export(store, "vrs").text).splitlines())
    return {each["id"]: each for each in told if each.get("type") in VRS_SECTIONS}


def test_a_delta_changes_exactly_what_it_says(folder: Path, store: Store) -> None:
    before = _told(store)
    names = set(store.names())
    report = load(folder / "delta.json", store, _delta(folder))
    after = _told(store)
    assert report.removed == 2
    assert {key for key in before if key not in after} == {DELETED}
    assert {key for key in after if after[key] != before.get(key)} == {UPDATED, "clinvar:900"}
    assert after[UPDATED]["mappings"][0]["coding"]["code"] == "1"
    assert len(after[UPDATED]["mappings"]) == 1
    assert after[UPDATED]["name"] == "updated"
    assert after["clinvar:900"]["members"] == after[LAST]["members"]
    gone = {name for name in names - set(store.names()) if "Activity" not in name}
    assert {name.partition("/ContextualAllele/")[1] for name in gone} == {
        "", "/ContextualAllele/",
    }  # fmt: skip
    assert len(gone) == 2


def test_the_same_delta_again_changes_nothing(folder: Path, store: Store) -> None:
    load(folder / "delta.json", store, _delta(folder))
    once = _told(store)
    report = load(folder / "delta.json", store, _delta(folder))
    assert (report.removed, report.new, report.replaced) == (0, 0, 0)
    assert _told(store) == once


def test_a_dry_run_changes_nothing_and_counts(folder: Path, store: Store) -> None:
    before = set(store.names())
    report = load(folder / "delta.json", store, _delta(folder, dry_run=True))
    assert report.removed == 2
    assert report.replaced
    assert set(store.names()) == before


def test_a_record_that_is_deleted_and_given_is_there(folder: Path, store: Store) -> None:
    _manifest(folder, variation=[UPDATED])
    load(folder / "delta.json", store, _delta(folder))
    assert _told(store)[UPDATED]["name"] == "updated"


def test_a_reference_to_a_deleted_or_unknown_record_is_an_error(folder: Path, store: Store) -> None:
    _manifest(folder, allele=[_allele(UPDATED)])
    report = load(folder / "delta.json", store, _delta(folder))
    assert {each.rule for each in report.findings if each.severity == "error"} == {"ST-4"}
    assert any(_allele(UPDATED) in each.message for each in report.findings)
    alone = LoadOptions(delta=Delta(folder / "manifest.json"))
    assert len(load(folder / "delta.json", store, alone).findings) > len(report.findings)


def test_of_several_bundles_the_last_counts(folder: Path, store: Store) -> None:
    key = _allele(UPDATED)
    changed = dict(FULL["allele"][key]) | {"expressions": [{"syntax": "spdi", "value": "x:1:A:C"}]}
    newer = _write(folder / "newer.json", {"allele": {key: changed}})
    onto = (folder / "full.json", newer)
    load(folder / "delta.json", store, LoadOptions(delta=Delta(folder / "manifest.json", onto)))
    [member] = _told(store)[UPDATED]["members"]
    assert member["expressions"] == changed["expressions"]


def test_alleles_of_other_sources_stay(folder: Path, store: Store) -> None:
    iri = "http://reg.genome.network/allele/CA900000999"
    other = {
        "resourceType": "ContextualAllele", "@id": iri, "contextualAlleleType": "genomic",
        "identifier": [{"system": "https://w3id.org/ga4gh/vrs", "value": _allele(DELETED)}],
        "canonicalAllele": {"reference": "http://reg.genome.network/allele/CA1"},
    }  # fmt: skip
    load(_write(folder / "other.json", other), store, LoadOptions(validate=False))
    assert iri in set(store.names())
    assert load(folder / "delta.json", store, _delta(folder)).removed == 2
    assert iri in set(store.names())


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "JSON"), ("{", "JSON"), ("[]", "no manifest"), ("{}", "no manifest"),
        ('{"sections": []}', "no manifest"), ('{"sections": {"a/b": 1}}', "/sections/a~1b/deleted"),
        ('{"sections": {"allele": {"deleted": [1]}}}', "a list of keys"),
        ('{"sections": {"allele": {"deleted": "x"}}}', "a list of keys"), ("\udcff", "JSON"),
    ],
)  # fmt: skip
def test_a_wrong_manifest_is_an_error_before_anything_is_changed(
    text: str, said: str, folder: Path, store: Store
) -> None:
    (folder / "manifest.json").write_bytes(text.encode("utf-8", "surrogateescape"))
    before = set(store.names())
    with pytest.raises(InputError, match=said):
        load(folder / "delta.json", store, _delta(folder))
    assert set(store.names()) == before


def test_what_is_no_bundle_is_an_error(folder: Path, store: Store) -> None:
    for name, text in (("g.json", '{"symbol": "A"}'), ("b.json", '{"allele": {"a1": {"x": }}}')):
        (folder / name).write_text(text)
        delta = Delta(folder / "manifest.json", (folder / name,))
        with pytest.raises(InputError, match=name):
            load(folder / "delta.json", store, LoadOptions(delta=delta))


def test_deltas_on_the_command_line(folder: Path) -> None:
    place, full = str(folder / "c.db"), str(folder / "full.json")
    words = ("load", str(folder / "delta.json"), "--store", place, "--onto", full)
    assert call("load", full, "--store", place).code == 0
    wrong = call(*words)
    assert wrong.code == 2
    assert "--delta" in wrong.err
    done = call(*words, "--delta", str(folder / "manifest.json"))
    assert done.code == 0, done.err
    assert "removed 2 resources\n" in done.out
