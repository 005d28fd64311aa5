"""Fixtures that all tests share, and how much hypothesis does."""

from __future__ import annotations

import gc
import os
import shutil
import signal
from collections.abc import Generator
from pathlib import Path
from zlib import crc32

import pytest
from hypothesis import HealthCheck, settings

from clingen_ld.model import Model, load_model

# `ci` gives the same examples every time, `fast` the first of them; HYPOTHESIS_PROFILE=thorough
# looks for new ones.
settings.register_profile(
    "ci",
    max_examples=40,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
settings.register_profile("fast", settings.get_profile("ci"), max_examples=5)
settings.register_profile(
    "thorough", settings.get_profile("ci"), max_examples=500, derandomize=False
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))


def cases(count: int) -> int:
    """How many random cases to try: `count` under `ci`, and as many fewer or more as above."""
    profile = settings.get_profile(settings.get_current_profile_name())
    return max(1, count * profile.max_examples // settings.get_profile("ci").max_examples)


def seeds(count: int) -> range:
    """The seeds of random cases, `count` of them under `ci`."""
    return range(cases(count))


STORIES = ("ilk", "brca1", "cx3cr1", "cftr", "mt-tl1", "rbm20")
"""The folders of examples that are messages of the model; other folders have other forms."""
_CHECKOUT = Path(__file__).parents[1]


# A shell has what runs in its background ignore interrupts, and so would all that the tests start.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection() -> Generator[None, object, object]:
    """Collects without looking for garbage, which took a fifth of the time; what is there stays."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--half", type=int, help="only one half of the files, 0 or 1")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leaves out the files of the other half."""
    half: int | None = config.getoption("--half")
    if half is None or not collection_path.name.startswith("test_"):
        return None
    # By name, so that a file stays in its half. The number is one by which the halves took equally
    # long (50 seconds of processor time each, as measured).
    name = f"18{collection_path.relative_to(_CHECKOUT).as_posix()}"
    return crc32(name.encode()) % 2 != half or None


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skips what cannot run here, before a fixture is made for it."""
    if item.get_closest_marker("spark") and shutil.which("java") is None:
        pytest.skip("Spark needs Java, which is not here")


@pytest.fixture(scope="session")
def model() -> Model:
    return load_model()


@pytest.fixture(scope="session")
def examples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the examples that are messages of the model: right, one resource a file."""
    folder = tmp_path_factory.mktemp("stories") / "examples"
    folder.mkdir()
    for story in STORIES:
        shutil.copytree(_CHECKOUT / "examples" / story, folder / story)
    return folder


@pytest.fixture(scope="session")
def reference() -> Path:
    """The folder of real messages, which stand beside the checkout and not in it."""
    folder = _CHECKOUT.parent / "shared" / "reference"
    if not folder.is_dir():
        pytest.skip("the reference data (../shared/reference) is not here")
    return folder
