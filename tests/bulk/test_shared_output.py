"""Parts that several processes make stand in one output, each where it belongs."""

from __future__ import annotations

import errno
import io
import os
import random
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, cast

import pytest

from clingen_ld import ClingenError, InputError
from clingen_ld.bulk import shared_output
from clingen_ld.bulk.shared_output import OutputParts, PartText, Placed, SharedOutput
from tests.conftest import seeds


def text_of(data: bytes, folder: Path) -> PartText:
    text = PartText(str(folder))
    for n in range(0, len(data), 7):
        text.write(data[n : n + 7])
    return text


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """There is no other process that makes what comes before."""
    monkeypatch.setattr(shared_output, "_PATIENCE", 0.0)


@pytest.mark.parametrize("is_named", [True, False])
@pytest.mark.parametrize("in_memory", [40, 1 << 20])
@pytest.mark.parametrize("seed", seeds(4))
def test_parts_that_are_made_in_any_order(
    seed: int, in_memory: int, is_named: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shared_output, "_IN_MEMORY", in_memory)
    chance = random.Random(seed)
    made = [chance.randbytes(chance.choice((0, 1, 30, 60))) for _ in range(40)]
    lost = set(chance.sample(range(40), 5))
    folder = tmp_path / "folder"
    folder.mkdir()
    with (tmp_path / "out").open("xb") as stream:
        parts = OutputParts(stream, str(folder), is_named)
        placed: dict[int, Placed] = {}
        waiting, next_ = list(range(40)), 0
        while waiting:
            number = waiting.pop(chance.randrange(min(3, len(waiting))))
            if number in lost:
                parts.shared.leave_out(number)
                placed[number] = Placed()
            else:
                placed[number] = parts.shared.put(number, text_of(made[number], folder))
            while next_ in placed:
                parts.add(placed[next_])
                next_ += 1
        parts.end()
    expected = b"".join(text for number, text in enumerate(made) if number not in lost)
    assert (tmp_path / "out").read_bytes() == expected
    assert [each.name for each in folder.iterdir() if each.name != "sizes"] == []
    direct = sum(each.at is not None for each in placed.values())
    assert (3 < direct < 35) if is_named and in_memory > 40 else direct < 35
    assert is_named or not direct


def test_what_a_process_wrote_before_it_died_is_cut_off(tmp_path: Path) -> None:
    with (tmp_path / "out").open("xb") as stream:
        parts = OutputParts(stream, str(tmp_path), is_named=True)
        parts.add(parts.shared.put(0, text_of(b"one", tmp_path)))
        text_of(b"lost", tmp_path).write_at(os.open(tmp_path / "out", os.O_WRONLY), 3)
        parts.end()
    assert (tmp_path / "out").read_bytes() == b"one"


def test_a_part_made_twice_is_at_the_same_place(tmp_path: Path) -> None:
    with (tmp_path / "out").open("xb") as stream:
        parts = OutputParts(stream, str(tmp_path), is_named=True)
        first = [parts.shared.put(n, text_of(b"12345"[n:], tmp_path)) for n in range(3)]
        assert first[1] == parts.shared.put(1, text_of(b"2345", tmp_path)) == Placed(4, 5)
        assert first[2] == parts.shared.put(2, text_of(b"345", tmp_path))
        for each in first:
            parts.add(each)
        with pytest.raises(ClingenError, match="--jobs"):
            parts.add(Placed(1, at=7))
    assert (tmp_path / "out").read_bytes() == b"123452345345"


def test_an_output_without_places(tmp_path: Path) -> None:
    assert OutputParts(io.BytesIO(), str(tmp_path), is_named=True).shared.path == ""
    with open(os.devnull, "wb") as device:
        assert OutputParts(device, str(tmp_path), is_named=True).shared.path == ""


def test_a_disk_that_is_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One of the output is an `OSError`, one of temporary files says where they are."""

    def full(*_: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    with (tmp_path / "out").open("xb") as stream:
        shared = OutputParts(stream, str(tmp_path), is_named=True).shared
        with monkeypatch.context() as patch:
            patch.setattr(PartText, "write_at", full)
            with pytest.raises(OSError, match="No space") as raised:
                shared.put(0, text_of(b"one", tmp_path))
        assert not isinstance(raised.value, InputError)
        text = text_of(b"two", tmp_path)
        monkeypatch.setattr(os, "pwrite", full)
        with pytest.raises(InputError, match="TMPDIR"):
            shared.leave_out(0)
        monkeypatch.setattr(PartText, "_filed", cast("BinaryIO", full))
        with pytest.raises(InputError, match="TMPDIR"):
            SharedOutput(str(tmp_path), "").put(0, text)
        with suppress(OSError):
            stream.close()
