"""References by JSON Pointer in VRS and Cat-VRS, within their document or to records of a bundle.

An `iriReference` of gks-core may be a JSON Pointer as a fragment (RFC 6901, section 6), such as
`#/members/0`. Messages in use also have relative JSON Pointers (`2/members/0/`), which count
their levels from the value or from the object that it is in, and fragments that begin with the
id of the object (`#/90413/members/0/` in `clinvar:90413`). A pointer is never an IRI.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import unquote

from clingen_ld.messages.text.json_sections import VRS_SECTIONS
from clingen_ld.model import Note, Object, Tree, escape, is_absolute, pointer_steps, unescape, wrong

LookUp = Callable[[str], Any]
"""Returns the value at a JSON Pointer of the whole document; raises KeyError if there is none."""

_POINTER: Final = re.compile(r"#(?:/.*)?|(?P<up>[0-9]{1,9})(?P<below>/.*)", re.DOTALL)
_EXPECTED: Final = "an object, an IRI, or a JSON Pointer to an object of this document"
_LONGEST_CHAIN: Final = 8  # pointers to pointers

_Place = tuple[str | int, ...]


def is_pointer(value: object) -> bool:
    """Whether a value is a JSON Pointer: a fragment, or a relative one.

    >>> is_pointer("2/members/0/"), is_pointer("#/members/0"), is_pointer("ga4gh:VA.x")
    (True, True, False)
    """
    return isinstance(value, str) and _POINTER.fullmatch(value) is not None


@dataclass(slots=True)
class PointerResolver:
    """Resolves the pointers of one object in a document.

    `notes` report pointers without an object; those stay unchanged. `completed` are the pointers of
    alleles whose location or sequence is elsewhere.
    """

    given: Object
    look_up: LookUp
    notes: list[Note] = field(default_factory=list)
    completed: set[str] = field(default_factory=set)

    def resolved(self) -> Object:
        """The object with its pointers replaced by their targets."""
        found = self._allele(dict(self.given), ())
        for key in ("members", "constraints"):
            listed = found.get(key)
            if isinstance(listed, list):
                read = self._member if key == "members" else self._constraint
                found[key] = [read(each, (key, n)) for n, each in enumerate(listed)]
        return found

    def _member(self, value: Any, place: _Place) -> Any:
        value = self._object(value, place)
        return self._allele(value, place) if isinstance(value, dict) else value

    def _constraint(self, value: Any, place: _Place) -> Any:
        if not isinstance(value, dict):
            return value
        if "allele" in value:
            return value | {"allele": self._member(value["allele"], (*place, "allele"))}
        return self._allele(value, place)

    def _allele(self, allele: Tree, place: _Place) -> Tree:
        """An allele or constraint with the location and the sequence that it refers to."""
        if "location" not in allele:
            return allele
        location = self._object(allele["location"], (*place, "location"))
        if isinstance(location, dict) and "sequenceReference" in location:
            at = (*place, "location", "sequenceReference")
            sequence = self._object(location["sequenceReference"], at)
            if sequence is not location["sequenceReference"]:
                location = location | {"sequenceReference": sequence}
        if location is allele["location"]:
            return allele
        self.completed.add(_pointer(place))
        return allele | {"location": location}

    def _object(self, value: Any, place: _Place) -> Any:
        """The final target of a pointer; any other value unchanged."""
        found, at = value, place
        for _ in range(_LONGEST_CHAIN):
            if not isinstance(found, str) or not (is_pointer(found) or found.startswith("/")):
                break
            target = next(self._targets(found, at), None)
            if target is None:
                break
            found, at = target
        if isinstance(found, dict) or not isinstance(value, str) or not is_pointer(value):
            return found if isinstance(found, dict) else value
        if isinstance(found, str) and is_absolute(found):
            return found
        self.notes.append(dangling(_pointer(place), value))
        return value

    def _targets(self, text: str, place: _Place) -> Iterator[tuple[Any, _Place]]:
        """The possible targets of a pointer, with their places in the object."""
        found = _POINTER.fullmatch(text)
        if found is not None and found["up"] is not None:
            # From the value itself, as the draft has it, or from the object that it is in.
            inside = place[:-2] if isinstance(place[-1], int) else place[:-1]
            up = int(found["up"])
            for start in (place, inside):
                if up <= len(start):
                    yield from self._below(start[: len(start) - up], found["below"])
            return
        pointer = unquote(text.removeprefix("#"))
        yield from self._in_document(pointer)
        yield from self._below((), pointer)
        first, _, rest = pointer.removeprefix("/").partition("/")
        id_ = self.given.get("id")
        if isinstance(id_, str) and first in (id_, id_.rpartition(":")[2]):
            yield from self._below((), f"/{rest}")

    def _below(self, start: _Place, pointer: str) -> Iterator[tuple[Any, _Place]]:
        for steps in _spellings(pointer):
            place = (*start, *steps)
            try:
                value: Any = self.given
                for step in place:
                    value = value[int(step)] if isinstance(value, list) else value[step]
            except (KeyError, IndexError, ValueError, TypeError):
                continue
            if isinstance(value, dict | str):
                yield value, tuple(place)

    def _in_document(self, pointer: str) -> Iterator[tuple[Any, _Place]]:
        for steps in _spellings(pointer):
            try:
                value = self.look_up(_pointer(steps))
            except (KeyError, IndexError, ValueError, TypeError):
                continue
            if isinstance(value, dict):
                yield value, ()


def _spellings(pointer: str) -> list[list[str]]:
    """The steps of a pointer, and those without a slash at its end."""
    try:
        steps = pointer_steps(pointer)
    except ValueError:
        return []
    if steps[-1:] == [""]:
        return [steps, steps[:-1]] if steps[:-1] else [steps]
    return [steps] if steps else []  # the whole, which contains the pointer, is not part of it


def _pointer(place: _Place | list[str]) -> str:
    return "".join([f"/{escape(str(step))}" for step in place])


ALLELES: Final = VRS_SECTIONS["Allele"]
LOCATIONS: Final = VRS_SECTIONS["SequenceLocation"]
SEQUENCES: Final = VRS_SECTIONS["SequenceReference"]
VARIANTS: Final = VRS_SECTIONS["CategoricalVariant"]
DOCUMENTS: Final = "document"
"""The section of objects that are not VRS."""


def to_record(section: str, key: str) -> str:
    """The reference to a record."""
    return f"#/{escape(section)}/{escape(key).replace('%', '%25')}"


def pointers_in(value: Any) -> Iterator[str]:
    """The JSON Pointers of records that a value refers to, at any depth."""
    waiting = [value]
    while waiting:
        node = waiting.pop()
        if isinstance(node, str):
            if node.startswith("#/"):
                yield unquote(node[1:])
        elif isinstance(node, dict | list):
            waiting += node.values() if isinstance(node, dict) else node


def references_in(value: Any, at: str = "") -> Iterator[tuple[str, str]]:
    """The places of the references to records in a value, and these as they are."""
    if isinstance(value, str):
        if value.startswith("#/"):
            yield at, value
    elif isinstance(value, dict | list):
        items = value.items() if isinstance(value, dict) else enumerate(value)
        for step, each in items:
            yield from references_in(each, f"{at}/{escape(str(step))}")


def dangling(at: str, reference: str) -> Note:
    """The note that a pointer, at a place, leads to no object."""
    name = next(step for step in reversed(at.split("/")) if not step.isdecimal())
    return wrong(unescape(name), reference, _EXPECTED, at, "ST-4")


def section_of(value: Tree) -> str:
    """The section of an object."""
    section = VRS_SECTIONS.get(str(value.get("type")))
    if section is None and ("constraints" in value or "members" in value):
        return VARIANTS
    if section is None and "location" in value and "state" in value:
        return ALLELES
    return section or DOCUMENTS
