"""The graph equivalents of a tree's keys and values, for writers and for the framer.

In a tree, keys that begin with @ are JSON-LD's, but only where reading the graph creates them:
`@id` names a node under a predicate that the model does not know, and alone it points to one;
`@type` holds classes that are not the model's; `@value` makes a literal, `@list` an RDF list.
Anywhere else they are ordinary keys, so that no content can change the meaning of a message.
A literal without a JSON equivalent is a JSON-LD value object in a tree:
`{"@value": "5", "@type": "http://www.w3.org/2001/XMLSchema#byte"}`.

Published JSON-LD differs in places, since the working group tried a version without FHIR data
types: `xref` IRIs in place of identifiers, the display of a reference beside it, a concept instead
of a CodeableConcept.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Set
from datetime import date, time
from functools import lru_cache
from math import isfinite
from typing import Any, Final

from clingen_ld.graph.terms import (
    DIRECTION,
    RDF_DIR_LANG_STRING,
    RDF_FIRST,
    RDF_JSON,
    RDF_LANG_STRING,
    RDF_OBJECT,
    RDF_PREDICATE,
    RDF_REST,
    RDF_STATEMENT,
    RDF_SUBJECT,
    RDF_TYPE,
    Literal,
)
from clingen_ld.model import (
    CLINGEN,
    FHIR,
    INTEGER,
    REGISTRY,
    XSD,
    Model,
    Property,
    Type,
    as_iri,
    coding_concept,
    decode,
    encode,
    finite,
    is_name,
    local_name,
)

NAMESPACES: Final = (CLINGEN, FHIR, "http://hl7.org/fhir/resources/", "http://schema.org/")
"""Other namespaces used for the properties of the model."""
POINTER: Final = "urn:clingen-ld:pointer"
"""An internal property that the JSON-LD reader adds to objects."""
STATEMENT_TERMS: Final = (RDF_SUBJECT, RDF_PREDICATE, RDF_OBJECT)
"""The predicates of an rdf:Statement that identify its triple."""
_CLASS_NAMESPACES: Final = (CLINGEN, FHIR)
# Predicates that the framer, or the reader of JSON-LD, does not always read as properties.
_RESERVED: Final = {RDF_TYPE, RDF_FIRST, RDF_REST, *STATEMENT_TERMS, POINTER}


def key_of(predicate: str) -> str:
    """The tree key for an unknown predicate."""
    if not predicate.startswith(CLINGEN):
        return predicate
    key = decode(predicate[len(CLINGEN) :])
    is_ours = not is_name(key) or key in _RESERVED or key.startswith(NAMESPACES)
    return key if is_ours and CLINGEN + encode(key) == predicate else predicate


def predicate_of(key: str, type_: Type | None = None) -> str:
    """The predicate of a key that the type does not know; `key_of` gives the key back."""
    if (
        is_name(key)
        and key not in _RESERVED
        and key_of(key) == key
        and property_of(key, type_) is None
    ):
        return key
    return CLINGEN + encode(key)


_NAMESPACES: Final = {"clingen": CLINGEN, "registry": REGISTRY}


@lru_cache(maxsize=4096)
def unknown_term(predicate: str) -> str:
    """The term of a predicate in JSON-LD, where the project's context does not define it."""
    for prefix, namespace in _NAMESPACES.items():
        if predicate.startswith(namespace):
            return f"{prefix}:{predicate[len(namespace) :]}"
    return predicate


def iri_of(term: str) -> str:
    """The predicate that `unknown_term` gives a term of."""
    prefix, _, rest = term.partition(":")
    return _NAMESPACES[prefix] + rest if prefix in _NAMESPACES else term


def model_name(predicate: str) -> str | None:
    """The name of a predicate of the model, also in other namespaces; None of a foreign one.

    >>> model_name("http://hl7.org/fhir/system"), model_name("http://hl7.org/fhir/us/core/system")
    ('system', None)
    """
    name = local_name(predicate)
    return name if predicate.removesuffix(name) in NAMESPACES else None


def property_of(predicate: str, type_: Type | None) -> Property | None:
    """The property of a type for a predicate, also in other namespaces."""
    prop = None if type_ is None else type_.properties.get(local_name(predicate))
    is_ours = prop is not None and (prop.iri == predicate or model_name(predicate) is not None)
    return prop if is_ours else None


def resource_type(classes: Iterable[str], model: Model) -> str | None:
    """The resource type of a node by its classes, including conceptual ones, or None."""
    return _resource_type(tuple(classes), model)


@lru_cache(maxsize=1024)
def _resource_type(classes: tuple[str, ...], model: Model) -> str | None:
    found = {
        model.type_by_iri.get(candidate)
        for iri in classes
        for candidate in (iri, *model.superclasses.get(iri, ()))
    }
    return next((name for name in model.resources if name in found), None)


def is_foreign_class(iri: str, node: Mapping[str, Any], type_: Type | None, model: Model) -> bool:
    """Whether a class of a node is neither the model's nor implied by the node."""
    if type_ is None:  # a node with a resource class is another resource
        return resource_type((iri,), model) is None
    if iri == RDF_STATEMENT and type_ is model.reference_type:
        return False  # of the node with details of a reference
    if iri.startswith(_CLASS_NAMESPACES):
        return iri not in model.type_by_iri and iri not in model.superclasses
    if type_.name != "Coding":
        return True
    # The concept of a Coding, which its system and code already give.
    code = node.get("code")
    by_code = isinstance(code, str) and local_name(iri) == code.replace(":", "_")
    return not by_code and iri != coding_concept(node, model)


def foreign_types(node: Mapping[str, Any], type_: Type | None, model: Model) -> list[str]:
    """The classes in `@type` of a node; none if it is an ordinary key."""
    given = node.get("@type")
    if not isinstance(given, list) or not all(isinstance(t, str) and is_name(t) for t in given):
        return []
    is_right = all(is_foreign_class(t, node, type_, model) for t in given)
    return given if is_right and given == sorted(set(given)) else []


_DISPLAY = FHIR + "display"
_TEXT = FHIR + "text"
_OF_CODINGS = ("version", "display", "primary")
CONCEPT_KEYS = {*_OF_CODINGS, _TEXT, "@type"}
"""The parts of a concept that a CodeableConcept can hold."""


def read_dialect(message: dict[str, Any], type_: Type) -> None:
    """Move content of a published dialect to the model's properties."""
    if "xref" in message and "identifier" in type_.properties.keys() - message.keys():
        xrefs = message["xref"]
        found = [identifier(x) for x in (xrefs if isinstance(xrefs, list) else [xrefs])]
        if found and all(found):
            del message["xref"]
            message["identifier"] = found
    if type_.name == "RelatedContextualAllele" and isinstance(message.get(_DISPLAY), str):
        target = message.get("contextualAllele")
        if isinstance(target, dict) and "display" not in target:
            target["display"] = message.pop(_DISPLAY)


def identifier(xref: Any) -> dict[str, str] | None:
    """The Identifier for a cross-reference IRI: its system and its value.

    >>> identifier({"@id": "http://www.ncbi.nlm.nih.gov/nuccore/NM_007294.3"})
    {'system': 'http://www.ncbi.nlm.nih.gov/nuccore', 'value': 'NM_007294.3'}
    """
    iri = xref["@id"] if isinstance(xref, dict) and xref.keys() == {"@id"} else None
    if not isinstance(iri, str):
        return None
    path, _, query = iri.partition("#")[0].partition("?")
    if "=" in query:
        server = "/".join(path.split("/", 3)[:3])
        return {"system": f"{server}/", "value": query.rpartition("=")[2]}
    system, _, value = iri.rpartition("/")
    return {"system": system, "value": value} if value else None


def concept_of(iri: str, said: dict[str, Any], model: Model) -> dict[str, Any] | None:
    """The CodeableConcept for the concept of a known code system, or None.

    `said` is the graph's description of the concept, in the names of a Coding.
    """
    for system in {s.iri: s for s in model.code_systems.values()}.values():
        code = system.code(iri)
        if code is not None:
            coding = {"system": system.iri, "code": code} | {
                k: said[k] for k in _OF_CODINGS if k in said
            }
            return {"coding": [coding]} | ({"text": said[_TEXT]} if _TEXT in said else {})
    return None


DATE: Final = re.compile(
    r"(?P<year>[0-9]{4})(-(?P<month>[0-9]{2})(-(?P<day>[0-9]{2})"
    r"(?P<time>T(?P<clock>[0-9]{2}:[0-9]{2}:[0-9]{2})(\.[0-9]+)?"
    r"(?P<zone>Z|[+-][0-9]{2}:[0-9]{2})?)?)?)?"
)
"""A FHIR dateTime."""
INTEGERS: Final = {
    XSD + name
    for name in (
        "integer", "int", "long", "short", "byte", "nonNegativeInteger", "positiveInteger",
        "unsignedInt", "unsignedLong", "unsignedShort", "unsignedByte", "negativeInteger",
        "nonPositiveInteger",
    )
}  # fmt: skip
"""The datatypes of XML Schema whose values are integers."""
DECIMALS: Final = {XSD + name for name in ("double", "float", "decimal")}
_BOOLEANS: Final = {"true": True, "1": True, "false": False, "0": False}
# float() accepts more than XML Schema does: "1_000", "٣", " 1", "nan".
DECIMAL = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?")
_LANGUAGE = re.compile(r"[a-z]{1,8}(-[a-z0-9]{1,8})*")
# JSON literals nested deeper stay text: later code walks trees recursively.
_DEEPEST_JSON: Final = 200

_NOTHING: Final = object()
_DATES: Final = ("string", "date", "dateTime", "dateTimeStamp", "gYear", "gYearMonth")
_READ_AS: Final[Mapping[str | None, Set[str]]] = {
    "uri": {XSD + "string", XSD + "anyURI"},
    "boolean": {XSD + "string", XSD + "boolean"},
    "integer": {XSD + "string"} | INTEGERS | DECIMALS,
    **{kind: {XSD + name for name in _DATES} for kind in ("dateTime", "instant")},
}
"""By the kind of a property, the datatypes that are read by their lexical form. Published messages
have booleans and numbers as texts, too; but a date or a number is no text, and stays what it is."""


def date_datatype(text: str) -> str | None:
    """The datatype of a FHIR dateTime by its form, or None for an invalid date.

    >>> date_datatype("2015-03"), date_datatype("2015-13")
    ('http://www.w3.org/2001/XMLSchema#gYearMonth', None)
    """
    match = DATE.fullmatch(text)
    if match is None:
        return None
    try:
        date(int(match["year"]), int(match["month"] or 1), int(match["day"] or 1))
        if match["clock"]:
            time.fromisoformat(match["clock"] + (match["zone"] or "").replace("Z", "+00:00"))
    except ValueError:
        return None
    if match["time"]:
        return XSD + "dateTime"
    return XSD + ("date" if match["day"] else "gYearMonth" if match["month"] else "gYear")


def literal(value: Any, prop: Property | None) -> Literal:
    """A value as a literal with the datatype of its property, or else of its form."""
    if value is True or value is False:
        return Literal("true" if value else "false", XSD + "boolean")
    if isinstance(value, int):
        return Literal(str(value), XSD + "integer")
    if isinstance(value, float):
        return Literal(_double(value), XSD + "double")
    if isinstance(value, str):
        return Literal(value, _text_datatype(value, prop))
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return Literal(text, RDF_JSON)


def _text_datatype(value: str, prop: Property | None) -> str:
    kind = None if prop is None else prop.kind
    if kind == "uri":
        return XSD + "anyURI"
    found = date_datatype(value) if kind in ("dateTime", "instant") else None
    return found or XSD + "string"


def _double(value: float) -> str:
    """The lexical form of xsd:double as in JSON-LD; longer if that is not exact."""
    text = f"{value:.15E}"
    if float(text) != value:
        text = f"{value:.16E}"
    mantissa, _, exponent = text.partition("E")
    digits = mantissa.rstrip("0")
    return f"{digits}{'0' if digits.endswith('.') else ''}E{int(exponent)}"


def given_literal(
    value: Mapping[str, Any], kind: str | None = None, in_array: bool = False
) -> Literal | None:
    """The literal of a value object in a tree, or None for any other value.

    It is one only if reading the literal returns the same value object. `kind` and
    `in_array` are as for `native`.
    """
    if "@value" not in value:
        return None
    text, language, datatype = value["@value"], value.get("@language"), value.get("@type")
    direction = value.get("@direction")
    if value.keys() <= {"@value", "@language", "@direction"} and isinstance(language, str):
        if _LANGUAGE.fullmatch(language) is None:
            return None
        if "@direction" not in value:
            found = Literal(text, RDF_LANG_STRING, language)
        elif direction in ("ltr", "rtl"):
            found = Literal(text, RDF_DIR_LANG_STRING, f"{language}{DIRECTION}{direction}")
        else:
            return None
    elif value.keys() == {"@value", "@type"} and isinstance(datatype, str):
        if as_iri(datatype) != datatype or datatype in (RDF_LANG_STRING, RDF_DIR_LANG_STRING):
            return None
        found = Literal(text, datatype)
    else:
        return None
    is_read_back = isinstance(text, str) and native(found, kind, in_array) == value
    return found if is_read_back else None


def native(value: Literal, kind: str | None, in_array: bool = False, any_json: bool = False) -> Any:
    """A literal as a JSON value.

    Under a property of the model of some `kind`, some other datatypes are replaced by the model's,
    and the lexical form is enough. A literal without an exact JSON equivalent is a value object,
    its keys in the order of the normal form. A JSON literal becomes a value of the tree only where
    a tree is written like that: null and the empty array; other arrays inside an array
    (`in_array`), and objects nested too deep to be nodes (`any_json`).
    """
    if value.language:
        return _with_language(value)
    found = _parsed(value)
    if isinstance(found, dict | list):
        is_plain = any_json or found == [] or (in_array and isinstance(found, list))
        if is_plain and literal(found, None) == value:
            return found
    elif found is _NOTHING:
        if value.datatype in _READ_AS.get(kind, ()):
            return value.lexical
    elif found is None or literal(found, None) == value or value.datatype in _READ_AS.get(kind, ()):
        return found
    return {"@type": value.datatype, "@value": value.lexical}


def _with_language(value: Literal) -> dict[str, str]:
    language, _, direction = value.language.lower().partition(DIRECTION)
    made = {"@language": language, "@value": value.lexical}
    return {"@direction": direction} | made if direction else made


def _parsed(value: Literal) -> Any:
    """The JSON value of a literal, if its datatype has one and its lexical form is valid."""
    datatype, lexical = value.datatype, value.lexical
    if datatype == XSD + "string":
        return lexical
    if datatype == XSD + "boolean":
        return _BOOLEANS.get(lexical, _NOTHING)
    if datatype in INTEGERS and INTEGER.fullmatch(lexical):
        return int(lexical)
    if datatype in DECIMALS and DECIMAL.fullmatch(lexical) and isfinite(float(lexical)):
        return float(lexical)
    return _json(lexical) if datatype == RDF_JSON else _NOTHING


def _json(lexical: str) -> Any:
    try:
        found = json.loads(lexical, parse_float=finite, parse_constant=finite)
    except (ValueError, RecursionError):
        return _NOTHING
    level = [found]
    for _ in range(_DEEPEST_JSON):
        level = [
            child
            for parent in level
            if isinstance(parent, dict | list)
            for child in (parent.values() if isinstance(parent, dict) else parent)
        ]
        if not level:
            return found
    return _NOTHING


def sorting_text(value: Any) -> str:
    """A value as a text, by which values without positions are sorted."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False)
