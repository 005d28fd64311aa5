"""Plain names are HGVS, and say what the grammar reads in them."""

from __future__ import annotations

import json
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clingen_ld.variation.hgvs import HgvsName, parse
from clingen_ld.variation.plain_names import AXES_OF, name_type, plain_axis, read_plain

ACCESSIONS = (
    "NM_007294.3", "NR_027676.2", "NC_000017.11", "NC_012920.1", "NG_005905.2", "NP_009225.1",
    "XM_000001.1", "LRG_292t1", "U14680.1", "NM_007294", "12345", "NC_000017.11(NM_007294.3)",
    "CM000679.2", "CM999999.1", "CM000679",
)  # fmt: skip
PLACES = (
    "1", "5297", "0", "-12", "*7", "5297+1", "212-22", "5_6", "5_9", "6_5", "5_5", "5+1_5+2",
    "(5_6)", "999999999", "1000000000", "Val1766", "V1766", "Met1", "1_2",
)  # fmt: skip
EDITS = (
    "A>G", "A>A", "a>g", "AC>G", "A>GG", "del", "delA", "ins", "insA", "insACGT", "dup", "delinsA",
    "delinsAC", "delinsACGTA", "inv", "=", "[5]", "Gly", "G", "Val", "del=", "A>N", "",
)  # fmt: skip
AXES = "gmocnrp"
TYPE_OF = {
    "g": "hgvs-genomic", "c": "hgvs-cdna", "n": "hgvs-ncrna", "p1": "hgvs-protein-1",
    "p3": "hgvs-protein-3",
}  # fmt: skip


def assert_right(name: str) -> None:
    """Whatever is recognized as plain, the grammar reads as HGVS of that axis, written as today."""
    axis = plain_axis(name)
    if axis is None:
        assert read_plain(name) is None
        return
    read = parse(name, TYPE_OF[axis])
    assert isinstance(read, HgvsName), name
    assert read.axis == axis[0]
    if axis[1:]:
        assert read.letters == int(axis[1:])
    assert read.old is None, name
    assert read.accession is not None


@pytest.mark.parametrize("accession", ACCESSIONS)
def test_plain_names_are_hgvs(accession: str) -> None:
    for axis, place, edit in product(AXES, PLACES, EDITS):
        assert_right(f"{accession}:{axis}.{place}{edit}")
        assert_right(f"{accession}:{axis}.({place}{edit})")


@given(
    st.sampled_from(["NM_007294.3:c.", "NC_000017.11:g.", "NR_027676.2:n."]),
    st.integers(0, 10**10),
    st.one_of(st.just(""), st.integers(0, 10**10).map(lambda n: f"_{n}")),
    st.sampled_from(EDITS),
)
def test_any_numbers(start: str, first: int, last: str, edit: str) -> None:
    assert_right(f"{start}{first}{last}{edit}")


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("NM_007294.3:c.5297T>G", (5528, 5529, "T", "G")),
        ("NM_007294.3:c.5297del", (5528, 5529, "T", "")),
        ("NM_007294.3:c.5297_5299del", (5528, 5531, None, "")),
        ("NM_007294.3:c.5297_5298insACG", (5529, 5529, "", "ACG")),
        ("NM_007294.3:c.5297delinsACG", (5528, 5529, "T", "ACG")),
        ("NM_007294.3:c.5297_5299delinsA", (5528, 5531, None, "A")),
    ],
)
def test_a_change_at_its_place(name: str, change: tuple[int, int, str | None, str]) -> None:
    """The coding region of the transcript starts at its base 233, behind 232 others."""
    plain = read_plain(name)
    assert plain is not None
    start, end, reference, alternate = change
    assert plain.is_change(232, start, end, reference, alternate)
    assert not plain.is_change(231, start, end, reference, alternate)
    assert not plain.is_change(232, start, end + 1, reference, alternate)
    assert not plain.is_change(232, start, end, reference, alternate + "C")
    assert not plain.is_change(232, start, end, "TTTTT", alternate)


@pytest.mark.parametrize(
    "name",
    [
        "NM_007294.3:c.5297T>G", "NM_007294.3:c.212+1G>T", "NM_007294.3:c.213-12del",
        "NC_000017.11:g.43106455C>A", "NR_027676.2:n.350del", "NP_009225.1:p.Val1766Gly",
        "NP_009225.1:p.(Val1766Gly)", "NP_009225.1:p.V1766G", "NM_007294.3:c.68_69del",
        "NM_007294.3:c.5266_5267insC", "CM000679.2:g.43106455C>A", "CM000679.2:g.76_78dup",
    ],
)  # fmt: skip
def test_daily_names_are_plain(name: str) -> None:
    assert plain_axis(name) is not None


def test_names_of_the_examples_have_their_types(examples: Path) -> None:
    names = [
        name
        for file in examples.rglob("*.json")
        for name in json.loads(file.read_text()).get("alleleName", [])
        if name.get("nameType") in AXES_OF
    ]
    assert len(names) > 20
    for name in names:
        assert name_type(name["name"]) == name["nameType"]


@pytest.mark.parametrize(
    ("name", "type_"),
    [
        ("NC_012920.1:m.3243A>G", "hgvs-mito"),
        ("NM_004006.2:r.76a>c", "hgvs-rna"),
        ("NC_000023.11(NM_004006.2):c.94-2A>G", "hgvs-cdna"),
        ("c.5297T>G", "hgvs-cdna"),
        ("NP_009225.1:p.=", "hgvs-protein-3"),
        ("p.V600E", "hgvs-protein-1"),
        ("NP_000083.3:p.R97Pfs*23", "hgvs-protein-1"),
        ("NP_000083.3:p.R97Ter", "hgvs-protein-1"),
        ("NP_000083.3:p.Trp24X", "hgvs-protein-3"),
        ("NP_000083.3:p.Lys2_Gly3ins[NP_000079.2:p.Ala5_Ser9]", "hgvs-protein-3"),
        ("NM_004006.2:c.761_762ins[NC_000004.11:g.106370094_106370420]", "hgvs-cdna"),
        ("NC_000002.11:g.47643464_47643465ins[NM_004006.2:c.5_9]", "hgvs-genomic"),
        ("c.761_762ins[NC_000004.11:g.106370094_106370420]", "hgvs-cdna"),
        ("[NM_004004.2:c.35del];[NM_006783.1:c.689_690insT]", "hgvs-cdna"),
        ("NP_000083.3:p.(R97PfsTer23)", "hgvs-protein-1"),
        ("NP_000083.3:p.*110Qext*17", "hgvs-protein-1"),
        ("NP_000083.3:p.[M1Vext-5;D5Efs*2]", "hgvs-protein-1"),
        ("NP_000083.3:p.Arg97Profs*23", "hgvs-protein-3"),
        ("NP_000083.3:p.(Ter110GlnextTer17)", "hgvs-protein-3"),
        ("rs334", "custom"),
        ("", "custom"),
    ],
)
def test_types_by_coordinate_type(name: str, type_: str) -> None:
    assert name_type(name) == type_
