"""The human genome assemblies: their order, their names, their chromosomes."""

from __future__ import annotations

from itertools import permutations

import pytest

from clingen_ld.variation.assemblies import (
    ASSEMBLIES,
    BUILDS,
    CURRENT,
    TABLE,
    assembly_id,
    build_named,
    build_of,
    build_of_sequence,
    builds_in,
    chromosomes,
    molecule,
    newest,
    oldest_first,
)
from scripts.chromosomes import table


def test_builds_are_ordered_by_their_age_and_not_by_the_alphabet() -> None:
    assert BUILDS == ("NCBI36", "GRCh37", "GRCh38", "T2T-CHM13v2.0")
    assert [build for build in ASSEMBLIES if build in BUILDS] == list(BUILDS)
    for some in permutations(BUILDS, 3):
        assert newest(some) == max(some, key=BUILDS.index)
        assert oldest_first(some) == sorted(some, key=BUILDS.index)
    assert newest([]) is None
    assert newest(["another", "NCBI33"]) == "NCBI33"


@pytest.mark.parametrize(
    ("text", "build"),
    [
        ("hg18", "NCBI36"), ("b36", "NCBI36"), ("hg19", "GRCh37"), ("b37", "GRCh37"),
        ("GRCh37.p13", "GRCh37"), ("hs37d5", "GRCh37"), ("hg38", "GRCh38"), ("b38", "GRCh38"),
        ("GRCh38.p13", "GRCh38"), (" grch38 ", "GRCh38"), ("GCA_000001405.15", "GRCh38"),
        ("hs1", "T2T-CHM13v2.0"), ("CHM13v2.0", "T2T-CHM13v2.0"), ("mm10", None), ("", None),
        ("CHM13", "T2T-CHM13v2.0"), ("T2T-CHM13", "T2T-CHM13v2.0"), ("t2t", "T2T-CHM13v2.0"),
        ("CHM13v1.1", None), ("chm13_v1.0", None),
        ("xhg19", None),
    ],
)  # fmt: skip
def test_names_of_builds(text: str, build: str | None) -> None:
    assert build_named(text) == build


def test_builds_that_a_text_speaks_of() -> None:
    assert builds_in("lifted from hg19 to hg38") == {"GRCh37", "GRCh38"}
    assert builds_in("ahg19b") == frozenset()
    assert builds_in("/data/CHM13.fa") == builds_in("chm13v2.0_maskedY.fa.gz") == {"T2T-CHM13v2.0"}
    assert builds_in("chm13.draft_v1.1.fasta") == builds_in("CHM13_v1.0.fa") == frozenset()


def test_ids_of_the_model() -> None:
    assert all(build_of(assembly_id(build) or "") == build for build in ("GRCh37", "GRCh38"))
    assert (build_of("1"), assembly_id("NCBI36")) == (None, None)


def test_chromosomes() -> None:
    found = molecule("NC_012920.1")
    assert found is not None
    assert found.builds == {"GRCh37", "GRCh38"}
    assert build_of_sequence("NC_012920.1") == CURRENT
    assert build_of_sequence("NC_000017.9") == "NCBI36"  # which NCBI35 has as well
    assert build_of_sequence("NM_007294.3") is None
    unknown = molecule("NC_000017.99")
    assert unknown is not None
    assert (unknown.chromosome, unknown.build) == ("17", None)
    names = [*map(str, range(1, 23)), "X", "Y"]
    for build in BUILDS:
        assert set(names) <= set(chromosomes(build)) <= {*names, "MT"}
    assert "MT" in chromosomes(CURRENT)


def test_table_of_chromosomes() -> None:
    """It is what the assembly reports say, and has no refget digest that no sequence has."""
    assert TABLE.read_text(encoding="utf-8") == table(), "run python scripts/chromosomes.py"
    assert sum("\tSQ." in line for line in TABLE.read_text(encoding="utf-8").splitlines()) == 50
