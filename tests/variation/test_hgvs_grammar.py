"""What the grammar of ferro-hgvs says of a name, and what it says in error."""

from __future__ import annotations

import pytest

from clingen_ld.variation.hgvs import HgvsName, NotHgvs, parse
from clingen_ld.variation.plain_names import name_type
from tests.variation.reading import problem, read


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


def test_an_unexpected_answer_of_the_grammar_is_a_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("clingen_ld.variation.hgvs.read_change", lambda *_: {"loc_edit": "new"})
    assert "cannot be read" in problem("NM_000088.3:c.424242A>G")
