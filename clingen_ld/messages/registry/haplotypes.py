"""Documents whose rows have several coordinates: haplotypes, made of simple alleles.

The registry gives such a document one number and its rows several coordinates each. In the model a
complex allele nests simple ones, which such a document does not number: each is the registered one
if any document in the inputs describes it; else it is named by the placement of its first
contextual allele. It is a partial description, since the registry may have the complete one.
Haplotypes are rare: the inputs are searched when the first one occurs.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar
from weakref import WeakKeyDictionary, finalize

from msgspec import DecodeError
from msgspec.json import decode

from clingen_ld.messages.registry.rows import (
    LISTS,
    RegistryRow,
    accessions,
    build_rank,
    coordinates,
    main_accession,
    row_allele,
    row_id,
)
from clingen_ld.messages.text.temporary import Scratch
from clingen_ld.model import (
    SUBSETTED,
    TYPE_KEY,
    Model,
    Object,
    Tree,
    encode,
    local_name,
    objects,
    part,
    registry_iri,
)
from clingen_ld.variation.sequences import complement


@dataclass(slots=True)
class Simple:
    """One simple allele of a complex one, with its contextual alleles and the resources they
    mention."""

    tree: Tree
    members: list[tuple[RegistryRow, str]] = field(default_factory=list)

    @property
    def reference(self) -> str:
        """The reference to it."""
        iri = self.tree.get("@id")
        return iri if isinstance(iri, str) else f"CanonicalAllele/{encode(self.tree['id'])}"


Row = TypeVar("Row", bound=Object)
Registered = Callable[[str], str | None]
"""Gives the IRI of the allele with a number of the registry that has a placement, by its id."""


def registered_alleles(value: Any) -> Iterator[tuple[str, str]]:
    """The placements of numbered simple alleles in a JSON value, with IRIs.

    The value is a document, a contextual allele of the model, or contains such.
    """
    return ((placement, iri) for placement, iri in placements(value) if iri is not None)


def placements(value: Any) -> Iterator[tuple[str, str | None]]:
    """What `registered_alleles` gives, and the placements that haplotypes ask for, without IRI."""
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, list):
            waiting += reversed(item)
        elif isinstance(item, dict):
            iri = registry_iri(str(item.get("@id")))
            is_document = any(name in item for name in LISTS)
            if is_document:
                yield from _placements(item, iri)
            if iri is not None and is_document:
                continue
            if item.get(TYPE_KEY) == "ContextualAllele":
                iri = registry_iri(str(part(item, "canonicalAllele").get("reference")))
                if iri is not None and isinstance(item.get("id"), str):
                    yield item["id"], iri
            elif item.get(TYPE_KEY) in (None, "Bundle"):
                waiting += [each for each in item.values() if isinstance(each, dict | list)][::-1]


def _placements(document: Object, iri: str | None) -> Iterator[tuple[str, str | None]]:
    """The placements of a document; of a haplotype those that it asks for, without IRI."""
    rows = [(kind, row) for name, kind in LISTS.items() for row in objects(document.get(name))]
    if any(len(coordinates(row)) > 1 for _, row in rows):
        rows, iri = [_main_row(rows)], None
    elif iri is None:
        return
    for kind, row in rows:
        for given in coordinates(row):
            yield place_id(row, kind, given), iri


def _main_row(rows: Iterable[tuple[str, Row]]) -> tuple[str, Row]:
    """The row of a haplotype on the newest build, with its contextual-allele-type."""
    several = (item for item in rows if len(coordinates(item[1])) > 1)
    return max(several, key=lambda item: build_rank(item[1]))


def simple_alleles(
    rows: Sequence[tuple[str, str, Object]],
    given_type: Any,
    whole: str,
    model: Model,
    registered: Registered,
) -> tuple[list[Simple], list[tuple[RegistryRow, str]]]:
    """The simple alleles of a complex document, as its row on the newest build has them.

    `rows` are pointer, contextual-allele-type and row; `whole` is the reference to the complex
    allele. Besides, the contextual alleles of rows that do not have the same simple alleles,
    which belong to none.
    """
    kind, main = _main_row((kind, row) for _, kind, row in rows)
    order = coordinates(main)
    found = [Simple(_simple(main, kind, each, given_type, whole, registered)) for each in order]
    loose: list[tuple[RegistryRow, str]] = []
    for at, kind, row in rows:
        places = _places(order, coordinates(row))
        for n, place in enumerate(places or range(len(coordinates(row)))):
            if not places:
                loose.append((_member(row, place, kind, None, model), at))
                continue
            found[n].members.append((_member(row, place, kind, found[n].reference, model), at))
    for simple in found:
        simple.tree["relatedContextualAllele"] = [
            {"contextualAllele": {"reference": f"ContextualAllele/{encode(m.tree['id'])}"}}
            for m, _ in simple.members
        ]
    return found, loose


def _member(row: Object, place: int, kind: str, canonical: str | None, model: Model) -> RegistryRow:
    """The contextual allele of one coordinate of a row. The names of the row are not its own."""
    alone = {k: v for k, v in row.items() if k in ("referenceSequence", "gene", "chromosome")}
    alone["hgvs"] = [f"{name}:" for name in accessions(row)]
    alone["coordinates"] = [coordinates(row)[place]]
    made = row_allele(alone, kind, canonical or "", model)
    made.tree.pop("alleleName", None)
    if canonical is None:
        del made.tree["canonicalAllele"]
    made.tree["meta"] = {"tag": [SUBSETTED]}
    made.moved = {
        here: there.replace("/coordinates/0", f"/coordinates/{place}")
        for here, there in made.moved.items()
        if "/alleleName" not in here
    }
    return made


def _simple(
    row: Object, kind: str, given: Object, type_: Any, whole: str, registered: Registered
) -> Tree:
    name = place_id(row, kind, given)
    iri = registered(name)
    return {
        "resourceType": "CanonicalAllele",
        **({"id": name} if iri is None else {"@id": iri, "id": local_name(iri)}),
        "meta": {"tag": [SUBSETTED]},
        "canonicalAlleleType": type_,
        "complexity": "simple",
        "composite": [{"reference": whole}],
    }


def place_id(row: Object, kind: str, given: Object) -> str:
    """The id of what has one coordinate of a row, whose names are not its own."""
    alone = {"coordinates": [given], "referenceSequence": row.get("referenceSequence")}
    return row_id(alone, kind, main_accession(row), given)


def _places(order: Sequence[Object], given: Sequence[Object]) -> list[int]:
    """The coordinates of a row that match the main row's simple alleles; [] if unknown. On the
    other strand they are in reverse order and complementary."""
    if len(order) != len(given):
        return []
    there = [_alleles(item) for item in given]
    if [_alleles(item) for item in order] == there:
        return list(range(len(given)))
    turned = [tuple(map(complement, pair)) for pair in there[::-1]]
    if [_alleles(item) for item in order] == turned:
        return list(range(len(given)))[::-1]
    return []


def _alleles(given: Object) -> tuple[str, ...]:
    return tuple(str(given.get(key, "")) for key in ("referenceAllele", "allele"))


_indexes: WeakKeyDictionary[Any, Scratch] = WeakKeyDictionary()
"""What runs have found, each for as long as its inputs are asked for."""


def _index(texts: Callable[[], Iterable[bytes]]) -> Scratch:
    """The placements with their IRIs, on disk; of several alleles the first one counts."""
    known = _indexes.get(texts)
    if known is None:
        known = _indexes[texts] = _look_through(texts)
        finalize(texts, known.close)
    return known


def _look_through(texts: Callable[[], Iterable[bytes]]) -> Scratch:
    database = Scratch("CREATE TABLE allele (placement TEXT PRIMARY KEY, iri TEXT) WITHOUT ROWID")
    for text in texts():
        database.execute_many(
            "INSERT OR IGNORE INTO allele VALUES (?, ?)", registered_alleles(json_value(text))
        )
    return database


def find_registered(placement: str, texts: Callable[[], Iterable[bytes]]) -> str | None:
    """The IRI of the registered allele with a placement, or None.

    `texts` gives the JSON texts of the inputs: the same object each time in one run.
    """
    query = "SELECT iri FROM allele WHERE placement = ?"
    found = _index(texts).row(query, (placement,))
    return None if found is None else str(found[0])


def json_value(text: bytes) -> Any:
    """The value of a JSON text; None if invalid, which its own reader reports."""
    try:
        return decode(text)
    except (DecodeError, UnicodeDecodeError, RecursionError):
        try:
            return json.loads(text)
        except (ValueError, RecursionError):
            return None
