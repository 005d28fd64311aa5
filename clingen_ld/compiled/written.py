"""Readers of triples in the order in which they are written, generated from the model.

They are the writers of `clingen_ld.compiled.quads` backwards: each line is compared with what the
writer gives, so that what is read is written as those very lines. Anything else is None.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, Final, NoReturn

from clingen_ld.compiled.extension_quads import DEEP, OF_NODE, in_written_order, statement_lines
from clingen_ld.compiled.quads import KNOWN, codings, date_term, make_targets, step_of
from clingen_ld.compiled.resources import (
    EXTENSIONS,
    Compiled,
    Source,
    Structs,
    class_condition,
    is_canonical,
    types_of,
)
from clingen_ld.graph.links import HAS_LINKS
from clingen_ld.graph.terms import RDF_NIL, RDF_TYPE, address_step
from clingen_ld.graph.values import key_of, predicate_of
from clingen_ld.model import (
    CLINGEN,
    XSD,
    ConceptualClass,
    Model,
    Property,
    Type,
    decode,
    is_foreign,
    is_name,
    relative_reference,
)

Lines = list[str]
"""The triples of a graph, each without its end and without the IRI of the resource, with which it
begins, and an empty one at the end."""
Parser = Callable[[str, str, str], tuple[type[Compiled], dict[str, Any]] | None]
"""Takes lines, the IRI of their resource, and how lines end. Gives its type, and what it is made
of; there may still be something in a text that the writer escapes."""

_END: Final = " .\n"
_NODES: Final = 1024
"""The lines of so many nodes are remembered as far as they are the same in all resources."""
_INTEGER: Final = f'"^^<{XSD}integer>'
_URI: Final = f'"^^<{XSD}anyURI>'
_BOOLEANS: Final = {f'"{value}"^^<{XSD}boolean>': value == "true" for value in ("true", "false")}
_ODD: Final = (AttributeError, LookupError, TypeError, ValueError, RecursionError)


def make_parser(structs: Structs, model: Model, base: str) -> Parser:
    """The reader of the lines of resources of all types, written without escapes."""
    references = _References(structs, model, base)
    scope: dict[str, Any] = {
        **structs, "odd": _odd, "number": _number, "date": _date, "booleans": _BOOLEANS,
        "coding": codings(model), "more": _Extensions(model).read,
        "absent": {name: struct.empty for name, struct in structs.items()},
        "reference": references.plain, "stated": references.stated, "several": references.several,
    }  # fmt: skip
    source = Source()
    for type_ in types_of(model):
        _TypeSource(source, type_, model, scope).write()
    exec(compile(source.text(), "<generated: reading triples>", "exec"), scope)
    first = {
        f"> <{RDF_TYPE}> <{type_.iri}>": (structs[type_.name], scope[f"read_{type_.name}"])
        for type_ in model.resources.values()
    }

    def parse(text: str, root: str, end: str) -> tuple[type[Compiled], dict[str, Any]] | None:
        before = f"<{root}"
        start, stop = len(before), 1 - len(end)
        # To cut all lines alike, and see that this left out the same of each, makes reading a
        # twentieth faster than splitting at what is left out.
        lines = [line[start:stop] for line in text.split("\n")]
        if "\\" in text or f"{before}{f'{end}{before}'.join(lines[:-1])}{end}" != text:
            return None
        lines[-1] = ""
        try:
            struct, read = first[lines[0]]
            made, last = read(lines, 0, root, ">", "", ("", ()))
        except _ODD:
            return None
        return (struct, made) if last == len(lines) - 1 else None

    return parse


def _odd() -> NoReturn:
    raise ValueError


def _number(term: str) -> int:
    """The integer of a literal after its first quotation mark."""
    digits = term.removesuffix(_INTEGER)
    value = int(digits)
    return value if str(value) == digits != term else _odd()


@lru_cache(maxsize=KNOWN)
def _date(term: str) -> str:
    value = term[1 : term.rindex('"')]
    return value if date_term(value) == term else _odd()


def _is_told(
    lines: Lines, i: int, root: str, node: str, subject: str, predicate: str, term: str
) -> bool:
    """Whether the lines from one on are the statement about a triple."""
    told = statement_lines(node, f"<{root}{subject}", predicate, term, _END).split(_END)
    return lines[i : i + 4] == told[:4]


class _References:
    """Reads references, and what statements say of them."""

    def __init__(self, structs: Structs, model: Model, base: str) -> None:
        self._struct = structs["Reference"]
        self._target = make_targets(base)
        self._base = base
        self._more = [p for p in model.reference_type.properties.values() if p.name != "reference"]
        self.plain = lru_cache(maxsize=KNOWN)(self._plain)

    def _plain(self, term: str) -> Any:
        """The reference to a node."""
        value = relative_reference(term[1:-1], self._base)
        return self._struct(reference=value) if self._target(value) == term else _odd()

    def stated(
        self, lines: Lines, i: int, root: str, node: str, *triple: str, many: bool = False
    ) -> tuple[Any, int]:
        """A reference with what its statement says, and the line after that."""
        if not _is_told(lines, i, root, node, *triple):
            _odd()
        i += 4
        more: dict[str, Any] = {}
        for prop in self._more:
            start = f'{node} <{prop.iri}> "'
            if (value := lines[i].removeprefix(start)) != lines[i]:
                more[prop.name] = _text(value) or _odd()
                i += 1
        if not more and not many:
            _odd()
        return self._struct(reference=self.plain(triple[2]).reference, **more), i

    def several(
        self, lines: Lines, i: int, root: str, start: str, place: str, subject: str,
        predicate: str, value: Callable[[str], Any] | None,
    ) -> tuple[tuple[Any, ...], int]:  # fmt: skip
        """The values of a property that may have many, and the line after them.

        Without a `value` of a term, they are references.
        """
        many = 0
        for line in lines[i:]:
            if line.startswith(start):
                many += 1
            elif not line.startswith(place):
                break
        found: list[Any] = []
        for n in range(many):
            term = lines[i][len(start) :]
            i += 1
            node = f"{place}{n}>"
            is_told = lines[i].startswith(f"{node} ")
            if value is None and is_told:
                triple = subject, predicate, term
                made, i = self.stated(lines, i, root, node, *triple, many=many > 1)
            else:
                made = self.plain(term) if value is None else value(term)
                if is_told:
                    i += 4 if _is_told(lines, i, root, node, subject, predicate, term) else _odd()
                if is_told != (many > 1):
                    _odd()
            found.append(made)
        return tuple(found), i


def _text(rest: str) -> str:
    """The text of a literal after its first quotation mark."""
    return rest[:-1] if rest[-1:] == '"' else _odd()


class _TypeSource:
    """The function of one type on its way.

    In it `l` is line `i`, `s` the node after the IRI of the resource, `p` its pointer, `met`
    (property, classes of its owner), and `k` has lines of the node, or what they begin with.
    """

    def __init__(self, source: Source, type_: Type, model: Model, scope: dict[str, Any]) -> None:
        self._source, self._type, self._model, self._scope = source, type_, model, scope
        self._lines: list[str] = []

    def write(self) -> None:
        """Add the function."""
        type_, source, name = self._type, self._source, self._type.name
        classes = self._model.classes.get(name, ())
        with source.block(f"def read_{name}(lines, i, root, s, p, met)"):
            source.add(f"k = lines_{name}(s)")
            source.add(f"if lines[i] != {self._line(f'{{s}} <{RDF_TYPE}> <{type_.iri}>')}: odd()")
            source.add(f"mine = {(name,)!r}", "found = {}", *_NEXT)
            for n, cls in enumerate(classes):
                line = self._line(f"{{s}} <{RDF_TYPE}> <{cls.iri}>")
                with source.block(f"{'el' if n else ''}if l == {line}"):
                    source.add(f"mine = {(name, cls.name)!r}", *_NEXT)
            if name == "Coding":
                source.add("known = None")
                self._if_begins(f"{{s}} <{RDF_TYPE}> <", "known = v")
            for prop in type_.properties.values():
                self._property(prop)
            with source.block(f"if l.startswith({self._line('{s} ')})"):
                source.add(f"found['extensions'], i = more(lines, i, root, s, p, {name!r})")
            self._result(classes)
        self._scope[f"lines_{name}"] = _lines_of(tuple(self._lines))

    def _result(self, classes: Sequence[ConceptualClass]) -> None:
        """Add what ends the function: the object, whose classes must be those that it was given."""
        source, name = self._source, self._type.name
        source.add(f"x = {name}(**found)")
        if classes:
            source.add(f"its = {(name,)!r}")
            for n, cls in enumerate(classes):
                condition = class_condition(cls, self._type, self._model)
                with source.block(f"{'el' if n else ''}if {condition}"):
                    source.add(f"its = {(name, cls.name)!r}")
            source.add("if its != mine: odd()")
        if name == "Coding":
            source.add("its = coding(x.system, x.code)")
            source.add("if known != (its and its + '>'): odd()")
        source.add("return (found if not p else x), i")

    def _line(self, template: str) -> str:
        """What the template of a line gives for the node, as an expression."""
        self._lines.append(template)
        return f"k[{len(self._lines) - 1}]"

    def _if_begins(self, template: str, *then: str) -> None:
        """Add what is to be done with the rest `v` of a line, if it begins like a template."""
        with self._source.block(f"if (v := l.removeprefix({self._line(template)})) != l"):
            self._source.add(*_NEXT, *then)

    def _property(self, prop: Property) -> None:
        source, inner, name = self._source, self._model.object_type(prop), prop.name
        start, node = f"{{s}} <{prop.iri}> ", f"{{a}}/{name}"
        if inner is not None and prop.kind != "reference":
            self._objects(prop, inner, start, node)
        elif prop.many:
            value = None if prop.kind == "reference" else f"term_{prop.owner}_{name}"
            if value is not None:
                self._scope[value] = self._term(prop)
            start, node = self._line(start), self._line(f"{node}/")
            with source.block(f"if l.startswith({start})"):
                said = f"lines, i, root, {start}, {node}, s, {prop.iri!r}, {value}"
                source.add(f"found[{name!r}], i = several({said})", "l = lines[i]")
        elif prop.kind == "reference":
            self._if_begins(start, f"found[{name!r}] = reference(v)")
            with source.block(f"if l.startswith({self._line(f'{node}> ')})"):
                said = f"lines, i, root, {self._line(f'{node}>')}, s, {prop.iri!r}, v"
                source.add(f"found[{name!r}], i = stated({said})", "l = lines[i]")
        else:
            quote, value = self._plain(prop)
            self._if_begins(start + quote, f"found[{name!r}] = {value}")

    def _objects(self, prop: Property, inner: Type, start: str, node: str) -> None:
        source, name = self._source, prop.name
        read = f"read_{inner.name}(lines, i + 1, root, u"
        start, node = self._line(f"{start}<"), self._line(f"{node}{'/' if prop.many else '>'}")
        if not prop.many:
            with source.block(f"if l.startswith({start})"):
                source.add(f"u = {node}", f"if l != f'{{{start}}}{{root}}{{u}}': odd()")
                source.add(f"found[{name!r}], i = {read}, p + '/{name}', ({name!r}, mine))")
                source.add("l = lines[i]")
            return
        with source.block(f"if l.startswith({start})"):
            source.add("listed = []")
            with source.block(f"while l.startswith({start})"):
                source.add("n = len(listed)", f"u = f'{{{node}}}{{n}}>'")
                source.add(f"if l != f'{{{start}}}{{root}}{{u}}': odd()")
                source.add(f"v, i = {read}, f'{{p}}/{name}/{{n}}', ({name!r}, mine))")
                source.add("listed.append(v)", "l = lines[i]")
            source.add(f"found[{name!r}] = tuple(listed)")

    def _plain(self, prop: Property) -> tuple[str, str]:
        """How the term of a plain value begins, and the value after that, as an expression."""
        if prop.kind == "code":
            name = f"code_{prop.owner}_{prop.name}"
            self._scope[name] = self._term(prop)
            return "", f"{name}(v)"
        if prop.kind == "boolean":
            return "", "booleans[v]"
        if prop.kind in ("dateTime", "instant"):
            return "", "date(v) or odd()"
        if prop.kind == "integer":
            least = "" if prop.least is None else f" if (v := number(v)) >= {prop.least} else odd()"
            return '"', f"v{least}" if least else "number(v)"
        if prop.kind == "uri":
            return '"', f"(v[:{-len(_URI)}] if v.endswith({_URI!r}) else odd()) or odd()"
        least = "" if prop.may_be_empty else " or odd()"
        return '"', f"(v[:-1] if v[-1:] == {_QUOTE!r} else odd()){least}"

    def _term(self, prop: Property) -> Callable[[str], Any]:
        """What gives the plain value of a term, for codes and for values of which may be many."""
        if prop.kind == "code":
            start = f"<{CLINGEN}{prop.value_set}#"

            @lru_cache(maxsize=KNOWN)
            def code(term: str) -> str:
                value = decode(term.removeprefix(start)[:-1])
                return value if value and f"{start}{step_of(value)}>" == term else _odd()

            return code
        end = _URI if prop.kind == "uri" else _QUOTE
        if prop.kind not in ("uri", "string"):
            raise NotImplementedError(prop)

        def value(term: str) -> str:
            is_its = term[:1] == _QUOTE and term.endswith(end)
            return (is_its and term[1 : -len(end)]) or _odd()

        return value


_NEXT: Final = ("i += 1", "l = lines[i]")
_QUOTE: Final = '"'


def _lines_of(templates: tuple[str, ...]) -> Callable[[str], tuple[str, ...]]:
    """What gives lines, or what they begin with, from templates for a node.

    In these, `s` is the node, and `a` what the nodes below it begin with, after the IRI of the
    resource.
    """

    @lru_cache(maxsize=_NODES)
    def lines(node: str) -> tuple[str, ...]:
        below = node[:-1] + ("" if "#" in node else "#")
        return tuple(each.replace("{s}", node).replace("{a}", below) for each in templates)

    return lines


class _Extensions:
    """Reads the properties of nodes that the model does not know."""

    def __init__(self, model: Model) -> None:
        self._types = model.types
        self._key = lru_cache(maxsize=KNOWN)(self._find)

    def _find(self, predicate: str, type_: str) -> str:
        """The key of a predicate of a node of a type of the model, or of none ("")."""
        if predicate == HAS_LINKS:  # what is a link is no property
            _odd()
        key = key_of(predicate)
        is_its = predicate_of(key, self._types.get(type_)) == predicate and key not in OF_NODE
        is_plain = key != EXTENSIONS and key[:1] != "@" and is_foreign(key)
        return key if is_its and is_plain else _odd()

    def read(
        self, lines: Lines, i: int, root: str, node: str, pointer: str, type_: str
    ) -> tuple[dict[str, Any], int]:
        """The properties of a node from a line on, and the line after them."""
        found: dict[str, Any] = {}
        last, start = "", f"{node} <"
        while (rest := lines[i].removeprefix(start)) != lines[i]:
            predicate = rest[: rest.index("> ")]
            key = self._key(predicate, type_)
            if key <= last:
                _odd()
            at, last = f"{pointer}{address_step(key)}", key
            value = rest[len(predicate) + 2 :]
            is_more = lines[i + 1].startswith((f"{start}{predicate}> ", f"#{at}/"))
            if not is_more and not value.startswith(f"<{root}#"):
                found[key], i = self._plain(value), i + 1
            else:
                found[key], i = self._value(lines, i, root, node, predicate, at)
                if not is_canonical(key, found[key]):
                    _odd()
        return found, i

    def _value(
        self, lines: Lines, i: int, root: str, node: str, predicate: str, at: str
    ) -> tuple[Any, int]:
        """The value of a property, in a list or not, and the line after it."""
        start = f"{node} <{predicate}> "
        term = lines[i].removeprefix(start)
        if term == f"<{root}#{at}>":
            return self._object(lines, i, root, at)
        found: list[Any] = []
        told: list[bool] = []
        while (term := lines[i].removeprefix(start)) != lines[i]:
            place = f"{at}/{len(found)}"
            inner = f"#{place}>"
            if term == f"<{root}{inner}":
                value, i = self._object(lines, i, root, place)
            else:
                value, i = self._plain(term), i + 1
                told.append(lines[i].startswith(f"{inner} "))
                if told[-1]:
                    i += 4 if _is_told(lines, i, root, inner, node, predicate, term) else _odd()
            found.append(value)
        if len(found) == 1 and told == [False]:
            return found[0], i
        is_told = len(found) == 1 or not in_written_order(found)
        return found if told.count(is_told) == len(told) else _odd(), i

    def _object(self, lines: Lines, i: int, root: str, at: str) -> tuple[dict[str, Any], int]:
        """The object at a pointer, to which a line refers, and the line after it."""
        if at.count("/") > DEEP:
            _odd()
        return self.read(lines, i + 1, root, f"#{at}>", at, "")

    def _plain(self, term: str) -> Any:
        """A text, a whole number or a link."""
        if term[0] == "<":
            name = term[1:-1]
            if term[-1] != ">" or "#/" in name or name == RDF_NIL or not _is_name(name):
                _odd()
            return {"@id": name}
        if term[0] != _QUOTE:
            _odd()
        return term[1:-1] if term[-1] == _QUOTE else _number(term[1:])


_is_name: Final = lru_cache(maxsize=KNOWN)(is_name)
