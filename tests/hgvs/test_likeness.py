"""Names that are alike are judged alike."""

from __future__ import annotations

import random

import pytest

from clingen_ld.hgvs.likeness import by_likeness, likeness
from clingen_ld.hgvs.names import HgvsName, parse

_FORMS = (
    "NM_#.#:c.#A>G", "NM_#.#(BRCA1):c.#+#del", "NC_#.#:g.#_#del", "NC_#.#:g.#_#delinsA",
    "NM_#.#:c.-#C>T", "NM_#.#:c.*#dup", "NP_#.#:p.Ile#Ser", "NP_#.#:p.(Ile#Ser)",
    "NP_#.#:p.Arg#ProfsTer#", "NP_#.#:p.Met#Val", "NP_#.#:p.Met#?", "c.#A>G", "p.Ile#Ser",
    "NM_#.#:c.#_#insA", "NC_#.#:g.#_#inv", "NM_#.#:c.#-#A>G", "NR_#.#:n.#G=", "NC_#.#:m.#A>G",
    "NM_#.#:c.#AA>G", "NM_#.#:c.#delAC", "LRG_#t#:c.#A>G", "NC_#.#:g.#_#delAC", "x#:c.#A>G",
    "NC_#.#:g.#_#dupACG", "NM_#.#:c.#_#dup", "NP_#.#:p.Ile#_Ser#del", "ENST#.#:c.#A>G",
)  # fmt: skip


def is_hgvs(name: str, _: str) -> bool:
    return isinstance(parse(name), HgvsName)


@pytest.mark.parametrize("form", _FORMS)
def test_names_of_one_form(form: str) -> None:
    chance = random.Random(form)
    judged = by_likeness(is_hgvs)
    for _ in range(300):
        name = form
        first = chance.choice(["0", "00", "1", "2", "7", "12", "76", "100", "007294", "43051098"])
        while "#" in name:
            near = str(max(int(first) + chance.choice([-1, 0, 1, 2]), 0))
            name = name.replace("#", chance.choice([first, near, "1", "0", "01", "33", "12345"]), 1)
        assert judged(name, "") == is_hgvs(name, ""), name


def test_what_is_like_no_other() -> None:
    for name in (
        "",
        "c.0A>G",
        "c.012A>G",
        "NP_1.1:p.Met1Val",
        "g.76_78delinsA[3]",
        "c.76+0A>G",
        "é",
    ):
        assert likeness(name) is None
