"""Entries of ALT that an earlier one has said."""

from __future__ import annotations

from clingen_ld.messages.vcf.lines import Line
from clingen_ld.messages.vcf.records import Record
from clingen_ld.messages.vcf.same_place import SamePlace, in_vain


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
