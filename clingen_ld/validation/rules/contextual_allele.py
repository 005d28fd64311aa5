"""What belongs on which kind of contextual allele, and together (XA-1 to XA-4, XA-8, XA-10)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from clingen_ld.model.trees import Tree, part, parts, present, text
from clingen_ld.validation.findings import Violation
from clingen_ld.validation.rule_registry import Check, resource_rule
from clingen_ld.validation.rules.coordinates import NUCLEOTIDE_TYPES

_NUCLEOTIDE = ("primaryNucleotideChangeType", "ancillaryNucleotideChangeType")
_AMINO_ACID = ("primaryAminoAcidChangeType", "ancillaryAminoAcidChangeType")
_REGIONS = ("primaryTranscriptRegionType", "ancillaryTranscriptRegionType")
_PARTNERS = {
    "externalOffsetLength": "externalOffsetDirection",
    "externalOffsetDirection": "externalOffsetLength",
    "externalGenomicReferenceSequence": "externalGenomicPositionIndex",
    "externalGenomicPositionIndex": "externalGenomicReferenceSequence",
}
"""The properties of an external position, each with the one that it comes together with."""


@resource_rule("ContextualAllele", alike=True)
def change_types_fit(tree: Tree) -> Iterator[Violation]:
    """XA-1 and XA-2: an allele has the change types of its kind, and a primary one."""
    kind = text(tree, "contextualAlleleType")
    if kind in NUCLEOTIDE_TYPES:
        own, foreign = _NUCLEOTIDE, _AMINO_ACID
    elif kind == "amino-acid":
        own, foreign = _AMINO_ACID, _NUCLEOTIDE
    else:
        return
    for name in foreign:
        if present(tree, name):
            yield Violation("XA-1", f"/{name}", {"property": name, "type": kind})
    if not present(tree, own[0]):
        yield Violation("XA-2", "", {"type": kind, "property": own[0]})


@resource_rule("ContextualAllele", alike=True)
def transcripts_only(tree: Tree) -> Iterator[Violation]:
    """XA-3 and XA-4: external positions and regions of transcripts are on transcript alleles."""
    kind = text(tree, "contextualAlleleType")
    if kind not in ("genomic", "amino-acid"):
        return
    coordinate = part(tree, "referenceCoordinate")
    for pointer, position in _positions(coordinate):
        if any(present(position, name) for name in _PARTNERS):
            yield Violation("XA-3", pointer, {"type": kind})
    for name in _REGIONS:
        if present(coordinate, name):
            values = {"property": name, "type": kind}
            yield Violation("XA-4", f"/referenceCoordinate/{name}", values)


@resource_rule("ContextualAllele", alike=True)
def external_positions_are_complete(tree: Tree) -> Iterator[Violation]:
    """XA-8: an offset has its direction and its genomic position."""
    for pointer, position in _positions(part(tree, "referenceCoordinate")):
        for name, partner in _PARTNERS.items():
            if present(position, name) and not present(position, partner):
                values = {"property": name, "missing": partner}
                yield Violation("XA-8", f"{pointer}/{name}", values)
        if (
            present(position, "externalOffsetLength")
            and not present(position, "externalGenomicReferenceSequence")
            and not present(position, "externalGenomicPositionIndex")
        ):
            yield Violation("XA-8", f"{pointer}/externalOffsetLength", {}, "warning")


def _judge(_: Tree, texts: tuple[str, ...]) -> Check | None:
    """XA-10 of messages that are alike: their names must differ."""
    names = [n for n, at in enumerate(texts) if _NAME.fullmatch(at)]
    if len(names) < 2:
        return None
    return lambda values: len({values[n] for n in names}) == len(names)


_NAME = re.compile("/alleleName/[0-9]+/name")


@resource_rule("ContextualAllele", judge=_judge)
def names_are_given_once(tree: Tree) -> Iterator[Violation]:
    """XA-10: no name is given twice, and one is preferred at most."""
    names = [item for _, item in parts(tree, "alleleName")]
    if sum(item.get("preferred") is True for item in names) > 1:
        problem = "more than one alleleName is preferred"
        yield Violation("XA-10", "/alleleName", {"problem": problem})
    said = Counter(name for item in names if (name := text(item, "name")) is not None)
    for name, count in said.items():
        if count > 1:
            problem = f"the name {name} is given more than once"
            yield Violation("XA-10", "/alleleName", {"problem": problem})


def _positions(coordinate: Tree) -> Iterator[tuple[str, Tree]]:
    """The two ends of an interval that are objects, with their pointers."""
    for name in ("start", "end"):
        if isinstance(position := coordinate.get(name), dict):
            yield f"/referenceCoordinate/{name}", position
