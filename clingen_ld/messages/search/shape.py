"""The shape of texts that are alike: the keys of their objects, and the kinds of values."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from clingen_ld.messages.search.walk import CODED, NAMES, OWN, SIGNS, TYPES, UNTYPED, VA, kind_of
from clingen_ld.messages.vrs.form import VRS_TYPES
from clingen_ld.model import escape

_MOST_KEYS: Final = 100
"""An object with more keys is no record, but a map."""
_DEEPEST: Final = 18
"""What is deeper is walked: Python nests 20 loops at most."""
_FEW: Final = 8
_SHOWN: Final = 50
"""Strings that have a few values, all among the first so many, are taken for codes."""
_PLAIN_KEY: Final = re.compile(r"[\w @.$:-]+", re.ASCII)
"""A key that is written in one way, if no letter is escaped."""
_LISTED: Final = NAMES - OWN - {"name", "label"}
"""Keys of names that are searched as well."""


class Shape:
    """The kinds of values at one place of texts, and what is in them."""

    __slots__ = (
        "allele", "count", "fields", "has_few", "is_found", "is_walked", "item", "kinds",
        "objects", "types", "values",
    )  # fmt: skip

    def __init__(self) -> None:
        self.count = self.objects = 0
        """How many values there were, and how many of them objects."""
        self.kinds: set[type] = set()
        self.fields: dict[str, Shape] = {}
        self.types: set[str] = set()
        """The values of `type` in objects."""
        self.allele: str | None = None
        """The kind of allele that the objects are."""
        self.item: Shape | None = None
        self.values: set[str] = set()
        """The values of strings while those are codes."""
        self.has_few = True
        """Whether strings have one of a few values, each of which came early."""
        self.is_found = False
        """Whether a string was an id or a name of an allele."""
        self.is_walked = False
        """Whether objects and arrays are walked, since keys and types do not show their kinds."""

    def add(
        self, value: Any, at: str, found: dict[str, str], depth: int = 0, inside: bool = False
    ) -> None:
        """Add a value at a pointer; `found` has the kinds of what was found, by pointer.

        `inside`: nothing is looked for in it.
        """
        self.count += 1
        kind = value.__class__
        self.kinds.add(kind)
        if kind is str:
            self.is_found |= at in found
            if value not in self.values:
                is_early = self.count <= _SHOWN and len(self.values) < _FEW
                self.has_few = self.has_few and is_early and not inside
                if self.has_few:
                    self.values.add(value)
        elif self.is_walked or depth > _DEEPEST:
            self.is_walked = True
        elif kind is list:
            self.item = item = self.item or Shape()
            for number, each in enumerate(value):
                item.add(each, f"{at}/{number}", found, depth + 1, inside)
        elif kind is dict:
            self._add_object(value, at, found, depth, inside)

    def _add_object(
        self, value: dict[str, Any], at: str, found: dict[str, str], depth: int, inside: bool
    ) -> None:
        self.objects += 1
        allele = found.get(at)
        is_other = self.objects > 1 and allele != self.allele
        if not inside and (is_other or not _is_certain(value, allele)):
            self.is_walked = True
            return
        self.allele = allele
        for key, each in value.items():
            if key == "type" and not inside:
                self.types.add(each)
            field = self.fields.setdefault(key, Shape())
            field.has_few = field.has_few and key not in CODED  # which mean what the system says
            is_own = allele is not None and key in OWN
            field.add(each, f"{at}/{escape(key)}", found, depth + 1, inside or is_own)
        is_record = len(self.fields) <= _MOST_KEYS and all(map(_PLAIN_KEY.fullmatch, value))
        self.is_walked = not is_record

    def size(self) -> int:
        """How many places there are in it, itself included."""
        items = 0 if self.item is None else self.item.size()
        return 1 + items + sum(field.size() for field in self.fields.values())

    @property
    def is_coded(self) -> bool:
        """Whether strings are codes, none of which is found."""
        return self.has_few and self.count > _SHOWN and not self.is_found

    def requires(self, key: str) -> bool:
        """Whether each object had a key."""
        return key in self.fields and self.fields[key].count == self.objects

    def settle(self, repeated: bool) -> None:
        """Decide which objects are walked, all of them having been seen.

        `repeated`: there may be several in a text.
        """
        if self.item is not None:
            self.item.settle(True)
        for key in self.searched():
            self.fields[key].settle(repeated)
        if self.allele is None:
            is_certain = not ("type" in self.fields and self.fields["type"].is_found)
            is_certain &= self.requires("type") or UNTYPED.isdisjoint(self.fields)
        else:
            least = dict.fromkeys(filter(self.requires, self.fields))
            is_certain = kind_of({**least, "type": self.allele}) == self.allele
            is_certain &= _LISTED.isdisjoint(self.fields)
        # Structs have no order, but the text has, if there is one such object in it.
        in_order = not repeated or sum(self.fields[key].has_some() for key in self.searched()) < 2
        self.is_walked = self.is_walked or not is_certain or not in_order

    def searched(self) -> Iterator[str]:
        """The keys of objects in which something is looked for."""
        return (key for key in self.fields if self.allele is None or key not in OWN)

    def has_some(self) -> bool:
        """Whether something was found in it, or may be."""
        if self.is_found or self.is_walked or self.allele is not None:
            return True
        if self.item is not None and self.item.has_some():
            return True
        return any(self.fields[key].has_some() for key in self.searched())


def _is_certain(node: dict[str, Any], allele: str | None) -> bool:
    """Whether keys and type show that an object is an allele of a kind, or is none."""
    type_ = node.get("type")
    if not SIGNS.isdisjoint(node) or ("type" in node and not isinstance(type_, str)):
        return False
    if allele is not None:
        return type_ == allele and allele in VRS_TYPES
    id_ = node.get("id")
    return type_ not in TYPES and not (isinstance(id_, str) and id_.startswith(VA))
