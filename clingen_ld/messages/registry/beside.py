"""The registered alleles that the inputs of a run tell of, by their placements.

A document of a haplotype does not number its simple alleles, but other documents may, wherever
they stand. Haplotypes are rare: the inputs are looked through when the first one is met.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable
from typing import Any
from weakref import WeakKeyDictionary, finalize

from msgspec import DecodeError
from msgspec.json import decode

from clingen_ld.messages.registry.haplotypes import registered_alleles

_indexes: WeakKeyDictionary[Any, sqlite3.Connection] = WeakKeyDictionary()
"""What runs have found, each for as long as its inputs are asked for."""


def _index(texts: Callable[[], Iterable[bytes]]) -> sqlite3.Connection:
    """The placements with their IRIs, on disk; of several alleles the first one counts."""
    known = _indexes.get(texts)
    if known is None:
        known = _indexes[texts] = _look_through(texts)
        finalize(texts, known.close)
    return known


def _look_through(texts: Callable[[], Iterable[bytes]]) -> sqlite3.Connection:
    database = sqlite3.connect("", isolation_level=None, check_same_thread=False)
    database.executescript(
        "CREATE TABLE allele (placement TEXT PRIMARY KEY, iri TEXT) WITHOUT ROWID; BEGIN;"
    )
    for text in texts():
        database.executemany(
            "INSERT OR IGNORE INTO allele VALUES (?, ?)", registered_alleles(_value(text))
        )
    return database


def find_registered(placement: str, texts: Callable[[], Iterable[bytes]]) -> str | None:
    """The IRI of the registered allele that has a placement; None of no such.

    `texts` gives the JSON texts of the inputs: the same object each time in one run.
    """
    query = "SELECT iri FROM allele WHERE placement = ?"
    found: tuple[str] | None = _index(texts).execute(query, (placement,)).fetchone()
    return None if found is None else found[0]


def _value(text: bytes) -> Any:
    """What a JSON text says; None where it is none, which whoever reads it for itself reports."""
    try:
        return decode(text)
    except (DecodeError, UnicodeDecodeError, RecursionError):
        try:
            return json.loads(text)
        except (ValueError, RecursionError):
            return None
