"""Writers of N-Quads, generated from the model: a function for each type.

What they write of a decoded resource is, to the byte, what `clingen_ld.graph.quads` and
`clingen_ld.graph.terms.n_quads_line` give of its tree.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any, Final, NamedTuple

from clingen_ld.compiled.resources import (
    Compiled,
    Source,
    Structs,
    class_condition,
    is_present,
    is_required,
    types_of,
)
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
    escaped,
    n_quads_line,
)
from clingen_ld.graph.values import STATEMENT_TERMS, date_datatype, predicate_of
from clingen_ld.model import (
    CLINGEN,
    PLAIN_REFERENCE,
    XSD,
    Model,
    Property,
    Type,
    encode,
    is_name,
    reference_iri,
)

Writer = Callable[[Compiled, str, str, bool], str]
"""Takes a resource, its IRI, how lines end, and whether its texts may need escapes."""

_CONCEPT: Final = "CodeableConcept"
"""The data type whose objects are the same in message after message."""
OF_NODE: Final = (RDF_TYPE, RDF_FIRST, RDF_REST, *STATEMENT_TERMS)
"""Properties that mean something else by the node that they stand in."""
_CONCEPTS: Final = 4096
"""So many of them are kept as lines, of some kilobytes each."""
KNOWN: Final = 65_536
"""So many codes, dates and targets are kept, of some bytes each."""
DEEP: Final = 32
"""Values nested deeper are left to the standard path, which writes very deep ones as JSON."""
_ROOT: Final = "\x00"
"""In the lines of a concept, in the place of the IRI of its resource."""


def make_writer(structs: Structs, model: Model, base: str) -> Writer:
    """The writer of N-Quads for resources of all types."""
    plain = _functions(model, base, "{}", structs, str)
    careful = _functions(model, base, "escaped({})", structs, escaped)

    def write(resource: Compiled, iri: str, end: str, needs_escapes: bool) -> str:
        lines: list[str] = []
        functions = careful if needs_escapes else plain
        functions[resource.__class__](resource, f"<{iri}>", end, iri, lines.append)
        return "".join(lines)

    return write


def _functions(
    model: Model, base: str, text: str, structs: Structs, write_text: Callable[[str], str]
) -> dict[type[Compiled], Callable[..., None]]:
    """The functions of resource types; `text` and `write_text` put a text into a literal."""
    source = quads_source(model, text)
    scope: dict[str, Any] = {"escaped": escaped, "step": step_of, "date": date_term}
    scope["target"] = make_targets(base)
    scope["coding"] = codings(model)
    scope["concept"] = _Concepts(scope)
    scope["extensions"] = _extensions(model, base, write_text)
    scope["absent"] = {name: struct.empty for name, struct in structs.items()}
    exec(compile(source, "<generated: N-Quads>", "exec"), scope)
    return {structs[name]: scope[f"write_{name}"] for name in model.resources}


@lru_cache(maxsize=KNOWN)
def step_of(code: str) -> str:
    return encode(code)


@lru_cache(maxsize=KNOWN)
def date_term(value: str) -> str:
    datatype = date_datatype(value)
    return f'"{escaped(value)}"' + (f"^^<{datatype}>" if datatype else "")


def make_targets(base: str) -> Callable[[str], str]:
    is_plain, cached = PLAIN_REFERENCE.fullmatch, lru_cache(maxsize=KNOWN)(reference_iri)

    def target(reference: str) -> str:
        return f"<{base}{reference}>" if is_plain(reference) else f"<{cached(reference, base)}>"

    return target


def codings(model: Model) -> Callable[[str | None, str | None], str | None]:
    """What gives the concept of a code."""

    @lru_cache(maxsize=KNOWN)
    def coding(system: str | None, code: str | None) -> str | None:
        known = model.code_systems.get(system or "")
        return known.concept(code) if known is not None and code is not None else None

    return coding


def _extensions(model: Model, base: str, text: Callable[[str], str]) -> Callable[..., None]:
    """What adds the lines of values that the model does not know; `text` is put into literals."""

    def extensions(x: Any, subject: str, end: str, root: str, pointer: str,
                   add: Callable[[str], None], names: tuple[str, ...]) -> None:  # fmt: skip
        """Add the lines of what the model does not know of a node, as the standard path does."""
        known, lines = sorted(x.extensions.items()), list[str]()
        kind = x.__class__.__name__
        if write((root, end, lines.append), subject, pointer, known, kind):
            add("".join(lines))
            return
        showing = Showing({}, root, model, base)  # which has no links to its own parts
        writer = QuadWriter(root, end[2:-4], model, showing)
        depth = sum(not step.isdecimal() for step in pointer.split("/")[1:])
        writer.properties(subject[1:-1], pointer, model.types[kind], dict(known), names, depth)
        for quad in writer.quads:
            add(n_quads_line(quad))

    write = _PlainExtensions(text, known_predicates(model)).properties
    return extensions


def known_predicates(model: Model) -> Callable[[str, str], str | None]:
    """What gives the predicate of a key that a type of the model, or none (""), does not know.

    It is None where it depends on the values and the node.
    """

    @lru_cache(maxsize=_CONCEPTS)
    def predicate(key: str, type_: str) -> str | None:
        return None if key in OF_NODE else predicate_of(key, model.types.get(type_))

    return predicate


_To = tuple[str, str, Callable[[str], None]]
"""The IRI of a resource, the end of its lines, and what takes these."""


class _PlainExtensions(NamedTuple):
    """Writes values that the model does not know: texts, numbers, links elsewhere, objects, arrays.

    Each function returns whether there was nothing else; what it added before is of no use then.
    """

    text: Callable[[str], str]
    predicate: Callable[[str, str], str | None]

    def properties(
        self, to: _To, subject: str, pointer: str, known: Iterable[tuple[str, Any]], type_: str
    ) -> bool:
        """Add the lines of the properties of a node, of a type of the model or of none ("")."""
        text, predicate_of_key = self
        _, end, add = to
        for key, value in known:
            predicate = predicate_of_key(key, type_)
            if predicate is None:
                return False
            if value.__class__ is str:  # as most are, which have no parts to name
                add(f'{subject} <{predicate}> "{text(value)}"{end}')
                continue
            at, start = f"{pointer}{address_step(key)}", f"{subject} <{predicate}> "
            if value.__class__ is not list:
                if not self._value(to, start, value, at, None):
                    return False
                continue
            is_told = len(value) == 1 or not in_written_order(value)
            statement = (subject, predicate) if is_told else None
            for n, item in enumerate(value):
                if not self._value(to, start, item, f"{at}/{n}", statement):
                    return False
            if not value:
                return False
        return True

    def _value(
        self, to: _To, start: str, value: Any, at: str, statement: tuple[str, str] | None
    ) -> bool:
        """Add the lines of a value; with a subject and a predicate, those of a statement, too."""
        kind, (root, end, add) = value.__class__, to
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
            node = f"<{root}#{at}>"
            add(f"{start}{node}{end}")
            return self.properties(to, node, at, value.items(), "")
        add(f"{start}{shown}{end}")
        if statement is not None:
            add(statement_lines(f"<{root}#{at}>", *statement, shown, end))
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


@lru_cache(maxsize=KNOWN)
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


class _Concepts:
    """The lines of concepts, which are the same in message after message, written once."""

    def __init__(self, scope: dict[str, Any]) -> None:
        self._scope = scope
        self._known: dict[tuple[Any, ...], list[str]] = {}

    def __call__(self, value: Any, root: str, end: str, at: str, add: Callable[[str], None],
                 met: tuple[Any, ...]) -> None:  # fmt: skip
        """Add the lines of the node of a concept, except the one that refers to it."""
        if value.extensions is not None:
            self._scope[f"write_{_CONCEPT}"](value, f"<{root}#{at}>", end, root, add, at, met)
            return
        ending = end.replace(root, _ROOT)
        key = (value, at, ending, met)
        try:
            pieces = self._known.get(key)
        except TypeError:  # extensions further inside
            self._scope[f"write_{_CONCEPT}"](value, f"<{root}#{at}>", end, root, add, at, met)
            return
        if pieces is None:
            lines: list[str] = []
            write, r = self._scope[f"write_{_CONCEPT}"], _ROOT
            write(value, f"<{r}#{at}>", ending, r, lines.append, at, met)
            if len(self._known) >= _CONCEPTS:
                self._known.clear()
            pieces = self._known[key] = "".join(lines).split(_ROOT)
        add(root.join(pieces))


def quads_source(model: Model, text: str) -> str:
    """The source of the functions that write the lines of a node, one for each type.

    >>> from clingen_ld import load_model
    >>> print(quads_source(load_model(), "{}").partition("(")[0])
    def write_Coding
    """
    source = Source()
    for type_ in types_of(model):
        _TypeSource(source, type_, model, text).write()
    return source.text()


class _TypeSource:
    """The function of one type on its way.

    In it `x` is the struct, `s` its node, `e` the end of a line with the graph, `root` the IRI
    of the resource, `p` the pointer of the node, `met` (property, classes of its owner).
    """

    def __init__(self, source: Source, type_: Type, model: Model, text: str) -> None:
        self._source, self._type, self._model, self._text = source, type_, model, text

    def write(self) -> None:
        """Add the function."""
        type_, source = self._type, self._source
        with source.block(f"def write_{type_.name}(x, s, e, root, add, p='', met=('', ()))"):
            self._line("{s}", RDF_TYPE, f"<{type_.iri}>")
            classes = self._model.classes.get(type_.name, ())
            source.add(f"mine = {(type_.name,)!r}")
            for n, cls in enumerate(classes):
                with source.block(
                    f"{'el' if n else ''}if {class_condition(cls, type_, self._model)}"
                ):
                    source.add(f"mine = {(type_.name, cls.name)!r}")
                    self._line("{s}", RDF_TYPE, f"<{cls.iri}>")
            if type_.name == "Coding":
                with source.block("if (known := coding(x.system, x.code)) is not None"):
                    self._line("{s}", RDF_TYPE, "<{known}>")
            for prop in type_.properties.values():
                self._property(prop)
            with source.block("if x.extensions is not None"):
                source.add("extensions(x, s, e, root, p, add, mine)")

    def _line(self, subject: str, predicate: str, value: str) -> None:
        """Add a statement; subject and value are parts of an f-string."""
        self._source.add(f"add(f'{subject} <{predicate}> {value}{{e}}')")

    def _property(self, prop: Property) -> None:
        source = self._source
        if prop.many:
            source.add(f"many = len(x.{prop.name}) > 1")
            with source.block(f"for n, v in enumerate(x.{prop.name})"):
                self._value(prop, f"{{p}}/{prop.name}/{{n}}", "many")
        elif is_required(prop, self._type):
            source.add(f"v = x.{prop.name}")
            self._value(prop, f"{{p}}/{prop.name}", None)
        else:
            source.add(f"v = x.{prop.name}")
            with source.block(f"if {is_present(prop, 'v', self._model)}"):
                self._value(prop, f"{{p}}/{prop.name}", None)

    def _value(self, prop: Property, at: str, listed: str | None) -> None:
        """Add the lines of the value `v` of a property; `listed` says if it is one of many."""
        source, inner = self._source, self._model.object_type(prop)
        if prop.kind == "reference":
            self._reference(prop, at, listed)
        elif inner is not None:
            source.add(f"q = f'{at}'", f"u = f'<{{root}}#{at}>'")
            self._line("{s}", prop.iri, "{u}")
            met = f"({prop.name!r}, mine)"
            if inner.name == _CONCEPT:
                source.add(f"concept(v, root, e, q, add, {met})")
            else:
                source.add(f"write_{inner.name}(v, u, e, root, add, q, {met})")
        else:
            source.add(f"o = {self._literal(prop)}")
            self._line("{s}", prop.iri, "{o}")
            if listed:
                with source.block(f"if {listed}"):
                    self._statement(prop, at)

    def _reference(self, prop: Property, at: str, listed: str | None) -> None:
        source = self._source
        source.add("o = target(v.reference)")
        self._line("{s}", prop.iri, "{o}")
        reference = self._model.reference_type
        extra = [each for each in reference.properties.values() if each.name != "reference"]
        asked = [f"v.{name} is not None" for name in (*(p.name for p in extra), "extensions")]
        with source.block(f"if {' or '.join([*asked, *([listed] if listed else [])])}"):
            self._statement(prop, at)
            for each in extra:
                with source.block(f"if v.{each.name} is not None"):
                    shown = self._text.format(f"v.{each.name}")
                    self._line("{u}", each.iri, f'"{{{shown}}}"')
            with source.block("if v.extensions is not None"):
                source.add(f"extensions(v, u, e, root, f'{at}', add, ())")

    def _statement(self, prop: Property, at: str) -> None:
        """Add the statement about a value, whose term is `o`."""
        lines = statement_lines("{u}", "{s}", prop.iri, "{o}", "{e}")
        self._source.add(f"u = f'<{{root}}#{at}>'", f"add(f'{lines}')")

    def _literal(self, prop: Property) -> str:
        """The term of the plain value `v`, as an expression."""
        shown = self._text.format("v")
        if prop.kind == "code":
            return f"f'<{CLINGEN}{prop.value_set}#{{step(v)}}>'"
        if prop.kind == "boolean":
            return f"'\"true\"^^<{XSD}boolean>' if v else '\"false\"^^<{XSD}boolean>'"
        if prop.kind == "integer":
            return f"f'\"{{v}}\"^^<{XSD}integer>'"
        if prop.kind in ("dateTime", "instant"):
            return "date(v)"
        datatype = f"^^<{XSD}anyURI>" if prop.kind == "uri" else ""
        return f"f'\"{{{shown}}}\"{datatype}'"
