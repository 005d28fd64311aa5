"""What a registry document becomes: the Allele Model first."""

from __future__ import annotations

import json
from itertools import permutations
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
import rdflib

import clingen_ld
from clingen_ld.messages.message import Message, ReadOptions
from clingen_ld.messages.reading import read_text
from clingen_ld.model import is_subsetted, load_model
from tests.messages.carrying import read_items, write
from tests.messages.editing import with_value
from tests.messages.registry.documents import DOCUMENTS, SERVER, trees

REGISTRY = "http://reg.genome.network/schema#"


def of_type(document: Any, kind: str) -> dict[str, dict[str, Any]]:
    return {t["id"]: t for t in trees([document]) if t["resourceType"] == kind}


def test_a_document_is_a_canonical_allele() -> None:
    [tree] = of_type(DOCUMENTS["substitution"], "CanonicalAllele").values()
    assert tree["@id"] == f"{SERVER}/allele/CA900000001"
    assert (tree["canonicalAlleleType"], tree["complexity"]) == ("nucleotide", "simple")
    links = [link["contextualAllele"]["reference"] for link in tree["relatedContextualAllele"]]
    assert links[0] == "ContextualAllele/NC_000017.11:43106486:A:C"
    assert len(links) == 5
    assert [(i["system"], i["value"]) for i in tree["identifier"]][:2] == [
        ("http://www.ncbi.nlm.nih.gov/clinvar/allele", "32700"),
        ("http://www.ncbi.nlm.nih.gov/clinvar/variation", "17661"),
    ]
    assert tree["relatedIdentifier"][0]["value"] == "28897672"
    assert tree[f"{REGISTRY}communityStandardTitle"] == ["NM_007294.4(BRCA1):c.181T>G (p.Cys61Gly)"]


def test_a_row_is_a_contextual_allele() -> None:
    tree = of_type(DOCUMENTS["substitution"], "ContextualAllele")["NM_007294.3:412:T:G"]
    assert tree["canonicalAllele"] == {"reference": f"{SERVER}/allele/CA900000001"}
    assert tree["contextualAlleleType"] == "transcript"
    assert tree["allele"] == "G"
    assert tree["primaryNucleotideChangeType"]["coding"][0]["code"] == "SO:1000002"
    assert tree["alleleName"] == [
        {"nameType": "hgvs-cdna", "name": "NM_007294.3:c.181T>G"},
        {"nameType": "hgvs-cdna", "name": "LRG_292t1:c.181T>G"},
    ]
    assert tree["referenceCoordinate"] == {
        "referenceSequence": {"reference": "ReferenceSequence/NM_007294.3"},
        "start": {"index": 412},
        "end": {"index": 413},
        "refAllele": "T",
    }
    effect = tree["related"][0]
    assert effect["relatedType"] == "amino-acid-effect"
    assert effect["target"]["reference"] == "ContextualAllele/NP_009225.1:p.Cys61Gly"
    assert tree[f"{REGISTRY}geneSymbol"] == "BRCA1"
    assert tree[f"{REGISTRY}gene"] == {"@id": f"{SERVER}/gene/GN001100"}


def test_what_a_row_tells_of_others_is_only_told() -> None:
    found = trees([DOCUMENTS["substitution"]])
    told = {t["id"] for t in found if "meta" in t}
    assert {"NC_000017.11", "NM_007294.3", "GN001100", "NP_009225.1:p.Cys61Gly"} < told
    sequences = of_type(DOCUMENTS["substitution"], "ReferenceSequence")
    chromosome = sequences["NC_000017.11"]
    assert chromosome["chromosome"] == "17"
    assert chromosome["referenceGenome"]["text"] == "GRCh38"
    assert [i["value"] for i in chromosome["identifier"]] == ["NC_000017.11", "CM000679.2"]
    assert sequences["NM_007294.3"]["gene"] == {"reference": f"{SERVER}/gene/GN001100"}
    gene = of_type(DOCUMENTS["substitution"], "Gene")["GN001100"]
    assert gene["symbol"] == "BRCA1"
    assert [i["value"] for i in gene["identifier"]] == ["HGNC:1100", "672"]
    effect = of_type(DOCUMENTS["substitution"], "ContextualAllele")["NP_009225.1:p.Cys61Gly"]
    assert effect["canonicalAllele"] == {"reference": f"{SERVER}/allele/PA900000001"}


def test_rows_that_share_an_effect_stay_apart() -> None:
    found = of_type(DOCUMENTS["substitution"], "ContextualAllele")
    assert {"NM_007294.4:293:T:G", "NM_007294.3:412:T:G"} < found.keys()


def test_positions_in_introns() -> None:
    found = of_type(DOCUMENTS["intron"], "ContextualAllele")
    after = found["NM_007294.3:444+0_444+1:G:T"]["referenceCoordinate"]
    assert after["start"] == {
        "index": 444,
        "externalOffsetLength": 0,
        "externalOffsetDirection": "+",
        # The other strand: the transcript meets the genome's interval from its end.
        "externalGenomicReferenceSequence": {"reference": "ReferenceSequence/NC_000017.11"},
        "externalGenomicPositionIndex": 43106455,
    }
    before = found["NR_027676.2:212-22_212-21:G:T"]["referenceCoordinate"]
    assert before["end"]["externalOffsetDirection"] == "-"  # printed as 45
    assert before["end"]["externalOffsetLength"] == 21


_BUILDS = ("NC_000017.9", "NC_000017.10", "NC_000017.11", "NC_060941.1")
"""A chromosome on NCBI36, GRCh37, GRCh38 and T2T-CHM13v2.0."""


def rows_on(builds: tuple[str, ...], transcripts: list[Any], *starts: int) -> dict[str, Any]:
    """A document with a row on each build, at places of its own."""
    rows = [
        {
            "hgvs": [f"{accession}:g.1C>A"],
            "referenceSequence": f"{SERVER}/refseq/RS{n:06}",
            "coordinates": [
                {"start": at, "end": at + 1, "referenceAllele": "C", "allele": "A"}
                for at in (start + 1000 * _BUILDS.index(accession) for start in starts)
            ],
        }
        for n, accession in enumerate(builds)
    ]
    document = {"@context": f"{SERVER}/schema/allele.jsonld", "@id": "_:CA", "type": "nucleotide"}
    return document | {"genomicAlleles": rows, "transcriptAlleles": transcripts}


@pytest.mark.slow
@pytest.mark.parametrize("builds", [b for n in (1, 2, 3, 4) for b in permutations(_BUILDS, n)])
def test_the_newest_build_names_an_allele_whatever_the_order_of_rows(
    builds: tuple[str, ...],
) -> None:
    newest = max(builds, key=_BUILDS.index)
    place = 7 + 1000 * _BUILDS.index(newest)
    [row] = DOCUMENTS["intron"]["transcriptAlleles"][:1]
    [canonical] = of_type(rows_on(builds, [], 7), "CanonicalAllele")
    assert canonical == f"{newest}:{place}:C:A"
    own = {"start": 444, "startIntronOffset": 0, "startIntronDirection": "+", "end": 444}
    own |= {"endIntronOffset": 1, "endIntronDirection": "+", "referenceAllele": "G", "allele": "T"}
    intron = row | {"coordinates": [own]}
    found = of_type(rows_on(builds, [intron], 7), "ContextualAllele")
    [start] = [
        tree["referenceCoordinate"]["start"]
        for tree in found.values()
        if tree["contextualAlleleType"] == "transcript"
    ]
    assert start["externalGenomicReferenceSequence"]["reference"] == f"ReferenceSequence/{newest}"
    assert start["externalGenomicPositionIndex"] == place + 1
    simple = of_type(rows_on(builds, [], 7, 27), "CanonicalAllele")
    named = {name for name, tree in simple.items() if tree["complexity"] == "simple"}
    assert named == {f"{newest}:{place}:C:A", f"{newest}:{place + 20}:C:A"}


def test_only_directions_are_printed_as_numbers_of_characters() -> None:
    path = ("transcriptAlleles", 0, "coordinates", 0)
    given = {"startIntronOffset": 43, "startIntronDirection": 45, "start": 45, "end": 43}
    row = DOCUMENTS["intron"]["transcriptAlleles"][0]["coordinates"][0] | given
    found = of_type(with_value(DOCUMENTS["intron"], path, row), "ContextualAllele").values()
    starts = [tree["referenceCoordinate"]["start"] for tree in found if "meta" not in tree]
    place = {"index": 45, "externalOffsetLength": 43, "externalOffsetDirection": "-"}
    assert any(place.items() <= start.items() for start in starts)


def test_amino_acids() -> None:
    [canonical] = of_type(DOCUMENTS["amino acids"], "CanonicalAllele").values()
    assert canonical["canonicalAlleleType"] == "amino-acid"
    tree = of_type(DOCUMENTS["amino acids"], "ContextualAllele")["NP_009225.1:p.Cys61Gly"]
    assert tree["contextualAlleleType"] == "amino-acid"
    assert tree["referenceCoordinate"]["start"] == {"index": 60}
    assert "meta" not in tree


def test_a_haplotype_nests_simple_alleles() -> None:
    found = of_type(DOCUMENTS["haplotype"], "CanonicalAllele")
    whole = found.pop("CA900000005")
    assert whole["complexity"] == "complex"
    assert "relatedContextualAllele" not in whole
    assert list(found) == ["NC_000017.11:43106454:C:A", "NC_000017.11:43106486:A:C"]
    first = found["NC_000017.11:43106454:C:A"]
    assert first["composite"] == [{"reference": f"{SERVER}/allele/CA900000005"}]
    members = [m["contextualAllele"]["reference"] for m in first["relatedContextualAllele"]]
    # BRCA1 lies on the other strand: the order of the transcript's coordinates is turned.
    assert members == [
        "ContextualAllele/NC_000017.11:43106454:C:A",
        "ContextualAllele/NM_007294.3:444+0_444+1:G:T",
    ]


def test_an_unregistered_allele_is_known_by_its_placement() -> None:
    [tree] = of_type(DOCUMENTS["unregistered"], "CanonicalAllele").values()
    assert "@id" not in tree
    assert tree["id"] == "NC_000017.11:43106486:A:T"


def test_sister_documents() -> None:
    [gene] = trees([DOCUMENTS["gene"]])
    assert (gene["symbol"], gene["name"]) == ("PTEN", "phosphatase and tensin homolog")
    assert gene["aliasSymbol"] == ["MMAC1", "TEP1"]
    [sequence] = trees([DOCUMENTS["sequence"]])
    assert sequence["id"] == "NM_007294.3"
    assert [i["value"] for i in sequence["identifier"]] == ["NM_007294.3", "LRG_292t1"]
    assert sequence["gene"] == {"reference": f"{SERVER}/gene/GN001100"}


def test_two_documents_meet_in_the_graph(tmp_path: Any) -> None:
    for name in ("substitution", "amino acids"):
        (tmp_path / f"{name}.json").write_text(json.dumps(DOCUMENTS[name]))
    text = clingen_ld.convert(sorted(tmp_path.iterdir()), "ntriples").text
    graph = rdflib.Graph()
    graph.parse(data=text, format="nt")
    rows = graph.query(
        """
        PREFIX clingen: <http://clingen.org/model/allele/>
        SELECT ?coding ?protein WHERE {
          ?gene clingen:symbol "BRCA1" .
          ?sequence clingen:gene ?gene .
          ?coding clingen:referenceCoordinate/clingen:referenceSequence ?sequence ;
                  clingen:related/clingen:target ?effect .
          ?protein clingen:relatedContextualAllele/clingen:contextualAllele ?effect .
        }
        """
    )
    found = {tuple(str(term).rpartition("/")[2] for term in row) for row in map(tuple, rows)}  # type: ignore[arg-type]
    assert found == {
        ("NM_007294.4:293:T:G", "PA900000001"),
        ("NM_007294.3:412:T:G", "PA900000001"),
    }


def test_an_error_reply_names_its_line_of_input() -> None:
    error = {"errorType": "HgvsParsingError", "description": "Bad.", "inputLine": "NM_1:c.x"}
    [problem] = read_items(json.dumps(error))
    assert not isinstance(problem, Message)
    assert (problem.rule, problem.line, problem.values["input"]) == ("RG-1", 1, "NM_1:c.x")


@pytest.mark.parametrize(
    "value",
    [
        {"hgvs": "x", "errorType": "NotFound"},
        {"errorType": 5},
        {"errorType": None, "description": {}, "inputLine": []},
    ],
)
def test_odd_error_replies(value: Any) -> None:
    [problem] = read_items(json.dumps(value))
    assert not isinstance(problem, Message)
    assert problem.rule == "RG-1"


def test_error_replies_of_others() -> None:
    [problem] = read_items('{"errorType": "Timeout", "message": "late", "stack": []}')
    assert not isinstance(problem, Message)
    assert problem.rule == "ST-11"


@pytest.mark.parametrize("server", ["http://reg.test.genome.network", "https://reg.genome.network"])
def test_other_servers(server: str) -> None:
    document = json.loads(json.dumps(DOCUMENTS["substitution"]).replace(SERVER, server))
    items = read_items(json.dumps(document))
    assert isinstance(items[0], Message)
    assert items[0].form == "registry"
    assert items[0].iri == f"{server.replace('https', 'http')}/allele/CA900000001"


@pytest.mark.parametrize("key", ["@context", "@id"])
def test_a_document_is_known_without_one_of_its_names(key: str) -> None:
    document = {k: v for k, v in DOCUMENTS["substitution"].items() if k != key}
    [first, *_] = read_items(json.dumps(document))
    assert isinstance(first, Message)
    assert first.form == "registry"


def test_findings_point_into_the_document() -> None:
    path = ("transcriptAlleles", 1, "coordinates", 0, "start")
    text = json.dumps(with_value(DOCUMENTS["substitution"], path, "412"), indent=1)
    items = list(read_text(text, ReadOptions(), load_model()))
    row = next(i for i in items if isinstance(i, Message) and "NM_007294.3:c.181T" in i.iri)
    place = row.place("/referenceCoordinate/start/index")
    assert place.pointer == "/transcriptAlleles/1/coordinates/0/start"
    assert place.line is not None
    assert text.split("\n")[place.line - 1].strip().startswith('"start": "412"')


def test_iris_that_are_none_are_legal_in_the_graph() -> None:
    text, _ = write(trees([DOCUMENTS["substitution"]]), "nquads")
    quads = list(ox.parse(text, format=ox.RdfFormat.N_QUADS))
    assert ox.NamedNode("http://myvariant.info/v1/variant/chr17:g.43106487A%3EC?assembly=hg38") in {
        quad.object for quad in quads
    }


@pytest.mark.parametrize("order", [("substitution", "haplotype"), ("haplotype", "substitution")])
def test_a_simple_allele_of_a_haplotype_is_the_registered_one_that_stands_beside_it(
    order: tuple[str, str], tmp_path: Path
) -> None:
    text = json.dumps([DOCUMENTS[name] for name in order])
    (tmp_path / "array.json").write_text(text)
    iri = f"{SERVER}/allele/CA900000001"
    trees = [item.normal.tree for item in read_items(text) if isinstance(item, Message)]
    [whole] = [tree for tree in trees if tree.get("complexity") == "complex"]
    assert {"reference": iri} in whole["nested"]
    told = [tree for tree in trees if tree.get("@id") == iri]
    assert [is_subsetted(tree) for tree in told] == [name == "haplotype" for name in order]
    alleles = [t for t in trees if t["resourceType"] == "ContextualAllele" and "allele" in t]
    named = {t["canonicalAllele"]["reference"] for t in alleles if "canonicalAllele" in t}
    assert iri in named
    report = clingen_ld.validate(tmp_path / "array.json")
    assert not [f for f in report.findings if f.severity == "error"]
    out, lost = write(trees, "registry")
    assert not any(pointers for pointers in lost), lost
    back = {each["@id"]: each for each in map(json.loads, out.splitlines())}
    assert list(back.values()) == [DOCUMENTS[name] for name in order]


def test_a_simple_allele_of_a_haplotype_alone_is_known_by_its_placement() -> None:
    trees = [item.normal.tree for item in read_items(json.dumps(DOCUMENTS["haplotype"]))
             if isinstance(item, Message)]  # fmt: skip
    assert all(each["reference"].startswith("CanonicalAllele/NC_") for each in trees[0]["nested"])
