"""The table of what was aimed at and what was measured, in Markdown."""

from __future__ import annotations

import statistics
from collections.abc import Iterable
from typing import Any

from benchmarks.comparisons import Row

_HEAD = """\
| work | against | at least | hope | measured (lowest to highest) | |
|---|---|---|---|---|---|
"""
_FIGURES = """\
| task | form | alleles | documents | µs a document | documents a second | most memory |
|---|---|---:|---:|---:|---:|---:|
"""


_UNITS = {"seconds": "s", "rate": "/s"}


def table(rows: Iterable[Row]) -> str:
    """The rows as Markdown tables: whole commands first, then what measures less or more."""
    given = list(rows)
    parts = [[row for row in given if _is_command(row) is first] for first in (True, False)]
    made = (_HEAD + "".join(f"| {' | '.join(_cells(row))} |\n" for row in part) for part in parts)
    return "\n".join(text for text, part in zip(made, parts, strict=True) if part)


def _is_command(row: Row) -> bool:
    return row.work.startswith("`")


def _cells(row: Row) -> list[str]:
    cells = [row.work, row.against, _ratio(row, row.least), _ratio(row, row.hope)]
    if row.failure:
        return [*cells, f"not measured: {row.failure}".replace("|", "/"), ""]
    middle, low, high = statistics.median(row.ratios), min(row.ratios), max(row.ratios)
    unit = _UNITS.get(row.kind, "x")
    spread = f"{_number(middle)} {unit} ({_number(low)} to {_number(high)})"
    if row.peer and "fastest" in row.against:
        spread += f" of {row.peer}"
    return [*cells, spread, verdict(row)]


def _ratio(row: Row, value: float | None) -> str:
    if value is None:
        return ""
    if row.kind == "growth":
        return f"{value:g} x ± 10 %"
    if row.kind in _UNITS:
        return f"{value:g} {_UNITS[row.kind]}"
    return f"{value:g} x" if row.kind == "times" else f"within {value:g} x"


def verdict(row: Row) -> str:
    """Whether a row reaches what is aimed at; "" when nothing is."""
    if row.failure or row.least is None:
        return ""
    middle = statistics.median(row.ratios)
    if row.kind == "growth":
        share = middle / row.least
        return "reached" if 0.9 <= share <= 1.1 else "grows less" if share < 1 else "not reached"

    def reaches(aim: float) -> bool:
        return middle >= aim if row.kind in ("times", "rate") else middle <= aim

    if row.hope is not None and reaches(row.hope):
        return "hope reached"
    return "reached" if reaches(row.least) else "not reached"


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def figures(series: Iterable[dict[str, Any]]) -> str:
    """All that was measured, as a Markdown table."""
    lines = []
    for one in series:
        cells = [one["task"], one["form"], f"{one['alleles']:,}"]
        if "failure" in one:
            cells += [f"not measured: {one['failure']}".replace("|", "/"), "", "", ""]
        else:
            seconds = one["seconds_per_document"]
            cells += [
                f"{one['documents']:,}",
                f"{_number(seconds * 1e6)}",
                f"{1 / seconds:,.0f}",
                f"{one['memory'] / 1e6:,.0f} MB",
            ]
        lines.append(f"| {' | '.join(cells)} |\n")
    return _FIGURES + "".join(lines)
