"""Removing resources from a store."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from typing import Final

from clingen_ld.graph.terms import n_quads_term
from clingen_ld.model import (
    DEFAULT_BASE,
    base_iri,
    reference_iri,
    relative_reference,
    subsetted_graph,
)
from clingen_ld.stores.graphs import is_version, present_graphs
from clingen_ld.stores.journal import forget, journal_beside
from clingen_ld.stores.provenance import PROV, removal_graph
from clingen_ld.stores.store import Solutions, Store, refuse_location

REMOVED = "removed"
MISSING = "not there"
DESCRIBED = "only described by others"
# The number of resources that are removed, and recorded in one graph, at once.
_AT_ONCE: Final = 500


@dataclass(frozen=True, slots=True)
class RemoveReport:
    """The outcome of a removal: resources removed, absent, and only described by others."""

    removed: int = 0
    missing: int = 0
    only_described: int = 0


def remove(
    names: Iterable[str],
    store: Store,
    *,
    base: str = DEFAULT_BASE,
    everything: bool = False,
    partial: bool = False,
    journal: str | os.PathLike[str] | None = None,
    each: Callable[[str, str], None] | None = None,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> RemoveReport:
    """Remove resources by their IRIs, or by type and id such as `CanonicalAllele/CA101`.

    What others say about a resource stays, and so do its former versions, unless `everything`; of a
    resource that is only described in part, `partial` removes that.
    References to what was removed stay too. The store keeps a record in PROV-O of what was removed,
    when, and by which version of the tool. `each` is called with the outcome (removed, not there,
    only described by others) and the IRI of each resource. A stopped load starts from the beginning
    afterwards; `journal` is its journal, if not at the default place. Raises `StoreError` when the
    store fails.
    """
    refuse_location(store)
    if isinstance(names, str):
        names = [names]
    base = base_iri(base)
    forget(journal or journal_beside(store.location))
    return take_out(names, store, base, everything, partial, each, clock)


def take_out(
    names: Iterable[str],
    store: Store,
    base: str,
    everything: bool,
    partial: bool,
    each: Callable[[str, str], None] | None,
    clock: Callable[[], datetime],
) -> RemoveReport:
    """Remove resources, and leave the journal of a stopped load to the caller; see `remove`."""
    counts = dict.fromkeys((REMOVED, MISSING, DESCRIBED), 0)
    now = clock()
    activity = f"{base}Activity/remove-{now:%Y%m%dT%H%M%S.%fZ}"
    rest = iter(names)
    number = 0
    while given := list(islice(rest, _AT_ONCE)):
        number += 1
        # What is no Unicode is in no IRI, and so is missing.
        texts = [name.strip().encode("utf-8", "replace").decode() for name in given]
        iris = [reference_iri(relative_reference(text, base), base) for text in texts]
        planned = _planned(iris, store, everything, partial)
        if gone := [graph for _, _, graphs in planned for graph in graphs]:
            started, ended = (f"{t:%Y-%m-%dT%H:%M:%SZ}" for t in (now, clock()))
            # First: a removal without a record could never be traced.
            store.replace([removal_graph(f"{activity}-{number}", started, ended, gone)])
            store.remove(gone)
        for outcome, iri, _ in planned:
            counts[outcome] += 1
            if each is not None:
                each(outcome, iri)
    return RemoveReport(*counts.values())


def _planned(
    iris: Sequence[str], store: Store, everything: bool, partial: bool
) -> list[tuple[str, str, list[str]]]:
    """The plan for some resources: the outcome, the IRI, and the graphs to remove."""
    # Records of removals stay, so a former version that they name may no longer exist.
    versions = {iri: former_versions(iri, store) if everything else [] for iri in iris}
    wanted = {iri: [iri, subsetted_graph(iri), *versions[iri]] for iri in iris}
    asked = [name for names in wanted.values() for name in names]
    present = set(present_graphs(store, dict.fromkeys(asked, 0)))
    planned = []
    for iri in iris:
        beside = subsetted_graph(iri)
        graphs = [name for name in wanted[iri] if name in present]
        is_only_described = graphs == [beside] and not everything
        if is_only_described and partial:
            is_only_described = False
        elif beside in graphs and not everything:
            graphs.remove(beside)
        present.difference_update(graphs)  # given a second time, it counts as absent
        outcome = DESCRIBED if is_only_described else REMOVED if graphs else MISSING
        planned.append((outcome, iri, graphs))
    return planned


def former_versions(iri: str, store: Store) -> list[str]:
    """The names of the former versions of a resource that a store keeps."""
    found = store.query(
        f"SELECT DISTINCT ?version WHERE {{ {n_quads_term(iri)} <{PROV}wasRevisionOf> ?version }}"
    )
    rows = found.rows if isinstance(found, Solutions) else ()
    return [name for (name,) in rows if isinstance(name, str) and is_version(name)]
