"""Values that follow each other are read one by one, wherever each begins."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

import clingen_ld
from clingen_ld import Document, ReadOptions, ValidationOptions
from clingen_ld.messages.text.json_arrays import following
from tests.cli.running import call
from tests.console import ROOT

GENE = {"resourceType": "Gene", "id": "G1", "symbol": "A", "name": "b", "note": 1}
ENDS = st.sampled_from(["", " ", "\n", "\r\n", "\r", "\n\n\t", " \n "])
VALUES = st.lists(st.tuples(st.dictionaries(st.text(), st.text()), ENDS), min_size=2, max_size=6)


@given(VALUES, ENDS, st.booleans())
def test_each_value_has_its_place(
    values: list[tuple[dict[str, str], str]], start: str, pretty: bool
) -> None:
    texts = [json.dumps(value, indent=1 if pretty else None) for value, _ in values]
    text = start + "".join(t + end for t, (_, end) in zip(texts, values, strict=True))
    found = list(following(text, 7))
    assert [each.text for each in found] == texts
    for each in found:
        before = text.encode()[: each.offset].decode()
        ends = before.replace("\r\n", "\n").replace("\r", "\n")
        assert each.line == 7 + ends.count("\n")
        assert each.column == len(ends) - ends.rfind("\n")
        assert each.text == text[len(before) : len(before) + len(each.text)]


@pytest.mark.parametrize(
    "text", ["", " ", "{}", "[] \n", "{} 1", "{},{}", '{"a" {}', "1 {}", "{}}{}"]
)
def test_other_texts_have_none(text: str) -> None:
    assert list(following(text, 1)) == []


def test_the_last_value_may_be_broken() -> None:
    assert [each.text for each in following('{}\n{"a":', 1)] == ["{}", '{"a":']
    assert [each.text for each in following("[1]{} x [2]", 1)] == ["[1]", "{}", "x [2]"]


def _shown(text: str, name: Path, *options: str) -> str:
    name.write_text(text)
    ran = call("validate", "--partial", *options, name)
    return ran.out


@pytest.mark.parametrize("engine", ["auto", "standard"])
@pytest.mark.parametrize("between", ["", " ", "\n", "\n\n"])
@pytest.mark.parametrize("indent", [None, 2])
def test_findings_are_at_their_places(
    between: str, indent: int | None, engine: Literal["auto", "standard"], tmp_path: Path
) -> None:
    one = json.dumps(GENE, indent=indent)
    text = between.join([one, one.replace("G1", "G2"), one.replace("G1", "G3")])
    name = tmp_path / "genes.json"
    name.write_text(text)
    found = [
        each
        for each in clingen_ld.validate(name, ValidationOptions(read=ReadOptions(engine=engine)))
        if each.rule == "ST-1"
    ]
    assert [each.pointer for each in found] == ["/note"] * 3
    lines = text.split("\n")
    at = [(each.line or 0, each.column or 0) for each in found]
    assert len(set(at)) == 3
    assert all(lines[line - 1][column - 1 :].startswith('"note"') for line, column in at)


def test_a_broken_value_and_a_key_that_is_there_twice_are_named(tmp_path: Path) -> None:
    text = '{"resourceType": "Gene", "id": "G1"} {"id": "G2", "id": "G3"}{"resourceType": "Gene",}'
    shown = _shown(text, tmp_path / "a.json")
    assert "1:51  error    ST-10" in shown
    assert "1:85  error    ST-0" in shown


@pytest.mark.slow
def test_a_broken_value_far_away_is_named(tmp_path: Path) -> None:
    text = "[1] " * 20_000 + '{"resourceType": "Gene",}'
    assert "1:80024  error    ST-0" in _shown(text, tmp_path / "b.json")


def test_they_are_fixed(tmp_path: Path) -> None:
    one = '{"resourceType": "Gene", "id": "G1", "name": "b", "symbl": "A"}'
    name = tmp_path / "a.json"
    _shown(one + "\n" + one.replace("G1", "G2") + one.replace("G1", "G3"), name, "--fix")
    right = one.replace("symbl", "symbol")
    assert name.read_text() == (
        right + "\n" + right.replace("G1", "G2") + right.replace("G1", "G3")
    )


@pytest.mark.parametrize("folder", ["brca1", "registry", "cx3cr1", "interpretation"])
def test_they_are_converted_as_lines_are(folder: str) -> None:
    """A haplotype of the Registry may come before the alleles in it, which are read beside."""
    texts = [path.read_text() for path in sorted((ROOT / "examples" / folder).glob("*.json"))]
    lines = "".join(json.dumps(json.loads(text)) + "\n" for text in texts)
    expected = clingen_ld.convert(Document(lines), "nquads").text
    assert expected is not None
    assert len(expected) > 10_000
    for between in ("\n", ""):
        assert clingen_ld.convert(Document(between.join(texts)), "nquads").text == expected


def test_alleles_are_found_in_them(tmp_path: Path) -> None:
    allele = json.dumps({"subject": {"resourceType": "ContextualAllele", "id": "G1"}}, indent=1)
    (tmp_path / "a.json").write_text(allele + allele.replace("G1", "G2") + "[")
    found = list(clingen_ld.find(tmp_path / "a.json"))
    *alleles, problem = found
    assert [each.line for each in alleles] == [2, 7]
    assert isinstance(problem, clingen_ld.Problem)
    assert problem.line == 11
