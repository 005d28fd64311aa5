"""Writing variant files: records, their order and header, and what is not carried."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pysam
import pytest
from hypothesis import given
from hypothesis import strategies as st

import clingen_ld
from clingen_ld.errors import InputError, UsageError
from clingen_ld.messages.vcf.placed import make_allele
from clingen_ld.messages.vcf.writing import SortedRows
from clingen_ld.model import load_model
from clingen_ld.variation.builders import reference_sequence
from clingen_ld.variation.change import Change
from tests.console import ROOT
from tests.messages.vcf.making import (
    MITOCHONDRIAL,
    TITLES,
    Tree,
    records,
    trees,
    written,
)

NO_CHROMOSOME = "an allele on a sequence that is not a chromosome of a known build"
HOW = "the anchor base of an insertion or a deletion (give --sequences)"


def allele(
    start: int, ref: str, alt: str, accession: str = "NC_000001.11", numbers: tuple[str, ...] = ()
) -> Tree:
    """An allele as reading a variant file makes it; start is 0-based interbase."""
    return make_allele(accession, Change.of(start, ref, alt), numbers, load_model())


def named(
    start: int, end: int, ref: str | None, alt: str | None, reference: dict[str, str], **more: Any
) -> Tree:
    """An allele as others write it."""
    coordinate: Tree = {
        "referenceSequence": reference,
        "start": {"index": start},
        "end": {"index": end},
    }
    if ref is not None:
        coordinate["refAllele"] = ref
    tree: Tree = {"resourceType": "ContextualAllele", "id": "XA1"}
    tree |= {"contextualAlleleType": "genomic"} | more
    if alt is not None:
        tree["allele"] = alt
    return tree | {"referenceCoordinate": coordinate}


def lost(*given: Tree, **options: Any) -> list[str]:
    """What a variant file does not carry of some resources."""
    return [said for _, said in written(given, **options)[1]]


def read_by_pysam(text: str, folder: Path) -> list[tuple[Any, ...]]:
    path = folder / "written.vcf"
    path.write_text(text, encoding="utf-8")
    with pysam.VariantFile(str(path)) as file:
        return [(r.chrom, r.pos, r.id, r.ref, r.alts) for r in file]


def test_records_and_header(tmp_path: Path) -> None:
    text, left = written([allele(99, "A", "T", numbers=("5", "7")), allele(4, "AC", "GT")])
    assert left == []
    lines = text.splitlines()
    assert lines[:3] == ["##fileformat=VCFv4.3", "##source=clingen-ld", "##reference=GRCh38"]
    contig = "##contig=<ID=1,length=248956422,assembly=GRCh38,accession=NC_000001.11>"
    assert lines[3] == contig
    assert len([line for line in lines if line.startswith("##contig")]) == 25
    assert lines[-2:] == ["1\t5\t.\tAC\tGT\t.\t.\t.", "1\t100\trs5;rs7\tA\tT\t.\t.\t."]
    assert read_by_pysam(text, tmp_path) == [
        ("1", 5, None, "AC", ("GT",)), ("1", 100, "rs5;rs7", "A", ("T",)),
    ]  # fmt: skip


def test_other_readers_understand_it(tmp_path: Path) -> None:
    cyvcf2 = pytest.importorskip("cyvcf2")
    path = tmp_path / "written.vcf"
    path.write_text(written([allele(99, "A", "T", numbers=("5",))])[0], encoding="utf-8")
    [record] = cyvcf2.VCF(str(path))
    assert (record.CHROM, record.POS, record.ID, record.REF, record.ALT) == (
        "1", 100, "rs5", "A", ["T"],
    )  # fmt: skip


def test_records_are_in_order_and_each_but_once() -> None:
    given = [
        allele(9, "A", "T", MITOCHONDRIAL), allele(9, "A", "T", "NC_000024.10"),
        allele(99, "A", "T"), allele(9, "A", "T", "NC_000010.11"), allele(99, "A", "G"),
        allele(9, "A", "T", numbers=("2",)), allele(9, "A", "T", numbers=("1", "2")),
    ]  # fmt: skip
    assert records(written(given)[0]) == [
        "1 10 rs1;rs2 A T", "1 100 . A G", "1 100 . A T", "10 10 . A T", "Y 10 . A T",
        "MT 10 . A T",
    ]  # fmt: skip


@given(st.lists(st.binary(max_size=5).filter(lambda row: b"\n" not in row)), st.integers(1, 20))
def test_rows_that_do_not_fit_in_memory_are_sorted_too(rows: list[bytes], most: int) -> None:
    sorting = SortedRows(most)
    for row in rows:
        sorting.add(row)
    assert list(sorting) == sorted(rows)


def test_an_empty_file_has_a_header(tmp_path: Path) -> None:
    text, _ = written([])
    assert text.splitlines()[0] == "##fileformat=VCFv4.3"
    assert "##contig" not in text
    assert read_by_pysam(text, tmp_path) == []
    assert "##reference=GRCh37" in written([], assembly="hg19")[0]


# Builds


def test_a_file_is_of_the_build_of_its_first_allele() -> None:
    text, left = written([
        allele(9, "A", "T", MITOCHONDRIAL), allele(9, "A", "T", "NC_000001.10"),
        allele(9, "A", "T"),
    ])  # fmt: skip
    assert "##reference=GRCh37" in text
    assert records(text) == ["1 10 . A T", "MT 10 . A T"]
    assert [said for _, said in left] == ["an allele of GRCh38 in a file of GRCh37"]
    assert "##reference=GRCh38" in written([allele(9, "A", "T", MITOCHONDRIAL)])[0]


def test_the_build_can_be_chosen() -> None:
    given = [allele(9, "A", "T", "NC_000001.10"), allele(9, "A", "T")]
    text, left = written(given, assembly="hg38")
    assert records(text) == ["1 10 . A T"]
    assert "##reference=GRCh38" in text
    assert [iri.rpartition("/")[2] for iri, _ in left] == ["NC_000001.10:9:A:T"]
    with pytest.raises(UsageError, match="there is no build 'mm10'"):
        written([], assembly="mm10")


# How the sequence of an allele is found


def test_the_sequence_comes_before_or_behind_its_allele() -> None:
    sequence: Tree = {
        "resourceType": "ReferenceSequence",
        "id": "SEQ1",
        "identifier": [
            {"value": "CM000663.2"}, {"system": "http://www.ncbi.nlm.nih.gov/nuccore",
                                      "value": "NC_000001.11"},
        ],
        "referenceSequenceType": "chromosome",
        "chromosome": "1",
    }  # fmt: skip
    tree = named(9, 10, "A", "T", {"reference": "ReferenceSequence/SEQ1"})
    for both in ([sequence, tree], [tree, sequence]):
        text, left = written(both)
        assert records(text) == ["1 10 . A T"]
        assert sorted(said for _, said in left) == ["/id", "/id", "/identifier/0"]
    text, left = written([tree])
    assert records(text) == []
    assert [said for _, said in left] == ["an allele whose ReferenceSequence is not there"]
    display = {"reference": "ReferenceSequence/SEQ1", "display": "NC_000001.11 (GRCh38)"}
    assert records(written([named(9, 10, "A", "T", display)])[0]) == ["1 10 . A T"]


def test_made_sequences_are_carried() -> None:
    assert lost(reference_sequence(["NC_000001.11"])) == []
    assert lost(reference_sequence(["NM_000059.3"])) == ["the ReferenceSequence"]


# What is not carried


def test_other_resources_are_not_carried() -> None:
    assert lost({"resourceType": "Gene", "id": "G"}) == ["the Gene"]
    assert lost({"resourceType": "CanonicalAllele", "id": "CA1"}) == ["the CanonicalAllele"]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"contextualAlleleType": "transcript"}, "an allele of type transcript"),
        ({"contextualAlleleType": "amino-acid"}, "an allele of type amino-acid"),
        ({"allele": None}, "an allele without its sequence"),
        ({"allele": "R"}, "allele in other letters than A, C, G, T and N"),
        ({"allele": "A"}, "an allele that is the same as the reference"),
        ({"allele": 5}, "allele in other letters than A, C, G, T and N"),
        ({"allele": ""}, HOW),
        ({"refAllele": "AC"}, "a refAllele that is not as long as its place"),
        ({"refAllele": None}, "an allele without refAllele (give --sequences)"),
        ({"start": None}, "an allele without start"),
        ({"end": {"index": "x"}}, "an allele without end"),
        ({"end": {"index": 3}}, "a place that ends before it starts"),
        ({"start": {"index": 9, "externalOffsetLength": 3}}, "a position with an offset"),
        ({"end": {"index": 10**9}},
         "a place beyond the end of NC_000001.11, which has 248956422 bases"),
        ({"referenceSequence": {"reference": "ReferenceSequence/NC_045512.2"}}, NO_CHROMOSOME),
        ({"referenceSequence": None}, NO_CHROMOSOME),
    ],
)  # fmt: skip
def test_what_no_record_can_say_is_told(changes: Tree, said: str) -> None:
    tree = json.loads(json.dumps(allele(9, "A", "T")))
    for name, value in changes.items():
        holder = tree if name in ("allele", "contextualAlleleType") else tree["referenceCoordinate"]
        holder[name] = value
    text, left = written([tree])
    assert [reason for _, reason in left] == [said]
    assert records(text) == []


def test_what_a_record_has_no_place_for_is_told_by_name() -> None:
    tree = allele(9, "A", "T", numbers=("5",))
    tree |= {"canonicalAllele": {"reference": "CanonicalAllele/CA1"}, "meta": {"versionId": "1"}}
    tree["alleleName"].append({"name": "mine"})
    tree["identifier"] = [
        {"system": "https://www.ncbi.nlm.nih.gov/snp/", "value": "rs6"}, {"value": "x"},
    ]  # fmt: skip
    tree["referenceCoordinate"]["primaryTranscriptRegionType"] = [{"text": "exon"}]
    text, left = written([tree])
    assert records(text) == ["1 10 rs5;rs6 A T"]
    assert sorted(said for _, said in left) == [
        "/alleleName/1", "/canonicalAllele", "/identifier/1", "/meta",
        "/referenceCoordinate/primaryTranscriptRegionType",
    ]  # fmt: skip


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3),
    lambda values: st.lists(values, max_size=2) | st.dictionaries(st.text(max_size=3), values),
)
PLACES = ("start", "end", "refAllele", "referenceSequence")
NAMES = ("allele", "contextualAlleleType", "referenceCoordinate", "identifier", "alleleName")


@given(VALUES, st.sampled_from(PLACES + NAMES))
def test_any_value_is_carried_or_told(value: Any, name: str) -> None:
    tree = json.loads(json.dumps(allele(9, "A", "T")))
    (tree["referenceCoordinate"] if name in PLACES else tree)[name] = value
    text, left = written([tree, {"resourceType": "ReferenceSequence", "id": "S", name: value}])
    assert left
    assert text.startswith("##fileformat")


VARIANTS = ROOT / "docs" / "variants.vcf"


def test_the_example_comes_back() -> None:
    text = VARIANTS.read_text(encoding="utf-8")
    found = trees(text)
    assert len(found) == 7
    back, left = written(found)
    assert [said for _, said in left] == [HOW, HOW]
    assert set(records(back)) < set(records(text))


def test_the_example_tells_what_the_messages_tell() -> None:
    examples = ROOT / "examples"
    found = {tree["id"]: tree for tree in trees(VARIANTS.read_text(encoding="utf-8"))}
    for id_, path in {
        "NC_000017.11:43051097:A:C": "brca1/XA204", "NC_000007.14:117559590:TCT:": "cftr/XA504",
        "NC_000011.10:6608802:A:G": "ilk/XA103", "NC_012920.1:3242:A:G": "mt-tl1/XA601",
        "NC_000003.12:39265764:C:T": "cx3cr1/XA303",
    }.items():  # fmt: skip
        told = json.loads((examples / f"{path}.json").read_text(encoding="utf-8"))
        assert told["allele"] == found[id_]["allele"]
        for name in ("start", "end", "refAllele"):
            assert told["referenceCoordinate"][name] == found[id_]["referenceCoordinate"][name]
        names = [name["name"] for name in found[id_].get("alleleName", [])]
        assert {name["name"] for name in told["alleleName"]} >= set(names)


_HEAD = f"##fileformat=VCFv4.3\n##reference=GRCh38\n##contig=<ID=1>\n{TITLES}\n"


def test_bcf(tmp_path: Path) -> None:
    given, binary = tmp_path / "a.vcf", tmp_path / "a.bcf"
    given.write_text(_HEAD + "1\t9\trs5\tA\tC,AT\t.\t.\t.\n")
    clingen_ld.convert(given, "vcf", binary)
    text = clingen_ld.convert(given, "vcf").text
    assert clingen_ld.convert(binary, "vcf").text == text
    with pysam.VariantFile(str(binary)) as records:
        assert records.is_bcf
        assert [(r.pos, r.id, r.alleles) for r in records] == [
            (9, "rs5", ("A", "AT")), (9, "rs5", ("A", "C")),
        ]  # fmt: skip
    clingen_ld.convert(given, "vcf", binary, annotate="vrs")
    with pysam.VariantFile(str(binary)) as records:
        assert [len(record.info["VRS_Allele_IDs"]) for record in records] == [3]


def test_what_is_not_written_as_bcf(tmp_path: Path) -> None:
    given, binary = tmp_path / "a.vcf", tmp_path / "a.bcf"
    given.write_text(_HEAD + "1\t9\trs5\tA\tC\t.\t.\t.\n")
    with pytest.raises(InputError, match="it is not VCF"):
        clingen_ld.convert(given, "nquads", binary)
    given.write_text(given.read_text().replace("##contig=<ID=1>\n", ""))
    with pytest.raises(InputError, match=r"htslib refuses record 1: are"):
        clingen_ld.convert(given, "vcf", binary, annotate="vrs")
    assert not binary.exists()
