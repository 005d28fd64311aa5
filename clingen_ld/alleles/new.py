"""New contextual alleles, from HGVS names and SPDI expressions."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

from clingen_ld.alleles.making import contextual_allele, reference_sequence
from clingen_ld.alleles.placement import Gap, Placement
from clingen_ld.alleles.proteins import protein_allele
from clingen_ld.errors import TextError, UsageError
from clingen_ld.hgvs.edits import ANY, Residues
from clingen_ld.hgvs.name_types import name_type
from clingen_ld.hgvs.names import HgvsName, NotHgvs, parse
from clingen_ld.hgvs.places import Interval
from clingen_ld.messages.message import Message, ReadOptions
from clingen_ld.messages.reading import read_inputs
from clingen_ld.model import load_model
from clingen_ld.model.identity import relative_reference
from clingen_ld.model.namespaces import DEFAULT_BASE
from clingen_ld.model.normal_form import normal_form
from clingen_ld.sequences.accessions import accession_kind
from clingen_ld.sequences.sources import SequenceSource, open_sequences

Tree = dict[str, Any]
Paths = Iterable[str | os.PathLike[str]]

# Accession, 0-based position, what is deleted (or how long that is), what is inserted.
_SPDI: Final = re.compile(r"([^:\s]+):([0-9]+):([A-Za-z*]*|[0-9]+):([A-Za-z*]*)")
_TYPES: Final = {
    "g": "genomic", "m": "genomic", "o": "genomic", "c": "transcript", "n": "transcript",
    "r": "transcript", "p": "amino-acid",
}  # fmt: skip
_KINDS: Final = {"chromosome": "genomic", "gene": "genomic", None: "genomic"}
_COMPLEMENT: Final = str.maketrans("ACGTRYKMBDHV", "TGCAYRMKVHDB")
_MAKEABLE: Final = (
    "substitution", "deletion", "insertion", "duplication", "delins", "inversion", "identity",
    "repeat",
)  # fmt: skip


def new(
    name: str,
    *,
    transcripts: Paths = (),
    sequences: str | os.PathLike[str] | None = None,
    base: str = DEFAULT_BASE,
) -> list[Tree]:
    """The contextual allele of an HGVS name or SPDI expression, in normal form.

    A coding name counts from the coding region of its transcript, which must be among the
    ReferenceSequence messages of `transcripts`. `sequences`, a FASTA file or SeqRepo, tells the
    bases that a name does not state, and proves those that it does. What is known of a sequence
    that is not among the transcripts follows as a resource of its own.

    Raises `UsageError` for a name that is none, or lacks what it needs.
    """
    return Maker(transcripts, sequences, base).make(name)


@dataclass(slots=False)
class Maker:
    """Makes alleles of many names, from the same transcripts and sequences."""

    transcripts: Paths = ()
    sequences: str | os.PathLike[str] | None = None
    base: str = DEFAULT_BASE
    _model: Any = field(default_factory=load_model)

    def make(self, name: str) -> list[Tree]:
        """The contextual allele of a name; see `new`."""
        spdi = _SPDI.fullmatch(name)
        if spdi is not None:
            return self._of_spdi(spdi)
        read = parse(name, name_type(name))
        if isinstance(read, NotHgvs):
            raise UsageError(f"{name}: it is neither SPDI nor HGVS: {read.problem}")
        if read.accession is None:
            raise UsageError(f"{name}: it has no accession, such as NM_007294.3:, to count on")
        if read.alleles > 1:
            raise UsageError(f"{name}: it names several alleles: name each by itself")
        if read.axis == "p":
            return self._finished(protein_allele(name, self._model), read.accession, "amino-acid")
        return self._of_name(read, read.accession)

    @cached_property
    def _by_accession(self) -> Mapping[str, Tree]:
        """The reference sequences of the transcripts, by each of their accessions."""
        found: dict[str, Tree] = {}
        for item in read_inputs(self.transcripts, ReadOptions(base=self.base), self._model):
            if not isinstance(item, Message):
                if item.rule == "ST-0":
                    raise TextError(f"{item.file}: {', '.join(item.values.values())}")
                continue
            tree = item.normal.tree
            if item.type == "ReferenceSequence":
                for identifier in tree.get("identifier", ()):
                    found.setdefault(str(identifier.get("value")), tree | {"@iri": item.iri})
        return found

    @cached_property
    def _source(self) -> SequenceSource | None:
        return None if self.sequences is None else open_sequences(self.sequences)

    def _of_spdi(self, spdi: re.Match[str]) -> list[Tree]:
        accession, start = spdi[1], int(spdi[2])
        deleted = spdi[3].upper()
        length = int(deleted) if deleted.isdecimal() else len(deleted)
        interval = ((start, 0), (start + length, 0))
        stated = None if deleted.isdecimal() and length else "" if deleted == "0" else deleted
        held = self._held(spdi[0], accession, interval, stated)
        kind = accession_kind(accession)
        placement = Placement(accession, Gap(start), Gap(start + length), held, spdi[4].upper())
        type_ = _KINDS.get(kind, str(kind))
        return self._finished(contextual_allele(placement, type_, self._model), accession, type_)

    def _of_name(self, name: HgvsName, accession: str) -> list[Tree]:
        if name.edit.kind not in _MAKEABLE:
            raise UsageError(f"{name.name}: its change ({name.edit.kind}) has no allele of its own")
        intervals = name.intervals(*self._coding_region(name, accession))
        if not intervals:
            raise UsageError(f"{name.name}: its positions are uncertain, or cannot be counted")
        reference, alternate = self._alleles(name, accession, intervals)
        start, end = (_gap(boundary) for boundary in _directed(intervals[0]))
        placement = Placement(accession, start, end, reference, alternate)
        names = [(name.name, name_type(name.name))]
        type_ = _TYPES[name.axis]
        tree = contextual_allele(placement, type_, self._model, names=names)
        return self._finished(tree, accession, type_)

    def _coding_region(self, name: HgvsName, accession: str) -> tuple[int | None, int | None]:
        """Where the positions of a name count from and to, 1-based."""
        if name.axis not in "cr":
            return 1, None
        tree = self._by_accession.get(accession)
        if tree is None or not isinstance(tree.get("cdsStart"), int):
            why = "is not among the transcripts" if tree is None else "has no cdsStart"
            raise UsageError(
                f"{name.name}: {accession} {why}: give a ReferenceSequence message with its "
                "cdsStart and cdsEnd (--transcripts FILE)"
            )
        return tree["cdsStart"], tree.get("cdsEnd")

    def _alleles(
        self, name: HgvsName, accession: str, intervals: list[Interval]
    ) -> tuple[str | None, str | None]:
        """What is replaced at the first of the intervals, and what comes in its place."""
        edit = name.edit
        if edit.kind == "insertion":
            return "", self._needed(name, _told(edit.alternate), "what is inserted")
        held = self._held(name.name, accession, intervals[-1], _told(edit.reference))
        if edit.kind == "duplication":
            return "", self._needed(name, held, "what is doubled")
        if edit.kind == "deletion":
            return held, ""
        if edit.kind == "inversion":
            turned = self._needed(name, held, "what is turned round")
            return turned, turned.translate(_COMPLEMENT)[::-1]
        if edit.kind == "identity":
            return (self._needed(name, held, "what stands there"),) * 2
        return held, self._needed(name, _told(edit.alternate), "what comes in its place")

    def _needed(self, name: HgvsName, residues: str | None, what: str) -> str:
        if residues is None:
            raise UsageError(f"{name.name}: it does not say {what}: give --sequences")
        return residues

    def _held(
        self, name: str, accession: str, interval: Interval, stated: str | None
    ) -> str | None:
        """What stands in an interval: as the sequence has it, else as the name states it."""
        (start, low), (end, high) = interval
        if self._source is None or low or high:
            return stated
        length = self._source.length(accession)
        if length is None:
            return stated
        if end > length:
            raise UsageError(f"{name}: {accession} ends at {length}, before {end}")
        found = self._source.fetch(accession, start, end)
        if stated is not None and stated != found:
            raise UsageError(f"{name}: it says {stated}, but {accession} has {found} there")
        return found

    def _finished(self, tree: Tree, accession: str, kind: str) -> list[Tree]:
        """An allele on its sequence, and what is known of a sequence that was not given."""
        coordinate = tree.get("referenceCoordinate")
        known = self._by_accession.get(accession)
        made = [tree]
        if coordinate is not None and known is not None:
            reference = relative_reference(known["@iri"], self.base)
            coordinate["referenceSequence"] = {"reference": reference, "display": accession}
        elif coordinate is not None:
            type_ = "chromosome" if kind == "genomic" else kind
            made.append(reference_sequence([accession], kind=type_))
        return [normal_form(t, t["resourceType"], self._model, self.base).tree for t in made]


def _gap(boundary: tuple[int, int, int]) -> Gap:
    index, offset, side = boundary
    return Gap(index) if not side else Gap(index, abs(offset), "+" if side > 0 else "-")


def _directed(interval: Interval) -> list[tuple[int, int, int]]:
    """The ends of an interval with the side of the exon that their offsets count from.

    At the edge itself the offset is 0, and only the other end tells the side.
    """
    sides = [_sign(offset) for _, offset in interval]
    side = sides[0] or sides[1]
    both = interval[0][0] == interval[1][0]
    return [
        (index, offset, own or (side if both else 0))
        for (index, offset), own in zip(interval, sides, strict=True)
    ]


def _sign(offset: int) -> int:
    return (offset > 0) - (offset < 0)


def _told(residues: Residues | None) -> str | None:
    return None if residues is None or ANY in residues else "".join(residues)
