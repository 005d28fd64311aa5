"""The types of the model as msgspec structs: a message decoded in one step, or an error.

Decoding takes only what the model has, each value of its kind. A decoded resource answers what
the records of `clingen_ld.types` answer, from attributes: so the rules of the package can ask it,
and no rule is written twice. It has no places: a rule that finds something is asked again of the
record, which has them.

Functions that are generated from the model have their source here as well, as lines.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Annotated, Any, ClassVar, Final, Union

from msgspec import Meta, Struct, defstruct
from msgspec.json import Decoder, decode, encode

from clingen_ld.model import (
    REGISTRY,
    SUBSETTED,
    ConceptualClass,
    Model,
    Object,
    Property,
    Tree,
    Type,
    canonical_json,
    is_foreign,
)


class PythonSource:
    """Lines of Python on their way to a module."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._depth = 0

    def add(self, *lines: str) -> None:
        """Add lines at the present depth."""
        self._lines += ["    " * self._depth + line for line in lines]

    @contextmanager
    def block(self, head: str) -> Iterator[None]:
        """A compound statement, whose head is given, around what is added within."""
        self.add(f"{head}:")
        self._depth += 1
        yield
        self._depth -= 1

    def text(self) -> str:
        """The source."""
        return "\n".join(self._lines) + "\n"


TEXT = Annotated[str, Meta(min_length=1)]
EXTENSIONS: Final = "urn:clingen-ld:extensions…"
"""The key under which a tree that is to be decoded has what the model does not know.

It is not ASCII: so nearly all texts certainly lack it."""
_EXTENSIONS: Final = EXTENSIONS.encode()


class Compiled(Struct, frozen=True, gc=False):
    """A decoded object. What is absent is None, an empty tuple, or an empty object."""

    absent: ClassVar[Mapping[str, Any]]
    """The value of each property when it is absent."""
    empty: ClassVar[Any]
    """The object that stands for an absent one of the type."""
    pointer: ClassVar[str] = ""
    resourceType: ClassVar[str]  # noqa: N815 (as in messages)

    def has(self, name: str) -> bool:
        """Whether a property has a value."""
        return getattr(self, name) is not self.absent[name]

    def raw(self, name: str) -> Any:
        """The value of a property; None when it is absent."""
        value = getattr(self, name)
        return None if value is self.absent[name] else value

    def at(self, name: str) -> str:
        """No place."""
        return ""

    def objects(self, name: str, _: type) -> tuple[Any, ...]:
        """The objects of a property."""
        value = getattr(self, name)
        if value is self.absent[name]:
            return ()
        return value if isinstance(value, tuple) else (value,)

    @property
    def tree(self) -> Tree:
        """The plain tree of the object."""
        return plain_tree(encode(self))

    @property
    def is_subsetted(self) -> bool:
        """Whether a resource says that there is more to know of it."""
        tags = self.meta.tag  # type: ignore[attr-defined]
        return bool(tags) and any(tag.code == SUBSETTED["code"] for tag in tags)

    @property
    def is_registered(self) -> bool:
        """Whether the Allele Registry gave a resource."""
        known = self.extensions  # type: ignore[attr-defined]
        return known is not None and any(key.startswith(REGISTRY) for key in known)


def plain_tree(text: bytes) -> Tree:
    """The tree of a text that a decoded object was written as, or could have been.

    What it was written as has its keys in the order of the normal form.
    """
    tree: Tree = decode(text)
    return _plain(tree) if _EXTENSIONS in text else tree


def _plain(node: Any) -> Any:
    if node.__class__ is list:
        return [_plain(item) for item in node]
    if node.__class__ is not dict:
        return node
    beside = node.pop(EXTENSIONS, None)
    # Most values are texts: to call nothing for these saves half of the time.
    made = {k: v if v.__class__ is str else _plain(v) for k, v in node.items()}
    return made | dict(sorted(beside.items())) if beside else made


Structs = Mapping[str, type[Compiled]]


def make_structs(model: Model) -> Structs:
    """A struct for each resource type, and for each type of the objects in them."""
    made: dict[str, type[Compiled]] = {}
    for type_ in types_of(model):
        made[type_.name] = _struct(type_, made, model)
    return made


def make_decoder(structs: Structs, model: Model) -> Decoder[Compiled]:
    """Decodes the text of a resource, by its resourceType."""
    union: Any = Union[tuple(structs[name] for name in model.resources)]  # noqa: UP007
    return Decoder(union)


def has_keys_once(text: bytes, written: bytes | bytearray) -> bool:
    """Whether a JSON text, decoded and written again, surely has each key of an object once.

    Colons are behind keys and in strings, so each key that is left out takes one away.
    """
    if b"\\" in text and _COLON.search(text):
        return False
    return text.startswith(written) or written.count(b":") == text.count(b":")


_COLON: Final = re.compile(rb"\\u003[aA]")
"""A colon that the text of a value has unescaped."""


def types_of(model: Model) -> list[Type]:
    """The types of resources and of the objects in them, inner ones before outer ones."""
    found: dict[str, Type] = {}

    def visit(type_: Type) -> None:
        for prop in type_.properties.values():
            inner = model.object_type(prop)
            if inner is not None and inner.name not in found:
                visit(inner)
        found[type_.name] = type_

    for resource in model.resources.values():
        visit(resource)
    return list(found.values())


def is_required(prop: Property, type_: Type) -> bool:
    """Whether an object without a property is not decoded.

    A resource always is: one that says that there is more to know of it may lack anything.
    """
    if type_.kind == "resource":
        return False
    return bool(prop.minimum) or (type_.name == "Reference" and prop.name == "reference")


def is_present(prop: Property, value: str, model: Model) -> str:
    """Whether a value of a property is there, as an expression for generated functions."""
    if prop.many:
        return value
    inner = model.object_type(prop)
    return f"{value} is not {'None' if inner is None else f'absent[{inner.name!r}]'}"


def class_condition(cls: ConceptualClass, type_: Type, model: Model) -> str:
    """What decides that `x`, met as `met`, is in a class, as an expression."""

    def present(name: str) -> str:
        return is_present(type_.properties[name], f"x.{name}", model)

    asked = [f"x.{name} == {code!r}" for name, code in cls.codes.items()]
    if cls.owner is not None:
        asked.append(f"met[0] == {cls.owner[0]!r} and {cls.owner[1]!r} in met[1]")
    if cls.any_of:
        asked.append(f"({' or '.join(map(present, cls.any_of))})")
    asked += [f"not {present(name)}" for name in cls.none_of]
    return " and ".join(asked) or "True"


def _struct(type_: Type, made: Structs, model: Model) -> type[Compiled]:
    fields: list[tuple[str, Any] | tuple[str, Any, Any]] = []
    absent: dict[str, Any] = {}
    is_resource = type_.kind == "resource"
    if is_resource:
        fields.append(("iri", TEXT, None))
    for prop in type_.properties.values():
        inner = model.object_type(prop)
        nothing = () if prop.many else None if inner is None else made[inner.name].empty
        absent[prop.name] = nothing
        value = _value(prop, inner, made)
        if is_required(prop, type_):
            fields.append((prop.name, value))
        else:
            fields.append((prop.name, value, nothing))
    fields.append(("extensions", dict[str, Any], None))
    struct: Any = defstruct(
        type_.name,
        fields,
        bases=(Compiled,),
        namespace={"absent": absent, "resourceType": type_.name, "__bool__": _is_present},
        frozen=True,
        kw_only=True,  # in the order of the model
        forbid_unknown_fields=True,
        omit_defaults=True,
        rename={"iri": "@id", "extensions": EXTENSIONS},
        gc=False,
        tag_field="resourceType" if is_resource else None,
        tag=type_.name if is_resource else None,
    )
    required = [p.name for p in type_.properties.values() if is_required(p, type_)]
    struct.empty = struct(**{name: absent[name] for name in required})
    made_struct: type[Compiled] = struct
    return made_struct


def _is_present(self: Any) -> bool:
    return self is not type(self).empty


def _value(prop: Property, inner: Type | None, made: Structs) -> Any:
    """The type of a property's value."""
    value: Any
    if inner is not None:
        value = made[inner.name]
    elif prop.kind == "boolean":
        value = bool
    elif prop.kind == "integer":
        value = int if prop.least is None else Annotated[int, Meta(ge=prop.least)]
    else:
        value = str if prop.may_be_empty else TEXT
    return Annotated[tuple[value, ...], Meta(min_length=1)] if prop.many else value


Splitter = Callable[[Object], Tree]
"""Takes a node of a tree. Raises what Python does when the node, or one inside, is no dict."""


def make_splitters(model: Model) -> Mapping[str, Splitter]:
    """For each type, what gives a node with its extensions under one key.

    Raises `ValueError` for one that is not as the normal form has it.
    """
    made: dict[str, Splitter] = {}
    for type_ in types_of(model):
        inner = {p.name: model.object_type(p) for p in type_.properties.values()}
        keys = dict.fromkeys(inner)
        if type_.kind == "resource":
            keys |= {"resourceType": None, "@id": None}
        made[type_.name] = make_splitter(
            keys | {name: made[of.name] for name, of in inner.items() if of is not None},
            is_canonical,
        )
    return made


def is_canonical(key: str, value: Any) -> bool:
    """Whether a property that the model does not know is as the normal form has it.

    Nodes with names of their own, and links to parts of the resource, are for the standard path.
    """
    if not is_foreign(key) or key == EXTENSIONS:
        return False
    kind = value.__class__
    if kind is str or kind is int or (kind is dict and (is_link(value) or _is_literal(value))):
        return True
    text = repr(value)
    if "#/" in text and ("'@id'" in text or "'@value'" in text):
        return False
    if text.count("'@id'") != len(_LINK.findall(text)):
        return False
    return repr(canonical_json(value)) == text  # in the order of its keys, too


def is_link(value: Object) -> bool:
    """Whether an object is a link to a node that is certainly no part of the resource."""
    link = value.get("@id")
    return len(value) == 1 and link.__class__ is str and _ELSEWHERE.fullmatch(link) is not None


def _is_literal(value: Object) -> bool:
    """Whether an object is a text with a datatype, such as a document is kept as."""
    return [*value] == ["@type", "@value"] and all(each.__class__ is str for each in value.values())


_ELSEWHERE: Final = re.compile(r"(?:[!$-&(-\[\]-~]|#(?!/))*")
_LINK: Final = re.compile(r"\{'@id': '[^'\\]*+'\}")


def make_splitter(
    keys: Mapping[str, Splitter | None], is_right: Callable[[str, Any], bool] | None = None
) -> Splitter:
    """What splits a node; `keys` are those that it may have, with what splits their objects.

    `is_right` judges the other ones.
    """

    plain = frozenset(key for key, inner in keys.items() if inner is None)

    def split(node: Object) -> Tree:
        if node.keys() <= plain:  # as of most nodes
            return dict(node)
        found: Tree = {}
        extensions: Tree = {}
        for key, value in node.items():
            inner = keys.get(key, split)
            if inner is None:
                found[key] = value
            elif inner is split:
                extensions[key] = value
            elif value.__class__ is list:
                found[key] = [inner(item) for item in value]
            else:
                found[key] = inner(value)
        if extensions:
            if is_right is not None and not all(is_right(*pair) for pair in extensions.items()):
                raise ValueError
            found[EXTENSIONS] = extensions
        return found

    return split
