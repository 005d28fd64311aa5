"""A row of the table of alleles: what a contextual allele and all around it tell."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache, lru_cache
from typing import Any, Final

from clingen_ld.bulk.tables_splits import Splits
from clingen_ld.model import load_model
from clingen_ld.model.identity import is_subsetted, reference_iri, relative_reference
from clingen_ld.model.namespaces import REGISTRY
from clingen_ld.model.trees import (
    SEQUENCE_ONTOLOGY,
    Tree,
    boolean,
    last_step,
    listed,
    natural,
    part,
    parts,
    target,
    text,
)
from clingen_ld.validation.rule_registry import Entry, ResourceSet
from clingen_ld.validation.rules.reference_sequence import accession_of, genome_build
from clingen_ld.validation.rules.references import found, gathered
from clingen_ld.variation.accessions import accession_kind, is_accession
from clingen_ld.variation.assemblies import molecule
from clingen_ld.variation.builders import amino_acid_change
from clingen_ld.variation.hgvs import HgvsName, name_type, parse

Row = dict[str, Any]
Siblings = Callable[[], list[Tree]]
"""The alleles beside one, which are looked up when they are needed."""

MOST_SIBLINGS: Final = 256
"""How many alleles of a canonical allele are asked for genes and effects."""

_EFFECT: Final = "amino-acid-effect"
_TRANSLATED: Final = "translates-from"
_REGISTRY: Final = re.compile(r"https?://reg\.(?:genome\.network|clinicalgenome\.org)(?:/.*)?")
_REGISTERED: Final = re.compile(r"(?:.*[/=:])?((?:CA|PA)[0-9]+)")


def has_row(entry: Entry, resources: ResourceSet) -> bool:
    """Whether a resource has a row: a contextual allele, told by the first message of it.

    A message of the allele itself comes before those that only mention it.
    """
    if text(entry.tree, "resourceType") != "ContextualAllele":
        return False
    first = resources.get(entry.iri)
    return first is None or first.number == entry.number


def allele_row(entry: Entry, resources: ResourceSet, splits: Splits | None = None) -> Row:
    """The row of a contextual allele: a value for each of `COLUMNS`.

    It asks the set of resources, and nothing else; what the set lacks is null or not in the list.
    """
    tree = entry.tree
    canonicals = canonical_alleles(entry, resources)
    siblings = cache(lambda: list(_siblings(entry, canonicals, resources)))
    coordinate = part(tree, "referenceCoordinate")
    genes = _genes(tree, siblings, resources)
    change = next(_terms(tree.get("primaryNucleotideChangeType")), None)
    effects = _effects(tree, siblings, resources)
    return {
        "allele": entry.iri,
        "canonical_alleles": canonicals,
        "registry_id": _registry_id(tree, canonicals, resources),
        "allele_type": text(tree, "contextualAlleleType"),
        **_place(coordinate, _names(tree)[0], resources),
        "ref": text(coordinate, "refAllele"),
        "alt": text(tree, "allele"),
        **_name_columns(tree),
        "genes": list(genes),
        "gene_symbols": [symbol for symbol in genes.values() if symbol is not None],
        "change": change,
        "change_label": _label(change) if change is not None else None,
        "effects": effects,
        "effect_labels": [_label(effect) for effect in effects],
        "regions": list(dict.fromkeys(_all_terms(coordinate, "primaryTranscriptRegionType"))),
        "is_complete": not is_subsetted(tree),
        "split": (splits or Splits()).of(entry.iri, canonicals),
    }


def canonical_alleles(entry: Entry, resources: ResourceSet) -> list[str]:
    """The IRIs of the canonical alleles that a contextual allele names, and that gather it."""
    values = listed(entry.tree, "canonicalAllele")
    named = [reference_iri(ref, resources.base) for value in values if (ref := target(value))]
    own = relative_reference(entry.iri, resources.base)
    holders = resources.keyed("gathers", own)
    return list(dict.fromkeys([*named, *(holder.iri for holder in holders)]))


def _siblings(entry: Entry, canonicals: Iterable[str], resources: ResourceSet) -> Iterator[Tree]:
    """The other contextual alleles of some canonical alleles, as far as the set has them."""
    for canonical in canonicals:
        holder = resources.get(canonical)
        if holder is None:
            continue
        for number, (_, _, value) in enumerate(gathered(holder.tree)):
            if number >= MOST_SIBLINGS:
                break
            sibling = found(value, "ContextualAllele", resources)
            if sibling is not None and sibling.iri != entry.iri:
                yield sibling.tree


def _registry_id(tree: Tree, canonicals: list[str], resources: ResourceSet) -> str | None:
    """The id in the registry that an IRI or an identifier gives."""
    for iri in canonicals:
        if _REGISTRY.fullmatch(iri) and (match := _REGISTERED.fullmatch(iri)):
            return match[1]
    holders = (resources.get(iri) for iri in canonicals)
    for one in (*(holder.tree for holder in holders if holder is not None), tree):
        for _, identifier in parts(one, "identifier"):
            value = text(identifier, "value") or ""
            match = _REGISTERED.fullmatch(value)
            said = (text(identifier, "system") or "", value)
            if match is not None and any(map(_REGISTRY.fullmatch, said)):
                return match[1]
    return None


# Where it is


def _place(coordinate: Tree, names: list[str], resources: ResourceSet) -> Row:
    value = coordinate.get("referenceSequence")
    entry = found(value, "ReferenceSequence", resources)
    sequence = entry.tree if entry is not None else {}
    accession = _accession(sequence, value, names)
    build, chromosome = _build(sequence, accession)
    start, end = part(coordinate, "start"), part(coordinate, "end")
    return {
        "build": build,
        "chromosome": chromosome,
        "accession": accession,
        "start": natural(start, "index"),
        "start_offset": _offset(start),
        "end": natural(end, "index"),
        "end_offset": _offset(end),
    }


def _accession(sequence: Tree, reference: object, names: list[str]) -> str | None:
    """The accession of a sequence: its own, else the one that it is referred to by, or counted
    on by the allele's names."""
    if (known := accession_of(sequence)) is not None:
        return known
    values = [text(identifier, "value") for _, identifier in parts(sequence, "identifier")]
    values += [text(reference, "display"), last_step(target(reference) or "")]
    values += [name.partition(":")[0].partition("(")[0] for name in names]
    return next((value for value in values if value and is_accession(value)), None)


def _build(sequence: Tree, accession: str | None) -> tuple[str | None, str | None]:
    """The build and the chromosome of a sequence; none for one that is no chromosome."""
    type_ = text(sequence, "referenceSequenceType")
    if type_ is None and accession is not None:
        type_ = accession_kind(accession)
    if type_ != "chromosome":
        return None, None
    build = genome_build(sequence)
    chromosome = text(sequence, "chromosome")
    if (build is None or chromosome is None) and accession is not None:
        known = molecule(accession)
        if known is not None:
            chromosome = chromosome or known.chromosome
            build = build or (next(iter(known.builds)) if len(known.builds) == 1 else None)
    return build, chromosome


def _offset(position: Tree) -> int | None:
    length = natural(position, "externalOffsetLength")
    return -length if length and text(position, "externalOffsetDirection") == "-" else length


# What it is called


def _names(tree: Tree) -> tuple[list[str], list[str]]:
    """The HGVS names, and the others."""
    hgvs: list[str] = []
    others: list[str] = []
    for _, item in parts(tree, "alleleName"):
        if name := text(item, "name"):
            type_ = text(item, "nameType") or name_type(name)
            (hgvs if type_.startswith("hgvs-") else others).append(name)
    return hgvs, others


def _name_columns(tree: Tree) -> Row:
    hgvs, others = _names(tree)
    items = [item for _, item in parts(tree, "alleleName") if text(item, "name")]
    preferred = [str(item["name"]) for item in items if boolean(item, "preferred")]
    current = [str(item["name"]) for item in items if not boolean(item, "legacy")]
    ranked = [*preferred, *(name for name in hgvs if name in current), *hgvs, *others]
    return {"name": ranked[0] if ranked else None, "hgvs": hgvs, "other_names": others}


# Its genes


def _genes(tree: Tree, siblings: Siblings, resources: ResourceSet) -> dict[str, str | None]:
    """The IRIs of genes with their symbols: of the allele's own sequence, else of siblings'."""
    own = dict(_genes_of(tree, resources))
    if own:
        return own
    return dict(gene for sibling in siblings() for gene in _genes_of(sibling, resources))


def _genes_of(tree: Tree, resources: ResourceSet) -> Iterator[tuple[str, str | None]]:
    """The gene of an allele's sequence, of a protein the one of its transcript."""
    value = part(tree, "referenceCoordinate").get("referenceSequence")
    sequence = found(value, "ReferenceSequence", resources)
    if sequence is not None:
        genes = [sequence.tree.get("gene")]
        for _, item in parts(sequence.tree, "related"):
            if text(item, "relatedType") == _TRANSLATED:
                transcript = found(item.get("target"), "ReferenceSequence", resources)
                genes += [transcript.tree.get("gene")] if transcript is not None else []
        for gene in genes:
            if (reference := target(gene)) is not None:
                entry = found(gene, "Gene", resources)
                symbol = text(entry.tree, "symbol") if entry is not None else text(gene, "display")
                yield reference_iri(reference, resources.base), symbol
    # What the Allele Registry tells of an allele itself.
    if (iri := text(tree, f"{REGISTRY}gene", "@id")) is not None:
        yield iri, text(tree, f"{REGISTRY}geneSymbol")


# What it does


def _effects(tree: Tree, siblings: Siblings, resources: ResourceSet) -> list[str]:
    type_ = text(tree, "contextualAlleleType")
    if type_ == "amino-acid":
        return _own_effect(tree)
    told = list(_led_to(tree, resources))
    if not told and type_ == "genomic":
        told = [effect for sibling in siblings() for effect in _led_to(sibling, resources)]
    return list(dict.fromkeys(told))


def _own_effect(allele: Tree) -> list[str]:
    """The change of an amino-acid allele: what it says, else what its names tell."""
    said = list(_terms(allele.get("primaryAminoAcidChangeType")))
    return said[:1] or _named_effect(_names(allele)[0])


def _led_to(tree: Tree, resources: ResourceSet) -> Iterator[str]:
    """The changes of the amino-acid alleles that a nucleotide allele leads to."""
    for _, item in parts(tree, "related"):
        if text(item, "relatedType") != _EFFECT:
            continue
        protein = found(item.get("target"), "ContextualAllele", resources)
        if protein is not None:
            yield from _own_effect(protein.tree)
        else:
            yield from _named_effect([text(item, "target", "display") or ""])


def _named_effect(names: list[str]) -> list[str]:
    for name in names:
        read = parse(name) if ":p." in name or name.startswith("p.") else None
        if isinstance(read, HgvsName) and (change := amino_acid_change(read)) is not None:
            return [change]
    return []


# Terms of the Sequence Ontology


def _all_terms(tree: Tree, name: str) -> Iterator[str]:
    for _, concept in parts(tree, name):
        yield from _terms(concept)


def _terms(concept: object) -> Iterator[str]:
    """The terms that a concept has codes of, such as SO:0001583."""
    for _, coding in parts(concept, "coding"):
        system, code = text(coding, "system"), text(coding, "code")
        if system is not None and code is not None and (term := _term(system, code)) is not None:
            yield term


@lru_cache(maxsize=4096)
def _term(system: str, code: str) -> str | None:
    """The term that a code of a system is; None when it is none of the Sequence Ontology."""
    known = load_model().code_systems.get(system)
    if known is None or known.iri != SEQUENCE_ONTOLOGY:
        return None
    concept = known.concept(code)
    return known.code(concept) if concept is not None else None


@lru_cache(maxsize=4096)
def _label(term: str) -> str:
    """The label of a term, by the value sets of the model; the term itself where they lack it."""
    for values in load_model().value_sets.values():
        if values.code_system == SEQUENCE_ONTOLOGY:
            code = values.codes.get(term) or values.by_spelling.get(term)
            if code is not None:
                return code.label
    return term
