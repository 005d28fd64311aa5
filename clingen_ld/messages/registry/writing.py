"""Writing resources of the model as documents of the Allele Registry."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, BinaryIO, Final, cast

from clingen_ld.messages.fast_path import DirectMessage, engines
from clingen_ld.messages.foreign.builder import ReadResource
from clingen_ld.messages.foreign.bundling import GatheringWriter, lacks_only_its_type
from clingen_ld.messages.foreign.gathering import Gathered
from clingen_ld.messages.kept_documents import kind_of
from clingen_ld.messages.message import Message
from clingen_ld.messages.registry.allele_documents import preferred_row, row_pointers, write_allele
from clingen_ld.messages.registry.reading import read_resources, write_document
from clingen_ld.messages.registry.rows import LISTS
from clingen_ld.messages.registry.schema import TERMS
from clingen_ld.messages.writing import Lost, WriteOptions, is_carried, lost_of
from clingen_ld.model import (
    Model,
    Object,
    Tree,
    TypedRecord,
    is_absolute,
    is_subsetted,
    objects,
    part,
    reference_iri,
    resource_iri,
)
from clingen_ld.types import AnyResource, CanonicalAllele, ContextualAllele


class RegistryWriter(GatheringWriter):
    """Writes registry documents: one for each canonical allele, gene and reference sequence."""

    def __init__(self, output: BinaryIO, model: Model, options: WriteOptions) -> None:
        super().__init__(output, options)
        self._model = model
        self._engines = engines(model, options.base)

    def take(self, message: Message) -> list[Lost]:
        """Write the resource of a message, or keep it; an allele as it was decoded."""
        if not (isinstance(message, DirectMessage) and message.type in _ALLELES):
            return self.write(message.normal_tree)
        allele = message.decoded.resource
        if message.type == "CanonicalAllele" and message.is_subsetted:
            return self.write(message.normal_tree)
        return self._gather(self._gathering.add_record(allele, message.iri))

    def _arrived(self, tree: Object) -> tuple[list[Lost], bool]:
        kind = tree["resourceType"]
        # In a graph without names, partial descriptions may be mixed with the document; and a
        # truncated document is itself partial.
        is_document = not is_subsetted(tree) or any(map(TERMS.has, tree))
        if kind in ("Gene", "ReferenceSequence"):
            if not is_document:
                is_more = kind == "ReferenceSequence" and any(map(is_absolute, tree))
                return [self._of(tree, kind_of(tree))] if is_more else [], False
            document = write_document(dict(tree), self._base)
            self._output.put(document)
            return self._lost(tree, next(iter(self._read(document)))), False
        if kind == "Provenance":
            return [self._of(tree, kind_of(tree))], False
        return [], kind == "ContextualAllele" or is_document or lacks_only_its_type(tree)

    def _put(self, found: Gathered) -> list[Lost]:
        members = _alleles_of(found)
        canonical = _unregistered(members) if found.record is None else found.record
        iri = self._iri_of(canonical)
        document = write_allele(cast(CanonicalAllele, canonical), iri, members, self._base)
        read = self._read_plainly(document)
        put = self._output.put if read is None else self._output.put_without_floats
        put(document)  # what is read as plain has no floats
        if read is not None and read == [found.record, *members]:
            return []  # the preferred row is the same, too
        has_all = read is not None and self._has_all(document, found, read)
        lost = [] if has_all else self._lost_of_all(document, found)
        rows = [row for name in LISTS for row in objects(document.get(name))]
        preferred = preferred_row(document, rows)
        for n, member in enumerate(found.members):
            if member.record is None:
                lost.append((iri, _link(n)))
            elif (
                member.related.raw("preferred") is not None
                and n != preferred
                and (
                    len(rows) == len(found.members)
                    or not self._is_preferred(document, member.record)
                )
            ):
                lost.append((iri, f"{_link(n)}/preferred"))
        return lost

    def _is_preferred(self, document: Object, allele: AnyResource) -> bool:
        """Whether a document, in which rows are repeated, prefers an allele."""
        again = next(iter(self._read(document))).normal.tree
        links = objects(again.get("relatedContextualAllele"))
        preferred = [part(link, "contextualAllele") for link in links if link.get("preferred")]
        iris = [reference_iri(str(each.get("reference")), self._base) for each in preferred]
        return self._iri_of(allele) in iris

    def _iri_of(self, record: AnyResource) -> str:
        tree = record.tree if isinstance(record, TypedRecord) else _names_of(record)
        return resource_iri(tree, self._base)

    def _read_plainly(self, document: Tree) -> list[Any] | None:
        """The alleles of a document, by a reading that costs little; None if it does not do."""
        from clingen_ld.messages.registry.plain_documents import read_object

        engine = self._engines.get()
        if engine is None:
            return None
        read = read_object(document, engine, escapes=True, with_mentioned=False)
        return None if read is None else [each.resource for each in read]

    def _has_all(self, document: Tree, found: Gathered, read: list[Any]) -> bool:
        """Whether a document certainly has all of its alleles; `read` are those that it has."""
        members = _alleles_of(found)
        pointers = [f"/{name}/{n}" for name in LISTS for n in range(len(document.get(name, ())))]
        made = dict(zip(["", *pointers], read, strict=False))
        given: list[tuple[AnyResource, str | None]] = list(
            zip(members, row_pointers(members), strict=True)
        )
        if found.record is not None:
            given.append((found.record, ""))
        return all(at in made and self._is_same(each, made[at]) for each, at in given)

    def _is_same(self, record: Any, again: Any) -> bool:
        """Whether nothing of a resource is lost, certainly; `again` is its reading."""
        if isinstance(record, TypedRecord):
            engine = self._engines.get(is_wanted=True)
            known = None if engine is None else engine.decode_tree(record.tree)
            record = record if known is None else known.resource
        return record == again or is_carried(record.tree, again.tree, TERMS, _IN_ROWS)

    def _lost_of_all(self, document: Object, found: Gathered) -> list[Lost]:
        """What a document does not have of its alleles."""
        again, *others = self._read(document)
        lost = [] if found.canonical is None else self._lost(found.canonical, again)
        by_row = {each.pointer: each for each in reversed(others)}
        by_iri = {resource_iri(each.normal.tree, self._base): each for each in reversed(others)}
        members = _alleles_of(found)
        for member, pointer in zip(members, row_pointers(members), strict=True):
            allele = member.tree
            named = by_iri.get(resource_iri(allele, self._base))  # rows may be repeated
            lost += self._lost(allele, named or by_row.get(pointer or "none"))
        return lost

    def _read(self, document: Object) -> Iterable[ReadResource]:
        return read_resources(document, self._model, self._base)

    def _lost(self, tree: Object, again: ReadResource | None) -> list[Lost]:
        if again is None:
            return [self._of(tree, f"the {tree['resourceType']}")]
        read = again.normal.tree
        has_parts = len(objects(read.get("nested"))) >= len(objects(tree.get("nested")))
        carried = (*_CARRIED, "/nested") if has_parts else _CARRIED  # in the coordinates of rows
        pointers = lost_of(tree, read, self._base, carried)
        return self._all_of(tree, pointers)


_ALLELES: Final = ("CanonicalAllele", "ContextualAllele")
_IN_ROWS: Final = ("relatedContextualAllele",)
_CARRIED: Final = (
    "/relatedContextualAllele",  # in rows
    "/referenceCoordinate/referenceSequence/reference",  # its IRI, as an extension value
)


def _names_of(record: AnyResource) -> Tree:
    """What names a compiled resource, which always has an id."""
    own = {} if record.iri is None else {"@id": record.iri}
    return {"resourceType": record.resourceType, "id": record.id} | own


def _link(number: int) -> str:
    return f"/relatedContextualAllele/{number}"


def _alleles_of(found: Gathered) -> list[ContextualAllele]:
    return [cast(ContextualAllele, m.record) for m in found.members if m.record is not None]


def _unregistered(members: list[ContextualAllele]) -> CanonicalAllele:
    """A canonical allele for contextual alleles that belong to none."""
    is_protein = members[0].contextualAlleleType == "amino-acid"
    return CanonicalAllele({
        "resourceType": "CanonicalAllele",
        "canonicalAlleleType": "amino-acid" if is_protein else "nucleotide",
        TERMS.term("@id"): "_:PA" if is_protein else "_:CA",
    })  # fmt: skip
