"""Reading variant files: alleles, where they lie, and what is said of the rest."""

from __future__ import annotations

import json
import tracemalloc
from collections.abc import Iterator
from io import BytesIO, RawIOBase
from pathlib import Path
from typing import Any, BinaryIO, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

import clingen_ld
from clingen_ld.errors import UsageError
from clingen_ld.messages.message import Message, ReadOptions
from clingen_ld.messages.reading import read_stream, read_text
from clingen_ld.messages.vcf import lines as vcf_lines
from clingen_ld.model import DEFAULT_BASE, load_model, normal_form
from tests.messages.vcf.making import TITLES, ids, items, problems, trees, vcf

BAD = "ST-0"
LEFT = "ST-12"
PASSED = "ST-12"
NOTHING = "ST-11"


def test_a_substitution() -> None:
    [tree] = trees(vcf("17 43051098 rs80357463 A C"))
    assert tree == {
        "resourceType": "ContextualAllele",
        "id": "NC_000017.11:43051097:A:C",
        "contextualAlleleType": "genomic",
        "allele": "C",
        "primaryNucleotideChangeType": {
            "coding": [
                {
                    "system": "http://www.sequenceontology.org/",
                    "code": "SO:1000002",
                    "display": "substitution",
                }
            ]
        },
        "alleleName": [{"nameType": "hgvs-genomic", "name": "NC_000017.11:g.43051098A>C"}],
        "referenceCoordinate": {
            "identifier": [{"system": "http://www.ncbi.nlm.nih.gov/snp", "value": "80357463"}],
            "referenceSequence": {"reference": "ReferenceSequence/NC_000017.11"},
            "start": {"index": 43051097},
            "end": {"index": 43051098},
            "refAllele": "A",
        },
    }


def test_each_sequence_comes_once_before_its_first_allele() -> None:
    text = vcf("1 10 . A C", "1 11 . A C,G", "2 5 . A C", "chr1 12 . A C")
    found = [i.normal.tree["id"] for i in items(text) if isinstance(i, Message)]
    assert found == [
        "NC_000001.11", "NC_000001.11:9:A:C", "NC_000001.11:10:A:C", "NC_000001.11:10:A:G",
        "NC_000002.12", "NC_000002.12:4:A:C", "NC_000001.11:11:A:C",
    ]  # fmt: skip
    [first, _] = trees(text, "ReferenceSequence")
    assert first["referenceGenome"]["text"] == "GRCh38"
    assert first["chromosome"] == "1"


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        ("1 100 . AT A", ["100:T:"]),
        ("1 100 . A AT", ["100::T"]),
        ("1 100 . CAA CA", ["100:A:"]),
        ("1 1 . AC C", ["0:A:"]),
        ("1 100 . AT GC", ["99:AT:GC"]),
        ("1 100 . ATG ACG", ["100:T:C"]),
        ("1 100 . AT A,ATT,GT,C", ["100:T:", "100::T", "99:A:G", "99:AT:C"]),
        ("1 100 . a t", ["99:A:T"]),
        ("1 100 . A A", ["99:A:A"]),
        ("1 100 . A N", ["99:A:N"]),
    ],
)
def test_alleles_are_apart_and_trimmed(record: str, expected: list[str]) -> None:
    assert ids(vcf(record)) == [f"NC_000001.11:{rest}" for rest in expected]


@pytest.mark.parametrize(
    ("record", "names"),
    [
        ("1 100 . A T", ["NC_000001.11:g.100A>T"]),
        ("MT 3243 . A G", ["NC_012920.1:m.3243A>G"]),
        ("1 100 . ATG ACG", ["NC_000001.11:g.101T>C"]),
        ("1 100 . A N", []),
        ("1 100 . AC GT", []),
        ("1 100 . A AT", []),
        ("1 100 . AT A", []),
    ],
)
def test_only_substitutions_have_a_name(record: str, names: list[str]) -> None:
    [tree] = trees(vcf(record))
    assert [name["name"] for name in tree.get("alleleName", [])] == names


def test_alleles_are_in_normal_form() -> None:
    text = vcf("1 100 rs1;rs2 AT A,ATT,GT", "MT 5 . A C", "X 9 rs3 A T")
    for item in items(text):
        assert isinstance(item, Message)
        model = load_model()
        again = normal_form(item.normal.tree, item.type, model, DEFAULT_BASE)
        assert (again.tree, again.notes) == (item.normal.tree, [])
        assert list(again.tree) == list(item.normal.tree)


@pytest.mark.parametrize(
    ("build", "name", "accession"),
    [
        ("GRCh38", "1", "NC_000001.11"),
        ("hg38", "chr1", "NC_000001.11"),
        ("GRCh37", "chrX", "NC_000023.10"),
        ("hg19", "Y", "NC_000024.9"),
        ("GRCh38.p14", "chrM", "NC_012920.1"),
        ("GRCh37", "M", "NC_012920.1"),
        ("GRCh37", "MT", "NC_012920.1"),
        ("hg18", "22", "NC_000022.9"),
        ("T2T-CHM13v2.0", "chr1", "NC_060925.1"),
        (None, "NC_000001.11", "NC_000001.11"),
        ("GRCh37", "NC_000001.10", "NC_000001.10"),
    ],
)
def test_names_of_chromosomes(build: str | None, name: str, accession: str) -> None:
    [tree] = trees(vcf(f"{name} 100 . A T", header=()), assembly=build)
    assert tree["id"] == f"{accession}:99:A:T"


def test_contigs_that_are_no_chromosomes_are_told_once() -> None:
    text = vcf(
        "1 5 . A T", "chrUn_KI270742v1 5 . A T", "hs37d5 5 . A T", "chrUn_KI270742v1 7 . A T,G",
        "23 5 . A T", "NC_000001 5 . A T", "NC_000001.10 5 . A T",
    )  # fmt: skip
    assert ids(text) == ["NC_000001.11:4:A:T"]
    other = "ignored: it is not a chromosome of GRCh38"
    assert problems(text) == [
        (PASSED, 5, 1, f"2 records of contig chrUn_KI270742v1 {other}"),
        (PASSED, 6, 1, f"1 record of contig hs37d5 {other}"),
        (PASSED, 8, 1, f"1 record of contig 23 {other}"),
        (BAD, 9, 1, "1 record of contig NC_000001 cannot be read: the accession has no version"),
        (BAD, 10, 1, "1 record of contig NC_000001.10 cannot be read: "
                     "it is a sequence of GRCh37, not of GRCh38"),
    ]  # fmt: skip


def test_a_flood_of_contigs_is_counted() -> None:
    found = problems(vcf(*(f"c{n} 5 . A T" for n in range(20_000))))
    assert len(found) == 1001
    assert found[-1][3] == "19000 records of further contigs ignored: no chromosomes"


def test_the_mitochondrial_sequence_of_hg19_is_not_guessed() -> None:
    record = "chrM 5 . A T"
    [(rule, _, _, said)] = problems(vcf(record, header=()), assembly="GRCh37")
    assert rule == BAD
    assert "give its length" in said
    for length, accession in ((16571, "NC_001807.4"), (16569, "NC_012920.1")):
        text = vcf(record, header=[f"##contig=<ID=chrM,length={length}>"])
        [tree] = trees(text, assembly="GRCh37")
        assert tree["id"] == f"{accession}:4:A:T"
        assert tree["alleleName"][0]["name"] == f"{accession}:m.5A>T"
    text = vcf(record, header=["##contig=<ID=chrM,length=5>"])
    [(_, _, _, said)] = problems(text, assembly="GRCh38")
    assert "no mitochondrial sequence known has 5 bases" in said
    [(rule, _, _, _)] = problems(vcf(record, header=()), assembly="hg18")
    assert rule == PASSED


# The build


@pytest.mark.parametrize(
    ("line", "accession"),
    [
        ("##reference=file:///data/human_g1k_v37.fasta", "NC_000001.10"),
        ("##reference=GCF_000001405.40", "NC_000001.11"),
        ("##contig=<ID=1,length=249250621>", "NC_000001.10"),
        ("##contig=<ID=chr20,length=64444167>", "NC_000001.11"),
        ('##contig=<ID=1,assembly="b37",length=249250621>', "NC_000001.10"),
        ("##contig=<ID=NC_000001.11,length=248956422>", "NC_000001.11"),
        ("##contig=<ID=chr1,length=248387328>", "NC_060925.1"),
        ("##contig=<ID=chr1,assembly=CHM13>", "NC_060925.1"),
        ("##reference=/ref/T2T-CHM13v2.0.fa", "NC_060925.1"),
    ],
)
def test_the_header_tells_the_build(line: str, accession: str) -> None:
    assert ids(vcf("1 5 . A T", header=[line])) == [f"{accession}:4:A:T"]


def test_without_a_build_there_is_one_clear_problem() -> None:
    text = vcf("1 5 . A T", "1 6 . A T", "1 x . A T", header=["##source=x", "##contig=<ID=1>"])
    [(rule, line, column, said)] = problems(text)
    assert (rule, line, column) == (BAD, 5, 1)
    assert "--assembly" in said
    assert ids(text) == []


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("##reference=file:///ref/mm10.fa", "##reference=file:///ref/mm10.fa (line 2) is none of"),
        ("##reference=chm13.draft_v1.1.fa", "##reference=chm13.draft_v1.1.fa (line 2) is none of"),
        ("##contig=<ID=1,assembly=mm39>", "assembly=mm39 of contig 1 (line 2) is none of"),
        ("##reference=", "the header names none"),
        ("##contig=<ID=1>", "the header names none"),
    ],
)
def test_a_build_that_is_not_known_is_told(line: str, said: str) -> None:
    [(_, _, _, message)] = problems(vcf("1 5 . A T", header=[line]))
    assert message.startswith(f"the build is not known: {said}")


@pytest.mark.parametrize(
    ("header", "assembly", "said"),
    [
        (["##reference=hg19"], "GRCh38", "asked for is GRCh38, but the header names GRCh37"),
        (["##contig=<ID=1,length=249250621>"], "GRCh38", "length=249250621 of contig 1, line 2"),
        (["##reference=hg38", "##contig=<ID=1,length=249250621>"], None, "more than one build"),
        (["##contig=<ID=1,length=1000>"], "GRCh38", "in GRCh38 it is 248956422"),
    ],
)
def test_contradicting_builds_are_an_error(
    header: list[str], assembly: str | None, said: str
) -> None:
    text = vcf("1 5 . A T", header=header)
    [(rule, _, _, message)] = problems(text, assembly=assembly)
    assert rule == BAD
    assert said in message
    assert ids(text, assembly=assembly) == []


def test_an_unknown_build_is_a_usage_error() -> None:
    with pytest.raises(UsageError, match="there is no build 'mm10'"):
        items(vcf("1 5 . A T"), assembly="mm10")


def test_a_record_beyond_the_end_is_of_another_build() -> None:
    [(rule, line, column, said)] = problems(vcf("17 83257441 . AC A", "17 83257441 . A C"))
    assert (rule, line, column) == (BAD, 4, 4)
    assert "NC_000017.11 has 83257441" in said


# What is no allele


def test_symbolic_alleles_and_breakends_are_told_in_their_place() -> None:
    text = vcf(
        "1 100 . A <DEL>,T", "1 200 . A AT,<DUP:TANDEM>", "1 300 . G G]17:198982]",
        "1 400 . T ]13:123456]T", "1 500 . T [<ctg1>:7[T,.TGCA,G.", "1 0 . N [13:5[N",
    )  # fmt: skip
    assert ids(text) == ["NC_000001.11:99:A:T", "NC_000001.11:200::T"]
    found = problems(text)
    assert [(rule, line, column) for rule, line, column, _ in found] == [
        (PASSED, 4, 11), (PASSED, 5, 14), (PASSED, 6, 11), (PASSED, 7, 11),
        (PASSED, 8, 11), (PASSED, 8, 23), (PASSED, 8, 29), (PASSED, 9, 9),
    ]  # fmt: skip
    assert found[0][3] == "symbolic allele <DEL> ignored: it gives no sequence"
    assert found[2][3] == "breakend G]17:198982] ignored: it gives no sequence"


def test_what_stands_in_most_records_is_counted() -> None:
    text = vcf(
        "1 100 . A T,*", "1 101 . A *", "1 102 . A <NON_REF>", "1 103 . A C,<*>", "1 104 . A .",
    )  # fmt: skip
    assert ids(text) == ["NC_000001.11:99:A:T", "NC_000001.11:102:A:C"]
    assert [(rule, line, said.split(":")[0]) for rule, line, _, said in problems(text)] == [
        (PASSED, 4, "allele * ignored in 2 records"),
        (PASSED, 6, "allele <*> or <NON_REF> ignored in 2 records"),
        (PASSED, 8, "ALT . ignored in 1 record"),
    ]


def test_what_the_model_has_no_place_for_is_told_once_by_name() -> None:
    declared = '##INFO=<ID=I{},Number=1,Type=String,Description="d">'
    header = ["##reference=GRCh38", *map(declared.format, range(7))]
    text = vcf("1 5 . A T 50 PASS I0=1 GT 0/1 0/0", "1 6 . A T 5 . . GT 0/1 0/0", header=header)
    text = text.replace(TITLES, f"{TITLES}\tFORMAT\tone\ttwo")
    [(rule, line, column, said)] = problems(text)
    assert (rule, line, column) == (PASSED, 10, 23)
    several = "QUAL, FILTER, INFO (I0, I1, I2, I3, I4 and 2 more), FORMAT and 2 samples"
    assert said == f"columns {several} ignored: the model has no place for them"
    [(_, _, column, said)] = problems(vcf("1 5 . A T . PASS"))
    assert (column, said) == (28, "column FILTER ignored: the model has no place for it")


def test_identifiers_other_than_numbers_of_dbsnp_are_counted() -> None:
    text = vcf("1 5 rs1;COSV7;rs2;rs1 A T", "1 6 12345 A T", "1 7 . A T", "1 8 rs0 A T")
    [(rule, line, _, said)] = problems(text)
    assert (rule, line) == (PASSED, 4)
    assert said == "column ID ignored in 3 records: not a dbSNP rs number"
    message = next(i for i in items(text) if isinstance(i, Message) and ":4:" in i.iri)
    identifiers = message.normal.tree["referenceCoordinate"]["identifier"]
    assert [i["value"] for i in identifiers] == ["1", "2"]


@pytest.mark.parametrize("position", [0, 248956423])
def test_telomeres_are_valid_and_hold_no_allele(position: int) -> None:
    text = vcf("1 4 . A T", f"1 {position} . N A", f"1 {position} . N T,<DEL>")
    assert ids(text) == ["NC_000001.11:3:A:T"]
    assert [(rule, line, said.split(":")[0]) for rule, line, _, said in problems(text)] == [
        (PASSED, 6, "symbolic allele <DEL> ignored"),
        (PASSED, 5, "allele at a telomere ignored in 2 records"),
    ]
    behind = vcf(f"1 {position + 248956424} . N A")
    assert [rule for rule, *_ in problems(behind)] == [BAD]


def test_alleles_that_say_nothing_new() -> None:
    text = vcf("1 5 . A a", "1 6 . AC AC,T,t,T", "1 7 . A C,T")
    unchanged = next(i for i in items(text) if isinstance(i, Message) and ":4:A:A" in i.iri)
    assert "alleleName" not in unchanged.normal.tree
    assert [(rule, line, column, said) for rule, line, column, said in problems(text)] == [
        (PASSED, 4, 9, "ALT A is REF: nothing changes"),
        (PASSED, 5, 10, "ALT AC is REF: nothing changes"),
        (PASSED, 5, 15, "ALT T stands twice in the record"),
        (PASSED, 5, 17, "ALT T stands twice in the record"),
    ]


def test_an_allele_that_stands_in_two_records() -> None:
    text = vcf("1 5 . A C", "1 5 . A T", "chr1 5 . a c", "1 5 . AC CC", "1 6 . A C", "2 6 . A C")
    assert problems(text) == [(PASSED, 6, 12, "ALT C stands in the record of line 4 already")]
    assert problems(vcf("1 5 . A <INS>", "1 5 . A <INS>"))[1][3].startswith("symbolic allele")


@pytest.mark.parametrize("name", ["CM000679.2", "NC_000017.11", "chr17", "17"])
def test_chromosomes_by_all_their_names(name: str) -> None:
    assert ids(vcf(f"{name} 43051098 . A C")) == ["NC_000017.11:43051097:A:C"]
    told = [f"##contig=<ID={name}>"]
    if "." in name:  # which is of one build, whether the header says so or not
        assert ids(vcf(f"{name} 43051098 . A C", header=told)) == ["NC_000017.11:43051097:A:C"]
        [(rule, _, _, said)] = problems(vcf(f"{name} 5 . A C", header=["##reference=hg19"]))
        assert rule == BAD
        assert "it is a sequence of GRCh38, not of GRCh37" in said


def test_other_contigs_are_named_as_what_they_are() -> None:
    text = vcf(
        "CM000679 5 . A C", "<ctg1> 5 . A C", "KI270706.1 5 . A C", "chrUn_KI270706v1 5 . A C"
    )
    assert [(rule, said.split(": ")[-1]) for rule, _, _, said in problems(text)] == [
        (BAD, "the accession has no version"),
        *[(PASSED, "it is not a chromosome of GRCh38")] * 3,
    ]


@pytest.mark.parametrize("start", ["", "##fileDate=2026\n##reference=GRCh38\n"])
def test_a_file_is_known_without_its_first_line(start: str) -> None:
    text = f"{start}{TITLES}\n1\t5\t.\tA\tT\t.\t.\t.\n"
    found = problems(text)
    assert found[0][:3] == (BAD, 1, 1)
    assert "##fileformat=VCFv4.3" in found[0][3]


def test_what_the_form_has_no_place_for_is_not_missed(tmp_path: Path) -> None:
    file = tmp_path / "many.vcf"
    file.write_text(vcf("1 5 rs1 A T", "1 6 . A T"))
    assert clingen_ld.validate(file).findings == ()
    made = tmp_path / "made.json"
    allele = {"type": "Allele", "location": {"type": "SequenceLocation", "sequenceReference": {
        "type": "SequenceReference", "refgetAccession": "SQ.F-LrLMe1SRpfUZHkQmvkVKFEGaoDeHul"},
        "start": 5, "end": 6, "sequence": "A"},
        "state": {"type": "LiteralSequenceExpression", "sequence": "T"}}  # fmt: skip
    made.write_text(json.dumps(allele))
    assert clingen_ld.validate(made).findings == ()


def test_a_file_without_records_says_so() -> None:
    assert problems(vcf()) == [(NOTHING, 3, 1, "a variant file without variants")]
    assert problems("##fileformat=VCFv4.2\n")[0][0] == NOTHING


# What is broken


@pytest.mark.parametrize(
    ("line", "column", "said"),
    [
        ("1\t5\t.\tA\tT", 10, "a record of 5 columns, where 8 are needed"),
        ("1 5 . A T . . .", 16, "with tabs between them"),
        ("\t5\t.\tA\tT\t.\t.\t.", 1, "CHROM is empty"),
        ("1\tx\t.\tA\tT\t.\t.\t.", 3, "POS is x"),
        ("1\t-5\t.\tA\tT\t.\t.\t.", 3, "POS is -5"),
        ("1\t\t.\tA\tT\t.\t.\t.", 3, "POS is empty"),
        ("1\t99999999999\t.\tA\tT\t.\t.\t.", 3, "POS is 99999999999"),
        ("chr 1\t5\t.\tA\tT\t.\t.\t.", 1, "CHROM is chr 1: it has a space"),
        ("1 \t5\t.\tA\tT\t.\t.\t.", 1, "CHROM is 1 : it has a space"),
        ("1\u00a0\t5\t.\tA\tT\t.\t.\t.", 1, "CHROM is 1\\u00a0: it has a space"),
        ("1\t5\t.\tA\tT\u200b\t.\t.\t.", 9, "ALT has T\\u200b: '\\u200b' is none of the bases"),
        ("<1\t5\t.\tA\tT\t.\t.\t.", 1, "CHROM is <1: only a name in angle brackets"),
        ("1>\t5\t.\tA\tT\t.\t.\t.", 1, "CHROM is 1>: only"),
        ("<>\t5\t.\tA\tT\t.\t.\t.", 1, "CHROM is <>: only"),
        ("1,2\t5\t.\tA\tT\t.\t.\t.", 1, "CHROM is 1,2: ',' has no place in a name"),
        ("1\t5\t.\tR\tT\t.\t.\t.", 7, "REF is R: 'R' is none of the bases"),
        ("1\t5\t.\t\tT\t.\t.\t.", 7, "REF is empty"),
        ("1\t5\t.\t.\tT\t.\t.\t.", 7, "REF is .:"),
        ("1\t5\t.\tA\t\t.\t.\t.", 9, "an entry of ALT is empty"),
        ("1\t5\trsé\tA\tAC-\t.\t.\t.", 11, "'-' is none of the bases"),
        ("1\t5\t.\tA\t<DEL\t.\t.\t.", 9, "'<' is none of the bases"),
        ("#1\t5\t.\tA\tT\t.\t.\t.", 1, "a line of a header among the records"),
    ],
)
def test_a_broken_record_is_told_and_reading_goes_on(line: str, column: int, said: str) -> None:
    text = vcf("1 4 . A T") + f"{line}\n" + "1\t6\t.\tA\tT\t.\t.\t.\n"
    assert ids(text) == ["NC_000001.11:3:A:T", "NC_000001.11:5:A:T"]
    [(rule, at, found_column, message)] = [p for p in problems(text) if "column ID" not in p[3]]
    assert (rule, at, found_column) == (BAD, 5, column)
    assert said in message


def test_the_other_alleles_of_a_broken_one_are_read() -> None:
    text = vcf("1 5 . A T,Q,C,,G,.")
    assert ids(text) == [f"NC_000001.11:4:A:{base}" for base in "TCG"]
    assert [(rule, line, column) for rule, line, column, _ in problems(text)] == [
        (BAD, 4, 11), (BAD, 4, 15), (BAD, 4, 18),
    ]  # fmt: skip


def test_binary_data_is_told() -> None:
    data = (
        vcf("1 4 . A T").encode()
        + b"1\t5\t.\tA\xff\tT\t.\t.\t.\n\0\1\2\n\x1b[31m\tx\t.\tA\tT\t.\t.\t.\n"
    )
    found = problems(data, form="vcf")
    assert [(rule, line, column) for rule, line, column, _ in found] == [
        (BAD, 5, 8), (BAD, 6, 1), (BAD, 7, 7),
    ]  # fmt: skip
    assert "byte 0xff is not UTF-8" in found[0][3]


def test_bytes_behind_the_alleles_need_not_be_utf_8() -> None:
    data = vcf("1 4 . A T . . X").encode().replace(b"X", b"N=\xe9")
    assert ids(data) == ["NC_000001.11:3:A:T"]


def test_a_faulty_header_is_told() -> None:
    text = "##fileformat=VCFv4.2\n##reference=hg38\n1\t5\t.\tA\tT\t.\t.\t.\n"
    [(rule, line, _, said)] = problems(text)
    assert (rule, line) == (BAD, 3)
    assert "#CHROM and so on, is missing" in said
    assert ids(text) == ["NC_000001.11:4:A:T"]
    [(_, line, column, said)] = problems(vcf("1 5 . A T").replace("\tREF", " REF"))
    assert (line, column) == (3, 11)
    assert "with tabs between them" in said
    [(_, line, _, said)] = problems(vcf("1 5 . A T").partition("\n")[2], form="vcf")
    assert (line, "##fileformat" in said) == (1, True)


def test_a_second_file_behind_the_first_is_not_read() -> None:
    text = vcf("1 5 . A T") + vcf("1 5 . A T", header=["##reference=hg19"])
    [(rule, line, _, said)] = problems(text)
    assert (rule, line) == (BAD, 5)
    assert "a second file begins here" in said
    assert ids(text) == ["NC_000001.11:4:A:T"]


def test_line_ends_of_windows_blank_lines_and_a_mark_at_the_start() -> None:
    text = "\ufeff" + vcf("1 5 . A T", "1 6 . A T").replace("\n", "\r\n") + "\r\n\n"
    assert ids(text) == ["NC_000001.11:4:A:T", "NC_000001.11:5:A:T"]
    assert problems(text) == []


# Places


def test_places_are_those_of_the_fields() -> None:
    text = vcf("17 43051098 rs1 AT A,ATT,GT")
    message = items(text)[-1]
    assert isinstance(message, Message)
    columns = {
        "": 1, "/canonicalAllele": 1, "/allele": 26, "/referenceCoordinate/refAllele": 17,
        "/referenceCoordinate/start/index": 4, "/referenceCoordinate/identifier/0/value": 13,
        "/referenceCoordinate/referenceSequence/reference": 1, "/alleleName/0/name": 4,
    }  # fmt: skip
    for pointer, column in columns.items():
        place = message.place(pointer)
        assert (place.pointer, place.line, place.column) == (pointer, 4, column)
    shown = message.locator.excerpt(message.place("/allele"))
    assert shown is not None
    assert shown.text[shown.column - 1 :].startswith("GT")


# Streams


class _Endless(RawIOBase):
    """A stream of as many bytes of a pattern as are wanted, which it makes as it goes."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._rest = b""

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        while len(self._rest) < size:
            piece = next(self._pieces, b"")
            if not piece:
                break
            self._rest += piece
        made, self._rest = self._rest[:size], self._rest[size:]
        return made


def read(pieces: Iterator[bytes], **options: Any) -> Iterator[Any]:
    stream = cast(BinaryIO, _Endless(pieces))
    start = next(pieces)
    from clingen_ld.messages.vcf.reading import read_stream

    return read_stream(start, stream, "f", "vcf", ReadOptions(**options), load_model())


@pytest.mark.slow
def test_memory_does_not_grow_with_the_number_of_records() -> None:
    def pieces() -> Iterator[bytes]:
        yield of_samples(" FORMAT s1").encode()
        for n in range(100_000):
            yield b"1\t%d\trs%d\tA\tT,AC,*\t50\tPASS\tAC=1\tGT\t0/1\n" % (n + 1, n + 1)

    found = enumerate(read(pieces()))
    before = after = count = 0
    try:
        for count, _ in found:
            if count == 100_000:  # what is kept of each record would be seen in any of them
                tracemalloc.start()
            elif count == 101_000:
                before = tracemalloc.get_traced_memory()[0]
            elif count == 110_000:
                after = tracemalloc.get_traced_memory()[0]
                tracemalloc.stop()
    finally:
        tracemalloc.stop()
    assert count > 200_000
    assert after < before + 20_000


def test_records_are_given_as_they_come() -> None:
    def pieces() -> Iterator[bytes]:
        yield vcf("1 5 . A T").encode()
        yield b"".join(b"1\t%d\t.\tA\tT\t.\t.\t.\n" % n for n in range(6, 20_006))
        raise AssertionError("nothing more was asked for")

    found = read(pieces())
    assert [next(found).type for _ in range(100)].count("ContextualAllele") == 99


def test_a_line_may_be_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vcf_lines, "LONGEST_HEAD", 1000)

    def pieces() -> Iterator[bytes]:
        yield vcf().encode()
        yield b"1\t5\t.\tA\tT\t.\t.\t."
        yield from (b"\t0/1" * 1000 for _ in range(3000))
        yield b"\n1\t6\t.\tA\t"
        yield from (b"T" * 1000 for _ in range(3000))
        yield b"\t.\t.\t.\n1\t7\t.\tA\tT\t.\t.\t.\n"
        yield from (b"x" * 1000 for _ in range(3000))

    tracemalloc.start()
    try:
        found = list(read(pieces()))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert [i.iri.rpartition("/")[2] for i in found if isinstance(i, Message)][1:] == [
        "NC_000001.11:4:A:T", "NC_000001.11:6:A:T",
    ]  # fmt: skip
    bad = [i for i in found if not isinstance(i, Message) and i.rule == BAD]
    assert [i.line for i in bad] == [5, 7]
    assert peak < 10_000_000


@given(st.integers(0, 400), st.booleans())
def test_where_the_stream_is_cut_does_not_matter(cut: int, ends: bool) -> None:
    text = vcf("1 5 . A T", "1 x . A T", "2 7 rs5 AT A,ATT").encode()
    text = text if ends else text.rstrip()
    whole = [getattr(i, "iri", None) or i.values for i in read(iter([text]))]
    pieces = [text[: cut % len(text)], text[cut % len(text) :]]
    if pieces[0]:
        assert [getattr(i, "iri", None) or i.values for i in read(iter(pieces))] == whole


# Any bytes

PIECES = (
    b"1", b"chr17", b"MT", b"NC_000001.11", b"\t", b"\t", b"\t", b"\t5\t.\tA\tT\t.\t.\t.\n",
    b"\n", b"\r\n", b"\0", b"\xff", b".", b"*", b"<DEL>", b"<", b">", b"[", b"]", b",", b";",
    b"rs5", b"ACGT", b"acgtn", b"R", b"0", b"5", b"9" * 30, b"-1", b"##contig=<ID=1,length=5>\n",
    b"##reference=GRCh38\n", b"##fileformat=VCFv4.2\n", b"#CHROM", TITLES.encode(), b"##", b"#",
    b"##contig=<", b"##INFO=<ID=\"\\", b"length=", "é".encode(), b"\x1b[0m", b"PASS", b"GT\t0/1",
)  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=40), st.sampled_from([None, "GRCh38", "hg19"]))
def test_any_pieces_make_findings_and_no_crash(pieces: list[bytes], build: str | None) -> None:
    data = b"".join(pieces)
    for text in (data, vcf("1 5 . A T").encode() + data, b"##fileformat=VCFv4.3\n" + data):
        options = ReadOptions(form="vcf", assembly=build)
        found = list(read_text(text, options, load_model(), "f"))
        assert found
        for item in found:
            if isinstance(item, Message):
                place = item.place("/allele")
                assert item.locator.excerpt(place) is not None
            else:
                assert item.line is not None
                assert item.column is not None
                assert min(item.line, item.column) >= 1
                assert all(value.isprintable() for value in item.values.values())


@given(st.binary(max_size=300))
def test_any_bytes_make_findings_and_no_crash(data: bytes) -> None:
    text = vcf("1 5 . A T").encode() + data
    found = list(read_stream(BytesIO(text), "f", ReadOptions(form="vcf"), load_model()))
    assert isinstance(found[0], Message)


def of_samples(titles: str, *records: str) -> str:
    """A variant file with more titles of columns behind INFO."""
    return vcf(*records).replace(TITLES, TITLES + titles.replace(" ", "\t"))


@pytest.mark.parametrize(
    ("record", "rule", "column", "said"),
    [
        ("GT 0/1", BAD, 24, "a record of 10 columns, but the header has 11"),
        ("GT", BAD, 20, "a record of 9 columns, but the header has 11"),
        ("", LEFT, 17, "a record of 8 columns, but the header has 11"),
        (
            "GT 0/1 0/0 0/0",
            LEFT,
            29,
            "12 columns, but the header has 11: the rest",
        ),
        ("GT 0/1 0/0 ", LEFT, 29, "12 columns, but the header has 11: the rest"),
    ],
)
@pytest.mark.parametrize("engine", ["direct", "standard"])
def test_records_of_more_or_fewer_columns_than_the_header(
    record: str, rule: str, column: int, said: str, engine: str
) -> None:
    plain = "1 {} . A T . . . GT 0/1 0/0"
    fault = "1 30 . A T . . ." + (f" {record}" if record else "")
    records = [*(plain.format(n) for n in range(5, 25)), fault, plain.format(31)]
    text = of_samples(" FORMAT s1 s2", *records)
    found = problems(text, engine=engine)
    assert [each[:3] for each in found if "but the header has" in each[3]] == [(rule, 24, column)]
    assert any(said in each[3] for each in found)
    assert len(ids(text, engine=engine)) == len(records)


@pytest.mark.parametrize(
    ("titles", "column", "said"),
    [
        (" s1", 40, "INFO must be followed by FORMAT and then the samples"),
        (" ", 40, "INFO must be followed by FORMAT and then the samples"),
        (" FORMAT", 40, "FORMAT has no samples"),
        (" FORMAT s1 s2 s1", 53, "the sample s1 is in column 10 already"),
        (" FORMAT s1 ", 50, "the name of the sample in column 11 is empty"),
    ],
)
def test_titles_of_samples_that_htslib_refuses(titles: str, column: int, said: str) -> None:
    text = of_samples(titles, "1 5 . A T")
    [(rule, line, at, words)] = problems(text)
    assert (rule, line, at) == (BAD, 3, column)
    assert said in words
    assert ids(text) == ["NC_000001.11:4:A:T"]


@pytest.mark.parametrize("alt", ["T", "<DEL>", "<NON_REF>", "A,T"])
@pytest.mark.parametrize("engine", ["direct", "standard"])
def test_an_end_before_the_position(alt: str, engine: str) -> None:
    before = [f"1 {n} . A T . . ." for n in range(2, 40)]
    end, right = f"1 50 . A {alt} . . X=1;END=49", f"1 51 . A {alt} . . CIEND=1;END=51"
    found = problems(vcf(*before, end, right), engine=engine)
    assert [each[:3] for each in found if "END" in each[3]] == [(LEFT, 42, 19 + len(alt))]
    assert any("END=49 is before POS, 50" in each[3] for each in found)


@pytest.mark.parametrize("version", ["VCFv9.9", "VCFv4", "VCFv", "VCFv4.2x"])
def test_a_version_that_is_none_is_named(version: str) -> None:
    text = vcf("1 5 . A T").replace("VCFv4.3", version)
    assert [found[:3] for found in problems(text)] == [("ST-0", 1, 14)]
    assert ids(text) == ["NC_000001.11:4:A:T"]


@pytest.mark.parametrize("version", ["VCFv3.3", "VCFv4.0", "VCFv4.2", "VCFv4.5"])
def test_versions_that_are_known(version: str) -> None:
    assert problems(vcf("1 5 . A T").replace("VCFv4.3", version)) == []


def test_a_second_line_of_titles_is_named() -> None:
    text = vcf("1 5 . A T").replace(TITLES, f"{TITLES}\n{TITLES}")
    assert [found[:3] for found in problems(text)] == [("ST-0", 4, 1)]
