"""The human genome assemblies: their order, their names, and their chromosome sequences.

**Which build is newer** is decided here, by the order of `ASSEMBLIES`, never alphabetically.
The table of sequences beside this module is from NCBI's assembly reports, as bioutils bundles them;
reading those takes 30 ms.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from clingen_ld.variation.sequences import SequenceSource

ASSEMBLY_SYSTEM: Final = "http://www.ncbi.nlm.nih.gov/assembly/"
"""The system of the accessions of assemblies."""

ASSEMBLIES: Final = (
    "NCBI33", "NCBI34", "NCBI35", "NCBI36", "GRCh37", "CHM1_1.0", "CHM1_1.1", "GRCh38",
    "T2T-CHM13v2.0",
)  # fmt: skip
"""All builds that have chromosome sequences, the oldest first."""
BUILDS: Final = ("NCBI36", "GRCh37", "GRCh38", "T2T-CHM13v2.0")
"""The builds by name, as in NCBI's assembly reports, oldest first."""
CURRENT: Final = "GRCh38"
"""The most common build; it includes all chromosomes and MT."""

TABLE: Final = Path(__file__).with_name("chromosomes.tsv")
"""The chromosome sequences; `scripts/chromosomes.py` writes it."""
_NCBI_IDS: Final = {"GRCh37": "2758", "GRCh38": "88331"}
"""The NCBI assembly ids of builds, as in the model (section 2)."""
_BUILD_NAMES: Final = {
    "GRCh38": "grch38([.]?p[0-9]+)?|hg38|b38|homo_sapiens_assembly38|hs38(d1|dh)?"
    "|gca_000001405[.](1[5-9]|[2-9][0-9])|gcf_000001405[.](2[6-9]|[3-9][0-9])",
    "GRCh37": "grch37([.]?p[0-9]+)?|hg19|b37|homo_sapiens_assembly19|hs37(d5)?|g1k_?v37"
    "|gca_000001405[.]([1-9]|1[0-4])|gcf_000001405[.](1[3-9]|2[0-5])",
    "NCBI36": "ncbi36([.][0-9]+)?|hg18|b36|gcf_000001405[.]12",
    "T2T-CHM13v2.0": "(t2t[-_]?)?chm13([-_]?v?2([.]0)?)?|t2t|hs1|gc[af]_009914755[.][14]",
}
"""The names of builds and patch releases, ignoring case. The expressions are also valid in a
query."""
_UNLESS: Final = {"T2T-CHM13v2.0": r"(?![._-]*(?:draft[._-]*)?v?[01][._])"}
"""What does not follow the name of a build in a text: an older version, as in CHM13_v1.1."""


@lru_cache(maxsize=1)
def _names_in_text() -> Mapping[str, re.Pattern[str]]:
    """The names of each build as whole words; b37 inside a word means nothing."""
    return MappingProxyType(
        {
            build: re.compile(
                rf"(?<![a-z0-9])(?:{names})(?![a-z0-9]){_UNLESS.get(build, '')}", re.I
            )
            for build, names in _BUILD_NAMES.items()
        }
    )


# --- builds ---------------------------------------------------------------------------------------


def oldest_first(builds: Iterable[str]) -> list[str]:
    """Builds, oldest first; those of unknown order come before all others.

    >>> oldest_first({"NCBI36", "T2T-CHM13v2.0", "GRCh38"})
    ['NCBI36', 'GRCh38', 'T2T-CHM13v2.0']
    """
    return sorted(builds, key=lambda name: (age_rank(name), name))


def newest(builds: Iterable[str]) -> str | None:
    """The newest of some builds; None if there are none.

    >>> newest(["GRCh38", "NCBI36", "GRCh37"])
    'GRCh38'
    """
    return next(reversed(oldest_first(builds)), None)


def age_rank(build: str | None) -> int:
    """The index of a build in `ASSEMBLIES`; -1 if it is not there."""
    return ASSEMBLIES.index(build) if build in ASSEMBLIES else -1


def build_named(name: str) -> str | None:
    """The build with a name or alias, or None.

    >>> build_named("hg19"), build_named("GRCh38.p14"), build_named("mm10")
    ('GRCh37', 'GRCh38', None)
    """
    key = name.strip()
    return next((build for build, form in _names_in_text().items() if form.fullmatch(key)), None)


def builds_in(text: str) -> frozenset[str]:
    """The builds mentioned in a text, such as a file name.

    >>> builds_in("file:///data/Homo_sapiens.GRCh38.dna.fa")
    frozenset({'GRCh38'})
    """
    return frozenset(build for build, names in _names_in_text().items() if names.search(text))


def name_pattern(build: str) -> str:
    """A regular expression of all names of a build, for queries, which have no `build_named`.

    It matches a whole text, ignoring case and surrounding spaces.
    """
    return f"^ *({_BUILD_NAMES[build]}) *$"


def build_of(code: str) -> str | None:
    """The build of an NCBI assembly, by its id or accession; None if unknown.

    >>> build_of("88331"), build_of("GCF_000001405.25")
    ('GRCh38', 'GRCh37')
    """
    by_id = next((build for build, known in _NCBI_IDS.items() if known == code), None)
    return by_id or build_named(code)


def assembly_id(build: str) -> str | None:
    """The NCBI assembly id of a build, or None if the model has none."""
    return _NCBI_IDS.get(build)


# --- chromosomes ----------------------------------------------------------------------------------


class Molecule(NamedTuple):
    """A chromosome sequence: its name in the model, and the builds that it is part of."""

    chromosome: str
    builds: frozenset[str]

    @property
    def build(self) -> str | None:
        """The newest build that it is part of; None if no build has this version."""
        return newest(self.builds)


class Chromosome(NamedTuple):
    """A chromosome of a build: its name (1 to 22, X, Y, MT), accession, and length in bases."""

    name: str
    accession: str
    length: int


def molecule(accession: str) -> Molecule | None:
    """The chromosome sequence of a RefSeq or GenBank accession; None if unknown.

    An unknown or missing version still identifies the chromosome.

    >>> molecule("NC_000017.10")
    Molecule(chromosome='17', builds=frozenset({'GRCh37'}))
    """
    known = _molecules()
    return known.get(accession) or known.get(accession.partition(".")[0])


def build_of_sequence(accession: str) -> str | None:
    """The newest build that the chromosome sequence of an accession is part of, or None.

    >>> build_of_sequence("NC_012920.1"), build_of_sequence("NM_007294.3")
    ('GRCh38', None)
    """
    known = molecule(accession)
    return None if known is None else known.build


def chromosomes(build: str) -> Mapping[str, Chromosome]:
    """The chromosomes of a build by their names, in the order of the assembly.

    >>> chromosomes("GRCh37")["MT"].accession
    'NC_012920.1'
    """
    return _chromosomes().get(build, MappingProxyType({}))


def names_of_chromosomes(build: str) -> Mapping[str, str]:
    """The chromosomes of a build, by their RefSeq and GenBank accessions.

    >>> names_of_chromosomes("GRCh38")["CM000679.2"]
    '17'
    """
    rows = [row for row in _rows() if row.build == build]
    named = {row.refseq: row.name for row in rows}
    return named | {row.genbank: row.name for row in rows if row.genbank}


def chromosome_length(accession: str) -> int | None:
    """The length in bases of a chromosome sequence of any build; None if unknown."""
    return _lengths().get(accession) if accession.startswith("NC_") else None


def accession_of_length(name: str, length: int) -> str | None:
    """The accession of the chromosome with a name and a length in bases; None if not certain.

    >>> accession_of_length("17", 83257441), accession_of_length("17", 81195210)
    ('NC_000017.11', 'NC_000017.10')
    """
    return _by_length().get(("MT" if name == "M" else name, length))


def refseq_accession(genbank: str) -> str | None:
    """The RefSeq accession of a chromosome sequence, from its GenBank accession, or None.

    >>> refseq_accession("CM000679.2")
    'NC_000017.11'
    """
    if "_" in genbank or genbank.startswith("ENS"):  # RefSeq's own, LRG's, Ensembl's
        return None
    return _by_genbank().get(genbank)


def with_refseq(accessions: Iterable[str]) -> list[str]:
    """Accessions of one sequence, including RefSeq's if one is GenBank's for a chromosome.

    >>> with_refseq(["CM000679.2"]), with_refseq(["NM_007294.3"])
    (['NC_000017.11', 'CM000679.2'], ['NM_007294.3'])
    """
    given = list(accessions)
    known = (main_accession(each) for each in given)
    return list(dict.fromkeys((*(a for a, g in zip(known, given, strict=True) if a != g), *given)))


def main_accession(accession: str) -> str:
    """The preferred accession of a sequence: RefSeq's instead of GenBank's for a chromosome.

    >>> main_accession("CM000679.2"), main_accession("NM_007294.3")
    ('NC_000017.11', 'NM_007294.3')
    """
    if "_" in accession:  # RefSeq's own
        return accession
    return refseq_accession(accession) or accession


class _Row(NamedTuple):
    """A chromosome sequence in an assembly report."""

    build: str
    name: str
    refseq: str
    genbank: str | None
    refget: str | None
    length: int


@lru_cache(maxsize=1)
def _rows() -> tuple[_Row, ...]:
    """Every NC_ sequence of the human assemblies; some patch releases add missing ones."""
    lines = TABLE.read_text("utf-8").splitlines()
    fields = (line.split("\t") for line in lines if not line.startswith("#"))
    return tuple(
        _Row(build, name, refseq, genbank or None, refget or None, int(length))
        for build, name, refseq, genbank, refget, length in fields
    )


@lru_cache(maxsize=1)
def _molecules() -> Mapping[str, Molecule]:
    """The chromosome sequences by accession, with and without version, and by GenBank's names."""
    builds: dict[str, set[str]] = {}
    for row in _rows():
        builds.setdefault(row.refseq, set()).add(row.build)
    found = {row.refseq.partition(".")[0]: Molecule(row.name, frozenset()) for row in _rows()}
    for row in _rows():
        known = Molecule(row.name, frozenset(builds[row.refseq]))
        found |= {name: known for name in (row.refseq, row.genbank) if name}
    return MappingProxyType(found)


@lru_cache(maxsize=1)
def _chromosomes() -> Mapping[str, Mapping[str, Chromosome]]:
    found: dict[str, dict[str, Chromosome]] = {build: {} for build in BUILDS}
    for row in _rows():
        if row.build in found:
            found[row.build][row.name] = Chromosome(row.name, row.refseq, row.length)
    return MappingProxyType({build: MappingProxyType(table) for build, table in found.items()})


@lru_cache(maxsize=1)
def _lengths() -> Mapping[str, int]:
    tables = _chromosomes().values()
    return MappingProxyType({c.accession: c.length for table in tables for c in table.values()})


@lru_cache(maxsize=1)
def _by_length() -> Mapping[tuple[str, int], str]:
    found: dict[tuple[str, int], set[str]] = {}
    for row in _rows():
        found.setdefault((row.name, row.length), set()).add(row.refseq)
    return MappingProxyType({key: names.pop() for key, names in found.items() if len(names) == 1})


@lru_cache(maxsize=1)
def _by_genbank() -> Mapping[str, str]:
    return MappingProxyType({row.genbank: row.refseq for row in _rows() if row.genbank})


# --- refget ---------------------------------------------------------------------------------------

REFGET: Final = re.compile(r"SQ\.[0-9A-Za-z_-]{32}")
"""A refget accession."""

_BLOCK: Final = 1 << 22  # residues per digest update


def refget_of(accession: str) -> str | None:
    """The refget accession of a chromosome of GRCh37 or GRCh38; None for other sequences.

    >>> refget_of("NC_000017.11")
    'SQ.dLZ15tNO1Ur0IcGjwc3Sdi_0A6Yf4zm7'
    """
    return _refget().get(accession)


def accession_of(refget: str) -> str | None:
    """The RefSeq accession of a chromosome of GRCh37 or GRCh38 by its refget accession.

    >>> accession_of("SQ.dLZ15tNO1Ur0IcGjwc3Sdi_0A6Yf4zm7")
    'NC_000017.11'
    """
    return _by_refget().get(refget)


def refget_digest(source: SequenceSource, accession: str) -> str | None:
    """The refget accession of a sequence of a source, from its residues; None if it has none."""
    length = source.length(accession)
    if length is None:
        return None
    import hashlib

    digest = hashlib.sha512()
    for start in range(0, length, _BLOCK):
        residues = source.fetch(accession, start, min(start + _BLOCK, length))
        digest.update(residues.encode("ascii", "replace"))
    return "SQ." + base64.urlsafe_b64encode(digest.digest()[:24]).decode()


@lru_cache(maxsize=1)
def _refget() -> Mapping[str, str]:
    return MappingProxyType({row.refseq: row.refget for row in _rows() if row.refget})


@lru_cache(maxsize=1)
def _by_refget() -> Mapping[str, str]:
    return MappingProxyType({refget: accession for accession, refget in _refget().items()})


_UNIPROT: Final = re.compile(
    r"(?:[OPQ][0-9][A-Z0-9]{3}[0-9]|[A-NR-Z][0-9](?:[A-Z][A-Z0-9]{2}[0-9]){1,2})(?:[-.][0-9]{1,3})?"
)
_CHROMOSOME: Final = re.compile(r"(?:chr)?([0-9]{1,2}|X|Y|MT?)", re.I)


def no_accession(name: str) -> str:
    """Why a name before the colon is none of a sequence that HGVS counts on.

    >>> no_accession("chr17")
    'chr17 is not an accession of a sequence, such as NC_000017.11 (GRCh38)'
    """
    said = f"{name} is not an accession of a sequence"
    if _UNIPROT.fullmatch(name):
        return f"{name} is of UniProt: HGVS counts on proteins of RefSeq, Ensembl and LRG"
    place = _CHROMOSOME.fullmatch(name)
    key = place[1].upper() if place else ""
    found = chromosomes(CURRENT).get("MT" if key == "M" else key)
    return said if found is None else f"{said}, such as {found.accession} ({CURRENT})"
