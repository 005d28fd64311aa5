"""Allele documents of the registry: a canonical allele with all its contextual alleles.

In both directions: `read_allele` takes a document apart, `write_document` puts it together.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Final
from urllib.parse import urlsplit

from clingen_ld.compiled.engine import Engine
from clingen_ld.messages.foreign.builder import ReadResource, merged
from clingen_ld.messages.foreign.extensions import legal_iri
from clingen_ld.messages.foreign.repeated import RESOURCES
from clingen_ld.messages.foreign.schema import check
from clingen_ld.messages.registry.cross_references import (
    document_extensions,
    identifiers,
    restored_document,
    write_records,
)
from clingen_ld.messages.registry.haplotypes import Registered, place_id, simple_alleles
from clingen_ld.messages.registry.rows import (
    LISTS,
    RegistryRow,
    accessions,
    build_rank,
    coordinates,
    main_accession,
    row_allele,
    row_id,
    write_row,
)
from clingen_ld.messages.registry.schema import ALLELE, ALLELE_RECORDS, TERMS
from clingen_ld.messages.tree_fast_path import normal_of
from clingen_ld.model import (
    Model,
    Object,
    Tree,
    local_name,
    nameless_iri,
    normal_form,
    registry_iri,
    relative_reference,
    resource_iri,
    texts,
)
from clingen_ld.variation.builders import sequence_reference
from clingen_ld.variation.naming import digest_id
from clingen_ld.variation.residues import complement

# As in NM_001408.3(CELSR2):c.1A>G (p.Met1Val): an HGVS name with the gene and the protein effect.
_TITLE: Final = re.compile(r"([^\s(:]+)(?:\([^)]*\))?:(\S+)")


def preferred_row(given: Object, rows: Sequence[Object]) -> int | None:
    """Which row a document prefers: the one of its title, else the one of MANE Select."""
    titles = [_TITLE.match(title) for title in texts(given.get("communityStandardTitle"))]
    named = [f"{title[1]}:{title[2]}" for title in titles if title is not None]
    selected = [name for row in rows if (name := _select(row)) is not None]
    for name in (*named, *selected):
        for n, row in enumerate(rows):
            if name in texts(row.get("hgvs")):
                return n
    return None


def _select(row: Object) -> str | None:
    """The RefSeq name of a row that MANE has selected."""
    mane = row.get("MANE")
    if not isinstance(mane, dict) or mane.get("maneStatus") != "MANE Select":
        return None
    for step in ("nucleotide", "RefSeq", "hgvs"):
        mane = mane.get(step) if isinstance(mane, dict) else None
    return mane if isinstance(mane, str) else None


def genomic_equivalent(rows: Sequence[Object]) -> tuple[str, Object] | None:
    """The row on the newest build, as its accession and its coordinate; None without one."""
    placed = [row for row in rows if len(given := coordinates(row)) == 1 and _alleles(given[0])]
    row = max(placed, key=build_rank, default=None)
    if row is None or build_rank(row) < 0:
        return None
    return accessions(row)[0], coordinates(row)[0]


def put_on_genome(tree: Tree, given: Object, sibling: tuple[str, Object]) -> None:
    """Give the positions of an allele in an intron their places on the genome.

    Only where the alleles tell the strand: on the other one, the interval is met from its end.
    """
    accession, genomic = sibling
    own, other = _alleles(given), _alleles(genomic)
    coordinate = tree.get("referenceCoordinate")
    if own is None or other is None or not isinstance(coordinate, dict):
        return
    turned = (complement(other[0]), complement(other[1]))
    if other == turned or own not in (other, turned):
        return
    ends = (genomic.get("start"), genomic.get("end"))
    for side, index in zip(("start", "end"), ends if own == other else ends[::-1], strict=True):
        position = coordinate.get(side)
        if not isinstance(index, int) or not isinstance(position, dict):
            continue
        if "externalOffsetLength" in position:
            reference = sequence_reference(accession)
            position["externalGenomicReferenceSequence"] = reference
            position["externalGenomicPositionIndex"] = index


def _alleles(given: Object) -> tuple[str, str] | None:
    reference, alternate = given.get("referenceAllele"), given.get("allele")
    if not isinstance(reference, str) or not isinstance(alternate, str):
        return None
    return reference, alternate


PRODUCTION: Final = "http://reg.genome.network"
"""Where the registry is; documents of its test server have another host."""
_PLACEHOLDER: Final = re.compile(r"_:[CP]A[0-9]*")
"""What stands for the IRI of an allele that is not registered, with a number or without."""


FindRegistered = Callable[[], Registered]


def read_allele(
    given: Object,
    model: Model,
    base: str,
    engine: Engine | None = None,
    beside: FindRegistered = dict,
) -> Iterator[ReadResource]:
    """The resources of an allele document: the canonical allele first, each but once.

    `engine` is what is known of trees that were read before, if they may be read directly; `beside`
    gives the registered alleles that the documents beside this one are about.
    """
    rows = list(_rows(given))
    tree, moved = _canonical(given, rows, base)
    named: Tree = {key: tree[key] for key in ("@id", "id") if key in tree}
    own = normal_form(named, "CanonicalAllele", model, base).tree
    reference = resource_iri(own, base)
    made: list[tuple[RegistryRow, str]] = []
    parts: list[ReadResource] = []
    members: list[ReadResource] = []
    if tree["complexity"] == "complex":
        simple, loose = simple_alleles(rows, given.get("type"), reference, model, beside())
        for part in simple:
            tree.setdefault("nested", []).append({"reference": part.reference})
            parts.append(ReadResource(normal_form(part.tree, "CanonicalAllele", model, base)))
            made += part.members
        made += loose
        parts += [_told(row, at, model, base) for row, at in made]
    else:
        sibling = genomic_equivalent([row for _, _, row in rows])
        for at, kind, row in rows:
            allele = row_allele(row, kind, reference, model)
            if kind == "transcript" and sibling is not None and len(coordinates(row)) == 1:
                put_on_genome(allele.tree, coordinates(row)[0], sibling)
            made.append((allele, at))
            members.append(_finished(allele, row, at, model, base, engine))
        members = list({told.normal.tree["id"]: told for told in reversed(members)}.values())[::-1]
        if members:
            tree["relatedContextualAllele"] = [_link(told, base) for told in members]
            _prefer(tree, given, rows, members)
        moved |= {f"/relatedContextualAllele/{n}": t.pointer for n, t in enumerate(members)}
    told = _told(RegistryRow(tree, moved), "", model, base, engine)
    told.normal.notes += check(given, ALLELE)
    lists = _written_lists(given, members, base, engine)
    told.keep(document_extensions(given, _written_top(told.normal.tree, base) | lists))
    yield told
    yield from members
    yield from parts
    yield from _mentioned(made, model, base, engine)


def _rows(given: Object) -> Iterator[tuple[str, str, Object]]:
    """Every row with its pointer and the type of its contextual allele."""
    for name, kind in LISTS.items():
        rows = given.get(name)
        for n, row in enumerate(rows if isinstance(rows, list) else ()):
            if isinstance(row, dict):
                yield f"/{name}/{n}", kind, row


def _canonical(
    given: Object, rows: list[tuple[str, str, Object]], base: str
) -> tuple[Tree, dict[str, str]]:
    """The canonical allele without its contextual alleles, and where its parts stand."""
    tree: Tree = {"resourceType": "CanonicalAllele"} | identity(given)
    moved = {"/id": "/@id", "/relatedContextualAllele": ""}
    if rows and _PLACEHOLDER.fullmatch(str(given.get("@id"))):
        tree["id"] = _main_placement(rows)
    elif "@id" not in tree:  # of two such documents, nothing else that it has here need differ
        tree["@id"] = nameless_iri(given, "CanonicalAllele", base)
    if "type" in given:
        tree["canonicalAlleleType"] = given["type"]
        moved["/canonicalAlleleType"] = "/type"
    several = any(len(coordinates(row)) > 1 for _, _, row in rows)
    tree["complexity"] = "complex" if several else "simple"
    for name, identifier, at in identifiers(given.get("externalRecords"), ALLELE_RECORDS):
        listed = tree.setdefault(name, [])
        moved[f"/{name}/{len(listed)}"] = at
        listed.append(identifier)
    return tree, moved


def _main_placement(rows: list[tuple[str, str, Object]]) -> str:
    """The placement that an allele without a number is known by: on the newest build, if any.

    One of several places is known by all of them.
    """
    _, kind, row = max(rows, key=lambda item: build_rank(item[2]))
    given = coordinates(row)
    if len(given) > 1:
        accession = main_accession(row) or "haplotype"
        return f"{accession}:{digest_id(sorted(place_id(row, kind, each) for each in given))}"
    return row_id(row, kind, main_accession(row), given[0] if given else {})


def _link(told: ReadResource, base: str) -> Tree:
    reference = relative_reference(resource_iri(told.normal.tree, base), base)
    return {"contextualAllele": {"reference": reference}}


def _prefer(
    tree: Tree, given: Object, rows: list[tuple[str, str, Object]], members: list[ReadResource]
) -> None:
    """Mark the contextual allele of the row that a document prefers."""
    preferred = preferred_row(given, [row for _, _, row in rows])
    for link, told in zip(tree["relatedContextualAllele"], members, strict=True):
        if preferred is not None and told.pointer == rows[preferred][0]:
            link["preferred"] = True


def _told(
    row: RegistryRow, at: str, model: Model, base: str, engine: Engine | None = None
) -> ReadResource:
    normal, decoded = normal_of(row.tree, model, base, engine)
    normal.moved |= row.moved
    return ReadResource(normal, at, tree=row.tree, decoded=decoded)


def _finished(
    row: RegistryRow, given: Object, at: str, model: Model, base: str, engine: Engine | None
) -> ReadResource:
    """The contextual allele of a row, with what it keeps."""
    told = _told(row, at, model, base, engine)
    told.keep(TERMS.beside(given, write_row(told.normal.tree, base)))
    return told


def _mentioned(
    made: Iterable[tuple[RegistryRow, str]], model: Model, base: str, engine: Engine | None
) -> Iterator[ReadResource]:
    """The sequences, genes and protein effects that rows tell of, each once."""
    found: dict[str, tuple[Tree, str]] = {}
    for row, at in made:
        for tree in row.mentioned:
            name = str(tree.get("@id") or f"{tree['resourceType']}/{tree['id']}")
            known = found.get(name)
            found[name] = (tree, at) if known is None else (merged(known[0], tree), known[1])
    for tree, at in found.values():
        if engine is not None and tree["resourceType"] == "ContextualAllele":
            # Other documents have other effects, which are alike.
            yield _told(RegistryRow(tree), at, model, base, engine)
            continue
        repeated = RESOURCES.get(tree, model, base)
        yield ReadResource(repeated.normal, at, repeated=repeated)


def _written_lists(
    given: Object, members: list[ReadResource], base: str, engine: Engine | None
) -> dict[str, list[Any]]:
    """The lists of rows, as far as the contextual alleles tell them.

    With what they keep, they tell all of their rows (the standard path, which asks them for it,
    would show where not); so where each row of a list became one, that is the list.
    """
    numbers = Counter(told.pointer.split("/")[1] for told in members)
    if engine is not None and all(
        len(rows) == numbers[name]
        for name in LISTS
        if isinstance(rows := given.get(name, []), list)
    ):
        return {name: given[name] for name in LISTS if numbers[name]}
    return _rows_of((told.normal.tree for told in members), base)


def _written_top(tree: Object, base: str) -> dict[str, Any]:
    """A document as far as its canonical allele tells it."""
    iri = resource_iri(tree, base)
    told: dict[str, Any] = {"@context": context_iri(iri, "allele"), "@id": iri}
    if "canonicalAlleleType" in tree:
        told["type"] = tree["canonicalAlleleType"]
    records = write_records(tree, ALLELE_RECORDS, several=True)
    return told if records is None else told | {"externalRecords": records}


def _rows_of(members: Iterable[Object], base: str) -> dict[str, list[Any]]:
    """The lists of rows that contextual alleles tell."""
    told: dict[str, list[Any]] = {}
    for member in members:
        name = _list_of(member)
        if name is not None:
            told.setdefault(name, []).append(TERMS.restored(member, write_row(member, base)))
    return told


def _list_of(member: Object) -> str | None:
    kind = member.get("contextualAlleleType")
    return next((name for name, type_ in LISTS.items() if type_ == kind), None)


def row_pointers(members: Iterable[Object]) -> Iterator[str | None]:
    """The pointer of each contextual allele's row in their document; None for one without."""
    numbers: Counter[str] = Counter()
    for member in members:
        name = _list_of(member)
        yield None if name is None else f"/{name}/{numbers[name]}"
        numbers[name or ""] += 1


def identity(given: Object) -> Tree:
    """The IRI of what a document is about, and the id in it; nothing where it names none."""
    iri = legal_iri(given.get("@id"))
    if iri is None:
        return {}
    return {"@id": registry_iri(iri) or iri, "id": local_name(iri)}


def context_iri(iri: str, kind: str) -> str:
    """The context of the documents of a kind (allele, gene or refseq) at the IRI's server."""
    parts = urlsplit(iri)
    is_registry = (parts.hostname or "").endswith("genome.network")
    start = f"{parts.scheme}://{parts.netloc}" if is_registry else PRODUCTION
    return f"{start}/schema/{kind}.jsonld"


def write_document(tree: Object, members: Iterable[Object], base: str) -> dict[str, Any]:
    """The document of a canonical allele with its contextual alleles."""
    return restored_document(tree, _written_top(tree, base) | _rows_of(members, base))


__all__ = ["ReadResource", "context_iri", "read_allele", "write_document"]
