"""What is named as an input and is no file: pipes that nobody writes to, devices and sockets."""

from __future__ import annotations

import os
import stat
import sys
from contextlib import suppress
from typing import BinaryIO, Final

from clingen_ld.errors import InputError

PATIENCE: Final = 10.0
"""Seconds that a named pipe is waited for until a program opens it for writing."""


def open_special(name: str, buffering: int = -1, patience: float | None = None) -> BinaryIO:
    """A file, a pipe, or what ends by itself, opened for reading.

    Raises `InputError` for a device without an end (`/dev/zero`), for a socket, and for a named
    pipe that no program writes to within `patience` seconds (default: `PATIENCE`); `OSError` as
    `open` does.
    """
    mode = os.stat(name).st_mode
    if stat.S_ISFIFO(mode):
        return _open_pipe(name, buffering, PATIENCE if patience is None else patience)
    if stat.S_ISSOCK(mode):
        raise InputError(f"{name}: it is a socket, which is not read: give a file, or a pipe")
    file = open(name, "rb", buffering)  # noqa: SIM115
    try:
        refuse_endless(file.fileno(), name)
    except InputError:
        file.close()
        raise
    return file


def refuse_endless(descriptor: int, name: str) -> None:
    """Raise `InputError` for an open device that may have no end.

    A terminal ends with Ctrl-D, and the empty device at once.
    """
    found = os.fstat(descriptor)
    is_device = stat.S_ISCHR(found.st_mode) or stat.S_ISBLK(found.st_mode)
    if not is_device or os.isatty(descriptor) or _is_empty_device(found.st_rdev):
        return
    raise InputError(f"{name}: it is a device, which may have no end: give a file, or a pipe")


def standard_input() -> BinaryIO:
    """Standard input. Raises `InputError` when it is a device that may have no end."""
    try:
        descriptor = sys.stdin.fileno()
    except (AttributeError, OSError, ValueError):  # in memory, closed, or a program's own
        return sys.stdin.buffer
    refuse_endless(descriptor, "standard input")
    return sys.stdin.buffer


def _is_empty_device(device: int) -> bool:
    try:
        return os.stat(os.devnull).st_rdev == device
    except OSError:
        return False


def _open_pipe(name: str, buffering: int, patience: float) -> BinaryIO:
    """A named pipe. Opening it waits for a program that writes, and has no time limit."""
    from threading import Thread

    opened: list[BinaryIO | OSError] = []

    def wait() -> None:
        try:
            opened.append(open(name, "rb", buffering))  # noqa: SIM115
        except OSError as error:
            opened.append(error)

    waiting = Thread(target=wait, daemon=True)
    waiting.start()
    waiting.join(patience)
    is_late = waiting.is_alive()
    if is_late:
        with suppress(OSError):  # a program that opens it for writing, if only now
            os.close(os.open(name, os.O_WRONLY | os.O_NONBLOCK))
        waiting.join()
    [found] = opened
    if isinstance(found, OSError):
        raise found
    if is_late:
        found.close()
        raise InputError(
            f"{name}: no program writes to this pipe (waited {patience:g} seconds): start one first"
        )
    return found
