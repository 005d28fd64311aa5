"""Losses: what a form cannot carry, and what is in a text and in no resource."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from clingen_ld.graph.framing import Unread
from clingen_ld.messages.message import Message


class Loss(NamedTuple):
    """Something that a form cannot carry, of a resource in a file ("" for none, or for several)."""

    file: str
    iri: str
    what: str
    """A pointer, or a name."""
    why: str = ""
    """What becomes of it, where that is not for the form to decide."""

    def said(self, form: str = "") -> str:
        """The loss in words; `form` is the one that cannot carry it."""
        where = ": ".join(filter(None, (self.file, self.iri)))
        return f"{where}: {self.why or f'{self.what} cannot be carried by {form}'}"


def lost_in_reading(message: Message) -> list[Loss]:
    """The values of a message that its resource does not have, since others are computed."""
    if message.__class__ is not Message:  # what is read directly has all
        return []
    why = "{} is not kept: it is computed from the content"
    return [Loss(message.file, message.iri, at, why.format(at)) for at in message.normal.lost]


def left_out(file: str, unread: Iterable[Unread]) -> list[Loss]:
    """What is in no resource of a graph."""
    return [Loss(file, name, name, why) for name, why in unread]
