"""The row of an allele: what each column tells."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from clingen_ld.bulk.tables_rows import allele_row, has_row
from clingen_ld.bulk.tables_scratch import SPLITS, Splits
from clingen_ld.bulk.tables_writing import COLUMNS
from clingen_ld.model import resource_iri
from clingen_ld.validation.set_index import StoredSet
from tests.bulk.alleles import ALLELE, BASE, CANONICAL, MADE, Row, Tree, made, rows_of
from tests.console import ROOT


@pytest.fixture(scope="module")
def examples_table() -> dict[str, Row]:
    return {row["allele"].removeprefix(MADE): row for row in rows_of(ROOT / "examples")}


XA201 = {
    "allele": f"{MADE}XA201",
    "canonical_alleles": [f"{CANONICAL}CA201"],
    "registry_id": None,
    "protein_registry_ids": [],
    "clinvar": ["37656"],
    "dbsnp": [],
    "allele_type": "transcript",
    "build": None,
    "chromosome": None,
    "accession": "NM_007294.3",
    "start": 5528,
    "start_offset": None,
    "end": 5529,
    "end_offset": None,
    "ref": "T",
    "alt": "G",
    "name": "NM_007294.3:c.5297T>G",
    "hgvs": ["NM_007294.3:c.5297T>G"],
    "other_names": [],
    "genes": [f"{BASE}Gene/GENE201"],
    "gene_symbols": ["BRCA1"],
    "change": "SO:1000002",
    "change_label": "substitution",
    "effects": ["SO:0001583"],
    "effect_labels": ["missense_variant"],
    "regions": ["SO:0000316"],
    "is_complete": True,
}
"""All columns but the split of an allele, as its message says them."""


def test_every_column(examples_table: dict[str, Row]) -> None:
    row = examples_table["XA201"]
    assert list(row) == [column.name for column in COLUMNS]
    assert {name: value for name, value in row.items() if name != "split"} == XA201
    assert row["split"] in SPLITS


@pytest.mark.parametrize(
    ("allele", "told"),
    [
        # A duplication: an insertion behind what is doubled, on the minus strand.
        (
            "XA212",
            {
                "build": "GRCh38", "chromosome": "17", "accession": "NC_000017.11",
                "start": 43057065, "end": 43057065, "ref": "", "alt": "G",
                "change_label": "insertion", "effect_labels": ["frameshift_variant"],
                "gene_symbols": ["BRCA1"],
            },
        ),
        ("XA213", {"build": "GRCh37", "accession": "NC_000017.10"}),
        # An old sequence, and a legacy name beside a preferred one.
        (
            "XA202",
            {
                "accession": "U14680.1", "name": "U14680.1:n.5416T>G", "effects": [],
                "hgvs": ["U14680.1:n.5416T>G"], "other_names": ["5416T>G"],
            },
        ),
        # The sequence of a gene is of no build.
        ("XA206", {"build": None, "chromosome": None, "accession": "NG_005905.2"}),
        # A protein: the gene is that of its transcript.
        (
            "XA208",
            {
                "allele_type": "amino-acid", "start": 1765, "end": 1766, "ref": "Ile", "alt": "Ser",
                "name": "NP_009225.1:p.Ile1766Ser", "other_names": ["I1766S"], "change": None,
                "hgvs": ["NP_009225.1:p.Ile1766Ser", "NP_009225.1:p.I1766S"],
                "gene_symbols": ["BRCA1"], "effects": ["SO:0001583"], "build": None,
            },
        ),
        # What a frameshift puts in the place is not told.
        ("XA214", {"ref": "Gln", "alt": None, "effect_labels": ["frameshift_variant"]}),
        # A deletion leaves nothing.
        ("XA501", {"ref": "CTT", "alt": "", "effect_labels": ["disruptive_inframe_deletion"]}),
        # In an intron, behind an exon; the genomic sibling has the gene of the transcript.
        (
            "XA101",
            {
                "start": 609, "start_offset": 12, "end": 609, "end_offset": 13, "effects": [],
                "regions": ["SO:0000191"],
            },
        ),
        ("XA103", {"gene_symbols": ["ILK"], "genes": [f"{BASE}Gene/GENE101"], "regions": []}),
        ("XA601", {"chromosome": "MT", "other_names": ["A3243G"]}),
        ("XA702", {"ref": "C", "alt": "C", "change_label": "no_sequence_alteration"}),
    ],
)  # fmt: skip
def test_examples(allele: str, told: Row, examples_table: dict[str, Row]) -> None:
    row = examples_table[allele]
    assert {name: row[name] for name in told} == told


def test_registry_documents(examples_table: dict[str, Row]) -> None:
    row = examples_table["NM_007294.4:293:T:G"]
    assert row["canonical_alleles"] == ["http://reg.genome.network/allele/CA900000001"]
    assert row["registry_id"] == "CA900000001"
    assert row["protein_registry_ids"] == ["PA900000001"]
    assert (row["clinvar"], row["dbsnp"]) == (["17661"], ["rs28897672"])
    genomic = examples_table["NC_000017.11:43106486:A:C"]
    assert genomic["protein_registry_ids"] == ["PA900000001"]
    assert row["genes"] == ["http://reg.genome.network/gene/GN001100"]
    assert (row["gene_symbols"], row["effect_labels"]) == (["BRCA1"], ["missense_variant"])
    # Before an exon, offsets are below 0.
    row = examples_table["NR_027676.2:212-22_212-21:G:T"]
    assert (row["start_offset"], row["end_offset"]) == (-22, -21)
    assert examples_table["NP_009225.1:p.Cys61Gly"]["registry_id"] == "PA900000001"
    # One that is only mentioned, as the effect on a protein that the registry has no number for.
    row = examples_table["ENSP00000350283.3:p.Cys61Gly"]
    assert (row["is_complete"], row["canonical_alleles"]) == (False, [])


def test_a_message_of_the_allele_itself_comes_first() -> None:
    """The protein allele is mentioned by one document, and told by another."""
    folder = ROOT / "examples" / "registry"
    names = [folder / f"{name}.json" for name in ("CA900000001", "PA900000001")]
    found = [row for row in rows_of(names) if row["allele"].endswith("NP_009225.1:p.Cys61Gly")]
    assert [row["is_complete"] for row in found] == [True]
    assert found[0]["hgvs"] == ["NP_009225.1:p.Cys61Gly", "LRG_292p1:p.Cys61Gly"]


def test_every_contextual_allele_has_one_row_in_the_order_of_input(examples: Path) -> None:
    rows = rows_of([examples / "ilk", examples / "brca1", examples / "ilk"])
    names = [row["allele"].removeprefix(MADE) for row in rows]
    assert names[:4] == ["XA101", "XA102", "XA103", "XA104"]
    assert names[4:6] == ["XA201", "XA202"]
    files = [*(examples / "ilk").glob("XA*.json"), *(examples / "brca1").glob("XA*.json")]
    assert len(names) == len(set(names)) == len(files)


def test_an_allele_that_tells_nothing() -> None:
    [row] = made(ALLELE)
    empty = {c.name for c in COLUMNS if not c.required}
    assert {name for name, value in row.items() if value is None} == empty
    assert {name for name, value in row.items() if value == []} == {
        "canonical_alleles", "protein_registry_ids", "clinvar", "dbsnp", "hgvs", "other_names",
        "genes", "gene_symbols", "effects", "effect_labels", "regions",
    }  # fmt: skip


def test_what_references_and_names_tell_without_their_targets() -> None:
    coordinate = {
        "referenceSequence": {"reference": "ReferenceSequence/S1", "display": "NC_000017.11"},
        "start": {"index": 5}, "end": {"index": 6},
    }  # fmt: skip
    effect = {
        "relatedType": "amino-acid-effect",
        "target": {"reference": "ContextualAllele/P1", "display": "NP_009225.1:p.Cys61Ter"},
    }
    [row] = made(ALLELE | {"referenceCoordinate": coordinate, "related": [effect]})
    assert (row["accession"], row["build"], row["chromosome"]) == ("NC_000017.11", "GRCh38", "17")
    assert (row["start"], row["end"], row["ref"], row["alt"]) == (5, 6, None, None)
    assert row["effect_labels"] == ["stop_gained"]
    names = [{"name": "NM_007294.3(BRCA1):c.1A>G"}, {"name": "an old name", "preferred": True}]
    [row] = made(ALLELE | {"alleleName": names})
    assert (row["accession"], row["name"]) == ("NM_007294.3", "an old name")
    assert row["hgvs"] == ["NM_007294.3(BRCA1):c.1A>G"]
    [row] = made(
        ALLELE | {"alleleName": [{"name": "NP_1.1:p.Gly2del", "legacy": True}, *names[:1]]}
    )
    assert row["name"] == "NM_007294.3(BRCA1):c.1A>G"


@pytest.mark.parametrize(
    ("identifier", "told"),
    [
        ({"system": "http://reg.genome.network/allele", "value": "CA10"}, "CA10"),
        ({"system": "https://reg.clinicalgenome.org", "value": "PA7"}, "PA7"),
        ({"value": "http://reg.genome.network/allele/CA10"}, "CA10"),
        ({"system": "urn:ietf:rfc:3986", "value": "https://reg.clinicalgenome.org/a/CA1"}, "CA1"),
        ({"system": "http://example.org/", "value": "CA10"}, None),
        ({"system": "http://reg.genome.network/allele", "value": "10"}, None),
    ],
)
def test_registry_ids(identifier: Tree, told: str | None) -> None:
    canonical = {"resourceType": "CanonicalAllele", "id": "C1", "identifier": [identifier]}
    allele = ALLELE | {"canonicalAllele": {"reference": "CanonicalAllele/C1"}}
    assert made(canonical, allele)[0]["registry_id"] == told
    assert made(ALLELE | {"identifier": [identifier]})[0]["registry_id"] == told


def test_rows_are_made_of_a_set_alone(examples: Path) -> None:
    """What other ways to hold a set may rely on."""
    resources = StoredSet(BASE)
    for file in sorted((examples / "brca1").glob("*.json")):
        tree = json.loads(file.read_text())
        resources.add(resource_iri(tree, BASE), tree)
    entry = resources.get(f"{MADE}XA201")
    assert entry is not None
    assert has_row(entry, resources)
    row = allele_row(entry, resources)
    assert {name: value for name, value in row.items() if name != "split"} == XA201
    assert allele_row(entry, resources, Splits("other")) | {"split": row["split"]} == row
    gene = resources.get(f"{BASE}Gene/GENE201")
    assert gene is not None
    assert not has_row(gene, resources)
    resources.close()
