"""Values in the graph: JSON values as literals, and back."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clingen_ld.graph.terms import RDF_DIR_LANG_STRING, RDF_JSON, RDF_LANG_STRING, Literal
from clingen_ld.graph.values import date_datatype, given_literal, literal, native
from clingen_ld.model import XSD, canonical_json, load_model
from tests.strategies import json_values, texts

KINDS = ("string", "code", "uri", "boolean", "integer", "dateTime", "instant", "part", "reference")


@given(json_values(load_model()))
def test_every_value_comes_back(value: Any) -> None:
    value = canonical_json(value)
    for kind in (None, *KINDS):
        back = native(literal(value, None), kind, in_array=True, any_json=True)
        assert json.dumps(back) == json.dumps(value)


@pytest.mark.parametrize("lexical", ["[1]", "{}", '{"a":1}', '["a"]'])
def test_json_is_a_value_only_where_a_tree_is_written_so(lexical: str) -> None:
    given = Literal(lexical, RDF_JSON)
    for kind in (None, *KINDS):
        value = native(given, kind)
        assert value == {"@value": lexical, "@type": RDF_JSON}
        assert given_literal(value, kind) == given
    assert native(given, None, in_array=True) == ([1] if lexical == "[1]" else
        ["a"] if lexical == '["a"]' else {"@value": lexical, "@type": RDF_JSON})  # fmt: skip


@given(
    texts,
    st.sampled_from(["string", "integer", "double", "boolean", "byte", "decimal", "date", "token"]),
    st.sampled_from([None, "string", "code"]),
)
def test_every_literal_comes_back(lexical: str, name: str, kind: str | None) -> None:
    """Of texts and codes, too: a date is no text, and stays a date."""
    given = Literal(lexical, XSD + name)
    value = native(given, kind)
    again = given_literal(value, kind) if isinstance(value, dict) else literal(value, None)
    assert again == given


@pytest.mark.parametrize(
    ("kind", "name", "lexical", "expected"),
    [
        ("integer", "int", "05", 5),
        ("integer", "string", "5", "5"),
        ("integer", "date", "5", None),
        ("boolean", "boolean", "1", True),
        ("boolean", "string", "true", "true"),
        ("boolean", "token", "true", None),
        ("uri", "anyURI", "http://x", "http://x"),
        ("uri", "string", "http://x", "http://x"),
        ("uri", "token", "http://x", None),
        ("dateTime", "gYear", "2020", "2020"),
        ("dateTime", "date", "1", "1"),
        ("dateTime", "time", "10:00:00", None),
        ("string", "date", "2020-01-01", None),
        ("string", "normalizedString", "x", None),
        ("code", "anyURI", "x", None),
        ("code", "string", "x", "x"),
    ],
)
def test_datatypes_that_a_property_reads(
    kind: str, name: str, lexical: str, expected: object
) -> None:
    """None: any other is kept, and wrong there (ST-4)."""
    given = Literal(lexical, XSD + name)
    kept = {"@value": lexical, "@type": XSD + name}
    assert native(given, kind) == (kept if expected is None else expected)


@pytest.mark.parametrize(
    ("value", "lexical", "name"),
    [
        (True, "true", "boolean"),
        (5, "5", "integer"),
        (10**30, "1" + "0" * 30, "integer"),
        (1.0, "1.0E0", "double"),
        (0.1, "1.0E-1", "double"),
        (-2.5e-7, "-2.5E-7", "double"),
        (0.1 + 0.2, "3.0000000000000004E-1", "double"),
        (5e-324, "4.940656458412465E-324", "double"),
        ("x", "x", "string"),
    ],
)
def test_literals(value: Any, lexical: str, name: str) -> None:
    assert literal(value, None) == Literal(lexical, XSD + name)


def test_json_literals_are_in_one_order() -> None:
    assert literal({"b": [1, None], "a": "é\x01"}, None) == Literal(
        '{"a":"é\\u0001","b":[1,null]}', RDF_JSON
    )


@pytest.mark.parametrize(
    "lexical", ["{", "NaN", "[1e999]", "[Infinity]", "[" * 100_000, "[" * 300 + "]" * 300, "\ud800"]
)
def test_json_literals_that_are_none_stay_text(lexical: str) -> None:
    given = Literal(lexical, RDF_JSON)
    assert native(given, kind="integer") == native(given, kind=None)
    assert native(given, kind=None) == {"@value": lexical, "@type": RDF_JSON}


@pytest.mark.parametrize(
    ("value", "is_literal"),
    [
        ({"@value": "x", "@language": "en"}, True),
        ({"@value": "x", "@language": "en-gb"}, True),
        ({"@value": "x", "@language": "EN"}, False),
        ({"@value": "x", "@language": 5}, False),
        ({"@value": "5", "@type": XSD + "byte"}, True),
        ({"@value": "5", "@type": XSD + "integer"}, False),
        ({"@value": "05", "@type": XSD + "integer"}, True),
        ({"@value": "x", "@type": XSD + "string"}, False),
        ({"@value": "x", "@type": "relative"}, False),
        ({"@value": "x", "@type": ["http://x"]}, False),
        ({"@value": 5, "@type": XSD + "byte"}, False),
        ({"@value": None, "@type": "http://x"}, False),
        ({"@value": {}, "@type": RDF_JSON}, False),
        ({"@value": "x"}, False),
        ({"@value": "x", "@type": "http://x", "@language": "en"}, False),
        ({"@value": "x", "@type": "http://x", "@id": "y"}, False),
    ],
)
def test_value_objects(value: dict[str, Any], is_literal: bool) -> None:
    assert (given_literal(value) is not None) is is_literal


def test_languages_are_lower_case_because_rdf_does_not_tell_their_case() -> None:
    given = Literal("x", RDF_LANG_STRING, "en-GB")
    assert native(given, kind=None) == {"@value": "x", "@language": "en-gb"}
    assert native(given, kind="integer") == native(given, kind=None)
    assert given_literal(native(given, kind="integer"), kind="integer") == Literal(
        "x", RDF_LANG_STRING, "en-gb"
    )


def test_directions_of_texts() -> None:
    given = Literal("x", RDF_DIR_LANG_STRING, "ar--rtl")
    value = native(given, kind=None)
    assert value == {"@value": "x", "@language": "ar", "@direction": "rtl"}
    assert given_literal(value) == given
    assert given_literal(value | {"@direction": "up"}) is None


def test_datatypes_of_others_stay_under_properties_of_the_model() -> None:
    given = Literal("x", "http://example.org/type")
    assert native(given, kind="integer") == {"@value": "x", "@type": "http://example.org/type"}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("2015", "gYear"),
        ("2015-02", "gYearMonth"),
        ("2015-02-28", "date"),
        ("2015-02-28T00:00:00Z", "dateTime"),
        ("2015-02-28T23:59:59.123+14:00", "dateTime"),
        ("2015-02-28T23:59:59", "dateTime"),
        ("2015-13", None),
        ("2015-02-29", None),
        ("2016-02-29", "date"),
        ("0000", None),
        ("2015-02-28T24:00:00Z", None),
        ("2015-02-28T00:00Z", None),
        ("2015-2-28", None),
        ("15", None),
        ("٢٠١٥", None),
        ("2015\n", None),
        ("", None),
    ],
)
def test_dates(text: str, name: str | None) -> None:
    assert date_datatype(text) == (XSD + name if name else None)
