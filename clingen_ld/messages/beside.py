"""The registered alleles that the inputs of a run tell of, by their placements.

A document of a haplotype does not number its simple alleles, but other documents may, wherever
they stand. Haplotypes are rare: the inputs are looked through when the first one is met.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import sqlite3

Texts = Callable[[Any], Iterable[bytes]]
"""The JSON texts that an input holds; none of one that cannot be read, or not again."""


class Beside:
    """The registered alleles of some inputs, found when they are asked for, and kept on disk.

    A copy in another process looks for them itself.
    """

    def __init__(self, inputs: Sequence[Any], texts: Texts) -> None:
        self._inputs = inputs
        self._texts = texts
        self._found: sqlite3.Connection | None = None

    def __reduce__(self) -> tuple[Any, ...]:
        return Beside, (self._inputs, self._texts)

    def __call__(self, placement: str) -> str | None:
        """The IRI of the registered allele that has a placement; None of no such.

        Of several the one that comes first in the inputs.
        """
        if self._found is None:
            self._found = self._look_through()
        row = self._found.execute("SELECT iri FROM allele WHERE placement = ?", (placement,))
        found: tuple[str] | None = row.fetchone()
        return None if found is None else found[0]

    def _look_through(self) -> sqlite3.Connection:
        import sqlite3

        from clingen_ld.messages.registry.haplotypes import registered_alleles

        database = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        database.executescript(
            "CREATE TABLE allele (placement TEXT PRIMARY KEY, iri TEXT) WITHOUT ROWID; BEGIN;"
        )
        for given in self._inputs:
            for text in self._texts(given):
                database.executemany(
                    "INSERT OR IGNORE INTO allele VALUES (?, ?)", registered_alleles(_value(text))
                )
        return database


def _value(text: bytes) -> Any:
    """What a JSON text says; None where it is none, which whoever reads it for itself reports."""
    import json

    from msgspec import DecodeError
    from msgspec.json import decode

    try:
        return decode(text)
    except (DecodeError, UnicodeDecodeError, RecursionError):
        try:
            return json.loads(text)
        except (ValueError, RecursionError):
            return None
