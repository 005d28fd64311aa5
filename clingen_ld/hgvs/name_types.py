"""The contextual-allele-name-type of an HGVS name."""

from __future__ import annotations

import re

_AXIS = re.compile(r"(?:.*[^.]:)?([gmocnrp])\.(.*)", re.DOTALL)
_BY_AXIS = {
    "g": "hgvs-genomic",
    "o": "hgvs-genomic",
    "m": "hgvs-mito",
    "c": "hgvs-cdna",
    "n": "hgvs-ncrna",
    "r": "hgvs-rna",
}
# Two small letters after a capital: the second and third letter of an amino acid.
_THREE_LETTERS = re.compile(r"[A-Z][a-z]{2}")


def name_type(name: str) -> str:
    """The type of a name, by what it counts; `custom` when it counts nothing.

    >>> name_type("NM_007294.3:c.5297T>G"), name_type("NP_009225.1:p.I1766S"), name_type("delF508")
    ('hgvs-cdna', 'hgvs-protein-1', 'custom')
    """
    match = _AXIS.fullmatch(name)
    if match is None:
        return "custom"
    if match[1] != "p":
        return _BY_AXIS[match[1]]
    # p.= and p.? have no letters: they are read as the form that is written today.
    letters = re.search(r"[A-Z]", match[2])
    one = letters is not None and _THREE_LETTERS.search(match[2]) is None
    return "hgvs-protein-1" if one else "hgvs-protein-3"
