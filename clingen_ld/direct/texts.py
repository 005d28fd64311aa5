"""Texts that are alike to the letter: recognized by one regular expression, own values and all.

Programs write message after message in one way. So the text of a message that was decoded tells
what others look like: the same characters, with other own values in the same places. Matching
that takes a quarter of the time of decoding a message and telling its outline. What does not
match is decoded.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from operator import itemgetter
from typing import Any, Final

from clingen_ld.direct.marking import Marked
from clingen_ld.direct.outlines import Own

_TOKEN = re.compile(r'"(?P<text>[^"\\]*)"|(?<![\w.+-])(?P<number>[0-9]+)(?![\w.+-])')
# What own values are in a text that needs no escapes.
_TEXT: Final = r'([^"\\\x00-\x1f\x7f]+)'
_STEP: Final = r"([A-Za-z0-9][A-Za-z0-9._-]*)"
_LETTERS: Final = r"([A-Z]{0,4})"
_POSITION: Final = r"(0|[1-9][0-9]{0,17})"

Groups = tuple[str, ...]
Key = tuple[Any, ...]
"""What else tells messages apart: their short sequences, and how far their positions are apart."""


class TextPattern:
    """Texts that differ in their own values and short sequences alone.

    `known` has what the messages are alike to, by their keys.
    """

    def __init__(self, text: str, groups: list[tuple[str, int]], first: list[int]) -> None:
        """`groups` are the kinds of the groups, in order, with their places among own values of
        that kind; `first` tells for each position the place of the first of its property."""
        self.source = text
        self.known: dict[Key, Any] = {}
        self._match = re.compile(text).fullmatch
        kinds: dict[str, list[int]] = {"step": [], "text": [], "position": [], "letters": []}
        for kind, found in kinds.items():
            placed = [(place, n) for n, (each, place) in enumerate(groups) if each == kind]
            found += [n for _, n in sorted(placed)]
        self._steps, self._texts = _chosen(kinds["step"]), _chosen(kinds["text"])
        self._positions, self._letters = _chosen(kinds["position"]), _chosen(kinds["letters"])
        self._apart = [(n, k) for n, k in enumerate(first) if n != k]

    def read(self, text: str) -> tuple[Key, Own] | None:
        """The key and the own values of a text; None when it is not one of these."""
        found = self._match(text)
        if found is None:
            return None
        groups = found.groups()
        steps = self._steps(groups)
        if len(set(steps)) != len(steps):
            return None
        positions = tuple(map(int, self._positions(groups)))
        apart = [positions[n] - positions[k] for n, k in self._apart]
        return (*self._letters(groups), *apart), Own(steps, self._texts(groups), positions)


def _chosen(numbers: list[int]) -> Callable[[Groups], Groups]:
    """What takes the groups of some numbers out of all."""
    if not numbers:
        return lambda _: ()
    if len(numbers) > 1:
        return itemgetter(*numbers)
    return lambda groups: (groups[numbers[0]],)


def text_pattern(text: str, marks: Marked, order: Own) -> TextPattern | None:
    """The pattern of a text.

    `marks` are in the place of its own values, short sequences among them; `order` has the marks
    as they stand among own values. None when the text is one that cannot be matched so.
    """
    marked = json.dumps(marks.tree, ensure_ascii=False)
    pairs = list(zip(_TOKEN.finditer(text), _TOKEN.finditer(marked), strict=False))
    kinds = _kinds(marks, order)
    if "\\" in text or kinds is None or len(_TOKEN.findall(marked)) != len(pairs):
        return None
    source, groups, at = "", [], 0
    for token, mark in pairs:
        found = _own(token, mark, kinds)
        if found is None:
            continue
        start, pattern, group = found
        source += re.escape(text[at:start]) + pattern
        groups.append(group)
        at = token.end("text") if token["text"] is not None else token.end()
    if len(groups) != len(kinds):
        return None
    source += re.escape(text[at:].rstrip()) + r"[ \t\r\n]*"
    names = [marks.pointers[mark].rpartition("/")[2] for mark in order.positions]
    return TextPattern(source, groups, [names.index(name) for name in names])


def _kinds(marks: Marked, order: Own) -> Mapping[str, tuple[str, int]] | None:
    """What each mark is in the place of: its kind, and its place among own values of that."""
    texts = [mark for mark in order.texts if mark not in marks.short]
    if any(mark in marks.special for mark in texts):
        return None  # The outline has something of their values.
    found = {mark: ("step", n) for n, mark in enumerate(order.steps)}
    found |= {mark: ("text", n) for n, mark in enumerate(texts)}
    found |= {str(mark): ("position", n) for n, mark in enumerate(order.positions)}
    return found | {mark: ("letters", n) for n, mark in enumerate(marks.short)}


def _own(
    token: re.Match[str], mark: re.Match[str], kinds: Mapping[str, tuple[str, int]]
) -> tuple[int, str, tuple[str, int]] | None:
    """Where an own value starts in a token, its pattern, and its kind and place."""
    if token["number"] is not None:
        group = kinds.get(mark[0])
        return None if group is None else (token.start(), _POSITION, group)
    text = mark["text"] or ""
    step = text[text.rfind("/") + 1 :]
    if (group := kinds.get(step)) is None:
        return None
    start = token.start("text")
    if group[0] == "step":
        return start + token["text"].rfind("/") + 1, _STEP, group
    return start, _LETTERS if group[0] == "letters" else _TEXT, group
