"""The sequence that a name in a variant file means, by the build."""

from __future__ import annotations

import pytest

from clingen_ld.messages.vcf.chromosomes import (
    CAMBRIDGE,
    MITOCHONDRIAL_LENGTHS,
    YORUBAN,
    BuildNeededError,
    Chromosomes,
    Contig,
    NoSequence,
)
from clingen_ld.variation.assemblies import chromosomes


@pytest.mark.parametrize("build", ["GRCh37", "GRCh38"])
def test_a_chromosome_by_all_its_names(build: str) -> None:
    known = Chromosomes(build)
    for name, chromosome in chromosomes(build).items():
        expected = Contig(chromosome.accession, chromosome.length)
        assert known.find(chromosome.accession) == expected
        if name != "MT":
            assert known.find(name) == known.find(f"chr{name}") == expected


@pytest.mark.parametrize("name", ["17", "chrX", "MT"])
def test_a_plain_name_needs_a_build(name: str) -> None:
    with pytest.raises(BuildNeededError):
        Chromosomes(None).find(name)


def test_an_accession_needs_none_but_is_not_of_another() -> None:
    assert Chromosomes(None).find("NC_000017.11") == Contig("NC_000017.11", 83257441)
    found = Chromosomes("GRCh37").find("NC_000017.11")
    assert found == NoSequence("it is a sequence of GRCh38, not of GRCh37", grave=True)


def test_an_accession_without_a_version_may_be_any() -> None:
    assert Chromosomes("GRCh38").find("NC_000017") == NoSequence(
        "the accession has no version", grave=True
    )


@pytest.mark.parametrize("accession", [CAMBRIDGE, YORUBAN])
def test_the_length_tells_the_mitochondrial_sequence(accession: str) -> None:
    length = MITOCHONDRIAL_LENGTHS[accession]
    assert Chromosomes("GRCh37", length).find("chrM") == Contig(accession, length)
    known = Chromosomes("GRCh37", length + 1).find("chrM")
    assert isinstance(known, NoSequence)
    assert known.grave


def test_chr_m_of_grch37_alone_is_not_known() -> None:
    known = Chromosomes("GRCh37")
    assert isinstance(known.find("chrM"), NoSequence)
    assert known.find("MT") == Contig(CAMBRIDGE, 16569)
    assert Chromosomes("GRCh38").find("chrM") == Contig(CAMBRIDGE, 16569)


def test_other_contigs_are_passed_over_without_blame() -> None:
    found = Chromosomes("GRCh38").find("chrUn_KI270742v1")
    assert found == NoSequence("it is not a chromosome of GRCh38")


def test_the_ends_of_a_sequence() -> None:
    contig = Contig("NC_000017.11", 100)
    assert [contig.is_telomere(n) for n in (0, 1, 100, 101)] == [True, False, False, True]
    assert contig.outside(100, 1) is None
    assert "ends at base 101" in (contig.outside(100, 2) or "")
    assert Contig("NC_000017.11", None).outside(10**9, 9) is None
