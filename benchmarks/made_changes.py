"""Changes that are made for measuring: where on a transcript, and what for what, with HGVS names.

Most are substitutions; deletions, insertions, duplications and others come in the proportions in
which clinical databases have them. None can be moved along a repeat, so that each has one place
and one name on every sequence.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from benchmarks.made_genes import CODE, Boundary, MadeGene, complement

_KINDS: Final = ("substitution", "deletion", "duplication", "insertion", "delins")
_OF_HUNDRED: Final = (82, 8, 4, 2, 4)
_LENGTHS: Final = (1, 1, 1, 2, 2, 3, 4, 6, 11)
_INTRONIC: Final = 0.18


@dataclass(frozen=True, slots=True)
class Change:
    """A change on the transcript of a gene; in an intron, both ends are counted from one exon.

    The ends of a duplication are those of what it doubles, and its reference is empty.
    """

    gene: MadeGene
    kind: str
    start: Boundary
    end: Boundary
    reference: str
    alternate: str

    @property
    def region(self) -> str:
        """The part of the transcript that it lies in."""
        first, last = self.gene.coding
        if self.start.direction:
            return "intron"
        if self.start.at < first:
            return "five_prime_UTR"
        return "three_prime_UTR" if self.end.at > last else "CDS"

    @property
    def on_gene(self) -> tuple[int, int]:
        """Its interval on the gene."""
        return self.gene.interval(self.start, self.end)

    def on_other_strand(self) -> tuple[str, str]:
        """Its alleles as a chromosome has them that the gene lies backwards on."""
        return complement(self.reference), complement(self.alternate)

    def codon(self) -> tuple[int, str, str] | None:
        """The amino acid that a substitution changes: its number from 0, before and after."""
        first, last = self.gene.coding
        if self.kind != "substitution" or self.region != "CDS":
            return None
        place = self.start.at - first
        if place < 3 or self.start.at >= last - 3:
            return None  # the first codon and the last have names of other kinds
        begin = self.start.at - place % 3
        before = self.gene.bases[begin : begin + 3]
        after = before[: place % 3] + self.alternate + before[place % 3 + 1 :]
        return place // 3, CODE[before], CODE[after]


def changes(gene: MadeGene, number: int) -> Iterator[Change]:
    """So many changes of a gene, no two of which are the same, nor have the same effect."""
    seen: set[object] = set()
    while number:
        kind = gene.random.choices(_KINDS, _OF_HUNDRED)[0]
        is_intronic = gene.random.random() < _INTRONIC
        change = _in_intron(gene) if is_intronic else _in_exon(gene, kind)
        if change is None:
            continue
        key = (change.start, change.end, change.alternate)
        effect = change.codon()
        if key in seen or effect in seen:
            continue
        seen |= {key} if effect is None else {key, effect}
        number -= 1
        yield change


def _in_intron(gene: MadeGene) -> Change | None:
    """A substitution, or the deletion of one base, in an intron."""
    number = gene.random.randrange(len(gene.introns))
    head, tail = gene.introns[number]
    index, downstream = gene.exon_ends[number], gene.random.random() < 0.5
    place = min(int(gene.random.expovariate(0.12)) + 1, len(head) - 2)
    bases = head if downstream else tail[::-1]
    base, beside = bases[place - 1], (bases[place - 2 : place - 1], bases[place])
    ends = (place - 1, place) if downstream else (place, place - 1)
    sign = "+" if downstream else "-"
    start, end = (Boundary(index, offset, sign) for offset in ends)
    if place > 1 and base not in beside and gene.random.random() < 0.1:
        return Change(gene, "deletion", start, end, base, "")
    return Change(gene, "substitution", start, end, base, _other(gene, base))


def _in_exon(gene: MadeGene, kind: str) -> Change | None:
    """A change in an exon; None when it is not of that kind there."""
    chance = gene.random
    where = chance.random()
    first, last = gene.coding
    low, high = (first, last) if where < 0.92 else (3, first) if where < 0.96 else (last, None)
    start = chance.randrange(low, (high or len(gene.bases)) - 15)
    length = 1 if kind == "substitution" else chance.choice(_LENGTHS)
    end = start + length
    if any(start - 2 < edge < end + 2 for edge in gene.exon_ends):
        return None
    before, bases, after = gene.bases[start - 1], gene.bases[start:end], gene.bases[end]
    if kind == "substitution":
        return _change(gene, kind, start, end, _other(gene, bases))
    if kind in ("deletion", "duplication"):
        if after == bases[0] or before == bases[-1]:
            return None
        if kind == "deletion":
            return _change(gene, kind, start, end, "")
        return Change(gene, kind, Boundary(start), Boundary(end), "", bases)
    new = "".join(chance.choices("ACGT", k=chance.choice(_LENGTHS)))
    if kind == "insertion":
        if new[0] == bases[0] or new[-1] == before:
            return None
        return _change(gene, kind, start, start, new)
    if len(new) == len(bases) == 1 or new[0] == bases[0] or new[-1] == bases[-1]:
        return None
    if new == complement(bases):
        return None  # which is an inversion
    return _change(gene, kind, start, end, new)


def _change(gene: MadeGene, kind: str, start: int, end: int, alternate: str) -> Change:
    return Change(gene, kind, Boundary(start), Boundary(end), gene.bases[start:end], alternate)


def _other(gene: MadeGene, base: str) -> str:
    return gene.random.choice([each for each in "ACGT" if each != base])


def coding_name(change: Change) -> str:
    """What the HGVS name of a change says after the accession of a coding transcript."""
    start, end = change.start, change.end
    if start.direction == "+":
        edge = coding_position(change.gene, start.at - 1)
        first = last = f"{edge}+{end.offset}"
    elif start.direction == "-":
        edge = coding_position(change.gene, start.at)
        first = last = f"{edge}-{start.offset}"
    else:
        bases = named_bases(change.kind, (start.at, end.at))
        first, last = (coding_position(change.gene, base) for base in bases)
    return f"c.{_edit(change.kind, first, last, change.reference, change.alternate)}"


def coding_position(gene: MadeGene, base: int) -> str:
    """The number of a base, counted from 0 on the transcript, in names of coding transcripts."""
    first, last = gene.coding
    if base < first:
        return str(base - first)
    return str(base - first + 1) if base < last else f"*{base - last + 1}"


def linear_name(kind: str, interval: tuple[int, int], reference: str, alternate: str) -> str:
    """What an HGVS name of a chromosome, gene or other transcript says after the g. or n."""
    first, last = (str(base + 1) for base in named_bases(kind, interval))
    return _edit(kind, first, last, reference, alternate)


def named_bases(kind: str, interval: tuple[int, int]) -> tuple[int, int]:
    """The first and the last base that a name of an interval has, counted from 0."""
    start, end = interval
    return (start - 1, start) if kind == "insertion" else (start, end - 1)


def _edit(kind: str, first: str, last: str, reference: str, alternate: str) -> str:
    if kind == "substitution":
        return f"{first}{reference}>{alternate}"
    span = first if first == last else f"{first}_{last}"
    if kind == "insertion":
        return f"{span}ins{alternate}"
    return {"deletion": f"{span}del", "duplication": f"{span}dup"}.get(
        kind, f"{span}delins{alternate}"
    )
