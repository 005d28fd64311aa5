"""Tables of alleles: what each column tells, splits without leaks, and files that are whole."""

from __future__ import annotations

import io
import json
import pickle
import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyarrow import parquet

from clingen_ld import InputError, ReadOptions, StoreError, UsageError, convert, load, open_store
from clingen_ld.bulk import tables
from clingen_ld.bulk.tables import write_items, write_table
from clingen_ld.bulk.tables_rows import allele_row, has_row
from clingen_ld.bulk.tables_scratch import SPLITS, Splits, groups_of, links
from clingen_ld.bulk.tables_writing import COLUMNS, columns_table
from clingen_ld.messages.message import Item, Message, NoText
from clingen_ld.model import DEFAULT_BASE, SUBSETTED, Normal, load_model, resource_iri
from clingen_ld.stores.reading import read_store
from clingen_ld.validation.set_index import StoredSet
from tests.console import ROOT

Tree = dict[str, Any]
Row = dict[str, Any]

BASE = DEFAULT_BASE
MADE = f"{BASE}ContextualAllele/"
CANONICAL = f"{BASE}CanonicalAllele/"


def rows_of(inputs: object, **options: Any) -> list[Row]:
    """The rows of a table, read back."""
    output = io.BytesIO()
    write_table(inputs, output, **options)  # type: ignore[arg-type]
    return read(output)


def read(output: io.BytesIO) -> list[Row]:
    rows: list[Row] = parquet.read_table(pa.BufferReader(output.getvalue())).to_pylist()
    return rows


def items(*trees: Tree) -> Iterator[Item]:
    for tree in trees:
        iri = resource_iri(tree, BASE)
        yield Message(tree["resourceType"], iri, Normal(tree), NoText(), "x")


def made(*trees: Tree, **options: Any) -> list[Row]:
    output = io.BytesIO()
    write_items(items(*trees), output, **options)
    return read(output)


@pytest.fixture(scope="module")
def examples_table() -> dict[str, Row]:
    return {row["allele"].removeprefix(MADE): row for row in rows_of(ROOT / "examples")}


# --- what the columns tell ----------------------------------------------------------------------

XA201 = {
    "allele": f"{MADE}XA201",
    "canonical_alleles": [f"{CANONICAL}CA201"],
    "registry_id": None,
    "protein_registry_ids": [],
    "clinvar": ["37656"],
    "dbsnp": [],
    "allele_type": "transcript",
    "build": None,
    "chromosome": None,
    "accession": "NM_007294.3",
    "start": 5528,
    "start_offset": None,
    "end": 5529,
    "end_offset": None,
    "ref": "T",
    "alt": "G",
    "name": "NM_007294.3:c.5297T>G",
    "hgvs": ["NM_007294.3:c.5297T>G"],
    "other_names": [],
    "genes": [f"{BASE}Gene/GENE201"],
    "gene_symbols": ["BRCA1"],
    "change": "SO:1000002",
    "change_label": "substitution",
    "effects": ["SO:0001583"],
    "effect_labels": ["missense_variant"],
    "regions": ["SO:0000316"],
    "is_complete": True,
}
"""All columns but the split of an allele, as its message says them."""


def test_every_column(examples_table: dict[str, Row]) -> None:
    row = examples_table["XA201"]
    assert list(row) == [column.name for column in COLUMNS]
    assert {name: value for name, value in row.items() if name != "split"} == XA201
    assert row["split"] in SPLITS


@pytest.mark.parametrize(
    ("allele", "told"),
    [
        # A duplication: an insertion behind what is doubled, on the minus strand.
        (
            "XA212",
            {
                "build": "GRCh38", "chromosome": "17", "accession": "NC_000017.11",
                "start": 43057065, "end": 43057065, "ref": "", "alt": "G",
                "change_label": "insertion", "effect_labels": ["frameshift_variant"],
                "gene_symbols": ["BRCA1"],
            },
        ),
        ("XA213", {"build": "GRCh37", "accession": "NC_000017.10"}),
        # An old sequence, and a legacy name beside a preferred one.
        (
            "XA202",
            {
                "accession": "U14680.1", "name": "U14680.1:n.5416T>G", "effects": [],
                "hgvs": ["U14680.1:n.5416T>G"], "other_names": ["5416T>G"],
            },
        ),
        # The sequence of a gene is of no build.
        ("XA206", {"build": None, "chromosome": None, "accession": "NG_005905.2"}),
        # A protein: the gene is that of its transcript.
        (
            "XA208",
            {
                "allele_type": "amino-acid", "start": 1765, "end": 1766, "ref": "Ile", "alt": "Ser",
                "name": "NP_009225.1:p.Ile1766Ser", "other_names": ["I1766S"], "change": None,
                "hgvs": ["NP_009225.1:p.Ile1766Ser", "NP_009225.1:p.I1766S"],
                "gene_symbols": ["BRCA1"], "effects": ["SO:0001583"], "build": None,
            },
        ),
        # What a frameshift puts in the place is not told.
        ("XA214", {"ref": "Gln", "alt": None, "effect_labels": ["frameshift_variant"]}),
        # A deletion leaves nothing.
        ("XA501", {"ref": "CTT", "alt": "", "effect_labels": ["disruptive_inframe_deletion"]}),
        # In an intron, behind an exon; the genomic sibling has the gene of the transcript.
        (
            "XA101",
            {
                "start": 609, "start_offset": 12, "end": 609, "end_offset": 13, "effects": [],
                "regions": ["SO:0000191"],
            },
        ),
        ("XA103", {"gene_symbols": ["ILK"], "genes": [f"{BASE}Gene/GENE101"], "regions": []}),
        ("XA601", {"chromosome": "MT", "other_names": ["A3243G"]}),
        ("XA702", {"ref": "C", "alt": "C", "change_label": "no_sequence_alteration"}),
    ],
)  # fmt: skip
def test_examples(allele: str, told: Row, examples_table: dict[str, Row]) -> None:
    row = examples_table[allele]
    assert {name: row[name] for name in told} == told


def test_registry_documents(examples_table: dict[str, Row]) -> None:
    row = examples_table["NM_007294.4:293:T:G"]
    assert row["canonical_alleles"] == ["http://reg.genome.network/allele/CA900000001"]
    assert row["registry_id"] == "CA900000001"
    assert row["protein_registry_ids"] == ["PA900000001"]
    assert (row["clinvar"], row["dbsnp"]) == (["17661"], ["rs28897672"])
    genomic = examples_table["NC_000017.11:43106486:A:C"]
    assert genomic["protein_registry_ids"] == ["PA900000001"]
    assert row["genes"] == ["http://reg.genome.network/gene/GN001100"]
    assert (row["gene_symbols"], row["effect_labels"]) == (["BRCA1"], ["missense_variant"])
    # Before an exon, offsets are below 0.
    row = examples_table["NR_027676.2:212-22_212-21:G:T"]
    assert (row["start_offset"], row["end_offset"]) == (-22, -21)
    assert examples_table["NP_009225.1:p.Cys61Gly"]["registry_id"] == "PA900000001"
    # One that is only mentioned, as the effect on a protein that the registry has no number for.
    row = examples_table["ENSP00000350283.3:p.Cys61Gly"]
    assert (row["is_complete"], row["canonical_alleles"]) == (False, [])


def test_a_message_of_the_allele_itself_comes_first() -> None:
    """The protein allele is mentioned by one document, and told by another."""
    folder = ROOT / "examples" / "registry"
    names = [folder / f"{name}.json" for name in ("CA900000001", "PA900000001")]
    found = [row for row in rows_of(names) if row["allele"].endswith("NP_009225.1:p.Cys61Gly")]
    assert [row["is_complete"] for row in found] == [True]
    assert found[0]["hgvs"] == ["NP_009225.1:p.Cys61Gly", "LRG_292p1:p.Cys61Gly"]


def test_every_contextual_allele_has_one_row_in_the_order_of_input(examples: Path) -> None:
    rows = rows_of([examples / "ilk", examples / "brca1", examples / "ilk"])
    names = [row["allele"].removeprefix(MADE) for row in rows]
    assert names[:4] == ["XA101", "XA102", "XA103", "XA104"]
    assert names[4:6] == ["XA201", "XA202"]
    files = [*(examples / "ilk").glob("XA*.json"), *(examples / "brca1").glob("XA*.json")]
    assert len(names) == len(set(names)) == len(files)


ALLELE: Tree = {"resourceType": "ContextualAllele", "id": "X1"}


def test_an_allele_that_tells_nothing() -> None:
    [row] = made(ALLELE)
    empty = {c.name for c in COLUMNS if not c.required}
    assert {name for name, value in row.items() if value is None} == empty
    assert {name for name, value in row.items() if value == []} == {
        "canonical_alleles", "protein_registry_ids", "clinvar", "dbsnp", "hgvs", "other_names",
        "genes", "gene_symbols", "effects", "effect_labels", "regions",
    }  # fmt: skip


def test_what_references_and_names_tell_without_their_targets() -> None:
    coordinate = {
        "referenceSequence": {"reference": "ReferenceSequence/S1", "display": "NC_000017.11"},
        "start": {"index": 5}, "end": {"index": 6},
    }  # fmt: skip
    effect = {
        "relatedType": "amino-acid-effect",
        "target": {"reference": "ContextualAllele/P1", "display": "NP_009225.1:p.Cys61Ter"},
    }
    [row] = made(ALLELE | {"referenceCoordinate": coordinate, "related": [effect]})
    assert (row["accession"], row["build"], row["chromosome"]) == ("NC_000017.11", "GRCh38", "17")
    assert (row["start"], row["end"], row["ref"], row["alt"]) == (5, 6, None, None)
    assert row["effect_labels"] == ["stop_gained"]
    names = [{"name": "NM_007294.3(BRCA1):c.1A>G"}, {"name": "an old name", "preferred": True}]
    [row] = made(ALLELE | {"alleleName": names})
    assert (row["accession"], row["name"]) == ("NM_007294.3", "an old name")
    assert row["hgvs"] == ["NM_007294.3(BRCA1):c.1A>G"]
    [row] = made(
        ALLELE | {"alleleName": [{"name": "NP_1.1:p.Gly2del", "legacy": True}, *names[:1]]}
    )
    assert row["name"] == "NM_007294.3(BRCA1):c.1A>G"


@pytest.mark.parametrize(
    ("identifier", "told"),
    [
        ({"system": "http://reg.genome.network/allele", "value": "CA10"}, "CA10"),
        ({"system": "https://reg.clinicalgenome.org", "value": "PA7"}, "PA7"),
        ({"value": "http://reg.genome.network/allele/CA10"}, "CA10"),
        ({"system": "urn:ietf:rfc:3986", "value": "https://reg.clinicalgenome.org/a/CA1"}, "CA1"),
        ({"system": "http://example.org/", "value": "CA10"}, None),
        ({"system": "http://reg.genome.network/allele", "value": "10"}, None),
    ],
)
def test_registry_ids(identifier: Tree, told: str | None) -> None:
    canonical = {"resourceType": "CanonicalAllele", "id": "C1", "identifier": [identifier]}
    allele = ALLELE | {"canonicalAllele": {"reference": "CanonicalAllele/C1"}}
    assert made(canonical, allele)[0]["registry_id"] == told
    assert made(ALLELE | {"identifier": [identifier]})[0]["registry_id"] == told


def test_rows_are_made_of_a_set_alone(examples: Path) -> None:
    """What other ways to hold a set may rely on."""
    resources = StoredSet(BASE)
    for file in sorted((examples / "brca1").glob("*.json")):
        tree = json.loads(file.read_text())
        resources.add(resource_iri(tree, BASE), tree)
    entry = resources.get(f"{MADE}XA201")
    assert entry is not None
    assert has_row(entry, resources)
    row = allele_row(entry, resources)
    assert {name: value for name, value in row.items() if name != "split"} == XA201
    assert allele_row(entry, resources, Splits("other")) | {"split": row["split"]} == row
    gene = resources.get(f"{BASE}Gene/GENE201")
    assert gene is not None
    assert not has_row(gene, resources)
    resources.close()


# --- the file -----------------------------------------------------------------------------------


def test_the_schema(tmp_path: Path, examples: Path) -> None:
    path = tmp_path / "alleles.parquet"
    write_table(examples / "ilk", path, seed="one")
    file = parquet.ParquetFile(path)
    schema = file.schema_arrow
    kinds = {"text": "string", "integer": "int64", "boolean": "bool"}
    for column, field in zip(COLUMNS, schema, strict=True):
        expected = kinds.get(column.kind, "list<element: string not null>")
        assert (field.name, str(field.type)) == (column.name, expected)
        assert field.nullable == (not column.required)
        assert field.metadata == {b"description": column.meaning.encode()}
    told = {key.decode(): value.decode() for key, value in schema.metadata.items()}
    assert told["clingen-ld.seed"] == "one"
    assert told["clingen-ld.base"] == BASE
    assert told["clingen-ld.model"] == load_model().version
    assert told["clingen-ld.contexts"].startswith("sha256:")
    assert told["clingen-ld.shapes"].startswith("sha256:")
    assert file.metadata.row_group(0).column(0).compression == "ZSTD"


def test_row_groups_are_written_as_they_come(
    examples: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So that memory does not grow with the table."""
    whole = rows_of(examples)
    monkeypatch.setattr(tables, "GROUP_ROWS", 10)
    output = io.BytesIO()
    report = write_table(examples, output)
    metadata = parquet.ParquetFile(pa.BufferReader(output.getvalue())).metadata
    sizes = [metadata.row_group(n).num_rows for n in range(metadata.num_row_groups)]
    assert sizes == [10] * (len(whole) // 10) + [len(whole) % 10]
    assert read(output) == whole
    assert report.rows == len(whole) == sum(report.splits.values())


def test_the_same_input_gives_the_same_file(examples: Path, tmp_path: Path) -> None:
    first, second = io.BytesIO(), io.BytesIO()
    write_table(examples, first, seed="a")
    write_table(examples, second, seed="a")
    assert first.getvalue() == second.getvalue()


def test_a_table_without_rows(examples: Path) -> None:
    output = io.BytesIO()
    assert write_table(examples / "ilk" / "GENE101.json", output).rows == 0
    assert read(output) == []


def test_a_folder_of_parts(examples: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "GROUP_ROWS", 7)
    whole = rows_of(examples)
    target = tmp_path / "alleles"
    write_table(examples, f"{target}/", part_rows=20)
    names = sorted(path.name for path in target.iterdir())
    assert names == ["part-00000.parquet", "part-00001.parquet", "part-00002.parquet"]
    assert [parquet.read_metadata(target / n).num_rows for n in names] == [20, 20, len(whole) - 40]
    assert parquet.read_table(target).to_pylist() == whole
    assert [path.name for path in tmp_path.iterdir()] == ["alleles"]
    # A folder that is there and empty is as good; one with something in it is left alone.
    (tmp_path / "empty").mkdir()
    write_table(examples / "ilk", tmp_path / "empty")
    assert parquet.read_table(tmp_path / "empty").num_rows == 4
    with pytest.raises(InputError, match="there is something in this folder"):
        write_table(examples, target)


def test_nothing_is_left_of_a_table_that_failed(examples: Path, tmp_path: Path) -> None:
    def failing() -> Iterable[Item]:
        yield from items(ALLELE)
        raise StoreError("the store went away")

    for output in (tmp_path / "a.parquet", f"{tmp_path}/folder/"):
        with pytest.raises(StoreError, match="went away"):
            write_items(failing(), output)
    with pytest.raises(InputError, match="cannot be written"):
        write_table(examples, tmp_path / "missing" / "a.parquet")
    with pytest.raises(InputError, match="cannot be written"):
        write_table(examples, f"{tmp_path}/missing/folder/")
    with pytest.raises(UsageError, match="at least one row"):
        write_table(examples, f"{tmp_path}/folder/", part_rows=0)
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_is_one_clear_error(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def full(*_: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(StoredSet, "add_row", full)
    with pytest.raises(StoreError, match="the disk for temporary data is full"):
        write_items(items(ALLELE), tmp_path / "a.parquet")
    assert list(tmp_path.iterdir()) == []


def test_without_pyarrow(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pyarrow", None)
    with pytest.raises(UsageError, match="pip install pyarrow"):
        write_items(items(ALLELE), tmp_path / "a.parquet")


# --- inputs -------------------------------------------------------------------------------------


def test_any_form_and_a_store_give_the_same_rows(examples: Path, tmp_path: Path) -> None:
    expected = rows_of(examples / "brca1")
    for name in ("a.nq.gz", "a.ttl", "a.ndjson.zst"):
        form = {"nq": "nquads", "ttl": "turtle"}.get(name.split(".")[1], "resource-json")
        convert(examples / "brca1", form, tmp_path / name)
        found = rows_of(tmp_path / name)
        assert sorted(found, key=lambda row: row["allele"]) == expected, name
    with open_store(tmp_path / "alleles.db", create=True) as store:
        load(examples / "brca1", store)
        output = io.BytesIO()
        write_items(read_store(store, load_model(), BASE), output)
    assert sorted(read(output), key=lambda row: row["allele"]) == expected


def test_problems_are_told_and_the_rest_is_written(examples: Path, tmp_path: Path) -> None:
    path = tmp_path / "mixed.ndjson"
    right = convert(examples / "ilk", "resource-json").text or ""
    path.write_text("{\n" + right + "nonsense\n")
    told: list[object] = []
    passed: list[object] = []
    output = io.BytesIO()
    report = write_table(path, output, report=told.append, progress=passed.append)
    assert [problem.line for problem in report.problems] == [1, len(right.splitlines()) + 2]
    assert (told, report.problem_count, report.rows) == (report.problems, 2, 4)
    assert len(passed) == 2 + len(right.splitlines())
    assert read(output) == rows_of(examples / "ilk")


def test_another_base(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text(json.dumps(ALLELE | {"canonicalAllele": {"reference": "CanonicalAllele/C1"}}))
    [row] = rows_of(path, options=ReadOptions(base="http://example.org/"))
    assert row["allele"] == "http://example.org/ContextualAllele/X1"
    assert row["canonical_alleles"] == ["http://example.org/CanonicalAllele/C1"]


# --- splits -------------------------------------------------------------------------------------


def contextual(number: int, canonicals: Iterable[int] = (), absolute: bool = False) -> Tree:
    start = BASE if absolute else ""
    references = [{"reference": f"{start}CanonicalAllele/C{n}"} for n in canonicals]
    tree: Tree = {"resourceType": "ContextualAllele", "id": f"X{number}"}
    if references:
        tree["canonicalAllele"] = references[0] if len(references) == 1 else references
    return tree


def canonical(number: int, members: Iterable[int], replaced: Iterable[int] = ()) -> Tree:
    return {
        "resourceType": "CanonicalAllele",
        "id": f"C{number}",
        "relatedContextualAllele": [
            {"contextualAllele": {"reference": f"ContextualAllele/X{n}"}} for n in members
        ],
        "replacement": [{"target": {"reference": f"CanonicalAllele/C{n}"}} for n in replaced],
    }


NUMBERS = st.integers(0, 11)
FEW = st.lists(NUMBERS, max_size=3)


@pytest.mark.slow
@given(
    named=st.dictionaries(NUMBERS, FEW, max_size=12),
    gathering=st.dictionaries(NUMBERS, st.tuples(FEW, FEW), max_size=12),
    seed=st.text(st.characters(exclude_categories=["Cs"]), max_size=3),
    mentioned=st.sets(NUMBERS),
)
@settings(max_examples=200, deadline=None)
def test_no_allele_and_no_group_is_on_two_sides(
    named: dict[int, list[int]],
    gathering: dict[int, tuple[list[int], list[int]]],
    seed: str,
    mentioned: set[int],
) -> None:
    """Whatever names, gathers or replaces what, on one side or on both, there or missing."""
    trees = [contextual(number, names) for number, names in named.items()]
    for tree in trees:
        if int(tree["id"][1:]) in mentioned:
            tree["meta"] = {"tag": [SUBSETTED]}
    trees += [canonical(number, *told) for number, told in gathering.items()]
    rows = made(*trees, seed=seed)
    assert len(rows) == len(named)
    # Groups, found in the plainest way: what touches is put together until nothing does.
    edges = [{f"X{x}", f"C{c}"} for x, names in named.items() for c in names]
    edges += [{f"X{x}", f"C{c}"} for c, (members, _) in gathering.items() for x in members]
    edges += [{f"C{c}", f"C{d}"} for c, (_, replaced) in gathering.items() for d in replaced]
    groups: list[set[str]] = []
    for edge in edges:
        touched = [group for group in groups if group & edge]
        groups = [group for group in groups if not group & edge] + [edge.union(*touched)]
    sides = {row["allele"].removeprefix(MADE): row["split"] for row in rows}
    for group in groups:
        assert len({sides[name] for name in group if name in sides}) <= 1, group
    seen: dict[str, str] = {}
    for row in rows:
        for iri in row["canonical_alleles"]:
            assert seen.setdefault(iri, row["split"]) == row["split"]
    # The order of the input makes no difference.
    assert {r["allele"]: r["split"] for r in made(*reversed(trees), seed=seed)} == {
        r["allele"]: r["split"] for r in rows
    }


def test_very_many_that_gather_one() -> None:
    """More than a look-up by a key gives."""
    trees = [canonical(number, [0, number]) for number in range(1, 200)]
    rows = made(contextual(0), *trees, *map(contextual, range(1, 200)))
    assert len({row["split"] for row in rows}) == 1


@pytest.mark.slow
def test_splits_have_their_shares_and_seeds_change_them() -> None:
    rows = made(*(contextual(n, [n]) for n in range(5000)))
    count = {name: sum(row["split"] == name for row in rows) for name in SPLITS}
    assert 3900 < count["train"] < 4100
    assert 430 < count["validation"] < 570
    assert 430 < count["test"] < 570
    other = made(*(contextual(n, [n]) for n in range(5000)), seed="another")
    same = sum(a["split"] == b["split"] for a, b in zip(rows, other, strict=True))
    assert 3100 < same < 3500  # as by chance: 0.8² + 0.1² + 0.1²


def test_an_allele_is_on_one_side_in_every_table() -> None:
    """The digest is of IRI and seed alone, so these stay what they are."""
    splits = Splits()
    found = [splits.of("", [f"http://reg.genome.network/allele/CA{n}"]) for n in range(20)]
    assert found == EXPECTED
    [row] = made(contextual(3, [3]))
    rows = made(*(contextual(n, [n]) for n in range(10)))
    assert rows[3] == row
    assert pickle.loads(pickle.dumps(splits)) == splits


EXPECTED = [
    "train",
    "train",
    "validation",
    "train",
    "train",
    "train",
    "validation",
    "train",
    "train",
    "train",
    "train",
    "train",
    "train",
    "train",
    "test",
    "validation",
    "train",
    "train",
    "train",
    "train",
]


def test_links_and_groups() -> None:
    assert list(links(contextual(1), "x", BASE)) == [("x", "")]
    assert list(links(contextual(1, [2]), "x", BASE)) == [("x", f"{CANONICAL}C2")]
    assert list(links(contextual(1, [2], absolute=True), "x", BASE)) == [("x", f"{CANONICAL}C2")]
    assert list(links(canonical(1, [2], [3]), "c", BASE)) == [
        (f"{MADE}X2", "c"), ("c", "c"), ("c", f"{CANONICAL}C3"),
    ]  # fmt: skip
    assert list(links({"resourceType": "Gene"}, "g", BASE)) == []
    assert groups_of([("x", "c2"), ("x", "c1"), ("y", "c2"), ("y", "c3"), ("z", "")]) == {
        "x": "c1", "y": "c1", "c1": "c1", "c2": "c1", "c3": "c1",
    }  # fmt: skip


def test_the_page_has_the_columns() -> None:
    assert columns_table() in (ROOT / "docs" / "tables.md").read_text(encoding="utf-8")


# --- INFO fields of VCF -------------------------------------------------------------------------

AF = '##INFO=<ID=AF,Number=A,Type=Float,Description="Allele frequency">'
SIGNIFICANCE = '##INFO=<ID=CLNSIG,Number=.,Type=String,Description="Classification">'
FLAG = '##INFO=<ID=DB,Number=0,Type=Flag,Description="In dbSNP">'


def vcf(path: Path, declared: list[str], *records: str) -> Path:
    head = ["##fileformat=VCFv4.3", "##reference=GRCh38", *declared]
    titles = "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO"
    path.write_text("\n".join([*head, titles, *("\t".join(r.split()) for r in records), ""]))
    return path


def test_info_fields_are_columns_of_their_declared_types(tmp_path: Path) -> None:
    path = vcf(
        tmp_path / "a.vcf",
        [AF, SIGNIFICANCE, FLAG, '##INFO=<ID=END,Number=1,Type=Integer,Description="End">'],
        "17 43051098 . A C . . CLNSIG=Pathogenic,Likely%2Cso;DB;END=43051098",
        "17 43051099 . C A,CT . . AF=0.5,1e-3",
    )
    told: list[object] = []
    output = io.BytesIO()
    names = ["AF", "CLNSIG", "DB", "END", "AF"]
    write_table(path, output, info=names, report=told.append)
    table = parquet.read_table(pa.BufferReader(output.getvalue()))
    added = table.column_names[len(COLUMNS) :]
    assert added == ["AF", "CLNSIG", "DB", "info_END"]  # there is a column `end` already
    kinds = [str(table.schema.field(name).type) for name in added]
    assert kinds == ["double", "list<element: string>", "bool", "int64"]
    assert table.schema.field("AF").metadata[b"description"].endswith(b": Allele frequency")
    assert [tuple(row.values()) for row in table.select(added).to_pylist()] == [
        (None, ["Pathogenic", "Likely,so"], True, 43051098),
        (0.5, None, False, None),
        (0.001, None, False, None),
    ]
    assert told == []  # nothing of INFO is left out
    # Without the fields it is left out, and said to be.
    assert [row["allele"] for row in rows_of(path, report=told.append)] == table[
        "allele"
    ].to_pylist()
    assert len(told) == 1


def test_info_of_several_files_comes_together(tmp_path: Path) -> None:
    """The first record that has a field gives its value; other alleles have none."""
    record = "17 43051098 . A C . ."
    clinvar = vcf(tmp_path / "clinvar.vcf", [SIGNIFICANCE], f"{record} CLNSIG=Benign;X=1")
    number = '##INFO=<ID=AF,Number=1,Type=Integer,Description="d">'
    first = vcf(tmp_path / "first.vcf", [number, FLAG], f"{record} AF=1")
    second = vcf(tmp_path / "second.vcf", [AF, FLAG], f"{record} AF=0.25;DB")
    gene = ROOT / "examples" / "ilk" / "XA101.json"
    rows = rows_of([clinvar, first, second, gene], info=["CLNSIG", "AF", "DB", "X"])
    assert [[row[name] for name in ("CLNSIG", "AF", "DB", "X")] for row in rows] == [
        [["Benign"], 1.0, True, "1"],
        [None, None, None, None],
    ]


def test_all_info_fields(tmp_path: Path) -> None:
    """Those of the header, then those of the records; from a graph that keeps them, too."""
    path = vcf(
        tmp_path / "a.vcf",
        [AF, SIGNIFICANCE, '##INFO=<ID=AD,Number=R,Type=Integer,Description="d">',
         '##INFO=<ID=af,Number=1,Type=Float,Description="f">', FLAG],
        "17 43051098 . A C,G . . AF=0.5,0.25;AD=3,4,5;CLNSIG=b,a,b;X=1;F;info_af=2;af=1e-3",
        "17 43051099 . T C . . DB;X=text%3B;X=again;F=;=y;AF=no",
    )  # fmt: skip
    told: list[Any] = []
    rows = rows_of(path, info="all", report=told.append)
    names = list(rows[0])[len(COLUMNS) :]
    assert names == ["AF", "CLNSIG", "AD", "info_af", "DB", "X", "F", "info_info_af"]
    assert [[row[name] for name in names] for row in rows] == [
        [0.5, ["b", "a", "b"], [3, 4], 0.001, False, "1", True, "2"],
        [0.25, ["b", "a", "b"], [3, 5], 0.001, False, "1", True, "2"],
        [None, None, None, None, True, "text;", None, None],
    ]
    assert [problem.values["what"].partition(" ignored")[0] for problem in told] == [
        "value of INFO X", "value of INFO empty", "value of INFO AF",
    ]  # fmt: skip
    quads = tmp_path / "a.nq"
    convert(path, "nquads", quads, info="all")
    kept = rows_of(quads, info=["all"])
    assert [row | {"DB": row["DB"] or None} for row in rows] == kept
    assert [row["X"] for row in rows_of(quads, info=["X"])] == ["1", "1", "text;"]


def test_more_info_fields_than_columns(tmp_path: Path) -> None:
    many = ";".join(f"F{n}" for n in range(5001))
    path = vcf(tmp_path / "a.vcf", [], f"17 43051098 . A C . . {many}")
    with pytest.raises(UsageError, match="5,001 INFO fields"):
        write_table(path, io.BytesIO(), info="all")


def test_info_that_is_wrong_is_told(tmp_path: Path) -> None:
    path = vcf(
        tmp_path / "a.vcf", [AF], "17 43051098 . A C,G . . AF=0.5", "17 43051099 . C T . . AF=no"
    )
    told: list[Any] = []
    assert [row["AF"] for row in rows_of(path, info=["AF"], report=told.append)] == [None] * 3
    assert [problem.values["what"] for problem in told] == [
        "value of INFO AF ignored in 1 record: its header declares Number=A",
        "value of INFO AF ignored in 1 record: its header declares Type=Float",
    ]
    other = vcf(tmp_path / "b.vcf", [AF.replace("Float", "String")])
    for inputs, name, said in (
        (path, "af", "there is no INFO field af in the input; did you mean AF"),
        (ROOT / "examples" / "ilk", "AF", "no VCF header of the input declares any"),
        ([path, other], "AF", r"Type=Float in .*a.vcf and Type=String in .*b.vcf"),
    ):
        with pytest.raises(UsageError, match=said):
            write_table(inputs, tmp_path / "a.parquet", info=[name])
    assert not (tmp_path / "a.parquet").exists()
