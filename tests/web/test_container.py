"""The container: its files are sound, and what they do works in a new environment."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import httpx
import pytest
import yaml

from clingen_ld.cli.main import cli
from tests.console import ROOT
from tests.web.test_app import serving

DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))


def commands() -> Iterator[list[str]]:
    """The commands of ours that the files run."""
    [last] = re.findall(r"^CMD (\[.*\])$", DOCKERFILE, re.M)
    yield json.loads(last)
    for service in COMPOSE["services"].values():
        if "build" in service:
            yield service["command"]


@pytest.mark.parametrize("command", [*commands()], ids=" ".join)
def test_every_command_is_one(command: list[str]) -> None:
    name, *arguments = command
    found = cli.get_command(click.Context(cli), name)
    assert found is not None
    found.make_context(name, arguments)


def test_the_dockerfile_is_linted() -> None:
    linter = Path(sys.executable).with_name("hadolint")
    ran = subprocess.run([linter, ROOT / "Dockerfile"], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout


def test_nobody_has_rights_that_are_not_needed() -> None:
    user = re.findall(r"^USER (.*)$", DOCKERFILE, re.M)
    assert user
    assert user[-1] not in ("root", "0")
    assert DOCKERFILE.index("USER ") < DOCKERFILE.index("ENTRYPOINT ")
    assert "HEALTHCHECK" in DOCKERFILE


@pytest.mark.slow
def test_the_steps_of_the_dockerfile(tmp_path: Path) -> None:
    """What `.dockerignore` leaves is enough to build; the extras that it installs can serve."""
    context = tmp_path / "context"
    context.mkdir()
    for line in (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines():
        if line.startswith("!"):
            source = ROOT / line[1:]
            copy = shutil.copytree if source.is_dir() else shutil.copy
            copy(source, context / line[1:])
    [extras] = re.findall(r"whl\)\[([a-z,]+)\]", DOCKERFILE)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert set(extras.split(",")) <= set(project["optional-dependencies"])
    uv, here = Path(sys.executable).with_name("uv"), tmp_path / "environment"
    env = {"VIRTUAL_ENV": str(here), "UV_SYSTEM_CERTS": "1", "PATH": "/usr/bin:/bin"}
    for step in (
        [uv, "venv", "--quiet", "--python", sys.executable, here],
        [uv, "pip", "install", "--quiet", f"{context}[{extras}]"],
    ):
        subprocess.run([*map(str, step)], env=env, check=True, cwd=tmp_path)
    with serving(command=str(here / "bin" / "clingen-ld")) as (address, _):
        assert httpx.get(f"{address}/health").status_code == 200
