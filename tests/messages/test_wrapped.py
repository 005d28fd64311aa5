"""Documents that wrap messages, and those that are not messages at all."""

from __future__ import annotations

import json
from typing import Any

import pytest

from clingen_ld.messages.kept_documents import document_of
from clingen_ld.messages.message import Message, Problem
from clingen_ld.model import DEFAULT_BASE, relative_reference
from tests.messages.carrying import read_items

GENE = {"resourceType": "Gene", "id": "G7", "symbol": "CFTR", "name": "a channel"}
PROVENANCE = {
    "resourceType": "Provenance",
    "id": "P7",
    "target": [{"reference": "Gene/G7"}],
    "recorded": "2021-01-01T00:00:00Z",
}
REPLY = {
    "@context": "http://reg.genome.network/schema/allele.jsonld",
    "@id": "http://reg.genome.network/allele/CA900000077",
    "type": "nucleotide",
    "genomicAlleles": [],
}
ERROR = {"errorType": "HgvsParsingError", "description": "no such thing", "inputLine": "1"}


def outcome(document: Any) -> list[str]:
    """The resources of a document by the ends of their IRIs, and the problems by rule."""
    found = []
    for item in read_items(json.dumps(document)):
        if isinstance(item, Problem):
            found.append(f"{item.rule} {item.pointer} {item.severity or ''}".strip())
        else:
            found.append(f"{item.iri.rpartition('/')[2]} {item.place('').pointer}".strip())
    return found


def bundle(*resources: Any) -> dict[str, Any]:
    return {
        "resourceType": "Bundle",
        "type": "collection",
        "entry": [{"fullUrl": f"urn:{n}", "resource": r} for n, r in enumerate(resources)],
    }


def test_the_resources_of_a_bundle() -> None:
    assert outcome(bundle(GENE, PROVENANCE)) == [
        "G7 /entry/0/resource",
        "P7 /entry/1/resource",
    ]


def test_a_bundle_inside_an_array_and_inside_another() -> None:
    assert outcome([bundle(bundle(GENE)), PROVENANCE]) == [
        "G7 /0/entry/0/resource/entry/0/resource",
        "P7 /1",
    ]


def test_resources_of_other_models_stand_in_a_bundle_without_an_error() -> None:
    patient = {"resourceType": "Patient", "id": "1"}
    assert outcome(bundle(patient, GENE)) == [
        "ST-11 /entry/0/resource/resourceType",
        "G7 /entry/1/resource",
    ]


def test_a_misspelt_type_in_a_bundle_is_an_error() -> None:
    assert outcome(bundle(GENE | {"resourceType": "Genes"})) == [
        "ST-11 /entry/0/resource/resourceType error"
    ]


@pytest.mark.parametrize("entries", [[], [{"request": {"method": "GET"}}], ["x"]])
def test_a_bundle_without_resources(entries: list[Any]) -> None:
    assert outcome({"resourceType": "Bundle", "entry": entries}) == ["ST-11  error"]


def test_a_bundle_of_other_forms_is_kept_where_nothing_in_it_is_a_message() -> None:
    place = {"sequenceReference": "refseq:NC_000007.14", "start": 5, "end": 6}
    state = {"type": "LiteralSequenceExpression", "sequence": "T"}
    allele = {"type": "Allele", "location": {"type": "SequenceLocation"} | place, "state": state}
    other = {"resourceType": "Observation", "extra": allele}
    at = "/entry/0/resource/extra"
    kept, *told = outcome(bundle(other))
    assert kept.startswith("document-")
    assert [each.split()[0] for each in told[:1]] == ["NC_000007.14:5:1:T"]
    assert told[0].endswith(at)
    kept, *told = outcome(bundle(other, GENE))
    assert kept.endswith(" /entry/0/resource")
    assert told[-1] == "G7 /entry/1/resource"


def test_a_bundle_of_other_forms() -> None:
    assert outcome(bundle(REPLY)) == ["CA900000077 /entry/0/resource"]


def test_replies_by_the_name_that_was_asked() -> None:
    document = {"NM_1.1:c.1A>G": REPLY, "NM_1.1:c.2/3": ERROR}
    assert outcome(document) == [
        "CA900000077 /NM_1.1:c.1A>G",
        "RG-1 /NM_1.1:c.2~13",
    ]


def hub(name: str, *aliases: str, **more: Any) -> dict[str, Any]:
    """An entity of the Linked Data Hub."""
    told = {"entId": name, "entType": "Variant", "ld": {"X": [{"entId": "CA1"}]}} | more
    return told | {"entAliases": [{"id": "x", "iri": alias} for alias in aliases]}


@pytest.mark.parametrize(
    ("document", "found"),
    [
        ({"data": hub("CA900000051"), "status": {"code": 200}}, ["CA900000051 /data"]),
        (hub("x", entIri="http://reg.genome.network/allele/PA900000051"), ["PA900000051"]),
        ({"data": [hub("CA900000051"), hub("x", entType="Gene"), None]},
         ["CA900000051 /data/0", "ST-11 /data/1", "ST-11 /data/2"]),
    ],
)  # fmt: skip
def test_alleles_of_the_linked_data_hub(document: dict[str, Any], found: list[str]) -> None:
    kept, *rest = outcome(document)
    assert kept.startswith("document-")
    assert rest == found


def test_identifiers_of_the_linked_data_hub() -> None:
    aliases = ("https://www.ncbi.nlm.nih.gov/clinvar/variation/900001/", "http://x.example/7")
    _, item = read_items(json.dumps({"data": hub("CA900000051", *aliases)}))
    assert isinstance(item, Message)
    assert item.iri == "http://reg.genome.network/allele/CA900000051"
    [identifier] = item.tree["identifier"]
    assert (identifier["system"], identifier["value"]) == (
        "http://www.ncbi.nlm.nih.gov/clinvar/variation",
        "900001",
    )
    assert item.tree["canonicalAlleleType"] == "nucleotide"


UNKNOWN = {"note": "asked in vain"}


@pytest.mark.parametrize(
    ("document", "found"),
    [
        ({"rs1": REPLY, "rs2": None}, ["CA900000077 /rs1", "ST-11 /rs2"]),
        ({"rs1": None, "rs2": REPLY, "rs3": UNKNOWN},
         ["ST-11 /rs1", "CA900000077 /rs2", "ST-11 /rs3"]),
        ({"rs1": REPLY, "rs2": ERROR, "rs3": []},
         ["CA900000077 /rs1", "RG-1 /rs2", "ST-11 /rs3"]),
        ({"rs1": [REPLY, None], "rs2": "none", "rs3": 404},
         ["CA900000077 /rs1/0", "ST-11 /rs1/1", "ST-11 /rs2", "ST-11 /rs3"]),
        ({"first": REPLY, "second": REPLY, "third": None},
         ["CA900000077 /first", "CA900000077 /second", "ST-11 /third"]),
        ({"data": {"rs1": REPLY, "rs2": None}}, ["CA900000077 /data/rs1", "ST-11 /data/rs2"]),
        ({"results": [None, REPLY, ERROR, UNKNOWN]},
         ["ST-11 /results/0", "CA900000077 /results/1", "RG-1 /results/2", "ST-11 /results/3"]),
        ({"rs1": REPLY, "rs2": {"data": GENE}, "rs3": GENE},
         ["CA900000077 /rs1", "G7 /rs2/data", "G7 /rs3"]),
        ([REPLY, None, UNKNOWN], ["CA900000077 /0", "ST-11 /1", "ST-11 /2"]),
    ],
)  # fmt: skip
def test_what_is_listed_with_replies_and_is_none_is_named(document: Any, found: list[str]) -> None:
    assert outcome(document) == found


@pytest.mark.parametrize("document", [
    {"data": REPLY, "status": 200, "error": None},
    {"query": {"rs": 1}, "result": {"hit": REPLY, "score": 0.5}},
])  # fmt: skip
def test_an_envelope_around_a_reply_is_no_list(document: dict[str, Any]) -> None:
    kept, found = outcome(document)
    assert kept.startswith("document-")
    assert found.startswith("CA900000077 ")


@pytest.mark.parametrize(
    "document",
    [
        {"genes": [GENE]},
        {"data": {"items": {"first": GENE}}, "count": None},
        {"pages": [[{"result": GENE}]]},
    ],
)
def test_a_wrapper_of_any_name(document: dict[str, Any]) -> None:
    [item] = read_items(json.dumps(document))
    assert isinstance(item, Message)
    assert item.iri.endswith("/Gene/G7")


def test_nothing_inside_a_resource_becomes_a_resource() -> None:
    inside = {"symbol": "X", "name": "N", "extension": {"of": GENE}}
    [item] = read_items(json.dumps(inside))
    assert isinstance(item, Message)
    assert item.tree["extension"] == {"of": GENE}
    [item] = read_items(json.dumps(GENE | {"extension": [GENE | {"id": "G8"}]}))
    assert item.iri.endswith("/Gene/G7")  # type: ignore[union-attr]


def test_the_type_in_the_place_of_resource_type_is_a_slip() -> None:
    given = {
        "type": "ContextualAllele",
        "id": "X7",
        "canonicalAllele": {"reference": "CanonicalAllele/C7"},
        "allele": "A",
    }
    [item] = read_items(json.dumps(given))
    assert isinstance(item, Message)
    assert (item.form, item.type) == ("resource-json", "ContextualAllele")
    assert "type" not in item.tree
    assert [(n.rule, n.pointer, n.suggestion) for n in item.normal.notes] == [
        ("ST-1", "/type", "resourceType")
    ]


@pytest.mark.parametrize(
    "document",
    [
        {"type": "CanonicalAllele", "relatedContextualAllele": [
            {"contextualAllele": {"reference": "ContextualAllele/X7"}}]},
        {"type": "ContextualAllele", "referenceCoordinate": {"refAllele": "A"}},
    ],
)  # fmt: skip
def test_keys_of_the_model_win_over_a_type_that_interpretations_have(
    document: dict[str, Any],
) -> None:
    assert {
        item.form for item in read_items(json.dumps(document)) if isinstance(item, Message)
    } == {"resource-json"}


@pytest.mark.parametrize(
    "document",
    [
        {"type": "ContextualAllele", "id": "1", "state": "A", "alleleName": []},
        {"type": "ContextualAllele", "id": "1", "allele": "A", "state": "A"},
        {"type": "CanonicalAllele", "id": "CAR:CA1", "complexity": "simple"},
    ],
)
def test_interpretations_stay_interpretations(document: dict[str, Any]) -> None:
    assert {
        item.form for item in read_items(json.dumps(document)) if isinstance(item, Message)
    } == {"interpretation"}


_PLACE = {
    "type": "SequenceLocation",
    "sequenceReference": {
        "type": "SequenceReference",
        "refgetAccession": "SQ.dLZ15tNO1Ur0IcGjwc3Sdi_0A6Yf4zm7",
    },
    "start": 43106486,
    "end": 43106487,
}
_CHANGED = {
    "type": "Allele",
    "location": _PLACE,
    "state": {"type": "LiteralSequenceExpression", "sequence": "C"},
}
_VARIANT = {
    "type": "CategoricalVariant",
    "id": "clinvar:900001",
    "name": "one",
    "constraints": [{"type": "DefiningAlleleConstraint", "allele": _CHANGED}],
}
_STATEMENT = {"type": "Statement", "id": "s1", "proposition": {"subjectVariant": _VARIANT}}


@pytest.mark.parametrize(
    ("document", "pointers"),
    [
        (_STATEMENT, ["/proposition/subjectVariant"]),
        (
            {"type": "VariantPathogenicityStatement", "variation": _CHANGED, "items": [[_VARIANT]]},
            ["/variation", "/items/0/0"],
        ),
        (
            {"variantUrn": "urn:mavedb:1#1", "preMapped": _CHANGED, "postMapped": _VARIANT},
            ["/preMapped", "/postMapped"],
        ),
        ({"a/b": {"c~d": _CHANGED}}, ["/a~1b/c~0d"]),
    ],
)
def test_alleles_in_a_document_of_another_kind_are_read_and_the_document_is_kept(
    document: dict[str, Any], pointers: list[str]
) -> None:
    kept, *items = read_items(json.dumps(document))
    assert isinstance(kept, Message)
    assert document_of(kept.tree) == document
    found = [item for item in items if isinstance(item, Message)]
    alleles = [m for m in found if m.type in ("CanonicalAllele", "ContextualAllele")]
    assert len(found) == len(items)
    assert kept.type == "Provenance"
    assert {each["reference"] for each in kept.tree["target"]} <= {
        relative_reference(m.iri, DEFAULT_BASE) for m in alleles
    }
    assert len(kept.tree["target"]) == len(pointers)
    places = [m.locator.place("").pointer for m in alleles]
    assert all(any(place.startswith(pointer) for place in places) for pointer in pointers)
    assert all(place.startswith(tuple(pointers)) for place in places)


def test_each_line_of_statements_is_read() -> None:
    lines = "\n".join([json.dumps(_STATEMENT)] * 3)
    items = list(read_items(lines))
    kept = [m for m in items if isinstance(m, Message) and m.type == "Provenance"]
    assert [m.place("").line for m in kept] == [1, 2, 3]
    assert sum(isinstance(m, Message) and m.type == "CanonicalAllele" for m in items) == 3


def test_pointers_of_a_bundle_of_sections_are_followed() -> None:
    allele = _CHANGED | {"location": "#/location/l1"}
    members = {"allele": "#/allele/a1", "type": "DefiningAlleleConstraint"}
    bundle = {
        "sequenceReference": {"s1": _PLACE["sequenceReference"]},
        "location": {"l1": _PLACE | {"sequenceReference": "#/sequenceReference/s1"}},
        "allele": {"a1": allele},
        "variation": {"clinvar:900001": _VARIANT | {"constraints": [members]}},
    }
    first, *items = read_items(json.dumps(bundle))
    assert isinstance(first, Problem)
    assert first.values["what"] == "of a ClinVar-GKS bundle, only the alleles are read"
    alone = list(read_items(json.dumps(_VARIANT)))
    iris = [{m.iri for m in read if isinstance(m, Message)} for read in (items, alone)]
    assert iris[0] == iris[1]
    assert not any(isinstance(item, Problem) for item in items)


@pytest.mark.parametrize(
    "document",
    [
        {"type": "Statement", "proposition": {"subjectVariant": "ga4gh:VA." + "x" * 32}},
        {"title": "scores", "targetGenes": [{"name": "CA9", "location": {"start": 1}}]},
        {"hgvs": "NM_007294.3:c.5266dup"},
    ],
)
def test_ids_of_no_registry_are_no_alleles(document: dict[str, Any]) -> None:
    [item] = read_items(json.dumps(document))
    assert isinstance(item, Problem)
    assert item.rule == "ST-11"


@pytest.mark.parametrize("type_", [{"a": 1}, [1], [], None, 5, [["x"]]])
@pytest.mark.parametrize("key", ["resourceType", "type", "@type", "@id", "id"])
def test_types_of_any_kind_inside_a_document_are_no_fault(key: str, type_: Any) -> None:
    iri, inside = "http://reg.genome.network/allele/CA1", {"x": [{key: type_}]}
    hub = {"entId": "CA1", "entIri": iri, "ld": inside}
    document = {"data": hub, "more": [{"y": {key: type_}}]}
    found = [item for item in read_items(json.dumps(document)) if isinstance(item, Message)]
    assert document in [document_of(item.tree) for item in found]
    assert iri in [item.iri for item in found]
