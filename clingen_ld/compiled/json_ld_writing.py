"""JSON-LD in the project's context: a writer for each type, generated from the model."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from clingen_ld.compiled.checks import is_date_time
from clingen_ld.compiled.json_ld import coding_concepts, plain_codes, reference_keys, unusual
from clingen_ld.compiled.json_ld_extensions import LARGEST, ExtensionDocuments
from clingen_ld.compiled.quads import make_targets
from clingen_ld.compiled.resources import (
    Compiled,
    PythonSource,
    Structs,
    class_condition,
    is_present,
    is_required,
    types_of,
)
from clingen_ld.model import CLINGEN, Model, Property, Tree, Type

Writer = Callable[[Any, str], Tree]
"""Takes a resource and its IRI. Raises `UnusualError` for what the standard path is to write."""


def make_json_ld_writers(
    structs: Structs, model: Model, base: str
) -> Mapping[type[Compiled], Writer]:
    """The writers of documents, without their context, by the struct of the resource."""
    scope: dict[str, Any] = {"unusual": unusual, "target": make_targets(base)}
    scope |= {"is_date_time": is_date_time, "coding": coding_concepts(model)}
    scope["extensions"] = ExtensionDocuments(model).written
    scope["absent"] = {name: struct.empty for name, struct in structs.items()}
    source = PythonSource()
    for type_ in types_of(model):
        _WriteSource(source, type_, model).write()
    exec(compile(source.text(), "<generated: JSON-LD>", "exec"), scope)
    return {structs[name]: scope[f"write_{name}"] for name in model.resources}


class _WriteSource:
    """The function of one type on its way.

    In it `x` is the struct, `root` the IRI of the resource, `p` the pointer of the object, `met`
    (property, classes of its owner), `t` the object that is made.
    """

    def __init__(self, source: PythonSource, type_: Type, model: Model) -> None:
        self._source, self._type, self._model = source, type_, model

    def write(self) -> None:
        """Add the function."""
        source, type_ = self._source, self._type
        with source.block(f"def write_{type_.name}(x, root, p='', met=('', ()))"):
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
            with source.block("if x.extensions is not None"):
                source.add(
                    f"more = extensions(x.extensions, root, p, {type_.name!r})",
                    "said += more.pop('statement', ())",
                    "t |= more",
                )
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
        """The code that turns the value `v` at `at` into that of the document."""
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
        extra = reference_keys(self._model)
        asked = [f"v.{name} is not None" for name in (*extra, "extensions")]
        statement = self._statement(prop, "{'@id': iri}")
        lines = [
            "iri = target(v.reference)[1:-1]",
            f"if {' or '.join([*asked, *([listed] if listed else [])])}:",
            f"    about = {statement}",
        ]
        lines += [f"    if v.{name} is not None: about[{name!r}] = v.{name}" for name in extra]
        lines += [
            "    if (known := v.extensions) is not None:",
            "        about |= extensions(known, root, at, 'Reference')",
        ]
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
            return f"v not in {set(plain_codes(prop, self._model))!r}"
        return "not is_date_time(v)" if prop.kind in ("dateTime", "instant") else ""
