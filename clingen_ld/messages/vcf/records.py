"""The records of a VCF file: the columns, where they are in the model, and the first five read.

Entries of ALT may say nothing new: of one record, or of several at one place.

The fields are split here and not by pysam: htslib stops at the first broken record, and does not
give its line and column.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Final, NamedTuple

from clingen_ld.display import abridged, count
from clingen_ld.messages.foreign.schema import MappingRow, ObjectSchema, mapping_rows, one
from clingen_ld.messages.vcf.lines import ALT, LONGEST_HEAD, POS, REF, Line

_ONCE: Final = "reported once for a file"
LEFT_OUT: Final = "ST-12"
"""The rule for content of a document that is left out."""

RECORD: Final = ObjectSchema("a record", (
    one("CHROM", path="referenceCoordinate.referenceSequence",
        note="the NC_ accession of the build"),
    one("POS", path="referenceCoordinate.start.index",
        note="from 1-based to interbase, trimmed"),
    one("ID", path="referenceCoordinate.identifier",
        note="rs numbers; others are counted as left out"),
    one("REF", path="referenceCoordinate.refAllele",
        note="without what it has in common with ALT"),
    one("ALT", path="allele", note="one ContextualAllele for each"),
    *(one(key, model="nothing", note=_ONCE) for key in ("QUAL", "FILTER")),
    one("INFO", model="nothing", note=f"{_ONCE}; kept as annotations where --info asks for it"),
), "ContextualAllele")  # fmt: skip

COLUMNS: Final = tuple(field.key for field in RECORD.fields)
"""The columns that every record has."""

MAPPING: Final = (
    *mapping_rows((("record", RECORD),)),
    MappingRow("record: POS + length of REF", "referenceCoordinate.end.index", "trimmed"),
    MappingRow("record: ALT *, <*>, <NON_REF>, .", "no allele", "counted"),
    MappingRow("record: symbolic ALT, breakends", "no allele", "reported in their places"),
    MappingRow("record: FORMAT, samples", "nothing", _ONCE),
)
"""Every column, and what it becomes."""


_BASES: Final = re.compile(r"[ACGTNacgtn]+")
_CHROMOSOME: Final = re.compile(r"[^\s<>]+|<[^\s<>]+>")
"""A chromosome; in angle brackets, a contig of an assembly file."""
_UNNAMED: Final = re.compile(r"[^0-9A-Za-z!#$%&*+./:;=?@^_|~<>-]")
"""What no name of a contig has (VCF 4.3, 1.4.7)."""
_POSITION: Final = re.compile(r"[0-9]{1,10}")
_SYMBOLIC: Final = re.compile(r"<[^<>\s]+>")
_BREAKEND: Final = re.compile(
    r"[ACGTNacgtn.]+(?:\[[^\[\]]+\[|\][^\[\]]+\])"  # joined after the bases
    r"|(?:\[[^\[\]]+\[|\][^\[\]]+\])[ACGTNacgtn.]+"  # joined before them
    r"|\.[ACGTNacgtn]+|[ACGTNacgtn]+\."  # joined to nobody knows what
)
_UNSPECIFIED: Final = ("<*>", "<NON_REF>", "<X>")
_SHOWN: Final = 40  # characters of a value that a text shows


class RecordKind(Enum):
    """What an entry of ALT says."""

    BASES = auto()
    SYMBOLIC = auto()
    BREAKEND = auto()
    OVERLAPPING = auto()
    """`*`: the bases are deleted by another record."""
    UNSPECIFIED = auto()
    """`<*>` or `<NON_REF>`: any other allele there may be."""
    MISSING = auto()
    """`.`: no other allele was seen."""


class Record(NamedTuple):
    """The fields of a record that the model has a place for; `position` is POS, 1-based."""

    chromosome: str
    position: int
    identifiers: str
    reference: str
    alternates: list[str]
    head: str
    """The text of the fields, with what comes after them as far as an excerpt shows it."""
    rest: list[bytes]
    """QUAL, FILTER, INFO, FORMAT, and the beginning of what comes after them."""


class BrokenRecordError(Exception):
    """A record that cannot be read; `offset` is the byte of the line where, 0-based."""

    def __init__(self, message: str, offset: int) -> None:
        super().__init__(message)
        self.message = message
        self.offset = offset


_AFTER: Final = 100  # bytes after ALT that an excerpt may show


def parse_record(line: Line) -> Record:
    """The fields of a line. Raises `BrokenRecordError` for the first that is wrong."""
    parts = line.data.split(b"\t", 9)
    is_cut = not line.whole and len(parts) <= ALT + 1
    if is_cut or line.tabs < len(COLUMNS) - 1:
        raise _too_few(line)
    size = sum(map(len, parts[: ALT + 1])) + ALT
    try:
        fields = line.data[:size].decode().split("\t")
    except UnicodeDecodeError as error:
        byte = line.data[error.start]
        raise BrokenRecordError(f"byte 0x{byte:02x} is not UTF-8", error.start) from error
    chromosome, position, identifiers, reference, alternates = fields
    if not chromosome:
        raise BrokenRecordError("CHROM is empty", 0)
    if not _CHROMOSOME.fullmatch(chromosome):
        raise BrokenRecordError(_wrong_chromosome(chromosome), 0)
    if not _POSITION.fullmatch(position):
        why = "too large" if position.isdecimal() else "not a number from 0"
        raise _wrong(parts, POS, f"POS is {shown(position)}, which is {why}")
    if not _BASES.fullmatch(reference):
        raise _wrong(parts, REF, f"REF is {shown(reference)}: {_no_bases(reference)}")
    if (strange := _UNNAMED.search(chromosome)) is not None:
        message = f"CHROM is {shown(chromosome)}: '{shown(strange[0])}' has no place in a name"
        raise BrokenRecordError(message, 0)
    head = line.data[: size + _AFTER].decode("utf-8", "replace")
    return Record(
        chromosome,
        int(position),
        identifiers,
        reference.upper(),
        alternates.split(","),
        head,
        parts[ALT + 1 :],
    )


class RecordFault(NamedTuple):
    """What is wrong with a record that is read all the same, and at which byte (0-based).

    It is `grave` where htslib refuses the record.
    """

    said: str
    offset: int
    grave: bool = False


_END: Final = re.compile(rb"(?<=[\t;])END=([0-9]{1,10})(?=[;\t]|\Z)")


def fault_of_columns(line: Line, width: int) -> RecordFault | None:
    """The fault of a record that has another number of columns than their titles, `width`."""
    columns = line.tabs + 1
    if columns == width:
        return None
    message = f"a record of {count(columns, 'column')}, but the header has {width}"
    if columns < width:
        # Without any of the samples, htslib takes it.
        return RecordFault(message, len(line.data), columns > len(COLUMNS))
    before = b"\t".join(line.data.split(b"\t", width)[:width])
    return RecordFault(f"{message}: the rest is ignored", min(len(before) + 1, len(line.data)))


def fault_of_end(record: Record, line: Line) -> RecordFault | None:
    """The fault of an END (of INFO) that is before POS."""
    found = _END.search(line.data)
    if found is None or int(found[1]) >= record.position:
        return None
    message = f"END={int(found[1])} is before POS, {record.position}: it is ignored"
    return RecordFault(message, found.start())


def kind_of(alternate: str) -> RecordKind | None:
    """What an entry of ALT says; None when it is not written as any.

    >>> kind_of("acg"), kind_of("<DUP:TANDEM>"), kind_of("G]17:198982]"), kind_of("A-")
    (<RecordKind.BASES: 1>, <RecordKind.SYMBOLIC: 2>, <RecordKind.BREAKEND: 3>, None)
    """
    if _BASES.fullmatch(alternate):
        return RecordKind.BASES
    if alternate == ".":
        return RecordKind.MISSING
    if alternate in ("*", "<*:DEL>"):
        return RecordKind.OVERLAPPING
    if alternate in _UNSPECIFIED:
        return RecordKind.UNSPECIFIED
    if _SYMBOLIC.fullmatch(alternate):
        return RecordKind.SYMBOLIC
    return RecordKind.BREAKEND if _BREAKEND.fullmatch(alternate) else None


def shown(value: str) -> str:
    """A value as a text shows it: not too long, with JSON's escapes for what does not show."""
    if not value:
        return "empty"
    text = abridged(value, _SHOWN)
    return "".join(c if c.isprintable() else json.dumps(c)[1:-1] for c in text)


def fault_of(alternate: str) -> str:
    """What is wrong with an entry of ALT that is of no kind."""
    if not alternate:
        return "an entry of ALT is empty"
    return f"ALT has {shown(alternate)}: {_no_bases(alternate)}"


def _wrong_chromosome(value: str) -> str:
    """What is wrong with a CHROM."""
    if re.search(r"\s", value):
        return f"CHROM is {shown(value)}: it has a space"
    return f"CHROM is {shown(value)}: only a name in angle brackets, as <ctg1>, has one"


def _no_bases(value: str) -> str:
    strange = next((c for c in value if not _BASES.fullmatch(c)), "")
    if not strange:
        return "bases are missing"
    return f"'{shown(strange)}' is none of the bases A, C, G, T and N"


def _too_few(line: Line) -> BrokenRecordError:
    if not line.whole and line.tabs >= len(COLUMNS) - 1:
        size = LONGEST_HEAD // 1024 // 1024
        return BrokenRecordError(f"the first fields take more than {size} MB", 0)
    if b"\0" in line.data:
        return BrokenRecordError("binary data in the place of a record", line.data.index(b"\0"))
    message = f"a record of {count(line.tabs + 1, 'column')}, where {len(COLUMNS)} are needed"
    if not line.tabs:
        message += ", with tabs between them"
    return BrokenRecordError(message, len(line.data))


def _wrong(parts: list[bytes], field: int, message: str) -> BrokenRecordError:
    return BrokenRecordError(message, sum(len(part) + 1 for part in parts[:field]))


_NUMBER: Final = re.compile(r"rs([1-9][0-9]*)")


def numbers_of_dbsnp(identifiers: str) -> tuple[list[str], int]:
    """The numbers of dbSNP in the ID of a record, without rs, and how many others there are.

    >>> numbers_of_dbsnp("rs334;rs77;COSV1"), numbers_of_dbsnp(".")
    ((['334', '77'], 1), ([], 0))
    """
    if identifiers == ".":
        return [], 0
    numbers: list[str] = []
    others = 0
    for identifier in identifiers.split(";"):
        found = _NUMBER.fullmatch(identifier)
        if found is None:
            others += 1
        elif found[1] not in numbers:
            numbers.append(found[1])
    return numbers, others


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
