"""Loading: inputs of any form into a store, each resource into its own named graph.

Loading the same twice changes nothing; loading a correction leaves nothing stale, because a graph
is replaced as a whole, though never by a partial description (see `clingen_ld.stores.keeping`). A
load that is stopped at any moment leaves every graph either old or new, and repeating the load does
the rest (see `clingen_ld.stores.journal`).
"""

from __future__ import annotations

import hashlib
import itertools
import json
from collections import Counter, deque
from collections.abc import Callable, Sequence
from contextlib import ExitStack, closing
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from clingen_ld.display import count as count_of
from clingen_ld.errors import UsageError
from clingen_ld.findings.finding import Finding
from clingen_ld.findings.outcome import SortedFindings, mapped
from clingen_ld.graph.links import LinkSets, make_linker
from clingen_ld.messages.losses import lost_in_reading
from clingen_ld.messages.message import Item, Message, Problem
from clingen_ld.messages.text.inputs import Inputs, PathName, given_paths
from clingen_ld.messages.text.kept_inputs import kept_inputs
from clingen_ld.model import load_model, subsetted_graph
from clingen_ld.stores.batches import CHANGES, KEPT, LEFT_OUT, NEW, REPLACED, UNCHANGED, BatchWriter
from clingen_ld.stores.bundles import Bundles
from clingen_ld.stores.deltas import Delta, OpenDelta, opened
from clingen_ld.stores.gathering import Batch
from clingen_ld.stores.graphs import present_graphs
from clingen_ld.stores.handover import Handover
from clingen_ld.stores.journal import Journal, LoadState, NoJournal, journal_beside
from clingen_ld.stores.keeping import Parts
from clingen_ld.stores.provenance import Account
from clingen_ld.stores.removing import REMOVED, take_out
from clingen_ld.stores.sources import Sources
from clingen_ld.stores.store import Store, is_remote, refuse_location
from clingen_ld.stores.validating import Lookups
from clingen_ld.validation.checking import problem_finding
from clingen_ld.validation.report import Report
from clingen_ld.validation.session import ValidationOptions, validate_items
from clingen_ld.version import __version__

_MOST_UNREAD: Final = 10_000
# The number of batches planned or being written while the next one is read. With one, a server was
# idle for a third of the time; with two it is never idle. An embedded store is fast with one.
_AHEAD: Final = 2


@dataclass(frozen=True, slots=True)
class LoadOptions:
    """Options of a load.

    `validation` has the options of reading and validating; with `validate` false nothing is
    validated. Resources with errors are left out; with `all_or_nothing`, nothing is loaded if there
    is one. `as_version` keeps what is replaced as a former version. `dry_run` changes nothing.
    `journal` is the file that records the progress (default: beside a store in a folder; for a
    store on a server there is none by default), and `resume` continues where the same load was
    stopped. `batch` is the number of graphs written at once. `links` adds links to other
    databases to the graphs, `faldo` places in FALDO and types of SO and GENO. With `delta`, the
    inputs are the bundle of a delta: what its manifest deletes is removed before, and its records
    replace those of former bundles.
    """

    validation: ValidationOptions = field(default_factory=ValidationOptions)
    validate: bool = True
    all_or_nothing: bool = False
    as_version: bool = False
    dry_run: bool = False
    resume: bool = True
    journal: PathName | None = None
    batch: int = 5000
    links: bool = False
    faldo: bool = False
    delta: Delta | None = None
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class LoadReport:
    """The outcome of a load, including the part before an interruption.

    `kept` counts messages that say less than the store, so that the store keeps its description.
    `left_out` counts resources with errors and texts that could not be read; `unread` has a
    sentence for each part of a graph that no resource refers to (the first ones, if there are very
    many). `remarks` lists the removed properties, the contradictions to the store, and which values
    were computed instead of those given. `activity`
    is the IRI under which the store describes the load; None when nothing changed.
    """

    new: int = 0
    replaced: int = 0
    unchanged: int = 0
    kept: int = 0
    left_out: int = 0
    files: int = 0
    findings: Sequence[Finding] = ()
    unread: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    activity: str | None = None
    resumed: bool = False
    settings: str | None = None
    """The settings file, if there is one."""
    ignored: int = 0
    """The number of findings of ignored rules."""
    lowered: int = 0
    """The number of findings whose severity the settings lowered."""
    removed: int = 0
    """The number of resources that the manifest of a delta deletes and the store had."""

    @property
    def loaded(self) -> int:
        """The number of resources of the inputs that are now in the store."""
        return self.new + self.replaced + self.unchanged + self.kept


def load(
    inputs: Inputs,
    store: Store,
    options: LoadOptions | None = None,
    *,
    progress: Callable[[str, Item], None] | None = None,
    each: Callable[[str, str], None] | None = None,
) -> LoadReport:
    """Load files, folders and standard input (`-`) into a store.

    `progress` is called with "checked" or "loaded" and what was read; `each` with the outcome for a
    graph (new, replaced, unchanged, kept, left out) and its name, once it is in the store.

    Raises `InputError` when an input cannot be read, `StoreError` when the store fails; then the
    same call resumes where this one stopped.
    """
    refuse_location(store)
    chosen = options or LoadOptions()
    if chosen.all_or_nothing and not chosen.validate:
        raise UsageError("all or nothing is decided by validating, which is turned off")
    given = given_paths(inputs)
    with ExitStack() as stack:
        readable, shown = stack.enter_context(kept_inputs(given))
        delta = None
        if chosen.delta is not None:
            validation = chosen.validation
            delta = stack.enter_context(opened(chosen.delta, validation.read, readable, shown))
            delta.check(store, validation.read.base, chosen.all_or_nothing)
            reading = replace(validation.read, look_up=delta.look_up)
            chosen = replace(chosen, validation=replace(validation, read=reading))
        sources = Sources(readable, shown, chosen.validation.read)
        run = _Load(sources, store, chosen, progress, each, delta)
        report = run.report(run.checked())
    findings = mapped(report.findings, lambda f: replace(f, file=shown.get(f.file, f.file)))
    settings = chosen.validation.configuration.file
    return replace(
        report, findings=findings, settings=settings, ignored=run.ignored, lowered=run.lowered
    )


class _Load:
    """One load in progress."""

    def __init__(
        self,
        sources: Sources,
        store: Store,
        options: LoadOptions,
        progress: Callable[[str, Item], None] | None,
        each: Callable[[str, str], None] | None,
        delta: OpenDelta | None = None,
    ) -> None:
        self._delta = delta
        self._sources = sources
        self._store = store
        self._options = options
        self._read = options.validation.read
        self._linker = make_linker(
            LinkSets(options.links, options.faldo), load_model(), self._read.base
        )
        self._progress = progress or (lambda _, __: None)
        self._each = each or (lambda _, __: None)
        self._problems = SortedFindings()
        """The findings of reading, without validation."""
        self._bundles = Bundles(store, self._read, delta)
        self._numbers = itertools.count()
        self._unread: list[str] = []
        self._replaced = Counter[str]()
        self._doubtful: list[Problem] = []
        self._faulty: frozenset[int] = frozenset()
        self.ignored = self.lowered = 0
        """The number of findings of ignored rules."""

    def checked(self) -> Report | None:
        """The findings of validating all inputs as one set, together with the store."""
        items = self._sources.read()
        if not self._options.validate:
            if self._sources.are_small:
                deque(items, maxlen=0)
            else:
                self._sources.digest()
            return None
        with closing(Lookups(self._store, self._read.base)) as lookups:
            options = replace(self._options.validation, elsewhere=lookups.find)
            # An embedded store has no network latency, so batched look-ups save nothing.
            watched = lookups.watched(items) if is_remote(self._store.location) else items
            return validate_items(
                watched, options, load_model(), lambda item: self._progress("checked", item)
            )

    def report(self, checked: Report | None) -> LoadReport:
        """Load the resources without errors, and return the outcome."""
        if checked is not None:
            self._faulty = checked.faulty
            self.ignored, self.lowered = checked.ignored, checked.lowered
            if self._options.all_or_nothing and not checked.conforms:
                for source in self._sources.files:
                    source.check()
                return LoadReport(
                    left_out=checked.resources,
                    files=len(self._sources.files),
                    findings=checked.findings,
                )
        journal = self._journal()  # before anything is changed, as it may be another load's
        try:
            done = self._write(journal)
        finally:
            journal.close()
        if not self._options.dry_run:
            self._bundles.finish([each.name for each in self._sources.files])
        replaced = [f"of {count_of(n, 'resource')} {why}" for why, n in self._replaced.items()]
        remarks = [*([] if self._delta is None else self._delta.remarks), *replaced]
        return replace(
            done,
            remarks=(*remarks, *done.remarks),
            files=len(self._sources.files),
            findings=self._problems.listed() if checked is None else checked.findings,
            unread=tuple(self._unread),
        )

    def _remove(self, delta: OpenDelta) -> int:
        """Remove what a delta deletes; gives how many resources of the store that is."""
        base, options = self._read.base, self._options
        pointers = {iri: pointer for pointer, iri in delta.resources(self._store, base)}
        if not pointers:
            return 0
        found: list[str] = []
        if options.dry_run:
            graphs = {name: iri for iri in pointers for name in (iri, subsetted_graph(iri))}
            found += {
                graphs[name] for name in present_graphs(self._store, dict.fromkeys(graphs, 0))
            }
        else:
            take_out(
                pointers, self._store, base, everything=False, partial=True,
                each=lambda outcome, iri: found.extend([iri] if outcome == REMOVED else []),
                clock=options.clock,
            )  # fmt: skip
        delta.note_absent({pointers[iri] for iri in found})
        return len(found)

    def _journal(self) -> Journal | NoJournal:
        path = self._options.journal or journal_beside(self._store.location)
        return NoJournal() if path is None or self._options.dry_run else Journal(Path(path))

    def _write(self, journal: Journal | NoJournal) -> LoadReport:
        key = self._key()
        before = journal.find(key) if self._options.resume else None
        state = before or self._begun(key)
        if before is None and self._delta is not None:
            # Once: a load that is resumed would remove again what it wrote before it was stopped.
            if not self._options.dry_run:
                journal.clear()
                self._bundles.begin()
            state.counts[REMOVED] = self._remove(self._delta)
            journal.write(key, state)
        options = self._options
        account = Account(
            state.load, state.started, load_model(), self._read.base, options.validate
        )
        writer = BatchWriter(
            self._store, account, state, options.as_version, options.dry_run, options.clock,
            lambda now: journal.write(key, now), self._each,
        )  # fmt: skip
        ahead = _AHEAD if is_remote(self._store.location) else 1
        with Handover(writer, ahead) as handover:
            self._read_into(handover, state)
        counts = writer.finish()
        journal.finish()
        changed = bool(counts[NEW] or counts[REPLACED]) and not options.dry_run
        if changed:
            self._store.optimize()
        return LoadReport(
            new=counts[NEW],
            replaced=counts[REPLACED],
            unchanged=counts[UNCHANGED],
            kept=counts[KEPT],
            left_out=counts[LEFT_OUT],
            remarks=writer.remarks.sentences(),
            activity=account.activity if changed else None,
            resumed=before is not None,
            removed=counts.get(REMOVED, 0),
        )

    def _begun(self, key: str) -> LoadState:
        now = self._options.clock()
        return LoadState(
            load=f"load-{now:%Y%m%dT%H%M%S.%fZ}-{key[:8]}",
            started=f"{now:%Y-%m-%dT%H:%M:%SZ}",
            counts=dict.fromkeys(CHANGES, 0),
        )

    def _key(self) -> str:
        """The key of a load: its inputs, store and options."""
        options = self._options
        exclude = replace(self._read.exclude, own=())  # which report it writes, is all the same
        reading = asdict(replace(self._read, look_up=None, exclude=exclude))
        parts: list[object] = [__version__, self._store.location, reading]
        parts += [] if self._delta is None else self._delta.identity
        parts += [options.validate, options.as_version, options.batch]
        parts += [options.links, options.faldo]
        parts += [sorted(self._faulty), *([s.shown, s.digest] for s in self._sources.files)]
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()

    def _read_into(self, handover: Handover, start: LoadState) -> None:
        """Read the inputs from the current position, in batches."""
        batch = self._batch()
        message = start.messages
        parts = Parts()
        files = self._sources.files
        for number in range(start.file, len(files)):
            done = start.in_file if number == start.file else 0
            for count, item in enumerate(self._sources.again(number), 1):
                self._progress("loaded", item)
                if isinstance(item, Problem):
                    self._meet(item, batch if count > done else None)
                    continue
                partial = parts.has(item)
                if count > done:
                    self._note(item)
                    if message in self._faulty or self._is_doubtful(item):
                        batch.leave_out(item.iri)
                    else:
                        self._replaced.update(loss.why for loss in lost_in_reading(item))
                        item = self._bundles.seen(item, files[number].shown)
                        batch.add(item, files[number], partial)
                    message += 1
                    if batch.is_full(self._options.batch):
                        handover.give(batch, number, count, message)
                        batch = self._batch()
            self._doubtful.clear()
        handover.give(batch, len(files), 0, message)

    def _batch(self) -> Batch:
        return Batch(load_model(), self._read.base, self._linker, self._delta is not None)

    def _note(self, message: Message) -> None:
        """Record what no resource has of the text that begins with a message."""
        for name, why in message.unread[: _MOST_UNREAD - len(self._unread)]:
            self._unread.append(": ".join(filter(None, (message.file, name, why))))

    def _meet(self, problem: Problem, batch: Batch | None) -> None:
        """Record a text that cannot be read, or is doubtful."""
        finding = self._options.validation.configuration.apply(
            problem_finding(problem, load_model())
        )
        if finding is None:
            self.ignored += not self._options.validate
            return
        if not self._options.validate:
            self._problems.add(next(self._numbers), finding)
        if finding.severity != "error":
            return
        if problem.rule == "ST-10":  # its message is still to come
            self._doubtful.append(problem)
        elif batch is not None:
            batch.leave_out(problem.file)

    def _is_doubtful(self, message: Message) -> bool:
        """Whether a message contains a problem of its text: a duplicate key."""
        if not self._doubtful or not self._options.validate:
            return False
        place = message.place("")
        line = place.line or 0
        self._doubtful = [p for p in self._doubtful if (p.line or 0) >= line]
        return any(
            p.pointer == place.pointer or p.pointer.startswith(place.pointer + "/")
            for p in self._doubtful
        )
