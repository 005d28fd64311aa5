"""Genes that are made for measuring: exons, introns, a coding region, and places on two builds.

Positions are boundaries between bases, counted from 0, as in the model. A gene knows each of its
transcript's boundaries on the gene's own sequence and on the chromosomes.
"""

from __future__ import annotations

import random
from bisect import bisect_right
from dataclasses import dataclass, field
from itertools import accumulate, product
from typing import Final, NamedTuple

from clingen_ld.variation.assemblies import chromosomes
from clingen_ld.variation.sequences import AMINO_ACIDS

CHROMOSOMES: Final = tuple(name for name in chromosomes("GRCh38") if name != "MT")
NEW, OLD = "GRCh38", "GRCh37"

_SLOT: Final = 60_000
"""The part of a chromosome that one gene has, so that none lies on another."""
_FIRST: Final = 2_000_000
_UPSTREAM: Final = 5_000
"""How far a gene's own sequence begins before the gene."""
_NEAR: Final = 60
"""How many bases of an intron are told at each of its ends."""
_COMPLEMENT: Final = str.maketrans("ACGT", "TGCA")
# By the codons in the order of the table that textbooks print: T, C, A, G at each place.
_AMINO_ACIDS: Final = "FFLLSSSSYY**CC*WLLLLPPPPHHQQRRRRIIIMTTTTNNKKSSRRVVVVAAAADDEEGGGG"
CODE: Final = {
    "".join(codon): AMINO_ACIDS[letter]
    for codon, letter in zip(product("TCAG", repeat=3), _AMINO_ACIDS, strict=True)
}
"""The genetic code."""
_SENSE: Final = [codon for codon, amino_acid in CODE.items() if amino_acid != "Ter"]


def complement(bases: str) -> str:
    """Bases as they are on the other strand."""
    return bases.translate(_COMPLEMENT)[::-1]


class Boundary(NamedTuple):
    """A boundary on a transcript; in an intron, counted from the nearer exon."""

    at: int
    offset: int = 0
    direction: str = ""


@dataclass(slots=True)
class MadeGene:
    """A gene, by its number; the same for the same number and seed."""

    number: int
    seed: int
    random: random.Random = field(init=False)
    chromosome: str = field(init=False)
    forward: bool = field(init=False)
    exon_ends: list[int] = field(init=False)
    _shifts: list[int] = field(init=False)
    """For each exon, how long the introns before it are together."""
    introns: list[tuple[str, str]] = field(init=False)
    """The first and the last bases of the introns."""
    bases: str = field(init=False)
    """The transcript."""
    coding: tuple[int, int] = field(init=False)
    has_own_sequence: bool = field(init=False)
    has_other_transcript: bool = field(init=False)
    other_start: int = field(init=False)
    """Where a transcript that does not code begins within this one."""

    def __post_init__(self) -> None:
        self.random = chance = random.Random(f"{self.seed}:{self.number}")
        self.chromosome = CHROMOSOMES[self.number % len(CHROMOSOMES)]
        self.forward = chance.random() < 0.5
        before, after = chance.randrange(40, 300), chance.randrange(80, 500)
        codons = ["ATG", *chance.choices(_SENSE, k=chance.randrange(150, 700)), "TAA"]
        ends = (self._bases(before), self._bases(after))
        self.bases = "".join([ends[0], *codons, ends[1]])
        self.coding = before, before + 3 * len(codons)
        self._split()
        self.has_own_sequence = chance.random() < 0.5
        self.has_other_transcript = chance.random() < 0.35
        self.other_start = chance.randrange(5, before - 20)

    def _bases(self, number: int) -> str:
        return "".join(self.random.choices("ACGT", k=number))

    def _split(self) -> None:
        """Split the transcript into exons, with introns between them."""
        first, last = self.coding
        self.exon_ends = list(range(first + self.random.randrange(60, 130), last - 40, 131))
        lengths = [self.random.randrange(300, 2300) for _ in self.exon_ends]
        self._shifts = [0, *accumulate(lengths)]
        self.introns = [(self._bases(_NEAR), self._bases(_NEAR)) for _ in lengths]
        self.exon_ends.append(len(self.bases))

    @property
    def id(self) -> int:
        """The number that its ids have."""
        return 1000 + self.number

    @property
    def symbol(self) -> str:
        """Its symbol, which no real gene has."""
        return f"MADE{self.number + 1}"

    def accession(self, kind: str) -> str:
        """The accession of one of its sequences: NM, NR, NP or NG."""
        number = self.number + 1
        digits = f"{number:06}" if number % 3 else f"{700_000_000 + number}"
        return f"{kind}_{digits}.{number % 7 + 1}"

    def on_gene(self, boundary: Boundary) -> int:
        """A boundary of the transcript on the gene."""
        exon = bisect_right(self.exon_ends, boundary.at)
        if boundary.direction == "+" or boundary.at == self.exon_ends[-1]:
            exon = bisect_right(self.exon_ends, boundary.at - 1)
        offset = -boundary.offset if boundary.direction == "-" else boundary.offset
        return boundary.at + self._shifts[exon] + offset

    def interval(self, start: Boundary, end: Boundary) -> tuple[int, int]:
        """An interval of the transcript on the gene.

        What begins in an exon begins in the one of its first base, and ends in that of its last:
        where two exons meet, the two are an intron apart.
        """
        low = self.on_gene(start)
        if end.direction or end.at == start.at:
            return low, self.on_gene(end)
        return low, self.on_gene(Boundary(end.at - 1)) + 1

    def own(self, interval: tuple[int, int]) -> tuple[int, int]:
        """An interval of the gene on its own sequence."""
        return interval[0] + _UPSTREAM, interval[1] + _UPSTREAM

    def on_chromosome(self, build: str, interval: tuple[int, int]) -> tuple[int, int]:
        """An interval of the gene on the chromosome of a build."""
        slot = self.number // len(CHROMOSOMES)
        shift = 0 if build == NEW else 90_001 + 1_013 * CHROMOSOMES.index(self.chromosome)
        origin = _FIRST + slot * _SLOT + shift
        if self.forward:
            return origin + interval[0], origin + interval[1]
        last = origin + _SLOT
        return last - interval[1], last - interval[0]

    def sequence(self, build: str) -> str:
        """The accession of its chromosome in a build."""
        return chromosomes(build)[self.chromosome].accession
