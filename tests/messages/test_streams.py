"""What shape of text a stream is, and its lines."""

from __future__ import annotations

import bz2
import io
import os
from pathlib import Path
from typing import BinaryIO, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks import corpora
from clingen_ld import convert
from clingen_ld.messages.message import ReadOptions
from clingen_ld.messages.streams import (
    _descriptor,
    begin,
    json_texts,
    lines_of,
    shape_of,
)
from clingen_ld.messages.text.compression import decompressed
from clingen_ld.messages.text.inputs import Document

BYTES = st.lists(st.sampled_from([b"a", b"bb", b"\n", b"\r\n"]), max_size=12).map(b"".join)


@given(BYTES, st.integers(0, 12), st.integers(1, 6))
def test_lines_are_those_of_the_whole_wherever_it_was_cut(
    data: bytes, cut: int, longest: int
) -> None:
    lines = io.BytesIO(data).readlines()
    found = list(lines_of(data[:cut], io.BytesIO(data[cut:]), longest))
    assert len(found) == len(lines) or not lines
    for line, each in zip(lines, found, strict=False):
        assert each is None or each.rstrip(b"\n") == line.rstrip(b"\n")
        assert each is not None or len(line) >= longest


@pytest.mark.parametrize(
    ("text", "form", "shape"),
    [
        (b'{"resourceType": "Gene"}', None, "json"),
        (b'{"a": 1}\n{"a": 2}\n', None, "ndjson"),
        (b'{"a": 1}\n{"a": 2}\n', "vrs", "ndjson"),
        (b"##fileformat=VCFv4.3\n", None, "vcf"),
        (b"##fileformat=VCFv4.3\n", "vrs", "json"),
        (b"anything", "turtle", "turtle"),
        ('<?xml version="1.0"?><Gene/>'.encode("utf-16"), None, "resource-xml"),
        ("{}".encode("utf-16"), None, "binary"),
    ],
)
def test_the_shape_of_a_text(text: bytes, form: str | None, shape: str) -> None:
    options = ReadOptions(form=form)
    assert shape_of(text, True, options) == shape
    assert begin(io.BytesIO(text[3:]), options, text[:3]) == (text, shape)


def test_texts_of_inputs_leave_out_what_cannot_be_read() -> None:
    inputs = (Document('{"a": 1}\n{"b": 2}\n', "a"), "not-there.json", Document("<Gene/>", "b"))
    assert list(json_texts(ReadOptions(), inputs, None)) == [b'{"a": 1}', b'{"b": 2}']


def test_a_file_as_it_is_has_a_descriptor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "x").write_bytes(b"{}")
    with bz2.open(tmp_path / "x.bz2", "wb") as made:
        made.write(b"{}")
    with (tmp_path / "x").open("rb") as file, decompressed(file) as stream:
        assert _descriptor(stream) == file.fileno()
        monkeypatch.delattr("os.pread")
        assert _descriptor(stream) is None
    monkeypatch.undo()
    with bz2.open(tmp_path / "x.bz2", "rb") as packed:
        assert _descriptor(cast(BinaryIO, io.BufferedReader(packed))) is None
    assert _descriptor(io.BytesIO(b"{}")) is None


def test_records_are_read_alone_where_the_system_can(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "bundle.json"
    corpora.write(path, 5, corpora.BUNDLE)
    pread, sizes = os.pread, list[int]()

    def noted(file: int, count: int, place: int) -> bytes:
        sizes.append(count)
        return pread(file, count, place)

    monkeypatch.setattr(os, "pread", noted)
    text = convert(path, "nquads").text
    assert sizes
    assert max(sizes) < path.stat().st_size
    monkeypatch.delattr(os, "pread")
    assert convert(path, "nquads").text == text
