"""Sequences of the model in the letters of VRS: one for each residue, in upper case."""

from __future__ import annotations

import re
from typing import Final

from clingen_ld.hgvs.edits import AMINO_ACIDS
from clingen_ld.messages.vrs.digests import is_sequence

_BY_THREE: Final = {three: one for one, three in AMINO_ACIDS.items()}
_THREES: Final = re.compile(r"(?:[A-Z][a-z]{2}|\*)+")


def one_letter(sequence: object, kind: object) -> str | None:
    """A sequence with one letter a residue; None when it is none.

    `kind` is the contextual-allele-type.

    >>> one_letter("IleTer", "amino-acid"), one_letter("ac", "genomic"), one_letter("<DEL>", None)
    ('I*', 'AC', None)
    """
    if not isinstance(sequence, str):
        return None
    if kind == "amino-acid" and _THREES.fullmatch(sequence):
        found = [_BY_THREE.get(each, each) for each in re.findall(r"[A-Z][a-z]{2}|\*", sequence)]
        return "".join(found) if all(len(each) == 1 for each in found) else None
    told = sequence.upper()
    return told if is_sequence(told) else None
