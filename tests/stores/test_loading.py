"""Loading: what comes into a store, what stays as it is, and what the store tells of it."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from clingen_ld.errors import InputError, StoreError, UsageError
from clingen_ld.findings import outcome as finding_list
from clingen_ld.graph.framing import frame_quads
from clingen_ld.graph.terms import Literal, Quad
from clingen_ld.messages.message import Item
from clingen_ld.model import DEFAULT_BASE, load_model, normal_form
from clingen_ld.stores import sources
from clingen_ld.stores.graphs import comparable, is_version, present_graphs, same
from clingen_ld.stores.journal import Journal, LoadState, journal_beside
from clingen_ld.stores.loading import LoadOptions, LoadReport, load
from clingen_ld.stores.opening import open_store
from clingen_ld.stores.provenance import PROV, TOOL
from clingen_ld.stores.removing import remove
from clingen_ld.stores.store import NoStore, Store
from clingen_ld.stores.validating import Lookups, stored_resources
from clingen_ld.validation.checking import check_tree
from clingen_ld.validation.session import ValidationOptions, validate
from tests.stores.loads import (
    EXAMPLES,
    SUBSETTED,
    UNCHECKED,
    Tree,
    clock,
    contents,
    gene,
    iri,
    is_account,
    messages,
    targets,
    told,
    trees,
    written,
)
from tests.stores.memory import MemoryStore
from tests.stores.servers import SERVERS, remote_store

SMALL = replace(UNCHECKED, batch=2)


def counts(report: LoadReport) -> tuple[int, int, int, int]:
    return report.new, report.replaced, report.unchanged, report.left_out


# --- The examples ------------------------------------------------------------------------------


@pytest.mark.slow
def test_the_examples_load_and_twice_changes_nothing(tmp_path: Path) -> None:
    with open_store(str(tmp_path / "alleles.db"), create=True) as store:
        first = load(EXAMPLES, store)
        assert first.left_out == 0
        assert not [f for f in first.findings if f.severity == "error"]
        before = contents(store, accounts=True)
        second = load(EXAMPLES, store)
        assert (second.new, second.replaced) == (0, 0)
        assert second.loaded == first.loaded
        assert second.activity is None
        assert contents(store, accounts=True) == before


FOLDERS = sorted(path for path in EXAMPLES.iterdir() if path.is_dir())


@pytest.mark.slow
@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: path.name)
def test_every_set_of_examples_comes_back_equal(folder: Path, tmp_path: Path) -> None:
    with open_store(str(tmp_path / "alleles.db"), create=True) as store:
        load(folder, store, LoadOptions(validation=ValidationOptions(partial=True)))
        found = trees(store)
    whole = {name: tree for name, tree in found.items() if not name.endswith("#subsetted")}
    expected = messages(folder)
    assert whole == {name: expected[name] for name in whole}
    assert expected.keys() == {name.removesuffix("#subsetted") for name in found}


def test_a_store_that_has_the_rest_makes_a_part_right(store: MemoryStore, tmp_path: Path) -> None:
    """References lead into the store as they lead within the set."""
    part = EXAMPLES / "ilk" / "XA101.json"
    alone = load(part, store)
    assert alone.left_out == 1
    assert {f.rule for f in alone.findings} == {"CO-1"}
    load(EXAMPLES / "ilk", store)
    again = load(part, store)
    assert counts(again) == (0, 0, 1, 0)
    assert again.findings == ()


class _Asked(MemoryStore):
    """A store that lets no graph be read by itself."""

    def graph(self, name: str) -> list[Quad]:
        raise AssertionError(f"{name} was asked for by itself")


@pytest.mark.slow
def test_a_server_is_asked_for_many_targets_at_once(tmp_path: Path) -> None:
    def sequence(number: int, target: int) -> Tree:
        return {
            "resourceType": "ReferenceSequence",
            "id": f"S{number}",
            "referenceSequenceType": "transcript",
            "identifier": [
                {"system": "http://www.ncbi.nlm.nih.gov/nuccore", "value": f"NM_{number:06}.1"}
            ],
            "gene": {"reference": f"Gene/G{target}"},
        }

    store = _Asked("http://localhost/sparql")
    load(written(tmp_path / "genes.json", *map(gene, range(500))), store, UNCHECKED)
    store.queries.clear()
    sequences = [sequence(n, n if n != 7 else 999) for n in range(500)]
    report = load(
        written(tmp_path / "sequences.json", *sequences), store, LoadOptions(dry_run=True)
    )
    assert {(f.rule, f.resource) for f in report.findings} == {
        ("CO-1", f"{DEFAULT_BASE}ReferenceSequence/S7")
    }
    assert report.new == 499
    assert len(store.queries) < 20


def test_look_ups_find_what_a_store_has(store: MemoryStore, tmp_path: Path) -> None:
    load(written(tmp_path / "a.json", gene(1), told(2)), store, UNCHECKED)
    with closing(Lookups(store, DEFAULT_BASE)) as lookups:
        for _ in range(2):
            assert (lookups.find(iri(1)) or {})["id"] == "G1"
            assert (lookups.find(iri(2)) or {})["id"] == "G2"
            assert lookups.find(iri(3)) is None


def test_rules_across_resources_look_into_the_store(store: MemoryStore, tmp_path: Path) -> None:
    """Not only whether a target is there: also what it is."""
    load(EXAMPLES / "ilk", store)
    allele = json.loads((EXAMPLES / "ilk" / "XA101.json").read_text(encoding="utf-8"))
    allele["id"] = "XA9"
    report = load(written(tmp_path / "x.json", allele), store)
    assert report.left_out == 1
    assert {f.rule for f in report.findings if f.severity == "error"} == {"CO-4"}


# --- What is replaced --------------------------------------------------------------------------


def test_a_correction_leaves_nothing_stale(store: MemoryStore, tmp_path: Path) -> None:
    load(written(tmp_path / "a.json", gene(1, aliasSymbol=["X", "Y"]), gene(2)), store)
    report = load(written(tmp_path / "b.json", gene(1, "corrected"), gene(3)), store)
    assert counts(report) == (1, 1, 0, 0)
    assert trees(store) == messages(tmp_path / "a.json", tmp_path / "b.json")
    assert trees(store)[iri(1)]["name"] == "corrected"


def test_what_is_the_same_is_not_written(store: MemoryStore, tmp_path: Path) -> None:
    path = written(tmp_path / "a.json", *map(gene, range(7)))
    load(path, store, SMALL)
    store.writes.clear()
    assert counts(load(path, store, SMALL)) == (0, 0, 7, 0)
    assert store.writes == []


def test_literals_that_a_store_writes_in_its_own_way_are_the_same() -> None:
    store = MemoryStore()
    load([EXAMPLES / "ilk"], store)
    quads = store.graph(f"{DEFAULT_BASE}Provenance/PROV101")
    changed = [
        q._replace(object=q.object._replace(lexical=q.object.lexical.replace("Z", ".000Z")))
        if isinstance(q.object, Literal) and q.object.datatype.endswith("dateTime")
        else q
        for q in quads
    ]
    assert changed != quads
    assert same(changed, quads)
    assert not same(quads[1:], quads)


def test_of_the_same_resource_twice_the_last_one_stays(store: MemoryStore, tmp_path: Path) -> None:
    path = written(tmp_path / "a.json", gene(1, "one"), gene(1, "two"))
    assert counts(load(path, store, UNCHECKED)) == (1, 0, 0, 0)
    assert trees(store)[iri(1)]["name"] == "two"
    assert counts(load(path, store, UNCHECKED)) == (0, 0, 1, 0)


@pytest.mark.parametrize("batch", [1, 2, 3, 100])
def test_batches_of_any_size_come_to_the_same(
    store: MemoryStore, tmp_path: Path, batch: int
) -> None:
    path = written(tmp_path / "a.json", *map(gene, range(5)), told(9, symbol="X"))
    load(path, store, replace(UNCHECKED, batch=batch))
    whole = MemoryStore()
    load(path, whole, UNCHECKED)
    assert contents(store) == contents(whole)
    assert targets(store) == targets(whole)


# --- What others tell of a resource ------------------------------------------------------------


def test_what_is_told_never_replaces_the_resource(store: MemoryStore, tmp_path: Path) -> None:
    load(written(tmp_path / "a.json", gene(1)), store)
    load(written(tmp_path / "b.json", told(1, symbol="OTHER")), store)
    found = trees(store)
    assert found[iri(1)]["symbol"] == "GENE1"
    assert found[iri(1) + "#subsetted"]["symbol"] == "OTHER"
    assert stored_resources(store, [iri(1)], DEFAULT_BASE) == {iri(1): found[iri(1)]}


@pytest.mark.parametrize("batch", [1, 100])
def test_what_is_told_adds_up(store: MemoryStore, tmp_path: Path, batch: int) -> None:
    path = written(
        tmp_path / "a.json",
        told(1, symbol="X", aliasSymbol=["A", "B"]),
        told(1, name="a name", aliasSymbol=["B", "C"]),
    )
    load(path, store, replace(UNCHECKED, batch=batch))
    found = trees(store)[iri(1) + "#subsetted"]
    assert found["symbol"] == "X"
    assert found["name"] == "a name"
    assert found["aliasSymbol"] == ["A", "B", "C"]
    before = contents(store, accounts=True)
    assert load(path, store, replace(UNCHECKED, batch=batch)).replaced == 0
    assert contents(store, accounts=True) == before
    assert stored_resources(store, [iri(1)], DEFAULT_BASE) == {iri(1): found}


@pytest.mark.parametrize("batch", [1, 100])
def test_what_is_told_of_parts_of_a_resource_adds_up(
    store: MemoryStore, tmp_path: Path, batch: int
) -> None:
    allele = {"resourceType": "ContextualAllele", "id": "XA1", "meta": SUBSETTED}
    start, end = {"start": {"index": 4}}, {"end": {"index": 5}, "refAllele": "A"}
    path = written(
        tmp_path / "a.json",
        allele | {"referenceCoordinate": start},
        allele | {"referenceCoordinate": end},
    )
    load(path, store, replace(UNCHECKED, batch=batch))
    found = trees(store)[f"{DEFAULT_BASE}ContextualAllele/XA1#subsetted"]
    assert found["referenceCoordinate"] == start | end


def test_of_one_value_what_was_told_last_stands(store: MemoryStore, tmp_path: Path) -> None:
    load(written(tmp_path / "a.json", told(1, symbol="OLD", name="kept")), store, UNCHECKED)
    report = load(written(tmp_path / "b.json", told(1, symbol="NEW")), store, UNCHECKED)
    assert counts(report) == (0, 1, 0, 0)
    found = trees(store)[iri(1) + "#subsetted"]
    assert (found["symbol"], found["name"]) == ("NEW", "kept")


# --- What is left out --------------------------------------------------------------------------


def faulty(number: int) -> dict[str, object]:
    return gene(number, aliasSymbols="x")


def test_resources_with_errors_are_left_out(store: MemoryStore, tmp_path: Path) -> None:
    path = written(tmp_path / "a.json", gene(1), faulty(2), gene(3))
    told_of: list[tuple[str, str]] = []
    report = load(path, store, each=lambda change, name: told_of.append((change, name)))
    assert counts(report) == (2, 0, 0, 1)
    assert {(f.rule, f.resource, f.line) for f in report.findings} == {("ST-1", iri(2), 2)}
    assert set(contents(store)) == {iri(1), iri(3)}
    assert sorted(told_of) == [("left out", iri(2)), ("new", iri(1)), ("new", iri(3))]


def test_of_two_that_have_one_name_the_first_is_loaded(store: MemoryStore, tmp_path: Path) -> None:
    report = load(written(tmp_path / "a.json", gene(1, "one"), gene(1, "two")), store)
    assert counts(report) == (1, 0, 0, 1)
    assert {f.rule for f in report.findings if f.severity == "error"} == {"CO-5"}
    assert trees(store)[iri(1)]["name"] == "one"


def test_unvalidated_everything_is_loaded(store: MemoryStore, tmp_path: Path) -> None:
    path = written(tmp_path / "a.json", gene(1), faulty(2))
    assert counts(load(path, store, UNCHECKED)) == (2, 0, 0, 0)


def test_all_or_nothing(store: MemoryStore, tmp_path: Path) -> None:
    path = written(tmp_path / "a.json", gene(1), faulty(2))
    options = LoadOptions(all_or_nothing=True)
    assert counts(load(path, store, options)) == (0, 0, 0, 2)
    assert store.writes == []
    assert counts(load(written(path, gene(1)), store, options)) == (1, 0, 0, 0)
    with pytest.raises(UsageError, match="turned off"):
        load(path, store, replace(options, validate=False))


@pytest.mark.parametrize("validate", [True, False])
def test_texts_that_cannot_be_read(store: MemoryStore, tmp_path: Path, validate: bool) -> None:
    path = tmp_path / "a.json"
    path.write_text(f"{json.dumps(gene(1))}\n{{oops\n{json.dumps(gene(2))}\n", encoding="utf-8")
    report = load(path, store, LoadOptions(validate=validate))
    assert counts(report) == (2, 0, 0, 1)
    assert [(f.rule, f.line) for f in report.findings] == [("ST-0", 2)]


def test_a_message_with_a_key_twice_is_left_out(store: MemoryStore, tmp_path: Path) -> None:
    twice = json.dumps(gene(2))[:-1] + ', "name": "another"}'
    lines = [json.dumps(gene(1)), twice, json.dumps(gene(3))]
    path = tmp_path / "a.json"
    for text in ("\n".join(lines), "[\n" + ",\n".join(lines) + "]"):
        path.write_text(text, encoding="utf-8")
        for options in (LoadOptions(), LoadOptions(batch=1)):
            store.contents.clear()
            report = load(path, store, options)
            assert counts(report) == (2, 0, 0, 1)
            assert {f.rule for f in report.findings} == {"ST-10"}
            assert set(contents(store)) == {iri(1), iri(3)}
        assert counts(load(path, MemoryStore(), UNCHECKED)) == (3, 0, 0, 0)


def test_a_dry_run_changes_nothing_and_says_what_would(tmp_path: Path) -> None:
    store = MemoryStore(str(tmp_path / "s"))
    load(written(tmp_path / "a.json", gene(1), gene(2)), store)
    before = contents(store, accounts=True)
    path = written(tmp_path / "b.json", gene(1), gene(2, "x"), gene(3), faulty(4))
    wet = LoadOptions()
    report = load(path, store, replace(wet, dry_run=True))
    assert contents(store, accounts=True) == before
    assert report.activity is None
    assert not list(tmp_path.glob("*.journal"))
    assert counts(report) == (1, 1, 1, 1) == counts(load(path, store, wet))
    assert counts(load(path, NoStore("x"), replace(wet, dry_run=True))) == (3, 0, 0, 1)
    with pytest.raises(StoreError, match="no store"):
        load(path, NoStore(""), wet)


# --- Former versions ---------------------------------------------------------------------------


def test_former_versions_are_kept_as_resources_of_their_own(
    store: MemoryStore, tmp_path: Path
) -> None:
    options = replace(UNCHECKED, as_version=True)
    for name in ("one", "two", "one", "three", "three"):
        load(written(tmp_path / "a.json", gene(1, name)), store, options)
    versions = [name for name in store.names() if is_version(name)]
    assert len(versions) == 2  # "one" was replaced twice, and is one version
    names = set()
    for version in versions:
        (framed,) = frame_quads(store.graph(version), load_model(), DEFAULT_BASE)
        assert framed.iri == version
        names.add(framed.normal.tree["name"])
    assert names == {"one", "two"}
    assert trees(store)[iri(1)]["name"] == "three"
    # A query over everything does not mix what was with what is.
    said = store.query(f"SELECT ?n {{ <{iri(1)}> <http://clingen.org/model/allele/name> ?n }}")
    assert [row[0] for row in said.rows] == [Literal("three")]  # type: ignore[union-attr]
    revised = {
        quad.object
        for _, quads in store.graphs()
        for quad in quads
        if quad.predicate == PROV + "wasRevisionOf" and quad.subject == iri(1)
    }
    assert revised == set(versions)


# --- What the store tells of a load ------------------------------------------------------------


def test_the_account_of_a_load(store: MemoryStore, tmp_path: Path) -> None:
    one = written(tmp_path / "one.json", gene(1), gene(2))
    two = written(tmp_path / "two.json", gene(3), told(4, symbol="X"))
    report = load([one, two], store, LoadOptions(clock=clock))
    assert report.activity is not None
    assert targets(store) == [iri(1), iri(2), iri(3), iri(4)]
    account = {n: q for n, q in store.graphs() if is_account(n)}
    assert len(account) == 3
    (name,) = (n for n in account if "/Provenance/" in n and not n.endswith("#prov"))
    (framed,) = frame_quads(account[name], load_model(), DEFAULT_BASE)
    tree = framed.normal.tree
    assert framed.iri == name
    assert check_tree(tree, load_model()) == []  # right in every rule, warnings included
    assert normal_form(tree, "Provenance", load_model(), DEFAULT_BASE).tree == tree
    assert [e["display"] for e in tree["entity"]] == [str(one), str(two)]
    prov = {(q.subject, q.predicate, q.object) for q in account[name + "#prov"]}
    files = {e["display"]: e["reference"] for e in tree["entity"]}
    batch = report.activity + "-0"
    assert (iri(1), PROV + "wasGeneratedBy", batch) in prov
    assert (iri(1), PROV + "wasDerivedFrom", files[str(one)]) in prov
    assert (iri(4) + "#subsetted", PROV + "wasDerivedFrom", files[str(two)]) in prov
    about = {(q.predicate, q.object) for q in account[report.activity]}
    assert (PROV + "wasAssociatedWith", TOOL) in about
    assert (PROV + "used", "http://clingen.org/model/allele/0.1.0/rules") in about
    assert any(p == PROV + "endedAtTime" for p, _ in about)


def test_an_unvalidated_load_does_not_claim_the_shapes(store: MemoryStore, tmp_path: Path) -> None:
    report = load(written(tmp_path / "one.json", gene(1)), store, UNCHECKED)
    used = {q.object for q in store.graph(report.activity or "") if q.predicate == PROV + "used"}
    assert used == {"http://clingen.org/model/allele/0.1.0/context.jsonld"}


def test_no_graph_of_the_account_grows_with_the_load(store: MemoryStore, tmp_path: Path) -> None:
    path = written(tmp_path / "a.json", *map(gene, range(100)))
    load(path, store, replace(UNCHECKED, batch=5))
    sizes = [len(quads) for name, quads in store.graphs() if is_account(name)]
    assert len(sizes) == 41
    assert max(sizes) < 70
    assert len(targets(store)) == 100


def test_a_set_with_its_account_is_right_in_every_rule(tmp_path: Path) -> None:
    """What a load adds of its own to a store breaks no rule that the store kept."""
    with open_store(str(tmp_path / "s.db"), create=True) as store:
        load(EXAMPLES / "ilk", store)
        lines = [
            tree.normal.tree
            for name, quads in store.graphs()
            for tree in frame_quads(quads, load_model(), DEFAULT_BASE)
        ]
    path = written(tmp_path / "out.json", *lines)
    assert any(line["id"].startswith("load-") for line in lines)
    assert validate(path).findings == ()


# --- Inputs ------------------------------------------------------------------------------------


def test_standard_input(
    store: MemoryStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = "\n".join(map(json.dumps, [gene(1), faulty(2)])).encode()
    for expected in ((1, 0, 0, 1), (0, 0, 1, 1)):
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(data)))
        report = load("-", store)
        assert counts(report) == expected
        assert {f.file for f in report.findings} == {"-"}
    shown = {q.object for n, qs in store.graphs() for q in qs if q.predicate.endswith("#label")}
    assert Literal("-") in shown


def test_inputs_that_are_not_there(store: MemoryStore, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        load(tmp_path / "none.json", store)
    assert store.writes == []


def test_a_file_that_changes_while_it_is_loaded(
    store: MemoryStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One that is read once more; of a small one, what was read first is loaded."""
    monkeypatch.setattr(sources, "KEPT_MESSAGES", 3)
    path = written(tmp_path / "a.json", *map(gene, range(5)))

    def change(step: str, _: Item) -> None:
        if step == "loaded":
            with path.open("a", encoding="utf-8") as file:
                file.write("\n")

    with pytest.raises(InputError, match="changed while"):
        load(path, store, progress=change)


# --- Servers -----------------------------------------------------------------------------------


class Counted(MemoryStore):
    """A store that claims to be on a server, and counts what it is asked."""

    def __init__(self) -> None:
        super().__init__("http://localhost:1/")
        self.asked = 0

    def graph(self, name: str) -> list:  # type: ignore[type-arg]
        self.asked += 1
        return super().graph(name)


def test_a_server_is_asked_for_many_graphs_at_once(tmp_path: Path) -> None:
    store = Counted()
    path = written(tmp_path / "a.json", *map(gene, range(20)))
    load(path, store, UNCHECKED)
    assert (store.asked, len(store.queries)) == (0, 1)
    load(written(path, *map(gene, range(19)), gene(19, "x", aliasSymbol=["A"])), store, UNCHECKED)
    # The last one asks which properties the changed resource had.
    assert (store.asked, len(store.queries)) == (0, 4)
    report = load(written(path, *map(gene, range(19)), told(19, name="x")), store, UNCHECKED)
    assert counts(report) == (1, 0, 19, 0)


def test_graphs_of_a_server_are_fetched_in_portions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("clingen_ld.stores.graphs._ROWS", 20)
    monkeypatch.setattr("clingen_ld.stores.graphs._NAMES", 3)
    store, plain = Counted(), MemoryStore()
    for one in (store, plain):
        load(EXAMPLES / "mt-tl1", one, UNCHECKED)
    expected = contents(plain)
    sizes = {name: len(quads) for name, quads in expected.items()}
    found = present_graphs(store, sizes | {"http://example.org/none": 5})
    assert {name: set(quads) for name, quads in found.items()} == expected
    name = next(iter(sizes))
    assert len(present_graphs(store, {name: 1})[name]) == 1
    assert len(present_graphs(store, {name: 1}, [name])[name]) == sizes[name]


# --- The journal -------------------------------------------------------------------------------


def test_the_journal_is_beside_the_store() -> None:
    assert journal_beside("a/alleles.db/") == Path("a/alleles.db.journal")
    assert journal_beside("http://localhost/") is None


@pytest.mark.slow
def test_a_journal_keeps_the_last_load_only(tmp_path: Path) -> None:
    path = tmp_path / "x.journal"
    journal = Journal(path)
    assert journal.find("a") is None
    journal.write("a", LoadState("load-1", "2026", batch=3))
    journal.write("b", LoadState("load-2", "2026", batch=4))
    with pytest.raises(StoreError, match="another load"):
        Journal(path)
    journal.close()
    journal = Journal(path)
    assert journal.find("a") is None
    found = journal.find("b")
    assert found is not None
    assert found.batch == 4
    journal.finish()
    assert not path.exists()


@pytest.mark.parametrize("kind", [str, Path])
def test_a_journal_is_given_as_any_path(
    kind: Callable[[Path], str | Path], store: MemoryStore, tmp_path: Path
) -> None:
    notes = tmp_path / "notes"
    notes.write_bytes(b"my own notes")
    data = written(tmp_path / "a.json", gene(1))
    load(data, store, replace(UNCHECKED, journal=kind(tmp_path / "a.journal")))
    with pytest.raises(InputError, match="not the journal"):
        load(data, store, replace(UNCHECKED, journal=kind(notes)))
    with pytest.raises(InputError, match="not the journal"):
        remove(["Gene/G1"], store, journal=kind(notes))


@pytest.mark.parametrize("content", [b"my own notes, which are many\n" * 100, b"{}"])
def test_what_is_no_journal_is_left_alone(
    store: MemoryStore, tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "notes"
    path.write_bytes(content)
    data = written(tmp_path / "a.json", gene(1))
    with pytest.raises(InputError, match="not the journal"):
        load(data, store, replace(UNCHECKED, journal=path))
    assert path.read_bytes() == content


def test_another_database_is_left_alone(tmp_path: Path) -> None:
    import sqlite3

    path = tmp_path / "other.db"
    database = sqlite3.connect(path)
    database.execute("CREATE TABLE mine (x)")
    database.close()
    with pytest.raises(InputError, match="not the journal"):
        Journal(path)


def test_a_journal_that_cannot_be_made(store: MemoryStore, tmp_path: Path) -> None:
    data = written(tmp_path / "a.json", gene(1))
    with pytest.raises(StoreError, match="journal"):
        load(data, store, replace(UNCHECKED, journal=tmp_path))
    with pytest.raises(InputError, match=r"the folder .* does not exist"):
        load(data, store, replace(UNCHECKED, journal=data / "x"))


# --- Every kind of store -----------------------------------------------------------------------


def _comparable(store: Store) -> dict[str, set[Quad]]:
    return {
        name: {quad._replace(object=comparable(quad.object)) for quad in quads}
        for name, quads in contents(store).items()
    }


@pytest.mark.parametrize("kind", SERVERS)
def test_a_server_has_the_same_graphs_as_a_folder(kind: str, tmp_path: Path) -> None:
    embedded = MemoryStore()
    load(EXAMPLES, embedded)
    with remote_store(kind, tmp_path) as store:
        first, second = load(EXAMPLES, store), load(EXAMPLES, store)
        assert (second.new, second.replaced, second.unchanged) == (0, 0, first.loaded)
        assert _comparable(store) == _comparable(embedded)
        name = f"{DEFAULT_BASE}Gene/GENE101"
        assert remove([name], store).removed == 1
        assert load(EXAMPLES, store).new == 1


def test_very_many_findings_wait_in_a_file(
    tmp_path: Path, store: MemoryStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = [json.dumps(gene(n) | {"x": n}) if n % 2 else "{oops" for n in range(30)]
    path = tmp_path / "genes.ndjson"
    path.write_text("\n".join(lines))
    for options in LoadOptions(dry_run=True), replace(UNCHECKED, dry_run=True):
        few = load(path, store, options)
        with monkeypatch.context() as patch:
            patch.setattr(finding_list, "IN_MEMORY", 4)
            many = load(path, store, options)
        assert isinstance(many.findings, finding_list.FindingList)
        assert tuple(many.findings) == few.findings
        assert len(few.findings) >= 15
        assert counts(many) == counts(few)


# --- Links -------------------------------------------------------------------------------------

LINKED = replace(UNCHECKED, links=True, faldo=True)


def test_links_are_in_the_graph_of_their_resource(store: MemoryStore, tmp_path: Path) -> None:
    file = written(tmp_path / "a.ndjson", gene(1))
    assert counts(load(file, store, LINKED)) == (1, 0, 0, 0)
    [hgnc] = [q.object for q in store.contents[iri(1)] if str(q.object).endswith("hgnc:1001")]
    assert hgnc == "https://identifiers.org/hgnc:1001"
    assert counts(load(file, store, LINKED)) == (0, 0, 1, 0)
    tree = normal_form(gene(1), "Gene", load_model(), DEFAULT_BASE).tree
    assert trees(store) == {iri(1): tree}
    assert counts(load(file, store, UNCHECKED)) == (0, 1, 0, 0)
    assert not [q for q in store.contents[iri(1)] if "identifiers.org" in str(q.object)]


def test_a_partial_description_gets_its_links_later(store: MemoryStore, tmp_path: Path) -> None:
    file = tmp_path / "a.vcf"
    file.write_text(
        "##fileformat=VCFv4.3\n##reference=GRCh38\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n"
        "17\t43106487\trs28897672\tA\tC\t.\t.\t.\n"
    )
    load(file, store, UNCHECKED)
    before = trees(store)
    assert load(file, store, LINKED).replaced == 2
    [allele] = [name for name in store.contents if "ContextualAllele/NC_" in name]
    linked = {q.object for q in store.contents[allele] if q.subject == allele}
    assert {"http://identifiers.org/dbsnp/rs28897672", f"{allele}#location"} <= linked
    assert trees(store) == before
    assert load(file, store, LINKED).unchanged == 2
    # What more is told of it is put together, and has links as well.
    told_more = before[allele] | {"alleleName": [{"nameType": "custom", "name": "C61G"}]}
    load(written(tmp_path / "b.ndjson", told_more), store, LINKED)
    assert f"{allele}#location" in {q.object for q in store.contents[allele]}
