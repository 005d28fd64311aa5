"""Alleles of VRS 1, as MaveDB and others publish them, in the keys of VRS 2.

What VRS 2 says in the same way is read: a literal state between two ends of a sequence. Its
identifiers are computed again; the one of VRS 1, which has another digest, is an Identifier.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from clingen_ld.messages.foreign.builder import ReadResource
from clingen_ld.messages.vrs.identifiers import computed_id, is_natural
from clingen_ld.model import Object, Tree

SYSTEM: Final = "https://w3id.org/ga4gh/vrs/1"
"""The system of the Identifier that an identifier of VRS 1 becomes."""
_NAMES: Final = ("_id", "id")
_KNOWN: Final = frozenset((*_NAMES, "type", "location", "state"))
_LOCATION: Final = frozenset((*_NAMES, "type", "sequence_id", "interval"))
_STATES: Final = ("LiteralSequenceExpression", "SequenceState")
_INTERVALS: Final = ("SequenceInterval", "SimpleInterval", None)
_MOVED: Final = {
    "/location/sequenceReference": "/location/sequence_id",
    "/location/start": "/location/interval/start",
    "/location/end": "/location/interval/end",
}


def upgraded(given: Mapping[str, Any]) -> Tree | None:
    """An Allele of VRS 1 as one of VRS 2, with computed identifiers.

    None for any other object, and for what VRS 2 says in another way, or not at all.

    >>> ends = {"type": "SimpleInterval", "start": 9, "end": 10}
    >>> place = {"sequence_id": "refseq:NC_000007.14", "interval": ends}
    >>> state = {"type": "SequenceState", "sequence": "T"}
    >>> upgraded({"type": "Allele", "location": place, "state": state})["location"]["end"]
    10
    """
    location, state = given.get("location"), given.get("state")
    if given.get("type", "Allele") != "Allele" or not _KNOWN.issuperset(_said(given)):
        return None
    if not isinstance(location, Mapping) or not isinstance(state, Mapping):
        return None
    where = _location(location)
    is_literal = state.get("type") in _STATES and _said(state) <= {"type", "sequence", *_NAMES}
    if where is None or not is_literal or not isinstance(state.get("sequence"), str):
        return None
    literal = {"type": _STATES[0], "sequence": state["sequence"]}
    allele: Tree = {"type": "Allele", "location": _identified(where), "state": literal}
    return _identified(allele)


def identifiers(given: Mapping[str, Any]) -> list[Tree]:
    """The Identifiers that the identifiers of an object of VRS 1 become."""
    said = (given.get(key) for key in _NAMES)
    return [{"system": SYSTEM, "value": name} for name in said if isinstance(name, str) and name]


def place(resource: ReadResource) -> None:
    """Give the notes and values of a read allele the places that they have in VRS 1."""
    normal = resource.normal
    normal.moved = {key: _given(at) for key, at in normal.moved.items()}
    normal.notes = [note._replace(pointer=_given(note.pointer)) for note in normal.notes]


def _given(pointer: str) -> str:
    """A pointer of VRS 2 in VRS 1."""
    return next(
        (was + pointer[len(now) :] for now, was in _MOVED.items() if pointer.startswith(now)),
        pointer,
    )


def _said(given: Mapping[str, Any]) -> set[str]:
    """The keys with a value: those of VRS 1 may be null."""
    return {key for key, value in given.items() if value is not None}


def _location(given: Object) -> Tree | None:
    """A SequenceLocation of VRS 2."""
    interval, sequence = given.get("interval"), given.get("sequence_id")
    if given.get("type", "SequenceLocation") != "SequenceLocation" or not isinstance(sequence, str):
        return None
    if not isinstance(interval, Mapping) or interval.get("type") not in _INTERVALS:
        return None
    is_known = _said(given) <= _LOCATION and _said(interval) <= {"type", "start", "end"}
    ends = {key: _number(interval.get(key)) for key in ("start", "end")}
    if not is_known or None in ends.values():
        return None
    refget = sequence.removeprefix("ga4gh:")
    named = {"type": "SequenceReference", "refgetAccession": refget}
    reference = named if refget.startswith("SQ.") else sequence
    return {"type": "SequenceLocation", "sequenceReference": reference, **ends}


def _identified(given: Tree) -> Tree:
    """An object of VRS 2 with its identifier and digest, if its content has them."""
    name = computed_id(given)
    return given if name is None else {"id": name, "digest": name.rpartition(".")[2]} | given


def _number(given: object) -> int | list[int | None] | None:
    """A number or a Range of VRS 2; None for what is neither."""
    if is_natural(given):
        return given
    if not isinstance(given, Mapping):
        return None
    type_, value = given.get("type"), given.get("value")
    if type_ == "Number" and is_natural(value):
        return value
    if type_ == "IndefiniteRange" and is_natural(value):
        return {"<=": [None, value], ">=": [value, None]}.get(str(given.get("comparator")))
    low, high = given.get("min"), given.get("max")
    if type_ == "DefiniteRange" and is_natural(low) and is_natural(high):
        return [low, high]
    return None
