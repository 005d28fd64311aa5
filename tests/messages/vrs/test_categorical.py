"""Categorical variants with constraints of every class are kept, checked, and come back equal."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import pytest
from ga4gh.cat_vrs import models, recipes
from hypothesis import given, settings
from hypothesis import strategies as st

from clingen_ld.messages.vrs.identifiers import computed_id
from tests.messages.vrs.making import Tree
from tests.messages.vrs.test_kept_classes import COUNT, PLACE, PLACES, errors
from tests.messages.vrs.test_round_trips import WAYS, through
from tests.messages.vrs.test_vectors import SPECIFICATION, identified
from tests.messages.vrs.test_vectors import given as of_row

SO = "http://www.sequenceontology.org"
MATCH = {"name": "overlap", "primaryCoding": {"system": "x:y", "code": "is_within"}}


def relation(system: str, code: str) -> Tree:
    return {"primaryCoding": {"system": system, "code": code}}


LIFTOVER = [relation("ga4gh-gks-term:allele-relation", "liftover_to")]
TRANSCRIBED = [*LIFTOVER, relation(SO, "transcribed_to")]
ALLELES = [identified(of_row(row)) for row in SPECIFICATION[:6]]
LOCATION: Tree = {"type": "DefiningLocationConstraint", "location": PLACE, "relations": LIFTOVER,
                  "matchCharacteristic": MATCH}  # fmt: skip
CHANGE: Tree = {"type": "CopyChangeConstraint", "copyChange": "high-level gain"}
COPIES: Tree = {"type": "CopyCountConstraint", "copies": [None, 1]}
FEATURE: Tree = {"type": "FeatureContextConstraint", "featureContext": {
    "conceptType": "Gene", "name": "BRCA1",
    "primaryCoding": {"system": "https://www.genenames.org", "code": "HGNC:1100"},
    "mappings": [{"coding": {"system": "ncbigene", "code": "672"}, "relation": "exactMatch"}],
}}  # fmt: skip
EXTENSIONS = [
    {"name": "clinvarHgvsList", "value": [
        {"nucleotideExpression": {"syntax": "hgvs.g", "value": "NC_000019.10:g.1del"},
         "molecularConsequence": [None, {"code": "SO:0001583"}]}]},
    {"name": "categoricalVariationType", "value": "CanonicalAllele"},
    {"name": "cytogenetic location", "value": "19q13", "description": "a band"},
]  # fmt: skip


def defined(allele: Any, relations: list[Tree]) -> Tree:
    return {"type": "DefiningAlleleConstraint", "allele": allele, "relations": relations}


def variant(*constraints: Tree, **more: Any) -> Tree:
    told: Tree = {"type": "CategoricalVariant", "id": "v:1", "name": "a variant"}
    return told | ({"constraints": list(constraints)} if constraints else {}) | more


RECIPES = (
    (recipes.CanonicalAllele, variant(defined(ALLELES[0], TRANSCRIBED), members=ALLELES[:1])),
    (recipes.ProteinSequenceConsequence, variant(
        defined(ALLELES[0], [relation(SO, "translation_of")]), extensions=EXTENSIONS)),
    (recipes.CategoricalCnv, variant(LOCATION, CHANGE, members=[COUNT | {"copies": 2}])),
    (recipes.CategoricalCnv, variant(LOCATION, COPIES, extensions=EXTENSIONS)),
    (models.CategoricalVariant, variant(FEATURE, COPIES)),
    (models.CategoricalVariant, variant(defined(ALLELES[0], TRANSCRIBED), FEATURE)),
    (models.CategoricalVariant, variant(members=[COUNT, ALLELES[0]])),
    (models.CategoricalVariant, variant(
        FEATURE, members=[COUNT, ALLELES[0], COUNT | {"copies": 1}, ALLELES[1]])),
    (models.CategoricalVariant, variant(extensions=EXTENSIONS, aliases=["x"])),
    (models.CategoricalVariant, variant(members=[], constraints=[], mappings=[], extensions=[])),
    (models.CategoricalVariant, variant(
        defined(ALLELES[0], TRANSCRIBED), members=[ALLELES[0], ALLELES[0]])),
)  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("way", WAYS)
def test_recipes_come_back_equal_and_are_accepted(way: str, tmp_path: Path) -> None:
    for recipe, value in RECIPES:
        recipe.model_validate(value)
        assert errors(value) == []
        assert through([value], way, tmp_path) == [value]


MAPPINGS = st.lists(
    st.builds(
        lambda system, code, relation: {
            "coding": {"system": system, "code": code}, "relation": relation},
        st.sampled_from(("ClinVar", "ClinGen", "some words", "https://www.ncbi.nlm.nih.gov/snp/")),
        st.sampled_from(("1", "CA9", "rs5")),
        st.sampled_from(("exactMatch", "closeMatch", "relatedMatch")),
    ),
    min_size=1, max_size=3, unique_by=lambda each: str(each["coding"]),
)  # fmt: skip
CONSTRAINTS = st.lists(
    st.one_of(
        st.just(LOCATION), st.just(CHANGE), st.just(FEATURE),
        PLACES.map(lambda copies: {"type": "CopyCountConstraint", "copies": copies}),
        st.sampled_from(ALLELES).map(lambda allele: defined(allele, TRANSCRIBED)),
    ),
    min_size=1, max_size=3, unique_by=lambda each: str(each["type"]),
)  # fmt: skip
VARIANTS = st.builds(
    lambda constraints, more: variant(*constraints) | more, CONSTRAINTS,
    st.fixed_dictionaries({}, optional={
        "mappings": MAPPINGS, "extensions": st.just(EXTENSIONS), "aliases": st.just(["a", "a"]),
        "description": st.just("words"), "members": st.just([COUNT]),
    }),
)  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("way", WAYS)
@settings(deadline=None, max_examples=12)
@given(value=VARIANTS)
def test_all_constraints_come_back_equal(way: str, value: Tree) -> None:
    models.CategoricalVariant.model_validate(value)
    with tempfile.TemporaryDirectory() as folder:
        (back,) = through([value], way, Path(folder))
    assert back == value


GENE = FEATURE["featureContext"]
LATER: tuple[Tree, ...] = (
    {"type": "FunctionConstraint", "functionConsequence": {
        "name": "loss of function", "primaryCoding": {"system": SO, "code": "SO:0002054"}}},
    {"type": "AdjacencyConstraint", "orderKnown": True,
     "adjoinedElements": [GENE, {"type": "UnspecifiedElement"}],
     "functionalDomains": [{"type": "FunctionalDomain", "name": "a domain", "status": "preserved",
                            "location": PLACE}]},
)  # fmt: skip
"""Constraints of Cat-VRS 1.1, which the reference model does not have yet."""


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("constraint", LATER)
def test_later_constraints_come_back_equal(way: str, constraint: Tree, tmp_path: Path) -> None:
    value = variant(constraint, FEATURE)
    assert through([value], way, tmp_path) == [value]
    assert errors(value) == []


@pytest.mark.parametrize(("constraint", "pointer"), [
    (LOCATION | {"location": PLACE | {"start": "x"}}, "location/start"),
    (LOCATION | {"location": PLACE | {"id": f"ga4gh:SL.{'x' * 32}"}}, "location/id"),
    (LOCATION | {"matchCharacteristic": {}}, "matchCharacteristic"),
    (COPIES | {"copies": [2, 1]}, "copies"), (CHANGE | {"copyChange": "more"}, "copyChange"),
    ({"type": "FeatureContextConstraint"}, ""),
])  # fmt: skip
def test_a_wrong_constraint_is_found_in_its_place(constraint: Tree, pointer: str) -> None:
    assert computed_id(PLACE) is not None
    at = f"/constraints/0/{pointer}".rstrip("/")
    assert [found for _, found in errors(variant(constraint))] == [at]
