"""Batches of a load: graphs that are written at once, and the record of what became of them."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence, Set
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final, NamedTuple

from clingen_ld.graph.formats import WrittenQuads, about
from clingen_ld.graph.quads import resource_quads
from clingen_ld.graph.terms import Quad
from clingen_ld.messages.message import Message
from clingen_ld.model import Model, subsetted_graph
from clingen_ld.stores.graphs import (
    framed,
    merged,
    present_graphs,
    same,
    version_name,
    version_quads,
)
from clingen_ld.stores.journal import LoadState, Planned
from clingen_ld.stores.provenance import Account, LoadedGraph
from clingen_ld.stores.sources import Source
from clingen_ld.stores.store import NamedGraph, Store, is_remote

NEW: Final = "new"
REPLACED: Final = "replaced"
UNCHANGED: Final = "unchanged"
LEFT_OUT: Final = "left out"
CHANGES: Final = (NEW, REPLACED, UNCHANGED, LEFT_OUT)
"""What becomes of a graph; the last one, of a resource with errors."""

# Whatever the number of graphs, no batch has many more quads: a resource can be very large. The
# embedded store takes in twice as many for four fifths of the time, with 160 MB more of memory.
_QUADS = 200_000


@dataclass(slots=True)
class Wanted:
    """A graph as it is to be. `tree` is kept of a resource that others tell of, to be merged."""

    resource: str
    quads: Sequence[Quad]
    sources: dict[Source, None]
    tree: dict[str, Any] | None = None


@dataclass(slots=True)
class Batch:
    """Graphs to be written at once, by name."""

    model: Model
    base: str
    graphs: dict[str, Wanted] = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)
    size: int = 0

    def add(self, message: Message, source: Source) -> None:
        """Take in a message; of several about the same, the last one, or what all tell of it."""
        iri, sources = message.iri, {source: None}
        tree: dict[str, Any] | None = None
        quads: Sequence[Quad]
        if message.is_subsetted:
            name, tree = subsetted_graph(iri), message.normal.tree
            before = self.graphs.get(name)
            if before is not None and before.tree is not None:
                tree = merged(before.tree, tree)
                sources = before.sources | sources
            quads = self.quads(tree, name)
        else:
            name, text = iri, message.n_quads()
            quads = (
                self.quads(message.normal.tree, name) if text is None else WrittenQuads(iri, text)
            )
        self.size += about(quads)
        self.graphs[name] = Wanted(iri, quads, sources, tree)

    def quads(self, tree: dict[str, Any], name: str) -> list[Quad]:
        """The quads of a resource in the graph of that name."""
        return list(resource_quads(tree, self.model, self.base, name))

    def leave_out(self, name: str) -> None:
        """Note a resource with errors, or a text that cannot be read."""
        self.left_out.append(name)

    def is_full(self, most: int) -> bool:
        """Whether it is time to write."""
        return len(self.graphs) + len(self.left_out) >= most or self.size >= _QUADS


@dataclass(slots=True)
class Work:
    """What is to be done for one batch."""

    plan: dict[str, Planned] = field(default_factory=dict)
    graphs: list[NamedGraph] = field(default_factory=list)
    versions: list[NamedGraph] = field(default_factory=list)
    absent: set[str] = field(default_factory=set)
    """The names that no graph of the store has."""


class BatchWriter:
    """Writes batches into a store, and notes before each how far the load came.

    `note` keeps a state where a load that goes on finds it; `each` is told what became of every
    graph. With `dry_run`, everything is done but the writing.
    """

    def __init__(
        self,
        store: Store,
        account: Account,
        state: LoadState,
        as_version: bool,
        dry_run: bool,
        clock: Callable[[], datetime],
        note: Callable[[LoadState], None],
        each: Callable[[str, str], None],
    ) -> None:
        self.state = state
        self._store = store
        self._account = account
        self._as_version = as_version
        self._dry_run = dry_run
        self._clock = clock
        self._note = note
        self._each = each
        self._is_announced = False

    def plan(self, batch: Batch) -> Work:
        """What becomes of the graphs of a batch, by what the store has.

        Another batch may be written meanwhile, if it has no graph of a name of this one.
        """
        # A folder gives whole graphs, and nobody asks how many quads there are to be.
        size = _size if is_remote(self._store.location) else about
        sizes = {name: size(wanted.quads) for name, wanted in batch.graphs.items()}
        told = {name for name, wanted in batch.graphs.items() if wanted.tree is not None}
        present = present_graphs(self._store, sizes, sizes if self._as_version else told)
        work = Work(absent=batch.graphs.keys() - present.keys())
        for name, wanted in batch.graphs.items():
            planned = self._decide(name, wanted, present.get(name), batch, work)
            # What this batch had planned when it was stopped, it did or does now.
            planned = self.state.plan.get(name, planned)
            if planned is not None:
                work.plan[name] = planned
        return work

    def write(self, batch: Batch, work: Work, file: int, in_file: int, messages: int) -> None:
        """Write a batch; the rest are the places in the inputs where the next one begins."""
        if not self._dry_run:
            self._carry_out(work, batch)
        counts = dict(self.state.counts)
        for name in batch.graphs:
            planned = work.plan.get(name)
            change = planned.change if planned is not None else UNCHANGED
            counts[change] += 1
            self._each(change, name)
        for name in batch.left_out:
            counts[LEFT_OUT] += 1
            self._each(LEFT_OUT, name)
        self.state = LoadState(
            load=self.state.load, started=self.state.started, batch=self.state.batch + 1,
            file=file, in_file=in_file, messages=messages, counts=counts,
        )  # fmt: skip

    def finish(self) -> dict[str, int]:
        """Say in the store that the load is at its end, if it changed anything; the counts."""
        counts = self.state.counts
        changes = {change: counts[change] for change in (NEW, REPLACED) if counts[change]}
        if changes and not self._dry_run:
            self._store.replace([self._account.load_graph(self._now(), changes)])
        return counts

    def _decide(
        self, name: str, wanted: Wanted, found: list[Quad] | None, batch: Batch, work: Work
    ) -> Planned | None:
        """What becomes of one graph; None when it stays as it is."""
        if found is None:
            work.graphs.append((name, wanted.quads))
            return Planned(NEW)
        quads = wanted.quads
        if wanted.tree is not None:
            before = framed(found, wanted.resource, batch.model, batch.base)
            if before is not None:
                quads = batch.quads(merged(before, wanted.tree), name)
        if same(found, quads):
            return None
        work.graphs.append((name, quads))
        if not self._as_version or wanted.tree is not None:
            return Planned(REPLACED)
        version = version_name(name, found)
        work.versions.append((version, version_quads(name, found, version)))
        return Planned(REPLACED, version)

    def _carry_out(self, work: Work, batch: Batch) -> None:
        if not work.plan:
            self._note(replace(self.state, plan={}, recorded=None))
            return
        recorded = self.state.recorded or self._now()
        self._note(replace(self.state, plan=work.plan, recorded=recorded))
        if work.versions:
            # By themselves, and first: afterwards nobody could tell what they were.
            self._store.replace(work.versions)
        made = [
            LoadedGraph(name, wanted.resource, tuple(wanted.sources), work.plan[name].version)
            for name, wanted in batch.graphs.items()
            if name in work.plan
        ]
        graphs = [*work.graphs, *self._account.batch_graphs(self.state.batch, recorded, made)]
        if not self._is_announced:
            graphs.append(self._account.load_graph())
            self._is_announced = True
        self._store.replace(graphs, work.absent)

    def _now(self) -> str:
        return f"{self._clock():%Y-%m-%dT%H:%M:%SZ}"


def _size(quads: Sequence[Quad]) -> int:
    """How many different quads there are."""
    return len(quads if isinstance(quads, WrittenQuads) else set(quads))


# So many batches are planned or being written while the next one is read. Measured with a server:
# with two it waits for us no longer; with one it did for a third of the time.
_AHEAD: Final = 2


class _Given(NamedTuple):
    """A batch on its way: the names of its graphs, and its end."""

    names: Set[str]
    written: Future[None]


class Handover:
    """Lets a batch be written while the next is planned, and the one after it read: stores leave
    Python time to do that.

    Batches are written one after the other. At the end, however that comes, those that were given
    are written whole, unless one of them failed; those after it are not begun.
    """

    def __init__(self, writer: BatchWriter) -> None:
        self._writer = writer
        self._planning, self._writing = ThreadPoolExecutor(1), ThreadPoolExecutor(1)
        self._given: deque[_Given] = deque()

    def __enter__(self) -> Handover:
        return self

    def give(self, batch: Batch, file: int, in_file: int, messages: int) -> None:
        """Write a batch as `BatchWriter.write` does; raises what went wrong before."""
        while len(self._given) >= _AHEAD:
            self._given.popleft().written.result()
        names = batch.graphs.keys()
        before = [one.written for one in self._given]
        same = [one.written for one in self._given if not names.isdisjoint(one.names)]
        work = self._planning.submit(self._plan, batch, same)
        written = self._writing.submit(self._write, before, batch, work, file, in_file, messages)
        self._given.append(_Given(names, written))

    def _plan(self, batch: Batch, same: list[Future[None]]) -> Work:
        """Plan a batch, once those with graphs of the same names are written."""
        for earlier in same:
            earlier.result()
        return self._writer.plan(batch)

    def _write(
        self,
        before: list[Future[None]],
        batch: Batch,
        work: Future[Work],
        file: int,
        in_file: int,
        messages: int,
    ) -> None:
        for earlier in before:
            earlier.result()  # Nothing is written after what failed.
        self._writer.write(batch, work.result(), file, in_file, messages)

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        self._planning.shutdown()
        self._writing.shutdown()
        while error is None and self._given:
            self._given.popleft().written.result()
