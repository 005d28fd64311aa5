"""What a contextual allele tells of the sequence that it lies on: a reference, and its names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeGuard

from clingen_ld.alleles.making import authority
from clingen_ld.messages.json_values import objects, part
from clingen_ld.model.identity import decode
from clingen_ld.model.namespaces import local_name
from clingen_ld.sequences.accessions import accession_kind, is_accession, lacks_version

Object = Mapping[str, Any]


def reference_of(allele: Object) -> Object:
    """The reference to the sequence of a contextual allele; empty when there is none."""
    return part(part(allele, "referenceCoordinate"), "referenceSequence")


def last_step(reference: Object) -> str:
    """The last step of where a reference points to, which may be an accession."""
    found = reference.get("reference")
    return decode(local_name(found)) if isinstance(found, str) else ""


def names_of(allele: Object) -> list[object]:
    """The names of a contextual allele."""
    return [item.get("name") for item in objects(allele.get("alleleName"))]


def values_of(sequence: Object) -> list[object]:
    """The values of the identifiers of a reference sequence, its accessions among them."""
    return [item.get("value") for item in objects(sequence.get("identifier"))]


def looks_like_accession(text: object) -> TypeGuard[str]:
    """Whether a text has the form of an accession, with a version or without.

    >>> looks_like_accession("NM_007294"), looks_like_accession("BRCA1")
    (True, False)
    """
    if not isinstance(text, str):
        return False
    return is_accession(text) or lacks_version(text) or accession_kind(text) is not None


def accessions_of(names: Iterable[object]) -> list[str]:
    """What stands at the head of HGVS names, as in NM_000257.3(MYH7):c.1207C>T.

    >>> accessions_of(["NM_000257.3(MYH7):c.1207C>T", "a name"])
    ['NM_000257.3']
    """
    heads = [name.partition(":")[0] for name in names if isinstance(name, str) and ":" in name]
    return [head for head in (h.partition("(")[0] for h in heads) if head]


def by_authority(accessions: Iterable[str]) -> list[str]:
    """Accessions of one sequence, each once, the one to know it by first."""
    return sorted(dict.fromkeys(accessions), key=lambda each: (authority(each)[0], each))
