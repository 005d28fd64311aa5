"""Texts that are alike to the letter: recognized by one regular expression, own values and all.

Programs write message after message in one way. So the text of a message that was decoded tells
what others look like: the same characters, with other own values in the same places. Matching
that takes a quarter of the time of decoding a message and telling its outline. What does not
match is decoded.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from operator import itemgetter
from typing import Any, Final, NamedTuple

from clingen_ld.compiled.marking import Marked
from clingen_ld.compiled.signature import RESIDUES, STEP, Own, lengths_of

_TOKEN = re.compile(r'"(?P<text>[^"\\]*)"|(?<![\w.+-])(?P<number>[0-9]+)(?![\w.+-])')
# What own values are in a text that needs no escapes. Nothing is tried twice (++): a text that does
# not match is known in two thirds of the time.
TEXT_GROUP: Final = r'([^"\\\x00-\x1f\x7f]++)'
STEP_GROUP: Final = f"({STEP})"
_SEQUENCE: Final = r"([ACGT]++)"
_POSITION: Final = r"(0|[1-9][0-9]{0,17})"

Groups = tuple[str, ...]
Key = tuple[Any, ...]
"""What else tells messages apart: how long their sequences are and which are equal, how far their
positions are apart, and which of their steps are equal."""


class Group(NamedTuple):
    """An own value in a text: its kind, and its place among those of that kind."""

    kind: str
    place: int
    is_sequence: bool = False


class TextPattern:
    """Texts that differ in their own values alone.

    `known` has what the messages are alike to, by their keys. `read` gives the key and the own
    values of a text; None when it is not one of these.
    """

    def __init__(
        self, text: str, groups: list[Group], names: list[str], lengths: frozenset[str]
    ) -> None:
        """`groups` tells of each group its kind and its place among own values of that kind;
        `names` are the properties of the positions, `lengths` those that are lengths."""
        self.source = text
        self.known: dict[Key, Any] = {}
        scope: dict[str, Any] = {"match": re.compile(text).fullmatch, "Own": Own}
        exec(_source(groups, names, lengths), scope)
        self.read: Callable[[str], tuple[Key, Own] | None] = scope["read"]


def _source(groups: list[Group], names: list[str], lengths: frozenset[str]) -> str:
    """The source of a function that reads the groups of a text.

    Read by a loop over the groups, a message takes a quarter longer to be accepted.
    """
    steps, texts, positions = (_in_order(groups, kind) for kind in ("step", "text", "position"))
    key = []
    for n, name in enumerate(names):
        first = names.index(name)
        if first != n:
            key.append(f"int(g{positions[n]}) - int(g{positions[first]})")
    sequences = [n for n, group in enumerate(groups) if group.is_sequence]
    key += [f"len(g{n})" for n in sequences]
    if sequences:
        key.append(f"g{sequences[0]} == g{sequences[-1]}")
    alone = [n for n, name in enumerate(names) if name in lengths and names.count(name) == 1]
    key += [f"int(g{positions[n]})" for n in alone]
    lines = [
        "def read(text):",
        "    found = match(text)",
        "    if found is None:",
        "        return None",
        f"    {_tuple(f'g{n}' for n in range(len(groups)))} = found.groups()",
        f"    steps = {_tuple(f'g{n}' for n in steps)}",
        f"    key = {_tuple(key)}",
    ]
    if len(steps) > 1:
        lines += [
            f"    if len(set(steps)) != {len(steps)}:",
            "        key += (tuple(map(steps.index, steps)),)",
        ]
    own = ", ".join(_tuple(f"g{n}" for n in some) for some in (texts, positions))
    return "\n".join([*lines, f"    return key, Own(steps, {own})\n"])


def _tuple(items: Iterable[str]) -> str:
    return "(" + "".join(f"{item}, " for item in items) + ")"


def _in_order(groups: list[Group], kind: str) -> list[int]:
    """The numbers of the groups of a kind, in the order of own values."""
    return [n for _, n in sorted((g.place, n) for n, g in enumerate(groups) if g.kind == kind)]


def chosen(numbers: list[int]) -> Callable[[Groups], Groups]:
    """What takes the groups of some numbers out of all."""
    if not numbers:
        return lambda _: ()
    if len(numbers) > 1:
        return itemgetter(*numbers)
    return lambda groups: (groups[numbers[0]],)


def text_pattern(text: str, marks: Marked, order: Own) -> TextPattern | None:
    """The pattern of a text.

    `marks` are in the place of its own values; `order` has the marks as they stand among own
    values. None when the text is one that cannot be matched so.
    """
    marked = json.dumps(marks.tree, ensure_ascii=False)
    pairs = list(zip(_TOKEN.finditer(text), _TOKEN.finditer(marked), strict=False))
    known = _groups(marks, order)
    # A pattern knows two sequences at the most, and nothing of dates.
    is_odd = "\\" in text or marks.dates or len(marks.sequences) > 2
    if is_odd or len(_TOKEN.findall(marked)) != len(pairs):
        return None
    source, groups, at = "", [], 0
    for token, mark in pairs:
        found = _own(token, mark, known)
        if found is None:
            continue
        start, pattern, group = found
        source += re.escape(text[at:start]) + pattern
        groups.append(group)
        at = token.end("text") if token["text"] is not None else token.end()
    if len(groups) != len(known):
        return None
    source += re.escape(text[at:].rstrip()) + r"[ \t\r\n]*+"
    names = [_property_of(marks.pointers[mark]) for mark in order.positions]
    return TextPattern(source, groups, names, lengths_of(marks.model))


def _property_of(pointer: str) -> str:
    """The property whose value is at a pointer, in a list or not."""
    above, _, name = pointer.rpartition("/")
    return above.rpartition("/")[2] if name.isdecimal() else name


def _groups(marks: Marked, order: Own) -> Mapping[str, Group]:
    """What each mark is in the place of."""
    found = {mark: Group("step", n) for n, mark in enumerate(order.steps)}
    for n, mark in enumerate(order.texts):
        found[mark] = Group("text", n, mark in marks.sequences)
    return found | {str(mark): Group("position", n) for n, mark in enumerate(order.positions)}


def _own(
    token: re.Match[str], mark: re.Match[str], known: Mapping[str, Group]
) -> tuple[int, str, Group] | None:
    """Where an own value starts in a token, its pattern, and what it is."""
    if token["number"] is not None:
        group = known.get(mark[0])
        return None if group is None else (token.start(), _POSITION, group)
    text = mark["text"] or ""
    group = known.get(text[text.rfind("/") + 1 :])
    if group is None:
        return None
    start = token.start("text")
    if group.kind == "step":
        return start + token["text"].rfind("/") + 1, STEP_GROUP, group
    if group.is_sequence:
        is_residues = RESIDUES.fullmatch(token["text"]) is not None
        return start, f"({RESIDUES.pattern})" if is_residues else _SEQUENCE, group
    return start, TEXT_GROUP, group
