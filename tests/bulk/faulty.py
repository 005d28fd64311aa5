"""Some hundred resources with faults of every kind: in texts, in resources, and among them."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.corpora import resources
from tests.compiled.test_engine import compact

BROKEN = ["{", "", "nonsense", '{"resourceType": "Gene", "id": "G1", "id": "G2"}', "\x00", "[1]"]


def faulty_lines(alleles: int = 500) -> Iterator[str]:
    """Lines of NDJSON, the same ones each time."""
    made = list(resources(alleles))
    for n, tree in enumerate(made):
        if n % 40 == 1:
            yield BROKEN[n // 40 % len(BROKEN)]
        if n % 50 == 2:
            yield compact(tree)  # the same once more is no fault
            yield compact(tree | {"active": False})  # but another of its name is
        if n % 60 == 3 and "canonicalAllele" in tree:
            tree = tree | {"canonicalAllele": {"reference": f"CanonicalAllele/NONE{n}"}}
        if n % 70 == 4:
            tree = tree | {"misspelt": n, "id": f"{tree['id']}-x"}
        yield compact(tree)
