"""Random resources, made from the model: right ones in normal form, and damaged ones.

`resources()` gives trees in normal form that have any of the properties of their type, with
values of the right kind and odd content. Properties may be missing everywhere, required or not:
the normal form is the same with or without. `damaged_messages()` gives messages with whatever
JSON allows.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote

from hypothesis import strategies as st

from clingen_ld.graph.terms import address
from clingen_ld.model import (
    DEFAULT_BASE,
    Model,
    Property,
    Type,
    escape,
    load_model,
    normal_form,
    relative_reference,
)

Tree = dict[str, Any]
Draw = st.DrawFn

ODD_TEXTS = (
    " ", "\t", "\n", "\r", "\r\n", " a ", '"', "\\", "\\u0041", "'", "&amp;", "<b>", "]]>", "%41",
    "true", "5", "null", "é", "e\u0301", "\u00a0", "\u0085", "\u2028", "\ufeff", "\u200f", "𝄞",
    "\x00", "\x01\x1f", "\x7f", "\ufffe", "\U0010ffff", "\ue000", "{}", "@id", "_:b0", "a: b",
    "http://example.org/x", "@", "#", "/", "~", "..", "''' \"\"\"", "^^<x>", "-", "+",
)  # fmt: skip
ODD_IDS = (
    "CA1", "ca1", "a/b", "a%2Fb", "%", "é", "𝄞", "..", ".", "#", "?x=1", "a:b", "urn:x:y", "~0",
    "http://example.org/a/b", "http://example.org/[1]", "_:b0", "a\\b", "<>", "CA1#/version",
    "'\"", "\x01", "\u200b", "-", "@id",
)  # fmt: skip
OWN_IRIS = (
    "http://reg.genome.network/allele/CA123", "http://example.org/a#b", "urn:uuid:1234",
    "http://example.org/caf\u00e9", "http://example.org/a%20b/", "http://example.org/x#/version",
    "http://clingendb.clingen.org/Gene/a/b", "tag:x",
)  # fmt: skip
URIS = (
    "http://www.sequenceontology.org/", "http://www.sequenceontology.org",
    "http://www.ncbi.nlm.nih.gov/assembly/", "http://www.genenames.org", "urn:oid:1.2.3",
    "http://example.org/caf\u00e9", "http://example.org/?a=b&c=[d]", "mailto:a@example.org",
)  # fmt: skip
SYSTEM_CODES = ("SO:0000159", "SO:1000002", "2758", "88331", "SO:", "a b", "x/y", "SO:1/2")
REFERENCES = (
    "http://example.org/Gene/1", "http://example.org/x#y", "urn:x:y", "ReferenceSequence/",
    "http://clingendb.clingen.org/", "Gene/é", "Gene/a b", "Gene/..", "Gene/../Gene/G1", "Gene",
    "http://clingendb.clingen.org/http://example.org/", "http://clingendb.clingen.org//Gene/G1",
    "obo:SO_0000159", "/Gene/G1", "../../Gene/G1", "Gene/G1#/symbol", "Gene/%zz", "a b:c", "?x",
)  # fmt: skip
ODD_KEYS = (
    "foo", "name", "symbol", "id", "reference", "display", "type", "@type", "@id", "@value",
    "@list", "@graph", "@foo", "resourceType", "statement", "predicate", "object", "", " ", "-",
    "~", "/", "a/b", "é", "𝄞", "a b", "1", "0", "xref", "contextualAlleleName", "value", "xml",
    "xmlns", "fhir:x", "obo:y", "clingen:symbol", "name:x", "a:", "_:b", "http://example.org/p",
    "http://example.org/a b", "http://example.org/[p]", "http://example.org/1", "urn:x:y",
    "http://schema.org/name", "http://schema.org/x", "http://hl7.org/fhir/display",
    "http://hl7.org/fhir/x", "http://clingen.org/model/allele/symbol",
    "http://clingen.org/model/allele/x/y", "http://www.w3.org/1999/02/22-rdf-syntax-ns#type",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#first",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#subject",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#li", "urn:clingen-ld:pointer",
)  # fmt: skip

texts = st.one_of(
    st.sampled_from(ODD_TEXTS),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=8),
    st.text("ACGTacgt=*", max_size=12),
)
"""Texts as JSON can say them."""


def resources(type_name: str | None = None, with_controls: bool = True) -> st.SearchStrategy[Tree]:
    """Right resources in normal form; `with_controls`: also with what XML cannot carry."""
    model = load_model()
    names = [type_name] if type_name else list(model.resources)
    made = st.sampled_from(names).flatmap(lambda name: _resource(model, model.types[name]))
    return made if with_controls else made.filter(lambda tree: _XML.fullmatch(_all_text(tree)))


_XML = re.compile("[\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]*")


def _all_text(value: Any) -> str:
    if isinstance(value, dict):
        return "".join(key + _all_text(item) for key, item in value.items())
    if isinstance(value, list):
        return "".join(map(_all_text, value))
    return value if isinstance(value, str) else ""


@st.composite
def _resource(draw: Draw, model: Model, type_: Type) -> Tree:
    tree: Tree = {"resourceType": type_.name}
    own = draw(st.none() | st.none() | st.none() | st.sampled_from(OWN_IRIS))
    if own is not None:
        tree["@id"] = own
    made = draw(nodes(model, type_))
    if own is not None and "id" not in made:
        made = {"id": draw(st.sampled_from(ODD_IDS))} | made  # else the IRI would tell one
    return tree | made


@st.composite
def nodes(draw: Draw, model: Model, type_: Type) -> Tree:
    """Right nodes of any type of the model, the parts and the data types too."""
    # Half of the properties, or sometimes hardly any; an id nearly always.
    names = list(type_.properties)
    if draw(st.integers(0, 4)):
        chosen = {name for name in names if draw(st.booleans())}
    else:
        chosen = draw(st.sets(st.sampled_from(names), max_size=2))
    if type_.kind == "resource" and draw(st.integers(0, 5)):
        chosen.add("id")
    tree: Tree = {}
    for prop in type_.properties.values():
        if prop.name not in chosen:
            continue
        value = values(model, prop)
        if not prop.many:
            tree[prop.name] = draw(value)
            continue
        items = draw(st.lists(value, min_size=1, max_size=2))
        if draw(st.booleans()):
            items.append(items[0])
        tree[prop.name] = items
    _order_offsets(tree)
    return tree


def _order_offsets(tree: Tree) -> None:
    """The normal form writes upstream intron offsets with the larger one first."""
    start, end = tree.get("start"), tree.get("end")
    if not isinstance(start, dict) or not isinstance(end, dict):
        return
    if start.get("externalOffsetDirection") != "-" or end.get("externalOffsetDirection") != "-":
        return
    low, high = start.get("externalOffsetLength"), end.get("externalOffsetLength")
    if low is not None and high is not None and start.get("index") == end.get("index"):
        start["externalOffsetLength"], end["externalOffsetLength"] = max(low, high), min(low, high)


def values(model: Model, prop: Property) -> st.SearchStrategy[Any]:
    """Right values of a property, one at a time."""
    if prop.kind == "part":
        assert prop.range is not None
        made = nodes(model, model.types[prop.range])
        made = made.map(lambda node: _preferred(node, prop, model))
        return st.one_of(made, made, made, st.just({}))
    if prop.kind == "reference":
        return references(model, prop)
    if prop.kind == "code":
        return st.sampled_from(list(model.value_sets[prop.value_set or ""].codes))
    if prop.kind == "boolean":
        return st.booleans()
    if prop.kind == "integer":
        least = prop.least or 0
        return st.integers(least, 10**6) | st.sampled_from([least, 2**53 + 1, 10**21, 10**30])
    if prop.kind in ("dateTime", "instant"):
        return dates(partial=prop.kind == "dateTime")
    if prop.choices:
        return st.sampled_from(prop.choices)
    if prop.kind == "uri":
        return st.sampled_from(URIS)
    if prop.name == "id":
        return ids().filter(lambda text: re.search(prop.pattern or "", text))
    if prop.name == "code":
        return st.sampled_from(SYSTEM_CODES) | texts.filter(bool)
    return texts if prop.may_be_empty else texts.filter(bool)


def _preferred(node: Tree, prop: Property, model: Model) -> Tree:
    """A concept whose codes are written as the value set prefers."""
    spellings = model.value_sets[prop.value_set].by_spelling if prop.value_set else {}
    for coding in node.get("coding", ()):
        if coding.get("code") in spellings:
            coding["code"] = spellings[coding["code"]].code
    return node


def ids() -> st.SearchStrategy[str]:
    """Ids, with characters that no IRI may hold."""
    return st.sampled_from(ODD_IDS) | texts.filter(lambda text: text and not re.search(r"\s", text))


@st.composite
def references(draw: Draw, model: Model, prop: Property) -> Tree:
    """References in normal form, inside and outside the base, with and without a display."""
    name = draw(st.sampled_from(prop.targets or tuple(model.resources)))
    inside = ids().map(lambda text: f"{name}/{quote(text, safe='')}")
    given = draw(inside | st.sampled_from(REFERENCES))
    tree: Tree = {"reference": relative_reference(given, DEFAULT_BASE)}
    if draw(st.booleans()):
        tree["display"] = draw(texts.filter(bool))
    return tree


@st.composite
def dates(draw: Draw, partial: bool) -> str:
    """FHIR dates: full ones with time and zone, or partial ones too."""
    day = draw(st.dates()).isoformat()
    if partial and (length := draw(st.sampled_from([4, 7, 10, 0]))):
        return day[:length]
    clock = draw(st.sampled_from(["00:00:00", "23:59:59", "12:30:00.5", "12:30:00.000"]))
    return f"{day}T{clock}{draw(st.sampled_from(['Z', '+00:00', '-05:30', '+14:00']))}"


# --- Damage -----------------------------------------------------------------------------------

numbers = (
    st.integers(-(10**25), 10**25)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.sampled_from([0.1 + 0.2, -0.0, 1.0, 1e21, 1e22, 5e-324, 1.5, 2**53, 10**21 - 1])
)
plain_values = st.none() | st.booleans() | numbers | texts
keys = st.sampled_from(ODD_KEYS) | texts


def json_values(model: Model) -> st.SearchStrategy[Any]:
    """Any JSON value, often in the words of the model."""
    names = [name for type_ in model.types.values() for name in type_.properties]
    words = keys | st.sampled_from(names)
    return st.recursive(
        plain_values,
        lambda below: st.lists(below, max_size=3) | st.dictionaries(words, below, max_size=3),
        max_leaves=8,
    )


@st.composite
def damaged_messages(draw: Draw) -> Tree:
    """Messages with a resourceType, and otherwise with anything wrong."""
    model = load_model()
    tree = draw(resources())
    tree.pop("@id", None)
    for _ in range(draw(st.integers(1, 4))):
        nodes = [node for node in _objects(tree) if node]
        node = draw(st.sampled_from(nodes))
        old = draw(st.sampled_from([key for key in node if key != "resourceType"] or ["id"]))
        kind = draw(st.sampled_from(["unknown", "wrong", "wrong", "list", "lists", "null", "name"]))
        if kind == "unknown":
            key = draw(keys)
            if not (node is tree and key in ("resourceType", "@id")):
                node[key] = draw(json_values(model))
        elif kind == "wrong":
            node[old] = draw(json_values(model))
        elif kind == "list":
            node[old] = [node.get(old), draw(json_values(model))]
        elif kind == "lists":
            node[old] = [[node.get(old)]]
        elif kind == "null":
            node[old] = None
        elif node is not tree or old != "id":
            node[f"{old}s"] = node.pop(old, None)
    return tree


_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDF_KEYS = tuple(
    _RDF + name for name in ("first", "rest", "type", "subject", "predicate", "object")
)
_LINKS = st.sampled_from(range(6))
"""Links on their way: the numbers of objects that a message is to have."""


def _linking_values() -> st.SearchStrategy[Any]:
    names = st.sampled_from(["http://example.org/n", "http://example.org/m"])
    inside = st.sampled_from(["identifier", "version", "name", "use", "type", "foo", "display"])
    keys_ = st.sampled_from([*RDF_KEYS, "@type", "@list", "@value", "coding", "reference"]) | inside
    plain = st.sampled_from(["x", "y", None, 1, True, _RDF + "nil", [_RDF + "Statement"]])
    links = st.builds(lambda n: {"@id": n}, _LINKS | names)
    named = st.builds(lambda n, x: {"@id": n, "foo": x}, names, plain | links)
    return st.recursive(
        plain | links | named | st.just({"@list": []}),
        lambda below: (
            st.lists(below, min_size=1, max_size=3)
            | st.dictionaries(keys_, below, min_size=1, max_size=3)
            | st.dictionaries(inside, below, min_size=1, max_size=3)
            | st.lists(below, max_size=3).map(lambda items: {"@list": items})
        ),
        max_leaves=10,
    )


@st.composite
def linking_messages(draw: Draw) -> Tree:
    """Messages whose objects point to each other, or look like lists and statements of RDF."""
    type_name = draw(st.sampled_from(["CanonicalAllele", "ContextualAllele", "Gene"]))
    own = ["identifier", "version", "name", "meta", "foo", "a", "canonicalAlleleType", *RDF_KEYS]
    said = draw(st.dictionaries(st.sampled_from(own), _linking_values(), min_size=1, max_size=3))
    tree = normal_form(
        {"resourceType": type_name, "id": "X1"} | said, type_name, load_model(), DEFAULT_BASE
    ).tree
    places = draw(st.permutations(_pointers(tree, "")))
    root = f"{DEFAULT_BASE}{type_name}/X1"
    names = dict(enumerate([root, *(address(root, place) for place in places)]))

    def linked(value: Any) -> Any:
        if isinstance(value, dict):
            return {k: names.get(v, root) if k == "@id" and isinstance(v, int) else linked(v)
                    for k, v in value.items()}  # fmt: skip
        return [linked(item) for item in value] if isinstance(value, list) else value

    made: Tree = linked(tree)
    return made


def _pointers(value: Any, at: str) -> list[str]:
    """The pointers of the objects inside a value."""
    inside = list(value.items()) if isinstance(value, dict) else []
    inside += enumerate(value) if isinstance(value, list) else []
    own = [at] if isinstance(value, dict) and at else []
    return own + [p for key, item in inside for p in _pointers(item, f"{at}/{escape(str(key))}")]


def _objects(value: Any) -> list[Tree]:
    if isinstance(value, dict):
        return [value, *(node for item in value.values() for node in _objects(item))]
    return [node for item in value for node in _objects(item)] if isinstance(value, list) else []
