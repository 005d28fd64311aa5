"""Which resources an interpretation message becomes, and what is found wrong with it."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from clingen_ld.messages.forms import mapping, object_form
from clingen_ld.messages.kept_documents import document_of
from clingen_ld.messages.message import Problem
from clingen_ld.model import DEFAULT_BASE, escape, load_model, resource_iri
from clingen_ld.validation.session import ValidationOptions, validate_items
from tests.console import ROOT
from tests.messages.carrying import read, read_items
from tests.messages.editing import at, findings, places, with_value, without
from tests.messages.interpretation.alleles import (
    ALLELE,
    CLINVAR,
    EXAMPLE,
    NAMED,
    ODD,
    OLDER,
    PLAIN,
    WAYS,
    Object,
    trees,
)

FORM = "interpretation"
IRI = "http://reg.genome.network/allele/CA010360"


def one(resources: list[Object], kind: str) -> Object:
    [found] = [tree for tree in resources if tree["resourceType"] == kind]
    return found


def test_the_names_of_an_allele() -> None:
    tree = one(trees(PLAIN), "CanonicalAllele")
    assert (tree["@id"], tree["id"]) == (IRI, "CA010360")
    assert tree["relatedIdentifier"][0] == {
        "label": "rs3218714",
        "system": "http://www.ncbi.nlm.nih.gov/snp",
        "value": "3218714",
        "http://dataexchange.clinicalgenome.org/types/id": "dbSNP:rs3218714",
    }
    assert resource_iri(one(trees(OLDER), "CanonicalAllele"), DEFAULT_BASE) == IRI
    assert one(trees(CLINVAR), "CanonicalAllele")["id"] == "ClinVar:14102"


def test_a_contextual_allele_is_named_by_its_place() -> None:
    tree = one(trees(PLAIN), "ContextualAllele")
    assert tree["id"] == "NC_000014.9:23429278:G:A"
    assert tree["canonicalAllele"] == {"reference": IRI}
    assert tree["alleleName"] == [{"nameType": "hgvs-genomic", "name": "NC_000014.9:g.23429279G>A"}]
    assert tree["primaryNucleotideChangeType"]["coding"][0]["code"] == "SO:1000002"
    link = one(trees(PLAIN), "CanonicalAllele")["relatedContextualAllele"][0]
    assert link == {
        "contextualAllele": {"reference": "ContextualAllele/NC_000014.9:23429278:G:A"},
        "preferred": True,
    }


def test_it_is_the_allele_that_a_registry_document_tells() -> None:
    row = {
        "hgvs": ["NC_000014.9:g.23429279G>A"],
        "referenceSequence": "http://reg.genome.network/refseq/RS000062",
        "coordinates": [
            {"start": 23429278, "end": 23429279, "referenceAllele": "G", "allele": "A"}
        ],
    }
    document = {"@id": IRI, "type": "nucleotide", "genomicAlleles": [row]}
    document["@context"] = "http://reg.genome.network/schema/allele.jsonld"
    names = [resource_iri(tree, DEFAULT_BASE) for tree in read(json.dumps(document))]
    assert names == [resource_iri(tree, DEFAULT_BASE) for tree in trees(PLAIN)]


def test_sequences_and_genes_are_only_told_of() -> None:
    made = {t["id"]: t for t in trees(EXAMPLE) if t["resourceType"] not in NAMES_OF_ALLELES}
    assert list(made) == [
        "NCBIGene:4625", "NM_000257.3", "NC_000014.9", "NC_000014.8", "NG_007884.1",
    ]  # fmt: skip
    assert all(t["meta"]["tag"][0]["code"] == "SUBSETTED" for t in made.values())
    assert made["NM_000257.3"]["gene"] == {"reference": "Gene/NCBIGene:4625"}
    assert made["NCBIGene:4625"]["symbol"] == "MYH7"
    assert [i["value"] for i in made["NC_000014.9"]["identifier"]] == ["NC_000014.9", "CM000676.2"]
    assert made["NC_000014.9"]["referenceGenome"]["text"] == "GRCh38"


NAMES_OF_ALLELES = ("CanonicalAllele", "ContextualAllele")


@pytest.mark.parametrize(
    "around",
    [
        {"a": [[{"b": ALLELE}]]},
        {"@graph": [{"id": NAMED}, ALLELE, {"variant": NAMED}]},
        {"first": {"id": NAMED, "type": "CanonicalAllele", "label": "x"}, "second": ALLELE},
        {"first": ALLELE, "second": ALLELE},
        {"first": {"id": NAMED, "complexity": "simple", "type": "CanonicalAllele"}, "x": ALLELE},
        {"x": ALLELE, "y": ALLELE["relatedContextualAllele"][1]},
    ],
)
def test_alleles_are_found_anywhere_and_each_is_one(around: Object) -> None:
    key = ["resourceType", "id"]
    assert [[t[k] for k in key] for t in trees(around)] == [
        [t[k] for k in key] for t in trees(ALLELE)
    ]


def test_what_contradicts_is_not_left_out() -> None:
    other = with_value(PLAIN, ("complexity",), "complex")
    found = findings({"first": PLAIN, "second": other}, FORM)
    assert ("CO-5", "/second/id") in [(f.rule, f.pointer) for f in found]


def test_a_contextual_allele_may_stand_alone() -> None:
    [allele, sequence] = trees({"contextualAllele": PLAIN["relatedContextualAllele"][0]})
    assert allele["id"] == "NC_000014.9:23429278:G:A"
    assert sequence["id"] == "NC_000014.9"


def test_a_message_that_only_names_alleles_is_kept_with_their_ids() -> None:
    message = {"type": "VariantPathogenicityInterpretation", "variant": {"id": NAMED}}
    kept, named = read(json.dumps(message))
    assert document_of(kept) == message
    assert kept["target"] == [{"reference": named["@id"]}]


def test_a_message_without_alleles_holds_none() -> None:
    message = {"type": "VariantPathogenicityInterpretation", "variant": {"id": "clinvar:1"}}
    [problem] = read_items(json.dumps(message))
    assert isinstance(problem, Problem)
    assert (problem.rule, problem.line) == ("ST-11", 1)


def test_other_ways_of_writing() -> None:
    canonical, allele = trees(ODD)  # the sequence lies in the base: it is not told of
    links = [link["contextualAllele"] for link in canonical["relatedContextualAllele"]]
    assert links == [
        {"reference": "ContextualAllele/XA1"},
        {"reference": "http://example.org/alleles/2"},
        {"reference": "ContextualAllele/XA3", "display": "c.1207C>T"},
    ]
    assert canonical["version"] == "3"
    assert canonical["relatedIdentifier"] == [{"value": "EXAMPLE:1"}]
    assert allele["alleleName"] == [{"nameType": "hgvs-cdna", "name": "NM_000257.3:c.1207C>T"}]
    assert allele["canonicalAllele"] == {"reference": IRI, "display": "Arg403Trp"}
    assert allele["referenceCoordinate"]["end"]["index"] == 1338
    sequence = allele["referenceCoordinate"]["referenceSequence"]
    assert sequence["reference"] == "ReferenceSequence/SEQ1"


def test_labels_and_names_of_different_sequences_are_not_merged() -> None:
    path = ("relatedContextualAllele", 0, "referenceCoordinate", "referenceSequence", "label")
    found = findings(with_value(PLAIN, path, "NC_000014.8"), FORM)
    assert "HG-3" in {f.rule for f in found}
    [*_, sequence] = trees(with_value(PLAIN, path, "NC_000014.8"))
    assert sequence["identifier"] == [
        {"system": "http://www.ncbi.nlm.nih.gov/nuccore", "value": "NC_000014.8"}
    ]


@pytest.mark.parametrize("value", [EXAMPLE, *WAYS.values(), {"variant": NAMED, "criterion": {}}])
def test_the_form_is_told_by_the_content(value: Object) -> None:
    is_plain_json_ld = value is ODD  # @type without a context is any JSON-LD's
    assert object_form(value).name == ("json-ld" if is_plain_json_ld else "interpretation")


def test_files_of_other_forms_are_not_taken_for_it() -> None:
    files = [*(ROOT / "examples").glob("*/*.json"), *(ROOT / "examples").glob("*/*.jsonld")]
    own = [p for p in files if object_form(json.loads(p.read_text())).name == "interpretation"]
    assert [p.parent.name for p in own] == ["interpretation"]


def test_the_example_is_right() -> None:
    assert findings(EXAMPLE, FORM) == []


def test_places_are_those_in_the_message() -> None:
    path = ("relatedContextualAllele", 0, "referenceCoordinate", "refState")
    text = json.dumps({"x": [with_value(ALLELE, path, "Q")]}, indent=1)
    items = read_items(text, form="interpretation")
    found = validate_items(items, ValidationOptions(), load_model()).findings
    at = "/x/0/relatedContextualAllele/0/referenceCoordinate/refState"
    line = text[: text.index('"refState": "Q"')].count("\n") + 1
    assert {(f.pointer, f.line) for f in found if f.rule == "XA-7"} == {(at, line)}


# Keys without which an allele is right, and values that are read in more ways than one.
OPTIONAL = {
    "type", "label", "relatedCanonicalAllele", "alleleName", "relatedGene", "id", "reference",
    "relatedIdentifier", "referenceGenome", "relatedChromosome", "preferred",
}  # fmt: skip
KEPT = {"referenceGenome", "relatedChromosome"}


def pointer(path: tuple[Any, ...]) -> str:
    return "".join(f"/{escape(str(step))}" for step in path)


@pytest.mark.slow
@pytest.mark.parametrize("way", ["example", "plain"])
def test_a_missing_key_is_found_in_its_place(way: str) -> None:
    allele = WAYS[way]
    for path in places(allele):
        required = isinstance(path[-1], str) and path[-1] not in OPTIONAL
        if (required and not KEPT.intersection(path)) or path == ("id",):
            found = findings(without(allele, path), FORM)
            above = [pointer(path[:n]) for n in range(len(path))]
            assert any(f.pointer in above for f in found), path


@pytest.mark.slow
@pytest.mark.parametrize("way", ["example", "plain"])
@pytest.mark.parametrize("value", [5, True, {"a": 1}, ["x", "y"], None, "x"], ids=str)
def test_a_wrong_type_is_found_in_its_place(way: str, value: Any) -> None:
    allele = WAYS[way]
    for path in places(allele):
        old = at(allele, path)
        text_for_object = isinstance(value, str) and isinstance(old, dict)
        if type(old) is type(value) or KEPT.intersection(path) or text_for_object:
            continue
        if value is None:  # null is nothing: as if the key were missing
            continue
        found = findings(with_value(allele, path, value), FORM)
        here = pointer(path)
        assert any(f.pointer == here or f.pointer.startswith(f"{here}/") for f in found), path


def test_the_mapping_names_every_key_of_the_example() -> None:
    listed = {re.split(r"[.:] ?", row.given.replace("[]", ""))[-1] for row in mapping(FORM)}
    given = {step for path in places(ALLELE) for step in path if isinstance(step, str)}
    assert given - listed == KEPT
    assert all(row.model for row in mapping(FORM))
