"""What is passed over in folders: patterns, and .gitignore as git itself reads it."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

import clingen_ld
from clingen_ld import Exclusion, UsageError
from clingen_ld.messages.text.exclusion import is_below
from clingen_ld.messages.text.inputs import find_files

FILES = ("a.json", "old/a.json", "old/keep.json", "new/a.json", "new/old/b.json", "new/c d.json")
FOLLOWING = Exclusion(gitignore=True)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "messages"
    for name in FILES:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("{}", encoding="utf-8")
    return folder


def read(folder: Path, exclude: Exclusion) -> set[str]:
    """The files that are read, from the folder on."""
    return {Path(name).relative_to(folder).as_posix() for name in find_files([folder], exclude)}


@pytest.mark.parametrize(
    ("top", "below"),
    [
        ("old/\n", ""),
        ("/old/\n", ""),
        ("old/*\n!keep.json\n", ""),
        ("old/\n!keep.json\n", ""),  # what is in an ignored folder cannot be taken back
        ("*.json\n", "!a.json\n"),
        ("*\n!*/\n!keep.json\n", ""),
        ("# old/\n\n  \nc\\ d.json\n", "/old\n"),
        ("new/**/b.json\n", ""),
        ("[a\n!\na.json\n", ""),
    ],
)
def test_gitignore_is_read_as_git_reads_it(folder: Path, top: str, below: str) -> None:
    subprocess.run(["git", "init", "--quiet", folder], check=True)
    (folder / ".gitignore").write_text(top, encoding="utf-8")
    (folder / "new" / ".gitignore").write_text(below, encoding="utf-8")
    command = ["git", "-C", str(folder), "ls-files", "-z", "--others", "--exclude-standard"]
    listed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    by_git = {name for name in listed.split("\0") if name.endswith(".json")}
    assert read(folder, FOLLOWING) == by_git
    assert read(folder, Exclusion()) == set(FILES)


def test_a_repository_holds_for_its_folders_unless_it_ignores_them(folder: Path) -> None:
    (folder / ".git").mkdir()
    (folder / ".gitignore").write_text("old/\na.json\n", encoding="utf-8")
    assert read(folder / "new", FOLLOWING) == {"c d.json"}
    assert read(folder / "old", FOLLOWING) == {"a.json", "keep.json"}
    assert read(folder / "new" / "old", FOLLOWING) == {"b.json"}


def test_above_no_repository_nothing_holds(folder: Path) -> None:
    (folder / ".gitignore").write_text("*.json\n", encoding="utf-8")
    assert read(folder / "new", FOLLOWING) == {"a.json", "old/b.json", "c d.json"}
    assert read(folder, FOLLOWING) == set()


@pytest.mark.parametrize(
    ("pattern", "left"),
    [
        ("old", {"a.json", "new/a.json", "new/c d.json"}),
        ("messages/old/", set(FILES) - {"old/a.json", "old/keep.json"}),
        ("/old/", set(FILES)),
        ("?.json", {"old/keep.json", "new/c d.json"}),
    ],
)
def test_patterns_count_from_their_folder(folder: Path, pattern: str, left: set[str]) -> None:
    assert read(folder, Exclusion(((str(folder.parent), pattern),))) == left


def test_what_is_passed_over_is_named_and_named_files_are_read(folder: Path) -> None:
    passed: list[str] = []
    exclude = Exclusion(((str(folder), "old/"), (str(folder), "/a.json")))
    list(find_files([folder], exclude, passed.append))
    assert passed == [f"{folder}/{name}" for name in ("old/", "a.json", "new/old/")]
    assert list(find_files([folder / "a.json"], exclude)) == [str(folder / "a.json")]


@pytest.mark.parametrize("jobs", [1, 2])
def test_verbs_pass_over_the_same(folder: Path, jobs: int) -> None:
    from clingen_ld.bulk.validating import validate as validate_at_once

    exclude = Exclusion(((str(folder), "old"),))
    options = clingen_ld.ValidationOptions(read=clingen_ld.ReadOptions(exclude=exclude))
    assert validate_at_once([folder], options, jobs=jobs).files == 3
    assert clingen_ld.validate(folder, exclude=exclude).files == 3


def test_what_is_no_pattern() -> None:
    with pytest.raises(UsageError, match="not a pattern"):
        is_below(("!",), "/a", "/a/b.json")
