"""Ours and the peers on the same corpora: `python -m benchmarks --quick`."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from benchmarks.comparisons import COMPARISONS, FULL, QUICK, Row, as_json, compare
from benchmarks.documentation import write_documentation
from benchmarks.machine import machine, versions
from benchmarks.sizes import by_size
from benchmarks.table import figures, table

_LARGEST: Final = 100_000


def _arguments(given: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--quick", action="store_true", help="within five minutes (the default)")
    how.add_argument("--full", action="store_true", help="all sizes, for the documentation")
    parser.add_argument("--only", action="append", choices=COMPARISONS, help="one comparison")
    parser.add_argument("--alleles", type=int, help="on no more alleles than these")
    parser.add_argument("--folder", type=Path, help="keep the corpora in a folder")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all figures to a file")
    parser.add_argument("--write-docs", action="store_true", help="write the figures into docs")
    return parser.parse_args(given)


def run(options: argparse.Namespace, folder: Path) -> dict[str, Any]:
    """Measure what the options ask for."""
    scale = FULL if options.full else QUICK
    if options.alleles:
        scale = scale.at_most(options.alleles)
    rows: list[Row] = []
    series: list[dict[str, Any]] = []
    for name in options.only or COMPARISONS:
        print(f"{name} ...", file=sys.stderr, flush=True)
        found, measured = compare(name, scale, folder)
        rows += found
        series += map(as_json, measured)
    if options.full and not options.only:
        print("sizes ...", file=sys.stderr, flush=True)
        series += map(as_json, by_size(scale, options.alleles or _LARGEST, folder))
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "run": "full" if options.full else "quick",
        "rounds": scale.rounds,
        "machine": machine(),
        "versions": versions(),
        "rows": [asdict(row) for row in rows],
        "series": series,
    }


def main(given: list[str] | None = None) -> None:
    """Measure, print the table, and write what is asked for."""
    options = _arguments(sys.argv[1:] if given is None else given)
    if options.folder:
        options.folder.mkdir(parents=True, exist_ok=True)
        result = run(options, options.folder)
    else:
        with tempfile.TemporaryDirectory() as folder:
            result = run(options, Path(folder))
    print(table(Row(**row) for row in result["rows"]))
    print(figures(result["series"]))
    if options.json:
        options.json.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    if options.write_docs:
        write_documentation(result)


if __name__ == "__main__":
    main()
