"""Fixing messages: what each kind of fix writes, and that nothing else changes."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clingen_ld.messages.text.inputs import Document
from clingen_ld.model import Tree
from clingen_ld.validation.fixing import Fixed, fix
from clingen_ld.validation.session import validate
from tests.strategies import damaged_messages

NAME = "m.json"


def fixed(text: str | bytes, unsafe: bool = False) -> Fixed:
    return fix(Document(text, NAME), partial=True, unsafe=unsafe)


def text_of(text: str, unsafe: bool = False) -> str:
    return fixed(text, unsafe).data(NAME).decode()


GENE = (
    '{"resourceType": "Gene", "id": "G1", "identifier": [{"value": "HGNC:1"}], '
    '"symbol": "A1", "name": "a"}'
)
ALLELE = """{
  "resourceType": "ContextualAllele", "id": "XA1",
  "canonicalAllele": {"reference": "CanonicalAllele/CA1"},
  "contextualAlleleType": "genomic",
  "allele": "C",
  "primaryNucleotideChangeType": {"coding": [
    {"system": "http://www.sequenceontology.org/", "code": "SO:1000002",
      "display": "substitution"}]},
  "alleleName": [{"nameType": "hgvs-genomic", "name": "NC_000017.11:g.101A>C", "preferred": true}],
  "referenceCoordinate": {
    "referenceSequence": {"reference": "ReferenceSequence/RS1"},
    "start": {"index": 100}, "end": {"index": 101},   "refAllele": "A"}
}
"""


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ('"symbol"', '"symbl"'),
        ('"resourceType"', '"resourcetype"'),
        ('"A1"', "1"),
        ('[{"value": "HGNC:1"}]', '[{"valu": "HGNC:1"}]'),
    ],
)
def test_slips_in_a_gene(right: str, wrong: str) -> None:
    meant = GENE.replace('"A1"', '"1"') if wrong == "1" else GENE
    assert text_of(GENE.replace(right, wrong)) == meant


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ('{"reference": "CanonicalAllele/CA1"}', '"CanonicalAllele/CA1"'),
        ('"contextualAlleleType": "genomic"', '"contextualAlleleType": "Genomic"'),
        ('"ContextualAllele", "id"', '"SimpleAllele", "id"'),
        ('"hgvs-genomic"', '"hgvs-coding"'),
        ('"preferred": true', '"prefered": true'),
        ('"preferred": true', '"preferred": "yes"'),
        ('{"index": 101}', "101"),
        ('"allele": "C"', '"allele": "c"'),
        ('"referenceSequence": {"reference"', '"referenceSequence": {"refrence"'),
        (
            '"referenceSequence": {"reference": "ReferenceSequence/RS1"}',
            '"reference": "ReferenceSequence/RS1"',
        ),
    ],
)
def test_slips_in_an_allele(right: str, wrong: str) -> None:
    assert right in ALLELE
    assert text_of(ALLELE.replace(right, wrong)) == ALLELE


def test_the_members_of_a_reference_are_wrapped_wherever_they_are() -> None:
    whole = '"referenceSequence": {"reference": "ReferenceSequence/RS1", "display": "17"}'
    right = ALLELE.replace('"referenceSequence": {"reference": "ReferenceSequence/RS1"}', whole)
    together = right.replace(whole, '"reference": "ReferenceSequence/RS1", "display": "17"')
    assert text_of(together) == right
    apart = right.replace(whole, '"reference": "ReferenceSequence/RS1"')
    apart = apart.replace('"refAllele": "A"}', '"refAllele": "A", "display": "17"}')
    assert text_of(apart) == right


def test_what_changes_the_meaning_is_fixed_only_on_request() -> None:
    wrong = ALLELE.replace('"display": "substitution"', '"display": "insertion"')
    assert text_of(wrong) == wrong
    assert text_of(wrong, unsafe=True) == ALLELE
    elsewhere = ALLELE.replace('100}, "end": {"index": 101}', '200}, "end": {"index": 201}')
    assert text_of(elsewhere) == elsewhere
    assert text_of(elsewhere, unsafe=True) == ALLELE


@pytest.mark.parametrize(
    "layout",
    [
        lambda text: "\ufeff" + text,
        lambda text: text.replace("\n", "\r\n"),
        lambda text: json.dumps(json.loads(text)) + "\n",
        lambda text: json.dumps(json.loads(text), separators=(",", ":")),
        lambda text: f"[ {text} ,\n{text.replace('XA1', 'XA2')}]",
        lambda text: f"{GENE}\n{json.dumps(json.loads(text))}\r\n\n{GENE.replace('G1', 'G2')}",
        lambda text: json.dumps(json.loads(text), indent="\t"),
    ],
)
def test_the_layout_stays(layout: Any) -> None:
    wrong = ALLELE.replace('"preferred": true', '"prefered": "yes"')
    assert text_of(layout(wrong)) == layout(ALLELE)


def test_escaped_keys_and_letters_of_all_kinds() -> None:
    name = '"\\u00e9 \U0001f9ec é"'
    wrong = GENE.replace('"a"', name).replace('"symbol"', '"symb\\u006Fll"')
    assert text_of(wrong) == GENE.replace('"a"', name)


def test_what_cannot_be_fixed_is_left_alone() -> None:
    for text in (
        GENE.replace('"symbol"', '"symbl"')[:-1],
        GENE.replace('"symbol": "A1"', '"symbol": "A1", "symbl": "B"'),
        GENE.replace('"symbol": "A1"', '"symbl": "A1", "symbl": "B"'),
        '{"type": "Allele"}',
        "",
    ):
        found = fixed(text)
        assert (found.texts, found.fixed, found.diff()) == ({}, (), "")


def test_one_line_that_is_not_json_keeps_no_other_from_being_fixed() -> None:
    wrong = GENE.replace('"symbol"', '"symbl"')
    lines = [GENE.replace("G1", "G2"), "{", wrong, GENE.replace("G1", "G3")]
    assert text_of("\n".join(lines)).split("\n") == [*lines[:2], GENE, lines[3]]


def test_values_in_memory_and_forms_that_are_not_fixed() -> None:
    gene = {"resourceType": "Gene", "id": "G1", "symbl": "A1"}
    found = fix(gene)
    assert json.loads(found.data("<message>"))["symbol"] == "A1"
    assert [finding.rule for finding in found.fixed] == ["ST-1"]
    xml = '<Gene xmlns="http://hl7.org/fhir"><id value="G1"/><symbl value="A1"/></Gene>'
    assert fix(Document(xml, "g.xml")).texts == {}


def _keys(node: Any) -> list[str]:
    if isinstance(node, list):
        return [key for item in node for key in _keys(item)]
    return [] if not isinstance(node, dict) else [*node, *_keys(list(node.values()))]


@settings(max_examples=60, deadline=None)
@given(damaged_messages(), st.sampled_from([None, 2, "\t"]), st.booleans(), st.booleans())
def test_no_finding_is_new_and_fixing_twice_changes_nothing(
    tree: Tree, indent: Any, ascii_only: bool, unsafe: bool
) -> None:
    text = json.dumps(tree, indent=indent, ensure_ascii=ascii_only)
    before = validate(Document(text, NAME), partial=True)
    found = fixed(text, unsafe)
    after = found.data(NAME)
    report = validate(Document(after, NAME), partial=True)
    assert report.findings == found.report.findings
    assert len(report.findings) <= len(before.findings) - len(found.fixed)
    assert fixed(after, unsafe).texts == {}
    if not found.fixed:
        assert after.decode() == text


@settings(max_examples=40, deadline=None)
@given(st.data(), st.sampled_from([None, 1, "\t"]))
def test_a_slip_in_a_key_is_taken_back_and_nothing_else(data: st.DataObject, indent: Any) -> None:
    right = json.dumps(json.loads(ALLELE), indent=indent)
    keys = [key for key in _keys(json.loads(ALLELE)) if len(key) > 5 and key != "resourceType"]
    key = data.draw(st.sampled_from(sorted(set(keys))))
    assert text_of(right.replace(f'"{key}"', f'"{key}s"')) == right
