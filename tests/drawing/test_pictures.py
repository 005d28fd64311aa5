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


def allele_with(**changes: Any) -> dict[str, Any]:
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


def words_in(svg: str) -> list[str]:
    """The texts of a picture; it must be well-formed."""
    return [text.text or "" for text in ET.fromstring(svg).iter(f"{_SVG}text")]


def _letters(svg: str) -> str:
    """The residues that a picture shows, those of the reference first."""
    return "".join(word for word in words_in(svg) if len(word) == 1 and word.isalpha())


def test_what_the_input_lacks_is_counted() -> None:
    [picture] = draw(EXAMPLES / "brca1" / "CA201.json")
    assert "7 more contextual alleles, not in the input" in words_in(picture.svg)


def test_sequences_give_the_letters_around_a_change(tmp_path: Path) -> None:
    fasta = tmp_path / "genome.fa"
    fasta.write_text(">NC_012920.1\nGATCACAGGTCTATCACCCT\n")
    allele = allele_with(allele="T", alleleName=[])
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
    pictures = draw([allele_with(), b"{"], report=lambda problem: problems.append(problem.rule))
    assert len(pictures) == 1
    assert problems == ["ST-0"]


def test_files_are_svg_or_png(tmp_path: Path) -> None:
    [picture] = draw(allele_with())
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
    allele = allele_with(allele=residues, alleleName=[{"nameType": "custom", "name": name}])
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
