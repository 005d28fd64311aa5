"""Graphs of a store framed directly, from their texts: each alone, or alleles with their members.

Forms that have a canonical allele together with its contextual alleles get these one after the
other. In the order of a store, nearly all of them would wait for each other on disk.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from typing import TYPE_CHECKING, Final, NamedTuple, Protocol, runtime_checkable

from clingen_ld.graph.terms import RDF_JSON, Literal, Term
from clingen_ld.messages.kept_documents import DOCUMENT, KEPT_RECORD, kept_again
from clingen_ld.messages.message import Message, NoText
from clingen_ld.messages.text.temporary import DiskSet
from clingen_ld.model import (
    CLINGEN,
    Model,
    local_name,
    reference_iri,
    relative_reference,
    subsetted_resource,
)

if TYPE_CHECKING:
    from clingen_ld.compiled.engine import Decoded

_TARGET: Final = f"{CLINGEN}target"
_RECORD: Final = KEPT_RECORD.removeprefix("/")
_SEQUENCES: Final = "ReferenceSequence/"
_CANONICAL: Final = "CanonicalAllele"
_CONTEXTUAL: Final = "ContextualAllele/"


@runtime_checkable
class WithTexts(Protocol):
    """A store that can return its graphs as text, and single values of them quickly."""

    def texts(self, names: Iterable[str]) -> Iterator[tuple[str, str]]:
        """The graphs of some names with their triples as N-Triples; "" where there is none."""
        ...

    def values(self, name: str, resource: str, predicate: str) -> list[Term]:
        """The values of a property of a resource in a graph."""
        ...


class FramedGraph(NamedTuple):
    """A graph, and what it was framed as: the decoded resource, and the text to decode it from."""

    name: str
    found: tuple[Decoded, bytes] | None
    """None of a graph that the standard path has to frame."""


Framing = Callable[[Iterable[str], bool, DiskSet], Iterator[FramedGraph]]
"""Frames the graphs of some names; with True, those of canonical alleles are followed by those of
the members that they name. What is in the set may be left out."""


def framing(store: WithTexts, model: Model, base: str) -> Framing:
    """What frames the graphs of a store in this process."""
    from clingen_ld.compiled.framing import DirectFramer

    framer = DirectFramer(model, base)

    def frame(names: Iterable[str], with_members: bool, known: DiskSet) -> Iterator[FramedGraph]:
        for name, text in store.texts(names):
            found = framer.decode(name, text)
            yield FramedGraph(name, found)
            if not with_members or found is None:
                continue
            members = (each for each in _members(found[0], base) if each not in known)
            for member, member_text in store.texts(members):
                if member_text:  # else it has no graph of its own
                    yield FramedGraph(member, framer.decode(member, member_text))

    return frame


def _members(decoded: Decoded, base: str) -> Iterator[str]:
    """The IRIs of the members of a canonical allele; none of other resources."""
    record = decoded.resource
    if record.resourceType == _CANONICAL:
        for link in record.relatedContextualAllele:
            if reference := link.contextualAllele.reference:
                yield reference_iri(reference, base)


def with_members(
    names: Callable[[], Iterable[str]], frame: Framing, base: str
) -> Iterator[FramedGraph]:
    """Graphs in the order in which gathering needs them, each once.

    Sequences come first, since each allele needs its own, and contextual alleles after the
    canonical one that names them first; `names` gives all names again.
    """
    sequences, contextual = f"{base}{_SEQUENCES}", f"{base}{_CONTEXTUAL}"
    with DiskSet() as known:
        ordered = chain(
            (each for each in names() if each.startswith(sequences)),
            (each for each in names() if not each.startswith((sequences, contextual))),
            (each for each in names() if each.startswith(contextual)),
        )
        wanted = (each for each in ordered if each not in known)
        for framed in frame(wanted, True, known):
            if framed.name in known:
                continue
            if not framed.name.startswith(f"{base}{_CANONICAL}/"):
                known.add(framed.name)
            yield framed


def is_record(name: str, base: str) -> bool:
    """Whether a graph has a name as the records of bundles have."""
    return name.startswith(f"{base}{_RECORD}") and subsetted_resource(name) is not None


def record_message(store: WithTexts, name: str, location: str, base: str) -> Message | None:
    """The message of the graph of a record, as far as writing the record again needs it.

    That is the document and its targets: to frame all of it takes ten times as long. None of a
    graph with any other number of documents.
    """
    iri = subsetted_resource(name) or name
    values = store.values(name, iri, DOCUMENT)
    if len(values) != 1 or not isinstance(values[0], Literal) or values[0].datatype != RDF_JSON:
        return None
    targets = [each for each in store.values(name, iri, _TARGET) if isinstance(each, str)]
    references = [relative_reference(each, base) for each in targets]
    normal = kept_again(local_name(iri), values[0].lexical, references)
    return Message("Provenance", iri, normal, NoText(), location, "nquads")
