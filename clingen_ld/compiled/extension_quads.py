"""The quads of what the model does not know, in a resource that is compiled; and reading them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any, Final, NamedTuple, NoReturn

from clingen_ld.compiled.resources import EXTENSIONS, is_canonical
from clingen_ld.graph.links import HAS_LINKS
from clingen_ld.graph.quads import QuadWriter
from clingen_ld.graph.showing import Part, Showing, Value, in_order
from clingen_ld.graph.terms import (
    RDF_FIRST,
    RDF_NIL,
    RDF_OBJECT,
    RDF_PREDICATE,
    RDF_REST,
    RDF_STATEMENT,
    RDF_SUBJECT,
    RDF_TYPE,
    address_step,
    n_quads_line,
    n_quads_term,
)
from clingen_ld.graph.values import STATEMENT_TERMS, given_literal, key_of, predicate_of
from clingen_ld.model import XSD, Model, is_foreign, is_name

ROOT: Final = "\x00"
"""What stands for the IRI of the resource in lines.

No literal has it: the texts of a JSON text have no such characters, or need escapes."""
END: Final = "\x01"
"""What stands for the end of a line, with the name of its graph."""
OF_NODE: Final = (RDF_TYPE, RDF_FIRST, RDF_REST, *STATEMENT_TERMS)
"""Properties that mean something else by the node that they stand in."""
DEEP: Final = 32
"""Values nested deeper are left to the standard path, which writes very deep ones as JSON."""
_PREDICATES: Final = 4096
_INTEGER: Final = f'"^^<{XSD}integer>'
LINE: Final = "\n "
"""What the end of a line and the next node become, in the lines of a statement of no node."""
_NAMES: Final = 65_536

Add = Callable[[str], None]


def make_extensions(model: Model, base: str, text: Callable[[str], str]) -> Callable[..., None]:
    """What adds the lines of values that the model does not know; `text` is put into literals."""

    def extensions(x: Any, subject: str, pointer: str, add: Add, names: tuple[str, ...]) -> None:
        """Add the lines of what the model does not know of a node, as the standard path does."""
        known, kind = x.extensions.items(), x.__class__.__name__
        lines: list[str] = []  # `list[str]()` takes a microsecond
        if len(known) > 1:
            known = sorted(known)
        if write(lines.append, subject, pointer, known, kind):
            add("".join(lines))
            return
        showing = Showing({}, ROOT, model, base)  # which has no links to its own parts
        writer = QuadWriter(ROOT, "", model, showing)
        depth = sum(not step.isdecimal() for step in pointer.split("/")[1:])
        writer.properties(subject[1:-1], pointer, model.types[kind], dict(known), names, depth)
        for quad in writer.quads:
            add(n_quads_line(quad).removesuffix(" .\n") + END)

    write = _PlainExtensions(text, known_predicates(model)).properties
    return extensions


def known_predicates(model: Model) -> Callable[[str, str], str | None]:
    """What gives the predicate of a key that a type of the model, or none (""), does not know.

    It is None where it depends on the values and the node.
    """

    @lru_cache(maxsize=_PREDICATES)
    def predicate(key: str, type_: str) -> str | None:
        return None if key in OF_NODE else predicate_of(key, model.types.get(type_))

    return predicate


class _PlainExtensions(NamedTuple):
    """Writes values that the model does not know: texts, numbers, links elsewhere, literals with a
    datatype or a language, objects, arrays.

    Each function returns whether there was nothing else; what it added before is of no use then.
    """

    text: Callable[[str], str]
    predicate: Callable[[str, str], str | None]

    def properties(
        self, add: Add, subject: str, pointer: str, known: Iterable[tuple[str, Any]], type_: str
    ) -> bool:
        """Add the lines of the properties of a node, of a type of the model or of none ("")."""
        text, predicate_of_key = self
        for key, value in known:
            predicate, kind = predicate_of_key(key, type_), value.__class__
            if predicate is None:
                return False
            # Most are texts, numbers and links, which have no parts to name.
            if kind is str:
                add(f'{subject} <{predicate}> "{text(value)}"{END}')
            elif kind is int:
                add(f'{subject} <{predicate}> "{value}"^^<{XSD}integer>{END}')
            elif kind is dict:
                if len(value) == 1 and is_elsewhere(link := value.get("@id")):
                    add(f"{subject} <{predicate}> <{link}>{END}")
                    continue
                if "@value" in value:
                    literal = given_literal(value)
                    if literal is None:
                        return False
                    add(f"{subject} <{predicate}> {n_quads_term(literal)}{END}")
                    continue
                start, at = f"{subject} <{predicate}> ", f"{pointer}{address_step(key)}"
                if (written := given_literal(value)) is not None:
                    add(f"{start}{n_quads_term(written)}{END}")
                elif not self._value(add, start, value, at, None):
                    return False
            elif kind is not list or not value:
                return False
            else:
                start, at = f"{subject} <{predicate}> ", f"{pointer}{address_step(key)}"
                has_statements = len(value) == 1 or not in_written_order(value)
                statement = (subject, predicate) if has_statements else None
                for n, item in enumerate(value):
                    if not self._value(add, start, item, f"{at}/{n}", statement):
                        return False
        return True

    def _value(
        self, add: Add, start: str, value: Any, at: str, statement: tuple[str, str] | None
    ) -> bool:
        """Add the lines of a value; with a subject and a predicate, those of a statement, too."""
        kind = value.__class__
        if kind is str:
            shown = f'"{self.text(value)}"'
        elif kind is int:
            shown = f'"{value}"^^<{XSD}integer>'
        elif kind is not dict:
            return False
        elif len(value) == 1 and "@id" in value:
            if not is_elsewhere(value["@id"]):
                return False
            shown = f"<{value['@id']}>"
        else:
            if at.count("/") > DEEP or any(key[:1] == "@" for key in value):
                return False
            node = f"<{ROOT}#{at}>"
            add(f"{start}{node}{END}")
            return self.properties(add, node, at, value.items(), "")
        add(f"{start}{shown}{END}")
        if statement is not None:
            add(statement_lines(f"<{ROOT}#{at}>", *statement, shown, END))
        return True


def statement_lines(node: str, subject: str, predicate: str, value: str, end: str) -> str:
    """The lines of a statement about a triple."""
    return (
        f"{node} <{RDF_TYPE}> <{RDF_STATEMENT}>{end}{node} <{RDF_SUBJECT}> {subject}{end}"
        f"{node} <{RDF_PREDICATE}> <{predicate}>{end}{node} <{RDF_OBJECT}> {value}{end}"
    )


def is_elsewhere(name: Any) -> bool:
    """Whether a name is that of a node which is certainly no part of a resource, nor a list."""
    return name.__class__ is str and _is_elsewhere(name)


@lru_cache(maxsize=_NAMES)
def _is_elsewhere(name: str) -> bool:
    return "#/" not in name and name != RDF_NIL and is_name(name)


def is_node(value: Any) -> bool:
    """Whether a value is an object, and no link."""
    return value.__class__ is dict and "@id" not in value


def in_written_order(values: list[Any]) -> bool:
    """Whether plain values are in the order in which reading returns them."""
    if all(map(is_node, values)):
        return True
    return in_order([Value(v, "", Part(None) if is_node(v) else v) for v in values])


def odd() -> NoReturn:
    """Leave lines that are not as they are written to the standard path."""
    raise ValueError


def number(term: str) -> int:
    """The integer of a literal."""
    digits = term[1:].removesuffix(_INTEGER)
    value = int(digits)
    return value if f'"{value}{_INTEGER}' == term else odd()


def line_end(text: str, at: int, length: int) -> int:
    """Where the end of a line begins, which has a length."""
    return text.index("\n", at) + 1 - length


def statement_end(
    text: str, i: int, between: str, before: str, node: str, subject: str, predicate: str, term: str
) -> int:
    """Where the statement about a triple ends, from the end of the line before it on.

    `before` is what all nodes begin with, `between` the end of a line and that, `node` and
    `subject` are what follows it.
    """
    lines = statement_lines("", f"{before}{subject}>", predicate, term, "\n")[:-1]
    lines = f"\n{lines}".replace(LINE, f"{between}{node}> ")
    return i + len(lines) if text.startswith(lines, i) else odd()


class ExtensionReader:
    """Reads the properties of nodes that the model does not know."""

    def __init__(self, model: Model) -> None:
        self._types = model.types
        self._key = lru_cache(maxsize=_PREDICATES)(self._find)

    def _find(self, predicate: str, type_: str) -> str:
        """The key of a predicate of a node of a type of the model, or of none ("")."""
        if predicate == HAS_LINKS:  # what is a link is no property
            odd()
        key = key_of(predicate)
        is_its = predicate_of(key, self._types.get(type_)) == predicate and key not in OF_NODE
        is_plain = key != EXTENSIONS and key[:1] != "@" and is_foreign(key)
        return key if is_its and is_plain else odd()

    def read(
        self, text: str, i: int, between: str, before: str, node: str, type_: str
    ) -> tuple[dict[str, Any], int]:
        """The properties of a node, from the end of the line before them on, and their end."""
        found: dict[str, Any] = {}
        last, start = "", f"{between}{node}> <"
        while text.startswith(start, i):
            at = i + len(start)
            predicate = text[at : (at := text.index("> ", at))]
            key = self._key(predicate, type_)
            if key <= last:
                odd()
            at, last, below = at + 2, key, f"{node or '#'}{address_step(key)}"
            after = line_end(text, at, len(between) - len(before))
            more = f"{start}{predicate}> ", f"{between}{below}/"
            if not text.startswith(f"{before}#", at) and not text.startswith(more, after):
                found[key], i = self._plain(text[at:after]), after
            else:
                found[key], i = self._value(text, i, between, before, node, predicate, below)
                if not is_canonical(key, found[key]):
                    odd()
        return found, i

    def _value(
        self, text: str, i: int, between: str, before: str, node: str, predicate: str, below: str
    ) -> tuple[Any, int]:
        """The value of a property, in a list or not, and its end."""
        start = f"{between}{node}> <{predicate}> "
        found: list[Any] = []
        stated: list[bool] = []
        while text.startswith(start, i):
            at, place = i + len(start), f"{below}/{len(found)}"
            i = line_end(text, at, len(between) - len(before))
            term = text[at:i]
            if term == f"{before}{below}>" and not found:
                return self._object(text, i, between, before, below)
            if term == f"{before}{place}>":
                value, i = self._object(text, i, between, before, place)
            else:
                value = self._plain(term)
                stated.append(text.startswith(f"{between}{place}> ", i))
                if stated[-1]:
                    i = statement_end(text, i, between, before, place, node, predicate, term)
            found.append(value)
        if len(found) == 1 and stated == [False]:
            return found[0], i
        has_statements = len(found) == 1 or not in_written_order(found)
        return found if stated.count(has_statements) == len(stated) else odd(), i

    def _object(
        self, text: str, i: int, between: str, before: str, node: str
    ) -> tuple[dict[str, Any], int]:
        """The object at a node, to which a line refers, and its end."""
        return self.read(text, i, between, before, node, "") if node.count("/") <= DEEP else odd()

    def _plain(self, term: str) -> Any:
        """A text, a whole number or a link."""
        if term[0] == "<":
            name = term[1:-1]
            if term[-1] != ">" or not _is_elsewhere(name):
                odd()
            return {"@id": name}
        if term[0] != '"':
            odd()
        return term[1:-1] if term[-1] == '"' else number(term)
