"""Measurements, each in a process of its own: time, and the most memory that it ever had.

    python -m benchmarks.measuring TASK CORPUS DOCUMENTS

measures one task once and prints what it took as JSON. `in_turn` has ours and a peer measured one
after the other, several times, so that what the machine does meanwhile meets both alike.
"""

from __future__ import annotations

import json
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

_LONGEST: Final = 540
"""Seconds that one measurement may take."""

TASKS: Final = {
    "validate": "commands:validate",
    "validate one.json": "commands:one_message",
    "validate --jobs 2": "commands:validate_by_two",
    "convert --to nquads": "commands:to_nquads",
    "convert --to nquads --jobs 2": "commands:to_nquads_by_two",
    "load": "commands:load",
    "convert --to json-ld": "commands:to_json_ld",
    "convert --to vrs": "commands:to_vrs",
    "find": "commands:find",
    "convert --annotate vrs": "commands:annotate",
    "frame": "commands:frame",
    "frame --to registry": "commands:frame_to_registry",
    "vrs-python's annotator": "peers_vrs:annotate",
    "vrs-python's annotator, to VCF": "peers_vrs:annotate_vcf",
    "PyLD compact": "peers:pyld_compact",
    "clingen-ld validate": "work:validate_within",
    "clingen-ld convert, checked": "work:to_nquads_checked",
    "writing ready N-Quads": "work:write_ready",
    "clingen-ld load, unchecked": "work:load_embedded",
    "clingen-ld load": "work:load_embedded_checked",
    "orjson.loads": "peers:orjson_loads",
    "orjson.loads of a bundle": "peers:orjson_bundle",
    "PyLD to_rdf": "peers:pyld_to_rdf",
    "PyLD frame": "peers:pyld_frame",
    "rdflib": "peers:rdflib_parse",
    "pyoxigraph JSON-LD": "peers:pyoxigraph_to_nquads",
    "pyoxigraph bulk_load": "peers:pyoxigraph_bulk_load",
    "pyoxigraph bulk_load, optimize": "peers:pyoxigraph_bulk_load_in_order",
    "pySHACL": "peers_shacl:pyshacl",
    "pyshacl-turbo": "peers_shacl:pyshacl_turbo",
    "pySHACL, Core alone": "peers_shacl:pyshacl_core",
    "shacl (Rust)": "peers_shacl:shacl",
    "shacl (Rust), Core alone": "peers_shacl:shacl_core",
    "pyshifty": "peers_shacl:pyshifty",
    "Jena riot": "jena:riot",
    "Jena shacl": "jena:shacl",
    "Virtuoso loader": "virtuoso:bulk_load",
    "clingen-ld load into a server": "servers:load_into_server",
    "one HTTP upload": "servers:upload_to_server",
    "validate by HTTP": "servers:validate_requests",
}
"""The functions of tasks, by module."""

_BY_THE_CLOCK: Final = frozenset(
    {
        "load", "validate --jobs 2", "convert --to nquads --jobs 2",
        "clingen-ld load, unchecked", "clingen-ld load",
        "clingen-ld load into a server", "one HTTP upload", "pyoxigraph bulk_load",
        "pyoxigraph bulk_load, optimize", "Jena riot", "Jena shacl", "Virtuoso loader",
    }
)  # fmt: skip
"""Tasks that wait for disks or other processes. What others do on the machine meanwhile counts
for them; of the rest, the time of the processor is measured."""

_MANY_CORES: Final = frozenset({"validate --jobs 2", "convert --to nquads --jobs 2"})


@dataclass(frozen=True, slots=True)
class Measured:
    """One measurement: seconds of the wall and of the processor, and bytes."""

    documents: int
    wall: float
    processor: float
    memory: int
    memory_before: int

    def seconds(self, by_the_clock: bool) -> float:
        """Seconds a document."""
        return (self.wall if by_the_clock else self.processor) / self.documents


class FailedError(Exception):
    """A measurement that came to nothing, and why."""


@dataclass(slots=True)
class Series:
    """The measurements of a task on a corpus."""

    task: str
    form: str
    alleles: int
    rounds: list[Measured] = field(default_factory=list)
    failure: str = ""

    @property
    def seconds(self) -> float:
        """The median of seconds a document."""
        by_the_clock = self.task in _BY_THE_CLOCK
        return statistics.median(each.seconds(by_the_clock) for each in self.rounds)

    @property
    def memory(self) -> float:
        """The median of the most memory."""
        return statistics.median(each.memory for each in self.rounds)


def measure(task: str, corpus: Path, documents: int) -> Measured:
    """Measure a task once, in a process of its own. Raises `FailedError`."""
    command = [sys.executable, "-m", "benchmarks.measuring", task, str(corpus), str(documents)]
    # What it writes goes away with its folder; a server that was stopped may still write there.
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        environment = os.environ | {"TMPDIR": folder}
        try:
            done = subprocess.run(
                command,
                capture_output=True,
                text=True,
                timeout=_LONGEST,
                cwd=_ROOT,
                check=False,
                env=environment,
            )
        except subprocess.TimeoutExpired:
            raise FailedError(f"takes more than {_LONGEST} s") from None
    if done.returncode:
        said = done.stderr.strip().splitlines() or [f"exit code {done.returncode}"]
        raise FailedError(said[-1].rpartition("Error: ")[2])
    return Measured(**json.loads(done.stdout.splitlines()[-1]))


_ROOT: Final = Path(__file__).parents[1]


def in_turn(series: list[tuple[Series, Path, int]], rounds: int) -> None:
    """Measure several series (with corpus and documents), in turn, round by round."""
    for _ in range(rounds):
        for one, corpus, documents in series:
            if not one.failure:
                try:
                    one.rounds.append(measure(one.task, corpus, documents))
                except FailedError as error:
                    one.failure = str(error)


def ratios(ours: Series, theirs: Series) -> list[float]:
    """How many times as long theirs took for a document, round by round."""
    clock = ours.task in _BY_THE_CLOCK or theirs.task in _BY_THE_CLOCK
    return [
        other.seconds(clock) / own.seconds(clock)
        for own, other in zip(ours.rounds, theirs.rounds, strict=False)
    ]


def _main(task: str, corpus: Path, documents: int) -> dict[str, Any]:
    if task not in _MANY_CORES and hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    module, _, name = TASKS[task].partition(":")
    make: Callable[[Path, int], Callable[[], int | tuple[int, float, float | None]]]
    make = getattr(import_module(f"benchmarks.{module}"), name)
    run = make(corpus, documents)
    before = _peak()
    wall, processor = time.perf_counter(), time.process_time()
    done = run()
    wall, processor = time.perf_counter() - wall, time.process_time() - processor
    if not isinstance(done, int):
        done, wall, spent = done
        processor = processor if spent is None else spent
    return {"documents": done, "wall": wall, "processor": processor, "memory": _peak(),
            "memory_before": before}  # fmt: skip


def _peak() -> int:
    """The most memory so far, in bytes, of this process or of one that it started."""
    who = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    unit = 1 if sys.platform == "darwin" else 1024
    return unit * max(resource.getrusage(each).ru_maxrss for each in who)


if __name__ == "__main__":
    print(json.dumps(_main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))))
