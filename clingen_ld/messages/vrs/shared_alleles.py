"""Contextual alleles that several canonical ones have as members."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO, Final

from clingen_ld.messages.text.temporary import temporary_file

if TYPE_CHECKING:
    from clingen_ld.messages.writing import Lost

_ENTRIES: Final = 1 << 14
"""The entries that are held in memory, eight bytes each; of 10⁸ members the file has 800 MB."""


class SharedAlleles:
    """The members that were written, and those that name canonical alleles besides their own.

    An allele of the model may name several canonical alleles. A member of VRS names none: it
    is written in each. So such a name is lost, unless that canonical allele has the member, too,
    however far away that one is written.
    """

    def __init__(self) -> None:
        self._awaited: dict[Lost, set[str]] = {}
        self._entries = array("q")
        self._file: BinaryIO | None = None

    def add(self, allele: Lost, own: str, named: set[str]) -> None:
        """Note a member (its IRI, the pointer to what it names) of its `own` canonical allele."""
        self._entries.append(hash((allele[0], own)))
        if len(self._entries) == _ENTRIES:
            self._file = self._file or temporary_file()
            self._file.write(self._entries.tobytes())
            del self._entries[:]
        if named != {own}:
            self._awaited.setdefault(allele, set()).update(named)

    def finish(self) -> Iterator[Lost]:
        """The members with a canonical allele that they name and that did not have them."""
        wanted = {hash((iri, name)) for (iri, _), names in self._awaited.items() for name in names}
        written = {each for entries in self._written() for each in entries if each in wanted}
        for (iri, pointer), names in self._awaited.items():
            if any(hash((iri, name)) not in written for name in names):
                yield iri, pointer

    def _written(self) -> Iterator[array[int]]:
        if self._file is not None:
            self._file.seek(0)
            while content := self._file.read(_ENTRIES * self._entries.itemsize):
                yield array("q", content)
            self._file.close()
        yield self._entries
