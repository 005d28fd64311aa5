"""Bytes decoded as UTF-8, with the place of what is not."""

from __future__ import annotations

from clingen_ld.messages.message import Problem
from clingen_ld.messages.text.layout import ENOUGH


def binary_problem(file: str) -> Problem:
    """What is wrong with a file that is no text."""
    return Problem("ST-0", {"message": "binary data: no text of any form"}, file, "", 1, 1)


def decode(data: bytes, file: str) -> str | Problem:
    """The text of bytes in UTF-8, or what is wrong with them."""
    if b"\0" in data[:ENOUGH]:
        return binary_problem(file)
    try:
        return data.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8", "replace")
        line = before.count("\n") + 1
        column = len(before) - before.rfind("\n")
        message = f"byte 0x{data[error.start]:02x} is not UTF-8: write the text in UTF-8"
        return Problem("ST-0", {"message": message}, file, "", line, column)


def decode_whole(data: bytes, file: str) -> str | Problem:
    """The text of a whole file; a text without content is a problem, too (ST-11)."""
    text = decode(data, file)
    if isinstance(text, str) and not text.strip():
        return Problem("ST-11", {"what": "an empty text"}, file, "", 1, 1)
    return text
