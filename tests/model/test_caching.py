"""The model is compiled once, and anew when anything changes that it is made of."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from clingen_ld.model import Model, files, load_model, loading

Load = Callable[[], tuple[Model, bool]]


@pytest.fixture
def shapes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the shapes, from which the model is made."""
    copy = shutil.copytree(files.folder("shapes"), tmp_path / "shapes")
    monkeypatch.setattr(files, "folder", lambda name: tmp_path / name)
    return copy


@pytest.fixture
def load(shapes: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Load:
    """Loads the model as a new process does; says whether the shapes were read for it."""
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setattr(sys, "pycache_prefix", str(tmp_path / "compiled"))
    read, calls = loading.read_model, []

    def counted(turtle: str) -> Model:
        calls.append(turtle)
        return read(turtle)

    monkeypatch.setattr(loading, "read_model", counted)

    def loaded() -> tuple[Model, bool]:
        before = len(calls)
        return load_model.__wrapped__(), len(calls) > before

    return loaded


def compiled(folder: Path) -> list[Path]:
    return [path for path in (folder / "compiled").rglob("*") if path.is_file()]


def test_the_shapes_are_read_once(load: Load, tmp_path: Path, model: Model) -> None:
    first, second = load(), load()
    assert (first[1], second[1]) == (True, False)
    assert len(compiled(tmp_path)) == 1
    for found, _ in (first, second):
        assert found.types == model.types
        assert found.value_sets == model.value_sets
        assert found.rules == model.rules
        assert found.superclasses == model.superclasses
    with pytest.raises(TypeError):
        second[0].types["Gene"] = model.types["Gene"]  # type: ignore[index]


@pytest.mark.slow
def test_a_change_is_seen(load: Load, shapes: Path, tmp_path: Path) -> None:
    load()
    path = shapes / "vocabulary.ttl"
    path.write_text(path.read_text().replace('owl:versionInfo "', 'owl:versionInfo "9.'))
    changed, is_read = load()
    assert is_read
    assert changed.version.startswith("9.")
    assert not load()[1]
    os.utime(path, (0, 0))
    assert load()[1]
    assert len(compiled(tmp_path)) == 1


@pytest.mark.slow
@pytest.mark.parametrize("damage", [b"", b"x", b"\x80\x05.", b"cut"])
def test_what_is_damaged_is_made_anew(load: Load, tmp_path: Path, damage: bytes) -> None:
    load()
    [path] = compiled(tmp_path)
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2] if damage == b"cut" else damage)
    assert load()[1]
    assert path.read_bytes() == whole


@pytest.mark.slow
def test_where_nothing_can_be_written(
    load: Load, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "compiled").write_text("a file where the folder should be")
    assert [load()[1], load()[1]] == [True, True]
    monkeypatch.setattr(sys, "pycache_prefix", str(tmp_path / "other"))
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert load()[1]
    assert not (tmp_path / "other").exists()


@pytest.mark.slow
def test_a_file_with_any_byte_changed_is_made_anew(load: Load, tmp_path: Path) -> None:
    load()
    [path] = compiled(tmp_path)
    whole = path.read_bytes()
    for place in (0, len(whole) // 3, len(whole) // 2, len(whole) - 1):
        damaged = bytearray(whole)
        damaged[place] ^= 1
        path.write_bytes(damaged)
        assert load()[1]
        assert not load()[1]
