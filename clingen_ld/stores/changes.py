"""What is different between two states of a resource in normal form, place by place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Literal

from clingen_ld.messages.json_output import dump
from clingen_ld.model.identity import escape

Kind = Literal["added", "removed", "changed"]


@dataclass(frozen=True, slots=True)
class Change:
    """One difference.

    `pointer` is a JSON Pointer in the normal form: of the new state, but of the former one for
    what was removed. `old` is None for what was added, `new` for what was removed.
    """

    kind: Kind
    pointer: str
    property: str
    old: Any = None
    new: Any = None

    def __str__(self) -> str:
        """The change in words."""
        if self.kind == "added":
            return f"{self.pointer}: {self.property} was added: {dump(self.new)}"
        if self.kind == "removed":
            return f"{self.pointer}: {self.property} was removed: {dump(self.old)}"
        return f"{self.pointer}: {self.property} was {dump(self.old)}, is now {dump(self.new)}"


def changes(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Change]:
    """The differences of two trees, in the order of the old one, then what only the new one has.

    >>> for change in changes({"a": {"b": 1}, "c": ["x"]}, {"a": {"b": 2}, "c": ["y", "x"]}):
    ...     print(change)
    /a/b: b was 1, is now 2
    /c/0: c was added: "y"
    """
    yield from _objects(old, new, "")


def _objects(old: Mapping[str, Any], new: Mapping[str, Any], at: str) -> Iterator[Change]:
    for key in dict.fromkeys([*old, *new]):
        pointer = f"{at}/{escape(key)}"
        if key not in new:
            yield Change("removed", pointer, key, old=old[key])
        elif key not in old:
            yield Change("added", pointer, key, new=new[key])
        else:
            yield from _values(old[key], new[key], pointer, key)


def _values(old: Any, new: Any, pointer: str, name: str) -> Iterator[Change]:
    if isinstance(old, dict) and isinstance(new, dict):
        yield from _objects(old, new, pointer)
    elif isinstance(old, list) and isinstance(new, list):
        yield from _lists(old, new, pointer, name)
    elif dump(old) != dump(new):  # 1 and true are equal in Python, and not in a message
        yield Change("changed", pointer, name, old, new)


def _lists(old: list[Any], new: list[Any], pointer: str, name: str) -> Iterator[Change]:
    """The differences of two lists, whose equal members are held against each other."""
    before, after = [dump(item) for item in old], [dump(item) for item in new]
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        pairs = min(i2 - i1, j2 - j1)
        for n in range(pairs):
            yield from _values(old[i1 + n], new[j1 + n], f"{pointer}/{j1 + n}", name)
        for n in range(i1 + pairs, i2):
            yield Change("removed", f"{pointer}/{n}", name, old=old[n])
        for n in range(j1 + pairs, j2):
            yield Change("added", f"{pointer}/{n}", name, new=new[n])
