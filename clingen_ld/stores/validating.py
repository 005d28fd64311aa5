"""Validation of a store in place: every rule, over graphs of any origin."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import replace
from typing import Any, Final

from clingen_ld.messages.message import Item, Problem
from clingen_ld.messages.reading import read_inputs
from clingen_ld.messages.text.kept_inputs import Unchanged, kept_inputs
from clingen_ld.messages.text.temporary import Scratch
from clingen_ld.model import Tree, is_subsetted, load_model, reference_iri, subsetted_graph
from clingen_ld.stores.graphs import framed, present_graphs
from clingen_ld.stores.reading import read_store
from clingen_ld.stores.store import Store, is_remote, refuse_location
from clingen_ld.types import resource
from clingen_ld.validation.report import Report
from clingen_ld.validation.rules.references import references
from clingen_ld.validation.session import ValidationOptions, validate_items, with_empty_run

_AT_ONCE: Final = 200


def stored_resources(store: Store, iris: Sequence[str], base: str) -> dict[str, Tree]:
    """Resources of a store in normal form, or partial descriptions of them; missing ones are left
    out."""
    names = [name for iri in iris for name in (iri, subsetted_graph(iri))]
    graphs = present_graphs(store, dict.fromkeys(names, 0), names)
    found: dict[str, Tree] = {}
    for iri in iris:
        for name in (iri, subsetted_graph(iri)):
            tree = framed(graphs.get(name, ()), iri, load_model(), base)
            if tree is not None:
                found[iri] = tree
                break
    return found


class Lookups:
    """Looks up the targets of messages' references in a store, many at once.

    Every method raises `StoreError` when the store or the database fails.
    """

    def __init__(self, store: Store, base: str) -> None:
        self._store = store
        self._base = base
        self._fetched: dict[str, Tree | None] = {}
        self._database = Scratch(
            """
            CREATE TABLE own (iri TEXT PRIMARY KEY) WITHOUT ROWID;
            CREATE TABLE wanted (number INTEGER PRIMARY KEY, iri TEXT UNIQUE)
            """
        )

    def watched(self, items: Iterable[Item]) -> Iterator[Item]:
        """The items unchanged; the IRI and the references of each are recorded on the way."""
        for item in items:
            if not isinstance(item, Problem):
                self._note(item.iri, item.tree)
            yield item

    def _note(self, iri: str, tree: Tree) -> None:
        if is_subsetted(tree):
            return  # Rules do not follow its references.
        self._database.execute("INSERT OR IGNORE INTO own VALUES (?)", (iri,))
        named = (reference.reference for _, reference in references(resource(tree)))
        wanted = {reference_iri(name, self._base) for name in named if name}
        self._database.execute_many(
            "INSERT OR IGNORE INTO wanted (iri) VALUES (?)", [(name,) for name in sorted(wanted)]
        )

    def find(self, iri: str) -> Tree | None:
        """The resource of an IRI, or a partial description of it, or None."""
        if iri not in self._fetched:
            self._database.execute("DELETE FROM wanted WHERE iri = ?", (iri,))
            iris = list(dict.fromkeys([iri, *self._next()]))
            found = stored_resources(self._store, iris, self._base)
            self._fetched |= {name: found.get(name) for name in iris}
        return self._fetched.pop(iri)  # the caller keeps it

    def _next(self) -> list[str]:
        """The next look-ups, in the order of the messages."""
        rows = list(
            self._database.rows(
                "SELECT number, iri FROM wanted WHERE iri NOT IN (SELECT iri FROM own)"
                f" ORDER BY number LIMIT {_AT_ONCE}"
            )
        )
        if not rows:
            return []
        self._database.execute("DELETE FROM wanted WHERE number <= ?", (rows[-1][0],))
        return [iri for _, iri in rows]

    def close(self) -> None:
        """Close the database of the look-ups."""
        self._database.close()


def validate_store(
    store: Store,
    options: ValidationOptions | None = None,
    *,
    progress: Callable[[Item], None] | None = None,
) -> Report:
    """Validate the resources of a store as one set, graph by graph.

    A finding names the resource and the pointer in its normal form; its file is the location of
    the store, or the name of the graph where that is not the resource's own. Raises `StoreError`
    when the store fails.
    """
    refuse_location(store)
    chosen = options or ValidationOptions()
    model = load_model()
    items = read_store(store, model, chosen.read.base, engine=chosen.read.engine)
    return validate_items(items, chosen, model, progress, placed=False)


def validate_against(
    inputs: Sequence[str],
    stores: Sequence[Store],
    options: ValidationOptions,
    *,
    progress: Callable[[Item], None] | None = None,
) -> Report:
    """Validate files, folders and standard input (`-`), whose references may point into stores.

    Raises what `clingen_ld.validate` does, and `StoreError` when a store fails.
    """
    model, base, options = load_model(), options.read.base, options.recovering()
    with ExitStack() as stack:
        readable, shown = stack.enter_context(kept_inputs(inputs))
        files = Unchanged(readable, shown, options.read.exclude)
        options = options.among(readable)
        items: Iterable[Item] = read_inputs(readable, options.read, model)
        lookups = [stack.enter_context(closing(Lookups(store, base))) for store in stores]
        for store, lookup in zip(stores, lookups, strict=True):
            # An embedded store has no network latency, so batched look-ups save nothing.
            items = lookup.watched(items) if is_remote(store.location) else items

        def find(iri: str) -> dict[str, Any] | None:
            return next((tree for one in lookups if (tree := one.find(iri)) is not None), None)

        report = validate_items(items, replace(options, elsewhere=find), model, progress)
        report = with_empty_run(report, readable, options)
        files.check()
    return report.shown_as(shown)


def found_in(stores: Sequence[Store], base: str) -> Callable[[str], dict[str, Any] | None]:
    """The value of `ValidationOptions.elsewhere` for references into stores."""

    def find(iri: str) -> dict[str, Any] | None:
        found = (stored_resources(store, [iri], base).get(iri) for store in stores)
        return next((tree for tree in found if tree is not None), None)

    return find
