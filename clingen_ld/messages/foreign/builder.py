"""Messages in the names of the model, made of what other forms say, with the places of that."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from clingen_ld.messages.foreign.extensions import put_last
from clingen_ld.model import Model, Normal, Note, Tree, escape, normal_form


@dataclass(slots=True)
class ReadResource:
    """A resource in a document, and the pointer of its object."""

    normal: Normal
    pointer: str = ""
    given: Mapping[str, Any] | None = None
    """The object that it was read from, where that describes it."""

    def keep(self, kept: Tree) -> None:
        """Keep content that the model does not have."""
        put_last(self.normal.tree, kept)


ReadValue = Callable[["ResourceBuilder", Any, str, str], Any]
"""What reads a value: takes the builder, the value, its pointer in what was given, and that in the
resource."""


def each(read: ReadValue) -> ReadValue:
    """What reads a value, or each value of an array; null is left as it is."""

    def read_all(made: ResourceBuilder, value: Any, given: str, here: str) -> Any:
        if isinstance(value, list):
            return [
                item if item is None else read(made, item, f"{given}/{n}", f"{here}/{n}")
                for n, item in enumerate(value)
            ]
        return value if value is None else read(made, value, given, here)

    return read_all


@dataclass(slots=True)
class ResourceBuilder:
    """A resource on its way: `moved` maps its pointers to those of what was given."""

    tree: Tree
    moved: dict[str, str] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)

    def put(self, name: str, value: Any, given: str) -> None:
        """Add a value from a pointer in the document."""
        self.tree[name] = value
        self.moved[f"/{name}"] = given

    def take(
        self, values: Iterable[tuple[str, str, Any]], given: str, here: str,
        readers: Mapping[str, ReadValue],
    ) -> Tree:  # fmt: skip
        """A node made of values (property, key, and value), with their places.

        `given` is the pointer of the object that has them, `here` that of the node; `readers`
        read the values of some properties.
        """
        found: Tree = {}
        for name, key, value in values:
            at, target = f"{given}/{escape(key)}", f"{here}/{name}"
            self.moved[target] = at
            read = readers.get(name)
            found[name] = value if read is None else read(self, value, at, target)
        return found

    def normal(self, model: Model, base: str) -> Normal:
        """The normal form, with places in what was given."""
        found = normal_form(self.tree, self.tree["resourceType"], model, base)
        own = Normal({}, moved=self.moved)
        moved = dict(self.moved)
        for here, there in found.moved.items():  # where the normal form is another list
            moved |= {
                here + place[len(there) :]: given
                for place, given in self.moved.items()
                if place.startswith(f"{there}/")
            }
            moved[here] = own.given_pointer(there)
        notes = [
            Note(n.rule, own.given_pointer(n.pointer), n.values, n.at_key) for n in found.notes
        ]
        return Normal(found.tree, notes + self.notes, moved)


def merged(one: Tree, other: Tree) -> Tree:
    """Two mentions of one resource as one; where they differ, the first is right."""
    names = [*one.get("identifier", ()), *other.get("identifier", ())]
    both = other | one
    if names:
        both["identifier"] = [name for n, name in enumerate(names) if name not in names[:n]]
    return both


def mention(tree: Mapping[str, Any], pointer: str) -> ReadResource:
    """A resource that a document only mentions, at a pointer."""
    return ReadResource(Normal(dict(tree), moved={"": ""}), pointer)
