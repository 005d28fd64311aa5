"""Apache Jena on the same files, where `JENA_HOME` names its distribution (and `java` is there).

A Java program is slow at first, so its time for one document is taken off its time for all: what
remains is what each document takes once it runs.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks import sampling
from benchmarks.peers import as_one_document
from benchmarks.work import MissingError, Run, Timed, WrongAnswerError
from clingen_ld.model import shapes_text


def _java(main: str, *arguments: str) -> bytes:
    home = Path(os.environ.get("JENA_HOME", ""), "lib")
    java = shutil.which("java")
    if java is None or not home.is_dir() or "JENA_HOME" not in os.environ:
        raise MissingError("not installed (JENA_HOME names no Jena, or there is no java)")
    command = [java, "-cp", f"{home}/*", main, *arguments]
    done = subprocess.run(command, capture_output=True, check=False)
    if done.returncode:
        raise WrongAnswerError(done.stderr.decode().splitlines()[-1])
    return done.stdout


def _run(do: Callable[[Path], None], one: Path, many: Path, documents: int) -> Run:
    start = time.perf_counter()
    do(one)
    taken = time.perf_counter() - start

    def run() -> Timed:
        start = time.perf_counter()
        do(many)
        return Timed(documents, max(time.perf_counter() - start - taken, 0.001))

    return run


def riot(corpus: Path, limit: int) -> Run:
    """Jena's riot makes N-Quads of JSON-LD."""
    lines = sampling.lines(corpus, limit)
    folder = Path(tempfile.mkdtemp())
    one, many = folder / "one.jsonld", folder / "many.jsonld"
    one.write_text(as_one_document(lines[:1]), encoding="utf-8")
    many.write_text(as_one_document(lines), encoding="utf-8")

    def do(path: Path) -> None:
        if not _java("riotcmd.riot", "--output=nquads", str(path)):
            raise WrongAnswerError("no quads")

    return _run(do, one, many, len(lines))


def shacl(corpus: Path, limit: int) -> Run:
    """Jena's shacl validates N-Triples, all in one graph."""
    graphs = [sampling.triples(graph) for graph in sampling.graphs(corpus, limit)]
    folder = Path(tempfile.mkdtemp())
    shapes = folder / "shapes.ttl"
    shapes.write_text(shapes_text(), encoding="utf-8")
    one, many = folder / "one.nt", folder / "many.nt"
    one.write_text(graphs[0], encoding="utf-8")
    many.write_text("".join(graphs), encoding="utf-8")

    def do(path: Path) -> None:
        report = _java("shacl.shacl", "validate", f"--shapes={shapes}", f"--data={path}")
        if b"true" not in report:
            raise WrongAnswerError("right messages do not conform")

    return _run(do, one, many, len(graphs))
