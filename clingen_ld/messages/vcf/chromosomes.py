"""The sequences of a build by the names that variant files give them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from clingen_ld.variation.assemblies import (
    CURRENT,
    chromosome_length,
    chromosomes,
    molecule,
    oldest_first,
    refseq_accession,
)

MITOCHONDRIAL: Final = "MT"


def plain_name(contig: str) -> str:
    """The name of a chromosome without the ways to spell it.

    >>> plain_name("chr1"), plain_name("M"), plain_name("chrUn_KI270742v1")
    ('1', 'MT', 'Un_KI270742v1')
    """
    name = contig[3:] if contig[:3].lower() == "chr" else contig
    return MITOCHONDRIAL if name == "M" else name


CAMBRIDGE: Final = "NC_012920.1"
"""The mitochondrial sequence of GRCh37 and GRCh38 (revised Cambridge Reference Contig)."""
YORUBAN: Final = "NC_001807.4"
"""The mitochondrial sequence that UCSC put in its hg18 and hg19, and called chrM."""
MITOCHONDRIAL_LENGTHS: Final = {CAMBRIDGE: 16569, YORUBAN: 16571}
_ACCESSION: Final = re.compile(
    r"(?:NC_(?:[0-9]{6}|[0-9]{9})|CM[0-9]{6})(?P<version>\.[1-9][0-9]*)?"
)
_MOST: Final = 10_000  # names that are remembered; a right file has some thousands


class Contig(NamedTuple):
    """A sequence, and its length in bases where that is known."""

    accession: str
    length: int | None

    def is_telomere(self, position: int) -> bool:
        """Whether POS, 1-based, is one of the telomeres, which have the positions 0 and N+1."""
        return position == 0 or position - 1 == self.length

    def outside(self, position: int, bases: int) -> str | None:
        """The way in which a record at POS, 1-based, with a REF of this length is outside, if
        so."""
        end = position - 1 + bases
        if self.length is None or end <= self.length or self.is_telomere(position):
            return None
        return (
            f"the record ends at base {end}, but {self.accession} has {self.length}: "
            "the build may be another"
        )


class NoSequence(NamedTuple):
    """Why a name means no sequence; `grave` when it should."""

    reason: str
    grave: bool = False


class BuildNeededError(Exception):
    """A name can only be understood with a build, and none is known."""


@dataclass(slots=True)
class Chromosomes:
    """The sequences of a build by the names that variant files give them.

    Names are 1 to 22, X, Y and MT, with or without chr, M for MT, and accessions of RefSeq or
    GenBank, which mean one sequence.
    """

    build: str | None
    mitochondrial_length: int | None = None
    _known: dict[str, Contig | NoSequence] = field(default_factory=dict)

    def find(self, name: str) -> Contig | NoSequence:
        """The sequence with a name. Raises `BuildNeededError` if it depends on the build."""
        found = self._known.get(name)
        if found is None:
            found = self._find(name)
            if len(self._known) < _MOST:
                self._known[name] = found
        return found

    def _find(self, name: str) -> Contig | NoSequence:
        refseq = refseq_accession(name)
        if refseq is not None:
            return self._by_accession(refseq, has_version=True)
        accession = _ACCESSION.fullmatch(name)
        if accession is not None:
            return self._by_accession(name, accession["version"] is not None)
        plain = plain_name(name)
        if plain == MITOCHONDRIAL:
            return self._mitochondrial(name)
        if plain not in chromosomes(CURRENT):
            build = self.build or "any build"
            return NoSequence(f"it is not a chromosome of {build}")
        if self.build is None:
            raise BuildNeededError
        chromosome = chromosomes(self.build)[plain]
        return Contig(chromosome.accession, chromosome.length)

    def _by_accession(self, name: str, has_version: bool) -> Contig | NoSequence:
        if not has_version:
            return NoSequence("the accession has no version", grave=True)
        known = molecule(name)
        builds = known.builds if known is not None else frozenset()
        if self.build is not None and builds and self.build not in builds:
            others = ", ".join(oldest_first(builds))
            return NoSequence(f"it is a sequence of {others}, not of {self.build}", grave=True)
        return Contig(name, chromosome_length(name))

    def _mitochondrial(self, name: str) -> Contig | NoSequence:
        """The mitochondrial sequence, which the build does not always determine."""
        length = self.mitochondrial_length
        if length is not None:
            for accession, known in MITOCHONDRIAL_LENGTHS.items():
                if length == known:
                    return Contig(accession, known)
            return NoSequence(f"no mitochondrial sequence known has {length} bases", grave=True)
        if self.build is None:
            raise BuildNeededError
        if self.build == "GRCh37" and name.startswith("chr"):
            return NoSequence(
                f"it is {YORUBAN} in hg19 of UCSC, {CAMBRIDGE} elsewhere: "
                "give its length in ##contig",
                grave=True,
            )
        chromosome = chromosomes(self.build).get(MITOCHONDRIAL)
        if chromosome is None:
            return NoSequence(f"which mitochondrial sequence {self.build} has is not known")
        return Contig(chromosome.accession, chromosome.length)
