"""What XML carries of a resource, and what it names as lost."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given

from tests.messages.carrying import Tree, at, normal, read, text_of, without, write
from tests.messages.test_round_trips import as_named
from tests.strategies import damaged_messages, resources

XML_FORMS = ["resource-xml", "rdfxml"]
NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@pytest.mark.parametrize("form", XML_FORMS)
@given(tree=resources())
def test_xml_loses_only_what_it_says(form: str, tree: Tree) -> None:
    text, [lost] = write([tree], form)
    assert all(NO_XML.search(at(tree, pointer)) for pointer in lost)
    assert NO_XML.search(text.decode()) is None
    [back] = read(text)
    assert text_of(as_named(back, tree, lost)) == text_of(without(tree, lost))


@pytest.mark.parametrize("form", XML_FORMS)
@given(tree=resources(with_controls=False))
def test_xml_carries_all_that_has_no_control_characters(form: str, tree: Tree) -> None:
    text, lost = write([tree], form)
    assert lost == [[]]
    assert [text_of(t) for t in read(text)] == [text_of(tree)]


@given(damaged_messages())
def test_resource_xml_changes_and_leaves_out_what_it_says(message: Tree) -> None:
    tree = normal(message)
    text, [lost] = write([tree], "resource-xml")
    [back] = read(text)
    assert is_same_but_for(tree, back, set(lost))


def is_same_but_for(value: Any, back: Any, lost: set[str], here: str = "") -> bool:
    """Whether a value came back, but for what was lost: left out, or written otherwise."""
    if isinstance(value, dict) and isinstance(back, dict):
        names = {key: f"{here}/{key.replace('~', '~0').replace('/', '~1')}" for key in value}
        return (back.keys() <= value.keys()) and all(
            names[key] in lost
            or (
                is_same_but_for(item, back[key], lost, names[key])
                if key in back
                else is_emptied(item, lost, names[key])
            )
            for key, item in value.items()
        )
    if isinstance(value, list) and isinstance(back, list):
        items = [(f"{here}/{n}", item) for n, item in enumerate(value)]
        if len(value) != len(back):
            items = [(place, item) for place, item in items if place not in lost]
        return len(items) == len(back) and all(
            place in lost or is_same_but_for(item, got, lost, place)
            for (place, item), got in zip(items, back, strict=True)
        )
    return text_of(value) == text_of(back)


def is_emptied(value: Any, lost: set[str], here: str) -> bool:
    return isinstance(value, list) and all(f"{here}/{n}" in lost for n in range(len(value)))
