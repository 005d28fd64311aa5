"""Running the command line: within the test for its logic, as a process for the real thing."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from click.testing import CliRunner

from clingen_ld.cli.main import cli, report

COMMAND = str(Path(sys.executable).parent / "clingen-ld")
HANGS = 600
"""The seconds after which a process is taken to hang, on however busy a machine."""

GENE: dict[str, Any] = {
    "resourceType": "Gene",
    "id": "GENE1",
    "identifier": [{"system": "http://www.genenames.org/", "value": "HGNC:1100"}],
    "symbol": "BRCA1",
    "name": "BRCA1 DNA repair associated",
}
"""A right message."""
ERROR = {key: value for key, value in GENE.items() if key != "name"} | {"aliasSymbols": "x"}
WARNING = {key: value for key, value in GENE.items() if key != "identifier"}
INFO = GENE | {"aliasSymbol": "RNF53"}


class Outcome(NamedTuple):
    """How a run ended, and what it said."""

    code: int
    out: str
    err: str


def call(*args: object, stdin: str | None = None) -> Outcome:
    """Run the command within this process."""
    given = [os.fspath(a) if isinstance(a, os.PathLike) else str(a) for a in args]
    result = CliRunner().invoke(cli, given, input=stdin, standalone_mode=False)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        runner = CliRunner()
        with runner.isolation() as (out, err, _):
            code = report(result.exception, debug=False)
            said = out.getvalue() + err.getvalue()
        return Outcome(code, result.stdout, result.stderr + said.decode())
    code = result.return_value if isinstance(result.return_value, int) else result.exit_code
    return Outcome(code, result.stdout, result.stderr)


def run(
    *args: object,
    stdin: str | bytes = b"",
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
) -> Outcome:
    """Run the command as a process of its own."""
    data = stdin.encode() if isinstance(stdin, str) else stdin
    done = subprocess.run(
        [COMMAND, *(os.fspath(a) if isinstance(a, os.PathLike) else str(a) for a in args)],
        input=data,
        capture_output=True,
        cwd=cwd,
        env=os.environ | {"COLUMNS": "100"} | dict(env or {}),
        timeout=HANGS,
        check=False,
    )
    return Outcome(done.returncode, done.stdout.decode(), done.stderr.decode())


def shell(script: str, cwd: Path) -> Outcome:
    """Run a line of shell in which `clingen-ld` is the command."""
    path = f"{Path(COMMAND).parent}:{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-c", script],
        cwd=cwd,
        env=os.environ | {"PATH": path, "COLUMNS": "100"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=HANGS,
        check=False,
    )
    return Outcome(done.returncode, done.stdout, done.stderr)


def write(path: Path, value: object) -> Path:
    """A JSON file with a value."""
    path.write_text(json.dumps(value), encoding="utf-8")
    return path


def no_traceback(outcome: Outcome) -> bool:
    """Whether a run said nothing that only a programmer can read."""
    return "Traceback" not in outcome.err and 'File "' not in outcome.err
