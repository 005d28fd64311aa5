"""Quads of messages that are alike: written once by the standard path, with places to fill in."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, Literal, NamedTuple

from msgspec import EncodeError
from msgspec.json import encode

from clingen_ld.compiled.marking import (
    IRI_KEY,
    Marked,
    is_own_iri,
    is_own_node,
    is_own_number,
)
from clingen_ld.compiled.n_quads import KnownOutline, Memory
from clingen_ld.compiled.signature import TARGET, Own, inner_type
from clingen_ld.model import Model, Type

_MOST: Final = 16_000
"""So many outlines are remembered; then the memory is emptied, to hold those that come now."""


class ExtensionValue(NamedTuple):
    """A value that a tree holds beside the model: where, what is alike of it, and its own text."""

    at: str
    outline: object
    text: str | None = None


def kept_values(at: str, value: Any) -> Iterator[ExtensionValue]:
    """The values of a property that the model does not have, at a place."""
    if value.__class__ is str and value:
        yield ExtensionValue(at, "text", value)
    elif value.__class__ is list:
        yield ExtensionValue(at, len(value))
        for n, item in enumerate(value):
            yield from kept_values(f"{at}/{n}", item)
    elif is_own_iri(value):
        yield ExtensionValue(at, "iri", value[IRI_KEY])
    elif is_own_node(value):
        yield ExtensionValue(at, "node")
        for key, inner in value.items():
            yield from kept_values(f"{at}/{key}", inner)
    elif is_own_number(value):
        yield ExtensionValue(at, "number", str(value))
    else:
        yield ExtensionValue(at, json.dumps(value))


class TreeLook:
    """What one look at a tree shows: the outline of what the model has, its own values, and what
    is kept beside. `is_normal` tells whether such trees are in normal form; None: not known."""

    __slots__ = ("_kept", "_order", "_outline", "_own", "is_normal")

    def __init__(self, outline: tuple[Any, ...], own: Own, kept: list[ExtensionValue]) -> None:
        self._outline = outline
        self._own = own
        self._kept = sorted(kept) if len(kept) > 1 else kept
        self._order = [each.at for each in kept]  # that of the quads, too
        self.is_normal: bool | None = None

    def with_kept(self, kept: Mapping[str, Any]) -> TreeLook:
        """The same with more properties at the top that the model does not have."""
        if not kept:
            return self
        more = [each for key, value in kept.items() for each in kept_values(f"/{key}", value)]
        look = TreeLook(self._outline, self._own, self._kept + more)
        look._order = self._order + [each.at for each in more]
        return look

    @property
    def key(self) -> tuple[Any, ...]:
        """What trees that are alike have in common."""
        return self._outline, tuple(self._order), tuple([each.outline for each in self._kept])

    def own(self) -> Own:
        """The own values, with those of what is kept."""
        kept = [each.text for each in self._kept if each.text is not None]
        return Own(self._own.steps, [*self._own.texts, *kept], self._own.positions)


class TreeMemory:
    """Outlines of trees, and what is known of them."""

    def __init__(self, model: Model, base: str) -> None:
        self.model = model
        self.base = base
        self._texts = Memory(model, base)
        self._normal: dict[tuple[Any, ...], bool] = {}
        self._known: dict[tuple[Any, ...], KnownOutline | Literal[False]] = {}
        self._inner = {
            type_.name: {
                prop.name: (inner_type(prop, model), prop.many)
                for prop in type_.properties.values()
            }
            for type_ in model.types.values()
        }

    def look(self, tree: Mapping[str, Any]) -> TreeLook | None:
        """A look at a tree; None when it has anything that is not seen so."""
        kept: list[ExtensionValue] = []
        type_ = self.model.resources.get(tree["resourceType"])
        core = None if type_ is None else self._core(tree, type_, "", kept)
        if core is None or not self._is_named_by_id(tree, kept):
            return None
        try:
            found = self._texts.tree_outline(encode(core))
        except (EncodeError, TypeError, ValueError, RecursionError):
            return None
        if found is None:
            return None
        look = TreeLook(*found, kept)
        look.is_normal = self._normal.get(look.key)
        return look

    def _is_named_by_id(self, tree: Mapping[str, Any], kept: list[ExtensionValue]) -> bool:
        """Whether the IRI of a resource, if it is told, ends in its id."""
        iri, name = tree.get(IRI_KEY), tree.get("id")
        if name.__class__ is not str or not name:
            return False
        if iri is None:
            return True
        if not (iri.__class__ is str and iri.endswith(f"/{name}") and is_own_iri({IRI_KEY: iri})):
            return False
        kept.append(ExtensionValue(IRI_KEY, iri[: -len(name)]))
        return True

    def _core(
        self, node: Mapping[str, Any], type_: Type, at: str, kept: list[ExtensionValue]
    ) -> Mapping[str, Any] | None:
        """A node without what the model does not have; None for odd references."""
        known = self._inner[type_.name]
        core = node
        for key, value in node.items():
            found = known.get(key)
            if found is None:
                if key == "resourceType" and not at:
                    continue
                if core is node:
                    core = dict(node)
                del core[key]  # type: ignore[attr-defined]
                if key != IRI_KEY or at:
                    kept += kept_values(f"{at}/{key}", value)
                continue
            inner, many = found
            if inner is None:
                if key == TARGET and "/" not in value:
                    return None
                continue
            made = self._inner_core(value, inner, many, f"{at}/{key}", kept)
            if made is None:
                return None
            if made is not value:
                if core is node:
                    core = dict(node)
                core[key] = made  # type: ignore[index]
        return core

    def _inner_core(
        self, value: Any, type_: Type, many: bool, at: str, kept: list[ExtensionValue]
    ) -> Any:
        """A node or nodes below another, as `_core` gives it; the value itself where it is."""
        if not many:
            return self._core(value, type_, at, kept) if value.__class__ is dict else None
        if value.__class__ is not list:
            return None
        made = [
            self._core(item, type_, f"{at}/{n}", kept) if item.__class__ is dict else None
            for n, item in enumerate(value)
        ]
        if None in made:
            return None
        return value if all(map(_is, made, value)) else made

    def learn_normal(self, look: TreeLook, is_normal: bool) -> None:
        """Learn whether trees like one are in normal form."""
        look.is_normal = is_normal
        if len(self._normal) >= _MOST:
            self._normal.clear()
        self._normal[look.key] = is_normal

    def alike(self, look: TreeLook) -> KnownOutline | Literal[False] | None:
        """What is known of those that are like a tree; None: nothing so far."""
        return self._known.get(look.key)

    def learn(self, look: TreeLook, tree: Mapping[str, Any]) -> KnownOutline | None:
        """Learn of the first of its kind what its quads are; `tree` is it in normal form."""
        made = Marked(tree, self.model)
        again = self.look(made.tree)
        order = None if again is None else again.own()
        found: KnownOutline | None = None
        if order is not None and set(order.values()) == made.pointers.keys():
            iri = tree.get(IRI_KEY)
            prefix = None if iri is None else iri[: -len(tree["id"])]
            found = KnownOutline(made.tree, made.pointers, order, self.model, self.base, prefix)
        if len(self._known) >= _MOST:
            self._known.clear()
        self._known[look.key] = found or False
        return found


def _is(one: object, other: object) -> bool:
    return one is other


_ESCAPED: Final = re.compile(r'["\\\x00-\x1f\x7f]')


def needs_escapes(texts: Sequence[str]) -> bool:
    """Whether a text has a character that N-Quads escape."""
    return _ESCAPED.search("".join(texts)) is not None
