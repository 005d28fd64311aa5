"""Counts what is read right of the features of each standard, and what is named as not carried.

    python scripts/conformance.py [FILE]

writes `docs/conformance.md` (or FILE). Every example stands below a gene. It is read right when
the graph that comes out has the very triples that another processor reads from it, up to the names
of nodes without names; it is named when a loss or a finding says that something is left out. Each
standard is one function in `SECTIONS`.
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
from clingen_ld.graph.addresses import is_address
from clingen_ld.model import CLINGEN, DEFAULT_BASE

PAGE = Path(__file__).parents[1] / "docs" / "conformance.md"
GENE = f"{DEFAULT_BASE}Gene/G1"
EX = "http://example.org/"
OWN = {f"{CLINGEN}id", f"{CLINGEN}symbol"}

HEAD = """# Conformance

What is read of the features of each standard. Written by `python scripts/conformance.py`, from
examples of each feature that the script has. *Read* are examples of which every triple comes out
as other processors read it; *named* are those of which a loss or a finding says what is left out.
A test holds that none is neither.
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


def canonical(text: str, form: str) -> set[str]:
    """The triples of a text but those of the gene itself, in canonical form."""
    formats = {
        "nquads": ox.RdfFormat.N_QUADS, "turtle": ox.RdfFormat.TURTLE,
        "trig": ox.RdfFormat.TRIG, "ntriples": ox.RdfFormat.N_TRIPLES,
        "rdfxml": ox.RdfFormat.RDF_XML,
    }  # fmt: skip
    dataset = ox.Dataset()
    for quad in ox.parse(text, format=formats[form], base_iri=DEFAULT_BASE):
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
    "what is no IRI": [{"a b": 1}, {"p": {"@id": "a b"}}, {"p": {"@type": "a b"}}, {"_:p": 1}],
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
    "what no resource leads to": ["ex:s ex:p <G> .", "ex:s ex:p 1 .", "[] ex:p <G> ."],
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


# --- The page ---------------------------------------------------------------------------------

SECTIONS: tuple[Callable[[], Section], ...] = (json_ld, turtle, rdf_xml)
"""The standards, a function each."""


def page(sections: list[Section]) -> str:
    """The page of some standards."""
    return HEAD + "".join(map(_section, sections))


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
