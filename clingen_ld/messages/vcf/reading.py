"""Reader of VCF files: each allele of each record is a contextual allele.

POS of a record is 1-based; positions of the model are 0-based interbase. The alleles of a record
are read separately, without the bases that they share with REF. Entries without a sequence are not
guessed: they are reported as problems, one by one or, if frequent, counted. Memory does not grow
with the number of records, nor with their length.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, BinaryIO, Final

from clingen_ld.messages.descriptions import ANNOTATION
from clingen_ld.messages.fast_path import engines
from clingen_ld.messages.message import Item, Message, Problem, ReadOptions
from clingen_ld.messages.vcf.annotations import InfoReader
from clingen_ld.messages.vcf.chromosomes import BuildNeededError, Chromosomes, Contig, NoSequence
from clingen_ld.messages.vcf.header import Header, build_asked_for, choose_build, why_no_build
from clingen_ld.messages.vcf.info import VRS_IDS
from clingen_ld.messages.vcf.lines import (
    ALT,
    BCF,
    Line,
    RecordLocator,
    bcf_lines,
    problem_at,
    read_lines,
)
from clingen_ld.messages.vcf.placed import (
    FORM,
    AnnotatedMessage,
    PlacedMessage,
    PlacedRun,
    make_allele,
)
from clingen_ld.messages.vcf.records import (
    COLUMNS,
    LEFT_OUT,
    BrokenRecordError,
    Record,
    RecordKind,
    SamePlace,
    fault_of,
    fault_of_columns,
    fault_of_end,
    in_vain,
    kind_of,
    numbers_of_dbsnp,
    parse_record,
    shown,
)
from clingen_ld.messages.vcf.skipped_records import SkippedRecords
from clingen_ld.model import Model, Normal, resource_iri
from clingen_ld.variation.builders import reference_sequence
from clingen_ld.variation.change import Change

if TYPE_CHECKING:
    from clingen_ld.compiled.engine import Engine
    from clingen_ld.messages.vrs.annotating import Annotator

_HAS_IDS: Final = f"{VRS_IDS}=".encode()
_END: Final = b"END="
"""What a record may have that ends before it begins."""
NO_RESOURCE: Final = "ST-11"
"""The rule that says that a file holds no resource."""

_PLAIN: Final = re.compile(
    rb"([!-;=?-~]{1,64})\t([1-9][0-9]{0,9})\t(?:\.|rs([1-9][0-9]*))\t([ACGT]{1,64})\t([ACGT]{1,64})\t"
)
"""The beginning of a record with one allele, as most are."""
_AT_ONCE: Final = 1 << 16
"""The bytes in which a run of records is sought."""
_FEW: Final = 16
"""Fewer records are no run."""
_WAIT: Final = 1000
"""So many plain records are read one by one after a run was sought in vain."""
_VERSION: Final = re.compile(rb"##fileformat=VCFv[34]\.[0-9]+\s*\Z")


def read_stream(
    start: bytes, stream: BinaryIO, file: str, form: str, options: ReadOptions, model: Model
) -> Iterator[Item]:
    """The alleles of a VCF file, and their sequences, each before its first allele.

    `start` is the part of the stream already read. Raises `UsageError` for an unknown build in the
    options, or for a BCF file without pysam.
    """
    build_asked_for(options.assembly)
    is_bcf = start.startswith(BCF)
    reader = _RecordReader(file, options, model)
    take = reader.take if options.runs and options.info_receiver is None else None
    lines = bcf_lines(start, stream, file) if is_bcf else read_lines(start, stream, take)
    try:
        yield from reader.read(lines)
    except _EndOfReading as end:
        yield end.problem


class _EndOfReading(Exception):  # noqa: N818  (it ends reading and is not an error)
    """A problem after which nothing of a file can be read."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem)
        self.problem = problem


@dataclass(slots=True)
class _RecordReader:
    file: str
    options: ReadOptions
    model: Model
    header: Header = field(default_factory=Header)
    chromosomes: Chromosomes | None = None
    """The sequences by name; None until the header is read."""
    given: set[str] = field(default_factory=set)
    """The accessions of the sequences that were given."""
    here: SamePlace = field(default_factory=SamePlace)
    plain: dict[bytes, Contig] = field(default_factory=dict)
    """The sequences that were given, by the names that records have for them."""
    engine: Engine | None = None
    """The engine, once there is one."""
    annotator: Annotator | None = None
    """What computes the ids of VRS, once a record has some."""
    placed: type[PlacedMessage] = PlacedMessage
    """The messages of most alleles, which may have INFO fields."""
    info: InfoReader = field(init=False)
    """What gives the INFO fields that are asked for."""
    left: SkippedRecords = field(init=False)
    """What was passed over."""
    runs: list[PlacedRun] = field(default_factory=list)
    """The runs before the next line."""
    wait: int = 0
    """How many plain records come one by one before a run is sought again."""

    def __post_init__(self) -> None:
        self.info = InfoReader(self.file, self.options)
        self.left = self.info.left
        if not self.info.is_idle:
            self.placed = AnnotatedMessage

    def read(self, lines: Iterator[Line]) -> Iterator[Item]:
        """Everything that some lines hold."""
        found = 0
        last = Line(1, b"", True, 0)
        for last in lines:
            if self.runs:
                found += len(self.runs)
                yield from self.runs
                self.runs.clear()
            if _HAS_IDS in last.data and last.data[:1] != b"#":
                yield from self._wrong_ids(last)
            if (allele := self._plain_allele(last)) is not None:
                found += 1
                yield allele
                continue
            if last.number == 1 and not last.data.startswith(b"##fileformat=VCFv"):
                message = "the first line of a variant file is ##fileformat=VCFv4.3, or the like"
                yield problem_at("ST-0", message, self.file, last)
            elif last.number == 1 and not _VERSION.match(last.data):
                message = "no version of VCF that is known, such as VCFv4.3"
                yield problem_at("ST-0", message, self.file, last, len("##fileformat="))
            if last.number == 1:
                self.info.read_version(last)
            items = self._header(last) if last.data[:1] == b"#" else self._record(last)
            for item in items:
                found += 1
                yield item
        yield from self.runs
        if self.chromosomes is None:
            self.info.begin(self.header)  # without records
        for problem in self.left.problems(self.header):
            found += 1
            yield problem
        yield from self.info.problems(self.header.titles or last)
        if not found:
            message = "a variant file without variants"
            yield problem_at(NO_RESOURCE, message, self.file, last)

    def take(self, ahead: Callable[[], bytes], number: int) -> tuple[int, int]:
        """Read records in a row of one base for another as one `Run`, as `Take` does."""
        if self.wait or self.engine is None or not self.info.is_idle:
            return 0, 0
        data = ahead()
        size = data.rfind(b"\n", 0, _AT_ONCE) + 1
        text = data[:size].decode("latin-1")
        is_plain = f"{VRS_IDS}=" not in text and _END.decode() not in text
        rows = self.left.lines.findall(text) if is_plain else []
        sequence = self.plain.get(rows[0][0].encode("latin-1")) if rows else None
        if sequence is None:
            self.wait = _WAIT if size else 0
            return 0, 0
        name, positions = rows[0][0], list[int]()
        last = self.here.place[1] if self.here.place[0] == sequence.accession else 0
        for row in rows:
            if row[0] != name or not last < (position := int(row[1])):
                break
            positions.append(last := position)
        count = len(positions)
        is_outside = sequence.length is not None and last > sequence.length
        if count < len(rows) or is_outside:
            self.wait = 1 if count >= _FEW else _WAIT
        if count < _FEW or is_outside:
            return 0, 0
        if count < len(rows):
            size = sum(map(len, text.split("\n", count)[:count])) + count
        self.here.place = sequence.accession, last
        self.here.alleles = {(rows[count - 1][3], rows[count - 1][4]): number + count - 1}
        run = PlacedRun(sequence.accession, positions, rows[:count], self.file, number, self.engine)
        self.runs.append(run)
        return size, count

    def _engine(self) -> Engine | None:
        if self.options.engine == "standard":
            return None
        return engines(self.model, self.options.base).get(self.options.engine == "direct")

    def _wrong_ids(self, line: Line) -> Iterator[Problem]:
        """The ids of VRS in a record that are not those of its alleles."""
        if self.chromosomes is None:
            yield from self._begin(line)
            assert self.chromosomes is not None
        declared = self.header.declared.get("INFO", {}).get(VRS_IDS)
        if declared is not None and "VRS version=1" in declared.description:
            return  # The ids of VRS 1 are others.
        if self.annotator is None:
            from clingen_ld.messages.vrs.annotating import Annotator

            self.annotator = Annotator(self.file, self.options, None, lambda _: None)
        yield from self.annotator.wrong_ids(line, self.chromosomes)

    def _header(self, line: Line) -> Iterator[Problem]:
        if self.chromosomes is not None:
            message = "a line of a header among the records"
            if line.data.startswith(b"##fileformat"):
                # Another build may begin here.
                message = "a second file begins here: give it apart; it is not read"
                raise _EndOfReading(problem_at("ST-0", message, self.file, line))
            yield problem_at("ST-0", message, self.file, line)
        elif line.data.startswith(b"##"):
            yield from self.header.read_meta(line, self.file)
        elif self.header.titles is None:
            problem = self.header.read_titles(line, self.file)
            if problem is not None:
                yield problem
        elif line.data.startswith(b"#CHROM"):
            message = "a second line with the titles of the columns: a file has one"
            yield problem_at("ST-0", message, self.file, line)

    def _record(self, line: Line) -> Iterator[Item]:
        if not line.data:
            return
        if self.chromosomes is None:
            yield from self._begin(line)
        try:
            record = parse_record(line)
        except BrokenRecordError as error:
            yield problem_at("ST-0", error.message, self.file, line, error.offset)
            return
        self.left.columns(record, line)
        yield from self._faults(record, line)
        sequence = self._sequence(record, line)
        if isinstance(sequence, NoSequence):
            self.left.contig(record.chromosome, sequence.reason, sequence.grave, line)
            return
        yield from self._alleles(record, sequence, line)
        if sequence.accession in self.given:
            self.plain[record.chromosome.encode()] = sequence

    def _faults(self, record: Record, line: Line) -> Iterator[Problem]:
        """What is wrong with a record that is read all the same."""
        width = self.header.width
        columns = None if width is None else fault_of_columns(line, width)
        for fault in filter(None, (columns, fault_of_end(record, line))):
            rule = "ST-0" if fault.grave else LEFT_OUT
            yield problem_at(rule, fault.said, self.file, line, fault.offset)

    def _plain_allele(self, line: Line) -> PlacedMessage | None:
        """The allele of a plain record, with nothing to report."""
        found = _PLAIN.match(line.data)
        if found is None or line.tabs < len(COLUMNS) - 1 or not line.whole or _END in line.data:
            return None
        chromosome, position, rs, ref, alt = found.groups()
        sequence = self.plain.get(chromosome)
        if sequence is None or ref == alt:
            return None
        engine = self.engine = self.engine or self._engine()
        if engine is None:
            return None
        self.wait = max(self.wait - 1, 0)
        start, reference, alternate = int(position) - 1, ref.decode(), alt.decode()
        place = sequence.accession, start + 1
        is_outside = sequence.length is not None and start + len(ref) > sequence.length
        if is_outside or self.here.place == place or not self.left.tells(line, found.end()):
            return None
        self.here.place, self.here.alleles = place, {(reference, alternate): line.number}
        if len(ref) > 1 or len(alt) > 1:
            change = Change.of(start, reference, alternate).trim()
            start, reference, alternate = change.start, change.ref or "", change.alt or ""
        message = self.placed(
            sequence.accession, start, reference, alternate, () if rs is None else (rs.decode(),),
            self.file, line.number, line.data, engine,
        )  # fmt: skip
        if isinstance(message, AnnotatedMessage):
            rest = line.data[found.end() :].split(b"\t", 3)
            record = b":".join((chromosome, position, ref, alt)).decode()
            message.annotation = self.info.read(message.iri, record, rest, 0, 1, line)
        return message

    def _begin(self, line: Line) -> Iterator[Problem]:
        """The header is at its end: settle the build."""
        if self.header.titles is None:
            message = "the line with the titles of the columns, #CHROM and so on, is missing"
            yield problem_at("ST-0", message, self.file, line)
        try:
            build = choose_build(self.header, self.options.assembly)
        except ValueError as error:
            message = f"{error}; nothing of the file is read"
            raise _EndOfReading(problem_at("ST-0", message, self.file, line)) from error
        self.chromosomes = Chromosomes(build, self.header.mitochondrial_length)
        self.info.begin(self.header)
        self.left.begin(self.header.width)

    def _sequence(self, record: Record, line: Line) -> Contig | NoSequence:
        assert self.chromosomes is not None
        try:
            return self.chromosomes.find(record.chromosome)
        except BuildNeededError as error:
            said = why_no_build(self.header)
            raise _EndOfReading(problem_at("ST-0", said, self.file, line)) from error

    def _alleles(self, record: Record, sequence: Contig, line: Line) -> Iterator[Item]:
        kinds = [kind_of(alternate) for alternate in record.alternates]
        said = sequence.outside(record.position, len(record.reference))
        if RecordKind.BASES in kinds and said is not None:
            offset = len(record.chromosome.encode()) + 1
            yield problem_at("ST-0", said, self.file, line, offset)
            return
        numbers, others = numbers_of_dbsnp(record.identifiers)
        if others:
            self.left.identifiers(line)
        at_end = sequence.is_telomere(record.position)
        before: set[str] = set()
        for n, (kind, alternate) in enumerate(zip(kinds, record.alternates, strict=True)):
            if kind is None or (kind is RecordKind.MISSING and len(kinds) > 1):
                yield self._at_alternate("ST-0", fault_of(alternate), record, line, n)
            elif kind is RecordKind.BASES:
                locator = RecordLocator(line.number, record.head, n)
                yield from self._first_of(sequence, locator)
                if at_end:
                    self.left.telomere(line)
                    continue
                said = in_vain(record, n, before) or self.here.said(
                    sequence.accession, record, n, line
                )
                if said is not None:
                    yield self._at_alternate(LEFT_OUT, said, record, line, n)
                change = Change.of(record.position - 1, record.reference, alternate.upper())
                tree = make_allele(sequence.accession, change.trim(), numbers, self.model)
                message = self._message(tree, locator)
                places = record.chromosome, str(record.position), record.reference
                name = ":".join((*places, alternate.upper()))
                kept = self.info.read(message.iri, name, record.rest, n, len(kinds), line)
                if kept is not None:
                    message.normal.tree[ANNOTATION] = kept
                yield message
            elif not self.left.kind(kind, line):
                said = f"{_CALLED[kind]} {shown(alternate)} ignored: it gives no sequence"
                yield self._at_alternate(LEFT_OUT, said, record, line, n)

    def _first_of(self, sequence: Contig, locator: RecordLocator) -> Iterator[Message]:
        """The sequence of an allele, if it is the first on it."""
        if sequence.accession not in self.given:
            self.given.add(sequence.accession)
            yield self._message(reference_sequence([sequence.accession]), locator)

    def _message(self, tree: dict[str, object], locator: RecordLocator) -> Message:
        iri = resource_iri(tree, self.options.base)
        kind = str(tree["resourceType"])
        return Message(kind, iri, Normal(tree), locator, self.file, FORM)

    def _at_alternate(self, rule: str, message: str, record: Record, line: Line, n: int) -> Problem:
        before = sum(len(part) + 1 for part in line.data.split(b"\t", ALT)[:ALT])
        before += sum(len(allele.encode()) + 1 for allele in record.alternates[:n])
        return problem_at(rule, message, self.file, line, before)


_CALLED: Final = {RecordKind.SYMBOLIC: "symbolic allele", RecordKind.BREAKEND: "breakend"}
