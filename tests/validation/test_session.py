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
from tests.console import ROOT


def test_options_of_something_else_are_named() -> None:
    odd: Any = ReadOptions()
    for verb in (validate, fix):
        with pytest.raises(TypeError, match="expected ValidationOptions, not ReadOptions"):
            verb({}, odd)


@pytest.mark.parametrize(
    ("option", "said"),
    [
        ("partail", "there is no option 'partail': did you mean partial"),
        ("zzz", "there is no option 'zzz': they are against, allow_remote_contexts"),
        ("ignore", r"ignore is a setting: configuration=Configuration\(ignore="),
    ],
)
def test_an_option_that_does_not_exist_is_named(option: str, said: str) -> None:
    odd: dict[str, Any] = {option: True}
    for verb in (validate, fix):
        with pytest.raises(TypeError, match=said):
            verb({}, **odd)


@pytest.mark.parametrize("kept", [10_000, 0])
def test_findings_across_resources_are_in_their_files(
    kept: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also when the files are read again for their places, and some have findings of their own."""
    monkeypatch.setattr(session, "KEPT_MESSAGES", kept)
    # In the order of the files, right resources stand between two with findings of their own.
    for path in sorted((ROOT / "examples" / "brca1").glob("*.json")):
        tree = json.loads(path.read_text())
        if tree["id"] in ("CA201", "SEQ207"):
            tree["odd"] = 1
        if tree["resourceType"] == "ReferenceSequence":
            tree["gene"] = {"reference": f"Gene/NOBODY-{tree['id']}"}
        (tmp_path / path.name).write_text(json.dumps(tree))
    found = [each for each in validate(tmp_path).findings if "NOBODY" in each.message]
    assert len(found) > 3
    for finding in found:
        id_ = json.loads(Path(finding.file).read_text())["id"]
        assert finding.resource.endswith(f"/{id_}")
        assert f"NOBODY-{id_}" in finding.message
