"""Writers of N-Quads, generated from the model: a function for each type.

What they write of a decoded resource is, to the byte, what `clingen_ld.graph.quads` and
`clingen_ld.graph.terms.n_quads_line` give of its tree.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, lru_cache
from typing import Any, Final

from clingen_ld.compiled.extension_quads import END, ROOT, Add, make_extensions, statement_lines
from clingen_ld.compiled.resources import (
    Compiled,
    PythonSource,
    Structs,
    class_condition,
    is_present,
    is_required,
    types_of,
)
from clingen_ld.graph.terms import RDF_TYPE, escaped
from clingen_ld.graph.values import date_datatype
from clingen_ld.model import (
    CLINGEN,
    PLAIN_REFERENCE,
    XSD,
    ConceptualClass,
    Model,
    Property,
    Type,
    encode,
    reference_iri,
)

Writer = Callable[[Compiled, bool], bytes]
"""Takes a resource, and whether its texts may need escapes. Gives its N-Quads, with `ROOT` in the
place of its IRI, and `END` in that of the end of each line.

Those come last, in all lines at once: so most of a line is the same text in every message. A
replacement costs a third in octets of what it costs in characters, and half for a single octet."""

_CONCEPT: Final = "CodeableConcept"
"""The data type whose objects are the same in message after message."""
_CONCEPTS: Final = 4096
"""So many of them are kept as lines, of some kilobytes each."""
KNOWN: Final = 16_384
"""So many codes, dates and targets are kept, of up to half a kilobyte each. Those of alleles hardly
ever come again; four times as many took 30 MB more in an export of a bundle."""


def make_writer(structs: Structs, model: Model, base: str) -> Writer:
    """The writer of N-Quads for resources of all types."""

    @cache
    def functions(needs_escapes: bool) -> dict[type[Compiled], Callable[..., None]]:
        text, write_text = ("escaped({})", escaped) if needs_escapes else ("{}", str)
        scope: dict[str, Any] = {"step": step_of, "date": date_term, "escaped": escaped}
        scope |= {"target": make_targets(base), "coding": codings(model)}
        scope["concept"] = _Concepts(scope)
        scope["extensions"] = make_extensions(model, base, write_text)
        scope["absent"] = {name: struct.empty for name, struct in structs.items()}
        exec(compile(quads_source(model, text), "<generated: N-Quads>", "exec"), scope)
        return {structs[name]: scope[f"write_{name}"] for name in model.resources}

    def write(resource: Compiled, needs_escapes: bool) -> bytes:
        lines: list[str] = []
        functions(needs_escapes)[resource.__class__](resource, "", lines.append)
        return "".join(lines).encode()

    return write


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


class _Concepts:
    """The lines of concepts, which are the same in message after message, written once."""

    def __init__(self, scope: dict[str, Any]) -> None:
        self._scope = scope
        self._known: dict[tuple[Any, ...], str] = {}

    def __call__(self, value: Any, at: str, add: Add, met: tuple[Any, ...]) -> None:
        """Add the lines of the node of a concept, except the one that refers to it."""
        key, write = (value, at, met), self._scope[f"write_{_CONCEPT}"]
        try:
            text = self._known.get(key)
        except TypeError:  # extensions have no hash
            write(value, at, add, met)
            return
        if text is None:
            lines: list[str] = []
            write(value, at, lines.append, met)
            if len(self._known) >= _CONCEPTS:
                self._known.clear()
            text = self._known[key] = "".join(lines)
        add(text)


def quads_source(model: Model, text: str) -> str:
    """The source of the functions that write the lines of a node, one for each type.

    >>> from clingen_ld import load_model
    >>> print(quads_source(load_model(), "{}").partition("(")[0])
    def write_Coding
    """
    source = PythonSource()
    for type_ in types_of(model):
        _TypeSource(source, type_, model, text).write()
    return source.text()


class _TypeSource:
    """The function of one type on its way.

    In it `x` is the struct, `p` the pointer of the node, `met` (property, classes of its owner).
    Lines that are surely written one after the other are added at once.
    """

    def __init__(self, source: PythonSource, type_: Type, model: Model, text: str) -> None:
        self._source, self._type, self._model, self._text = source, type_, model, text
        self._lines = ""
        """Lines to be added, as parts of an f-string."""
        self._node = f"<{ROOT}>" if type_.kind == "resource" else f"<{ROOT}#{{p}}>"

    def write(self) -> None:
        """Add the function."""
        type_, source = self._type, self._source
        with source.block(f"def write_{type_.name}(x, p, add, met=('', ()))"):
            self._line(RDF_TYPE, f"<{type_.iri}>")
            self._classes(self._model.classes.get(type_.name, ()))
            if type_.name == "Coding":
                self._flush()
                with source.block("if (known := coding(x.system, x.code)) is not None"):
                    self._line(RDF_TYPE, "<{known}>")
                    self._flush()
            for prop in type_.properties.values():
                self._property(prop)
            self._flush()
            with source.block("if x.extensions is not None"):
                source.add(f"extensions(x, f{self._node!r}, p, add, mine)")

    def _line(self, predicate: str, value: str, node: str | None = None) -> None:
        """Write a statement about a node, by default that of the type.

        Node and value are parts of an f-string.
        """
        self._lines += f"{node or self._node} <{predicate}> {value}{END}"

    def _flush(self) -> None:
        """Add the lines that were written so far."""
        if self._lines:
            self._source.add(f"add(f{self._lines!r})")
            self._lines = ""

    def _classes(self, classes: tuple[ConceptualClass, ...]) -> None:
        source, type_, before = self._source, self._type, self._lines
        source.add(f"mine, line = {(type_.name,)!r}, ''")
        for n, cls in enumerate(classes):
            condition = f"{'el' if n else ''}if {class_condition(cls, type_, self._model)}"
            if n and _is_opposite(cls, classes[n - 1]):
                condition = "else"
            with source.block(condition):
                self._lines = ""
                self._line(RDF_TYPE, f"<{cls.iri}>")
                source.add(f"mine, line = {(type_.name, cls.name)!r}, f{self._lines!r}")
        self._lines = f"{before}{{line}}" if classes else before

    def _property(self, prop: Property) -> None:
        source = self._source
        if prop.many:
            self._flush()
            is_stated = prop.kind == "reference" or self._model.object_type(prop) is None
            with source.block(f"if vs := x.{prop.name}"):
                source.add("many = len(vs) > 1") if is_stated else None
                with source.block("for n, v in enumerate(vs)"):
                    self._value(prop, f"{{p}}/{prop.name}/{{n}}", "many")
                    self._flush()
        elif is_required(prop, self._type):
            self._value(prop, f"{{p}}/{prop.name}", None, f"x.{prop.name}")
        else:
            self._flush()
            source.add(f"v = x.{prop.name}")
            with source.block(f"if {is_present(prop, 'v', self._model)}"):
                self._value(prop, f"{{p}}/{prop.name}", None)
                self._flush()

    def _value(self, prop: Property, at: str, listed: str | None, value: str = "v") -> None:
        """Write a value of a property; `listed` says if it is one of many."""
        source, inner = self._source, self._model.object_type(prop)
        if self._type.kind == "resource":
            at = at.removeprefix("{p}")
        if prop.kind == "reference":
            source.add(f"v = {value}") if value != "v" else None
            self._reference(prop, at, listed)
        elif inner is not None:
            self._line(prop.iri, f"<{ROOT}#{at}>")
            self._flush()
            function = "concept" if inner.name == _CONCEPT else f"write_{inner.name}"
            source.add(f"{function}({value}, f{at!r}, add, ({prop.name!r}, mine))")
        elif listed:
            source.add(f"o = f'{self._literal(prop, value)}'")
            self._line(prop.iri, "{o}")
            self._flush()
            with source.block(f"if {listed}"):
                self._statement(prop, at)
        else:
            self._line(prop.iri, self._literal(prop, value))

    def _reference(self, prop: Property, at: str, listed: str | None) -> None:
        source = self._source
        source.add("o = target(v.reference)")
        self._line(prop.iri, "{o}")
        self._flush()
        reference = self._model.reference_type
        extra = [each for each in reference.properties.values() if each.name != "reference"]
        asked = [f"v.{name} is not None" for name in (*(p.name for p in extra), "extensions")]
        node = f"<{ROOT}#{at}>"
        with source.block(f"if {' or '.join([*asked, *([listed] if listed else [])])}"):
            self._statement(prop, at)
            for each in extra:
                with source.block(f"if v.{each.name} is not None"):
                    shown = self._text.format(f"v.{each.name}")
                    self._line(each.iri, f'"{{{shown}}}"', node)
                    self._flush()
            with source.block("if v.extensions is not None"):
                source.add(f"extensions(v, f{node!r}, f{at!r}, add, ())")

    def _statement(self, prop: Property, at: str) -> None:
        """Write the statement about a value, whose term is `o`."""
        self._lines += statement_lines(f"<{ROOT}#{at}>", self._node, prop.iri, "{o}", END)
        self._flush()

    def _literal(self, prop: Property, value: str) -> str:
        """The term of a plain value, as a part of an f-string."""
        if prop.kind == "code":
            return f"<{CLINGEN}{prop.value_set}#{{step({value})}}>"
        if prop.kind == "boolean":
            return f'"{{"true" if {value} else "false"}}"^^<{XSD}boolean>'
        if prop.kind == "integer":
            return f'"{{{value}}}"^^<{XSD}integer>'
        if prop.kind in ("dateTime", "instant"):
            return f"{{date({value})}}"
        datatype = f"^^<{XSD}anyURI>" if prop.kind == "uri" else ""
        return f'"{{{self._text.format(value)}}}"{datatype}'


def _is_opposite(one: ConceptualClass, other: ConceptualClass) -> bool:
    """Whether a node is in one class just when it is not in the other one."""
    asked = other.codes or other.owner or other.none_of or one.codes or one.owner or one.any_of
    return not asked and one.none_of == other.any_of
