"""A full disk for temporary files is named as such, whatever is being written."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import BinaryIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clingen_ld import InputError, ReadOptions, convert
from clingen_ld.messages.n_quads.grouping import regrouped
from clingen_ld.messages.text import temporary
from clingen_ld.messages.text.kept_inputs import KeptStream
from clingen_ld.messages.text.temporary import DiskSet, temporary_file

FULL = r"^/[^:]*: No space left on device: make room .*TMPDIR"


def test_a_file_is_written_and_read() -> None:
    with temporary_file() as file:
        file.write(b"a\nb\n" * 200_000)
        file.seek(0)
        assert sum(line in (b"a\n", b"b\n") for line in file) == 400_000


@pytest.fixture
def full(monkeypatch: pytest.MonkeyPatch) -> None:
    """The disk for temporary files has no room."""
    device = partial(open, "/dev/full", "r+b")
    monkeypatch.setattr(tempfile, "TemporaryFile", device)


def _written() -> None:
    with temporary_file() as file:
        file.write(b"x" * 1_000_000)


def _written_at_the_end() -> None:
    with temporary_file() as file:
        file.write(b"x")


def _regrouped() -> None:
    with regrouped([b"<urn:a> <urn:b> <urn:c> <urn:d> .\n"] * 2) as lines:
        list(lines)


def _kept(folder: Path) -> None:
    path = folder / "a"
    path.write_bytes(b"{}" * 2_000_000)
    with open(path, "rb") as stream, closing(KeptStream(stream)) as kept:
        kept.size()


@pytest.mark.usefixtures("full")
@pytest.mark.parametrize("work", [_written, _written_at_the_end, _regrouped])
def test_there_is_no_room(work: Callable[[], None]) -> None:
    with pytest.raises(InputError, match=FULL):
        work()


@pytest.mark.usefixtures("full")
def test_there_is_no_room_for_a_stream(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=FULL):
        _kept(tmp_path)


def test_there_is_no_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    def none(**_: object) -> BinaryIO:
        raise FileNotFoundError(2, "No usable temporary directory found")

    monkeypatch.setattr(tempfile, "TemporaryFile", none)
    monkeypatch.setattr(tempfile, "gettempdir", none)
    with pytest.raises(InputError, match=r"^No usable temporary directory found: .*TMPDIR"):
        temporary_file()


@pytest.mark.usefixtures("full")
def test_the_output_is_not_blamed(tmp_path: Path) -> None:
    """N-Quads wait in a temporary file while it is seen whether they are grouped."""
    gene = {"resourceType": "Gene", "id": "G1", "symbol": "ILK"}
    source, quads = tmp_path / "a.json", tmp_path / "a.nq"
    source.write_text(json.dumps(gene))
    convert(source, "nquads", quads)
    target = tmp_path / "b.json"
    with pytest.raises(InputError, match=FULL):
        convert(quads, "resource-json", target, options=ReadOptions())
    assert not target.exists()


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=3)), st.integers(0, 9))
def test_it_is_a_set(names: list[str], few: int) -> None:
    expected: set[str] = set()
    with pytest.MonkeyPatch.context() as patch, DiskSet() as found:
        patch.setattr(temporary, "FEW", few)
        for name in names:
            assert found.add(name) == (name not in expected)
            expected.add(name)
            assert (name in found, len(found)) == (True, len(expected))
        assert "another name" not in found


@pytest.mark.parametrize("few", [0, 1, 2, 9])
def test_it_begins_with_names(few: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(temporary, "FEW", few)
    with DiskSet(["a", "b", "a"]) as found:
        assert ("a" in found, "c" in found, len(found)) == (True, False, 2)


def test_a_set_has_no_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(temporary, "FEW", 1)
    names = [f"name {n}" for n in range(10_000)]
    with DiskSet(["a", "b"]) as found:
        assert found._many is not None
        found._many.row("PRAGMA max_page_count = 4")
        with pytest.raises(InputError, match="SQLITE_TMPDIR"):
            all(map(found.add, names))
