"""Alleles and categorical variants of VRS, read into the model."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from clingen_ld.messages.forms import object_form
from clingen_ld.messages.vrs.schema import REFGET, SYSTEM, TERMS
from clingen_ld.model import is_absolute, is_subsetted
from tests.messages.vrs.making import findings, read
from tests.messages.vrs.test_round_trips import through

KNOWN = "SQ.dLZ15tNO1Ur0IcGjwc3Sdi_0A6Yf4zm7"  # NC_000017.11
UNKNOWN = "SQ.0123456789abcdefghijklmnopqrstuv"


def allele(refget: str = KNOWN, state: Any = None, **more: Any) -> dict[str, Any]:
    location = {
        "type": "SequenceLocation", "start": 10, "end": 11, "sequence": "A",
        "sequenceReference": {"type": "SequenceReference", "refgetAccession": refget},
    } | more.pop("location", {})  # fmt: skip
    said = state or {"type": "LiteralSequenceExpression", "sequence": "T"}
    return {"type": "Allele", "location": location, "state": said} | more


def test_an_allele_on_a_chromosome() -> None:
    tree, sequence = read(allele(id="ga4gh:VA.Q_K8eOxSbxmRXB4kXzTvIGmIcCC3XRSS"))
    assert tree["id"] == "NC_000017.11:10:A:T"
    assert tree["contextualAlleleType"] == "genomic"
    assert tree["identifier"] == [
        {"system": SYSTEM, "value": "ga4gh:VA.Q_K8eOxSbxmRXB4kXzTvIGmIcCC3XRSS"}
    ]
    assert tree["primaryNucleotideChangeType"]["coding"][0]["code"] == "SO:1000002"
    coordinate = tree["referenceCoordinate"]
    assert {key: value for key, value in coordinate.items() if not is_absolute(key)} == {
        "referenceSequence": {"reference": "ReferenceSequence/NC_000017.11"},
        "start": {"index": 10}, "end": {"index": 11}, "refAllele": "A",
    }  # fmt: skip
    assert sequence["id"] == "NC_000017.11"
    assert is_subsetted(sequence)


def test_a_sequence_is_known_by_the_names_on_it() -> None:
    expressions = [{"syntax": "hgvs.c", "value": "NM_007294.3(BRCA1):c.1A>T"}]
    tree, sequence = read(allele(UNKNOWN, expressions=expressions))
    assert tree["id"] == "NM_007294.3:10:A:T"
    assert tree["contextualAlleleType"] == "transcript"
    assert {"system": REFGET, "value": UNKNOWN} in sequence["identifier"]


def test_a_name_on_another_sequence_tells_nothing() -> None:
    expressions = [{"syntax": "hgvs.g", "value": "NC_000017.11:g.11A>T"}]
    tree, sequence = read(allele(UNKNOWN, expressions=expressions))
    assert tree["id"].startswith("ga4gh:VA.")
    assert sequence["id"] == UNKNOWN


@pytest.mark.parametrize(("said", "kind"), [
    ({"moleculeType": "mRNA"}, "transcript"), ({"moleculeType": "genomic"}, "genomic"),
    ({"residueAlphabet": "aa"}, "amino-acid"), ({"id": "refseq:NP_009225.1"}, "amino-acid"),
])  # fmt: skip
def test_the_type_is_told_by_the_sequence(said: dict[str, str], kind: str) -> None:
    reference = {"type": "SequenceReference", "refgetAccession": UNKNOWN} | said
    tree, _ = read(allele(location={"sequenceReference": reference}))
    assert tree["contextualAlleleType"] == kind


@pytest.mark.parametrize("name", ["refseq:NM_007294.3", "NM_007294.3", f"ga4gh:{KNOWN}", KNOWN])
def test_a_sequence_may_be_named_only(name: str) -> None:
    tree, sequence = read(allele(location={"sequenceReference": name}))
    assert sequence["id"] in ("NM_007294.3", "NC_000017.11")
    assert tree["id"] == f"{sequence['id']}:10:A:T"


@pytest.mark.parametrize(("reference", "length", "unit", "alternate"), [
    ("CAGCAG", 3, 3, "CAG"), ("CAG", 0, 3, ""), ("AC", 7, 2, "ACACACA"), ("A", 1, 1, "A"),
    ("A", 9, 2, None), ("A", 9, 0, None),
])  # fmt: skip
def test_a_state_by_length_is_spelled_out(
    reference: str, length: int, unit: int, alternate: str | None
) -> None:
    state = {"type": "ReferenceLengthExpression", "length": length, "repeatSubunitLength": unit}
    location = {"end": 10 + len(reference), "sequence": reference}
    tree, _ = read(allele(state=state, location=location))
    assert tree.get("allele") == alternate
    assert tree[TERMS.term("state")] == {TERMS.term(key): value for key, value in state.items()}


def test_a_state_of_a_length_alone_is_kept() -> None:
    tree, _ = read(allele(state={"type": "LengthExpression", "length": 5}))
    assert "allele" not in tree
    assert tree[TERMS.term("state")][TERMS.term("length")] == 5


def test_the_names_have_the_types_of_their_syntax() -> None:
    syntaxes = {"hgvs.g": "hgvs-genomic", "hgvs.m": "hgvs-mito", "hgvs.c": "hgvs-cdna",
                "hgvs.n": "hgvs-ncrna", "hgvs.r": "hgvs-rna", "spdi": "custom"}  # fmt: skip
    expressions = [{"syntax": each, "value": "x"} for each in syntaxes]
    proteins = {"NP_1.1:p.I5S": "hgvs-protein-1", "NP_1.1:p.Ile5Ser": "hgvs-protein-3"}
    expressions += [{"syntax": "hgvs.p", "value": each} for each in proteins]
    tree, _ = read(allele(expressions=expressions, aliases=["old name"]))
    kinds = [name["nameType"] for name in tree["alleleName"]]
    assert kinds == [*syntaxes.values(), *proteins.values(), "custom"]


def test_a_variant_and_its_members_know_each_other() -> None:
    other = allele("SQ.AjWXsI7AkTK35XW9pgd3UbjpC3MAevlz")
    constraint = {"type": "DefiningAlleleConstraint", "allele": allele()}
    tree, *rest = read({"type": "CategoricalVariant", "id": "http://reg.genome.network/allele/CA1",
                        "name": "x", "members": [other], "constraints": [constraint]})  # fmt: skip
    assert tree["@id"] == "http://reg.genome.network/allele/CA1"
    assert tree["canonicalAlleleType"] == "nucleotide"
    assert tree["relatedContextualAllele"] == [
        {"contextualAllele": {"reference": "ContextualAllele/NC_000017.11:10:A:T"},
         "preferred": True},
        {"contextualAllele": {"reference": "ContextualAllele/NC_000017.10:10:A:T"}},
    ]  # fmt: skip
    alleles = [each for each in rest if each["resourceType"] == "ContextualAllele"]
    assert [each["canonicalAllele"]["reference"] for each in alleles] == [tree["@id"]] * 2


@pytest.mark.parametrize(("value", "form"), [
    (allele(), "vrs"),
    ({"id": "ga4gh:VA.x"}, "vrs"),
    ({"type": "CategoricalVariant", "name": "x"}, "vrs"),
    ({"type": "CanonicalAllele", "constraints": []}, "vrs"),
    ({"location": {"type": "SequenceLocation"}, "state": {}}, "vrs"),
    ({"type": "CanonicalAllele", "complexity": "simple"}, "interpretation"),
    ({"type": "nucleotide", "@id": "http://reg.genome.network/allele/CA1"}, "registry"),
    ({"id": "CA1", "complexity": "simple"}, "resource-json"),
    ({"type": "Allele"}, "resource-json"),
    ({"resourceType": "ContextualAllele", "id": "ga4gh:VA.x"}, "resource-json"),
    ({"@context": {}, "type": "Allele", "location": {}, "state": {}}, "json-ld"),
])  # fmt: skip
def test_the_form_is_told_by_the_content(value: dict[str, Any], form: str) -> None:
    assert object_form(value).name == form


@pytest.mark.parametrize(("system", "code", "identifier"), [
    ("ClinVar", "12345", ("http://www.ncbi.nlm.nih.gov/clinvar/variation", "12345")),
    ("ClinGen", "CA123", ("http://reg.genome.network/allele", "CA123")),
    ("ClinGen Allele Registry", "PA1", ("http://reg.genome.network/allele", "PA1")),
    ("DBSNP", "rs80357382", ("http://www.ncbi.nlm.nih.gov/snp", "80357382")),
    ("HGNC", "HGNC:1100", ("http://www.genenames.org/", "HGNC:1100")),
    ("https://civicdb.org/variants/", "33", ("https://civicdb.org/variants/", "33")),
    ("ClinVar", "RCV000031238", (None, "RCV000031238")), ("my codes", "1", (None, "1")),
    ("a<b>: c", "1", (None, "1")), ("", "1", (None, "1")),
])  # fmt: skip
def test_a_system_may_be_a_text(
    system: str, code: str, identifier: tuple[str | None, str], tmp_path: Path
) -> None:
    mapping = {"coding": {"system": system, "code": code}, "relation": "closeMatch"}
    variant: dict[str, Any] = {"type": "CategoricalVariant", "id": "v1", "name": "x"}
    variant |= {"members": [allele()], "mappings": [mapping]}
    constraint = {"type": "DefiningAlleleConstraint", "allele": allele()}
    variant |= {"constraints": [constraint]}
    (found,) = read(variant)[0]["relatedIdentifier"]
    assert (found.get("system"), found["value"]) == identifier
    assert [f for f in findings(variant) if f.severity != "warning"] == []
    (back,) = through([variant], "nquads", tmp_path)
    assert back["mappings"] == [mapping]


@pytest.mark.parametrize(("name", "rules"), [
    ("NP_005219.2:p.Leu858Arg", {"HG-3"}), ("NM_005228.5:c.2573T>G", {"HG-3"}),
    ("ENST00000275493.7:c.2573T>G", {"HG-3"}), ("ENSP00000275493.2:p.Leu858Arg", {"HG-3"}),
    ("LRG_304t1:c.2573T>G", {"HG-3"}), ("NC_000007.13:g.11A>T", {"HG-3"}),
    ("NC_000017.11:g.11A>T", set()), ("NC_000017.11:g.12A>T", {"HG-4"}),
])  # fmt: skip
def test_a_name_of_another_molecule_is_on_another_sequence(name: str, rules: set[str]) -> None:
    syntax = f"hgvs.{name.partition(':')[2][0]}"
    found = findings(allele(expressions=[{"syntax": syntax, "value": name}]))
    assert {f.rule for f in found if f.rule.startswith("HG")} == rules


@pytest.mark.parametrize(("key", "name", "rules"), [
    ("id", "refseq:NC_000017.11", set()), ("name", "NC_000017.11", set()), ("id", "x", set()),
    ("id", "CM000679.2", set()), ("id", "NM_007294.4", set()),
    ("id", "refseq:NC_000017.10", {"ST-4"}), ("name", "CM000663.2", {"ST-4"}),
])  # fmt: skip
def test_a_refget_accession_is_of_the_chromosome_beside_it(
    key: str, name: str, rules: set[str]
) -> None:
    sequence = {"type": "SequenceReference", "refgetAccession": KNOWN, key: name}
    found = [
        each
        for each in findings(allele(location={"sequenceReference": sequence}))
        if each.pointer == "/location/sequenceReference/refgetAccession"
    ]
    assert {each.rule for each in found} == rules


LIFTOVER = [{"primaryCoding": {"system": "ga4gh-gks-term:allele-relation", "code": "liftover_to"}}]
TRANSLATION = [
    {"primaryCoding": {"system": "http://www.sequenceontology.org", "code": "translation_of"}}
]
GIVEN_ID = "ga4gh:VA.Q_K8eOxSbxmRXB4kXzTvIGmIcCC3XRSS"


def variant(*constraints: Any, **more: Any) -> dict[str, Any]:
    made = {"type": "CategoricalVariant", "id": "v:1", "name": "a variant"}
    return made | ({"constraints": list(constraints)} if constraints else {}) | more


def defined_by(value: Any, relations: Any = None) -> dict[str, Any]:
    told = {"type": "DefiningAlleleConstraint", "allele": value}
    return told | ({} if relations is None else {"relations": relations})


@pytest.mark.parametrize(("value", "kind"), [
    (variant({"type": "CopyCountConstraint", "copies": 3}), "nucleotide"),
    (variant({"type": "DefiningLocationConstraint", "location": allele()["location"]},
             {"type": "CopyChangeConstraint", "copyChange": "gain"}), "nucleotide"),
    (variant({"type": "FeatureContextConstraint", "featureContext": {"name": "BRCA1"}}), None),
    (variant({"type": "FeatureContextConstraint", "featureContext": {"name": "BRCA1"}},
             members=[allele()]), None),
    (variant(members=[allele()]), "nucleotide"), (variant(), None),
])  # fmt: skip
def test_a_variant_that_no_allele_defines_is_a_canonical_allele(value: Any, kind: Any) -> None:
    canonical, *_ = read(value)
    assert canonical["resourceType"] == "CanonicalAllele"
    assert canonical.get("canonicalAlleleType") == kind
    assert ("meta" in canonical) is (kind is None)


def test_an_allele_may_be_defined_with_more() -> None:
    feature = {"type": "FeatureContextConstraint", "featureContext": {"id": "hgnc:1100"}}
    canonical, *_ = read(variant(defined_by(allele(), LIFTOVER), feature))
    assert canonical["canonicalAlleleType"] == "nucleotide"


def test_an_allele_by_its_identifier_does_not_tell_its_type(tmp_path: Path) -> None:
    value = variant(defined_by(GIVEN_ID))
    [canonical] = read(value)
    assert is_subsetted(canonical)
    assert "canonicalAlleleType" not in canonical
    assert findings(value) == []
    assert through([value], "resource-json", tmp_path) == [value]
    for relations, kind in ((LIFTOVER, "nucleotide"), (TRANSLATION, "amino-acid")):
        [canonical] = read(variant(defined_by(GIVEN_ID, relations)))
        assert canonical["canonicalAlleleType"] == kind
        assert not is_subsetted(canonical)


@pytest.mark.parametrize(
    ("recipe", "kind"),
    [("CanonicalAllele", "nucleotide"), ("ProteinSequenceConsequence", "amino-acid")],
)
def test_the_class_of_a_recipe_tells_the_type(recipe: str, kind: str) -> None:
    [canonical] = read(variant(defined_by(GIVEN_ID), type=recipe))
    assert canonical["canonicalAlleleType"] == kind


def test_two_variants_of_one_allele_are_one_allele() -> None:
    first = variant(defined_by(allele(), LIFTOVER))
    second = variant(defined_by(allele(), LIFTOVER), id="v:2")
    assert [(f.rule, f.severity) for f in findings([first, second])] == [("CO-10", "warning")]


@pytest.mark.parametrize("way", ["resource-json", "nquads"])
def test_nucleotide_members_of_a_protein_consequence(way: str, tmp_path: Path) -> None:
    protein = allele(
        UNKNOWN, state={"type": "LiteralSequenceExpression", "sequence": "W"},
        expressions=[{"syntax": "hgvs.p", "value": "NP_009225.1:p.Arg11Trp"}],
        location={"sequence": "R"},
    )  # fmt: skip
    value = variant(defined_by(protein, TRANSLATION), members=[allele()])
    canonical, own, *_ = read(value)
    assert canonical["canonicalAlleleType"] == "amino-acid"
    assert len(canonical["relatedContextualAllele"]) == 1
    [cause] = [t for t in read(value) if t.get("contextualAlleleType") == "genomic"]
    assert "canonicalAllele" not in cause
    assert is_subsetted(cause)
    assert cause["related"] == [
        {
            "relatedType": "amino-acid-effect",
            "target": {"reference": f"ContextualAllele/{own['id']}"},
        }
    ]
    # The nucleotide allele may have a canonical allele of its own.
    other = variant(defined_by(allele(), LIFTOVER), id="v:2")
    assert [f.rule for f in findings([value, other]) if f.severity == "error"] == []
    [back] = through([value], way, tmp_path)
    assert back["members"] == value["members"]
