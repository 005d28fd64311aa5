"""An Allele of VRS as it is given: its place, sequence, digests and names, and what is wrong."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Final, NamedTuple

from clingen_ld.messages.foreign.builder import ResourceBuilder
from clingen_ld.messages.foreign.checking import check
from clingen_ld.messages.vrs.allele_writing import SYNTAXES
from clingen_ld.messages.vrs.identifiers import (
    ALLELE_ID,
    allele_digest,
    canonical_number,
    location_digest,
    wrong_names,
)
from clingen_ld.messages.vrs.normalizing import wrong_parts
from clingen_ld.messages.vrs.pointers import is_pointer
from clingen_ld.messages.vrs.schema import ALLELE, LOCATION, TERMS
from clingen_ld.messages.vrs.sequences import (
    ReferencedSequence,
    allele_type,
    is_name_of_sequence,
    read_reference,
    wrong_refget,
)
from clingen_ld.model import Note, Object, Tree, is_absolute, part, parts, wrong
from clingen_ld.variation.plain_names import name_type

ENDS: Final = ("start", "end")
_LONGEST: Final = 60  # characters of a value in a finding


class GivenAllele(NamedTuple):
    """An allele object, with its sequence, type, and digests.

    `of_location` and `digest` are the digests of its content, None if it has none.
    """

    allele: Object
    location: Object
    sequence: ReferencedSequence
    kind: str | None
    of_location: str | None
    digest: str | None

    @classmethod
    def of(cls, allele: Object) -> GivenAllele:
        """The content of an object."""
        location = part(allele, "location")
        expressions = [each for _, each in parts(allele, "expressions")]
        named = location.get("sequenceReference")
        sequence = read_reference(named, (each.get("value") for each in expressions))
        kind = allele_type(sequence, named, [each.get("syntax") for each in expressions])
        of_location = _location_digest(location, sequence)
        state = part(allele, "state")
        digest = None if of_location is None else allele_digest(of_location, state)
        return cls(allele, location, sequence, kind, of_location, digest)

    @property
    def is_placed(self) -> bool:
        """Whether the model can have its place: it is not only named, and has two plain ends."""
        ends = [self.location.get(key) for key in ENDS]
        is_open = ends.count(None) == 1
        is_named = isinstance(self.allele.get("location"), str)
        return not (is_named or is_open or any(isinstance(end, list) for end in ends))

    @property
    def id(self) -> str | None:
        """The computed identifier: the one of its content, else the one that it says."""
        if self.digest is not None:
            return f"ga4gh:VA.{self.digest}"
        id_ = self.allele.get("id")
        return id_ if isinstance(id_, str) and ALLELE_ID.fullmatch(id_) else None


def unread(given: Object) -> Iterator[Note]:
    """What is wrong with an allele that is not read, because another one is the same."""
    location = part(given, "location")
    yield from check(given, ALLELE, unread=True)
    yield from wrong_reference(given)
    yield from uncertain_ends(location)
    yield from wrong_parts(part(given, "state"), location)
    yield from wrong_ids(GivenAllele.of(given))


def wrong_reference(given: Object) -> Iterator[Note]:
    """Invalid references to a location or a sequence."""
    location = given.get("location")
    if isinstance(location, str) and not is_absolute(location) and not is_pointer(location):
        yield wrong("location", location, "an object or an IRI", "/location", "ST-7")
    named = part(given, "location").get("sequenceReference")
    if isinstance(named, str) and not is_name_of_sequence(named):
        expected, at = "an object, an accession or an IRI", "/location/sequenceReference"
        yield wrong("sequenceReference", named, expected, at, "ST-4")
    yield from wrong_refget(named, "/location/sequenceReference")


def uncertain_ends(location: Object) -> Iterator[Note]:
    for key in ENDS:
        if isinstance(location.get(key), list):
            shown = json.dumps(location[key])
            values = {"property": key, "value": f"the Range {shown[:_LONGEST]}"}
            values["expected"] = "one position (the model has no place for uncertain ends)"
            yield Note("ST-4", f"/location/{key}", values)
    missing = [key for key in ENDS if location.get(key) is None]
    if len(missing) == 1:  # an open end, which VRS has
        yield Note("ST-2", "/location", {"property": missing[0], "type": LOCATION.name})


def wrong_ids(read: GivenAllele) -> Iterator[Note]:
    """Computed identifiers and digests that do not match their objects."""
    if read.of_location is not None:
        yield from wrong_names(read.location, read.of_location, "ga4gh:SL.", "/location")
    if read.digest is not None:
        yield from wrong_names(read.allele, read.digest, "ga4gh:VA.", "")


def _location_digest(location: Object, sequence: ReferencedSequence) -> str | None:
    start, end = location.get("start"), location.get("end")
    if sequence.refget is None or None in (canonical_number(start), canonical_number(end)):
        return None
    return location_digest(sequence.refget, start, end)


_NAME_TYPES: Final = {syntax: kind for kind, syntax in SYNTAXES.items() if syntax != "hgvs.p"}


def put_names(builder: ResourceBuilder, given: Object, also: Object) -> None:
    """The expressions and aliases as names of the allele; of another object, those not yet there.

    The names of the other object have no place in the one given.
    """
    names: list[Tree] = []
    for name, places in _names(given):
        here = f"/alleleName/{len(names)}"
        builder.moved |= {here + below: there for below, there in places.items()}
        names.append(name)
    names += [name for name, _ in _names(also) if name not in names]
    if names:
        builder.tree["alleleName"] = names


def _names(given: Object) -> Iterator[tuple[Tree, dict[str, str]]]:
    """The names of an object, each with the positions of its properties."""
    for there, each in parts(given, "expressions"):
        name: Tree = {}
        syntax, value = each.get("syntax"), each.get("value")
        kind = type_of_name(syntax, value)
        if kind is not None:
            name["nameType"] = kind
        if "value" in each:
            name["name"] = value
        known_syntax = SYNTAXES.get(kind or "")
        TERMS.keep(name, each, each.keys() - {"value", "syntax"})
        if "syntax" in each and syntax != known_syntax:
            TERMS.keep(name, each, ["syntax"])
        yield name, {"": there, "/name": f"{there}/value", "/nameType": f"{there}/syntax"}
    aliases = given.get("aliases")
    for n, alias in enumerate(aliases if isinstance(aliases, list) else ()):
        if isinstance(alias, str):
            name = {"nameType": "custom", "name": alias}
            yield name, {"": f"/aliases/{n}", "/name": f"/aliases/{n}"}


def type_of_name(syntax: object, value: object) -> str | None:
    """The type of name of an expression; custom where the model has none for its syntax."""
    if not isinstance(syntax, str):
        return None
    if syntax == "hgvs.p":
        kind = name_type(value) if isinstance(value, str) else ""
        return kind if kind.startswith("hgvs-protein") else "hgvs-protein-3"
    return _NAME_TYPES.get(syntax, "custom")
