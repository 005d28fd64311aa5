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
from clingen_ld.variation.hgvs import HgvsName, NotHgvs, parse
from clingen_ld.variation.hgvs_parts import HgvsEdit, Location
from clingen_ld.variation.sequences import AMINO_ACIDS, ANY, matches
from tests.variation.reading import problem, read

ONE, THREE = "hgvs-protein-1", "hgvs-protein-3"


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


# --- any names ----------------------------------------------------------------------------------


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
