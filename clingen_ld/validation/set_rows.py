"""Rows of a set of resources: a resource as text, with what it can be looked up by."""

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
    """A resource on its way into a set: its tree as JSON text, and what may be of others, too."""

    iri: str
    file: str
    tree: bytes | str
    is_part: bool
    """Whether it only tells of a resource; rules look among whole ones."""
    name: str
    """Its id; empty of what only tells of a resource."""
    keys: tuple[tuple[str, str], ...]
    """What it can be looked up by, and no other right resource."""


KeptRow = tuple[str, str, bytes | str, bool, str]
"""An `IndexRow` as it is kept, without its keys."""


def record_of(message: Message) -> AnyResource:
    """The resource of a message: decoded, if it is so at hand, or the record of its tree."""
    if isinstance(message, DirectMessage):
        decoded: AnyResource = message.decoded.resource
        return decoded
    return resource(message.tree)


def row_of(message: Message, record: AnyResource) -> IndexRow:
    """The row of a message with its resource, which is at hand."""
    text = message.text if isinstance(message, DirectMessage) else None
    return make_row(message.iri, record, message.file, text)


def row_of_record(message: Message, record: AnyResource) -> IndexRow:
    """The row of a message with another record than its own."""
    return make_row(message.iri, record, message.file)


def make_row(iri: str, record: AnyResource, file: str, text: bytes | None = None) -> IndexRow:
    """The row of a resource; `text` is its tree as text, where that is at hand."""
    is_part = record.is_subsetted
    tree = json.dumps(record.tree) if text is None else text
    if is_part:
        return IndexRow(iri, file, tree, True, "", ())
    return IndexRow(iri, file, tree, False, record.id or "", single_keys_of(record))


def single_keys(rows: Iterable[IndexRow], first: int) -> Iterator[tuple[int, int, int]]:
    """The keys of rows, each with what is the same in those that are one, and the number.

    Of keys that are IRIs the last bit is 0. Two keys in 10^19 seem to be one, which does no harm:
    the rules look themselves.
    """
    for number, (iri, _, tree, is_part, _, keys) in enumerate(rows, first):
        if is_part:
            continue
        named = hash(iri)
        yield named & ~1, hash(tree), number
        for key in keys:
            yield hash(key) | 1, named, number


def tree_of(text: bytes | str) -> Tree:
    """A tree from its text: bytes as a decoded resource has them, or what was written here."""
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
