"""Rows of the allele table, each from a contextual allele and the resources around it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache, lru_cache
from itertools import chain, islice
from typing import Any, Final, TypeGuard

from clingen_ld.bulk.tables_scratch import Splits
from clingen_ld.messages.foreign.systems import CLINVAR_VARIATION, DBSNP
from clingen_ld.model import (
    REGISTRY,
    SEQUENCE_ONTOLOGY,
    is_subsetted,
    load_model,
    relative_reference,
    text,
)
from clingen_ld.types import (
    CanonicalAllele,
    CodeableConcept,
    ContextualAllele,
    Gene,
    Identifier,
    Position,
    ReferenceCoordinate,
    ReferenceSequence,
)
from clingen_ld.validation.rule_registry import AnyEntry, Entry, ResourceSet, of_type, target_iri
from clingen_ld.validation.rules.contextual_allele import EFFECT, amino_acid_effects
from clingen_ld.validation.rules.reference_sequence import build_and_chromosome, stated_accession
from clingen_ld.validation.rules.references import all_references, found, gathered
from clingen_ld.variation.builders import amino_acid_change
from clingen_ld.variation.hgvs import HgvsName, parse
from clingen_ld.variation.placed_allele import ranked_names
from clingen_ld.variation.plain_names import name_type

Row = dict[str, Any]
Equivalents = Callable[[], list[ContextualAllele]]
"""The equivalent alleles, which are looked up on demand."""

MOST_EQUIVALENTS: Final = 256
"""The maximum number of a canonical allele's members searched for genes and effects."""

_TRANSLATED: Final = "translates-from"
_REGISTRY: Final = re.compile(r"https?://reg\.(?:genome\.network|clinicalgenome\.org)(?:/.*)?")
_REGISTERED: Final = re.compile(r"(?:.*[/=:])?((?:CA|PA)[0-9]+)")


def has_row(entry: AnyEntry, resources: ResourceSet) -> TypeGuard[Entry[ContextualAllele]]:
    """Whether a resource gets a row: a contextual allele, at its first message.

    A complete description comes before partial ones.
    """
    if not isinstance(entry.record, ContextualAllele):
        return False
    first = resources.get(entry.iri)
    return first is None or first.number == entry.number


def allele_row(
    entry: Entry[ContextualAllele], resources: ResourceSet, splits: Splits | None = None
) -> Row:
    """The row of a contextual allele: a value for each of `COLUMNS`.

    It uses only the set of resources; values that the set lacks are null or not in the list.
    """
    allele = entry.record
    canonicals = canonical_alleles(entry, resources)
    equivalents = cache(lambda: list(_equivalents(entry, canonicals, resources)))
    coordinate = allele.referenceCoordinate
    genes = _genes(allele, equivalents, resources)
    change = next(_terms(allele.primaryNucleotideChangeType), None)
    effects = _effects(allele, equivalents, resources)
    concepts = coordinate.primaryTranscriptRegionType
    identifiers = _identifiers(allele, canonicals, resources)
    regions = list(dict.fromkeys(term for concept in concepts for term in _terms(concept)))
    return {
        "allele": entry.iri,
        "canonical_alleles": canonicals,
        "registry_id": _registry_id(allele, canonicals, resources),
        "protein_registry_ids": _protein_ids(allele, equivalents, resources),
        "clinvar": list(dict.fromkeys(_values(identifiers, CLINVAR_VARIATION))),
        "dbsnp": [f"rs{number}" for number in dict.fromkeys(_values(identifiers, DBSNP))],
        "allele_type": allele.contextualAlleleType,
        **_place(coordinate, _names(allele)[0], resources),
        "ref": coordinate.refAllele,
        "alt": allele.allele,
        **_name_columns(allele),
        "genes": list(genes),
        "gene_symbols": [symbol for symbol in genes.values() if symbol is not None],
        "change": change,
        "change_label": _label(change) if change is not None else None,
        "effects": effects,
        "effect_labels": [_label(effect) for effect in effects],
        "regions": regions,
        "is_complete": not is_subsetted(allele.tree),
        "split": (splits or Splits()).of(entry.iri, canonicals),
    }


def canonical_alleles(entry: Entry[ContextualAllele], resources: ResourceSet) -> list[str]:
    """The IRIs of the canonical alleles that a contextual allele names or belongs to."""
    references = all_references(entry.record, "canonicalAllele")
    named = [iri for ref in references if (iri := target_iri(ref, resources.base))]
    own = relative_reference(entry.iri, resources.base)
    holders = resources.keyed("gathers", own)
    return list(dict.fromkeys([*named, *(holder.iri for holder in holders)]))


def _equivalents(
    entry: AnyEntry, canonicals: Iterable[str], resources: ResourceSet
) -> Iterator[ContextualAllele]:
    """The other contextual alleles of some canonical alleles, as far as the set has them."""
    for canonical in canonicals:
        holder = of_type(resources.get(canonical), CanonicalAllele)
        if holder is None:
            continue
        for reference in islice(gathered(holder.record), MOST_EQUIVALENTS):
            equivalent = found(reference, ContextualAllele, resources)
            if equivalent is not None and equivalent.iri != entry.iri:
                yield equivalent.record


def _registry_id(
    allele: ContextualAllele, canonicals: list[str], resources: ResourceSet
) -> str | None:
    """The registry id in an IRI or an identifier."""
    for iri in canonicals:
        if _REGISTRY.fullmatch(iri) and (match := _REGISTERED.fullmatch(iri)):
            return match[1]
    holders = (of_type(resources.get(iri), CanonicalAllele) for iri in canonicals)
    groups = [holder.record.identifier for holder in holders if holder is not None]
    for identifier in chain(*groups, allele.identifier):
        value = identifier.value or ""
        match = _REGISTERED.fullmatch(value)
        said = (identifier.system or "", value)
        if match is not None and any(map(_REGISTRY.fullmatch, said)):
            return match[1]
    return None


def _identifiers(
    allele: ContextualAllele, canonicals: list[str], resources: ResourceSet
) -> list[Identifier]:
    """The identifiers of an allele and its canonical alleles, including related ones."""
    found: list[Identifier] = list(allele.identifier)
    for iri in canonicals:
        holder = of_type(resources.get(iri), CanonicalAllele)
        if holder is not None:
            found += [*holder.record.identifier, *holder.record.relatedIdentifier]
    return found


def _values(identifiers: list[Identifier], system: str) -> Iterator[str]:
    """The values of identifiers of a system, without the prefix of their number."""
    for identifier in identifiers:
        if (identifier.system or "").rstrip("/") == system and identifier.value:
            yield identifier.value.removeprefix("rs")


def _protein_ids(
    allele: ContextualAllele, equivalents: Equivalents, resources: ResourceSet
) -> list[str]:
    """The registry ids of the amino-acid effects of an allele."""
    effects = list(amino_acid_effects(allele, resources))
    if not effects and allele.contextualAlleleType == "genomic":
        effects = [
            each
            for equivalent in equivalents()
            for each in amino_acid_effects(equivalent, resources)
        ]
    ids = (_registry_id(p.record, canonical_alleles(p, resources), resources) for p in effects)
    return list(dict.fromkeys(id_ for id_ in ids if id_ is not None))


# Where it is


def _place(coordinate: ReferenceCoordinate, names: list[str], resources: ResourceSet) -> Row:
    reference = coordinate.referenceSequence
    entry = found(reference, ReferenceSequence, resources)
    sequence = entry.record if entry is not None else ReferenceSequence({})
    accession = stated_accession(sequence, reference, names)
    build, chromosome = build_and_chromosome(sequence, accession)
    start, end = coordinate.start, coordinate.end
    return {
        "build": build,
        "chromosome": chromosome,
        "accession": accession,
        "start": start.index,
        "start_offset": _offset(start),
        "end": end.index,
        "end_offset": _offset(end),
    }


def _offset(position: Position) -> int | None:
    length = position.externalOffsetLength
    return -length if length and position.externalOffsetDirection == "-" else length


# What it is called


def _names(allele: ContextualAllele) -> tuple[list[str], list[str]]:
    """The HGVS names, and the others."""
    hgvs: list[str] = []
    others: list[str] = []
    for given in allele.alleleName:
        if name := given.name:
            type_ = given.nameType or name_type(name)
            (hgvs if type_.startswith("hgvs-") else others).append(name)
    return hgvs, others


def _name_columns(allele: ContextualAllele) -> Row:
    hgvs, others = _names(allele)
    name = next(iter(ranked_names(allele)), None)
    return {"name": name, "hgvs": hgvs, "other_names": others}


# Its genes


def _genes(
    allele: ContextualAllele, equivalents: Equivalents, resources: ResourceSet
) -> dict[str, str | None]:
    """The IRIs of genes with their symbols: of the allele's own sequence, else of equivalents'."""
    own = dict(_genes_of(allele, resources))
    if own:
        return own
    return dict(gene for equivalent in equivalents() for gene in _genes_of(equivalent, resources))


def _genes_of(allele: ContextualAllele, resources: ResourceSet) -> Iterator[tuple[str, str | None]]:
    """The gene of an allele's sequence; for a protein, that of its transcript."""
    reference = allele.referenceCoordinate.referenceSequence
    sequence = found(reference, ReferenceSequence, resources)
    if sequence is not None:
        genes = [sequence.record.gene]
        for related in sequence.record.related:
            if related.relatedType == _TRANSLATED:
                transcript = found(related.target, ReferenceSequence, resources)
                genes += [transcript.record.gene] if transcript is not None else []
        for gene in genes:
            if (iri := target_iri(gene, resources.base)) is not None:
                entry = found(gene, Gene, resources)
                yield iri, entry.record.symbol if entry is not None else gene.display
    # Properties of the allele from the Allele Registry.
    if (iri := text(allele.tree, f"{REGISTRY}gene", "@id")) is not None:
        yield iri, text(allele.tree, f"{REGISTRY}geneSymbol")


# What it does


def _effects(
    allele: ContextualAllele, equivalents: Equivalents, resources: ResourceSet
) -> list[str]:
    type_ = allele.contextualAlleleType
    if type_ == "amino-acid":
        return _own_effect(allele)
    effects = list(_led_to(allele, resources))
    if not effects and type_ == "genomic":
        effects = [
            effect for equivalent in equivalents() for effect in _led_to(equivalent, resources)
        ]
    return list(dict.fromkeys(effects))


def _own_effect(allele: ContextualAllele) -> list[str]:
    """The change of an amino-acid allele: its own, else that of its names."""
    said = list(_terms(allele.primaryAminoAcidChangeType))
    return said[:1] or _named_effect(_names(allele)[0])


def _led_to(allele: ContextualAllele, resources: ResourceSet) -> Iterator[str]:
    """The changes of the amino-acid effects of a nucleotide allele."""
    for related in allele.related:
        if related.relatedType != EFFECT:
            continue
        protein = found(related.target, ContextualAllele, resources)
        if protein is not None:
            yield from _own_effect(protein.record)
        else:
            yield from _named_effect([related.target.display or ""])


def _named_effect(names: list[str]) -> list[str]:
    for name in names:
        read = parse(name) if ":p." in name or name.startswith("p.") else None
        if isinstance(read, HgvsName) and (change := amino_acid_change(read)) is not None:
            return [change]
    return []


# Terms of the Sequence Ontology


def _terms(concept: CodeableConcept) -> Iterator[str]:
    """The terms that a concept has codes of, such as SO:0001583."""
    for coding in concept.coding:
        system, code = coding.system, coding.code
        if system is not None and code is not None and (term := _term(system, code)) is not None:
            yield term


@lru_cache(maxsize=4096)
def _term(system: str, code: str) -> str | None:
    """The term for a code of a system; None outside the Sequence Ontology."""
    known = load_model().code_systems.get(system)
    if known is None or known.iri != SEQUENCE_ONTOLOGY:
        return None
    concept = known.concept(code)
    return known.code(concept) if concept is not None else None


@lru_cache(maxsize=4096)
def _label(term: str) -> str:
    """The label of a term in the model's value sets; the term itself if they lack it."""
    for values in load_model().value_sets.values():
        if values.code_system == SEQUENCE_ONTOLOGY:
            code = values.codes.get(term) or values.by_spelling.get(term)
            if code is not None:
                return code.label
    return term
