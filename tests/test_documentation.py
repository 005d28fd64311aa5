"""Every command and program in the documentation, run, gives what the page shows."""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.console import ROOT, Change, programs, run, sessions, steps, workspace

PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
SESSIONS = [
    pytest.param(page, marks=pytest.mark.spark if "--engine spark" in page.read_text() else ())
    for page in PAGES
    if not any(isinstance(step, Change) for step in steps(page.read_text()))
]
"""The pages that do not change the package; test_extending.py follows the others."""


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    made = workspace()
    yield made
    shutil.rmtree(made)


@pytest.mark.slow
@pytest.mark.parametrize("page", SESSIONS, ids=lambda p: p.name)
def test_console_sessions_and_then_python_programs(page: Path, folder: Path) -> None:
    for session in sessions(page.read_text()):
        for command in session:
            assert run(command.line, folder) == command.output, command.line
    for code, output in programs(page.read_text()):
        (folder / "program.py").write_text(code)
        assert run(f"{sys.executable} program.py", folder) == output


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_links_into_the_repository_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)[^)]*\)", page.read_text()):
        if not target.startswith(("http:", "https:")):
            assert (page.parent / target).exists(), target


@pytest.mark.parametrize("index", [ROOT / "README.md", ROOT / "docs" / "README.md"])
def test_an_index_has_every_page_by_its_kind(index: Path) -> None:
    """Tutorial, how-to guides, reference, explanation: each page is one of them."""
    text = index.read_text()
    text = text[text.index("Documentation\n") :]
    kinds = re.split(r"(?m)^(?:## |\| )(Tutorial|How-to guides|Reference|Explanation)\b", text)
    assert kinds[1::2] == ["Tutorial", "How-to guides", "Reference", "Explanation"]
    kinds[-1] = kinds[-1].partition("\n\n## ")[0]
    linked = [
        (index.parent / target).resolve()
        for kind in kinds[2::2]
        for target in re.findall(r"\]\(([^)]+[.]md)\)", kind)
    ]
    pages = {*(ROOT / "docs").glob("*.md"), ROOT / "SECURITY.md"} - {ROOT / "docs" / "README.md"}
    assert sorted(linked) == sorted(pages)


def test_the_readme_names_every_dependency_with_its_reason() -> None:
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    text = (ROOT / "README.md").read_text().lower()
    for requirement in project["dependencies"]:
        name = re.split(r"[<>=\[; ]", requirement)[0]
        assert f"[{name}]" in text, name
