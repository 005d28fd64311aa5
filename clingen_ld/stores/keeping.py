"""What becomes of a stored description when another one of the same resource comes.

A whole description takes the place of another. One that tells a part never takes the place of a
whole one: what it says besides is kept beside that, as what others tell of the resource. So it
makes no difference which of the two comes first. Parts add up; where they contradict each other,
the later one is right.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property, reduce
from typing import Final

from clingen_ld.graph.quads import resource_quads
from clingen_ld.graph.terms import Quad
from clingen_ld.messages.forms import FORMS
from clingen_ld.messages.message import Message
from clingen_ld.messages.registry.form import REGISTRY
from clingen_ld.messages.tellings import additions, combined, contradictions, is_placement, says
from clingen_ld.model import SUBSETTED, Model, Tree, last_step
from clingen_ld.stores.graphs import framed
from clingen_ld.types import ContextualAllele, resource
from clingen_ld.validation.rules.references import has_made_id

PARTIAL_FORMS: Final = frozenset(name for name, form in FORMS.items() if not form.whole) - {
    REGISTRY.name  # has the last word on its alleles
}
"""The forms that lack most of what there is to say of a resource."""
PARTIAL_TYPES: Final = ("CanonicalAllele", "ContextualAllele")
"""The types of resources that these forms tell, without saying of each that it is a part."""


class Parts:
    """Tells of messages, one after the other, whether they tell only a part of a resource."""

    def __init__(self) -> None:
        self._cut: str | None = None

    def has(self, message: Message) -> bool | None:
        """Whether a message tells a part; None where its content says that.

        A row of a reply of the Registry that was cut tells a part, as its canonical allele says,
        which comes before it.
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
    """Whether an allele of that IRI may be named by its placement."""
    return ":" in last_step(iri)


class Description:
    """The quads of one description of a resource.

    `partial` says whether it tells a part; None, that its content does: that of an allele which is
    named by its placement, without a canonical allele or with one that is named so, too.
    """

    def __init__(
        self, iri: str, quads: Sequence[Quad], partial: bool | None, model: Model, base: str
    ) -> None:
        self.quads = quads
        self._iri = iri
        self._partial = partial
        self._model = model
        self._base = base

    @cached_property
    def tree(self) -> Tree:
        """The resource in normal form; empty where the quads are those of no message."""
        return framed(self.quads, self._iri, self._model, self._base) or {}

    @cached_property
    def is_partial(self) -> bool:
        """Whether it tells a part of what there is to say."""
        if self._partial is not None:
            return self._partial
        record = resource(self.tree)
        if not isinstance(record, ContextualAllele) or not has_made_id(record):
            return False
        canonical = record.canonicalAllele.reference
        return canonical is None or is_placement(canonical)

    def with_tree(self, tree: Tree) -> Description:
        """A partial description of the same resource that says something else."""
        quads = list(resource_quads(tree, self._model, self._base, self._iri))
        return Description(self._iri, quads, True, self._model, self._base)


@dataclass(slots=True)
class Settled:
    """What several descriptions of a resource come to.

    `beside` is what partial ones say that the whole one does not, with the tag of parts; `added`
    are the JSON Pointers of that. `denied` are those of values that the whole one denies, or,
    where there is none, a later one.
    """

    stands: Description
    beside: Tree | None = None
    added: list[str] = field(default_factory=list)
    denied: list[str] = field(default_factory=list)


def settled(descriptions: Sequence[Description]) -> Settled:
    """What some descriptions of one resource come to, in the order in which they came."""
    partial = [one for one in descriptions if one.is_partial]
    whole = [one for one in descriptions if not one.is_partial]
    if not whole:
        return _gathered(partial)
    stands = whole[-1]
    others = [one.tree for one in partial if not says(stands.tree, one.tree)]
    if not others:
        return Settled(stands)
    beside = reduce(combined, others)
    denied = [pointer for tree in others for pointer in contradictions(stands.tree, tree)]
    return Settled(stands, _tagged(beside), additions(stands.tree, beside), denied)


def _gathered(partial: Sequence[Description]) -> Settled:
    """What partial descriptions come to: all that they say."""
    made = Settled(partial[0])
    for one in partial[1:]:
        former = made.stands
        if says(former.tree, one.tree):
            continue
        made.denied += contradictions(one.tree, former.tree)
        is_all = says(one.tree, former.tree)
        made.stands = one if is_all else former.with_tree(combined(former.tree, one.tree))
    return made


def _tagged(tree: Tree) -> Tree:
    """A resource with the tag of parts."""
    return combined(tree, {"meta": {"tag": [SUBSETTED]}})  # type: ignore[no-any-return]


ADDED: Final = "is kept beside the whole description, which does not have it"
BESIDE: Final = "contradicts the whole description, and is kept beside it"
REPLACING: Final = "contradicts what the store had, and is replaced by what is new"
REMOVED: Final = "is removed: the new description does not have it"


class Remarks:
    """What a load has to say of values that it did not take in, or took out.

    Of those that differ in the resource alone there is one sentence.
    """

    def __init__(self) -> None:
        self._places: dict[tuple[str, str], tuple[str, int]] = {}

    def note(self, place: str, what: str, graph: str) -> None:
        """Note what is so of a property or a JSON Pointer of the resource in a graph."""
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
