"""`clingen-ld find`."""

from __future__ import annotations

import bz2
import json
import lzma
from pathlib import Path

import pytest

from tests.cli.running import call
from tests.messages.search.test_documents import STATEMENT, VRS_ID


def test_formats_and_exit_codes(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text(json.dumps(STATEMENT, indent=1))
    outcome = call("find", path)
    assert outcome.code == 0
    assert outcome.out.splitlines()[1].split("  ")[1:] == [
        "/proposition/subjectVariant/members/0", "Allele", VRS_ID, "NC_000007.14:g.10C>T",
    ]  # fmt: skip
    rows = [json.loads(line) for line in call("find", path, "--format", "ndjson").out.splitlines()]
    assert [row["pointer"] for row in rows] == [
        "/proposition/subjectVariant", "/proposition/subjectVariant/members/0",
    ]  # fmt: skip
    assert (
        call("find", path, "--format", "json").out == call("find", path, "--format", "ndjson").out
    )
    lines = call("find", path, "--format", "tsv").out.splitlines()
    assert lines[0].split("\t") == ["file", "line", "pointer", "kind", "id", "name"]
    assert len(lines) == 3
    nothing = call("find", "-", stdin='{"a": "b"}')
    assert (nothing.code, nothing.out, nothing.err) == (0, "", "clingen-ld: no allele was found\n")
    broken = call("find", "-", stdin='{"a": ')
    assert broken.code == 1
    assert "error ST-0" in broken.err


def test_files_of_a_folder_that_are_no_json_are_said_once(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(json.dumps(STATEMENT))
    for name in ("b.ttl", "c.ttl", "d.nq"):
        (tmp_path / name).write_text("<http://a> <http://b> <http://c> .\n")
    outcome = call("find", tmp_path)
    said = f"{tmp_path / 'b.ttl'} and 2 more are not JSON, in which alleles are looked for"
    assert (outcome.code, outcome.err) == (0, f"clingen-ld: {said}\n")
    assert len(outcome.out.splitlines()) == 2
    assert "warning ST-11" in call("find", tmp_path / "b.ttl").err


@pytest.mark.parametrize(("data", "said"), [
    (lzma.compress(b'{"a": 1}'), "xz data, which are not read: decompress them"),
    (bz2.compress(b'{"a": 1}'), "bzip2 data, which are not read: decompress them"),
    ('{"a": "é"}'.encode("utf-16"), "the text is in UTF-16: write it in UTF-8"),
    (b'{"a": 1}\0', "binary data: no text of any form"),
])  # fmt: skip
@pytest.mark.parametrize("is_in_folder", [False, True])
def test_data_that_are_no_text_are_an_error(
    data: bytes, said: str, is_in_folder: bool, tmp_path: Path
) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(data)
    outcome = call("find", tmp_path if is_in_folder else path)
    assert (outcome.code, outcome.out) == (1, "")
    assert f"a.json:1:1: error ST-0: {said}" in outcome.err
