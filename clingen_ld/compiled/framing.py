"""Fast framing of N-Quads that the package wrote, without building a graph.

Lines become a compiled resource (`DirectFramer.decode`) as the model tells, and that is written
again: only where that gives the very same lines is it the resource. All other graphs are for the
standard path.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache, partial
from typing import Any, Final, NamedTuple, NoReturn

from clingen_ld.compiled.engine import Decoded, engine, is_canonical
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
    """A property of a type, and how its values are read."""

    property: Property
    inner: Type | None
    plain: Callable[[str], Any]


class DirectFramer:
    """Frames graphs of one resource each, as `resource_quads` writes them."""

    def __init__(self, model: Model, base: str) -> None:
        self.engine = engine(model, base)
        self._model = model
        self._base = base
        self._resources = {f"<{type_.iri}>": type_ for type_ in model.resources.values()}
        self._properties = {
            type_.name: {
                f"<{p.iri}>": _Place(p, model.object_type(p), _plain(p))
                for p in type_.properties.values()
            }
            for type_ in model.types.values()
        }
        self._reference = lru_cache(maxsize=_KNOWN)(partial(relative_reference, base=base))

    def frame(self, name: str, text: str) -> Tree | None:
        """The resource of a graph in normal form, just as `frame_quads` gives it; else None."""
        found = self.decode(name, text)
        tree: Tree | None = None if found is None else found[0].resource.tree
        return tree

    def decode(self, name: str, text: str) -> tuple[Decoded, bytes] | None:
        """The resource of a graph, decoded, and the text that the engine decodes it from again.

        `text` is N-Triples, as decoded from UTF-8. None for any graph that the writer may not
        have written, or that says nothing of its resource but what its name tells.
        """
        root = told_resource(name) or name
        if "#" in root or not text.endswith(" .\n") or not is_absolute(root):
            return None
        lines = text[:-3].split(" .\n")
        nodes: dict[str, Node] = {}
        node, last = Node(), ""
        try:
            for line in lines:
                subject, predicate, value = line.split(" ", 2)
                if subject != last:
                    node, last = nodes.setdefault(subject, {}), subject
                if predicate in node:
                    node[predicate].append(value)
                else:
                    node[predicate] = [value]
            resource = _Graph(self, root, nodes).resource()
            found = self.engine.encoded(resource)
        except (_UnusualGraphError, LookupError, TypeError, ValueError, RecursionError):
            return None
        if found is None or found[0].iri != root:
            return None
        written = self.engine.n_triples(found[0])
        is_same = written == text or set(written[:-3].split(" .\n")) == set(lines)
        return found if is_same else None


class _Graph:
    """A graph on its way to a resource: its nodes are taken out as they are met."""

    def __init__(self, framer: DirectFramer, root: str, nodes: dict[str, Node]) -> None:
        self._base, self._reference = framer._base, framer._reference
        self._properties, self._resources = framer._properties, framer._resources
        self._structs = framer.engine.structs
        self._root, self._nodes = root, nodes

    def resource(self) -> Any:
        """The resource."""
        subject = f"<{self._root}>"
        (type_,) = [
            self._resources[term] for term in self._nodes[subject][_A] if term in self._resources
        ]
        made = self._values(subject, type_.name, "")
        if default_iri({"resourceType": type_.name, "id": made["id"]}, self._base) != self._root:
            made["iri"] = self._root
        return self._structs[type_.name](**made)

    def _node(self, subject: str, type_: str, at: str) -> Any:
        """An object of the model with everything below it."""
        return self._structs[type_](**self._values(subject, type_, at))

    def _values(self, subject: str, type_: str, at: str) -> Tree:
        """What a node of a type says; what the model does not know by itself."""
        said = self._nodes.pop(subject)
        said.pop(_A, None)
        known = self._properties[type_]
        found: Tree = {}
        extensions: Tree = {}
        for term, values in said.items():
            place = known.get(term)
            if place is not None:
                found[place.property.name] = self._known(place, values, at)
            else:
                key = _key(term[1:-1])
                extensions[key] = self._extension(key, values, at)
        if extensions:
            if not all(is_canonical(*pair) for pair in extensions.items()):
                _unusual()
            found["extensions"] = extensions
        return found

    def _known(self, place: _Place, values: list[str], at: str) -> Any:
        """The value of a property of the model."""
        prop = place.property
        here = f"{at}/{prop.name}"
        if not prop.many:
            (value,) = values
            return self._value(place, value, here)
        if place.inner is not None and prop.kind != "reference":
            inner = place.inner.name
            return tuple(
                [
                    self._node(f"<{self._root}#{here}/{n}>", inner, f"{here}/{n}")
                    for n in range(len(values))
                ]
            )
        if len(values) == 1:
            return (self._value(place, values[0], f"{here}/0"),)
        return tuple(
            [
                self._value(place, self._nodes[f"<{self._root}#{here}/{n}>"][_STATEMENT[3]][0],
                            f"{here}/{n}")
                for n in range(len(values))
            ]
        )  # fmt: skip

    def _value(self, place: _Place, value: str, at: str) -> Any:
        prop = place.property
        if prop.kind == "reference":
            name = f"<{self._root}#{at}>"
            more = self._statement(name) if name in self._nodes else {}
            return self._structs[_REFERENCE](reference=self._reference(value[1:-1]), **more)
        if place.inner is not None:
            return self._node(value, place.inner.name, at)
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
        return self._values(subject, _REFERENCE, "")

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
            said = self._nodes.pop(value)
            said.pop(_A, None)
            terms = sorted([(_key(term[1:-1]), values) for term, values in said.items()])
            return {key: self._extension(key, values, at) for key, values in terms}
        iri = value[1:-1]
        if iri == f"{self._root}#{at}":
            return {}  # an object with nothing in it
        if not _is_name(iri):
            _unusual()
        return {"@id": iri}


_REFERENCE: Final = "Reference"
_KNOWN: Final = 65_536
"""So many references, keys and names are remembered."""
_is_name: Final = lru_cache(maxsize=_KNOWN)(is_name)
_key: Final = lru_cache(maxsize=_KNOWN)(key_of)


def _text(value: Any) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False)


def _plain(prop: Property) -> Callable[[str], Any]:
    """What reads the plain values of a property; writing shows if their datatype is another.

    It takes what decoding takes of them.
    """
    if prop.kind == "code":
        start = f"{CLINGEN}{prop.value_set}#"
        return lru_cache(maxsize=_KNOWN)(lambda value: _code(value[1:-1].removeprefix(start)))
    if prop.kind == "boolean":
        return lambda value: _literal(value).lexical == "true"

    def integer(value: str) -> int:
        number = int(_literal(value).lexical)
        if prop.least is not None and number < prop.least:
            _unusual()
        return number

    def text(value: str) -> str:
        found = value[1:-1] if _is_text(value) else _literal(value).lexical
        if not found and not prop.may_be_empty:
            _unusual()
        return found

    return integer if prop.kind == "integer" else text


def _code(step: str) -> str:
    return decode(step) or _unusual()


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
