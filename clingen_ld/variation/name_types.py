"""Types of allele names: which coordinate types the HGVS names of a type have, and the reverse."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

AXES_OF: Final[Mapping[str, str]] = MappingProxyType({
    "hgvs-genomic": "go",
    "hgvs-mito": "m",
    "hgvs-cdna": "c",
    "hgvs-ncrna": "n",
    "hgvs-rna": "r",
    "hgvs-protein-1": "p",
    "hgvs-protein-3": "p",
})  # fmt: skip
"""The coordinate types of the HGVS names of a type; the first is the default."""

_AXIS = re.compile(r"(?:.*[^.]:)?([gmocnrp])\.(.*)", re.DOTALL)
_BY_AXIS = {axis: type_ for type_, axes in AXES_OF.items() for axis in axes if axes != "p"}
_BY_START = {f"{axis}.": type_ for axis, type_ in _BY_AXIS.items()}
# Two lower-case letters after a capital: the second and third letter of an amino acid.
_THREE_LETTERS = re.compile(r"[A-Z][a-z]{2}")


def name_type(name: str) -> str:
    """The type of a name, by its coordinate type; `custom` without one.

    >>> name_type("NM_007294.3:c.5297T>G"), name_type("NP_009225.1:p.I1766S"), name_type("delF508")
    ('hgvs-cdna', 'hgvs-protein-1', 'custom')
    """
    at = name.find(":")
    if at > 0 and name[at - 1] != "." and name.find(":", at + 1) < 0:  # as nearly all are
        start = name[at + 1 : at + 3]
        if start == "p.":
            return _protein_type(name[at + 3 :])
        if start in _BY_START:
            return _BY_START[start]
    match = _AXIS.fullmatch(name)
    if match is None:
        return "custom"
    return _protein_type(match[2]) if match[1] == "p" else _BY_AXIS[match[1]]


def _protein_type(change: str) -> str:
    """The type of the name of a change of a protein."""
    if _THREE_LETTERS.search(change) is not None:
        return "hgvs-protein-3"
    # p.= and p.? have no letters: they count as the current form.
    return "hgvs-protein-3" if re.search("[A-Z]", change) is None else "hgvs-protein-1"
