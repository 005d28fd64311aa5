"""Which sequence the name of a chromosome in a variant file means."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from clingen_ld.messages.vcf.header import MITOCHONDRIAL, plain_name
from clingen_ld.sequences.assemblies import BUILDS, chromosome_length, chromosomes, molecule

CAMBRIDGE: Final = "NC_012920.1"
"""The mitochondrial sequence of GRCh37 and GRCh38 (revised Cambridge Reference Sequence)."""
YORUBAN: Final = "NC_001807.4"
"""The mitochondrial sequence that UCSC put in its hg18 and hg19, and called chrM."""
MITOCHONDRIAL_LENGTHS: Final = {CAMBRIDGE: 16569, YORUBAN: 16571}

_ACCESSION: Final = re.compile(r"NC_(?:[0-9]{6}|[0-9]{9})(?P<version>\.[1-9][0-9]*)?")
_MOST: Final = 10_000  # names that are remembered; a right file has some thousands


class Sequence(NamedTuple):
    """A sequence, and its length in bases where that is known."""

    accession: str
    length: int | None


class NoSequence(NamedTuple):
    """Why a name means no sequence; `grave` when it should."""

    reason: str
    grave: bool = False


class BuildNeededError(Exception):
    """A name can only be understood with a build, and none is known."""


@dataclass(slots=True)
class Chromosomes:
    """The sequences of a build by the names that variant files give them.

    Names are 1 to 22, X, Y and MT, with or without chr, M for MT, and accessions.
    """

    build: str | None
    mitochondrial_length: int | None = None
    _known: dict[str, Sequence | NoSequence] = field(default_factory=dict)

    def find(self, name: str) -> Sequence | NoSequence:
        """The sequence that a name means. Raises `BuildNeededError` when only a build tells."""
        found = self._known.get(name)
        if found is None:
            found = self._find(name)
            if len(self._known) < _MOST:
                self._known[name] = found
        return found

    def _find(self, name: str) -> Sequence | NoSequence:
        accession = _ACCESSION.fullmatch(name)
        if accession is not None:
            return self._by_accession(name, accession["version"] is not None)
        plain = plain_name(name)
        if plain == MITOCHONDRIAL:
            return self._mitochondrial(name)
        if plain not in chromosomes(BUILDS[0]):
            build = self.build or "any build"
            return NoSequence(f"it is no chromosome of {build}")
        if self.build is None:
            raise BuildNeededError
        chromosome = chromosomes(self.build)[plain]
        return Sequence(chromosome.accession, chromosome.length)

    def _by_accession(self, name: str, has_version: bool) -> Sequence | NoSequence:
        if not has_version:
            return NoSequence("the accession has no version", grave=True)
        known = molecule(name)
        builds = known.builds if known is not None else frozenset()
        if self.build is not None and builds and self.build not in builds:
            others = ", ".join(sorted(builds))
            return NoSequence(f"it is a sequence of {others}, not of {self.build}", grave=True)
        return Sequence(name, chromosome_length(name))

    def _mitochondrial(self, name: str) -> Sequence | NoSequence:
        """The mitochondrial sequence, which the build alone does not always tell."""
        length = self.mitochondrial_length
        if length is not None:
            for accession, known in MITOCHONDRIAL_LENGTHS.items():
                if length == known:
                    return Sequence(accession, known)
            return NoSequence(f"no mitochondrial sequence known has {length} bases", grave=True)
        if self.build is None:
            raise BuildNeededError
        if self.build == "GRCh37" and name.startswith("chr"):
            return NoSequence(
                f"it is {YORUBAN} in hg19 of UCSC, {CAMBRIDGE} elsewhere: "
                "tell its length in ##contig",
                grave=True,
            )
        chromosome = chromosomes(self.build).get(MITOCHONDRIAL)
        if chromosome is None:
            return NoSequence(f"which mitochondrial sequence {self.build} has is not known")
        return Sequence(chromosome.accession, chromosome.length)
