"""Between a change on a chromosome and the contextual allele that it is in the model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from clingen_ld.alleles.making import contextual_allele
from clingen_ld.alleles.placement import Gap, Placement
from clingen_ld.messages.vcf.chromosomes import MITOCHONDRIAL_LENGTHS
from clingen_ld.messages.vcf.trimming import Change
from clingen_ld.model.definitions import Model
from clingen_ld.model.identity import escape

Tree = dict[str, Any]

DBSNP: Final = "http://www.ncbi.nlm.nih.gov/snp"
"""The system of dbSNP's numbers, which the model writes without rs."""

_CERTAIN: Final = frozenset("ACGT")


def make_allele(
    accession: str, change: Change, numbers: Sequence[str], model: Model
) -> dict[str, Any]:
    """The contextual allele of a trimmed change, in normal form.

    `numbers` are those of dbSNP. They are of the place, not of the allele: dbSNP gives all the
    alleles of a place one number.
    """
    start, reference, alternate = change
    end = start + len(reference)
    placement = Placement(accession, Gap(start), Gap(end), reference, alternate)
    tree = contextual_allele(placement, "genomic", model, names=_names(accession, change))
    if numbers:
        known = [{"system": DBSNP, "value": number} for number in numbers]
        tree["referenceCoordinate"] = {"identifier": known, **tree["referenceCoordinate"]}
    return tree


def _names(accession: str, change: Change) -> list[tuple[str, str]]:
    """The HGVS name of a substitution.

    Other changes get none: HGVS has an insertion or a deletion as far to the right as can be,
    calls some insertions duplications and some indels inversions, which only the sequence tells.
    """
    start, reference, alternate = change
    if reference not in _CERTAIN or alternate not in _CERTAIN or reference == alternate:
        return []
    letter, kind = (
        ("m", "hgvs-mito") if accession in MITOCHONDRIAL_LENGTHS else ("g", "hgvs-genomic")
    )
    return [(f"{accession}:{letter}.{start + 1}{reference}>{alternate}", kind)]


def differences(tree: Mapping[str, Any], made: Mapping[str, Any], here: str = "") -> list[str]:
    """The pointers of what one tree says and another does not say as well."""
    found: list[str] = []
    for key, value in tree.items():
        pointer, other = f"{here}/{escape(key)}", made.get(key)
        if value == other:
            continue
        if isinstance(value, Mapping) and isinstance(other, Mapping):
            found += differences(value, other, pointer)
        elif isinstance(value, list):
            same = other if isinstance(other, list) else ()
            found += (f"{pointer}/{n}" for n, item in enumerate(value) if item not in same)
        else:
            found.append(pointer)
    return found
