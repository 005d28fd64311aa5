"""An Allele as it is given: its digests, what is wrong with it, and its names with their places."""

from __future__ import annotations

from typing import Any

import pytest

from clingen_ld.messages.foreign.builder import ResourceBuilder
from clingen_ld.messages.vrs.given_allele import GivenAllele, put_names, type_of_name, unread


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


REFGET = "SQ.F-LrLMe1SRpfUZHkQmvkVKFEGaoDeHul"
LOCATION: dict[str, Any] = {
    "type": "SequenceLocation",
    "sequenceReference": {"type": "SequenceReference", "refgetAccession": REFGET},
    "start": 55181319,
    "end": 55181320,
}
ALLELE: dict[str, Any] = {
    "type": "Allele",
    "location": LOCATION,
    "state": {"type": "LiteralSequenceExpression", "sequence": "T"},
}
DIGEST = "Hy2XU_-rp4IMh6I_1NXNecBo8Qx8n0oE"  # as the specification of VRS has it
OTHER = "ga4gh:VA." + 32 * "A"


def test_an_allele_has_the_digest_of_its_content() -> None:
    read = GivenAllele.of(ALLELE)
    assert (read.digest, read.id) == (DIGEST, f"ga4gh:VA.{DIGEST}")
    assert read.of_location == "_G2K0qSioM74l_u3OaKR0mgLYdeTL7Xd"
    assert read.is_placed
    assert read.sequence.refget == REFGET
    assert GivenAllele.of(ALLELE | {"id": OTHER}).id == f"ga4gh:VA.{DIGEST}"


@pytest.mark.parametrize(
    ("location", "is_placed"),
    [
        ("https://x.org/location", False),
        ({key: value for key, value in LOCATION.items() if key != "end"}, False),
        (LOCATION | {"start": "x"}, True),
        (LOCATION | {"sequenceReference": "https://x.org/sequence"}, True),
    ],
)
def test_without_a_plain_place_the_id_that_it_says_counts(location: Any, is_placed: bool) -> None:
    read = GivenAllele.of(ALLELE | {"location": location, "id": OTHER})
    assert read.is_placed is is_placed
    assert (read.digest, read.id) == (None, OTHER)
    assert GivenAllele.of(ALLELE | {"location": location, "id": "mine"}).id is None


def test_an_uncertain_end_has_a_digest_and_no_place_in_the_model() -> None:
    read = GivenAllele.of(ALLELE | {"location": LOCATION | {"start": [5, None]}})
    assert read.digest is not None
    assert not read.is_placed


@pytest.mark.parametrize(
    ("wrong", "rule", "pointer"),
    [
        ({"location": "no IRI"}, "ST-7", "/location"),
        ({"location": LOCATION | {"start": [5, 6]}}, "ST-4", "/location/start"),
        ({"location": {k: v for k, v in LOCATION.items() if k != "end"}}, "ST-2", "/location"),
        ({"location": LOCATION | {"sequenceReference": "no name"}}, "ST-4",
         "/location/sequenceReference"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_an_allele_that_is_not_read(
    wrong: dict[str, Any], rule: str, pointer: str
) -> None:
    assert list(unread(ALLELE)) == []
    assert (rule, pointer) in {(note.rule, note.pointer) for note in unread(ALLELE | wrong)}


def test_names_that_are_not_of_the_content_are_wrong() -> None:
    given = ALLELE | {"id": OTHER, "location": LOCATION | {"id": "ga4gh:SL." + 32 * "A"}}
    assert {note.pointer for note in unread(given)} == {"/id", "/location/id"}
