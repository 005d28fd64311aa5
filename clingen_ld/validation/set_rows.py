"""Rows of a set of resources: a resource as text, with its look-up keys."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from clingen_ld.messages.fast_path import DirectMessage
from clingen_ld.messages.message import Message
from clingen_ld.model import Tree
from clingen_ld.types import AnyResource, resource
from clingen_ld.validation.rule_registry import single_keys_of


class IndexRow(NamedTuple):
    """A resource for a set: its tree as JSON text, and keys that others may share."""

    iri: str
    file: str
    tree: bytes | str
    is_part: bool
    """Whether it is a partial description; rules look among complete ones."""
    name: str
    """Its id; empty for a partial description."""
    keys: tuple[tuple[str, str], ...]
    """The look-up keys that no other correct resource shares."""


KeptRow = tuple[str, str, bytes | str, bool, str]
"""An `IndexRow` as stored, without its keys."""


def record_of(message: Message) -> AnyResource:
    """The resource of a message: decoded if available, else the record of its tree."""
    if isinstance(message, DirectMessage):
        decoded: AnyResource = message.decoded.resource
        return decoded
    return resource(message.tree)


def row_of(message: Message, record: AnyResource) -> IndexRow:
    """The row of a message, given its resource."""
    text = message.text if isinstance(message, DirectMessage) else None
    return make_row(message.iri, record, message.file, text)


def row_of_record(message: Message, record: AnyResource) -> IndexRow:
    """The row of a message with another record than its own."""
    return make_row(message.iri, record, message.file)


def make_row(iri: str, record: AnyResource, file: str, text: bytes | None = None) -> IndexRow:
    """The row of a resource; `text` is its tree as text, if available."""
    is_part = record.is_subsetted
    tree = json.dumps(record.tree) if text is None else text
    if is_part:
        return IndexRow(iri, file, tree, True, "", ())
    return IndexRow(iri, file, tree, False, record.id or "", single_keys_of(record))


def single_keys(rows: Iterable[IndexRow], first: int) -> Iterator[tuple[int, int, int]]:
    """The keys of rows, each with a digest that equal resources share, and the number.

    The last bit of keys of IRIs is 0. A collision (one in 10^19) does no harm: the rules compare
    the resources themselves.
    """
    for number, (iri, _, tree, is_part, _, keys) in enumerate(rows, first):
        if is_part:
            continue
        named = hash(iri)
        yield named & ~1, hash(tree), number
        for key in keys:
            yield hash(key) | 1, named, number


def tree_of(text: bytes | str) -> Tree:
    """A tree from its text: the bytes of a decoded resource, or text written here."""
    if isinstance(text, str):
        tree: Tree = json.loads(text)
        return tree
    from clingen_ld.compiled.resources import plain_tree

    return plain_tree(text)


class SetEntry(NamedTuple):
    """A resource of a set; `number` counts from 0 in the order of input."""

    number: int
    iri: str
    record: AnyResource
    file: str

    @property
    def tree(self) -> Tree:
        """The tree of the resource."""
        return self.record.tree
