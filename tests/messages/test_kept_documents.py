"""Documents around alleles: they are kept in RDF, and come back equal."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from clingen_ld.conversion import convert
from clingen_ld.messages import wrapped
from clingen_ld.messages.kept_documents import DOCUMENT, document_of
from clingen_ld.messages.message import Message, Problem
from clingen_ld.messages.text import temporary
from clingen_ld.messages.text.inputs import Document
from tests.cli.running import call
from tests.messages.carrying import read_items
from tests.messages.interpretation.alleles import ALLELE, EXAMPLE, OLDER, PLAIN

Tree = dict[str, Any]

_SEQUENCE = {
    "type": "SequenceReference",
    "refgetAccession": "SQ.F-LrLMe1SRpfUZHkQmvkVKFEGaoDeHul",
}


def allele(start: int, base: str = "T", **more: Any) -> Tree:
    """An Allele of VRS on chromosome 7; `start` is an interbase coordinate (0-based)."""
    location = {"type": "SequenceLocation", "sequenceReference": _SEQUENCE}
    return {
        "type": "Allele",
        "location": location | {"start": start, "end": start + 1},
        "state": {"type": "LiteralSequenceExpression", "sequence": base},
    } | more


def variant(number: int) -> Tree:
    """A categorical variant of Cat-VRS that is a canonical allele."""
    return {
        "id": f"example:{number}",
        "type": "CategoricalVariant",
        "name": f"NM_000000.1:c.{number}A>T",
        "constraints": [
            {
                "type": "DefiningAlleleConstraint",
                "allele": allele(number),
                "relations": [{"primaryCoding": {"code": "liftover_to", "system": "ga4gh-gks"}}],
            }
        ],
        "mappings": [
            {"coding": {"system": "ClinVar", "code": str(number)}, "relation": "exactMatch"}
        ],
    }


def coded(code: str) -> Tree:
    return {"primaryCoding": {"code": code, "system": "ACMG Guidelines, 2015"}}


def proposition(subject: Any) -> Tree:
    return {
        "type": "VariantPathogenicityProposition",
        "subjectVariant": subject,
        "predicate": "isCausalFor",
        "objectCondition": {
            "conceptType": "Disease",
            "name": "a disease",
            "extensions": [{"name": "weight", "value": 0.5}],
        },
        "geneContextQualifier": {"conceptType": "Gene", "name": "CFTR"},
        "alleleOriginQualifier": {"name": "germline"},
    }


_METHOD = {
    "type": "Method",
    "reportedIn": {"type": "Document", "pmid": "25741868", "urls": ["https://doi.example/1"]},
}
STUDY_RESULT = {
    "id": "example:study:1",
    "type": "CohortAlleleFrequencyStudyResult",
    "focusAllele": allele(117559590, "G"),
    "focusAlleleCount": 1,
    "locusAlleleCount": 100000,
    "focusAlleleFrequency": 1e-05,
    "cohort": {"type": "StudyGroup", "name": "overall", "characteristics": []},
    "ancillaryResults": {"homozygotes": 0, "grpMaxFAF95": {"frequency": 0.0}},
    "qualityMeasures": {"meanDepth": 30.25, "lowComplexityRegion": False, "note": None},
}
STATEMENT = {
    "id": "example:statement:1",
    "type": "Statement",
    "proposition": proposition(variant(117559592)),
    "classification": coded("pathogenic"),
    "strength": coded("definitive"),
    "direction": "supports",
    "score": 1.0,
    "specifiedBy": _METHOD,
    "contributions": [
        {"type": "Contribution", "contributor": {"type": "Agent", "name": "a panel"},
         "activityType": {"name": "submitted"}, "date": "2024-01-31"},
    ],
}  # fmt: skip


def evidence(*items: Any) -> Tree:
    return {
        "type": "EvidenceLine",
        "directionOfEvidenceProvided": "supports",
        "strengthOfEvidenceProvided": coded("strong"),
        "evidenceOutcome": coded("PS3_strong"),
        "specifiedBy": _METHOD | {"methodType": "PS3"},
        "hasEvidenceItems": list(items),
    }


def with_evidence(depth: int, *items: Any) -> Tree:
    """A statement on evidence lines, in the last of which some items stand."""
    inner = items if depth == 1 else [with_evidence(depth - 1, *items)]
    return STATEMENT | {"id": f"example:depth:{depth}", "hasEvidenceLines": [evidence(*inner)]}


MAPPED = {
    "recordType": "MappedVariant",
    "variantUrn": "urn:mavedb:00000001-a-1#1",
    "preMapped": allele(3, "C", id="ga4gh:VA.PEhjwoWGyPJDnJw4fH9A9lEsUVTPRRJ4") | {
        "extensions": [{"type": "Extension", "name": "vrs_ref_allele_seq", "value": "T"}]
    },
    "postMapped": None,
    "clingenAlleleId": "CA900000011",
    "errorMessage": None,
    "current": True,
    "vrsVersion": "2.0",
}  # fmt: skip
HAPLOTYPE = MAPPED | {
    "postMapped": {"type": "CisPhasedBlock", "members": [allele(8), allele(20, "C")]},
}
ANYVAR = {
    "messages": [],
    "object": allele(11),
    "object_id": "ga4gh:VA.5CpYZcw2VvoSTe_4D4Vvh_Zfd8K2Gq0i",
    "annotations": [{"annotation_type": "classification", "annotation_value": ["x", 1]}],
}
ANYVAR_EXPORT = {"a": allele(12), "b": allele(13), "c": variant(14)}
EREPO = {
    "variantInterpretations": [
        {
            "@id": "https://erepo.genome.network/evrepo/api/interpretation/1",
            "caid": "CAR:CA900000012",
            "variationId": "586",
            "gene": {"label": "PAH"},
            "condition": {"label": "phenylketonuria", "@id": "MONDO:0009861"},
            "hgvs": ["NM_000277.2:c.1A>G", "NM_000277.2(PAH):c.1A>G (p.Met1Val)"],
            "guidelines": [{"outcome": {"label": "Pathogenic"}, "agents": [{"evidenceCodes": []}]}],
        }
    ]
}
EREPO_CLASSIFICATION = {
    "@id": "https://erepo.genome.network/evrepo/api/classification/1",
    "classification": "Pathogenic",
    "caId": "CA900000013",
    "metCodes": ["PS3", "PM2_Supporting"],
    "evidenceLine": [{"evidenceItem": [{"type": "CriterionAssessment"}]}],
}
SEPIO = {
    "@context": "https://erepo.example/sepio/context.jsonld",
    "@id": "https://erepo.example/2",
    "@type": "VariantInterpretation",
    "caid": "CAR:CA900000014",
}
HUB = {
    "data": {
        "entId": "CA900000015",
        "entType": "Variant",
        "entIri": "http://reg.genome.network/allele/CA900000015",
        "ld": {"AlleleFunctionalImpactStatement": [{"entId": "x", "entContent": {"score": 0.25}}]},
        "ldFor": {},
    },
    "metadata": {"rendered": {"when": "2024-01-31T00:00:00Z"}},
    "status": {"code": 200, "name": "OK"},
}
MY_VARIANT = {
    "_id": "chr7:g.140453134T>C",
    "_version": 1,
    "clingen": {"_license": "http://x.example", "caid": "CA900000016"},
    "cadd": {"phred": 31.0, "rawscore": 5.012345678901234},
    "vcf": {"alt": "C", "position": "140453134", "ref": "T"},
}
ODD = {
    "": {"a/b~c": [[allele(15)], [], {}, [None]]},
    "@value": 10**30,
    "numbers": [1, 1.0, -0.0, 1e-7, 1e300, True, False, None, 0.1],
    "text": 'é\u2028\U0001f600\x00"\\',
}

DOCUMENTS: dict[str, Tree] = {
    "a Bundle of FHIR": {
        "resourceType": "Bundle",
        "type": "collection",
        "entry": [
            {
                "fullUrl": f"urn:{n}",
                "resource": {"resourceType": "Observation", "extra": allele(n)},
            }
            for n in (5, 6)
        ],
    },
    "statement": STATEMENT,
    "study result": STUDY_RESULT,
    "evidence line": evidence(STUDY_RESULT),
    "evidence three deep": with_evidence(3, STUDY_RESULT, allele(16)),
    "statement with a pointer": STATEMENT | {
        "proposition": proposition(variant(17) | {
            "members": [allele(17)],
            "constraints": [{"type": "DefiningAlleleConstraint", "allele": "2/members/0/"}],
        })
    },
    "statement about a copy number": STATEMENT | {
        "proposition": proposition({"type": "CopyNumberCount", "copies": 3,
                                    "location": allele(18)["location"]}),
    },
    "mapped variant": MAPPED,
    "mapped haplotype": HAPLOTYPE,
    "AnyVar": ANYVAR,
    "AnyVar export": ANYVAR_EXPORT,
    "ERepo": EREPO,
    "ERepo classification": EREPO_CLASSIFICATION,
    "SEPIO": SEPIO,
    "Linked Data Hub": HUB,
    "MyVariant": MY_VARIANT,
    "FHIR": {"resourceType": "MolecularDefinition", "contained": [allele(22)], "n": 1.0},
    "FHIR with an id": {"resourceType": "Observation", "component": [{"valueCodeableConcept": {
        "coding": [{"system": "http://reg.clinicalgenome.org", "code": "CA900000022"}]}}]},
    "mappings": {"variant": {"mappings": [
        {"coding": {"system": "ClinGen", "code": "CA900000023"}, "relation": "closeMatch"},
        {"coding": {"system": "another", "code": "CA900000024"}, "relation": "closeMatch"}]}},
    "annotation of a measured variant": {
        "variant_urn": "urn:mavedb:00000001-a-1#1",
        "annotation": evidence(STATEMENT) | {"targetProposition": proposition(allele(23))},
    },
    "odd": ODD,
}  # fmt: skip


def there_and_back(document: Tree, *ways: str, to: str = "vrs") -> list[str]:
    """The lines of a form that a document becomes, by way of other forms; nothing is lost."""
    text: str | None = json.dumps(document)
    for form in (*ways, to):
        done = convert([Document(text or "")], form)
        assert not done.problems
        assert not done.losses
        text = done.text
    return (text or "").removesuffix("\n").split("\n")  # other ends of lines stand in strings


@pytest.mark.parametrize("name", DOCUMENTS)
@pytest.mark.parametrize("way", ["nquads", "turtle", "json-ld"])
def test_a_document_comes_back_equal(name: str, way: str) -> None:
    document = DOCUMENTS[name]
    [back] = there_and_back(document, way)
    assert json.dumps(json.loads(back)) == json.dumps(document)


def test_by_way_of_messages_and_a_graph() -> None:
    assert [*map(json.loads, there_and_back(STATEMENT, "resource-json", "rdfxml", "trig"))] == [
        STATEMENT
    ]


def test_several_documents_about_one_allele() -> None:
    other = STATEMENT | {"id": "example:statement:2", "direction": "disputes"}
    text = "\n".join(json.dumps(each) for each in (STATEMENT, other, STATEMENT))
    quads = convert([Document(text)], "nquads").text or ""
    back = convert([Document(quads)], "vrs").text or ""
    assert [json.loads(line) for line in back.splitlines()] == [STATEMENT, other]


def test_what_an_allele_says_elsewhere_is_written_besides() -> None:
    named = variant(117559592) | {"name": "another name"}
    text = f"{json.dumps(STATEMENT)}\n{json.dumps(named)}\n"
    back = convert([Document(text)], "vrs").text or ""
    statement, *others = map(json.loads, back.splitlines())
    assert statement == STATEMENT
    assert [each["name"] for each in others] == ["another name"]


def test_the_document_is_a_literal_and_its_alleles_are_nodes() -> None:
    quads = (convert([Document(json.dumps(STATEMENT))], "nquads").text or "").splitlines()
    [kept] = [line for line in quads if f"<{DOCUMENT}>" in line]
    assert kept.count("^^<http://www.w3.org/1999/02/22-rdf-syntax-ns#JSON>") == 1
    subject = kept.split()[0]
    targets = [line for line in quads if line.startswith(subject) and "/allele/target>" in line]
    assert [line.split()[2] for line in targets] == [
        "<http://clingendb.clingen.org/CanonicalAllele/example:117559592>"
    ]
    assert any(line.startswith(targets[0].split()[2]) for line in quads)


def test_ids_of_the_registry_are_read_once() -> None:
    document = {"hits": [{"caid": "CA900000017"}, {"ca_id": "CA900000017", "n": 1}]}
    kept, told = read_items(json.dumps(document))
    assert isinstance(kept, Message)
    assert isinstance(told, Message)
    assert told.iri == "http://reg.genome.network/allele/CA900000017"
    assert kept.tree["target"] == [{"reference": told.iri}]


@pytest.mark.parametrize("form", ["registry", "interpretation", "vcf", "resource-xml"])
def test_forms_without_a_place_for_it_name_it(form: str) -> None:
    done = convert([Document(json.dumps(STATEMENT))], form)
    [lost] = [loss.what for loss in done.losses if "/Provenance/document-" in loss.iri]
    assert lost in ("the document around alleles", f"/{DOCUMENT.replace('/', '~1')}")


def test_codes_are_ids_of_the_registry_by_their_system() -> None:
    read = list(read_items(json.dumps(DOCUMENTS["mappings"])))
    named = [item.iri for item in read if isinstance(item, Message)]
    assert named[1:] == ["http://reg.genome.network/allele/CA900000023"]


@pytest.mark.parametrize("name", ["CanonicalAlele", "SimpleAllele", "Gene"])
def test_a_misspelt_resource_is_no_document(name: str) -> None:
    items = list(read_items(json.dumps({"resourceType": name, "x": allele(24)})))
    assert len(items) == 1


def test_what_is_no_allele_inside_is_named_and_the_document_kept() -> None:
    old = {"type": "Allele", "location": {"type": "SequenceLocation", "sequence_id": "ga4gh:SQ.x"}}
    document = {"old": old | {"state": {}}, "new": allele(19)}
    kept, *items = read_items(json.dumps(document))
    assert isinstance(kept, Message)
    assert document_of(kept.tree) == document
    assert [item.rule for item in items if isinstance(item, Problem)] == ["ST-11"]


@pytest.mark.slow
def test_no_document_is_forgotten_before_its_alleles_come(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(temporary, "FEW", 2)
    statements = [{"type": "Statement", "proposition": proposition(allele(n))} for n in range(9)]
    given = tmp_path / "given.ndjson"
    given.write_text("".join(f"{json.dumps(each)}\n" for each in statements))
    messages = str(convert(given, "resource-json").text).splitlines(keepends=True)
    documents = [each for each in messages if '"Provenance"' in each]
    assert len(documents) == 9
    # A store gives all documents first.
    ordered = tmp_path / "ordered.ndjson"
    ordered.write_text("".join([*documents, *(m for m in messages if m not in documents)]))
    done = convert(ordered, "vrs")
    assert [json.loads(each) for each in str(done.text).splitlines()] == statements
    assert not done.losses


def test_a_large_document_is_read_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wrapped, "_IN_MEMORY", 100)
    document = {"n": 1, "alleles": [allele(n) for n in range(60)]}
    kept, *items = read_items(json.dumps(document))
    assert isinstance(kept, Message)
    assert len(kept.tree["target"]) == 60
    assert [i.type for i in items if isinstance(i, Message)].count("ContextualAllele") == 60


@pytest.mark.parametrize("value", [5, "{", "[1]", "null", "{}x", None])
def test_a_literal_that_is_no_document_is_no_fault(value: Any) -> None:
    tree = {"resourceType": "Provenance", DOCUMENT: {"@value": value}}
    assert document_of(tree) is None
    assert document_of(tree | {DOCUMENT: value}) is None


def test_on_the_command_line(tmp_path: Any) -> None:
    path = tmp_path / "a.json"
    path.write_text(json.dumps(STATEMENT, indent=1))
    checked = call("validate", path)
    assert checked.code == 0
    assert "ST-12" not in checked.out
    back = call("convert", path, "--to", "vrs", "--pretty")
    assert (back.code, json.loads(back.out), back.err) == (0, STATEMENT, "")
    alone = call("frame", path, "--type", "CanonicalAllele", "--to", "vrs")
    assert json.loads(alone.out)["id"] == "example:117559592"


SEQUENCES = [
    _SEQUENCE | {"id": "NC_000007.14", "residueAlphabet": "na", "name": "chromosome 7"},
    {"type": "SequenceReference", "refgetAccession": f"SQ.{'A' * 32}", "moleculeType": "protein",
     "sequence": "MK", "extensions": [{"name": "a", "value": [1, {"b": None}]}]},
]  # fmt: skip


_NAMED = {"type": "EvidenceLine", "variant": PLAIN["id"], "evidenceStrength": None, "n": [1.0, {}]}
INTERPRETATIONS = {
    "example": EXAMPLE,
    "no context": {key: value for key, value in EXAMPLE.items() if key != "@context"},
    "without types": {"variant": PLAIN, "evidenceLine": [_NAMED], "evidenceItem": []},
    "in older keys": {"type": "VariantInterpretation", "variant": OLDER},
    "an allele alone": {"canonicalAllele": PLAIN},
    "a contextual allele": _NAMED | {"allele": PLAIN["relatedContextualAllele"][0]},
    "in a list of others": {"VariantPathogenicityInterpretation": [{"n": 1, "v": PLAIN}, _NAMED]},
    "in an unknown document": {"uuid": "1", "item": {"carId": "CA900000021", "variant": ALLELE}},
    "in a statement": {"type": "Statement", "proposition": proposition(ALLELE)},
    "in a graph": {"@graph": [ALLELE, _NAMED]},
    "of an unknown context": {"@context": "https://context.example/", "@type": "X", "a": ALLELE},
    "only named": {"type": "VariantPathogenicityInterpretation", "variant": {"id": PLAIN["id"]}},
}


@pytest.mark.slow
@pytest.mark.parametrize("name", INTERPRETATIONS)
@pytest.mark.parametrize("way", ["nquads", "turtle", "json-ld"])
def test_an_interpretation_message_comes_back_equal(name: str, way: str) -> None:
    document = INTERPRETATIONS[name]
    [back] = there_and_back(document, way, to="interpretation")
    assert json.dumps(json.loads(back)) == json.dumps(document)


@pytest.mark.parametrize("name", sorted(INTERPRETATIONS.keys() - {"only named"}))
@pytest.mark.parametrize("form", ["vrs", "registry"])
def test_other_forms_have_the_alleles_of_an_interpretation(name: str, form: str) -> None:
    done = convert([Document(json.dumps(INTERPRETATIONS[name]))], form)
    lost = [loss.what for loss in done.losses if "/Provenance/" in loss.iri]
    assert lost == ["the document around alleles"]
    assert re.search('"start": ?(23429278|11382)', done.text or "")


def test_alleles_of_vrs_in_an_interpretation_are_read() -> None:
    document = EXAMPLE | {"mapped": allele(20)}
    kept, *items = read_items(json.dumps(document))
    assert isinstance(kept, Message)
    assert len(kept.tree["target"]) == 2
    forms = {item.form for item in items if isinstance(item, Message)}
    assert forms == {"interpretation", "vrs"}
    [back] = there_and_back(document, "nquads", to="interpretation")
    assert json.loads(back) == document


@pytest.mark.parametrize("way", ["nquads", "turtle", "json-ld"])
@pytest.mark.parametrize("given", SEQUENCES)
def test_a_sequence_reference_alone_is_a_reference_sequence(given: Tree, way: str) -> None:
    [item] = read_items(json.dumps(given))
    assert isinstance(item, Message)
    assert (item.type, item.is_subsetted) == ("ReferenceSequence", True)
    assert [*map(json.loads, there_and_back(given, way))] == [given]
    done = convert([given], "registry")
    assert [loss.what for loss in done.losses] == ["the ReferenceSequence"]


def test_sequence_references_of_an_export() -> None:
    export = {"x": allele(12), "y": allele(12)["location"], "z": SEQUENCES[1]}
    assert [*map(json.loads, there_and_back(export, "nquads"))] == [export]


@pytest.mark.parametrize("refget", ["SQ.short", 5, None])
def test_a_sequence_reference_without_a_sequence_is_named(refget: Any) -> None:
    [problem] = read_items(json.dumps({"type": "SequenceReference", "refgetAccession": refget}))
    assert isinstance(problem, Problem)
    assert (problem.rule, problem.pointer) == ("ST-11", "/refgetAccession")
