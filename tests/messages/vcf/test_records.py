"""The first fields of a record, and what is wrong with a broken one."""

from __future__ import annotations

import pytest

from clingen_ld.messages.vcf.lines import Line
from clingen_ld.messages.vcf.records import (
    BrokenRecordError,
    Record,
    RecordKind,
    SamePlace,
    fault_of,
    in_vain,
    kind_of,
    parse_record,
    shown,
)

RIGHT = "17\t5\trs1;x\tacg\tT,<DEL>\t.\tPASS\tAC=1"


def line(text: str) -> Line:
    data = text.encode("utf-8", "surrogateescape")
    return Line(3, data, True, data.count(b"\t"))


def test_the_fields_of_a_record() -> None:
    found = parse_record(line(f"{RIGHT}\tGT\t0/1"))
    assert found[:5] == ("17", 5, "rs1;x", "ACG", ["T", "<DEL>"])
    assert found.rest == [b".", b"PASS", b"AC=1", b"GT", b"0/1"]


@pytest.mark.parametrize(
    ("text", "said", "offset"),
    [
        (RIGHT.replace("17", ""), "CHROM is empty", 0),
        (RIGHT.replace("17", "1 7"), "it has a space", 0),
        (RIGHT.replace("17", "<17"), "only a name in angle brackets", 0),
        (RIGHT.replace("17", '"17"'), "has no place in a name", 0),
        (RIGHT.replace("\t5\t", "\t-5\t"), "not a number from 0", 3),
        (RIGHT.replace("\t5\t", "\t12345678901\t"), "which is too large", 3),
        (RIGHT.replace("acg", "a-g"), "none of the bases", 11),
        (RIGHT.replace("acg", ""), "bases are missing", 11),
        (RIGHT.replace("rs1", "\udcff"), "is not UTF-8", 5),
        ("17\t5\t.\tA\tC", "a record of 5 columns, where 8 are needed", 10),
        ("17 5 . A C", "a record of 1 column, where 8 are needed, with tabs between them", 10),
        ("17\t5\0", "binary data", 4),
    ],
)
def test_what_is_wrong_is_said_with_its_byte(text: str, said: str, offset: int) -> None:
    with pytest.raises(BrokenRecordError, match=said) as error:
        parse_record(line(text))
    assert error.value.offset == offset


@pytest.mark.parametrize(
    ("alternate", "kind"),
    [
        ("acgtn", RecordKind.BASES), (".", RecordKind.MISSING), ("*", RecordKind.OVERLAPPING),
        ("<NON_REF>", RecordKind.UNSPECIFIED), ("<DUP>", RecordKind.SYMBOLIC),
        ("]13:1]T", RecordKind.BREAKEND), ("T.", RecordKind.BREAKEND), ("<>", None), ("", None),
    ],
)  # fmt: skip
def test_the_kinds_of_entries(alternate: str, kind: RecordKind | None) -> None:
    assert kind_of(alternate) is kind


def test_values_are_shown_short_and_harmless() -> None:
    assert shown("") == "empty"
    assert shown("A" * 50) == f"{'A' * 40}..."
    assert "\x1b" not in fault_of("A\x1b[31m")


def record(position: int, *alternates: str) -> Record:
    return Record("17", position, ".", "A", list(alternates), "", [])


def at(number: int) -> Line:
    return Line(number, b"", True, 7)


def test_an_entry_of_an_earlier_record_at_the_place() -> None:
    here = SamePlace()
    assert here.said("NC_000017.11", record(5, "C"), 0, at(3)) is None
    assert here.said("NC_000017.11", record(5, "T"), 0, at(4)) is None
    found = here.said("NC_000017.11", record(5, "T", "c"), 1, at(5))
    assert found == "ALT C stands in the record of line 3 already"


def test_another_place_begins_anew() -> None:
    here = SamePlace()
    for accession, position in (("NC_000017.11", 5), ("NC_000017.11", 6), ("NC_000018.10", 6)):
        assert here.said(accession, record(position, "C"), 0, at(position)) is None


def test_entries_of_one_record() -> None:
    before: set[str] = set()
    found = [in_vain(record(5, "C", "a", "c"), n, before) for n in range(3)]
    assert found == [None, "ALT A is REF: nothing changes", "ALT C stands twice in the record"]
