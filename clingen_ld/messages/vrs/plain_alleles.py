"""Alleles of VRS with computed identifiers, read without asking what else there might be.

An Allele at one place of a known sequence, with a literal state and the identifiers of both,
becomes what `AlleleReader` makes of it. Any other is left to that.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Annotated, Final, Literal, NamedTuple, TypeVar

from msgspec import Meta, MsgspecError, Struct, convert
from msgspec.json import Decoder, encode
from msgspec.structs import asdict, replace

from clingen_ld.compiled.engine import Decoded, Engine
from clingen_ld.compiled.resources import has_keys_once, is_canonical
from clingen_ld.messages.foreign.builder import same
from clingen_ld.messages.foreign.checking import check
from clingen_ld.messages.vrs.allele_writing import SYNTAXES
from clingen_ld.messages.vrs.given_allele import type_of_name
from clingen_ld.messages.vrs.identifiers import (
    behind_end,
    canonical_literal,
    digest_of_place,
    digest_of_state,
)
from clingen_ld.messages.vrs.pointers import ALLELES, LOCATIONS, SEQUENCES
from clingen_ld.messages.vrs.schema import EXPRESSION, SEQUENCE_REFERENCE, SYSTEM, TERMS
from clingen_ld.messages.vrs.sequences import (
    allele_type,
    mentioned_sequence,
    other_sequence,
    read_reference,
    write_reference,
)
from clingen_ld.model import Tree
from clingen_ld.types import ContextualAllele

T = TypeVar("T")
Text = Annotated[str, Meta(min_length=1)]
PLAIN_KEY: Final = re.compile("[A-Za-z0-9_.:-]+")
"""A key of a record that stands as it is in references and in IRIs."""
_Letters = Annotated[str, Meta(pattern="^[A-Z]*$")]


class PlainObject(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, gc=False):
    """An object of VRS with keys that are read here, and no others.

    They are in the order in which they are written: so most texts are seen to have each key once.
    """


class _SequenceReference(PlainObject, frozen=True, kw_only=True):
    id: Text | None = None
    name: Text | None = None
    type: Literal["SequenceReference"]
    refgetAccession: Text  # noqa: N815 (as in messages)
    residueAlphabet: str | None = None  # noqa: N815
    moleculeType: str | None = None  # noqa: N815


class _Location(PlainObject, frozen=True):
    id: str
    digest: str
    type: Literal["SequenceLocation"]
    sequenceReference: _SequenceReference | Text  # noqa: N815
    start: Annotated[int, Meta(ge=0)]
    end: Annotated[int, Meta(ge=0)]
    sequence: _Letters | None = None


class _State(PlainObject, frozen=True):
    type: Literal["LiteralSequenceExpression"]
    sequence: _Letters


class _Expression(PlainObject, frozen=True):
    syntax: str
    value: Text


class _Allele(PlainObject, frozen=True, kw_only=True):
    id: str
    type: Literal["Allele"]
    digest: str | None = None
    expressions: Annotated[tuple[_Expression, ...], Meta(min_length=1)] | None = None
    location: _Location | Text
    state: _State


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
_DECODE_LOCATION: Final = Decoder(_Location).decode
_DECODE_SEQUENCE: Final = Decoder(_SequenceReference).decode


def read_plain(text: bytes, engine: Engine) -> tuple[Decoded, Decoded] | None:
    """An allele and its sequence, decoded; None if it is not plain."""
    given = decode_once(_DECODE, text)
    if given is None or isinstance(given.location, str):
        return None
    sequence = given.location.sequenceReference
    on = None if isinstance(sequence, str) else _sequence(sequence, engine)
    decoded = None if on is None else _allele(given, given.location, on, engine, text)
    return None if on is None or decoded is None else (decoded, on.decoded)


def decode_once(decode: Callable[[bytes], T], text: bytes) -> T | None:
    """What is decoded of a text of ASCII with each key once; None where it cannot be."""
    try:
        given = decode(text)
    except (MsgspecError, ValueError, RecursionError):
        return None
    return given if text.isascii() and has_keys_once(text, encode(given)) else None


class PlacedRecord(NamedTuple):
    """An allele of a bundle with its sequence, decoded, and the first of its names."""

    allele: Decoded
    sequence: Decoded
    name: str
    kind: str
    """Its contextual-allele-type."""


def read_record(
    key: str, text_at: Callable[[str, str], bytes | None], engine: Engine, canonical: str
) -> PlacedRecord | None:
    """The allele with a key in a bundle, whose canonical allele is known by a reference.

    `text_at` gives the text of the record of a section and a key. None where a record is not plain,
    has another id than its key, or refers to another one in any other way.
    """
    text = text_at(ALLELES, key)
    given = None if text is None else decode_once(_DECODE, text)
    if text is None or given is None or given.digest is None or given.id != key:
        return None
    place = _key_of(given.location, LOCATIONS)
    of_place = None if place is None else text_at(LOCATIONS, place)
    location = None if of_place is None else decode_once(_DECODE_LOCATION, of_place)
    if of_place is None or location is None or location.id != place:
        return None
    named = _key_of(location.sequenceReference, SEQUENCES)
    of_sequence = None if named is None else text_at(SEQUENCES, named)
    reference = None if of_sequence is None else decode_once(_DECODE_SEQUENCE, of_sequence)
    if reference is None or reference.refgetAccession != named:
        return None
    on = _sequence(reference, engine)
    if on is None:
        return None
    decoded = _allele(given, location, on, engine, text + of_place, canonical)
    if decoded is None:
        return None
    return PlacedRecord(decoded, on.decoded, _first_name(given), on.kind)


def read_again(value: Tree, engine: Engine, canonical: str) -> PlacedRecord | None:
    """The allele that is read of what was written as an object of VRS, if that is plain.

    Its texts are taken to need escapes.
    """
    try:
        given = convert(value, _Allele)
    except (MsgspecError, ValueError, RecursionError):
        return None
    location = given.location
    if isinstance(location, str) or isinstance(location.sequenceReference, str):
        return None
    on = _sequence(location.sequenceReference, engine)
    decoded = None if on is None else _allele(given, location, on, engine, b"\\", canonical)
    if on is None or decoded is None:
        return None
    return PlacedRecord(decoded, on.decoded, _first_name(given), on.kind)


def _first_name(given: _Allele) -> str:
    """The name of an allele by which a variant is named that it defines."""
    return given.expressions[0].value if given.expressions else given.id


def _key_of(reference: object, section: str) -> str | None:
    """The key in a reference to a record of a section, of which nothing is escaped."""
    if not isinstance(reference, str) or not reference.startswith(f"#/{section}/"):
        return None
    key = reference[len(section) + 3 :]
    return key if PLAIN_KEY.fullmatch(key) else None


def _allele(
    given: _Allele, location: _Location, sequence: _Sequence, engine: Engine, text: bytes,
    canonical: str | None = None,
) -> Decoded | None:  # fmt: skip
    """An allele of the model; None where identifiers or names are not what they should be.

    `text` has all of its texts; `canonical` is the reference to its canonical allele.
    """
    state = given.state.sequence
    start, end = location.start, location.end
    if start > end:
        return None
    place = digest_of_place(sequence.behind, start, end)
    digest = digest_of_state(place, canonical_literal(state))
    if location.digest != place or location.id != f"ga4gh:SL.{place}":
        return None
    if given.id != f"ga4gh:VA.{digest}" or given.digest not in (None, digest):
        return None
    names: list[tuple[str, str, Tree | None]] = []
    for each in given.expressions or ():
        kind = type_of_name(each.syntax, each.value)
        if kind is None or not _is_syntax(each.syntax):
            return None
        is_usual = SYNTAXES.get(kind) == each.syntax
        more = None if is_usual else {TERMS.term("syntax"): each.syntax}
        names.append((each.value, kind, more))
    return engine.placed(
        text, sequence.accession, start, end, location.sequence, state, sequence.kind,
        names=names, identifiers=((SYSTEM, given.id),), kept=sequence.kept, canonical=canonical,
    )  # fmt: skip


@lru_cache(maxsize=64)
def _is_syntax(syntax: str) -> bool:
    return not check({"syntax": syntax, "value": syntax}, EXPRESSION)


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
    if check(named, SEQUENCE_REFERENCE) or other_sequence(named) is not None:
        return None
    written = write_reference(found, ContextualAllele({"contextualAlleleType": kind}), engine.base)
    kept: Tree = {}
    if not same(named, written):
        TERMS.keep(kept, {"sequenceReference": named}, ["sequenceReference"])
    if not all(is_canonical(*pair) for pair in kept.items()):
        return None
    whole = replace(decoded, recurs=True)
    return _Sequence(str(found.accession), behind_end(str(found.refget)), str(kind), kept, whole)
