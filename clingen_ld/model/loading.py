"""Reading `shapes/` into a `Model`, by the triples of its Turtle."""

from __future__ import annotations

from types import MappingProxyType

import pyoxigraph as ox

from clingen_ld.model.definitions import (
    Code,
    CodeSystem,
    ConceptualClass,
    IdentifierLink,
    IdentifierSystem,
    Kind,
    Model,
    Property,
    Rule,
    Severity,
    Type,
    TypeKind,
    ValueSet,
    system_key,
)
from clingen_ld.model.identity import (
    CLINGEN,
    DCTERMS,
    OWL,
    RDF,
    RDFS,
    RULE,
    SH,
    SHAPE,
    SKOS,
    XSD,
    local_name,
)

Node = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple


class Triples:
    """Subjects with their predicates and objects, in the order of the text."""

    def __init__(self, turtle: str) -> None:
        self._index: dict[Node, dict[str, list[Node]]] = {}
        for quad in ox.parse(turtle, format=ox.RdfFormat.TURTLE):
            predicates = self._index.setdefault(quad.subject, {})
            predicates.setdefault(quad.predicate.value, []).append(quad.object)

    def subjects(self, predicate: str, value: str) -> list[Node]:
        """Subjects that have an IRI as the value of a predicate."""
        node = ox.NamedNode(value)
        return [s for s, found in self._index.items() if node in found.get(predicate, ())]

    def nodes(self, subject: Node | str, predicate: str) -> list[Node]:
        """The objects of a subject (a node, or an IRI) and a predicate."""
        key = ox.NamedNode(subject) if isinstance(subject, str) else subject
        return self._index.get(key, {}).get(predicate, [])

    def node(self, subject: Node | str, predicate: str) -> Node | None:
        """The first object, or None."""
        return next(iter(self.nodes(subject, predicate)), None)

    def texts(self, subject: Node | str, predicate: str) -> tuple[str, ...]:
        """The objects as IRIs or lexical forms."""
        return tuple(map(text, self.nodes(subject, predicate)))

    def text(self, subject: Node | str, predicate: str) -> str:
        """The first object as an IRI or lexical form; empty when there is none."""
        return next(iter(self.texts(subject, predicate)), "")

    def integer(self, subject: Node | str, predicate: str) -> int | None:
        """The first object as an integer, or None."""
        found = self.text(subject, predicate)
        return int(found) if found else None

    def items(self, head: Node | None) -> list[Node]:
        """The members of an RDF list."""
        found = []
        while head is not None and text(head) != RDF + "nil":
            found.extend(self.nodes(head, RDF + "first"))
            head = self.node(head, RDF + "rest")
        return found


def text(node: Node) -> str:
    """An IRI, a blank node label or the lexical form of a literal."""
    if isinstance(node, ox.Triple):
        raise TypeError("a quoted triple has no text")
    return node.value


_KINDS: dict[str, Kind] = {
    "string": "string",
    "boolean": "boolean",
    "integer": "integer",
    "anyURI": "uri",
    "dateTime": "instant",
}
_TYPE_KINDS: dict[str, TypeKind] = {"Resource": "resource", "Part": "part", "DataType": "data type"}
_SEVERITIES: dict[str, Severity] = {"Violation": "error", "Warning": "warning", "Info": "info"}


def read_model(turtle: str) -> Model:
    """The model that some shapes define, given as Turtle text."""
    g = Triples(turtle)
    shapes = g.subjects(RDF + "type", SH + "NodeShape")
    found = (_type(g, node) for node in shapes if g.node(node, SHAPE + "kind"))
    types = {each.name: each for each in found}
    value_sets = [_value_set(g, n) for n in g.subjects(RDF + "type", SKOS + "OrderedCollection")]
    systems = [_code_system(g, node) for node in g.subjects(RDF + "type", SKOS + "ConceptScheme")]
    return Model(
        version=g.text(CLINGEN, OWL + "versionInfo"),
        types=MappingProxyType(types),
        value_sets=MappingProxyType({each.name: each for each in value_sets}),
        code_systems=MappingProxyType({s: c for c in systems if c for s in c.spellings}),
        classes=MappingProxyType(_classes(g, types)),
        superclasses=MappingProxyType(_superclasses(g)),
        rules=MappingProxyType(_rules(g)),
        type_by_iri=MappingProxyType({t.iri: t.name for t in types.values()}),
        shape_rules=MappingProxyType(
            {text(s): local_name(r) for s in _shapes(g) if (r := g.text(s, SHAPE + "rule"))}
        ),
        shape_places=MappingProxyType(
            {text(s): p for s in _shapes(g) if (p := g.text(s, SHAPE + "place"))}
        ),
        identifier_systems=MappingProxyType(_identifier_systems(g)),
        alignments=MappingProxyType(
            {name: g.texts(t.iri, SKOS + "closeMatch") for name, t in types.items()}
        ),
    )


_TEMPLATES = {
    "sameTemplate": SKOS + "exactMatch",
    "closeTemplate": SKOS + "closeMatch",
    "seeTemplate": RDFS + "seeAlso",
}
"""What the IRI of a template is to the resource."""


def _identifier_systems(g: Triples) -> dict[str, IdentifierSystem]:
    found: dict[str, IdentifierSystem] = {}
    for node in g.subjects(RDF + "type", SHAPE + "IdentifierSystem"):
        links = tuple(
            IdentifierLink(
                g.texts(link, SHAPE + "valuePattern"),
                tuple(
                    (p, t) for name, p in _TEMPLATES.items() for t in g.texts(link, SHAPE + name)
                ),
                tuple(map(local_name, g.texts(link, SHAPE + "identifies"))),
            )
            for link in g.nodes(node, SHAPE + "link")
        )
        label, under = g.text(node, RDFS + "label"), g.texts(node, SHAPE + "valuesUnder")
        system = IdentifierSystem(text(node), label, links, under)
        for spelling in (system.iri, *g.texts(node, SHAPE + "systemSpelling")):
            found[system_key(spelling)] = system
    return found


def _shapes(g: Triples) -> list[Node]:
    kinds = ("NodeShape", "PropertyShape")
    return [node for kind in kinds for node in g.subjects(RDF + "type", SH + kind)]


def _type(g: Triples, shape: Node) -> Type:
    name = g.text(shape, RDFS + "label")
    iri = g.text(shape, SH + "targetClass")
    properties: dict[str, Property] = {}
    required: dict[str, int] = {}
    stricter: dict[str, tuple[int, int | None, str]] = {}
    for node in g.nodes(shape, SH + "property"):
        if g.node(node, SH + "order"):
            found = _property(g, node, name)
            properties[found.name] = found
    bounds = [*g.nodes(shape, SH + "property"), *g.nodes(shape, SHAPE + "propertyOfWhole")]
    for node in bounds:
        if g.node(node, SH + "order"):
            continue
        path, least = g.text(node, SH + "path"), g.integer(node, SH + "minCount") or 0
        if g.text(node, SH + "severity") == SH + "Warning":
            said = g.text(node, SH + "message").partition(": ")[2]
            stricter[path] = (least, g.integer(node, SH + "maxCount"), said)
        else:
            required[path] = least
    ordered = {
        p.name: _with_bounds(p, required, stricter)
        for p in sorted(properties.values(), key=lambda p: p.order)
    }
    return Type(
        name=name,
        iri=iri,
        kind=_TYPE_KINDS[local_name(g.text(shape, SHAPE + "kind"))],
        label=g.text(iri, RDFS + "label"),
        definition=g.text(iri, SKOS + "definition"),
        properties=MappingProxyType(ordered),
        by_spelling=MappingProxyType({s: p for p in ordered.values() for s in p.spellings}),
        identified_by=tuple(map(local_name, g.texts(shape, SHAPE + "identifiedBy"))),
        identified_with=tuple(map(local_name, g.texts(shape, SHAPE + "identifiedTogetherWith"))),
        former_names=g.texts(shape, SHAPE + "formerName"),
    )


def _with_bounds(
    p: Property, required: dict[str, int], stricter: dict[str, tuple[int, int | None, str]]
) -> Property:
    """A property with the bounds from separate shapes."""
    low, high, said = stricter.get(p.iri, (0, None, ""))
    least = required.get(p.iri, p.minimum)
    bounds = p._replace(minimum=least, published_minimum=low, published_maximum=high)
    return bounds._replace(stricter=said)


def _property(g: Triples, node: Node, owner: str) -> Property:
    iri = g.text(node, SH + "path")
    kind = _kind(g, node)
    return Property(
        name=g.text(node, SH + "name"),
        iri=iri,
        owner=owner,
        order=g.integer(node, SH + "order") or 0,
        kind=kind,
        minimum=g.integer(node, SH + "minCount") or 0,
        maximum=g.integer(node, SH + "maxCount"),
        expected=g.text(node, SH + "message"),
        label=g.text(iri, RDFS + "label"),
        definition=g.text(node, SH + "description") or g.text(iri, SKOS + "definition"),
        range=local_name(g.text(node, SH + "class")) or None,
        targets=tuple(local_name(t) for t in g.texts(node, SHAPE + "referenceTo")),
        value_set=local_name(g.text(node, SHAPE + "valueSet")) or None,
        least=g.integer(node, SH + "minInclusive"),
        pattern=g.text(node, SH + "pattern") or None,
        choices=() if kind == "code" else tuple(map(text, g.items(g.node(node, SH + "in")))),
        may_be_empty=kind == "string" and g.integer(node, SH + "minLength") is None,
        spellings=g.texts(node, SHAPE + "spelling"),
        xml_namespace=g.text(node, SHAPE + "xmlNamespace") or None,
    )


def _kind(g: Triples, node: Node) -> Kind:
    if g.node(node, SHAPE + "referenceTo"):
        return "reference"
    if g.node(node, SH + "class"):
        return "part"
    if g.text(node, SH + "nodeKind") == SH + "IRI":
        return "code"
    if g.node(node, SH + "or"):
        return "dateTime"
    return _KINDS[g.text(node, SH + "datatype").removeprefix(XSD)]


def _code_system(g: Triples, node: Node) -> CodeSystem | None:
    template = g.text(node, SHAPE + "conceptIRI")
    if not template:
        return None
    return CodeSystem(
        iri=text(node),
        label=g.text(node, RDFS + "label"),
        spellings=g.texts(node, SHAPE + "systemSpelling"),
        template=template,
    )


def _value_set(g: Triples, node: Node) -> ValueSet:
    codes = [_code(g, member) for member in g.items(g.node(node, SKOS + "memberList"))]
    return ValueSet(
        name=g.text(node, RDFS + "label"),
        iri=text(node),
        code_system=g.text(node, SHAPE + "codeSystem"),
        definition=g.text(node, SKOS + "definition"),
        codes=MappingProxyType({c.code: c for c in codes}),
        by_spelling=MappingProxyType({s: c for c in codes for s in c.spellings}),
        primary=local_name(g.text(node, SHAPE + "primaryValueSet")) or None,
    )


def _code(g: Triples, node: Node) -> Code:
    return Code(
        code=g.text(node, SKOS + "notation"),
        iri=text(node),
        label=g.text(node, SKOS + "prefLabel"),
        definition=g.text(node, SKOS + "definition"),
        spellings=g.texts(node, SKOS + "hiddenLabel"),
        other_labels=g.texts(node, SKOS + "altLabel"),
        matches=g.texts(node, SKOS + "exactMatch"),
        broader=g.texts(node, SKOS + "broaderTransitive"),
    )


def _superclasses(g: Triples) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    # The others are expressions, and classes of other vocabularies.
    classes = g.subjects(RDF + "type", OWL + "Class")
    for node in (each for each in classes if g.nodes(each, RDFS + "isDefinedBy")):
        chain: list[str] = []
        parents = list(g.nodes(node, RDFS + "subClassOf"))
        while parents:
            parent = parents.pop(0)
            chain.append(text(parent))
            parents.extend(g.nodes(parent, RDFS + "subClassOf"))
        found[text(node)] = tuple(chain)
    return found


def _classes(g: Triples, types: dict[str, Type]) -> dict[str, tuple[ConceptualClass, ...]]:
    found: dict[str, list[ConceptualClass]] = {}
    for node in g.subjects(RDF + "type", OWL + "Class"):
        equivalent = g.node(node, OWL + "equivalentClass")
        if equivalent is not None:
            one = _class(g, text(node), g.items(g.node(equivalent, OWL + "intersectionOf")))
            found.setdefault(one.base, []).append(one)
    return {base: tuple(classes) for base, classes in found.items() if base in types}


def _class(g: Triples, iri: str, members: list[Node]) -> ConceptualClass:
    """A class from its OWL definition: the base type, then the conditions on its instances."""
    codes: dict[str, str] = {}
    owner: tuple[str, str] | None = None
    any_of: tuple[str, ...] = ()
    none_of: tuple[str, ...] = ()
    for member in members[1:]:
        path = g.node(member, OWL + "onProperty")
        if value := g.node(member, OWL + "hasValue"):
            codes[local_name(text(path) if path else "")] = text(value).partition("#")[2]
        elif other := g.text(member, OWL + "someValuesFrom"):
            inverse = g.text(path, OWL + "inverseOf") if path else ""
            owner = (local_name(inverse), local_name(other))
        elif union := g.node(member, OWL + "unionOf"):
            any_of = _restricted(g, g.items(union))
        elif other := g.text(member, OWL + "complementOf"):
            inner = g.node(other, OWL + "equivalentClass")
            restrictions = g.items(g.node(inner, OWL + "intersectionOf") if inner else None)[1:]
            none_of = _restricted(g, g.items(g.node(restrictions[0], OWL + "unionOf")))
    return ConceptualClass(
        name=local_name(iri),
        iri=iri,
        base=local_name(text(members[0])),
        codes=MappingProxyType(codes),
        owner=owner,
        any_of=any_of,
        none_of=none_of,
    )


def _restricted(g: Triples, restrictions: list[Node]) -> tuple[str, ...]:
    return tuple(local_name(g.text(r, OWL + "onProperty")) for r in restrictions)


def _rules(g: Triples) -> dict[str, Rule]:
    messages: dict[str, dict[Severity, str]] = {}
    for node in _shapes(g):
        # Only a SPARQL constraint can put values into its message.
        for constraint in g.nodes(node, SH + "sparql"):
            iri, message = g.text(node, SHAPE + "rule"), g.text(constraint, SH + "message")
            messages.setdefault(iri, {})[_severity(g, node)] = message
    found = {}
    for node in g.subjects(RDF + "type", RULE + "Rule"):
        rule = _rule(g, node, messages.get(text(node), {}))
        found[rule.id] = rule
    return found


def _severity(g: Triples, node: Node) -> Severity:
    return _SEVERITIES[local_name(g.text(node, SH + "severity")) or "Violation"]


def _rule(g: Triples, node: Node, messages: dict[Severity, str]) -> Rule:
    for finding in g.nodes(node, RULE + "finding"):
        messages[_severity(g, finding)] = g.text(finding, SH + "message")
    return Rule(
        id=g.text(node, DCTERMS + "identifier"),
        name=g.text(node, RULE + "name"),
        title=g.text(node, RDFS + "label"),
        scope=local_name(g.text(node, RULE + "scope")),
        components=tuple(local_name(c) for c in g.texts(node, RULE + "component")),
        python=g.texts(node, RULE + "python"),
        severities=tuple(s for s in _SEVERITIES.values() if s in messages),
        messages=MappingProxyType(messages),
        why=g.text(node, RULE + "why"),
        source=g.text(node, DCTERMS + "source"),
        fix=g.text(node, RULE + "fix"),
        is_safe=g.text(node, RULE + "suggestions") == "safe",
    )
