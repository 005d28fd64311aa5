"""What the model says of a place: meanings, and what may be written there."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clingen_ld.lsp.knowledge import Cursor, cursor_at, hover, proposals
from clingen_ld.model import Model


def at(marked: str) -> Cursor:
    """The cursor at the | of a text."""
    offset = marked.index("|")
    return cursor_at(marked.replace("|", "", 1), offset)


def steps(cursor: Cursor) -> list[str | int | None]:
    return [frame.step for frame in cursor.frames]


@pytest.mark.parametrize(
    ("marked", "where", "key", "token", "path"),
    [
        ('{"sym|bol": "X"}', "key", "symbol", '"symbol"', [None]),
        ('{"symbol": "X|"}', "value", "symbol", '"X"', [None]),
        ('{"symbol": |}', "value", "symbol", "", [None]),
        ('{"a": 1, |}', "key", "", "", [None]),
        ('{"a": 1, "na|', "key", "na", '"na', [None]),
        ('{"a": tr|', "value", "a", "tr", [None]),
        ('{"a": [{"b": 1}, {"c|": 2}]}', "key", "c", '"c"', [None, "a", 1]),
        ('{"a": {"b": 1}, "c": |', "value", "c", "", [None]),
        ('[{"a": 1}, {|', "key", "", "", [None, 1]),
        ("|", "value", None, "", []),
        ('{"a": 1}\n{"b|": 2}', "key", "b", '"b"', [None]),
        (r'{"a\"b|": 1}', "key", 'a"b', r'"a\"b"', [None]),
    ],
)
def test_places(
    marked: str, where: str, key: str | None, token: str, path: list[str | int | None]
) -> None:
    cursor = at(marked)
    assert (cursor.at, cursor.key, cursor.token) == (where, key, token)
    assert steps(cursor) == path


def test_members_behind_the_cursor_are_known() -> None:
    cursor = at('{"na|": 1, "resourceType": "Gene", "x": {"y": 1}}')
    assert cursor.frames[0].members == {"na": None, "resourceType": "Gene", "x": None}


@given(st.text(alphabet='{}[]:,"\\ab \n1', max_size=60), st.integers(0, 60))
def test_every_text_has_an_answer(text: str, offset: int) -> None:
    cursor = cursor_at(text, min(offset, len(text)))
    assert 0 <= cursor.start <= cursor.end <= len(text)
    assert text[cursor.start : cursor.end] == cursor.token


_VALUES = st.recursive(
    st.text(max_size=5) | st.integers(),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=12,
)


@given(_VALUES)
def test_in_valid_json_the_path_leads_to_the_value(value: object) -> None:
    text = json.dumps({"root": value})
    for offset in range(len(text)):
        here: object = {"root": value}
        for frame in cursor_at(text, offset).frames[1:]:
            assert isinstance(here, dict | list)
            here = here[frame.step]  # type: ignore[index]


ALLELE = '{"resourceType": "ContextualAllele", '


@pytest.mark.parametrize(
    ("marked", "said"),
    [
        ('{"resourceType": "Gene", "sym|bol": ""}', "**Gene.symbol** `1..1` string"),
        ('{"sym|bol": "X", "id": "1"}', "**Gene.symbol**"),
        ('{"@type": "Gene", "na|me": ""}', "**Gene.name**"),
        ('{"resourceType": "Ge|ne"}', "**Gene** (resource)"),
        (ALLELE + '"contextualAlleleType": "geno|mic"}', "**genomic**"),
        (ALLELE + '"referenceCoordinate": {"start": {"ind|ex": 1}}}', "**Position.index** `1..1`"),
        (ALLELE + '"canonicalAllele": {"ref|erence": ""}}', "**Reference.reference**"),
        (
            ALLELE + '"primaryNucleotideChangeType": {"coding": [{"code": "SO:100|0002"}]}}',
            "*primary-nucleotide-change-type*",
        ),
        ('[{"resourceType": "Gene", "identifier": [{"sys|tem": ""}]}]', "**Identifier.system**"),
    ],
)
def test_what_things_mean(model: Model, marked: str, said: str) -> None:
    assert said in (hover(at(marked), model) or "")


@pytest.mark.parametrize(
    "marked", ['{"x|": 1}', "|", '{"resourceType": "Gene", "no|": 1}', '["a|"]']
)
def test_what_the_model_does_not_know_has_no_meaning(model: Model, marked: str) -> None:
    assert hover(at(marked), model) is None


@pytest.mark.parametrize(
    ("marked", "some", "none"),
    [
        ('{"resourceType": "Gene", "symbol": "X", |}', ["name", "identifier"], ["symbol"]),
        ('{"resourceType": "Gene", "na|', ["name"], []),
        ("{|", ["resourceType"], ["name"]),
        ('{"resourceType": |', ["Gene", "ContextualAllele"], ["Position"]),
        (ALLELE + '"contextualAlleleType": |', ["genomic", "transcript", "amino-acid"], []),
        (ALLELE + '"alleleName": [{"preferred": |', ["true", "false"], []),
        (ALLELE + '"alleleName": [{"nameType": "hg|', ["hgvs-genomic"], []),
        (
            ALLELE + '"primaryNucleotideChangeType": {"coding": [{"code": |',
            ["SO:0000159", "SO:1000002"], [],
        ),
        ('{"x": |', [], ["Gene"]),
    ],
)  # fmt: skip
def test_what_may_be_written(model: Model, marked: str, some: list[str], none: list[str]) -> None:
    labels = [each.label for each in proposals(at(marked), model)]
    assert set(some) <= set(labels)
    assert not set(none) & set(labels)


def test_a_key_comes_with_the_beginning_of_its_value(model: Model) -> None:
    texts = {each.label: each.text for each in proposals(at(ALLELE + "|"), model)}
    assert texts["alleleName"] == '"alleleName": [{'
    assert texts["canonicalAllele"] == '"canonicalAllele": {"reference": "'
    assert texts["allele"] == '"allele": "'
