"""Folders that appear under their name only when all is written in them."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from clingen_ld.errors import InputError


@contextmanager
def whole_folder(name: str | os.PathLike[str]) -> Iterator[Path]:
    """A folder beside the one that is named, which takes its place at the end.

    When the work on it fails, nothing is left behind. Raises `InputError` when there is something
    in the folder already, or when it cannot be written.
    """
    shown = os.fspath(name)
    if "\0" in shown:
        raise InputError(f"{shown!r}: no folder can have that name")
    target = Path(os.path.realpath(shown))
    waiting = target.parent / f".clingen-ld-{secrets.token_hex(8)}"
    try:
        if target.exists() and any(target.iterdir()):
            raise InputError(occupied(shown))
        waiting.mkdir()
        try:
            yield waiting
            if target.exists():
                target.rmdir()
            waiting.rename(target)
        finally:
            shutil.rmtree(waiting, ignore_errors=True)
    except InputError:
        raise
    except OSError as error:
        raise InputError(f"{shown}: cannot be written: {error.strerror or error}") from error


def occupied(name: str) -> str:
    """What to say of a folder that cannot be written since something is in it."""
    return f"{name}: there is something in this folder; name a new one"
