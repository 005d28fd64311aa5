"""Charts: a change in words, the alleles under a canonical allele, a haplotype on one axis."""

from __future__ import annotations

import pytest

from clingen_ld import draw
from tests.console import ROOT
from tests.drawing.test_pictures import allele_with, words_in

EXAMPLES = ROOT / "examples"


def test_a_contextual_allele() -> None:
    [picture] = draw(allele_with())
    assert (picture.id, picture.type) == ("XA1", "ContextualAllele")
    assert picture.title == "NC_000017.11:g.43051098A>C"
    assert picture.description == (
        "NC_000017.11:g.43051098A>C: on NC_000017.11 (GRCh38, chromosome 17), "
        "A at 43,051,098 is replaced by C."
    )
    words = words_in(picture.svg)
    assert words.index("43,051,098") > 0
    assert words.count("A") == words.count("C") == 1


@pytest.mark.parametrize(
    ("new", "former", "end", "words"),
    [
        ("", "A", 43051098, "A at 43,051,098 is deleted"),
        ("GT", "", 43051097, "GT is inserted between 43,051,097 and 43,051,098"),
        ("A", "A", 43051098, "A at 43,051,098 is unchanged"),
        ("G" * 20, "AC", 43051099, "AC at 43,051,098 to 43,051,099 is replaced by GGGGGGGGGGGG…"),
        ("C", None, 43051098, "43,051,098 is replaced by C"),
        (None, "A", 43051098, "the message does not say to what"),
        ("C", "ACGT", 43051098, "43,051,098 is replaced by C"),
    ],
)
def test_every_change_is_said_in_words(
    new: str | None, former: str | None, end: int, words: str
) -> None:
    allele = allele_with()
    coordinate = allele["referenceCoordinate"]
    coordinate["end"]["index"] = end
    allele["allele"], coordinate["refAllele"] = new, former
    for holder, key in ((allele, "allele"), (coordinate, "refAllele")):
        if holder[key] is None:
            del holder[key]
    [picture] = draw(allele)
    assert words in picture.description


def test_an_allele_without_a_place_is_drawn_without_one() -> None:
    allele = allele_with()
    del allele["referenceCoordinate"]["end"]
    [picture] = draw(allele)
    assert "the message does not say where the allele is" in picture.description
    assert "place not stated" in words_in(picture.svg)


def test_a_canonical_allele_has_its_contextual_alleles_from_genome_to_protein() -> None:
    [picture] = draw(EXAMPLES / "brca1", id="CA211")
    words = words_in(picture.svg)
    groups = ("Chromosomes", "Transcripts", "Proteins")
    assert [word for word in words if word in groups] == list(groups)
    accessions = [word for word in words if word.startswith("NC_") and "(" in word]
    assert accessions == [
        "NC_000017.11 (GRCh38, chromosome 17)",
        "NC_000017.10 (GRCh37, chromosome 17)",
    ]
    assert "NM_007294.3:c.5266dup (preferred)" in words
    assert "NP_009225.1:p.Gln1756fs (effect)" in words
    assert "NM_007294.3:c.5266dup (preferred): on NM_007294.3, C is inserted" in picture.description


def test_a_haplotype_has_its_alleles_on_one_axis() -> None:
    [picture] = draw(EXAMPLES / "cx3cr1", id="CA305")
    words = words_in(picture.svg)
    assert "2 changes in cis on NC_000003.12 (GRCh38, chromosome 3)" in words
    assert "93 between" in words
    assert words.index("39,265,671") < words.index("39,265,765")


def test_what_a_haplotype_has_besides_is_counted() -> None:
    folder = EXAMPLES / "cx3cr1"
    alleles = [path for path in folder.iterdir() if path.name != "CA303.json"]
    [picture] = draw(alleles, id="CA305")
    more = "1 more, not in the input on this sequence"
    assert more in words_in(picture.svg)
    assert picture.description.endswith(f"{more}.")
