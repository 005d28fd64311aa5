"""Objects of sections, with records that point at each other: bundles of ClinVar-GKS."""

from __future__ import annotations

import json
from contextlib import closing

import pytest

from clingen_ld.messages.text.json_sections import (
    BrokenTextError,
    Sections,
    may_be_sections,
    short_name,
)

BUNDLE = (
    b'{"location": {"ga4gh:SL.x": {"type": "SequenceLocation", "start": 1}},\n'
    b' "allele": {"ga4gh:VA.x": {"location": "#/location/ga4gh:SL.x", "name": "\xc3\xa9"},\n'
    b'  "ga4gh:VA.a~1b": {}}, "scv": {}}'
)


def sections(text: bytes) -> Sections:
    return Sections(lambda at, size: text[at : at + size], 1 << 20)


@pytest.mark.parametrize(
    ("text", "may_be"),
    [
        (BUNDLE, True),
        (b"\xef\xbb\xbf" + BUNDLE, True),
        (b'{"version": "2", "release": {"a": 1}, "variation": {"clinvar:1": {', True),
        (b'{"scv": {"SCV000000001.1": {"type": "Statement"', True),
        (b'{"location": {"sequenceReference": {"id": "x"}}}', False),  # a property of an Allele
        (b'{"allele": {"name": {"a": 1}}}', False),
        (b'{"allele": ["ga4gh:VA.x"]}', False),
        (b'{"others": {"ga4gh:VA.x": {', False),
        (b"[]", False),
    ],
)
def test_texts_that_may_be_sections(text: bytes, may_be: bool) -> None:
    assert may_be_sections(text) is may_be


def test_records_in_their_order() -> None:
    records = [each for each in sections(BUNDLE) if each.pointer.count("/") == 2]
    assert [each.pointer for each in records] == [
        "/location/ga4gh:SL.x", "/allele/ga4gh:VA.x", "/allele/ga4gh:VA.a~01b",
    ]  # fmt: skip
    first, second, _ = records
    assert json.loads(first.text) == {"type": "SequenceLocation", "start": 1}
    assert (second.line, second.column) == (2, 27)
    assert BUNDLE[second.offset :].startswith(b'{"location": "#/location')


def test_what_is_no_json_has_no_records() -> None:
    with pytest.raises(BrokenTextError):
        list(sections(BUNDLE[:-1]))


def test_an_index_gives_the_values_at_pointers() -> None:
    with closing(sections(BUNDLE).index()) as index:
        allele = index.value_at("/allele/ga4gh:VA.x")
        assert allele == {"location": "#/location/ga4gh:SL.x", "name": "é"}
        assert index.text_at("/allele/ga4gh:VA.a~01b") == b"{}"
        assert index.number("/location/ga4gh:SL.x") == 0
        assert index.members.keys() == {"location", "allele", "scv"}
        assert (index.text_at("/allele/x"), index.number("/allele/x")) == (None, None)
        with pytest.raises(KeyError):
            index.value_at("/allele/x")


def test_other_values_come_from_elsewhere() -> None:
    with closing(sections(BUNDLE).index({"/gene/1": "BRCA1"}.__getitem__)) as index:
        assert index.value_at("/gene/1") == "BRCA1"


def test_what_was_asked_for_is_known() -> None:
    with closing(sections(BUNDLE).index()) as index:
        assert index.has_unasked(["location"])
        assert not index.has_unasked(["gene"])
        index.value_at("/location/ga4gh:SL.x")
        assert not index.has_unasked(["location"])
        assert (index.is_asked(0), index.is_asked(1)) == (True, False)
        assert (index.keep(1), index.keep(1)) == (True, False)


def test_the_last_of_repeated_records_holds() -> None:
    text = b'{"allele": {"ga4gh:VA.x": {"name": "a"},\n "ga4gh:VA.x": {"name": "b"}}}'
    with closing(sections(text).index()) as index:
        assert index.value_at("/allele/ga4gh:VA.x") == {"name": "b"}
        [again] = index.repeated
        assert (again.pointer, again.line) == ("/allele/ga4gh:VA.x", 2)


def test_short_names_differ() -> None:
    assert short_name("/allele/a") == short_name("/allele/a") != short_name("/allele/b")
    assert len(short_name("x" * 10_000)) == 16
