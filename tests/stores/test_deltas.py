"""A delta of a bundle removes from a store what its manifest deletes, and replaces its records."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from benchmarks.made_bundles import bundle
from clingen_ld.errors import InputError
from clingen_ld.messages.text.json_sections import VRS_SECTIONS
from clingen_ld.stores.deltas import Delta
from clingen_ld.stores.loading import LoadOptions, LoadReport, load
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


RELEASES = {"release": "2026-07-06", "baseline_release": "2026-06-29"}


def _manifest(folder: Path, more: dict[str, Any] | None = None, **deleted: list[str]) -> Path:
    sections = {name: {"added": 0, "updated": 0, "deleted": keys} for name, keys in deleted.items()}
    delta = json.loads((folder / "delta.json").read_text())
    for name, records in delta.items():
        sections.setdefault(name, {"deleted": []})
        sections[name] |= {"added": 1, "updated": len(records) - 1}
    manifest = RELEASES | {"sections": sections} | (more or {})
    return _write(folder / "manifest.json", manifest)


def _allele(variation: str) -> str:
    return str(FULL["variation"][variation]["members"][0].rpartition("/")[2])


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with the full bundle, to be copied."""
    folder = tmp_path_factory.mktemp("full")
    with open_store(str(folder / "s.db"), create=True) as opened:
        load(_write(folder / "full.json", FULL), opened)
    return folder / "s.db"


@pytest.fixture
def store(folder: Path, loaded: Path) -> Iterator[Store]:
    shutil.copytree(loaded, folder / "s.db")
    with open_store(str(folder / "s.db")) as opened:
        yield opened


def _delta(folder: Path, **more: Any) -> LoadOptions:
    return LoadOptions(delta=Delta(folder / "manifest.json", (folder / "full.json",)), **more)


def _told(store: Store) -> dict[str, Any]:
    """The objects of VRS that a store has, by their ids."""
    told = map(json.loads, str(export(store, "vrs").text).splitlines())
    return {each["id"]: each for each in told if each.get("type") in VRS_SECTIONS}


@pytest.mark.slow
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


@pytest.mark.parametrize("dry_run", [True, False])
def test_deleted_records_that_the_store_does_not_have_are_named(
    folder: Path, store: Store, dry_run: bool
) -> None:
    kept = next(iter(FULL["scv"]))
    _manifest(folder, variation=["clinvar:none", DELETED], scv=["SCV/1", kept], location=["x"])
    report = load(folder / "delta.json", store, _delta(folder, dry_run=dry_run))
    assert report.removed == 2
    [said] = [each for each in report.remarks if "not in the store" in each]
    assert said.endswith("2 deleted records not in the store: /variation/clinvar:none, /scv/SCV~11")
    _manifest(folder, allele=[f"none:{n}" for n in range(30)])
    again = load(folder / "delta.json", store, _delta(folder, dry_run=dry_run))
    [said] = [each for each in again.remarks if "not in the store" in each]
    assert "30 deleted records not in the store: /allele/none:0, " in said
    assert said.endswith("/allele/none:19, and others")


@pytest.mark.slow
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


@pytest.mark.slow
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


@pytest.mark.slow
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
        ('{"sections": {"allele": {"added": true}}}', "numbers of records"),
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


@pytest.mark.slow
def test_deltas_on_the_command_line(folder: Path) -> None:
    place, full = str(folder / "c.db"), str(folder / "full.json")
    words = ("load", str(folder / "delta.json"), "--store", place, "--onto", full)
    early = call(*words, "--delta", str(folder / "manifest.json"))
    assert (early.code, early.err) == (3, f"clingen-ld: {place}: no store is there\n")
    assert not Path(place).exists()
    assert call("load", full, "--store", place).code == 0
    wrong = call(*words)
    assert wrong.code == 2
    assert "--delta" in wrong.err
    done = call(*words, "--delta", str(folder / "manifest.json"))
    assert done.code == 0, done.err
    assert "removed 2 resources\n" in done.out


# --- what is kept of bundles ----------------------------------------------------------------------


def _bundle(store: Store) -> dict[str, Any]:
    """The bundle that a store has."""
    made: dict[str, Any] = json.loads(str(export(store, "vrs", layout="bundle").text))
    return made


def _replayed(delta: dict[str, Any], **deleted: list[str]) -> dict[str, Any]:
    """The full bundle after a delta, as the publisher's own recipe has it."""
    state: dict[str, Any] = {section: dict(records) for section, records in FULL.items()}
    for section, keys in deleted.items():
        for key in keys:
            state[section].pop(key, None)
    for section, records in delta.items():
        state.setdefault(section, {}).update(records)
    return state


COPY, STATEMENT = "clinvar:40", "clinvar.submission:SCV000000007.1"


@pytest.mark.slow
def test_records_of_all_sections_are_removed_and_replaced(folder: Path, store: Store) -> None:
    copy = FULL["variation"][COPY]["members"][0].rpartition("/")[2]
    gone: dict[str, list[str]] = {
        "scv": [STATEMENT], "varcond-proposition": ["SCV000000007-PATH"], "gene": ["ncbigene:5"],
        "variation": [DELETED, COPY], "allele": [_allele(DELETED)], "copyNumberChange": [copy],
    }  # fmt: skip
    key = "clinvar.submission:SCV000000008.1"
    delta: dict[str, Any] = {
        "variation": {UPDATED: dict(FULL["variation"][UPDATED]) | {"name": "updated"}},
        "scv": {key: dict(FULL["scv"][key]) | {"direction": "disputes"},
                "clinvar.submission:SCV9.1": {"type": "Statement", "direction": "supports"}},
        "rcv": {"RCV000000001.1-G": {"type": "Statement"}},
    }  # fmt: skip
    _write(folder / "delta.json", delta)
    _manifest(folder, None, **gone)
    report = load(folder / "delta.json", store, _delta(folder))
    assert not report.remarks
    expected = _replayed(delta, **gone)
    found = _bundle(store)
    assert {name for name in expected if found.get(name) != expected[name]} <= {"location"}
    lone = expected["location"].keys() - found["location"].keys()
    assert lone == {  # a place that only what was deleted refers to goes with it
        FULL["allele"][_allele(DELETED)]["location"].rpartition("/")[2],
        FULL["copyNumberChange"][copy]["location"].rpartition("/")[2],
    }
    assert list(found) == list(expected)


@pytest.mark.slow
def test_what_is_kept_of_a_record_goes_when_it_comes_back_by_itself(
    folder: Path, store: Store
) -> None:
    allele = dict(FULL["allele"][_allele(UPDATED)])
    odd = {key: value for key, value in allele.items() if key != "digest"}
    variant = FULL["variation"][UPDATED]
    kept = {"allele": {_allele(UPDATED): odd}, "variation": {UPDATED: variant}}
    right = {
        "allele": {_allele(UPDATED): allele},
        "variation": {UPDATED: variant | {"name": "right"}},
    }
    for number, delta in enumerate((kept, right)):
        _write(folder / "delta.json", delta)
        dates = {"release": f"2026-07-0{number + 2}", "baseline_release": f"2026-07-0{number + 1}"}
        _manifest(folder, dates)
        load(folder / "delta.json", store, _delta(folder))
        assert _bundle(store) == _replayed(delta)
    again = json.loads(json.dumps(FULL))
    again["variation"][UPDATED]["name"] = "newest"
    load(_write(folder / "full.json", again), store)
    assert _bundle(store) == again


# --- releases -------------------------------------------------------------------------------------


def _apply(folder: Path, store: Store, release: str, baseline: str, **more: Any) -> LoadReport:
    _manifest(folder, {"release": release, "baseline_release": baseline} | more)
    return load(folder / "delta.json", store, _delta(folder))


def test_deltas_are_applied_in_their_order(folder: Path, store: Store) -> None:
    assert not _apply(folder, store, "2026-07-06", "2026-06-29").remarks
    before = set(store.names())
    for release, baseline in (("2026-07-20", "2026-07-13"), ("2026-06-29", "2026-06-22")):
        with pytest.raises(InputError, match=f"onto the release {baseline}, .*has 2026-07-06"):
            _apply(folder, store, release, baseline)
    assert set(store.names()) == before
    [remark] = _apply(folder, store, "2026-07-06", "2026-06-29").remarks
    assert "has the release 2026-07-06 already" in remark
    assert not _apply(folder, store, "2026-07-13", "2026-07-06").remarks


@pytest.mark.slow
def test_the_first_delta_follows_its_full_bundle(folder: Path) -> None:
    full = {"checkpoint_full": {"path": "x", "release": "2026-06"}}
    named = _write(folder / "clinvar-gks_2026-06.json", FULL)
    for source in (named, folder / "full.json"):
        with open_store(str(folder / f"{source.stem}.db"), create=True) as opened:
            load(source, opened)
            with pytest.raises(InputError, match="no delta after the full bundle of 2026-06"):
                _apply(folder, opened, "2026-07-13", "2026-07-06", **full)
            if source == named:
                other = {"checkpoint_full": {"path": "x", "release": "2026-05"}}
                with pytest.raises(InputError, match=r"of 2026-05, and .* of 2026-06"):
                    _apply(folder, opened, "2026-06-29", "2026-06-22", **other)
            assert not _apply(folder, opened, "2026-07-06", "2026-06-29", **full).remarks


def test_a_record_that_is_deleted_and_in_the_delta_is_named(folder: Path, store: Store) -> None:
    told = json.loads((folder / "delta.json").read_text())
    [section, *_] = [name for name, records in told.items() if records]
    [key, *_] = told[section]
    counts = {name: {"updated": len(records)} for name, records in told.items() if records}
    _manifest(folder, {"sections": counts | {section: {**counts[section], "deleted": [key]}}})
    remarks = load(folder / "delta.json", store, _delta(folder)).remarks
    assert [each.partition(": ")[2] for each in remarks] == [
        f"/sections/{section}/deleted has {key}, and so has the delta: it stays"
    ]


def test_what_a_manifest_counts_is_compared_with_the_delta(folder: Path, store: Store) -> None:
    sections = {
        "variation": {"added": 3, "updated": 1, "deleted": []},
        "scv": {"added": 0, "updated": 1, "deleted": []},
    }
    wrong = {"sections": sections, "counts": {"A": 3, "U": 2, "D": 1}}
    _manifest(folder, wrong)
    before = set(store.names())
    strict = LoadOptions(delta=Delta(folder / "manifest.json", (folder / "full.json",)),
                         all_or_nothing=True)  # fmt: skip
    with pytest.raises(InputError, match="/counts/D says 1, and the sections have 0"):
        load(folder / "delta.json", store, strict)
    assert set(store.names()) == before
    remarks = load(folder / "delta.json", store, _delta(folder)).remarks
    assert [each.partition(": ")[2] for each in remarks] == [
        "/counts/D says 1, and the sections have 0",
        "/sections/scv says 1 added or updated, and the delta has 0",
        "/sections/variation says 4 added or updated, and the delta has 2",
    ]


# --- what is no whole delta, and stores that it is not for ----------------------------------------


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "no bundle"), ('{"var', "no bundle"), ("[]", "no bundle"), ("\udcff", "no bundle"),
        ('{"what": {"clinvar:1": {"ref": "#/variation/x"}}}', "no bundle"),
        ('{"variation": {"clinvar:900": {"id": "cl', r"delta\.json:1:38: .*nothing is applied"),
        ('{"variation": {"clinvar:900": {"id": 1}}} x', r"delta\.json:1:43: .*nothing is applied"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("validate", [True, False])
def test_a_delta_that_is_cut_off_or_no_bundle_deletes_nothing(
    text: str, said: str, validate: bool, folder: Path, store: Store
) -> None:
    (folder / "delta.json").write_bytes(text.encode("utf-8", "surrogateescape"))
    before = set(store.names())
    with pytest.raises(InputError, match=said):
        load(folder / "delta.json", store, _delta(folder, validate=validate))
    assert set(store.names()) == before


def test_the_manifest_may_be_in_the_folder_of_its_delta(folder: Path, store: Store) -> None:
    (folder / "of").mkdir()
    (folder / "delta.json").rename(folder / "of" / "delta.json")
    (folder / "manifest.json").rename(folder / "of" / "manifest.json")
    options = LoadOptions(delta=Delta(folder / "of" / "manifest.json", (folder / "full.json",)))
    report = load(folder / "of", store, options)
    assert report.removed == 2
    assert _told(store)[UPDATED]["name"] == "updated"


def test_a_delta_that_only_deletes_has_a_release(folder: Path, store: Store) -> None:
    for release, baseline, text in (
        ("2026-07-06", "2026-06-29", "{}"), ("2026-07-13", "2026-07-06", '{"variation": {}}'),
    ):  # fmt: skip
        _write(folder / "delta.json", {})
        _manifest(folder, {"release": release, "baseline_release": baseline})
        (folder / "delta.json").write_text(text)
        assert not load(folder / "delta.json", store, _delta(folder)).remarks
    _write(folder / "delta.json", {"variation": {UPDATED: FULL["variation"][UPDATED]}})
    assert not _apply(folder, store, "2026-07-20", "2026-07-13").remarks


def test_a_delta_needs_the_bundle_that_it_changes(folder: Path) -> None:
    with open_store(str(folder / "empty.db"), create=True) as opened:
        with pytest.raises(InputError, match=r"release 2026-06-29, and the store has no bundle"):
            load(folder / "delta.json", opened, _delta(folder))
        assert not set(opened.names())


def test_a_delta_is_not_applied_onto_a_newer_full_bundle(folder: Path) -> None:
    newer = _write(folder / "clinvar-gks_2026-08.json", FULL)
    with open_store(str(folder / "newer.db"), create=True) as opened:
        load(newer, opened, LoadOptions(validate=False))
        before = set(opened.names())
        with pytest.raises(InputError, match=r"of 2026-07-06, and .* of 2026-08, which is newer"):
            load(folder / "delta.json", opened, _delta(folder))
        assert set(opened.names()) == before


def _statement(**members: Any) -> dict[str, Any]:
    return {"clinvar.submission:SCV900.1": {"type": "Statement", "direction": "supports"} | members}


def test_a_statement_that_refers_to_nothing_is_an_error(folder: Path, store: Store) -> None:
    there = {"subject": f"#/variation/{UPDATED}", "within": f"#/variation/{UPDATED}/members/0",
             "new": "#/gene/ncbigene:900"}  # fmt: skip
    delta: dict[str, Any] = {"scv": _statement(**there), "gene": {"ncbigene:900": {"name": "A"}}}
    _write(folder / "delta.json", delta)
    _manifest(folder, variation=[DELETED])
    assert not load(folder / "delta.json", store, _delta(folder)).findings
    assert _bundle(store)["scv"].items() >= delta["scv"].items()
    for wrong in (f"#/variation/{DELETED}", "#/variation/none", "#/none/x", "#/none"):
        for each in (wrong, "#/scv/none"):
            other = _statement(**there, wrong=each, also=[{"x": wrong}])
            _write(folder / "delta.json", {"scv": other, "gene": delta["gene"]})
            _manifest(folder, variation=[DELETED])
            report = load(folder / "delta.json", store, _delta(folder))
            assert report.left_out == 1
            assert [(f.rule, f.pointer.rpartition("SCV900.1")[2]) for f in report.findings] == [
                ("ST-4", "/wrong"), ("ST-4", "/also/0/x"),
            ]  # fmt: skip
    assert _bundle(store)["scv"].items() >= delta["scv"].items()


# --- a delta that is stopped ----------------------------------------------------------------------


class _StoppedError(Exception):
    pass


def _stop_after(count: int) -> Any:
    left = iter(range(count))

    def each(outcome: str, name: str) -> None:
        if next(left, None) is None:
            raise _StoppedError

    return each


@pytest.mark.slow
@pytest.mark.parametrize("count", [0, 1, 2])
def test_a_delta_that_is_stopped_is_resumed_and_no_other_one_comes_between(
    count: int, folder: Path, store: Store, tmp_path: Path
) -> None:
    deleted = {"variation": [DELETED, UPDATED], "allele": [_allele(DELETED)]}
    _manifest(folder, **deleted)  # type: ignore[arg-type]
    once = tmp_path / "once.db"
    with open_store(str(once), create=True) as other:
        load(folder / "full.json", other, LoadOptions(validate=False))
        expected = load(folder / "delta.json", other, _delta(folder))
        whole = _bundle(other)
    journal = tmp_path / "own.journal"
    options = _delta(folder, batch=1, journal=journal)
    with pytest.raises(_StoppedError):
        load(folder / "delta.json", store, options, each=_stop_after(count))
    assert journal.exists()
    given = (folder / "manifest.json").read_text()
    _manifest(folder, {"release": "2026-07-13", "baseline_release": "2026-07-06"})
    strict = _delta(folder, journal=journal, all_or_nothing=True)
    with pytest.raises(InputError, match="onto the release 2026-07-06"):
        load(folder / "delta.json", store, strict)
    (folder / "manifest.json").write_text(given)
    report = load(folder / "delta.json", store, options)
    assert report.resumed
    assert (report.removed, report.loaded) == (expected.removed, expected.loaded)
    assert not journal.exists()
    assert _bundle(store) == whole


def test_a_wrong_journal_is_an_error_before_anything_is_deleted(folder: Path, store: Store) -> None:
    (folder / "text").write_text("a text that is not a journal, whatever its name says" * 9)
    before = set(store.names())
    for name in ("none/own.journal", "text"):
        with pytest.raises(InputError, match=name):
            load(folder / "delta.json", store, _delta(folder, journal=folder / name))
        assert set(store.names()) == before
    assert (folder / "text").read_text().startswith("a text")
