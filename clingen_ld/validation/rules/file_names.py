"""The names of files with resources: which are ids, for CO-5 and CO-1.

A file may be named by the id of its resource, alone (`XA324.json`) or followed by a description
(`XA324-second.json`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

NAMED_FILE: Final = "file named by its id"
"""The look-up key for resources whose files are named by their ids: the form of the id."""
OTHER_FILE: Final = "file named by another id"
"""The look-up key for resources whose file name looks like an id but is not theirs: the name."""

_FOLDERS = re.compile(r"[/\\\\]")
_TOKEN = re.compile(r"[A-Za-z0-9]*")
_NUMBER = re.compile(r"[0-9]+")
_LIKE_ID = re.compile(r"[A-Za-z]+[0-9]+")
_LETTERS = re.compile(r"[A-Za-z]*")


FILE_KINDS: Final = (NAMED_FILE, OTHER_FILE)


def file_keys(name: str, file: str) -> Iterator[tuple[str, str]]:
    """The look-up keys from the file name of a resource with an id, if it looks like an id."""
    if not has_number(file) or not is_like_id(name):
        return
    last = file_name(file)
    if begins_with(last, name):
        yield NAMED_FILE, id_form(name)
        return
    token = first_token(last)
    # A file with very many resources, such as chunk12.ndjson, is seldom named like one of them.
    if is_like_id(token) and abs(len(letters(token)) - len(letters(name))) <= 1:
        yield OTHER_FILE, token


@lru_cache(maxsize=64)
def file_name(path: str) -> str:
    """The name of a file without its folder."""
    return _FOLDERS.split(path)[-1]


@lru_cache(maxsize=64)
def has_number(path: str) -> bool:
    """Whether the name of a file contains a number, as ids do."""
    return _NUMBER.search(file_name(path)) is not None


def begins_with(file: str, name: str) -> bool:
    """Whether a file is named by an id, alone or with a description after it."""
    after = file[len(name) : len(name) + 1]
    return file.startswith(name) and not (after.isascii() and after.isalnum())


def first_token(file: str) -> str:
    """The leading letters and digits of a file name.

    >>> first_token("XA324-second.v2.json")
    'XA324'
    """
    found = _TOKEN.match(file)
    return found[0] if found is not None else ""


def is_like_id(text: str) -> bool:
    """Whether a text begins like an id, with letters and a number.

    >>> is_like_id("XA324"), is_like_id("alleles"), is_like_id("2024")
    (True, False, False)
    """
    return _LIKE_ID.match(text) is not None


def id_form(name: str) -> str:
    """The form of an id, without its numbers.

    >>> id_form("XA1003-2")
    'XA0-0'
    """
    head = name.rstrip("0123456789")
    if head.isalpha():  # As of most ids; this takes half of the time.
        return name if head == name else f"{head}0"
    return _NUMBER.sub("0", name)


def letters(text: str) -> str:
    """The letters that a text begins with."""
    found = _LETTERS.match(text)
    return found[0] if found is not None else ""
