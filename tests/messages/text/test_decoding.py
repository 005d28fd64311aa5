"""Texts that are larger than a message may be: refused by name, in little memory."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import resource
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import zstandard

from clingen_ld.bulk.validating import validate as validate_by_jobs
from clingen_ld.errors import InputError
from clingen_ld.messages import reading
from clingen_ld.messages.message import Message, Problem, ReadOptions
from clingen_ld.messages.reading import read_inputs
from clingen_ld.messages.text import decoding
from clingen_ld.messages.text.compression import decompressed
from clingen_ld.messages.text.inputs import open_input
from clingen_ld.messages.text.layout import ENOUGH
from clingen_ld.model import load_model
from clingen_ld.validation.session import ValidationOptions, validate
from tests.cli.running import HANGS, run

GENE = json.dumps({
    "resourceType": "Gene",
    "id": "G1",
    "identifier": [{"value": "HGNC:1100"}],
    "symbol": "BRCA1",
    "name": "BRCA1 DNA repair associated",
})  # fmt: skip
SMALL = ReadOptions(largest=300_000)
LONG = "x" * 400_000
LARGE = GENE.replace("BRCA1 DNA", LONG)


def _said(text: str | bytes, path: Path, options: ReadOptions = SMALL) -> list[str | int | None]:
    """What reading gives: the types of messages, and the lines of what is too large."""
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    found: list[str | int | None] = []
    for item in read_inputs([path], options, load_model()):
        if isinstance(item, Problem):
            assert "more than" in item.values.get("message", ""), item
            found.append(item.line)
        else:
            found.append(item.type)
    return found


@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"{GENE}\n{LARGE}\n{GENE}\n", ["Gene", 2, "Gene"]),
        (f"{LARGE}\n{GENE}\n{GENE}\n", [1, "Gene", "Gene"]),
        (f"{LARGE}\n{LARGE}\n{LARGE}\n{GENE}", [1, 2, 3, "Gene"]),
        (f"{GENE}\n{GENE}\n{GENE}\n{GENE}\n{LARGE}", [*["Gene"] * 4, 5]),
        (LARGE, [1]),
        (json.dumps(json.loads(LARGE), indent=1), [1]),
        (f"[{GENE},{LARGE}]", [1]),
        (f"[{','.join([GENE] * 4000)}]", ["Gene"] * 4000),
        (f"[{' ' * 3_000_000}{GENE}]", [1]),
        (f'<Gene xmlns="http://clingen.org/model/allele/"><name value="{LONG}"/></Gene>', [1]),
        (f'<http://e/s> <http://e/p> "{LONG}" .\n', [1]),
        (f'@prefix e: <http://e/> . e:s e:p "{LONG}" .\n', [1]),
    ],
    ids=map(str, range(12)),
)
@pytest.mark.parametrize("packed", [bytes, gzip.compress, zstandard.compress])
def test_what_is_too_large_is_passed_over(
    text: str, expected: list[str | int], packed: Callable[[bytes], bytes], tmp_path: Path
) -> None:
    assert _said(packed(text.encode()), tmp_path / "a") == expected


def test_several_processes_say_the_same(tmp_path: Path) -> None:
    path = tmp_path / "a.ndjson"
    path.write_text(f"{LARGE}\n{GENE}\n{LARGE}\n")
    options = ValidationOptions(SMALL)
    assert validate_by_jobs([path], options, jobs=2) == validate_by_jobs([path], options, jobs=1)


@pytest.mark.slow
def test_the_size_is_an_option_and_a_setting(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text(GENE.replace("BRCA1 DNA", "x" * (3 << 20)))
    small, large = run("validate", path, "--max-size", "2"), run("validate", path)
    assert (small.code, large.code) == (1, 0)
    assert "more than 2 MB" in small.out
    settings = tmp_path / "clingen-ld.toml"
    settings.write_text("max-size = 2\n")
    named = f"settings: {settings}\n"  # as they are of no folder below this one
    found = run("validate", path, "--config", settings)
    assert (found.code, found.out) == (1, small.out + named)
    found = run("validate", path, "--config", settings, "--max-size", "4")
    assert (found.code, found.out) == (0, large.out + named)


def test_texts_with_too_many_values(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (decoding, reading):
        monkeypatch.setattr(module, "MOST_VALUES", 1000)
    for values in "1," * 1001, '{"a":[1]},' * 334:  # each object is three values
        many = GENE.replace('"BRCA1"', f"[{values}1]")
        assert _said(many, tmp_path / "a") == [1]
        assert _said(f"{GENE}\n{many}\n{GENE}", tmp_path / "a") == ["Gene", 2, "Gene"]
        array = f"[{GENE},{' ' * ENOUGH}\n{many},\n{GENE}]"
        assert _said(array, tmp_path / "a") == ["Gene", 2, "Gene"]


# --- Packed data --------------------------------------------------------------------------------


def _bomb(end: bytes, megabytes: int) -> bytes:
    """Zstd data of very many spaces and an end."""
    packer = zstandard.ZstdCompressor(write_checksum=True).compressobj()
    parts = [packer.compress(b" " * (1 << 20)) for _ in range(megabytes)]
    return b"".join([*parts, packer.compress(end), packer.flush()])


@pytest.mark.slow
@pytest.mark.parametrize(
    "start", ['{"a": "', "<a>", "[", "##fileformat=VCFv4.3\n", "<http://e/s> "]
)
def test_bombs_take_little_memory(start: str, tmp_path: Path) -> None:
    path = tmp_path / "a.zst"
    path.write_bytes(zstandard.compress(start.encode()) + _bomb(b"\n", 1500))
    done = subprocess.run(
        [sys.executable, "-m", "clingen_ld", "validate", path],
        capture_output=True,
        text=True,
        timeout=HANGS,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_DATA, (512 << 20,) * 2),
    )
    assert done.returncode == 1, done.stderr
    assert "error" in done.stdout


@pytest.mark.parametrize("level", [1, 3, 19])
@pytest.mark.parametrize("size", [0, 1, 255, 65_791, 300_000, 3_000_000])
@pytest.mark.parametrize("sized", [True, False])
def test_zstd_is_read_block_by_block(level: int, size: int, sized: bool) -> None:
    content = (b"ACGT" * 99 + bytes(range(256))) * (size // 600) + b" " * (size % 600)
    packer = zstandard.ZstdCompressor(
        level=level, write_checksum=sized, write_content_size=sized, threads=0
    )
    skipped = b"\x5a\x2a\x4d\x18\x03\x00\x00\x00abc"
    packed = packer.compress(content)
    with decompressed(io.BytesIO(packed + skipped + packed)) as stream:
        assert stream.read() == content * 2


def test_zstd_that_ends_or_is_damaged_is_an_error(tmp_path: Path) -> None:
    packed = zstandard.compress(b"ACGT" * 1000)
    for data in (packed[:-1], packed[:7], packed + packed[:5], packed + b"none at all at all at"):
        (tmp_path / "a.zst").write_bytes(data)
        with (
            pytest.raises(InputError, match="zstd data is damaged"),
            open_input(str(tmp_path / "a.zst")) as stream,
        ):
            stream.read()


@pytest.mark.slow
def test_messages_before_the_damage_are_read(tmp_path: Path) -> None:
    lines = "".join(f"{GENE}\n" for _ in range(5000)).encode()
    (tmp_path / "a.zst").write_bytes(zstandard.compress(lines) + b"\x28\xb5\x2f\xfd\x00")
    items = list(read_inputs([tmp_path / "a.zst"], ReadOptions(), load_model()))
    assert sum(isinstance(item, Message) for item in items) == 5000
    assert isinstance(items[-1], Problem)


def _tar(data: bytes) -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        entry = tarfile.TarInfo("gene.json")
        entry.size = len(data)
        archive.addfile(entry, io.BytesIO(data))
    return packed.getvalue()


def _zip(data: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("gene.json", data)
    return packed.getvalue()


@pytest.mark.parametrize(
    ("pack", "said"),
    [
        (bz2.compress, "bzip2 data"),
        (lzma.compress, "xz data"),
        (lambda data: lzma.compress(data, lzma.FORMAT_ALONE), "LZMA data"),
        (lambda data: gzip.compress(gzip.compress(data)), "compressed twice"),
        (lambda data: gzip.compress(zstandard.compress(data)), "compressed twice"),
        (_zip, "ZIP archive"),
        (_tar, "tar archive"),
        (lambda data: gzip.compress(_tar(data)), "tar archive"),
        (lambda data: b"PAR1\x15\0" + data + b"PAR1", "Parquet file"),
        (lambda data: b"SQLite format 3\0" + data, "SQLite database"),
        (lambda data: b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n\0" + data, "PDF file"),
        (lambda data: b"\0\1\2" + data, "binary data"),
    ],
)
def test_files_that_are_no_text_are_named(pack: Callable[[bytes], bytes], said: str) -> None:
    for data in (GENE.encode(), (GENE + "\n").encode() * 500):
        [found] = validate(pack(data)).findings
        assert found.rule == "ST-0"
        assert said in found.message
