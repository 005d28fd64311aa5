"""Reading on behind syntax errors of JSON whose meaning is certain.

Those are a raw control character in a string, a comma that is missing or too many, a semicolon for
one, a comment, a missing colon, a word of another language (`None`, `NaN`), a key without quotes, a
bracket too many at the end. Each is reported, and the
text is read as it was meant, so that one does not hide what else is wrong. At any other error
reading stops.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from typing import Final, NamedTuple

from clingen_ld.messages.text.json_faults import (
    AFTER_ITEM,
    AFTER_MEMBER,
    END,
    FIRST_ITEM,
    FIRST_KEY,
    ITEM,
    KEY,
    MEMBER_VALUE,
    SPELLINGS,
    TOKEN,
    TOP,
    JsonFault,
    ScanState,
    explain,
)
from clingen_ld.messages.text.json_text import JsonTextError, read

MOST: Final = 100
"""The maximum number of errors reported for one text."""
LARGEST: Final = 16 * 1024 * 1024
"""In longer texts, in characters, reading stops at the first error."""
_BEHIND: Final = "; reading stopped here"
_STRING: Final = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"', re.S)
_CONTROL: Final = re.compile(r"[\x00-\x1f]")
_COMMENT: Final = re.compile(r"(?://|#)[^\n]*|/\*(?:[^*]|\*(?!/))*\*/")
_WORD: Final = re.compile(r"[A-Za-z_$][\w$]*")
_NO_NUMBER: Final = re.compile(r"[-+]?(?:nan|inf(?:inity)?)(?![\w$])", re.I)
_SEMICOLON: Final = re.compile(r';(?=[ \t\n\r]*["{\[])')
_EQUALS: Final = re.compile(r"[ \t\n\r]*=>?")
_CLOSERS: Final = re.compile(r"[\]}][\]} \t\n\r]*\Z")
_OTHER_QUOTES: Final = re.compile(r"['‘’“”„]([^\"'‘’“”„\\\x00-\x1f]*)['‘’“”]")
_ESCAPE: Final = re.compile(r'\\(?:(["\\/bfnrt]|u[0-9a-fA-F]{4})|.)', re.S)
_HALF_ESCAPE: Final = re.compile(r"\\(?:[\x00-\x1f]|u(?![0-9a-fA-F]{4}))")
_COLON: Final = re.compile(r"[ \t\n\r]*:")
_NEXT: Final = re.compile(r"[ \t\n\r]*(?:[,:}\]]|\Z)")
# A quotation mark begins another string; after a letter, this string was not closed in time.
_BEHIND_STRING: Final = re.compile(r'[ \t\n\r]*(?:[,}\]"]|\Z)')


class Correction(NamedTuple):
    """What is read in the place of a part of a text, and whether that leaves nothing out."""

    start: int
    end: int
    meant: str
    is_safe: bool = True


class Recovery(NamedTuple):
    """The syntax errors of a text, and the text as it was meant; None when reading stopped.

    `given` maps one to the other. `corrections` has one of each error, where the text was
    read to its end.
    """

    faults: tuple[JsonFault, ...]
    text: str | None
    changes: tuple[tuple[int, int], ...] = ()
    """Offsets behind each change in the text as it was meant, and those in the text as given."""
    corrections: tuple[Correction, ...] = ()

    def given(self, offset: int) -> int:
        """The offset in the text as given of an offset in the text as it was meant."""
        n = bisect_right(self.changes, offset, key=lambda change: change[0]) - 1
        if n < 0:
            return offset
        meant, given = self.changes[n]
        return given + offset - meant


def recover(text: str) -> Recovery:
    """Every syntax error of a text that is not JSON, as far as their meaning is certain."""
    scan = _Scan(text)
    scan.run()
    meant, changes = _edited(text, scan.edits)
    if not scan.is_whole:
        return Recovery(_with_stop(scan.faults), None)
    try:
        read(meant)
    except JsonTextError as error:
        recovery = Recovery((), meant, changes)
        fault = JsonFault(error.message, recovery.given(error.offset))
        return Recovery(_with_stop([*scan.faults, fault]), None)
    return Recovery(tuple(scan.faults), meant, changes, tuple(scan.edits))


def _with_stop(faults: list[JsonFault]) -> tuple[JsonFault, ...]:
    """The errors, of which the last says that there may be more behind it."""
    if len(faults) < 2:
        return tuple(faults)
    last = faults[-1]
    return (*faults[:-1], JsonFault(last.message + _BEHIND, last.offset))


def _edited(text: str, edits: list[Correction]) -> tuple[str, tuple[tuple[int, int], ...]]:
    made: list[str] = []
    changes: list[tuple[int, int]] = []
    length = done = 0
    for edit in sorted(edits):
        made += (text[done : edit.start], edit.meant)
        length += edit.start - done + len(edit.meant)
        done = edit.end
        changes.append((length, done))
    return "".join((*made, text[done:])), tuple(changes)


class _Scan:
    """Goes through the tokens of a text once, and on behind what can be corrected."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._state: ScanState = TOP
        self._after: ScanState = END
        self._around: list[ScanState] = []
        self._comma = 0
        """The position of the last comma."""
        self._behind = 0
        """Where the last token but that ends."""
        self.faults: list[JsonFault] = []
        self.edits: list[Correction] = []
        self.is_whole = False

    def run(self) -> None:
        """Find all errors up to the first whose meaning is not certain."""
        at = 0
        while True:
            match = TOKEN.match(self._text, at)
            assert match is not None  # `bad` matches whatever no token begins with
            if match.lastgroup in self._state.allowed:
                at = self._take(match)
                if match.lastgroup is None:
                    self.is_whole = True
                    return
                continue
            if len(self.faults) >= MOST or len(self._text) > LARGEST:
                return
            self.faults.append(JsonFault(*explain(self._text, match, self._state)))
            behind = self._correct(match)
            if behind is None:
                return
            at = behind

    def _take(self, match: re.Match[str]) -> int:
        """Skip a valid token; returns its end."""
        kind = match.lastgroup
        if kind == "comma":
            self._comma = match.start("comma")
            self._state = ITEM if self._after is AFTER_ITEM else KEY
            return match.end()
        if kind == "key":
            self._state = MEMBER_VALUE
        elif kind == "open_object" or kind == "open_array":
            self._around.append(self._after)
            in_object = kind == "open_object"
            self._state = FIRST_KEY if in_object else FIRST_ITEM
            self._after = AFTER_MEMBER if in_object else AFTER_ITEM
        elif kind == "close_object" or kind == "close_array":
            self._after = self._around.pop()
            self._state = self._after
        elif kind is not None:
            self._state = self._after
        self._behind = match.end()
        return match.end()

    def _correct(self, match: re.Match[str]) -> int | None:
        """Note what is meant by a token out of place; gives where to read on, None if unknown."""
        kind, state = match.lastgroup, self._state
        if kind is None:
            return None
        at = match.start("string" if kind == "key" else kind)
        if state is END and kind != "bad":
            rest = _CLOSERS.match(self._text, at)
            end = at if rest is None else at + len(rest[0].rstrip())
            return None if rest is None else self._replace(at, end, " ", END)
        if kind == "bad":
            return self._correct_bad(at)
        if kind == "comma":
            is_extra = state in (KEY, ITEM, FIRST_KEY, FIRST_ITEM)
            return self._replace(at, at + 1, " ", state) if is_extra else None
        if kind == f"close_{state.inside}" and state in (KEY, ITEM):
            self._replace(self._comma, self._comma + 1, " ", self._after)
            return at
        if kind in ITEM.allowed | KEY.allowed and (
            (state is AFTER_MEMBER and kind == "key") or (state is AFTER_ITEM and kind != "key")
        ):
            self._replace(self._behind, self._behind, ",", KEY if kind == "key" else ITEM)
            return at
        if (
            kind == "string"
            and state in (KEY, FIRST_KEY)
            and not _NEXT.match(self._text, match.end())
        ):
            sign = _EQUALS.match(self._text, match.end())
            end = match.end() if sign is None else sign.end()
            return self._replace(match.end(), end, ":", MEMBER_VALUE)
        return None

    def _correct_bad(self, at: int) -> int | None:
        """Note what is meant by a character that begins no token."""
        text, character = self._text, self._text[at]
        if character == '"':
            return self._correct_string(at)
        if (comment := _COMMENT.match(text, at)) is not None:
            return self._replace(at, comment.end(), " ", self._state, is_safe=False)
        if character.isspace():
            return self._replace(at, at + 1, " ", self._state)
        if (quoted := _OTHER_QUOTES.match(text, at)) is not None:
            return self._as_string(at, quoted.end(), quoted[1])
        if self._state in (AFTER_MEMBER, AFTER_ITEM) and _SEMICOLON.match(text, at):
            return self._replace(at, at + 1, ",", KEY if self._state is AFTER_MEMBER else ITEM)
        number = _NO_NUMBER.match(text, at)
        if number is not None and "plain" in self._state.allowed:
            return self._replace(at, number.end(), "null", self._after, is_safe=False)
        word = _WORD.match(text, at)
        if word is None:
            return None
        spelled = SPELLINGS.get(word[0].lower())
        if spelled is not None and "plain" in self._state.allowed:
            return self._replace(at, word.end(), spelled, self._after)
        return self._as_string(at, word.end(), word[0])

    def _correct_string(self, at: int) -> int | None:
        """Note what is meant by a string with raw control characters or backslashes in it."""
        string = _STRING.match(self._text, at)
        if string is None or _HALF_ESCAPE.search(string[0]):
            return None
        body = _CONTROL.sub(lambda m: json.dumps(m[0])[1:-1], string[0][1:-1])
        body = _ESCAPE.sub(lambda m: m[0] if m[1] else rf"\\{m[0][1:]}", body)
        return self._as_string(at, string.end(), json.loads(f'"{body}"'))

    def _as_string(self, start: int, end: int, meant: str) -> int | None:
        """Read a part of the text as a string, where that is all that is wrong."""
        written = json.dumps(meant, ensure_ascii=False)
        if self._state in (KEY, FIRST_KEY):
            colon = _COLON.match(self._text, end)
            if colon is None:
                return None
            self._replace(start, end, written, MEMBER_VALUE)
            return colon.end()
        if "string" not in self._state.allowed or not _BEHIND_STRING.match(self._text, end):
            return None
        return self._replace(start, end, written, self._after)

    def _replace(
        self, start: int, end: int, meant: str, state: ScanState, *, is_safe: bool = True
    ) -> int:
        """Read something in the place of a part of the text; gives where that ends."""
        self.edits.append(Correction(start, end, meant, is_safe))
        self._state = state
        if meant.strip():
            self._behind = end
        return end
