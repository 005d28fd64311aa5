"""The place and change of a contextual allele, from its message, and the id that it is given.

Values that other rules report, such as invalid letters, count as absent.

Generated ids: one per allele, never shared by different ones. An allele is named by its placement
(`Placement.id`). If that is incomplete, it is named by an unambiguous HGVS name; otherwise its id
ends in a digest of its content, since two alleles with the same unknown parts need not be equal.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeGuard

from clingen_ld.model import Object, objects, part
from clingen_ld.types import ContextualAllele, ReferenceCoordinate
from clingen_ld.variation.change import Change
from clingen_ld.variation.hgvs import HgvsName, parse
from clingen_ld.variation.hgvs_parts import HgvsEdit
from clingen_ld.variation.plain_names import name_type
from clingen_ld.variation.position import InterbasePosition, Interval, on_one_line, read_position
from clingen_ld.variation.sequences import Residues, read_residues

if TYPE_CHECKING:
    from clingen_ld.variation.spdi import Placement


class PlacedAllele(NamedTuple):
    """The place, the reference allele and the allele of a message; None if absent."""

    start: InterbasePosition | None
    end: InterbasePosition | None
    reference: Residues | None
    alternate: Residues | None

    @property
    def interval(self) -> Interval | None:
        """The interval, if both ends are given."""
        return None if self.start is None or self.end is None else Interval(self.start, self.end)

    @property
    def length_mismatch(self) -> bool:
        """Whether refAllele is not as long as the interval, which XA-6 reports."""
        line = None if self.start is None or self.end is None else on_one_line(self.start, self.end)
        if line is None or self.reference is None:
            return False
        return line[1] - line[0] != len(self.reference)

    @property
    def change(self) -> Change[Residues] | None:
        """The change of its sequence; None in introns, or if not given."""
        interval = self.interval
        if interval is None or interval.in_intron or self.length_mismatch:
            return None
        if self.alternate is None or not interval.is_ordered:
            return None
        return Change(interval.start.index, interval.end.index, self.reference, self.alternate)

    def may_be(self, edit: HgvsEdit, span: Interval) -> bool:
        """Whether it can be the change of a name at another place.

        `span` is the span of the name's positions. The allele shows what can repeat between the two
        places; residues not in the name can be those of the repeat.
        """
        if self.start is None or self.end is None or self.length_mismatch:
            return False
        line = on_one_line(span.start, span.end, self.start, self.end)
        if line is None or self.alternate is None:
            return False
        start, end, own_start, own_end = line
        if edit.kind == "identity" and not own_start <= start <= end <= own_end:
            return False  # A name without a change applies to all of its positions.
        if own_start > own_end:
            return False
        reference = () if own_start == own_end else self.reference
        own = Change(own_start, own_end, reference, self.alternate)
        named, trimmed = edit.change(start, end, own), own.trim()
        if named.alt is None:
            return False
        if edit.kind == "inversion" and start + end != trimmed.start + trimmed.end:
            return False  # What an inversion changes has the same middle as its positions.
        return reference is not None and named.same(own)

    def may_be_somewhere(self, edit: HgvsEdit) -> bool:
        """Whether it can be the change of a name of unknown place, along a repeat."""
        if self.reference is None or self.alternate is None:
            return False
        stated = () if edit.kind == "insertion" else edit.reference
        if stated is None:
            return False
        own = Change.of(0, self.reference, self.alternate).trim()
        turns = range(own.start, own.start + max(1, len(own.ref or own.alt or ())))
        named = (edit.change(start, start + len(stated), own) for start in turns)
        return any(each.alt is not None and each.same(own) for each in named)


def placed_allele(allele: ContextualAllele, axis: str = "g") -> PlacedAllele:
    """The content of a message, for a name with a coordinate type: p for proteins."""
    is_protein = axis == "p"
    coordinate, alternate = allele.referenceCoordinate, allele.allele
    reference = read_residues(coordinate.refAllele, is_protein)
    residues = (
        reference if is_protein and alternate == "=" else read_residues(alternate, is_protein)
    )
    start, end = _ends(coordinate, axis)
    return PlacedAllele(start, end, reference, residues)


def _ends(
    coordinate: ReferenceCoordinate, axis: str
) -> tuple[InterbasePosition | None, InterbasePosition | None]:
    """The ends of an allele; none if out of order, or in an intron without a transcript."""
    start, end = read_position(coordinate.start), read_position(coordinate.end)
    if axis not in "cnr" and any(found is not None and found.offset for found in (start, end)):
        return None, None
    if start is None or end is None:
        return start, end
    interval = Interval(start, end).upstream_in_order()
    return (interval.start, interval.end) if interval.is_ordered else (None, None)


_UNKNOWN: Final = "?"
_CHANGES: Final = (
    "primaryNucleotideChangeType", "ancillaryNucleotideChangeType", "primaryAminoAcidChangeType",
    "ancillaryAminoAcidChangeType",
)  # fmt: skip
_PLACE: Final = ("start", "end", "refAllele")


def placed_id(placement: Placement, tree: Object, *more: Any) -> str:
    """The id of a contextual allele at a place; `tree` and `more` are its other content.

    >>> from clingen_ld.variation.position import Interval
    >>> place = Interval.of(99, 200)
    >>> from clingen_ld.variation.spdi import Placement
    >>> placed_id(Placement("NC_000014.9", place, None, "A"), {})
    'NC_000014.9:99:101:A'
    >>> placed_id(Placement("NC_000014.9", place, None, None), {"allele": None})[:25]
    'NC_000014.9:99_200:allele'
    """
    content = placement.id
    if content is not None:
        return content
    place = f"{placement.interval.start}_{placement.interval.end}"
    return f"{placement.accession}:{place}:{digest_id(tree, *more)}"


def haplotype_id(nested: Iterable[str]) -> str:
    """The id of a complex allele, from the ids of its simple ones in any order.

    >>> haplotype_id(["a", "b"]) == haplotype_id(["b", "a"]) != haplotype_id(["a", "c"])
    True
    """
    return f"haplotype.{_digest(json.dumps(sorted(nested)))}"


def digest_id(*content: Any) -> str:
    """The id of an otherwise nameless allele: a digest of its content.

    For a contextual allele that is the model's identifying properties; other values count as they
    are.
    """
    said = [_identifying(each) if _is_allele(each) else each for each in content]
    text = json.dumps(said, sort_keys=True, ensure_ascii=True)
    return f"allele.{_digest(text)}"


def _digest(text: str) -> str:
    from clingen_ld.variation.spdi import sha512t24u  # validation does without, and starts sooner

    return sha512t24u(text.encode())


def _is_allele(content: Any) -> TypeGuard[Object]:
    return isinstance(content, dict) and content.get("resourceType") == "ContextualAllele"


def _identifying(tree: Object) -> dict[str, Any]:
    """The identifying content of an allele, independent of its form."""
    coordinate = part(tree, "referenceCoordinate")
    content: dict[str, Any] = {
        "allele": tree.get("allele"),
        "names": sorted({str(each.get("name")) for each in objects(tree.get("alleleName"))}),
        "canonical": part(tree, "canonicalAllele").get("reference"),
        "sequence": part(coordinate, "referenceSequence").get("reference"),
        "identifiers": _pairs(tree, "system", "value"),
        "places": _pairs(coordinate, "system", "value"),
    }
    content |= {name: coordinate.get(name) for name in _PLACE}
    return content | {name: _codes(tree.get(name)) for name in _CHANGES}


def _pairs(node: Object, *names: str) -> list[list[str]]:
    """The identifiers of a node."""
    given = objects(node.get("identifier"))
    return sorted([str(each.get(name)) for name in names] for each in given)


def _codes(given: object) -> list[str]:
    """The codes and texts of one CodeableConcept, or of several."""
    concepts = objects(given if isinstance(given, list) else [given])
    found = {str(each["text"]) for each in concepts if "text" in each}
    return sorted(
        found | {str(c.get("code")) for each in concepts for c in objects(each.get("coding"))}
    )


def is_unambiguous(name: str) -> bool:
    """Whether an HGVS name identifies one allele: it has an accession and is unambiguous.

    >>> is_unambiguous("NP_009225.1:p.Ile1766Ser"), is_unambiguous("NP_009225.1:p.Met1?")
    (True, False)
    >>> is_unambiguous("NC_000014.9:g.(100_200)del"), is_unambiguous("p.Ile1766Ser")
    (False, False)
    """
    if _UNKNOWN in name or ":" not in name:
        return False
    read = parse(name, name_type(name))
    if not isinstance(read, HgvsName) or read.accession is None:
        return False
    # p.= and p.0 are for the whole protein, and have no positions.
    return read.axis == "p" or (read.start is not None and read.end is not None)


def name_as_id(names: Iterable[object], accession: str | None = None) -> str | None:
    """The first name that identifies one allele, on a sequence if given; None without one."""
    start = "" if accession is None else f"{accession}:"
    return next(
        (n for n in names if isinstance(n, str) and n.startswith(start) and is_unambiguous(n)), None
    )


def ranked_names(allele: ContextualAllele) -> list[str]:
    """The distinct names of an allele: preferred ones, then current HGVS, other HGVS, the rest."""
    ranked: dict[str, tuple[bool, bool, bool]] = {}
    for given in allele.alleleName:
        if name := given.name:
            is_hgvs = (given.nameType or name_type(name)).startswith("hgvs-")
            rank = not given.preferred, not is_hgvs, bool(given.legacy)
            ranked[name] = min(rank, ranked.get(name, rank))
    return sorted(ranked, key=ranked.__getitem__)
