"""Packed files: what goes in comes out, and damage is said."""

from __future__ import annotations

import gzip
import io
import random
from collections.abc import Iterator
from pathlib import Path

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from clingen_ld import ReadOptions, convert
from clingen_ld.messages.text.compression import (
    DamagedError,
    Pieces,
    compressed,
    decompressed,
    plain_name,
)
from tests.console import ROOT

TEXT = b"a line of text\n" * 100_000


def pack(name: str) -> bytes:
    out = io.BytesIO()
    with compressed(out, name) as stream:
        for start in range(0, len(TEXT), 1000):
            stream.write(TEXT[start : start + 1000])
    return out.getvalue()


def unpack(data: bytes) -> bytes:
    with decompressed(io.BytesIO(data)) as stream:
        return stream.read()


@pytest.mark.parametrize("name", ["a", "a.gz", "a.vcf.gz", "a.json.bgz", "a.zst"])
def test_what_goes_in_comes_out(name: str) -> None:
    data = pack(name)
    assert unpack(data) == TEXT
    assert pack(name) == data
    assert (len(data) < 10_000) == (name != "a")
    # Packed files may stand one after the other.
    assert unpack(data + data) == TEXT + TEXT


@pytest.mark.parametrize("name", ["a.gz", "a.vcf.gz", "a.json.bgz", "a.zst"])
def test_lines_of_packed_files(name: str) -> None:
    with decompressed(io.BytesIO(pack(name))) as stream:
        assert sum(1 for _ in stream) == 100_000


@pytest.mark.parametrize("name", ["a.gz", "a.vcf.gz", "a.json.bgz", "a.zst"])
@pytest.mark.parametrize("damage", ["short", "changed", "tail"])
def test_damage(name: str, damage: str) -> None:
    data = pack(name)
    if damage == "short":
        data = data[: len(data) // 2]
    elif damage == "changed":
        middle = len(data) // 2
        data = (
            data[:middle]
            + bytes(255 - octet for octet in data[middle : middle + 8])
            + data[middle + 8 :]
        )
    else:
        data += b"rubbish"
    with pytest.raises(DamagedError, match="data is damaged"):
        unpack(data)


def test_frames_of_other_programs() -> None:
    long = zstandard.ZstdCompressor(write_content_size=False).compress(TEXT)
    assert unpack(long) == TEXT
    assert unpack(zstandard.ZstdCompressor().compress(b"")) == b""


def test_names() -> None:
    assert [plain_name(n) for n in ("a.nq", "a.nq.gz", "a.nq.zst")] == ["a.nq"] * 3


def test_files_of_the_commands(examples: Path, tmp_path: Path) -> None:
    for name in ("alleles.nq.gz", "alleles.nq.zst"):
        convert(examples / "ilk", "nquads", tmp_path / name)
    found = [
        convert(tmp_path / n, "resource-json").text for n in ("alleles.nq.gz", "alleles.nq.zst")
    ]
    assert found[0] == found[1]
    assert (tmp_path / "alleles.nq.gz").read_bytes()[:2] == gzip.compress(b"")[:2]
    folder = convert(tmp_path, "resource-json")
    assert folder.resources == 20
    damaged = tmp_path / "damaged.nq.zst"
    damaged.write_bytes((tmp_path / "alleles.nq.zst").read_bytes()[:-20])
    done = convert([damaged, tmp_path / "alleles.nq.gz"], "resource-json")
    assert done.resources == 10
    [problem] = done.problems
    assert problem.file == str(damaged)
    assert "the zstd data is damaged: it ends in the middle" in problem.values["message"]


# --- in blocks ----------------------------------------------------------------------------------


def in_blocks(text: bytes) -> bytes:
    out = io.BytesIO()
    with compressed(out, "a.vcf.gz") as stream:
        stream.write(text)
    return out.getvalue()


@pytest.mark.parametrize("size", [0, 1, 0xFF00 - 1, 0xFF00, 0xFF00 + 1, 3 * 0xFF00])
@pytest.mark.parametrize("is_random", [False, True])
def test_blocks_of_any_text(size: int, is_random: bool) -> None:
    """What cannot be made smaller still fits into blocks."""
    text = random.Random(size).randbytes(size) if is_random else b"A" * size
    data = in_blocks(text)
    assert gzip.decompress(data) == unpack(data) == text
    starts, at = 0, 0
    while at < len(data):
        assert data[at : at + 4] == b"\x1f\x8b\x08\x04"
        assert data[at + 12 : at + 14] == b"BC"
        at += int.from_bytes(data[at + 16 : at + 18], "little") + 1
        starts += 1
    assert starts == -(-size // 0xFF00) + 1


def test_variant_files_can_be_indexed(tmp_path: Path) -> None:
    """As tabix, bcftools and their libraries do."""
    pysam, cyvcf2 = pytest.importorskip("pysam"), pytest.importorskip("cyvcf2")
    path = tmp_path / "examples.vcf.gz"
    variants = ROOT / "docs" / "variants.vcf"
    convert(variants, "vcf", path, options=ReadOptions(assembly="GRCh38"))
    assert convert(path, "resource-json").resources
    rows = [line for line in gzip.decompress(path.read_bytes()).decode().splitlines()
            if not line.startswith("#")]  # fmt: skip
    last = rows[-1].split("\t")
    pysam.tabix_index(str(path), preset="vcf")
    with pysam.TabixFile(str(path)) as tabix:
        assert list(tabix.fetch(last[0], int(last[1]) - 1, int(last[1]))) == [rows[-1]]
    found = [variant.POS for variant in cyvcf2.VCF(str(path))(f"{last[0]}:{last[1]}-{last[1]}")]
    assert found == [int(last[1])]


@given(st.lists(st.binary(max_size=9)), st.integers(1, 12))
def test_pieces_are_read_as_one(pieces: list[bytes], count: int) -> None:
    stream = Pieces(iter(pieces))
    buffered = io.BufferedReader(stream, 4)
    found = list(iter(lambda: buffered.read(count), b""))
    assert b"".join(found) == b"".join(pieces)
    assert all(len(each) == count for each in found[:-1])
    assert stream.size == sum(map(len, pieces))


def test_no_piece_is_asked_for_before_it_is_needed() -> None:
    asked: list[int] = []

    def pieces() -> Iterator[bytes]:
        for n in range(3):
            asked.append(n)
            yield b"x"

    assert Pieces(pieces()).read(1) == b"x"
    assert asked == [0]


def test_what_pzstd_writes_is_read() -> None:
    skipped = b"\x50\x2a\x4d\x18\x04\0\0\0size"
    packed = skipped + zstandard.compress(b"[1,") + skipped + zstandard.compress(b"2]")
    assert unpack(packed) == b"[1,2]"
