"""Contextual alleles of proteins, made of their HGVS names, and the kinds of their changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from clingen_ld.alleles.filling import filled, told
from clingen_ld.alleles.making import SUBSETTED, coded, sequence_reference
from clingen_ld.hgvs.edits import ANY, Residues
from clingen_ld.hgvs.name_types import name_type
from clingen_ld.hgvs.names import HgvsName, parse
from clingen_ld.model.definitions import Model

Tree = dict[str, Any]

_CHANGES: Final = "primary-amino-acid-change-type"
_SYNONYMOUS: Final = "SO:0001819"
_STOP_GAINED: Final = "SO:0001587"
_STOP_LOST: Final = "SO:0001578"
_START_LOST: Final = "SO:0002012"
_MISSENSE: Final = "SO:0001583"
_FRAMESHIFT: Final = "SO:0001589"
_STOP: Final = "Ter"
_START: Final = "Met"


def amino_acid_change(name: HgvsName) -> str | None:
    """The Sequence Ontology code of a protein change, where its name tells it.

    Whether a deletion or insertion within the frame is conservative, a name does not tell.
    """
    kind, reference, alternate = name.edit.kind, name.edit.reference, name.edit.alternate
    if kind == "identity":
        return _SYNONYMOUS
    if kind == "frameshift":
        return _FRAMESHIFT
    first = name.start.residue if name.start is not None else ""
    at_start = name.start is not None and name.start.base == 1 and first == _START
    if kind == "extension":
        return _STOP_LOST if first == _STOP else None
    if kind == "unknown":
        return _START_LOST if at_start else None
    if kind not in ("substitution", "deletion", "insertion", "delins"):
        return None
    if reference is None or alternate is None:
        return None
    return change_of_residues(reference, alternate, at_start)


def change_of_residues(reference: Residues, alternate: Residues, at_start: bool) -> str | None:
    """The code of a change from some residues to others; `at_start`: the first is the start."""
    if reference == alternate and ANY not in reference:
        return _SYNONYMOUS
    if at_start and reference and alternate[:1] != (_START,):
        return _START_LOST
    if _STOP in reference:
        return None if _STOP in alternate else _STOP_LOST
    if _STOP in alternate:
        return _STOP_GAINED
    # By its definition, a missense variant has as many residues as there were.
    return _MISSENSE if len(reference) == len(alternate) else None


def protein_allele(
    name: str,
    model: Model,
    *,
    canonical: Mapping[str, Any] | None = None,
    mentioned: bool = False,
    sequence: Mapping[str, Any] | None = None,
    held: Residues | None = None,
) -> Tree:
    """The contextual allele of a protein's HGVS name, which is also its id.

    It has a place and alleles as far as the name tells them; a name that is not HGVS, or has no
    place (p.=, p.?), makes one of a name alone. `canonical` is a reference to its canonical
    allele; `mentioned` says that there is more to know of it. `sequence` is a reference to its
    sequence, if not to the one that the accession alone tells of, and `held` is what stands at
    the positions of the name, where that is known.
    """
    tree: Tree = {"resourceType": "ContextualAllele", "id": name}
    if mentioned:
        tree["meta"] = {"tag": [SUBSETTED]}
    if canonical is not None:
        tree["canonicalAllele"] = dict(canonical)
    tree["contextualAlleleType"] = "amino-acid"
    type_ = name_type(name)
    tree["alleleName"] = [{"nameType": type_, "name": name}]
    read = parse(name, type_)
    if not isinstance(read, HgvsName) or read.axis != "p" or read.accession is None:
        return tree
    if held is not None:
        read = replace(read, edit=filled(read.edit, held))
    change = amino_acid_change(read)
    if change is not None:
        tree["primaryAminoAcidChangeType"] = coded(change, _CHANGES, model)
    _place(tree, read, sequence or sequence_reference(read.accession or ""))
    return tree


def _place(tree: Tree, name: HgvsName, sequence: Mapping[str, Any]) -> None:
    """Give an allele the place and the residues that its name tells.

    Of a frameshift or an extension that is the first residue that it changes.
    """
    intervals = name.intervals()
    if not intervals:
        return
    (start, _), (end, _) = intervals[0]
    reference, alternate = told(name.edit.reference), told(name.edit.alternate)
    if name.edit.kind == "duplication":  # an insertion behind what is doubled
        reference, alternate = "", reference
    coordinate: Tree = {
        "referenceSequence": dict(sequence),
        "start": {"index": start},
        "end": {"index": end},
    }
    if reference is not None:
        coordinate["refAllele"] = reference
    if alternate is not None:
        tree["allele"] = alternate
    tree["referenceCoordinate"] = coordinate
