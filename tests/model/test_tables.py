"""The model that is read from the files is the one of the specification."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from clingen_ld.model import Model
from clingen_ld.model.namespaces import CLINGEN, FHIR, OBO
from clingen_ld.reports.dictionary import value_kind
from tests.model import tables


def _rows(text: str) -> list[tuple[str, str, str]]:
    rows = []
    for line in text.strip().splitlines():
        name, cardinality, rest = line.split(maxsplit=2)
        if rest.startswith("⚠"):
            strict, rest = rest.split(maxsplit=1)
            cardinality += f" {strict}"
        rows.append((name, cardinality, rest))
    return rows


def test_the_types_are_those_of_the_tables(model: Model) -> None:
    assert list(model.types) == list(tables.TYPES)


@pytest.mark.parametrize("name", tables.TYPES)
def test_a_type_is_as_its_table_says(model: Model, name: str) -> None:
    kind, text = tables.TYPES[name]
    type_ = model.types[name]
    assert type_.kind == kind
    assert type_.iri == (FHIR if kind == "data type" else CLINGEN) + name
    assert model.type_by_iri[type_.iri] == name
    found = [(p.name, p.cardinality, value_kind(p)) for p in type_.properties.values()]
    assert found == _rows(text)


@pytest.mark.parametrize("name", tables.TYPES)
def test_the_properties_of_a_type_have_what_the_package_asks(model: Model, name: str) -> None:
    type_ = model.types[name]
    namespace = FHIR if type_.kind == "data type" else CLINGEN
    for order, prop in enumerate(type_.properties.values(), 1):
        assert prop.iri == namespace + prop.name
        assert (prop.owner, prop.order) == (name, order)
        assert prop.label
        assert prop.definition
        assert prop.expected.startswith(f"{name}.{prop.name}: ")
        if not prop.choices:
            assert prop.may_be_empty is ((name, prop.name) in tables.MAY_BE_EMPTY)
        assert prop.spellings == tables.OTHER_NAMES.get((name, prop.name), ())
        for spelling in prop.spellings:
            assert type_.by_spelling[spelling] is prop


def test_resources(model: Model) -> None:
    wanted = [name for name, (kind, _) in tables.TYPES.items() if kind == "resource"]
    assert list(model.resources) == wanted


def test_references_lead_to_resources_and_parts_to_types(model: Model) -> None:
    for type_ in model.types.values():
        for prop in type_.properties.values():
            assert set(prop.targets) <= set(model.resources)
            assert (prop.range in model.types) is (prop.kind == "part")
            assert bool(prop.targets) is (prop.kind == "reference")
            if prop.kind == "code":
                assert prop.value_set in model.value_sets


def test_the_value_sets_are_those_of_the_tables(model: Model) -> None:
    assert set(model.value_sets) == set(tables.CODES) | set(tables.ANCILLARY)


@pytest.mark.parametrize("name", tables.CODES)
def test_a_closed_value_set_has_its_codes_in_order(model: Model, name: str) -> None:
    value_set = model.value_sets[name]
    assert list(value_set.codes) == tables.CODES[name].split()
    assert value_set.iri == f"{CLINGEN}vs/{name}"
    assert value_set.definition
    for code in value_set.codes.values():
        if code.code in tables.SO_LABELS:
            assert code.label == tables.SO_LABELS[code.code]
            assert code.iri == OBO + code.code.replace(":", "_")
        else:
            assert value_set.code_system == CLINGEN + name
            assert code.iri == f"{CLINGEN}{name}#{code.code}"
            assert code.definition
            match = tables.MATCHES.get((name, code.code))
            assert code.matches == ((OBO + match,) if match else ())


def test_spellings_of_codes(model: Model) -> None:
    found = {
        (v.name, c.code): set(c.spellings)
        for v in model.value_sets.values()
        if v.name not in tables.ANCILLARY
        for c in v.codes.values()
        if c.spellings
    }
    assert found == tables.SPELLINGS
    for (name, code), spellings in tables.SPELLINGS.items():
        for spelling in spellings:
            assert model.value_sets[name].by_spelling[spelling].code == code
            assert spelling not in model.value_sets[name].codes


def test_former_and_other_labels(model: Model) -> None:
    delins = model.value_sets["primary-nucleotide-change-type"].codes["SO:1000032"]
    assert "indel" in delins.other_labels


@pytest.fixture(scope="module")
def ontology(reference: Path) -> list[dict[str, str]]:
    text = (reference / "sequence-ontology.tsv").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    return list(csv.DictReader(lines, delimiter="\t"))


@pytest.mark.parametrize("name", tables.ANCILLARY)
def test_an_open_value_set_has_every_term_below_its_root(
    model: Model, ontology: list[dict[str, str]], name: str
) -> None:
    root, primary = tables.ANCILLARY[name]
    wanted = {
        row["id"]: row["name"]
        for row in ontology
        if root in row["descendant_of"].split("|") and row["status"] != "obsolete"
    }
    if root == "transcript_region":
        wanted[tables.PROMOTER] = "promoter"
    value_set = model.value_sets[name]
    assert {code.code: code.label for code in value_set.codes.values()} == wanted
    assert value_set.primary == primary
    assert value_set.definition


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
