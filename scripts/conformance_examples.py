"""The examples of each feature of each standard, which `conformance.py` counts."""

from __future__ import annotations

from typing import Any

from clingen_ld.model import CLINGEN, DEFAULT_BASE

EX = "http://example.org/"
GENE = f"{DEFAULT_BASE}Gene/G1"
"""The gene to which every example of RDF is attached."""

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
