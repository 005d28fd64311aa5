"""Where commands write to: standard output, or a file that is written whole or not at all."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

import click

_COLOUR = re.compile(r"\x1b\[[0-9;]*m")


def say(message: str) -> None:
    """Say something on standard error; what it quotes can do nothing to a terminal."""
    from clingen_ld.display import visible

    with suppress(OSError, ValueError):
        lines = map(visible, message.split("\n"))
        click.echo(f"clingen-ld: {chr(10).join(lines)}".rstrip(), err=True)


def write_text(text: str | Iterable[str], output: str | None) -> None:
    """Write a text to a file, or to standard output, where --color says whether there are colours.

    A text may come in pieces, which are written as they come. Raises `InputError` when the file
    cannot be written.
    """
    pieces = [text] if isinstance(text, str) else text
    if output is None:
        for piece in pieces:
            click.echo(piece, nl=False)
        sys.stdout.flush()
        return
    from clingen_ld.messages.writing import open_output

    with open_output(output) as stream:
        for piece in pieces:
            stream.write(_COLOUR.sub("", piece).encode("utf-8", "backslashreplace"))


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


def journal_path(key: str, given: str | None) -> Path | None:
    """The journal of a store: the one given, or for a server one in the user's state folder.

    `key` tells the store from others: its location, and for a server the endpoints given, too.
    None for the place that the library chooses, beside a store in a folder.
    """
    if given is not None:
        return Path(given)
    import hashlib

    from clingen_ld.stores.store import is_remote

    if not is_remote(key):
        return None
    digest = hashlib.sha256(key.encode()).hexdigest()[:16]
    return _state_folder() / f"{digest}.journal"


def _state_folder() -> Path:
    """The folder of the user for what programs remember, as XDG and Windows have it."""
    if sys.platform == "win32":
        named = os.environ.get("LOCALAPPDATA")
        return Path(named or Path.home() / "AppData" / "Local") / "clingen-ld"
    named = os.environ.get("XDG_STATE_HOME")
    return Path(named or Path.home() / ".local" / "state") / "clingen-ld"
