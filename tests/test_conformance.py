"""The page that counts what is read of each standard is current, and nothing is lost silently."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

import pytest

SCRIPT = Path(__file__).parents[1] / "scripts" / "conformance.py"


@pytest.fixture(scope="module")
def conformance() -> Any:
    spec = importlib.util.spec_from_file_location("conformance", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def sections(conformance: Any) -> list[Any]:
    return [section() for section in conformance.SECTIONS]


def test_every_example_is_read_right_or_named(sections: list[Any]) -> None:
    lost = {
        f"{section.title}: {feature}": outcomes
        for section in sections
        for feature, outcomes in section.features.items()
        if not set(outcomes) <= {"read", "named"}
    }
    assert lost == {}


def test_the_page_is_current(conformance: Any, sections: list[Any]) -> None:
    assert conformance.PAGE.read_text(encoding="utf-8") == conformance.page(sections)
