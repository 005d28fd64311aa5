"""Splitting HGVS names into the changes that they are made of."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clingen_ld.variation.hgvs import HgvsName, NotHgvs, parse
from clingen_ld.variation.hgvs_members import NotMembersError, is_of_the_whole, members


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("76A>T", ["76A>T"]),
        ("[76A>T]", ["76A>T"]),
        ("[76A>T;79G>C]", ["76A>T", "79G>C"]),
        ("[76A>T];[79G>C]", ["76A>T", "79G>C"]),
        ("[76A>T];[79G>C](;)83del", ["76A>T", "79G>C", "83del"]),
        ("76A>T(;)(79G>C)", ["76A>T", "(79G>C)"]),
        ("[(Ser73Arg;Asn103del)]", ["Ser73Arg", "Asn103del"]),
        ("[Phe233Leu;(Cys690Trp)]", ["Phe233Leu", "(Cys690Trp)"]),
        ("[(5_7)_(9_?)del;20A>G]", ["(5_7)_(9_?)del", "20A>G"]),
        ("[123TG[14]];[123TG[18]]", ["123TG[14]", "123TG[18]"]),
        ("Ala2[10];[11]", ["Ala2[10]", "Ala2[11]"]),
        ("5_6ins[A;T;5_9]", ["5_6ins[A;T;5_9]"]),
        ("85=/T>C", ["85=", "85T>C"]),
        ("-85+1=//T>C", ["-85+1=", "-85+1T>C"]),
        ("20=/21del", ["20=", "21del"]),
        ("5_7=/del", ["5_7=", "5_7del"]),
        ("Trp24=/Cys", ["Trp24=", "Trp24Cys"]),
        ("(Val7=/del)", ["Val7=", "Val7del"]),
        ("Gly56Ala^Ser", ["Gly56Ala", "Gly56Ser"]),
        ("(Gly56Ala^Ser)", ["(Gly56Ala^Ser)"]),
        ("[76A>T];[=]", ["76A>T", "="]),
        ("[76A>T];[0]", ["76A>T", "0"]),
        ("123_191CAG[19]CAA[4]", ["123_191CAG[19]CAA[4]"]),
    ],
)
def test_members(text: str, expected: list[str]) -> None:
    assert members(text) == expected


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[76A>T", "pairs"),
        ("76A>T]", "pairs"),
        ("[76A>T)", "pairs"),
        ("[(76A>T]", "pairs"),
        ("[76A>T];[]", "empty"),
        ("[76A>T;]", "empty"),
        ("[]", "empty"),
        ("76A>T;79G>C", "brackets"),
        ("76A>T,79G>C", "brackets"),
    ],
)
def test_what_is_put_together_in_a_wrong_way(text: str, words: str) -> None:
    with pytest.raises(NotMembersError, match=words):
        members(text)


@given(st.text("[]();,/^=?0157ACGT_>*", max_size=20))
def test_any_text_is_split_or_refused(text: str) -> None:
    try:
        found = members(text)
    except NotMembersError:
        return
    assert found


def test_members_of_the_whole_sequence() -> None:
    assert [is_of_the_whole(each) for each in ("=", "(=)", "?", "(?)", "0", "0?")] == [True] * 6
    assert not any(map(is_of_the_whole, ("5=", "Ser68=", "", "00")))


@pytest.mark.parametrize(
    ("name", "both"),
    [
        ("NC_000001.11:g.[100A>G;100A>T]", "100A>G and 100A>T"),
        ("NC_000001.11:g.[300_400inv;100A>G;350del]", "300_400inv and 350del"),
        ("NC_000001.11:g.[100_105del;105_110dup]", "100_105del and 105_110dup"),
        ("NC_000001.11:g.[100_400del;410A>G;200_201insT]", "100_400del and 200_201insT"),
        ("NC_000001.11:g.[100_101insA;100_101insT]", "100_101insA and 100_101insT"),
        ("NC_000001.11:g.[100_200A[5];150A>G]", "100_200A[5] and 150A>G"),
        ("NC_012920.1:m.[100A>G;100A>T]", "100A>G and 100A>T"),
        ("NM_004006.2:c.[76+1A>C;76+1A>G]", "76+1A>C and 76+1A>G"),
        ("NM_004006.2:c.[-5_5del;-1A>G]", "-5_5del and -1A>G"),
        ("NM_004006.2:c.[100_*5del;*3A>G]", "100_*5del and *3A>G"),
        ("NM_004006.2:c.[100_101del;100+5G>A]", "100_101del and 100+5G>A"),
        ("NM_004006.2:c.[76A>C];[5del;5A>G](;)77del", "5del and 5A>G"),
        ("NM_004006.3:r.[76a>u;70_80del]", "70_80del and 76a>u"),
        ("NP_003997.1:p.[Ser68Arg;Ser68Cys]", "Ser68Arg and Ser68Cys"),
        ("NP_003997.1:p.[(Ser68Arg;Ser68Cys)]", "Ser68Arg and Ser68Cys"),
        (
            "[NM_004004.2:c.35del;NM_004004.2:c.35G>A]",
            "NM_004004.2:c.35del and NM_004004.2:c.35G>A",
        ),
    ],
)
def test_changes_of_one_molecule_do_not_overlap(name: str, both: str) -> None:
    found = parse(name)
    assert isinstance(found, NotHgvs)
    assert found.problem == f"{both} overlap, but one pair of brackets is of one molecule"


def test_a_change_is_given_once() -> None:
    found = parse("NC_000001.11:g.[100A>G;100A>G]")
    assert isinstance(found, NotHgvs)
    assert found.problem == "100A>G is in one pair of brackets twice"


@pytest.mark.parametrize(
    "name",
    [
        "NC_000001.11:g.[100A>G];[100A>T]",
        "NC_000001.11:g.[100A>G;300_400inv;200del]",
        "NC_000001.11:g.[100A>G;100_101insT]",
        "NC_000001.11:g.[(100_200)del;150A>G]",
        "NC_000006.12:g.[776788_93191545inv;93191546T>C]",
        "NC_000002.12:g.[32310435_32310710del;32310711_171827243inv;insG]",
        "NC_012920.1:m.[16560_5del;100A>G]",
        "NC_000001.11(NM_206933.2):c.[675-542_1211-703dup;1211-703_1211-702insGTAAA]",
        "NM_004006.2:c.[76A>C;83G>C];[76A>C;90del]",
        "NM_004006.2:c.[76A>C(;)76A>G]",
        "NM_004006.2:c.[100+5G>A;101-5T>C]",
        "LRG_199t1:r.[897u>g,832_960del]",
        "NP_003997.1:p.[Lys31Asn,Val25_Lys31del]",
        "[NM_004004.2:c.35del;NM_006783.1:c.35del]",
    ],
)
def test_changes_apart_or_of_several_molecules_are_right(name: str) -> None:
    found = parse(name)
    assert isinstance(found, HgvsName)
    assert found.old is None


@pytest.mark.parametrize(
    "name", ["NM_004006.2:c.[80C>T;79G>T]", "NP_003997.1:p.[Arg76Ser;Cys77Trp]"]
)
def test_substitutions_that_follow_each_other_are_a_delins_today(name: str) -> None:
    found = parse(name)
    assert isinstance(found, HgvsName)
    assert found.old == "HGVS describes substitutions that follow each other as one delins"


@given(st.lists(st.tuples(st.integers(1, 60), st.integers(0, 9)), min_size=2, max_size=6))
def test_overlaps_are_those_of_the_positions(places: list[tuple[int, int]]) -> None:
    """A deletion for each place, against the bases that it takes away."""
    changes = [f"{at}_{at + more}del" if more else f"{at}del" for at, more in places]
    taken = [base for at, more in places for base in range(at, at + more + 1)]
    found = parse(f"NC_000001.11:g.[{';'.join(changes)}]")
    assert isinstance(found, NotHgvs) == (len(set(taken)) < len(taken))
