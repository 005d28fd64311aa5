"""Expressions and aliases of an Allele become names, in their order, with their places."""

from __future__ import annotations

from typing import Any

import pytest

from clingen_ld.messages.foreign.builder import ResourceBuilder
from clingen_ld.messages.vrs.given_allele import put_names, type_of_name


@pytest.mark.parametrize(
    ("syntax", "value", "kind"),
    [
        ("hgvs.c", "NM_007294.3:c.5297T>G", "hgvs-cdna"),
        ("hgvs.g", "NC_000017.11:g.43051098A>C", "hgvs-genomic"),
        ("hgvs.p", "NP_009225.1:p.Ile1766Ser", "hgvs-protein-3"),
        ("hgvs.p", "NP_009225.1:p.I1766S", "hgvs-protein-1"),
        ("hgvs.p", "anything", "hgvs-protein-3"),
        ("hgvs.p", None, "hgvs-protein-3"),
        ("gnomad", "17-43051098-A-C", "custom"),
        (None, "NM_007294.3:c.5297T>G", None),
    ],
)
def test_types_of_names(syntax: object, value: object, kind: str | None) -> None:
    assert type_of_name(syntax, value) == kind


def made(given: dict[str, Any], also: dict[str, Any] | None = None) -> ResourceBuilder:
    found = ResourceBuilder({})
    put_names(found, given, also or {})
    return found


def test_expressions_and_then_aliases() -> None:
    given = {
        "expressions": [{"syntax": "hgvs.c", "value": "NM_1.1:c.5A>G"}],
        "aliases": ["one", 2, "three"],
    }
    found = made(given)
    assert found.tree["alleleName"] == [
        {"nameType": "hgvs-cdna", "name": "NM_1.1:c.5A>G"},
        {"nameType": "custom", "name": "one"},
        {"nameType": "custom", "name": "three"},
    ]
    assert found.moved["/alleleName/0/name"] == "/expressions/0/value"
    assert found.moved["/alleleName/0/nameType"] == "/expressions/0/syntax"
    assert found.moved["/alleleName/2/name"] == "/aliases/2"


def test_what_the_model_has_no_property_for_is_kept() -> None:
    [name] = made({"expressions": [{"syntax": "vcf", "value": "x", "syntax_version": "4.2"}]}).tree[
        "alleleName"
    ]
    assert (name["nameType"], name["name"]) == ("custom", "x")
    kept = {value for key, value in name.items() if key not in ("nameType", "name")}
    assert len(name) == 4
    assert "vcf" in str(kept)
    assert "4.2" in str(kept)


def test_names_of_another_object_come_once_and_without_a_place() -> None:
    one, other = ({"syntax": "hgvs.c", "value": f"NM_1.1:c.{n}A>G"} for n in (5, 6))
    found = made({"expressions": [one]}, {"expressions": [one, other]})
    assert [name["name"] for name in found.tree["alleleName"]] == ["NM_1.1:c.5A>G", "NM_1.1:c.6A>G"]
    assert not any(pointer.startswith("/alleleName/1") for pointer in found.moved)


def test_no_names() -> None:
    assert made({"expressions": [], "aliases": "x"}).tree == {}
