"""Where in an XML text the values of a resource stand."""

from __future__ import annotations

import re

from hypothesis import given

from tests.messages.carrying import Tree, write
from tests.messages.test_places import messages, offset, pointers
from tests.strategies import resources


@given(resources(with_controls=False))
def test_every_element_of_xml_is_placed(tree: Tree) -> None:
    for pretty in (False, True):
        written, _ = write([tree, tree], "resource-xml", pretty)
        text = written.decode()
        for found in messages(text):
            for pointer, value in pointers(found.normal.tree):
                steps = [step for step in pointer.split("/")[1:] if not step.isdecimal()]
                if steps in (["resourceType"], ["@id"]) or isinstance(value, list):
                    continue
                name = steps[-1] if steps else tree["resourceType"]
                place = found.place(pointer)
                at = offset(text, place)
                assert re.match(rf"<(f:)?{name}[ />]", text[at:])
                assert re.fullmatch(r"(/[\w:]+(\[\d+\])?)+", place.pointer)
                if isinstance(value, str | int) and value is not True and value is not False:
                    assert f"value={xml_value(value)}" in text[at:].partition("/>")[0] + '"'


def xml_value(value: str | int) -> str:
    """The beginning of an attribute's value, up to where XML may write it otherwise."""
    plain = re.match(r"[A-Za-z0-9]*", str(value))
    return f'"{plain[0] if plain else ""}'


def test_xml_as_a_person_writes_it() -> None:
    text = """<?xml version="1.0"?>
<Gene xmlns="http://clingen.org/dm/allele/v1" xmlns:f="http://hl7.org/fhir">
  <f:id value="G1"/>
  <aliasSymbol value="a"/><aliasSymbol value="b"/>
  <identifier><f:value value="1"/></identifier>
</Gene>"""
    [found] = messages(text)
    assert found.place("/aliasSymbol/1") == ("/Gene/aliasSymbol[2]", 4, 27)
    assert found.place("/identifier/0/value") == ("/Gene/identifier/f:value", 5, 15)
    assert found.place("/symbol") == ("/Gene", 2, 1)
