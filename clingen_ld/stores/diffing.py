"""Comparison of two sets of resources, in files or stores."""

from __future__ import annotations

import hashlib
import json
import os
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Final, Literal

from clingen_ld.graph.quads import resource_quads
from clingen_ld.graph.terms import n_quads_line
from clingen_ld.messages.descriptions import combined
from clingen_ld.messages.losses import Loss, left_out
from clingen_ld.messages.message import Item, Problem, ReadOptions
from clingen_ld.messages.text.kept_inputs import refuse_repeated
from clingen_ld.messages.text.temporary import Scratch
from clingen_ld.messages.writing import dump
from clingen_ld.model import (
    Model,
    Tree,
    escape,
    is_subsetted,
    load_model,
    resource_iri,
    subsetted_graph,
)
from clingen_ld.stores.opening import open_store
from clingen_ld.stores.reading import Opener, open_resources

Kind = Literal["added", "removed", "changed"]


@dataclass(frozen=True, slots=True)
class ValueChange:
    """One difference between two states of a resource.

    `pointer` is a JSON Pointer in the normal form of the new state, or of the old one for removed
    values. `old` is None for an added value, `new` for a removed one.
    """

    kind: Kind
    pointer: str
    property: str
    old: Any = None
    new: Any = None

    def __str__(self) -> str:
        """The change in words."""
        if self.kind == "added":
            return f"{self.pointer}: {self.property} was added: {dump(self.new)}"
        if self.kind == "removed":
            return f"{self.pointer}: {self.property} was removed: {dump(self.old)}"
        return f"{self.pointer}: {self.property} was {dump(self.old)}, is now {dump(self.new)}"


def changes(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[ValueChange]:
    """The differences of two trees, in the order of the old one, then additions.

    >>> for change in changes({"a": {"b": 1}, "c": ["x"]}, {"a": {"b": 2}, "c": ["y", "x"]}):
    ...     print(change)
    /a/b: b was 1, is now 2
    /c/0: c was added: "y"
    """
    yield from _objects(old, new, "")


def _objects(old: Mapping[str, Any], new: Mapping[str, Any], at: str) -> Iterator[ValueChange]:
    for key in dict.fromkeys([*old, *new]):
        pointer = f"{at}/{escape(key)}"
        if key not in new:
            yield ValueChange("removed", pointer, key, old=old[key])
        elif key not in old:
            yield ValueChange("added", pointer, key, new=new[key])
        else:
            yield from _values(old[key], new[key], pointer, key)


def _values(old: Any, new: Any, pointer: str, name: str) -> Iterator[ValueChange]:
    if isinstance(old, dict) and isinstance(new, dict):
        yield from _objects(old, new, pointer)
    elif isinstance(old, list) and isinstance(new, list):
        yield from _lists(old, new, pointer, name)
    elif dump(old) != dump(new):  # 1 and true are equal in Python, and not in a message
        yield ValueChange("changed", pointer, name, old, new)


def _lists(old: list[Any], new: list[Any], pointer: str, name: str) -> Iterator[ValueChange]:
    """The differences of two lists, after pairing their equal members."""
    before, after = [dump(item) for item in old], [dump(item) for item in new]
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        pairs = min(i2 - i1, j2 - j1)
        for n in range(pairs):
            yield from _values(old[i1 + n], new[j1 + n], f"{pointer}/{j1 + n}", name)
        for n in range(i1 + pairs, i2):
            yield ValueChange("removed", f"{pointer}/{n}", name, old=old[n])
        for n in range(j1 + pairs, j2):
            yield ValueChange("added", f"{pointer}/{n}", name, new=new[n])


KINDS: Final[tuple[Kind, ...]] = ("added", "removed", "changed")

_DIFFERENT: Final = """
    SELECT a.iri AS iri, IIF(b.iri IS NULL, 'removed', 'changed') AS kind, a.tree, b.tree
    FROM resource a LEFT JOIN resource b ON b.iri = a.iri AND b.side = 1
    WHERE a.side = 0 AND (b.iri IS NULL OR b.digest <> a.digest)
    UNION ALL
    SELECT b.iri, 'added', NULL, b.tree
    FROM resource b LEFT JOIN resource a ON a.iri = b.iri AND a.side = 0
    WHERE b.side = 1 AND a.iri IS NULL
"""
# Database pages kept in memory, of 4 KB each: about 64 MB.
_PAGES: Final = 16_384
_MOST_LEFT_OUT: Final = 10_000


@dataclass(frozen=True, slots=True)
class Difference:
    """A resource that differs between two sets; `old` or `new` is None where it is absent."""

    kind: Kind
    iri: str
    old: Tree | None
    new: Tree | None

    @property
    def type(self) -> str:
        """The resource type."""
        return str((self.new or self.old or {}).get("resourceType", ""))

    def changes(self) -> Iterator[ValueChange]:
        """The changes within it; none for a resource that one side lacks."""
        if self.old is not None and self.new is not None:
            yield from changes(self.old, self.new)


class Comparison:
    """A comparison of two sets of resources.

    `left_out` has what is in no resource of either side, and is not compared (the first 10,000).

    Every method raises `StoreError` when the database fails, as when the disk is full.
    """

    def __init__(self, old: Iterable[Item], new: Iterable[Item]) -> None:
        self.left_out: list[Problem | Loss] = []
        self._database = Scratch(
            f"""
            PRAGMA cache_size = {_PAGES};
            CREATE TABLE resource (iri TEXT, side INTEGER, partial INTEGER, digest BLOB, tree TEXT,
                                   PRIMARY KEY (iri, side)) WITHOUT ROWID
            """
        )
        with ExitStack() as stack:
            stack.callback(self.close)
            self._fill(0, old)
            self._fill(1, new)
            stack.pop_all()

    def close(self) -> None:
        """Release the resources of the comparison."""
        self._database.close()

    def differences(self) -> Iterator[Difference]:
        """The resources that differ, in the order of their IRIs."""
        for iri, kind, old, new in self._database.rows(f"{_DIFFERENT} ORDER BY iri"):
            yield Difference(kind, iri, _tree(old), _tree(new))

    def counts(self) -> dict[Kind, int]:
        """How many resources were added, removed and changed."""
        query = f"SELECT kind, COUNT(*) FROM ({_DIFFERENT}) GROUP BY kind"
        found = {row[0]: row[1] for row in self._database.rows(query)}
        return {kind: found.get(kind, 0) for kind in KINDS}

    def digest(self) -> str:
        """A digest of both sides: the same for the same sets of resources."""
        found = hashlib.sha256()
        query = "SELECT iri, side, digest FROM resource ORDER BY iri, side"
        for iri, side, digest in self._database.rows(query):
            found.update(iri.encode("utf-8", "surrogatepass") + bytes([side]) + digest)
        return found.hexdigest()

    def _fill(self, side: int, items: Iterable[Item]) -> None:
        for item in items:
            if not isinstance(item, Problem):
                self._add(side, item.iri, item.normal.tree)
                self._leave_out(left_out(item.file, item.unread))
            elif item.rule == "ST-0":
                raise item.error()
            else:
                self._leave_out([item])

    def _leave_out(self, met: Sequence[Problem | Loss]) -> None:
        self.left_out += met[: _MOST_LEFT_OUT - len(self.left_out)]

    def _add(self, side: int, iri: str, tree: Tree) -> None:
        partial = is_subsetted(tree)
        if partial:
            row = self._database.row(
                "SELECT partial, tree FROM resource WHERE iri = ? AND side = ?", (iri, side)
            )
            if row is not None and not row[0]:
                return
            if row is not None:
                tree = combined(json.loads(row[1]), tree)
        # The order of members has no meaning; the model's order is kept for readability.
        sorted_text = json.dumps(tree, sort_keys=True)
        digest = hashlib.sha256(sorted_text.encode()).digest()
        self._database.execute(
            "INSERT OR REPLACE INTO resource VALUES (?, ?, ?, ?, ?)",
            (iri, side, partial, digest, json.dumps(tree)),
        )


@contextmanager
def compare(old: Iterable[Item], new: Iterable[Item]) -> Iterator[Comparison]:
    """Two sets of resources side by side, within a `with` block.

    Raises `InputError` for unreadable inputs, which would otherwise look removed.
    """
    comparison = Comparison(old, new)
    try:
        yield comparison
    finally:
        comparison.close()


def _tree(text: str | None) -> Tree | None:
    return None if text is None else json.loads(text)


def as_json(difference: Difference) -> Tree:
    """A difference as a JSON value."""
    found: Tree = {"change": difference.kind, "type": difference.type, "iri": difference.iri}
    if difference.kind != "changed":
        return found | {"resource": difference.new or difference.old}
    return found | {
        "changes": [
            {"change": c.kind, "property": c.property, "pointer": c.pointer}
            | ({} if c.kind == "added" else {"old": c.old})
            | ({} if c.kind == "removed" else {"new": c.new})
            for c in difference.changes()
        ]
    }


def as_text(difference: Difference) -> str:
    """A difference in words, with a line for every change."""
    head = f"{difference.kind:<8}{difference.type}  {difference.iri}\n"
    return head + "".join(f"    {change}\n" for change in difference.changes())


@contextmanager
def diff(
    old: str | os.PathLike[str],
    new: str | os.PathLike[str],
    *,
    options: ReadOptions | None = None,
    opener: Opener = open_store,
) -> Iterator[Comparison]:
    """Compare two files, folders or stores, resource by resource.

    `opener` opens a store at a location. Raises `InputError` if an input is missing or cannot be
    read completely, `StoreError` if a store cannot be reached, and `UsageError` when both sides are
    standard input, or the same pipe.
    """
    chosen, model = options or ReadOptions(), load_model()
    refuse_repeated([old], [new])
    with (
        open_resources(os.fspath(old), chosen, model, opener) as before,
        open_resources(os.fspath(new), chosen, model, opener) as after,
        compare(before, after) as comparison,
    ):
        yield comparison


def patch_rows(comparison: Comparison, model: Model, base: str) -> Iterator[str]:
    """The rows of the RDF patch, each with its line break, in a stable order."""
    name = uuid.uuid5(uuid.NAMESPACE_URL, f"urn:sha256:{comparison.digest()}")
    yield f"H id <urn:uuid:{name}> .\n"
    yield "TX .\n"
    for difference in comparison.differences():
        old, new = (_lines(tree, model, base) for tree in (difference.old, difference.new))
        yield from (f"D {line}" for line in old if line not in new)
        yield from (f"A {line}" for line in new if line not in old)
    yield "TC .\n"


def _lines(tree: Tree | None, model: Model, base: str) -> dict[str, None]:
    """The distinct quads of a resource, sorted."""
    if tree is None:
        return {}
    partial = subsetted_graph(resource_iri(tree, base)) if is_subsetted(tree) else None
    quads = resource_quads(tree, model, base, partial)
    return dict.fromkeys(n_quads_line(quad) for quad in quads)
