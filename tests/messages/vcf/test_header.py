"""Lines of the headers of variant files: what is wrong with them, and what is not."""

from __future__ import annotations

import pytest

from tests.messages.vcf.making import ids, problems, vcf

REFUSED, PASSED = "ST-0", "ST-12"
DUE = "key=value is due here; text with commas or quotation marks must be quoted"
INSIDE = ', or > is due behind the closing quotation mark; inside of a value it is written \\"'
FIRST = '##INFO=<ID=DP,Number=1,Type=Integer,Description="Depth">'


def found(*header: str) -> list[tuple[str, int | None, int | None, str]]:
    """The problems of a file with some lines in its header, whose record is read."""
    text = vcf("1 5 . A T", header=["##reference=GRCh38", *header])
    assert ids(text) == ["NC_000001.11:4:A:T"]
    return problems(text)


@pytest.mark.parametrize(
    ("line", "at", "said"),
    [
        ('##INFO=<Number=1,Type=Float,Description="d">', "<", "##INFO: ID is missing"),
        ('##INFO=<ID=,Number=1,Type=Float,Description="d">', "<", "##INFO: ID is missing"),
        ('##INFO=<ID=X,Description="d">', "<", "##INFO X: Number and Type are missing"),
        ("##FORMAT=<ID=X,Number=1,Type=Float>", "<", "##FORMAT X: Description is missing"),
        ("##FILTER=<ID=q10>", "<", "##FILTER q10: Description is missing"),
        ('##ALT=<Description="d">', "<", "##ALT: ID is missing"),
        ("##contig=<length=5>", "<", "##contig: ID is missing"),
        ('##INFO=<ID=X,Number=1,Type=Int,Description="d">', "Int,",
         "##INFO X: Type must be Integer, Float, Character, String or Flag"),
        ('##FORMAT=<ID=X,Number=1,Type=Flag,Description="d">', "Flag",
         "##FORMAT X: Type must be Integer, Float, Character or String"),
        ('##INFO=<ID=X,Number=-1,Type=Float,Description="d">', "-1",
         "##INFO X: Number must be a number, A, R, G or ."),
        ('##INFO=<ID=X,Number=1,Type=Flag,Description="d">', "1,T",
         "##INFO X: Number is 0 for Type Flag, and for no other"),
        ('##INFO=<ID=X,Number=0,Type=String,Description="d">', "0,T",
         "##INFO X: Number is 0 for Type Flag, and for no other"),
        ('##INFO=<ID="X",Number=1,Type=Float,Description="d">', '"X',
         "##INFO X: ID stands without quotation marks"),
        ('##INFO=<ID=X Y,Number=1,Type=Float,Description="d">', "X Y",
         "##INFO X Y: an ID has no space in it"),
        ("##INFO=<ID=X,Number=1,Type=Float,Description=d>", "d>",
         "##INFO X: Description must stand in quotation marks"),
        ('##INFO=<ID=X,Number=1,Type=Float,Description="d>', '"d',
         "##INFO X: the quotation mark is not closed"),
        ('##INFO=<ID=X,Number=1,Type=Float,Description="d"', None,
         "##INFO X: > is missing at the end"),
        ("##contig=<ID=", None, "##contig: > is missing"),
        ("##contig=<ID=2", None, "##contig 2: > is missing at the end"),
        ('##FILTER=<ID=q,Description="d"> more', " more", "##FILTER q: text behind the closing >"),
        ("##contig=2", "2", "##contig: what it declares must stand between < and >"),
        ("##contig=<ID=2,ID=3>", "ID=3", "##contig 2: ID stands twice"),
        ("##contig=<ID=2,length=1e6>", "1e6", "##contig 2: length must be a number of bases"),
        ("## INFO=<ID=X>", "## ", "## INFO: the key is written ##INFO"),
        ("##Contig=<ID=X>", "##C", "##Contig: the key is written ##contig"),
        ("##fileformat=VCFv4.2", "##f",
         "##fileformat stands twice: a file has one, in its first line"),
    ],
)  # fmt: skip
def test_a_broken_line_is_a_warning_at_its_place(line: str, at: str | None, said: str) -> None:
    column = (len(line) if at is None else line.index(at)) + 1
    assert found(line) == [(PASSED, 3, column, said)]


@pytest.mark.parametrize(
    ("line", "at", "said"),
    [
        ("##INFO=<ID=X,Number=1,Type=Float,Description=a, b>", " b>", f"##INFO X: {DUE}"),
        ("##INFO=<ID=X,Number=1,Type=Float,Description='a, b'>", " b'>", f"##INFO X: {DUE}"),
        ('##INFO=<ID=X,,Number=1,Type=Float,Description="d">', ",Num", f"##INFO X: {DUE}"),
        ('##INFO=<ID=X,Number=1,Type=Float,Description="d",>', ">", f"##INFO X: {DUE}"),
        ("##INFO=<>", ">", f"##INFO: {DUE}"),
        ('##INFO=<ID=X,Number=1,Type=Float,Description="a "b" c">', 'b" c', f"##INFO X: {INSIDE}"),
        ('##FILTER=<ID=é,Description=""d"">', 'd""', f"##FILTER é: {INSIDE}"),
        ("##source", "##", "a line of a header is ##key=value"),
        ("##=x", "##", "a line of a header is ##key=value"),
        ("##", "##", "a line of a header is ##key=value"),
    ],
)
def test_a_line_that_htslib_refuses_is_an_error(line: str, at: str, said: str) -> None:
    assert found(line) == [(REFUSED, 3, line.index(at) + 1, said)]


@pytest.mark.parametrize(
    ("first", "second", "told"),
    [
        (FIRST, FIRST, ""),
        (FIRST, FIRST.replace("Integer", "Float"), ", with Type=Integer"),
        ("##contig=<ID=2,length=5>", "##contig=<ID=2,length=6>", ", with length=5"),
        ("##contig=<ID=2>", "##contig=<ID=2,length=6>", ""),
        ('##FILTER=<ID=q,Description="a">', '##FILTER=<ID=q,Description="b">', ""),
    ],
)
def test_an_id_stands_once(first: str, second: str, told: str) -> None:
    rows = [row for row in problems(vcf(header=[first, second])) if row[0] != "ST-11"]
    assert [row[:2] for row in rows] == [(PASSED, 3)]
    assert rows[0][2] == second.index("ID=") + 4
    assert rows[0][3].endswith(f": it stands in line 2 already{told}")


def test_one_id_may_stand_under_several_keys() -> None:
    assert found(FIRST, FIRST.replace("INFO", "FORMAT"), '##FILTER=<ID=DP,Description="d">') == []


def test_a_later_version_is_read_as_the_latest() -> None:
    text = vcf("1 5 . A T").replace("VCFv4.3", "VCFv4.9")
    said = "a version later than VCFv4.5, as which it is read"
    assert problems(text) == [(PASSED, 1, 14, said)]


def test_lines_that_are_too_long_are_not_judged() -> None:
    assert found('##INFO=<ID=CSQ,Number=.,Type=String,Description="' + "x" * 20_000 + '">') == []


@pytest.mark.parametrize("version", ["4.0", "4.1", "4.2", "4.3", "4.4", "4.5"])
@pytest.mark.parametrize("header", [
    # bcftools
    ['##FILTER=<ID=PASS,Description="All filters passed">', "##bcftoolsVersion=1.20+htslib-1.20",
     "##bcftoolsCommand=mpileup -Ou -f <ref.fa> a.bam", "##reference=file:///data/hg38.fa",
     "##contig=<ID=chr1,length=248956422>", '##ALT=<ID=*,Description="Others">',
     '##INFO=<ID=VDB,Number=1,Type=Float,Description="Bias (bigger, better)",Version="3">',
     '##INFO=<ID=INDEL,Number=0,Type=Flag,Description="An INDEL.">',
     "##bcftools_viewCommand=view -i 'INFO/DP>10 && \"x\"'; Date=Mon Jan  1 00:00:00 2024"],
    # GATK
    ['##ALT=<ID=NON_REF,Description="Any other allele">', '##FILTER=<ID=LowQual,Description="">',
     '##FILTER=<ID=VQSR99.90to100.00+,Description="Tranche: -39991.678 <= x < -2.3">',
     '##FORMAT=<ID=PL,Number=G,Type=Integer,Description="Likelihoods, scaled">',
     '##GATKCommandLine=<ID=X,CommandLine="X --a b",Version="4.1",Date="May 1, 2024">',
     "##GVCFBlock0-1=minGQ=0(inclusive),maxGQ=1(exclusive)",
     "##contig=<ID=HLA-A*01:01:01:01,length=3503,assembly=38>", "##source=HaplotypeCaller"],
    # dbSNP, ClinVar, gnomAD, VEP, SnpEff, freebayes
    ["##fileDate=2024-01-01", "##source=dbSNP", "##dbSNP_BUILD_ID=156", "##phasing=partial",
     '##INFO=<ID=RS,Number=1,Type=Integer,Description="dbSNP ID (i.e. rs number)">',
     '##INFO=<ID=CLNVI,Number=.,Type=String,Description="the variant\'s sources; a=b, c">',
     "##contig=<ID=chr2,length=242193529,assembly=gnomAD_GRCh38>", "##hailVersion=0.2.122",
     '##VEP="v110" time="2024-01-01 00:00:00" cache="/c" db="x" assembly="GRCh38.p14"',
     '##INFO=<ID=CSQ,Number=.,Type=String,Description="By VEP. Format: Allele|Consequence">',
     '##SnpEffCmd="SnpEff  GRCh38.99 a.vcf "', "##commandline=\"freebayes -f r.fa a.bam\"",
     '##INFO=<ID=ANN,Number=.,Type=String,Description="Annotations: \'Allele | Effect\' ">',
     '##INFO=<ID=technology.ILLUMINA,Number=A,Type=Float,Description="Fraction">',
     '##INFO=<ID=GERP++_RS,Number=.,Type=String,Description="GERP++_RS">'],
    # what else the specification shows
    ["##META=<ID=Assay,Type=String,Number=.,Values=[WholeGenome, Exome]>",
     '##SAMPLE=<ID=Blood,Genomes=Germline,Mixture=1.,Description="Patient">',
     "##PEDIGREE=<Name_0=G0-ID,Name_1=G1-ID>", "##pedigreeDB=<url>", "##assembly=ftp://a/b.fa",
     '##contig=<ID=2,length=242193529,assembly=B38,md5=f126cd,species="Homo sapiens",URL=a?b=c>',
     "##ALT=<ID=DEL:ME:ALU,Description=Deletion of ALU>", "##FORMAT=<ID=LPL,Number=LG,"
     'Type=Integer,Description="d">', '##INFO=<ID=Q,Number=2, Type=Float, Description="\\"q\\"">'],
])  # fmt: skip
def test_headers_of_daily_use_are_right(version: str, header: list[str]) -> None:
    text = vcf("1 5 . A T", header=["##reference=GRCh38", *header])
    assert problems(text.replace("VCFv4.3", f"VCFv{version}")) == []


def test_lines_of_version_3_are_others() -> None:
    text = vcf("1 5 . A T", header=["##reference=GRCh38", '##INFO=AC,1,Integer,"Allele count"'])
    assert problems(text.replace("VCFv4.3", "VCFv3.3")) == []
