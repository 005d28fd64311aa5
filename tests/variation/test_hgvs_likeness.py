"""Names that are alike are judged alike."""

from __future__ import annotations

import random

import pytest

from clingen_ld.variation.hgvs import HgvsName, parse
from clingen_ld.variation.hgvs_likeness import by_likeness, likeness

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


_CHANGES = (
    "@>@", "del", "dup", "inv", "ins@", "ins@@", "delins@", "delins@@", "delins@@@@", "del@",
    "dup@@", "inv@@", "ins", "delins", "=", ">@", "@>", "@@>@", "@>N", "delinsN", "insAC@", "@>a",
)  # fmt: skip
_PLACES = (
    "#", "#_#", "-#", "*#", "#+#", "#-#", "#_#+#", "-#_-#", "#_*#", "#__#", "+#", "#*#",
    "##########",
)  # fmt: skip


@pytest.mark.parametrize("change", _CHANGES)
@pytest.mark.parametrize("axis", "gmcn")
def test_plain_changes_of_bases(axis: str, change: str) -> None:
    chance = random.Random(f"{axis}{change}")
    judged = by_likeness(is_hgvs)
    for _ in range(400):
        accession = chance.choice(["NM_00#.#:", "NC_0000#.1:", "", "NR_#.#:", "NG_#:", "LRG_#t1:"])
        name = f"{accession}{axis}.{chance.choice(_PLACES)}{change}"
        first = chance.choice(["1", "7", "12", "76", "100", "43051098", "4305109812", "0"])
        while "#" in name:
            near = str(max(int(first) + chance.choice([-1, 0, 1, 2, 3]), 0))
            name = name.replace("#", chance.choice([first, near, near, "1", "33"]), 1)
        while "@" in name:
            name = name.replace("@", chance.choice("ACGT"), 1)
        assert judged(name, "") == is_hgvs(name, ""), name


_AMINO_ACIDS = [
    "Ala",
    "Met",
    "Ter",
    "Xaa",
    "Sec",
    "Asx",
    "Trp",
    "Xyz",
    "A",
    "M",
    "X",
    "U",
    "B",
    "W",
    "*",
]


def _protein_is_hgvs(name: str, _: str) -> bool:
    read = parse(name, "hgvs-protein-1")
    return isinstance(read, HgvsName) and read.letters == 1


def test_plain_changes_of_proteins() -> None:
    for judge in (is_hgvs, _protein_is_hgvs):
        chance = random.Random(3)
        judged = by_likeness(judge)
        for _ in range(6000):
            one, other = (
                chance.choice(_AMINO_ACIDS),
                chance.choice([*_AMINO_ACIDS, "=", "?", "del"]),
            )
            place = chance.choice(["1", "2", "10", "1766", "0", "1234567890"])
            name = chance.choice(["NP_009225.1:p.#", "NP_1.1:p.(#)", "p.#", "#", "NP_1.1:p.(#"])
            name = name.replace("#", f"{one}{place}{other}")
            assert judged(name, "") == judge(name, ""), name


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
