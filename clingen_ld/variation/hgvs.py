"""HGVS names, read into plain values: the sequence, the place and the change.

The grammar is that of ferro-hgvs. This module adds what the model needs: names without an
accession, of several changes or references, and clear texts for invalid names.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Final, Literal, NamedTuple

from clingen_ld.variation.characters import odd_character
from clingen_ld.variation.hgvs_faults import (
    TWO_NAMES,
    HgvsFault,
    located_fault,
    old_way,
    unread_fault,
    written_fault,
)
from clingen_ld.variation.hgvs_grammar import read_change
from clingen_ld.variation.hgvs_members import (
    NamedChange,
    NotMembersError,
    is_of_the_whole,
    members,
    together,
)
from clingen_ld.variation.hgvs_parts import (
    AXES,
    SELECTED,
    Axis,
    HgvsEdit,
    Location,
    edit_of,
    gap_after,
    gap_before,
    letters_of,
    location_of,
    sequence_base,
    why_not_coding,
    why_not_counted,
)
from clingen_ld.variation.plain_names import AXES_OF, FROM_TWO, THREE_LETTERS
from clingen_ld.variation.position import Interval
from clingen_ld.variation.sequences import lacks_version


class HgvsName(NamedTuple):
    """A valid HGVS name.

    Positions are None if uncertain, or if the name is for the whole sequence or several alleles.
    `letters` is the length of its amino acid codes (0: it has none).
    """

    name: str
    accession: str | None
    gene: str | None
    axis: Axis
    start: Location | None
    end: Location | None
    edit: HgvsEdit
    predicted: bool = False
    alleles: int = 1
    letters: Literal[0, 1, 3] = 0
    old: str | None = None
    """Outdated notation in the name."""
    others: tuple[str, ...] = ()
    """The accessions, if each change is on its own sequence."""
    around: str | None = None
    """The sequence from which the accession is selected: NC_000023.11 of
    NC_000023.11(NM_004006.2):c.94-2A>G."""

    def why_impossible(self, cds_start: int | None, cds_end: int | None) -> str | None:
        """The reason that a transcript with this coding region lacks these positions, or None."""
        if self.axis not in "cr" or cds_start is None or cds_end is None:
            return None
        coding, flanks = cds_end - cds_start + 1, self.edit.kind == "insertion"
        return why_not_coding(self.start, self.end, coding, flanks=flanks)

    def intervals(self, cds_start: int | None = 1, cds_end: int | None = None) -> list[Interval]:
        """The interbase intervals that the positions may mean, the simplest first.

        Coding positions count from `cds_start` and `cds_end`, 1-based; on all other axes the
        defaults are right. An insertion lies between its positions; a duplication is an insertion
        after its last position, or a replacement of the duplicated residues. Empty if unknown.
        """
        if self.start is None or self.end is None or self.edit.kind == "tract":
            return []
        first, last = (sequence_base(place, cds_start, cds_end) for place in (self.start, self.end))
        if first is None or last is None:
            return []
        before = gap_before(first, self.start.offset), gap_before(last, self.end.offset)
        after = gap_after(first, self.start.offset), gap_after(last, self.end.offset)
        if self.edit.kind == "insertion":
            # At the edge of an exon, the position in the intron identifies the intron.
            gaps = sorted((after[0], before[1]), key=lambda gap: gap.side is None)
            return [Interval(gap, gap) for gap in dict.fromkeys(gaps)]
        whole = Interval(before[0], after[1])
        if self.edit.kind == "duplication":
            return [Interval(after[1], after[1]), whole]
        return [whole]


class NotHgvs(NamedTuple):
    """An invalid name, and the reason, which completes the sentence "it is not HGVS:"."""

    name: str
    problem: str
    better: str | None = None
    """The intended name, if certain."""


_NAME = re.compile(
    r"(?:(?P<accession>(?![gmocnrp]\.)[^:()]+)(?:\((?P<inner>[^:()]+)\))?:)?"
    r"(?P<axis>[gmocnrp])\.(?P<body>.+)"
)
_HEAD = re.compile(r"[^:;()]+(?:\([^:;()]+\))?:(?P<axis>[gmocnrp])\.")


def parse(name: str, name_type: str | None = None) -> HgvsName | NotHgvs:
    """Read a name.

    The accession may be missing. If `name_type` gives the coordinate type, a legacy name such as
    I1766S, without p., is also read.

    >>> parse("NM_007294.3(BRCA1):c.5297T>G").start
    Location(base=5297, offset=0, region='', residue='')
    >>> parse("NC_000017.11:43051098A>C").problem
    'after the colon it does not say what it counts (g., m., c., n., r. or p.)'
    """
    return _parse(name, AXES_OF.get(name_type or "", "")[:1])


@lru_cache(maxsize=8192)
def _parse(name: str, axis: str) -> HgvsName | NotHgvs:
    """Read a name, with a default coordinate type."""
    try:
        return _read_name(name, axis)
    except (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError):
        # A future grammar may return unexpected values: that must not end a run.
        return NotHgvs(name, "it cannot be read")


_BARE = re.compile(r"(?![gmocnrp]\.)[-*(\[]*[A-Za-z0-9][^:]*$")
"""A name without a reference and a coordinate type."""


def _read_name(name: str, axis: str) -> HgvsName | NotHgvs:
    if axis and _BARE.match(name):
        legacy = _read_name(f"{axis}.{name}", "")
        if isinstance(legacy, HgvsName) and (legacy.letters or axis != "p"):
            return legacy._replace(name=name)
    if name.count(":") > 1 or name.startswith("["):
        several = _on_several(name)
        if several is not None:
            return several
    match = _NAME.fullmatch(name)
    if (odd := odd_character(name)) is not None:
        said, plain = odd
        return NotHgvs(name, said, plain and _better(plain))
    if match is None or _SPACE.search(name):
        return NotHgvs(name, _why_no_name(name, axis), _without_slips(name))
    accession, inner = match["accession"], match["inner"]
    gene, old, around = inner, None, None
    if accession is not None:
        selected = inner if inner is not None and SELECTED.match(inner) else None
        problem = why_not_counted(accession, inner, match["axis"])
        if selected is not None:
            # NC_000023.11(NM_004006.2):c.94-2A>G is relative to the transcript.
            problem = why_not_counted(selected, None, match["axis"])
            accession, gene, around = selected, None, accession
        if problem is not None:
            better = _LOWER.sub(lambda found: found[0].upper(), name)
            return NotHgvs(name, problem, _better(better) if better != name else None)
        if match["axis"] != "g" and inner is None and accession.startswith("NG_"):
            old = "HGVS asks for the transcript too, as in NG_012232.1(NM_004006.2)"
        elif lacks_version(accession):
            old = f"HGVS asks for the version too, as in {accession}.1"
    read = _change(AXES[match["axis"]][0], match["body"])
    if isinstance(read, HgvsFault):
        head = name[: match.start("body")]
        return NotHgvs(name, read.problem, read.better and _better(f"{head}{read.better}"))
    return read._replace(
        name=name, accession=accession, gene=gene, old=read.old or old, around=around
    )


def _on_several(name: str) -> HgvsName | NotHgvs | None:
    """A name of changes that are each on their own sequence; None for other names."""
    try:
        parts = members(name)
    except NotMembersError:
        return None
    heads = [_HEAD.match(part) for part in parts]
    if parts == [name] or not all(heads):
        return None
    read = [_read_name(part, "") for part in parts]
    for part, each in zip(parts, read, strict=True):
        if isinstance(each, NotHgvs):
            return NotHgvs(name, f"{part}: {each.problem}")
    found = [each for each in read if isinstance(each, HgvsName)]
    if len(found) == 1:
        return found[0]._replace(name=name)
    axes = dict.fromkeys(f"{each.axis}." for each in found)
    if len(axes) > 1:
        return NotHgvs(name, f"it has {' and '.join(axes)} in one: give each by itself")
    accessions = dict.fromkeys(each.accession for each in found)
    only = next(iter(accessions)) if len(accessions) == 1 else None
    others = tuple(each for each in accessions if each is not None)
    first, old = found[0], _together(name, {each.name: each for each in found})
    if isinstance(old, HgvsFault):
        return NotHgvs(name, old.problem)
    return HgvsName(
        name, only, None, first.axis, None, None, HgvsEdit("several"), False, len(found),
        first.letters, old, others,
    )  # fmt: skip


_SPACE = re.compile(r"\s")
_TITLE: Final = re.compile(r"[,;]? \(?p\.\S+\Z")
"""The end of a title, as in NM_007294.4(BRCA1):c.181T>G (p.Cys61Gly)."""
_LOWER: Final = re.compile(r"\A[nx][cgmrptw]_")
"""The beginning of an accession in lower case."""


def _better(name: str) -> str | None:
    """A name that another may mean, or what that one should be; None if it is not HGVS either."""
    read = _read_name(name, "")
    return name if isinstance(read, HgvsName) else read.better


def _why_no_name(name: str, axis: str) -> str:
    if _TITLE.search(name):
        return TWO_NAMES
    if _SPACE.search(name):
        return "it has white space in it"
    _, colon, after = name.rpartition(":")
    if not colon:
        return f"it is not of the form accession:{axis or 'c'}.change"
    if re.match(r"[gmocnrp]\.", after) is None:
        return "after the colon it does not say what it counts (g., m., c., n., r. or p.)"
    return "the text before the colon is not an accession" if after[2:] else "it has no change"


_SLIPS = re.compile(
    r"((?:[NX][CGMRPTW]_|ENS[TP])[0-9]{6,11}[.][0-9]{1,3}(?:\([^():]{1,30}\))?)[:;,]?"
    r"([gmcnrp])[.:]?(?=[-*(\[0-9A-Z])"
)
"""An accession and a coordinate type, perhaps without colon or dot."""


def _without_slips(name: str) -> str | None:
    """A name without white space, with its colon and its dot; None if it is not HGVS then either.

    >>> _without_slips("NM_007294.4c.1050 T>G")
    'NM_007294.4:c.1050T>G'
    """
    better = _SLIPS.sub(r"\1:\2.", _SPACE.sub("", name), count=1)
    return better if better != name and isinstance(_read_name(better, ""), HgvsName) else None


_OF_THE_WHOLE = ("NoProduct", "NoProtein", "Splice")
_ACROSS_ORIGIN = re.compile(r"(?=([1-9][0-9]{2,8})_1ins)")
_INITIATOR = re.compile(r"(\(?(?:Met|M))1(?=[A-Z*])")
_MIXED = "its amino acids are not all in one letter, or all in three (as I or Ile)"


def _plain(region: str, offset: str) -> re.Pattern[str]:
    """A pattern of common changes; its positions have these affixes."""
    position = f"{region}[1-9][0-9]*+{offset}"
    return re.compile(
        rf"\A{position}(?:([ACGT])>(?!\1)[ACGT]|(?:_{position})?(?:del|dup|inv|(?:del)?ins[ACGT]+))"
    )


_OFFSET = "(?:[-+][1-9][0-9]*)?"
_PLAIN_GENOMIC = _plain("", "")
_PLAIN: Final[Mapping[str, re.Pattern[str]]] = MappingProxyType(
    {
        **dict.fromkeys("gmo", _PLAIN_GENOMIC),
        "c": _plain("[-*]?", _OFFSET),
        "n": _plain("", _OFFSET),
        "r": re.compile("[?]"),
        "p": re.compile(
            r"\A\(?(?:[A-Z][a-z]{2}|[A-Z])[1-9][0-9]*+(?:[A-Z][a-z]{2}|[A-WYZ]|[*=])\)?"
        ),
    }
)
"""Patterns of well-formed changes for each coordinate type, if the grammar reads them."""


_SUBSTITUTED = re.compile(
    rf"(?P<open>\()?(?P<before>{THREE_LETTERS})(?P<place>{FROM_TWO})"
    rf"(?!(?P=before))(?P<after>{THREE_LETTERS}|Ter|=)(?(open)\))"
)
"""The substitution of an amino acid in three letters, or none."""


def _change(axis: Axis, body: str) -> HgvsName | HgvsFault:
    """The part after the coordinate type of a name, or the reason that it is not a change."""
    if axis == "p" and (found := _SUBSTITUTED.fullmatch(body)) is not None:
        # Nearly all names, which need no grammar.
        before, after, place = found["before"], found["after"], int(found["place"])
        at = Location(place, residue=before)
        kind = "identity" if after == "=" else "substitution"
        edit = HgvsEdit(kind, (before,), (before if after == "=" else after,))
        return HgvsName("", None, None, axis, at, at, edit, found["open"] is not None, 1, 3)
    if _PLAIN[axis].fullmatch(body):
        return _one_change(axis, body, is_plain=True)
    if "::" in body or body.endswith("]sup"):
        return _one_change(axis, body)  # joined or extra chromosomes
    try:
        parts = members(body)
    except NotMembersError as error:
        return HgvsFault(str(error))
    if len(parts) == 1:
        return _one_change(axis, parts[0])
    changes: dict[str, HgvsName] = {}
    for part in parts:
        read = None if is_of_the_whole(part) else _one_change(axis, part)
        if isinstance(read, HgvsFault) and read.problem == TWO_NAMES:
            return read
        if isinstance(read, HgvsFault):
            better = read.better and body.replace(part, read.better, 1)
            message = read.problem if part in read.problem else f"{part}: {read.problem}"
            return HgvsFault(message, better)
        if read is not None:
            changes[part] = read
    old = _together(body, changes)
    if isinstance(old, HgvsFault):
        return old
    letters = letters_of(body) if axis == "p" else 0
    if letters is None:
        return HgvsFault(_MIXED)
    several = HgvsEdit("several")
    return HgvsName("", None, None, axis, None, None, several, False, len(parts), letters, old)


def _together(text: str, changes: Mapping[str, HgvsName]) -> HgvsFault | str | None:
    """What is wrong with changes of one molecule, or else outdated in them."""
    placed = {
        part: NamedChange(part, read.accession, read.start, read.end, read.edit.kind)
        for part, read in changes.items()
        if read.start is not None and read.end is not None
    }
    return together(text, placed)


def _one_change(axis: Axis, body: str, *, is_plain: bool = False) -> HgvsName | HgvsFault:
    """One change, or the reason that it is invalid; plain ones are known to be well formed."""
    letters = letters_of(body) if axis == "p" else 0
    if letters is None:
        return written_fault(axis, body) or HgvsFault(_MIXED)
    initiator = _INITIATOR.match(body) if axis == "p" else None
    # HGVS requires p.Met1? there, as does the grammar, but the Allele Registry writes p.Met1Val. On
    # any other residue it is a plain substitution.
    plain = body if initiator is None else f"{initiator[1]}2{body[initiator.end() :]}"
    # On a circular sequence the last base is next to the first, which the grammar does not know.
    last = _ACROSS_ORIGIN.match(body) if axis in "mo" else None
    if last is not None:
        plain = f"1_2{body[len(last[1]) + 2 :]}"
    inner = read_change(axis, plain)
    if inner is None:
        return unread_fault(axis, body)
    fault = None if is_plain else written_fault(axis, body)
    if fault is not None:
        return fault
    located = inner.get("loc_edit")
    if located is None:
        return HgvsName("", None, None, axis, None, None, HgvsEdit("other"), False, 1, letters)
    certainty, change = next(iter(located["edit"].items()))
    word, detail = (change, {}) if isinstance(change, str) else next(iter(change.items()))
    start, end = (location_of(located["location"].get(key)) for key in ("start", "end"))
    if initiator is not None and start is not None:
        start = end = start._replace(base=1)
    if last is not None and start is not None:
        start, end = Location(int(last[1])), start
    if word in _OF_THE_WHOLE or detail.get("whole_entity") or detail.get("whole_protein"):
        start = end = None
    if not is_plain or word != "Substitution" or axis == "p":
        fault = located_fault(axis, body, word, detail, (start, end))
    if fault is not None:
        return fault
    predicted = certainty == "Uncertain" or bool(detail.get("predicted"))
    old = None if is_plain else old_way(axis, body, word, detail)
    edit = edit_of(word, detail, start, end)
    return HgvsName("", None, None, axis, start, end, edit, predicted, 1, letters, old)
