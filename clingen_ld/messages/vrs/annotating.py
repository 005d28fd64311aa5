"""Annotator of VCF files: writes the identifiers of VRS into the INFO of each record.

The field is that of vrs-python's annotator, VRS_Allele_IDs: the ids of REF and of each ALT, `.` for
what has none. Everything else of a file stays as it is, line by line. POS is 1-based; locations of
VRS are 0-based interbase.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final, NamedTuple

from clingen_ld.errors import InputError, UsageError
from clingen_ld.messages.message import Problem, ReadOptions
from clingen_ld.messages.vcf.chromosomes import BuildNeededError, Chromosomes, NoSequence
from clingen_ld.messages.vcf.form import TITLES_START
from clingen_ld.messages.vcf.header import Header, choose_build
from clingen_ld.messages.vcf.lines import BCF, REF, Line, bcf_lines, problem_at
from clingen_ld.messages.vcf.records import (
    COLUMNS,
    BrokenRecordError,
    RecordKind,
    kind_of,
    parse_record,
    shown,
)
from clingen_ld.messages.vrs.identifiers import canonical_state
from clingen_ld.messages.vrs.normalizing import (
    Normalized,
    normal_with_sequence,
    normal_without_sequence,
)
from clingen_ld.variation.assemblies import BUILDS, build_named, refget_of
from clingen_ld.variation.change import Change
from clingen_ld.variation.sequence_sources import SequenceSource
from clingen_ld.variation.spdi import sha512t24u
from clingen_ld.version import __version__

if TYPE_CHECKING:
    from typing import BinaryIO

IDS: Final = "VRS_Allele_IDs"
"""The field; vrs-python's annotator gave it the name."""
_DECLARATION: Final = (
    f'##INFO=<ID={IDS},Number=R,Type=String,Description="Computed identifiers of the VRS Alleles '
    f'of REF and of each ALT [VRS version=2.0;clingen-ld={__version__}]">\n'
).encode()
_DECLARED: Final = re.compile(rb"##INFO=<(?:[^>\"]*,)?ID=" + IDS.encode() + rb"[,>]")
_GIVEN: Final = re.compile(rb"(?:(?<=;)|\A)" + IDS.encode() + rb"=([^;]*)(?:;|\Z)")
_LONGEST: Final = 80  # bytes of an id that a text shows
_STARTS: Final = (b"##fileformat=VCF", TITLES_START.encode())
_INFO: Final = COLUMNS.index("INFO")
_ONE_BASE: Final = frozenset((b"A", b"C", b"G", b"T"))
_SAME: Final = '{{"length":{0},"repeatSubunitLength":{0},"type":"ReferenceLengthExpression"}}'


class Skipped(NamedTuple):
    """Alleles that get no id, and why; `line` is the 1-based line of the first."""

    number: int
    line: int


NO_SEQUENCE: Final = "insertions and deletions need the sequence: give it (--sequences)"
NO_BASES: Final = "symbolic alleles, breakends and * have no sequence"
NO_CONTIG: Final = "the contig is not a chromosome of the build"
REPLACED: Final = f"{IDS} had another id"


class _Contig(NamedTuple):
    """A sequence as records have it.

    `behind` is the canonical JSON of a location between its end and its start.
    """

    accession: str
    behind: str
    length: int | None
    is_held: bool
    """Whether the sequence is in the source."""


@dataclass(slots=True)
class Annotator:
    """Annotates one variant file.

    `source` has the sequences; without it, alleles that could lie elsewhere in a repeat get no id,
    and REF is not checked. `report` gets each record that is wrong.
    """

    file: str
    options: ReadOptions
    source: SequenceSource | None
    report: Callable[[Problem], None]
    alleles: int = 0
    """How many ids were written."""
    skipped: dict[str, Skipped] = field(default_factory=dict)
    """Alleles without an id, by the reason."""
    _header: Header = field(default_factory=Header)
    _chromosomes: Chromosomes | None = None
    _contigs: dict[bytes, _Contig | None] = field(default_factory=dict)

    def lines(self, stream: BinaryIO) -> Iterator[bytes]:
        """The lines of the annotated file, with their ends.

        Raises `InputError` for what is not a variant file, or where its build is not known.
        """
        start = stream.read(len(BCF))
        texts: Iterator[tuple[Line, bytes]]
        if start == BCF:
            texts = ((line, b"\n") for line in bcf_lines(start, stream, self.file))
        else:
            texts = _texts(start, stream, self.options.largest, self.file)
        for line, rest in texts:
            if line.number == 1 and not line.data.startswith(_STARTS):
                raise InputError(f"{self.file}: only VCF and BCF files are annotated")
            if not line.data.startswith(b"#"):
                yield self._record(line) + rest
            elif line.data.startswith(b"##"):
                for problem in self._header.read_meta(line, self.file):
                    self.report(problem)
                if not _DECLARED.match(line.data):
                    yield line.data + rest
            else:
                if self._header.titles is None:
                    self._header.read_titles(line, self.file)
                    yield _DECLARATION
                yield line.data + rest

    def wrong_ids(self, line: Line, chromosomes: Chromosomes) -> Iterator[Problem]:
        """The ids in a record, which can be read, that are not those of its alleles.

        What cannot be computed is not checked.
        """
        self._chromosomes = chromosomes
        parts = line.data.split(b"\t", _INFO + 1)
        if len(parts) <= _INFO:
            return
        given = _GIVEN.search(parts[_INFO])
        try:
            contig = self._contig(parts[0], line)
        except UsageError:  # of a build that is not known, reading speaks
            return
        ids = None if given is None or contig is None else self._ids(contig, parts, line)
        if given is None or ids is None:
            return
        offset = len(b"\t".join(parts[:_INFO])) + 1 + given.start(1)
        written = given[1].split(b",")
        for one, right in zip(written, ids[len(ids) - len(written) :], strict=False):
            if one != right and b"." not in (one, right):
                text = one[:_LONGEST].decode("utf-8", "replace")
                values = {"property": IDS, "value": text or "empty"}
                values["expected"] = f"{right.decode()} by its content"
                yield replace(problem_at("ST-4", "", self.file, line, offset), values=values)
            offset += len(one) + 1

    def _record(self, line: Line) -> bytes:
        """A record with its ids; one that cannot be read, as it is."""
        parts = line.data.split(b"\t", _INFO + 1)
        if len(parts) <= _INFO:
            self._broken(line)
            return line.data
        contig = self._contigs.get(parts[0])
        if contig is None:
            contig = self._contig(parts[0], line)
        ids = None if contig is None else self._ids(contig, parts, line)
        if ids is None:
            return line.data
        self.alleles += len(ids) - ids.count(b".")
        parts[_INFO] = self._annotated(parts[_INFO], b",".join(ids), line)
        return b"\t".join(parts)

    def _ids(self, contig: _Contig, parts: list[bytes], line: Line) -> list[bytes] | None:
        """The ids of REF and of each ALT; None of a record that cannot be read."""
        reference, alternates = parts[3].upper(), parts[4].upper().split(b",")
        if (
            not parts[1].isdigit()
            or not all(each in _ONE_BASE for each in (reference, *alternates))
        ) and not self._is_right(line):
            return None
        start = int(parts[1]) - 1
        end = start + len(reference)
        ref = reference.decode()
        if start < 0 or (contig.length is not None and end > contig.length):
            said = f"the record ends at base {end}, but {contig.accession} has {contig.length}"
            self.report(problem_at("ST-0", said, self.file, line))
            return None
        if contig.is_held and self.source is not None:
            found = self.source.fetch(contig.accession, start, end)
            if found != ref and "N" not in ref:
                values = {"refAllele": shown(ref), "accession": contig.accession}
                problem = problem_at("SQ-1", "", self.file, line, len(b"\t".join(parts[:REF])) + 1)
                self.report(replace(problem, values=values | {"found": shown(found)}))
                return None
        whole = _location(contig, start, end)
        ids = [_allele(whole, _SAME.format(len(ref)))]
        for alternate in alternates:
            if (
                len(alternate) == len(ref) == 1
                and alternate in _ONE_BASE
                and alternate != reference
            ):
                state = f'{{"sequence":"{alternate.decode()}","type":"LiteralSequenceExpression"}}'
                ids.append(_allele(whole, state))
            else:
                ids.append(self._other(contig, start, ref, alternate.decode(), line))
        return ids

    def _other(
        self, contig: _Contig, start: int, reference: str, alternate: str, line: Line
    ) -> bytes:
        """The id of an allele that is not a substitution of one base; `.` where it has none."""
        kind = kind_of(alternate)
        if kind is not RecordKind.BASES:
            if kind is not RecordKind.MISSING:
                self._skip(NO_BASES, line)
            return b"."
        normal: Normalized | None
        if contig.is_held and self.source is not None:
            end = start + len(reference)
            normal = normal_with_sequence(self.source, contig.accession, start, end, alternate)
        else:
            normal = normal_without_sequence(Change.of(start, reference, alternate))
        state = None if normal is None else canonical_state(normal.state)
        if normal is None or state is None:
            self._skip(NO_SEQUENCE, line)
            return b"."
        change = normal.change
        return _allele(_location(contig, change.start, change.end), state)

    def _annotated(self, info: bytes, ids: bytes, line: Line) -> bytes:
        """The INFO of a record with its ids; those that it has are replaced."""
        written = f"{IDS}=".encode() + ids
        if IDS.encode() in info:
            for given in _GIVEN.finditer(info):
                if given[1] != ids:
                    self._skip(REPLACED, line)
            info = _GIVEN.sub(b"", info).rstrip(b";")
        return written if info in (b".", b"") else info + b";" + written

    def _is_right(self, line: Line) -> bool:
        """Whether a record can be read; says what is wrong if not."""
        try:
            record = parse_record(line)
        except BrokenRecordError as error:
            self.report(problem_at("ST-0", error.message, self.file, line, error.offset))
            return False
        return record.position > 0

    def _broken(self, line: Line) -> None:
        if line.data:
            self._is_right(line)

    def _contig(self, name: bytes, line: Line) -> _Contig | None:
        """The sequence of a record, if it is known."""
        if self._chromosomes is None:
            self._begin()
        assert self._chromosomes is not None
        try:
            found = self._chromosomes.find(name.decode("utf-8", "replace"))
        except BuildNeededError:
            raise UsageError(
                f"{self.file}: the build is not known: its header tells none; give it, as in "
                "--assembly GRCh38"
            ) from None
        refget = None if isinstance(found, NoSequence) else refget_of(found.accession)
        if isinstance(found, NoSequence) or refget is None:
            self._skip(NO_CONTIG, line)
            return None
        behind = (
            f',"sequenceReference":{{"refgetAccession":"{refget}","type":"SequenceReference"}},'
            '"start":'
        )
        held = None if self.source is None else self.source.length(found.accession)
        contig = _Contig(found.accession, behind, found.length or held, held is not None)
        self._contigs[name] = contig
        return contig

    def _begin(self) -> None:
        if self.options.assembly is not None and build_named(self.options.assembly) is None:
            raise UsageError(
                f"there is no build {self.options.assembly!r}; the builds are {', '.join(BUILDS)}"
            )
        try:
            build = choose_build(self._header, self.options.assembly)
        except ValueError as error:
            raise InputError(f"{self.file}: {error}") from error
        self._chromosomes = Chromosomes(build, self._header.mitochondrial_length)

    def _skip(self, reason: str, line: Line) -> None:
        known = self.skipped.get(reason)
        self.skipped[reason] = (
            Skipped(1, line.number) if known is None else known._replace(number=known.number + 1)
        )


def _location(contig: _Contig, start: int, end: int) -> str:
    return sha512t24u(f'{{"end":{end}{contig.behind}{start},"type":"SequenceLocation"}}'.encode())


def _allele(location: str, state: str) -> bytes:
    told = f'{{"location":"{location}","state":{state},"type":"Allele"}}'
    return b"ga4gh:VA." + sha512t24u(told.encode()).encode()


def _texts(start: bytes, stream: BinaryIO, largest: int, file: str) -> Iterator[tuple[Line, bytes]]:
    """The lines of a text, each with its end. Raises `InputError` for one that is too long."""
    number = 0
    while data := start + stream.readline(largest):
        number, start = number + 1, b""
        text = data.rstrip(b"\r\n")
        if len(text) >= largest:
            size = largest // 1_000_000
            raise InputError(f"{file}, line {number}: longer than {size} MB (see --max-size)")
        yield Line(number, text, True, text.count(b"\t")), data[len(text) :]
