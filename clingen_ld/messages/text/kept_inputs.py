"""Inputs that can be read twice: pipes are kept in files, and a file that changes is noticed."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress

from clingen_ld.errors import InputError
from clingen_ld.messages.text.exclusion import NOTHING, Exclusion
from clingen_ld.messages.text.inputs import STANDARD_INPUT, find_files

State = tuple[int, int, int]
"""What tells that a file is as it was: its number on the disk, its size in bytes, and the time of
its last change in nanoseconds."""


@contextmanager
def kept_inputs(
    inputs: Iterable[str | os.PathLike[str]],
) -> Iterator[tuple[list[str], dict[str, str]]]:
    """The inputs with standard input and pipes in temporary files, so that they can be read twice.

    Gives the names to read, and what to show for those that stand for another. Raises `InputError`
    when a pipe cannot be read, or when there is no room to keep it.
    """
    names = [os.fspath(name) for name in inputs]
    shown: dict[str, str] = {}
    with ExitStack() as stack:
        readable = []
        for name in names:
            kept = stack.enter_context(_kept(name)) if is_read_once(name) else name
            readable.append(kept)
            if kept != name:
                shown[kept] = name
        yield readable, shown


def is_read_once(name: str) -> bool:
    """Whether an input is standard input or a pipe; of what is missing, reading will tell."""
    if name == STANDARD_INPUT:
        return True
    return os.path.exists(name) and not os.path.isfile(name) and not os.path.isdir(name)


@contextmanager
def _kept(name: str) -> Iterator[str]:
    import shutil
    import tempfile

    with tempfile.NamedTemporaryFile(prefix="clingen-ld-") as file:
        try:
            if name == STANDARD_INPUT:
                shutil.copyfileobj(sys.stdin.buffer, file)
            else:
                with open(name, "rb") as pipe:
                    shutil.copyfileobj(pipe, file)
            file.flush()
        except OSError as error:
            raise InputError(f"{name}: it cannot be kept: {error.strerror or error}") from error
        yield file.name


def state_of(name: str) -> State:
    """The state of a file. Raises `InputError` when it is not there."""
    try:
        found = os.stat(name)
    except OSError as error:
        raise InputError(f"{name}: {error.strerror or error}") from error
    return found.st_ino, found.st_size, found.st_mtime_ns


class Unchanged:
    """The states of some files at the beginning of a run; `shown` has the names of the user."""

    def __init__(
        self, names: Iterable[str], shown: Mapping[str, str], exclude: Exclusion = NOTHING
    ) -> None:
        self._shown = shown
        self._states: dict[str, State] = {}
        for name in find_files(names, exclude):
            with suppress(InputError):  # reading will say what is wrong
                self._states[name] = state_of(name)

    def check(self, only: str | None = None) -> None:
        """Raises `InputError` when one of the files, or the only one to look at, has changed."""
        for name, state in self._states.items():
            if only in (None, name) and state_of(name) != state:
                shown = self._shown.get(name, name)
                raise InputError(f"{shown}: the file changed while it was read; run it again")
