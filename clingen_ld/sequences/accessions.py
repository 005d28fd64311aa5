"""Accessions of sequences: their forms, and what a form tells of the sequence."""

from __future__ import annotations

import re

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
    """The type of sequence that an accession is of, by its form; None when it tells none.

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
    """Whether a text is an accession but for the version that it needs."""
    return _UNVERSIONED.fullmatch(text) is not None
