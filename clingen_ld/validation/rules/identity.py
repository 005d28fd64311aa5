"""A name belongs to one thing only (CO-5 and CO-12)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from clingen_ld.messages.foreign.systems import system_named
from clingen_ld.model import TypedRecord, last_step, registry_iri
from clingen_ld.types import (
    RESOURCES,
    AnyResource,
    CanonicalAllele,
    ContextualAllele,
    Gene,
    Identifier,
    Position,
)
from clingen_ld.validation.rule_registry import (
    NO_VALUE,
    AnyEntry,
    Entry,
    ResourceSet,
    Violation,
    index,
    is_a,
    resource_rule,
    set_rule,
)
from clingen_ld.validation.rules.file_names import (
    NAMED_FILE,
    begins_with,
    file_name,
    first_token,
    id_form,
    is_like_id,
)
from clingen_ld.validation.rules.gene import HGNC_ID
from clingen_ld.validation.rules.references import (
    all_references,
    each_once,
    found,
    gathered,
    has_made_id,
    named,
    parts_of_type,
    points_to,
)

_NCBI_GENE = re.compile(r"ncbi[.]nlm[.]nih[.]gov/gene", re.IGNORECASE)


@index(Gene, is_single=True)
def symbols_and_identifiers(gene: Gene) -> Iterator[tuple[str, str]]:
    """Genes by symbol, and by the identifiers that belong to one gene alone."""
    if gene.symbol is not None:
        yield "symbol", gene.symbol
    for _, kind, value in _well_known(gene):
        yield kind, value


@set_rule(*RESOURCES.values())
def an_id_of_its_own(entry: AnyEntry, resources: ResourceSet) -> Iterator[Violation]:
    """CO-5: no two resources have the same name. The second and every further one is reported.

    The same resource again, in another form for example, is not another one. Nor is an allele that
    is named by its placement, which one document may describe more fully than another.
    """
    first, name = resources.get(entry.iri), entry.record.id
    if not name or first is None or first.number == entry.number or first.tree == entry.tree:
        return
    if not _is_told_again(entry, first):
        other = "another resource" + (f" in {first.file}" if first.file else "")
        yield Violation("CO-5", entry.record.at("id"), {"id": name, "other": other}, value=name)


_LINK: Final = "/canonicalAllele/reference"


def _is_told_again(entry: AnyEntry, first: AnyEntry) -> bool:
    """Whether a resource is an allele that all documents name alike, and another describes it.

    It has a generated id, or a number of the Registry; what id each document gives it, does not
    matter. If two canonical alleles contain it, that is
    reported there.
    """
    if not has_made_id(entry.record) and registry_iri(entry.iri) is None:
        return False
    # Needed in few validations.
    from clingen_ld.messages.descriptions import OWN_ID, merged

    lost = merged([entry.tree], first.tree).lost
    return all(at == _LINK or at.endswith(OWN_ID) for at in lost)


@set_rule(*RESOURCES.values())
def in_the_file_of_its_id(entry: AnyEntry, resources: ResourceSet) -> Iterator[Violation]:
    """CO-5: a file that is named by an id contains that id."""
    name, file = entry.record.id, file_name(entry.file)
    if not name or not file or begins_with(file, name):
        return
    meant = next((m for m in _meant_ids(file, name) if _is_meant(m, entry, resources)), None)
    if meant is not None and not any(e.file == entry.file for e in _of_id(meant, resources)):
        values = {"file": file, "id": name}
        at = entry.record.at("id")
        yield Violation("CO-5", at, values, "warning", value=name, suggestion=meant)


def _meant_ids(file: str, name: str) -> Iterator[str]:
    """The ids that a file name may begin with, the likeliest first; `name` is its own."""
    if (alike := _alike(file, name)) is not None:
        yield alike
    yield from dict.fromkeys((file.partition(".")[0], first_token(file)))


def _is_meant(meant: str, entry: AnyEntry, resources: ResourceSet) -> bool:
    """Whether the beginning of a file name is meant as an id.

    It is if it differs from the id in the file only in its numbers, is the id of another resource,
    or has the form of the ids by which other files are named; and if a canonical allele refers to
    it.
    """
    if meant == _alike(file_name(entry.file), entry.record.id or ""):
        return True
    has_form = is_like_id(meant)
    # For chunk1 to chunk99 a single search shows that they are not ids.
    is_mentioned = has_form and resources.may_mention(meant)
    if (is_mentioned or not has_form) and _of_id(meant, resources):
        return True
    if not has_form:
        return False
    if resources.keyed(NAMED_FILE, id_form(meant)):
        return True
    if not is_mentioned:
        return False
    asked = f"ContextualAllele/{meant}"
    is_allele = is_a(entry.record, ContextualAllele)
    return is_allele and any(e.iri != entry.iri for e in resources.keyed("gathers", asked))


def _of_id(name: str, resources: ResourceSet) -> list[AnyEntry]:
    """The resources of any type that have an id."""
    if not resources.may_have_id(name):
        return []
    return [entry for entry in named(name, resources) if entry.record.id == name]


def _alike(file: str, name: str) -> str | None:
    """The beginning of a file's name that differs from an id only in its numbers."""
    if not re.search(r"[A-Za-z]", name):
        return None  # Any number would match.
    form = id_form(name)
    if not id_form(file).startswith(form):
        return None  # so that few patterns are made
    found = _with_numbers(form).match(file)
    return found[1] if found else None


@lru_cache(maxsize=1024)
def _with_numbers(form: str) -> re.Pattern[str]:
    numbers = re.escape(form).replace("0", "[0-9]+")
    return re.compile(f"({numbers})(?![A-Za-z0-9])")


@set_rule(Gene)
def a_gene_is_there_once(entry: Entry[Gene], resources: ResourceSet) -> Iterator[Violation]:
    """CO-12: a symbol, and an identifier of HGNC or NCBI, belongs to one gene."""
    gene = entry.record
    if gene.symbol is not None:
        yield from _shared(entry, resources, "symbol", gene.symbol, gene.at("symbol"))
    for pointer, kind, value in _well_known(gene):
        yield from _shared(entry, resources, kind, value, pointer)


def _shared(
    entry: AnyEntry, resources: ResourceSet, kind: str, value: str, pointer: str
) -> Iterator[Violation]:
    if not value:
        return  # An empty text is not a name; ST-9 reports it.
    what = "symbol" if kind == "symbol" else "identifier"
    # Reporting one other gene is enough: with all of them, findings would grow quadratically.
    others = (found.iri for found in resources.keyed(kind, value) if found.iri != entry.iri)
    if (other := next(others, None)) is not None:
        values = {"value": value, "what": what, "other": last_step(other)}
        yield Violation("CO-12", pointer, values, value=value)


def _well_known(gene: Gene) -> Iterator[tuple[str, str, str]]:
    """The identifiers that belong to one gene alone: pointer, kind and value."""
    for identifier in gene.identifier:
        value, system = identifier.value, identifier.system
        if value is None:
            continue
        if HGNC_ID.fullmatch(value):
            yield identifier.at("value"), "HGNC", value
        elif system is not None and _NCBI_GENE.search(system):
            yield identifier.at("value"), "NCBI Gene", value


@index(CanonicalAllele, is_single=True)
def nested_sets(canonical: CanonicalAllele) -> Iterator[tuple[str, str]]:
    """Complex canonical alleles by their parts."""
    if canonical.complexity == "complex":
        made_of = sorted(r.reference or "" for r in each_once(canonical.nested))
        if len(made_of) > 1:  # CA-2 reports the others.
            yield "nested", "\n".join(made_of)


@index(ContextualAllele, is_single=True)
def placements(allele: ContextualAllele) -> tuple[tuple[str, str], ...]:
    """Contextual alleles by sequence, interval and allele."""
    coordinate, alternate = allele.referenceCoordinate, allele.allele
    sequence = coordinate.referenceSequence.reference
    start, end = _place(coordinate.start), _place(coordinate.end)
    if sequence and start and end and alternate is not None:
        return (placement(sequence, start, end, alternate),)
    return ()


def placement(sequence: str, start: str | int, end: str | int, alternate: str) -> tuple[str, str]:
    """The key of a placement, with its positions as `_place` has them."""
    return "placement", f"{sequence}\n{start}\n{end}\n{alternate.upper()}"


def _place(position: Position) -> str:
    """A position on one line; empty for an invalid one."""
    index = position.index
    if index is None:
        return ""
    if (
        position.externalOffsetLength is None
        and position.externalGenomicReferenceSequence.reference is None
        and position.externalOffsetDirection is None
        and not isinstance(position, TypedRecord)
    ):
        return str(index)
    offset = position.raw("externalOffsetLength"), position.raw("externalOffsetDirection")
    is_genomic = position.has("externalGenomicReferenceSequence")
    if not is_genomic and offset == (None, None):
        return str(position.index)
    genomic = position.externalGenomicReferenceSequence.reference if is_genomic else None
    return repr([position.index, *offset, genomic])


@set_rule(CanonicalAllele)
def made_of_the_same(entry: Entry[CanonicalAllele], resources: ResourceSet) -> Iterator[Violation]:
    """CO-10: no two complex canonical alleles have the same parts."""
    for kind, key in nested_sets(entry.record):
        first = resources.keyed(kind, key)[:1]
        if first and first[0].iri != entry.iri and _both_stand(entry, first[0], resources):
            values = {"other": last_step(first[0].iri), "what": "nested alleles"}
            yield Violation("CO-10", entry.record.at("nested"), values)


@set_rule(CanonicalAllele)
def placed_at_the_same(
    entry: Entry[CanonicalAllele], resources: ResourceSet
) -> Iterator[Violation]:
    """CO-10: no two simple canonical alleles have the same placement and allele."""
    if entry.record.complexity != "simple":
        return
    reported: set[str] = set()
    for reference in gathered(entry.record):
        own = found(reference, ContextualAllele, resources)
        for key in placements(own.record) if own is not None else ():
            for same in resources.keyed(*key):
                other = _canonical_of(same.record, resources)
                is_own = own is None or same.iri == own.iri
                if is_own and (other is None or other.iri == entry.iri):
                    break  # Of two equal ones, the later one is reported.
                if is_own and not has_made_id(same.record):
                    continue  # CO-4 and CO-9 report an allele in two canonical ones.
                if (
                    other is not None
                    and other.iri != entry.iri
                    and other.iri not in reported
                    and other.record.complexity == "simple"
                    and _both_stand(entry, other, resources)
                ):
                    reported.add(other.iri)
                    values = {"other": last_step(other.iri), "what": "placement and allele"}
                    yield Violation("CO-10", reference.pointer, values)


def _both_stand(one: AnyEntry, other: AnyEntry, resources: ResourceSet) -> bool:
    """Whether neither of two canonical alleles replaced the other."""
    return not any(_gave_way(*pair, resources) for pair in ((one, other), (other, one)))


_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:.")
_NO_URI = re.compile(r"[ <>{}|^`]")


@resource_rule(*RESOURCES.values())
def identifiers(resource: AnyResource) -> Iterator[Violation]:
    """ID-1: an identifier has a value, and a URI for its system."""
    for identifier in parts_of_type(resource, Identifier):
        if not identifier.has("value"):
            yield Violation("ID-1", identifier.pointer, {"problem": NO_VALUE})
        system = identifier.system
        if system and not may_be_uri(system):
            problem = f"has the system {system}, which is not a URI"
            at, near = identifier.at("system"), system_named(system)
            yield Violation("ID-1", at, {"problem": problem}, value=system, suggestion=near)


@lru_cache(maxsize=1024)
def may_be_uri(system: str) -> bool:
    """Whether a system is a URI; ST-4 reports characters that are invalid in URIs."""
    return bool(_URI.match(system) or _NO_URI.search(system))


def _canonical_of(resource: AnyResource, resources: ResourceSet) -> Entry[CanonicalAllele] | None:
    if not is_a(resource, ContextualAllele):
        return None
    return found(resource.canonicalAllele, CanonicalAllele, resources)


def _gave_way(entry: AnyEntry, other: AnyEntry, resources: ResourceSet) -> bool:
    canonical = entry.record
    return is_a(canonical, CanonicalAllele) and (
        canonical.active is False
        or any(
            points_to(all_references(replacement, "target"), other, resources)
            for replacement in canonical.replacement
        )
    )
