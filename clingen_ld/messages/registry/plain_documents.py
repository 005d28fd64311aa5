"""Allele documents as the Registry writes them, taken apart by their known keys.

What a document says goes straight into compiled resources, and keys that are not known are kept.
It becomes what `read_allele` makes of it; anything out of the ordinary is left to that.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import cached_property, lru_cache
from typing import Any, Final

from msgspec import MsgspecError
from msgspec.json import decode, encode

from clingen_ld.compiled.engine import Decoded, Engine
from clingen_ld.compiled.resources import has_keys_once
from clingen_ld.messages.foreign.builder import legal_iri
from clingen_ld.messages.foreign.checking import make_acceptor
from clingen_ld.messages.forms import object_form
from clingen_ld.messages.registry.allele_documents import context_iri, preferred_row
from clingen_ld.messages.registry.document_checks import is_protein_name, is_untranslated
from clingen_ld.messages.registry.form import (
    CONTEXT,
    REGISTRY,
    allele_type,
    document_kind,
    is_partial,
)
from clingen_ld.messages.registry.introns import (
    GenomicEquivalent,
    genomic_equivalent,
    genomic_places,
)
from clingen_ld.messages.registry.plain_mentions import (
    MANY,
    MentionedResource,
    Mentions,
    NotPlainError,
    RowSequence,
    mentions_of,
)
from clingen_ld.messages.registry.rows import (
    EFFECT,
    LISTS,
    SIDES,
    named_accessions,
    placement,
    protein_change,
    registered_protein,
    sequence_kind,
    spelled,
)
from clingen_ld.messages.registry.schema import (
    ALLELE,
    ALLELE_RECORDS,
    COORDINATE,
    TERMS,
    names_number,
)
from clingen_ld.model import Tree, lacks_registry_number, local_name, registry_iri
from clingen_ld.variation.builders import (
    CHANGE_TYPES,
    PROTEIN_CHANGES,
    change_type,
    sequence_reference,
)
from clingen_ld.variation.placed_allele import name_as_id
from clingen_ld.variation.plain_names import name_type
from clingen_ld.variation.spdi import placed_as

_DIGITS: Final = 19
"""Record numbers with this many digits or more are not written as numbers."""
_DIRECTIONS: Final = ("+", "-")
_OFFSETS: Final = tuple(key for _, *keys in SIDES for key in keys)
_RECORDS: Final = "externalRecords"
_COORDINATE_KEYS: Final = frozenset(field.key for field in COORDINATE.fields)
_IN_ROW: Final = frozenset(("hgvs", "coordinates"))
_WITH_EFFECT: Final = _IN_ROW | {"proteinEffect"}
_IN_EFFECT: Final = frozenset(("hgvs",))


def read_plain(text: bytes, engine: Engine) -> list[Decoded] | None:
    """The resources of a document in the order of `read_allele`; None if it is not plain."""
    try:
        given = decode(text)
    except (MsgspecError, ValueError, RecursionError):
        return None
    if given.__class__ is not dict or not has_keys_once(text, encode(given)):
        return None
    if object_form(given) is not REGISTRY:
        return None
    return read_object(given, engine, b"\\" in text or b"\x7f" in text)


def read_object(
    given: Tree, engine: Engine, escapes: bool, with_mentioned: bool = True
) -> list[Decoded] | None:
    """The same of a document of the Registry in JSON; `escapes` as `Decoded` has it.

    Those mentioned in rows, which come last, may be left out.
    """
    if not _accepts(given) or document_kind(given) != "allele" or is_partial(given, LISTS):
        return None
    try:
        return _read(mentions_of(engine), given, escapes, with_mentioned)
    except NotPlainError:
        return None


_accepts: Final = make_acceptor(ALLELE)


def _read(mentions: Mentions, given: Tree, escapes: bool, with_mentioned: bool) -> list[Decoded]:
    """The resources of a document; `escapes` as `Decoded` has it."""
    iri = given["@id"]
    if (known := registry_iri(iri)) != iri and (
        known is not None
        or not local_name(iri)
        or legal_iri(iri) != iri
        or lacks_registry_number(iri)
    ):
        raise NotPlainError
    listed = [(name, row) for name in LISTS for row in given.get(name, ())]
    document = _Document(mentions, iri, [row for _, row in listed], escapes)
    members = [document.row(row, LISTS[name]) for name, row in listed]
    if len({member.iri for member in members}) != len(members):
        raise NotPlainError
    canonical = document.canonical(given, members)
    mentioned = document.mentioned.values() if with_mentioned else ()
    return [canonical, *members, *[each.decoded for each in mentioned]]


class _Document:
    """A document in progress; `mentioned` has the resources mentioned in its rows, each once."""

    def __init__(self, mentions: Mentions, iri: str, rows: list[Tree], escapes: bool) -> None:
        self._mentions, self._structs = mentions, mentions.structs
        self._iri, self._rows, self._escapes = iri, rows, escapes
        self._reference = self._structs["Reference"](reference=mentions.reference(iri))
        self.mentioned: dict[str, MentionedResource] = {}

    def canonical(self, given: Tree, members: list[Decoded]) -> Decoded:
        """The canonical allele, which gathers contextual alleles."""
        structs, iri = self._structs, self._iri
        type_ = allele_type(given, (member.resource.contextualAlleleType for member in members))
        known = {"@id", "type", _RECORDS, *(name for name in LISTS if given.get(name))}
        if given[CONTEXT] == context_iri(iri, "allele"):
            known.add(CONTEXT)
        kept = _kept_keys(given, known)
        if type_ is not None and "type" not in given:
            kept[TERMS.without] = ["type"]
        listed: dict[str, list[Any]] = {"identifier": [], "relatedIdentifier": []}
        if _RECORDS in given:
            self._records(given[_RECORDS], listed, kept)
        link, reference = structs["RelatedContextualAllele"], structs["Reference"]
        preferred = preferred_row(given, self._rows)
        links = []
        for n, member in enumerate(members):
            target = reference(reference=member.reference or self._mentions.reference(member.iri))
            links.append(link(contextualAllele=target, preferred=True if n == preferred else None))
        made = structs["CanonicalAllele"](
            iri=iri,
            id=local_name(iri),
            canonicalAlleleType=type_,
            complexity="simple",
            identifier=tuple(listed["identifier"]),
            relatedIdentifier=tuple(listed["relatedIdentifier"]),
            relatedContextualAllele=tuple(links),
            extensions=kept or None,
        )
        # Its references are in normal form, and so is its type.
        return self._whole(made, type_ in self._mentions.allele_types)

    def _records(self, records: Tree, listed: dict[str, list[Any]], kept: Tree) -> None:
        """Take the identifiers of externalRecords, and keep the other ones."""
        identifier = self._structs["Identifier"]
        known = {name for name in ALLELE_RECORDS if records.get(name)}
        if (beside := _kept_keys(records, known)) or not records:
            kept[TERMS.term(_RECORDS)] = dict(sorted(beside.items()))
        for name, (path, system, key, is_number) in ALLELE_RECORDS.items():
            for record in records[name] if name in known else ():
                value = record.get(key)
                shown = str(value)
                if not value or value.__class__ is not (int if is_number else str):
                    raise NotPlainError
                if is_number and not (
                    shown.isdecimal()
                    and len(shown) < _DIGITS
                    and names_number(record.get("@id"), value)
                ):
                    raise NotPlainError
                page = _kept_keys(record, (key,))
                listed[path].append(identifier(system=system, value=shown, extensions=page or None))

    def row(self, row: Tree, kind: str) -> Decoded:
        """The contextual allele of a row of a contextual-allele-type."""
        names, coordinates, gene = row["hgvs"], row["coordinates"], _legal(row.get("gene"))
        types = [name_type(name) for name in names]
        if len(coordinates) != 1 or not names or "custom" in types:
            raise NotPlainError
        reader, given = self._mentions, coordinates[0]
        if given.get("start", -1) < 0 or given.get("end", -1) < 0:
            raise NotPlainError
        if not (accessions := tuple(named_accessions(names))):
            raise NotPlainError
        on = reader.sequence(accessions, sequence_kind(row, kind), gene)
        self._mention(on.mentioned)
        has_offsets = not given.keys().isdisjoint(_OFFSETS)
        id_ = _placed(on.accession, given, has_offsets)
        if kind == "amino-acid":
            id_ = name_as_id(names, on.accession) or id_
            reference, allele, made = self._protein_change(given, names, on.accession, id_)
        else:
            reference, allele, made = self._change(given)
        effect = row.get("proteinEffect")
        if effect is not None and (related := self._related(effect, row.get("@id"), id_)):
            made["related"] = related
        if gene is not None and row.get("geneSymbol"):
            self._mention(reader.gene(gene, row["geneSymbol"], row.get("geneNCBI_id")))
        kept = self._kept_of_row(row, on, "related" in made)
        name, both = reader.allele_name, zip(types, names, strict=True)
        return self._whole(
            reader.contextual(
                id=id_,
                canonicalAllele=self._reference,
                contextualAlleleType=kind,
                allele=allele,
                alleleName=tuple([name(nameType=type_, name=each) for type_, each in both]),
                referenceCoordinate=reader.coordinate(
                    referenceSequence=on.reference,
                    **self._ends(given, kind, has_offsets),
                    refAllele=reference,
                    extensions=_kept_of_coordinate(given, reference, allele),
                ),
                extensions=kept or None,
                **made,
            ),
            is_normal=not has_offsets,
        )

    def _change(self, given: Tree) -> tuple[str, str, Tree]:
        """The sequences of a coordinate, and the property that has the type of the change."""
        reference, allele = given["referenceAllele"], given["allele"]
        code = change_type(reference, allele)
        if code is None:
            return reference, allele, {}
        concept = self._mentions.concept(code, CHANGE_TYPES)
        return reference, allele, {"primaryNucleotideChangeType": concept}

    def _protein_change(
        self, given: Tree, names: list[str], accession: str, id_: str
    ) -> tuple[str, str, Tree]:
        """The same for a protein, whose names or id give the type of the change."""
        reference, allele = spelled(given["referenceAllele"]), spelled(given["allele"])
        code = protein_change(names, accession, id_)
        if code is None:
            return reference, allele, {}
        concept = self._mentions.concept(code, PROTEIN_CHANGES)
        return reference, allele, {"primaryAminoAcidChangeType": concept}

    def _ends(self, given: Tree, kind: str, has_offsets: bool) -> dict[str, Any]:
        """The positions of a coordinate, those in introns with their places on the genome."""
        position = self._mentions.position
        if not has_offsets:
            return {"start": position(index=given["start"]), "end": position(index=given["end"])}
        equivalent = self._equivalent if kind == "transcript" else None
        places = (None if equivalent is None else genomic_places(given, equivalent)) or (None, None)
        made = {}
        for (end, offset, direction), place in zip(SIDES, places, strict=True):
            values: Tree = {"index": given[end]}
            if offset in given or direction in given:
                length, side = given.get(offset, -1), given.get(direction)
                if length < 0 or side not in _DIRECTIONS:
                    raise NotPlainError
                values |= {"externalOffsetLength": length, "externalOffsetDirection": side}
                if place is not None and equivalent is not None:
                    target = sequence_reference(equivalent.accession)["reference"]
                    on = self._structs["Reference"](reference=self._mentions.reference(target))
                    values |= {"externalGenomicReferenceSequence": on,
                             "externalGenomicPositionIndex": place}  # fmt: skip
            made[end] = position(**values)
        return made

    @cached_property
    def _equivalent(self) -> GenomicEquivalent | None:
        return genomic_equivalent(self._rows)

    def _related(self, effect: Tree, allele: str | None, cause: str) -> tuple[Any, ...]:
        """The related allele of a protein effect; None if its name is not a protein name."""
        name, reader = effect["hgvs"], self._mentions
        if not is_protein_name(name):
            if not is_untranslated(name):
                raise NotPlainError
            return ()
        iri = registered_protein(allele)
        found = reader.effect(name, iri, "" if reader.is_unambiguous(name) else cause)
        self._mention(found.mentioned)
        self._mention(found.sequence)
        target = self._structs["Reference"](reference=found.reference, display=name)
        kept = _kept_keys(effect, _IN_EFFECT) if len(effect) > 1 else None
        related = self._structs["RelatedAllele"]
        return (related(relatedType=EFFECT, target=target, extensions=kept or None),)

    def _kept_of_row(self, row: Tree, on: RowSequence, has_effect: bool) -> Tree:
        """The content of a row that is not in the model."""
        known, absent = _WITH_EFFECT if has_effect else _IN_ROW, []
        if on.build:
            for key, value in on.build.items():
                if key not in row:
                    absent.append(key)
                elif row[key] != value:
                    raise NotPlainError
            known = known | on.build.keys()
        if row["referenceSequence"] == on.iri:
            known = known | {"referenceSequence"}
        kept = _kept_keys(row, known)
        if absent:
            kept[TERMS.without] = sorted(absent)
        return kept

    def _mention(self, resource: MentionedResource) -> None:
        known = self.mentioned.setdefault(resource.name, resource)
        if known is not resource:
            self.mentioned[resource.name] = self._mentions.both(known, resource)

    def _whole(self, resource: Any, is_normal: bool = False) -> Decoded:
        engine = self._mentions.engine
        found = (engine.named if is_normal else engine.made)(resource, self._escapes)
        if found is None:
            raise NotPlainError
        return found


def _placed(accession: str, given: Tree, has_offsets: bool) -> str:
    """The id of what has a coordinate on a sequence."""
    start, end = given["start"], given["end"]
    reference, allele = given["referenceAllele"], given["allele"]
    if has_offsets:
        found = placement(accession, given)
        if found is None or found.id is None:
            raise NotPlainError
        return found.id
    return placed_as(accession, start, end, len(reference) != end - start, reference, allele)


def _kept_of_coordinate(given: Tree, reference: str, allele: str) -> Tree | None:
    known = _COORDINATE_KEYS
    if reference != given["referenceAllele"]:
        known = known - {"referenceAllele"}
    if allele != given["allele"]:
        known = known - {"allele"}
    return None if given.keys() <= known else _kept_keys(given, known)


def _kept_keys(given: Tree, known: Collection[str]) -> Tree:
    """The extension values of an object, without some keys, in any order."""
    found: Tree = {}
    for key, value in given.items():
        if key not in known:
            kind = value.__class__
            is_plain = kind is int or (kind is str and key not in _IRI_KEYS)
            found[_term(key)] = value if is_plain else _kept(value, key)
    return found


def _kept(value: Any, key: str) -> Any:
    """An extension value as `ExtensionTerms.to_tree` has it, in normal form."""
    kind = value.__class__
    if kind is str:
        return _link(value) if key in _IRI_KEYS else value
    if kind is int or kind is bool:
        return value
    if kind is list:
        return [_kept(item, key) for item in value]
    if kind is dict:
        return dict(sorted([(_term(k), _kept(v, k)) for k, v in value.items()]))
    raise NotPlainError


_legal: Final = lru_cache(maxsize=MANY)(legal_iri)


@lru_cache(maxsize=MANY)
def _link(text: str) -> str | Tree:
    """A node, or the text if it is not an IRI."""
    iri = _legal(text)
    if iri is None:
        return text
    if "#/" in iri:  # as the parts of a resource have it
        raise NotPlainError
    return {"@id": iri}


_IRI_KEYS: Final = TERMS.iri_keys
_term: Final = lru_cache(maxsize=MANY)(TERMS.term)
