"""Source of functions that are generated from the model: lines with their indentation."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager


class Source:
    """Lines of Python on their way to a module."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._depth = 0

    def add(self, *lines: str) -> None:
        """Add lines at the present depth."""
        self._lines += ["    " * self._depth + line for line in lines]

    @contextmanager
    def block(self, head: str) -> Iterator[None]:
        """A compound statement, whose head is given, around what is added within."""
        self.add(f"{head}:")
        self._depth += 1
        yield
        self._depth -= 1

    def text(self) -> str:
        """The source."""
        return "\n".join(self._lines) + "\n"
