"""Alleles of VRS with computed identifiers, read without asking what else there might be.

An Allele at one place of a known sequence, with a literal state and the identifiers of both,
becomes what `AlleleReader` makes of it. Any other is left to that.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Annotated, Final, Literal, NamedTuple

from msgspec import Meta, MsgspecError, Struct
from msgspec.json import Decoder
from msgspec.structs import asdict, replace

from clingen_ld.compiled.engine import Engine
from clingen_ld.compiled.resources import has_keys_once
from clingen_ld.messages.foreign.checking import check
from clingen_ld.messages.foreign.extensions import same
from clingen_ld.messages.vrs.allele_names import type_of_name
from clingen_ld.messages.vrs.allele_writing import SYNTAXES
from clingen_ld.messages.vrs.identifiers import allele_digest, location_digest
from clingen_ld.messages.vrs.schema import SEQUENCE_REFERENCE, SYSTEM, TERMS
from clingen_ld.messages.vrs.sequences import (
    allele_type,
    mentioned_sequence,
    read_reference,
    write_reference,
)
from clingen_ld.model import Model, Tree
from clingen_ld.types import ContextualAllele
from clingen_ld.variation.builders import contextual_allele
from clingen_ld.variation.position import Interval
from clingen_ld.variation.spdi import Placement

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
    """What a sequenceReference tells; `kept` is what of it the model says otherwise."""

    accession: str
    refget: str
    kind: str
    kept: Tree
    mentioned: Tree
    decoded: Decoded


_DECODE: Final = Decoder(_Allele).decode


def read_plain(text: bytes, engine: Engine) -> list[tuple[Tree, Decoded]] | None:
    """The trees of an allele and of its sequence, decoded; None of what is not so plain."""
    try:
        given = _DECODE(text)
    except (MsgspecError, ValueError, RecursionError):
        return None
    sequence = _sequence(given.location.sequenceReference, engine)
    if sequence is None or not text.isascii() or not has_keys_once(text, given):
        return None
    tree = _tree(given, sequence, engine.model)
    decode = engine.decode_tree if sequence.kept else engine.decode_plain
    decoded = None if tree is None else decode(tree, text)
    if tree is None or decoded is None:
        return None
    return [(tree, decoded), (sequence.mentioned, sequence.decoded)]


def _tree(given: _Allele, sequence: _Sequence, model: Model) -> Tree | None:
    """The tree of an allele; None where its identifiers or names are not what they should be."""
    location, state = given.location, {"type": given.state.type, "sequence": given.state.sequence}
    start, end = location.start, location.end
    if start > end:
        return None
    place = location_digest(sequence.refget, start, end)
    digest = allele_digest(place, state)
    if (location.id, location.digest) != (f"ga4gh:SL.{place}", place):
        return None
    if given.id != f"ga4gh:VA.{digest}" or given.digest not in (None, digest):
        return None
    interval = Interval.of(start, end)
    placement = Placement(sequence.accession, interval, location.sequence, state["sequence"])
    tree = contextual_allele(placement, sequence.kind, model)
    tree["identifier"] = [{"system": SYSTEM, "value": given.id}]
    tree["referenceCoordinate"] |= sequence.kept
    names = []
    for each in given.expressions or ():
        kind = type_of_name(each.syntax, each.value)
        if SYNTAXES.get(kind or "") != each.syntax:
            return None
        names.append({"nameType": kind, "name": each.value})
    if names:
        tree["alleleName"] = names
    return tree


@lru_cache(maxsize=4096)
def _sequence(given: _SequenceReference, engine: Engine) -> _Sequence | None:
    """What a reference tells of a sequence; None where it alone does not tell what that is."""
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
    whole = replace(decoded, quads=engine.n_quads(decoded))
    return _Sequence(str(found.accession), str(found.refget), str(kind), kept, mentioned, whole)
