"""Going through JSON values, changing one thing in them, and what is found then."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterable, Iterator
from typing import Any

from clingen_ld.findings.finding import Finding
from clingen_ld.messages.message import ReadOptions
from clingen_ld.messages.reading import read_text
from clingen_ld.model import load_model
from clingen_ld.validation.session import ValidationOptions, validate_items

Path = tuple[Any, ...]


def places(value: Any, path: Path = ()) -> Iterator[Path]:
    """The path of every value inside a JSON value."""
    items: Iterable[tuple[Any, Any]] = ()
    if isinstance(value, dict):
        items = value.items()
    elif isinstance(value, list):
        items = enumerate(value)
    for key, item in items:
        yield (*path, key)
        yield from places(item, (*path, key))


def at(value: Any, path: Path) -> Any:
    """The value at a path."""
    for step in path:
        value = value[step]
    return value


def without(value: Any, path: Path) -> Any:
    """A copy without the value at a path; what is beside the path is shared."""
    made = copy.copy(value)
    if len(path) == 1:
        del made[path[0]]
    else:
        made[path[0]] = without(value[path[0]], path[1:])
    return made


def with_value(value: Any, path: Path, new: Any) -> Any:
    """A copy with another value at a path; what is beside the path is shared."""
    if not path:
        return copy.deepcopy(new)
    made = copy.copy(value)
    if path[1:] or not isinstance(made, dict):
        made[path[0]] = with_value(value[path[0]], path[1:], new)
    else:
        made[path[0]] = copy.deepcopy(new)  # perhaps under a key that is not there
    return made


def findings(document: Any, form: str) -> list[Finding]:
    """The findings in a document of a form, each value of which is on a line of its own."""
    text, model = json.dumps(document, indent=1), load_model()
    items = read_text(text, ReadOptions(form=form), model, "document.json")
    return list(validate_items(items, ValidationOptions(), model).findings)


def new_findings(document: Any, form: str, before: Iterable[Finding]) -> list[Finding]:
    """The findings that are not like one of those before."""
    known = {(f.rule, f.pointer, f.message) for f in before}
    return [f for f in findings(document, form) if (f.rule, f.pointer, f.message) not in known]
