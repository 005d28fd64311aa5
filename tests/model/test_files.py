"""The files that define the model, each listed once."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

import clingen_ld
from clingen_ld.model import Model
from clingen_ld.model.files import (
    GENERATED,
    SHAPES,
    context_texts,
    folder,
    module_file,
    rule_example_file,
    shapes,
    shapes_text,
    shown_path,
)


def test_every_file_of_shapes_is_listed_once() -> None:
    found = {p.relative_to(folder("shapes")).as_posix() for p in folder("shapes").rglob("*.ttl")}
    assert {name for name in found if not name.startswith("examples/")} == set(SHAPES)
    assert len(set(SHAPES)) == len(SHAPES)
    assert GENERATED in SHAPES


def test_some_shapes_or_all() -> None:
    assert [path.name for path in shapes("links.ttl")] == ["links.ttl"]
    assert shapes_text("links.ttl", "whole.ttl") in shapes_text("links.ttl", "whole.ttl", *SHAPES)
    assert all(path.read_text(encoding="utf-8") in shapes_text() for path in shapes())


def test_every_rule_has_its_two_examples(model: Model) -> None:
    for rule in model.rules:
        for side in ("keeps", "breaks"):
            assert rule_example_file(rule, side).is_file()


@pytest.mark.parametrize("module", ["clingen_ld.model.files", "clingen_ld.errors"])
def test_the_file_of_a_module_as_it_is_shown(module: str) -> None:
    assert module_file(module).is_file()
    assert shown_path(module_file(module)) == f"{module.replace('.', '/')}.py"


def test_contexts_are_those_of_the_folder() -> None:
    names = [path.name for path in sorted(folder("contexts").glob("*.jsonld"))]
    assert list(context_texts()) == names


def test_a_package_in_an_archive_says_what_to_do(tmp_path: Path) -> None:
    """Nothing is read from ZIP files that Python imports from."""
    with ZipFile(tmp_path / "packed.zip", "w") as archive:
        for path in Path(clingen_ld.__file__).parent.rglob("*.py"):
            archive.write(path, path.relative_to(Path(clingen_ld.__file__).parents[1]))
    code = "import clingen_ld; clingen_ld.load_model()"
    env = os.environ | {"PYTHONPATH": str(tmp_path / "packed.zip")}
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, env=env, cwd=tmp_path)
    assert done.stderr.endswith("there is no such folder; install the package unpacked\n")
