"""Writing a resource as JSON-LD in the project's context.

Any JSON-LD processor reads the same triples from it as the graph form has, with blank nodes for the
parts, which get names only if nothing else gives their list index. A value is written plainly if
the context gives it the right datatype, otherwise as a value object.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, BinaryIO, Final

from clingen_ld.graph.links import Linker, make_linker
from clingen_ld.graph.showing import Listed, Part, Pointed, Showing, Shown, Value
from clingen_ld.graph.terms import (
    DIRECTION,
    RDF_FIRST,
    RDF_JSON,
    RDF_NIL,
    RDF_REST,
    RDF_TYPE,
    Literal,
    address,
    is_address,
)
from clingen_ld.graph.values import foreign_types, literal, unknown_term
from clingen_ld.messages.fast_path import engines
from clingen_ld.messages.json_ld.contexts import CONTEXT_IRI, packaged_contexts
from clingen_ld.messages.message import Message
from clingen_ld.messages.writing import JsonWriter, Lost, WriteOptions
from clingen_ld.model import (
    OBO,
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
from clingen_ld.types import resource

# The context's coercion of plain strings, by kind of property; none: xsd:string.
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
    writer = _DocumentWriter(model, root, Showing(tree, root, model, base))
    made = writer.node(rest, type_, "", root, None, 0)
    writer.name_parts()
    return {"@context": CONTEXT_IRI, "@id": root} | made


class _DocumentWriter:
    def __init__(self, model: Model, root: str, showing: Showing) -> None:
        self._model = model
        self._root = root
        self._showing = showing
        self._parts: dict[str, dict[str, Any]] = {}
        self._links: set[str] = set()

    def name_parts(self) -> None:
        """Give the parts that links point to their names."""
        for name in sorted(self._links):
            part = self._parts.get(name)
            if part is not None and "@id" not in part:
                rest = dict(part)
                part.clear()
                part.update({"@id": name} | rest)

    def node(
        self,
        tree: Mapping[str, Any],
        type_: Type | None,
        pointer: str,
        name: str,
        owner: Owner | None,
        depth: int,
    ) -> dict[str, Any]:
        """A node with its types and properties, and everything below it."""
        names, types = self._types(tree, type_, owner)
        made: dict[str, Any] = {}
        if types:
            made["@type"] = types if len(types) > 1 else types[0]
        return made | self._properties(tree, type_, pointer, name, names, depth)

    def _properties(
        self,
        tree: Mapping[str, Any],
        type_: Type | None,
        pointer: str,
        name: str,
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
            values, has_statement = self._showing.values(
                value, prop, f"{pointer}/{escape(key)}", depth
            )
            if prop is not None:
                term, predicate = key, prop.iri
            else:
                found = self._showing.predicate(key, type_, tree, name, values)
                term = predicate = unknown_term(found)
            all_nameless = all(_is_nameless(each.shown) for each in values)
            has_names = has_statement and (len(values) == 1 or not all_nameless)
            owner = (key, names)
            written = [self._value(each, prop, owner, has_names, depth) for each in values]
            made[term] = written if isinstance(value, list) and value else written[0]
            for each in values:
                statements.extend(self._statement(each, predicate, has_statement, depth))
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
        self, value: Value, prop: Property | None, owner: Owner, has_name: bool, depth: int
    ) -> Any:
        item, pointer, what = value
        if isinstance(what, Part):
            own = address(self._root, pointer)
            name = what.iri or (own if has_name else None)
            rest = {k: v for k, v in item.items() if k != "@id"} if what.iri else item
            made = self.node(rest, what.type, pointer, what.iri or own, owner, depth + 1)
            if name is not None:
                made = {"@id": name} | made
            if what.iri is None:
                self._parts[own] = made
            return made
        if isinstance(what, Listed):
            values = self._showing.items(what.items, pointer, depth + 1)
            items = [self._value(v, None, ("", ()), False, depth + 1) for v in values]
            if not has_name:
                return {"@list": items}
            # Lists have no names in JSON-LD, but cells have.
            head = address(self._root, pointer)
            return {"@id": head, RDF_FIRST: items[0], RDF_REST: {"@list": items[1:]}}
        if isinstance(what, Pointed):
            return what.iri
        if isinstance(what, str):
            return self._link(item, what, prop)
        coerced = _COERCED.get(prop.kind) if prop is not None else None
        return _plain(item, what, coerced)

    def _link(self, value: Any, iri: str, prop: Property | None) -> Any:
        if iri == RDF_NIL:
            return {"@list": []}
        if is_address(iri, self._root):
            self._links.add(iri)
        if prop is not None and prop.kind == "code" and isinstance(value, str):
            known = self._model.value_sets[prop.value_set or ""].codes
            return value if value in known else {"@id": iri}
        return {"@id": iri}

    def _statement(
        self, value: Value, predicate: str, has_statement: bool, depth: int
    ) -> Iterator[dict[str, Any]]:
        """The statements about a triple: the display of a reference, its list index."""
        item, pointer, what = value
        extra = what.extra if isinstance(what, Pointed) else {}
        if isinstance(what, Listed) or (not extra and (not has_statement or _is_nameless(what))):
            return
        target: Any
        if isinstance(what, Literal):
            target = _plain(item, what, None)
        else:
            target = {"@id": what if isinstance(what, str) else what.iri}
        own = address(self._root, pointer)
        reference = self._model.reference_type
        classes = foreign_types(extra, reference, self._model)
        types = ["Statement", *classes] if classes else "Statement"
        made = {"@id": own, "@type": types, "predicate": predicate, "object": target}
        yield made | self._properties(extra, reference, pointer, own, (), depth + 1)


def _is_nameless(what: Shown) -> bool:
    return isinstance(what, Part) and what.iri is None


def _plain(value: Any, found: Literal, coerced: str | None) -> Any:
    """A value whose literal is known as the context lets it be written, with that coercion."""
    if found.language:
        language, _, direction = found.language.partition(DIRECTION)
        made = {"@value": found.lexical, "@language": language}
        return made | {"@direction": direction} if direction else made
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
        # Some processors write sixteen digits, others the fewest that identify the number.
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


def put_links(document: dict[str, Any], linker: Linker, record: Any) -> None:
    """Put the links of a resource into its document."""
    root = document["@id"]
    said = {
        (root, RDF_TYPE if key == "@type" else key, value["@id"] if key != "@type" else value)
        for key, values in document.items()
        for value in (values if isinstance(values, list) else [values])
        if key == "@type" or (isinstance(value, dict) and "@id" in value)
    }
    nodes: dict[str, dict[str, Any]] = {root: document}
    for subject, predicate, value in linker.added(root, record, said):
        node = nodes[subject]
        key = "@type" if predicate == RDF_TYPE else predicate
        item: Any = value
        if isinstance(value, Literal):
            item = int(value.lexical)
        elif key != "@type":
            item = {"@id": value}
            if value.startswith(address(root, "location")):
                nodes[value] = item
        before = node.get(key)
        if before is None:
            node[key] = item
        else:
            node[key] = [*(before if isinstance(before, list) else [before]), item]


class JsonLdWriter(JsonWriter):
    """Writes resources as JSON-LD, one a line or as one document."""

    def __init__(self, output: BinaryIO, model: Model, options: WriteOptions) -> None:
        super().__init__(output, model, options)
        self._linker = make_linker(options.links, model, options.base)

    def take(self, message: Message) -> list[Lost]:
        """Write the document of a message, which may be decoded."""
        document = message.json_ld()
        if document is None:
            return self.write(message.normal_tree)
        if self._linker is not None:
            put_links(document, self._linker, message.record)
        self._output.put(self._with_context({"@context": CONTEXT_IRI} | document))
        return []

    def value(self, tree: Object) -> Object:
        """The document of a resource."""
        document = self._document(tree)
        if self._linker is not None:
            put_links(document, self._linker, resource(dict(tree)))
        return self._with_context(document)

    def _with_context(self, document: dict[str, Any]) -> dict[str, Any]:
        if self._inline_context:
            document["@context"] = packaged_contexts()[CONTEXT_IRI]["@context"]
        return document

    def _document(self, tree: Object) -> dict[str, Any]:
        engine = engines(self._model, self._base).get()
        decoded = None if engine is None else engine.decode_tree(tree)
        if engine is not None and decoded is not None:
            document = engine.json_ld(decoded)
            if document is not None:
                return {"@context": CONTEXT_IRI} | document
        return to_json_ld(tree, self._model, self._base)
