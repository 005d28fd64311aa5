"""Reading HGVS names: their parts, their places, and why a name is none."""

from __future__ import annotations

import re
import subprocess
import sys
import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from clingen_ld.variation import hgvs
from clingen_ld.variation.hgvs import HgvsName, NotHgvs, name_type, parse
from clingen_ld.variation.hgvs_parts import HgvsEdit, Location
from clingen_ld.variation.sequences import AMINO_ACIDS, ANY, matches

ONE, THREE = "hgvs-protein-1", "hgvs-protein-3"


def read(name: str, name_type: str | None = None) -> HgvsName:
    found = parse(name, name_type)
    assert isinstance(found, HgvsName), found
    assert found.name == name
    return found


def problem(name: str, name_type: str | None = None) -> str:
    found = parse(name, name_type)
    assert isinstance(found, NotHgvs), found
    assert found.name == name
    return found.problem


def change(name: str) -> tuple[str, str | None, str | None]:
    """The kind of a change and its two sequences as texts."""
    edit = read(name).edit
    reference, alternate = (
        None if each is None else "".join(each) for each in (edit.reference, edit.alternate)
    )
    return edit.kind, reference, alternate


# --- accession, gene and axis -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "accession", "gene", "axis"),
    [
        ("NC_000017.11:g.43051098A>C", "NC_000017.11", None, "g"),
        ("NM_007294.3(BRCA1):c.5297T>G", "NM_007294.3", "BRCA1", "c"),
        ("NM_005516.6(HLA-E):c.5A>G", "NM_005516.6", "HLA-E", "c"),
        ("NG_012337.1(NM_012459.2):c.-35A>G", "NM_012459.2", None, "c"),
        ("NC_012920.1:m.3243A>G", "NC_012920.1", None, "m"),
        ("NC_012920.1:o.3243A>G", "NC_012920.1", None, "o"),
        ("NR_027676.1(BRCA1):n.5433T>G", "NR_027676.1", "BRCA1", "n"),
        ("U14680.1:n.5416T>G", "U14680.1", None, "n"),
        ("CM000679.2:g.5A>G", "CM000679.2", None, "g"),
        ("NM_007294.3:r.76a>u", "NM_007294.3", None, "r"),
        ("NP_009225.1:p.Ile1766Ser", "NP_009225.1", None, "p"),
        ("LRG_292:g.166886T>G", "LRG_292", None, "g"),
        ("LRG_292t1:c.5297T>G", "LRG_292t1", None, "c"),
        ("LRG_292p1:p.I1766S", "LRG_292p1", None, "p"),
        ("ENST00000341105.7:c.*882T>A", "ENST00000341105.7", None, "c"),
        ("ENSP00000345681.2:p.=", "ENSP00000345681.2", None, "p"),
        ("NM_007294:c.5297T>G", "NM_007294", None, "c"),
        ("g.166886T>G", None, None, "g"),
        ("c.5297T>G", None, None, "c"),
        ("p.Ile1766Ser", None, None, "p"),
        ("p.(I1766S)", None, None, "p"),
        ("m.3243A>G", None, None, "m"),
    ],
)
def test_sequence_of_a_name(name: str, accession: str | None, gene: str | None, axis: str) -> None:
    found = read(name)
    assert (found.accession, found.gene, found.axis) == (accession, gene, axis)


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("p.Ile1766Ser", 3),
        ("p.I1766S", 1),
        ("p.Trp24Ter", 3),
        ("p.Trp24*", 3),
        ("p.W24*", 1),
        ("p.W24X", 1),
        ("p.*110Qext*17", 1),
        ("p.Arg97ProfsTer23", 3),
        ("p.R97Pfs*23", 1),
        ("p.R97fs", 1),
        ("p.Phe508_Gly510delinsAlaSer", 3),
        ("p.F508_G510delinsAS", 1),
        ("p.=", 0),
        ("p.(=)", 0),
        ("p.?", 0),
        ("p.0", 0),
        ("c.5A>G", 0),
    ],
)
def test_letters_of_amino_acids(name: str, letters: int) -> None:
    assert read(name).letters == letters


@pytest.mark.parametrize(
    ("name", "predicted", "alleles"),
    [
        ("p.Ile1766Ser", False, 1),
        ("p.(Ile1766Ser)", True, 1),
        ("p.(=)", True, 1),
        ("r.(76a>u)", True, 1),
        ("c.[76A>T]", False, 1),
        ("c.[76A>T;79G>C]", False, 2),
        ("c.[76A>T];[79G>C]", False, 2),
        ("c.76A>T(;)79G>C", False, 2),
        ("c.76=/A>T", False, 2),
    ],
)
def test_certainty_and_number_of_alleles(name: str, predicted: bool, alleles: int) -> None:
    found = read(name)
    assert (found.predicted, found.alleles) == (predicted, alleles)
    assert alleles == 1 or found.intervals(100, 200) == []


# --- changes ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "kind", "reference", "alternate"),
    [
        ("g.5A>C", "substitution", "A", "C"),
        ("r.5u>g", "substitution", "T", "G"),
        ("g.5_7del", "deletion", "???", ""),
        ("g.5_7delACG", "deletion", "ACG", ""),
        ("g.5_7del3", "deletion", "???", ""),
        ("r.5_7delaug", "deletion", "ATG", ""),
        ("g.5_6insACG", "insertion", "", "ACG"),
        ("g.5_6insA[3]", "insertion", "", "AAA"),
        ("g.5_6insAC[2]", "insertion", "", "ACAC"),
        ("g.5_6ins[A;C[3]]", "insertion", "", "ACCC"),
        ("g.5_6ins3", "insertion", "", "???"),
        ("g.5_6ins20_30", "insertion", "", None),
        ("g.5_6insNC_000003.12:g.5_10", "insertion", "", None),
        ("g.5dup", "duplication", "?", "??"),
        ("g.5dupC", "duplication", "C", "CC"),
        ("g.5_7dupACG", "duplication", "ACG", "ACGACG"),
        ("g.5_7delinsTT", "delins", "???", "TT"),
        ("g.5_7delACGinsTT", "delins", "ACG", "TT"),
        ("g.5_8inv", "inversion", "????", "????"),
        ("g.5_8invAACR", "inversion", "AACR", "YGTT"),
        ("g.5=", "identity", "?", "?"),
        ("g.5C=", "identity", "C", "C"),
        ("g.5_10AC[5]", "repeat", "ACACAC", "ACACACACAC"),
        ("g.5AC[5]", "tract", None, None),
        ("g.5_6AC[5]", "tract", None, None),
        ("g.5_10AC[3_5]", "tract", None, None),
        ("g.5_7[3]", "tract", None, None),
        ("g.5_7con20_22", "other", "???", None),
        ("r.spl", "other", None, None),
        ("r.?", "unknown", None, None),
        ("g.=", "identity", None, None),
        ("p.Ile5Ser", "substitution", "Ile", "Ser"),
        ("p.I5S", "substitution", "Ile", "Ser"),
        ("p.Trp24*", "substitution", "Trp", "Ter"),
        ("p.W24X", "substitution", "Trp", "Xaa"),
        ("p.(Ile5Ala^Ser)", "substitution", "Ile", None),
        ("p.Ile5=", "identity", "Ile", "Ile"),
        ("p.Phe508del", "deletion", "Phe", ""),
        ("p.Phe508_Gly510del", "deletion", "Phe?Gly", ""),
        ("p.Phe508_Gly509insAlaSer", "insertion", "", "AlaSer"),
        ("p.Phe508_Gly509insXaa[2]", "insertion", "", "XaaXaa"),
        ("p.Phe508_Gly510delinsA", "", "", ""),
        ("p.F508_G510delinsA", "delins", "Phe?Gly", "Ala"),
        ("p.Phe508_Gly509dup", "duplication", "PheGly", "PheGlyPheGly"),
        ("p.Gln1756fs", "frameshift", "Gln", None),
        ("p.Q1756Pfs*74", "frameshift", "Gln", None),
        ("p.Gln1756ProfsX74", "frameshift", "Gln", None),
        ("p.Ter110GlnextTer17", "extension", "Ter", None),
        ("p.Met1?", "unknown", "Met", None),
        ("p.Met1Val", "substitution", "Met", "Val"),
        ("p.(M1V)", "substitution", "Met", "Val"),
        ("p.0", "other", None, None),
    ],
)
def test_changes(name: str, kind: str, reference: str | None, alternate: str | None) -> None:
    if not kind:
        assert "letter" in problem(name)
        return
    assert change(name) == (kind, reference, alternate)


def test_what_is_too_long_is_not_spelled_out() -> None:
    assert change("g.1_100000000dup") == ("duplication", None, None)
    assert change("g.5_6insA[100000000]") == ("insertion", "", None)
    assert change("g.5_6ins100000000") == ("insertion", "", None)
    assert change("g.1_4AC[100000000]") == ("tract", None, None)


@pytest.mark.parametrize(
    ("kind", "made"), [("identity", "AAC"), ("duplication", "AACAAC"), ("inversion", "GTT")]
)
def test_a_change_is_applied_to_what_stands_there(kind: str, made: str) -> None:
    assert HgvsEdit(kind).applied(tuple("AAC")) == tuple(made)
    assert HgvsEdit("delins", None, ("T",)).applied(tuple("AAC")) == ("T",)


def test_matching_knows_what_is_not_named() -> None:
    assert matches(("A", ANY, "N"), ("A", "C", "G"))
    assert matches(("Xaa",), ("Ter",))
    assert matches(("Ter",), ("Xaa",))  # X was a stop once
    assert not matches(("A",), ("N",))
    assert not matches(("A",), ("A", "A"))


def test_amino_acids() -> None:
    assert len(AMINO_ACIDS) == len(set(AMINO_ACIDS.values())) == 27
    assert (AMINO_ACIDS["W"], AMINO_ACIDS["*"], AMINO_ACIDS["J"]) == ("Trp", "Ter", "Xle")


# --- places -------------------------------------------------------------------------------------


_Offset = tuple[int, int]
"""An index, and a signed offset into the intron."""
_Interval = tuple[_Offset, _Offset]


def point(start: _Offset, end: _Offset) -> list[_Interval]:
    return [(start, end)]


def intervals(name: HgvsName, *coding: int | None) -> list[_Interval]:
    """The intervals of a name, by index and signed offset."""
    found = name.intervals(*coding)
    return [
        ((each.start.index, each.start.offset), (each.end.index, each.end.offset)) for each in found
    ]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("g.5A>C", point((4, 0), (5, 0))),
        ("g.5_7del", point((4, 0), (7, 0))),
        ("g.5_6insA", point((5, 0), (5, 0))),
        ("g.5dup", [((5, 0), (5, 0)), ((4, 0), (5, 0))]),
        ("g.5_7dup", [((7, 0), (7, 0)), ((4, 0), (7, 0))]),
        ("g.(5_7)del", []),
        ("g.(?_5)_(7_?)del", []),
        ("g.5_(7_9)del", []),
        ("g.pter_7del", []),
        ("n.54+3A>C", point((54, 2), (54, 3))),
        ("n.55-3A>C", point((54, -3), (54, -2))),
        ("n.55-1A>C", point((54, -1), (54, 0))),
        ("n.54+1A>C", point((54, 0), (54, 1))),
        ("n.54_54+1insA", point((54, 0), (54, 0))),
        ("n.54+5_55-5insA", [((54, 5), (54, 5)), ((54, -5), (54, -5))]),
        ("n.50_54+3del", point((49, 0), (54, 3))),
        ("n.88+?_89-?del", []),
        ("p.Ile5Ser", point((4, 0), (5, 0))),
        ("p.Met1Val", point((0, 0), (1, 0))),
        ("p.Ile5_Gly6insAla", point((5, 0), (5, 0))),
        ("p.Ile5_Gly7del", point((4, 0), (7, 0))),
        ("p.=", []),
        ("p.?", []),
        ("p.0", []),
        ("m.16569_1del", point((16568, 0), (1, 0))),
        ("g.5AC[5]", []),
        ("g.5_10AC[5]", point((4, 0), (10, 0))),
    ],
)
def test_intervals(name: str, expected: list[_Interval]) -> None:
    assert intervals(read(name)) == expected


@pytest.mark.parametrize(
    ("position", "expected"),
    [
        ("1", ((232, 0), (233, 0))),
        ("5297", ((5528, 0), (5529, 0))),
        ("-1", ((231, 0), (232, 0))),
        ("-19", ((213, 0), (214, 0))),
        ("*1", ((5824, 0), (5825, 0))),
        ("*36", ((5859, 0), (5860, 0))),
        ("448+13", ((680, 12), (680, 13))),
        ("449-13", ((680, -13), (680, -12))),
        ("-19+2", ((214, 1), (214, 2))),
        ("-19-2", ((213, -2), (213, -1))),
        ("*36+2", ((5860, 1), (5860, 2))),
    ],
)
def test_coding_intervals(position: str, expected: _Interval) -> None:
    assert intervals(read(f"c.{position}A>C"), 233, 5824) == [expected]


def test_coding_positions_need_the_coding_region() -> None:
    assert intervals(read("c.5A>C"), None) == []
    assert intervals(read("c.*5A>C"), 233) == []
    assert intervals(read("c.-5_*5del"), None, 5824) == []


@given(st.integers(1, 10**9), st.integers(0, 50), st.sampled_from("gmonp"))
def test_a_position_is_the_base_before_its_number(base: int, more: int, axis: str) -> None:
    one, other = ("Ile", "Gly") if axis == "p" else ("", "")
    name = f"{axis}.{one}{base}_{other}{base + more}del" if more else f"{axis}.{one}{base}del"
    assert intervals(read(name)) == [((base - 1, 0), (base + more, 0))]


@given(st.integers(1, 10**6), st.integers(1, 10**6), st.integers(1, 1000), st.booleans())
def test_intron_positions(base: int, offset: int, cds: int, downstream: bool) -> None:
    index = cds + base - 1 if downstream else cds + base - 2
    name = read(f"c.{base}{'+' if downstream else '-'}{offset}A>C")
    ends = (offset - 1, offset) if downstream else (-offset, 1 - offset)
    assert intervals(name, cds, cds + base) == [((index, ends[0]), (index, ends[1]))]


def test_locations() -> None:
    found = read("NM_007294.3:c.-19-2_*36+5del")
    assert found.start == Location(19, -2, "-")
    assert found.end == Location(36, 5, "*")
    assert read("p.Ile5Ser").start == Location(5, residue="Ile")
    assert read("c.(5_7)_9del").start is None


# --- what the nomenclature shows ----------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        # several changes
        "NC_000001.11:g.[123G>A;345del]",
        "NM_004006.2:c.[2376G>C];[2376=]",
        "NM_004006.2:c.[2376G>C];[=]",
        "NM_004006.2:c.[2376G>C];[?]",
        "NM_004006.2:c.[76A>C];[0]",
        "NM_004006.2:c.[296T>G;476T>C;1083A>C];[296T>G;1083A>C]",
        "NM_004006.2:c.[296T>G];[476T>C](;)1083G>C(;)1406del",
        "NM_004006.2:c.2376G>C(;)(2376G>C)",
        "NP_003997.1:p.[(Ser73Arg;Asn103del)]",
        "NP_003997.1:p.[(Ser73Arg)](;)[(Asn103del)]",
        "NP_003997.2:p.[(Asn158Asp)(;)(Asn158Ile)]^[(Asn158Val)]",
        "NP_003997.1:p.[Lys31Asn,Val25_Lys31del]",
        "NP_003997.1:p.[Ser86Arg];[0]",
        "NM_004006.3:r.[897u>g,832_960del]",
        "NM_004006.2:c.85=/T>C",
        "NC_000023.11:g.33344590_33344592=//del",
        "NP_003997.1:p.(Val7=/del)",
        "NP_003997.1:p.(Gly56Ala^Ser^Cys)",
        # on several references
        "[NM_004004.2:c.35del];[NM_006783.1:c.689_690insT]",
        "[NC_000001.11:g.123G>A;NC_000002.12:g.345del]",
        "NM_000517.4:c.424C>T^NM_000558.3:c.424C>T",
        "NM_152263.2:r.-115_775::NM_002609.3:r.1580_*1924",
        # selected on a genomic sequence
        "NC_012920.1(MT-TL1):n.14A>G",
        "NC_012920.1(MT-ND1):c.3G>A",
        "NG_007107.2(MECP2):c.378-2A>G",
        "NC_000023.11(NP_003997.1):p.Ser68Arg",
        "ENSG00000198947.15(ENST00000357033.8):c.100A>G",
        # uncertain positions
        "NC_000023.10:g.(33038277_33038278)C>T",
        "NR_026752.1:n.(?_10)_(21_?)del",
        "NM_004006.3:r.(?_10)_(21_?)del",
        "NC_012920.1:m.(?_100)_(200_?)del",
        "LRG_199t1:c.(6278_6438+69)_(7310-43_7575)del",
        "NC_000023.11(NM_004006.2):c.4072-?_5154+?del",
        "NC_000003.12:g.(63912602_63912844)delN[15]",
        # insertions
        "NM_004006.2:c.849_850ins850_900inv",
        "NC_000006.11:g.10791926_10791927ins[NC_000004.11:g.106370094_106370420;A[26]]",
        "NC_000023.10:g.32717298_32717299insN[(80_120)]",
        "NC_000008.11:g.(131500001_136400000)ins[(127300001_131500000)_(131500001_136400000)inv]",
        "NC_000003.12:g.pter_36969141delins[CATTTG;NC_000014.9:g.29745314_qterinv]",
        "NM_004006.2:r.415_1655delins[AC096506.5:409_1649]",
        "NP_001234.1:p.His7_Gln8insGly4_Ser6",
        "NP_001234.1:p.(His7_Gln8insGly4_Ser6)",
        "NP_060250.2:p.Gln746_Lys747ins*63",
        "NP_001234.1:p.Arg78_Gly79insX[23]",
        "NP_001234.1:p.Arg78_Gly79insXaa[?]",
        "NP_001234.1:p.Arg78_Gly79insXaa[(5_9)]",
        # the rest
        "NP_003997.2:p.(Ter315TyrextAsnLysGlyThrTer)",
        "NP_001234.5:p.Ala2[10]",
        "NP_001234.5:p.(Gln18)[(70_80)]",
        "NM_000492.3:c.1210-33_1210-6GT[11]T[6]",
        "NC_000011.10:g.1999904_1999946|gom",
        "NC_000022.11:g.[pter_(12200001_14700000)del::(37600001_410000000)_qterdel]sup",
        "J01415.2:m.3243A>G",
        "LRG_163t1:n.5C>T",
        "NM_004006.3:r.0?",
        "NM_004006.3:r.[76a>c];[0?]",
        "NC_000014.9:g.29745314_qterdelins[NC_000003.12:g.36969141_pterinv]",
    ],
)
def test_what_the_nomenclature_shows_is_read(name: str) -> None:
    found = read(name, name_type(name))
    assert found.accession or found.others


@pytest.mark.parametrize(
    "change",
    [
        "76_77insT", "*46_*47insT", "-15_-14insT", "-1_1insT", "123+45_123+46insA",
        "124-45_124-44insA", "100+5_101-5insA", "100_100+1insA", "101-1_101insA", "100_*1insA",
        "100+9_*1-9insA", "-1+9_1-9insA", "*5+1_*5+2insA",
    ],
)  # fmt: skip
def test_neighbours(change: str) -> None:
    assert read(f"c.{change}").edit.kind == "insertion"
    assert read(f"r.{change.lower().replace('t', 'u')}").edit.kind == "insertion"


@pytest.mark.parametrize(
    "change",
    [
        "76_78insT", "300_*2insA", "-2_*1insA", "-1_*1insA", "-2_1insA", "1173_1174+1insAT",
        "1173_1174-1insA", "1173+1_1174insA", "1173-1_1174insA", "100+5_200-5insA",
        "100+5_*2-5insA", "1174_1174+2insA", "1174-2_1174insA", "1174+1_1174+3insA",
        "1174-1_1174+1insA", "100-5_101+5insA", "100+5_101+5insA",
    ],
)  # fmt: skip
def test_what_is_no_neighbour(change: str) -> None:
    assert "two neighbouring positions" in problem(f"c.{change}")


@pytest.mark.parametrize(
    "change", ["*5_100insA", "*1_5592del", "5_-1del", "101-5_100+5del", "-1_-2del", "5+2_5-2insA"]
)
def test_positions_that_fall(change: str) -> None:
    assert "first position is after its last" in problem(f"c.{change}")


@pytest.mark.parametrize(
    ("name", "words", "better"),
    [
        # Ends that fall, wherever two ends stand.
        ("NC_000001.11:g.(900_800)_(950_990)del", "after its last", None),
        ("NC_000001.11:g.(700_800)_(990_950)dup", "after its last", None),
        ("NC_000001.11:g.(700_800)_(300_400)del", "after its last", None),
        ("NM_000492.4:c.(54+1_53-1)_(164+1_165-1)del", "after its last", None),
        ("NC_000001.11:g.700_701ins950_940", "after its last", None),
        ("NC_000001.11:g.700_701ins[NC_000002.12:g.90_80]", "after its last", None),
        ("NM_000492.4:c.53_54insN[(9_7)]", "after its last", None),
        ("NC_000001.11:g.qter_900del", "after its last", None),
        ("NC_000001.11:g.900_pterdel", "after its last", None),
        # One position in two.
        ("NC_000001.11:g.900_900del", "written once", "NC_000001.11:g.900del"),
        ("NM_000492.4:c.53+2_53+2A>G", "written once", "NM_000492.4:c.53+2A>G"),
        ("NM_000492.4:c.*7_*7dup", "written once", "NM_000492.4:c.*7dup"),
        ("NM_000492.4:c.53_53inv", "written once", "NM_000492.4:c.53inv"),
        ("NP_000483.3:p.Phe508_Phe508del", "written once", "NP_000483.3:p.Phe508del"),
        # Nothing that changes.
        ("NP_000483.3:p.Phe508delinsPhe", "nothing changes", None),
        ("NM_000492.4:c.53_54insN[0]", "counted from 1", None),
        # Where a protein can be extended.
        ("NP_000483.3:p.Ter1481ext-4", "at Met1 or at the stop", None),
        ("NP_000483.3:p.Phe508ext*4", "at Met1 or at the stop", None),
        ("NP_000483.3:p.Phe508ext-4", "at Met1 or at the stop", None),
        # The middle of an intron is where both halves are as long.
        ("NM_000492.4:c.53+1_54-5insA", "two neighbouring", None),
        ("NM_000492.4:c.53+5_54-6insA", "two neighbouring", None),
        # What programs and texts for people make of > and -.
        ("NM_000492.4:c.53A&gt;G", "&gt; is written for >", "NM_000492.4:c.53A>G"),
        ("NM_000492.4:c.53A\u2192G", "(U+2192) is written for >", "NM_000492.4:c.53A>G"),
        ("NM_000492.4:c.54\u20131A>G", "(U+2013) is written for -", "NM_000492.4:c.54-1A>G"),
        ("NM_000492.4:c.53A>G\u200b", "U+200B has no place", "NM_000492.4:c.53A>G"),
        ("NM_000492.4:c.\u2192", "is written for >", None),
        # Accessions in lower case.
        ("nm_000492.4:c.53A>G", "not an accession", "NM_000492.4:c.53A>G"),
        ("nm_000492.4:c.53a>g", "not an accession", "NM_000492.4:c.53A>G"),
        # Accessions that nobody gives out.
        ("NM_492.4:c.53A>G", "not an accession", None),
        ("NM000492.4:c.53A>G", "not an accession", None),
        ("ENST492.4:c.53A>G", "not an accession", None),
    ],
)
def test_what_no_sequence_has_is_told(name: str, words: str, better: str | None) -> None:
    read = parse(name)
    assert isinstance(read, NotHgvs)
    assert words in read.problem
    assert read.better == better


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("NM_000492:c.53A>G", "asks for the version"),
        ("NC_000001:g.900_901del", "asks for the version"),
        ("NP_000483.3:p.Phe508X", "not X"),
        ("NP_000483.3:p.(Phe508X)", "not X"),
        ("NM_000492.4:c.53_54ins5", "N[5]"),
        ("NM_000492.4:c.53_54ins(5)", "N[5]"),
    ],
)
def test_older_ways_of_writing_are_named(name: str, words: str) -> None:
    read = parse(name)
    assert isinstance(read, HgvsName)
    assert words in (read.old or "")


@pytest.mark.parametrize(
    "name",
    [
        "NM_000492.4:c.-128_-69GGC[10]GGA[1]",
        "NM_000492.4:c.[-187_-185del;-170G>A]",
        "NM_000492.4:c.-227_*902del",
        "NM_000492.4:c.(?_-227)_(*902_?)del",
        "NM_000492.4:c.53+5_54-5insA",
        "NM_000492.4:c.53+5_54-4insA",
        "NP_000483.3:p.Met1ext-4",
        "NP_000483.3:p.Met1Valext-12",
        "NP_000483.3:p.*1481Glnext*17",
        "NP_000483.3:p.W24X",
        "NC_000002.12:g.pter_8247756delins[NC_000011.10:g.pter_15825272]",
        "NC_000009.12:g.[pter_26393001delins102425452_qterinv]",
        "NC_012920.1:m.16559_10del",
        "NC_012920.1:m.16569_1insA",
        "LRG_199t1:c.54G>H",
    ],
)
def test_names_like_those_are_right(name: str) -> None:
    read = parse(name)
    assert isinstance(read, HgvsName)
    assert read.old is None


def test_an_insertion_may_close_a_circle() -> None:
    read = parse("NC_012920.1:m.16569_1insAC")
    assert isinstance(read, HgvsName)
    assert (read.start, read.end) == (Location(16569), Location(1))
    assert "".join(read.edit.alternate or ()) == "AC"


@pytest.mark.parametrize(
    ("name", "words", "better"),
    [
        # no change
        ("NM_000088.3:c.123_124", "not what changes", None),
        ("NM_000088.3:c.*50", "not what changes", None),
        ("NM_000088.3:c.88+2", "not what changes", None),
        ("NR_026752.1:n.10_20", "not what changes", None),
        ("NM_000088.3:r.10", "not what changes", None),
        ("NC_012920.1:m.10", "not what changes", None),
        ("NM_000088.3:c.[123C>T;130]", "130: it says where, but not what changes", None),
        # nothing changes
        ("NM_000088.3:c.123C>C", "nothing changes", "NM_000088.3:c.123="),
        ("NM_000088.3:c.88+1G>G", "nothing changes", "NM_000088.3:c.88+1="),
        ("NM_000088.3:r.123c>c", "nothing changes", "NM_000088.3:r.123="),
        ("NC_000017.11:g.5_6delACinsAC", "nothing changes", None),
        ("NP_000079.2:p.Ile18Ile", "nothing changes", None),
        ("NP_000079.2:p.(I18I)", "nothing changes", None),
        ("NP_000079.2:p.(Ter18Ter)", "nothing changes", None),
        # letters
        ("NM_004006.2:c.100_101insHello", "Hello is not a sequence of bases", None),
        ("NC_000017.11:g.100_102delinsXYZ", "XYZ is not a sequence of bases", None),
        ("NC_000017.11:g.100delX", "X is not a sequence of bases", None),
        ("NM_004006.2:c.100_101insAluYb8", "not a sequence of bases", None),
        ("NM_004006.3:r.100_101inshello", "not a sequence of bases", None),
        ("NP_000079.2:p.Lys2_Gly3insHello", "amino acids", None),
        ("NM_000088.3:r.100a>t", "T is not a base of RNA", "NM_000088.3:r.100a>u"),
        ("NM_000088.3:r.100A>T", "T is not a base of RNA", "NM_000088.3:r.100a>u"),
        ("NM_000088.3:r.5_6insACG", "small letters", "NM_000088.3:r.5_6insacg"),
        ("NM_000088.3:c.100A>U", "U is not a base of DNA", "NM_000088.3:c.100A>T"),
        ("NM_000088.3:c.100a>t", "in capitals", "NM_000088.3:c.100A>T"),
        ("NC_000017.11:g.5_6delinsacg", "in capitals", "NC_000017.11:g.5_6delinsACG"),
        ("NC_000017.11:g.5_7delaug", "U is not a base of DNA", "NC_000017.11:g.5_7delATG"),
        # one base by one
        ("NM_004006.2:c.100A>GG", "one base by one", "NM_004006.2:c.100delinsGG"),
        ("NM_004006.2:c.88+1A>GG", "one base by one", "NM_004006.2:c.88+1delinsGG"),
        ("NM_004006.3:r.100a>gg", "one base by one", "NM_004006.3:r.100delinsgg"),
        ("NM_004006.2:c.100AC>G", "one base by one", None),
        ("NM_004006.2:c.100_101A>G", "one base by one", None),
        ("NM_004006.2:c.100_100+1A>G", "one base by one", None),
        # positions that an axis has not
        ("NC_000017.11:g.300+2T>A", "only transcripts have introns", None),
        ("NC_000001.11:g.122-6T>A", "only transcripts have introns", None),
        ("NC_012920.1:m.19+22A>G", "only transcripts have introns", None),
        ("NG_012232.1:g.(5+1_6-1)_(9+1_10-1)del", "only transcripts have introns", None),
        ("NC_000017.11:g.-5T>A", "counted from the first base", None),
        ("NC_000017.11:g.*5T>A", "counted from the first base", None),
        ("NR_026752.1:n.-27T>C", "counted from the first base", None),
        ("NR_026752.1:n.*27T>C", "counted from the first base", None),
        ("NR_026752.1:n.5_*27del", "counted from the first base", None),
        ("NC_000017.11:g.0100A>G", "does not begin with 0", "NC_000017.11:g.100A>G"),
        ("NM_000088.3:c.076A>C", "does not begin with 0", "NM_000088.3:c.76A>C"),
        ("NM_000088.3:c.*076A>C", "does not begin with 0", "NM_000088.3:c.*76A>C"),
        ("NM_000088.3:c.76+01A>C", "does not begin with 0", "NM_000088.3:c.76+1A>C"),
        ("NP_000079.2:p.Ile018Ser", "does not begin with 0", "NP_000079.2:p.Ile18Ser"),
        # residues
        ("NP_000079.2:p.18del", "has its residue", None),
        ("NP_000079.2:p.122_128dup", "has its residue", None),
        ("NP_000079.2:p.Ile45_47del", "has its residue", None),
        ("NP_000079.2:p.(45_47del)", "has its residue", None),
        ("NP_000079.2:p.18=", "has its residue", None),
        ("NP_003997.1:p.TRP24CYS", "write Trp24Cys", "NP_003997.1:p.Trp24Cys"),
        ("NP_003997.1:p.(trp24ter)", "write (Trp24Ter)", "NP_003997.1:p.(Trp24Ter)"),
        ("NP_003997.1:p.ARG97PROFSTER23", "write Arg97ProfsTer23",
         "NP_003997.1:p.Arg97ProfsTer23"),
        ("NP_003997.1:p.LYS23_VAL25DEL", "write Lys23_Val25del", "NP_003997.1:p.Lys23_Val25del"),
        # references
        ("12345:g.1A>T", "12345 is not an accession", None),
        ("MT-ND1{NC_012920.1}:m.3460G>A", "is not an accession", None),
        ("NC_000017.11?:g.1A>T", "is not an accession", None),
        ("rs80357463:g.1A>T", "is not an accession", None),
        ("GRCh38.p13:g.1A>T", "is not an accession", None),
        ("17:43051098:g.1A>T", "before the colon", None),
        ("NC_000017.11:m.100A>G", "is chromosome 17", None),
        ("CM000679.2:m.100A>G", "is chromosome 17", None),
        ("NC_000017.11:o.100A>G", "is chromosome 17", None),
        ("NG_012232.1:m.100A>G", "a genomic sequence", None),
        ("LRG_199:c.357+1G>A", "a genomic sequence", None),
        ("LRG_199:n.357G>A", "a genomic sequence", None),
        ("LRG_199t1:p.Ile5Ser", "a transcript", None),
        ("NC_000017.11(NM_007294.3):g.5A>G", "a transcript", None),
        ("YP_003024026.1:c.5A>G", "a protein", None),
        # two names
        ("NM_000222.2:c.76A>C/p.Lys26Asn", "two names in one", None),
        ("NM_000222.2:c.76A>C(p.Lys26Asn)", "two names in one", None),
        ("NM_000222.2:c.76A>C;p.Lys26Asn", "brackets", None),
        ("NM_000222.2:c.[76A>C;p.Lys26Asn]", "two names in one", None),
        ("[NM_000222.2:c.76A>C;NP_000213.1:p.Lys26Asn]", "give each by itself", None),
        # members
        ("NM_000222.2:c.[12_13del;661+402insATG]", "661+402insATG: an insertion", None),
        ("NM_000222.2:c.[12_13del];[100A>GG]", "100A>GG: a substitution",
         "NM_000222.2:c.[12_13del];[100delinsGG]"),
        ("NM_000222.2:c.12_13del(;)5C>C", "5C>C: nothing changes", None),
        ("NP_000213.1:p.[Lys26Asn;18del]", "18del: a position", None),
        ("[NM_004004.2:c.35del];[NM_006783.1:c.689insT]", "NM_006783.1:c.689insT: an insert", None),
        ("NM_000222.2:c.[76A>T;79G>C", "in pairs", None),
        ("NM_000222.2:c.[76A>T];[]", "is empty", None),
        ("NM_000222.2:c.76A>T;79G>C", "stand in brackets", None),
    ],
)  # fmt: skip
def test_names_that_the_grammar_alone_would_take(name: str, words: str, better: str | None) -> None:
    assert words in problem(name)
    found = parse(name)
    assert isinstance(found, NotHgvs)
    if better is not None:
        assert found.better == better
        read(better)


def test_an_unexpected_answer_of_the_grammar_is_a_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("clingen_ld.variation.hgvs.read_change", lambda *_: {"loc_edit": "new"})
    assert "cannot be read" in problem("NM_000088.3:c.424242A>G")


@pytest.mark.slow
@pytest.mark.parametrize("many", ["A" * 100_000, "[" * 50_000, "5A>G;" * 20_000, "1_" * 50_000])
@pytest.mark.parametrize("start", ["g.5_6ins", "c.", "p.", "c.[", "p.Ile5_Ser6ins", "NM_1", ""])
def test_long_names_take_no_time(start: str, many: str) -> None:
    started = time.process_time()
    parse(start + many, THREE)
    assert time.process_time() - started < 5


# --- legacy names -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["I1766S", "F508del", "Q1756fs", "W24*", "(I1766S)", "Ile1766Ser", "(Phe508del)"]
)
@pytest.mark.parametrize("name_type", [ONE, THREE])
def test_legacy_protein_names_are_read_where_the_type_tells(name: str, name_type: str) -> None:
    assert read(name, name_type).axis == "p"
    assert read(name, name_type).letters == (3 if "e" in name.partition("del")[0] else 1)
    assert "accession:c.change" in problem(name)
    assert "accession:c.change" in problem(name, "hgvs-cdna")


@pytest.mark.parametrize(
    ("name", "name_type", "axis"),
    [
        ("5297T>G", "hgvs-cdna", "c"),
        ("-19-2A>G", "hgvs-cdna", "c"),
        ("43051098A>C", "hgvs-genomic", "g"),
        ("3243A>G", "hgvs-mito", "m"),
        ("54+3A>G", "hgvs-ncrna", "n"),
        ("76a>u", "hgvs-rna", "r"),
    ],
)
def test_names_without_axis_count_on_that_of_their_type(
    name: str, name_type: str, axis: str
) -> None:
    found = read(name, name_type)
    assert (found.axis, found.accession) == (axis, None)
    assert "accession:c.change" in problem(name)


def test_what_a_name_lacks_is_told_by_its_type() -> None:
    assert "accession:p.change" in problem("rs80357463", THREE)
    assert "accession:m.change" in problem("A3243G", "hgvs-mito")


@pytest.mark.parametrize("name", ["1766", "I1766", "ΔF508", "IVS3+2T>A", "=", "?"])
def test_other_names_are_not_read_as_legacy_protein_names(name: str) -> None:
    assert problem(name, ONE)


def test_names_of_other_axes_stay_so_under_a_protein_type() -> None:
    assert read("c.5297T>G", ONE).axis == "c"
    assert read("NM_007294.3:c.5297T>G", ONE).axis == "c"


# --- names that are not HGVS --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("", "form"),
        ("rs80357463", "form"),
        ("IVS3+2T>A", "form"),
        ("I1766S", "form"),
        ("5382insC", "form"),
        ("NC_000017.11:43051098A>C", "does not say what it counts"),
        ("NM_007294.3:C.5297T>G", "does not say what it counts"),
        ("NM_007294.3:c5297T>G", "does not say what it counts"),
        ("NC_000017.11::g.43051098A>C", "before the colon"),
        ("NC_000017.11:g.", "no change"),
        ("NC_000017.11:g.43051098A>C ", "white space"),
        (" NC_000017.11:g.43051098A>C", "white space"),
        ("NC_000017.11: g.43051098A>C", "white space"),
        ("NM_007294.3(BRCA1):c.5297T>G (p.Ile1766Ser)", "white space"),
        ("BRCA1:c.5297T>G", "BRCA1 is not an accession"),
        ("chr17:g.43051098A>C", "chr17 is not an accession"),
        ("NM_007294.3:g.5529T>G", "g. counts genomic positions, but NM_007294.3 is a transcript"),
        ("NM_007294.3:p.Ile1766Ser", "p. counts protein positions"),
        ("NP_009225.1:c.5297T>G", "but NP_009225.1 is a protein"),
        ("NR_027676.1:c.5433T>G", "a non-coding transcript"),
        ("NC_000017.11:c.5297T>G", "a genomic sequence"),
        ("LRG_292t1:g.5529T>G", "a transcript"),
        ("c.0A>G", "counted from 1"),
        ("c.1_0del", "counted from 1"),
        ("c.5+0A>G", "counted from 1"),
        ("p.Ile0Ser", "counted from 1"),
        ("c.3_1del", "first position is after its last"),
        ("c.10_9del", "first position is after its last"),
        ("c.5-8_5-10del", "first position is after its last"),
        ("p.Gly5_Ala3del", "first position is after its last"),
        ("c.5_6AC>TG", "one base by one"),
        ("c.5AC>TG", "one base by one"),
        ("c.5_7A>G", "one base by one"),
        ("c.5A>", "the new sequence is missing"),
        ("c.5_6ins", "the new sequence is missing"),
        ("c.5_6delins", "the new sequence is missing"),
        ("c.5>G", "what the substituted base is"),
        ("c.5insA", "two neighbouring positions"),
        ("c.5_9insA", "two neighbouring positions"),
        ("p.Gly5insTrp", "two neighbouring positions"),
        ("p.Gly5_Ala9insTrp", "two neighbouring positions"),
        ("c.5inv", "more than one base"),
        ("c.IVS3+2T>A", "introns have no numbers"),
        ("c.A5G", "comes before the bases"),
        ("g.5_6insU", "not a base of DNA"),
        ("c.5_6delACG", "it has 2 positions but names 3 residues"),
        ("c.5delAC", "it has 1 position but names 2 residues"),
        ("c.5_6delAinsC", "it has 2 positions but names 1 residue"),
        ("c.-1_1dupA", "it has 2 positions but names 1 residue"),
        ("c.5_6del3", "it has 2 positions but names 3 residues"),
        ("p.Phe5_Gly6del3", "it has 2 positions but names 3 residues"),
        ("c.5+1_5+2delA", "it has 2 positions but names 1 residue"),
        ("p.Ile1766S", "all in one letter, or all in three"),
        ("p.ile1766ser", "write Ile1766Ser"),
        ("p.Iel1766Ser", "cannot be read"),
        ("p.1766Ser", "has its residue"),
        ("c.5A>G,T", "stand in brackets"),
        ("c.5", "not what changes"),
        ("g.5", "not what changes"),
        ("g.(5_7)", "not what changes"),
        ("p.Ile1766", "not what changes"),
        ("c.foo", "foo is not a sequence of bases"),
        ("g.5del6", "residues are not counted"),
        ("p.Arg45del6", "residues are not counted"),
        ("g.5indelAC", "indel is written as delins"),
        ("g.1,234A>T", "without commas"),
        ("g.5^6insG", "joined by _"),
        ("g.[[5A>T]]", "brackets in brackets"),
        ("p.His150HisfsTer10", "first residue that changes"),
        ("p.Trp24TerfsTer1", "a change to a stop is a substitution"),
        ("p.Tyr4_Cys5insTerGluAsp", "is a substitution by Ter"),
        ("p.C5_S6delins*ED", "is a substitution by Ter"),
    ],
)
def test_why_a_name_is_not_hgvs(name: str, words: str) -> None:
    assert words in problem(name)


@pytest.mark.parametrize(
    "name",
    [
        "c.-2_3delACGTA",
        "c.*1_*2delAC",
        "c.-1_1delAC",
        "c.5-1_5+1delACG",
        "c.5_*2delACG",  # how far that is, the coding region tells
        "c.5+1_6-1delACG",  # and how long that is, the intron
        "m.16569_1delTG",
        "c.[5A[0]]",
    ],
)
def test_lengths_that_cannot_be_told_are_not_judged(name: str) -> None:
    read(name)


@given(st.text(max_size=30), st.sampled_from([None, ONE, THREE, "hgvs-cdna"]))
@example("NC_1.1:g.", None)
@example("p." * 1000, ONE)
@example("c." + "[" * 5000, None)
def test_any_text_is_read_or_told_to_be_no_name(text: str, name_type: str | None) -> None:
    assert isinstance(parse(text, name_type), HgvsName | NotHgvs)


_PIECES = (
    "NM_007294.3 (BRCA1) : c. p. g. r. 1 76 448+13 * - _ ( ) [ ] ; del ins dup inv con fs ext Ter"
    " Ile S A > = ? 0 99999999999999999999 999999999999999999 N[ Met1 X spl"
)


@given(st.lists(st.sampled_from(_PIECES.split()), max_size=12).map("".join))
def test_any_pieces_are_read_or_told_to_be_no_name(text: str) -> None:
    found = parse(text)
    if isinstance(found, HgvsName):
        assert isinstance(found.intervals(100, 400), list)
    else:
        assert found.problem
        assert "Error" not in found.problem


def test_the_library_of_the_grammar_is_loaded_when_it_is_needed() -> None:
    code = "import sys, clingen_ld.variation.hgvs; sys.exit('ferro_hgvs' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


COUNTS = ("?", "(5_?)", "(?_5)", "10_20", "(10_20)", "3", "0")


@pytest.mark.parametrize("count", COUNTS)
@pytest.mark.parametrize(
    "name",
    [
        "NM_000088.3:c.100CAG[{}]", "NC_000014.9:g.100_102A[{}]", "NR_026752.1:n.10_12CAG[{}]",
        "NM_000088.3:r.100cag[{}]", "NP_000079.2:p.Gln18[{}]", "NC_012920.1:m.100CA[{}]",
        "NC_000014.9:g.100_101insA[{}]", "NC_000014.9:g.100_101delinsCAG[{}]",
        "NC_000014.9:g.100_101ins[A[{}];T]", "NM_000088.3:c.100CAG[{}]TTG[2]",
    ],
)  # fmt: skip
def test_no_count_of_a_repeat_ends_the_program(name: str, count: str) -> None:
    text = name.format(count)
    found = parse(text, name_type(text))
    if isinstance(found, HgvsName) and count not in ("3", "0"):
        assert found.edit.alternate is None


def test_plain_protein_names_are_what_the_grammar_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    residues = ("Val", "Met", "Ter", "Xaa", "Sec", "Glu", "*", "=", "V", "val")
    forms = ("{}", "({})", "({}", "{})", "{}fs")
    names = [
        f"NP_000001.2:p.{form.format(f'{before}{place}{after}')}"
        for form in forms
        for place in (1, 2, 600, 10**9)
        for before in residues
        for after in residues
    ]
    read = [parse(name) for name in names]
    hgvs._parse.cache_clear()
    monkeypatch.setattr(hgvs, "_SUBSTITUTED", re.compile("(?!)"))
    assert read == [parse(name) for name in names]
    hgvs._parse.cache_clear()
