"""Edits of HGVS names: the parser, and the residues before and after."""

from __future__ import annotations

from typing import Any, NamedTuple

from clingen_ld.variation.change import Change, unnamed
from clingen_ld.variation.hgvs_positions import Location, length_between
from clingen_ld.variation.residues import ANY, Residues, complement

# Longer sequences are not spelled out: a count in a name may exceed any memory.
_LONGEST = 10_000


class Edit(NamedTuple):
    """The edit of a name between its positions.

    `reference` are the replaced residues, `alternate` the new ones; None if the name does not give
    them. An unnamed residue of known number is `ANY`, and so are N and Xaa.
    """

    kind: str
    reference: Residues | None = None
    alternate: Residues | None = None

    def applied(self, held: Residues) -> Residues | None:
        """The new residues, if the present ones are `held`."""
        if self.kind == "identity":
            return held
        if self.kind == "duplication":
            return held * 2
        if self.kind == "inversion":
            return complement(held)
        return self.alternate

    def change(self, start: int, end: int, held: Change[Residues]) -> Change[Residues]:
        """The change that it makes from `start` to `end`, 0-based interbase.

        Residues not in the name are taken from `held`, the change in a message, or are unknown.
        """
        stated: Residues | None = () if self.kind == "insertion" else self.reference
        if stated is None and end - start <= _LONGEST:
            stated = (ANY,) * (end - start)
        if stated is None:
            return Change(start, end, None, self.alternate)
        known = dict(enumerate(held.ref or (), held.start))
        ref = tuple(
            known.get(at, unnamed(at)) if residue == ANY else residue
            for at, residue in enumerate(stated, start)
        )
        return Change(start, end, ref, self.applied(ref))


_KINDS = {
    "Substitution": "substitution",
    "SubstitutionAlternatives": "substitution",
    "Deletion": "deletion",
    "Insertion": "insertion",
    "Duplication": "duplication",
    "Delins": "delins",
    "Inversion": "inversion",
    "Identity": "identity",
    "Repeat": "repeat",
    "Frameshift": "frameshift",
    "Extension": "extension",
    "Unknown": "unknown",
}


def edit_of(
    word: str, detail: dict[str, Any], start: Location | None, end: Location | None
) -> Edit:
    """The edit for a change, from ferro-hgvs's kind and details."""
    kind = _KINDS.get(word, "other")
    if kind == "insertion":
        return Edit(kind, (), _residues(detail.get("sequence")))
    if kind == "repeat":
        return _repeat(detail, length_between(start, end))
    held = _held(start, end)
    if start is not None and not start.residue:
        named = detail.get({"Substitution": "reference", "Delins": "deleted"}.get(word, "sequence"))
        held = _residues(named) or held
    if kind == "substitution":
        return Edit(kind, held, _residues(detail.get("alternative")))
    if kind == "delins":
        return Edit(kind, held, _residues(detail.get("sequence")))
    if kind == "deletion":
        return Edit(kind, held, ())
    edit = Edit(kind, held)
    return edit._replace(alternate=edit.applied(held)) if held is not None else edit


def _held(start: Location | None, end: Location | None) -> Residues | None:
    """The residues between two positions, as far as the positions give them."""
    length = length_between(start, end)
    if start is None or end is None or length is None or not 1 <= length <= _LONGEST:
        return None
    if length == 1:
        return (start.residue or ANY,)
    return (start.residue or ANY, *(ANY,) * (length - 2), end.residue or ANY)


def _repeat(detail: dict[str, Any], length: int | None) -> Edit:
    """A repeat that states its unit and covers all of its copies.

    In older notation, the end of other names is unknown.
    """
    unit, count = _residues(detail.get("sequence")), _exact(detail.get("count"))
    extra = detail.get("additional_counts") or detail.get("trailing")
    if not unit or count is None or extra or length is None or length > _LONGEST:
        return Edit("tract")
    copies, rest = divmod(length, len(unit))
    if rest or copies < 2 or count * len(unit) > _LONGEST:
        return Edit("tract")
    return Edit("repeat", unit * copies, unit * count)


def _exact(count: Any) -> int | None:
    """A count that is a single number; None for a range, a minimum or an unknown count (`[?]`)."""
    number = count.get("Exact") if isinstance(count, dict) else None
    return number if isinstance(number, int) else None


def _residues(data: Any) -> Residues | None:
    """The sequence stated in a name, or None if it cannot be spelled out."""
    if isinstance(data, str) and data != "Empty":
        return (_residue(data),)
    if isinstance(data, list):
        return tuple(_residue(letter) for letter in data) if len(data) <= _LONGEST else None
    if not isinstance(data, dict):
        return None
    form, value = next(iter(data.items()))
    if form == "Literal":
        return _residues(value)
    if form == "Count":
        return (ANY,) * value if isinstance(value, int) and value <= _LONGEST else None
    if form in ("Repeat", "SequenceRepeat"):
        count = _exact(value.get("count"))
        unit = _residues(value.get("base") or value.get("aa") or value.get("sequence"))
        if unit is None or count is None or count * len(unit) > _LONGEST:
            return None
        return unit * count
    if form == "Complex":
        pieces = [_residues(piece) for piece in value]
        return None if None in pieces else tuple(r for piece in pieces for r in piece or ())
    return None


def _residue(letter: str) -> str:
    return letter if len(letter) == 3 else letter.upper().replace("U", "T")
