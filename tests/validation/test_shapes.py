"""The rules and their shapes: complete, right about their own examples, the same in every engine.

pySHACL is the standard, and slow: it parses each query anew for each node, so the queries are
kept here once parsed, and all messages share one graph, each under a base of its own.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from clingen_ld.graph.quads import resource_quads
from clingen_ld.graph.terms import n_quads_line
from clingen_ld.messages.forms import object_form
from clingen_ld.model import (
    DEFAULT_BASE,
    SH,
    SHAPE,
    Rule,
    Severity,
    files,
    infer_type,
    load_model,
    local_name,
    normal_form,
)
from clingen_ld.model import RDF as RDF_NS
from clingen_ld.model.loading import Triples
from clingen_ld.model.loading import text as node_text
from tests.conftest import STORIES
from tests.shacl_engines import ENGINES, Result

EXAMPLES = Path(__file__).parents[2] / "examples"
PACKAGE = Path(__file__).parents[2] / "clingen_ld"
MODEL = load_model()
TRIPLES = Triples(files.shapes_text())
RULE_SHAPES = [
    node_text(node)
    for kind in ("NodeShape", "PropertyShape")
    for node in TRIPLES.subjects(RDF_NS + "type", SH + kind)
    if TRIPLES.node(node, SHAPE + "rule")
]
OF_STRUCTURE = ("-published", "-required", "-whole", "-closed")
"""The ends of the names of shapes that say the structure of a type."""
OWN_SHAPES = [s for s in RULE_SHAPES if not s.endswith(OF_STRUCTURE)]
RULE_OF = {s: local_name(TRIPLES.text(s, SHAPE + "rule")) for s in RULE_SHAPES}
SHAPED = sorted({RULE_OF[s] for s in OWN_SHAPES})
SEVERITIES: dict[str, Severity] = {"Violation": "error", "Warning": "warning"}
ALONE = {"CO-12"}
"""Rules that compare a resource with all others, so that their messages need their own graph."""


# --- messages as triples, and results as places ---------------------------------------------


def trees(messages: Any, base: str) -> dict[str, dict[str, Any]]:
    """Messages in normal form by IRI; replies of the registry are of another form."""
    found = {}
    for message in messages if isinstance(messages, list) else [messages]:
        if object_form(message).name == "registry":
            continue
        kind = str(message.get("resourceType") or infer_type(message, MODEL))
        tree = normal_form(message, kind, MODEL, base).tree
        found[next(resource_quads(tree, MODEL, base)).subject] = tree
    return found


def n_triples(found: dict[str, dict[str, Any]], base: str) -> str:
    return "".join(
        n_quads_line(quad._replace(graph=""))
        for tree in found.values()
        for quad in resource_quads(tree, MODEL, base)
    )


def place(result: Result, tree: dict[str, Any]) -> str:
    """The JSON Pointer that a result means, as the head of rules.ttl says."""
    root, _, fragment = result.focus[1:-1].partition("#")
    pointer = unquote(fragment)
    node: Any = tree
    for step in pointer.split("/")[1:]:
        node = node[int(step)] if isinstance(node, list) else node[step]
    name = local_name(result.path or "")
    if name not in node:
        return pointer
    inner = TRIPLES.text(result.shape, SHAPE + "place")
    end = f"/{local_name(inner)}" if inner else ""
    value = result.value or ""
    if value.startswith(f"<{root}#") and value != result.focus:
        return unquote(value[1:-1].partition("#")[2]) + end
    if isinstance(node[name], list) and value.startswith("<"):
        for n, item in enumerate(node[name]):
            if value == f"<{root.rpartition('/')[0].rpartition('/')[0]}/{item.get('reference')}>":
                return f"{pointer}/{name}/{n}{end}"
    return f"{pointer}/{name}{end}"


def short(result: Result, found: dict[str, dict[str, Any]]) -> str:
    """Rule, severity, and the id of the resource with the place in it."""
    tree = found[result.focus[1:-1].partition("#")[0]]
    severity = SEVERITIES[result.severity]
    return f"{RULE_OF[result.shape]} {severity} {tree['id']}{place(result, tree)}"


@cache
def results(engine: str, data: str) -> frozenset[Result]:
    return ENGINES[engine](files.shapes_text(), data)


OF_TEXTS = {"ST-0", "ST-10", "ST-11"}
"""The rules that a message breaks before it is one."""
OF_VARIANT_FILES = {"ST-12"}
"""The rules whose examples are variant files."""


# --- (a) the texts --------------------------------------------------------------------------


def test_rules_are_listed_family_by_family_and_counted() -> None:
    families: dict[str, list[int]] = {}
    for rule in MODEL.rules:
        family, _, number = rule.partition("-")
        families.setdefault(family, []).append(int(number))
    listed = [f"{family}-{number}" for family, numbers in families.items() for number in numbers]
    assert list(MODEL.rules) == listed
    for family, numbers in families.items():
        first = 0 if family == "ST" else 1
        assert numbers == list(range(first, first + len(numbers)))


@pytest.mark.parametrize("rule", MODEL.rules.values(), ids=lambda rule: rule.id)
def test_rule_has_all_texts(rule: Rule) -> None:
    for text in (rule.title, rule.why, rule.fix, rule.source, rule.keeps, rule.breaks):
        assert text
        assert text == text.strip()
    assert rule.scope in {"Structure", "Resource", "Set", "Sequence"}
    assert rule.severities
    assert "\n" not in rule.title
    assert len(rule.title) < 75
    for message in rule.messages.values():
        assert "\n" not in message
        assert not message.endswith(".")
    if rule.id in OF_VARIANT_FILES:
        assert rule.keeps.startswith("##fileformat=VCF")
        assert rule.breaks.startswith("##fileformat=VCF")
        return
    kept = json.loads(rule.keeps)
    assert isinstance(kept, list) == (rule.scope == "Set")
    if rule.id not in {"ST-0", "ST-10"}:
        assert type(json.loads(rule.breaks)) is type(kept)


@pytest.mark.parametrize("rule_id", ["ST-0", "ST-10"])
def test_text_rules_break_as_text(rule_id: str) -> None:
    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        if len(dict(pairs)) < len(pairs):
            raise ValueError("a name twice")
        return dict(pairs)

    with pytest.raises(ValueError, match=r"twice|delimiter"):
        json.loads(MODEL.rules[rule_id].breaks, object_pairs_hook=once)


# --- (b) the shapes -------------------------------------------------------------------------


@pytest.mark.parametrize("shape", RULE_SHAPES, ids=local_name)
def test_shape_has_message_severity_and_rule(shape: str) -> None:
    constraint = TRIPLES.node(shape, SH + "sparql")
    message = TRIPLES.text(shape, SH + "message")
    if constraint is not None:
        # pySHACL gives every result both messages, so only one of the two may be there.
        assert not message
        message = TRIPLES.text(constraint, SH + "message")
        select = TRIPLES.text(constraint, SH + "select")
        head = select.partition("WHERE")[0]
        for name in re.findall(r"\{\?(\w+)\}", message):
            assert re.search(rf"\?{name}\b", head), f"{name} is not selected"
    assert message
    assert not message.endswith(".")
    severity = TRIPLES.text(shape, SH + "severity")
    mild = (
        shape.endswith(("-warning", "-published"))
        or "warning" in MODEL.rules[RULE_OF[shape]].severities[:1]
    )
    assert severity == SH + ("Warning" if mild else "Violation")
    assert RULE_OF[shape] in MODEL.rules


def test_a_message_is_written_once() -> None:
    written = [name for name in files.SHAPES if name != files.GENERATED]
    turtle = re.sub(r"(?m)^ *#.*$", "", files.shapes_text(*written))
    messages = re.findall(r'sh:message (".*?(?<!\\)")', turtle)
    assert len(messages) > 200
    assert [message for message, count in Counter(messages).items() if count > 1] == []
    # In Python there is none: what a rule says is filled into the text of its shape.
    code = "".join(file.read_text("utf-8") for file in sorted(PACKAGE.rglob("*.py")))
    templates = {text for rule in MODEL.rules.values() for text in rule.messages.values()}
    fixed = {part for text in templates for part in re.split(r"\{\?\w+\}", text)}
    assert [part for part in fixed if len(part.strip()) > 25 and part in code] == []


def test_the_message_of_a_rule_is_that_of_its_shapes() -> None:
    for shape in OWN_SHAPES:
        rule = MODEL.rules[RULE_OF[shape]]
        message = rule.messages[SEVERITIES[local_name(TRIPLES.text(shape, SH + "severity"))]]
        for constraint in TRIPLES.nodes(shape, SH + "sparql"):
            assert message == TRIPLES.text(constraint, SH + "message")


def test_sequence_ontology_systems_are_those_of_the_code_system() -> None:
    given = TRIPLES.items(TRIPLES.node(SHAPE + "SequenceOntologyCoding-system", SH + "in"))
    known = MODEL.code_systems["http://www.sequenceontology.org/"].spellings
    assert [node_text(node) for node in given] == list(known)


# --- (c) the examples -----------------------------------------------------------------------


def _message(text: str, base: str) -> Any:
    """An example with what lies outside of it under a name of its own."""
    return json.loads(text.replace("http://example.org/", base + "outside/"))


@cache
def _rule_examples() -> dict[tuple[str, str], tuple[dict[str, dict[str, Any]], str]]:
    made = {}
    for rule in MODEL.rules.values():
        for side in ("keeps", "breaks"):
            if rule.id in OF_VARIANT_FILES or (rule.id in OF_TEXTS and side == "breaks"):
                continue
            base = f"http://{rule.id}-{side}.example/".lower()
            found = trees(_message(getattr(rule, side), base), base)
            made[rule.id, side] = found, n_triples(found, base)
    return made


@cache
def _found(engine: str, rule_id: str, side: str) -> frozenset[Result]:
    """The results in the example of a rule."""
    found, data = _rule_examples()[rule_id, side]
    if rule_id not in ALONE:
        data = "".join(d for (i, _), (_, d) in _rule_examples().items() if i not in ALONE)
    return frozenset(
        result
        for result in results(engine, data)
        if result.focus[1:-1].partition("#")[0] in found
        and (rule_id in ALONE or RULE_OF.get(result.shape) not in ALONE)
    )


@pytest.mark.slow
@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("rule_id", sorted(MODEL.rules.keys() - OF_TEXTS - OF_VARIANT_FILES))
def test_keeps_has_no_result_and_breaks_only_its_own(rule_id: str, engine: str) -> None:
    assert _found(engine, rule_id, "keeps") == frozenset()
    broken = _found(engine, rule_id, "breaks")
    if rule_id in SHAPED:
        assert {RULE_OF.get(result.shape) for result in broken} == {rule_id}


@pytest.mark.slow
@pytest.mark.parametrize("engine", [name for name in ENGINES if name != "pyshacl"])
@pytest.mark.parametrize("rule_id", SHAPED)
def test_engines_agree(rule_id: str, engine: str) -> None:
    for side in ("keeps", "breaks"):
        assert _found(engine, rule_id, side) == _found("pyshacl", rule_id, side)


@cache
def _folder() -> tuple[dict[str, dict[str, Any]], str]:
    paths = [path for story in STORIES for path in sorted((EXAMPLES / story).glob("*.json"))]
    found = trees([json.loads(path.read_text(encoding="utf-8")) for path in paths], DEFAULT_BASE)
    assert len(found) > 100
    return found, n_triples(found, DEFAULT_BASE)


@pytest.mark.slow
@pytest.mark.parametrize("engine", ENGINES)
def test_right_messages_have_no_result(engine: str) -> None:
    assert results(engine, _folder()[1]) == frozenset()


# --- (d) every branch of every shape ----------------------------------------------------------

Edits = dict[str, Any]
"""Values by id and JSON Pointer; None removes, `-` at the end of a pointer appends."""

SO = "http://www.sequenceontology.org/"


def so(code: str) -> dict[str, Any]:
    return {"coding": [{"system": SO, "code": code}]}


def ca(name: str) -> dict[str, Any]:
    return {"reference": f"CanonicalAllele/{name}"}


def xa(name: str) -> dict[str, Any]:
    return {"reference": f"ContextualAllele/{name}"}


CASES: list[tuple[str, Edits, list[str]]] = [
    ("brca1/CA201", {"CA201/nested": [ca("CA1"), ca("CA2")]}, ["CA-1 error CA201/nested"]),
    ("brca1/CA201", {"CA201/relatedContextualAllele": None}, ["ST-8 warning CA201"]),
    ("cx3cr1/CA305", {"CA305/nested": None}, ["CA-2 error CA305"]),
    (
        "cx3cr1/CA305",
        {"CA305/nested/1": ca("CA301")},
        ["CA-2 error CA305/nested", "CA-7 warning CA305/nested"],
    ),
    (
        "cx3cr1/CA305",
        {"CA305/relatedContextualAllele": [{"contextualAllele": xa("XA1")}]},
        ["CA-2 error CA305/relatedContextualAllele", "CA-4 warning CA305/relatedContextualAllele"],
    ),
    ("cx3cr1/CA305", {"CA305/composite": [ca("CA9")]}, ["CA-3 error CA305/composite"]),
    (
        "brca1/CA201",
        {
            "CA201/relatedContextualAllele/1/preferred": True,
            "CA201/relatedContextualAllele/2/preferred": True,
        },
        ["CA-4 error CA201/relatedContextualAllele"],
    ),
    (
        "brca1/CA201",
        {"CA201/relatedContextualAllele/0/preferred": False},
        ["CA-4 warning CA201/relatedContextualAllele"],
    ),
    ("brca1/CA201", {"CA201/relatedContextualAllele/0/preferred": "yes"}, []),
    ("brca1/CA222", {"CA222/active": True}, ["CA-5 error CA222/active"]),
    ("brca1/CA222", {"CA222/replacement": None}, ["CA-5 warning CA222/active"]),
    (
        "brca1/CA222",
        {"CA222/replacement/0/replacementType": "replaced-with"},
        ["CA-5 warning CA222/active"],
    ),
    ("cx3cr1/CA305", {"CA305/nested/0": ca("CA305")}, ["CA-6 error CA305/nested/0"]),
    ("cx3cr1/CA301", {"CA301/composite/0": ca("CA301")}, ["CA-6 error CA301/composite/0"]),
    (
        "brca1/CA222",
        {"CA222/replacement/0/target": ca("CA222")},
        ["CA-6 error CA222/replacement/0/target"],
    ),
    ("cx3cr1/CA305", {"CA305/nested/-": ca("CA303")}, ["CA-7 warning CA305/nested"]),
    (
        "brca1/CA222",
        {"CA222/replacement/-": {"replacementType": "replaced-by", "target": ca("CA221")}},
        ["CA-7 warning CA222/replacement"],
    ),
    (
        "brca1/CA221",
        {"CA221/replacement/0/split": True},
        ["CA-8 warning CA221/replacement/0/split"],
    ),
    (
        "brca1/XA208",
        {"XA208/ancillaryNucleotideChangeType": [so("SO:1000035")]},
        ["XA-1 error XA208/ancillaryNucleotideChangeType"],
    ),
    ("brca1/XA208", {"XA208/primaryAminoAcidChangeType": None}, ["XA-2 warning XA208"]),
    (
        "brca1/XA201",
        {
            "XA201/primaryNucleotideChangeType": None,
            "XA201/primaryAminoAcidChangeType": so("SO:0001583"),
        },
        ["XA-1 error XA201/primaryAminoAcidChangeType", "XA-2 warning XA201"],
    ),
    (
        "ilk/XA101",
        {"XA101/contextualAlleleType": "genomic"},
        [
            "XA-3 error XA101/referenceCoordinate/end",
            "XA-3 error XA101/referenceCoordinate/start",
            "XA-4 error XA101/referenceCoordinate/primaryTranscriptRegionType",
        ],
    ),
    (
        "ilk/XA101",
        {"XA101/referenceCoordinate/end/index": 608},
        ["XA-5 error XA101/referenceCoordinate/start"],
    ),
    (
        "ilk/XA101",
        {"XA101/referenceCoordinate/start/externalOffsetLength": 14},
        ["XA-5 error XA101/referenceCoordinate/start"],
    ),
    ("ilk/XA101", {"XA101/referenceCoordinate/end/externalOffsetDirection": "-"}, []),
    (
        "ilk/XA101",
        {"XA101/referenceCoordinate/refAllele": "AC"},
        ["XA-6 error XA101/referenceCoordinate/refAllele"],
    ),
    (
        "ilk/XA101",
        {
            "XA101/referenceCoordinate/start": {"index": 609},
            "XA101/referenceCoordinate/refAllele": "AC",
        },
        ["XA-6 error XA101/referenceCoordinate/refAllele"],
    ),
    (
        "ilk/XA101",
        {"XA101/referenceCoordinate/start": {"index": 609}},
        ["XA-6 error XA101/referenceCoordinate/refAllele"],
    ),
    (
        "ilk/XA101",
        {
            "XA101/referenceCoordinate/start/externalOffsetDirection": "-",
            "XA101/referenceCoordinate/end": {"index": 609},
        },
        ["XA-6 error XA101/referenceCoordinate/refAllele"],
    ),
    (
        "ilk/XA101",
        {
            "XA101/referenceCoordinate/start/externalOffsetDirection": "-",
            "XA101/referenceCoordinate/end/externalOffsetDirection": "-",
            "XA101/referenceCoordinate/refAllele": "AAA",
        },
        ["XA-6 error XA101/referenceCoordinate/refAllele"],
    ),
    (
        "ilk/XA101",
        {"XA101/referenceCoordinate/end/externalGenomicPositionIndex": 6608800},
        ["XA-12 error XA101/referenceCoordinate/end/externalGenomicPositionIndex"],
    ),
    ("ilk/XA101", {"XA101/referenceCoordinate/end/externalGenomicPositionIndex": 6608801}, []),
    (
        "ilk/XA101",
        {
            "XA101/referenceCoordinate/start/externalOffsetLength": None,
            "XA101/referenceCoordinate/end/externalGenomicReferenceSequence": None,
        },
        [
            "XA-8 error XA101/referenceCoordinate/end/externalGenomicPositionIndex",
            "XA-8 error XA101/referenceCoordinate/start/externalOffsetDirection",
        ],
    ),
    (
        "ilk/XA101",
        {
            "XA101/referenceCoordinate/start/externalOffsetDirection": None,
            "XA101/referenceCoordinate/end/externalGenomicPositionIndex": None,
        },
        [
            "XA-8 error XA101/referenceCoordinate/end/externalGenomicReferenceSequence",
            "XA-8 error XA101/referenceCoordinate/start/externalOffsetLength",
        ],
    ),
    (
        "ilk/XA101",
        {
            "XA101/referenceCoordinate/end/externalGenomicReferenceSequence": None,
            "XA101/referenceCoordinate/end/externalGenomicPositionIndex": None,
        },
        ["XA-8 warning XA101/referenceCoordinate/end/externalOffsetLength"],
    ),
    (
        "brca1/XA208",
        {"XA208/referenceCoordinate/end/index": 1767},
        ["XA-6 error XA208/referenceCoordinate/refAllele"],
    ),
    (
        "brca1/XA208",
        {"XA208/referenceCoordinate/end/index": 1767, "XA208/referenceCoordinate/refAllele": "I*"},
        [],
    ),
    (
        "brca1/XA208",
        {
            "XA208/referenceCoordinate/end/index": 1767,
            "XA208/referenceCoordinate/refAllele": "IleTer",
            "XA208/allele": "=",
        },
        [],
    ),
    ("brca1/XA208", {"XA208/allele": "SerA"}, ["XA-7 error XA208/allele"]),
    ("brca1/XA208", {"XA208/referenceCoordinate/refAllele": "="}, []),
    (
        "brca1/XA208",
        {"XA208/referenceCoordinate/refAllele": "Iso"},
        ["XA-7 error XA208/referenceCoordinate/refAllele"],
    ),
    ("brca1/XA204", {"XA204/allele": "="}, ["XA-7 error XA204/allele"]),
    (
        "brca1/XA204",
        {"XA204/referenceCoordinate/refAllele": "-"},
        ["XA-7 error XA204/referenceCoordinate/refAllele"],
    ),
    (
        "brca1/XA201",
        {"XA201/primaryNucleotideChangeType": so("SO:0000159")},
        ["XA-9 error XA201/allele"],
    ),
    (
        "brca1/XA201",
        {
            "XA201/allele": "",
            "XA201/referenceCoordinate/refAllele": "",
            "XA201/referenceCoordinate/end/index": 5528,
        },
        ["XA-9 error XA201/allele", "XA-9 error XA201/referenceCoordinate/refAllele"],
    ),
    (
        "brca1/XA201",
        {"XA201/primaryNucleotideChangeType": so("SO:0000667")},
        ["XA-9 error XA201/referenceCoordinate/end"],
    ),
    (
        "ilk/XA101",
        {"XA101/primaryNucleotideChangeType": so("SO:0000667")},
        ["XA-9 error XA101/referenceCoordinate/end"],
    ),
    ("rbm20/XA702", {"XA702/allele": "T"}, ["XA-9 error XA702/allele"]),
    (
        "mt-tl1/XA601",
        {"XA601/alleleName/1/preferred": True, "XA601/alleleName/1/name": "NC_012920.1:m.3243A>G"},
        ["XA-10 warning XA601/alleleName"],
    ),
    (
        "brca1/XA201",
        {"XA201/primaryNucleotideChangeType/coding/0/code": "SO:1000008"},
        ["ST-5 error XA201/primaryNucleotideChangeType/coding/0/code"],
    ),
    (
        "brca1/XA201",
        {"XA201/primaryNucleotideChangeType/coding/0/code": "substitution"},
        ["ST-5 error XA201/primaryNucleotideChangeType/coding/0/code"],
    ),
    ("brca1/XA201", {"XA201/primaryNucleotideChangeType/coding/0": {"code": "snv"}}, []),
    (
        "brca1/XA201",
        {
            "XA201/ancillaryNucleotideChangeType": [
                so("SO:0002073"),
                so("SO:1000008"),
                so("SO:0001583"),
            ]
        },
        [
            "ST-5 error XA201/ancillaryNucleotideChangeType/2/coding/0/code",
            "ST-5 warning XA201/ancillaryNucleotideChangeType/0/coding/0/code",
        ],
    ),
    (
        "brca1/XA208",
        {
            "XA208/primaryAminoAcidChangeType": so("SO:0001992"),
            "XA208/ancillaryAminoAcidChangeType": [so("SO:0001583"), so("SO:1000002")],
        },
        [
            "ST-5 error XA208/ancillaryAminoAcidChangeType/1/coding/0/code",
            "ST-5 error XA208/primaryAminoAcidChangeType/coding/0/code",
            "ST-5 warning XA208/ancillaryAminoAcidChangeType/0/coding/0/code",
        ],
    ),
    (
        "brca1/XA201",
        {
            "XA201/referenceCoordinate/primaryTranscriptRegionType/0": so("SO:0000147"),
            "XA201/referenceCoordinate/ancillaryTranscriptRegionType": [
                so("SO:0000316"),
                so("SO:0000167"),
                so("SO:0001583"),
            ],
        },
        [
            "ST-5 error XA201/referenceCoordinate/ancillaryTranscriptRegionType/2/coding/0/code",
            "ST-5 error XA201/referenceCoordinate/primaryTranscriptRegionType/0/coding/0/code",
            "ST-5 warning XA201/referenceCoordinate/ancillaryTranscriptRegionType/0/coding/0/code",
        ],
    ),
    (
        "brca1/XA204",
        {"XA204/referenceCoordinate/ancillaryTranscriptRegionType": [so("SO:0000147")]},
        ["XA-4 error XA204/referenceCoordinate/ancillaryTranscriptRegionType"],
    ),
    (
        "brca1/SEQ201",
        {
            "SEQ201/referenceSequenceType": "gene",
            "SEQ201/chromosome": None,
            "SEQ201/referenceGenome": None,
            "SEQ201/gene": {"reference": "Gene/G"},
        },
        ["RS-1 error SEQ201/identifier/0/value"],
    ),
    (
        "brca1/SEQ203",
        {"SEQ203/referenceSequenceType": "transcript"},
        ["RS-1 error SEQ203/identifier/0/value"],
    ),
    (
        "brca1/SEQ204",
        {"SEQ204/identifier/0/value": "LRG_292p1"},
        ["RS-1 error SEQ204/identifier/0/value"],
    ),
    (
        "brca1/SEQ208",
        {"SEQ208/identifier/0/value": "LRG_292t1"},
        ["RS-1 error SEQ208/identifier/0/value"],
    ),
    (
        "brca1/SEQ208",
        {"SEQ208/identifier/0/value": "ENST00000357654.9"},
        ["RS-1 error SEQ208/identifier/0/value"],
    ),
    (
        "brca1/SEQ206",
        {"SEQ206/identifier/0/value": "U14680"},
        ["RS-2 error SEQ206/identifier/0/value"],
    ),
    ("brca1/SEQ206", {"SEQ206/identifier/0/value": "1147602"}, []),
    (
        "brca1/SEQ206",
        {"SEQ206/identifier/0/value": "nm_007294.3"},
        ["RS-2 error SEQ206/identifier/0/value"],
    ),
    (
        "brca1/SEQ204",
        {"SEQ204/identifier/0/value": "LRG_292.1"},
        ["RS-2 error SEQ204/identifier/0/value"],
    ),
    (
        "brca1/SEQ201",
        {"SEQ201/chromosome": None, "SEQ201/referenceGenome": None},
        ["RS-3 warning SEQ201"],
    ),
    (
        "brca1/SEQ203",
        {"SEQ203/referenceGenome": {"text": "GRCh38"}, "SEQ203/cdsStart": 1},
        ["RS-3 error SEQ203/referenceGenome", "RS-5 error SEQ203/cdsStart"],
    ),
    ("brca1/SEQ205", {"SEQ205/cdsStart": None}, ["RS-5 error SEQ205/cdsEnd"]),
    ("brca1/SEQ205", {"SEQ205/cdsStart": 5825}, ["RS-5 error SEQ205/cdsStart"]),
    ("brca1/SEQ205", {"SEQ205/cdsStart": 234}, ["RS-5 warning SEQ205/cdsEnd"]),
    ("brca1/SEQ205", {"SEQ205/gene": None}, ["RS-6 warning SEQ205"]),
    ("brca1/SEQ206", {"SEQ206/gene": None, "SEQ206/cdsStart": None, "SEQ206/cdsEnd": None}, []),
    (
        "brca1/SEQ208",
        {"SEQ208/gene": {"reference": "Gene/G"}, "SEQ208/related/0/relatedType": "translates-to"},
        ["RS-6 error SEQ208/gene", "RS-7 error SEQ208/related/0/relatedType"],
    ),
    (
        "brca1/GENE201",
        {"GENE201/identifier/0/value": "1100"},
        ["GE-1 warning GENE201/identifier/0/value"],
    ),
    ("brca1/GENE201", {"GENE201/identifier": None}, ["GE-1 warning GENE201"]),
    (
        "ilk/PROV101",
        {"PROV101/period/start": "2026-11-02T10:00:06+01:00"},
        ["PR-1 error PROV101/period/start"],
    ),
    (
        "ilk/PROV101",
        {"PROV101/period/start": "2026-11-03"},
        ["PR-1 error PROV101/period/start", "PR-1 error PROV101/recorded"],
    ),
    (
        "ilk/PROV101",
        {
            "PROV101/period/start": "2026-11-02",
            "PROV101/period/end": "2026-10",
            "PROV101/recorded": "2026",
        },
        ["PR-1 error PROV101/period/start"],
    ),
    (
        "ilk/PROV101",
        {
            "PROV101/period/start": "2026-11-02T23:00:00",
            "PROV101/period/end": "2026-11-02T09:00:00Z",
        },
        [],
    ),
    (
        "brca1/GENE201",
        {"GENE201/identifier/1/system": "ncbi gene", "GENE201/identifier/-": {"system": "gene"}},
        ["ID-1 error GENE201/identifier/2", "ID-1 error GENE201/identifier/2/system"],
    ),
    (
        "brca1/GENE201 brca1/SEQ203",
        {"SEQ203/gene": {"reference": "ReferenceSequence/SEQ203"}},
        ["CO-2 error SEQ203/gene"],
    ),
    (
        "ilk/XA101 ilk/SEQ101 ilk/GENE101",
        {
            "XA101/referenceCoordinate/referenceSequence": {"reference": "Gene/GENE101"},
            "XA101/referenceCoordinate/start/externalGenomicReferenceSequence": {
                "reference": "Gene/GENE101"
            },
            "XA101/canonicalAllele": {"reference": "ReferenceSequence/SEQ101"},
            "XA101/related": [
                {
                    "relatedType": "sequentially-related-to",
                    "target": {"reference": "ReferenceSequence/SEQ101"},
                }
            ],
        },
        [
            "CO-2 error XA101/canonicalAllele",
            "CO-2 error XA101/referenceCoordinate/referenceSequence",
            "CO-2 error XA101/referenceCoordinate/start/externalGenomicReferenceSequence",
            "CO-2 error XA101/related/0/target",
        ],
    ),
    (
        "brca1/CA222 brca1/GENE201 brca1/SEQ205",
        {
            "CA222/replacement/0/target": {"reference": "Gene/GENE201"},
            "CA222/relatedContextualAllele/1/contextualAllele": {"reference": "Gene/GENE201"},
            "CA222/composite": [{"reference": "Gene/GENE201"}],
            "SEQ205/related/0/target": {"reference": "Gene/GENE201"},
        },
        [
            "CO-2 error CA222/composite/0",
            "CO-2 error CA222/relatedContextualAllele/1/contextualAllele",
            "CO-2 error CA222/replacement/0/target",
            "CO-2 error SEQ205/related/0/target",
        ],
    ),
    (
        "cx3cr1/CA305 brca1/GENE201",
        {"CA305/nested/0": {"reference": "Gene/GENE201"}},
        ["CO-2 error CA305/nested/0"],
    ),
    (
        "brca1/CA202 brca1/XA208",
        {"CA202/canonicalAlleleType": "nucleotide"},
        ["CO-3 error CA202/relatedContextualAllele/0/contextualAllele"],
    ),
    (
        "brca1/CA212 brca1/XA214",
        {
            "XA214/contextualAlleleType": "genomic",
            "XA214/primaryAminoAcidChangeType": None,
            "XA214/referenceCoordinate": None,
            "XA214/primaryNucleotideChangeType": so("SO:1000032"),
            "XA214/related": None,
        },
        ["CO-3 error CA212/relatedContextualAllele/0/contextualAllele", "ST-8 warning XA214"],
    ),
    (
        "cx3cr1/CA305 cx3cr1/CA301 cx3cr1/CA303",
        {
            "CA301/canonicalAlleleType": "amino-acid",
            "CA303/complexity": "complex",
            "CA303/relatedContextualAllele": None,
            "CA303/composite": None,
            "CA303/nested": [ca("CA7"), ca("CA8")],
        },
        ["CO-3 error CA305/nested/0", "CO-3 error CA305/nested/1"],
    ),
    (
        "mt-tl1/CA601 mt-tl1/XA601",
        {"XA601/canonicalAllele": None},
        ["CO-4 error CA601/relatedContextualAllele/0/contextualAllele", "ST-8 warning XA601"],
    ),
    (
        "mt-tl1/CA601 mt-tl1/XA601",
        {"CA601/relatedContextualAllele/0": {"contextualAllele": xa("XA602"), "preferred": True}},
        ["CO-4 error XA601/canonicalAllele"],
    ),
    (
        "mt-tl1/XA601 mt-tl1/SEQ601",
        {
            "SEQ601/referenceSequenceType": "transcript",
            "SEQ601/identifier": None,
            "SEQ601/chromosome": None,
            "SEQ601/referenceGenome": None,
            "SEQ601/gene": {"reference": "Gene/G"},
        },
        ["CO-6 error XA601/referenceCoordinate/referenceSequence"],
    ),
    (
        "brca1/XA208 brca1/SEQ208",
        {
            "SEQ208/referenceSequenceType": "transcript",
            "SEQ208/identifier": None,
            "SEQ208/gene": {"reference": "Gene/G"},
            "SEQ208/related/0/relatedType": "translates-to",
        },
        ["CO-6 error XA208/referenceCoordinate/referenceSequence"],
    ),
    (
        "brca1/XA201 brca1/SEQ205",
        {
            "SEQ205/referenceSequenceType": "gene",
            "SEQ205/identifier": None,
            "SEQ205/cdsStart": None,
            "SEQ205/cdsEnd": None,
            "SEQ205/related": None,
        },
        ["CO-6 error XA201/referenceCoordinate/referenceSequence"],
    ),
    (
        "brca1/XA201 brca1/XA208",
        {"XA201/related/0/relatedType": "transcript-allele-cause"},
        ["CO-7 error XA201/related/0/relatedType"],
    ),
    ("brca1/XA201 brca1/XA208", {"XA208/related": None}, ["CO-7 warning XA201/related/0/target"]),
    ("brca1/XA201 brca1/XA208", {"XA201/related": None}, ["CO-7 warning XA208/related/0/target"]),
    (
        "brca1/XA201 brca1/XA202",
        {"XA201/related/0/target": xa("XA202")},
        ["CO-7 error XA201/related/0/target"],
    ),
    (
        "brca1/XA208 brca1/XA209",
        {"XA208/related/0/target": xa("XA209"), "XA209/related": None},
        ["CO-7 error XA208/related/0/target"],
    ),
    (
        "cx3cr1/CA305 cx3cr1/CA301 cx3cr1/CA303",
        {"CA301/composite": None},
        ["CO-8 error CA305/nested/0"],
    ),
    (
        "cx3cr1/CA305 cx3cr1/CA301",
        {"CA305/nested/0": ca("CA399")},
        ["CO-8 error CA301/composite/0"],
    ),
    (
        "mt-tl1/CA601 mt-tl1/XA601 brca1/CA212",
        {
            "CA212/canonicalAlleleType": "nucleotide",
            "CA212/relatedContextualAllele/0/contextualAllele": xa("XA601"),
        },
        ["CO-9 error CA212/relatedContextualAllele/0/contextualAllele"],
    ),
    (
        "mt-tl1/CA601 mt-tl1/XA601 brca1/CA212",
        {
            "CA212/canonicalAlleleType": "nucleotide",
            "CA212/relatedContextualAllele/0/contextualAllele": xa("XA601"),
            "XA601/canonicalAllele": None,
        },
        [
            "CO-9 error CA212/relatedContextualAllele/0/contextualAllele",
            "CO-9 error CA601/relatedContextualAllele/0/contextualAllele",
            "ST-8 warning XA601",
        ],
    ),
    (
        "brca1/GENE201 ilk/GENE101",
        {
            "GENE101/symbol": "BRCA1",
            "GENE101/identifier/0/value": "HGNC:1100",
            "GENE101/identifier/1/value": "672",
        },
        [
            "CO-12 warning GENE101/identifier/0/value",
            "CO-12 warning GENE101/identifier/1/value",
            "CO-12 warning GENE101/symbol",
            "CO-12 warning GENE201/identifier/0/value",
            "CO-12 warning GENE201/identifier/1/value",
            "CO-12 warning GENE201/symbol",
        ],
    ),
]

MESSAGES = {
    "1100 is not a well-formed HGNC identifier (such as HGNC:1100)",
    "CA301 does not refer to this allele in its composite",
    "CA305 does not refer to this allele in its nested",
    "CA601 does not refer back to this allele in its relatedContextualAllele",
    "XA201 is the transcript-allele-cause of this allele, but does not name it as its "
    "amino-acid-effect",
    "XA208 is the amino-acid-effect of this allele, but does not name it as its "
    "transcript-allele-cause",
    "XA601 already belongs to the canonical allele CA212",
    "XA601 already belongs to the canonical allele CA601",
    "XA601 does not refer back to this allele in its canonicalAllele",
    "XA214 is genomic; a canonical allele that is amino-acid cannot contain it",
    "CA303 is complex; a canonical allele that is complex cannot contain it",
    "CA301 is amino-acid; a canonical allele that is nucleotide cannot contain it",
    "XA208 is amino-acid; a canonical allele that is nucleotide cannot contain it",
    "a complex canonical allele cannot have composite; only a simple one can be part of another",
    "a complex canonical allele cannot have contextual alleles of its own",
    "a complex canonical allele must nest at least two others, but nests none",
    "a complex canonical allele must nest at least two others, but nests only CA301",
    "a sequence of type amino-acid cannot have translates-to; only one of type transcript can",
    "a simple canonical allele cannot have nested alleles",
    "active is false, but no replaced-by replacement says which allele to use instead",
    "active must be false, since the allele was replaced (replaced-by)",
    'allele "=" is not a sequence of nucleotides (IUPAC codes)',
    'allele "SerA" is not a sequence of amino acids (IUPAC codes)',
    "amino-acid-effect cannot lead to an allele of type transcript",
    "an allele of type amino-acid cannot be on SEQ208, a sequence of type transcript",
    "an allele of type genomic cannot be on SEQ601, a sequence of type transcript",
    "an allele of type genomic cannot have intron offsets or external genomic "
    "positions; only transcript alleles have them",
    "an allele of type transcript cannot be on SEQ205, a sequence of type gene",
    "ancillaryNucleotideChangeType is not allowed on an allele of type amino-acid",
    "ancillaryTranscriptRegionType is not allowed on an allele of type genomic; only "
    "transcript alleles have it",
    "chromosome is missing; a chromosome sequence should have it",
    "composite refers to this canonical allele itself",
    "externalGenomicPositionIndex is given without externalGenomicReferenceSequence",
    "externalGenomicReferenceSequence is given without externalGenomicPositionIndex",
    "externalOffsetDirection is given without externalOffsetLength",
    "externalOffsetLength is given without externalOffsetDirection",
    "gene is missing; a sequence of type transcript should have it",
    "gene is not allowed on a sequence of type amino-acid; only gene sequences and "
    "transcripts have it",
    "identifier 672 is already used by the gene GENE101",
    "identifier 672 is already used by the gene GENE201",
    "identifier HGNC:1100 is already used by the gene GENE101",
    "identifier HGNC:1100 is already used by the gene GENE201",
    "invalid coding region: cdsEnd is given without cdsStart",
    "invalid coding region: cdsStart 5825 is after cdsEnd 5824",
    "invalid coding region: cdsStart cannot be on a sequence of type gene",
    "more than one alleleName is preferred; keep one",
    "more than one relatedContextualAllele is preferred; keep one",
    "nested refers to CA301 more than once; keep one",
    "nested refers to CA303 more than once; keep one",
    "nested refers to this canonical allele itself",
    "no relatedContextualAllele is preferred; mark one with preferred true",
    "period.start 2026-11-02 is after period.end 2026-10",
    "period.start 2026-11-02T10:00:06+01:00 is after period.end 2026-11-02T09:00:05Z",
    "period.start 2026-11-03 is after period.end 2026-11-02T09:00:05Z",
    "period.start 2026-11-03 is after recorded 2026-11-02T09:00:06Z",
    "primaryAminoAcidChangeType is missing; an allele of type amino-acid should have it",
    "primaryAminoAcidChangeType is not allowed on an allele of type transcript",
    "primaryNucleotideChangeType is missing; an allele of type transcript should have it",
    "primaryTranscriptRegionType is not allowed on an allele of type genomic; only "
    "transcript alleles have it",
    'refAllele "-" is not a sequence of nucleotides (IUPAC codes)',
    'refAllele "Iso" is not a sequence of amino acids (IUPAC codes)',
    "refAllele has length 1, but the interval from start to end has length 12; "
    "positions count the gaps between residues from 0",
    "refAllele has length 1, but the interval from start to end has length 13; "
    "positions count the gaps between residues from 0",
    "refAllele has length 1, but the interval from start to end has length 2; "
    "positions count the gaps between residues from 0",
    "refAllele has length 2, but the interval from start to end has length 13; "
    "positions count the gaps between residues from 0",
    "refAllele has length 2, but the interval from start to end has length 1; "
    "positions count the gaps between residues from 0",
    "refAllele has length 3, but the interval from start to end has length 1; "
    "positions count the gaps between residues from 0",
    "referenceGenome is missing; a chromosome sequence should have it",
    "referenceGenome is not allowed on a sequence of type gene; only chromosome sequences have it",
    "referenceSequenceType is amino-acid, but ENST00000357654.9 is the accession of "
    "a sequence of type transcript",
    "referenceSequenceType is amino-acid, but LRG_292t1 is the accession of a "
    "sequence of type transcript",
    "referenceSequenceType is gene, but LRG_292p1 is the accession of a sequence of "
    "type amino-acid",
    "referenceSequenceType is gene, but NC_000017.10 is the accession of a sequence "
    "of type chromosome",
    "referenceSequenceType is transcript, but NG_005905.2 is the accession of a "
    "sequence of type gene",
    "relatedContextualAllele is missing; recommended for a simple allele (one "
    "published document requires it)",
    "replacement refers to CA221 more than once; keep one",
    "replacement refers to this canonical allele itself",
    "split is true on a replaced-with replacement; it belongs on replaced-by",
    "start 609 is after end 608; exchange or correct them",
    "start 609+14 is after end 609+13; exchange or correct them",
    "symbol BRCA1 is already used by the gene GENE101",
    "symbol BRCA1 is already used by the gene GENE201",
    "the accession LRG_292.1 is not well-formed",
    "the accession U14680 has no version",
    "the accession nm_007294.3 is not well-formed",
    "the change type is deletion, but allele is not empty",
    "the change type is insertion, but end is not start",
    "the change type is no_sequence_alteration, but allele is not refAllele",
    "the change type is substitution, but allele is empty",
    "the change type is substitution, but refAllele is empty",
    "the coding region from 234 to 5824 has 5591 bases, which is not a multiple of 3",
    "the gene has no HGNC identifier (such as HGNC:1100)",
    "the genomic interval has length 2, but the intron interval has length 1",
    "the identifier has no value",
    "the identifier has the system gene, which is not a URI",
    "the intron offset has no genomic position; add externalGenomicReferenceSequence "
    "and externalGenomicPositionIndex",
    "the name NC_012920.1:m.3243A>G is given more than once; keep one",
    "transcript-allele-cause cannot lead from an allele of type transcript",
    "transcript-allele-cause cannot lead to an allele of type amino-acid",
}


def edited(names: str, edits: Edits, base: str) -> dict[str, dict[str, Any]]:
    """Example messages with some values changed, in normal form."""
    messages = {}
    for name in names.split():
        path = EXAMPLES / f"{name}.json"
        messages[path.stem] = json.loads(path.read_text(encoding="utf-8"))
    for at, value in edits.items():
        *steps, last = at.split("/")
        node: Any = messages
        for step in steps:
            node = node[int(step)] if isinstance(node, list) else node[step]
        if last == "-":
            node.append(value)
        elif isinstance(node, list):
            node[int(last)] = value
        elif value is None:
            del node[last]
        else:
            node[last] = value
    return trees(list(messages.values()), base)


@cache
def _cases() -> list[tuple[dict[str, dict[str, Any]], str]]:
    made = []
    for n, (names, edits, _) in enumerate(CASES):
        base = f"http://case{n}.example/"
        found = edited(names, edits, base)
        made.append((found, n_triples(found, base)))
    return made


def _outcome(engine: str, n: int) -> frozenset[Result]:
    """The results of rules in a case."""
    found, data = _cases()[n]
    alone = any(row.startswith(tuple(ALONE)) for row in CASES[n][2])
    if not alone:
        data = "".join(d for _, d in _cases())
    return frozenset(
        result
        for result in results(engine, data)
        if result.shape in RULE_OF
        and result.focus[1:-1].partition("#")[0] in found
        and (alone or RULE_OF[result.shape] not in ALONE)
    )


@pytest.mark.slow
@pytest.mark.parametrize("n", range(len(CASES)), ids=lambda n: f"{n} {next(iter(CASES[n][1]))}")
def test_case(n: int) -> None:
    found, _ = _cases()[n]
    outcome = _outcome("pyshacl", n)
    assert sorted({short(result, found) for result in outcome}) == CASES[n][2]
    for engine in ENGINES:
        assert _outcome(engine, n) == outcome, engine


@pytest.mark.slow
def test_messages_of_the_cases() -> None:
    said = {
        result.message
        for n in range(len(CASES))
        for result in _outcome("shacl", n)
        if TRIPLES.node(result.shape, SH + "sparql") is not None
    }
    assert said == MESSAGES


@pytest.mark.slow
def test_cases_cover_every_shape() -> None:
    data = "".join(d for _, d in _cases())
    data += "".join(d for _, d in _rule_examples().values())
    reported = {result.shape for result in results("shacl", data)}
    assert [local_name(shape) for shape in OWN_SHAPES if shape not in reported] == []
