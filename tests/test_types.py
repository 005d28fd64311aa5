"""Typed records: every property by its name, whatever the tree holds."""

from __future__ import annotations

import copy
import pickle
import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mypy import api

from clingen_ld import load_model, types
from clingen_ld.messages.message import ReadOptions
from clingen_ld.model import Property, normal_form
from clingen_ld.model.records import TypedRecord
from clingen_ld.types import (
    AlleleName,
    CodeableConcept,
    Coding,
    ContextualAllele,
    Gene,
    Identifier,
    Position,
    Reference,
    ReferenceCoordinate,
    resource,
)
from tests.strategies import resources
from tests.validation.mutations import mutate

BASE = ReadOptions().base
ALLELE = ContextualAllele.build(
    id="CX1",
    canonicalAllele=Reference.build(reference="CanonicalAllele/CA1"),
    contextualAlleleType="transcript",
    allele="",
    primaryNucleotideChangeType=CodeableConcept.build(
        coding=[Coding.build(system="http://www.sequenceontology.org/", code="SO:0000159")]
    ),
    alleleName=[AlleleName.build(name="NM_007294.3:c.1458del", preferred=False)],
    referenceCoordinate=ReferenceCoordinate.build(
        referenceSequence=Reference.build(reference="ReferenceSequence/RS1"),
        start=Position.build(index=0),
        end=Position.build(index=1),
        refAllele="T",
    ),
)


def test_a_record_is_built_as_the_normal_form_of_its_message() -> None:
    tree = ALLELE.tree
    assert [*tree] == [
        "resourceType", "id", "canonicalAllele", "contextualAlleleType", "allele",
        "primaryNucleotideChangeType", "alleleName", "referenceCoordinate",
    ]  # fmt: skip
    assert tree["allele"] == ""
    assert tree["alleleName"] == [{"name": "NM_007294.3:c.1458del", "preferred": False}]
    assert tree["referenceCoordinate"]["start"] == {"index": 0}
    shuffled = dict(random.Random(1).sample([*tree.items()], len(tree)))
    normal = normal_form(shuffled, "ContextualAllele", load_model(), BASE).tree
    assert normal == tree
    assert [*normal] == [*tree]


def test_what_is_absent_is_left_out_when_built() -> None:
    built = Gene.build(
        symbol=None, identifier=(), aliasSymbol=iter(["RNF53"]), meta=Gene({}).meta, iri="urn:x:y"
    )
    assert built.tree == {"resourceType": "Gene", "@id": "urn:x:y", "aliasSymbol": ["RNF53"]}
    assert built.iri == "urn:x:y"


def test_properties_of_parts_and_lists_are_records_with_their_pointers() -> None:
    assert ALLELE.referenceCoordinate.end.index == 1
    assert ALLELE.referenceCoordinate.start.at("index") == "/referenceCoordinate/start/index"
    (name,) = ALLELE.alleleName
    assert (name.name, name.preferred, name.legacy, name.nameType) == (
        "NM_007294.3:c.1458del", False, None, None,
    )  # fmt: skip
    assert name.pointer == "/alleleName/0"
    (coding,) = ALLELE.primaryNucleotideChangeType.coding
    assert (coding.code, coding.pointer) == ("SO:0000159", "/primaryNucleotideChangeType/coding/0")


def test_an_absent_part_is_an_empty_record() -> None:
    coordinate = ContextualAllele({}).referenceCoordinate
    assert not coordinate
    assert not coordinate.start
    assert coordinate.start.externalGenomicReferenceSequence.reference is None
    assert coordinate.identifier == ()
    assert ALLELE.referenceCoordinate


def test_items_that_are_no_objects_are_passed_over_but_counted() -> None:
    gene = Gene({"identifier": ["x", {"value": "HGNC:1100"}], "aliasSymbol": ["a", 1, "b"]})
    assert [i.at("value") for i in gene.identifier] == ["/identifier/1/value"]
    assert gene.aliasSymbol == ("a", "b")


@pytest.mark.parametrize("value", ["1", True, -1, 1.0, [1], {}, None])
def test_a_value_of_the_wrong_kind_reads_as_absent(value: object) -> None:
    position = Position({"index": value})
    assert position.index is None
    assert position.raw("index") == value
    assert position.has("index") is (value is not None)
    assert not Position({}).has("index")
    assert not Gene({"identifier": []}).has("identifier")


_READ: dict[str, Callable[[Any], bool]] = {
    "integer": lambda value: value is None or type(value) is int,
    "boolean": lambda value: value is None or type(value) is bool,
    "part": lambda value: isinstance(value, TypedRecord),
    "reference": lambda value: isinstance(value, Reference),
}


def _is_read_as_declared(record: TypedRecord[Any], name: str) -> bool:
    type_ = load_model().types[name]
    return all(_fits(getattr(record, p.name), p) for p in type_.properties.values())


def _fits(value: Any, prop: Property) -> bool:
    fits = _READ.get(prop.kind, lambda v: v is None or isinstance(v, str))
    values = value if prop.many else [value]
    inner = "Reference" if prop.kind == "reference" else prop.range
    return isinstance(values, tuple if prop.many else list) and all(
        fits(v) and (inner is None or _is_read_as_declared(v, inner)) for v in values
    )


@given(resources(), st.integers(0, 1000))
def test_every_property_is_of_its_type_whatever_the_tree_holds(
    tree: dict[str, Any], seed: int
) -> None:
    for each in (tree, mutate(tree, random.Random(seed)) if len(tree) > 1 else tree):
        before = copy.deepcopy(each)
        assert _is_read_as_declared(resource(each), each["resourceType"])
        assert each == before


def test_a_resource_has_the_class_of_its_type() -> None:
    assert resource(ALLELE.tree) == ALLELE
    assert [*types.RESOURCES] == [*load_model().resources]
    other = resource({"resourceType": "Patient", "id": "P1"})
    assert type(other) is types.Resource
    assert (other.resourceType, other.id) == ("Patient", "P1")


def test_records_are_equal_when_their_types_and_trees_are() -> None:
    again = resource(copy.deepcopy(ALLELE.tree))
    assert again == ALLELE
    assert again.tree is not ALLELE.tree
    assert ALLELE.referenceCoordinate.end == Position({"index": 1})
    assert Identifier({"system": "x"}) != Coding({"system": "x"})
    assert Coding({"system": "x"}) != {"system": "x"}
    with pytest.raises(TypeError):
        hash(ALLELE)


def test_a_record_shows_its_tree_and_can_be_pickled() -> None:
    position = Position.build(index=5)
    assert repr(position) == "Position({'index': 5})"
    (name,) = ALLELE.alleleName
    found = pickle.loads(pickle.dumps(name))
    assert (found, found.pointer) == (name, "/alleleName/0")


def test_a_property_cannot_be_set() -> None:
    with pytest.raises(AttributeError):
        Position({}).index = 5  # type: ignore[misc]
    with pytest.raises(AttributeError):
        Position({}).indx  # type: ignore[attr-defined]  # noqa: B018


@pytest.mark.slow
def test_a_misspelt_property_is_a_type_error(tmp_path: Path) -> None:
    snippet = tmp_path / "snippet.py"
    lines = [
        "from clingen_ld.types import ContextualAllele, Gene, Position",
        "allele = ContextualAllele({})",
        "allele.referenceCoordinate.start.indx",
        "allele.has('alleleNames')",
        "allele.at('start')",
        "Position.build(indx=5)",
        "Gene.build(symbol=5)",
        "allele.alleleName.name",
        "index: int = allele.referenceCoordinate.start.index",
    ]
    snippet.write_text("\n".join(lines), encoding="utf-8")
    found, _, _ = api.run(
        [str(snippet), "--no-incremental", "--config-file=", "--ignore-missing-imports"]
    )
    errors = [line.partition("snippet.py:")[2] for line in found.splitlines() if "error:" in line]
    wrong = [int(error.partition(":")[0]) for error in errors]
    assert wrong == [3, 4, 5, 6, 7, 8, 9], found
    assert 'has no attribute "indx"; maybe "index"?' in errors[0]


def test_the_types_are_there_without_reading_the_shapes() -> None:
    code = (
        "import clingen_ld.types\n"
        "from clingen_ld.model import load_model\n"
        "print(load_model.cache_info().currsize)"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout == "0\n"
