"""What the human genome assemblies say about accessions of chromosome sequences.

The tables are those of bioutils, which come with the package: no network is needed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from clingen_ld.model import load_model

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


def assembly_id(build: str) -> str | None:
    """The NCBI assembly id of a build, or None when the model names none for it."""
    return next((code for code, name in _BUILDS.items() if name == build), None)


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
