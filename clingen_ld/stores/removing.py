"""Removing resources from a store."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from clingen_ld.graph.terms import n_quads_term
from clingen_ld.model.identity import reference_iri, relative_reference
from clingen_ld.model.namespaces import DEFAULT_BASE
from clingen_ld.model.subsetted import subsetted_graph
from clingen_ld.stores.journal import forget, journal_beside
from clingen_ld.stores.provenance import PROV
from clingen_ld.stores.store import Solutions, Store
from clingen_ld.stores.versions import is_version

REMOVED = "removed"
MISSING = "not there"
TOLD_OF = "only told of"


@dataclass(frozen=True, slots=True)
class RemoveReport:
    """How many resources were removed, not there, or there only in what others tell of them."""

    removed: int = 0
    missing: int = 0
    told_of: int = 0


def remove(
    names: Iterable[str],
    store: Store,
    *,
    base: str = DEFAULT_BASE,
    everything: bool = False,
    journal: Path | None = None,
    each: Callable[[str, str], None] | None = None,
) -> RemoveReport:
    """Remove resources by their IRIs, or by type and id such as `CanonicalAllele/CA101`.

    What others tell of a resource stays, and so do its former versions, unless `everything`.
    References to what was removed stay too. `each` is called with what became of a resource
    (removed, not there, only told of) and its IRI. A load that was stopped before starts anew,
    as it does not know what is gone: `journal` is its journal, when that is not where it is by
    default. Raises `StoreError` when the store fails.
    """
    forget(journal or journal_beside(store.location))
    counts = dict.fromkeys((REMOVED, MISSING, TOLD_OF), 0)
    for given in names:
        iri = reference_iri(relative_reference(given.strip(), base), base)
        outcome = _remove(iri, store, everything)
        counts[outcome] += 1
        if each is not None:
            each(outcome, iri)
    return RemoveReport(*counts.values())


def _remove(iri: str, store: Store, everything: bool) -> str:
    told = subsetted_graph(iri)
    graphs = [name for name in (iri, told) if store.graph(name)]
    if everything:
        graphs += former_versions(iri, store)
    elif told in graphs:
        graphs.remove(told)
        if not graphs:
            return TOLD_OF
    if not graphs:
        return MISSING
    store.remove(graphs)
    return REMOVED


def former_versions(iri: str, store: Store) -> list[str]:
    """The names of the former versions of a resource that a store keeps."""
    found = store.query(
        f"SELECT DISTINCT ?version WHERE {{ {n_quads_term(iri)} <{PROV}wasRevisionOf> ?version }}"
    )
    rows = found.rows if isinstance(found, Solutions) else ()
    return [name for (name,) in rows if isinstance(name, str) and is_version(name)]
