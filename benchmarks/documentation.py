"""Puts a run into the documentation: the tables between the marks of docs/benchmarks.md, and the
plans between those of docs/registry-load.md."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from benchmarks import planning
from benchmarks.comparisons import Row
from benchmarks.plot import plot
from benchmarks.table import figures, table

_DOCS: Final = Path(__file__).parents[1] / "docs"
_START: Final = "<!-- measured: begin -->\n"
_END: Final = "<!-- measured: end -->\n"


def write_documentation(result: dict[str, Any], docs: Path = _DOCS) -> None:
    """Write the tables and the picture of a run, and the plans that follow from its rates."""
    page = docs / "benchmarks.md"
    before, _, rest = page.read_text(encoding="utf-8").partition(_START)
    after = rest.partition(_END)[2]
    page.write_text(f"{before}{_START}{measured(result)}{_END}{after}", encoding="utf-8")
    plot(result["series"], docs / "benchmarks.svg")
    planning.write_page(result, docs / planning.PAGE.name)


def measured(result: dict[str, Any]) -> str:
    """What a run measured, in Markdown."""
    known = ", ".join(f"{name} {number}" for name, number in result["versions"].items())
    rows = (Row(**row) for row in result["rows"])
    return (
        f"\nMeasured on {result['date']} (`--{result['run']}`, {result['rounds']} rounds) on "
        f"{result['machine']}.\n\nVersions: {known}.\n\n{table(rows)}\n"
        "![Documents a second, memory, and how cost grows](benchmarks.svg)\n\n"
        f"{figures(result['series'])}\n"
    )
