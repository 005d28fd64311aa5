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
_CHANGE = re.compile(r"```diff\n\+\+\+ (\S+)\n(.*?)```", re.S)
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


class Change(NamedTuple):
    """A change of a file that a page shows: lines that go (`-`), come (`+`) or stay (a blank)."""

    file: str
    lines: str

    def make(self, folder: Path) -> None:
        """Change the file in a copy of the repository; lines alone are put at its end."""
        file = folder / self.file
        file.parent.mkdir(parents=True, exist_ok=True)
        text = file.read_text(encoding="utf-8") if file.exists() else ""
        lines = [line or " " for line in self.lines.splitlines()]
        old = "".join(f"{line[1:]}\n" for line in lines if line[0] != "+")
        new = "".join(f"{line[1:]}\n" for line in lines if line[0] != "-")
        if old and text.count(old) != 1:
            raise ValueError(f"{self.file} has {text.count(old)} times\n{old}")
        file.write_text(text.replace(old, new) if old else text + new, encoding="utf-8")


def steps(text: str) -> list[Change | Command]:
    """The changes and the commands of a page, in order."""
    found: list[Change | Command] = []
    for block in re.finditer(f"{_CHANGE.pattern}|{_BLOCK.pattern}", text, re.S):
        found += [Change(block[1], block[2])] if block[1] else _commands(block[3])
    return found


def repository() -> Path:
    """A copy of what makes the package, to be changed."""
    folder = Path(tempfile.mkdtemp(prefix="clingen-ld-"))
    for name in ("clingen_ld", "contexts", "shapes", "queries", "examples", "docs", "tests"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


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
    if (folder / "clingen_ld").is_dir():
        env["PYTHONPATH"] = str(folder)
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
    text = path.read_text()
    folder = repository() if _CHANGE.search(text) else workspace()

    def session(match: re.Match[str]) -> str:
        if match[1]:
            Change(match[1], match[2]).make(folder)
            return match[0]
        shown = "".join(f"$ {c.line}\n{run(c.line, folder)}" for c in _commands(match[3]))
        return f"```console\n{shown}```"

    def program(match: re.Match[str]) -> str:
        (folder / "program.py").write_text(match[1])
        output = run(f"{sys.executable} program.py", folder)
        return f"```python\n{match[1]}```\n\n```text\n{output}```"

    text = re.sub(f"{_CHANGE.pattern}|{_BLOCK.pattern}", session, text, flags=re.S)
    path.write_text(_PYTHON.sub(program, text))
    shutil.rmtree(folder)


if __name__ == "__main__":
    for name in sys.argv[1:]:
        _renew(Path(name))
