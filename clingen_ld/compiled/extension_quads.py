"""The quads of what the model does not know, in a resource that is compiled."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any, Final, NamedTuple

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
from clingen_ld.graph.values import STATEMENT_TERMS, given_literal, predicate_of
from clingen_ld.model import XSD, Model, is_name

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
_NAMES: Final = 65_536

Add = Callable[[str], None]


def make_extensions(model: Model, base: str, text: Callable[[str], str]) -> Callable[..., None]:
    """What adds the lines of values that the model does not know; `text` is put into literals."""

    def extensions(x: Any, subject: str, pointer: str, add: Add, names: tuple[str, ...]) -> None:
        """Add the lines of what the model does not know of a node, as the standard path does."""
        known, lines = x.extensions.items(), list[str]()
        kind = x.__class__.__name__
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
                is_told = len(value) == 1 or not in_written_order(value)
                statement = (subject, predicate) if is_told else None
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
