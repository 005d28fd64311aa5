"""What sequences tell of an allele that its name does not: the residues at a place."""

from __future__ import annotations

import re
from dataclasses import replace

from clingen_ld.alleles.placement import Gap
from clingen_ld.errors import UsageError
from clingen_ld.hgvs.edits import AMINO_ACIDS, ANY, Edit, Residues, matches
from clingen_ld.sequences.assemblies import chromosome_length
from clingen_ld.sequences.sources import SequenceSource

_STOP = "Ter"
_ONE_LETTER = {name: letter for letter, name in AMINO_ACIDS.items()}
_BASES = re.compile(r"[ACGTRYSWKMBDHVN]*")
_AMINO_ACIDS = re.compile("|".join((*AMINO_ACIDS.values(), "[A-Z*]")))
_SHOWN = 20  # residues of a longer sequence that an error shows


def filled(edit: Edit, held: Residues) -> Edit:
    """What a name does to the sequence that is held at its positions.

    >>> filled(Edit("duplication", (ANY,)), ("C",)).alternate
    ('C', 'C')
    """
    return replace(edit, reference=held, alternate=edit.applied(held))


def told(residues: Residues | None) -> str | None:
    """Residues as the model writes them; None when not all of them are known."""
    return None if residues is None or ANY in residues else "".join(residues)


def residues_of(text: str | None, kind: str) -> Residues | None:
    """The residues of a sequence on an allele of a type: amino acids in one letter or in three.

    Raises `UsageError` when it has others.
    """
    if text is None:
        return None
    if kind != "amino-acid":
        bases = text.upper().replace("U", "T")
        if _BASES.fullmatch(bases) is None:
            raise UsageError(f"{_shown(tuple(text))} is not written in the codes of nucleotides")
        return tuple(bases)
    found = _AMINO_ACIDS.findall(text)
    if "".join(found) != text or any(len(x) != 3 and x not in AMINO_ACIDS for x in found):
        raise UsageError(f"{_shown(tuple(text))} is not written in the codes of amino acids")
    return tuple(AMINO_ACIDS.get(each, each) for each in found)


def written(residues: Residues | None, kind: str) -> str | None:
    """Residues as SPDI writes them, amino acids in one letter; None when not all are known."""
    if kind != "amino-acid" or residues is None:
        return told(residues)
    return "".join(_ONE_LETTER[residue] for residue in residues)


def length_of(accession: str, source: SequenceSource | None) -> int | None:
    """How many residues a sequence has, from the source or the genome assemblies."""
    found = None if source is None else source.length(accession)
    return chromosome_length(accession) if found is None else found


def held_between(
    source: SequenceSource | None, accession: str, start: Gap, end: Gap, protein: bool = False
) -> Residues | None:
    """What stands between two gaps; None when the source does not have it.

    Sequences of transcripts do not hold their introns. Behind the last residue of a `protein`
    is the stop, which sequences of proteins do not hold either.
    """
    if source is None or start.offset is not None or end.offset is not None:
        return None
    length = source.length(accession)
    if length is None:
        return None
    text = source.fetch(accession, start.index, min(end.index, length))
    if not protein:
        return tuple(text.replace("U", "T"))
    found = tuple(AMINO_ACIDS.get(letter, "Xaa") for letter in text)
    return (*found, _STOP) if end.index == length + 1 else found


def check_held(stated: Residues | None, held: Residues | None, accession: str, start: Gap) -> None:
    """Raise `UsageError` when the residues that a name states are not those that are held."""
    if stated is None or held is None or matches(stated, held):
        return
    at = start.index + 1
    where = f"at position {at}" if len(held) == 1 else f"at positions {at} to {at + len(held) - 1}"
    raise UsageError(
        f"it says {_shown(stated)}, but {accession} has {_shown(held)} {where} (counted from 1)"
    )


def _shown(residues: Residues) -> str:
    unknown = "Xaa" if any(len(residue) == 3 for residue in residues) else "N"
    text = "".join(unknown if r == ANY else r for r in residues[:_SHOWN])
    return f"{text}..." if len(residues) > _SHOWN else text or "nothing"
