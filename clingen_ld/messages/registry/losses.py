"""What a document of the registry cannot carry of the resources of the model."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from clingen_ld.messages.registry.rows import is_hgvs
from clingen_ld.messages.registry.schema import ALLELE_RECORDS, TERMS
from clingen_ld.model.identity import SUBSETTED, escape
from clingen_ld.model.trees import Object, objects
from clingen_ld.variation.builders import amino_acid_change, change_type
from clingen_ld.variation.hgvs import HgvsName, parse

_NAMES: Final = {"resourceType", "@id", "id"}
_CARRIED: Final[Mapping[str, set[str]]] = {
    "CanonicalAllele": {"canonicalAlleleType", "complexity", "relatedContextualAllele"},
    "ContextualAllele": {"meta", "canonicalAllele", "contextualAlleleType", "allele"},
    "ReferenceSequence": {
        "identifier", "referenceSequenceType", "chromosome", "referenceGenome", "gene",
    },
    "Gene": {"identifier", "symbol", "name", "aliasSymbol"},
}  # fmt: skip
"""The properties of each type of resource that a document tells whole."""
_COORDINATE: Final = {"referenceSequence", "start", "end", "refAllele"}
_POSITION: Final = {"index", "externalOffsetLength", "externalOffsetDirection"}
_GENOMIC: Final = {"externalGenomicReferenceSequence", "externalGenomicPositionIndex"}
_SYSTEMS: Final = {(r.property, r.system) for r in ALLELE_RECORDS.values()}


def lost_of(tree: Object) -> Iterator[str]:
    """The pointers of what a resource has and its document has not."""
    kind = tree["resourceType"]
    in_part = _PARTLY.get(kind, {})
    for name, value in tree.items():
        if name in _NAMES or name in _CARRIED[kind] or TERMS.has(name):
            continue
        if name == "meta" and value == {"tag": [SUBSETTED]}:
            continue
        pointer = f"/{escape(name)}"
        yield from in_part[name](tree, value, pointer) if name in in_part else [pointer]


def _identifiers(tree: Object, value: Any, pointer: str) -> Iterator[str]:
    name = pointer[1:]
    for n, item in enumerate(value if isinstance(value, list) else ()):
        if not isinstance(item, dict) or (name, item.get("system")) not in _SYSTEMS:
            yield f"{pointer}/{n}"


def _nested(tree: Object, value: Any, pointer: str) -> Iterator[str]:
    if not any(TERMS.has(name) and name.endswith("Alleles") for name in tree):
        yield pointer


def _change(tree: Object, value: Any, pointer: str) -> Iterator[str]:
    """A type of change that the alleles do not tell."""
    coordinate = tree.get("referenceCoordinate")
    reference = coordinate.get("refAllele") if isinstance(coordinate, dict) else None
    codings = value.get("coding") if isinstance(value, dict) else None
    first = codings[0] if isinstance(codings, list) and len(codings) == 1 else None
    told = first.get("code") if isinstance(first, dict) else None
    if told is None or told != change_type(reference, tree.get("allele")):
        yield pointer


def _protein_change(tree: Object, value: Any, pointer: str) -> Iterator[str]:
    """A type of change that the name of a protein's allele does not tell."""
    codings = objects(value.get("coding")) if isinstance(value, dict) else []
    name = parse(str(tree.get("id")), "hgvs-protein-3")
    told = amino_acid_change(name) if isinstance(name, HgvsName) else None
    codes = [coding.get("code") for coding in codings]
    if told is None or codes != [told]:
        yield pointer


def _alleles_names(tree: Object, value: Any, pointer: str) -> Iterator[str]:
    for n, name in enumerate(value if isinstance(value, list) else ()):
        if not isinstance(name, dict) or not is_hgvs(name):
            yield f"{pointer}/{n}"
            continue
        for key in name.keys() - {"name", "nameType"}:
            yield f"{pointer}/{n}/{escape(key)}"


def _coordinate(tree: Object, value: Any, pointer: str) -> Iterator[str]:
    for name, part in value.items() if isinstance(value, dict) else ():
        if name not in _COORDINATE and not TERMS.has(name):
            yield f"{pointer}/{escape(name)}"
        if name in ("start", "end") and isinstance(part, dict):
            # Where an intron is on the genome, the registry's rows tell together.
            told = _POSITION | _GENOMIC if any(map(TERMS.has, tree)) else _POSITION
            for key in sorted(part.keys() - told):
                yield f"{pointer}/{name}/{escape(key)}"


def _related(tree: Object, value: Any, pointer: str) -> Iterator[str]:
    for n, item in enumerate(value if isinstance(value, list) else ()):
        target = item.get("target") if isinstance(item, dict) else None
        is_effect = isinstance(item, dict) and item.get("relatedType") == "amino-acid-effect"
        if n or not is_effect or not isinstance(target, dict) or "display" not in target:
            yield f"{pointer}/{n}"


_PARTLY: Final = {
    "CanonicalAllele": {
        "identifier": _identifiers,
        "relatedIdentifier": _identifiers,
        "nested": _nested,
    },
    "ContextualAllele": {
        "primaryNucleotideChangeType": _change,
        "primaryAminoAcidChangeType": _protein_change,
        "alleleName": _alleles_names,
        "referenceCoordinate": _coordinate,
        "related": _related,
    },
}
"""The properties of which a document tells a part."""
