"""Writing the batches of a load: what happens to each graph, and the record of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from clingen_ld.graph.formats import WrittenQuads, about
from clingen_ld.graph.terms import Quad
from clingen_ld.messages.descriptions import combined
from clingen_ld.model import CLINGEN, subsetted_graph, subsetted_resource
from clingen_ld.stores.gathering import Batch, Wanted
from clingen_ld.stores.graphs import (
    framed,
    is_unseen,
    own_predicates,
    present_graphs,
    same,
    version_name,
    version_quads,
)
from clingen_ld.stores.journal import LoadState, Planned
from clingen_ld.stores.keeping import (
    ADDED,
    BESIDE,
    PARTIAL_TYPES,
    REMOVED,
    REPLACING,
    MergedDescriptions,
    Remarks,
    ResourceDescription,
    may_be_placement,
    merged,
)
from clingen_ld.stores.provenance import Account, LoadedGraph, tells_forms, told_forms
from clingen_ld.stores.store import NamedGraph, Store, is_remote

NEW: Final = "new"
REPLACED: Final = "replaced"
UNCHANGED: Final = "unchanged"
KEPT: Final = "kept"
LEFT_OUT: Final = "left out"
CHANGES: Final = (NEW, REPLACED, UNCHANGED, KEPT, LEFT_OUT)
"""The outcomes for a graph; the last one is for a resource with errors."""

_CANONICAL: Final = "/canonicalAllele/reference"


@dataclass(slots=True)
class Work:
    """The work planned for one batch."""

    plan: dict[str, Planned] = field(default_factory=dict)
    graphs: list[NamedGraph] = field(default_factory=list)
    first: list[NamedGraph] = field(default_factory=list)
    """Written first: what is there now and would disappear."""
    absent: set[str] = field(default_factory=set)
    """The names for which the store has no graph."""
    kept: set[str] = field(default_factory=set)
    """The names of graphs that stay, as they say more than the message, or something else."""
    aside: dict[str, Wanted] = field(default_factory=dict)
    """Graphs of partial descriptions of resources whose own graphs are written."""
    merged: dict[str, list[str]] = field(default_factory=dict)
    """The resources with several descriptions, and what is kept beside each."""


class BatchWriter:
    """Writes batches into a store, and records before each how far the load is.

    `note` saves the state for resuming; `each` is called with the outcome of every graph. With
    `dry_run`, everything is done except writing.
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
        self._tells_forms = False
        self.remarks = Remarks()

    def plan(self, batch: Batch) -> Work:
        """The outcome for each graph of a batch, given what the store has.

        Another batch may be written meanwhile, if it has no resource of this one.
        """
        # An embedded store returns whole graphs, so the number of quads does not matter.
        size = _size if is_remote(self._store.location) else about
        sizes = {name: size(wanted.quads) for name, wanted in batch.graphs.items()}
        compared = {
            name for name, wanted in batch.graphs.items()
            if wanted.tree is not None or wanted.may_differ
        }  # fmt: skip
        present = present_graphs(self._store, sizes, sizes if self._as_version else compared)
        work = Work()
        self._settle(batch, present, work)
        beside = [name for name in (*batch.graphs, *work.aside) if name not in sizes]
        present |= present_graphs(self._store, dict.fromkeys(beside, 0), beside)
        work.absent = {name for name in (*batch.graphs, *work.aside) if name not in present}
        for name, wanted in (*batch.graphs.items(), *work.aside.items()):
            planned = self._decide(name, wanted, present.get(name), batch, work)
            # The plan of this batch when it was stopped is already carried out, or is now.
            planned = self.state.plan.get(name, planned)
            if planned is not None:
                work.plan[name] = planned
        for name, planned in self.state.plan.items():
            if subsetted_resource(name) in batch.graphs:
                work.plan.setdefault(name, planned)
        for name, added in work.merged.items():
            for pointer in added if subsetted_graph(name) in work.plan else ():
                self.remarks.note(pointer, ADDED, name)
        self._note_removed(batch, present, work)
        return work

    def _settle(self, batch: Batch, present: dict[str, list[Quad]], work: Work) -> None:
        """Settle the resources that have several descriptions."""
        met = [name for name, w in batch.graphs.items() if _meets(w, present.get(name))]
        stored = [name for name in met if name in present]
        alleles = [name for name in stored if batch.graphs[name].type in PARTIAL_TYPES]
        if alleles and not self._tells_forms:
            self._tells_forms = tells_forms(self._store)
        forms = told_forms(self._store, alleles) if self._tells_forms else {}
        unseen = [
            name
            for name in alleles
            if is_unseen(present[name]) and (name in forms or may_be_placement(name))
        ]
        present |= present_graphs(self._store, dict.fromkeys(unseen, 0), unseen)
        for name in met:
            wanted, found = batch.graphs[name], present.get(name)
            given = [
                (_description(name, one.quads, one.partial, batch), one)
                for one in (*wanted.earlier, wanted)
            ]
            before = None
            if found is not None and not is_unseen(found):
                partial = True if name in forms else None if may_be_placement(name) else False
                before = _description(name, found, partial, batch)
                if batch.replaces and before.is_partial:
                    before = None
            several = [*filter(None, [before]), *(each for each, _ in given)]
            if any(each.is_partial for each in several):
                result = merged(several)
                _take(name, result, before, given, batch, work, forms.get(name, ""))
                work.merged[name] = result.added
                for pointer in result.denied:
                    if pointer == _CANONICAL and self._is_gathered(name, several, batch):
                        continue  # Each of its canonical alleles names it, so none is lost.
                    self.remarks.note(
                        pointer, REPLACING if result.kept.is_partial else BESIDE, name
                    )

    def _is_gathered(self, name: str, several: Sequence[ResourceDescription], batch: Batch) -> bool:
        """Whether every canonical allele that descriptions of an allele name also names it."""
        link = f"{CLINGEN}canonicalAllele"
        for each in {q.object for one in several for q in one.quads if q.predicate == link}:
            wanted = batch.graphs.get(str(each))
            if wanted is not None and any(quad.object == name for quad in wanted.quads):
                continue
            found = present_graphs(self._store, {str(each): 0}, [str(each)]).get(str(each), ())
            if not any(quad.object == name for quad in found):
                return False
        return True

    def _note_removed(
        self, batch: Batch, present: Mapping[str, Sequence[Quad]], work: Work
    ) -> None:
        """Record the properties that resources no longer have."""
        replaced = {
            name: present[name]
            for name, planned in work.plan.items()
            if planned.change == REPLACED and name in batch.graphs and name in present
            if name not in work.merged and batch.graphs[name].tree is None
        }
        unseen = [name for name, found in replaced.items() if is_unseen(found)]
        owned = own_predicates(self._store, unseen)
        for name, found in replaced.items():
            iri, wanted = batch.graphs[name].resource, batch.graphs[name].quads
            before = owned[name] if name in owned else _own(found, iri)
            for predicate in sorted(before - _own(wanted, iri)):
                self.remarks.note(predicate.removeprefix(CLINGEN), REMOVED, name)

    def write(self, batch: Batch, work: Work, file: int, in_file: int, messages: int) -> None:
        """Write a batch; the other arguments say where in the inputs the next one begins."""
        if not self._dry_run:
            self._carry_out(work, batch)
        counts = dict.fromkeys(CHANGES, 0) | self.state.counts
        for name in batch.graphs:
            planned = work.plan.get(name)
            stays = KEPT if name in work.kept else UNCHANGED
            change = planned.change if planned is not None else stays
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
        """Record the end of the load in the store, if it changed anything; the counts."""
        counts = self.state.counts
        changes = {change: counts[change] for change in (NEW, REPLACED) if counts[change]}
        if changes and not self._dry_run:
            self._store.replace([self._account.load_graph(self._now(), changes)])
        return counts

    def _decide(
        self, name: str, wanted: Wanted, found: list[Quad] | None, batch: Batch, work: Work
    ) -> Planned | None:
        """The outcome for one graph; None when it stays as it is."""
        if name in work.kept and wanted.tree is None:
            return None
        graphs = work.first if name in work.aside else work.graphs
        if found is None:
            graphs.append((name, wanted.quads))
            return Planned(NEW)
        quads = wanted.quads
        if wanted.tree is not None:
            before = framed(found, wanted.resource, batch.model, batch.base)
            if before is not None:
                quads = batch.quads(combined(before, wanted.tree), name)
        if same(found, quads):
            return None
        graphs.append((name, quads))
        if not self._as_version or wanted.tree is not None:
            return Planned(REPLACED)
        version = version_name(name, found)
        work.first.append((version, version_quads(name, found, version)))
        return Planned(REPLACED, version)

    def _carry_out(self, work: Work, batch: Batch) -> None:
        if not work.plan:
            self._note(replace(self.state, plan={}, recorded=None))
            return
        recorded = self.state.recorded or self._now()
        self._note(replace(self.state, plan=work.plan, recorded=recorded))
        if work.first:
            # Alone and first: afterwards their former content would be unknown.
            self._store.replace(work.first)
        made = [_made(name, planned, batch, work) for name, planned in work.plan.items()]
        graphs = [*work.graphs, *self._account.batch_graphs(self.state.batch, recorded, made)]
        if not self._is_announced:
            graphs.append(self._account.load_graph())
            self._is_announced = True
        _release(batch, work)
        graphs.reverse()
        self._store.replace(_handed_over(graphs), work.absent)

    def _now(self) -> str:
        return f"{self._clock():%Y-%m-%dT%H:%M:%SZ}"


def _release(batch: Batch, work: Work) -> None:
    """Forget the quads of a batch, so that a store has the only ones: 30 MB of a full batch."""
    work.graphs.clear()
    for wanted in (*batch.graphs.values(), *work.aside.values()):
        wanted.quads, wanted.earlier, wanted.tree = (), (), None


def _handed_over(graphs: list[NamedGraph]) -> Iterator[NamedGraph]:
    """The graphs of a list, from its end, which is empty afterwards."""
    while graphs:
        yield graphs.pop()


def _description(
    name: str, quads: Sequence[Quad], partial: bool | None, batch: Batch
) -> ResourceDescription:
    return ResourceDescription(name, quads, partial, batch.model, batch.base, batch.linker)


def _own(quads: Sequence[Quad], iri: str) -> set[str]:
    """The predicates that a resource has itself, not its parts."""
    return {quad.predicate for quad in quads if quad.subject == iri}


def _meets(wanted: Wanted, found: Sequence[Quad] | None) -> bool:
    """Whether a resource has several descriptions and it matters which one stays."""
    if wanted.tree is not None or (found is None and not wanted.earlier):
        return False
    if found is None or wanted.earlier or is_unseen(found):
        return True
    says_all = not wanted.partial and set(found) <= set(wanted.quads)
    return not (says_all or same(found, wanted.quads))


def _take(
    name: str,
    result: MergedDescriptions,
    before: ResourceDescription | None,
    given: Sequence[tuple[ResourceDescription, Wanted]],
    batch: Batch,
    work: Work,
    form: str,
) -> None:
    """Add the merged descriptions of a resource to a batch."""
    wanted = batch.graphs[name]
    partial = [one for each, one in given if each.is_partial]
    if result.kept is before:
        work.kept.add(name)
        if result.beside is not None:
            del batch.graphs[name]
    else:
        own = [one for each, one in given if each is result.kept] or partial
        wanted.quads, wanted.earlier = result.kept.quads, ()
        wanted.sources = {source: None for one in own for source in one.sources}
        wanted.partial = result.kept.is_partial
        wanted.form = next((one.form for one in partial if one.partial), form)
    if result.beside is None:
        return
    beside = subsetted_graph(name)
    tree, sources = result.beside, {source: None for one in partial for source in one.sources}
    graphs = batch.graphs if result.kept is before or beside in batch.graphs else work.aside
    if (other := graphs.get(beside)) is not None and other.tree is not None:
        tree, sources = combined(other.tree, tree), other.sources | sources
    graphs[beside] = Wanted(name, batch.quads(tree, beside), sources, tree)
    work.kept.add(beside)


def _made(name: str, planned: Planned, batch: Batch, work: Work) -> LoadedGraph:
    """What the record of a load says about a graph."""
    wanted = batch.graphs.get(name) or work.aside.get(name)
    if wanted is None:  # which was written before the load was stopped
        return LoadedGraph(name, subsetted_resource(name) or name, ())
    form = wanted.form if wanted.partial and wanted.form and _has_canonical(wanted.quads) else None
    sources = tuple(wanted.sources)
    return LoadedGraph(name, wanted.resource, sources, planned.version, form)


def _has_canonical(quads: Sequence[Quad]) -> bool:
    """Whether quads are about a canonical allele, or refer to one."""
    link, type_ = f"{CLINGEN}canonicalAllele", f"{CLINGEN}CanonicalAllele"
    if isinstance(quads, WrittenQuads):
        return f"<{link}>" in quads.statements.text or f"<{type_}>" in quads.statements.text
    return any(quad.predicate == link or quad.object == type_ for quad in quads)


def _size(quads: Sequence[Quad]) -> int:
    """The number of distinct quads."""
    return len(quads if isinstance(quads, WrittenQuads) else set(quads))
