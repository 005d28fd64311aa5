"""Splitting HGVS names into the changes that they are made of."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

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
