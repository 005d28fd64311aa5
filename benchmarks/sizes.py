"""How cost grows: the same tasks on corpora of 1,000 to 100,000 alleles."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from benchmarks.comparisons import Scale
from benchmarks.corpora import corpus_by_itself
from benchmarks.measuring import Series, in_turn

_SIZES: Final = (1_000, 10_000, 100_000)
_TASKS: Final = (
    ("validate", "resource-json"),
    ("convert --to nquads", "resource-json"),
    ("convert --to nquads", "registry"),
    ("frame", "nquads"),
    ("orjson.loads", "resource-json"),
    ("pyoxigraph JSON-LD", "json-ld"),
    ("PyLD to_rdf", "json-ld"),
    ("PyLD frame", "nquads"),
)
_LONGEST: Final = 5
"""Seconds of the last size, beyond which the next is not tried: it would take ten times as long."""


def by_size(scale: Scale, largest: int, folder: Path) -> list[Series]:
    """Measure every task on all sizes that it can take in time."""
    found: list[Series] = []
    slow: set[tuple[str, str]] = set()
    for size in (each for each in _SIZES if each <= largest):
        now = [
            (Series(name, form, size), corpus_by_itself(folder, size, form), 0)
            for name, form in _TASKS
            if (name, form) not in slow
        ]
        in_turn(now, 1)
        for one, _, _ in now:
            if one.failure or max(each.wall for each in one.rounds) > _LONGEST:
                slow.add((one.task, one.form))
        found += [one for one, _, _ in now]
    return found
