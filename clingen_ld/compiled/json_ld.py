"""JSON-LD in the project's context: a reader for each type, generated from the model.

A document in the terms of that context is read without expansion, its keys in any order. Whatever
is not written as `clingen_ld.messages.json_ld.writing` would write it is for the standard path;
so are resources with values that the context cannot write plainly.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache, partial
from typing import Annotated, Any, Final, Literal, NoReturn

from msgspec import Meta, Struct, ValidationError, convert, defstruct
from msgspec.json import Decoder, decode
from msgspec.json import encode as to_json

from clingen_ld.compiled.checks import is_date_time
from clingen_ld.compiled.json_ld_extensions import LARGEST, ExtensionDocuments, UnusualError
from clingen_ld.compiled.quads import codings
from clingen_ld.compiled.resources import (
    EXTENSIONS,
    TEXT,
    PythonSource,
    Splitter,
    Structs,
    class_condition,
    has_keys_once,
    is_present,
    is_required,
    make_splitter,
    types_of,
)
from clingen_ld.model import (
    CLINGEN,
    OBO,
    PLAIN_REFERENCE,
    Model,
    Property,
    Type,
    encode,
    is_name,
    relative_reference,
)

_KNOWN: Final = 65_536
_EXTENSIONS: Final = EXTENSIONS.encode()


def unusual() -> NoReturn:
    """Leave a document to the standard path, in generated code."""
    raise UnusualError


Reader = Callable[[bytes], tuple[str, str, Any]]
"""Takes the text of a document. Gives the IRI of its context, its own IRI, and the resource,
without that. Raises `UnusualError`, or what Python or msgspec do, when it is written in another
way."""


def make_reader(structs: Structs, model: Model, base: str) -> Reader:
    """The reader of documents about one resource."""
    documents = _document_structs(structs, model)
    source = PythonSource()
    for type_ in types_of(model):
        _ReadSource(source, type_, model).write()
    scope: dict[str, Any] = {"unusual": unusual, "relative": _relative(base)}
    scope |= {"is_date": is_date_time, "stated": _stated, "is_same": _is_same}
    scope["extensions"] = ExtensionDocuments(model).read
    scope |= {f"make_{name}": struct for name, struct in structs.items()}
    scope["absent"] = {name: struct.empty for name, struct in structs.items()}
    scope["coding"] = coding_concepts(model)
    exec(compile(source.text(), "<generated: JSON-LD>", "exec"), scope)
    types, splitters = Decoder(_Types).decode, _splitters(model)
    readers = {n: (Decoder(documents[n]).decode, scope[f"read_{n}"]) for n in model.resources}

    def read(text: bytes) -> tuple[str, str, Any]:
        first = _FIRST_TYPE.search(text)  # nearly always that of the resource
        name = "" if first is None else first[1].decode()
        if name not in readers:
            found = types(text).types
            name = found if found.__class__ is str else next((t for t in found if t in readers), "")
        decode_document, make = readers[name]
        try:
            whole = document = decode_document(text)
        except ValidationError:  # perhaps since it has what the model does not know
            whole = decode(text)
            document = convert(splitters[name](whole), documents[name])
        written = to_json(whole)
        has_own = not written.isascii() and _EXTENSIONS in written
        if has_own or not has_keys_once(text, written):
            raise UnusualError
        return document.context, document.iri, make(document, document.iri, "", ("", ()))

    return read


_FIRST_TYPE: Final = re.compile(rb'"@type":\[?"([A-Za-z]+)"')


class _Types(Struct, rename={"types": "@type"}):
    """The rules for decoding a document."""

    types: str | tuple[str, ...]


def _stated(statement: Any, predicate: str, target: Any) -> Any:
    """A statement about a triple, if it is about that triple."""
    if statement.predicate != predicate or statement.object != target:
        raise UnusualError
    return statement


def _is_same(given: str | tuple[str, ...], types: tuple[str, ...]) -> bool:
    """Whether types are those that are due, in any order."""
    return sorted((given,) if isinstance(given, str) else given) == sorted(types)


def _document_structs(structs: Structs, model: Model) -> Mapping[str, Any]:
    """What documents are decoded into, for each type: what is absent is as in its own struct."""
    made: dict[str, Any] = {}
    define = partial(
        defstruct,
        rename={
            "iri": "@id", "types": "@type", "context": "@context", "extensions": EXTENSIONS,
        },
        frozen=True, kw_only=True, gc=False, forbid_unknown_fields=True, omit_defaults=True,
    )  # fmt: skip
    extra = [(name, TEXT, None) for name in reference_keys(model)]
    about = [("iri", str), ("types", Literal["Statement"]), ("predicate", str), ("object", Any)]
    beside = ("extensions", dict[str, Any] | None, None)
    statement: Any = define("Statement", [*about, *extra, beside])
    for type_ in types_of(model):
        # In the order in which they are written: so most texts are seen to have each key once.
        own: list[Any] = [("context", str), ("iri", str)] if type_.kind == "resource" else []
        fields: list[Any] = [*own, ("types", str | tuple[str, ...])]
        for prop in type_.properties.values():
            value: Any = _document_value(prop, model, made)
            listed = Annotated[tuple[value, ...], Meta(min_length=1)]
            field = (prop.name, listed if prop.many else value)
            is_needed = is_required(prop, type_)
            fields.append(field if is_needed else (*field, structs[type_.name].absent[prop.name]))
        fields += [beside, ("statement", tuple[statement, ...], ())]
        made[type_.name] = define(type_.name, fields)
    return made


def _document_value(prop: Property, model: Model, made: Mapping[str, Any]) -> Any:
    """The type of a value of a property in a document."""
    inner = model.object_type(prop)
    if prop.kind == "reference":
        return str
    if inner is not None:
        return made[inner.name]
    if prop.kind == "boolean":
        return bool
    if prop.kind == "integer":
        least = -LARGEST if prop.least is None else prop.least - 1
        return Annotated[int, Meta(gt=max(least, -LARGEST), lt=LARGEST)]
    if prop.kind == "code":
        return Literal[tuple(plain_codes(prop, model))]
    return str if prop.may_be_empty else TEXT


def plain_codes(prop: Property, model: Model) -> list[str]:
    """The codes that the context writes as they are."""
    codes = model.value_sets[prop.value_set or ""].codes
    return [code for code in codes if encode(code) == code]


def _splitters(model: Model) -> Mapping[str, Splitter]:
    """What gives a document of each type with what the model does not know under one key."""
    made: dict[str, Splitter] = {}
    own = ("@id", "@type", "predicate", "object", *reference_keys(model))
    statement = make_splitter(dict.fromkeys(own))
    for type_ in types_of(model):
        keys = dict.fromkeys(("@context", "@id", "@type", *type_.properties))
        inner = {p.name: model.object_type(p) for p in type_.properties.values()}
        is_object = {p.name: p.kind != "reference" for p in type_.properties.values()}
        inside = {n: made[of.name] for n, of in inner.items() if of is not None and is_object[n]}
        made[type_.name] = make_splitter(keys | inside | {"statement": statement})
    return made


def reference_keys(model: Model) -> list[str]:
    """What a reference has beside the resource that it points to."""
    return [name for name in model.reference_type.properties if name != "reference"]


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


def coding_concepts(model: Model) -> Callable[[str | None, str | None], str | None]:
    """What gives the concept of a code as the context writes it."""
    concept = codings(model)

    @lru_cache(maxsize=_KNOWN)
    def coding(system: str | None, code: str | None) -> str | None:
        found = concept(system, code)
        return None if found is None else found.replace(OBO, "obo:")

    return coding


class _ReadSource:
    """The function of one type on its way.

    In it `x` is the struct of the document, `root` the IRI of the resource, `p` the pointer of
    the object, `met` (property, classes of its owner), `said` the statements that are left.
    """

    def __init__(self, source: PythonSource, type_: Type, model: Model) -> None:
        self._source, self._type, self._model = source, type_, model
        self._made: list[str] = []

    def write(self) -> None:
        """Add the function."""
        source, type_ = self._source, self._type
        with source.block(f"def read_{type_.name}(x, root, p, met)"):
            source.add(
                "said = {each.iri: each for each in x.statement} if x.statement else None",
                "if said and len(said) != len(x.statement): unusual()",  # Two speak of one place.
                f"mine, types = {(type_.name,)!r}, {type_.name!r}",
            )
            for k, cls in enumerate(self._model.classes.get(type_.name, ())):
                with source.block(
                    f"{'el' if k else ''}if {class_condition(cls, type_, self._model)}"
                ):
                    source.add(f"mine = types = {(type_.name, cls.name)!r}")
            for prop in type_.properties.values():
                self._property(prop)
            if type_.name == "Coding":
                source.add(
                    "known = coding(x.system, x.code)",
                    "if known is not None: types = (*mine, known)",
                )
            with source.block("if (known := x.extensions) is not None"):
                source.add(f"known = extensions(known, said or {{}}, root, p, {type_.name!r})")
            self._made.append("extensions=known")
            source.add(
                "if x.types != types and not is_same(x.types, types): unusual()",
                "if said: unusual()",
                f"return make_{type_.name}({', '.join(self._made)})",
            )

    def _property(self, prop: Property) -> None:
        source, name = self._source, prop.name
        inner = self._model.object_type(prop)
        is_date = prop.kind in ("dateTime", "instant")
        if inner is None and not prop.many and not is_date:
            self._made.append(f"{name}=x.{name}")
            return
        self._made.append(f"{name}={name}")
        source.add(f"{name} = x.{name}")
        if not prop.many:
            present = is_present(prop, name, self._model)
            with source.block(f"if {'True' if is_required(prop, self._type) else present}"):
                at = f"{{p}}/{name}"
                source.add(f"v = {name}", *self._value(prop, at, None), f"{name} = v")
            return
        with source.block(f"if {'len(' + name + ') > 1' if inner is None else name}"):
            source.add("found = []", f"many = len({name}) > 1")
            with source.block(f"for k, v in enumerate({name})"):
                at = f"{{p}}/{name}/{{k}}"
                source.add(*self._value(prop, at, "many"), "found.append(v)")
            source.add(f"{name} = tuple(found)")

    def _value(self, prop: Property, at: str, listed: str | None) -> list[str]:
        """What makes the value `v` of a document that of the resource; `at` is for an f-string."""
        inner = self._model.object_type(prop)
        if prop.kind == "reference":
            return self._reference(prop, at, listed)
        if inner is not None:
            return [f"v = read_{inner.name}(v, root, f'{at}', ({prop.name!r}, mine))"]
        lines = ["if not is_date(v): unusual()"] if prop.kind in ("dateTime", "instant") else []
        if listed:
            target = "v"
            if prop.kind == "code":
                target = f"{{'@id': {CLINGEN + str(prop.value_set) + '#'!r} + v}}"
            extra = [*reference_keys(self._model), "extensions"]
            asked = " or ".join(f"about.{name} is not None" for name in extra)
            lines += [
                f"about = stated(said.pop(f'{{root}}#{at}'), {prop.iri!r}, {target})",
                f"if {asked}: unusual()",
            ]
        return lines

    def _reference(self, prop: Property, at: str, listed: str | None) -> list[str]:
        extra = [*reference_keys(self._model), "extensions"]
        absent = " and ".join(f"about.{name} is None" for name in extra)
        given = ", ".join(f"{name}=about.{name}" for name in extra[:-1])
        return [
            f"about = said.pop(f'{{root}}#{at}', None) if said else None",
            "if about is None:",
            *([f"    if {listed}: unusual()"] if listed else []),
            "    v = make_Reference(reference=relative(v))",
            "else:",
            f"    about = stated(about, {prop.iri!r}, {{'@id': v}})",
            f"    if {absent}{f' and not {listed}' if listed else ''}: unusual()",
            "    if (known := about.extensions) is not None:",
            f"        known = extensions(known, None, root, f'{at}', 'Reference')",
            f"    v = make_Reference(reference=relative(v), {given}, extensions=known)",
        ]
