"""The bundles that a load reads: their release in the store, and what they take the place of."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable
from typing import Any, Final

from clingen_ld.graph.terms import Literal
from clingen_ld.messages.kept_documents import (
    DOCUMENT,
    KEPT_RECORD,
    document_literal,
    document_of,
    record_id,
)
from clingen_ld.messages.message import Message, ReadOptions
from clingen_ld.messages.text.temporary import DiskSet
from clingen_ld.model import Normal, escape, local_name, subsetted_graph
from clingen_ld.stores.deltas import (
    OF_VRS,
    RELEASE,
    OpenDelta,
    is_date,
    keys_of,
    record_iri,
    release_of,
)
from clingen_ld.stores.graphs import present_graphs
from clingen_ld.stores.store import Solutions, Store

_UNKNOWN: Final = "unknown"
_IN_NAME: Final = re.compile(r"[_-](\d{4}-\d\d)(?![\d-])")
_AT_ONCE: Final = 200


class Bundles:
    """What a load does with the bundles that it reads, besides loading their resources.

    It records their release in the store, adds their sections to those of former bundles, and
    removes what is kept of records that come back by themselves now.
    """

    def __init__(self, store: Store, options: ReadOptions, delta: OpenDelta | None) -> None:
        self._store = store
        self._options = options
        self._delta = delta
        self._whole = record_iri("", options.base)
        self._before = self._whole.removesuffix(record_id("")) + local_name(KEPT_RECORD)
        self._kept = DiskSet()
        self._members: dict[str, Any] | None = None
        self._is_first = True

    def seen(self, message: Message, file: str) -> Message:
        """Take in a message; gives what is to be loaded."""
        iri = message.iri
        if not iri.startswith(self._before):
            return message
        if iri != self._whole:
            self._kept.add(iri)
            return message
        tree = dict(message.normal_tree)
        if self._members is None:
            self._members = self._known_members()
            self._is_first = not self._members
        self._members |= document_of(tree) or {}
        month = _IN_NAME.search(os.path.basename(file))
        release = month[1] if month is not None else _UNKNOWN
        if self._delta is not None:
            release = self._release()
        tree[RELEASE] = release
        tree[DOCUMENT] = document_literal(self._members)
        normal = Normal(tree, message.normal.notes, message.normal.moved)
        return Message(message.type, iri, normal, message.locator, message.file, message.form)

    def _known_members(self) -> dict[str, Any]:
        found = self._store.query(f"SELECT ?text WHERE {{ <{self._whole}> <{DOCUMENT}> ?text }}")
        rows = found.rows if isinstance(found, Solutions) else ()
        for (text,) in rows:
            if isinstance(text, Literal):
                members = json.loads(text.lexical)
                return members if isinstance(members, dict) else {}
        return {}

    def begin(self) -> None:
        """A delta is about to be applied: until its end, the store has the release before it."""
        if self._delta is not None:
            known, baseline = self._release(), self._delta.manifest.baseline
            if is_date(baseline) and not is_date(known):
                self._set_release(baseline)

    def finish(self, files: Iterable[str]) -> None:
        """Everything is loaded: the store has the release of the delta.

        What was kept of records that come back by themselves now is removed.
        """
        if self._delta is not None:
            self._set_release(self._delta.manifest.release or _UNKNOWN)
        elif self._members is not None and not self._is_first:
            self._remove_stale(files)

    def _release(self) -> str:
        return release_of(self._store, self._options.base) or _UNKNOWN

    def _set_release(self, release: str) -> None:
        name = subsetted_graph(self._whole)
        before = self._store.graph(name)
        after = [
            each._replace(object=Literal(release)) if each.predicate == RELEASE else each
            for each in before
        ]
        if after != before:
            self._store.replace([(name, after)])

    def _remove_stale(self, files: Iterable[str]) -> None:
        stale: list[str] = []
        for file in files:
            for section, key in keys_of(file, self._options):
                iri = record_iri(f"/{escape(section)}/{escape(key)}", self._options.base)
                if section in OF_VRS and iri not in self._kept:
                    stale.append(subsetted_graph(iri))
                if len(stale) >= _AT_ONCE:
                    self._forget(stale)
        self._forget(stale)

    def _forget(self, graphs: list[str]) -> None:
        """Remove those graphs that the store has."""
        if graphs and (present := list(present_graphs(self._store, dict.fromkeys(graphs, 0)))):
            self._store.remove(present)
        graphs.clear()
