"""Relations between resources: alleles on sequences (CO-6), effects and causes (CO-7)."""

from __future__ import annotations

from collections.abc import Iterator

from clingen_ld.model.identity import is_subsetted
from clingen_ld.model.trees import Tree, is_registered, last_step, part, parts, target, text
from clingen_ld.validation.findings import Violation
from clingen_ld.validation.rule_registry import Entry, ResourceSet, set_rule
from clingen_ld.validation.rules.coordinates import NUCLEOTIDE_TYPES
from clingen_ld.validation.rules.reference_sequence import TYPES
from clingen_ld.validation.rules.references import found, points_to

_SEQUENCES = {
    "genomic": ("chromosome", "gene"),
    "transcript": ("transcript",),
    "amino-acid": ("amino-acid",),
}
"""The types of sequences that alleles of a type lie on."""
_INVERSES = {
    "amino-acid-effect": "transcript-allele-cause",
    "transcript-allele-cause": "amino-acid-effect",
}


@set_rule("ContextualAllele")
def lies_on_its_kind_of_sequence(entry: Entry, resources: ResourceSet) -> Iterator[Violation]:
    """CO-6: the type of an allele is that of its sequence."""
    type_ = text(entry.tree, "contextualAlleleType")
    value = part(entry.tree, "referenceCoordinate").get("referenceSequence")
    sequence = found(value, "ReferenceSequence", resources)
    reference = target(value)
    if sequence is None or reference is None or type_ not in _SEQUENCES:
        return
    kind = text(sequence.tree, "referenceSequenceType")
    if kind in TYPES and kind not in _SEQUENCES[type_]:
        values = {"type": type_, "target": last_step(reference), "found": kind}
        yield Violation("CO-6", "/referenceCoordinate/referenceSequence", values, value=reference)


@set_rule("ContextualAllele")
def effects_and_causes(entry: Entry, resources: ResourceSet) -> Iterator[Violation]:
    """CO-7: effects run from nucleotides to amino acids, causes back, and each has the other."""
    own = _kind(entry.tree)
    for pointer, item in parts(entry.tree, "related"):
        relation = text(item, "relatedType")
        if own is None or relation not in _INVERSES:
            continue
        start, end = "nucleotide", "amino-acid"
        if relation == "transcript-allele-cause":
            start, end = end, start
        if own != start:
            yield _cannot_run("from", f"{pointer}/relatedType", relation, entry.tree, relation)
            continue
        other = found(item.get("target"), "ContextualAllele", resources)
        reference = target(item.get("target"))
        if other is None or reference is None or _kind(other.tree) is None:
            continue
        if _kind(other.tree) != end:
            yield _cannot_run("to", f"{pointer}/target", relation, other.tree, reference)
        elif not _may_run_back(other.tree) and not _runs_back(
            other.tree, _INVERSES[relation], entry, resources
        ):
            values = {
                "target": last_step(reference),
                "inverse": _INVERSES[relation],
                "relation": relation,
            }
            yield Violation("CO-7", f"{pointer}/target", values, "warning", value=reference)


def _kind(allele: Tree) -> str | None:
    type_ = text(allele, "contextualAlleleType")
    return "nucleotide" if type_ in NUCLEOTIDE_TYPES else type_ if type_ in _SEQUENCES else None


def _cannot_run(end: str, pointer: str, relation: str, allele: Tree, value: str) -> Violation:
    values = {"relation": relation, "end": end, "type": text(allele, "contextualAlleleType")}
    return Violation("CO-7", pointer, values, value=value)


def _may_run_back(tree: Tree) -> bool:
    """Whether an allele may have relations that are not told."""
    return is_subsetted(tree) or is_registered(tree)


def _runs_back(tree: Tree, relation: str, entry: Entry, resources: ResourceSet) -> bool:
    return any(
        text(item, "relatedType") == relation and points_to(item.get("target"), entry, resources)
        for _, item in parts(tree, "related")
    )
