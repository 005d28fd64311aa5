"""Plain HGVS names, by far the most frequent, read by one regular expression.

A plain name has an accession with its version, one position or two without offsets, and a
substitution, a deletion, an insertion, or a deletion with an insertion, of bases. Everything read
here is certainly HGVS, as are the recognized changes in introns and of proteins;
`clingen_ld.variation.hgvs` reads all other names. `name_type` gives the type of any name.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

from clingen_ld.variation.assemblies import refseq_accession
from clingen_ld.variation.hgvs_parts import why_not_counted
from clingen_ld.variation.sequences import AMINO_ACIDS

AXES_OF: Final[Mapping[str, str]] = MappingProxyType({
    "hgvs-genomic": "go",
    "hgvs-mito": "m",
    "hgvs-cdna": "c",
    "hgvs-ncrna": "n",
    "hgvs-rna": "r",
    "hgvs-protein-1": "p",
    "hgvs-protein-3": "p",
})  # fmt: skip
"""The coordinate types of the HGVS names of a type; the first is the default."""

# The first of several: an insertion may be of another sequence, as in c.1_2ins[NC_000004.11:g.5_9].
_AXIS = re.compile(r"(?:.*?[^.]:)??([gmocnrp])\.(.*)", re.DOTALL)
_BY_AXIS = {axis: type_ for type_, axes in AXES_OF.items() for axis in axes if axes != "p"}
_BY_START = {f"{axis}.": type_ for axis, type_ in _BY_AXIS.items()}
# Two lower-case letters after a capital: the second and third letter of an amino acid.
_THREE_LETTERS = re.compile(r"[A-Z][a-z]{2}")
# An amino acid in one letter, also in R97Pfs*23, R97PfsTer23 and *110Qext*17; neither X, which may
# be a stop, nor the letters of an accession.
_ONE_LETTER = re.compile(r"[A-WYZ](?:(?=fs|ext)|(?![a-z]{2}|[A-Z]?_))")


def name_type(name: str) -> str:
    """The type of a name, by its coordinate type; `custom` without one.

    >>> name_type("NM_007294.3:c.5297T>G"), name_type("NP_009225.1:p.I1766S"), name_type("delF508")
    ('hgvs-cdna', 'hgvs-protein-1', 'custom')
    """
    at = name.find(":")
    is_one = at > 0 and name[at - 1] != "." != name[1] and name.find(":", at + 1) < 0
    if is_one:  # as nearly all are
        start = name[at + 1 : at + 3]
        if start == "p.":
            return _protein_type(name[at + 3 :])
        if start in _BY_START:
            return _BY_START[start]
    match = _AXIS.fullmatch(name)
    if match is None:
        return "custom"
    return _protein_type(match[2]) if match[1] == "p" else _BY_AXIS[match[1]]


def _protein_type(change: str) -> str:
    """The type of the name of a change of a protein."""
    if _THREE_LETTERS.search(change) is not None and _ONE_LETTER.search(change) is None:
        return "hgvs-protein-3"
    # p.= and p.? have no letters: they count as the current form.
    return "hgvs-protein-3" if re.search("[A-Z]", change) is None else "hgvs-protein-1"


_NUMBER: Final = "([1-9][0-9]{0,8})"
_PLAIN: Final = re.compile(
    rf"([A-Z]{{2}}_[0-9]{{6,9}}\.[0-9]+):([gcn])\.{_NUMBER}(?:_{_NUMBER})?"
    r"(?:([ACGT])>(?!\5)([ACGT])|(delins|del|ins)([ACGT]*))"
)

_INTRON: Final = re.compile(
    rf"([NX][MR]_[0-9]{{6,9}}\.[0-9]+):([cn])\.{_NUMBER}[+-]{_NUMBER}(?:([ACGT])>(?!\5)[ACGT]|del|dup)"
)
_NAMES: Final = [(one, AMINO_ACIDS[one]) for one in "ARNDCQEGHILKMFPSTWYV"]
_ONE: Final = f"[{''.join(one for one, _ in _NAMES)}]"
THREE_LETTERS: Final = f"(?:{'|'.join(three for _, three in _NAMES)})"
"""The amino acids of proteins, as a regular expression."""
# The first residue is the initiator, for which HGVS has other names.
FROM_TWO: Final = "(?:[2-9]|[1-9][0-9]{1,8})"
"""The number of a residue after the initiator, as a regular expression."""
_PROTEIN: Final = re.compile(
    rf"([NX]P_[0-9]{{6,9}}\.[0-9]+):p\.(?P<open>\()?"
    rf"(?:(?P<one>{_ONE}){FROM_TWO}(?:=|(?!(?P=one)){_ONE})"
    rf"|(?P<three>{THREE_LETTERS}){FROM_TWO}(?:=|(?!(?P=three)){THREE_LETTERS}))(?(open)\))"
)
_UNTRANSLATED: Final = re.compile(
    rf"([NX]M_[0-9]{{6,9}}\.[0-9]+):(c)\.[*-]{_NUMBER}([ACGT])>(?!\4)[ACGT]"
)
_DUPLICATION: Final = re.compile(
    rf"([A-Z]{{2}}_[0-9]{{6,9}}\.[0-9]+):([gcn])\.{_NUMBER}(?:_{_NUMBER})?dup"
)


_SUBSTITUTION: Final = re.compile(r"[1-9][0-9]{0,8}([ACGT])>(?!\1)[ACGT]")
_heads: Final[dict[str, str]] = {}
"""The beginnings of the last plain names, up to the position, with their coordinate type: of a
substitution, the rest is read in half the time."""
_MOST_HEADS: Final = 4096
_GENBANK: Final = "CM"
"""What the accessions of chromosomes begin with at GenBank, which count as RefSeq's do."""


class PlainName(NamedTuple):
    """A plain name: positions are 1-based and inclusive, in its coordinate type.

    For an insertion they are the flanking bases. `reference` is None if the name does not give it.
    """

    accession: str
    axis: str
    start: int
    end: int
    reference: str | None
    alternate: str
    is_insertion: bool

    def is_change(self, offset: int, start: int, end: int, reference: str | None,
                  alternate: str) -> bool:  # fmt: skip
        """Whether it is a change at an interval (0-based interbase), with `offset` before base 1.

        False also if that needs a closer look.
        """
        first = self.start + offset - (0 if self.is_insertion else 1)
        last = self.start + offset if self.is_insertion else self.end + offset
        if first != start or last != end or self.alternate != alternate:
            return False
        if reference is None:
            return True
        if len(reference) != end - start:
            return False
        return self.reference is None or self.reference == reference


def plain_axis(name: str) -> str | None:
    """The coordinate type of a name that is certainly HGVS (p1 or p3 for a protein); else None.

    >>> plain_axis("NP_009225.1:p.(Val1766Gly)"), plain_axis("NM_007294.3:c.212+1G>T")
    ('p3', 'c')
    """
    at = name.find(":") + 3
    axis = _heads.get(name[:at])
    if axis is not None and _SUBSTITUTION.fullmatch(name, at):
        return axis
    if name.startswith(_GENBANK) and (known := refseq_accession(name[: at - 3])) is not None:
        axis = plain_axis(known + name[at - 3 :])
        if axis is not None:
            _heads[name[:at]] = axis
        return axis
    if ":p." in name:
        found = _PROTEIN.fullmatch(name)
        if found is None or why_not_counted(found[1], None, "p") is not None:
            return None
        return "p1" if found["one"] else "p3"
    found = _PLAIN.fullmatch(name)
    if found is not None:
        is_right = found[4] is None if found[5] is not None else _plain(found) is not None
        if not (is_right and _is_counted(found[1], found[2])):
            return None
        if len(_heads) >= _MOST_HEADS:
            _heads.clear()
        _heads[name[:at]] = found[2]
        return found[2]
    found = _INTRON.fullmatch(name) or _UNTRANSLATED.fullmatch(name)
    if found is not None:
        return found[2] if why_not_counted(found[1], None, found[2]) is None else None
    found = _DUPLICATION.fullmatch(name)
    if found is None:
        return None
    accession, axis, first, last = found.groups()
    is_right = last is None or int(first) < int(last)
    return axis if is_right and _is_counted(accession, axis) else None


def _is_counted(accession: str, axis: str) -> bool:
    """Whether a coordinate type certainly fits a sequence, in current names."""
    is_of_old = axis != "g" and accession.startswith("NG_")
    return not is_of_old and why_not_counted(accession, None, axis) is None


def read_plain(name: str) -> PlainName | None:
    """A plain name; None for any other.

    >>> read_plain("NM_007294.3:c.5297T>G")
    PlainName(accession='NM_007294.3', axis='c', start=5297, end=5297, reference='T',
    alternate='G', is_insertion=False)
    >>> read_plain("NC_000017.11:g.76_78dup") is None
    True
    """
    found = _PLAIN.fullmatch(name)
    return None if found is None else _plain(found)


def _plain(found: re.Match[str]) -> PlainName | None:
    accession, axis, first, last, base, other, kind, new = found.groups()
    if not _is_counted(accession, axis):
        return None
    start = int(first)
    end = start if last is None else int(last)
    if base is not None:
        if last is not None:
            return None
        return PlainName(accession, axis, start, end, base, other, False)
    if last is not None and end <= start:
        return None
    if kind == "del":
        return None if new else PlainName(accession, axis, start, end, None, "", False)
    if kind == "ins":
        is_right = new and last is not None and end == start + 1
        return PlainName(accession, axis, start, end, None, new, True) if is_right else None
    # One base replacing one is a substitution.
    if not new or len(new) == end - start + 1:
        return None
    return PlainName(accession, axis, start, end, None, new, False)
