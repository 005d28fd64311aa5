"""`clingen_ld.draw`: which pictures there are, what they say, and that they are whole SVG."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clingen_ld import Document, UsageError, draw
from clingen_ld.drawing.pictures import Pictures
from tests.conftest import cases
from tests.console import ROOT

EXAMPLES = ROOT / "examples"
_SVG = "{http://www.w3.org/2000/svg}"


def _allele(**changes: Any) -> dict[str, Any]:
    """A substitution on NC_000017.11."""
    allele = {
        "resourceType": "ContextualAllele",
        "id": "XA1",
        "contextualAlleleType": "genomic",
        "allele": "C",
        "alleleName": [{"nameType": "hgvs-genomic", "name": "NC_000017.11:g.43051098A>C"}],
        "referenceCoordinate": {
            "referenceSequence": {"reference": "ReferenceSequence/S1", "display": "NC_000017.11"},
            "start": {"index": 43051097},
            "end": {"index": 43051098},
            "refAllele": "A",
        },
    }
    return allele | changes


def _words(svg: str) -> list[str]:
    """The texts of a picture; it must be well-formed."""
    return [text.text or "" for text in ET.fromstring(svg).iter(f"{_SVG}text")]


def _letters(svg: str) -> str:
    """The residues that a picture shows, those of the reference first."""
    return "".join(word for word in _words(svg) if len(word) == 1 and word.isalpha())


def test_a_contextual_allele() -> None:
    [picture] = draw(_allele())
    assert (picture.id, picture.type) == ("XA1", "ContextualAllele")
    assert picture.title == "NC_000017.11:g.43051098A>C"
    assert picture.description == (
        "NC_000017.11:g.43051098A>C: on NC_000017.11 (GRCh38, chromosome 17), "
        "A at 43,051,098 is replaced by C."
    )
    words = _words(picture.svg)
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
    allele = _allele()
    coordinate = allele["referenceCoordinate"]
    coordinate["end"]["index"] = end
    allele["allele"], coordinate["refAllele"] = new, former
    for holder, key in ((allele, "allele"), (coordinate, "refAllele")):
        if holder[key] is None:
            del holder[key]
    [picture] = draw(allele)
    assert words in picture.description


def test_an_allele_without_a_place_is_drawn_without_one() -> None:
    allele = _allele()
    del allele["referenceCoordinate"]["end"]
    [picture] = draw(allele)
    assert "the message does not say where the allele is" in picture.description
    assert "place not stated" in _words(picture.svg)


def test_a_canonical_allele_has_its_contextual_alleles_from_genome_to_protein() -> None:
    [picture] = draw(EXAMPLES / "brca1", id="CA211")
    words = _words(picture.svg)
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


def test_what_the_input_lacks_is_counted() -> None:
    [picture] = draw(EXAMPLES / "brca1" / "CA201.json")
    assert "7 more contextual alleles, not in the input" in _words(picture.svg)


def test_a_haplotype_has_its_alleles_on_one_axis() -> None:
    [picture] = draw(EXAMPLES / "cx3cr1", id="CA305")
    words = _words(picture.svg)
    assert "2 changes in cis on NC_000003.12 (GRCh38, chromosome 3)" in words
    assert "93 between" in words
    assert words.index("39,265,671") < words.index("39,265,765")


def test_what_a_haplotype_has_besides_is_counted() -> None:
    folder = EXAMPLES / "cx3cr1"
    alleles = [path for path in folder.iterdir() if path.name != "CA303.json"]
    [picture] = draw(alleles, id="CA305")
    more = "1 more, not in the input on this sequence"
    assert more in _words(picture.svg)
    assert picture.description.endswith(f"{more}.")


def test_sequences_give_the_letters_around_a_change(tmp_path: Path) -> None:
    fasta = tmp_path / "genome.fa"
    fasta.write_text(">NC_012920.1\nGATCACAGGTCTATCACCCT\n")
    allele = _allele(allele="T", alleleName=[])
    coordinate = allele["referenceCoordinate"]
    coordinate["referenceSequence"]["display"] = "NC_012920.1"
    coordinate |= {"start": {"index": 5}, "end": {"index": 6}, "refAllele": "C"}
    [picture] = draw(allele, sequences=fasta)
    assert _letters(picture.svg) == "ATCACAGGTT"
    [picture] = draw(allele)
    assert _letters(picture.svg) == "CT"


def test_one_picture_for_each_allele_of_any_form() -> None:
    pictures = draw([ROOT / "docs" / "variants.vcf", EXAMPLES / "registry"])
    assert isinstance(pictures, Pictures)
    assert len({picture.iri for picture in pictures}) == len(pictures) > 10
    html = pictures._repr_html_()
    assert html.count("<svg") == len(pictures)
    assert pictures[0]._repr_svg_() == pictures[0].svg
    # The ids of a page are all different, so that each picture keeps its own description.
    ids = re.findall(r' id="([^"]+)"', html)
    assert len(ids) == len(set(ids)) == 2 * len(pictures)


def test_ids_name_what_is_wanted() -> None:
    two = draw(
        EXAMPLES / "brca1", id=["XA202", "http://clingendb.clingen.org/CanonicalAllele/CA201"]
    )
    assert [picture.id for picture in two] == ["CA201", "XA202"]
    with pytest.raises(UsageError, match="no allele with the id XA999"):
        draw(EXAMPLES / "brca1", id="XA999")


def test_what_cannot_be_read_is_reported_and_the_rest_drawn() -> None:
    problems: list[str] = []
    pictures = draw([_allele(), b"{"], report=lambda problem: problems.append(problem.rule))
    assert len(pictures) == 1
    assert problems == ["ST-0"]


def test_files_are_svg_or_png(tmp_path: Path) -> None:
    [picture] = draw(_allele())
    picture.save(tmp_path / "a.svg")
    assert (tmp_path / "a.svg").read_text() == picture.svg
    picture.save(tmp_path / "a.png")
    assert (tmp_path / "a.png").read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"
    with pytest.raises(UsageError, match=r"written as \.svg or \.png"):
        picture.save(tmp_path / "a.gif")
    assert len(list(tmp_path.iterdir())) == 2


@pytest.mark.slow
@settings(max_examples=cases(25))
@given(name=st.text(max_size=30), residues=st.text(max_size=30), index=st.integers(-3, 10**12))
def test_whatever_a_message_holds_the_picture_is_well_formed(
    name: str, residues: str, index: int
) -> None:
    allele = _allele(allele=residues, alleleName=[{"nameType": "custom", "name": name}])
    allele["referenceCoordinate"]["start"]["index"] = index
    allele["referenceCoordinate"]["referenceSequence"]["display"] = name
    for picture in draw(allele):
        root = ET.fromstring(picture.svg)
        assert root.find(f"{_SVG}title") is not None
        assert {each.tag.removeprefix(_SVG) for each in root.iter()} <= {
            "svg", "title", "desc", "style", "rect", "g", "text", "path",
        }  # fmt: skip


def test_the_same_input_gives_the_same_picture() -> None:
    text = Document((EXAMPLES / "registry" / "CA900000001.json").read_bytes())
    assert draw(text) == draw(text)
