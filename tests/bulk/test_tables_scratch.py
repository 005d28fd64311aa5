"""Splits of alleles, what links them, and INFO fields, gathered before rows are written."""

from __future__ import annotations

import io
import pickle
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyarrow import parquet

from clingen_ld import UsageError, convert
from clingen_ld.bulk.tables import write_table
from clingen_ld.bulk.tables_scratch import SPLITS, Splits, groups_of, links
from clingen_ld.bulk.tables_writing import COLUMNS
from clingen_ld.model import SUBSETTED
from tests.bulk.alleles import BASE, CANONICAL, MADE, canonical, contextual, made, rows_of
from tests.console import ROOT

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
