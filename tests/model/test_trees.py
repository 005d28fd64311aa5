"""Values whose shape nobody has checked: what is taken from them, and how findings show them."""

from __future__ import annotations

from typing import Any

import pytest

from clingen_ld.model import (
    Model,
    infer_message_type,
    infer_type,
    is_integer,
    load_model,
    misspelt_type_key,
    objects,
    speaks_of,
    texts,
    wrong,
)
from clingen_ld.variation.sequences import by_authority


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, "null"),
        (True, "true"),
        (1, "1"),
        (1.0, "1.0"),
        ({"a": 1}, "an object"),
        ([1], "an array"),
        ("plain", '"plain"'),
        ('a "quoted"\nline', r'"a \"quoted\"\nline"'),
        ("é" * 70, '"' + "é" * 59 + "..."),
    ],
)
def test_how_a_finding_shows_a_value(value: object, shown: str) -> None:
    note = wrong("name", value, "a string", "/name")
    assert (note.rule, note.pointer) == ("ST-7", "/name")
    assert note.values == {"property": "name", "value": shown, "expected": "a string"}


@pytest.mark.parametrize("value", [None, 3, "text", {"a": {}}])
def test_nothing_is_taken_from_what_is_no_list(value: object) -> None:
    assert objects(value) == []
    assert texts(value) == []


def test_what_is_taken_from_a_list() -> None:
    mixed = ["a", {"b": 1}, None, ["c"], 2, "d"]
    assert objects(mixed) == [{"b": 1}]
    assert texts(mixed) == ["a", "d"]
    assert [value for value in (0, True, 1.0, "1", None, -1) if is_integer(value)] == [0, -1]


def test_accessions_stand_once_and_those_of_refseq_first() -> None:
    given = ["ENST00000357654.9", "NM_007294.4", "ENST00000357654.9"]
    assert by_authority(given) == ["NM_007294.4", "ENST00000357654.9"]


@pytest.fixture(scope="module")
def model() -> Model:
    return load_model()


@pytest.mark.parametrize(
    ("keys", "wanted"),
    [
        ("id canonicalAlleleType", "CanonicalAllele"),
        ("id complexity", "CanonicalAllele"),
        ("id allele", "ContextualAllele"),
        ("id contextualAlleleType", "ContextualAllele"),
        ("id referenceCoordinate related", "ContextualAllele"),
        ("id contextualAlleleName", None),
        ("id referenceSequenceType", "ReferenceSequence"),
        ("id chromosome cdsStart", None),
        ("id symbol name", "Gene"),
        ("id name", None),
        ("id recorded", None),
        ("id target", None),
        ("id target recorded", "Provenance"),
        ("id target agent", "Provenance"),
        ("id target period", "Provenance"),
        ("id target reason", "Provenance"),
        ("id target policy", "Provenance"),
        ("target module", None),
        ("id identifier meta", None),
        ("id related", None),
        ("foo bar", None),
        ("", None),
        ("symbol name foo chromsome", "Gene"),
        ("symbol chromosome", None),
        ("symbol canonicalAlleleType", None),
        ("symbol price exchange", None),
        ("allele symbol gene position", None),
        ("symbol nam", "Gene"),
        ("symbol http://example.org/a http://example.org/b", "Gene"),
    ],
)
def test_properties_tell_the_type(model: Model, keys: str, wanted: str | None) -> None:
    assert infer_type(keys.split(), model) == wanted


@pytest.mark.parametrize("name", load_model().resources)
def test_all_the_properties_of_a_type_tell_it(model: Model, name: str) -> None:
    assert infer_type(model.types[name].properties, model) == name


@pytest.mark.parametrize(
    ("message", "wanted"),
    [
        ({"symbol": "BRCA1"}, "Gene"),
        ({"symbol": ["BRCA1"]}, "Gene"),
        ({"symbol": {"text": "BRCA1"}}, None),
        ({"allele": "A"}, "ContextualAllele"),
        ({"allele": {"VA.1": {"type": "Allele"}}, "location": {}}, None),
        ({"allele": [{"vcf": "A"}]}, None),
        ({"referenceCoordinate": {"start": {"index": 1}}}, "ContextualAllele"),
        ({"referenceCoordinate": "chr1:1"}, None),
        ({"referenceCoordinate": "chr1:1", "contextualAlleleType": "genomic", "allele": "A"},
         "ContextualAllele"),
        ({"target": [{"reference": "Gene/1"}], "recorded": "2020"}, "Provenance"),
        ({"target": "es2022", "reason": "none"}, None),
    ],
)  # fmt: skip
def test_a_value_of_the_wrong_kind_tells_nothing(
    model: Model, message: dict[str, Any], wanted: str | None
) -> None:
    assert infer_message_type(message, model) == wanted


@pytest.mark.parametrize(
    ("message", "key", "wanted"),
    [
        ({"type": "Gene", "name": "ILK"}, "type", "Gene"),
        ({"ResourceType": "Gene", "name": "ILK"}, "ResourceType", "Gene"),
        ({"resource_type": "Provenance", "recorded": "2020"}, "resource_type", "Provenance"),
        ({"type": "Gene", "label": "ILK"}, None, None),
        ({"type": "Gene"}, None, None),
        ({"type": "module", "name": "a-package"}, None, None),
        ({"type": 5, "symbol": "ILK", "name": "x"}, None, "Gene"),
    ],
)
def test_the_type_in_the_place_of_resource_type(
    model: Model, message: dict[str, Any], key: str | None, wanted: str | None
) -> None:
    assert misspelt_type_key(message, model) == key
    assert infer_message_type(message, model) == wanted


def test_names_of_several_words_speak_of_a_type(model: Model) -> None:
    assert speaks_of(["id", "name", "alleleName"], model) == "ContextualAllele"
    assert speaks_of(["id", "name", "target"], model) is None
    assert speaks_of(["compilerOptions"], model) is None
