"""What goes for every type, property and code of the model, whatever it has."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from clingen_ld.model import CLINGEN, FHIR, OBO, Model, load_model
from clingen_ld.validation.structure import check_structure

ROOTS = {
    "ancillary-nucleotide-change-type": "sequence_alteration",
    "ancillary-amino-acid-change-type": "sequence_variant",
    "ancillary-transcript-region-type": "transcript_region",
}
"""The open value sets, with the root of their terms."""
PROMOTER = "SO:0000167"


@pytest.mark.parametrize("name", load_model().types)
def test_a_type_and_its_properties_have_names_and_words(model: Model, name: str) -> None:
    type_ = model.types[name]
    namespace = FHIR if type_.kind == "data type" else CLINGEN
    assert type_.iri == namespace + name
    assert model.type_by_iri[type_.iri] == name
    assert type_.definition
    assert (name in model.resources) is (type_.kind == "resource")
    for order, prop in enumerate(type_.properties.values(), 1):
        assert prop.iri == namespace + prop.name
        assert (prop.owner, prop.order) == (name, order)
        assert prop.label
        assert prop.definition
        assert prop.expected.startswith(f"{name}.{prop.name}: ")
        for spelling in prop.spellings:
            assert type_.by_spelling[spelling] is prop


def test_references_lead_to_resources_and_parts_to_types(model: Model) -> None:
    for type_ in model.types.values():
        for prop in type_.properties.values():
            assert set(prop.targets) <= set(model.resources)
            assert (prop.range in model.types) is (prop.kind == "part")
            assert bool(prop.targets) is (prop.kind == "reference")
            if prop.kind == "code":
                assert prop.value_set in model.value_sets


@pytest.mark.parametrize("name", load_model().value_sets)
def test_a_value_set_and_its_codes_have_names_and_words(model: Model, name: str) -> None:
    value_set = model.value_sets[name]
    assert value_set.iri == f"{CLINGEN}vs/{name}"
    assert value_set.definition
    assert (value_set.primary is not None) is (name in ROOTS)
    for code in value_set.codes.values():
        assert code.label
        if value_set.code_system == CLINGEN + name:
            assert code.definition
        for spelling in code.spellings:
            assert value_set.by_spelling[spelling] is code
            assert spelling not in value_set.codes


def test_former_and_other_labels(model: Model) -> None:
    delins = model.value_sets["primary-nucleotide-change-type"].codes["SO:1000032"]
    assert "indel" in delins.other_labels


@pytest.fixture(scope="module")
def ontology(reference: Path) -> list[dict[str, str]]:
    text = (reference / "sequence-ontology.tsv").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    return list(csv.DictReader(lines, delimiter="\t"))


@pytest.mark.parametrize(("name", "root"), ROOTS.items())
def test_an_open_value_set_has_every_term_below_its_root(
    model: Model, ontology: list[dict[str, str]], name: str, root: str
) -> None:
    wanted = {
        row["id"]: row["name"]
        for row in ontology
        if root in row["descendant_of"].split("|") and row["status"] != "obsolete"
    }
    if root == "transcript_region":
        wanted[PROMOTER] = "promoter"
    codes = model.value_sets[name].codes.values()
    assert {code.code: code.label for code in codes} == wanted


def test_labels_of_the_ontology_are_its_own(model: Model, ontology: list[dict[str, str]]) -> None:
    synonyms = {row["id"]: row["exact_synonyms"].split("|") for row in ontology}
    for value_set in model.value_sets.values():
        for code in value_set.codes.values():
            if code.code.startswith("SO:"):
                assert set(code.other_labels) <= {*synonyms[code.code], "indel"}


def test_code_systems(model: Model) -> None:
    so = model.code_systems["http://www.sequenceontology.org/"]
    assert model.code_systems["http://purl.obolibrary.org/obo/so.owl"] is so
    assert so.concept("SO:1000002") == OBO + "SO_1000002"
    assert so.concept("1000002") is None
    assert so.concept("SO:1/2") is None
    assert so.code(OBO + "SO_1000002") == "SO:1000002"
    assert so.code("http://www.sequenceontology.org/SO:1000002") == "SO:1000002"
    assert so.code("http://example.org/SO:1000002") is None
    assembly = model.code_systems["http://www.ncbi.nlm.nih.gov/assembly"]
    assert assembly.concept("2758") == "http://www.ncbi.nlm.nih.gov/assembly/2758"
    assert assembly.concept("a/b") is None
    assert assembly.code("https://www.ncbi.nlm.nih.gov/assembly/2758") == "2758"


def test_a_message_of_inferred_type_is_checked_as_that_type(model: Model) -> None:
    found = check_structure({"resourceType": "Gene", "symbol": "x"}, model)
    assert {violation.rule for violation in found} == {"ST-2"}
