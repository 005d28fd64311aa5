"""What the rows of a document tell of each other: the preferred one, and introns on the genome."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from clingen_ld.alleles.making import sequence_reference
from clingen_ld.messages.json_values import texts
from clingen_ld.messages.registry.rows import accessions, coordinates, on_other_strand
from clingen_ld.sequences.assemblies import molecule

Object = Mapping[str, Any]
Tree = dict[str, Any]

# As in NM_001408.3(CELSR2):c.1A>G (p.Met1Val): an HGVS name with the gene and the protein effect.
_TITLE: Final = re.compile(r"([^\s(:]+)(?:\([^)]*\))?:(\S+)")


def preferred_row(given: Object, rows: Sequence[Object]) -> int | None:
    """Which row a document prefers: the one of its title, else the one of MANE Select."""
    titles = [_TITLE.match(title) for title in texts(given.get("communityStandardTitle"))]
    named = [f"{title[1]}:{title[2]}" for title in titles if title is not None]
    selected = [name for row in rows if (name := _select(row)) is not None]
    for name in (*named, *selected):
        for n, row in enumerate(rows):
            if name in texts(row.get("hgvs")):
                return n
    return None


def _select(row: Object) -> str | None:
    """The RefSeq name of a row that MANE has selected."""
    mane = row.get("MANE")
    if not isinstance(mane, dict) or mane.get("maneStatus") != "MANE Select":
        return None
    for step in ("nucleotide", "RefSeq", "hgvs"):
        mane = mane.get(step) if isinstance(mane, dict) else None
    return mane if isinstance(mane, str) else None


def genomic_sibling(rows: Sequence[Object]) -> tuple[str, Object] | None:
    """The row on the newest build, as its accession and its coordinate; None without one."""
    found: list[tuple[str, str, Object]] = []
    for row in rows:
        name, given = next(iter(accessions(row)), ""), coordinates(row)
        known = molecule(name) if name.startswith("NC_") else None
        if known is not None and known.builds and len(given) == 1 and _alleles(given[0]):
            found.append((max(known.builds), name, given[0]))
    if not found:
        return None
    _, name, coordinate = max(found, key=lambda item: item[0])
    return name, coordinate


def put_on_genome(tree: Tree, given: Object, sibling: tuple[str, Object]) -> None:
    """Give the positions of an allele in an intron their places on the genome.

    Only where the alleles tell the strand: on the other one, the interval is met from its end.
    """
    accession, genomic = sibling
    own, other = _alleles(given), _alleles(genomic)
    coordinate = tree.get("referenceCoordinate")
    if own is None or other is None or not isinstance(coordinate, dict):
        return
    turned = on_other_strand(other)
    if other == turned or own not in (other, turned):
        return
    ends = (genomic.get("start"), genomic.get("end"))
    for side, index in zip(("start", "end"), ends if own == other else ends[::-1], strict=True):
        position = coordinate.get(side)
        if not isinstance(index, int) or not isinstance(position, dict):
            continue
        if "externalOffsetLength" in position:
            reference = sequence_reference(accession)
            position["externalGenomicReferenceSequence"] = reference
            position["externalGenomicPositionIndex"] = index


def _alleles(given: Object) -> tuple[str, str] | None:
    reference, alternate = given.get("referenceAllele"), given.get("allele")
    if not isinstance(reference, str) or not isinstance(alternate, str):
        return None
    return reference, alternate
