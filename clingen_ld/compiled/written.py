"""Readers of lines in the order in which they are written, generated from the model.

They are the writers of `clingen_ld.compiled.quads` backwards: what stands between values is
compared with what the writer gives, several lines at once where it can, so that what is read is
written as those very lines. Lines are not cut apart, which would take half as long as reading.
Anything else is None.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, Final

from clingen_ld.compiled.extension_quads import (
    LINE,
    ExtensionReader,
    line_end,
    number,
    odd,
    statement_end,
    statement_lines,
)
from clingen_ld.compiled.quads import KNOWN, codings, date_term, make_targets, step_of
from clingen_ld.compiled.resources import Compiled, PythonSource, Structs, class_condition, types_of
from clingen_ld.graph.terms import RDF_TYPE
from clingen_ld.model import (
    CLINGEN,
    XSD,
    ConceptualClass,
    Model,
    Property,
    Type,
    decode,
    relative_reference,
)

Reader = Callable[[str, int, str | None], tuple[Compiled, int] | None]
"""Takes a text, where the lines of a resource begin in it, and how they end: by default, with a
graph of the same name. Gives the resource and where its lines end; there may still be something in
a text that the writer escapes."""

_URI: Final = f'"^^<{XSD}anyURI>'
_BOOLEANS: Final = {f'"{value}"^^<{XSD}boolean>': value == "true" for value in ("true", "false")}
_ODD: Final = (AttributeError, LookupError, TypeError, ValueError, RecursionError)


def make_reader(structs: Structs, model: Model, base: str) -> Reader:
    """The reader of the lines of resources of all types, written without escapes."""
    references = _References(structs, model, base)
    scope: dict[str, Any] = {
        **structs, "odd": odd, "number": number, "date": _date, "booleans": _BOOLEANS,
        "coding": codings(model), "more": ExtensionReader(model).read,
        "absent": {name: struct.empty for name, struct in structs.items()},
        "reference": references.plain, "several": references.several,
    }  # fmt: skip
    source = PythonSource()
    for type_ in types_of(model):
        _TypeSource(source, type_, model, scope).write()
    exec(compile(source.text(), "<generated: reading triples>", "exec"), scope)
    first = {f"{type_.iri}>": scope[f"read_{name}"] for name, type_ in model.resources.items()}

    def read(text: str, at: int, end: str | None = None) -> tuple[Compiled, int] | None:
        before = text[at : text.find(">", at)]
        begin = f"{before}> <{RDF_TYPE}> <"
        end = end or f" {before}> .\n"
        try:
            type_ = at + len(begin) if text.startswith(begin, at) else odd()
            i = text.index(" ", type_)
            made, i = first[text[type_:i]](text, i, end + before, before, "", ("", ()))
        except _ODD:
            return None
        last = i + len(end)
        is_whole = text.startswith(end, i) and not text.startswith(
            (f"{before}>", f"{before}#"), last
        )
        return (made, last) if is_whole and text.find("\\", at, last) < 0 else None

    return read


@lru_cache(maxsize=KNOWN)
def _date(term: str) -> str:
    value = term[1 : term.rindex('"')]
    return value if date_term(value) == term else odd()


class _References:
    """Reads references, and what statements say of them."""

    def __init__(self, structs: Structs, model: Model, base: str) -> None:
        self._struct = structs["Reference"]
        self._target = make_targets(base)
        self._base = base
        more = model.reference_type.properties.values()
        self._more = [(p.name, f'> <{p.iri}> "') for p in more if p.name != "reference"]
        self.plain = lru_cache(maxsize=KNOWN)(self._plain)

    def _plain(self, term: str) -> Any:
        """The reference to a node."""
        value = relative_reference(term[1:-1], self._base)
        return self._struct(reference=value) if self._target(value) == term else odd()

    def stated(
        self, text: str, i: int, between: str, before: str, node: str, *triple: str
    ) -> tuple[dict[str, Any], int]:
        """What the statement about a triple says of its object, and where it ends."""
        i = statement_end(text, i, between, before, node, *triple)
        more: dict[str, Any] = {}
        for name, predicate in self._more:
            start = f"{between}{node}{predicate}"
            if text.startswith(start, i):
                at = i + len(start)
                i = text.index('"', at)
                more[name] = text[at:i] or odd()
                i += 1
        return more, i

    def several(
        self, text: str, i: int, between: str, before: str, node: str, subject: str, predicate: str,
        value: Callable[[str], Any] | None,
    ) -> tuple[tuple[Any, ...], int]:  # fmt: skip
        """The values of a property that may have many, from the end of the line before them on.

        Without a `value` of a term, they are references.
        """
        start = f"{between}{subject}> <{predicate}> "
        found: list[Any] = []
        stated: set[bool] = set()
        while text.startswith(start, i):
            at = i + len(start)
            i = line_end(text, at, len(between) - len(before))
            term, place = text[at:i], f"{node}/{len(found)}"
            more: dict[str, Any] = {}
            has_statement = text.startswith(f"{between}{place}> ", i)
            if has_statement:
                more, i = self.stated(text, i, between, before, place, subject, predicate, term)
            if not more:
                stated.add(has_statement)
            made = self.plain(term) if value is None else value(term)
            if more:
                made = self._struct(reference=made.reference, **more)
            found.append(made)
        return tuple(found) if stated <= {len(found) > 1} else odd(), i


class _TypeSource:
    """The function of one type on its way.

    In it `t` is the text, `i` where the end of the last line begins that was read, `r` what all
    nodes begin with, `h` the end of a line and that, `a` the rest of the name of the node, `met`
    (property, classes of its owner). `q` is the predicate of the next line, and `k` where that
    ends; where another node follows, `q` is empty.
    """

    def __init__(
        self, source: PythonSource, type_: Type, model: Model, scope: dict[str, Any]
    ) -> None:
        self._source, self._type, self._model, self._scope = source, type_, model, scope
        self._below = "#" if type_.kind == "resource" else "{a}"

    def write(self) -> None:
        """Add the function, which begins behind the type of the node."""
        type_, source, name = self._type, self._source, self._type.name
        classes = self._model.classes.get(name, ())
        with source.block(f"def read_{name}(t, i, h, r, a, met)"):
            source.add("s = f'{h}{a}> <'", "n = len(s)", "found = {}", _NEXT)
            source.add(f"mine = {(name,)!r}")
            if classes:
                known = {f"<{cls.iri}>": (name, cls.name) for cls in classes}
                self._scope[f"classes_{name}"] = known
                self._if(RDF_TYPE, *_TERM, f"mine = classes_{name}[v]")
            if name == "Coding":
                source.add("known = None")
                self._if(RDF_TYPE, *_TERM, "known = v[1:-1]")
            for prop in type_.properties.values():
                self._property(prop)
            with source.block("if q"):
                source.add(f"found['extensions'], i = more(t, i, h, r, a, {name!r})")
            self._result(classes)

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
            source.add("if known != coding(x.system, x.code): odd()")
        source.add("return x, i")

    def _if(self, predicate: str, *then: str) -> None:
        """Add what is to be done where the next line has a predicate."""
        with self._source.block(f"if q == '{predicate}>'"):
            self._source.add(*then, _NEXT)

    def _property(self, prop: Property) -> None:
        inner, name = self._model.object_type(prop), prop.name
        node = f"b = f'{self._below}/{name}'"
        if inner is not None and prop.kind != "reference":
            self._objects(prop, inner)
        elif prop.many:
            value = None if prop.kind == "reference" else f"term_{prop.owner}_{name}"
            if value is not None:
                self._scope[value] = self._term(prop)
            said = f"t, i, h, r, b, a, {prop.iri!r}, {value}"
            self._if(prop.iri, node, f"found[{name!r}], i = several({said})")
        elif prop.kind == "reference":
            self._if(
                prop.iri, *_TERM, f"found[{name!r}] = y = reference(v)", node, *self._stated(prop)
            )
        else:
            self._if(prop.iri, *self._plain(prop))

    def _stated(self, prop: Property) -> list[str]:
        """What reads the statement about a reference `y` of the term `v`, if there is one."""
        written = "\n" + statement_lines("", "{r}{a}>", prop.iri, "{v}", "\n")[:-1]
        lines = ["g = f'{h}{b}> '", f"c = f'{written.replace(LINE, '{g}')}'"]
        lines += ["if t.startswith(c, i):", "    i += len(c)", "    stated = {}"]
        for each in self._model.reference_type.properties.values():
            if each.name != "reference":
                lines += [
                    f"    c = f'{{g}}<{each.iri}> \"'",
                    "    if t.startswith(c, i):",
                    "        k = i + len(c)",
                    "        i = t.index('\"', k)",
                    f"        stated[{each.name!r}] = t[k:i] or odd()",
                    "        i += 1",
                ]
        made = "Reference(reference=y.reference, **(stated or odd()))"
        return [*lines, f"    found[{prop.name!r}] = {made}"]

    def _objects(self, prop: Property, inner: Type) -> None:
        source, name = self._source, prop.name
        node = f"{self._below}/{name}{'/{len(listed)}' if prop.many else ''}"
        read = [
            f"b = f'{node}'",
            f"c = f'{{r}}{{b}}>{{h}}{{b}}> <{RDF_TYPE}> <{inner.iri}>'",
            "if not t.startswith(c, k + 1): odd()",
            f"v, i = read_{inner.name}(t, k + 1 + len(c), h, r, b, ({name!r}, mine))",
        ]
        if not prop.many:
            self._if(prop.iri, *read, f"found[{name!r}] = v")
            return
        with source.block(f"if q == '{prop.iri}>'"):
            source.add("listed = []")
            with source.block(f"while q == '{prop.iri}>'"):
                source.add(*read, "listed.append(v)", _NEXT)
            source.add(f"found[{name!r}] = tuple(listed)")

    def _plain(self, prop: Property) -> list[str]:
        """What reads a plain value."""
        found = f"found[{prop.name!r}] = "
        if prop.kind == "code":
            name = f"code_{prop.owner}_{prop.name}"
            self._scope[name] = self._term(prop)
            return [*_TERM, f"{found}{name}(v)"]
        if prop.kind == "boolean":
            return [*_TERM, f"{found}booleans[v]"]
        if prop.kind in ("dateTime", "instant"):
            return [*_TERM, f"{found}date(v) or odd()"]
        if prop.kind == "integer":
            least = "" if prop.least is None else f" if v >= {prop.least} else odd()"
            return [*_TERM, "v = number(v)", f"{found}v{least}"]
        text = [
            "if t[k + 1] != '\"': odd()",
            "i = t.index('\"', k + 2)",
            f"{found}t[k + 2 : i]{'' if prop.may_be_empty else ' or odd()'}",
        ]
        if prop.kind == "uri":
            return [*text, f"if not t.startswith({_URI!r}, i): odd()", f"i += {len(_URI)}"]
        return [*text, "i += 1"]

    def _term(self, prop: Property) -> Callable[[str], Any]:
        """What gives the plain value of a term, for codes and for values of which may be many."""
        if prop.kind == "code":
            start = f"<{CLINGEN}{prop.value_set}#"

            @lru_cache(maxsize=KNOWN)
            def code(term: str) -> str:
                value = decode(term.removeprefix(start)[:-1])
                return value if value and f"{start}{step_of(value)}>" == term else odd()

            return code
        end = _URI if prop.kind == "uri" else '"'
        if prop.kind not in ("uri", "string"):
            raise NotImplementedError(prop)

        def value(term: str) -> str:
            is_its = term[:1] == '"' and term.endswith(end)
            return (is_its and term[1 : -len(end)]) or odd()

        return value


_NEXT: Final = "q = t[(j := i + n) : (k := t.index(' ', j))] if t.startswith(s, i) else ''"
_TERM: Final = ("i = t.index(' ', k + 1)", "v = t[k + 1 : i]")
