"""JSON-LD in the project's context: a reader and a writer for each type, generated from the model.

A document in the terms of that context is read without expansion, its keys in any order. Whatever
is not written as `clingen_ld.messages.json_ld.writing` would write it is for the standard path;
so are resources with extensions, or with values that the context cannot write plainly.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, Final, NoReturn

from clingen_ld.compiled.checks import is_date_time
from clingen_ld.compiled.quads import codings, make_targets
from clingen_ld.compiled.resources import (
    Compiled,
    Source,
    Structs,
    class_condition,
    is_present,
    is_required,
    types_of,
)
from clingen_ld.model import (
    CLINGEN,
    OBO,
    PLAIN_REFERENCE,
    ConceptualClass,
    Model,
    Property,
    Tree,
    Type,
    default_iri,
    encode,
    is_name,
    relative_reference,
)

LARGEST: Final = 2**53
"""From here on, JSON-LD processors may round an integer."""
_KNOWN: Final = 65_536


class UnusualError(Exception):
    """A document is written in another way."""


def _unusual() -> NoReturn:
    raise UnusualError


Reader = Callable[[Mapping[str, Any]], Tree]
"""Takes a document without its context. Raises `UnusualError`, or what Python does, when it is
written in another way."""


def make_reader(model: Model, base: str) -> Reader:
    """The reader of documents about one resource."""
    source = Source()
    for type_ in types_of(model):
        _ReadSource(source, type_, model).write()
    scope: dict[str, Any] = {"unusual": _unusual, "relative": _relative(base)}
    scope |= {"is_date": is_date_time, "about": _about, "coding": _codings(model)}
    exec(compile(source.text(), "<generated: JSON-LD>", "exec"), scope)
    readers = {name: scope[f"read_{name}"] for name in model.resources}

    def read(document: Mapping[str, Any]) -> Tree:
        root, types = document["@id"], document["@type"]
        name = types if types.__class__ is str else next((t for t in types if t in readers), "")
        if not is_name(root) or "#" in root:
            raise UnusualError
        tree: Tree = {"resourceType": name, "@id": root}
        tree |= readers[name](document, root, "", ("", ()), 2)
        if default_iri(tree, base) == root:
            del tree["@id"]
        return tree

    return read


def _relative(base: str) -> Callable[[str], str]:
    """What gives an IRI as a reference in normal form."""
    is_plain, start = PLAIN_REFERENCE.fullmatch, len(base)

    @lru_cache(maxsize=_KNOWN)
    def other(iri: str) -> str:
        if "://" not in iri or not is_name(iri):
            raise UnusualError
        return relative_reference(iri, base)

    def relative(iri: str) -> str:
        rest = iri[start:]
        return rest if is_plain(rest) and iri.startswith(base) else other(iri)

    return relative


def _codings(model: Model) -> Callable[[str | None, str | None], str | None]:
    """What gives the concept of a code as the context writes it."""
    concept = codings(model)

    @lru_cache(maxsize=_KNOWN)
    def coding(system: str | None, code: str | None) -> str | None:
        found = concept(system, code)
        return None if found is None else found.replace(OBO, "obo:")

    return coding


def _about(statement: Tree, predicate: str, target: Any) -> Tree:
    """What a statement says beside that it is about a triple."""
    rest = dict(statement)
    if rest.pop("@type") != "Statement" or rest.pop("predicate") != predicate:
        raise UnusualError
    if rest.pop("object") != target:
        raise UnusualError
    return rest


class _ReadSource:
    """The function of one type on its way.

    In it `node` is the object, `root` the IRI of the resource, `p` the pointer of the object,
    `met` (property, classes of its owner), `n` how many keys were met.
    """

    def __init__(self, source: Source, type_: Type, model: Model) -> None:
        self._source, self._type, self._model = source, type_, model

    def write(self) -> None:
        """Add the function."""
        source, type_ = self._source, self._type
        with source.block(f"def read_{type_.name}(node, root, p, met, n=1)"):
            source.add("t = {}", "get = node.get", "said = get('statement')")
            with source.block("if said is not None"):
                source.add(
                    "if said.__class__ is not list: unusual()",
                    "n += 1",
                    "count, said = len(said), {each.pop('@id'): each for each in map(dict, said)}",
                    "if len(said) != count: unusual()",  # Two speak of one place.
                )
            properties = type_.properties.values()
            for prop in properties:
                if self._model.object_type(prop) is None:
                    self._property(prop)
            # What a part is met as, the codes of its owner decide.
            source.add(f"types = [{type_.name!r}]")
            for k, cls in enumerate(self._model.classes.get(type_.name, ())):
                with source.block(f"{'el' if k else ''}if {self._condition(cls)}"):
                    source.add(f"types = {[type_.name, cls.name]!r}")
            source.add("mine = tuple(types)")
            for prop in properties:
                if self._model.object_type(prop) is not None:
                    self._property(prop)
            if type_.name == "Coding":
                source.add("known = coding(t.get('system'), t.get('code'))")
                source.add("if known is not None: types.append(known)")
            source.add(
                "given = get('@type')",
                "if given.__class__ is str: given = [given]",
                "if given != types and sorted(given) != sorted(types): unusual()",
                "if n != len(node) or said: unusual()",
                "return t",
            )

    def _condition(self, cls: ConceptualClass) -> str:
        asked = [f"t.get({name!r}) == {code!r}" for name, code in cls.codes.items()]
        if cls.owner is not None:
            asked.append(f"met[0] == {cls.owner[0]!r} and {cls.owner[1]!r} in met[1]")
        if cls.any_of:
            asked.append(f"({' or '.join(f'{name!r} in node' for name in cls.any_of)})")
        asked += [f"{name!r} not in node" for name in cls.none_of]
        return " and ".join(asked) or "True"

    def _property(self, prop: Property) -> None:
        source = self._source
        source.add(f"v = get({prop.name!r})")
        if is_required(prop, self._type):
            source.add("if v is None: unusual()")
        with source.block("if v is not None"):
            source.add("n += 1")
            if not prop.many:
                source.add(*self._value(prop, f"{{p}}/{prop.name}", None), f"t[{prop.name!r}] = v")
                return
            source.add("if v.__class__ is not list or not v: unusual()")
            source.add("found = []", "many = len(v) > 1")
            with source.block("for k, v in enumerate(v)"):
                at = f"{{p}}/{prop.name}/{{k}}"
                source.add(*self._value(prop, at, "many"), "found.append(v)")
            source.add(f"t[{prop.name!r}] = found")

    def _value(self, prop: Property, at: str, listed: str | None) -> list[str]:
        """What makes the value `v` of a property that of the tree; `at` is part of an f-string."""
        inner = self._model.object_type(prop)
        if prop.kind == "reference":
            return self._reference(prop, at, listed)
        if inner is not None:
            return [f"v = read_{inner.name}(v, root, f'{at}', ({prop.name!r}, mine))"]
        lines = [f"if {self._wrong(prop)}: unusual()"]
        if listed:
            target = "v"
            if prop.kind == "code":
                target = f"{{'@id': {CLINGEN + str(prop.value_set) + '#'!r} + v}}"
            lines.append(
                f"if {listed} and about(said.pop(f'{{root}}#{at}'), {prop.iri!r}, {target}): "
                "unusual()"
            )
        return lines

    def _reference(self, prop: Property, at: str, listed: str | None) -> list[str]:
        extra = [p.name for p in self._model.reference_type.properties.values()]
        extra.remove("reference")
        lines = [
            "iri = v",
            "v = {'reference': relative(iri)}",
            f"more = said.pop(f'{{root}}#{at}', None) if said else None",
            "if more is not None:",
            f"    more = about(more, {prop.iri!r}, {{'@id': iri}})",
            f"    for key in {extra!r}:",
            "        if key in more:",
            "            v[key] = more.pop(key)",
            "            if v[key].__class__ is not str: unusual()",
            "    if more: unusual()",
            f"    if len(v) == 1{f' and not {listed}' if listed else ''}: unusual()",
        ]
        return [*lines, f"elif {listed}: unusual()"] if listed else lines

    def _wrong(self, prop: Property) -> str:
        """Whether the plain value `v` is written in another way, as an expression."""
        if prop.kind == "boolean":
            return "v.__class__ is not bool"
        if prop.kind == "integer":
            return f"v.__class__ is not int or not {-LARGEST} < v < {LARGEST}"
        wrong = "v.__class__ is not str"
        if prop.kind == "code":
            codes = self._model.value_sets[prop.value_set or ""].codes
            plain = {code for code in codes if encode(code) == code}
            return f"{wrong} or v not in {plain!r}"
        if prop.kind in ("dateTime", "instant"):
            return f"{wrong} or not is_date(v)"
        return wrong


Writer = Callable[[Any, str], Tree]
"""Takes a resource and its IRI. Raises `UnusualError` for what the standard path is to write."""


def make_json_ld_writers(
    structs: Structs, model: Model, base: str
) -> Mapping[type[Compiled], Writer]:
    """The writers of documents, without their context, by the struct of the resource."""
    scope: dict[str, Any] = {"unusual": _unusual, "target": make_targets(base)}
    scope |= {"is_date_time": is_date_time, "coding": _codings(model)}
    scope["absent"] = {name: struct.empty for name, struct in structs.items()}
    source = Source()
    for type_ in types_of(model):
        _WriteSource(source, type_, model).write()
    exec(compile(source.text(), "<generated: JSON-LD>", "exec"), scope)
    return {structs[name]: scope[f"write_{name}"] for name in model.resources}


class _WriteSource:
    """The function of one type on its way.

    In it `x` is the struct, `root` the IRI of the resource, `p` the pointer of the object, `met`
    (property, classes of its owner), `t` the object that is made.
    """

    def __init__(self, source: Source, type_: Type, model: Model) -> None:
        self._source, self._type, self._model = source, type_, model

    def write(self) -> None:
        """Add the function."""
        source, type_ = self._source, self._type
        with source.block(f"def write_{type_.name}(x, root, p='', met=('', ()))"):
            source.add("if x.extensions is not None: unusual()")
            source.add(f"types = [{type_.name!r}]")
            for n, cls in enumerate(self._model.classes.get(type_.name, ())):
                with source.block(
                    f"{'el' if n else ''}if {class_condition(cls, type_, self._model)}"
                ):
                    source.add(f"types = {[type_.name, cls.name]!r}")
            source.add("mine = tuple(types)")
            if type_.name == "Coding":
                source.add("known = coding(x.system, x.code)")
                source.add("if known is not None: types.append(known)")
            source.add("t = {'@type': types if len(types) > 1 else types[0]}", "said = []")
            if type_.kind == "resource":
                source.add("t = {'@id': root} | t")
            for prop in type_.properties.values():
                self._property(prop)
            source.add("if said: t['statement'] = said", "return t")

    def _property(self, prop: Property) -> None:
        source = self._source
        source.add(f"v = x.{prop.name}")
        if prop.many:
            with source.block("if v"):
                source.add("found = []", "many = len(v) > 1")
                with source.block("for k, v in enumerate(v)"):
                    source.add(f"at = f'{{p}}/{prop.name}/{{k}}'", *self._value(prop, "many"))
                    source.add("found.append(v)")
                source.add(f"t[{prop.name!r}] = found")
            return
        lines = [f"at = f'{{p}}/{prop.name}'", *self._value(prop, None), f"t[{prop.name!r}] = v"]
        if is_required(prop, self._type):
            source.add(*lines)
            return
        with source.block(f"if {is_present(prop, 'v', self._model)}"):
            source.add(*lines)

    def _value(self, prop: Property, listed: str | None) -> list[str]:
        """What makes the value `v` at `at` that of the document."""
        inner = self._model.object_type(prop)
        if prop.kind == "reference":
            return self._reference(prop, listed)
        if inner is not None:
            return [f"v = write_{inner.name}(v, root, at, ({prop.name!r}, mine))"]
        lines = [f"if {wrong}: unusual()"] if (wrong := self._wrong(prop)) else []
        if listed:
            target = "v"
            if prop.kind == "code":
                target = f"{{'@id': {CLINGEN + str(prop.value_set) + '#'!r} + v}}"
            lines.append(f"if {listed}: said.append({self._statement(prop, target)})")
        return lines

    def _reference(self, prop: Property, listed: str | None) -> list[str]:
        extra = [p.name for p in self._model.reference_type.properties.values()]
        extra.remove("reference")
        asked = [f"v.{name} is not None" for name in extra]
        statement = self._statement(prop, "{'@id': iri}")
        lines = [
            "if v.extensions is not None: unusual()",
            "iri = target(v.reference)[1:-1]",
            f"if {' or '.join([*asked, *([listed] if listed else [])])}:",
            f"    about = {statement}",
        ]
        lines += [f"    if v.{name} is not None: about[{name!r}] = v.{name}" for name in extra]
        return [*lines, "    said.append(about)", "v = iri"]

    def _statement(self, prop: Property, target: str) -> str:
        """The statement about the triple of a value, as an expression."""
        return (
            f"{{'@id': f'{{root}}#{{at}}', '@type': 'Statement', 'predicate': {prop.iri!r}, "
            f"'object': {target}}}"
        )

    def _wrong(self, prop: Property) -> str:
        """Whether the context does not write the plain value `v` as it is, as an expression."""
        if prop.kind == "integer":
            return f"not {-LARGEST} < v < {LARGEST}"
        if prop.kind == "code":
            codes = self._model.value_sets[prop.value_set or ""].codes
            plain = {code for code in codes if encode(code) == code}
            return f"v not in {plain!r}"
        return "not is_date_time(v)" if prop.kind in ("dateTime", "instant") else ""
