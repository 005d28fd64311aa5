"""What is measured beside what, on how much, and what is aimed at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Literal, NamedTuple

from benchmarks.corpora import BUNDLE, OF_VCF, REPEATED, STATEMENTS, VARIED, corpus_by_itself
from benchmarks.measuring import Series, in_turn, ratios

Kind = Literal["times", "within", "growth", "same", "seconds", "rate"]
"""How a ratio is read: so many times as fast, time within so many times that of others, growth,
time within so many times that of another task of ours, plain seconds, and documents a second."""
Whole = Literal["validate", "fast", "slow", "load", ""]


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


QUICK: Final = Scale(20_000, 10_000, 2_000, 2_000, 60, 2)
FULL: Final = Scale(1_000_000, 200_000, 20_000, 100_000, 500, 3)
_TIMES: Final = 10


class Task(NamedTuple):
    """A task on a form: on all of a corpus, or on as many documents as peers take.

    `share` is for the slowest peers: they take one of so many of those documents.
    """

    name: str
    form: str = "resource-json"
    whole: Whole = ""
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
    rounds: int = 0
    """How often it is measured, if not as often as all."""


_JSON: Final = "resource-json"
_RUST: Final = ("shacl (Rust)", "pyshacl-turbo", "pyshifty")
_VALIDATE: Final = "validate resource-json, all rules within a resource, HGVS included"
_REGISTRY: Final = "convert registry documents to N-Quads, checked"
_LOAD: Final = "load into the embedded store"


def _named(command: str, form: str) -> str:
    """A command in the table, with the corpus that it has."""
    return f"`{command}` of {form}"


_Against = tuple[Task, str, Kind, float | None, float | None]
"""A peer, what that is in words, and what is aimed at."""


def _command(
    name: str, form: str, against: _Against, *more: tuple[Task, str],
    whole: Whole = "fast",
) -> Comparison:  # fmt: skip
    """A command on a corpus, against one peer with an aim, and some more without."""
    peer, words, kind, least, hope = against
    work = _named(f"clingen-ld {name}", form)
    aims = [Aim(work, words, (peer.name,), kind, least, hope)]
    aims += [Aim(work, said, (task.name,)) for task, said in more]
    return Comparison((Task(name, form, whole), peer, *(task for task, _ in more)), tuple(aims))


def _same(
    name: str, form: str, other: str, of: str, aim: tuple[float, float], whole: Whole = "fast"
) -> Comparison:
    """A command on a corpus, against another or another corpus: time for one document."""
    against = f"{_named(f'clingen-ld {other}', of)}, for each"
    aims = (Aim(_named(f"clingen-ld {name}", form), against, (), "same", *aim),)
    return Comparison((Task(name, form, whole), Task(other, of, whole)), aims)


def _by_two(name: str, form: str, whole: Whole) -> Comparison:
    """A command by two processes, against the same by one."""
    aim = Aim(
        _named(f"clingen-ld {name} --jobs 2", form), "one process", (name,), "times", 1.8, 1.95
    )
    return Comparison((Task(f"{name} --jobs 2", form, whole), Task(name, form, whole)), (aim,))


def _orjson(form: str) -> _Against:
    return Task("orjson.loads", form, "fast"), "orjson.loads of the same bytes", "within", 15, 7


def _to_rdf(least: float, hope: float, kind: str = VARIED) -> _Against:
    return Task("PyLD to_rdf", "json-ld" + kind), "PyLD to_rdf", "times", least, hope


_COMMANDS: Final = {
    "validate": _command("validate", _JSON, _orjson(_JSON)),
    "validate-varied": _command("validate", _JSON + VARIED, _orjson(_JSON + VARIED)),
    "validate-nquads": _command(
        "validate", "nquads" + VARIED,
        (Task("shacl (Rust), Core alone", "nquads" + VARIED),
         "shacl (Rust), the fastest engine, without the SPARQL rules", "times", 2, 5),
        whole="slow",
    ),
    "convert": _command(
        "convert --to nquads", _JSON, _to_rdf(40, 80, ""),
        (Task("pyoxigraph JSON-LD", "json-ld"), "pyoxigraph's JSON-LD parser to N-Quads"),
        (Task("rdflib", "json-ld"), "rdflib"),
        (Task("Jena riot", "json-ld"), "Jena's riot, without its start"),
    ),
    "convert-varied": _command("convert --to nquads", _JSON + VARIED, _to_rdf(40, 80)),
    "convert-examples": _command(
        "convert --to nquads", _JSON + REPEATED, _to_rdf(40, 80, REPEATED), whole="slow"
    ),
    "json-ld": _command("convert --to nquads", "json-ld" + VARIED, _to_rdf(30, 60)),
    "json-ld-examples": _command(
        "convert --to nquads", "json-ld" + REPEATED, _to_rdf(30, 60, REPEATED), whole="slow"
    ),
    "json-ld-again": _command(
        "convert --to json-ld", "json-ld" + VARIED,
        (Task("PyLD compact", "json-ld" + VARIED), "PyLD compact", "times", 30, 60),
    ),
    "frame": _command(
        "frame", "nquads" + VARIED,
        (Task("PyLD frame", "nquads" + VARIED), "PyLD frame", "times", 40, 80), whole="slow",
    ),
    "registry": _command(
        "convert --to nquads", "registry",
        (Task("PyLD to_rdf", "registry"), "PyLD to_rdf of the same", "times", 3, 6), whole="slow",
    ),
    "registry-frame": _same(
        "frame --to registry", "registry", "convert --to nquads", "registry", (2, 1), "slow"
    ),
    "registry-validate": _same(
        "validate", "registry", "convert --to nquads", "registry", (1.5, 1), "slow"
    ),
    "find": _command(
        "find", STATEMENTS,
        (Task("orjson.loads", STATEMENTS, "fast"), "orjson.loads of the same bytes", "within",
         4, 2.5),
    ),
    "bundle": _command(
        "convert --to nquads", BUNDLE,
        (Task("orjson.loads of a bundle", BUNDLE, "slow"), "orjson.loads of the same bytes",
         "within", None, None),
        whole="slow",
    ),
    "vcf": _command(
        "convert --to vrs", "vcf",
        (Task("vrs-python's annotator", "vcf", "slow"), "vrs-python's annotator", "times", 15, 40),
    ),
    "vcf-annotate": _command(
        "convert --annotate vrs", "vcf",
        (Task("vrs-python's annotator, to VCF", "vcf", "slow"), "vrs-python's annotator",
         "times", 15, 40),
    ),
    "vcf-nquads": _same("convert --to nquads", "vcf", "convert --to nquads", _JSON, (1.5, 1)),
    "vrs-nquads": _same("convert --to nquads", "vrs", "convert --to nquads", _JSON, (1.5, 1)),
    "vcf-pyld": _command("convert --to nquads", "vcf", _to_rdf(10, 20, OF_VCF)),
    "vrs-pyld": _command("convert --to nquads", "vrs", _to_rdf(8, 16, OF_VCF)),
    "alike-validate": _same("validate", _JSON + VARIED, "validate", _JSON, (1.3, 1.1)),
    "alike-convert": _same(
        "convert --to nquads", _JSON + VARIED, "convert --to nquads", _JSON, (1.3, 1.1)
    ),
    "load-command": _command(
        "load", _JSON,
        (Task("pyoxigraph bulk_load, optimize", "nquads", "load"),
         "bulk_load and optimize of ready N-Quads", "within", 1.3, 1.1),
        whole="load",
    ),
    "jobs": _by_two("validate", _JSON + VARIED, "fast"),
    "registry-jobs": _by_two("convert --to nquads", "registry", "slow"),
    "growth": Comparison(
        (Task("validate", _JSON + VARIED, "validate"),),
        (Aim(f"`clingen-ld validate` of {_TIMES} x the input", "time", (), "growth", _TIMES),),
        rounds=1,
    ),
    "one": Comparison(
        (Task("validate one.json", _JSON, "slow"),),
        (Aim("`clingen-ld validate one.json`", "wall time", (), "seconds", 0.15, 0.1),),
    ),
}  # fmt: skip

COMPARISONS: Final = {
    **_COMMANDS,
    "within": Comparison(
        (
            Task("clingen-ld validate", whole="fast"),
            Task("orjson.loads", whole="fast"),
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
    "registry-checked": Comparison(
        (
            Task("clingen-ld convert, checked", "registry", "slow"),
            Task("PyLD to_rdf", "registry"),
            Task("writing ready N-Quads", "registry"),
        ),
        (
            Aim(_REGISTRY, "PyLD to_rdf of the same documents", ("PyLD to_rdf",), "times", 3, 6),
            Aim(_REGISTRY, "writing those N-Quads, ready", ("writing ready N-Quads",), "within"),
        ),
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
    "requests": Comparison(
        (Task("validate by HTTP", whole="slow"),),
        (
            Aim(
                "a service of 20 lines validates a message a request",
                "requests a second of its one core",
                (),
                "rate",
                500,
                1000,
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
    largest = scale.validate
    sizes: Sequence[int] = (largest // _TIMES, largest) if name == "growth" else (0,)
    measured: list[tuple[Series, Path, int]] = []
    for task in found.tasks:
        for size in sizes:
            alleles = size or getattr(scale, task.whole or "slow")
            path = corpus_by_itself(folder, alleles, task.form)
            one = Series(task.name, task.form, alleles)
            measured.append((one, path, 0 if task.whole else max(scale.peers // task.share, 1)))
    in_turn(measured, found.rounds or scale.rounds)
    series = [one for one, _, _ in measured]
    return [row(aim, series) for aim in found.aims], series


def row(aim: Aim, series: list[Series]) -> Row:
    """The row of an aim: against the fastest of its tasks that could be measured."""
    made = Row(aim.work, aim.against, aim.kind, aim.least, aim.hope)
    ours = series[0]
    if aim.kind == "seconds":
        made.failure, made.ratios = ours.failure, [each.wall for each in ours.rounds]
        return made
    if aim.kind == "rate":
        made.failure = ours.failure
        made.ratios = [1 / each.seconds(False) for each in ours.rounds]
        return made
    is_own = aim.kind in ("growth", "same")
    others = series[1:] if is_own else [s for s in series if s.task in aim.tasks]
    able = [one for one in others if not one.failure]
    if ours.failure or not able:
        made.failure = ours.failure or "; ".join(f"{s.task}: {s.failure}" for s in others)
        return made
    peer = min(able, key=lambda one: one.seconds)
    made.peer = peer.task
    found = ratios(ours, peer)
    if aim.kind == "growth":
        found = [ratio * _TIMES for ratio in found]
    made.ratios = [1 / ratio for ratio in found] if aim.kind in ("within", "same") else found
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
