"""Causes that references show: a wrong id, and links between alleles."""

from __future__ import annotations

import json
from typing import Any

import clingen_ld
from clingen_ld import Document
from clingen_ld.validation.configuration import Configuration
from tests.validation.test_causes import allele_of, brief, canonical_of, found_in

Tree = dict[str, Any]


def test_an_id_that_is_not_that_of_its_file() -> None:
    """The reference is right: that it leads to nothing need not be said, nor where else it may."""
    files: dict[str, Tree | str] = {"C1": canonical_of("C1", "X1"), "X1": allele_of("x1")}
    found = found_in(files)
    assert brief(found) == [("CO-5", "error", "X1.json")]
    assert found[0].suggestion == "X1"
    assert found[0].message.endswith("contains x1; C1 refers to X1")
    report = clingen_ld.validate(
        [Document(json.dumps(tree), f"{name}.json") for name, tree in files.items()]
    )
    assert 1 in report.faulty


def test_settings_leave_out_the_cause() -> None:
    """Then what it causes is said."""
    files: dict[str, Tree | str] = {"C1": canonical_of("C1", "X1"), "X1": allele_of("x1")}
    found = found_in(files, configuration=Configuration(ignore=frozenset({"CO-5"})))
    assert brief(found) == [("CO-1", "error", "C1.json")]
    broken: dict[str, Tree | str] = {"C1": canonical_of("C1", "X1"), "X1": "{"}
    assert brief(found_in(broken)) == [("ST-0", "error", "X1.json")]


def test_the_id_of_another_resource() -> None:
    files: dict[str, Tree | str] = {
        "C1": canonical_of("C1", "X1", "X2"),
        "X1": allele_of("X2", allele="A"),
        "X2": allele_of("X2"),
    }
    [finding] = found_in(files)
    assert (finding.rule, finding.severity, finding.file) == ("CO-5", "error", "X1.json")
    assert finding.message.endswith("contains X2; X2.json has the id X2, too; C1 refers to X1")


def test_an_id_that_is_none() -> None:
    files: dict[str, Tree | str] = {"C1": canonical_of("C1", "X1"), "X1": allele_of("X 1")}
    [finding] = found_in(files)
    assert (finding.rule, finding.severity, finding.suggestion) == ("CO-5", "error", "X1")
    assert "id must be a string without white space; C1 refers to X1" in finding.message


def test_an_effect_without_the_type_of_its_link() -> None:
    nucleotide = allele_of("X1", contextualAlleleType="transcript")
    nucleotide["related"] = [{"target": {"reference": "ContextualAllele/X2"}}]
    effect = allele_of("X2", "C2", contextualAlleleType="amino-acid")
    target = {"reference": "ContextualAllele/X1"}
    effect["related"] = [{"relatedType": "transcript-allele-cause", "target": target}]
    amino = canonical_of("C2", "X2") | {"canonicalAlleleType": "amino-acid"}
    files = {"C1": canonical_of("C1", "X1"), "C2": amino, "X1": nucleotide, "X2": effect}
    found = [each for each in found_in({**files}) if each.rule in ("ST-8", "CO-7")]
    assert brief(found) == [("ST-8", "warning", "X1.json")]


def test_a_wrong_type_of_a_canonical_allele_is_one_finding() -> None:
    files: dict[str, Tree | str] = {each: allele_of(each) for each in ("X1", "X2", "X3")}
    canonical = canonical_of("C1", "X1", "X2", "X3") | {"canonicalAlleleType": "amino-acid"}
    found = [each for each in found_in(files | {"C1": canonical}) if each.rule == "CO-3"]
    assert [each.message for each in found] == [
        "X1 is genomic; a canonical allele that is amino-acid cannot contain it; "
        "nor 2 other members: is its canonicalAlleleType nucleotide?"
    ]


def test_a_reference_to_nothing_means_the_allele_that_refers_back() -> None:
    files: dict[str, Tree | str] = {
        "C1": canonical_of("C1", "X1", "Y7"), "X1": allele_of("X1"), "X2": allele_of("X2"),
    }  # fmt: skip
    [found] = [each for each in found_in(files) if each.rule[:2] == "CO"]
    assert (found.rule, found.suggestion) == ("CO-1", "ContextualAllele/X2")
    files["C1"] = canonical_of("C1", "X1", "Y7", "Y8")
    assert [each.suggestion for each in found_in(files) if each.rule == "CO-1"] == [None, None]
