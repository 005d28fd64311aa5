"""Fast writer of alleles on chromosomes, as VCF files have them, as Alleles of VRS.

They are, to the byte, the output of `VrsAlleleWriter`. What depends on more than the allele itself,
or loses more than its number in dbSNP, is left to that.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from clingen_ld.messages.foreign.bundling import Ready
from clingen_ld.messages.vcf.placed import hgvs_name
from clingen_ld.messages.vrs.allele_writing import NOT_NORMAL, SYNTAXES
from clingen_ld.messages.vrs.identifiers import (
    behind_end,
    canonical_literal,
    canonical_state,
    digest_of_place,
    digest_of_state,
)
from clingen_ld.messages.vrs.normalizing import State, literal_state, normal_with_sequence
from clingen_ld.messages.vrs.sequences import ReferencedSequence, Sequences, write_reference
from clingen_ld.messages.writing import dump
from clingen_ld.types import ContextualAllele
from clingen_ld.variation.accessions import values_of
from clingen_ld.variation.assemblies import refget_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from clingen_ld.messages.vcf.placed import PlacedMessage
    from clingen_ld.model import Object

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


class PlacedAlleles:
    """Writes the alleles of VCF files."""

    def __init__(self, sequences: Sequences) -> None:
        self._source = sequences.source
        self._base = sequences.base
        self._plain: Object | None = None
        """The last ReferenceSequence that was found to be so."""
        self._known: dict[str, _Sequence | None] = {}

    def tell(
        self, message: PlacedMessage, find: Callable[[str], Object | None]
    ) -> tuple[str, Ready] | None:
        """The IRI of an allele, and how it is written; `find` gives the resource with an IRI."""
        accession = message.accession
        if accession not in self._known:
            self._known[accession] = self._sequence(accession)
        sequence = self._known[accession]
        start, reference, alternate = message.start, message.reference, message.alternate
        if sequence is None or not self._is_plain(accession, find(sequence.iri)):
            return None
        if len(reference) > _LONGEST or len(alternate) > _LONGEST:
            return None
        end = start + len(reference)
        is_held = sequence.length is not None and end <= sequence.length
        if is_held and reference and self._fetch(accession, start, end) != reference:
            return None
        lost: tuple[str, ...] = ()
        if reference and alternate:
            state = _LITERAL.format(alternate)
            told = canonical_literal(alternate)
        else:
            found = self._widened(message, end) if is_held else literal_state(alternate)
            if found is None:
                return None
            state, told = dump(found), canonical_state(found) or ""
            lost = () if is_held else NOT_NORMAL
        location = digest_of_place(sequence.behind, start, end)
        named = ""
        if not lost:
            own = digest_of_state(location, told)
            named = f'"id":"ga4gh:VA.{own}","type":"Allele","digest":"{own}"'
        text = (
            f'{{{named or _UNNAMED}{_expression(accession, end, reference, alternate)},"location":'
            f'{{"id":"ga4gh:SL.{location}","digest":"{location}","type":"SequenceLocation",'
            f'"sequenceReference":{sequence.reference},"start":{start},"end":{end},'
            f'"sequence":"{reference}"}},"state":{state}}}'
        )
        iri = f"{self._base}ContextualAllele/{accession}:{start}:{reference}:{alternate}"
        if message.numbers:
            lost = (*lost, _NUMBERS)
        return iri, Ready(message, text, [(iri, what) for what in lost])

    def _is_plain(self, accession: str, target: Object | None) -> bool:
        """Whether a ReferenceSequence says no more of what the sequence is than its accession."""
        if target is None or target is self._plain:
            return True
        is_plain = values_of(target) == [accession]
        if is_plain:
            self._plain = target
        return is_plain

    def _fetch(self, accession: str, start: int, end: int) -> str:
        assert self._source is not None
        return self._source.fetch(accession, start, end)

    def _widened(self, message: PlacedMessage, end: int) -> State | None:
        """The state of an insertion or deletion; None where it has another place by that."""
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
_LITERAL: Final = '{{"type":"LiteralSequenceExpression","sequence":"{}"}}'


def _expression(accession: str, end: int, reference: str, alternate: str) -> str:
    """The expressions of an allele, with the comma before them; empty where it has no name."""
    name = hgvs_name(accession, end, reference, alternate)
    if name is None:
        return ""
    return f',"expressions":[{{"syntax":"{SYNTAXES[name[1]]}","value":"{name[0]}"}}]'
