"""Errors in changes of HGVS names, as read by ferro-hgvs.

An error text completes "it is not HGVS:". The grammar accepts more than the nomenclature allows.
Each change is checked alone, in its notation (`written_fault`) and after reading (`located_fault`).
"""

from __future__ import annotations

import re
import string
from typing import Any, Final, NamedTuple

from clingen_ld.variation.hgvs_parts import Location, falls, length_between, may_be_neighbours
from clingen_ld.variation.sequences import BASES, ONE_LETTER


class HgvsFault(NamedTuple):
    """The error in a change, and the intended change, if certain."""

    problem: str
    better: str | None = None


_FROM_ONE: Final = "positions are counted from 1"
_FLANKS: Final = "an insertion is between two neighbouring positions, as in 76_77insT"
_ONE_BY_ONE: Final = "a substitution is of one base by one, and else a delins"
_NO_ALTERNATE: Final = "the new sequence is missing"
_NO_CHANGE: Final = "it says where, but not what changes"
_NOTHING: Final = "nothing changes, which is written as ="
_FALLING: Final = "its first position is after its last"
_INVERSION: Final = "an inversion is of more than one base"
_ONCE: Final = "one position is written once"
_NO_COPY: Final = "nothing is inserted: copies are counted from 1"
_EXTENSION: Final = "an extension begins at Met1 or at the stop"
TWO_NAMES: Final = "it has two names in one: give each by itself"
_SHIFT: Final = (
    "a frameshift begins at the first residue that changes; a change to a stop is a substitution"
)
_NO_RESIDUE: Final = "a position of a protein has its residue, as in Ile18"

# What cannot be read

_POSITION: Final = "[-*]?[0-9]+(?:[-+][0-9]+)?"
_COUNT: Final = r"(?:del|dup|inv)[0-9]+$"
_EXON: Final = (r"^EX[0-9]*", "exons have no numbers: the first and the last position are given")
_SLIPS: Final = (
    (r"^IVS", "introns have no numbers: their positions are counted from the nearest base"),
    _EXON,
    (r"dupinv$", "an inverted copy is an insertion, as in 78_79ins76_78inv"),
    (r"^\(.*del\([0-9]+\)$", "counted bases are written as N[5], as in (76_90)delN[5]"),
    (r"indel", "indel is written as delins"),
    (_COUNT, "residues are not counted: the first and the last position are given, as in 76_78del"),
    (r"^[A-Z]+[0-9]+[A-Z]+$", "the position comes before the bases, as in 76A>T"),
    (r"[0-9]tri?p[A-Z]*$", "three copies are written as [3], as in 76_78[3]"),
    (r"[A-Za-z]\([0-9]+_[0-9]+\)$", "copies are counted in brackets, as in 76_78[3]"),
    (r"[A-Za-z]>$|ins$", _NO_ALTERNATE),
    (r"^[^_]*[0-9]ins|^[0-9]+_[0-9]+ins[ACGT]+$", _FLANKS),
    (rf"^{_POSITION}inv", _INVERSION),
    (rf"^{_POSITION}(?:_{_POSITION})?$", _NO_CHANGE),
    (rf"^{_POSITION}[A-Za-z]$", "it does not say what the base becomes, as in 76A>T"),
)
"""Common errors in changes of bases, in the order of checking."""
_PROTEIN_SLIPS: Final = (
    (r"^[^_]*[0-9]ins|^[0-9]+_[0-9]+ins[ACGT]+$", _FLANKS),
    (_COUNT, "residues are not counted: the first and the last are given, as in Lys76_Asn78del"),
    (r"^\(?([A-Z][a-z]{2}|[A-Z])[0-9]+(?:\1|Ter|\*|X)fs", _SHIFT),
    _EXON,
    (r"ext(?:Met|M)-[0-9]", "a new start is only counted, as in Met1ext-5"),
    (r"ins(?:Ter|\*)", "what begins with a stop is a substitution by Ter, as in Tyr4Ter"),
)
"""Common errors in changes of amino acids, in the order of checking."""
_TURNED: Final = re.compile("([ACGTU])([0-9]+)([ACGTU])")
"""A substitution with its base before its place, as in T181G."""
_ZERO: Final = re.compile(r"(^\[?|[_(;])[-*]?0+(?![0-9])|[-+]0+(?![0-9])")
_ZERO_OF_PROTEIN: Final = re.compile(r"[A-Za-z*]0+(?![0-9])")
_ENDS: Final = re.compile(
    r"([-*]?)([0-9]{1,9})([-+][0-9]{1,9})?_([-*]?)([0-9]{1,9})([-+][0-9]{1,9})?"
)


def unread_fault(axis: str, change: str) -> HgvsFault:
    """The likely slip in a change that the grammar rejects."""
    if _TWICE.match(change):
        return HgvsFault(_ONCE, _TWICE.sub(r"\1\2", change))
    if _ZERO.search(change) or (axis == "p" and _ZERO_OF_PROTEIN.search(change)):
        return HgvsFault(_FROM_ONE)
    ends = _ENDS.match(change)
    if ends is not None and falls(_location(*ends.groups()[:3]), _location(*ends.groups()[3:])):
        return HgvsFault(_FALLING)
    slips = _PROTEIN_SLIPS if axis == "p" else _SLIPS
    slip = next((problem for form, problem in slips if re.search(form, change)), None)
    if slip is not None:
        turned = _TURNED.fullmatch(change) if axis != "p" else None
        return HgvsFault(slip, turned and turned.expand(r"\2\1>\3"))
    return written_fault(axis, change) or HgvsFault(f"the change {change} cannot be read")


_RANGES: Final = re.compile(rf"(?<![-+*0-9])(?={_ENDS.pattern})")
_UNCERTAIN: Final = re.compile(
    r"^\(([-*]?)([0-9]{1,9})([-+][0-9]{1,9})?_[^()]{1,30}\)"
    r"_\([^()_]{1,30}_([-*]?)([0-9]{1,9})([-+][0-9]{1,9})?\)"
)
"""Uncertain ends, replaced by the outer ones."""
_TELOMERES: Final = re.compile(r"qter_|_pter(?!inv)")
"""Ends that fall; but the inserted telomere of an inversion may be written last."""
_TWICE: Final = re.compile(
    r"(\(?)((?:[-*]?|[A-Z][a-z]{0,2}|\*)[0-9]{1,9}(?:[-+][0-9]{1,9})?)_\2(?![-+0-9_])"
)


def _range_fault(axis: str, change: str) -> HgvsFault | None:
    """The error in a pair of ends anywhere in a change, certain or not."""
    if _TELOMERES.search(change):
        return HgvsFault(_FALLING)
    if axis in "mop":
        return None
    found = [*_RANGES.finditer(change), *_UNCERTAIN.finditer(change)] if "_" in change else []
    ends = ((_location(*each.groups()[:3]), _location(*each.groups()[3:])) for each in found)
    return HgvsFault(_FALLING) if any(falls(*pair) for pair in ends) else None


def _location(region: str, base: str, offset: str | None) -> Location:
    return Location(int(base), int(offset or 0), "-" if region == "-" else "*" if region else "")


# Notation

_AXIS: Final = re.compile(r"(?:^|[/;,(\[])[gmocnrp]\.")
_ELSEWHERE: Final = re.compile(
    r"(?:(?<=ins|con)|(?<=::)|(?<=[;\[]))[A-Z]{1,6}(?:_[A-Z]{0,4}[0-9]|[0-9]{4}).*", re.DOTALL
)
"""What is inserted from another sequence, as in ins[NC_000022.10:g.35788169_35788352]."""
_REFERENCE: Final = re.compile(
    r"[A-Z]{1,6}(?:_[A-Z]{0,4}[0-9]|[0-9]{4})[A-Za-z0-9]*(?:[.][0-9]+)?"
    r"(?:\([^()\[\]:]*\))?(?::(?:[gmocnr][.])?|(?=[\];]|$))"
)
_PADDED: Final = re.compile(r"(?<![0-9.])0+(?=[1-9])")
_OFFSET: Final = re.compile(r"[0-9)?][-+][0-9]")
_OPEN_END: Final = re.compile(r"[0-9][-+][?]")
_SIGNED: Final = re.compile(r"(?:^|[_(\[])[-+*][0-9]")


def written_fault(axis: str, change: str) -> HgvsFault | None:
    """The error in the notation of a change: its numbers, letters or residues.

    >>> written_fault("c", "123C>C")
    HgvsFault(problem='nothing changes, which is written as =', better='123=')
    >>> written_fault("g", "122-6T>A").problem
    'g. positions have no offsets: only transcripts have introns'
    """
    bare = _without_references(change)
    if _AXIS.search(bare):
        return HgvsFault(TWO_NAMES)
    if (fault := _range_fault(axis, bare)) is not None:
        return fault
    if "ins" in change and "[0]" in change:
        return HgvsFault(_NO_COPY)
    whole = _PADDED.sub("", change)
    if whole != change and _PADDED.search(bare):
        return HgvsFault("a number does not begin with 0", whole)
    if axis in "gmo" and _OFFSET.search(bare):
        return HgvsFault(f"{axis}. positions have no offsets: only transcripts have introns")
    if axis in "gmon" and _SIGNED.search(bare):
        return HgvsFault(f"{axis}. positions are counted from the first base, without -, + or *")
    return _protein_fault(change) if axis == "p" else _bases_fault(axis, change, bare)


def _without_references(change: str) -> str:
    """A change without the accessions of inserted sequences."""
    found = _ELSEWHERE.search(change)
    if found is None:
        return change
    return change[: found.start()] + _REFERENCE.sub("", found[0])


# Bases

_WORD: Final = "delins|del|ins|dup|inv|con|pter|qter|cen|sup|gom|lom|met|spl(?![a-z])"
_WORDS: Final = re.compile(_WORD)
_LETTERS: Final = re.compile(r"[A-Za-z]+")
_BASES_IN: Final = re.compile(f"(?:{_WORD})|([A-Za-z]+)")


def _bases_fault(axis: str, change: str, bare: str) -> HgvsFault | None:
    """The error in the letters of a change of bases."""
    is_rna = axis == "r"
    kind, other = ("RNA", "T") if is_rna else ("DNA", "U")
    own = BASES.replace(other, "")
    own = own.lower() if is_rna else own
    wrong = [word for word in _LETTERS.findall(_WORDS.sub(" ", bare)) if word.strip(own)]
    if not wrong:
        return _substitution_fault(change) if ">" in change else None
    alien = next((word for word in wrong if word.upper().strip(BASES)), None)
    if alien is not None:
        return HgvsFault(f"{alien} is not a sequence of bases")
    better = _BASES_IN.sub(_rna if is_rna else _dna, change) if bare == change else None
    if any(other in word.upper() for word in wrong):
        return HgvsFault(f"{other} is not a base of {kind}", better)
    case = "small letters, as in 76a>u" if is_rna else "capitals, as in 76A>T"
    return HgvsFault(f"{kind} is written in {case}", better)


def _rna(found: re.Match[str]) -> str:
    return found[0] if found[1] is None else found[1].lower().replace("t", "u")


def _dna(found: re.Match[str]) -> str:
    return found[0] if found[1] is None else found[1].upper().replace("U", "T")


def _substitution_fault(change: str) -> HgvsFault | None:
    before, _, after = change.partition(">")
    place = before.rstrip(string.ascii_letters)
    old, new = before[len(place) :], after[: len(after) - len(after.lstrip(string.ascii_letters))]
    if len(old) > 1 or len(new) > 1:
        is_certain = after == new and not f"{old}{new}".upper().strip(BASES)
        ends = _ends(place, len(old)) if is_certain else None
        return HgvsFault(_ONE_BY_ONE, ends and f"{ends}delins{new}")
    if old and old == new:
        return HgvsFault(_NOTHING, f"{place}=" if after == new else None)
    return None


def _ends(place: str, length: int) -> str | None:
    """The first and the last position of as many bases from a place on; None if not certain.

    >>> _ends("76", 2), _ends("76_77", 2), _ends("-76", 2)
    ('76_77', '76_77', None)
    """
    if length == 1:
        return place
    first, _, last = place.partition("_")
    if not first.isdecimal() or (last and not last.isdecimal()):
        return None
    end = int(first) + length - 1
    return f"{first}_{end}" if last in ("", str(end)) else None


# Residues

_STOP_IN_WORDS: Final = re.compile(r"(?<=[0-9])stop(?=\)?$)", re.I)
_SAME_RESIDUE: Final = re.compile(r"(?<=[0-9])[A-Z][a-z]{0,2}(?=\)?$)")
_RESIDUES: Final = re.compile(f"(?i:{'|'.join(ONE_LETTER)}|delins|del|ins|dup|ext|fs)")
_PLACE: Final = re.compile(r"[(\[]*([A-Za-z*]*)[0-9]+(?:_([A-Za-z*]*)[0-9]+)?")


def _protein_fault(change: str) -> HgvsFault | None:
    """The error in the residues of a protein change."""
    if _STOP_IN_WORDS.search(change):
        return HgvsFault("the stop is written as Ter or *", _STOP_IN_WORDS.sub("Ter", change))
    place = _PLACE.match(change)
    if place is None:
        return None
    if "" in place.groups() and change not in ("0", "0?"):
        return HgvsFault(_NO_RESIDUE)
    if place[1].capitalize() in ONE_LETTER:
        better = _RESIDUES.sub(_in_case, change)
        if better != change:
            return HgvsFault(f"amino acids are written as Trp, not as TRP: write {better}", better)
    return None


def _in_case(found: re.Match[str]) -> str:
    residue = found[0].capitalize()
    return residue if residue in ONE_LETTER else found[0].lower()


# What was read


def located_fault(
    axis: str,
    change: str,
    word: str,
    detail: dict[str, Any],
    ends: tuple[Location | None, Location | None],
) -> HgvsFault | None:
    """The error in a change as read by ferro-hgvs, or in its positions."""
    start, end = ends
    if word == "PositionOnly" or {"Identity": "=", "Unknown": "?"}.get(word, "") not in change:
        return HgvsFault(_NO_CHANGE)
    if word == "SubstitutionNoRef":
        return HgvsFault("it does not say what the substituted base is")
    named = detail.get("sequence")
    if named == "Empty":
        return HgvsFault(_NO_ALTERNATE)
    if (unread := _unread_sequence(axis, named)) is not None:
        return HgvsFault(
            f"{unread} is not a sequence of {'amino acids' if axis == 'p' else 'bases'}"
        )
    if axis == "p" and word == "Substitution" and _COUNT_BEHIND.search(change):
        return HgvsFault("nothing follows the new residue: a frameshift is as in Arg97ProfsTer23")
    if start is None or end is None:
        return None
    if _ZERO.search(change):
        return HgvsFault(_FROM_ONE)
    if start == end and _TWICE.match(change):
        return HgvsFault(_ONCE, _TWICE.sub(r"\1\2", change))
    if word == "Extension" and start.residue:
        is_right = start.base == 1 if "ext-" in change else start.residue == "Ter"
        return None if is_right else HgvsFault(_EXTENSION)
    fault = _fault_of_ends(axis, word, detail, start, end)
    return fault or _no_change_fault(change, word, detail, start, end)


_COUNT_BEHIND: Final = re.compile(r"[0-9](?:[A-Z][a-z]{0,2}|\*)[0-9]+\)?$")
_COUNTED_BASE: Final = re.compile(r"[A-Za-z][0-9]+")


def _unread_sequence(axis: str, sequence: object) -> str | None:
    """What ferro-hgvs takes for the name of an inserted sequence, and is none."""
    name = sequence.get("Named") if isinstance(sequence, dict) else None
    if name is None or axis == "p":
        return name
    is_known = _COUNTED_BASE.fullmatch(name) or _REFERENCE.fullmatch(name)
    return None if is_known else name


def _fault_of_ends(
    axis: str, word: str, detail: dict[str, Any], start: Location, end: Location
) -> HgvsFault | None:
    """The error in the two positions of a change."""
    is_circular = axis in "mo"
    if falls(start, end) and not is_circular:
        return HgvsFault(_FALLING)
    if word == "Insertion":
        is_closed = is_circular and end.base == 1 < start.base
        return None if is_closed or may_be_neighbours(start, end) else HgvsFault(_FLANKS)
    length = length_between(start, end)
    if length is None:
        return HgvsFault(_ONE_BY_ONE) if word == "Substitution" else None
    if word == "Substitution" and length != 1:
        return HgvsFault(_ONE_BY_ONE)
    if word == "Inversion" and length == 1:
        return HgvsFault(_INVERSION)
    said = _stated_length(word, detail)
    if said is not None and length >= 1 and said != length:
        return HgvsFault(f"it has {_many(length, 'position')} but names {_many(said, 'residue')}")
    return None


def _no_change_fault(
    change: str, word: str, detail: dict[str, Any], start: Location, end: Location
) -> HgvsFault | None:
    """The error that a change replaces a sequence by itself."""
    better = None
    if word == "Substitution" and start.residue:
        is_same = detail.get("alternative") == start.residue != "Xaa"
        better = _SAME_RESIDUE.sub("=", change)
    else:
        new = detail.get("sequence")
        old = detail.get("deleted") if word == "Delins" else None
        if word == "Delins" and start.residue and start == end:
            old = [start.residue]
        is_same = bool(old) and (new.get("Literal") if isinstance(new, dict) else new) == old
    return HgvsFault(_NOTHING, better) if is_same else None


def _many(count: int, thing: str) -> str:
    return f"{count} {thing}" if count == 1 else f"{count} {thing}s"


def _stated_length(word: str, detail: dict[str, Any]) -> int | None:
    """The number of residues at the positions, as stated in a name."""
    if word not in ("Deletion", "Duplication", "Inversion", "Identity", "Delins"):
        return None
    named = detail.get("deleted" if word == "Delins" else "sequence")
    if isinstance(named, list):
        return len(named)
    for key in ("deleted_length",) if word == "Delins" else ("length", "count"):
        if isinstance(detail.get(key), int):
            return int(detail[key])
    return None


_COUNTED: Final = re.compile(r"ins(?:([A-Za-z]?)[0-9]+|\([0-9]+\))$")
_STOP: Final = re.compile(r"(?:[A-Z][a-z]{2}[0-9]+|fs|ext)X(?![a-z])")


def old_way(axis: str, change: str, word: str, detail: dict[str, Any]) -> str | None:
    """Notation that HGVS no longer uses; None for current notation."""
    if axis in "gmo" and _OPEN_END.search(change):
        return "uncertain ends are in parentheses today, as in (?_100)_(200_?)del"
    if axis == "p" and _STOP.search(change):
        return "the stop is Ter or * today, not X"
    if change.startswith("("):
        return None
    if word == "Conversion":
        return "con is written as delins today"
    if (count := _COUNTED.search(change)) is not None:
        counted, written = ("residues", "Xaa") if axis == "p" else ("bases", count[1] or "N")
        return f"counted {counted} are written as {written}[5] today"
    if word != "Identity" and _stated_length(word, detail) is not None:
        return "HGVS omits residues that follow from the positions"
    return None
