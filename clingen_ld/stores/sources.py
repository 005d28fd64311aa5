"""The files of a load: their messages, and the digests that identify them.

Each file is opened once and each message decoded once, if few enough to keep in memory. The files
of a larger load are read once for validation and once for loading.
"""

from __future__ import annotations

import base64
import hashlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from clingen_ld.errors import InputError
from clingen_ld.messages.empty_files import FileProblems, judged
from clingen_ld.messages.message import Item, ReadOptions
from clingen_ld.messages.reading import read_input, with_inputs
from clingen_ld.messages.text.inputs import find_files, named_files
from clingen_ld.messages.text.kept_inputs import State, state_of
from clingen_ld.model import load_model

KEPT_MESSAGES: Final = 10_000
"""The maximum number of messages kept from the first reading to the second."""
_BLOCK: Final = 1 << 20
# Files up to this size seldom have too many messages to keep.
_SMALL: Final = 16 << 20


@dataclass(frozen=True, slots=True)
class Source:
    """A file at the beginning of the load; `shown` is its name as the user gave it."""

    name: str
    shown: str
    digest: str
    """SHA-256 in hexadecimal, of the bytes as they are, compressed or not."""
    state: State

    @property
    def iri(self) -> str:
        """The `ni:` URI of the content, from its digest (RFC 6920)."""
        text = base64.urlsafe_b64encode(bytes.fromhex(self.digest)).decode().rstrip("=")
        return f"ni:///sha-256;{text}"

    def check(self) -> None:
        """Raises `InputError` when the file changed since the load began."""
        if _state(self.name) != self.state:
            raise InputError(f"{self.shown}: the file changed while it was loaded; load it again")


def _state(name: str) -> State:
    """The state of a file; an unreadable file in a folder counts as absent."""
    try:
        return state_of(name)
    except InputError:
        return 0, 0, 0  # reading says what is wrong


class Sources:
    """The files of some inputs; `shown` maps files to the names that the user gave.

    Call `read` or `digest` first; then use `files`, and `again` for the items of each. All of them
    raise `InputError` for a missing or unreadable file.
    """

    def __init__(
        self, inputs: Iterable[str], shown: Mapping[str, str], options: ReadOptions
    ) -> None:
        given = list(inputs)
        self._names = list(find_files(given, options.exclude))
        self._expected = named_files(given)
        self._shown = shown
        self._options = with_inputs(options, given)
        self._kept: list[deque[Item]] | None = []
        self.files: list[Source] = []
        """The files in order, after the first reading."""

    @property
    def are_small(self) -> bool:
        """Whether their messages are probably few enough to keep."""
        return sum(_state(name)[1] for name in self._names) <= _SMALL

    def read(self) -> Iterator[Item]:
        """The items of all files, at the first reading."""
        left = KEPT_MESSAGES
        for name in self._names:
            state, digest = _state(name), hashlib.sha256()
            items: deque[Item] = deque()
            if self._kept is not None:
                self._kept.append(items)
            for item in self._items(name, digest.update):
                if self._kept is not None:
                    items.append(item)
                    left -= 1
                    if left < 0:
                        self._kept = None
                        items.clear()
                yield item
            self._add(name, digest.hexdigest(), state)

    def digest(self) -> None:
        """Read the bytes of all files for their digests alone."""
        self._kept = None
        for name in self._names:
            state, digest = _state(name), hashlib.sha256()
            try:
                with open(name, "rb") as file:
                    while block := file.read(_BLOCK):
                        digest.update(block)
            except OSError as error:
                if name in self._expected:
                    raise InputError(f"{name}: {error.strerror or error}") from error
            self._add(name, digest.hexdigest(), state)

    def again(self, number: int) -> Iterator[Item]:
        """The items of a file: those that were kept (available once), or read again.

        Raises `InputError` at the end if the file has changed.
        """
        if self._kept is not None:
            items = self._kept[number]
            while items:
                yield items.popleft()
            return
        source = self.files[number]
        yield from self._items(source.name)
        source.check()

    def _items(
        self, name: str, seen: Callable[[memoryview], object] | None = None
    ) -> Iterator[Item]:
        """The items of a file; `seen` is called with its bytes."""
        problems = FileProblems(name, name in self._expected, self._options.skip_foreign)
        return judged(read_input(name, self._options, load_model(), seen), problems)

    def _add(self, name: str, digest: str, state: State) -> None:
        self.files.append(Source(name, self._shown.get(name, name), digest, state))
