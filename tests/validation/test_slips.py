"""What the rules across resources find besides the slips of a message."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from clingen_ld.model import load_model
from clingen_ld.validation.checking import surely_meant
from clingen_ld.validation.session import ValidationOptions, validate

ALLELE: dict[str, Any] = {
    "resourceType": "ContextualAllele",
    "id": "X1",
    "canonicalAllele": {"reference": "CanonicalAllele/C1"},
    "contextualAlleleType": "genomic",
    "allele": "C",
    "primaryNucleotideChangeType": {
        "coding": [{"system": "http://www.sequenceontology.org/", "code": "SO:1000002"}]
    },
    "alleleName": [{"nameType": "hgvs-genomic", "name": "NC_000007.14:g.1000A>C"}],
    "referenceCoordinate": {
        "referenceSequence": {"reference": "ReferenceSequence/S1", "display": "NC_000007.14"},
        "start": {"index": 999},
        "end": {"index": 1000},
        "refAllele": "A",
    },
}


def validated(path: Path, tree: dict[str, Any]) -> set[tuple[str, str]]:
    path.write_text(json.dumps(tree))
    report = validate(path, ValidationOptions(partial=True))
    return {(f.rule, f.pointer) for f in report.findings}


def changed(**changes: Any) -> dict[str, Any]:
    return json.loads(json.dumps(ALLELE)) | changes  # type: ignore[no-any-return]


@pytest.mark.parametrize("key", ["nametype", "NameType", "name_type", "nameTyp"])
def test_a_misspelt_key_does_not_hide_where_a_name_is(tmp_path: Path, key: str) -> None:
    right = {"nameType": "hgvs-genomic", "name": "NC_000007.14:g.1000A>C"}
    assert validated(tmp_path / "a.json", changed(alleleName=[right])) == set()
    wrong = {key: "hgvs-genomic", "name": "NC_000007.14:g.1001A>C"}
    assert validated(tmp_path / "a.json", changed(alleleName=[wrong])) == {
        ("ST-1", f"/alleleName/0/{key}"),
        ("HG-4", "/alleleName/0/name"),
    }


def test_a_misspelt_code_does_not_hide_it_either(tmp_path: Path) -> None:
    wrong = {"nameType": "hgvs-genomc", "name": "NC_000007.14:g.1001A>C"}
    assert validated(tmp_path / "a.json", changed(alleleName=[wrong])) == {
        ("ST-5", "/alleleName/0/nameType"),
        ("HG-4", "/alleleName/0/name"),
    }


@pytest.mark.parametrize("name", [{"nameType": "hgvs"}, {"nm": "x"}])
def test_a_doubtful_suggestion_is_not_followed(name: dict[str, str]) -> None:
    assert surely_meant(changed(alleleName=[name]), load_model()) == []


def test_the_tree_that_is_surely_meant() -> None:
    tree = changed()
    tree["allelename"] = [{"NameType": "hgvs-genomc", "name": "NC_000007.14:g.1000A>C"}]
    del tree["alleleName"]
    assert surely_meant(tree, load_model())[-1].tree == ALLELE
    assert surely_meant(ALLELE, load_model()) == []
