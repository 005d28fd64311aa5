"""Virtuoso's bulk loader, with a server of its own in a temporary folder, where it is installed."""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

from benchmarks import sampling
from benchmarks.work import MissingError, Run, WrongAnswerError
from tests.stores.servers import VIRTUOSO, free_port

_SECONDS = 60


def bulk_load(corpus: Path, limit: int) -> Run:
    """Virtuoso loads ready N-Quads."""
    program, client = shutil.which("virtuoso-t"), shutil.which("isql-vt")
    if program is None or client is None:
        raise MissingError("not installed (Debian: virtuoso-opensource-7)")
    folder, port = Path(tempfile.mkdtemp()), free_port()
    settings = VIRTUOSO.format(sql=port, http=free_port())
    for name, number in (("NumberOfBuffers", 85_000), ("MaxDirtyBuffers", 62_500)):
        settings = re.sub(f"(?m)^{name} = .*$", f"{name} = {number}", settings)
    (folder / "virtuoso.ini").write_text(settings, encoding="utf-8")
    graphs = sampling.graphs(corpus, limit)
    quads = sum(graph.count("\n") for graph in graphs)
    (folder / "data.nq").write_text("".join(graphs), encoding="utf-8")
    server = subprocess.Popen(
        [program, "+foreground", "+configfile", "virtuoso.ini"],
        cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip

    def ask(text: str) -> str:
        command = [client, f"127.0.0.1:{port}", "dba", "dba", f"exec={text}"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        return done.stdout if done.returncode == 0 else ""

    end = time.monotonic() + _SECONDS
    while "1 Rows." not in ask("select 1;"):
        if time.monotonic() > end or server.poll() is not None:
            server.kill()
            raise WrongAnswerError("the server does not answer")
        time.sleep(0.2)
    ask("ld_dir ('.', 'data.nq', 'urn:x');")

    def run() -> int:
        try:
            ask("rdf_loader_run (); checkpoint;")
            if str(quads) not in ask(
                "sparql select count(*) where { graph ?g { ?s ?p ?o } "
                "filter (strstarts(str(?g), 'http://clingendb')) };"
            ):
                raise WrongAnswerError("not all quads are there")
            return len(graphs)
        finally:
            server.kill()
            server.wait()

    return run
