"""Our own runs, each through what the package offers to everybody.

Every function takes a corpus and how many documents of it to take (0: all), makes ready, and gives
a function that does the work and returns how many documents it did.
"""

from __future__ import annotations

import io
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from benchmarks import sampling
from clingen_ld import LoadOptions, ReadOptions, load, load_model, open_store
from clingen_ld.conversion import write_items
from clingen_ld.messages.message import Item, Problem
from clingen_ld.messages.reading import read_inputs
from clingen_ld.validation.checking import check_message
from clingen_ld.validation.items import is_right


class Timed(NamedTuple):
    """What a run says that knows better than others how long the work itself took."""

    documents: int
    seconds: float
    processor: float | None = None
    """Seconds of the processor, where other processes did the work."""


Run = Callable[[], int | Timed]


class MissingError(Exception):
    """A peer that is not installed."""


class WrongAnswerError(Exception):
    """A run that did something else than what is measured."""


def part(corpus: Path, limit: int) -> tuple[Path, int]:
    """The file of a part of a corpus, and how many documents it has."""
    if not limit:
        return corpus, sampling.count(corpus)
    found = (sampling.graphs if corpus.suffix == ".nq" else sampling.lines)(corpus, limit)
    return sampling.kept(found, corpus.name), len(found)


def _checked(path: Path) -> Iterator[Item]:
    """The messages of a file, each checked by itself."""
    model = load_model()
    for item in read_inputs([path], ReadOptions(), model):
        if isinstance(item, Problem):
            raise WrongAnswerError(f"{item.rule}: {item.values}")
        if not is_right(item):
            finding = next(check_message(item, model), None)
            if finding is not None:
                raise WrongAnswerError(f"{finding.rule}: {finding.message}")
        yield item


def validate_within(corpus: Path, limit: int) -> Run:
    """Check each message by itself."""
    path, documents = part(corpus, limit)
    load_model()

    def run() -> int:
        for _ in _checked(path):
            pass
        return documents

    return run


def to_nquads_checked(corpus: Path, limit: int) -> Run:
    """Convert to N-Quads, each message checked by itself."""
    path, documents = part(corpus, limit)
    output = Path(tempfile.mkdtemp(), "out.nq")
    load_model()

    def run() -> int:
        write_items(_checked(path), "nquads", output)
        return documents

    return run


def write_ready(corpus: Path, limit: int) -> Run:
    """Write the N-Quads that conversion gives, which are there already, resource by resource."""
    path, documents = part(corpus, limit)
    items = read_inputs([path], ReadOptions(placed=False), load_model())
    ready = [_n_quads(item) for item in items]
    output = Path(tempfile.mkdtemp(), "out.nq")

    def run() -> int:
        with output.open("wb") as stream:
            for text in ready:
                stream.write(text)
        return documents

    return run


def _n_quads(item: Item) -> bytes:
    if isinstance(item, Problem):
        raise WrongAnswerError(f"{item.rule}: {item.values}")
    stream = io.BytesIO()
    write_items([item], "nquads", stream)
    return stream.getvalue()


def load_embedded(corpus: Path, limit: int) -> Run:
    """Load into a new embedded store, unchecked."""
    return _load(corpus, limit, validate=False)


def load_embedded_checked(corpus: Path, limit: int) -> Run:
    """Load into a new embedded store, as is usual: everything checked, references included."""
    return _load(corpus, limit, validate=True)


def _load(corpus: Path, limit: int, validate: bool) -> Run:
    path, documents = part(corpus, limit)
    store = Path(tempfile.mkdtemp(), "store")
    load_model()

    def run() -> int:
        with open_store(store, create=True) as opened:
            loaded = load(path, opened, LoadOptions(validate=validate)).new
        if loaded != documents:
            raise WrongAnswerError(f"{loaded} of {documents} were loaded")
        return documents

    return run
