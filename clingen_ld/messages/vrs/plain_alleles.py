"""Alleles of VRS with computed identifiers, read without asking what else there might be.

An Allele at one place of a known sequence, with a literal state and the identifiers of both,
becomes what `AlleleReader` makes of it. Any other is left to that.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Annotated, Final, Literal, NamedTuple

from msgspec import Meta, MsgspecError, Struct
from msgspec.json import Decoder, encode
from msgspec.structs import asdict, replace

from clingen_ld.compiled.engine import Engine
from clingen_ld.compiled.resources import has_keys_once, is_canonical
from clingen_ld.messages.foreign.builder import same
from clingen_ld.messages.foreign.checking import check
from clingen_ld.messages.vrs.allele_names import type_of_name
from clingen_ld.messages.vrs.allele_writing import SYNTAXES
from clingen_ld.messages.vrs.identifiers import (
    behind_end,
    canonical_literal,
    digest_of_place,
    digest_of_state,
)
from clingen_ld.messages.vrs.schema import SEQUENCE_REFERENCE, SYSTEM, TERMS
from clingen_ld.messages.vrs.sequences import (
    allele_type,
    mentioned_sequence,
    read_reference,
    write_reference,
)
from clingen_ld.model import Tree
from clingen_ld.types import ContextualAllele

if TYPE_CHECKING:
    from clingen_ld.compiled.engine import Decoded

_Text = Annotated[str, Meta(min_length=1)]
_Letters = Annotated[str, Meta(pattern="^[A-Z]*$")]


class _Object(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, gc=False):
    """An object of VRS with keys that are read here, and no others."""


class _SequenceReference(_Object, frozen=True):
    refgetAccession: _Text  # noqa: N815 (as in messages)
    type: Literal["SequenceReference"]
    id: _Text | None = None
    name: _Text | None = None
    residueAlphabet: str | None = None  # noqa: N815
    moleculeType: str | None = None  # noqa: N815


class _Location(_Object, frozen=True):
    id: str
    digest: str
    type: Literal["SequenceLocation"]
    sequenceReference: _SequenceReference  # noqa: N815
    start: Annotated[int, Meta(ge=0)]
    end: Annotated[int, Meta(ge=0)]
    sequence: _Letters | None = None


class _State(_Object, frozen=True):
    type: Literal["LiteralSequenceExpression"]
    sequence: _Letters


class _Expression(_Object, frozen=True):
    syntax: str
    value: _Text


class _Allele(_Object, frozen=True):
    id: str
    type: Literal["Allele"]
    location: _Location
    state: _State
    digest: str | None = None
    expressions: Annotated[tuple[_Expression, ...], Meta(min_length=1)] | None = None


class _Sequence(NamedTuple):
    """The content of a sequenceReference; `kept` is its part that the model expresses differently.

    `behind` is the result of `behind_end`.
    """

    accession: str
    behind: str
    kind: str
    kept: Tree
    decoded: Decoded


_DECODE: Final = Decoder(_Allele).decode


def read_plain(text: bytes, engine: Engine) -> tuple[Decoded, Decoded] | None:
    """An allele and its sequence, decoded; None if it is not plain."""
    try:
        given = _DECODE(text)
    except (MsgspecError, ValueError, RecursionError):
        return None
    sequence = _sequence(given.location.sequenceReference, engine)
    if sequence is None or not text.isascii() or not has_keys_once(text, encode(given)):
        return None
    decoded = _allele(given, sequence, engine, text)
    return None if decoded is None else (decoded, sequence.decoded)


def _allele(given: _Allele, sequence: _Sequence, engine: Engine, text: bytes) -> Decoded | None:
    """An allele of the model; None where identifiers or names are not what they should be."""
    location, state = given.location, given.state.sequence
    start, end = location.start, location.end
    if start > end:
        return None
    place = digest_of_place(sequence.behind, start, end)
    digest = digest_of_state(place, canonical_literal(state))
    if location.digest != place or location.id != f"ga4gh:SL.{place}":
        return None
    if given.id != f"ga4gh:VA.{digest}" or given.digest not in (None, digest):
        return None
    names = []
    for each in given.expressions or ():
        kind = type_of_name(each.syntax, each.value)
        if kind is None or SYNTAXES.get(kind) != each.syntax:
            return None
        names.append((each.value, kind))
    return engine.placed(
        text, sequence.accession, start, end, location.sequence, state, sequence.kind,
        names=names, identifiers=((SYSTEM, given.id),), kept=sequence.kept,
    )  # fmt: skip


@lru_cache(maxsize=4096)
def _sequence(given: _SequenceReference, engine: Engine) -> _Sequence | None:
    """The sequence of a reference; None if the reference alone does not identify it."""
    named = {key: value for key, value in asdict(given).items() if value is not None}
    found = read_reference(named, ())
    kind = allele_type(found, named, ())
    mentioned = mentioned_sequence(found, kind)
    decoded = None if mentioned is None else engine.decode_tree(mentioned)
    if None in (found.accession, found.refget, kind) or mentioned is None or decoded is None:
        return None
    if check(named, SEQUENCE_REFERENCE):
        return None
    written = write_reference(found, ContextualAllele({"contextualAlleleType": kind}), engine.base)
    kept: Tree = {}
    if not same(named, written):
        TERMS.keep(kept, {"sequenceReference": named}, ["sequenceReference"])
    if not all(is_canonical(*pair) for pair in kept.items()):
        return None
    whole = replace(decoded, recurs=True)
    return _Sequence(str(found.accession), behind_end(str(found.refget)), str(kind), kept, whole)
