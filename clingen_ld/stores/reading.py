"""The resources of a store as messages, one named graph after the other.

Not everything in a store is data. Skipped are graphs without a resource of the model (records in
PROV-O), former versions, and the Provenance of loads, unless requested. A partial description
(SUBSETTED) is returned if the resource has no graph of its own.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from itertools import chain, filterfalse
from typing import BinaryIO, Final, Unpack

from clingen_ld.conversion import Conversion, Writing, write_items
from clingen_ld.errors import TextError, UsageError
from clingen_ld.graph.framing import frame_dataset
from clingen_ld.graph.view import DatasetView
from clingen_ld.messages.fast_path import framed_message
from clingen_ld.messages.forms import form_name
from clingen_ld.messages.kept_documents import KEPT_DOCUMENT, WITH_DOCUMENTS
from clingen_ld.messages.message import Engine, Item, Message, NoText, Problem, ReadOptions
from clingen_ld.messages.reading import read_inputs
from clingen_ld.messages.text.temporary import DiskSet
from clingen_ld.model import (
    DEFAULT_BASE,
    Model,
    Normal,
    check_type,
    load_model,
    resource_iri,
    subsetted_resource,
)
from clingen_ld.stores.framed import (
    FramedGraph,
    Framing,
    WithTexts,
    framing,
    is_record,
    record_message,
    with_members,
)
from clingen_ld.stores.graphs import is_version
from clingen_ld.stores.opening import open_store
from clingen_ld.stores.provenance import is_account
from clingen_ld.stores.store import (
    NamedGraph,
    Store,
    WithDefaultGraph,
    is_store,
    refuse_location,
)

Opener = Callable[..., AbstractContextManager[Store]]
"""Opens the store at a location, which is its argument, with `read_only`."""

_RECORD: Final = "#prov"
"""The suffix of a PROV-O graph's name after that of its Provenance."""


@contextmanager
def open_resources(
    location: str, options: ReadOptions, model: Model, opener: Opener = open_store
) -> Iterator[Iterator[Item]]:
    """The resources of a file, a folder, standard input (`-`) or a store, which `opener` opens.

    Raises `InputError` for a missing file, `StoreError` for a store that cannot be reached.
    """
    if is_store(location):
        with opener(location, read_only=True) as store:
            yield read_store(store, model, options.base, engine=options.engine)
    else:
        yield read_inputs([location], options, model)


def read_store(
    store: Store,
    model: Model,
    base: str = DEFAULT_BASE,
    *,
    loads: bool = False,
    engine: Engine = "auto",
    frame: Framing | None = None,
) -> Iterator[Item]:
    """The resources of a store, one by one; `loads` includes the Provenance of loads.

    `engine` is as in `ReadOptions`; `frame` frames graphs directly, by default in this process.

    A message's file is the location of the store; for a graph that is not named by its resource,
    the name of the graph. A graph that is nested too deep to read is a problem.
    """
    yield from _nameless(store)
    with _NotData(store, loads) as others:
        wanted = (name for name in store.names() if name not in others)
        if engine != "standard" and isinstance(store, WithTexts):
            frame = frame or framing(store, model, base)
            yield from _items(frame(wanted, False, DiskSet()), store, model, base)
            return
        for graph in store.graphs(wanted):
            yield from _resources(graph, store.location, model, base)


def read_documents(
    store: Store,
    model: Model,
    base: str = DEFAULT_BASE,
    *,
    loads: bool = False,
    engine: Engine = "auto",
    frame: Framing | None = None,
    are_records_written: bool = False,
) -> Iterator[Item]:
    """The same in the order for writing documents: those that were kept come first.

    Contextual alleles follow their canonical one, where the store is read directly. With
    `are_records_written`, of records of bundles there is what `VrsWriter` writes of them.
    """
    yield from _nameless(store)
    with _NotData(store, loads) as others:

        def names(are_documents: bool) -> Iterator[str]:
            for name in store.names():
                if (KEPT_DOCUMENT in name) is are_documents and name not in others:
                    yield name

        if engine == "standard" or not isinstance(store, WithTexts):
            for graph in store.graphs(chain(names(True), names(False))):
                yield from _resources(graph, store.location, model, base)
            return
        frame = frame or framing(store, model, base)
        records = filter(partial(is_record, base=base), names(True))
        for name in records if are_records_written else ():
            record = record_message(store, name, store.location, base)
            if record is not None:
                yield record
            else:
                yield from _resources((name, store.graph(name)), store.location, model, base)
        documents = names(True)
        if are_records_written:
            documents = filterfalse(partial(is_record, base=base), documents)
        yield from _items(frame(documents, False, DiskSet()), store, model, base)
        ordered = with_members(partial(names, False), frame, base)
        yield from _items(ordered, store, model, base)


def _items(framed: Iterable[FramedGraph], store: Store, model: Model, base: str) -> Iterator[Item]:
    """The messages of framed graphs; the others are framed by the standard path."""
    from clingen_ld.compiled.engine import engine

    known = engine(model, base)
    for name, found in framed:
        if found is not None:
            yield framed_message(found[0], known, store.location, found[1])
        elif quads := store.graph(name):
            yield from _resources((name, quads), store.location, model, base)


def read_resource(store: Store, iri: str, model: Model, base: str = DEFAULT_BASE) -> list[Item]:
    """The resource of an IRI in a store, read from its own graph; nothing if it has none."""
    quads = store.graph(iri)
    return list(_described((iri, quads), store.location, model, base)) if quads else []


def _nameless(store: Store) -> Iterator[Problem]:
    """That there are triples where none are read."""
    if isinstance(store, WithDefaultGraph) and store.has_default_graph():
        what = "triples in no named graph of the store, where a resource has its own"
        yield Problem("ST-11", {"what": what}, store.location)


class _NotData:
    """The graphs of a store that are no data of their own, by their names.

    Held are the few that say so of others: the names of all take 20 MB in memory, and more on disk.
    """

    def __init__(self, store: Store, loads: bool) -> None:
        self._loads = DiskSet()
        self._whole = DiskSet()
        with DiskSet() as subsetted:
            for name in store.names():
                if not loads and name.endswith(_RECORD):
                    self._loads.add(name.removesuffix(_RECORD))
                elif (root := subsetted_resource(name)) is not None:
                    subsetted.add(root)
            for name in store.names() if len(subsetted) else ():
                if name in subsetted:
                    self._whole.add(name)

    def __enter__(self) -> _NotData:
        return self

    def __exit__(self, *_: object) -> None:
        self._loads.close()
        self._whole.close()

    def __contains__(self, name: str) -> bool:
        if is_version(name) or name in self._loads:
            return True
        root = subsetted_resource(name)
        return root is not None and root in self._whole


def _resources(graph: NamedGraph, location: str, model: Model, base: str) -> Iterator[Item]:
    """What a graph describes; that it is no resource, where others put it there."""
    found = None
    for found in _described(graph, location, model, base):
        yield found
    if found is None and not is_account(graph[0]):
        what = "a graph that describes no resource of the model"
        yield Problem("ST-11", {"what": what}, graph[0])


def _described(graph: NamedGraph, location: str, model: Model, base: str) -> Iterator[Item]:
    name, quads = graph
    try:
        found, unread = frame_dataset(DatasetView(quads), model, base)
    except TextError as error:
        yield Problem("ST-0", {"message": error.message}, name)
        return
    for one in found:
        iri = resource_iri(one.normal.tree, base)
        is_own = iri in (name, subsetted_resource(name))
        file = location if is_own else name
        # The user never saw the message before normalization, so pointers are those of the normal
        # form.
        normal = Normal(one.normal.tree, one.normal.notes)
        message = Message(one.type, iri, normal, NoText(), file, "nquads")
        message.unread, unread = unread, []
        yield message


def export(
    store: Store,
    to: str = "resource-json",
    output: str | os.PathLike[str] | BinaryIO | None = None,
    *,
    type: str | None = None,
    loads: bool = False,
    base: str = DEFAULT_BASE,
    assembly: str | None = None,
    engine: Engine = "auto",
    **writing: Unpack[Writing],
) -> Conversion:
    """Write the resources of a store in a form; `type` chooses those of one resource type.

    `output` is what it is for `convert`: a file, `-`, a folder, a stream, or None for the text.
    `loads` includes the Provenance of loads; `engine` is as in `ReadOptions`. Further keywords are
    those of `Writing`. Raises `UsageError` for an unknown form or type, `InputError` when the
    output cannot be written, `StoreError` when the store fails.
    """
    return export_framed(
        store, None, to, output, type=type, loads=loads, base=base, assembly=assembly,
        engine=engine, **writing,
    )  # fmt: skip


def export_framed(
    store: Store,
    frame: Framing | None,
    to: str,
    output: str | os.PathLike[str] | BinaryIO | None,
    *,
    type: str | None = None,
    loads: bool = False,
    base: str = DEFAULT_BASE,
    assembly: str | None = None,
    engine: Engine = "auto",
    **writing: Unpack[Writing],
) -> Conversion:
    """The same; `frame` frames graphs directly, by default in this process."""
    refuse_location(store)
    check_type(type)
    model, options = load_model(), ReadOptions(base=base, assembly=assembly)
    wanted = writing.get("keep")
    if writing.get("annotate") is not None:
        raise UsageError("a VCF file is annotated as it is converted, not from a store")

    def keep(message: Message) -> bool:
        return type in (None, message.type) and (wanted is None or wanted(message))

    if to in WITH_DOCUMENTS and type is None:
        # Documents go before the alleles in them, which then need not be written.
        items = read_documents(
            store, model, options.base, loads=loads, engine=engine, frame=frame,
            are_records_written=form_name(to) == "vrs" and wanted is None,
        )  # fmt: skip
    else:
        items = read_store(store, model, options.base, loads=loads, engine=engine, frame=frame)
    writing["keep"] = keep
    return write_items(items, to, output, options=options, **writing)
