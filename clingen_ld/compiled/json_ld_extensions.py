"""What the model does not know in JSON-LD in the project's context: written, and read back."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final

from msgspec.json import encode as to_json

from clingen_ld.compiled.extension_quads import (
    DEEP,
    in_written_order,
    is_elsewhere,
    is_node,
    known_predicates,
)
from clingen_ld.compiled.resources import is_canonical, is_link
from clingen_ld.graph.links import HAS_LINKS
from clingen_ld.graph.terms import address_step
from clingen_ld.graph.values import given_literal, iri_of, key_of, unknown_term
from clingen_ld.model import Model, Tree

LARGEST: Final = 2**53
"""From here on, JSON-LD processors may round an integer."""
_TERMS: Final = 4096
_DEEP: Final = 8
"""Objects in objects beyond are read as others are."""
_OF_LITERAL: Final = ("@value", "@language", "@direction", "@type")
"""The keys of a literal in the order in which they are written."""


class UnusualError(Exception):
    """A document is written in another way."""


class ExtensionDocuments:
    """Reads and writes texts, numbers, links elsewhere, literals with a datatype or a language,
    objects, and arrays.

    Raises `UnusualError` for anything else.
    """

    def __init__(self, model: Model) -> None:
        self._predicate = known_predicates(model)
        self._key = lru_cache(maxsize=_TERMS)(self._find_key)

    def read(
        self, given: Tree, said: dict[str, Any] | None, root: str, pointer: str, type_: str
    ) -> Tree:
        """What the model does not know of a node of a type, as the normal form has it.

        `said` are the statements that are left; without them, the node has its own.
        """
        known: Tree = {}
        others: Tree = {}
        for term, value in given.items():  # mostly what is written in one way
            key = self._key(term, type_)
            found = value if _is_plain(value) else self._object(value)
            if key is None or found is None:
                others[term] = value
            else:
                known[key] = found
        if others:
            known |= self._others(others, said, root, pointer, type_)
        return known if len(known) == 1 else dict(sorted(known.items()))

    def _object(self, given: Any, deep: int = 2) -> Tree | None:
        """An object of nothing but plain values and such objects, as the normal form has it."""
        if given.__class__ is not dict or not given or deep > _DEEP:
            return None
        found: Tree = {}
        for term, value in given.items():
            key = self._key(term, "")
            inner = value if _is_plain(value) else self._object(value, deep + 1)
            is_doubtful = "#/" in term or (inner.__class__ is str and "#/" in inner)
            if key is None or inner is None or is_doubtful:
                return None
            found[key] = inner
        return dict(sorted(found.items()))

    def _find_key(self, term: str, type_: str) -> str | None:
        """The key of a term whose values are in the normal form as they are in the document."""
        key = key_of(iri_of(term))
        predicate = self._predicate(key, type_)
        if key == HAS_LINKS or predicate is None or unknown_term(predicate) != term:
            return None
        return key if is_canonical(key, "") else None

    def _others(
        self, given: Tree, said: dict[str, Any] | None, root: str, pointer: str, type_: str
    ) -> Tree:
        """The same of values that have names or statements, which are as they are written."""
        known: Tree = _without_names(given)
        # What is derived (links) is left out by the standard path.
        if HAS_LINKS in known or not all(is_canonical(*pair) for pair in known.items()):
            raise UnusualError
        written = self.written(known, root, pointer, type_)
        if said is not None:
            for each in written.pop("statement", ()):
                if not _is_equal(said.pop(each["@id"]), each):
                    raise UnusualError
        if not _is_equal(written, given):
            raise UnusualError
        return known

    def written(self, known: Tree, root: str, pointer: str, type_: str) -> Tree:
        """The properties of a node, of a type of the model or of none (""), with statements."""
        made: Tree = {}
        said: list[Tree] = []
        for key, value in sorted(known.items()):
            predicate = self._predicate(key, type_)
            if predicate is None or value == []:
                raise UnusualError
            term, at = unknown_term(predicate), f"{pointer}{address_step(key)}"
            if value.__class__ is not list:
                if value.__class__ is dict and given_literal(value) is not None:
                    made[term] = {key: value[key] for key in _OF_LITERAL if key in value}
                else:
                    made[term] = self._value(value, root, at, False)
                continue
            has_statements = len(value) == 1 or not in_written_order(value)
            has_names = has_statements and (len(value) == 1 or not all(map(is_node, value)))
            made[term] = []
            for n, item in enumerate(value):
                shown = self._value(item, root, f"{at}/{n}", has_names)
                made[term].append(shown)
                if has_statements and not is_node(item):
                    about = {"@id": f"{root}#{at}/{n}", "@type": "Statement"}
                    said.append(about | {"predicate": term, "object": shown})
        return made | {"statement": said} if said else made

    def _value(self, value: Any, root: str, at: str, has_name: bool) -> Any:
        if value.__class__ is str or (value.__class__ is int and -LARGEST < value < LARGEST):
            return value
        if value.__class__ is not dict:
            raise UnusualError
        if value.keys() == {"@id"}:
            if not is_elsewhere(value["@id"]):
                raise UnusualError
            return value
        if at.count("/") > DEEP or any(key[:1] == "@" for key in value):
            raise UnusualError
        made = self.written(value, root, at, "")
        return {"@id": f"{root}#{at}"} | made if has_name else made


def _is_plain(value: Any) -> bool:
    """Whether a value is a text, a number, or a link elsewhere, written in the one way."""
    kind = value.__class__
    if kind is str:
        return True
    if kind is int:
        return bool(-LARGEST < value < LARGEST)
    return kind is dict and len(value) == 1 and is_elsewhere(value.get("@id")) and is_link(value)


def _is_equal(one: Any, other: Any) -> bool:
    """Whether two values are the same JSON but for the order of keys: true is not 1, as in ==."""
    return to_json(one, order="sorted") == to_json(other, order="sorted")


def _without_names(value: Any) -> Any:
    """A value without what `ExtensionDocuments` adds to it."""
    if value.__class__ is list:
        return [_without_names(item) for item in value]
    if value.__class__ is not dict or value.keys() == {"@id"}:
        return value
    if "@value" in value:
        return dict(sorted(value.items()))
    found = {
        _key_of(name): _without_names(item)
        for name, item in value.items()
        if name not in ("@id", "statement")
    }
    return dict(sorted(found.items()))


@lru_cache(maxsize=_TERMS)
def _key_of(term: str) -> str:
    return key_of(iri_of(term))
