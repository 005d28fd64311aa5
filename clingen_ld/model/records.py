"""The base class of the records in `clingen_ld.types`, which are generated from the model.

A record is a view of a plain tree, which may contain any errors: a property with a value of the
wrong type reads as absent. So rules can run on messages with errors.
"""

from __future__ import annotations

from typing import Any, ClassVar, Generic, TypeVar

from clingen_ld.model.identity import is_subsetted
from clingen_ld.model.trees import Tree, is_registered

_new = object.__new__
Name = TypeVar("Name", bound=str)
R = TypeVar("R", bound="TypedRecord[Any]")


class TypedRecord(Generic[Name]):
    """A typed view of the plain tree of a resource, part or data type.

    `tree` is the dict itself, in the names of the model. `pointer` is the JSON Pointer
    (RFC 6901) of this object within its resource; empty for the resource. An absent part is an
    empty record, which is false:

    >>> from clingen_ld.types import ContextualAllele
    >>> allele = ContextualAllele({"referenceCoordinate": {"start": {"index": "wrong"}}})
    >>> allele.referenceCoordinate.start.index is None, bool(allele.referenceCoordinate.end)
    (True, False)

    Records are equal when their types and trees are.
    """

    __slots__ = ("pointer", "tree")
    __hash__: ClassVar[None]  # type: ignore[assignment]

    def __init__(self, tree: Tree, pointer: str = "") -> None:
        self.tree = tree
        self.pointer = pointer

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.tree!r})"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, TypedRecord):
            return NotImplemented
        return type(self) is type(other) and self.tree == other.tree

    def __bool__(self) -> bool:
        return bool(self.tree)

    def raw(self, name: Name) -> Any:
        """The raw value of a property, right or wrong; None if absent."""
        return self.tree.get(name)

    def has(self, name: Name) -> bool:
        """Whether a property has any value, right or wrong."""
        return self.tree.get(name) not in (None, [])

    def objects(self, name: Name, type_: type[R]) -> list[R]:
        """The records of a property's one or several objects; empty ones for other values.

        >>> from clingen_ld.types import CanonicalAllele, Reference
        >>> allele = CanonicalAllele({"nested": {"reference": "CanonicalAllele/CA1"}})
        >>> [each.reference for each in allele.objects("nested", Reference)]
        ['CanonicalAllele/CA1']
        """
        value, at = self.tree.get(name), f"{self.pointer}/{name}"
        is_list = isinstance(value, list)
        return [type_(item, f"{at}/{n}" if is_list else at) for n, item in enumerate(listed(value))]

    def at(self, name: Name) -> str:
        """The JSON Pointer of a property within the resource.

        >>> from clingen_ld.types import ContextualAllele
        >>> allele = ContextualAllele({"alleleName": [{"name": "NC_000017.11:g.43045712C>T"}]})
        >>> allele.alleleName[0].at("nameType")
        '/alleleName/0/nameType'
        """
        return f"{self.pointer}/{name}"


class ResourceRecord(TypedRecord[Name]):
    """A typed view of a resource: what all of them have beside the properties of the model."""

    __slots__ = ()

    @property
    def resourceType(self) -> str | None:  # noqa: N802
        """The name of the resource type."""
        return value if isinstance(value := self.tree.get("resourceType"), str) else None

    @property
    def is_subsetted(self) -> bool:
        """Whether the resource says that there is more to know of it."""
        return is_subsetted(self.tree)

    @property
    def is_registered(self) -> bool:
        """Whether the Allele Registry gave the resource, which has more than the model knows."""
        return is_registered(self.tree)

    @property
    def iri(self) -> str | None:
        """The IRI that the resource gives itself (`@id`), where type and id give another."""
        return value if isinstance(value := self.tree.get("@id"), str) else None


def integer(value: object, least: int) -> int | None:
    """An integer of at least a minimum; None for any other value."""
    if isinstance(value, int) and not isinstance(value, bool) and value >= least:
        return value
    return None


def texts(value: object) -> tuple[str, ...]:
    """The strings in a list; none for any other value."""
    return tuple([s for s in value if isinstance(s, str)]) if isinstance(value, list) else ()


def listed(value: object) -> list[Tree]:
    """The items of a list, or a value as the only item; {} for each that is not an object.

    >>> listed({"code": "2758"}), listed([5]), listed(None)
    ([{'code': '2758'}], [{}], [])
    """
    items = value if isinstance(value, list) else [] if value is None else [value]
    return [item if isinstance(item, dict) else {} for item in items]


def part(owner: TypedRecord[Any], type_: type[R], name: str) -> R:
    """The record of a property's object; an empty one without an object."""
    value = owner.tree.get(name)
    record = _new(type_)  # without __init__, which takes twice as long
    record.tree = value if isinstance(value, dict) else {}
    record.pointer = f"{owner.pointer}/{name}"
    return record


def parts(owner: TypedRecord[Any], type_: type[R], name: str) -> tuple[R, ...]:
    """The records of the objects in a property's list; none without a list."""
    value = owner.tree.get(name)
    if not isinstance(value, list):
        return ()
    start, found = f"{owner.pointer}/{name}/", []
    for n, item in enumerate(value):
        if isinstance(item, dict):
            record = _new(type_)
            record.tree, record.pointer = item, f"{start}{n}"
            found.append(record)
    return tuple(found)


def filled(values: Tree, resource_type: str | None = None) -> Tree:
    """The tree of the arguments of a `build` method, in order, without absent ones."""
    tree: Tree = {} if resource_type is None else {"resourceType": resource_type}
    for name, value in values.items():
        plain = None if name == "cls" else _plain(value)
        # An empty string is a value, as in the allele of a deletion.
        if plain is not None and plain != [] and plain != {}:
            tree["@id" if name == "iri" else name] = plain
    return tree


def _plain(value: Any) -> Any:
    if isinstance(value, TypedRecord):
        return value.tree
    if value is None or isinstance(value, str | int):
        return value
    return [_plain(item) for item in value]
