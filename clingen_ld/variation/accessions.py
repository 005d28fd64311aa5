"""Accessions of sequences: their forms, and the sequence type implied by a form."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final, TypeGuard

from clingen_ld.model import Object, decode, local_name, objects, part

ALLELE_TYPES: Final = {
    "chromosome": "genomic", "gene": "genomic", "transcript": "transcript",
    "amino-acid": "amino-acid",
}  # fmt: skip
"""The type of the contextual alleles on each type of sequence."""

_KINDS = {
    "chromosome": re.compile(r"NC_[0-9]"),
    "gene": re.compile(r"NG_[0-9]|LRG_[0-9]+\Z"),
    "transcript": re.compile(r"[NX][MR]_[0-9]|ENST[0-9]|LRG_[0-9]+t[0-9]+\Z"),
    "amino-acid": re.compile(r"[NX]P_[0-9]|ENSP[0-9]|LRG_[0-9]+p[0-9]+\Z"),
}
_BODY = (
    r"(?:(?:N[CGMRPTW]|X[MRP]|A[CP]|[WY]P)_(?:[0-9]{6}|[0-9]{9})"  # RefSeq
    r"|[A-Z][0-9]{5}|[A-Z]{2}(?:[0-9]{6}|[0-9]{8})|[A-Z]{3}(?:[0-9]{5}|[0-9]{7})"  # INSDC
    r"|[A-Z]{4}[0-9]{8,10}|[A-Z]{6}[0-9]{9,11}"
    r"|ENS[TP][0-9]{11})"  # Ensembl
)
_UNVERSIONED = re.compile(_BODY)
_VERSIONED = re.compile(_BODY + r"[.][1-9][0-9]*")
_LRG = re.compile(r"LRG_[1-9][0-9]*([tp][1-9][0-9]*)?")


def accession_kind(accession: str) -> str | None:
    """The sequence type of an accession, by its form; None if the form does not show it.

    >>> accession_kind("LRG_292t1"), accession_kind("U14680.1")
    ('transcript', None)
    """
    return next((kind for kind, form in _KINDS.items() if form.match(accession)), None)


def is_accession(text: str) -> bool:
    """Whether a text is a well-formed accession with its version (LRG's have none).

    >>> is_accession("NM_007294.3"), is_accession("NM_007294"), is_accession("LRG_292t1")
    (True, False, True)
    """
    return bool(_LRG.fullmatch(text) or _VERSIONED.fullmatch(text))


def lacks_version(text: str) -> bool:
    """Whether a text is an accession except for a missing version."""
    return _UNVERSIONED.fullmatch(text) is not None


def reference_of(allele: Object) -> Object:
    """The reference to the sequence of a contextual allele; empty without one."""
    return part(part(allele, "referenceCoordinate"), "referenceSequence")


def last_step(reference: Object) -> str:
    """The last step of a reference, which may be an accession."""
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
    """The accessions at the start of HGVS names, as in NM_000257.3(MYH7):c.1207C>T.

    >>> accessions_of(["NM_000257.3(MYH7):c.1207C>T", "a name"])
    ['NM_000257.3']
    """
    heads = [name.partition(":")[0] for name in names if isinstance(name, str) and ":" in name]
    return [head for head in (h.partition("(")[0] for h in heads) if head]


def by_authority(accessions: Iterable[str]) -> list[str]:
    """Distinct accessions of one sequence, the preferred one first."""
    return sorted(dict.fromkeys(accessions), key=lambda each: (authority(each)[0], each))


_AUTHORITIES: Final = (
    (
        ("NC_", "NT_", "NW_", "NG_", "NM_", "NR_", "XM_", "XR_"),
        "http://www.ncbi.nlm.nih.gov/nuccore",
    ),
    (("NP_", "XP_", "YP_", "AP_", "WP_"), "http://www.ncbi.nlm.nih.gov/protein"),
    (("ENS",), "http://www.ensembl.org/id"),
    (("LRG_",), "http://ftp.ebi.ac.uk/pub/databases/lrgex"),
)
"""The authorities by accession prefix, the preferred one first."""
_INSDC: Final = "http://www.ncbi.nlm.nih.gov/nuccore"


def authority(accession: str) -> tuple[int, str]:
    """The rank of the authority behind an accession, and its system IRI."""
    for rank, (beginnings, system) in enumerate(_AUTHORITIES):
        if accession.startswith(beginnings):
            return rank, system
    return len(_AUTHORITIES), _INSDC
