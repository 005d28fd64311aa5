"""Whole commands, as a user types them: processes of their own, from a file to a file.

The start-up of a command is the time of the same command on the first few messages of its corpus;
it is taken off, and measured by itself in the row of one message.
"""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from functools import partial
from pathlib import Path
from typing import Final

from benchmarks import sampling
from benchmarks.work import Run, Timed, WrongAnswerError, part
from clingen_ld import convert

_ROOT: Final = Path(__file__).parents[1]
_SCRIPT: Final = shutil.which("clingen-ld", path=str(Path(sys.executable).parent))
_TYPED: Final = [_SCRIPT] if _SCRIPT else [sys.executable, "-m", "clingen_ld"]
"""The command; `python -m` takes 10 ms more to find the package."""
_PATH: Final = os.pathsep.join(filter(None, [str(_ROOT), os.environ.get("PYTHONPATH")]))
"""What is measured is the package beside the benchmarks, even if another one is installed."""
_FEW: Final = 20
"""Messages of the same command for its start-up: enough that the compiled path is made."""


def command(words: tuple[str, ...], corpus: Path, limit: int) -> Run:
    """Run a command on a corpus, and on the beginning of it."""
    return _measured(words, *part(corpus, limit))


def frame_to_registry(corpus: Path, limit: int) -> Run:
    """Frame the quads of replies of the Registry, as `convert` writes them, back to these."""
    replies, documents = part(corpus, limit)
    quads = Path(tempfile.mkdtemp(), "replies.nq")
    convert(replies, "nquads", quads)
    return _measured(("frame", "--to", "registry"), quads, documents)


def _measured(words: tuple[str, ...], path: Path, documents: int) -> Run:
    folder = Path(tempfile.mkdtemp())
    few = folder / f"few{path.suffix}"
    few.write_text("".join(_beginning(path)), encoding="utf-8")

    def run() -> Timed:
        start = _took(words, few, folder)
        whole = _took(words, path, folder)
        return Timed(documents, whole[0] - start[0], whole[1] - start[1])

    return run


def one_message(corpus: Path, limit: int) -> Run:
    """Validate a file with one message: nothing but start-up."""
    path = Path(tempfile.mkdtemp(), "one.json")
    path.write_text(sampling.lines(corpus, 1)[0], encoding="utf-8")
    words = ("validate", "--partial")

    def run() -> Timed:
        taken = min(_took(words, path, path.parent) for _ in range(3))
        return Timed(1, *taken)

    return run


def _took(words: tuple[str, ...], path: Path, folder: Path) -> tuple[float, float]:
    """Seconds of the wall and of the processor that a command takes."""
    store = Path(tempfile.mkdtemp(dir=folder)) / "store"
    outputs = {"validate": [], "load": ["--store", str(store)]}
    output = outputs.get(words[0], ["-o", str(folder / "output")])
    line = [*_TYPED, *words, str(path), *output]
    wall, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    environment = os.environ | {"PYTHONPATH": _PATH}
    done = subprocess.run(line, capture_output=True, text=True, check=False, env=environment)
    wall, after = time.perf_counter() - wall, resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode and path.name != f"few{path.suffix}":  # whose references lead nowhere
        raise WrongAnswerError(f"exit code {done.returncode}: {(done.stderr or done.stdout)[:200]}")
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return wall, spent


def _beginning(path: Path) -> list[str]:
    """The first few messages of a corpus, with its header if it has one."""
    found: list[str] = []
    messages, name = 0, ""
    with path.open(encoding="utf-8") as stream:
        for line in stream:
            graph = line.rsplit(" ", 2)[1] if path.suffix == ".nq" else ""
            messages += not line.startswith("#") and (graph != name or not graph)
            name = graph
            if messages > _FEW:
                break
            found.append(line)
    return found


validate = partial(command, ("validate",))
to_nquads = partial(command, ("convert", "--to", "nquads"))
to_json_ld = partial(command, ("convert", "--to", "json-ld"))
find = partial(command, ("find",))
to_vrs = partial(command, ("convert", "--to", "vrs"))
validate_by_two = partial(command, ("validate", "--jobs", "2"))
to_nquads_by_two = partial(command, ("convert", "--to", "nquads", "--jobs", "2"))
load = partial(command, ("load",))
annotate = partial(command, ("convert", "--to", "vcf", "--annotate", "vrs"))
frame = partial(command, ("frame",))
