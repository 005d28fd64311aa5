"""Fixtures that all tests share, and how much hypothesis does."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from clingen_ld.model import Model, load_model

# `ci` gives the same examples every time; HYPOTHESIS_PROFILE=thorough looks for new ones.
settings.register_profile(
    "ci",
    max_examples=40,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
settings.register_profile(
    "thorough", settings.get_profile("ci"), max_examples=500, derandomize=False
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))

_CHECKOUT = Path(__file__).parents[1]


@pytest.fixture(scope="session")
def model() -> Model:
    return load_model()


@pytest.fixture(scope="session")
def examples() -> Path:
    """The folder of right messages."""
    return _CHECKOUT / "examples"


@pytest.fixture(scope="session")
def reference() -> Path:
    """The folder of real messages, which stand beside the checkout and not in it."""
    folder = _CHECKOUT.parent / "shared" / "reference"
    if not folder.is_dir():
        pytest.skip("the reference data (../shared/reference) is not here")
    return folder
