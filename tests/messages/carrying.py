"""What several tests need: writing and reading texts, and telling what a form may lose."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable
from typing import Any

from clingen_ld.messages.message import Message, Problem, ReadOptions
from clingen_ld.messages.reading import read_text
from clingen_ld.messages.writing import WriteOptions, make_writer
from clingen_ld.model import DEFAULT_BASE, load_model, normal_form

Tree = dict[str, Any]

GRAPH_FORMS = ("turtle", "trig", "ntriples", "nquads", "rdfxml")
FORMS = ("resource-json", "json-ld", "resource-xml", *GRAPH_FORMS)


def write(trees: Iterable[Tree], form: str, pretty: bool = False) -> tuple[bytes, list[list[str]]]:
    """A text with some resources, and for each the pointers of what the form cannot carry."""
    output = io.BytesIO()
    writer = make_writer(form, output, load_model(), WriteOptions(pretty=pretty))
    lost = [[pointer for _, pointer in writer.write(tree)] for tree in trees]
    writer.finish()
    return output.getvalue(), lost


def read_items(text: str | bytes, **options: Any) -> list[Message | Problem]:
    """What reading a text gives."""
    return list(read_text(text, ReadOptions(**options), load_model(), "text"))


def read(text: str | bytes, **options: Any) -> list[Tree]:
    """The resources of a text without problems."""
    items = read_items(text, **options)
    assert not [item for item in items if isinstance(item, Problem)]
    return [item.normal.tree for item in items if isinstance(item, Message)]


def normal(message: Tree) -> Tree:
    """A message with a resourceType in normal form."""
    return normal_form(message, message["resourceType"], load_model(), DEFAULT_BASE).tree


def text_of(tree: Any) -> str:
    """A value as JSON text, in which the order counts and 1, 1.0 and true differ."""
    return json.dumps(tree, ensure_ascii=False)


def without(value: Any, pointers: Iterable[str], here: str = "") -> Any:
    """A value without what some pointers lead to; a list that loses all it has goes, too."""
    gone = set(pointers)
    if isinstance(value, dict):
        made = {}
        for key, item in value.items():
            at = f"{here}/{key.replace('~', '~0').replace('/', '~1')}"
            if at not in gone:
                kept = without(item, gone, at)
                if kept != [] or item == []:
                    made[key] = kept
        return made
    if isinstance(value, list):
        return [
            without(item, gone, f"{here}/{n}")
            for n, item in enumerate(value)
            if f"{here}/{n}" not in gone
        ]
    return value


def at(value: Any, pointer: str) -> Any:
    """What a pointer leads to."""
    for step in pointer.split("/")[1:]:
        key = step.replace("~1", "/").replace("~0", "~")
        value = value[int(key)] if isinstance(value, list) else value[key]
    return value
