"""A set of names, of which few are in memory."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clingen_ld.messages.text import disk_set
from clingen_ld.messages.text.disk_set import DiskSet


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=3)), st.integers(0, 9))
def test_it_is_a_set(names: list[str], few: int) -> None:
    expected: set[str] = set()
    with pytest.MonkeyPatch.context() as patch, DiskSet() as found:
        patch.setattr(disk_set, "FEW", few)
        for name in names:
            assert found.add(name) == (name not in expected)
            expected.add(name)
            assert (name in found, len(found)) == (True, len(expected))
        assert "another name" not in found


@pytest.mark.parametrize("few", [0, 1, 2, 9])
def test_it_begins_with_names(few: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(disk_set, "FEW", few)
    with DiskSet(["a", "b", "a"]) as found:
        assert ("a" in found, "c" in found, len(found)) == (True, False, 2)
