"""What a load of the whole Allele Registry takes, from the rates that were measured.

    python -m benchmarks.planning [--replies N] [--cores N] [--price P]

prints the plan for so many replies, by the rates that stand in docs/registry-load.md.
"""

from __future__ import annotations

import argparse
import gzip
import json
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from statistics import mean
from typing import Any, Final, NamedTuple

from benchmarks.corpora import corpus
from clingen_ld import convert, load, open_store
from clingen_ld.messages.message import Message, ReadOptions
from clingen_ld.messages.reading import read_inputs
from clingen_ld.model import load_model
from clingen_ld.stores.loading import LoadOptions

PAGE: Final = Path(__file__).parents[1] / "docs" / "registry-load.md"
START: Final = "<!-- planned: begin -->\n"
END: Final = "<!-- planned: end -->\n"
_RATES: Final = "<!-- rates: "

SIZES: Final = (1_000_000, 100_000_000, 650_000_000, 3_000_000_000)
"""Replies: a first try, a part, what the registry held in 2018, and what its numbers reach."""
_CORES: Final = 64
_BY_TWO: Final = "convert --to nquads --jobs 2"
_ALLELES: Final = 1_000
"""The number of alleles that show how large replies and stores of the benchmarks are."""


class Reply(NamedTuple):
    """What a reply of the registry is on the average, in octets, resources and quads."""

    octets: float
    resources: float
    quads: float
    own_quads: float
    """Of the quads, those of alleles: what it says of sequences and genes, others say as well."""
    nquads: float
    packed: float


REPLY: Final = Reply(7_247, 42.5, 1_193, 856, 317_000, 9_960)
"""Of the 13 replies that were recorded in production and in its manual; `reply_of` counts it."""


class Rates(NamedTuple):
    """What was measured, in seconds of one core; a rate that is not known is None."""

    measured: str
    """When, how and on what."""
    convert: float
    """To read, check and write a resource of a reply."""
    two: float
    """How many times the work two processes do, of what one does, when they convert replies."""
    load: float
    """To load a quad into the embedded store."""
    virtuoso: float | None
    """To load a quad into Virtuoso."""
    stored: float
    """Octets of a quad in the embedded store."""


class Plan(NamedTuple):
    """What some replies take."""

    replies: int
    resources: float
    core_hours: float
    octets: float
    nquads: float
    packed: float
    own_quads: float
    stored: float
    load_hours: float
    virtuoso_hours: float | None

    def hours(self, cores: int) -> float:
        """Hours on so many cores, of which each does as much as the measured ones."""
        return self.core_hours / cores


def plan(replies: int, rates: Rates, reply: Reply = REPLY) -> Plan:
    """The arithmetic: replies, times what is in one, times what that takes."""
    share = min(1.0, rates.two / 2)
    quads = replies * reply.own_quads
    hour = 3600
    return Plan(
        replies,
        replies * reply.resources,
        replies * reply.resources * rates.convert / share / hour,
        replies * reply.octets,
        replies * reply.nquads,
        replies * reply.packed,
        quads,
        quads * rates.stored,
        quads * rates.load / hour,
        None if rates.virtuoso is None else quads * rates.virtuoso / hour,
    )


# What a reply is


def reply_of(files: Iterable[Path]) -> Reply:
    """What the replies in some files are on the average; other documents are left out."""
    found = []
    for file in files:
        read = read_inputs([file], ReadOptions(), load_model())
        resources = [item for item in read if isinstance(item, Message)]
        if not any(r.type == "CanonicalAllele" and r.form == "registry" for r in resources):
            continue
        text = convert(file, "nquads").text or ""
        alleles = {f"<{r.iri}>" for r in resources if r.type.endswith("Allele")}
        graphs = [line.rpartition(" <")[2].removesuffix(" .") for line in text.splitlines()]
        own = sum(f"<{graph.removesuffix('>').partition('#subsetted')[0]}>" in alleles
                  for graph in graphs)  # fmt: skip
        packed = len(gzip.compress(text.encode()))
        size = file.stat().st_size
        found.append(Reply(size, len(resources), len(graphs), own, len(text.encode()), packed))
    return Reply(*map(mean, zip(*found, strict=True)))


# Rates


def rates_of(result: Mapping[str, Any], before: Rates) -> Rates:
    """The rates that a run measured; what it did not measure stays as it was."""
    seconds = {
        (one["task"], one["form"]): one["seconds_per_document"]
        for one in result["series"]
        if "failure" not in one
    }
    convert_ = seconds.get(("clingen-ld convert, checked", "registry"))
    two = _gain_by_two(result["series"])
    load_ = seconds.get(("clingen-ld load, unchecked", "resource-json"))
    virtuoso = seconds.get(("Virtuoso loader", "nquads"))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        quads = quads_a_resource(folder)
        return Rates(
            f"{result['date']} (`--{result['run']}`) on {result['machine']}",
            before.convert if convert_ is None else _round(convert_ / resources_a_reply(folder)),
            before.two if two is None else _round(two),
            before.load if load_ is None else _round(load_ / quads),
            before.virtuoso if virtuoso is None else _round(virtuoso / quads),
            before.stored if load_ is None else _round(octets_a_quad(folder)),
        )


def _gain_by_two(series: Sequence[Mapping[str, Any]]) -> float | None:
    """How many times the work two processes convert replies, of what one does: the comparison of
    both measures one after the other."""
    for two, one in pairwise(series):
        if two["task"] == _BY_TWO and "failure" not in two and "failure" not in one:
            return float(one["seconds_per_document"] / two["seconds_per_document"])
    return None


def resources_a_reply(folder: Path) -> float:
    """How many resources a reply of the benchmarks has; their corpora are the same each time."""
    path = corpus(folder, _ALLELES, "registry")
    with path.open("rb") as lines:
        replies = sum(1 for _ in lines)
    return sum(1 for _ in read_inputs([path], ReadOptions(), load_model())) / replies


def quads_a_resource(folder: Path) -> float:
    """How many quads a resource of the benchmarks has."""
    graphs = _graphs(folder)
    return len(graphs) / len(set(graphs))


def octets_a_quad(folder: Path) -> float:
    """How large a quad is in the embedded store on disk, the record of its load included."""
    location = folder / "store"
    with open_store(location, create=True) as store:
        load(corpus(folder, _ALLELES), store, LoadOptions(validate=False))
    size = sum(file.stat().st_size for file in location.rglob("*") if file.is_file())
    return size / len(_graphs(folder))


def _graphs(folder: Path) -> list[str]:
    """The name of its graph for each quad."""
    with corpus(folder, _ALLELES, "nquads").open(encoding="utf-8") as lines:
        return [line.rpartition(" <")[2] for line in lines]


def _round(value: float) -> float:
    """Three digits: as much as the page shows, so that its numbers follow from each other."""
    return float(f"{value:.3g}")


# The page


def write_page(result: Mapping[str, Any], page: Path = PAGE) -> None:
    """Put the rates of a run, and the plans that follow from them, into the page."""
    text = page.read_text(encoding="utf-8")
    before, _, rest = text.partition(START)
    after = rest.partition(END)[2]
    rates = rates_of(result, rates_in(text))
    page.write_text(f"{before}{START}{planned(rates)}{END}{after}", encoding="utf-8")


def rates_in(text: str) -> Rates:
    """The rates that stand in a page."""
    written = text.partition(_RATES)[2].partition(" -->")[0]
    return Rates(**json.loads(written))


def planned(rates: Rates) -> str:
    """The generated part of the page: the rates, and the plans that follow from them."""
    plans = [plan(replies, rates) for replies in SIZES]
    return (
        f"\n{_RATES}{json.dumps(rates._asdict())} -->\n\n"
        f"Measured: {rates.measured}.\n\n{_figures(rates)}\n"
        f"{_work(plans)}\n{_stores(plans, rates)}\n"
    )


def _figures(rates: Rates) -> str:
    virtuoso = "not measured" if rates.virtuoso is None else _micro(rates.virtuoso)
    rows = [
        ("a reply: its text", f"{REPLY.octets:,.0f} bytes"),
        ("a reply: resources", f"{REPLY.resources:g}"),
        ("a reply: quads", f"{REPLY.quads:,.0f}, of which {REPLY.own_quads:,.0f} of alleles"),
        ("a reply as N-Quads", f"{REPLY.nquads:,.0f} bytes, gzipped {REPLY.packed:,.0f}"),
        ("to read, check and write a resource as N-Quads, one core", _micro(rates.convert)),
        ("two processes that convert, of what one does", f"{rates.two:g} x"),
        ("to load a quad into the embedded store", _micro(rates.load)),
        ("to load a quad into Virtuoso", virtuoso),
        ("a quad in the embedded store", f"{rates.stored:g} bytes"),
    ]
    return _table(("what", "figure"), rows, "-")


def _work(plans: Iterable[Plan]) -> str:
    head = ("replies", "resources", "core-hours", f"hours on {_CORES} cores", "cost of the cores",
            "replies, bytes", "N-Quads", "N-Quads, gzipped")  # fmt: skip
    rows = [
        (
            f"{p.replies:,}", _short(p.resources), _short(p.core_hours), _short(p.hours(_CORES)),
            f"{_short(p.core_hours)} × P", _octets(p.octets), _octets(p.nquads), _octets(p.packed),
        )
        for p in plans
    ]  # fmt: skip
    return _table(head, rows, "-:")


def _stores(plans: Iterable[Plan], rates: Rates) -> str:
    head = ("replies", "quads of alleles", "in the embedded store", "hours to load, embedded",
            "hours to load, Virtuoso")  # fmt: skip
    rows = [
        (
            f"{p.replies:,}", _short(p.own_quads), _octets(p.stored), _short(p.load_hours),
            "" if p.virtuoso_hours is None else _short(p.virtuoso_hours),
        )
        for p in plans
    ]  # fmt: skip
    return _table(head, rows, "-:")


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]], align: str) -> str:
    lines = [head, ("---" + align[1:],) * len(head), *rows]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


_WORDS: Final = ((1e12, " trillion"), (1e9, " billion"), (1e6, " million"))
_UNITS: Final = ((1e15, "PB"), (1e12, "TB"), (1e9, "GB"), (1e6, "MB"))


def _short(value: float) -> str:
    for size, word in _WORDS:
        if value >= size:
            return f"{_number(value / size)}{word}"
    return _number(value)


def _octets(value: float) -> str:
    for size, unit in _UNITS:
        if value >= size:
            return f"{_number(value / size)} {unit}"
    return f"{value:,.0f} bytes"


def _number(value: float) -> str:
    """Three digits are as much as is known."""
    return f"{float(f'{value:.3g}'):,.0f}" if value >= 100 else f"{value:.3g}"


def _micro(seconds: float) -> str:
    return f"{_number(seconds * 1e6)} µs"


def main(given: list[str] | None = None) -> None:
    """Print a plan."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.planning", description=__doc__)
    parser.add_argument("--replies", type=int, default=SIZES[2], help="replies of the registry")
    parser.add_argument("--cores", type=int, default=_CORES, help="cores that work at once")
    parser.add_argument("--price", type=float, help="price of a core-hour")
    options = parser.parse_args(given)
    found = plan(options.replies, rates_in(PAGE.read_text(encoding="utf-8")))
    print(f"{found.replies:,} replies, {_short(found.resources)} resources")
    print(f"{_short(found.core_hours)} core-hours, "
          f"{_short(found.hours(options.cores))} hours on {options.cores} cores")  # fmt: skip
    print(f"{_octets(found.octets)} of replies, {_octets(found.nquads)} of N-Quads, "
          f"{_octets(found.packed)} gzipped")  # fmt: skip
    print(f"{_short(found.own_quads)} quads of alleles, {_octets(found.stored)} in the embedded "
          f"store, {_short(found.load_hours)} hours to load by one process")  # fmt: skip
    if options.price is not None:
        print(f"{found.core_hours * options.price:,.0f} for the cores")


if __name__ == "__main__":
    main()
