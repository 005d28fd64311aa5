"""Annotator of VCF files: writes the identifiers of VRS into the INFO of each record.

The field is that of vrs-python's annotator, VRS_Allele_IDs: the ids of REF and of each ALT, `.` for
what has none. Everything else of a file stays as it is, line by line. POS is 1-based; locations of
VRS are 0-based interbase.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import BinaryIO, Final, NamedTuple

from clingen_ld.errors import InputError, UsageError
from clingen_ld.messages.message import Problem, ReadOptions
from clingen_ld.messages.text.decoding import too_large
from clingen_ld.messages.vcf.chromosomes import BuildNeededError, Chromosomes, Contig, NoSequence
from clingen_ld.messages.vcf.form import TITLES_START
from clingen_ld.messages.vcf.header import Header, choose_build, why_no_build
from clingen_ld.messages.vcf.info import VRS_IDS
from clingen_ld.messages.vcf.lines import ALT, BCF, CHROM, POS, REF, Line, bcf_lines, problem_at
from clingen_ld.messages.vcf.records import (
    COLUMNS,
    BrokenRecordError,
    RecordKind,
    fault_of,
    kind_of,
    parse_record,
    shown,
)
from clingen_ld.messages.vcf.skipped_records import TELOMERE
from clingen_ld.messages.vrs.identifiers import (
    behind_end,
    canonical_state,
    digest_of_place,
    digest_of_state,
)
from clingen_ld.messages.vrs.normalizing import (
    State,
    literal_state,
    normal_with_sequence,
    normal_without_sequence,
    repeat_state,
)
from clingen_ld.variation.assemblies import refget_of
from clingen_ld.variation.change import Change
from clingen_ld.variation.sequences import SequenceSource
from clingen_ld.version import __version__

_MEANING: Final = "Computed identifiers of the VRS Alleles of REF and of each ALT"
_DECLARATION: Final = (
    f"##INFO=<ID={VRS_IDS},Number=R,Type=String,"
    f'Description="{_MEANING} [VRS version=2.0;clingen-ld={__version__}]">\n'
).encode()
_DECLARED: Final = re.compile(rb"##INFO=<(?:[^>\"]*,)?ID=" + VRS_IDS.encode() + rb"[,>]")
_GIVEN: Final = re.compile(rb"(?:(?<=;)|\A)" + VRS_IDS.encode() + rb"=([^;]*)(?:;|\Z)")
_LONGEST: Final = 80  # bytes of an id that a text shows
_STARTS: Final = (b"##fileformat=VCF", TITLES_START.encode())
_INFO: Final = COLUMNS.index("INFO")
_PLAIN_POSITION: Final = re.compile(rb"[1-9][0-9]{0,9}")


def _state(state: State) -> str:
    text = canonical_state(state)
    assert text is not None
    return text


_ONE_BASE: Final = {base.encode(): _state(literal_state(base)) for base in "ACGT"}
"""The canonical JSON of the states of single bases."""


@lru_cache(maxsize=1024)
def _unchanged(length: int) -> str:
    """The canonical JSON of the state of an allele that is the reference."""
    return _state(repeat_state(length, length, ""))


class Skipped(NamedTuple):
    """Alleles that get no id, and why; `line` is the 1-based line of the first."""

    number: int
    line: int


NO_SEQUENCE: Final = "insertions and deletions need the sequence: give it (--sequences)"
NO_BASES: Final = "symbolic alleles, breakends and * have no sequence"
NO_CONTIG: Final = "the contig is not a chromosome of the build"
REPLACED: Final = f"{VRS_IDS} had another id"


class _Sequence(NamedTuple):
    """A sequence as records have it; `behind` is what `behind_end` gives of it."""

    contig: Contig
    behind: str
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
    _sequences: dict[bytes, _Sequence] = field(default_factory=dict)

    def lines(self, stream: BinaryIO) -> Iterator[bytes]:
        """The lines of the annotated file, with their ends.

        Raises `InputError` for what is not a variant file, or where its build is not known.
        """
        start = stream.read(len(BCF))
        texts = _texts(start, stream, self.options.largest, self.file)
        if start == BCF:
            texts = ((line, b"\n") for line in bcf_lines(start, stream, self.file))
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
        given = _GIVEN.search(parts[_INFO]) if len(parts) > _INFO else None
        if given is None:
            return
        try:
            ids = self._ids(parts, line)
        except UsageError:  # of a build that is not known, reading speaks
            return
        if ids is None:
            return
        offset = len(b"\t".join(parts[:_INFO])) + 1 + given.start(1)
        written = given[1].split(b",")
        for one, right in zip(written, ids[len(ids) - len(written) :], strict=False):
            if one != right and b"." not in (one, right):
                text = one[:_LONGEST].decode("utf-8", "replace")
                values = {"property": VRS_IDS, "value": text or "empty"}
                values["expected"] = f"{right.decode()} by its content"
                yield replace(problem_at("ST-4", "", self.file, line, offset), values=values)
            offset += len(one) + 1

    def _record(self, line: Line) -> bytes:
        """A record with its ids; a record that cannot be read stays as it is."""
        parts = line.data.split(b"\t", _INFO + 1)
        if len(parts) <= _INFO:
            if line.data:
                self._parsed(line)  # which says what is wrong
            return line.data
        ids = self._ids(parts, line)
        if ids is None:
            return line.data
        self.alleles += len(ids) - ids.count(b".")
        parts[_INFO] = self._annotated(parts[_INFO], b",".join(ids), line)
        return b"\t".join(parts)

    def _ids(self, parts: list[bytes], line: Line) -> list[bytes] | None:
        """The ids of REF and of each ALT (`.` for none); None for a record without ids."""
        reference, alternates = parts[REF].upper(), parts[ALT].upper().split(b",")
        is_plain = reference in _ONE_BASE and all(each in _ONE_BASE for each in alternates)
        if not (is_plain and _PLAIN_POSITION.fullmatch(parts[POS])) and not self._parsed(line):
            return None
        sequence = self._sequences.get(parts[CHROM]) or self._find(parts[CHROM], line)
        if sequence is None or not self._is_there(sequence, int(parts[POS]), reference, line):
            return None
        start, ref = int(parts[POS]) - 1, reference.decode()
        place = digest_of_place(sequence.behind, start, start + len(ref))
        ids = [_allele(place, _unchanged(len(ref)))]
        for alternate in alternates if alternates != [b"."] else ():
            if reference in _ONE_BASE and alternate in _ONE_BASE and alternate != reference:
                ids.append(_allele(place, _ONE_BASE[alternate]))
            else:
                ids.append(self._other(sequence, start, ref, alternate.decode(), line))
        return ids

    def _is_there(self, sequence: _Sequence, position: int, reference: bytes, line: Line) -> bool:
        """Whether REF lies on its sequence and matches it; reports what is wrong otherwise."""
        contig, ref = sequence.contig, reference.decode()
        if contig.is_telomere(position):
            self._skip(TELOMERE[1], line)
            return False
        if (said := contig.outside(position, len(ref))) is not None:
            self.report(problem_at("ST-0", said, self.file, line))
            return False
        if not sequence.is_held or self.source is None:
            return True
        found = self.source.fetch(contig.accession, position - 1, position - 1 + len(ref))
        # N is any base, as for rule SQ-1.
        if found == ref or ("N" in ref and _is_match(ref, found)):
            return True
        values = {"refAllele": shown(ref), "accession": contig.accession, "found": shown(found)}
        offset = len(b"\t".join(line.data.split(b"\t", REF)[:REF])) + 1
        self.report(replace(problem_at("SQ-1", "", self.file, line, offset), values=values))
        return False

    def _other(
        self, sequence: _Sequence, start: int, reference: str, alternate: str, line: Line
    ) -> bytes:
        """The id of an allele that is not a substitution of one base; `.` where it has none."""
        kind = kind_of(alternate)
        if kind is None:
            self.report(problem_at("ST-0", fault_of(alternate), self.file, line))
        elif kind not in (RecordKind.BASES, RecordKind.MISSING):
            self._skip(NO_BASES, line)
        if kind is not RecordKind.BASES:
            return b"."
        if sequence.is_held and self.source is not None:
            name, end = sequence.contig.accession, start + len(reference)
            found = normal_with_sequence(self.source, name, start, end, alternate)
        else:
            normal = normal_without_sequence(Change.of(start, reference, alternate))
            if normal is None:
                self._skip(NO_SEQUENCE, line)
                return b"."
            found = normal
        change = found.change
        return _allele(
            digest_of_place(sequence.behind, change.start, change.end), _state(found.state)
        )

    def _annotated(self, info: bytes, ids: bytes, line: Line) -> bytes:
        """The INFO of a record with its ids; those that it has are replaced."""
        written = f"{VRS_IDS}=".encode() + ids
        if VRS_IDS.encode() in info:
            for given in _GIVEN.finditer(info):
                if given[1] != ids:
                    self._skip(REPLACED, line)
            info = _GIVEN.sub(b"", info).rstrip(b";")
        return written if info in (b".", b"") else info + b";" + written

    def _parsed(self, line: Line) -> bool:
        """Whether a record can be read; reports what is wrong otherwise."""
        try:
            parse_record(line)
        except BrokenRecordError as error:
            self.report(problem_at("ST-0", error.message, self.file, line, error.offset))
            return False
        return True

    def _find(self, name: bytes, line: Line) -> _Sequence | None:
        """The sequence of a record, if it is known."""
        if self._chromosomes is None:
            self._begin()
        assert self._chromosomes is not None
        try:
            found = self._chromosomes.find(name.decode("utf-8", "replace"))
        except BuildNeededError:
            raise UsageError(f"{self.file}: {why_no_build(self._header)}") from None
        refget = None if isinstance(found, NoSequence) else refget_of(found.accession)
        if isinstance(found, NoSequence) or refget is None:
            self._skip(NO_CONTIG, line)
            return None
        held = None if self.source is None else self.source.length(found.accession)
        contig = Contig(found.accession, found.length or held)
        self._sequences[name] = sequence = _Sequence(contig, behind_end(refget), held is not None)
        return sequence

    def _begin(self) -> None:
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


def _is_match(reference: str, found: str) -> bool:
    return len(reference) == len(found) and all(
        one in ("N", other) for one, other in zip(reference, found, strict=True)
    )


def _allele(place: str, state: str) -> bytes:
    """The id of an allele by the digest of its place and the canonical JSON of its state."""
    return b"ga4gh:VA." + digest_of_state(place, state).encode()


def _texts(start: bytes, stream: BinaryIO, largest: int, file: str) -> Iterator[tuple[Line, bytes]]:
    """The lines of a text, each with its end. Raises `InputError` for one that is too long."""
    number = 0
    while data := start + stream.readline(largest):
        number, start = number + 1, b""
        text = data.rstrip(b"\r\n")
        if len(text) >= largest:
            raise InputError(f"{file}, line {number}: a line of {too_large(largest)}")
        yield Line(number, text, True, text.count(b"\t")), data[len(text) :]
