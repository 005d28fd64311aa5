"""Fast framing of N-Quads that the package wrote, without building a graph.

Lines become a tree as the model tells, and the tree is written again: only where that gives the
very same lines is it the resource. All other graphs are for the standard path.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache, partial
from operator import itemgetter
from typing import Any, Final, NamedTuple, NoReturn

from clingen_ld.compiled.engine import engine
from clingen_ld.graph.literals import native
from clingen_ld.graph.terms import (
    RDF_OBJECT,
    RDF_PREDICATE,
    RDF_STATEMENT,
    RDF_SUBJECT,
    RDF_TYPE,
    Literal,
    address_step,
)
from clingen_ld.graph.values import key_of
from clingen_ld.model import (
    CLINGEN,
    XSD,
    Model,
    Property,
    Tree,
    Type,
    decode,
    default_iri,
    is_absolute,
    is_name,
    relative_reference,
    told_resource,
)

__all__ = ["DirectFramer", "Tree", "graphs", "n_quads"]

_BACKSLASH: Final = re.compile(r"\\(u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|.|$)", re.DOTALL)
_ESCAPES: Final = {
    "t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f", '"': '"', "'": "'", "\\": "\\",
}  # fmt: skip
_NAMED_LINE: Final = re.compile(
    rb'(?:<[^<> "]*>|_:[^<> "]+) <[^<> "]*> '
    rb'(?:<[^<> "]*>|_:[^<> "]+|"(?:[^"\\]|\\.)*"(?:\^\^<[^<> "]*>|@[A-Za-z0-9-]+)?)'
    rb"( <([^<> \"]+)> \.\n)"
)

_LITERAL: Final = re.compile(r'"(.*)"(?:\^\^<([^<>]+)>|@([A-Za-z0-9-]+))?', re.DOTALL)
_A: Final = f"<{RDF_TYPE}>"
_STATEMENT: Final = [_A, *(f"<{iri}>" for iri in (RDF_SUBJECT, RDF_PREDICATE, RDF_OBJECT))]

Node = dict[str, list[str]]
"""The values of a node, as terms of N-Triples, by the terms of their predicates."""


class _UnusualGraphError(Exception):
    """A graph has something that only the standard path should judge."""


def _unusual() -> NoReturn:
    raise _UnusualGraphError


class _Place(NamedTuple):
    """A property of a type: its number among those of the type, and how its values are read."""

    number: int
    property: Property
    inner: Type | None
    plain: Callable[[str], Any]


class DirectFramer:
    """Frames graphs of one resource each, as `resource_quads` writes them."""

    def __init__(self, model: Model, base: str) -> None:
        self._engine = engine(model, base)
        self._model = model
        self._base = base
        self._resources = {f"<{type_.iri}>": type_ for type_ in model.resources.values()}
        self._properties = {
            type_.name: {
                f"<{p.iri}>": _Place(n, p, model.object_type(p), _plain(p))
                for n, p in enumerate(type_.properties.values())
            }
            for type_ in model.types.values()
        }
        self._reference = lru_cache(maxsize=_KNOWN)(partial(relative_reference, base=base))

    def frame(self, name: str, text: str) -> Tree | None:
        """The resource of a graph in normal form, just as `frame_quads` gives it.

        `text` is N-Triples, as decoded from UTF-8. None for any graph that the writer may not
        have written, or that says nothing of its resource but what its name tells.
        """
        root = told_resource(name) or name
        if "#" in root or not text.endswith("\n") or not is_absolute(root):
            return None
        lines = text[:-1].split("\n")
        nodes: dict[str, Node] = {}
        node, last = Node(), ""
        try:
            for line in lines:
                subject, predicate, value = line.split(" ", 2)
                if subject != last:
                    node, last = nodes.setdefault(subject, {}), subject
                if predicate in node:
                    node[predicate].append(value[:-2])
                else:
                    node[predicate] = [value[:-2]]
            tree = _Graph(self, root, nodes).tree()
        except (_UnusualGraphError, LookupError, ValueError, RecursionError):
            return None
        decoded = self._engine.decode_tree(tree)
        if decoded is None or decoded.iri != root:
            return None
        written = self._engine.n_triples(decoded)
        is_same = written == text or set(written[:-1].split("\n")) == set(lines)
        return tree if is_same else None


class _Graph:
    """A graph on its way to a tree: its nodes are taken out as they are met."""

    def __init__(self, framer: DirectFramer, root: str, nodes: dict[str, Node]) -> None:
        self._model, self._base, self._reference = framer._model, framer._base, framer._reference
        self._properties, self._resources = framer._properties, framer._resources
        self._root, self._nodes = root, nodes

    def tree(self) -> Tree:
        """The resource."""
        subject = f"<{self._root}>"
        (type_,) = [
            self._resources[term] for term in self._nodes[subject][_A] if term in self._resources
        ]
        tree: Tree = {"resourceType": type_.name}
        made = self._node(subject, type_, "")
        if default_iri(tree | made, self._base) != self._root:
            tree["@id"] = self._root
        return tree | made

    def _node(self, subject: str, type_: Type | None, at: str) -> Tree:
        """A node with everything below it, its properties in the order of the normal form."""
        said = self._nodes.pop(subject)
        said.pop(_A, None)
        known = self._properties[type_.name] if type_ is not None else {}
        found: list[tuple[int, str, Any]] = []
        for term, values in said.items():
            place = known.get(term)
            if place is not None:
                found.append((place.number, "", self._known(place, values, at)))
            else:
                key = _key(term[1:-1])
                found.append((len(known), key, self._extension(key, values, at)))
        found.sort(key=_ORDER)
        names = list(type_.properties) if type_ is not None else []
        return {key or names[n]: value for n, key, value in found}

    def _known(self, place: _Place, values: list[str], at: str) -> Any:
        """The value of a property of the model."""
        prop = place.property
        here = f"{at}/{prop.name}"
        if not prop.many:
            (value,) = values
            return self._value(place, value, here)
        if place.inner is not None and prop.kind != "reference":
            return [
                self._node(f"<{self._root}#{here}/{n}>", place.inner, f"{here}/{n}")
                for n in range(len(values))
            ]
        if len(values) == 1:
            return [self._value(place, values[0], f"{here}/0")]
        return [
            self._value(place, self._nodes[f"<{self._root}#{here}/{n}>"][_STATEMENT[3]][0],
                        f"{here}/{n}")
            for n in range(len(values))
        ]  # fmt: skip

    def _value(self, place: _Place, value: str, at: str) -> Any:
        prop = place.property
        if prop.kind == "reference":
            reference = {"reference": self._reference(value[1:-1])}
            if (name := f"<{self._root}#{at}>") in self._nodes:
                reference |= self._statement(name)
            return reference
        if place.inner is not None:
            return self._node(value, place.inner, at)
        if prop.many and (name := f"<{self._root}#{at}>") in self._nodes and self._statement(name):
            _unusual()
        return place.plain(value)

    def _statement(self, subject: str) -> Tree:
        """What a statement says beside that it is about a triple."""
        said = self._nodes[subject]
        if any(term not in said for term in _STATEMENT) or said[_A] != [f"<{RDF_STATEMENT}>"]:
            _unusual()
        for term in _STATEMENT:
            said.pop(term)
        return self._node(subject, self._model.reference_type, "")

    def _extension(self, key: str, values: list[str], at: str) -> Any:
        """The value of a property that the model does not know, in a list or not."""
        here = f"{at}{address_step(key)}"
        if f"<{self._root}#{here}/0>" not in self._nodes:
            if len(values) > 1:  # in the order of their texts, as writing shows
                return sorted((self._foreign(v, here) for v in values), key=_text)
            (value,) = values
            return self._foreign(value, here)
        found = []
        for n in range(len(values)):
            place = f"<{self._root}#{here}/{n}>"
            value = place
            if _STATEMENT[3] in self._nodes[place]:
                value = self._nodes[place][_STATEMENT[3]][0]
                if self._statement(place):
                    _unusual()
            found.append(self._foreign(value, f"{here}/{n}"))
        return found

    def _foreign(self, value: str, at: str) -> Any:
        """A value of a property that the model does not know."""
        if value.startswith('"'):
            return value[1:-1] if _is_text(value) else native(_literal(value), False)
        if value in self._nodes:
            return self._node(value, None, at)
        iri = value[1:-1]
        if iri == f"{self._root}#{at}":
            return {}  # an object with nothing in it
        if not _is_name(iri):
            _unusual()
        return {"@id": iri}


_KNOWN: Final = 65_536
"""So many references, keys and names are remembered."""
_is_name: Final = lru_cache(maxsize=_KNOWN)(is_name)
_key: Final = lru_cache(maxsize=_KNOWN)(key_of)
_ORDER: Final = itemgetter(0, 1)


def _text(value: Any) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False)


def _plain(prop: Property) -> Callable[[str], Any]:
    """What reads the plain values of a property; writing shows if their datatype is another."""
    if prop.kind == "code":
        start = f"{CLINGEN}{prop.value_set}#"
        return lru_cache(maxsize=_KNOWN)(lambda value: decode(value[1:-1].removeprefix(start)))
    if prop.kind == "integer":
        return lambda value: int(_literal(value).lexical)
    if prop.kind == "boolean":
        return lambda value: _literal(value).lexical == "true"
    return lambda value: value[1:-1] if _is_text(value) else _literal(value).lexical


def _is_text(value: str) -> bool:
    """Whether a literal is a text without a datatype, and without escapes."""
    return value[-1] == '"' and "\\" not in value


def _literal(value: str) -> Literal:
    found = _LITERAL.fullmatch(value)
    if found is None:
        _unusual()
    lexical = found[1]
    if "\\" in lexical:
        lexical = _BACKSLASH.sub(_unescaped, lexical)
    return Literal(lexical, found[2] or XSD + "string", found[3] or "")


def _unescaped(match: re.Match[str]) -> str:
    """The character that an escape in a literal stands for."""
    found = match[1]
    if found in _ESCAPES:
        return _ESCAPES[found]
    code = int(found[1:], 16) if found[:1] in ("u", "U") and len(found) > 1 else -1
    if not 0 <= code <= 0x10FFFF or 0xD800 <= code <= 0xDFFF:
        raise _UnusualGraphError
    return chr(code)


def graphs(lines: Iterable[bytes]) -> Iterator[tuple[str, str]]:
    """The graphs of some N-Quads: the name of each, and its lines as N-Triples.

    Lines of a graph that follow each other are one. Lines that do not tell a graph in the usual
    way come together under the name "", as they are. A line that only looks like one of the
    graph before it, being a triple that ends with its name, becomes one that says nothing; so
    what `DirectFramer` does not take is to be read from `n_quads`, which has all lines as given.
    Raises `UnicodeDecodeError` for a line that is no UTF-8.
    """
    name, end, found = "", b"", list[bytes]()
    for line in lines:
        if end and line.endswith(end):
            found.append(line)
            continue
        match = _NAMED_LINE.fullmatch(line)
        if match is None and not end:
            found.append(line)
            continue
        if found:
            yield name, _n_triples(found, end)
        name, end = (match[2].decode(), match[1]) if match is not None else ("", b"")
        found = [line]
    if found:
        yield name, _n_triples(found, end)


def n_quads(name: str, text: str) -> str:
    """The lines that `graphs` made N-Triples of, as they were."""
    return text.replace(" .\n", f" <{name}> .\n") if name else text


def _n_triples(lines: list[bytes], end: bytes) -> str:
    if not end:
        return b"".join(lines).decode()
    length = -len(end)
    return b" .\n".join([*[line[:length] for line in lines], b""]).decode()
