"""What is passed over in a variant file is counted, and said once."""

from __future__ import annotations

from clingen_ld.messages.vcf.header import Header
from clingen_ld.messages.vcf.lines import Line
from clingen_ld.messages.vcf.records import RecordKind, parse_record
from clingen_ld.messages.vcf.skipped_records import SkippedRecords


def at(number: int, text: str = "17\t5\t.\tA\tC\t.\t.\t.") -> Line:
    return Line(number, text.encode(), True, text.count("\t"))


def said(left: SkippedRecords) -> list[tuple[str, str, int | None]]:
    problems = left.problems(Header())
    return [(p.rule, str(next(iter(p.values.values()))), p.line) for p in problems]


def test_one_record_is_counted_once_for_its_several_alleles() -> None:
    left = SkippedRecords("x.vcf")
    for number in (3, 3, 4):
        assert left.kind(RecordKind.OVERLAPPING, at(number))
    assert not left.kind(RecordKind.SYMBOLIC, at(5))
    why = "it stands for the deletion of another record"
    assert said(left) == [("ST-12", f"allele * ignored in 2 records: {why}", 3)]


def test_a_contig_that_should_be_a_sequence_is_an_error() -> None:
    left = SkippedRecords("x.vcf")
    left.contig("chrUn", "it is not a chromosome", False, at(3))
    left.contig("NC_000017", "the accession has no version", True, at(4))
    left.contig("chrUn", "it is not a chromosome", False, at(5))
    assert [(rule, line) for rule, _, line in said(left)] == [("ST-12", 3), ("ST-0", 4)]
    assert said(left)[0][1].startswith("2 records of contig chrUn ignored")


def test_columns_that_say_something_are_named_together() -> None:
    left, line = SkippedRecords("x.vcf"), at(3, "17\t5\t.\tA\tC\t30\tPASS\t.")
    assert not left.tells(line, len("17\t5\t.\tA\tC\t"))
    left.columns(parse_record(line), line)
    assert left.tells(line, len("17\t5\t.\tA\tC\t"))
    listed = "columns QUAL and FILTER ignored: the model has no place for them"
    assert said(left) == [("ST-12", listed, 3)]


def test_a_value_kept_as_it_stands_is_counted_apart() -> None:
    left = SkippedRecords("x.vcf")
    left.info("AF", "it is no number", at(3))
    left.as_it_stands("AF", "it is no number", at(4))
    assert [text.partition(": ")[0] for _, text, _ in said(left)] == [
        "value of INFO AF ignored in 1 record",
        "value of INFO AF kept as it stands in 1 record",
    ]
