"""The page about the architecture: its picture is current, and what it names exists."""

from __future__ import annotations

import ast
import re
from collections import Counter
from importlib import import_module
from pathlib import Path

import grimp
import pytest

from scripts.draw_rooms import PICTURE, draw

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
NAMES = sorted(set(re.findall(r"`(clingen_ld\.[\w.]+)`", PAGE)))
PATHS = sorted(set(re.findall(r"`((?:clingen_ld|shapes|contexts|tests|scripts)/[\w./-]+)`", PAGE)))


def test_the_picture_is_current() -> None:
    assert PICTURE.read_text(encoding="utf-8") == draw(), "run python scripts/draw_rooms.py"


@pytest.mark.parametrize("name", NAMES)
def test_names_exist(name: str) -> None:
    try:
        import_module(name)
    except ModuleNotFoundError:
        module, _, attribute = name.rpartition(".")
        assert hasattr(import_module(module), attribute)


@pytest.mark.parametrize("path", PATHS)
def test_paths_exist(path: str) -> None:
    assert (ROOT / path).exists()


def test_modules_import_each_other_in_no_circle() -> None:
    graph = grimp.build_graph("clingen_ld", cache_dir=None, exclude_type_checking_imports=True)
    below = {m: graph.find_modules_directly_imported_by(m) for m in graph.modules}
    done: set[str] = set()
    while ready := {m for m in below.keys() - done if below[m] <= done}:
        done |= ready
    assert below.keys() - done == set()


def test_no_two_public_classes_have_one_name() -> None:
    names = Counter(
        name
        for path in (ROOT / "clingen_ld").rglob("*.py")
        for name in re.findall(r"(?m)^class ([^\W_]\w*)", path.read_text(encoding="utf-8"))
    )
    assert len(names) > 200
    assert [name for name, count in names.items() if count > 1] == []


# What the library may not do: print, exit, or read the environment.
_ALLOWED = {
    ("bulk/processes.py", "_exit"): "a child process that is told to stop leaves at once",
    ("bulk/processes.py", "environ"): "processes that are spawned hash alike by that alone",
    ("bulk/spark_session.py", "environ"): "Spark takes the Python of its workers from there alone",
}


@pytest.mark.slow
def test_only_the_command_line_prints_exits_and_reads_the_environment() -> None:
    found = set()
    for path in (ROOT / "clingen_ld").rglob("*.py"):
        name = path.relative_to(ROOT / "clingen_ld").as_posix()
        if name.startswith("cli/") or name == "__main__.py":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                if node.func.id in ("print", "exit", "quit", "breakpoint"):
                    found.add((name, node.func.id))
            elif isinstance(node, ast.Attribute) and node.attr in ("environ", "getenv", "_exit"):
                found.add((name, node.attr))
            elif isinstance(node, ast.Attribute) and ast.unparse(node) == "sys.exit":
                found.add((name, "sys.exit"))
    assert found == _ALLOWED.keys()
