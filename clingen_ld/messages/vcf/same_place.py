"""Entries of ALT that say nothing new: of one record, or of several at one place."""

from __future__ import annotations

from dataclasses import dataclass, field

from clingen_ld.messages.vcf.lines import Line
from clingen_ld.messages.vcf.records import Record, shown


@dataclass(slots=True)
class SamePlace:
    """The alleles of the records at one place, with the lines of those; records are in order."""

    place: tuple[str, int] = ("", -1)
    alleles: dict[tuple[str, str], int] = field(default_factory=dict)

    def said(self, accession: str, record: Record, number: int, line: Line) -> str | None:
        """Add an entry of ALT; returns the earlier record that has it, if any."""
        if self.place != (accession, record.position):
            self.place = accession, record.position
            self.alleles.clear()
        alternate = record.alternates[number].upper()
        first = self.alleles.setdefault((record.reference, alternate), line.number)
        if first == line.number:
            return None
        return f"ALT {shown(alternate)} stands in the record of line {first} already"


def in_vain(record: Record, number: int, before: set[str]) -> str | None:
    """The problem of a redundant entry of ALT with bases; None if it is new.

    It is added to `before`, the earlier ones.
    """
    alternate = record.alternates[number].upper()
    if alternate == record.reference:
        return f"ALT {shown(alternate)} is REF: nothing changes"
    if alternate in before:
        return f"ALT {shown(alternate)} stands twice in the record"
    before.add(alternate)
    return None
