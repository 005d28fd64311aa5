"""Graphs gathered from messages, to be written into a store at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from clingen_ld.graph.formats import WrittenQuads, about
from clingen_ld.graph.links import Linker
from clingen_ld.graph.quads import resource_quads
from clingen_ld.graph.terms import Quad
from clingen_ld.messages.descriptions import combined
from clingen_ld.messages.message import Message
from clingen_ld.messages.vrs.form import VRS
from clingen_ld.model import Model, subsetted_graph
from clingen_ld.stores.sources import Source

# A batch has at most about this many quads, as a resource can be very large. Half as many would
# take the embedded store 13 % more time and 140 MB less memory.
_QUADS = 200_000
# Nor has it more text than this, in characters: the store's loader takes three times as much. With
# half of it, ordinary messages take 70 MB less than 300 MB, and 10 % more time.
_TEXT = 30_000_000
# Messages of VRS count as this many of the same length: validating and reading a bundle of
# ClinVar-GKS takes 50 MB more. With 20 million characters, each counted once, a load of 10,000
# variations took 262 MB, and one of 40,000 took 327 MB; so they take 218 MB and 238 MB.
_OF_VRS = 3
# A quad that is not a line of a text counts as this many: it takes more memory, and so does what
# made it.
_IN_MEMORY = 6


@dataclass(slots=True)
class Wanted:
    """A graph to be written. `tree` is kept for a partial description, to be merged.

    `partial` is as in `ResourceDescription`; `earlier` are previous descriptions of the
    resource, if one of them may be partial.
    """

    resource: str
    quads: Sequence[Quad]
    sources: dict[Source, None]
    tree: dict[str, Any] | None = None
    type: str = ""
    form: str = ""
    partial: bool | None = False
    earlier: tuple[Wanted, ...] = ()

    @property
    def may_differ(self) -> bool:
        """Whether it, or one before it, may be partial."""
        return self.partial is not False or bool(self.earlier)


@dataclass(slots=True)
class Batch:
    """Graphs to be written at once, by name."""

    model: Model
    base: str
    linker: Linker | None = None
    replaces: bool = False
    """Whether a partial description replaces a partial one, and is not merged with it."""
    graphs: dict[str, Wanted] = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)
    size: int = 0
    text: int = 0
    """How many characters its texts have; those of VRS count more."""

    def add(self, message: Message, source: Source, partial: bool | None = False) -> None:
        """Add a message; of several about the same resource, the last one counts, or all of them
        merged.

        `partial` is as in `ResourceDescription`.
        """
        iri, sources = message.iri, {source: None}
        quads: Sequence[Quad]
        if message.is_subsetted:
            name, tree = subsetted_graph(iri), message.normal.tree
            before = self.graphs.get(name)
            if before is not None and before.tree is not None:
                tree = combined(before.tree, tree)
                sources = before.sources | sources
            wanted = Wanted(iri, self.quads(tree, name), sources, tree)
        else:
            name, written = iri, message.n_quads()
            text = None if written is None else written.decode()
            if text is not None and self.linker is not None:
                text += self.linker.lines(iri, message.record, text)
            quads = (
                self.quads(message.normal.tree, name) if text is None else WrittenQuads(iri, text)
            )
            wanted = Wanted(iri, quads, sources, None, message.type, message.form, partial)
            before = self.graphs.get(name)
            if before is not None and (before.may_differ or wanted.may_differ):
                wanted.earlier = (*before.earlier, before)
        if isinstance(wanted.quads, WrittenQuads):
            self.size += about(wanted.quads)
            times = _OF_VRS if message.form == VRS.name else 1
            self.text += len(wanted.quads.statements.text) * times
        else:
            self.size += about(wanted.quads) * _IN_MEMORY
        self.graphs[name] = wanted

    def quads(self, tree: dict[str, Any], name: str) -> list[Quad]:
        """The quads of a resource in the graph of that name."""
        return list(resource_quads(tree, self.model, self.base, name, self.linker))

    def leave_out(self, name: str) -> None:
        """Record a resource with errors, or a text that cannot be read."""
        self.left_out.append(name)

    def is_full(self, most: int) -> bool:
        """Whether it is time to write."""
        is_large = self.size >= _QUADS or self.text >= _TEXT
        return is_large or len(self.graphs) + len(self.left_out) >= most
