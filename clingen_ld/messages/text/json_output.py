"""Writing JSON values to a stream: one a line, or indented as one value or an array."""

from __future__ import annotations

import json
from typing import Any, BinaryIO


def dump(value: Any, pretty: bool = False) -> str:
    """A JSON value as text, without a line break at its end."""
    if pretty:
        return json.dumps(value, ensure_ascii=False, indent=2)
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


class JsonOutput:
    """A stream that JSON values are put on; `finish` must be called at the end."""

    def __init__(self, output: BinaryIO, pretty: bool) -> None:
        self._output = output
        self._pretty = pretty
        self._waiting: str | None = None
        self._count = 0

    def put_text(self, text: str) -> None:
        """Write the text of one value, as `put` would where nothing is indented."""
        self._output.write(f"{text}\n".encode())

    def put(self, value: Any) -> None:
        """Write one value."""
        text = dump(value, self._pretty)
        if not self._pretty:
            self._output.write(f"{text}\n".encode())
            return
        # Whether there are several is known at the second one only.
        if self._waiting is not None:
            self._indented("[\n" if self._count == 1 else ",\n", self._waiting, several=True)
        self._waiting = text
        self._count += 1

    def finish(self) -> None:
        """Write what is still due."""
        if self._waiting is not None:
            several = self._count > 1
            self._indented(",\n" if several else "", self._waiting, several)
            self._output.write(b"\n]\n" if several else b"\n")

    def _indented(self, before: str, text: str, several: bool) -> None:
        shown = "  " + text.replace("\n", "\n  ") if several else text
        self._output.write((before + shown).encode())
