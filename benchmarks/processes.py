"""The same work by one process and by two, each of which has its part of the corpus."""

from __future__ import annotations

from functools import partial
from multiprocessing import get_context
from pathlib import Path

from benchmarks import sampling
from benchmarks.work import Run, to_nquads_checked

_CONTEXT = get_context("spawn")


def _work(path: Path, ready: object, done: object) -> None:
    run = to_nquads_checked(path, 0)
    ready.wait()  # type: ignore[attr-defined]
    run()
    done.wait()  # type: ignore[attr-defined]


def by_processes(number: int, corpus: Path, limit: int) -> Run:
    """Convert, checked, by so many processes, which are there before time runs."""
    lines = sampling.lines(corpus, limit)
    size = -(-len(lines) // number)
    ready, done = _CONTEXT.Barrier(number + 1), _CONTEXT.Barrier(number + 1)
    for n in range(number):
        part = sampling.kept(lines[n * size : (n + 1) * size], corpus.name)
        _CONTEXT.Process(target=_work, args=(part, ready, done), daemon=True).start()

    def run() -> int:
        ready.wait(60)
        done.wait(600)
        return len(lines)

    return run


one_process = partial(by_processes, 1)
two_processes = partial(by_processes, 2)
