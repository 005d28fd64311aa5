"""Framing graphs that our own writer made, at once: what was found out about the first of them
holds for all that are alike.

Graphs are alike when they have the same lines, in any order, but for own values (see
`framing_lines`) and the IRI of the resource, and when their integers are in the same order of
size. The first of them is framed by the standard path, and so is the second, which must also give
the same quads again; of it the tree is kept, with places for the own values.

Own values go into the tree just as they are. No value but an integer decides what becomes of
another: codings and codes, which do, are fixed; and no value is the name of a node of the graph.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain
from typing import Final, Literal, NoReturn

from clingen_ld.compiled.framing_lines import ROOT, GraphLines, Skeleton, Values, make_skeleton
from clingen_ld.compiled.signature import STEP
from clingen_ld.errors import TextError
from clingen_ld.graph.formats import parse
from clingen_ld.graph.framing import frame_quads
from clingen_ld.graph.literals import INTEGER
from clingen_ld.graph.quads import resource_quads
from clingen_ld.graph.terms import Quad
from clingen_ld.model import (
    SUBSETTED_ENDING,
    Model,
    Tree,
    as_iri,
    default_iri,
    is_absolute,
    relative_reference,
)

__all__ = ["DirectFramer", "Tree", "graphs", "n_quads"]

# How many kinds of lines, and of graphs, are remembered; when there are more, all are forgotten.
_MOST_LINES: Final = 50_000
_MOST_GRAPHS: Final = 8_000
_STEP: Final = re.compile(STEP)
_BACKSLASH: Final = re.compile(r"\\(u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|.|$)", re.DOTALL)
_ESCAPES: Final = {
    "t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f", '"': '"', "'": "'", "\\": "\\",
}  # fmt: skip
_NAMED_LINE: Final = re.compile(
    rb'(?:<[^<> "]*>|_:[^<> "]+) <[^<> "]*> '
    rb'(?:<[^<> "]*>|_:[^<> "]+|"(?:[^"\\]|\\.)*"(?:\^\^<[^<> "]*>|@[A-Za-z0-9-]+)?)'
    rb"( <([^<> \"]+)> \.\n)"
)

Learned = Skeleton | Literal["once", "odd"]
"""What is known of graphs that are alike: that there was one, or that they are no use here."""


class _UnusualGraphError(Exception):
    """A graph has something that only the standard path should judge."""


def _odd() -> NoReturn:
    raise _UnusualGraphError


@dataclass(slots=True)
class _Alike:
    """Graphs with the same lines; `integers` are their slots, `learned` is by the order of them."""

    integers: tuple[int, ...]
    learned: dict[tuple[int, ...], Learned] = field(default_factory=dict)


class DirectFramer:
    """Frames graphs of one resource each, as `resource_quads` writes them."""

    def __init__(self, model: Model, base: str) -> None:
        self._model = model
        self._base = base
        self._lines = GraphLines(model)
        self._alike: dict[frozenset[int | None], _Alike] = {}
        self._graphs = 0
        names = [n for n in model.resources if relative_reference(f"{base}{n}/x", base) == f"{n}/x"]
        self._heads = {f"{base}{name}": f"{name}/" for name in names}

    def frame(self, name: str, text: str) -> Tree | None:
        """The resource of a graph in normal form, just as `frame_quads` gives it.

        `text` is N-Triples, as decoded from UTF-8. None for any graph that the writer may not
        have written, or that says nothing of its resource but what its name tells.
        """
        root = name.removesuffix(SUBSETTED_ENDING)
        start = f"<{root}"
        if ROOT in text or "\r" in text or "#" in root or not text.startswith(start):
            return None
        if not text.endswith("\n"):
            return None
        lines = text[len(start) : -1].split(f"\n{start}")
        if len(self._lines) > _MOST_LINES or self._graphs + len(self._alike) > _MOST_GRAPHS:
            self._forget()
        try:
            return self._frame(root, text, lines)
        except _UnusualGraphError:
            return None

    def _forget(self) -> None:
        self._lines.clear()
        self._alike.clear()
        self._graphs = 0

    def _frame(self, root: str, text: str, lines: list[str]) -> Tree:
        numbers, values, more = self._read(root, lines)
        lines_of = frozenset(numbers)
        alike = self._alike.get(lines_of)
        if alike is None:
            slots = self._lines.slots
            integers = tuple(n for n in sorted(values) if slots[n].kind == "integer")
            self._alike[lines_of] = alike = _Alike(integers)
        together = "".join(chain(values.values(), *more.values()))
        if ROOT in together or "\\" in together:
            self._settle(values, more, root)
        order = _order(values, alike.integers) if alike.integers else ()
        learned = alike.learned.get(order)
        if not isinstance(learned, Skeleton):
            return self._learn(root, text, alike, order, values)
        for asserted, stated in learned.alone:
            if values[asserted] != values[stated]:
                raise _UnusualGraphError
        if more or learned.listed:
            _check_listed(values, more, learned.listed)
        tree = learned.build(values, self._reference)
        given = values[learned.id]
        if root == learned.prefix + given and _is_step(given):
            return tree
        return self._named(tree, root)

    def _read(
        self, root: str, lines: list[str]
    ) -> tuple[set[int | None], Values, dict[int, set[str]]]:
        """The numbers of some lines and their values: the first of each slot, and where there
        are several, all.

        This is the innermost loop: what it knows it does not ask `GraphLines` for.
        """
        fixed, keys = self._lines.fixed.get, self._lines.keys.get
        found = list(map(fixed, lines))
        numbers: set[int | None] = set(found)
        numbers.discard(None)
        others = [line for line, number in zip(lines, found, strict=True) if number is None]
        rest = "\n".join(others).replace(root, ROOT).split("\n") if others else []
        if len(rest) != len(others):
            raise _UnusualGraphError  # Some line does not begin with the IRI of the resource.
        values: Values = {}
        more: dict[int, set[str]] = {}
        for line in rest:
            number, value = fixed(line), None
            if number is None:
                parts = line.split('"')
                if len(parts) == 3:
                    head, value, tail = parts
                    number = keys(head + tail)
                elif len(parts) == 1 and line.endswith("> ."):
                    head, _, value = line[:-3].rpartition(" <")
                    number = keys(head)
                if number is None:
                    number, value = self._lines.read(line) or _odd()
            if value is None:
                numbers.add(number)
            elif values.setdefault(number, value) != value:
                more.setdefault(number, {values[number]}).add(value)
        numbers.update(values)
        return numbers, values, more

    def _settle(self, values: Values, more: Mapping[int, set[str]], root: str) -> None:
        """Put the IRI of the resource, and what is escaped, back into own values."""
        for number, value in values.items():
            values[number] = self._settled(number, value, root)
        for number, several in more.items():
            settled = {self._settled(number, value, root) for value in several}
            several.clear()
            several |= settled

    def _settled(self, number: int, value: str, root: str) -> str:
        if self._lines.slots[number].kind != "reference":
            # In this order: an escape may stand for the character that ROOT is.
            return _BACKSLASH.sub(_unescaped, value.replace(ROOT, root))
        if value == ROOT or value.startswith(f"{ROOT}#"):
            raise _UnusualGraphError  # It is a node of the graph.
        return value.replace(ROOT, root)

    def _reference(self, iri: str) -> str:
        """What the normal form has for an IRI that is referred to."""
        head, _, step = iri.rpartition("/")
        short = self._heads.get(head)
        if short is not None and _is_step(step):
            return short + step
        if not is_absolute(iri) or as_iri(iri) != iri:
            raise _UnusualGraphError
        return relative_reference(iri, self._base)

    def _named(self, tree: Tree, root: str) -> Tree:
        """A tree with the IRI of its resource, when its id does not tell that."""
        if not tree["id"] or not is_absolute(root) or as_iri(root) != root:
            raise _UnusualGraphError
        if default_iri(tree, self._base) == root:
            return tree
        type_ = tree.pop("resourceType")
        return {"resourceType": type_, "@id": root} | tree

    def _learn(
        self, root: str, text: str, alike: _Alike, order: tuple[int, ...], values: Values
    ) -> Tree:
        """The tree of a graph by the standard path; of the second of its kind, also a skeleton."""
        learned = alike.learned.get(order)
        if learned == "odd":
            raise _UnusualGraphError
        self._graphs += learned is None
        alike.learned[order] = "odd"
        try:
            quads = list(parse(text, "ntriples", self._base))
            framed = frame_quads(quads, self._model, self._base)
        except (TextError, UnicodeEncodeError):
            raise _UnusualGraphError from None
        if len(framed) != 1 or framed[0].iri != root:
            raise _UnusualGraphError
        tree = framed[0].normal.tree
        if learned is None:
            alike.learned[order] = "once"
        elif _is_written(tree, quads, self._model, self._base):
            slots = {n: self._lines.slots[n] for n in values}
            made = make_skeleton(tree, root, slots, values, self._reference, self._base)
            alike.learned[order] = made or "odd"
        return tree


def _order(values: Values, integers: tuple[int, ...]) -> tuple[int, ...]:
    """The order of the integers by size: which are equal, and which come first.

    The values become integers.
    """
    found = []
    for number in integers:
        if INTEGER.fullmatch(values[number]) is None:
            raise _UnusualGraphError
        values[number] = value = int(values[number])
        found.append(value)
    sizes = sorted(set(found))
    return tuple(map(sizes.index, found))


def _check_listed(
    values: Values, more: Mapping[int, set[str]], listed: Mapping[int, tuple[int, ...]]
) -> None:
    """Check that triples with several values have those that the statements about them say."""
    if not more.keys() <= listed.keys():
        raise _UnusualGraphError
    for asserted, stated in listed.items():
        if more.get(asserted, {values[asserted]}) != {values[number] for number in stated}:
            raise _UnusualGraphError


def _is_written(tree: Tree, triples: Iterable[Quad], model: Model, base: str) -> bool:
    """Whether a resource has just these triples."""
    written = {quad._replace(graph="") for quad in resource_quads(tree, model, base)}
    return written == set(triples)


def _is_step(text: str) -> bool:
    return (text.isalnum() and text.isascii()) or _STEP.fullmatch(text) is not None


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
