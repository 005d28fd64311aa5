"""Exporting an embedded store with several processes, which frame its graphs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import closing
from functools import cache, partial
from itertools import islice
from typing import Any, BinaryIO, Final

from clingen_ld.bulk.processes import in_order
from clingen_ld.compiled.engine import engine
from clingen_ld.conversion import Conversion
from clingen_ld.messages.text.inputs import PathName
from clingen_ld.messages.text.temporary import DiskSet
from clingen_ld.model import DEFAULT_BASE, load_model
from clingen_ld.stores.embedded import EmbeddedStore
from clingen_ld.stores.framed import FramedGraph, Framing, framing
from clingen_ld.stores.reading import export_framed
from clingen_ld.stores.store import Store

_AT_ONCE: Final = 200
"""The names that a process gets at once; the graphs of an allele have some 10 KB as text."""


def export(
    store: Store,
    to: str = "resource-json",
    output: PathName | BinaryIO | None = None,
    *,
    jobs: int,
    **options: Any,
) -> Conversion:
    """Export as `clingen_ld.export` does, with so many processes that read an embedded store.

    The output is the same. This process writes. It reads, too, where a store is on a server, or is
    open for writing, which keeps other processes away.
    """
    frame = None
    if jobs > 1 and isinstance(store, EmbeddedStore) and store.is_read_only:
        frame = partial(_frame, store.location, options.get("base", DEFAULT_BASE), jobs)
    return export_framed(store, frame, to, output, **options)


def _frame(
    location: str, base: str, jobs: int, names: Iterable[str], with_members: bool,
    _: DiskSet,
) -> Iterator[FramedGraph]:  # fmt: skip
    """Frame graphs in other processes, as `clingen_ld.stores.framed.framing` does."""
    known = engine(load_model(), base)
    rest = iter(names)
    portions = iter(lambda: list(islice(rest, _AT_ONCE)), [])
    work = partial(_framed, location, base, with_members)
    with closing(in_order(work, portions, jobs)) as parts:
        for part in parts:
            for name, text in part:
                yield FramedGraph(
                    name, None if text is None else (known.decode_encoded(text), text)
                )


def _framed(
    location: str, base: str, with_members: bool, names: list[str]
) -> list[tuple[str, bytes | None]]:
    """The graphs of some names, each with the text from which it is decoded again."""
    found = _framing(location, base)(names, with_members, DiskSet())
    return [(name, None if framed is None else framed[1]) for name, framed in found]


@cache
def _framing(location: str, base: str) -> Framing:
    """What frames the graphs of a store, which is opened once for all portions."""
    return framing(EmbeddedStore(location, read_only=True), load_model(), base)
