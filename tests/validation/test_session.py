"""Validating from Python: what its arguments may be."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from clingen_ld.messages.message import ReadOptions
from clingen_ld.validation import session
from clingen_ld.validation.fixing import fix
from clingen_ld.validation.session import validate


def test_options_of_something_else_are_named() -> None:
    odd: Any = ReadOptions()
    for verb in (validate, fix):
        with pytest.raises(TypeError, match="expected ValidationOptions, not ReadOptions"):
            verb({}, odd)


@pytest.mark.parametrize("kept", [10_000, 0])
def test_findings_across_resources_are_in_their_files(
    kept: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also when the files are read again for their places, and some have findings of their own."""
    monkeypatch.setattr(session, "KEPT_MESSAGES", kept)
    for number in range(9):
        tree: dict[str, Any] = {"resourceType": "ReferenceSequence", "id": f"S{number}"}
        tree["gene"] = {"reference": f"Gene/NOBODY{number}"}
        if number % 3 == 2:
            tree["odd"] = 1
        (tmp_path / f"{number}.json").write_text(json.dumps(tree))
    found = [each for each in validate(tmp_path).findings if each.rule == "CO-1"]
    assert len(found) == 9
    for number, finding in enumerate(found):
        assert finding.file == str(tmp_path / f"{number}.json")
        assert f"NOBODY{number}" in finding.message
