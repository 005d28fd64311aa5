"""Links to other databases, and places in FALDO: what is written, and what reading makes of it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import rdflib
from rdflib.namespace import DCTERMS, RDF, RDFS, SKOS

import clingen_ld
from clingen_ld.compiled.framing import DirectFramer
from clingen_ld.errors import UsageError
from clingen_ld.graph.links import Linker, LinkSets
from clingen_ld.messages.foreign import systems
from clingen_ld.messages.n_quads.grouping import graphs
from clingen_ld.messages.writing import WITH_LINKS
from clingen_ld.model import CLINGEN, DEFAULT_BASE, load_model, system_key
from clingen_ld.types import resource
from tests.model.shapes_graph import graph

Tree = dict[str, Any]
EXAMPLES = Path(__file__).parents[2] / "examples"
FALDO = rdflib.Namespace("http://biohackathon.org/resource/faldo#")
OBO = rdflib.Namespace("http://purl.obolibrary.org/obo/")
ALLELE = rdflib.URIRef(f"{DEFAULT_BASE}CanonicalAllele/CA1")
CONTEXTUAL = rdflib.URIRef(f"{DEFAULT_BASE}ContextualAllele/XA1")
NCBI = "http://www.ncbi.nlm.nih.gov/"


def _canonical(*identifiers: tuple[str, str], related: tuple[str, str] | None = None) -> Tree:
    tree: Tree = {
        "resourceType": "CanonicalAllele",
        "id": "CA1",
        "identifier": [{"system": system, "value": value} for system, value in identifiers],
        "relatedIdentifier": [{"system": related[0], "value": related[1]}] if related else [],
        "canonicalAlleleType": "nucleotide",
        "complexity": "simple",
    }
    return {key: value for key, value in tree.items() if value}


def _contextual(start: int, end: int, was: str, now: str, **more: Any) -> Tree:
    coordinate: Tree = {
        "referenceSequence": {"reference": "ReferenceSequence/NC_000017.11"},
        "start": {"index": start},
        "end": {"index": end},
        "refAllele": was,
    }
    tree = {
        "resourceType": "ContextualAllele",
        "id": "XA1",
        "contextualAlleleType": "genomic",
        "allele": now,
        "referenceCoordinate": coordinate,
    }
    return tree | more


def _links(tree: Tree, links: bool = False, faldo: bool = False) -> rdflib.Graph:
    """What links add to a message, without the mark that they are there."""
    plain = rdflib.Graph().parse(data=_turtle(tree), format="turtle")
    linked = rdflib.Graph().parse(data=_turtle(tree, links, faldo), format="turtle")
    assert not set(plain) - set(linked)
    found = rdflib.Graph()
    for triple in set(linked) - set(plain):
        if triple[1] != DCTERMS.conformsTo:
            found.add(triple)
    return found


def _turtle(tree: Tree, links: bool = False, faldo: bool = False) -> str:
    return clingen_ld.convert(tree, "turtle", links=links, faldo=faldo).text or ""


def _said(tree: Tree) -> set[tuple[str, str]]:
    """The predicates and IRIs of the links of a message."""
    return {(str(p), str(o)) for _, p, o in _links(tree, links=True)}


def _exact(*iris: str) -> set[tuple[str, str]]:
    return {(str(SKOS.exactMatch), iri) for iri in iris}


def _close(*iris: str) -> set[tuple[str, str]]:
    return {(str(SKOS.closeMatch), iri) for iri in iris}


def _see(*iris: str) -> set[tuple[str, str]]:
    return {(str(RDFS.seeAlso), iri) for iri in iris}


RS = (
    "https://identifiers.org/dbsnp:rs28897672",
    "http://identifiers.org/dbsnp/rs28897672",
    "http://purl.uniprot.org/dbsnp/rs28897672",
    "https://www.ncbi.nlm.nih.gov/snp/rs28897672",
)
VARIATION = _close(
    "https://identifiers.org/clinvar:17661", "http://ncbi.nlm.nih.gov/clinvar/variation/17661"
) | _see("https://www.ncbi.nlm.nih.gov/clinvar/variation/17661/")
TOGOVAR = _exact(
    "https://identifiers.org/togovar:tgv219804", "http://togovar.biosciencedbc.jp/variant/tgv219804"
) | _see("https://grch38.togovar.org/variant/tgv219804")


# Databases


@pytest.mark.parametrize(
    ("system", "value", "expected"),
    [
        (f"{NCBI}snp", "28897672", _see(*RS)),
        ("https://www.ncbi.nlm.nih.gov/SNP/", "rs28897672", _see(*RS)),
        ("https://identifiers.org/dbsnp", "rs28897672", _see(*RS)),
        (f"{NCBI}clinvar/variation", "17661", VARIATION),
        (f"{NCBI}clinvar/variation/", "VCV000017661.82", VARIATION),
        (f"{NCBI}clinvar", "VCV000017661", VARIATION),
        (
            f"{NCBI}clinvar",
            "RCV000019230.15",
            _see(
                "https://identifiers.org/clinvar.record:RCV000019230.15",
                "https://www.ncbi.nlm.nih.gov/clinvar/RCV000019230.15/",
            ),
        ),
        (
            "https://www.ncbi.nlm.nih.gov/clinvar/",
            "SCV000039520",
            _see("https://identifiers.org/clinvar.submission:SCV000039520"),
        ),
        (
            f"{NCBI}clinvar/allele",
            "32700",
            _see("https://www.ncbi.nlm.nih.gov/clinvar/?term=32700%5Balleleid%5D"),
        ),
        ("https://togovar.org/variant", "tgv219804", TOGOVAR),
        ("https://grch37.togovar.org/variant/", "tgv219804", TOGOVAR),
        (
            "http://reg.genome.network/allele",
            "CA003583",
            _exact("http://reg.genome.network/allele/CA003583")
            | _see(
                "https://reg.clinicalgenome.org/redmine/projects/registry/genboree_registry/"
                "by_caid?caid=CA003583"
            ),
        ),
        # What is in no form of its system, or in an unknown one, has no link.
        (f"{NCBI}snp", "rs", set()),
        (f"{NCBI}snp", "0", set()),
        (f"{NCBI}snp", "28897672> <http://x", set()),
        (f"{NCBI}snp", "²³", set()),
        (f"{NCBI}clinvar", "17661", set()),
        ("http://example.org/mine", "17661", set()),
        ("https://togovar.org/variant", "219804", set()),
    ],
)
def test_an_identifier_of_an_allele(
    system: str, value: str, expected: set[tuple[str, str]]
) -> None:
    assert _said(_canonical((system, value))) == expected


def test_what_is_only_related_claims_no_match() -> None:
    related = ("https://togovar.org/variant", "tgv219804")
    assert _said(_canonical(related=related)) == {(str(RDFS.seeAlso), iri) for _, iri in TOGOVAR}


GENE_PAGES = (
    "https://identifiers.org/hgnc:1100", "http://identifiers.org/hgnc/1100",
    "https://www.genenames.org/data/gene-symbol-report/#!/hgnc_id/HGNC:1100",
)  # fmt: skip
REFSEQ = (
    "https://identifiers.org/refseq:NC_000017.11", "http://identifiers.org/refseq/NC_000017.11"
)  # fmt: skip
REGISTERED = (
    "http://reg.genome.network/allele/CA003583",
    "https://reg.clinicalgenome.org/redmine/projects/registry/genboree_registry/"
    "by_caid?caid=CA003583",
)
ENSEMBL = (
    "https://identifiers.org/ensembl:ENSG00000012048",
    "http://rdf.ebi.ac.uk/resource/ensembl/ENSG00000012048",
)


@pytest.mark.parametrize(
    ("system", "value", "type_", "expected"),
    [
        ("http://www.genenames.org/", "HGNC:1100", "CanonicalAllele", GENE_PAGES),
        ("http://www.genenames.org/", "HGNC:1100", "ContextualAllele", GENE_PAGES),
        ("http://www.genenames.org/", "HGNC:1100", "ReferenceSequence", GENE_PAGES),
        (f"{NCBI}nuccore", "NC_000017.11", "ContextualAllele", REFSEQ),
        (f"{NCBI}nuccore", "NC_000017.11", "Gene", REFSEQ),
        ("http://www.ensembl.org/id", "ENSG00000012048.7", "ReferenceSequence", ENSEMBL),
        ("http://reg.genome.network/allele", "CA003583", "Gene", REGISTERED),
    ],
)
def test_what_identifies_something_else_claims_no_match(
    system: str, value: str, type_: str, expected: tuple[str, ...]
) -> None:
    tree = {"resourceType": type_, "id": "X1", "identifier": [{"system": system, "value": value}]}
    assert _said(tree) == _see(*expected)


def test_a_gene_of_ensembl_is_close_to_a_gene() -> None:
    one = {"system": "http://www.ensembl.org/id", "value": "ENSG00000012048"}
    assert _said({"resourceType": "Gene", "id": "G1", "identifier": [one]}) == _close(*ENSEMBL)


def test_the_stronger_of_two_claims_is_kept() -> None:
    both = ("https://togovar.org/variant", "tgv219804")
    assert _said(_canonical(both, related=both)) == TOGOVAR


def test_a_contextual_allele_is_no_more_than_close_and_a_place_no_match() -> None:
    tree = _contextual(
        43106486, 43106487, "A", "C",
        identifier=[{"system": "http://reg.genome.network/allele", "value": "CA003583"}],
    )  # fmt: skip
    tree["referenceCoordinate"]["identifier"] = [{"system": f"{NCBI}snp", "value": "28897672"}]
    said = _said(tree)
    assert said >= _see(*RS) | _close("http://reg.genome.network/allele/CA003583")
    assert str(SKOS.exactMatch) not in {predicate for predicate, _ in said}


def test_an_allele_with_the_iri_of_the_registry_is_not_linked_to_itself() -> None:
    tree = _canonical(("http://reg.genome.network/allele", "CA003583"))
    tree |= {"id": "CA003583", "@id": "http://reg.genome.network/allele/CA003583"}
    assert {predicate for predicate, _ in _said(tree)} == {str(RDFS.seeAlso)}


def test_records_of_the_registry_name_those_of_clinvar() -> None:
    text = (
        clingen_ld.convert(EXAMPLES / "registry" / "CA900000001.json", "nquads", links=True).text
        or ""
    )
    root = "<http://reg.genome.network/allele/CA900000001>"
    for value in ("RCV000019230", "RCV000047527"):
        line = (
            f"{root} <{RDFS.seeAlso}> <https://identifiers.org/clinvar.record:{value}> {root} .\n"
        )
        assert line in text


def test_genes_and_sequences() -> None:
    hgnc = {"system": "http://www.genenames.org/", "value": "HGNC:1100"}
    gene = {"resourceType": "Gene", "id": "G1", "symbol": "BRCA1", "identifier": [hgnc]}
    assert _said(gene) >= _exact("https://identifiers.org/hgnc:1100")
    sequence = {"resourceType": "ReferenceSequence", "id": "S1",
                "identifier": [{"system": f"{NCBI}nuccore", "value": "NC_000017.11"},
                               {"system": "http://www.ensembl.org/id",
                                "value": "ENST00000357654.9"}]}  # fmt: skip
    assert _said(sequence) == _exact(
        "https://identifiers.org/refseq:NC_000017.11", "http://identifiers.org/refseq/NC_000017.11"
    ) | _close(
        "https://identifiers.org/ensembl:ENST00000357654",
        "http://rdf.ebi.ac.uk/resource/ensembl.transcript/ENST00000357654",
    )
    [(_, predicate, chromosome)] = _links(sequence, faldo=True)
    assert predicate == SKOS.exactMatch
    assert str(chromosome) == "http://identifiers.org/hco/17/GRCh38"


def _placed(accession: str, start: int, was: str, now: str, kind: str = "genomic") -> Tree:
    """An allele at a place; `start` is interbase (0-based)."""
    return {
        "resourceType": "ContextualAllele", "id": "X1", "contextualAlleleType": kind, "allele": now,
        "referenceCoordinate": {
            "referenceSequence": {"reference": f"ReferenceSequence/{accession}"},
            "start": {"index": start}, "end": {"index": start + len(was)}, "refAllele": was,
        },
    }  # fmt: skip


@pytest.mark.parametrize(
    ("accession", "place", "build"),
    [("NC_000001.11", "1", "GRCh38"), ("NC_000023.10", "X", "GRCh37")],
)
@pytest.mark.parametrize(("was", "now"), [("C", "T"), ("CA", "TG"), ("C", "TT")])
def test_an_allele_has_the_name_of_its_place_in_togovar(
    accession: str, place: str, build: str, was: str, now: str
) -> None:
    assert _said(_placed(accession, 94080657, was, now)) == _close(
        f"http://identifiers.org/hco/{place}/{build}#94080658-{was}-{now}"
    ) | _see(f"https://{build.lower()}.togovar.org/variant/{place}-94080658-{was}-{now}")


@pytest.mark.parametrize(
    "tree",
    [
        _placed("NC_000001.11", 7, "C", "CT"),  # its place in TogoVar depends on the sequence
        _placed("NC_000001.11", 7, "", "T"),
        _placed("NC_000001.11", 7, "CA", "TA"),
        _placed("NC_000001.11", 7, "C", "C"),
        _placed("NC_000001.11", 7, "N", "C"),
        _placed("NC_000001.9", 7, "C", "T"),  # NCBI36
        _placed("NM_000059.4", 7, "C", "T", "transcript"),
        _placed("NG_012772.3", 7, "C", "T"),
    ],
)
def test_other_alleles_have_none(tree: Tree) -> None:
    assert _said(tree) == set()


def test_the_mitochondrion_is_on_both_builds() -> None:
    tree = {"resourceType": "ReferenceSequence", "id": "S1",
            "identifier": [{"value": "NC_012920.1"}]}  # fmt: skip
    assert {str(o) for _, _, o in _links(tree, faldo=True)} == {
        "http://identifiers.org/hco/MT/GRCh37", "http://identifiers.org/hco/MT/GRCh38"
    }  # fmt: skip


@pytest.mark.parametrize("accession", ["NC_000017.9", "NC_060941.1", "NC_000017", "NM_007294.4"])
def test_only_chromosomes_of_builds_that_hco_has_are_linked(accession: str) -> None:
    tree = {"resourceType": "ReferenceSequence", "id": "S1", "identifier": [{"value": accession}]}
    assert not len(_links(tree, faldo=True))


# The definitions


def test_every_template_gives_iris_with_a_value() -> None:
    for system in load_model().identifier_systems.values():
        assert system.label
        for link in system.links:
            assert link.templates
            assert link.identifies or {predicate for predicate, _ in link.templates} == {
                str(RDFS.seeAlso)
            }
            assert load_model().resources.keys() >= set(link.identifies)
            for pattern in link.patterns:
                assert re.compile(pattern).groups == 1
            for _, template in link.templates:
                assert re.fullmatch(
                    r"https?://[^\s<>\"{}|^`\\]+\{value\}[^\s<>\"{}|^`\\]*", template
                )


def test_the_systems_that_forms_name_have_links() -> None:
    named = (
        systems.DBSNP, systems.CLINVAR_VARIATION, systems.HGNC, systems.NCBI_GENE, systems.REGISTRY
    )  # fmt: skip
    defined = {str(s) for s in graph("links.ttl").subjects(RDF.type)}
    for system in named:
        assert system_key(system) in load_model().identifier_systems
        assert system in defined


# FALDO, the Sequence Ontology, GENO


def _place(found: rdflib.Graph) -> rdflib.term.Node:
    [place] = found.objects(CONTEXTUAL, FALDO.location)
    return place


def _position(found: rdflib.Graph, place: rdflib.term.Node, name: str) -> tuple[int, set[str], str]:
    [node] = found.objects(place, FALDO[name])
    [position] = found.objects(node, FALDO.position)
    [reference] = found.objects(node, FALDO.reference)
    classes = {str(each).removeprefix(str(FALDO)) for each in found.objects(node, RDF.type)}
    assert isinstance(position, rdflib.Literal)
    return int(position), classes, str(reference)


FORWARD = {"ExactPosition", "ForwardStrandPosition"}
CHROMOSOME = f"{DEFAULT_BASE}ReferenceSequence/NC_000017.11"


@pytest.mark.parametrize(
    ("start", "end", "was", "now"), [(9, 10, "A", "C"), (0, 1, "A", ""), (9, 12, "ACG", "")]
)
def test_a_region_is_counted_from_1_with_both_ends(
    start: int, end: int, was: str, now: str
) -> None:
    found = _links(_contextual(start, end, was, now), faldo=True)
    place = _place(found)
    assert set(found.objects(place, RDF.type)) == {FALDO.Region}
    assert _position(found, place, "begin") == (start + 1, FORWARD, CHROMOSOME)
    assert _position(found, place, "end") == (end, FORWARD, CHROMOSOME)


def test_an_insertion_is_between_two_positions() -> None:
    found = _links(_contextual(10, 10, "", "T"), faldo=True)
    place = _place(found)
    assert set(found.objects(place, RDF.type)) == {FALDO.InBetweenPosition}
    assert [str(o) for o in found.objects(place, FALDO.reference)] == [CHROMOSOME]
    assert _position(found, place, "after") == (10, FORWARD, CHROMOSOME)
    assert _position(found, place, "before") == (11, FORWARD, CHROMOSOME)


def test_an_insertion_before_the_first_base_is_after_none() -> None:
    found = _links(_contextual(0, 0, "", "T"), faldo=True)
    assert not list(found.objects(_place(found), FALDO.after))
    assert _position(found, _place(found), "before")[0] == 1


def test_a_protein_has_no_strand() -> None:
    tree = _contextual(4, 5, "L", "P") | {"contextualAlleleType": "amino-acid"}
    found = _links(tree, faldo=True)
    assert _position(found, _place(found), "end")[1] == {"ExactPosition"}
    assert not list(found.objects(CONTEXTUAL, RDF.type))


def _within_intron() -> Tree:
    tree = _contextual(10, 10, "A", "G", contextualAlleleType="transcript")
    for side, length in (("start", 1), ("end", 2)):
        tree["referenceCoordinate"][side] |= {
            "externalOffsetLength": length, "externalOffsetDirection": "+"
        }  # fmt: skip
    return tree


@pytest.mark.parametrize(
    "tree",
    [
        _within_intron(),
        _contextual(9, 5, "A", "C"),
        _contextual(9, 10, "A", "C", referenceCoordinate={"start": {"index": 9}}),
        {key: value for key, value in _contextual(9, 10, "A", "C").items() if key != "allele"}
        | {"referenceCoordinate": {}},
    ],
    ids=["intron", "reversed", "without an end", "without a place"],
)
def test_what_faldo_cannot_say_has_no_place(tree: Tree) -> None:
    assert not list(_links(tree, faldo=True).objects(CONTEXTUAL, FALDO.location))


def test_types() -> None:
    coding = {"system": "http://www.sequenceontology.org/", "code": "SO:1000002"}
    change = {"primaryNucleotideChangeType": {"coding": [coding]}}
    found = _links(_contextual(9, 10, "A", "C", **change), faldo=True)
    assert set(found.objects(CONTEXTUAL, RDF.type)) == {
        OBO.SO_0001059, OBO.GENO_0000512, OBO.SO_1000002, OBO.SO_0001483
    }  # fmt: skip
    found = _links(_contextual(9, 12, "ACG", "", **change), faldo=True)
    assert OBO.SO_0001483 not in set(found.objects(CONTEXTUAL, RDF.type))
    found = _links(_canonical(), faldo=True)
    assert set(found.objects(ALLELE, RDF.type)) == {OBO.SO_0001023, OBO.GENO_0000512}


# Reading


def _again(text: str, form: str) -> list[Tree]:
    document = clingen_ld.Document(text)
    again = clingen_ld.convert(document, "resource-json", form=form)
    assert not again.problems
    assert not again.lost
    return [json.loads(line) for line in (again.text or "").splitlines()]


@pytest.mark.slow
@pytest.mark.parametrize("form", WITH_LINKS)
@pytest.mark.parametrize("engine", ["direct", "standard"])
def test_links_are_no_data_of_the_messages(form: str, engine: Any) -> None:
    for name in ("registry", "mt-tl1"):
        plain = clingen_ld.convert(EXAMPLES / name, form, engine=engine).text or ""
        linked = (
            clingen_ld.convert(EXAMPLES / name, form, engine=engine, links=True, faldo=True).text
            or ""
        )
        assert len(linked) > len(plain)
        assert _again(linked, form) == _again(plain, form)
        report = clingen_ld.validate(clingen_ld.Document(linked), form=form, partial=True)
        expected = clingen_ld.validate(clingen_ld.Document(plain), form=form, partial=True)
        assert [f.rule for f in report] == [f.rule for f in expected]


def test_the_direct_framer_passes_over_links_as_the_standard_one_does() -> None:
    plain = clingen_ld.convert(EXAMPLES, "nquads").text or ""
    linked = clingen_ld.convert(EXAMPLES, "nquads", links=True, faldo=True).text or ""
    framer = DirectFramer(load_model(), DEFAULT_BASE)

    def framed(text: str) -> list[Tree | None]:
        lines = text.encode().splitlines(keepends=True)
        return [framer.frame(name, each) for name, each in graphs(lines)]

    assert framed(linked) == framed(plain)


SEE = "http://www.w3.org/2000/01/rdf-schema#seeAlso"


@pytest.mark.parametrize("form", WITH_LINKS)
@pytest.mark.parametrize(
    "more",
    [
        {SEE: {"@id": RS[0]}},
        {SEE: [{"@id": RS[0]}]},
        {SEE: [{"@id": "http://example.org/x"}, {"@id": RS[1]}]},
        {SEE: {"@id": "http://example.org/x"}},
        {SEE: "a text"},
        {"@type": ["http://purl.obolibrary.org/obo/SO_0001023"]},
        {"http://purl.org/dc/terms/conformsTo": {"@id": "http://example.org/profile"}},
        {"http://purl.org/dc/terms/relation": {"@id": "http://example.org/other"}},
    ],
    ids=[
        "same link",
        "in a list",
        "among others",
        "another",
        "text",
        "class",
        "profile",
        "relation",
    ],
)
def test_what_a_message_says_itself_is_kept(form: str, more: Tree) -> None:
    tree = _canonical((f"{NCBI}snp", "28897672")) | more
    for links, faldo in ((False, False), (True, False), (True, True)):
        text = (
            clingen_ld.convert(tree, form, form="resource-json", links=links, faldo=faldo).text
            or ""
        )
        assert _again(text, form) == [tree]


def test_what_others_add_to_links_is_kept() -> None:
    """Links that are not derived from the message are data, whoever wrote the others."""
    tree = _canonical((f"{NCBI}snp", "28897672"))
    added = f"<{ALLELE}> <{SEE}> <http://example.org/mine> <{ALLELE}> .\n"
    text = (clingen_ld.convert(tree, "nquads", links=True).text or "") + added
    assert _again(text, "nquads") == [tree | {SEE: {"@id": "http://example.org/mine"}}]
    framer = DirectFramer(load_model(), DEFAULT_BASE)
    [(name, lines)] = graphs(text.encode().splitlines(keepends=True))
    assert framer.frame(name, lines) == tree | {SEE: {"@id": "http://example.org/mine"}}


def test_without_the_mark_all_is_data() -> None:
    tree = _canonical((f"{NCBI}snp", "28897672"))
    lines = (clingen_ld.convert(tree, "nquads", links=True).text or "").splitlines(keepends=True)
    text = "".join(line for line in lines if "conformsTo" not in line)
    [again] = _again(text, "nquads")
    assert [value["@id"] for value in again[SEE]] == sorted(RS)


# On the way


def test_links_are_for_forms_of_rdf(tmp_path: Path) -> None:
    for form in ("resource-json", "vrs", "registry", "resource-xml"):
        with pytest.raises(UsageError, match="links are triples"):
            clingen_ld.convert(_canonical(), form, tmp_path / "x", links=True)
    assert not list(tmp_path.iterdir())


def test_without_links_nothing_is_marked() -> None:
    tree = _canonical(("http://example.org/mine", "1"))
    assert _said(tree) == set()
    assert "conformsTo" not in _turtle(tree, links=True)


def test_one_dataset_of_rdflib() -> None:
    tree = _canonical((f"{NCBI}snp", "28897672"))
    dataset = clingen_ld.to_graph(tree, links=True)
    links = dataset.graph(ALLELE).objects(ALLELE, RDFS.seeAlso)
    assert {str(each) for each in links} == set(RS)
    assert clingen_ld.from_graph(dataset) == [tree]


def test_the_mark_names_the_sets() -> None:
    linker = Linker(LinkSets(links=True, faldo=True), load_model(), DEFAULT_BASE)
    found = linker.triples(str(ALLELE), resource(_canonical((f"{NCBI}snp", "1"))))
    marks = [value for _, predicate, value in found if predicate == str(DCTERMS.conformsTo)]
    assert marks == [f"{CLINGEN}links#databases", f"{CLINGEN}links#faldo"]
    defined = {str(s) for s in graph("links.ttl").subjects(RDF.type, DCTERMS.Standard)}
    assert defined == set(marks)
