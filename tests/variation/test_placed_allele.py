"""What the message of a contextual allele says of its place and its change."""

from __future__ import annotations

import json
from typing import Any

import pytest

from clingen_ld.creation import new
from clingen_ld.messages.message import Message
from clingen_ld.types import ContextualAllele
from clingen_ld.variation.change import Change
from clingen_ld.variation.placed_allele import digest_id, is_unambiguous, placed_allele
from tests.messages.carrying import read, read_items
from tests.validation.builders import Tree, amino_acid, at, genomic, intron


def test_the_change_of_an_allele() -> None:
    assert placed_allele(ContextualAllele(genomic())).change == Change.of(100, ("A",), ("C",))
    assert placed_allele(ContextualAllele(at(100, 101, None, "u"))).change == Change(
        100, 101, None, ("T",)
    )


@pytest.mark.parametrize("tree", [at(101, 100, None, "C"), at(100, 101, "AA", "C"), intron(), {}])
def test_what_other_rules_find_fault_with_is_no_change(tree: Tree) -> None:
    assert placed_allele(ContextualAllele(tree)).change is None
    assert placed_allele(ContextualAllele(tree), "n").change is None


def test_amino_acids_in_three_letters_or_one() -> None:
    for ref, alt in (("Ile", "Ser"), ("I", "S")):
        place = at(30, 31, ref, "")["referenceCoordinate"]
        tree = amino_acid(allele=alt, referenceCoordinate=place)
        assert placed_allele(ContextualAllele(tree), "p").change == Change.of(
            30, ("Ile",), ("Ser",)
        )
    unchanged = placed_allele(
        ContextualAllele(amino_acid(allele="=", referenceCoordinate=place)), "p"
    )
    assert unchanged.alternate == unchanged.reference == ("Ile",)


PLACE = {
    "type": "SequenceLocation",
    "sequenceReference": {
        "type": "SequenceReference",
        "refgetAccession": "SQ.dLZ15tNO1Ur0IcGjwc3Sdi_0A6Yf4zm7",
    },
    "start": 43106480,
    "end": 43106490,
}


def iris(text: str, kind: str = "ContextualAllele", **options: Any) -> list[str]:
    """The IRIs of the resources of a type in a text."""
    items = read_items(text, **options)
    return [item.iri for item in items if isinstance(item, Message) and item.type == kind]


@pytest.mark.parametrize(
    ("name", "apart"),
    [
        ("NC_000017.11:g.43106487A>C", True),
        ("NM_007294.3:c.181T>G", True),
        ("NP_009225.1:p.Cys61Gly", True),
        ("NP_009225.1:p.=", True),
        ("NP_009225.1:p.?", False),
        ("NP_009225.1:p.Met1?", False),
        ("NC_000017.11:g.(100_200)del", False),
        ("NC_000017.11:g.(?_100)_(200_?)del", False),
        ("c.181T>G", False),
        ("exon 5 deletion", False),
        ("NM_007294.3:exon 5 deletion", False),
    ],
)
def test_names_that_are_of_one_allele(name: str, apart: bool) -> None:
    assert is_unambiguous(name) == apart


def test_what_is_told_of_an_allele_and_nothing_else_makes_the_digest() -> None:
    tree: Tree = {
        "resourceType": "ContextualAllele",
        "canonicalAllele": {"reference": "CanonicalAllele/CA1"},
        "alleleName": [{"name": "a"}, {"name": "b", "preferred": True}],
    }
    same: Tree = {
        "resourceType": "ContextualAllele",
        "id": "x",
        "canonicalAllele": {"reference": "CanonicalAllele/CA1", "display": "one"},
        "alleleName": [{"name": "b"}, {"name": "a"}],
    }
    assert digest_id(tree) == digest_id(same)
    for other in (
        {"canonicalAllele": {"reference": "CanonicalAllele/CA2"}},
        {"alleleName": [{"name": "a"}]},
        {"allele": "T"},
        {"identifier": [{"system": "http://x/", "value": "1"}]},
        {"primaryNucleotideChangeType": {"text": "deletion"}},
        {"referenceCoordinate": {"start": {"index": 1}}},
        {"referenceCoordinate": {"identifier": [{"value": "1"}]}},
    ):
        assert digest_id(tree | other) != digest_id(tree)


STATES: list[Tree] = [
    {"type": "ReferenceLengthExpression", "length": 4, "repeatSubunitLength": 2},
    {"type": "ReferenceLengthExpression", "length": 8, "repeatSubunitLength": 2},
    {"type": "ReferenceLengthExpression", "length": 8, "repeatSubunitLength": 4},
    {"type": "LengthExpression", "length": 8},
    {"type": "LengthExpression", "length": 9},
    {"type": "LengthExpression", "length": [8, 9]},
    {"type": "LengthExpression", "length": [8, None]},
    {"type": "LengthExpression"},
]


@pytest.mark.parametrize("more", [{}, {"id": "ga4gh:VA.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}])
def test_states_of_vrs_without_a_sequence_are_of_different_alleles(more: Tree) -> None:
    given = [{"type": "Allele", "location": PLACE, "state": state} | more for state in STATES[:5]]
    found = iris(json.dumps(given))
    assert len(set(found)) == 5
    assert not [iri for iri in found if "?" in iri or "%3F" in iri]
    assert all("/ContextualAllele/ga4gh:VA." in iri for iri in found)


def test_states_of_unknown_length_are_of_different_alleles() -> None:
    given = [{"type": "Allele", "location": PLACE, "state": state} for state in STATES]
    assert len(set(iris(json.dumps(given)))) == len(STATES)


def interpreted(number: int, name: str | None, reference: str = "NC_000014.9", **more: Any) -> Tree:
    """A message about an allele without a state."""
    allele: Tree = {
        "type": "ContextualAllele",
        "contextualAlleleType": "genomic",
        "relatedCanonicalAllele": f"CAR:CA{number}",
        "referenceCoordinate": {
            "referenceSequence": {"reference": "http://x/1", "label": reference},
            "start": {"index": 99},
            "end": {"index": 200},
        },
    }
    allele |= {} if name is None else {"alleleName": [{"name": name, "nameType": "hgvs"}]}
    return {
        "id": f"CAR:CA{number}",
        "type": "CanonicalAllele",
        "canonicalAlleleType": "nucleotide",
        "complexity": "simple",
        "relatedContextualAllele": [allele | more],
    }


def test_alleles_without_a_state_are_different_alleles() -> None:
    given = [
        interpreted(1, "NC_000014.9:g.(100_200)del"),
        interpreted(2, "NC_000014.9:g.(100_200)dup"),
        interpreted(3, "NC_000014.9:g.(100_200)dup"),
        interpreted(4, None),
        interpreted(5, None),
    ]
    found = iris(json.dumps(given))
    assert len(set(found)) == 5
    assert not [iri for iri in found if "?" in iri or "%3F" in iri]
    assert iris(json.dumps(given)) == found


def test_sequences_with_one_last_step_are_different_sequences() -> None:
    given = []
    for server in "ab":
        message = interpreted(1, None, state="T")
        coordinate = message["relatedContextualAllele"][0]["referenceCoordinate"]
        coordinate["referenceSequence"] = {"reference": f"http://{server}.example/sequence/1"}
        given.append(message)
    assert len(set(iris(json.dumps(given)))) == 2


def document(rows: list[Tree], kind: str = "genomicAlleles", **more: Any) -> Tree:
    """A reply of the registry about an allele that it has no number for."""
    base = {"@context": "http://reg.genome.network/schema/allele.jsonld", "type": "nucleotide"}
    return base | {kind: rows} | more


def row(*places: tuple[int, int, str, str | None], **more: Any) -> Tree:
    """A row of a reply, on chromosome 17 of GRCh38."""
    coordinates: list[Tree] = []
    for start, end, reference, alternate in places:
        place: Tree = {"start": start, "end": end, "referenceAllele": reference}
        coordinates.append(place | ({} if alternate is None else {"allele": alternate}))
    told = {"chromosome": "17", "referenceGenome": "GRCh38", "coordinates": coordinates}
    return told | more


NAMED = {"hgvs": ["NC_000017.11:g.101_102del"]}


@pytest.mark.parametrize("name", [{}, {"@id": "_:CA"}, {"@id": "_:CA17"}])
def test_replies_about_unregistered_alleles_are_about_different_alleles(name: Tree) -> None:
    given = [
        document([row((100, 101, "A", "C"), **NAMED)], **name),
        document([row((100, 101, "A", None), **NAMED)], **name),
        document([row((100, 101, "A", "C"), (200, 201, "A", "C"), **NAMED)], **name),
        document([row((100, 101, "A", "C"), (300, 301, "A", "C"), **NAMED)], **name),
        document([{"coordinates": [{"start": 5, "end": 6, "allele": "T"}]}], **name),
        document([{"coordinates": [{"start": 5, "end": 6, "allele": "T"}], "x": 1}], **name),
        document([], **name),
    ]
    found = iris(json.dumps(given), "CanonicalAllele")
    # The haplotypes have their simple alleles beside them; two of them are the same.
    whole = [iri for iri in found if not iri.endswith((":200:A:C", ":300:A:C"))]
    alleles = set(iris(json.dumps(given)))
    # A placeholder alone, without any row, is no allele.
    assert len(set(whole)) == (5 if name else 6)
    assert not [iri for iri in [*found, *alleles] if "%3F" in iri or "?" in iri]


def test_a_haplotype_is_none_of_its_simple_alleles() -> None:
    given = document([row((100, 101, "A", "C"), (200, 201, "A", "C"), **NAMED)], **{"@id": "_:CA"})
    whole, *parts = [t for t in read(json.dumps(given)) if t["resourceType"] == "CanonicalAllele"]
    assert whole["complexity"] == "complex"
    assert len({tree["id"] for tree in (whole, *parts)}) == 3


def test_effects_that_are_not_known_are_of_one_allele_each() -> None:
    given = []
    for n in (100, 200):
        told = row((n, n + 1, "A", "C"), hgvs=[f"NM_007294.3:n.{n + 1}A>C"])
        told["proteinEffect"] = {"hgvs": "NP_009225.1:p.Met1?"}
        given.append(document([told], "transcriptAlleles", **{"@id": "_:CA"}))
    trees = [t for t in read(json.dumps(given)) if t["resourceType"] == "ContextualAllele"]
    effects = [t["id"] for t in trees if t["contextualAlleleType"] == "amino-acid"]
    targets = [t["related"][0]["target"]["reference"] for t in trees if "related" in t]
    assert len(set(effects)) == 2
    assert targets == [f"ContextualAllele/{effect}" for effect in effects]


def test_unregistered_proteins_conform_and_come_back() -> None:
    rows = [{"hgvs": ["NP_009225.1:p.Cys61Gly"], "coordinates": [
        {"start": 60, "end": 61, "referenceAllele": "C", "allele": "G"}]}]  # fmt: skip
    for name in ("_:PA", "_:PA12345"):
        given = document(rows, "aminoAcidAlleles", **{"@id": name, "type": "amino-acid"})
        canonical, allele, _ = read(json.dumps(given))
        assert canonical["id"] == allele["id"] == "NP_009225.1:p.Cys61Gly"
        assert allele["canonicalAllele"] == {"reference": f"CanonicalAllele/{canonical['id']}"}


VCF = "##fileformat=VCFv4.3\n##reference=GRCh38\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n"


@pytest.mark.parametrize(
    ("record", "name", "place"),
    [
        ("17\t43106487\t.\tA\tC", "g.43106487A>C", (43106486, 43106487, "A", "C")),
        ("chr17\t43106487\t.\tac\tG", "g.43106487_43106488delACinsG",
         (43106486, 43106488, "AC", "G")),
        ("NC_000017.11\t43106486\t.\tTAC\tT", "g.43106487_43106488delAC",
         (43106486, 43106488, "AC", "")),
        ("CM000679.2\t43106486\t.\tT\tTG", "g.43106486_43106487insG",
         (43106486, 43106486, "", "G")),
    ],
)  # fmt: skip
def test_one_allele_has_one_iri(
    record: str, name: str, place: tuple[int, int, str, str | None]
) -> None:
    (by_record,) = iris(f"{VCF}{record}\t.\t.\t.\n")
    found = {by_record}
    for accession in ("NC_000017.11", "CM000679.2"):
        hgvs = {"hgvs": [f"{accession}:{name}"]}
        found |= set(iris(json.dumps(document([row(place, **hgvs)], **{"@id": "_:CA"}))))
        made = new(f"{accession}:{name}")
        found |= set(iris("\n".join(map(json.dumps, made))))
    found |= set(iris(json.dumps(document([row(place)], **{"@id": "_:CA"}))))
    allele = {"type": "Allele", "location": PLACE | {
        "start": place[0], "end": place[1], "sequence": place[2],
    }, "state": {"type": "LiteralSequenceExpression", "sequence": place[3]}}  # fmt: skip
    found |= set(iris(json.dumps(allele)))
    message = interpreted(1, None, "CM000679.2", state=place[3])
    coordinate = message["relatedContextualAllele"][0]["referenceCoordinate"]
    coordinate |= {"start": {"index": place[0]}, "end": {"index": place[1]}, "refState": place[2]}
    found |= set(iris(json.dumps(message)))
    assert found == {by_record}
