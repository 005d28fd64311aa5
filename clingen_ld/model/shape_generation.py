"""The generator of `shapes/whole.ttl`: the shapes that follow from those of the types.

    python -m clingen_ld.model.type_generation

writes the file anew, with the typed records; a test compares it with what the shapes say.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from clingen_ld.model.files import GENERATED, folder
from clingen_ld.model.loading import Triples, text
from clingen_ld.model.namespaces import CLINGEN, FHIR, RDF, RDFS, RULE, SH, SHAPE, local_name

PATH: Final[Path] = folder("shapes") / GENERATED

_STATEMENT: Final = RDF + "Statement"
_PREFIXES: Final = {
    "clingen": CLINGEN, "fhir": FHIR, "shape": SHAPE, "rule": RULE, "sh": SH, "rdf": RDF,
}  # fmt: skip
_HEADER: Final = """\
# Generated from structure.ttl by `python -m clingen_ld.model.type_generation`; do not edit.
#
# The shapes ...-closed say that a node has no property in the namespaces of the model but those of
# its type; what others say of it under names of their own is kept (SHACL's sh:closed cannot tell
# namespaces apart). The shapes ...-whole say what a resource has at least, unless it is tagged as
# SUBSETTED: then there is more to know of it, and nothing is missing.

shape:Subsetted a sh:NodeShape ;
    sh:property [ sh:path ( clingen:meta fhir:tag fhir:code ) ; sh:hasValue "SUBSETTED" ] ;
    sh:message "a resource of which a part is told" .
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
    return "\n".join([prefixes + "\n" + _HEADER, *statements])


def _types(g: Triples) -> Iterator[tuple[str, str, str]]:
    """The shapes of types, and of statements about references: name, shape, class."""
    for node in g.subjects(RDF + "type", SH + "NodeShape"):
        target = g.text(node, SH + "targetClass")
        label = g.text(node, RDFS + "label")  # which no generated shape has
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
