"""HGVS names, read into plain values: which sequence, where on it, and what is put in the place.

The grammar is ferro-hgvs's. This module adds what the model needs around it: names without an
accession, and a plain word for what is wrong with a name.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Literal, NamedTuple

from clingen_ld.variation.hgvs_edits import Edit, edit_of
from clingen_ld.variation.hgvs_positions import (
    Location,
    gap_after,
    gap_before,
    length_between,
    location_of,
    sequence_base,
)
from clingen_ld.variation.position import Interval

Axis = Literal["g", "m", "o", "c", "n", "r", "p"]


class HgvsName(NamedTuple):
    """A name that is HGVS.

    Positions are None where they are uncertain, or the name is of the whole sequence, or of
    several alleles. `letters` says in how many letters amino acids are written (0: in none).
    """

    name: str
    accession: str | None
    gene: str | None
    axis: Axis
    start: Location | None
    end: Location | None
    edit: Edit
    predicted: bool = False
    alleles: int = 1
    letters: Literal[0, 1, 3] = 0

    def intervals(self, cds_start: int | None = 1, cds_end: int | None = None) -> list[Interval]:
        """The interbase intervals that the positions may be written as, the plainest first.

        Coding positions count from `cds_start` and `cds_end`, 1-based; on all other axes the
        defaults are right. An insertion lies between its positions; a duplication is one behind
        its last position, or a replacement of what it doubles. Empty when nothing can be told.
        """
        if self.start is None or self.end is None or self.edit.kind == "tract":
            return []
        first, last = (sequence_base(place, cds_start, cds_end) for place in (self.start, self.end))
        if first is None or last is None:
            return []
        before = gap_before(first, self.start.offset), gap_before(last, self.end.offset)
        after = gap_after(first, self.start.offset), gap_after(last, self.end.offset)
        if self.edit.kind == "insertion":
            # At the edge of an exon, the position in the intron tells which intron it is.
            gaps = sorted((after[0], before[1]), key=lambda gap: gap.side is None)
            return [Interval(gap, gap) for gap in dict.fromkeys(gaps)]
        whole = Interval(before[0], after[1])
        if self.edit.kind == "duplication":
            return [Interval(after[1], after[1]), whole]
        return [whole]


class NotHgvs(NamedTuple):
    """A name that is not HGVS, and why, in words that end the sentence "it is not HGVS:"."""

    name: str
    problem: str


_NAME = re.compile(
    r"(?:(?P<accession>(?![gmocnrp]\.)[^:()]+)(?:\((?P<inner>[^:()]+)\))?:)?"
    r"(?P<axis>[gmocnrp])\.(?P<body>.+)"
)
# Gene symbols and names of chromosomes have no five digits in a row; accessions do.
_ACCESSION = re.compile(r"[A-Z]{2}_[A-Z0-9]+([.][0-9]+)?|LRG_[0-9]\w*|(?>.*?[0-9]{5}).*")
_OF_TRANSCRIPT = re.compile(r"[NX][MR]_|ENST|LRG_[0-9]+t")
_COUNTED = (
    (re.compile(r"(NC|NT|NW)_"), "gmo", "a genomic sequence"),
    # Coding positions on a gene's sequence are an older way of writing introns.
    (re.compile(r"NG_"), "gcnr", "a genomic sequence"),
    (re.compile(r"[NX]M_|ENST|LRG_[0-9]+t"), "cnr", "a transcript"),
    (re.compile(r"[NX]R_"), "nr", "a non-coding transcript"),
    (re.compile(r"[NX]P_|ENSP|LRG_[0-9]+p"), "p", "a protein"),
)
"""What can be counted on a sequence, by its accession; others, such as U14680.1, tell nothing."""
_AXES: Mapping[str, tuple[Axis, str, str]] = MappingProxyType(
    {
        "g": ("g", "genomic", "NC_000001.11"),
        "m": ("m", "mitochondrial", "NC_012920.1"),
        "o": ("o", "circular", "NC_012920.1"),
        "c": ("c", "coding", "NM_000001.1"),
        "n": ("n", "non-coding", "NR_000001.1"),
        "r": ("r", "RNA", "NM_000001.1"),
        "p": ("p", "protein", "NP_000001.1"),
    }
)
"""Each axis, the word for it, and an accession that the grammar is content with."""
_PROTEIN_TYPES = ("hgvs-protein-1", "hgvs-protein-3")


def parse(name: str, name_type: str | None = None) -> HgvsName | NotHgvs:
    """Read a name.

    The accession may be missing. Where `name_type` says that it is the name of a protein, a
    legacy name such as I1766S, without p., is read as well.

    >>> parse("NM_007294.3(BRCA1):c.5297T>G").start
    Location(base=5297, offset=0, region='', residue='')
    >>> parse("NC_000017.11:43051098A>C").problem
    'after the colon it does not say what it counts (g., m., c., n., r. or p.)'
    """
    return _parse(name, name_type in _PROTEIN_TYPES)


@lru_cache(maxsize=8192)
def _parse(name: str, protein: bool) -> HgvsName | NotHgvs:
    if protein and ":" not in name and not name.startswith("p."):
        legacy = _parse(f"p.{name}", False)
        if isinstance(legacy, HgvsName) and legacy.letters == 1:
            return legacy._replace(name=name)
    match = _NAME.fullmatch(name)
    if match is None or _SPACE.search(name):
        return NotHgvs(name, _why_no_name(name))
    accession, inner = match["accession"], match["inner"]
    gene = inner
    if inner is not None and _OF_TRANSCRIPT.match(inner):
        # NC_000023.11(NM_004006.2):c.94-2A>G counts on the transcript.
        accession, gene = inner, None
    problem = _why_no_accession(accession, match["axis"]) if accession is not None else None
    if problem is not None:
        return NotHgvs(name, problem)
    read = _change(_AXES[match["axis"]][0], match["body"])
    if isinstance(read, str):
        return NotHgvs(name, read)
    return read._replace(name=name, accession=accession, gene=gene)


_SPACE = re.compile(r"\s")


def _why_no_name(name: str) -> str:
    if _SPACE.search(name):
        return "it has white space in it"
    _, colon, after = name.rpartition(":")
    if not colon:
        return "it is not of the form accession:c.change"
    if re.match(r"[gmocnrp]\.", after) is None:
        return "after the colon it does not say what it counts (g., m., c., n., r. or p.)"
    return "what stands before the colon is no accession" if after[2:] else "it has no change"


def _why_no_accession(accession: str, axis: str) -> str | None:
    if not _ACCESSION.fullmatch(accession):
        return f"{accession} is no accession of a sequence"
    for form, axes, sequence in _COUNTED:
        if form.match(accession) and axis not in axes:
            return f"{axis}. counts {_AXES[axis][1]} positions, but {accession} is {sequence}"
    return None


_OF_THE_WHOLE = ("NoProduct", "NoProtein", "Splice")
_INITIATOR = re.compile(r"(\[?\(?(?:Met|M))1(?=[A-Z*])")


def _change(axis: Axis, body: str) -> HgvsName | str:
    """What stands behind the axis of a name, or why it is no change."""
    letters = _letters(body) if axis == "p" else 0
    if letters is None:
        return "its amino acids are not all in one letter, or all in three (as I or Ile)"
    initiator = _INITIATOR.match(body) if axis == "p" else None
    # HGVS asks for p.Met1? there and the grammar insists, but the Allele Registry writes
    # p.Met1Val. On any other residue it is a plain substitution.
    plain = body if initiator is None else f"{initiator[1]}2{body[initiator.end() :]}"
    inner = _read(axis, plain)
    if inner is None:
        return _why_no_change(axis, body)
    located = inner.get("loc_edit")
    if located is None:
        alleles = len(inner.get("variants") or ()) or 1
        kind = "several" if alleles > 1 else "other"
        return HgvsName("", None, None, axis, None, None, Edit(kind), False, alleles, letters)
    certainty, change = next(iter(located["edit"].items()))
    word, detail = (change, {}) if isinstance(change, str) else next(iter(change.items()))
    start, end = (location_of(located["location"].get(key)) for key in ("start", "end"))
    if initiator is not None and start is not None:
        start = end = start._replace(base=1)
    if word in _OF_THE_WHOLE or detail.get("whole_entity") or detail.get("whole_protein"):
        start = end = None
    problem = _why_not_there(axis, body, word, detail, start, end)
    if problem is not None:
        return problem
    predicted = certainty == "Uncertain" or bool(detail.get("predicted"))
    edit = edit_of(word, detail, start, end)
    return HgvsName("", None, None, axis, start, end, edit, predicted, 1, letters)


def _read(axis: Axis, body: str) -> dict[str, Any] | None:
    """What ferro-hgvs makes of a change; None when it makes nothing of it."""
    import ferro_hgvs

    # The stop of a frameshift was X once, as in p.Arg97ProfsX23.
    body = re.sub(r"fsX(?=[0-9?]|$)", "fs*", body) if axis == "p" else body
    try:
        text = ferro_hgvs.parse(f"{_AXES[axis][2]}:{axis}.{body}").to_json()
    except ValueError:
        return None
    inner = _only(json.loads(text))
    variants: list[Any] = inner.get("variants") or []
    return _only(variants[0]) if len(variants) == 1 else inner


def _only(data: Any) -> dict[str, Any]:
    """The value of an object of one member, which is how the library tags what a thing is."""
    value = next(iter(data.values())) if isinstance(data, dict) else None
    return value if isinstance(value, dict) else {}


_KEYWORDS = re.compile(r"delins|del|ins|dup|inv|con|copy|fs|ext|Ter|Xaa|X")
_NOT_LETTERS = re.compile(r"[^A-Za-z]+")
_THREE = re.compile(r"([A-Z][a-z][a-z])+")


def _letters(body: str) -> Literal[0, 1, 3] | None:
    """In how many letters the amino acids of a change are; None when they are in both, or none.

    Ter and X (which was a stop once) go with either.
    """
    found: set[Literal[0, 1, 3]] = set()
    for word in _NOT_LETTERS.split(_KEYWORDS.sub(" ", body)):
        if word and _THREE.fullmatch(word):
            found.add(3)
        elif word and word.isupper():
            found.add(1)
        elif word:
            return None
    return None if len(found) > 1 else next(iter(found), 0)


_FROM_ONE = "positions are counted from 1"
_ZERO = re.compile(r"(^\[?|[_(;])[-*]?0+(?![0-9])|[-+]0+(?![0-9])")
_FLANKS = "an insertion is between two neighbouring positions, as in 76_77insT"
_ONE_BY_ONE = "a substitution is of one base by one, and else a delins"
_NO_ALTERNATE = "it does not say what comes in the place"
_FALLING = "its first position is after its last"
_SLIPS = (
    (r"^IVS", "introns have no numbers: their positions are counted from the nearest base"),
    (r"^[A-Z]+[0-9]+[A-Z]+$", "the position stands before the bases, as in 76A>T"),
    (r"[A-Za-z]{2,}>|>[A-Za-z]{2,}", _ONE_BY_ONE),
    (r"[A-Za-z]>$|ins$", _NO_ALTERNATE),
    (r"^[^_]*[0-9]ins|^[0-9]+_[0-9]+ins[ACGT]+$", _FLANKS),
    (r"^[0-9]+inv", "an inversion is of more than one base"),
)
"""What is often wrong with a change of bases, in the order in which it is asked for."""


def _why_no_change(axis: Axis, body: str) -> str:
    """The likely slip in a change that cannot be read."""
    if _ZERO.search(body) or (axis == "p" and re.search(r"[A-Za-z*]0+(?![0-9])", body)):
        return _FROM_ONE
    if axis == "p":
        return _FLANKS if re.match(r"[^_]*[0-9]ins", body) else f"the change {body} cannot be read"
    ends = re.match(r"([0-9]+)_([0-9]+)", body)
    if ends is not None and (len(ends[1]), ends[1]) > (len(ends[2]), ends[2]):
        return _FALLING
    if axis != "r" and "U" in body:
        return "U is no base of DNA"
    slip = next((problem for form, problem in _SLIPS if re.search(form, body)), None)
    return slip or f"the change {body} cannot be read"


def _why_not_there(
    axis: Axis,
    body: str,
    word: str,
    detail: dict[str, Any],
    start: Location | None,
    end: Location | None,
) -> str | None:
    """What is wrong with a change that the grammar lets pass."""
    if {"Identity": "=", "Unknown": "?"}.get(word, "") not in body:
        return "it says where, but not what changes"
    if word == "SubstitutionNoRef":
        return "it does not say what the substituted base is"
    if detail.get("sequence") == "Empty":
        return _NO_ALTERNATE
    if start is not None and _ZERO.search(body):
        return _FROM_ONE
    length = length_between(start, end)
    if length is None or start is None or end is None:
        return None
    if length < 1 and axis not in "mo":
        return _FALLING
    if word == "Substitution" and length != 1:
        return _ONE_BY_ONE
    if word == "Insertion" and length != 2:
        return _FLANKS
    said = _stated_length(word, detail)
    if said is not None and length >= 1 and said != length:
        return f"it has {_many(length, 'position')} but names {_many(said, 'residue')}"
    return None


def _many(count: int, thing: str) -> str:
    return f"{count} {thing}" if count == 1 else f"{count} {thing}s"


def _stated_length(word: str, detail: dict[str, Any]) -> int | None:
    """How many residues a name says that its positions hold."""
    if word not in ("Deletion", "Duplication", "Inversion", "Identity", "Delins"):
        return None
    named = detail.get("deleted" if word == "Delins" else "sequence")
    if isinstance(named, list):
        return len(named)
    for key in ("deleted_length",) if word == "Delins" else ("length", "count"):
        if isinstance(detail.get(key), int):
            return int(detail[key])
    return None


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
