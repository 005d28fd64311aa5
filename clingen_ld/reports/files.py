"""How reports name the files that findings are in."""

from __future__ import annotations

import os
from pathlib import Path, PurePath
from urllib.parse import quote

STANDARD_INPUT = "-"


def shown(file: str) -> str:
    """The name of a file to show: relative to the working directory where it is below it.

    Standard input is `stdin`, and what came from no file is `input`.
    """
    if file in ("", STANDARD_INPUT):
        return "stdin" if file else "input"
    below = _below_here(file)
    return str(below) if below is not None else file


def uri(file: str) -> str:
    """The URI reference of a file: relative where it is below the working directory.

    >>> uri("-"), uri("50% of a:b.json")
    ('stdin', '50%25%20of%20a%3Ab.json')
    """
    if file in ("", STANDARD_INPUT):
        return shown(file)
    below = _below_here(file)
    return quote(_octets(below.as_posix())) if below is not None else absolute_uri(file)


def absolute_uri(file: str) -> str:
    """The `file:` URI of a file."""
    path = Path(os.path.abspath(file)).as_posix()
    return f"file://{'' if path.startswith('/') else '/'}{quote(_octets(path), safe='/:')}"


def _below_here(file: str) -> PurePath | None:
    path = Path(os.path.abspath(file))
    here = Path.cwd()
    return path.relative_to(here) if path != here and path.is_relative_to(here) else None


def _octets(path: str) -> bytes:
    """A path as the file system has it: names need not be UTF-8."""
    try:
        return os.fsencode(path)
    except UnicodeEncodeError:
        return path.encode("utf-8", "replace")
