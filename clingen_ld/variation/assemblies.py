"""What the human genome assemblies say about accessions of chromosome sequences.

The tables are those of bioutils, which come with the package: no network is needed.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import Final

from clingen_ld.model import load_model
from clingen_ld.variation.sequence_sources import SequenceSource

_BUILDS = {"2758": "GRCh37", "88331": "GRCh38"}
"""Builds by the id of their NCBI assembly, as the model names them (section 2)."""


@dataclass(frozen=True, slots=True)
class Molecule:
    """A chromosome sequence: its name in the model, and the builds that it is part of."""

    chromosome: str
    builds: frozenset[str]


def molecule(accession: str) -> Molecule | None:
    """The chromosome sequence of a RefSeq accession, or None when it is unknown.

    A version that no build has, or none, still tells the chromosome.

    >>> molecule("NC_000017.10")
    Molecule(chromosome='17', builds=frozenset({'GRCh37'}))
    """
    known = _molecules()
    return known.get(accession) or known.get(accession.partition(".")[0])


def build_of(code: str) -> str | None:
    """The build of an NCBI assembly id, or None when the model does not name it."""
    return _BUILDS.get(code)


def refseq_accession(genbank: str) -> str | None:
    """The RefSeq accession of a chromosome sequence by the one of GenBank, or None.

    >>> refseq_accession("CM000679.2")
    'NC_000017.11'
    """
    return _by_genbank().get(genbank)


@lru_cache(maxsize=1)
def _by_genbank() -> Mapping[str, str]:
    from bioutils.assemblies import get_assembly, get_assembly_names

    found: dict[str, str] = {}
    for assembly in get_assembly_names():
        for sequence in get_assembly(assembly)["sequences"]:
            refseq, genbank = sequence["refseq_ac"], sequence["genbank_ac"]
            if refseq and genbank and refseq.startswith("NC_"):
                found[genbank] = refseq
    return MappingProxyType(found)


def assembly_id(build: str) -> str | None:
    """The NCBI assembly id of a build, or None when the model names none for it."""
    return next((code for code, name in _BUILDS.items() if name == build), None)


BUILDS: Final = ("GRCh38", "GRCh37", "NCBI36", "T2T-CHM13v2.0")
"""The builds whose chromosomes have names here, as the assembly reports of NCBI write them."""

_BUILD_NAMES: Final = {
    "GRCh38": r"grch38(\.?p\d+)?|hg38|b38|homo_sapiens_assembly38|hs38(d1|dh)?"
    r"|gca_000001405\.(1[5-9]|[2-9]\d)|gcf_000001405\.(2[6-9]|[3-9]\d)",
    "GRCh37": r"grch37(\.?p\d+)?|hg19|b37|homo_sapiens_assembly19|hs37(d5)?|g1k_?v37"
    r"|gca_000001405\.([1-9]|1[0-4])|gcf_000001405\.(1[3-9]|2[0-5])",
    "NCBI36": r"ncbi36|hg18|b36|gcf_000001405\.12",
    "T2T-CHM13v2.0": r"(t2t[-_]?)?chm13[-_]?v?2(\.0)?|hs1|gc[af]_009914755\.[14]",
}
# What is no part of a name: a b37 within another word tells nothing.
_NAMES_IN_TEXT: Final = {
    build: re.compile(rf"(?<![a-z0-9])(?:{names})(?![a-z0-9])", re.I)
    for build, names in _BUILD_NAMES.items()
}


@dataclass(frozen=True, slots=True)
class Chromosome:
    """A chromosome of a build: its name (1 to 22, X, Y, MT), accession, and length in bases."""

    name: str
    accession: str
    length: int


def build_named(name: str) -> str | None:
    """The build of a name that it goes by, or None when it is unknown.

    >>> build_named("hg19"), build_named("GRCh38.p14"), build_named("mm10")
    ('GRCh37', 'GRCh38', None)
    """
    key = name.strip().lower()
    for build, names in _BUILD_NAMES.items():
        if key == build.lower() or re.fullmatch(names, key):
            return build
    return None


def builds_in(text: str) -> frozenset[str]:
    """The builds that a text, such as the name of a file, speaks of.

    >>> sorted(builds_in("file:///data/Homo_sapiens.GRCh38.dna.fa"))
    ['GRCh38']
    """
    return frozenset(build for build, names in _NAMES_IN_TEXT.items() if names.search(text))


def chromosomes(build: str) -> Mapping[str, Chromosome]:
    """The chromosomes of a build by their names, in the order of the assembly.

    >>> chromosomes("GRCh37")["MT"].accession
    'NC_012920.1'
    """
    return _chromosomes().get(build, MappingProxyType({}))


def chromosome_length(accession: str) -> int | None:
    """The length in bases of a chromosome sequence of some build; None when it is unknown."""
    return _lengths().get(accession)


@lru_cache(maxsize=1)
def _lengths() -> Mapping[str, int]:
    tables = _chromosomes().values()
    return MappingProxyType({c.accession: c.length for table in tables for c in table.values()})


@lru_cache(maxsize=1)
def _chromosomes() -> Mapping[str, Mapping[str, Chromosome]]:
    """The chromosomes by build; patches are read too, because some bring what was left out."""
    from bioutils.assemblies import get_assembly, get_assembly_names

    found: dict[str, dict[str, Chromosome]] = {build: {} for build in BUILDS}
    for assembly in sorted(get_assembly_names()):
        table = found.get(assembly.partition(".p")[0])
        if table is None:
            continue
        for sequence in get_assembly(assembly)["sequences"]:
            accession, name = sequence["refseq_ac"] or "", sequence["name"].removeprefix("chr")
            is_whole = sequence["sequence_role"] == "assembled-molecule"
            if is_whole and accession.startswith("NC_"):
                table.setdefault(name, Chromosome(name, accession, sequence["length"]))
    return MappingProxyType({build: MappingProxyType(table) for build, table in found.items()})


@lru_cache(maxsize=1)
def _molecules() -> Mapping[str, Molecule]:
    """Every NC_ accession of the human assemblies, patches included, with and without version."""
    from bioutils.assemblies import get_assembly, get_assembly_names

    chromosomes = load_model().value_sets["reference-sequence-chromosome"].codes
    names: dict[str, str] = {}
    builds: dict[str, set[str]] = {}
    for assembly in get_assembly_names():
        build = assembly.partition(".p")[0]
        for sequence in get_assembly(assembly)["sequences"]:
            accession, name = sequence["refseq_ac"], sequence["name"].removeprefix("chr")
            if accession and accession.startswith("NC_") and name in chromosomes:
                names[accession] = name
                builds.setdefault(accession, set()).add(build)
    found = {ac.partition(".")[0]: Molecule(name, frozenset()) for ac, name in names.items()}
    found |= {ac: Molecule(name, frozenset(builds[ac])) for ac, name in names.items()}
    return MappingProxyType(found)


REFGET: Final = re.compile(r"SQ\.[0-9A-Za-z_-]{32}")
"""A refget accession."""

_BLOCK: Final = 1 << 22  # residues of a sequence that are digested at once


def refget_of(accession: str) -> str | None:
    """The refget accession of a chromosome of GRCh37 or GRCh38; None of any other sequence.

    >>> refget_of("NC_000017.11")
    'SQ.dLZ15tNO1Ur0IcGjwc3Sdi_0A6Yf4zm7'
    """
    return _table().get(accession)


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
    digest = hashlib.sha512()
    for start in range(0, length, _BLOCK):
        residues = source.fetch(accession, start, min(start + _BLOCK, length))
        digest.update(residues.encode("ascii", "replace"))
    return "SQ." + base64.urlsafe_b64encode(digest.digest()[:24]).decode()


@lru_cache(maxsize=1)
def _table() -> Mapping[str, str]:
    text = files(__package__).joinpath("refget-chromosomes.tsv").read_text("utf-8")
    rows = [line.split("\t") for line in text.splitlines() if not line.startswith("#")]
    return MappingProxyType({row[0]: row[1] for row in rows})


@lru_cache(maxsize=1)
def _by_refget() -> Mapping[str, str]:
    return MappingProxyType({refget: accession for accession, refget in _table().items()})
