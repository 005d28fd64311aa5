"""Where commands write to: standard output, or a file that is written whole or not at all."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

import click

_COLOUR = re.compile(r"\x1b\[[0-9;]*m")


def write_text(text: str, output: str | None) -> None:
    """Write a text to a file, or to standard output, where colours show on a terminal only.

    Raises `InputError` when the file cannot be written.
    """
    if output is None:
        click.echo(text, nl=False, color=False if os.environ.get("NO_COLOR") else None)
        sys.stdout.flush()
        return
    from clingen_ld.messages.writing import open_output

    with open_output(output) as stream:
        stream.write(_COLOUR.sub("", text).encode("utf-8", "backslashreplace"))


@contextmanager
def open_binary(output: str | None) -> Iterator[BinaryIO]:
    """A file that is written whole or not at all, or standard output."""
    if output is None:
        yield sys.stdout.buffer
        sys.stdout.flush()
        return
    from clingen_ld.messages.writing import open_output

    with open_output(output) as stream:
        yield stream
