"""Output of commands: standard output, or a file that is written atomically.

Progress goes to standard error, only on a terminal and only for long work.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final

import click

from clingen_ld.display import colourless, visible
from clingen_ld.errors import InputError

if TYPE_CHECKING:
    from clingen_ld.messages.text.exclusion import Exclusion


def say(message: str) -> None:
    """Print to standard error, with control characters in quoted data escaped."""
    with suppress(OSError, ValueError):
        lines = map(visible, message.split("\n"))
        click.echo(f"clingen-ld: {chr(10).join(lines)}".rstrip(), err=True)


def write_text(text: str | Iterable[str], output: str | None) -> None:
    """Write a text to a file, or to standard output, where --color decides about colours.

    A text may be an iterable of pieces, which are written as they arrive. Raises `InputError` when
    the file cannot be written.
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
            stream.write(colourless(piece).encode("utf-8", "backslashreplace"))


@contextmanager
def open_binary(output: str | None) -> Iterator[BinaryIO]:
    """A file that is written atomically, or standard output."""
    if output is None:
        yield sys.stdout.buffer
        sys.stdout.flush()
        return
    from clingen_ld.messages.writing import open_output

    with open_output(output) as stream:
        yield stream


def journal_path(key: str, given: str | None) -> Path | None:
    """The journal of a store: the one given, or for a server one in the user's state folder.

    `key` identifies the store: its location, and for a server its explicit endpoints too.
    None for the library's default, beside a store in a folder.
    """
    if given is not None:
        return Path(given)
    import hashlib

    from clingen_ld.stores.store import is_remote

    if not is_remote(key):
        return None
    digest = hashlib.sha256(key.encode()).hexdigest()[:16]
    folder = _state_folder()
    with suppress(OSError):  # the journal says what is wrong
        folder.mkdir(parents=True, exist_ok=True)
    return folder / f"{digest}.journal"


def _state_folder() -> Path:
    """The user's folder for program state, as defined by XDG or Windows."""
    if sys.platform == "win32":
        named = os.environ.get("LOCALAPPDATA")
        return Path(named or Path.home() / "AppData" / "Local") / "clingen-ld"
    named = os.environ.get("XDG_STATE_HOME")
    return Path(named or Path.home() / ".local" / "state") / "clingen-ld"


class Progress:
    """Counts items, and shows the count twice a second after the first second.

    If all `inputs` are files, it shows how much of them is read (compressed size), and, if reading
    is all the work, the time left.
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
        self._count += 1
        if self._terminal and (now := time.monotonic()) >= self._next:
            self._show(now)

    @property
    def if_shown(self) -> Progress | None:
        """What to call for each item; None where nobody sees it, which takes less time."""
        return self if self._terminal else None

    def _show(self, now: float) -> None:
        passed = now - self._start
        message = f"{self._what}: {self._count:,} ({self._count / passed:,.0f} a second)"
        part = self._read.part(self._inputs, self._exclude)
        if part:
            message += f", {part:.0%}"
            if self._is_whole:
                message += f", {_clock(passed / part - passed)} left"
            else:
                message += " read"
        # A line that wraps would stay, and each one after it too.
        sys.stderr.write(f"\r{message[: _width() - 2]}\033[K ")
        sys.stderr.flush()
        self._shown = True
        self._next = now + 0.5

    def __exit__(self, *_: object) -> None:
        self._stack.close()
        if self._shown:
            sys.stderr.write("\r\033[K")
            sys.stderr.flush()


def _width() -> int:
    """The columns of the terminal that standard error is, as it is now; many if unknown."""
    with suppress(OSError, ValueError):
        return os.get_terminal_size(sys.stderr.fileno()).columns or _WIDE
    return _WIDE


_WIDE: Final = 1000


class _Read:
    """The share of some files that is read: finished ones, and a part of the current one."""

    def __init__(self) -> None:
        self._sizes: dict[str, int] | None = None
        self._begun: set[str] = set()
        self._now: tuple[str, BinaryIO] | None = None

    def begin(self, name: str, file: BinaryIO) -> None:
        """Record that a file was opened; a reopened one was read before."""
        if name not in self._begun:
            self._begun.add(name)
            self._now = name, file

    def part(self, inputs: tuple[str, ...], exclude: Exclusion | None) -> float:
        """The share of the inputs that is read, up to 1; 0 if unknown."""
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
    """The sizes of all files; empty if an input is not a file."""
    from clingen_ld.messages.text.exclusion import NOTHING
    from clingen_ld.messages.text.inputs import find_files

    try:
        names = list(find_files(inputs, exclude or NOTHING))
        is_known = all(map(os.path.isfile, names))
        return {name: os.path.getsize(name) for name in names} if is_known else {}
    except (InputError, OSError):
        return {}  # Reading will report the error.


def _clock(seconds: float) -> str:
    """A time as minutes and seconds, with hours where there are any."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
