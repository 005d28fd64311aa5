"""Output of commands: standard output, or a file that is written whole or not at all.

Progress goes to standard error, on a terminal only, and only when the work takes long.
"""

from __future__ import annotations

import os
import re
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, BinaryIO

import click

if TYPE_CHECKING:
    from clingen_ld.messages.text.exclusion import Exclusion

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


class Progress:
    """Counts what passes, and shows the count twice a second once a second has gone by.

    Where all `inputs` are files, it shows how much of them is read (of packed ones as they are on
    disk), and, when reading is the whole of the work, the time left.
    """

    def __init__(
        self,
        what: str,
        inputs: Iterable[str] = (),
        is_whole: bool = True,
        exclude: Exclusion | None = None,
    ) -> None:
        self._what = what
        self._inputs = tuple(inputs)
        self._exclude = exclude
        self._is_whole = is_whole
        self._count = 0
        self._start = time.monotonic()
        self._next = self._start + 1
        self._shown = False
        self._terminal = sys.stderr.isatty()
        self._stack = ExitStack()
        self._read = _Read()

    def __enter__(self) -> Progress:
        if self._terminal and self._inputs:
            from clingen_ld.messages.text.inputs import watched

            self._stack.enter_context(watched(self._read.begin))
        return self

    def __call__(self, _: object = None) -> None:
        """One more has passed."""
        self._count += 1
        if self._terminal and (now := time.monotonic()) >= self._next:
            self._show(now)

    def _show(self, now: float) -> None:
        passed = now - self._start
        said = f"{self._what}: {self._count:,} ({self._count / passed:,.0f} a second)"
        part = self._read.part(self._inputs, self._exclude)
        if part:
            said += f", {part:.0%}"
            if self._is_whole:
                said += f", {_clock(passed / part - passed)} left"
            else:
                said += " read"
        sys.stderr.write(f"\r{said}\033[K ")
        sys.stderr.flush()
        self._shown = True
        self._next = now + 0.5

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stack.close()
        if self._shown:
            sys.stderr.write("\r\033[K")
            sys.stderr.flush()


class _Read:
    """How much of some files is read: those that were, and a part of the one that is."""

    def __init__(self) -> None:
        self._sizes: dict[str, int] | None = None
        self._begun: set[str] = set()
        self._now: tuple[str, BinaryIO] | None = None

    def begin(self, name: str, file: BinaryIO) -> None:
        """A file is opened; one that is opened once more was read before."""
        if name not in self._begun:
            self._begun.add(name)
            self._now = name, file

    def part(self, inputs: tuple[str, ...], exclude: Exclusion | None) -> float:
        """The part of the inputs that is read, up to 1; 0 when that cannot be told."""
        if self._sizes is None:
            self._sizes = _sizes(inputs, exclude)
        whole = sum(self._sizes.values())
        if not whole or self._now is None:
            return 0
        name, file = self._now
        done = sum(self._sizes.get(begun, 0) for begun in self._begun if begun != name)
        here = self._sizes.get(name, 0)
        return min(1.0, (done + (here if file.closed else min(here, file.tell()))) / whole)


def _sizes(inputs: tuple[str, ...], exclude: Exclusion | None) -> dict[str, int]:
    """The sizes of all files; nothing when there is an input that is none."""
    from clingen_ld.errors import InputError
    from clingen_ld.messages.text.exclusion import NOTHING
    from clingen_ld.messages.text.inputs import find_files

    try:
        names = list(find_files(inputs, exclude or NOTHING))
        is_known = all(map(os.path.isfile, names))
        return {name: os.path.getsize(name) for name in names} if is_known else {}
    except (InputError, OSError):
        return {}  # Reading will say what is wrong.


def _clock(seconds: float) -> str:
    """A time as minutes and seconds, with hours where there are any."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
