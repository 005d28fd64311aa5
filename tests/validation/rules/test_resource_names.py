"""CO-11: the display of a reference is a name of its target."""

from __future__ import annotations

from typing import Any

import pytest

from tests.validation.builders import (
    GONE,
    Tree,
    canonical,
    chromosome,
    found_in_set,
    gene,
    genomic,
    haplotype,
    member,
    messenger,
    provenance,
    ref,
)

NAMES = [{"name": "NC_000017.11:g.101A>C"}, {"name": "5416T>G"}]


def shown(display: Any, target: str, *others: Tree) -> bool:
    """Whether a display of a reference is let pass."""
    tree = provenance(target=[{"reference": target, "display": display}])
    told = found_in_set(tree, *others, only="CO-11")
    assert told in ([], [("CO-11", "warning", "PROV1", "/target/0/display")])
    return not told


@pytest.mark.parametrize(
    "display",
    ["BRCA1", "BRCA1 DNA repair associated", "RNF53", "HGNC:1100", "BRCA1 (human)", "", 7, None],
)
def test_names_of_a_gene(display: Any) -> None:
    assert shown(display, "Gene/GENE1", gene(aliasSymbol=["RNF53", 7]))


def test_another_gene() -> None:
    assert not shown("BRCA2", "Gene/GENE1", gene())


@pytest.mark.parametrize(
    "display", ["NM_007294.3", "NM_007294.3(BRCA1)", "NM_007294.3 (BRCA1)", "NM_007294.3(GRCh37)"]
)
def test_names_of_a_sequence(display: str) -> None:
    assert shown(display, "ReferenceSequence/SEQ1", messenger())


@pytest.mark.parametrize("display", ["NM_007294.2", "NM_007294", "BRCA1"])
def test_another_sequence(display: str) -> None:
    assert not shown(display, "ReferenceSequence/SEQ1", messenger())


@pytest.mark.parametrize(
    "display",
    [
        "NC_000017.11:g.101A>C",
        "NC_000017.11(BRCA1):g.101A>C",
        "NC_000017.11:g.101A>C (GRCh38)",
        "g.101A>C",
        "5416T>G",
        "NC_000017.11:5416T>G",
        "CA000123",
    ],
)
def test_names_of_a_contextual_allele(display: str) -> None:
    allele = genomic(alleleName=NAMES, identifier=[{"value": "CA000123"}])
    assert shown(display, "ContextualAllele/XA1", allele, chromosome())
    assert shown(display, "CanonicalAllele/CA1", canonical(), allele, chromosome())


@pytest.mark.parametrize("display", ["NC_000017.11:g.101A>G", "NC_000017.10:g.101A>C", "XYZ"])
def test_another_allele(display: str) -> None:
    allele = genomic(alleleName=NAMES)
    assert not shown(display, "ContextualAllele/XA1", allele, chromosome())
    assert not shown(display, "CanonicalAllele/CA1", canonical(), allele, chromosome())


def test_a_name_without_accession_is_one_of_its_sequence() -> None:
    allele = genomic(alleleName=[{"name": "p.(Ile31Ser)"}])
    allele["referenceCoordinate"]["referenceSequence"] = ref("ReferenceSequence/SEQ1", "NP_1.1")
    for display in ("NP_1.1:p.(Ile31Ser)", "NP_1.1:p.Ile31Ser", "p.(Ile31Ser)"):
        assert shown(display, "ContextualAllele/XA1", allele)
    assert not shown("NP_2.1:p.(Ile31Ser)", "ContextualAllele/XA1", allele)


def test_silent_where_the_names_are_not_all_known() -> None:
    assert shown("XYZ", "CanonicalAllele/CA1", canonical())
    more = canonical(relatedContextualAllele=[member("XA1"), member("XA2")])
    assert shown("XYZ", "CanonicalAllele/CA1", more, genomic(alleleName=NAMES))
    bare = canonical(relatedContextualAllele=GONE, identifier=[{"value": "CA000123"}])
    assert shown("XYZ", "CanonicalAllele/CA1", bare)
    assert shown("XYZ", "ContextualAllele/XA1", genomic())
    assert shown("XYZ", "ReferenceSequence/SEQ1", messenger(identifier=GONE))
    assert shown("XYZ", "ReferenceSequence/SEQ9")


def test_silent_on_names_of_several_alleles() -> None:
    tree = haplotype(composite=GONE)
    assert shown("NM_1.1:c.[1A>C;5A>C]", "CanonicalAllele/CA3", tree)
    allele = genomic(alleleName=NAMES)
    assert shown("NM_1.1:c.[1A>C;5A>C]", "ContextualAllele/XA1", allele)
