"""Alleles of VRS, read into contextual alleles."""

from __future__ import annotations

import pytest

from clingen_ld.messages.vrs.schema import REFGET, SYSTEM, TERMS
from clingen_ld.model import is_absolute, is_subsetted
from tests.messages.vrs.making import findings, read
from tests.messages.vrs.test_reading import allele

KNOWN = "SQ.dLZ15tNO1Ur0IcGjwc3Sdi_0A6Yf4zm7"  # NC_000017.11
UNKNOWN = "SQ.0123456789abcdefghijklmnopqrstuv"


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
