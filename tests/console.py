"""The console sessions in the documentation: finding them, running them, writing them anew.

python -m tests.console README.md     runs every session and puts its real output in
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent
_BLOCK = re.compile(r"```console\n(.*?)```", re.S)
_PYTHON = re.compile(r"```python\n(.*?)```\n\n```text\n(.*?)```", re.S)


class Command(NamedTuple):
    """A command of a session, and the output that the documentation shows for it."""

    line: str
    output: str


def sessions(text: str) -> list[list[Command]]:
    """The console sessions of a page, in order."""
    return [_commands(block) for block in _BLOCK.findall(text)]


def programs(text: str) -> list[tuple[str, str]]:
    """The Python programs of a page, each with the output that follows it."""
    return [(code, output) for code, output in _PYTHON.findall(text)]


def _commands(block: str) -> list[Command]:
    parts = re.split(r"^\$ (.*)\n", block, flags=re.M)[1:]
    return [Command(parts[n], parts[n + 1]) for n in range(0, len(parts), 2)]


def workspace() -> Path:
    """A new folder with what the sessions find in a clone."""
    folder = Path(tempfile.mkdtemp(prefix="clingen-ld-"))
    shutil.copytree(ROOT / "examples", folder / "examples")
    shutil.copytree(ROOT / "docs", folder / "docs")
    return folder


def run(command: str, folder: Path) -> str:
    """What a command prints, on standard output and standard error, in a folder."""
    tools = str(Path(sys.executable).parent)
    env = os.environ | {"PATH": f"{tools}:{os.environ['PATH']}", "COLUMNS": "100"}
    done = subprocess.run(
        ["sh", "-c", command],
        cwd=folder,
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return done.stdout


def _renew(path: Path) -> None:
    folder = workspace()

    def session(match: re.Match[str]) -> str:
        shown = "".join(f"$ {c.line}\n{run(c.line, folder)}" for c in _commands(match[1]))
        return f"```console\n{shown}```"

    def program(match: re.Match[str]) -> str:
        (folder / "program.py").write_text(match[1])
        output = run(f"{sys.executable} program.py", folder)
        return f"```python\n{match[1]}```\n\n```text\n{output}```"

    text = _BLOCK.sub(session, path.read_text())
    path.write_text(_PYTHON.sub(program, text))
    shutil.rmtree(folder)


if __name__ == "__main__":
    for name in sys.argv[1:]:
        _renew(Path(name))
