"""New contextual alleles from HGVS names and SPDI expressions."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import clingen_ld
from clingen_ld.creation import Maker
from clingen_ld.errors import InputError, UsageError
from clingen_ld.messages.message import ReadOptions
from clingen_ld.messages.reading import read_text
from clingen_ld.model import SUBSETTED, load_model
from clingen_ld.validation.session import ValidationOptions, validate_items
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
    found = [f for f in report.findings if f.rule.startswith("HG") and f.severity != "info"]
    assert not found
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
        (f"{CHROMOSOME}:g.100_102invACG", ((99,), (102,), "ACG", "CGT"), "SO:1000036"),
        ("NC_012920.1:m.263A>G", ((262,), (263,), "A", "G"), "SO:1000002"),
        ("NM_007294.3:c.5297T>G", ((5528,), (5529,), "T", "G"), "SO:1000002"),
        ("NM_007294.3:c.-10A>C", ((222,), (223,), "A", "C"), "SO:1000002"),
        ("NM_007294.3:c.*5A>G", ((5828,), (5829,), "A", "G"), "SO:1000002"),
        ("NR_040710.1:n.10C>T", ((9,), (10,), "C", "T"), "SO:1000002"),
        (f"{CHROMOSOME}:g.100_102del", ((99,), (102,), None, ""), "SO:0000159"),
        (f"{CHROMOSOME}:g.100_102delinsTT", ((99,), (102,), None, "TT"), "SO:1000032"),
        (f"{CHROMOSOME}:g.100A=", ((99,), (100,), "A", "A"), "SO:0002073"),
        (f"{CHROMOSOME}:g.10_15CAG[3]", ((9,), (15,), "CAG" * 2, "CAG" * 3), "SO:1000032"),
        ("NM_007294.3:n.10C>T", ((9,), (10,), "C", "T"), "SO:1000002"),
        ("NM_007294.3:r.10c>u", ((241,), (242,), "C", "T"), "SO:1000002"),
        ("NR_040710.1:r.10c>u", ((9,), (10,), "C", "T"), "SO:1000002"),
        ("LRG_292t1:c.5297T>G", ((5528,), (5529,), "T", "G"), "SO:1000002"),
        ("U14680.1:n.10C>T", ((9,), (10,), "C", "T"), "SO:1000002"),
        ("NT_187633.1:g.10C>T", ((9,), (10,), "C", "T"), "SO:1000002"),
        (f"{CHROMOSOME}(NM_007294.3):c.5297T>G", ((5528,), (5529,), "T", "G"), "SO:1000002"),
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
        ("NM_007294.3:c.212+5_212+6insT", ((444, 5, "+"), (444, 5, "+"), "", "T")),
        ("NM_007294.3:c.212_212+1insT", ((444, 0, "+"), (444, 0, "+"), "", "T")),
        ("NM_007294.3:c.213-1_213insT", ((444, 0, "-"), (444, 0, "-"), "", "T")),
        ("NM_007294.3:c.213-1dupG", ((444, 0, "-"), (444, 0, "-"), "", "G")),
        ("NM_007294.3:c.211_212+2del", ((442,), (444, 2, "+"), None, "")),
        ("NM_007294.3:c.212+3_213-4del", ((444, 2, "+"), (444, 3, "-"), None, "")),
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
        (f"{CHROMOSOME}:100:1:T", ((100,), (101,), None, "T")),
        ("NM_007294.3:444+0_444+1:G:T", ((444, 0, "+"), (444, 1, "+"), "G", "T")),
        ("NM_007294.3:444-2_444-1:A:G", ((444, 2, "-"), (444, 1, "-"), "A", "G")),
        ("NP_009225.1:60:C:G", ((60,), (61,), "C", "G")),
        ("NP_009225.1:60:CysSer:Gly", ((60,), (62,), "CS", "G")),
    ],
)
def test_spdi(name: str, place: tuple[Any, ...]) -> None:
    assert placed(made(name)) == place


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("BRCA1", "neither SPDI nor HGVS"),
        ("c.5297T>G", "no accession"),
        ("NM_000059.3:c.1A>G", r"\(--transcripts\)$"),
        ("NM_007294.4:c.1A>G", "there is one of NM_007294.3 only"),
        (
            f"{CHROMOSOME}:g.100dup",
            "does not give the duplicated bases: name the bases, as in 100dupA, or",
        ),
        (f"{CHROMOSOME}:g.100_200inv", "does not give the inverted bases"),
        (f"{CHROMOSOME}:g.[1A>C];[5G>T]", "not together in cis"),
        (f"{CHROMOSOME}:g.[1A>C(;)5G>T]", "not together in cis"),
        (f"{CHROMOSOME}:g.[1A>C,5G>T]", "not together in cis"),
        (f"{CHROMOSOME}:g.[1A>C;1A>C]", "in one pair of brackets twice"),
        (f"{CHROMOSOME}:g.[1A>C;5_9dup]", "the duplicated bases"),
        (f"{CHROMOSOME}:g.(100_200)del", "cannot be counted"),
        (f"{CHROMOSOME}:g.=", "cannot be counted"),
        (f"{CHROMOSOME}:g.100=", "does not give the base"),
        (f"{CHROMOSOME}:g.100_101ins[NC_000001.11:g.1_9]", "does not give the inserted sequence"),
        (f"{CHROMOSOME}:g.100CAG[9]", "where the repeat ends"),
        (f"{CHROMOSOME}:g.100CAG[?]", "is unknown: it has no allele"),
        (f"{CHROMOSOME}:g.100CAG[(5_9)]", "is unknown: it has no allele"),
        ("NM_000088.3:c.100CAG[?]", "is unknown: it has no allele"),
        ("NM_000088.3:c.100_101insN[?]", "does not give the inserted sequence"),
        ("NM_007294.3:c.5593A>G", "5593, which is after the stop"),
        ("NM_007294.3:c.5590_5600del", "5600, which is after the stop"),
        ("NM_007294.3:c.6000CAG[9]", "6000, which is after the stop"),
        ("NM_007294.3:r.5593a>g", "5593, which is after the stop"),
        ("NM_007294.3:c.5591_*1insA", "5591 and [*]1, which are not neighbours"),
        ("NM_007294.3:c.5592_*2insA", "neighbouring"),
        ("NM_007294.3:c.100A>GG", "one base by one"),
        (f"{CHROMOSOME}:g.100A>A", "nothing changes"),
        (f"{CHROMOSOME}:g.100+3A>G", "only transcripts have introns"),
        (f"{CHROMOSOME}:g.83257442A>G", "beyond the end of NC_000017.11, which is 83257441 long"),
        ("NC_012920.1:m.16560_10del", "first position is after its last"),
        ("NM_007294.3:c.213-5_212+3del", "first position is after its last"),
        ("NM_007294.3:c.-500A>C", "before the first base"),
        ("NM_007294:c.1A>G", "has no version"),
        ("NM_12:n.1A>G", "not an accession"),
        ("chr17:5:A:T", "chr17 is not an accession of a sequence"),
        ("NC_000017.11;g.5A>T", r"did you mean NC_000017.11:g.5A>T\?"),
        ("rs113993960", "like numbers of dbSNP: ask the Allele Registry"),
        ("17-43106487-A-C", "chromosomes, positions and bases: write them as VCF"),
        ("NG_005905.2:c.1A>G", "is a gene sequence"),
        (f"{CHROMOSOME}:1:X:A", "codes of nucleotides"),
        ("NP_009225.1:1:J:a1", "is not a sequence"),
        (f"{CHROMOSOME}:1_9:A:T", "8 apart, but it names 1"),
        (f"{CHROMOSOME}:1+2_1+3:A:T", "positions in introns"),
        ("U99999.1:1:A:T", "does not show the type"),
    ],
)
def test_what_cannot_be_made_is_told(name: str, why: str) -> None:
    with pytest.raises(UsageError, match=why) as caught:
        clingen_ld.new(name, transcripts=TRANSCRIPTS)
    assert name in str(caught.value)


def test_several_names_are_none() -> None:
    odd: Any = ["NC_000017.11:g.43106487A>C"]
    with pytest.raises(TypeError, match="name must be a str, not list"):
        clingen_ld.new(odd)


@pytest.fixture
def fasta(tmp_path: Path) -> Path:
    path = tmp_path / "sequences.fa"
    path.write_text(f">{CHROMOSOME}\nACGTTTACGA\n>NP_000001.1\nMKLLI\n")
    return path


@pytest.mark.parametrize(
    ("name", "place"),
    [
        (f"{CHROMOSOME}:g.3dup", ((3,), (3,), "", "G")),
        (f"{CHROMOSOME}:g.2_4inv", ((1,), (4,), "CGT", "ACG")),
        (f"{CHROMOSOME}:g.4_6del", ((3,), (6,), "TTT", "")),
        (f"{CHROMOSOME}:g.3=", ((2,), (3,), "G", "G")),
        (f"{CHROMOSOME}:3:3:A", ((3,), (6,), "TTT", "A")),
        (f"{CHROMOSOME}:g.4T[5]", ((3,), (6,), "TTT", "TTTTT")),
        (f"{CHROMOSOME}:g.4_5T[1]", ((3,), (5,), "TT", "T")),
        (f"{CHROMOSOME}:g.4[2]", ((3,), (6,), "TTT", "TT")),
        ("NP_000001.1:p.Lys2_Leu4dup", ((4,), (4,), "", "LysLeuLeu")),
        ("NP_000001.1:p.Lys2_Leu4del", ((1,), (4,), "LysLeuLeu", "")),
        ("NP_000001.1:p.Ter6Gln", ((5,), (6,), "Ter", "Gln")),
        ("NP_000001.1:1:2:A", ((1,), (3,), "KL", "A")),
    ],
)
def test_sequences_tell_what_names_do_not(name: str, place: tuple[Any, ...], fasta: Path) -> None:
    assert placed(made(name, sequences=fasta)) == place


@pytest.mark.parametrize(
    ("name", "why"),
    [
        (
            f"{CHROMOSOME}:g.3A>C",
            r"says A, but NC_000017.11 has G at position 3 \(counted from 1\)",
        ),
        (f"{CHROMOSOME}:g.30A>C", "beyond the end of NC_000017.11, which is 10 long"),
        (f"{CHROMOSOME}:3:A:C", "it says A, but"),
        (f"{CHROMOSOME}:g.4A[5]", "it says A, but NC_000017.11 has T at position 4"),
        (f"{CHROMOSOME}:g.4_9T[5]", "it says TTTTTT, but NC_000017.11 has TTTACG"),
        (f"{CHROMOSOME}:g.4_10TT[5]", "has copies of TT up to position 5 only"),
        (f"{CHROMOSOME}:g.4T[99999]", "its 99999 copies are more than 10000 bases"),
        ("NP_000001.1:p.Gly2Ala", "it says Gly, but NP_000001.1 has Lys"),
        ("NP_000001.1:p.Gly9Ala", "beyond the end"),
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


def test_a_sequence_that_the_source_does_not_have_is_taken_at_its_word(fasta: Path) -> None:
    [allele, _] = clingen_ld.new("NC_000001.11:g.3A>C", sequences=fasta)
    assert allele["id"] == "NC_000001.11:2:A:C"


def test_the_same_change_has_one_id() -> None:
    names = (f"{CHROMOSOME}:g.3A>C", f"{CHROMOSOME}:2:A:C", f"{CHROMOSOME}:g.3delAinsC")
    found = {clingen_ld.new(name)[0]["id"] for name in names}
    assert found == {f"{CHROMOSOME}:2:A:C"}
    intron = clingen_ld.new("NR_040710.1:n.500-22892A>T")[0]["id"]
    assert clingen_ld.new(intron)[0]["id"] == intron


@pytest.mark.parametrize("other", [{"cdsStart": 7, "cdsEnd": 9}, {}])
def test_messages_that_do_not_agree(tmp_path: Path, other: dict[str, int]) -> None:
    def message(id_: str, **more: Any) -> dict[str, Any]:
        identifiers = [{"value": "NM_000001.1"}]
        return {"resourceType": "ReferenceSequence", "id": id_, "identifier": identifiers} | more

    path = tmp_path / "sequences.json"
    whole = message("A", cdsStart=1, cdsEnd=3)
    path.write_text(json.dumps([whole, message("B", **other)]))
    with pytest.raises(UsageError, match=r"of both .*/A and .*/B, whose coding regions differ"):
        clingen_ld.new("NM_000001.1:c.1A>G", transcripts=path)
    # What only mentions a sequence gives way to the message of it.
    path.write_text(json.dumps([message("B", meta={"tag": [SUBSETTED]}, **other), whole]))
    [allele] = clingen_ld.new("NM_000001.1:c.1A>G", transcripts=path)
    assert allele["referenceCoordinate"]["referenceSequence"]["reference"].endswith("/A")


@pytest.mark.parametrize(
    ("name", "region", "why"),
    [("c.1A>G", {}, "has no cdsStart"), ("c.*1A>G", {"cdsStart": 1}, "has no cdsEnd")],
)
def test_coding_regions_that_are_missing(
    tmp_path: Path, name: str, region: dict[str, int], why: str
) -> None:
    path = tmp_path / "sequence.json"
    message = {"resourceType": "ReferenceSequence", "id": "A"} | region
    path.write_text(json.dumps(message | {"identifier": [{"value": "NM_000001.1"}]}))
    with pytest.raises(UsageError, match=why):
        clingen_ld.new(f"NM_000001.1:{name}", transcripts=path)


def test_a_base_of_ones_own() -> None:
    base = "https://example.org/x/"
    [allele] = clingen_ld.new("NM_007294.3:c.5297T>G", transcripts=TRANSCRIPTS, base=base)
    reference = allele["referenceCoordinate"]["referenceSequence"]["reference"]
    assert reference == "ReferenceSequence/SEQ205"


def test_a_long_name_is_cut_in_what_is_said_of_it() -> None:
    with pytest.raises(UsageError) as caught:
        clingen_ld.new("x" * 10_000)
    assert len(str(caught.value)) < 200


def test_the_names_of_the_examples_are_placed_as_the_examples_are(examples: Path) -> None:
    maker, compared = Maker(examples), 0
    for path in sorted(examples.rglob("XA*.json")):
        tree = json.loads(path.read_text())
        names = [n["name"] for n in tree.get("alleleName", ()) if n["nameType"] != "custom"]
        for name in names:
            if ":" not in name or name.endswith("dup"):  # which needs the sequence
                continue
            found, here = maker.make(name)[0], tree["referenceCoordinate"]
            there = found["referenceCoordinate"]
            assert there["referenceSequence"] == here["referenceSequence"]
            for side in ("start", "end"):
                assert there[side].items() <= here[side].items()
            for key, one, other in (("refAllele", there, here), ("allele", found, tree)):
                untold = key == "refAllele" and name.endswith("del") and ":p." not in name
                assert one.get(key) == (None if untold else other.get(key))
            compared += 1
    assert compared > 50


@pytest.mark.parametrize(
    ("name", "kind", "ids"),
    [
        (f"{CHROMOSOME}:g.[100A>C;200_201insT]", "nucleotide",
         [f"{CHROMOSOME}:99:A:C", f"{CHROMOSOME}:200::T"]),
        (f"{CHROMOSOME}:g.[100_102delinsA;200_202delinsGG;300del]", "nucleotide", None),
        ("NM_007294.3:n.[10A>C;20_21ins[A[3]];30A>C]", "nucleotide", None),
        ("NP_009225.1:p.[(Ile15Thr;Ala20Gly)]", "amino-acid",
         ["NP_009225.1:p.(Ile15Thr)", "NP_009225.1:p.(Ala20Gly)"]),
        ("NP_009225.1:p.[Ile15Thr;(Ala20Gly)]", "amino-acid",
         ["NP_009225.1:p.Ile15Thr", "NP_009225.1:p.(Ala20Gly)"]),
    ],
)  # fmt: skip
def test_a_haplotype(name: str, kind: str, ids: list[str] | None) -> None:
    trees = clingen_ld.new(name, transcripts=TRANSCRIPTS)
    whole, *rest = trees
    nested = [each for each in rest if each["resourceType"] == "CanonicalAllele"]
    alleles = [each for each in rest if each["resourceType"] == "ContextualAllele"]
    assert whole["complexity"] == "complex"
    assert {each["canonicalAlleleType"] for each in (whole, *nested)} == {kind}
    assert [each["value"] for each in whole["identifier"]] == [name]
    assert ids is None or [each["id"] for each in alleles] == ids
    assert [each["id"] for each in nested] == [each["id"] for each in alleles]
    assert len(nested) == len(whole["nested"]) > 1
    found = clingen_ld.validate(trees, partial=True)
    assert [each.rule for each in found if each.severity == "error"] == []


def test_a_haplotype_is_a_block_of_vrs_and_comes_back() -> None:
    name = f"{CHROMOSOME}:g.[100A>C;200G>T]"
    trees = clingen_ld.new(name)
    made = clingen_ld.convert(trees, "vrs")
    assert not made.losses
    block = json.loads(made.text or "")
    assert block["type"] == "CisPhasedBlock"
    assert block["expressions"] == [{"syntax": "hgvs.g", "value": name}]
    assert [each["state"]["sequence"] for each in block["members"]] == ["C", "T"]
    back = clingen_ld.convert(block, "resource-json")
    assert json.loads((back.text or "").splitlines()[0]) == trees[0]
    assert json.loads(clingen_ld.convert(block, "vrs").text or "") == block


def test_a_haplotype_has_one_id_in_any_order() -> None:
    one, *_ = clingen_ld.new(f"{CHROMOSOME}:g.[100A>C;200G>T]")
    other, *_ = clingen_ld.new(f"{CHROMOSOME}:g.[200G>T;100A>C]")
    third, *_ = clingen_ld.new(f"{CHROMOSOME}:g.[200G>T;101A>C]")
    assert one["id"] == other["id"] != third["id"]
