"""How cost grows: the same tasks on corpora of 1,000 to 1,000,000 alleles, each form."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from benchmarks.comparisons import Scale
from benchmarks.corpora import corpus
from benchmarks.measuring import Series, in_turn

_SIZES: Final = (1_000, 10_000, 100_000, 1_000_000)
_TASKS: Final = (
    ("clingen-ld validate", "resource-json"),
    ("clingen-ld convert", "resource-json"),
    ("clingen-ld convert", "json-ld"),
    ("clingen-ld convert, checked", "registry"),
    ("clingen-ld frame", "nquads"),
    ("clingen-ld load, unchecked", "resource-json"),
    ("orjson.loads", "resource-json"),
    ("pyoxigraph bulk_load", "nquads"),
    ("pyoxigraph JSON-LD", "json-ld"),
    ("PyLD to_rdf", "json-ld"),
    ("PyLD frame", "nquads"),
    ("shacl (Rust)", "nquads"),
    ("pySHACL, Core alone", "nquads"),
)
_LONGEST: Final = 5
"""Seconds of the last size, beyond which the next is not tried: it would take ten times as long."""


def by_size(scale: Scale, largest: int, folder: Path) -> list[Series]:
    """Measure every task on all sizes that it can take in time."""
    found: list[Series] = []
    slow: set[tuple[str, str]] = set()
    for size in (each for each in _SIZES if each <= largest):
        now = [
            (Series(name, form, size), corpus(folder, size, form), 0)
            for name, form in _TASKS
            if (name, form) not in slow
        ]
        in_turn(now, min(scale.rounds, 3 if size < largest else 1))
        for one, _, _ in now:
            if one.failure or max(each.wall for each in one.rounds) > _LONGEST:
                slow.add((one.task, one.form))
        found += [one for one, _, _ in now]
    return found
