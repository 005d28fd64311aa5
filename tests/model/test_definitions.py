"""Which resource a message without a type is, as the specification of the forms says."""

from __future__ import annotations

import pytest

from clingen_ld.model import Model
from clingen_ld.model.definitions import infer_type
from clingen_ld.validation.structure import check_structure
from tests.model import tables

RESOURCES = [name for name, (kind, _) in tables.TYPES.items() if kind == "resource"]


@pytest.mark.parametrize(
    ("keys", "wanted"),
    [
        ("id canonicalAlleleType", "CanonicalAllele"),
        ("id complexity", "CanonicalAllele"),
        ("id allele", "ContextualAllele"),
        ("id contextualAlleleType", "ContextualAllele"),
        ("id referenceCoordinate related", "ContextualAllele"),
        ("id contextualAlleleName", "ContextualAllele"),
        ("id referenceSequenceType", "ReferenceSequence"),
        ("id symbol name", "Gene"),
        ("id recorded", "Provenance"),
        ("id target", "Provenance"),
        ("id identifier meta", None),
        ("id related", None),
        ("foo bar", None),
        ("", None),
        ("symbol name foo chromsome", "Gene"),
        ("symbol chromosome", None),
    ],
)
def test_properties_tell_the_type(model: Model, keys: str, wanted: str | None) -> None:
    assert infer_type(keys.split(), model) == wanted


@pytest.mark.parametrize("name", RESOURCES)
def test_all_the_properties_of_a_type_tell_it(model: Model, name: str) -> None:
    assert infer_type(model.types[name].properties, model) == name


def test_a_message_of_inferred_type_is_checked_as_that_type(model: Model) -> None:
    found = check_structure({"resourceType": "Gene", "symbol": "x"}, model)
    assert {violation.rule for violation in found} == {"ST-2"}
