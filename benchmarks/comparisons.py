"""What is measured beside what, on how much, and what is aimed at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Literal, NamedTuple

from benchmarks.corpora import corpus
from benchmarks.measuring import Series, in_turn, ratios

Kind = Literal["times", "within", "growth"]


class Scale(NamedTuple):
    """How much is measured: alleles for validation, for what else is fast, for what is slow, and
    for a load into the embedded store; documents of peers."""

    validate: int
    fast: int
    slow: int
    load: int
    peers: int
    rounds: int

    def at_most(self, alleles: int) -> Scale:
        """The same on no more alleles than these."""
        least = [min(each, alleles) for each in self[:-1]]
        return Scale._make([*least, self.rounds])


QUICK: Final = Scale(30_000, 30_000, 4_000, 4_000, 200, 3)
FULL: Final = Scale(1_000_000, 200_000, 20_000, 100_000, 1_000, 3)
_TIMES: Final = 10


class Task(NamedTuple):
    """A task on a form: on all of a corpus, or on as many documents as peers take.

    `share` is for the slowest peers: they take one of so many of those documents.
    """

    name: str
    form: str = "resource-json"
    whole: Literal["validate", "fast", "slow", "load", ""] = ""
    share: int = 1


class Aim(NamedTuple):
    """A row of the table: the fastest of some tasks against the first of the comparison."""

    work: str
    against: str
    tasks: tuple[str, ...]
    kind: Kind = "times"
    least: float | None = None
    hope: float | None = None


class Comparison(NamedTuple):
    """Tasks that are measured in turn, ours first, and what is aimed at."""

    tasks: tuple[Task, ...]
    aims: tuple[Aim, ...]


_VALIDATE: Final = "validate resource-json, all rules within a resource, HGVS included"
_CONVERT: Final = "convert to N-Quads, unchecked"
_JSON_LD: Final = "convert JSON-LD in the context of the package to N-Quads"
_REGISTRY: Final = "convert registry documents to N-Quads, checked"
_RUST: Final = ("shacl (Rust)", "pyshacl-turbo", "pyshifty")
_LOAD: Final = "load into the embedded store"

COMPARISONS: Final = {
    "validate": Comparison(
        (
            Task("clingen-ld validate", whole="validate"),
            Task("orjson.loads", whole="validate"),
            Task("pySHACL", "nquads", share=20),
            *(Task(name, "nquads") for name in _RUST),
            Task("pySHACL, Core alone", "nquads"),
            Task("shacl (Rust), Core alone", "nquads"),
            Task("Jena shacl", "nquads"),
        ),
        (
            Aim(_VALIDATE, "pySHACL, parsing included", ("pySHACL",), "times", 200, 400),
            Aim(
                _VALIDATE,
                "the fastest Rust SHACL engine, parsing included",
                _RUST,
                "times",
                5,
                10,
            ),
            Aim(_VALIDATE, "pySHACL without the SPARQL rules", ("pySHACL, Core alone",)),
            Aim(_VALIDATE, "shacl (Rust) without the SPARQL rules", ("shacl (Rust), Core alone",)),
            Aim(_VALIDATE, "Jena's shacl, without its start", ("Jena shacl",)),
            Aim(_VALIDATE, "time of orjson.loads alone", ("orjson.loads",), "within", 5, 3),
        ),
    ),
    "convert": Comparison(
        (
            Task("clingen-ld convert", whole="fast"),
            Task("PyLD to_rdf", "json-ld"),
            Task("pyoxigraph JSON-LD", "json-ld"),
            Task("rdflib", "json-ld"),
            Task("Jena riot", "json-ld"),
        ),
        (
            Aim(_CONVERT, "PyLD to_rdf", ("PyLD to_rdf",), "times", 40, 80),
            Aim(
                _CONVERT,
                "pyoxigraph's JSON-LD parser to N-Quads",
                ("pyoxigraph JSON-LD",),
                "times",
                4,
                8,
            ),
            Aim(_CONVERT, "rdflib", ("rdflib",)),
            Aim(_CONVERT, "Jena's riot, without its start", ("Jena riot",)),
        ),
    ),
    "json-ld": Comparison(
        (
            Task("clingen-ld convert", "json-ld", "fast"),
            Task("PyLD to_rdf", "json-ld"),
            Task("pyoxigraph JSON-LD", "json-ld"),
        ),
        (
            Aim(_JSON_LD, "PyLD to_rdf of the same texts", ("PyLD to_rdf",)),
            Aim(_JSON_LD, "pyoxigraph's JSON-LD parser", ("pyoxigraph JSON-LD",)),
        ),
    ),
    "registry": Comparison(
        (
            Task("clingen-ld convert, checked", "registry", "slow"),
            Task("PyLD to_rdf", "registry"),
            Task("writing ready N-Quads", "registry"),
        ),
        (
            Aim(_REGISTRY, "PyLD to_rdf of the same documents", ("PyLD to_rdf",), "times", 30, 60),
            Aim(_REGISTRY, "writing those N-Quads, ready", ("writing ready N-Quads",), "within"),
        ),
    ),
    "frame": Comparison(
        (Task("clingen-ld frame", "nquads", "slow"), Task("PyLD frame", "nquads")),
        (Aim("frame grouped N-Quads to messages", "PyLD frame", ("PyLD frame",), "times", 30, 60),),
    ),
    "processes": Comparison(
        (Task("two processes", whole="fast"), Task("one process", whole="fast")),
        (Aim("two processes against one", "", ("one process",), "times", 1.8, 1.95),),
    ),
    "growth": Comparison(
        (Task("clingen-ld validate", whole="fast"),),
        (Aim(f"{_TIMES} x the input", "time", (), "growth", _TIMES),),
    ),
    "load": Comparison(
        (
            Task("clingen-ld load, unchecked", whole="load"),
            Task("pyoxigraph bulk_load", "nquads", "load"),
            Task("pyoxigraph bulk_load, optimize", "nquads", "load"),
            Task("Virtuoso loader", "nquads", "load"),
        ),
        (
            Aim(
                f"{_LOAD}, unchecked",
                "its bulk_load of ready N-Quads",
                ("pyoxigraph bulk_load",),
                "within",
                1.5,
                1.1,
            ),
            Aim(
                f"{_LOAD}, unchecked",
                "its bulk_load and optimize of ready N-Quads",
                ("pyoxigraph bulk_load, optimize",),
                "within",
            ),
            Aim(
                f"{_LOAD}, unchecked",
                "Virtuoso's loader of ready N-Quads",
                ("Virtuoso loader",),
                "within",
            ),
        ),
    ),
    "server": Comparison(
        (
            Task("clingen-ld load into a server", whole="slow"),
            Task("one HTTP upload", "nquads", "slow"),
        ),
        (
            Aim(
                "load into Oxigraph's server, graph by graph, unchecked",
                "one HTTP upload of ready N-Quads",
                ("one HTTP upload",),
                "within",
                1.0,
                None,
            ),
        ),
    ),
    "load-checked": Comparison(
        (
            Task("clingen-ld load", whole="slow"),
            Task("pyoxigraph bulk_load", "nquads", "slow"),
        ),
        (
            Aim(
                f"{_LOAD}, everything checked",
                "its bulk_load of ready N-Quads",
                ("pyoxigraph bulk_load",),
                "within",
            ),
        ),
    ),
}


@dataclass(slots=True)
class Row:
    """A row of the table as it was measured: the ratio of each round."""

    work: str
    against: str
    kind: Kind
    least: float | None
    hope: float | None
    ratios: list[float] = field(default_factory=list)
    peer: str = ""
    failure: str = ""


def compare(name: str, scale: Scale, folder: Path) -> tuple[list[Row], list[Series]]:
    """Measure a comparison: the rows of the table, and all that was measured."""
    found = COMPARISONS[name]
    sizes: Sequence[int] = (scale.fast // _TIMES, scale.fast) if name == "growth" else (0,)
    measured: list[tuple[Series, Path, int]] = []
    for task in found.tasks:
        for size in sizes:
            alleles = size or getattr(scale, task.whole or "slow")
            path = corpus(folder, alleles, task.form)
            one = Series(task.name, task.form, alleles)
            measured.append((one, path, 0 if task.whole else max(scale.peers // task.share, 1)))
    in_turn(measured, scale.rounds)
    series = [one for one, _, _ in measured]
    return [row(aim, series) for aim in found.aims], series


def row(aim: Aim, series: list[Series]) -> Row:
    """The row of an aim: against the fastest of its tasks that could be measured."""
    made = Row(aim.work, aim.against, aim.kind, aim.least, aim.hope)
    ours = series[0]
    others = series[1:] if aim.kind == "growth" else [s for s in series if s.task in aim.tasks]
    able = [one for one in others if not one.failure]
    if ours.failure or not able:
        made.failure = ours.failure or "; ".join(f"{s.task}: {s.failure}" for s in others)
        return made
    peer = min(able, key=lambda one: one.seconds)
    made.peer = peer.task
    found = ratios(ours, peer)
    if aim.kind == "growth":
        found = [ratio * _TIMES for ratio in found]
    made.ratios = [1 / ratio for ratio in found] if aim.kind == "within" else found
    return made


def as_json(series: Series) -> dict[str, Any]:
    """A series with what it comes to."""
    told: dict[str, Any] = {"task": series.task, "form": series.form, "alleles": series.alleles}
    if series.failure:
        return told | {"failure": series.failure}
    return told | {
        "documents": series.rounds[0].documents,
        "seconds_per_document": series.seconds,
        "memory": series.memory,
    }
