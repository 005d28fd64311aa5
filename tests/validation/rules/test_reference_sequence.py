"""RS-1 to RS-7: what holds within one reference sequence."""

from __future__ import annotations

from typing import Any

import pytest

from clingen_ld.model import load_model
from clingen_ld.types import ReferenceSequence
from clingen_ld.validation.rules.reference_sequence import accession_of
from clingen_ld.variation.assemblies import molecule
from clingen_ld.variation.sequences import accession_kind
from tests.validation.builders import (
    GONE,
    GRCH37,
    Tree,
    chromosome,
    found,
    messenger,
    protein,
    ref,
    resource_violations,
    sequence,
    term,
)

VALUE = "/identifier/0/value"
GENE = ref("Gene/GENE1")
NUCCORE = "http://www.ncbi.nlm.nih.gov/nuccore"


@pytest.mark.parametrize(
    "tree",
    [
        chromosome(),
        messenger(),
        protein(),
        sequence("gene", "NG_005905.2", gene=GENE),
        sequence("gene", "LRG_292", gene=GENE),
        messenger("LRG_292t1"),
        messenger("U14680.1"),
        protein("LRG_292p1"),
        messenger("ENST00000357654.9"),
        chromosome("NC_012920.1", chromosome="MT"),
        chromosome("NC_012920.1", chromosome="MT", referenceGenome=GRCH37),
        chromosome("NC_000017.10", referenceGenome=GRCH37),
    ],
)
def test_right(tree: Tree) -> None:
    assert found(tree) == []


@pytest.mark.parametrize(
    ("accession", "kind"),
    [
        ("NC_000017.11", "chromosome"), ("NG_005905.2", "gene"), ("LRG_292", "gene"),
        ("NM_007294.3", "transcript"), ("NR_027676.1", "transcript"), ("XM_1.1", "transcript"),
        ("XR_1.1", "transcript"), ("ENST00000357654.9", "transcript"), ("LRG_292t1", "transcript"),
        ("NP_009225.1", "amino-acid"), ("XP_1.1", "amino-acid"), ("ENSP1", "amino-acid"),
        ("LRG_292p1", "amino-acid"), ("U14680.1", None), ("LRG_292x", None), ("", None),
    ],
)  # fmt: skip
def test_kinds_of_accessions(accession: str, kind: str | None) -> None:
    assert accession_kind(accession) == kind


def test_accession_of_another_kind() -> None:
    [violation] = resource_violations(messenger("NP_009225.1"))
    assert (violation.rule, violation.pointer) == ("RS-1", VALUE)
    assert violation.values == {"value": "NP_009225.1", "kind": "amino-acid", "type": "transcript"}


@pytest.mark.parametrize(
    ("accession", "problem", "suggestion"),
    [
        ("NM_007294", "has no version", None),
        ("ENST00000357654", "has no version", None),
        ("NM_07294.3", "is not well-formed", None),
        ("NM_007294.0", "is not well-formed", None),
        ("NM007294.3", None, None),
        ("nm_007294.3", "is not well-formed", "NM_007294.3"),
        ("LRG_292t", "is not well-formed", None),
        ("LRG_292t1.1", "is not well-formed", None),
    ],
)
def test_accessions_that_are_not_well_formed(
    accession: str, problem: str | None, suggestion: str | None
) -> None:
    told = [b for b in resource_violations(messenger(accession)) if b.rule == "RS-2"]
    assert [(b.pointer, b.values["problem"], b.suggestion) for b in told] == (
        [(VALUE, problem, suggestion)] if problem else []
    )


@pytest.mark.parametrize(("value", "wrong"), [("BRCA1 mRNA", True), ("13325", False)])
def test_the_system_of_ncbi_makes_it_an_accession(value: str, wrong: bool) -> None:
    # A number alone is a GI number.
    tree = messenger(identifier=[{"system": NUCCORE, "value": value}])
    assert found(tree) == ([("RS-2", "error", VALUE)] if wrong else [])


def test_chromosome_and_build_stand_on_chromosomes() -> None:
    assert found(chromosome(chromosome=GONE, referenceGenome=GONE)) == [
        ("RS-3", "warning", ""),
        ("RS-3", "warning", ""),
    ]
    tree = messenger(chromosome="17", referenceGenome=GRCH37)
    assert found(tree) == [
        ("RS-3", "error", "/chromosome"),
        ("RS-3", "error", "/referenceGenome"),
    ]


def test_chromosome_of_the_accession() -> None:
    [violation] = resource_violations(chromosome(chromosome="11"))
    assert (violation.rule, violation.pointer, violation.suggestion) == (
        "RS-4",
        "/chromosome",
        "17",
    )
    assert violation.values == {
        "property": "chromosome", "value": "11", "accession": "NC_000017.11", "expected": "17",
    }  # fmt: skip


OTHER = "http://example.org/builds"


@pytest.mark.parametrize(
    "genome",
    [
        GRCH37,
        {"text": "GRCh37.p13"},
        {"text": "hg19"},
        {"text": " HG19 "},
        {"text": "b37"},
        {"text": "hs37d5"},
        {"text": "GCF_000001405.25"},
        term("GCF_000001405.25", system="http://www.ncbi.nlm.nih.gov/assembly/"),
        term("hg19", system=OTHER),
        {"coding": [{"system": OTHER, "code": "9", "display": "hg19"}]},
        {"coding": [{"system": OTHER, "code": "hg38"}], "text": "hg19"},
        {"coding": term("88331", system="http://www.ncbi.nlm.nih.gov/assembly/")["coding"],
         "text": "hg19"},
    ],
)  # fmt: skip
@pytest.mark.parametrize("accession", ["NC_000017.11", "CM000679.2"])
def test_build_of_the_accession(genome: Tree, accession: str) -> None:
    [violation] = resource_violations(chromosome(accession, referenceGenome=genome))
    assert (violation.rule, violation.pointer) == ("RS-4", "/referenceGenome")
    assert (violation.values["value"], violation.values["expected"]) == ("GRCh37", "GRCh38")


@pytest.mark.parametrize("text", ["hg38", "b38", "GRCh38.p13", "GCA_000001405.15", "GRCh38"])
@pytest.mark.parametrize("accession", ["NC_000017.11", "CM000679.2"])
def test_a_build_in_words_that_is_right(text: str, accession: str) -> None:
    assert found(chromosome(accession, referenceGenome={"text": text})) == []


def test_a_version_of_no_build_still_has_its_chromosome() -> None:
    tree = chromosome("NC_000017.99", chromosome="11", referenceGenome=GRCH37)
    assert found(tree) == [("RS-4", "error", "/chromosome")]


@pytest.mark.parametrize(
    "changes",
    [
        {"referenceGenome": term("99999", system="http://www.ncbi.nlm.nih.gov/assembly/")},
        {"referenceGenome": term("2758", system="http://example.org/")},
        {"chromosome": "chr11"},  # ST-5
        {"identifier": [{"value": "NC_999999.1"}]},
        {"identifier": [{"value": 17}]},
    ],
)
def test_silent_on_what_nobody_knows(changes: dict[str, Any]) -> None:
    assert found(chromosome(**changes)) == []


def test_every_chromosome_of_the_model_is_known_on_both_builds() -> None:
    chromosomes = load_model().value_sets["reference-sequence-chromosome"].codes
    numbers = {name: n for n, name in enumerate(chromosomes, 1)}
    for build in ("GRCh37", "GRCh38"):
        found_ = set()
        for name, number in numbers.items():
            base = "NC_012920" if name == "MT" else f"NC_{number:06}"
            for version in range(1, 20):
                known = molecule(f"{base}.{version}")
                if known is not None and build in known.builds:
                    found_.add(known.chromosome)
                    assert known.chromosome == name
        assert found_ == set(chromosomes)


@pytest.mark.parametrize(
    ("tree", "pointer", "problem"),
    [
        (messenger(cdsEnd=GONE), "/cdsStart", "cdsStart is given without cdsEnd"),
        (messenger(cdsStart=GONE), "/cdsEnd", "cdsEnd is given without cdsStart"),
        (messenger(cdsEnd=1), "/cdsStart", "cdsStart 233 is after cdsEnd 1"),
        (
            protein(cdsStart=1),
            "/cdsStart",
            "cdsStart cannot be on a sequence of type amino-acid",
        ),
    ],
)
def test_coding_regions(tree: Tree, pointer: str, problem: str) -> None:
    [violation] = resource_violations(tree)
    assert (violation.rule, violation.pointer, violation.values) == (
        "RS-5",
        pointer,
        {"problem": problem},
    )


def test_coding_region_that_three_does_not_divide() -> None:
    [violation] = resource_violations(messenger(cdsStart=234))
    assert (violation.rule, violation.severity, violation.pointer) == ("RS-5", "warning", "/cdsEnd")
    assert violation.values == {"start": 234, "value": 5824, "length": 5591}


@pytest.mark.parametrize("end", ["5824", 0, True, 5824.5])
def test_coding_regions_that_are_no_numbers(end: Any) -> None:
    assert found(messenger(cdsEnd=end)) == []


@pytest.mark.parametrize("tree", [chromosome(gene=GENE), protein(gene=GENE)])
def test_gene_where_none_belongs(tree: Tree) -> None:
    assert found(tree) == [("RS-6", "error", "/gene")]


def test_gene_is_missing() -> None:
    assert found(messenger(gene=GONE)) == [("RS-6", "warning", "")]
    # A non-coding record of INSDC may belong to no gene.
    bare = {"gene": GONE, "cdsStart": GONE, "cdsEnd": GONE}
    assert found(messenger("U14680.1", **bare)) == []
    assert found(messenger("U14680.1", gene=GONE)) == [("RS-6", "warning", "")]


def test_translation_runs_one_way() -> None:
    def related(kind: str) -> list[Tree]:
        return [{"relatedType": kind, "target": ref("ReferenceSequence/SEQ2")}]

    assert found(messenger(related=related("translates-to"))) == []
    assert found(protein(related=related("translates-from"))) == []
    [violation] = resource_violations(protein(related=related("translates-to")))
    assert (violation.rule, violation.pointer) == ("RS-7", "/related/0/relatedType")
    assert violation.values == {
        "relation": "translates-to", "expected": "transcript", "type": "amino-acid",
    }  # fmt: skip
    assert violation.suggestion == "translates-from"
    assert resource_violations(chromosome(related=related("translates-to")))[0].suggestion is None


def test_the_accession_of_a_sequence() -> None:
    identifiers = [{"value": "13325"}, {"value": "NM_007294"}, {"value": "NM_007294.3"}]
    assert accession_of(ReferenceSequence(messenger(identifier=identifiers))) == "NM_007294.3"
    assert accession_of(ReferenceSequence(messenger(identifier=identifiers[:2]))) is None
