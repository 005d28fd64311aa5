"""Writing a resource as JSON-LD in the project's context.

Any JSON-LD processor reads the same triples from it as the graph form has, with blank nodes
for the parts, which get names here only where nothing else tells their place in a list. A value
is written plainly where the context gives it the right datatype, and as a value object where it
would not.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, Final

from clingen_ld.graph.literals import literal
from clingen_ld.graph.quads import address
from clingen_ld.graph.terms import RDF_JSON, Literal
from clingen_ld.graph.values import (
    Part,
    Pointed,
    Shown,
    foreign_types,
    members,
    predicate_of,
    shown,
)
from clingen_ld.messages.fast_path import engines
from clingen_ld.messages.json_ld.contexts import CONTEXT_IRI
from clingen_ld.messages.writing import JsonWriter
from clingen_ld.model import (
    CLINGEN,
    OBO,
    REGISTRY,
    XSD,
    Model,
    Object,
    Owner,
    Property,
    Type,
    coding_concept,
    escape,
    resource_iri,
)

# What the context says of plain strings under a property of each kind; none: xsd:string.
_COERCED: Final = {
    "boolean": XSD + "boolean",
    "integer": XSD + "integer",
    "uri": XSD + "anyURI",
    "dateTime": XSD + "dateTime",
    "instant": XSD + "dateTime",
    "code": "@vocab",
    "reference": "@id",
}
# From here on, JSON-LD processors may round an integer, or write it as a double.
_LARGEST: Final = 2**53


def to_json_ld(tree: Mapping[str, Any], model: Model, base: str) -> dict[str, Any]:
    """A resource in normal form as a JSON-LD document in the project's context."""
    root = resource_iri(tree, base)
    type_ = model.type(tree["resourceType"])
    rest = {k: v for k, v in tree.items() if k not in ("resourceType", "@id")}
    made = _DocumentWriter(model, root, base).node(rest, type_, "", None, 0)
    return {"@context": CONTEXT_IRI, "@id": root} | made


class _DocumentWriter:
    def __init__(self, model: Model, root: str, base: str) -> None:
        self._model = model
        self._root = root
        self._base = base

    def node(
        self,
        tree: Mapping[str, Any],
        type_: Type | None,
        pointer: str,
        owner: Owner | None,
        depth: int,
    ) -> dict[str, Any]:
        """A node with its types and properties, and everything below it."""
        names, types = self._types(tree, type_, owner)
        made: dict[str, Any] = {}
        if types:
            made["@type"] = types if len(types) > 1 else types[0]
        return made | self._properties(tree, type_, pointer, names, depth)

    def _properties(
        self,
        tree: Mapping[str, Any],
        type_: Type | None,
        pointer: str,
        names: tuple[str, ...],
        depth: int,
    ) -> dict[str, Any]:
        """The properties of a node with the statements about them; `names` are its classes."""
        made: dict[str, Any] = {}
        statements: list[dict[str, Any]] = []
        for key, value in tree.items():
            if key == "@type" and foreign_types(tree, type_, self._model):
                continue
            prop = type_.properties.get(key) if type_ is not None else None
            term = key if prop is not None else _unknown_term(key, type_)
            items, listed = members(value, prop, f"{pointer}/{escape(key)}")
            found = [(i, at, shown(i, prop, self._model, self._base, depth)) for i, at in items]
            named = listed and (len(items) == 1 or not all(_is_nameless(s) for _, _, s in found))
            written = [
                self._value(i, s, prop, at, (key, names), named, depth) for i, at, s in found
            ]
            made[term] = written if isinstance(value, list) and value else written[0]
            for item, at, what in found:
                statements.extend(self._statement(item, what, prop, term, at, listed, depth))
        if statements:
            made["statement"] = statements
        return made

    def _types(
        self, tree: Mapping[str, Any], type_: Type | None, owner: Owner | None
    ) -> tuple[tuple[str, ...], list[str]]:
        """The names of the classes of a node, and its types as the document writes them."""
        names: tuple[str, ...] = ()
        extra = foreign_types(tree, type_, self._model)
        if type_ is not None:
            names = (type_.name,)
            cls = self._model.conceptual_class(type_.name, tree, owner)
            if cls is not None:
                names += (cls.name,)
            concept = coding_concept(tree, self._model) if type_.name == "Coding" else None
            if concept is not None:
                extra = [concept.replace(OBO, "obo:"), *extra]
        return names, [*names, *extra]

    def _value(
        self,
        value: Any,
        what: Shown,
        prop: Property | None,
        pointer: str,
        owner: Owner,
        named: bool,
        depth: int,
    ) -> Any:
        if isinstance(what, Part):
            name = what.iri or (address(self._root, pointer) if named else None)
            rest = {k: v for k, v in value.items() if k != "@id"} if what.iri else value
            made = self.node(rest, what.type, pointer, owner, depth + 1)
            return made if name is None else {"@id": name} | made
        if isinstance(what, Pointed):
            return what.iri
        if isinstance(what, str):
            if prop is not None and prop.kind == "code" and isinstance(value, str):
                known = self._model.value_sets[prop.value_set or ""].codes
                return value if value in known else {"@id": what}
            return {"@id": what}
        coerced = _COERCED.get(prop.kind) if prop is not None else None
        return _plain(value, what, coerced)

    def _statement(
        self,
        value: Any,
        what: Shown,
        prop: Property | None,
        term: str,
        pointer: str,
        listed: bool,
        depth: int,
    ) -> Iterator[dict[str, Any]]:
        """What the graph says of a triple: the display of a reference, its place in a list."""
        extra = what.extra if isinstance(what, Pointed) else {}
        if not extra and (not listed or _is_nameless(what)):
            return
        target: Any
        if isinstance(what, Literal):
            target = _plain(value, what, None)
        else:
            target = {"@id": what if isinstance(what, str) else what.iri}
        made = {
            "@id": address(self._root, pointer),
            "@type": "Statement",
            "predicate": prop.iri if prop is not None else term,
            "object": target,
        }
        reference = self._model.reference_type
        yield made | self._properties(extra, reference, pointer, (), depth + 1)


def _is_nameless(what: Shown) -> bool:
    return isinstance(what, Part) and what.iri is None


def _plain(value: Any, found: Literal, coerced: str | None) -> Any:
    """A value whose literal is known as the context lets it be written, with that coercion."""
    if found.language:
        return {"@value": found.lexical, "@language": found.language}
    is_json = found.datatype == RDF_JSON and found == literal(value, None)
    if is_json and _is_exact(value):
        return {"@type": "@json", "@value": value}
    is_plain = not isinstance(value, dict | list | None)
    if isinstance(value, str):
        if found.datatype == (coerced or XSD + "string"):
            return value
        if found.datatype == XSD + "string":
            return {"@value": value}
    elif is_plain and not _is_rewritten(value, found):
        return value if coerced in (None, found.datatype) else {"@value": value}
    if coerced == found.datatype:
        return found.lexical
    return {"@value": found.lexical, "@type": found.datatype}


def _is_rewritten(value: bool | int | float, found: Literal) -> bool:
    """Whether processors may make another literal of a number than the graph form has."""
    if isinstance(value, float):
        # Some write sixteen digits, others the fewest that tell the number.
        return value.is_integer() or Decimal(found.lexical) != Decimal(repr(value))
    return abs(value) >= _LARGEST


def _is_exact(value: Any) -> bool:
    """Whether the canonical form of JSON says a value exactly as the graph form does."""
    if isinstance(value, dict):
        in_order = sorted(value, key=lambda key: key.encode("utf-16-be")) == sorted(value)
        return in_order and all(map(_is_exact, value.values()))
    if isinstance(value, list):
        return all(map(_is_exact, value))
    if isinstance(value, int):
        return abs(value) < _LARGEST
    return not isinstance(value, float)


def _unknown_term(key: str, type_: Type | None) -> str:
    predicate = predicate_of(key, type_)
    for prefix, namespace in (("clingen", CLINGEN), ("registry", REGISTRY)):
        if predicate.startswith(namespace):
            return f"{prefix}:{predicate[len(namespace) :]}"
    return predicate


class JsonLdWriter(JsonWriter):
    """Writes resources as JSON-LD, one a line or as one document."""

    def value(self, tree: Object) -> Object:
        """The document of a resource."""
        engine = engines(self._model, self._base).get()
        decoded = None if engine is None else engine.decode_tree(tree)
        if engine is not None and decoded is not None:
            document = engine.json_ld(decoded)
            if document is not None:
                return {"@context": CONTEXT_IRI} | document
        return to_json_ld(tree, self._model, self._base)
