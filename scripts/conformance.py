"""Counts what is read right of the features of each standard, and what is named as not carried.

    python scripts/conformance.py [FILE]

writes `docs/conformance.md` (or FILE). Every example of RDF is attached to a gene. It is
read correctly when the resulting graph has exactly the triples that another processor reads from
it, up to the names of nodes without names; it is named when a loss or a
finding says that something is left out. Each standard is one function in `SECTIONS`.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import pyoxigraph as ox
from conformance_examples import EX, GENE, HGVS, JSON_LD, PREFIXES, RDF_XML, TRIG, TURTLE, VCF, VRS
from pyld import jsonld

from clingen_ld.conversion import convert
from clingen_ld.graph.terms import is_address
from clingen_ld.messages.message import ReadOptions
from clingen_ld.messages.vrs.version_1 import upgraded
from clingen_ld.model import CLINGEN, DEFAULT_BASE
from clingen_ld.variation.hgvs import HgvsName, parse

PAGE = Path(__file__).parents[1] / "docs" / "conformance.md"
SUITES = PAGE.with_name("suites.json")
"""The counts that `scripts/suites.py` wrote."""
LINK = f"{CLINGEN}suite"
"""The property by which a gene points to what hangs below it."""
OWN = {f"{CLINGEN}id", f"{CLINGEN}symbol", LINK}

HEAD = """# Conformance

What is read of the features of each standard. Written by `python scripts/conformance.py`, from the
examples in `conformance_examples.py` for each feature. *Read* counts the examples that are read
correctly, *named* those for which a loss or a finding says what is wrong or left out. A test checks
that each is one or the other.

An example of JSON-LD or RDF is read correctly when every triple comes out as other processors read
it; an HGVS name, when HG-1 finds nothing in it; an object of VRS, when it comes back from N-Quads
equal as JSON, one of VRS 1 as one of VRS 2; a record of a variant file, when its alleles are at the
places that it says.
"""


SUITES_HEAD = """
## Suites of W3C

The suites are not part of this project. `python scripts/suites.py FOLDER` runs those that a folder
has, and writes the counts, from which this table is made. They were measured with the copies that
the source packages of rdflib 7.6.0 (RDF 1.1, JSON-LD 1.1) and pySHACL 0.40.1 (SHACL) have. Each
evaluation test was attached to a gene that points to each of its named nodes. *Read*: all triples
came out, and no other; *named*: a loss or a finding says what is left out, and `--strict` fails;
*refused*: a negative test is an error at its place. For SHACL, *read* is a report of `--shapes`
with exactly the results that the suite expects. JSON-LD 1.0, remote contexts and RDF/XML without
`rdf:RDF` were passed over.

"""
SUITES_TAIL = """
What differs:

- JSON-LD, tdi01 to tdi12: the suite expects that directions of text are left out, or written in
  one of two other ways; here they are kept, as RDF 1.2 has them. te122: PyLD keeps a node without
  a name that the suite leaves out.
- RDF/XML, xml-canon-test001: XML literals keep the declarations of namespaces around them
  (pyoxigraph).
- SHACL, minLength-001: a target is a node without a name, which no other document can have.
  uniqueLang-002: `"1"^^xsd:boolean` is taken for true (pySHACL).
- SHACL, named: path-strange-002 has a path that is of two kinds at once, and shapesGraph-001 uses
  `$shapesGraph`, which pySHACL does not have. Both are refused with file and line.
"""


class Section(NamedTuple):
    """A standard: its title, where it is, and for each feature the outcomes of its examples."""

    title: str
    source: str
    features: Mapping[str, list[str]]


def outcome(text: str, extension: str, expected: Callable[[], set[str]]) -> str:
    """What becomes of an example: "read", "named", or "lost", which must not be."""
    with TemporaryDirectory() as folder:
        path = Path(folder, f"example{extension}")
        path.write_text(text, encoding="utf-8")
        done = convert(str(path), "nquads")
    if done.problems or done.losses:
        return "named"
    return "read" if canonical(done.text or "", "nquads") == expected() else "lost"


def canonical(text: str, form: str, base: str = DEFAULT_BASE) -> set[str]:
    """The triples of a text but those of the gene itself, in canonical form."""
    formats = {
        "nquads": ox.RdfFormat.N_QUADS, "turtle": ox.RdfFormat.TURTLE,
        "trig": ox.RdfFormat.TRIG, "ntriples": ox.RdfFormat.N_TRIPLES,
        "rdfxml": ox.RdfFormat.RDF_XML,
    }  # fmt: skip
    dataset = ox.Dataset()
    for quad in ox.parse(text, format=formats[form], base_iri=base, lenient=True):
        is_class = quad.object == ox.NamedNode(f"{CLINGEN}Gene")
        if quad.predicate.value not in OWN and not is_class:
            dataset.add(ox.Quad(_blank(quad.subject), quad.predicate, _blank(quad.object)))
    dataset.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    return set(map(str, dataset))


def _blank(term: Any) -> Any:
    if isinstance(term, ox.NamedNode) and is_address(term.value, GENE):
        return ox.BlankNode("p" + term.value.encode().hex())
    return term


# --- JSON-LD ----------------------------------------------------------------------------------


def json_ld() -> Section:
    """JSON-LD 1.1 to RDF, against PyLD."""
    found: dict[str, list[str]] = {}
    for feature, examples in JSON_LD.items():
        for said in examples:
            own = {"@vocab": EX, "@base": EX, "gene": f"{CLINGEN}Gene", "c": CLINGEN}
            rest = {key: value for key, value in said.items() if key != "@context"}
            document = {
                "@context": own | said.get("@context", {}), "@id": GENE, "@type": "gene",
                "c:symbol": {"@value": "S"},
            } | rest  # fmt: skip

            def expected(document: Any = document) -> set[str]:
                options = {"format": "application/n-quads", "base": DEFAULT_BASE}
                return canonical(jsonld.to_rdf(document, options), "nquads")

            found.setdefault(feature, []).append(outcome(json.dumps(document), ".jsonld", expected))
    return Section("JSON-LD 1.1", "https://www.w3.org/TR/json-ld11-api/ (toRdf)", found)


# --- RDF --------------------------------------------------------------------------------------


def _rdf(title: str, source: str, texts: Iterator[tuple[str, str, str, str]]) -> Section:
    found: dict[str, list[str]] = {}
    for feature, text, form, extension in texts:

        def expected(text: str = text, form: str = form) -> set[str]:
            return canonical(text, form)

        found.setdefault(feature, []).append(outcome(text, extension, expected))
    return Section(title, source, found)


def turtle() -> Section:
    """Turtle and TriG, and N-Triples with them, against pyoxigraph."""

    def texts() -> Iterator[tuple[str, str, str, str]]:
        own = f'<{GENE}> a c:Gene ; c:symbol "S" .'
        for feature, examples in TURTLE.items():
            for said in examples:
                text = f"{PREFIXES}{own}\n{said}".replace("<G>", f"<{GENE}>")
                yield feature, text, "turtle", ".ttl"
        for feature, examples in TRIG.items():
            for said in examples:
                text = f"{PREFIXES}<{GENE}> {{ {own} }}\n{said}".replace("<G>", f"<{GENE}>")
                yield feature, text, "trig", ".trig"

    return _rdf("Turtle, TriG and N-Triples", "https://www.w3.org/TR/turtle/", texts())


def rdf_xml() -> Section:
    """RDF/XML, against pyoxigraph."""

    def texts() -> Iterator[tuple[str, str, str, str]]:
        for feature, examples in RDF_XML.items():
            for said in examples:
                text = (
                    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
                    f' xmlns:e="{EX}" xmlns:c="{CLINGEN}" xml:base="{EX}">'
                    f'<c:Gene rdf:about="{GENE}"><c:symbol>S</c:symbol>{said}</c:Gene></rdf:RDF>'
                )
                yield feature, text, "rdfxml", ".rdf"

    return _rdf("RDF/XML", "https://www.w3.org/TR/rdf-syntax-grammar/", texts())


# --- HGVS -------------------------------------------------------------------------------------


def hgvs() -> Section:
    """HGVS: a name is read when its allele is without HG-1, and named when it is not."""
    no_names = "invalid HGVS names"

    def outcome_of(name: str, is_hgvs: bool) -> str:
        is_read = isinstance(parse(name), HgvsName)
        return ("read" if is_hgvs else "lost") if is_read else "named"

    features = {
        feature: [outcome_of(name, feature != no_names) for name in names]
        for feature, names in HGVS.items()
    }
    return Section("HGVS nomenclature", "https://hgvs-nomenclature.org/", features)


# --- VRS --------------------------------------------------------------------------------------


def vrs() -> Section:
    """VRS: an object is read when it comes back from N-Quads equal as JSON."""
    features = {
        feature: [_through_quads(example) for example in examples]
        for feature, examples in VRS.items()
    }
    return Section("GA4GH VRS 2", "https://vrs.ga4gh.org/", features)


def _through_quads(given: dict[str, Any]) -> str:
    with TemporaryDirectory() as folder:
        path, quads = Path(folder, "example.json"), Path(folder, "example.nq")
        path.write_text(json.dumps(given), encoding="utf-8")
        first = convert(str(path), "nquads", quads)
        if first.problems or first.losses:
            return "named"
        back = convert(str(quads), "vrs")
    found = json.loads(back.text or "null")
    return "read" if not back.problems and _within(upgraded(given) or given, found) else "lost"


def _within(given: Any, found: Any) -> bool:
    """Whether a value has come back; identifiers and digests may be computed besides."""
    if isinstance(given, dict) and isinstance(found, dict):
        more = found.keys() - given.keys()
        return more <= {"id", "digest"} and all(
            key in found and _within(value, found[key]) for key, value in given.items()
        )
    if isinstance(given, list) and isinstance(found, list):
        return len(given) == len(found) and all(map(_within, given, found))
    return bool(given == found)


# --- VCF --------------------------------------------------------------------------------------


def vcf() -> Section:
    """VCF: a record is read when its alleles are at the places that it says."""
    features = {
        feature: [_record(line, ids) for line, ids in examples] for feature, examples in VCF.items()
    }
    return Section("VCF 4.5", "https://samtools.github.io/hts-specs/VCFv4.5.pdf", features)


def _record(line: str, ids: list[str]) -> str:
    head = "##fileformat=VCFv4.5\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n"
    with TemporaryDirectory() as folder:
        path = Path(folder, "example.vcf")
        path.write_text(f"{head}{line}\t.\t.\t.\n", encoding="utf-8")
        done = convert(str(path), "resource-json", options=ReadOptions(assembly="GRCh38"))
    if done.problems or done.losses:
        return "named"
    trees = map(json.loads, (done.text or "").splitlines())
    found = [tree["id"] for tree in trees if tree["resourceType"] == "ContextualAllele"]
    return "read" if ids and sorted(found) == sorted(ids) else "lost"


# --- The page ---------------------------------------------------------------------------------

SECTIONS: tuple[Callable[[], Section], ...] = (json_ld, turtle, rdf_xml, hgvs, vrs, vcf)
"""The standards, a function each."""


def page(sections: list[Section]) -> str:
    """The page of some standards."""
    return HEAD + "".join(map(_section, sections)) + _suites()


def _suites() -> str:
    """The counts of the suites of W3C, as they were measured."""
    counts = json.loads(SUITES.read_text(encoding="utf-8"))
    columns = ("read", "named", "refused", "differs", "passed over")
    rows = [
        f"| {name} | {sum(found.values())} | "
        f"{' | '.join(str(found.get(column, 0)) for column in columns)} |\n"
        for name, found in counts.items()
    ]
    head = f"| suite | tests | {' | '.join(columns)} |\n|{'---|' * (len(columns) + 2)}\n"
    return SUITES_HEAD + head + "".join(rows) + SUITES_TAIL


def _section(section: Section) -> str:
    rows = [
        (feature, len(met), met.count("read"), met.count("named"))
        for feature, met in section.features.items()
    ]
    total = ("**all**", *(sum(row[n] for row in rows) for n in (1, 2, 3)))
    lines = "".join(f"| {' | '.join(map(str, row))} |\n" for row in [*rows, total])
    return (
        f"\n## {section.title}\n\n<{section.source.partition(' ')[0]}>\n\n"
        f"| feature | examples | read | named |\n|---|---|---|---|\n{lines}"
    )


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else PAGE
    target.write_text(page([section() for section in SECTIONS]), encoding="utf-8")
