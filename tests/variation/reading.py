"""Reading names that are HGVS, and names that are not."""

from __future__ import annotations

from clingen_ld.variation.hgvs import HgvsName, NotHgvs, parse


def read(name: str, name_type: str | None = None) -> HgvsName:
    found = parse(name, name_type)
    assert isinstance(found, HgvsName), found
    assert found.name == name
    return found


def problem(name: str, name_type: str | None = None) -> str:
    found = parse(name, name_type)
    assert isinstance(found, NotHgvs), found
    assert found.name == name
    return found.problem
