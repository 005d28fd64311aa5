"""New contextual alleles from HGVS names and SPDI expressions."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import clingen_ld
from clingen_ld.alleles.new import Maker
from clingen_ld.errors import InputError, UsageError
from clingen_ld.messages.message import ReadOptions
from clingen_ld.messages.reading import read_text
from clingen_ld.model import load_model
from clingen_ld.validation.validator import ValidationOptions, validate_items
from tests.console import ROOT

TRANSCRIPTS = [ROOT / "examples" / "brca1"]
CHROMOSOME = "NC_000017.11"


def made(name: str, **options: Any) -> dict[str, Any]:
    """The contextual allele of a name, when nothing but its canonical allele is missing."""
    trees = clingen_ld.new(name, transcripts=TRANSCRIPTS, **options)
    text = "\n".join(json.dumps(tree) for tree in trees)
    items = read_text(text, ReadOptions(), load_model())
    report = validate_items(items, ValidationOptions(partial=True), load_model())
    assert [f for f in report.findings if f.severity == "error"] == []
    assert not [f for f in report.findings if f.rule.startswith("HG")]
    return trees[0]


def placed(tree: dict[str, Any]) -> tuple[Any, ...]:
    coordinate = tree["referenceCoordinate"]
    ends = (tuple(coordinate[side].values()) for side in ("start", "end"))
    return (*ends, coordinate.get("refAllele"), tree.get("allele"))


@pytest.mark.parametrize(
    ("name", "place", "change"),
    [
        (f"{CHROMOSOME}:g.43106487A>C", ((43106486,), (43106487,), "A", "C"), "SO:1000002"),
        (f"{CHROMOSOME}:g.101_102insAC", ((101,), (101,), "", "AC"), "SO:0000667"),
        (f"{CHROMOSOME}:g.100_103delACGT", ((99,), (103,), "ACGT", ""), "SO:0000159"),
        (f"{CHROMOSOME}:g.100dupA", ((100,), (100,), "", "A"), "SO:0000667"),
        (f"{CHROMOSOME}:g.100_101dupAC", ((101,), (101,), "", "AC"), "SO:0000667"),
        (f"{CHROMOSOME}:g.100_101delACinsT", ((99,), (101,), "AC", "T"), "SO:1000032"),
        (f"{CHROMOSOME}:g.100_102invACG", ((99,), (102,), "ACG", "CGT"), "SO:1000032"),
        ("NC_012920.1:m.263A>G", ((262,), (263,), "A", "G"), "SO:1000002"),
        ("NM_007294.3:c.5297T>G", ((5528,), (5529,), "T", "G"), "SO:1000002"),
        ("NM_007294.3:c.-10A>C", ((222,), (223,), "A", "C"), "SO:1000002"),
        ("NM_007294.3:c.*5A>G", ((5828,), (5829,), "A", "G"), "SO:1000002"),
        ("NR_040710.1:n.10C>T", ((9,), (10,), "C", "T"), "SO:1000002"),
    ],
)
def test_names_of_bases(name: str, place: tuple[Any, ...], change: str) -> None:
    tree = made(name)
    assert placed(tree) == place
    assert tree["primaryNucleotideChangeType"]["coding"][0]["code"] == change
    assert [n["name"] for n in tree["alleleName"]] == [name]


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("NM_007294.3:c.212+1G>T", ((444, 0, "+"), (444, 1, "+"), "G", "T")),
        ("NM_007294.3:c.213-2A>G", ((444, 2, "-"), (444, 1, "-"), "A", "G")),
        ("NM_007294.3:c.213-1G>C", ((444, 1, "-"), (444, 0, "-"), "G", "C")),
        ("NR_040710.1:n.500-22892A>T", ((499, 22892, "-"), (499, 22891, "-"), "A", "T")),
        ("NM_007294.3:c.212+5_212+6delAG", ((444, 4, "+"), (444, 6, "+"), "AG", "")),
    ],
)
def test_introns(name: str, place: tuple[Any, ...]) -> None:
    assert placed(made(name)) == place


def test_the_sequence_that_is_given_is_referred_to() -> None:
    tree = made("NM_007294.3:c.5297T>G")
    assert tree["referenceCoordinate"]["referenceSequence"] == {
        "reference": "ReferenceSequence/SEQ205",
        "display": "NM_007294.3",
    }
    [_, sequence] = clingen_ld.new(f"{CHROMOSOME}:g.1A>C")
    assert (sequence["id"], sequence["chromosome"]) == (CHROMOSOME, "17")


@pytest.mark.parametrize(
    ("name", "place", "change"),
    [
        ("NP_009225.1:p.Cys61Gly", ((60,), (61,), "Cys", "Gly"), "SO:0001583"),
        ("NP_009225.1:p.(Gln356Ter)", ((355,), (356,), "Gln", "Ter"), "SO:0001587"),
        ("NP_000483.3:p.Phe508del", ((507,), (508,), "Phe", ""), None),
        ("NP_009225.1:p.Lys5_Arg6insGly", ((5,), (5,), "", "Gly"), None),
    ],
)
def test_names_of_proteins(name: str, place: tuple[Any, ...], change: str | None) -> None:
    tree = made(name)
    assert tree["id"] == name
    assert placed(tree) == place
    told = tree.get("primaryAminoAcidChangeType", {"coding": [{"code": None}]})
    assert told["coding"][0]["code"] == change


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("NP_009225.1:p.Glu23ValfsTer17", "SO:0001589"),
        ("NP_009225.1:p.Met1?", "SO:0002012"),
        ("NP_009225.1:p.=", "SO:0001819"),
        ("NP_009225.1:p.Ter1864GlnextTer5", "SO:0001578"),
    ],
)
def test_proteins_of_which_a_name_tells_no_alleles(name: str, change: str) -> None:
    tree = made(name)
    assert "allele" not in tree
    assert tree["primaryAminoAcidChangeType"]["coding"][0]["code"] == change


@pytest.mark.parametrize(
    ("name", "place"),
    [
        (f"{CHROMOSOME}:43106486:A:C", ((43106486,), (43106487,), "A", "C")),
        (f"{CHROMOSOME}:100::AC", ((100,), (100,), "", "AC")),
        (f"{CHROMOSOME}:100:0:AC", ((100,), (100,), "", "AC")),
        (f"{CHROMOSOME}:100:AC:", ((100,), (102,), "AC", "")),
        (f"{CHROMOSOME}:100:2:T", ((100,), (102,), None, "T")),
        ("NP_009225.1:60:C:G", ((60,), (61,), "C", "G")),
    ],
)
def test_spdi(name: str, place: tuple[Any, ...]) -> None:
    assert placed(made(name)) == place


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("BRCA1", "neither SPDI nor HGVS"),
        ("c.5297T>G", "no accession"),
        ("NM_000059.3:c.1A>G", "is not among the transcripts"),
        (f"{CHROMOSOME}:g.100dup", "does not say what is doubled: give --sequences"),
        (f"{CHROMOSOME}:g.100_200inv", "does not say what is turned round"),
        (f"{CHROMOSOME}:g.[1A>C;5G>T]", "several alleles"),
        (f"{CHROMOSOME}:g.(100_200)del", "cannot be counted"),
    ],
)
def test_what_cannot_be_made_is_told(name: str, why: str) -> None:
    with pytest.raises(UsageError, match=why.replace("(", "[(]")) as caught:
        clingen_ld.new(name, transcripts=TRANSCRIPTS)
    assert name in str(caught.value)


@pytest.fixture
def fasta(tmp_path: Path) -> Path:
    path = tmp_path / "sequences.fa"
    path.write_text(f">{CHROMOSOME}\nACGTTTACGA\n")
    return path


@pytest.mark.parametrize(
    ("name", "place"),
    [
        (f"{CHROMOSOME}:g.3dup", ((3,), (3,), "", "G")),
        (f"{CHROMOSOME}:g.2_4inv", ((1,), (4,), "CGT", "ACG")),
        (f"{CHROMOSOME}:g.4_6del", ((3,), (6,), "TTT", "")),
        (f"{CHROMOSOME}:g.3=", ((2,), (3,), "G", "G")),
        (f"{CHROMOSOME}:3:3:A", ((3,), (6,), "TTT", "A")),
    ],
)
def test_sequences_tell_what_names_do_not(name: str, place: tuple[Any, ...], fasta: Path) -> None:
    assert placed(made(name, sequences=fasta)) == place


@pytest.mark.parametrize(
    ("name", "why"),
    [
        (f"{CHROMOSOME}:g.3A>C", "it says A, but NC_000017.11 has G there"),
        (f"{CHROMOSOME}:g.30A>C", "ends at 10, before 30"),
        (f"{CHROMOSOME}:3:A:C", "it says A, but"),
    ],
)
def test_sequences_prove_what_names_say(name: str, why: str, fasta: Path) -> None:
    with pytest.raises(UsageError, match=why):
        clingen_ld.new(name, sequences=fasta)


def test_transcripts_that_cannot_be_read(tmp_path: Path) -> None:
    broken = tmp_path / "broken.json"
    broken.write_text("{")
    with pytest.raises(InputError, match=r"broken\.json"):
        clingen_ld.new("NM_007294.3:c.1A>G", transcripts=[broken])
    with pytest.raises(InputError, match="no such file"):
        Maker([tmp_path / "missing.json"]).make("NM_007294.3:c.1A>G")
