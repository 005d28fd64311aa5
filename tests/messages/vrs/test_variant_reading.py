"""Categorical variants of Cat-VRS, read into canonical alleles."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from clingen_ld.model import is_subsetted
from tests.messages.vrs.making import findings, read
from tests.messages.vrs.test_reading import allele, variant
from tests.messages.vrs.test_round_trips import through

UNKNOWN = "SQ.0123456789abcdefghijklmnopqrstuv"


def test_a_variant_and_its_members_know_each_other() -> None:
    other = allele("SQ.AjWXsI7AkTK35XW9pgd3UbjpC3MAevlz")
    constraint = {"type": "DefiningAlleleConstraint", "allele": allele()}
    tree, *rest = read({"type": "CategoricalVariant", "id": "http://reg.genome.network/allele/CA1",
                        "name": "x", "members": [other], "constraints": [constraint]})  # fmt: skip
    assert tree["@id"] == "http://reg.genome.network/allele/CA1"
    assert tree["canonicalAlleleType"] == "nucleotide"
    assert tree["relatedContextualAllele"] == [
        {"contextualAllele": {"reference": "ContextualAllele/NC_000017.11:10:A:T"},
         "preferred": True},
        {"contextualAllele": {"reference": "ContextualAllele/NC_000017.10:10:A:T"}},
    ]  # fmt: skip
    alleles = [each for each in rest if each["resourceType"] == "ContextualAllele"]
    assert [each["canonicalAllele"]["reference"] for each in alleles] == [tree["@id"]] * 2


LIFTOVER = [{"primaryCoding": {"system": "ga4gh-gks-term:allele-relation", "code": "liftover_to"}}]
TRANSLATION = [
    {"primaryCoding": {"system": "http://www.sequenceontology.org", "code": "translation_of"}}
]
GIVEN_ID = "ga4gh:VA.Q_K8eOxSbxmRXB4kXzTvIGmIcCC3XRSS"


def defined_by(value: Any, relations: Any = None) -> dict[str, Any]:
    told = {"type": "DefiningAlleleConstraint", "allele": value}
    return told | ({} if relations is None else {"relations": relations})


@pytest.mark.parametrize(("value", "kind"), [
    (variant({"type": "CopyCountConstraint", "copies": 3}), "nucleotide"),
    (variant({"type": "DefiningLocationConstraint", "location": allele()["location"]},
             {"type": "CopyChangeConstraint", "copyChange": "gain"}), "nucleotide"),
    (variant({"type": "FeatureContextConstraint", "featureContext": {"name": "BRCA1"}}), None),
    (variant({"type": "FeatureContextConstraint", "featureContext": {"name": "BRCA1"}},
             members=[allele()]), None),
    (variant(members=[allele()]), "nucleotide"), (variant(), None),
])  # fmt: skip
def test_a_variant_that_no_allele_defines_is_a_canonical_allele(value: Any, kind: Any) -> None:
    canonical, *_ = read(value)
    assert canonical["resourceType"] == "CanonicalAllele"
    assert canonical.get("canonicalAlleleType") == kind
    assert ("meta" in canonical) is (kind is None)


def test_an_allele_may_be_defined_with_more() -> None:
    feature = {"type": "FeatureContextConstraint", "featureContext": {"id": "hgnc:1100"}}
    canonical, *_ = read(variant(defined_by(allele(), LIFTOVER), feature))
    assert canonical["canonicalAlleleType"] == "nucleotide"


def test_an_allele_by_its_identifier_does_not_tell_its_type(tmp_path: Path) -> None:
    value = variant(defined_by(GIVEN_ID))
    [canonical] = read(value)
    assert is_subsetted(canonical)
    assert "canonicalAlleleType" not in canonical
    assert findings(value) == []
    assert through([value], "resource-json", tmp_path) == [value]
    for relations, kind in ((LIFTOVER, "nucleotide"), (TRANSLATION, "amino-acid")):
        [canonical] = read(variant(defined_by(GIVEN_ID, relations)))
        assert canonical["canonicalAlleleType"] == kind
        assert not is_subsetted(canonical)


@pytest.mark.parametrize(
    ("recipe", "kind"),
    [("CanonicalAllele", "nucleotide"), ("ProteinSequenceConsequence", "amino-acid")],
)
def test_the_class_of_a_recipe_tells_the_type(recipe: str, kind: str) -> None:
    [canonical] = read(variant(defined_by(GIVEN_ID), type=recipe))
    assert canonical["canonicalAlleleType"] == kind


def test_two_variants_of_one_allele_are_one_allele() -> None:
    first = variant(defined_by(allele(), LIFTOVER))
    second = variant(defined_by(allele(), LIFTOVER), id="v:2")
    assert [(f.rule, f.severity) for f in findings([first, second])] == [("CO-10", "warning")]


@pytest.mark.parametrize("way", ["resource-json", "nquads"])
def test_nucleotide_members_of_a_protein_consequence(way: str, tmp_path: Path) -> None:
    protein = allele(
        UNKNOWN, state={"type": "LiteralSequenceExpression", "sequence": "W"},
        expressions=[{"syntax": "hgvs.p", "value": "NP_009225.1:p.Arg11Trp"}],
        location={"sequence": "R"},
    )  # fmt: skip
    value = variant(defined_by(protein, TRANSLATION), members=[allele()])
    canonical, own, *_ = read(value)
    assert canonical["canonicalAlleleType"] == "amino-acid"
    assert len(canonical["relatedContextualAllele"]) == 1
    [cause] = [t for t in read(value) if t.get("contextualAlleleType") == "genomic"]
    assert "canonicalAllele" not in cause
    assert is_subsetted(cause)
    assert cause["related"] == [
        {
            "relatedType": "amino-acid-effect",
            "target": {"reference": f"ContextualAllele/{own['id']}"},
        }
    ]
    # The nucleotide allele may have a canonical allele of its own.
    other = variant(defined_by(allele(), LIFTOVER), id="v:2")
    assert [f.rule for f in findings([value, other]) if f.severity == "error"] == []
    [back] = through([value], way, tmp_path)
    assert back["members"] == value["members"]
