"""Look-ups in a set of resources that few runs need, when something was found: by the words in
its texts, and by the keys of its resources."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final

from clingen_ld.messages.text.temporary import Scratch
from clingen_ld.types import AnyResource
from clingen_ld.validation.rule_registry import keys_of
from clingen_ld.validation.rules.file_names import FILE_KINDS, file_keys, letters
from clingen_ld.validation.set_blocks import Blocks, texts_of

FEW: Final = 8
"""The number of names that are searched without an index."""
ID: Final = "id"
"""The kind of the keys that an index of ids takes the place of."""
_HIDDEN: Final = re.compile(rb"(?:\\u00|%)[2-7]")
"""An escape that may be of a letter of such a name."""


class Words:
    """Whether the texts of a set, before a number, may have the names that are asked for."""

    def __init__(self, blocks: Blocks) -> None:
        self._blocks = blocks
        self._mentioned: dict[str, bool] = {}
        self._known_ids: dict[str, bool] = {}

    @property
    def are_known(self) -> bool:
        """Whether there are answers that another resource may change."""
        return bool(self._mentioned or self._known_ids)

    def forget(self) -> None:
        """Forget these."""
        self._mentioned.clear()
        self._known_ids.clear()

    def may_mention(self, name: str, end: int) -> bool:
        """Whether a text may contain an id that differs from one at most in its numbers.

        The id begins with letters and a number.
        """
        word = letters(name)
        known = self._mentioned.get(word)
        if known is None:
            # After the first few, indexes distinguish them.
            known = len(self._mentioned) >= FEW or self._has_word(word.encode(), end)
            self._mentioned[word] = known
        return known

    def may_have_id(self, name: str, end: int) -> bool:
        """Whether a resource may have an id, exactly so."""
        known = self._known_ids.get(name)
        if known is None:
            known = len(self._known_ids) >= FEW or self._blocks.may_have_text(end, name)
            self._known_ids[name] = known
        return known

    def _has_word(self, word: bytes, end: int) -> bool:
        """Whether a text may have a word with a number behind it."""
        alone, behind = b'"' + word, b"/" + word
        mention = re.compile(rb'["/]' + word + b"[0-9]")
        for packed, _ in self._blocks.texts(end):
            # Most words are in no text of a block, which takes less time to see in all at once.
            if not any(each in packed for each in (alone, behind, b"%", b"\\u00")):
                continue
            for text in texts_of(packed):
                data = text.encode() if isinstance(text, str) else text
                if (alone in data or behind in data) and mention.search(data):
                    return True
                if (b"%" in data or b"\\u00" in data) and _HIDDEN.search(data):
                    return True
        return False


class KeyTables:
    """Tables of keys in the database of a set, made only when something was found.

    They are temporary, as a finished set is read-only.
    """

    def __init__(self, database: Scratch, blocks: Blocks) -> None:
        self._database = database
        self._blocks = blocks
        self._made: set[str] = set()

    def of_kind(self, kind: str, end: int, record: Callable[[bytes | str], AnyResource]) -> str:
        """The name of the table with the keys of a kind, of the resources before a number.

        Keys of file names need only the names of resources, so no text is decoded for them;
        `record` gives the resource of a text.
        """
        of_files = kind in FILE_KINDS
        table = "in_files" if of_files else "found"
        if table not in self._made:
            self._made.add(table)
            find = self._database
            find.execute(f"CREATE TEMP TABLE {table} (kind TEXT, key TEXT, number INTEGER)")
            rows = self._file_keys(end) if of_files else self._other_keys(end, record)
            find.execute_many(f"INSERT INTO {table} VALUES (?, ?, ?)", rows)
            find.execute(f"CREATE INDEX temp.{table}_key ON {table} (kind, key, number)")
        return table

    def _file_keys(self, end: int) -> Iterator[tuple[str, str, int]]:
        for number, (_, file, is_part, name) in self._blocks.named(end):
            if not is_part:
                yield from ((*key, number) for key in set(file_keys(name, file)))

    def _other_keys(
        self, end: int, record: Callable[[bytes | str], AnyResource]
    ) -> Iterator[tuple[str, str, int]]:
        for number, (_, _, text, is_part, _) in self._blocks.rows(0, end):
            keys = set() if is_part else set(keys_of(record(text)))
            yield from ((*key, number) for key in keys if key[0] != ID)
