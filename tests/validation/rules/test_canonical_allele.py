"""CA-1 to CA-8: what holds within one canonical allele."""

from __future__ import annotations

from typing import Any

import pytest

from tests.validation.builders import (
    BASE,
    GONE,
    Tree,
    canonical,
    found,
    haplotype,
    member,
    ref,
    replacement,
    resource_violations,
)

CA2 = ref("CanonicalAllele/CA2")


@pytest.mark.parametrize("tree", [canonical(), haplotype(), canonical(composite=[CA2])])
def test_right(tree: Tree) -> None:
    assert found(tree) == []


@pytest.mark.parametrize(
    ("tree", "rule", "pointer"),
    [
        (canonical(nested=[CA2]), "CA-1", "/nested"),
        (haplotype(nested=GONE), "CA-2", ""),
        (haplotype(nested=[CA2]), "CA-2", "/nested"),
        (haplotype(relatedContextualAllele=[member("XA1", preferred=True)]), "CA-2",
         "/relatedContextualAllele"),
        (haplotype(composite=[CA2]), "CA-3", "/composite"),
        (canonical(relatedContextualAllele=[member("XA1", preferred=True),
                                            member("XA2", preferred=True)]),
         "CA-4", "/relatedContextualAllele"),
        (canonical(active=True, replacement=[replacement("replaced-by")]), "CA-5", "/active"),
        (haplotype(nested=[CA2, ref("CanonicalAllele/CA3")]), "CA-6", "/nested/1"),
        (canonical(composite=[ref("CanonicalAllele/CA1")]), "CA-6", "/composite/0"),
        (canonical(replacement=[replacement("replaced-with"), replacement("replaced-with", "CA1")]),
         "CA-6", "/replacement/1/target"),
    ],
)  # fmt: skip
def test_errors(tree: Tree, rule: str, pointer: str) -> None:
    assert found(tree) == [(rule, "error", pointer)]


@pytest.mark.parametrize(
    ("tree", "rule", "pointer"),
    [
        (canonical(relatedContextualAllele=GONE), "ST-8", ""),
        (canonical(relatedContextualAllele=[member("XA1")]), "CA-4", "/relatedContextualAllele"),
        (canonical(active=False), "CA-5", "/active"),
        (canonical(active=False, replacement=[replacement("replaced-with")]), "CA-5", "/active"),
        (canonical(composite=[CA2, CA2]), "CA-7", "/composite"),
        (canonical(relatedContextualAllele=[member("XA1", preferred=True), member("XA1")]),
         "CA-7", "/relatedContextualAllele"),
        (canonical(replacement=[replacement("replaced-with"), replacement("replaced-with")]),
         "CA-7", "/replacement"),
        (canonical(replacement=[replacement("replaced-with", split=True)]), "CA-8",
         "/replacement/0/split"),
    ],
)  # fmt: skip
def test_warnings(tree: Tree, rule: str, pointer: str) -> None:
    assert found(tree) == [(rule, "warning", pointer)]


def test_one_nested_twice_is_one() -> None:
    assert found(haplotype(nested=[CA2, CA2])) == [
        ("CA-2", "error", "/nested"),
        ("CA-7", "warning", "/nested"),
    ]


def test_each_repeated_reference_is_told_once() -> None:
    twice = [ref(f"CanonicalAllele/CA{n}") for n in (7, 8, 7, 8, 8)]
    told = [b.values for b in resource_violations(canonical(composite=twice))]
    assert told == [
        {"property": "composite", "target": "CA7"},
        {"property": "composite", "target": "CA8"},
    ]


@pytest.mark.parametrize(
    "changes",
    [
        {"active": False, "replacement": [replacement("replaced-by")]},
        {"active": False, "replacement": [replacement("replaced-by", split=True)]},
        {"active": True, "replacement": [replacement("replaced-with", split=False)]},
        # No word on active is neither.
        {"replacement": [replacement("replaced-by")]},
    ],
)
def test_replacements_that_are_right(changes: dict[str, Any]) -> None:
    assert found(canonical(**changes)) == []


@pytest.mark.parametrize(
    "tree",
    [
        # The structure rules speak of these, and one cause gives one finding.
        canonical(complexity="simpel", nested=[CA2]),
        canonical(complexity=GONE, nested=[CA2]),
        canonical(relatedContextualAllele=[member("XA1", preferred="yes")]),
        canonical(active="no", replacement=[replacement("replaced-by")]),
        canonical(active=False, replacement=[replacement("replaced")]),
        haplotype(nested=["CanonicalAllele/CA3"]),
        haplotype(nested=[{"display": "CA1"}]),
    ],
)
def test_silent_on_what_is_ill_formed(tree: Tree) -> None:
    assert found(tree) == []


def test_self_by_another_iri() -> None:
    other = "http://reg.genome.network/allele/CA1"
    renamed = haplotype("CA1", **{"@id": other})
    renamed["nested"] = [CA2, ref(other)]
    assert found(renamed) == [("CA-6", "error", "/nested/1")]
    # What type and id alone would name is another resource.
    renamed["nested"] = [CA2, ref("CanonicalAllele/CA1")]
    assert found(renamed) == []


def test_self_by_an_id_that_is_an_iri() -> None:
    own = f"{BASE}CanonicalAllele/CA1"
    assert found(haplotype(own, nested=[CA2, ref("CanonicalAllele/CA1")])) == [
        ("CA-6", "error", "/nested/1")
    ]
    assert found(haplotype(own, nested=[CA2, ref(own)])) == [("CA-6", "error", "/nested/1")]
