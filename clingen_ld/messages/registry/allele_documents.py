"""Allele documents of the registry: a canonical allele with all its contextual alleles.

In both directions: `read_allele` takes a document apart, `write_allele` puts it together.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Any, Final

from clingen_ld.messages.foreign.builder import ReadResource, kept_on, legal_iri, merged
from clingen_ld.messages.registry.document_checks import document_notes
from clingen_ld.messages.registry.form import allele_type, is_partial, is_placeholder
from clingen_ld.messages.registry.haplotypes import Registered, place_id, simple_alleles
from clingen_ld.messages.registry.introns import genomic_equivalent, put_on_genome
from clingen_ld.messages.registry.rows import (
    LISTS,
    RegistryRow,
    build_rank,
    coordinates,
    main_accession,
    mark_partial,
    mention_name,
    row_allele,
    row_id,
    write_row,
)
from clingen_ld.messages.registry.schema import (
    ALLELE_RECORDS,
    TERMS,
    document_extensions,
    identifiers,
    restored_document,
    write_records,
)
from clingen_ld.model import (
    SUBSETTED,
    Model,
    Object,
    Tree,
    local_name,
    nameless_iri,
    normal_form,
    parts,
    registry_iri,
    relative_reference,
    resource_iri,
    texts,
)
from clingen_ld.types import CanonicalAllele, ContextualAllele
from clingen_ld.variation.placed_allele import digest_id

# As in NM_001408.3(CELSR2):c.1A>G (p.Met1Val): an HGVS name with the gene and the protein effect.
_TITLE: Final = re.compile(r"([^\s(:]+)(?:\([^)]*\))?:(\S+)")


def preferred_row(given: Object, rows: Sequence[Object]) -> int | None:
    """Which row a document prefers: the one of its title, else the one of MANE Select."""
    titles = [_TITLE.match(title) for title in texts(given.get("communityStandardTitle"))]
    named = (f"{title[1]}:{title[2]}" for title in titles if title is not None)
    selected = (name for row in rows if (name := _select(row)) is not None)
    names = chain(named, selected)
    if (first := next(names, None)) is None:
        return None
    numbers: dict[str, int] = {}
    for n, row in enumerate(rows):
        given_names = row.get("hgvs")
        if isinstance(given_names, list) and first in given_names:  # as nearly always
            return n
        for name in texts(given_names):
            numbers.setdefault(name, n)
    return next((numbers[name] for name in names if name in numbers), None)


def _select(row: Object) -> str | None:
    """The RefSeq name of a row that MANE has selected."""
    mane = row.get("MANE")
    if not isinstance(mane, dict) or mane.get("maneStatus") != "MANE Select":
        return None
    for step in ("nucleotide", "RefSeq", "hgvs"):
        mane = mane.get(step) if isinstance(mane, dict) else None
    return mane if isinstance(mane, str) else None


PRODUCTION: Final = "http://reg.genome.network"
"""Where the registry is; documents of its test server have another host."""


def no_registered(_: str) -> None:
    """Knows no allele that the registry has a number for."""


def read_allele(
    given: Object, model: Model, base: str, beside: Registered = no_registered
) -> Iterator[ReadResource]:
    """The resources of an allele document: the canonical allele first, each but once.

    `beside` finds the registered alleles that documents beside this one are about. Documents as
    plain as nearly all are read by `plain_documents`, which gives the same.
    """
    rows = list(_rows(given))
    tree, moved = _canonical(given, rows, base)
    reference = _reference(tree, model, base)
    made: list[tuple[RegistryRow, str]] = []
    parts: list[ReadResource] = []
    members: list[ReadResource] = []
    if tree["complexity"] == "complex":
        type_ = tree.get("canonicalAlleleType")
        simple, loose = simple_alleles(rows, type_, reference, model, beside)
        for part in simple:
            tree.setdefault("nested", []).append({"reference": part.reference})
            parts.append(ReadResource(normal_form(part.tree, "CanonicalAllele", model, base)))
            made += part.members
        made += loose
        parts += [_resource(row, at, model, base) for row, at in made]
    else:
        for allele, at, row in _row_alleles(given, rows, reference, model):
            made.append((allele, at))
            members.append(_finished(allele, row, at, model, base))
        members = list({each.normal.tree["id"]: each for each in reversed(members)}.values())[::-1]
        if members:
            tree["relatedContextualAllele"] = [_link(each, base) for each in members]
            _prefer(tree, given, rows, members)
        moved |= {f"/relatedContextualAllele/{n}": t.pointer for n, t in enumerate(members)}
    resource = _resource(RegistryRow(tree, moved), "", model, base)
    resource.normal.notes += document_notes(given, rows)
    lists = _rows_of((ContextualAllele(each.normal.tree) for each in members), base)
    if not any(name in given for name in LISTS):
        lists = {name: [] for name in LISTS}  # so that they are known to be left out
    own = resource.normal.tree
    iri = resource_iri(own, base)
    resource.keep(document_extensions(given, _written_top(CanonicalAllele(own), iri) | lists))
    yield resource
    yield from members
    yield from parts
    yield from _mentioned(made, model, base)


def _reference(tree: Tree, model: Model, base: str) -> str:
    """The reference to the canonical allele of a document."""
    named: Tree = {key: tree[key] for key in ("@id", "id") if key in tree}
    own = normal_form(named, "CanonicalAllele", model, base).tree
    return resource_iri(own, base)


def _row_alleles(
    given: Object, rows: list[tuple[str, str, Object]], canonical: str, model: Model
) -> Iterator[tuple[RegistryRow, str, Object]]:
    """The contextual alleles of a document's rows, with the pointers and the rows."""
    equivalent, partial = genomic_equivalent([row for _, _, row in rows]), is_partial(given, LISTS)
    for at, kind, row in rows:
        allele = row_allele(row, kind, canonical, model)
        if kind == "transcript" and equivalent is not None and len(coordinates(row)) == 1:
            put_on_genome(allele.tree, coordinates(row)[0], equivalent)
        if partial:
            mark_partial(allele.tree, row)
        yield allele, at, row


def _rows(given: Object) -> Iterator[tuple[str, str, Object]]:
    """Every row with its pointer and the type of its contextual allele."""
    for name, kind in LISTS.items():
        yield from ((pointer, kind, row) for pointer, row in parts(given, name))


def _canonical(
    given: Object, rows: list[tuple[str, str, Object]], base: str
) -> tuple[Tree, dict[str, str]]:
    """The canonical allele without its contextual alleles, and the positions of its parts."""
    tree: Tree = {"resourceType": "CanonicalAllele"} | identity(given)
    moved = {"/id": "/@id", "/relatedContextualAllele": ""}
    if is_partial(given, LISTS):
        tree["meta"] = {"tag": [SUBSETTED]}
    if "@id" not in given or is_placeholder(given["@id"]):
        tree["id"] = _main_placement(rows) if rows else digest_id(sorted(given.items()))
    elif "@id" not in tree:  # of two such documents, nothing else that it has here need differ
        tree["@id"] = nameless_iri(given, "CanonicalAllele", base)
    type_ = allele_type(given, (kind for _, kind, _ in rows))
    if type_ is not None or "type" in given:
        tree["canonicalAlleleType"] = type_
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


def _link(member: ReadResource, base: str) -> Tree:
    reference = relative_reference(resource_iri(member.normal.tree, base), base)
    return {"contextualAllele": {"reference": reference}}


def _prefer(
    tree: Tree, given: Object, rows: list[tuple[str, str, Object]], members: list[ReadResource]
) -> None:
    """Mark the contextual allele of the row that a document prefers."""
    preferred = preferred_row(given, [row for _, _, row in rows])
    for link, member in zip(tree["relatedContextualAllele"], members, strict=True):
        if preferred is not None and member.pointer == rows[preferred][0]:
            link["preferred"] = True


def _resource(row: RegistryRow, at: str, model: Model, base: str) -> ReadResource:
    normal = normal_form(row.tree, row.tree["resourceType"], model, base)
    normal.moved |= row.moved
    return ReadResource(normal, at)


def _finished(row: RegistryRow, given: Object, at: str, model: Model, base: str) -> ReadResource:
    """The contextual allele of a row, with what it keeps."""
    resource = _resource(row, at, model, base)
    resource.keep(TERMS.beside(given, write_row(ContextualAllele(resource.normal.tree), base)))
    return resource


def _mentioned(
    made: Iterable[tuple[RegistryRow, str]], model: Model, base: str
) -> Iterator[ReadResource]:
    """The sequences, genes and protein effects mentioned in rows, each once."""
    found: dict[str, tuple[Tree, str]] = {}
    for row, at in made:
        for tree in row.mentioned:
            name = mention_name(tree)
            known = found.get(name)
            found[name] = (tree, at) if known is None else (merged(known[0], tree), known[1])
    for tree, at in found.values():
        moved = _MOVED_IN_EFFECT if tree["resourceType"] == "ContextualAllele" else {}
        yield _resource(RegistryRow(tree, moved), at, model, base)


_MOVED_IN_EFFECT: Final = {"/alleleName": "/proteinEffect/hgvs"}
"""The positions of the parts of a protein effect's allele in its row."""


def _written_top(canonical: CanonicalAllele, iri: str) -> dict[str, Any]:
    """The part of a document from its canonical allele."""
    document: dict[str, Any] = {"@context": context_iri(iri, "allele"), "@id": iri}
    type_ = canonical.raw("canonicalAlleleType")
    if type_ is not None:
        document["type"] = type_
    records = write_records(canonical, ALLELE_RECORDS, several=True)
    return document if records is None else document | {"externalRecords": records}


def _rows_of(members: Iterable[ContextualAllele], base: str) -> dict[str, list[Any]]:
    """The lists of rows from contextual alleles, in the order of reading."""
    listed: dict[str, list[Any]] = {name: [] for name in LISTS}
    for member in members:
        name = _list_of(member)
        if name is not None:
            listed[name].append(TERMS.restored(kept_on(member), write_row(member, base)))
    return {name: rows for name, rows in listed.items() if rows}


def _list_of(member: ContextualAllele) -> str | None:
    kind = member.contextualAlleleType
    return next((name for name, type_ in LISTS.items() if type_ == kind), None)


def row_pointers(members: Iterable[ContextualAllele]) -> Iterator[str | None]:
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


_IN_PRODUCTION: Final = f"{PRODUCTION}/"
_SERVER: Final = re.compile(r"https?://[A-Za-z0-9.-]*genome\.network(?::[0-9]+)?(?=[/?#]|\Z)")


def context_iri(iri: str, kind: str) -> str:
    """The context of the documents of a kind (allele, gene or refseq) at the IRI's server."""
    if iri.startswith(_IN_PRODUCTION):
        return f"{PRODUCTION}/schema/{kind}.jsonld"
    server = _SERVER.match(iri)
    return f"{server[0] if server is not None else PRODUCTION}/schema/{kind}.jsonld"


def write_allele(
    canonical: CanonicalAllele, iri: str, members: Iterable[ContextualAllele], base: str
) -> dict[str, Any]:
    """The document of a canonical allele, which has an IRI, with its contextual alleles."""
    document = _written_top(canonical, iri) | _rows_of(members, base)
    return restored_document(kept_on(canonical), document)
