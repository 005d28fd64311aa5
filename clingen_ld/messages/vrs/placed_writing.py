"""Fast writer of alleles on chromosomes, as VCF files have them, as Alleles of VRS.

They are, to the byte, the output of `VrsAlleleWriter`. What depends on more than the allele itself,
or loses more than its number in dbSNP, is left to that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import Final, NamedTuple, TypeAlias

from clingen_ld.messages.vcf.placed import PlacedMessage, PlacedRun, hgvs_name
from clingen_ld.messages.vrs.allele_writing import NOT_NORMAL, SYNTAXES
from clingen_ld.messages.vrs.identifiers import (
    allele_text,
    behind_end,
    canonical_literal,
    canonical_state,
    place_text,
)
from clingen_ld.messages.vrs.normalizing import State, literal_state, normal_with_sequence
from clingen_ld.messages.vrs.sequences import ReferencedSequence, Sequences, write_reference
from clingen_ld.messages.writing import Lost, dump
from clingen_ld.model import Object
from clingen_ld.types import ContextualAllele
from clingen_ld.variation.assemblies import refget_of
from clingen_ld.variation.sequences import values_of
from clingen_ld.variation.spdi import sha512t24us

_NUMBERS: Final = "/referenceCoordinate/identifier"
_LONGEST: Final = 50
"""Residues of an allele that are in its id."""


class _Sequence(NamedTuple):
    """The output for a sequence; `length` is None without a source.

    `behind` is the result of `behind_end`, `reference` its sequenceReference.
    """

    behind: str
    reference: str
    iri: str
    length: int | None


_Row: TypeAlias = "tuple[PlacedMessage, _Sequence, int, int, str, str, bool]"
"""An allele, its sequence, start and end, its state as written, the canonical JSON of that, and
whether it is normal."""


class PlacedAlleles:
    """Writes the alleles of VCF files."""

    def __init__(self, sequences: Sequences) -> None:
        self._source = sequences.source
        self._base = sequences.base
        self._known: dict[str, _Sequence | None] = {}

    def iri(self, message: PlacedMessage) -> str | None:
        """The IRI of an allele; None for a long one, or where its sequence has no digest."""
        accession, reference, alternate = message.accession, message.reference, message.alternate
        if accession not in self._known:
            self._known[accession] = self._sequence(accession)
        if self._known[accession] is None:
            return None
        if len(reference) > _LONGEST or len(alternate) > _LONGEST:
            return None
        return f"{self._base}ContextualAllele/{accession}:{message.start}:{reference}:{alternate}"

    def write(
        self, messages: Sequence[PlacedMessage], find: Callable[[str], Object | None]
    ) -> Iterator[tuple[str, list[Lost]] | None]:
        """How alleles that have an `iri` are written, and what is lost of them; None for others.

        `find` gives the resource with an IRI.
        """
        names = {message.accession for message in messages}
        sequences = {name: self._plain(name, find) for name in names}
        rows = [self._row(message, sequences[message.accession]) for message in messages]
        known = [row for row in rows if row is not None]
        places = sha512t24us([place_text(row[1].behind, row[2], row[3]) for row in known])
        owns = sha512t24us(map(allele_text, places, [row[5] for row in known]))
        written = map(self._written, known, places, owns)
        return (None if row is None else next(written) for row in rows)

    def tell_run(
        self, run: PlacedRun, find: Callable[[str], Object | None]
    ) -> tuple[list[str], list[Lost]] | None:
        """How a run is written, and what is lost; None where each allele is to be looked at."""
        accession = run.accession
        if accession not in self._known:
            self._known[accession] = self._sequence(accession)
        sequence = self._plain(accession, find)
        if sequence is None or sequence.length is not None:
            return None
        behind, states = sequence.behind, [_literal(row[4]) for row in run.rows]
        places = sha512t24us([place_text(behind, end - 1, end) for end in run.positions])
        owns = sha512t24us(map(allele_text, places, [state[1] for state in states]))
        texts = [
            self._text(sequence, accession, end - 1, end, row[3], row[4], state, place, own)
            for end, row, (state, _), place, own in zip(
                run.positions, run.rows, states, places, owns, strict=True
            )
        ]
        numbered = [n for n, row in enumerate(run.rows) if row[2]]
        iris = run.iris(self._base) if numbered else []
        return texts, [(iris[n], _NUMBERS) for n in numbered]

    def _row(self, message: PlacedMessage, sequence: _Sequence | None) -> _Row | None:
        if sequence is None:
            return None
        accession, start = message.accession, message.start
        reference, alternate = message.reference, message.alternate
        end = start + len(reference)
        is_held = sequence.length is not None and end <= sequence.length
        if is_held and reference and self._fetch(accession, start, end) != reference:
            return None
        if reference and alternate:
            return message, sequence, start, end, *_literal(alternate), True
        found = self._widened(message, end) if is_held else literal_state(alternate)
        if found is None:
            return None
        return message, sequence, start, end, dump(found), canonical_state(found) or "", is_held

    def _written(self, row: _Row, place: str, own: str) -> tuple[str, list[Lost]]:
        message, sequence, start, end, state, _, is_normal = row
        accession, reference, alternate = message.accession, message.reference, message.alternate
        text = self._text(
            sequence, accession, start, end, reference, alternate, state, place,
            own if is_normal else None,
        )  # fmt: skip
        if is_normal and not message.numbers:
            return text, _NOTHING
        lost = () if is_normal else NOT_NORMAL
        lost = (*lost, _NUMBERS) if message.numbers else lost
        return text, [(self.iri(message) or "", what) for what in lost]

    def _text(
        self, sequence: _Sequence, accession: str, start: int, end: int, reference: str,
        alternate: str, state: str, place: str, own: str | None,
    ) -> str:  # fmt: skip
        """An Allele with the digests of its place, and its own if it is normal."""
        name = _UNNAMED if own is None else f'"id":"ga4gh:VA.{own}",{_UNNAMED},"digest":"{own}"'
        return (
            f'{{{name}{_expression(accession, end, reference, alternate)},"location":'
            f'{{"id":"ga4gh:SL.{place}","digest":"{place}","type":"SequenceLocation",'
            f'"sequenceReference":{sequence.reference},"start":{start},"end":{end},'
            f'"sequence":"{reference}"}},"state":{state}}}'
        )

    def _plain(self, accession: str, find: Callable[[str], Object | None]) -> _Sequence | None:
        """A sequence whose ReferenceSequence does not say more of it than its accession does."""
        sequence = self._known[accession]
        target = None if sequence is None else find(sequence.iri)
        return sequence if target is None or values_of(target) == [accession] else None

    def _fetch(self, accession: str, start: int, end: int) -> str:
        assert self._source is not None
        return self._source.fetch(accession, start, end)

    def _widened(self, message: PlacedMessage, end: int) -> State | None:
        """The state of an insertion or deletion; None where normalizing gives it another place."""
        assert self._source is not None
        change, state = normal_with_sequence(
            self._source, message.accession, message.start, end, message.alternate
        )
        return state if (change.start, change.end) == (message.start, end) else None

    def _sequence(self, accession: str) -> _Sequence | None:
        refget = refget_of(accession)
        if refget is None:
            return None
        found = ReferencedSequence(accession, refget)
        allele = ContextualAllele({"contextualAlleleType": "genomic"})
        return _Sequence(
            behind_end(refget),
            dump(write_reference(found, allele, self._base)),
            f"{self._base}ReferenceSequence/{accession}",
            None if self._source is None else self._source.length(accession),
        )


_UNNAMED: Final = '"type":"Allele"'
_NOTHING: Final[list[Lost]] = []


@lru_cache(maxsize=1024)
def _literal(alternate: str) -> tuple[str, str]:
    """The state of an allele as it is written, and its canonical JSON."""
    return dump(literal_state(alternate)), canonical_literal(alternate)


def _expression(accession: str, end: int, reference: str, alternate: str) -> str:
    """The expressions of an allele, with the comma before them; empty where it has no name."""
    name = hgvs_name(accession, end, reference, alternate)
    if name is None:
        return ""
    return f',"expressions":[{{"syntax":"{SYNTAXES[name[1]]}","value":"{name[0]}"}}]'
