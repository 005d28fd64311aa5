"""The generator of `clingen_ld/types.py`: the types of the model as Python classes.

    python -m clingen_ld.model.type_generation

rewrites the module and `shapes/whole.ttl`, the shapes derived from those of the types. A test
compares both with the model.
"""

from __future__ import annotations

import keyword
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from clingen_ld.model import load_model
from clingen_ld.model.definitions import Model, Property, Type
from clingen_ld.model.files import GENERATED, folder, shapes_text
from clingen_ld.model.identity import CLINGEN, FHIR, RDF, RDFS, RULE, SH, SHAPE, local_name
from clingen_ld.model.loading import Triples, text
from clingen_ld.model.records import ResourceRecord

WHOLE_SHAPES: Final[Path] = folder("shapes") / GENERATED

_STATEMENT: Final = RDF + "Statement"
_PREFIXES: Final = {
    "clingen": CLINGEN, "fhir": FHIR, "shape": SHAPE, "rule": RULE, "sh": SH, "rdf": RDF,
}  # fmt: skip
_SHAPES_HEADER: Final = """\
# Generated from structure.ttl by `python -m clingen_ld.model.type_generation`; do not edit.
#
# The shapes ...-closed say that a node has no property in the namespaces of the model but those of
# its type; what others say of it under names of their own is kept (SHACL's sh:closed cannot tell
# namespaces apart). The shapes ...-whole say what a resource has at least, unless it is tagged as
# SUBSETTED: then there is more to know of it, and nothing is missing.

shape:Subsetted a sh:NodeShape ;
    sh:property [ sh:path ( clingen:meta fhir:tag fhir:code ) ; sh:hasValue "SUBSETTED" ] ;
    sh:message "a partially described resource" .
"""
_CLOSED: Final = """\
shape:{shape}-closed a sh:NodeShape ;
    sh:targetClass {target} ;
    shape:rule rule:ST-1 ;
    sh:severity sh:Violation ;
    sh:sparql [
        sh:prefixes <http://clingen.org/model/allele/rules> ;
        sh:message "{message}" ;
        sh:select \"\"\"
            SELECT DISTINCT $this ?path ?value ("{name}" AS ?type)
                (REPLACE(STR(?path), "^.*/", "") AS ?property)
            WHERE {{
                $this ?path ?value .
                FILTER (STRSTARTS(STR(?path), "{clingen}")
                    || STRSTARTS(STR(?path), "{fhir}"))
                FILTER (?path NOT IN ({properties}))
            }}
        \"\"\" ] .
"""
_WHOLE: Final = """\
shape:{shape}-whole a sh:NodeShape ;
    sh:targetClass {target} ;
    shape:rule {rule} ;
    sh:severity {severity} ;
    sh:or ( shape:Subsetted {property} ) ;
    sh:message "{message}" .
"""


def whole_shapes(turtle: str) -> str:
    """The text of the generated file, from the Turtle of all shapes."""
    g = Triples(turtle)
    statements = [*_closed(g), *_whole(g)]
    prefixes = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in _PREFIXES.items())
    return "\n".join([prefixes + "\n" + _SHAPES_HEADER, *statements])


def _types(g: Triples) -> Iterator[tuple[str, str, str]]:
    """The shapes of types and of statements about references: name, shape, class."""
    for node in g.subjects(RDF + "type", SH + "NodeShape"):
        target = g.text(node, SH + "targetClass")
        label = g.text(node, RDFS + "label")  # which generated shapes lack
        if label and (g.node(node, SHAPE + "kind") or target == _STATEMENT):
            yield label, text(node), target


def _closed(g: Triples) -> Iterator[str]:
    [message] = (
        g.text(finding, SH + "message") for finding in g.nodes(RULE + "ST-1", RULE + "finding")
    )
    for name, shape, target in _types(g):
        nodes = [*g.nodes(shape, SH + "property"), *g.nodes(shape, SHAPE + "propertyOfWhole")]
        paths = dict.fromkeys(g.text(node, SH + "path") for node in nodes)
        yield _CLOSED.format(
            shape=local_name(shape),
            target=_short(target),
            name="Reference" if target == _STATEMENT else name,
            message=message,
            clingen=CLINGEN,
            fhir=FHIR,
            properties=", ".join(map(_short, paths)),
        )


def _whole(g: Triples) -> Iterator[str]:
    for _, shape, target in _types(g):
        properties = g.nodes(shape, SH + "property")
        said = {g.text(p, SH + "path"): g.text(p, SH + "message") for p in properties}
        for node in g.nodes(shape, SHAPE + "propertyOfWhole"):
            name = text(node)
            is_stricter = g.text(node, SH + "severity") == f"{SH}Warning"
            message = (
                g.text(node, SH + "message") if is_stricter else said[g.text(node, SH + "path")]
            )
            yield _WHOLE.format(
                shape=local_name(name),
                target=_short(target),
                rule=_short(g.text(node, SHAPE + "rule")),
                severity=_short(g.text(node, SH + "severity") or SH + "Violation"),
                property=_short(name),
                message=message,
            )


def _short(iri: str) -> str:
    for name, namespace in sorted(_PREFIXES.items(), key=lambda item: -len(item[1])):
        if iri.startswith(namespace):
            return f"{name}:{iri[len(namespace) :]}"
    raise ValueError(f"there is no prefix for {iri}")


PATH: Final = Path(__file__).parents[1] / "types.py"

_WIDTH: Final = 100
_MOST_CODES: Final = 10
_PLAIN: Final = {"integer": "int", "boolean": "bool"}
"""The Python classes of plain values other than strings, by kind."""
_BEFORE: Final = "    __slots__ = ()\n"
"""Where what is generated begins in the module: within the class of all resources."""
_BEHIND: Final = "\n\nAnyRecord = "
"""Where it ends."""


def types_module(model: Model) -> str:
    """The text of the module with the types of a model; its beginning and its end stay.

    Raises `ValueError` for a property that is not a valid Python name, or is one of `Resource`.
    """
    head, between, rest = PATH.read_text(encoding="utf-8").partition(_BEFORE)
    common = _common(model)
    blocks = [head + between, *(_property(p, model) for p in common.values())]
    for type_ in model.types.values():
        own = [
            p for p in type_.properties.values() if p.name not in common or not _is_resource(type_)
        ]
        blocks += [_class_head(type_), *(_property(p, model) for p in own), _build(type_)]
    return "\n".join(blocks) + rest[rest.index(_BEHIND) :]


def _is_resource(type_: Type) -> bool:
    return type_.kind == "resource"


def _common(model: Model) -> dict[str, Property]:
    """The properties that all resource types share."""
    first, *others = model.resources.values()
    return {
        name: prop
        for name, prop in first.properties.items()
        if all(
            name in other.properties
            and _documentation(other.properties[name], model) == _documentation(prop, model)
            for other in others
        )
    }


def _class_head(type_: Type) -> str:
    base = "Resource" if _is_resource(type_) else "TypedRecord"
    names = ", ".join(f'"{name}"' for name in type_.properties)
    alias = f"{type_.name}Property = Literal[{names}]"
    if len(alias) > _WIDTH:
        alias = f"{type_.name}Property = Literal[\n{_wrapped(names, 4)}\n]"
    return (
        f"\n{alias}\n\n\n"
        f"class {type_.name}({base}[{type_.name}Property]):\n"
        f"{_docstring(type_.definition, 4)}\n\n"
        "    __slots__ = ()\n"
    )


def _property(prop: Property, model: Model) -> str:
    if keyword.iskeyword(prop.name) or prop.name in _RESERVED:
        raise ValueError(f"{prop.owner}.{prop.name} cannot be a property of a class")
    inner = _inner(prop)
    value = f'self.tree.get("{prop.name}")'
    if inner is not None:
        read = f'{"parts" if prop.many else "part"}(self, {inner}, "{prop.name}")'
        kind = f"tuple[{inner}, ...]" if prop.many else inner
    elif prop.many:
        read, kind = f"texts({value})", "tuple[str, ...]"
    elif prop.kind == "integer":
        read, kind = f"integer({value}, {prop.least or 0})", "int | None"
    else:
        plain = _PLAIN.get(prop.kind, "str")
        read = f"value if isinstance(value := {value}, {plain}) else None"
        kind = f"{plain} | None"
    return (
        "    @property\n"
        f"    def {prop.name}(self) -> {kind}:\n"
        f"{_docstring(_documentation(prop, model), 8)}\n"
        f"        return {read}\n"
    )


_RESERVED: Final = {*dir(ResourceRecord), "build", "cls"}


def _inner(prop: Property) -> str | None:
    """The class of a property's objects; None for plain values."""
    return "Reference" if prop.kind == "reference" else prop.range


def _documentation(prop: Property, model: Model) -> str:
    """The meaning, cardinality and range of a property."""
    return f"{prop.definition} {prop.cardinality} {_held(prop, model)}."


def _held(prop: Property, model: Model) -> str:
    if prop.kind == "reference":
        is_any = len(prop.targets) == len(model.resources)
        return f"reference to {'any resource' if is_any else ' or '.join(prop.targets)}"
    if prop.kind == "integer":
        return f"integer from {prop.least or 0}"
    codes = [*model.value_sets[prop.value_set].codes] if prop.value_set else [*prop.choices]
    held = prop.range or prop.kind
    if prop.value_set is not None:
        held += f" of {prop.value_set}"
    return f"{held}: {', '.join(codes)}" if 0 < len(codes) <= _MOST_CODES else held


def _docstring(paragraph: str, indent: int) -> str:
    return _wrapped(f'"""{paragraph}"""', indent)


def _wrapped(words: str, indent: int) -> str:
    space = " " * indent
    return textwrap.fill(
        words, _WIDTH, initial_indent=space, subsequent_indent=space, break_on_hyphens=False
    )


def _build(type_: Type) -> str:
    is_resource = _is_resource(type_)
    given = ["cls", "*", *(["iri: str | None = None"] if is_resource else [])]
    given += map(_parameter, type_.properties.values())
    head = f"    def build({', '.join(given)}) -> Self:"
    if len(head) > _WIDTH:
        # Lines break between parameters only.
        parameters = _wrapped(", ".join(p.replace(" ", "\0") for p in given), 8)
        head = f"    def build(\n{parameters}\n    ) -> Self:".replace("\0", " ")
    resource = f', "{type_.name}"' if is_resource else ""
    return (
        f"    @classmethod\n{head}\n"
        '        """A new record of the given values."""\n'
        f"        return cls(filled(locals(){resource}))\n"
    )


def _parameter(prop: Property) -> str:
    kind = _inner(prop) or _PLAIN.get(prop.kind, "str")
    if prop.many:
        return f"{prop.name}: Iterable[{kind}] = ()"
    return f"{prop.name}: {kind} | None = None"


if __name__ == "__main__":
    PATH.write_text(types_module(load_model()), encoding="utf-8")
    WHOLE_SHAPES.write_text(whole_shapes(shapes_text()), encoding="utf-8")
