"""The structure rules: what is no property, no value, or no object of the model."""

from __future__ import annotations

from typing import Any

import pytest

import clingen_ld

Tree = dict[str, Any]


@pytest.mark.parametrize(
    ("key", "value", "found"),
    [
        ("canonicalAllele", {"@id": "http://example.org/CA1"}, ("ST-1", "/canonicalAllele/@id")),
        ("referenceCoordinate", {"@id": "http://example.org/c"}, ("ST-7", "/referenceCoordinate")),
    ],
)
def test_links_as_json_ld_has_them(key: str, value: Tree, found: tuple[str, str]) -> None:
    message = {"resourceType": "ContextualAllele", "id": "XA1", key: value}
    errors = [f for f in clingen_ld.validate(message, partial=True) if f.severity == "error"]
    assert found in [(f.rule, f.pointer) for f in errors]
    assert all(f.suggestion == "reference" for f in errors if f.rule == "ST-1")
