"""Writer of VCF 4.3 files: contextual alleles on chromosomes.

Records are sorted as VCF requires, so they are written at the end; equal changes are one record.
Positions of the model are 0-based interbase; POS is 1-based. Chromosomes have the names of the
assembly reports: 1 to 22, X, Y, MT. A file has one build: the requested one, else that of the first
allele on a sequence of a build.
"""

from __future__ import annotations

import heapq
import weakref
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import IO, BinaryIO, Final

from clingen_ld.messages.descriptions import ANNOTATION
from clingen_ld.messages.kept_documents import kind_of
from clingen_ld.messages.message import Message
from clingen_ld.messages.text.compression import becomes_bcf
from clingen_ld.messages.text.temporary import temporary_file
from clingen_ld.messages.vcf.anchoring import (
    Anchoring,
    Located,
    Uncarried,
    accession_of,
    known_sequences,
    named_accession,
    numbers_of_dbsnp,
    sequence_iri,
    spelled,
)
from clingen_ld.messages.vcf.header import build_asked_for
from clingen_ld.messages.vcf.info_column import InfoColumn, records_of
from clingen_ld.messages.vcf.lines import RecordLocator
from clingen_ld.messages.vcf.placed import FORM, make_allele
from clingen_ld.messages.vcf.records import COLUMNS
from clingen_ld.messages.writing import Lost, WriteOptions, Writer, lost_of
from clingen_ld.model import Model, Object, escape, resource_iri
from clingen_ld.variation.assemblies import BUILDS, chromosomes, newest, oldest_first
from clingen_ld.variation.builders import reference_sequence
from clingen_ld.variation.change import Change
from clingen_ld.variation.sequences import open_sequences, reference_of

MOST_BYTES: Final = 64 * 1024 * 1024
"""The rows that are kept in memory, by the sum of their lengths in bytes."""


class SortedRows:
    """Takes rows of bytes, without line ends, and gives them in the order of their bytes."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most_bytes = most_bytes
        self._rows: list[bytes] = []
        self._size = 0
        self._runs: list[IO[bytes]] = []
        # The files go when the rows do, whether they were asked for or not.
        self._close = weakref.finalize(self, _close_all, self._runs)

    def add(self, row: bytes) -> None:
        self._rows.append(row)
        self._size += len(row)
        if self._size >= self._most_bytes:
            self._spill()

    def _spill(self) -> None:
        run = temporary_file()  # closed at the end
        self._runs.append(run)
        run.writelines(row + b"\n" for row in sorted(self._rows))
        run.seek(0)
        self._rows.clear()
        self._size = 0

    def __iter__(self) -> Iterator[bytes]:
        """The rows in order; can be asked for once."""
        runs = [(line[:-1] for line in run) for run in self._runs]
        yield from heapq.merge(*runs, sorted(self._rows))
        self._close()


def _close_all(runs: list[IO[bytes]]) -> None:
    for run in runs:
        run.close()
    runs.clear()


_GENOMIC: Final = "genomic"
# The accession identifies the sequence; its other names are in its own resource.
_SEQUENCE: Final = "/referenceCoordinate/referenceSequence"
_ANNOTATION: Final = f"/{escape(ANNOTATION)}"


class VcfWriter(Writer):
    """Writes contextual alleles on the chromosomes of one build."""

    def __init__(self, output: BinaryIO, model: Model, options: WriteOptions) -> None:
        self._output = output
        self._model = model
        self._base = options.base
        self._builds = frozenset(BUILDS)
        """The builds that fit all the alleles so far."""
        build = build_asked_for(options.assembly)
        if build is not None:
            self._builds = frozenset({build})
        given = options.sequences
        self._sequences = None if given is None else open_sequences(given)
        self._rows = SortedRows()
        self._info = InfoColumn(becomes_bcf(output))
        self._accessions: dict[str, str | None] = {}
        self._waiting: dict[str, list[Object]] = {}
        self._message: Message | None = None
        """The message that is written, if its resource is."""

    def take(self, message: Message) -> list[Lost]:
        """Add the resource of a message: one from a record also has the bases next to it."""
        self._message = message
        lost = self.write(message.normal_tree)
        self._message = None
        return lost

    def _nearby(self, tree: Object) -> Iterator[Change[str]]:
        """The records that an allele was read from, as far as they are known."""
        if self._message is not None and self._message.form == FORM:
            locator = self._message.locator
            if isinstance(locator, RecordLocator):
                start, reference = locator.reference
                yield Change.of(start, reference, "")
        yield from records_of(tree)

    def write(self, tree: Object) -> list[Lost]:
        """Take in a resource; gives what the form cannot carry of it."""
        iri = resource_iri(tree, self._base)
        kind = tree.get("resourceType")
        if kind == "ContextualAllele":
            return self._allele(tree, iri)
        if kind != "ReferenceSequence":
            return [(iri, kind_of(tree))]
        accession = self._accessions[iri] = accession_of(tree)
        lost: list[Lost] = []
        for waiting in self._waiting.pop(iri, ()):
            lost += self._allele(waiting, resource_iri(waiting, self._base))
        if accession is None or accession not in known_sequences():
            return [(iri, "the ReferenceSequence"), *lost]
        pointers = lost_of(tree, reference_sequence([accession]), self._base)
        return [*((iri, pointer) for pointer in pointers), *lost]

    def finish(self) -> list[Lost]:
        """Write the file; gives the alleles whose sequence never came."""
        message = "an allele whose ReferenceSequence is not there"
        lost = [
            (resource_iri(tree, self._base), message)
            for waiting in self._waiting.values()
            for tree in waiting
        ]
        self._waiting.clear()
        build = newest(self._builds)
        is_known = len(self._builds) < len(BUILDS)
        self._output.write(_header(build if is_known else None, self._info.header()).encode())
        for record in _records(self._rows):
            self._output.write(record)
        return lost

    def _allele(self, tree: Object, iri: str) -> list[Lost]:
        try:
            kind = tree.get("contextualAlleleType", _GENOMIC)
            if kind != _GENOMIC:
                raise Uncarried(f"an allele of type {kind}")
            reference = reference_of(tree)
            name = sequence_iri(reference, self._base)
            accession = self._accessions.get(name or "") or named_accession(reference)
            if accession is None and name is not None and name not in self._accessions:
                self._waiting.setdefault(name, []).append(tree)
                return []
            return [(iri, said) for said in self._record(tree, accession)]
        except Uncarried as reason:
            return [(iri, str(reason))]

    def _record(self, tree: Object, accession: str | None) -> list[str]:
        """Keep the record of an allele; gives what it does not carry."""
        known = known_sequences().get(accession or "")
        if accession is None or known is None:
            raise Uncarried("an allele on a sequence that is not a chromosome of a known build")
        builds = self._builds & known.builds
        if not builds:
            of, wanted = (", ".join(oldest_first(each)) for each in (known.builds, self._builds))
            raise Uncarried(f"an allele of {of} in a file of {wanted}")
        anchoring = Anchoring(accession, self._sequences, lambda: self._nearby(tree))
        change = anchoring.change(tree)
        smallest = anchoring.smallest(change)
        record = anchoring.record(smallest)
        numbers, carried = numbers_of_dbsnp(tree)
        self._builds = builds
        infos, left = self._info.infos(tree)
        for info in infos or ("",):
            self._rows.add(_row(known, record, numbers, info))
        made = make_allele(accession, change, numbers, self._model)
        left += lost_of(tree, made, self._base, carried | {_SEQUENCE, _ANNOTATION})
        if smallest != change:
            left.append(f"its own placement (it is at {spelled(smallest)} now)")
        return left


def _row(known: Located, record: Change[str], numbers: Sequence[str], info: str) -> bytes:
    """A record in the making; the order of such rows is the order of records."""
    ids = ";".join(f"rs{number}" for number in numbers)
    fields = (
        f"{known.rank:02}", known.name, f"{record.start + 1:010}",
        record.ref or "", record.alt or "", ids, info,
    )  # fmt: skip
    return "\t".join(fields).encode()


def _records(rows: Iterable[bytes]) -> Iterator[bytes]:
    """The records of sorted rows; those of one change have the identifiers of all.

    They are several where their INFO differs.
    """
    split = (row.decode().split("\t") for row in rows)
    for (_, name, position, reference, alternate), same in groupby(split, lambda row: row[:5]):
        ids: dict[str, None] = {}
        infos: dict[str, None] = {}
        for row in same:
            ids |= dict.fromkeys(filter(None, row[5].split(";")))
            infos |= dict.fromkeys(filter(None, row[6:]))
        fields = (name, str(int(position)), ";".join(ids) or ".", reference, alternate)
        for info in infos or (".",):
            yield ("\t".join((*fields, ".", ".", info)) + "\n").encode()


def _header(build: str | None, fields: Iterable[str]) -> str:
    """The header of a file of a build, with lines of INFO fields; None: without records."""
    lines = ["##fileformat=VCFv4.3", "##source=clingen-ld"]
    if build is not None:
        lines.append(f"##reference={build}")
        for chromosome in chromosomes(build).values():
            contig = (
                f"ID={chromosome.name},length={chromosome.length}"
                f",assembly={build},accession={chromosome.accession}"
            )
            lines.append(f"##contig=<{contig}>")
    lines += fields
    lines.append("#" + "\t".join(COLUMNS))
    return "\n".join(lines) + "\n"
