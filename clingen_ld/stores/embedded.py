"""The embedded store: pyoxigraph in a folder, without a server or set-up.

There are two ways to write, both atomic even if the process is killed: a transaction, or the bulk
loader, which prepares its files separately and adds them all at once. The bulk loader is faster
above a few thousand quads, but it can only add, so it serves for new graphs.
"""

from __future__ import annotations

import errno
import io
import re
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TypeVar

import pyoxigraph as ox

from clingen_ld.display import cut
from clingen_ld.errors import ClingenError, InputError, StoreError, UsageError
from clingen_ld.graph.formats import about, from_oxigraph, term_from_oxigraph
from clingen_ld.graph.terms import Literal, Quad, Term, n_quads_term
from clingen_ld.messages.text.compression import Pieces
from clingen_ld.model import XSD
from clingen_ld.stores import background
from clingen_ld.stores.folder_lock import FolderLock
from clingen_ld.stores.graphs import Statements, batches, canonical_literal, n_quads, sparql_data
from clingen_ld.stores.sparql_text import calls_service, names_dataset
from clingen_ld.stores.store import NamedGraph, Results, Solutions, TripleResults

_PLACE = re.compile(r"error at (?P<line>\d+):(?P<column>\d+): (?P<reason>.*)", re.DOTALL)
_LONGEST = 200
_DOUBLE_TYPE = f"^^<{XSD}double>"
# What is in quotes in another literal has them escaped.
_DOUBLE = re.compile(r'"([^"\\]*)"' + re.escape(_DOUBLE_TYPE))

_CAUSES: tuple[tuple[str, str], ...] = (
    (
        r"No space left|quota exceeded",
        "the disk is full; what was being written is left out: make room and run the same again",
    ),
    (r"Permission denied|Operation not permitted", "no permission to use the store"),
    (r"LOCK: |lock hold", "another process has the store open; try again when it has ended"),
    (r"Read-only file system", "the file system is read-only"),
    (
        r"too recent version",
        "a newer version of Oxigraph wrote the store: upgrade pyoxigraph, or load again into a new"
        " folder",
    ),
    (r"only possible on read-write", "the store is open for reading only"),
    (
        r"Corrupt|checksum|MANIFEST|CURRENT|does not exist|invalid store|Invalid argument"
        r"|unexpected|truncated|No such file",
        "the store is damaged; load again into a new folder, or take its last backup",
    ),
)


def store_error(location: str, error: Exception, *, read_only: bool = False) -> StoreError:
    """A failure of the store as one clear line."""
    text = " ".join(str(error).split())
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        text = f"No space left: {text}"
    if read_only and "read-write" in text:
        text = "only possible on read-write stores"
    for pattern, cause in _CAUSES:
        if re.search(pattern, text, re.IGNORECASE):
            return StoreError(f"{location}: {cause} ({cut(text, _LONGEST)})")
    return StoreError(f"{location}: the store failed: {cut(text, _LONGEST)}")


def query_error(error: SyntaxError) -> UsageError:
    """The error for an invalid query, as one line with the place."""
    match = _PLACE.match(str(error))
    if match is None:
        return UsageError(f"not a SPARQL query: {cut(' '.join(str(error).split()), _LONGEST)}")
    reason = cut(" ".join(match["reason"].split()), _LONGEST)
    return UsageError(
        f"not a SPARQL query, line {match['line']}, column {match['column']}: {reason}"
    )


# The quads added at once. Measured on 1.8 million quads: batches of 130,000 take a fifth less
# processor time than a single load, as compaction gives way, and a quarter of the memory (270 MB).
_BATCH = 250_000
# Above this many quads, the bulk loader is faster than a transaction.
_BULK = 10_000
_BUFFER = 1 << 20
_GRAPHS_PER_UPDATE = 500
_SERVER = re.compile(r"[A-Za-z0-9.-]+:[0-9]{2,5}(?:/.*)?\Z")
"""The address of a server without http://, for which no folder is made."""
# The store is compacted when this share of the folder is new. The bulk loader adds separate files,
# and every look-up has to search each: reading takes seven times as long.
_NEW_PART = 0.1
# A batch adds eight files, each of which takes memory while it is read to be compacted. So the
# loader waits when there are those of some 40 batches, beside the compacted ones of up to 64 MB.
_MOST_FILES = 320
_SMALL = 32 << 20
_PATIENCE = 300  # tenths of a second; compaction may have stopped, for want of room

_Found = TypeVar("_Found")


class EmbeddedStore:
    """A store in a folder; one process may write to it, or many may read it.

    A graph without quads does not exist: replacing a graph by an empty one removes it.
    """

    def __init__(
        self,
        location: str,
        *,
        create: bool = False,
        read_only: bool = False,
        allow_service: bool = False,
    ) -> None:
        self.location = location
        self._allow_service = allow_service
        self.is_read_only = read_only
        """Whether other processes may read the store, too."""
        try:
            _check_folder(location, create and not read_only)
            self._lock = FolderLock(location, shared=read_only)
        except ClingenError:
            raise
        except (OSError, ValueError) as error:  # not permitted, or a name that no folder can have
            raise store_error(location, error) from None
        self._written = 0
        self._opened: ox.Store | None = None
        try:
            self._opened = ox.Store.read_only(location) if read_only else ox.Store(location)
        except (OSError, RuntimeError) as error:
            raise store_error(location, error) from None
        finally:
            if self._opened is None:
                self._lock.release()

    def replace(self, graphs: Iterable[NamedGraph], absent: Collection[str] = ()) -> None:
        """See `Store`. When it returns, everything is on disk and survives a power loss."""
        for batch in batches(graphs, _BATCH, about):
            new: dict[str, Statements] = {}
            known: dict[str, Statements] = {}
            for name, graph in batch.items():
                is_new = name in absent or not self._has(name)
                (new if is_new else known)[name] = graph
            batch.clear()
            self._add(new)
            self._exchange(known)
        self._run(lambda store: store.flush())

    def _has(self, name: str) -> bool:
        node = _named(self.location, name)
        return self._run(
            lambda store: (
                store.contains_named_graph(node)
                and next(store.quads_for_pattern(None, None, None, node), None) is not None
            )
        )

    def _add(self, graphs: dict[str, Statements]) -> None:
        """Add new graphs; each is removed from `graphs` when the store gets it, to save memory."""
        large = sum(map(about, graphs.values())) >= _BULK
        texts = (n_quads(*graphs.popitem()) for _ in range(len(graphs)))
        if not large:
            if text := "".join(texts):
                self._written += len(text)
                self._write(lambda store: store.load(text, format=ox.RdfFormat.N_QUADS))
            return
        given = Pieces(text.encode() for text in texts)
        source = io.BufferedReader(given, _BUFFER)
        # IRIs are valid as the package makes them (`clingen_ld.model.identity.as_iri`); to check
        # each again takes a twentieth of the time.
        background.give_way()
        self._write(
            lambda store: store.bulk_load(source, format=ox.RdfFormat.N_QUADS, lenient=True)
        )
        self._written += given.size
        background.trim()
        self._catch_up()

    def _catch_up(self) -> None:
        """Wait while very many files are not compacted, as compaction gives way to the loader."""
        for _ in range(_PATIENCE):
            sizes = self._sizes()
            if len(sizes) < _MOST_FILES + sum(sizes) / _SMALL:
                return
            time.sleep(0.1)

    def _exchange(self, graphs: dict[str, Statements]) -> None:
        """Replace the existing graphs that differ."""
        changes = filter(None, (self._change(name, graph) for name, graph in graphs.items()))
        self._update(changes)

    def _change(self, name: str, graph: Statements) -> str:
        """The SPARQL update that turns the named graph into this one; "" if they are equal."""
        after = set(graph)
        triples = self._triples(name)
        before = {line.removesuffix(" .") for line in triples.split("\n") if line}
        removed, added = before - after, [line for line in graph if line not in before]
        if not removed and not added:
            return ""
        # DELETE DATA cannot name blank nodes, and each INSERT DATA creates new ones.
        if len(removed) == len(before) or any("_:" in line for line in (*before, *graph)):
            return f"DROP SILENT GRAPH <{name}>" + _data("; INSERT", name, graph)
        parts = (_data("DELETE", name, sorted(removed)), _data("INSERT", name, added))
        return ";\n".join(filter(None, parts))

    def _triples(self, name: str) -> str:
        """A graph as N-Triples, with doubles as the model spells them."""
        node = _named(self.location, name)
        found = self._run(lambda store: store.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=node))
        text = (found or b"").decode()
        return _DOUBLE.sub(_double, text) if _DOUBLE_TYPE in text else text

    def _update(self, operations: Iterable[str]) -> None:
        """Run updates, a few hundred in one transaction."""
        rest = iter(operations)
        while some := list(islice(rest, _GRAPHS_PER_UPDATE)):
            text = ";\n".join(some)
            self._written += len(text)
            self._write(partial(_update, text=text))

    def remove(self, names: Iterable[str]) -> None:
        """See `Store`."""
        self._update(
            f"DROP SILENT GRAPH {_named(self.location, name)}" for name in dict.fromkeys(names)
        )
        self._run(lambda store: store.flush())

    def graph(self, name: str) -> list[Quad]:
        """See `Store`."""
        node = _named(self.location, name)
        # Asking for the name first is many times faster when most graphs are new.
        if not self._run(lambda store: store.contains_named_graph(node)):
            return []
        found = self._run(lambda store: store.quads_for_pattern(None, None, None, node))
        return [_canonical(from_oxigraph(quad)) for quad in self._each(found)]

    def graphs(self, names: Iterable[str] | None = None) -> Iterator[NamedGraph]:
        """See `Store`."""
        for name in self.names() if names is None else names:
            if quads := self.graph(name):
                yield name, quads

    def texts(self, names: Iterable[str]) -> Iterator[tuple[str, str]]:
        """Graphs with their triples as N-Triples, which is faster than quads."""
        for name in names:
            yield name, self._triples(name)

    def values(self, name: str, resource: str, predicate: str) -> list[Term]:
        """The values of a property of a resource in a graph, which are found by an index."""
        found = self._run(
            lambda store: store.quads_for_pattern(
                _named(self.location, resource),
                ox.NamedNode(predicate),
                None,
                _named(self.location, name),
            )
        )
        return [_canonical(from_oxigraph(quad)).object for quad in self._each(found)]

    def names(self) -> Iterator[str]:
        """See `Store`."""
        for name in self._each(self._run(lambda store: store.named_graphs())):
            yield name.value if isinstance(name, ox.NamedNode) else str(name)

    def query(self, text: str) -> Results:
        """See `Store`. Raises `UsageError` for SERVICE, too, where it is not allowed."""
        if not self._allow_service and calls_service(text):
            raise UsageError(
                "the query calls a server (SERVICE); only --allow-service lets it "
                "(in Python, allow_service)"
            )
        is_union = not names_dataset(text)
        try:
            found = self._run(lambda store: store.query(text, use_default_graph_as_union=is_union))
        except SyntaxError as error:
            raise query_error(error) from None
        if isinstance(found, ox.QueryBoolean):
            return bool(found)
        if isinstance(found, ox.QueryTriples):
            return TripleResults(_canonical(from_oxigraph(triple)) for triple in self._each(found))
        variables = tuple(variable.value for variable in found.variables)
        rows = (
            tuple(None if term is None else _term(term) for term in solution)
            for solution in self._each(found)
        )
        return Solutions(variables, rows)

    def has_default_graph(self) -> bool:
        """See `WithDefaultGraph`."""
        nameless = ox.DefaultGraph()
        return self._run(
            lambda s: next(s.quads_for_pattern(None, None, None, nameless), None) is not None
        )

    def optimize(self) -> None:
        """See `Store`. A store with few additions since it was last compacted is left as it is."""
        background.go_on()
        if self._written and self._written >= _NEW_PART * sum(self._sizes()):
            self._run(lambda store: store.optimize())
            self._written = 0

    def close(self) -> None:
        """See `Store`."""
        self._opened = None
        self._lock.release()

    def _sizes(self) -> list[int]:
        """The sizes of its files in bytes; files may appear and disappear meanwhile."""
        found: list[int] = []
        for file in self._run(lambda _: list(Path(self.location).iterdir())):
            with suppress(FileNotFoundError):
                found.append(file.stat().st_size)
        return found

    def _run(self, work: Callable[[ox.Store], _Found]) -> _Found:
        """Run work on the store, with its failures raised as `StoreError`."""
        if self._opened is None:
            raise StoreError(f"{self.location}: the store is closed")
        try:
            return work(self._opened)
        except SyntaxError:
            raise
        except (OSError, RuntimeError, ValueError) as error:
            raise store_error(self.location, error, read_only=self.is_read_only) from None

    def _write(self, work: Callable[[ox.Store], None]) -> None:
        try:
            self._run(work)
        except SyntaxError as error:
            reason = " ".join(str(error.msg).split())
            raise StoreError(f"{self.location}: the store refuses the data: {reason}") from None

    def _each(self, found: Iterable[_Found]) -> Iterator[_Found]:
        try:
            yield from found
        except (OSError, RuntimeError, ValueError) as error:
            raise store_error(self.location, error) from None


def _canonical(quad: Quad) -> Quad:
    value = quad.object
    return quad._replace(object=canonical_literal(value)) if isinstance(value, Literal) else quad


def _double(match: re.Match[str]) -> str:
    return n_quads_term(canonical_literal(Literal(match[1], XSD + "double")))


def _term(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> Term:
    found = term_from_oxigraph(term)
    return canonical_literal(found) if isinstance(found, Literal) else found


def _update(store: ox.Store, text: str) -> None:
    store.update(text)


def _data(verb: str, name: str, graph: Sequence[str]) -> str:
    return f"{verb} DATA {{ GRAPH <{name}> {{\n{sparql_data(graph)}}} }}" if graph else ""


def _named(location: str, name: str) -> ox.NamedNode | ox.BlankNode:
    try:
        return ox.BlankNode(name[2:]) if name.startswith("_:") else ox.NamedNode(name)
    except ValueError:
        raise UsageError(f"{location}: {name!r} is not an IRI, so it cannot name a graph") from None


def _check_folder(location: str, create: bool) -> None:
    """Check that a store can be opened or made there; RocksDB's own errors are hard to read."""
    folder = Path(location)
    if folder.exists() and not folder.is_dir():
        raise StoreError(f"{location}: this is a file; an embedded store is a folder")
    if (folder / "CURRENT").exists():
        return
    if folder.is_dir() and any(folder.iterdir()):
        raise StoreError(f"{location}: this folder holds other files, and no store")
    if _SERVER.match(location) is not None and not folder.exists():
        raise InputError(f"{location}: no store is there; of a server, write http://{location}")
    if not create:
        raise InputError(f"{location}: no store is there")
    if not folder.absolute().parent.is_dir():
        raise InputError(f"{location}: the folder {folder.absolute().parent} does not exist")
