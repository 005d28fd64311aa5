"""Expanded JSON-LD as a dataset with the order of the text, and what of it is not right."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final

from c14n.Canonicalize import canonicalize

from clingen_ld.graph.terms import (
    DIRECTION,
    RDF_DIR_LANG_STRING,
    RDF_FIRST,
    RDF_JSON,
    RDF_LANG_STRING,
    RDF_NIL,
    RDF_REST,
    RDF_STATEMENT,
    RDF_TYPE,
    Literal,
    Term,
)
from clingen_ld.graph.values import POINTER, literal, property_of, resource_type
from clingen_ld.graph.view import DatasetView
from clingen_ld.messages.json_ld.expansion import is_iri, unmarked
from clingen_ld.model import FHIR, XSD, Model, Property, Type, as_iri, is_absolute, local_name

# From here on, numbers are doubles to JSON-LD.
_LARGEST: Final = 10**21
_LANGUAGE: Final = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*")
_I18N: Final = "https://www.w3.org/ns/i18n#"
"""The datatypes of JSON-LD for texts that have a direction and no language."""


@dataclass(slots=True)
class Wrong:
    """A text that is not what its place in a document asks for."""

    text: str
    property: str
    expected: str


@dataclass(slots=True)
class Expanded:
    """An expanded document: its dataset, the positions of its nodes, and its losses.

    `wrong` are invalid IRIs, languages and properties; `dropped` are keys without a meaning.
    """

    dataset: DatasetView
    pointers: dict[str, str] = field(default_factory=dict)
    dropped: list[str] = field(default_factory=list)
    wrong: list[Wrong] = field(default_factory=list)


def dataset_of(nodes: Any, model: Model) -> Expanded:
    """The dataset of expanded JSON-LD, with what of it is not right."""
    found = Expanded(DatasetView(ordered=True))
    _DatasetWriter(found, model).nodes(nodes)
    return found


class _DatasetWriter:
    """Writes expanded nodes into a dataset, keeping the order of the text."""

    def __init__(self, found: Expanded, model: Model) -> None:
        self._found = found
        self._view = found.dataset.graph("")
        self._labels = (f"_:n{n}" for n in itertools.count())
        self._model = model
        self._any = tuple(model.types.values())
        self._met: dict[tuple[str, ...], tuple[Property, ...]] = {}

    def nodes(self, values: Any) -> None:
        for value in values if isinstance(values, list) else [values]:
            if isinstance(value, dict):
                self._term(value, None, ())

    def _term(
        self, value: dict[str, Any], predicate: str | None, as_: tuple[Property, ...]
    ) -> Term | None:
        """The term of an expanded value; its nodes are added to the dataset.

        `as_` are the possible properties of the model for the predicate. None for an invalid value
        or a set.
        """
        if "@value" in value:
            return self._literal(value)
        if "@list" in value:
            return self._list(value["@list"], predicate, as_)
        if "@set" in value:
            self.nodes(value["@set"])
            return None
        given = value.get("@id")
        name = self._name(given, "@id") if given else next(self._labels)
        if predicate is not None and not name.startswith("_:") and not is_absolute(name):
            return None
        if any(prop.kind == "reference" for prop in as_) and self._is_display(value):
            reference, name = name, next(self._labels)
            self._view.add(name, FHIR + "reference", reference)
        self._node(name, value, self._types(value, predicate, as_))
        return name

    def _types(
        self, value: dict[str, Any], predicate: str | None, as_: tuple[Property, ...]
    ) -> tuple[Type, ...]:
        """The types of the model that a node may be of, by its class or its place."""
        classes = [iri for iri in value.get("@type", ()) if iri is not None]
        known = resource_type(classes, self._model)
        if known is not None:
            return (self._model.types[known],)
        if RDF_STATEMENT in classes:  # It says more of a reference.
            return (self._model.reference_type,)
        if predicate is None:
            return self._any
        found = [self._model.object_type(prop) for prop in as_]
        return tuple({type_.name: type_ for type_ in found if type_ is not None}.values())

    def _properties(self, types: tuple[Type, ...], predicate: str) -> tuple[Property, ...]:
        """What a predicate may be in a node of one of some types."""
        key = (predicate, *(type_.name for type_ in types))
        if key not in self._met:
            found = [property_of(predicate, type_) for type_ in types]
            self._met[key] = tuple(prop for prop in found if prop is not None)
        return self._met[key]

    def _node(self, name: str, value: dict[str, Any], types: tuple[Type, ...]) -> None:
        is_graph = "@graph" in value and value.keys() <= {"@id", "@graph", "@index", POINTER}
        if not is_graph and value.keys() - {"@id"}:
            self._view.nodes.setdefault(name, {})
        for key, content in value.items():
            self._member(name, key, content, types)

    def _is_display(self, value: dict[str, Any]) -> bool:
        """Whether a node says no more of itself than how a reference to it is shown."""
        said = {local_name(key) for key in value if not key.startswith("@")} - {POINTER}
        return "@id" in value and "@type" not in value and said == {"display"}

    def _member(self, name: str, key: str, content: Any, types: tuple[Type, ...]) -> None:
        if key == "@type":
            for iri in content:
                if iri is not None:  # A word in the form of a keyword names no class.
                    self._view.add(name, RDF_TYPE, self._name(iri, "@type"))
        elif key == POINTER:
            mark = str(content[0].get("@value"))
            self._found.pointers.setdefault(name, mark.removeprefix(POINTER))
        elif key == "@graph":
            with self._graph(name):
                self.nodes(content)
        elif key == "@included":
            self.nodes(content)
        elif key == "@reverse":
            for predicate, subjects in content.items():
                for subject in subjects:
                    term = self._term(subject, None, ())
                    if isinstance(term, str) and (said := self._predicate(predicate)):
                        self._view.add(term, said, name)
        elif not key.startswith("@") and (predicate := self._predicate(key)):
            self._view.nodes.setdefault(name, {}).setdefault(predicate, [])
            as_ = self._properties(types, key)
            for item in content:
                term = self._term(item, key, as_)
                if term is not None:
                    self._view.add(name, predicate, term)

    @contextmanager
    def _graph(self, name: str) -> Iterator[None]:
        """Write into the named graph of a node."""
        around, self._view = self._view, self._found.dataset.graph(name)
        yield
        self._view = around

    def _list(self, items: list[Any], predicate: str | None, as_: tuple[Property, ...]) -> str:
        head = RDF_NIL
        made = (self._term(item, predicate, as_) for item in items)
        terms = [term for term in made if term is not None]
        for term in reversed(terms):
            cell = next(self._labels)
            self._view.add(cell, RDF_FIRST, term)
            self._view.add(cell, RDF_REST, head)
            head = cell
        return head

    def _predicate(self, key: str) -> str | None:
        if key.startswith("_:"):
            self._found.dropped.append(key)
            return None
        return self._name(key, "a property")

    def _name(self, given: str, where: str) -> str:
        """The name of a node: an IRI, or a label distinct from ours."""
        if given.startswith("_:"):
            return f"_:given-{given[2:]}"
        if not is_iri(given) or not is_absolute(given):
            self._found.wrong.append(Wrong(given, where, "an IRI"))
        return as_iri(given)

    def _literal(self, value: dict[str, Any]) -> Literal | None:
        content, datatype = value["@value"], value.get("@type")
        if datatype == "@json":
            return Literal(canonicalize(unmarked(content)).decode(), RDF_JSON)
        language, direction = value.get("@language"), value.get("@direction")
        if language:
            if _LANGUAGE.fullmatch(language) is None:
                self._found.wrong.append(Wrong(language, "@language", "a language tag"))
                return None
            if direction:
                return Literal(content, RDF_DIR_LANG_STRING, f"{language}{DIRECTION}{direction}")
            return Literal(content, RDF_LANG_STRING, language)
        if direction:
            return Literal(content, f"{_I18N}_{direction}")
        plain = literal(_number(content, datatype), None)
        return Literal(plain.lexical, datatype) if datatype else plain


def _number(content: Any, datatype: str | None) -> Any:
    """A value as the number that it is to JSON-LD, whatever its text looks like."""
    if isinstance(content, bool) or not isinstance(content, int | float):
        return content
    if datatype == XSD + "double":
        return float(content)
    is_whole = isinstance(content, float) and content.is_integer() and abs(content) < _LARGEST
    return int(content) if is_whole else content
