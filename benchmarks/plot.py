"""A picture of what was measured: how much a second, how much memory, and how cost grows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

_OURS = "clingen-ld"


def plot(series: list[dict[str, Any]], path: Path) -> None:
    """Draw the series to a file, whose ending says in which format."""
    matplotlib: Any = import_module("matplotlib")
    matplotlib.use("svg")
    # The same numbers give the same picture.
    matplotlib.rcParams["svg.hashsalt"] = "benchmarks"
    pyplot: Any = import_module("matplotlib.pyplot")

    able = [one for one in series if "failure" not in one]
    largest = {(one["task"], one["form"]): one for one in sorted(able, key=lambda s: s["alleles"])}
    figure, (speed, memory, growth) = pyplot.subplots(1, 3, figsize=(16, 6))
    values: list[tuple[Any, str, Callable[[dict[str, Any]], float]]] = [
        (speed, "documents a second", lambda one: 1 / one["seconds_per_document"]),
        (memory, "most memory, MB", lambda one: one["memory"] / 1e6),
    ]
    for axes, title, value in values:
        shown = sorted(largest.values(), key=value)
        names = [f"{one['task']} ({one['form']})" for one in shown]
        colours = ["tab:blue" if _OURS in name else "tab:gray" for name in names]
        axes.barh(names, [value(one) for one in shown], color=colours)
        axes.set_xscale("log")
        axes.set_title(title)
        axes.tick_params(axis="y", labelsize=7)
    _draw_growth(growth, able)
    figure.tight_layout()
    figure.savefig(path, metadata={"Date": None})
    pyplot.close(figure)


def _draw_growth(axes: Any, series: list[dict[str, Any]]) -> None:
    grown: dict[str, dict[int, float]] = defaultdict(dict)
    for one in series:
        name = f"{one['task']} ({one['form']})"
        grown[name][one["alleles"]] = one["seconds_per_document"] * 1e6
    for name, points in grown.items():
        if len(points) > 1:
            sizes = sorted(points)
            style = "-o" if _OURS in name else "--o"
            axes.plot(sizes, [points[size] for size in sizes], style, label=name, markersize=3)
    axes.set_xscale("log")
    axes.set_yscale("log")
    axes.set_title("µs a document, by the number of alleles")
    if axes.has_data():
        axes.legend(fontsize=7)
