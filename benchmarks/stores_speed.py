"""How long a store of many alleles takes to be described, asked and compared.

    python -m benchmarks.stores_speed 100000 FOLDER [stat|queries|diff ...]

makes two stores of so many alleles in the folder, unless they are there, and prints seconds.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.corpora import resources
from clingen_ld import describe, diff, load, open_store, query
from clingen_ld.stores.loading import LoadOptions
from clingen_ld.stores.querying import named_query
from clingen_ld.stores.store import Solutions, Store

_CHANGED = 100
"""In the other store, one resource in so many is missing."""


@contextmanager
def _timed(what: str) -> Iterator[list[object]]:
    said: list[object] = []
    start = time.perf_counter()
    yield said
    print(f"{what:<28}{time.perf_counter() - start:8.2f} s  {' '.join(map(str, said))}", flush=True)


def _parameters(number: int) -> dict[str, dict[str, str]]:
    """Every named query that asks for something that is there, with what it asks for."""
    found = {tree["resourceType"]: tree for tree in resources(min(number, 1000))}
    gene, sequence, allele = (
        found[kind] for kind in ("Gene", "ReferenceSequence", "CanonicalAllele")
    )
    one = {"allele": allele["id"]}
    return {
        "alleles-in-region": {
            "build": "GRCh38", "chromosome": "1", "start": "1000000", "end": "3000000",
        },
        "alleles-of-gene": {"symbol": gene["symbol"]},
        "alleles-of-sequence": {"accession": sequence["identifier"][0]["value"]},
        "canonical-allele-of-name": {
            "name": found["ContextualAllele"]["alleleName"][0]["name"],
        },
        "changed-since": {"date": "2000-01-01"},
        "haplotypes-with-allele": one,
        "identifiers-of-allele": one,
        "names-of-allele": one,
        "protein-effect": one,
        "statistics": {},
    }  # fmt: skip


def _made(folder: Path, number: int, changed: bool) -> Path:
    name = f"{number}{'-changed' if changed else ''}"
    store, messages = folder / f"{name}.db", folder / f"{name}.ndjson"
    if not store.exists():
        with messages.open("w") as file:
            for n, tree in enumerate(resources(number)):
                if not changed or n % _CHANGED:
                    file.write(json.dumps(tree) + "\n")
        with _timed(f"load {name}"), open_store(store, create=True) as opened:
            load(messages, opened, LoadOptions(validate=False))
    return store


def _ask(store: Store, wanted: set[str], number: int) -> None:
    if "stat" in wanted:
        with _timed("stat") as said:
            found = describe(store)
            said += [found.resources, "resources", found.triples, "triples"]
    if "queries" in wanted:
        for name, parameters in _parameters(number).items():
            with _timed(name) as said:
                results = query(store, named_query(name, **parameters))
                assert isinstance(results, Solutions)
                said += [sum(1 for _ in results.rows), "rows"]


def main() -> None:
    """Measure what the arguments say."""
    number, folder = int(sys.argv[1]), Path(sys.argv[2])
    wanted = set(sys.argv[3:]) or {"stat", "queries", "diff"}
    folder.mkdir(parents=True, exist_ok=True)
    old, new = (_made(folder, number, changed) for changed in (False, True))
    with open_store(old, read_only=True) as store:
        _ask(store, wanted, number)
    if "diff" in wanted:
        with _timed("diff") as said, diff(old, new) as comparison:
            said.append(comparison.counts())


if __name__ == "__main__":
    main()
