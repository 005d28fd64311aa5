"""Types of allele names."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from clingen_ld.variation.plain_names import AXES_OF, name_type


def test_names_of_the_examples_have_their_types(examples: Path) -> None:
    names = [
        name
        for file in examples.rglob("*.json")
        for name in json.loads(file.read_text()).get("alleleName", [])
        if name.get("nameType") in AXES_OF
    ]
    assert len(names) > 20
    for name in names:
        assert name_type(name["name"]) == name["nameType"]


@pytest.mark.parametrize(
    ("name", "type_"),
    [
        ("NC_012920.1:m.3243A>G", "hgvs-mito"),
        ("NM_004006.2:r.76a>c", "hgvs-rna"),
        ("NC_000023.11(NM_004006.2):c.94-2A>G", "hgvs-cdna"),
        ("c.5297T>G", "hgvs-cdna"),
        ("NP_009225.1:p.=", "hgvs-protein-3"),
        ("p.V600E", "hgvs-protein-1"),
        ("rs334", "custom"),
        ("", "custom"),
    ],
)
def test_types_by_coordinate_type(name: str, type_: str) -> None:
    assert name_type(name) == type_
