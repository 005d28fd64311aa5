"""JSON values as RDF literals, and literals as JSON values.

A literal without a JSON equivalent is a JSON-LD value object in a tree:
`{"@value": "5", "@type": "http://www.w3.org/2001/XMLSchema#byte"}`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date, time
from math import isfinite
from typing import Any, Final

from clingen_ld.graph.terms import (
    DIRECTION,
    RDF_DIR_LANG_STRING,
    RDF_JSON,
    RDF_LANG_STRING,
    Literal,
)
from clingen_ld.model import XSD, Property, as_iri

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
_DECIMALS: Final = {XSD + name for name in ("double", "float", "decimal")}
_BOOLEANS: Final = {"true": True, "1": True, "false": False, "0": False}
# int() and float() accept more than XML Schema does: "1_000", "٣", " 1", "nan".
INTEGER: Final = re.compile(r"[+-]?[0-9]{1,4300}")
"""The lexical form of an integer that Python can read."""
_DECIMAL = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?")
_LANGUAGE = re.compile(r"[a-z]{1,8}(-[a-z0-9]{1,8})*")
# JSON literals nested deeper stay text: later code walks trees recursively.
_DEEPEST_JSON: Final = 200

_NOTHING: Final = object()
# Datatypes of XML Schema that any property of the model accepts: the lexical form is enough, and
# validation checks it.
_READ_AS_TEXT: Final = {
    XSD + name
    for name in (
        "string", "anyURI", "normalizedString", "token", "language", "Name", "NCName", "NMTOKEN",
        "date", "dateTime", "dateTimeStamp", "gYear", "gYearMonth", "boolean",
    )
} | INTEGERS | _DECIMALS  # fmt: skip


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
    if prop is not None and prop.kind == "uri":
        return XSD + "anyURI"
    if prop is not None and prop.kind in ("dateTime", "instant"):
        return date_datatype(value) or XSD + "string"
    return XSD + "string"


def _double(value: float) -> str:
    """The lexical form of xsd:double as in JSON-LD; longer if that is not exact."""
    text = f"{value:.15E}"
    if float(text) != value:
        text = f"{value:.16E}"
    mantissa, _, exponent = text.partition("E")
    digits = mantissa.rstrip("0")
    return f"{digits}{'0' if digits.endswith('.') else ''}E{int(exponent)}"


def given_literal(
    value: Mapping[str, Any], known: bool = False, in_array: bool = False
) -> Literal | None:
    """The literal of a value object in a tree, or None for any other value.

    It is one only if reading the literal returns the same value object. `known` and
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
    if not isinstance(text, str) or native(found, known, in_array) != value:
        return None
    return found


def native(value: Literal, known: bool, in_array: bool = False, any_json: bool = False) -> Any:
    """A literal as a JSON value.

    Under a property of the model (`known`), an XML Schema datatype is replaced by the model's, and
    the lexical form is enough. A literal without an exact JSON equivalent is a value object. A JSON
    literal becomes a value of the tree only where a tree is written like that: null and the empty
    array; other arrays inside an array (`in_array`), and objects nested too deep to be nodes
    (`any_json`).
    """
    if value.language:
        return _with_language(value)
    found = _parsed(value)
    if isinstance(found, dict | list):
        is_plain = any_json or found == [] or (in_array and isinstance(found, list))
        if is_plain and literal(found, None) == value:
            return found
    elif found is _NOTHING:
        if known and value.datatype in _READ_AS_TEXT:
            return value.lexical
    elif known or found is None or literal(found, None) == value:
        return found
    return {"@value": value.lexical, "@type": value.datatype}


def _with_language(value: Literal) -> dict[str, str]:
    language, _, direction = value.language.lower().partition(DIRECTION)
    made = {"@value": value.lexical, "@language": language}
    return made | {"@direction": direction} if direction else made


def _parsed(value: Literal) -> Any:
    """The JSON value of a literal, if its datatype has one and its lexical form is valid."""
    datatype, lexical = value.datatype, value.lexical
    if datatype == XSD + "string":
        return lexical
    if datatype == XSD + "boolean":
        return _BOOLEANS.get(lexical, _NOTHING)
    if datatype in INTEGERS and INTEGER.fullmatch(lexical):
        return int(lexical)
    if datatype in _DECIMALS and _DECIMAL.fullmatch(lexical) and isfinite(float(lexical)):
        return float(lexical)
    return _json(lexical) if datatype == RDF_JSON else _NOTHING


def _json(lexical: str) -> Any:
    try:
        found = json.loads(lexical, parse_float=_finite, parse_constant=_finite)
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


def _finite(number: str) -> float:
    value = float(number)
    if not isfinite(value):
        raise ValueError
    return value
