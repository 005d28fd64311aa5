"""What is added to the model is read on the fast path as well, value by value."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from clingen_ld.messages.fast_path import DirectMessage
from clingen_ld.model import Model
from clingen_ld.model.files import shapes_text
from clingen_ld.model.loading import read_model
from tests.compiled.test_n_quads import assert_same, items

_SINGLE = "sh:maxCount 1 ;"
# Each kind of value, as its shape says it, with some values that differ.
KINDS: dict[str, tuple[str, list[Any]]] = {
    "integer": ("sh:datatype xsd:integer ; sh:minInclusive 0 ;", [0, 7, 12, 10**9, 10**12]),
    "any integer": ("sh:datatype xsd:integer ;", [-5, 0, 7, 2**60]),
    "length": ("sh:datatype xsd:integer ; shape:isLength true ;", [0, 7, 12]),
    "string": ("sh:datatype xsd:string ; sh:minLength 1 ;", ["a", "b c", "é", "17q21.31"]),
    "sequence": ("sh:datatype xsd:string ;", ["", "ACG", "CCT", "AlaGly", "x-1"]),
    "boolean": ("sh:datatype xsd:boolean ;", [True, False]),
    "uri": ("sh:datatype xsd:anyURI ;", ["http://a.example/1", "http://a.example/2"]),
    "instant": (
        "sh:datatype xsd:dateTime ;",
        ["2026-11-02T09:00:00Z", "2026-11-03T09:00:00Z", "2026-11-03T09:00:00.5Z"],
    ),
}
OWN = ("integer", "any integer", "string", "instant")
"""The kinds that differ from message to message of one outline."""


def extended(shape: str, single: bool) -> Model:
    """The model with one property more, of the resource that rules ask the least of."""
    return read_model(
        shapes_text()
        + f"""
        shape:Gene sh:property shape:Gene-added .
        shape:Gene-added a sh:PropertyShape ;
            sh:path clingen:added ; sh:name "added" ; sh:order 9 ; {_SINGLE if single else ""}
            {shape} sh:message "Gene.added: a value" .
        """
    )


def lines(values: list[Any]) -> Iterator[str]:
    """A message for each value, more than once: an outline is learned from the first."""
    for n, value in enumerate(values * 12):
        gene = {
            "resourceType": "Gene",
            "id": f"G{n}",
            "identifier": [{"value": "HGNC:1100"}],
            "symbol": f"S{n}",
            "name": "x",
            "added": value,
        }
        yield json.dumps(gene) + "\n"


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("single", [True, False], ids=["single", "list"])
def test_an_added_property_gives_what_the_standard_path_gives(kind: str, single: bool) -> None:
    shape, values = KINDS[kind]
    model = extended(shape, single)
    some = values if single else [[v, values[0], v] for v in values] + [values, values[:1]]
    found = assert_same("".join(lines(some)), model)
    assert all(isinstance(item, DirectMessage) for item in found)


@pytest.mark.parametrize("kind", OWN)
@pytest.mark.parametrize("single", [True, False], ids=["single", "list"])
def test_values_that_differ_are_of_one_outline(kind: str, single: bool) -> None:
    shape, values = KINDS[kind]
    same = [v for v in values if kind != "instant" or "." not in v]
    some = same if single else [[v] for v in same]
    found = items("".join(lines(some)), "direct", extended(shape, single))
    assert len({item.alike for item in found if isinstance(item, DirectMessage)}) == 1
