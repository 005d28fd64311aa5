"""Why a name is not HGVS, or not as the nomenclature has it, and what it should be."""

from __future__ import annotations

import pytest

from clingen_ld.variation.hgvs import HgvsName, NotHgvs, parse
from clingen_ld.variation.hgvs_parts import Location
from clingen_ld.variation.plain_names import name_type
from tests.variation.reading import problem, read


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
        ("NM_000492.4:c.53_53inv", "written once", None),
        ("NP_000483.3:p.Phe508_Phe508del", "written once", "NP_000483.3:p.Phe508del"),
        # Nothing that changes.
        ("NP_000483.3:p.Phe508delinsPhe", "nothing changes", None),
        ("NP_000483.3:p.Phe508Phe", "nothing changes", "NP_000483.3:p.Phe508="),
        ("NP_000483.3:p.(F508F)", "nothing changes", "NP_000483.3:p.(F508=)"),
        ("NM_000492.4:c.53_54insN[0]", "counted from 1", None),
        # Several bases by several, in the way of programs.
        ("NM_000492.4:c.53TG>CA", "else a delins", "NM_000492.4:c.53_54delinsCA"),
        ("NM_000492.4:c.53_54TG>C", "else a delins", "NM_000492.4:c.53_54delinsC"),
        ("NM_000492.4:c.53_55TG>CA", "else a delins", None),
        ("NM_000492.4:c.54-1GT>CA", "else a delins", None),
        # What other words are for.
        ("NP_000483.3:p.Phe508Stop", "Ter or *", "NP_000483.3:p.Phe508Ter"),
        ("NP_000483.3:p.(F508stop)", "Ter or *", "NP_000483.3:p.(F508Ter)"),
        ("NM_000492.4:c.53_55trip", "written as [3]", None),
        ("NM_000492.4:c.53_55trpACG", "written as [3]", None),
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
        ("NM_000492.4:c.53A->G", "-> is written for >", "NM_000492.4:c.53A>G"),
        ("NM_000492.4:c.A53G", "comes before the bases", "NM_000492.4:c.53A>G"),
        ("NM_000492.4:c.A53A", "comes before the bases", "NM_000492.4:c.53="),
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
        ("NP_000483.3:p.Phe508fsX10", "not X"),
        ("NP_000483.3:p.(Phe508SerfsX10)", "not X"),
        ("NP_000483.3:p.F508SfsX10", "not X"),
        ("NM_000492.4:c.53_54ins5", "N[5]"),
        ("NM_000492.4:c.53_54ins(5)", "N[5]"),
        ("NP_000483.3:p.Lys2_Gly3ins10", "Xaa[5]"),
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
        ("NM_007294.3(BRCA1):c.5297T>G (p.Ile1766Ser)", "two names in one"),
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
        ("c.EX17del", "exons have no numbers"),
        ("p.EX17del", "exons have no numbers"),
        ("g.123_234dupinv", "an inverted copy is an insertion"),
        ("g.(100_150)del(15)", "as in (76_90)delN[5]"),
        ("c.1210-12T(5_9)", "copies are counted in brackets"),
        ("c.76A/G", "does not say what the base becomes"),
        ("p.Met1extMet-5", "as in Met1ext-5"),
    ],
)
def test_why_a_name_is_not_hgvs(name: str, words: str) -> None:
    assert words in problem(name)


@pytest.mark.parametrize("name", ["c.*237+d133A>G", "g.[chr2:pter_5::chr11:9_cen_qter]"])
def test_what_is_not_hgvs_either_is_no_better(name: str) -> None:
    found = parse(name)
    assert isinstance(found, NotHgvs)
    assert found.better is None


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


@pytest.mark.parametrize(
    ("name", "said", "better"),
    [
        ("NP_003997.1:p.Arg97Ter23", "nothing follows the new residue", None),
        ("NP_003997.1:p.(Arg97Ala23)", "nothing follows the new residue", None),
        ("NP_003997.1:p.R97*23", "nothing follows the new residue", None),
        ("NC_000001.11:g.100delinsdel", "del is not a sequence of bases", None),
        ("NC_000001.11:g.100_101insdupA", "dupA is not a sequence of bases", None),
        ("NC_000001.11:g.100_101insA1T2", "A1T2 is not a sequence of bases", None),
        ("NM_004006.2:c.100delinsA>G", "a substitution is of one base by one", None),
        ("NM_004006.2:c.100A>Gdel", "a substitution is of one base by one", None),
        ("NM_004006.2:c.100AT>GG", "a substitution is of one base by one", "100_101delinsGG"),
        ("NM_004006.2:r.splice", "splice is not a sequence of bases", None),
    ],
)
def test_what_is_read_too_kindly_and_what_is_not_guessed(
    name: str, said: str, better: str | None
) -> None:
    found = parse(name)
    assert isinstance(found, NotHgvs)
    assert said in found.problem
    expected = None if better is None else f"{name.partition('.')[0]}.2:c.{better}"
    assert found.better == expected


@pytest.mark.parametrize(
    ("name", "today"),
    [
        ("NC_000001.11:g.100_101insN10", "N[5]"),
        ("NC_000001.11:g.100delinsA5", "A[5]"),
        ("NM_004006.3:r.100_101insn25", "n[5]"),
    ],
)
def test_counted_bases_are_outdated(name: str, today: str) -> None:
    found = read(name)
    assert found.old == f"counted bases are written as {today} today"
