"""Merging a new description of a resource with the stored one.

A complete description replaces another one. A partial description never replaces a complete one:
what it adds is kept beside it, in a graph of its own. So the order in which the two arrive makes no
difference. Partial descriptions are merged; where they contradict each other, the later one wins.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property, reduce
from typing import Final

from clingen_ld.graph.links import Linker
from clingen_ld.graph.quads import resource_quads
from clingen_ld.graph.terms import Quad
from clingen_ld.messages.descriptions import additions, combined, contradictions, is_placement, says
from clingen_ld.messages.forms import FORMS
from clingen_ld.messages.message import Message
from clingen_ld.messages.registry.form import REGISTRY
from clingen_ld.model import SUBSETTED, Model, Tree, last_step
from clingen_ld.stores.graphs import framed
from clingen_ld.types import ContextualAllele, resource
from clingen_ld.validation.rules.references import has_made_id

PARTIAL_FORMS: Final = frozenset(name for name, form in FORMS.items() if not form.whole) - {
    REGISTRY.name  # has the last word on its alleles
}
"""The forms that omit most of a resource."""
PARTIAL_TYPES: Final = ("CanonicalAllele", "ContextualAllele")
"""The resource types that these forms describe partially, without a tag."""


class Parts:
    """Decides, message by message, whether a description is partial."""

    def __init__(self) -> None:
        self._cut: str | None = None

    def has(self, message: Message) -> bool | None:
        """Whether a message is partial; None if its content decides that.

        A row of a truncated Registry reply is partial, as its canonical allele says, which precedes
        it.
        """
        form = message.form
        if form in PARTIAL_FORMS:
            return True
        if form != REGISTRY.name:
            return None if may_be_placement(message.iri) else False
        if message.type == "CanonicalAllele":
            self._cut = message.iri if message.is_subsetted else None
        if self._cut is None or message.type != "ContextualAllele":
            return False
        return message.tree.get("canonicalAllele") == {"reference": self._cut}


def may_be_placement(iri: str) -> bool:
    """Whether the IRI of an allele may be derived from its placement."""
    return ":" in last_step(iri)


class ResourceDescription:
    """The quads of one description of a resource.

    `partial` says whether it is partial; None means that its content decides. An allele that is
    named by its placement is partial if it has no canonical allele, or one that is named like that
    too.
    """

    def __init__(
        self,
        iri: str,
        quads: Sequence[Quad],
        partial: bool | None,
        model: Model,
        base: str,
        linker: Linker | None = None,
    ) -> None:
        self.quads = quads
        self._iri = iri
        self._partial = partial
        self._model = model
        self._base = base
        self._linker = linker

    @property
    def has_links(self) -> bool:
        """Whether links are written beside."""
        return self._linker is not None

    @cached_property
    def tree(self) -> Tree:
        """The resource in normal form; empty if the quads are not a message."""
        return framed(self.quads, self._iri, self._model, self._base) or {}

    @cached_property
    def is_partial(self) -> bool:
        """Whether it is a partial description."""
        if self._partial is not None:
            return self._partial
        record = resource(self.tree)
        if not isinstance(record, ContextualAllele) or not has_made_id(record):
            return False
        canonical = record.canonicalAllele.reference
        return canonical is None or is_placement(canonical)

    def with_tree(self, tree: Tree) -> ResourceDescription:
        """The description with another tree."""
        quads = list(resource_quads(tree, self._model, self._base, self._iri, self._linker))
        return ResourceDescription(self._iri, quads, True, self._model, self._base, self._linker)


@dataclass(slots=True)
class MergedDescriptions:
    """The result of merging several descriptions of a resource.

    `beside` is what partial descriptions add to the complete one, tagged SUBSETTED; `added` are the
    JSON Pointers of that. `denied` are those of values that the complete one, or else a later one,
    contradicts.
    """

    kept: ResourceDescription
    beside: Tree | None = None
    added: list[str] = field(default_factory=list)
    denied: list[str] = field(default_factory=list)


def merged(descriptions: Sequence[ResourceDescription]) -> MergedDescriptions:
    """Merge descriptions of one resource, given in order of arrival."""
    partial = [one for one in descriptions if one.is_partial]
    whole = [one for one in descriptions if not one.is_partial]
    if not whole:
        return _gathered(partial)
    kept = whole[-1]
    others = [one.tree for one in partial if not says(kept.tree, one.tree)]
    if not others:
        return MergedDescriptions(kept)
    beside = reduce(combined, others)
    denied = [pointer for tree in others for pointer in contradictions(kept.tree, tree)]
    tagged = combined(beside, {"meta": {"tag": [SUBSETTED]}})
    return MergedDescriptions(kept, tagged, additions(kept.tree, beside), denied)


def _gathered(partial: Sequence[ResourceDescription]) -> MergedDescriptions:
    """The union of partial descriptions."""
    made = MergedDescriptions(partial[0])
    for one in partial[1:]:
        former = made.kept
        if says(former.tree, one.tree):
            if one.has_links and says(one.tree, former.tree):  # it may have other links
                made.kept = one
            continue
        made.denied += contradictions(one.tree, former.tree)
        is_all = says(one.tree, former.tree)
        made.kept = one if is_all else former.with_tree(combined(former.tree, one.tree))
    return made


ADDED: Final = "is kept beside the whole description, which does not have it"
BESIDE: Final = "contradicts the whole description, and is kept beside it"
REPLACING: Final = "contradicts what the store had, and is replaced by what is new"
REMOVED: Final = "is removed: the new description does not have it"


class Remarks:
    """Remarks of a load about values that it left out or removed.

    Remarks that differ only in the resource share a sentence.
    """

    def __init__(self) -> None:
        self._places: dict[tuple[str, str], tuple[str, int]] = {}

    def note(self, place: str, what: str, graph: str) -> None:
        """Add a remark about a property or JSON Pointer of the resource in a graph."""
        iri, number = self._places.get((what, place), (graph, 0))
        self._places[what, place] = iri, number + 1

    def sentences(self) -> tuple[str, ...]:
        """A sentence each."""
        return tuple(
            f"{iri}: {place} {what}"
            if number == 1
            else f"{place} of {number:,} resources, such as {iri}, {what}"
            for (what, place), (iri, number) in self._places.items()
        )
