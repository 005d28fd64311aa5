"""The named queries that ask another endpoint, which here is one of this machine with a small graph
in the shape of that database's RDF."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

import pyoxigraph as ox
import pytest

from clingen_ld.errors import StoreError, UsageError
from clingen_ld.stores.loading import LoadOptions, load
from clingen_ld.stores.opening import open_store
from clingen_ld.stores.querying import get_query, named_queries, named_query, query, read_query
from clingen_ld.stores.sparql_text import calls_service
from tests.cli.running import call
from tests.stores.filled import EXAMPLES, Row, rows
from tests.stores.servers import free_port

FEDERATED = [name for name, each in named_queries().items() if calls_service(each.text)]
CANONICAL = "http://reg.genome.network/allele/CA900000001"
PREFIXES = """
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX faldo: <http://biohackathon.org/resource/faldo#>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX gvo: <http://genome-variation.org/resource#>
PREFIX cvo: <http://purl.jp/bio/10/clinvar/>
PREFIX m2r: <http://med2rdf.org/ontology/med2rdf#>
PREFIX sio: <http://semanticscience.org/resource/>
PREFIX up: <http://purl.uniprot.org/core/>
PREFIX gene: <http://ncbi.nlm.nih.gov/gene/>
PREFIX variation: <http://ncbi.nlm.nih.gov/clinvar/variation/>
PREFIX snp: <http://purl.uniprot.org/dbsnp/>
"""
CLINVAR = """
GRAPH <http://rdfportal.org/dataset/clinvar> {
  variation:17661 a cvo:VariationArchiveType ; cvo:accession "VCV000017661" ;
    rdfs:label "NM_007294.4(BRCA1):c.181T>G (p.Cys61Gly)" ; cvo:classified_record [
      sio:SIO_000628 [ m2r:gene gene:672 ] ;
      cvo:classifications [ cvo:germline_classification [ cvo:description "Pathogenic" ] ] ] .
  variation:2 cvo:accession "VCV000000002" ; rdfs:label "of the gene, and not in the store" ;
    cvo:classified_record [ sio:SIO_000628 [ m2r:gene gene:672 ] ] .
  variation:3 cvo:accession "VCV000000003" ; rdfs:label "of another gene" ;
    cvo:classified_record [ sio:SIO_000628 [ m2r:gene gene:675 ] ] .
}
"""
TOGOVAR = """
GRAPH <http://togovar.org/variant> {
  <http://identifiers.org/hco/17/GRCh38#43106487-A-C> a gvo:SNV ; dcterms:identifier "tgv1" ;
    gvo:ref_vcf "A" ; gvo:alt_vcf "C" ; faldo:location [ a faldo:ExactPosition ;
      faldo:position 43106487 ; faldo:reference <http://identifiers.org/hco/17/GRCh38> ] .
  <http://identifiers.org/hco/17/GRCh38#43106487-A-G> a gvo:SNV ; dcterms:identifier "tgv2" ;
    gvo:ref_vcf "A" ; gvo:alt_vcf "G" ; faldo:location [ a faldo:ExactPosition ;
      faldo:position 43106487 ; faldo:reference <http://identifiers.org/hco/17/GRCh38> ] .
  <http://identifiers.org/hco/13/GRCh38#43106487-A-C> a gvo:SNV ; dcterms:identifier "tgv3" ;
    gvo:ref_vcf "A" ; gvo:alt_vcf "C" ; faldo:location [ a faldo:ExactPosition ;
      faldo:position 43106487 ; faldo:reference <http://identifiers.org/hco/13/GRCh38> ] .
}
"""
UNIPROT = """
GRAPH <http://sparql.uniprot.org/uniprot> {
  <http://purl.uniprot.org/uniprot/P38398> up:annotation <urn:x:1>, <urn:x:2>, <urn:x:3> .
  <urn:x:1> a up:Natural_Variant_Annotation ; rdfs:seeAlso snp:rs28897672 ;
    up:substitution "G" ; rdfs:comment "In BC and BROVCA1." ;
    up:range [ faldo:begin [ faldo:position 61 ] ; faldo:end [ faldo:position 61 ] ] .
  <urn:x:2> a up:Natural_Variant_Annotation ; rdfs:seeAlso snp:rs80357017 ;
    up:substitution "K" ; up:range [ faldo:begin [ faldo:position 10 ] ] .
  <urn:x:3> a up:Mutagenesis_Annotation ; rdfs:seeAlso snp:rs28897672 ;
    up:substitution "A" ; up:range [ faldo:begin [ faldo:position 61 ] ] .
}
"""


@contextmanager
def endpoint(triples: str) -> Iterator[str]:
    """A SPARQL endpoint of this machine with some triples; its URL."""
    remote = ox.Store()
    remote.update(f"{PREFIXES} INSERT DATA {{ {triples} }}")

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            text = self.rfile.read(int(self.headers["Content-Length"])).decode()
            found = remote.query(text, use_default_graph_as_union=True)
            assert isinstance(found, ox.QuerySolutions)
            body = found.serialize(format=ox.QueryResultsFormat.JSON)
            assert body is not None
            self.send_response(200)
            self.send_header("Content-Type", "application/sparql-results+json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Nothing on standard error."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}/sparql"
        server.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def location(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A store that the documents of the Registry were loaded into, with links."""
    folder = str(tmp_path_factory.mktemp("federated") / "linked.db")
    with open_store(folder, create=True) as store:
        load(EXAMPLES / "registry", store, LoadOptions(validate=False, links=True, faldo=True))
    return folder


def _ask(location: str, name: str, triples: str, **parameters: str) -> list[Row]:
    found = get_query(name)
    with (
        endpoint(triples) as url,
        open_store(location, read_only=True, allow_service=True) as store,
    ):
        return rows(query(store, found.bound({**found.example, **parameters, "endpoint": url})))


def test_there_are_three() -> None:
    assert FEDERATED == ["clinvar-of-gene", "togovar-in-region", "uniprot-variants-of-protein"]


@pytest.mark.parametrize("name", FEDERATED)
def test_one_endpoint_is_called_by_name(name: str) -> None:
    found = get_query(name)
    text = found.bound(found.example)
    ox.Store().query(text.replace("SERVICE <", "GRAPH <"))  # it is SPARQL
    [url] = [word for word in text.split() if urlsplit(word[1:-1]).path.endswith("/sparql")]
    assert url.startswith("<https://")
    other = found.bound({**found.example, "endpoint": "http://localhost:3030/ds/query"})
    assert "SERVICE <http://localhost:3030/ds/query> {" in other
    assert url not in other


def test_what_clinvar_says_of_the_alleles_of_a_gene(location: str) -> None:
    assert _ask(location, "clinvar-of-gene", CLINVAR) == [
        (
            CANONICAL,
            "http://ncbi.nlm.nih.gov/clinvar/variation/17661",
            "VCV000017661",
            "NM_007294.4(BRCA1):c.181T>G (p.Cys61Gly)",
            "Pathogenic",
        )
    ]
    other = "http://ncbi.nlm.nih.gov/gene/675"
    assert _ask(location, "clinvar-of-gene", CLINVAR, gene=other) == []


def test_the_alleles_of_togovar_in_a_region(location: str) -> None:
    contextual = "http://clingendb.clingen.org/ContextualAllele/NC_000017.11:43106486:A:C"
    expected = [("43106487", "A", "C", contextual, CANONICAL, "tgv1")]
    assert _ask(location, "togovar-in-region", TOGOVAR) == expected
    whole = {"start": "43106487", "end": "43106487"}
    assert _ask(location, "togovar-in-region", TOGOVAR, **whole) == expected
    assert _ask(location, "togovar-in-region", TOGOVAR, start="43106488") == []


def test_the_natural_variants_of_a_protein_at_uniprot(location: str) -> None:
    snp = "http://purl.uniprot.org/dbsnp/rs28897672"
    assert _ask(location, "uniprot-variants-of-protein", UNIPROT) == [
        (CANONICAL, snp, "61", "G", "In BC and BROVCA1.")
    ]


@pytest.mark.parametrize("name", FEDERATED)
def test_a_server_is_asked_only_when_that_is_allowed(name: str, location: str) -> None:
    text = named_query(name, **get_query(name).example)
    with (
        open_store(location, read_only=True) as store,
        pytest.raises(UsageError, match="--allow-service"),
    ):
        query(store, text)


def test_an_endpoint_that_does_not_answer(location: str) -> None:
    found = get_query("clinvar-of-gene")
    url = f"http://127.0.0.1:{free_port()}/sparql"
    text = found.bound({**found.example, "endpoint": url})
    with (
        open_store(location, read_only=True, allow_service=True) as store,
        pytest.raises(StoreError, match="onnection refused"),
    ):
        rows(query(store, text))


@pytest.mark.parametrize(
    "value",
    ["localhost:7878", "ftp://x/sparql", "http://x/> {} SERVICE <http://y", "http://x\\", ""],
)
def test_what_is_no_endpoint(value: str) -> None:
    found = get_query("clinvar-of-gene")
    with pytest.raises(UsageError, match="not the URL of an endpoint"):
        found.bound({**found.example, "endpoint": value})


def test_an_endpoint_needs_a_service() -> None:
    with pytest.raises(UsageError, match="there is no `SERVICE"):
        read_query("# parameter: at (endpoint, optional) Where.\nASK {}", "q")


def test_the_command(location: str) -> None:
    with endpoint(UNIPROT) as url:
        asked = ("query", "--store", location, "--named", "uniprot-variants-of-protein")
        words = ("protein=http://purl.uniprot.org/uniprot/P38398", f"endpoint={url}")
        result = call(*asked, *words, "--allow-service", "--format", "csv")
    assert result.code == 0
    assert result.out.splitlines()[0] == "allele,snp,residue,substitution,comment"
    assert len(result.out.splitlines()) == 2
