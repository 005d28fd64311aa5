"""Going through JSON values, and changing one thing in them."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator
from typing import Any

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
    """A copy without the value at a path."""
    made = copy.deepcopy(value)
    del at(made, path[:-1])[path[-1]]
    return made


def with_value(value: Any, path: Path, new: Any) -> Any:
    """A copy with another value at a path."""
    made = copy.deepcopy(value)
    at(made, path[:-1])[path[-1]] = copy.deepcopy(new)
    return made
