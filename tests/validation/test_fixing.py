"""Fixing messages: what each kind of fix writes, and that nothing else changes."""

from __future__ import annotations

import io
import json
from functools import lru_cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clingen_ld.conversion import convert
from clingen_ld.messages.text.inputs import Document
from clingen_ld.model import Tree
from clingen_ld.validation.fixing import Fixed, fix
from clingen_ld.validation.session import validate
from tests.conftest import cases
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


def test_values_in_memory() -> None:
    gene = {"resourceType": "Gene", "id": "G1", "symbl": "A1"}
    found = fix(gene)
    assert json.loads(found.data("<message>"))["symbol"] == "A1"
    assert [(finding.rule, finding.line) for finding in found.fixed] == [("ST-1", None)]
    assert all(finding.line is None for finding in found.report)


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ('"name": "a"}', '"name": "a",}'),
        ('"id": "G1", ', '"id": "G1" '),
        ('"symbol": ', "symbol: "),
        ('"A1"', "'A1'"),
        ('"a"}', '"a"}}'),
        ('"a"}\n', '"a"}]\n'),
        ('"a\\nb"', '"a\nb"'),
        ('"id": ', '"id"= '),
        ('"symbol": "A1", ', '"symbol": "A1",, '),
    ],
)
def test_syntax_errors_whose_meaning_is_certain(right: str, wrong: str) -> None:
    meant = GENE.replace('"a"', '"a\\nb"') + "\n" if "\\n" in right else GENE + "\n"
    assert right in meant
    assert text_of(meant.replace(right, wrong)) == meant
    if "\n" not in wrong.rstrip("\n"):
        before = f"{GENE.replace('G1', 'G0')}\n"
        assert text_of(before + meant.replace(right, wrong)) == before + meant


def test_a_comment_is_removed_only_on_request() -> None:
    wrong = GENE.replace('"A1"', '"A1" /* see there */')
    assert text_of(wrong) == wrong
    assert json.loads(text_of(wrong, unsafe=True)) == json.loads(GENE)


def test_several_fixes_in_several_places_of_a_text() -> None:
    """Those next to each other, too, and one within what another moves."""
    wrong = ALLELE.replace('"allele": "C",', '"allelle": "c"').replace(
        '"preferred": true', '"prefered": "yes",'
    )
    wrong = wrong.replace(
        '{"reference": "ReferenceSequence/RS1"}', '{"refrence": "ReferenceSequence/RS1"}'
    )
    assert text_of(wrong) == ALLELE


@pytest.mark.parametrize(
    ("value", "told"), [("hgvs", True), ("hgvs-genomc", True), ("HGVS", False)]
)
def test_the_type_of_a_name_is_told_by_the_name_or_near(value: str, told: bool) -> None:
    name = "NC_000017.11:g.101A>C" if told else "rs80357064"
    text = ALLELE.replace("NC_000017.11:g.101A>C", name)
    wrong = text.replace('"hgvs-genomic"', f'"{value}"')
    assert text_of(wrong) == (text if told else wrong)


@pytest.mark.parametrize(
    ("wrong", "is_safe"),
    [("canonical_allele", True), ("CanonicalAlelle", True), ("canonicalVariant", False)],
)
def test_another_word_is_no_slip_of_the_fingers(wrong: str, is_safe: bool) -> None:
    text = ALLELE.replace('"canonicalAllele"', f'"{wrong}"')
    assert text_of(text) == (ALLELE if is_safe else text)
    assert text_of(text, unsafe=True) == ALLELE


XML = """<?xml version="1.0" encoding="{}"?>
<ContextualAllele xmlns="http://clingen.org/dm/allele/v1" xmlns:f="http://hl7.org/fhir">
  <f:id value="XA1"/><!-- <allele value="c"/> -->
  <canonicalAllele><f:reference value="CanonicalAllele/CA1"/></canonicalAllele>
  <contextualAlleleType value="genomic"/>
  <allele note = "a > b" value = 'C'></allele>
  <alleleName><nameType value="hgvs-genomic"/><name value="NC_000017.11:g.101A&gt;C"/>
    <preferred value="true"/></alleleName>
  <referenceCoordinate><referenceSequence><f:reference value="ReferenceSequence/RS1"/>
    </referenceSequence><start><index value="100"/></start><end><index value="101"/></end>
    <refAllele value="A"/></referenceCoordinate>
</ContextualAllele>
"""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("'C'", "'c'"),
        ('"hgvs-genomic"', '"hgvs-cdna"'),
        ('<preferred value="true"', '<preferred value="yes"'),
        ("referenceCoordinate>", "refrenceCoordinate>"),
        ("f:reference value", "f:refrence value"),
        ("contextualAlleleType", "contextualAllelType"),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_xml_is_fixed_in_its_encoding(right: str, wrong: str, encoding: str, end: str) -> None:
    text = XML.format(encoding.removesuffix("-sig").upper()).replace("\n", end)
    assert right in text
    found = fixed(text.replace(right, wrong).encode(encoding))
    assert found.data(NAME) == text.encode(encoding)


def text_in(form: str) -> str:
    made = io.BytesIO()
    convert(Document(ALLELE, NAME), form, made)
    return made.getvalue().decode()


@pytest.mark.parametrize("form", ["json-ld", "turtle", "ntriples"])
def test_plain_values_of_graphs_are_fixed(form: str) -> None:
    text = text_in(form)
    for right, wrong in (('"C"', '"c"'), ('"substitution"', '"insertion"')):
        assert text.count(right) == 1
        assert text_of(text.replace(right, wrong), unsafe=True) == text


def test_a_literal_that_several_statements_have_is_not_fixed() -> None:
    text = text_in("turtle").replace('"C"', '"c"')
    other = text.replace("/XA1", "/XA2")
    twice = text + "\n".join(line for line in other.split("\n") if not line.startswith("@prefix"))
    assert text_of(twice) == twice


def _keys(node: Any) -> list[str]:
    if isinstance(node, list):
        return [key for item in node for key in _keys(item)]
    return [] if not isinstance(node, dict) else [*node, *_keys(list(node.values()))]


@pytest.mark.slow
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


@settings(max_examples=cases(40), deadline=None)
@given(st.data(), st.sampled_from([None, 1, "\t"]))
def test_a_slip_in_a_key_is_taken_back_and_nothing_else(data: st.DataObject, indent: Any) -> None:
    right = json.dumps(json.loads(ALLELE), indent=indent)
    keys = [key for key in _keys(json.loads(ALLELE)) if len(key) > 5 and key != "resourceType"]
    key = data.draw(st.sampled_from(sorted(set(keys))))
    assert text_of(right.replace(f'"{key}"', f'"{key}s"')) == right


@lru_cache
def _texts() -> list[str]:
    graphs = [text_in("json-ld"), text_in("turtle")]
    texts = [ALLELE, XML.format("UTF-8"), f"{GENE}\n{GENE.replace('G1', 'G2')}\n", *graphs]
    return [*texts, "\ufeff" + ALLELE.replace("\n", "\r\n")]


@pytest.mark.slow
@settings(max_examples=50, deadline=None)
@given(st.data(), st.integers(0, 5), st.booleans())
def test_letters_lost_and_doubled_in_any_form(data: st.DataObject, n: int, unsafe: bool) -> None:
    """No finding is new, fixing twice changes nothing, and the text between the edits stays."""
    text = _texts()[n]
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(text) - 1))
        instead = data.draw(st.sampled_from(["", text[at] * 2, text[at].swapcase()]))
        text = text[:at] + instead + text[at + 1 :]
    before = validate(Document(text, NAME), partial=True)
    found = fixed(text, unsafe)
    after = Document(found.data(NAME), NAME)
    report = validate(after, partial=True)
    assert report.findings == found.report.findings
    assert len(report.findings) <= len(before.findings) - len(found.fixed)
    assert {(f.rule, f.message) for f in report} <= {(f.rule, f.message) for f in before}
    assert fixed(after.data, unsafe).texts == {}
    if not found.fixed:
        assert after.data == text.encode()
