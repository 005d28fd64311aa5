"""`clingen-ld find`."""

from __future__ import annotations

import json
from pathlib import Path

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
