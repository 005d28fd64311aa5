"""What HGVS names count on: whether an accession is one, and what can be counted there."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Final, Literal

from clingen_ld.variation.assemblies import Molecule, molecule, refseq_accession

Axis = Literal["g", "m", "o", "c", "n", "r", "p"]

AXES: Final[Mapping[str, tuple[Axis, str, str]]] = MappingProxyType(
    {
        "g": ("g", "genomic", "NC_000001.11"),
        "m": ("m", "mitochondrial", "NC_012920.1"),
        "o": ("o", "circular", "NC_012920.1"),
        "c": ("c", "coding", "NM_000001.1"),
        "n": ("n", "non-coding", "NR_000001.1"),
        "r": ("r", "RNA", "NM_000001.1"),
        "p": ("p", "protein", "NP_000001.1"),
    }
)
"""Each axis, the word for it, and an accession that the grammar is content with."""
SELECTED: Final = re.compile(r"[NX][MRP]_|ENS[TP]|LRG_[0-9]+[tp]")
"""A sequence that is selected on a genomic one, as in NC_000023.11(NM_004006.2)."""
_ACCESSION: Final = re.compile(
    r"(?:[NXYAW][CGMPRTW]_[0-9]{6,9}|N[SZ]_[A-Z]{0,6}[0-9]+|ENS[A-Z]{0,5}[0-9]{11}"
    r"|(?!ENS|[NX][CGMPRTW][0-9])[A-Z]{1,6}[0-9]{5,11})(?:[.][0-9]+)?"
    r"|LRG_[0-9]+(?:[tp][0-9]+)?"
)
_GENOMIC: Final = re.compile(r"N[CTGW]_|ENSG|LRG_[0-9]+$|CM[0-9]")
_COUNTED: Final = (
    (re.compile(r"N[TW]_|ENSG|LRG_[0-9]+$"), "g", "a genomic sequence"),
    # Coding positions on a gene's sequence are an older way of writing introns.
    (re.compile(r"NG_"), "gcnr", "a genomic sequence"),
    (re.compile(r"[NX]M_|ENST|LRG_[0-9]+t"), "cnr", "a transcript"),
    (re.compile(r"[NX]R_"), "nr", "a non-coding transcript"),
    (re.compile(r"[NXYAW]P_|ENSP|LRG_[0-9]+p"), "p", "a protein"),
)
"""What can be counted on a sequence, by its accession; others, such as U14680.1, tell nothing."""
_ON_SELECTED: Final = "cnrp"
"""What can be counted on a gene that is selected on a genomic sequence."""


@lru_cache(maxsize=4096)
def why_not_counted(accession: str, inner: str | None, axis: str) -> str | None:
    """Why an axis cannot count on what stands before the colon of a name, or None.

    `inner` is what stands in parentheses behind the accession, a gene.

    >>> why_not_counted("NC_000017.11", None, "m")
    'm. counts mitochondrial positions, but NC_000017.11 is chromosome 17'
    >>> why_not_counted("NC_012920.1", "MT-TL1", "n")
    """
    if not _ACCESSION.fullmatch(accession):
        return f"{accession} is no accession of a sequence"
    if inner is not None and axis in _ON_SELECTED and _GENOMIC.match(accession):
        return None
    axes, sequence = _counted(accession)
    if axis in axes:
        return None
    if axis in "mo" and (found := _molecule(accession)) is not None:
        sequence = f"chromosome {found.chromosome}"
    return f"{axis}. counts {AXES[axis][1]} positions, but {accession} is {sequence}"


def _counted(accession: str) -> tuple[str, str]:
    """The axes that count on a sequence, and what it is."""
    found = _molecule(accession)
    if found is not None or accession.startswith("NC_"):
        # Human chromosomes are linear, but for one; of other species, any may be circular.
        is_linear = found is not None and found.chromosome != "MT"
        return "g" if is_linear else "gmo", "a genomic sequence"
    for form, axes, sequence in _COUNTED:
        if form.match(accession):
            return axes, sequence
    return "".join(AXES), "a sequence"


def _molecule(accession: str) -> Molecule | None:
    """The human chromosome of an accession of RefSeq or GenBank."""
    named = accession if accession.startswith("NC_") else refseq_accession(accession)
    return None if named is None else molecule(named)
