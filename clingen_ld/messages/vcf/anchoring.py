"""From an allele of the model to the bases of a record, with the sequence where it takes one.

An insertion or a deletion is written with the base before it (at the start of a sequence, the
base behind it), and as far to the left as it can be: both take the sequence.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from clingen_ld.messages.json_values import part
from clingen_ld.messages.vcf.places import Uncarried, bases, interval
from clingen_ld.messages.vcf.trimming import Change, move_left, trim
from clingen_ld.sequences.assemblies import chromosome_length
from clingen_ld.sequences.sources import SequenceSource

Tree = Mapping[str, Any]

_SHOWN: Final = 20  # bases that a text shows
_HOW: Final = "give --sequences"


@dataclass(frozen=True, slots=True)
class Anchoring:
    """The changes of alleles on one sequence, which `sequences` may have."""

    accession: str
    sequences: SequenceSource | None

    def change(self, allele: Tree) -> Change:
        """What an allele changes, as it says it. Raises `Uncarried` where that cannot be told."""
        coordinate = part(allele, "referenceCoordinate")
        start, end = interval(coordinate)
        alternate = bases(allele, "allele")
        if alternate is None:
            raise Uncarried("an allele without its sequence")
        length = self._length()
        known = chromosome_length(self.accession) if length is None else length
        if known is not None and end > known:
            raise Uncarried(f"a place beyond the end of {self.accession}, which has {known} bases")
        reference = bases(coordinate, "refAllele")
        if length is not None:
            found = self._fetch(start, end)
            if reference is not None and reference != found:
                said = f"refAllele {_cut(reference)}, where the sequence has {_cut(found)}"
                raise Uncarried(said)
            reference = found
        elif reference is None and start < end:
            raise Uncarried(f"an allele without refAllele ({self._how()})")
        reference = reference or ""
        if len(reference) != end - start:
            raise Uncarried("a refAllele that is not as long as its place")
        if reference == alternate:
            raise Uncarried("an allele that is the same as the reference")
        return Change(start, reference, alternate)

    def smallest(self, change: Change) -> Change:
        """A change as a variant file has it, but for the anchor: trimmed, and moved to the left."""
        trimmed = trim(change)
        return trimmed if self._length() is None else move_left(trimmed, self._fetch)

    def record(self, change: Change) -> Change:
        """A trimmed change with the base that an insertion or a deletion has beside it."""
        start, reference, alternate = change
        if reference and alternate:
            return change
        length = self._length()
        if length is None:
            raise Uncarried(f"the anchor base of an insertion or a deletion ({self._how()})")
        if start > 0:
            before = self._fetch(start - 1, start)
            return Change(start - 1, before + reference, before + alternate)
        end = len(reference)
        if end == length:
            raise Uncarried("a deletion of the whole sequence")
        behind = self._fetch(end, end + 1)
        return Change(start, reference + behind, alternate + behind)

    def _length(self) -> int | None:
        return None if self.sequences is None else self.sequences.length(self.accession)

    def _fetch(self, start: int, end: int) -> str:
        assert self.sequences is not None
        return self.sequences.fetch(self.accession, start, end) if start < end else ""

    def _how(self) -> str:
        return _HOW if self.sequences is None else f"the sequences given have no {self.accession}"


def _cut(sequence: str) -> str:
    if not sequence:
        return "nothing"
    return sequence if len(sequence) <= _SHOWN else f"{sequence[:_SHOWN]}..."


def spelled(change: Change) -> str:
    """A change as a text shows it: 0-based interbase start, what goes, and what comes.

    >>> spelled(Change(9, "A", ""))
    '9:A:'
    """
    parts = (s if len(s) <= _SHOWN else f"{s[:_SHOWN]}..." for s in change[1:])
    return ":".join((str(change.start), *parts))
