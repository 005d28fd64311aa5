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
GENE = f"{DEFAULT_BASE}Gene/G1"
EX = "http://example.org/"
LINK = f"{CLINGEN}suite"
"""The property by which a gene points to what hangs below it."""
OWN = {f"{CLINGEN}id", f"{CLINGEN}symbol", LINK}

HEAD = """# Conformance

What is read of the features of each standard. Written by `python scripts/conformance.py`, from the
examples in that script for each feature. *Read* counts the examples that are read correctly,
*named* those for which a loss or a finding says what is wrong or left out. A test checks that each
is one or the other.

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

JSON_LD: dict[str, list[dict[str, Any]]] = {
    "plain values (strings, numbers, true, false, null)": [
        {"p": "x"}, {"p": 1}, {"p": 1.5}, {"p": True}, {"p": None}, {"p": 5.0}, {"p": 1e21},
    ],
    "typed values": [
        {"p": {"@value": "5", "@type": f"{EX}type"}},
        {"p": {"@value": 1, "@type": "http://www.w3.org/2001/XMLSchema#double"}},
        {"p": {"@value": True, "@type": f"{EX}type"}},
        {"@context": {"p": {"@type": f"{EX}type"}}, "p": "x"},
    ],
    "languages": [
        {"p": {"@value": "x", "@language": "fr"}},
        {"@context": {"@language": "de"}, "p": "x"},
        {"@context": {"p": {"@container": "@language"}}, "p": {"en": "x", "de": ["y", "z"]}},
        {"p": {"@value": "x", "@language": "a b"}},
    ],
    "JSON literals": [
        {"p": {"@type": "@json", "@value": value}}
        for value in ({"b": [1, {"a": None}]}, [], {}, None, "x", 1.5, [[1]])
    ],
    "nodes": [
        {"p": {"@id": "iri"}}, {"p": {"@id": "iri", "q": 1}}, {"p": {}}, {"p": {"q": {"r": 1}}},
        {"p": {"@id": "_:b", "q": 1}, "q": {"@id": "_:b"}}, {"p": {"@id": "_:b", "q": "_:b"}},
        {"p": [{"q": 1}, {"q": 2}]},
    ],
    "types": [
        {"p": {"@type": "T"}}, {"p": {"@type": ["T", "U"]}}, {"p": {"@type": "_:t", "q": 1}},
        {"@context": {"kind": "@type"}, "p": {"kind": "T"}},
    ],
    "lists": [
        {"p": {"@list": items}}
        for items in ([], ["a"], ["b", "a"], [{"@list": ["a"]}, "b"], [{"q": 1}], [[]])
    ] + [{"p": [{"@list": [1]}, {"@list": [2]}]},
         {"@context": {"p": {"@container": "@list"}}, "p": [1, 2]}],
    "sets": [{"p": ["b", "a", "b"]}, {"p": {"@set": ["a"]}}, {"p": {"@set": []}}],
    "maps by index, id, type and graph": [
        {"@context": {"p": {"@container": "@index"}}, "p": {"a": "x", "b": "y"}},
        {"@context": {"p": {"@container": "@id"}}, "p": {"iri": {"q": 1}}},
        {"@context": {"p": {"@container": "@type"}}, "p": {"T": {"q": 1}}},
        {"@context": {"p": {"@container": "@graph"}}, "p": {"q": 1}},
    ],
    "reverse properties, nesting, included nodes": [
        {"p": {"@id": "iri", "@reverse": {"q": {"@id": "other"}}}},
        {"@context": {"n": "@nest"}, "n": {"p": 1}},
        {"p": {"@id": "iri"}, "@included": [{"@id": "iri", "q": 1}]},
        {"@included": [{"@id": "alone", "q": 1}]},
    ],
    "named graphs": [{"p": {"@id": "g", "@graph": [{"@id": "a", "q": 1}]}}],
    "scoped contexts and aliases of keywords": [
        {"@context": {"p": {"@context": {"v": "@value", "t": "@type"}}}, "p": {"v": "x", "t": "T"}},
        {"@context": {"p": {"@context": {"@vocab": f"{EX}other/"}}}, "p": {"q": 1}},
        {"@context": {"T": {"@id": f"{EX}T", "@context": {"i": "@id"}}},
         "p": {"@type": "T", "i": "iri", "q": 1}},
    ],
    "invalid IRIs": [{"a b": 1}, {"p": {"@id": "a b"}}, {"p": {"@type": "a b"}}, {"_:p": 1}],
}  # fmt: skip


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

TURTLE: dict[str, list[str]] = {
    "IRIs, prefixes and bases": [
        "<G> ex:p <other> .", "PREFIX f: <http://f/> <G> f:p f:\\~x .", "<G> ex:p <#\\u00E9> .",
    ],
    "strings and escapes": [
        '<G> ex:p "x", \'y\', """a"b\n""", "\\t\\u0041\\U0001F600" .', '<G> ex:p "\\u0000" .',
        '<G> ex:p "\0" .',
    ],
    "datatypes": [
        "<G> ex:p 1, 1.5, 1e0, true .", '<G> ex:p "1"^^ex:t .', "<G> ex:p 01, +1, 1.50, 1E00 .",
    ],
    "languages and directions": ['<G> ex:p "x"@en, "x"@fr-BE .', '<G> ex:p "x"@ar--rtl .'],
    "nodes without names": [
        "<G> ex:p [ ex:q 1 ; ex:r [] ] .", "<G> ex:p _:b ; ex:q _:b . _:b ex:r 1 .",
        "<G> ex:p _:b . _:b ex:q _:b .", "<G> ex:p [ ex:q 1 ], [ ex:q 2 ] .",
    ],
    "collections": [
        "<G> ex:p () .", "<G> ex:p ( 2 1 ) .", "<G> ex:p ( ( 1 ) () [ ex:q 1 ] ) .",
        "<G> ex:p ( 1 ), ( 2 ) .", "<G> ex:p _:l ; ex:q _:l . _:l rdf:first 1 ; rdf:rest () .",
        "<G> ex:p [ rdf:first 1, 2 ; rdf:rest () ] .", "<G> ex:p [ a rdf:List ; rdf:first 1 ] .",
    ],
    "classes and class expressions": [
        "<G> a ex:T .", "<G> a [ a ex:Class ; ex:unionOf ( ex:A ex:B ) ] .", "<G> a [] .",
    ],
    "reification": [
        "<G> ex:p ex:s . ex:s a rdf:Statement ; rdf:subject <G> ; rdf:predicate ex:p ;"
        " rdf:object 1 .",
    ],
    "nodes that no resource refers to": ["ex:s ex:p <G> .", "ex:s ex:p 1 .", "[] ex:p <G> ."],
    "triple terms (RDF 1.2)": ["<< <G> ex:p 1 >> ex:q 2 .", "<G> ex:p 1 {| ex:q 2 |} ."],
}  # fmt: skip
TRIG: dict[str, list[str]] = {
    "named graphs": [
        f"<{GENE}> {{ <G> ex:p 1 }}", "ex:g { <G> ex:p 1 }", "ex:g { ex:s ex:p 1 }",
    ],
}  # fmt: skip
RDF_XML: dict[str, list[str]] = {
    "attributes and elements": [
        "<e:p>x</e:p>", '<e:p xml:lang="fr">x</e:p>', f'<e:p rdf:datatype="{EX}t">x</e:p>',
        '<e:p rdf:resource="other"/>', '<e:p rdf:parseType="Resource"><e:q>1</e:q></e:p>',
        '<e:p><e:T e:q="1"/></e:p>', '<e:p rdf:nodeID="b"/><e:q rdf:nodeID="b"/>',
    ],
    "collections, literals and containers": [
        '<e:p rdf:parseType="Collection"><e:T/><e:T/></e:p>',
        '<e:p rdf:parseType="Literal"><e:x/> y</e:p>',
        "<e:p><rdf:Bag><rdf:li>1</rdf:li></rdf:Bag></e:p>",
    ],
    "reification by rdf:ID": ['<e:p rdf:ID="s">x</e:p>'],
}  # fmt: skip
PREFIXES = f"""@prefix ex: <{EX}> . @prefix c: <{CLINGEN}> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> . @base <{EX}> .
"""


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

HGVS: dict[str, list[str]] = {
    "substitutions": [
        "NC_000023.11:g.33038255C>A", "NM_004006.2:c.93G>T", "NM_004006.2:c.-128T>C",
        "NM_004006.2:c.*46T>A", "NM_004006.2:c.88+2T>G", "NM_004006.2:c.89-2A>C",
        "NR_002196.1:n.601G>T", "NM_004006.3:r.76a>c", "NC_012920.1:m.3243A>G",
    ],
    "deletions, duplications and inversions": [
        "NC_000001.11:g.1234del", "NC_000001.11:g.1234_2345del", "NM_004006.2:c.183_186+48del",
        "NC_000023.11:g.32343183dup", "NM_004006.2:c.20_23dup",
        "NC_000023.10:g.32361330_32361333inv",
    ],
    "insertions, and deletions with insertions": [
        "NC_000023.10:g.32867861_32867862insT", "NM_004006.2:c.849_850ins858_895",
        "NC_000022.10:g.42522624_42522669delins42536337_42536382",
        "NM_004006.2:c.145_147delinsTGG", "NM_004006.2:c.761_762insN[5]",
    ],
    "repeats": [
        "NC_000014.8:g.101179660TG[14]", "NM_023035.2:c.6955CAG[26]",
        "NM_000044.3:c.172_174CAG[?]",
    ],
    "no change": [
        "NM_004006.2:c.123=", "NC_000023.10:g.33038255=",
    ],
    "alleles in brackets": [
        "NM_004006.2:c.[2376G>C;3103del]", "NM_004006.2:c.[2376G>C];[3103del]",
        "NM_004006.2:c.2376G>C(;)3103del",
    ],
    "uncertain positions": [
        "NC_000023.11:g.(31060227_31100351)_(33274278_33417151)dup",
        "NC_000023.10:g.(?_234567)_(345678_?)del",
    ],
    "selected transcripts and genes": [
        "NC_000023.11(NM_004006.2):c.357+1G>A", "NG_012232.1(NM_004006.2):c.93+1G>T",
        "NM_004006.2(DMD):c.93G>T",
    ],
    "proteins": [
        "NP_003997.1:p.Trp24Cys", "NP_003997.1:p.(Trp24Cys)", "NP_003997.1:p.W24C",
        "NP_003997.1:p.Trp24Ter", "NP_003997.1:p.Cys188=", "LRG_199p1:p.0", "LRG_199p1:p.Met1?",
        "NP_003997.2:p.Val7del", "NP_003997.2:p.Lys23_Val25del", "NP_0123456.1:p.Arg97ProfsTer23",
        "NP_003997.2:p.Met1ext-5", "NP_003997.2:p.Ter110GlnextTer17",
        "NP_003997.2:p.His4_Gln5insAla", "NP_003997.2:p.Cys28delinsTrpVal",
    ],
    "invalid HGVS names": [
        "NM_004006.2:c.A93T", "NM_004006.2:c.93G>G", "NM_004006.2:c.93GT>AC",
        "NC_000023.11:g.100+1G>A", "NM_004006.2:c.100_102insA", "12345:c.93G>T",
        "NM_004006.2:c.93", "NP_003997.1:p.Trp24Trp24", "NM_004006.2:r.76a>t",
        "NM_004006.2:c.93delete", "NP_003997.1:p.TRP24CYS",
    ],
}  # fmt: skip


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

_ON: dict[str, Any] = {
    "type": "SequenceLocation",
    "sequenceReference": {
        "type": "SequenceReference", "refgetAccession": "SQ.F-LrLMe1SRpfUZHkQmvkVKFEGaoDeHul",
    },
    "start": 55181319, "end": 55181320,
}  # fmt: skip
_LITERAL: dict[str, Any] = {"type": "LiteralSequenceExpression", "sequence": "T"}
_ALLELE: dict[str, Any] = {"type": "Allele", "location": _ON, "state": _LITERAL}
_LONGER = _ON | {"end": 55181323}
_OTHER = _ALLELE | {"location": _ON | {"start": 55181378, "end": 55181379}}

_START = {key: value for key, value in _ON.items() if key != "end"}
_OFFSET = {
    "type": "SequenceOffsetLocation", "sequenceReference": _ON["sequenceReference"], "anchor": 100,
    "anchorOrientation": "left", "offsetStart": 12, "offsetEnd": 13,
}  # fmt: skip
VRS: dict[str, list[dict[str, Any]]] = {
    "Allele with a LiteralSequenceExpression": [
        _ALLELE,
        _ALLELE | {"state": _LITERAL | {"sequence": "TTT"}},
        _ALLELE | {"expressions": [{"syntax": "hgvs.g", "value": "NC_000007.14:g.55181320A>T"}]},
        _ALLELE | {"name": "an allele", "aliases": ["another name"], "description": "made up"},
    ],
    "Allele with a ReferenceLengthExpression": [
        {"type": "Allele", "location": _LONGER, "state": {
            "type": "ReferenceLengthExpression", "length": 2, "sequence": "CA",
            "repeatSubunitLength": 2}},
    ],
    "Allele with a LengthExpression": [
        {"type": "Allele", "location": _ON, "state": {"type": "LengthExpression", "length": 6}},
    ],
    "CisPhasedBlock": [{"type": "CisPhasedBlock", "members": [_ALLELE, _OTHER]}],
    "CopyNumberCount": [
        {"type": "CopyNumberCount", "location": _LONGER, "copies": 3},
        {"type": "CopyNumberCount", "location": _LONGER, "copies": [3, None]},
    ],
    "CopyNumberChange": [{"type": "CopyNumberChange", "location": _LONGER, "copyChange": "gain"}],
    "Adjacency": [{"type": "Adjacency", "adjoinedSequences": [_START, _START]}],
    "Terminus": [{"type": "Terminus", "location": _START}],
    "DerivativeMolecule": [{"type": "DerivativeMolecule", "components": [
        {"type": "Terminus", "location": _START}, _ALLELE]}],
    "SequenceLocation alone": [_LONGER],
    "SequenceOffsetLocation": [_OFFSET],
    "RelativeAllele": [
        {"type": "RelativeAllele", "baseState": _LITERAL, "mappedState": _LITERAL,
         "relativeLocation": {"type": "RelativeSequenceLocation", "baseSequenceLocation": _ON,
                              "mappedSequenceLocation": _OFFSET}},
    ],
    "Allele of VRS 1": [
        {"type": "Allele", "location": {
            "type": "SequenceLocation", "sequence_id": "ga4gh:SQ.F-LrLMe1SRpfUZHkQmvkVKFEGaoDeHul",
            "interval": {"type": "SequenceInterval", "start": {"type": "Number", "value": 1},
                         "end": {"type": "Number", "value": 2}}}, "state": _LITERAL},
    ],
}  # fmt: skip


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

_CHR7 = "NC_000007.14"
VCF: dict[str, list[tuple[str, list[str]]]] = {
    "substitutions": [("7\t55181320\t.\tC\tT", [f"{_CHR7}:55181319:C:T"])],
    "insertions and deletions": [
        ("7\t55181319\t.\tGC\tG", [f"{_CHR7}:55181319:C:"]),
        ("7\t55181319\t.\tG\tGT", [f"{_CHR7}:55181319::T"]),
        ("7\t55181319\t.\tGCT\tGA", [f"{_CHR7}:55181319:CT:A"]),
    ],
    "several alternate alleles": [
        ("7\t55181320\t.\tC\tT,G", [f"{_CHR7}:55181319:C:T", f"{_CHR7}:55181319:C:G"]),
    ],
    "names of contigs": [
        (f"{_CHR7}\t55181320\t.\tC\tT", [f"{_CHR7}:55181319:C:T"]),
        ("chr7\t55181320\t.\tC\tT", [f"{_CHR7}:55181319:C:T"]),
        ("CM000669.2\t55181320\t.\tC\tT", [f"{_CHR7}:55181319:C:T"]),
    ],
    "symbolic alleles, breakends and overlapping deletions": [
        ("7\t55181320\t.\tC\t<DEL>", []), ("7\t55181320\t.\tC\tC[8:100[", []),
        ("7\t55181320\t.\tC\t*", []), ("7\t55181320\t.\tC\t.", []),
    ],
    "records that are not right": [
        ("7\tx\t.\tC\tT", []), ("7\t55181320\t.\tC\tT1", []), ("<7\t55181320\t.\tC\tT", []),
    ],
}  # fmt: skip


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
