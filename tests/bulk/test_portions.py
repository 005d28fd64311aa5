"""A folder is there when everything is in it, and not before."""

from __future__ import annotations

from pathlib import Path

import pytest

from clingen_ld import InputError
from clingen_ld.bulk.portions import whole_folder


def test_a_new_folder(tmp_path: Path) -> None:
    with whole_folder(tmp_path / "made") as folder:
        (folder / "a").write_text("a")
        assert not (tmp_path / "made").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["made"]
    assert (tmp_path / "made" / "a").read_text() == "a"


def test_an_empty_folder_may_be_there(tmp_path: Path) -> None:
    (tmp_path / "made").mkdir()
    with whole_folder(tmp_path / "made") as folder:
        (folder / "a").touch()
    assert [path.name for path in (tmp_path / "made").iterdir()] == ["a"]


def test_what_fails_leaves_nothing(tmp_path: Path) -> None:
    def fail() -> None:
        with whole_folder(tmp_path / "made") as folder:
            (folder / "a").touch()
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail()
    assert not list(tmp_path.iterdir())


def test_places_where_no_folder_can_be(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "mine").touch()
    for name, said in (
        ("folder", "there is something in this folder; name a new one"),
        ("file", "Not a directory"),
        ("none/below", "No such file or directory"),
        ("\0", "not a valid folder name"),
    ):
        with pytest.raises(InputError, match=said), whole_folder(f"{tmp_path}/{name}"):
            raise AssertionError("there is nothing to write to")
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["file", "folder", "mine"]
