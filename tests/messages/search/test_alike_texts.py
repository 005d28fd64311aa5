"""Texts that are alike: found is what the walk finds, whatever is in them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.json import decode

from benchmarks.corpora import STATEMENTS, corpus
from clingen_ld.messages.search import alike_texts
from clingen_ld.messages.search.alike_texts import AlikeTexts, Row
from clingen_ld.messages.search.walk import alleles_in

VRS_ID: Final = "ga4gh:VA." + "x" * 32
_KEYS: Final = (
    "type", "id", "name", "label", "digest", "state", "location", "expressions", "members",
    "constraints", "allele", "mappings", "system", "code", "value", "caid", "hgvs", "a/b", "x",
)  # fmt: skip
_SIGNS: Final = (
    "@id", "@type", "@context", "resourceType", "relatedContextualAllele", "alleleName", "é",
)  # fmt: skip
_ANY_KEY: Final = st.sampled_from(3 * _KEYS + _SIGNS)
_TEXTS: Final = (
    "Allele", "CategoricalVariant", "CanonicalAllele", "ContextualAllele", "CopyNumberCount",
    "SequenceLocation", "Statement", "CAR:CA12", "CA12345", "PA123", "NM_007294.3:c.1A>G", VRS_ID,
    "ga4gh:VA.short", "https://reg.genome.network/allele/CA9", "http://a.example/1", "", "id",
    "members", "allele registry", "é\n\"",
)  # fmt: skip
_SCALARS: Final = st.one_of(
    st.sampled_from(_TEXTS), st.none(), st.booleans(), st.integers(-3, 10**30), st.just(0.5)
)


class _Pairs(list[tuple[str, Any]]):
    """An object, which may have a key twice."""


_ALLELE: Final = _Pairs([
    ("id", VRS_ID), ("type", "Allele"), ("location", _Pairs([("type", "SequenceLocation")])),
    ("state", _Pairs([("sequence", "T")])),
])  # fmt: skip
_NAMED: Final = _Pairs([*_ALLELE, ("expressions", [_Pairs([("value", "NM_007294.3:c.1A>G")])])])
_VARIANT: Final = _Pairs([
    ("type", "CategoricalVariant"), ("name", "n"), ("constraints", [_Pairs([("allele", _ALLELE)])]),
    ("members", [_ALLELE, VRS_ID]),
])  # fmt: skip
_CODE: Final = _Pairs([("system", "allele registry"), ("code", "CA12345")])
_PARTS: Final = st.sampled_from((_ALLELE, _NAMED, _VARIANT, _CODE, [_CODE], [_NAMED, _VARIANT]))
_VALUES: Final = st.recursive(
    _SCALARS | _PARTS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.lists(st.tuples(_ANY_KEY, inner), max_size=5).map(_Pairs),
    ),
    max_leaves=12,
)
_OBJECTS: Final = st.lists(
    st.tuples(_ANY_KEY, _VALUES), min_size=1, max_size=6
).map(_Pairs)  # fmt: skip


@st.composite
def _alike(draw: st.DrawFn) -> list[bytes]:
    """Texts of a few objects, each many times, with others and changed ones in between."""
    some = draw(st.lists(_OBJECTS, min_size=1, max_size=3))
    others = draw(st.lists(_OBJECTS, max_size=2))
    drawn: list[Any] = [*some * draw(st.sampled_from((2, 20))), *others]
    for each in draw(st.lists(st.sampled_from(some), max_size=10)):
        changed = _Pairs(draw(st.permutations(each)))
        if draw(st.booleans()):
            place = draw(st.integers(0, len(changed) - 1))
            changed[place] = (changed[place][0], draw(_VALUES))
        drawn.append(changed)
    return [_written(each, draw(st.sampled_from(_STYLES))) for each in drawn]


_STYLES: Final = ("plain", "spaced", "escaped", "plain")


def _written(value: Any, style: str) -> bytes:
    return _json(value, style).encode()


def _json(value: Any, style: str) -> str:
    """JSON with white space or escaped letters in keys, and keys that are there twice."""
    comma, colon = (" ,\t", " : ") if style == "spaced" else (",", ":")
    if isinstance(value, _Pairs):
        pairs = (f"{_key(key, style)}{colon}{_json(item, style)}" for key, item in value)
        return f"{{{comma.join(pairs)}}}"
    if isinstance(value, list):
        return f"[{comma.join(_json(item, style) for item in value)}]"
    return json.dumps(value, ensure_ascii=style == "escaped")


def _key(key: str, style: str) -> str:
    return f'"\\u{ord(key[0]):04x}{key[1:]}"' if style == "escaped" else json.dumps(key)


def _walked(text: bytes, line: int) -> list[Row]:
    return [("f", line, *each) for each in alleles_in(decode(text))]


def _assert_same(lines: Iterable[bytes], texts: AlikeTexts) -> None:
    for number, line in enumerate(lines, 1):
        assert texts.search(line, "f", number) == _walked(line, number)


@pytest.mark.slow
@settings(max_examples=100)
@given(_alike(), st.integers(1, 5))
def test_any_texts(lines: list[bytes], sample: int) -> None:
    _assert_same(lines, AlikeTexts(0, sample))


ALLELE: Final = {
    "id": VRS_ID, "type": "Allele", "location": {"type": "SequenceLocation"}, "state": {"s": "T"},
}  # fmt: skip
OTHER: Final = {**ALLELE, "id": "other"}
UNTYPED: Final = {"state": {}, "location": {"type": "SequenceLocation"}}
CODE: Final = {"system": "s", "code": "CA12345"}


@pytest.mark.parametrize(
    ("shown", "others"),
    [
        ([{"a": ALLELE, "b": OTHER}], [{"b": ALLELE, "a": OTHER}]),
        ([{"c": {"a": ALLELE, "b": OTHER}}], [{"c": {"b": ALLELE, "a": OTHER}}]),
        ([{"c": [{"a": ALLELE, "b": OTHER}]}], [{"c": [{"b": ALLELE, "a": OTHER}, {"a": OTHER}]}]),
        ([{"a": ALLELE, "caid": "CA12345"}], [{"caid": "CA12345", "a": ALLELE}]),
        ([{"a": ALLELE, "x": "1"}], [{"x": "CAR:CA1", "a": ALLELE}, {"a": ALLELE, "x": "CAR:CA1"}]),
        ([{"a": {"id": "i"}}], [{"a": {"id": "ga4gh:VA.x"}}, {"a": {"id": VRS_ID}}]),
        ([{"a": {"id": "ga4gh:VA.x"}}, {"a": {"id": "i"}}], [{"a": {"id": VRS_ID}}]),
        ([{"a": {**UNTYPED, "type": "x"}}, {"a": {"location": {}}}], [{"a": UNTYPED}]),
        ([{"a": {"location": {}}}], [{"a": UNTYPED}]),
        ([CODE], [{**CODE, "system": "allele registry"}, {"code": "CA12345"}]),
        ([{"system": f"s{n}", "code": "CA12345"} for n in range(70)],
         [{"system": "allele registry", "code": "CA12345"}]),
        ([{"codes": [CODE]}], [{"codes": [CODE, {**CODE, "system": "caid"}]}]),
        ([{"type": "CAR:CA12", "a": 1}], [{"type": "x", "a": 1}]),
        ([{**ALLELE, "alleleName": [{"name": "n"}]}], [{**ALLELE, "alleleName": []}]),
        ([{**ALLELE, "expressions": [{"value": "n"}], "digest": "d"}],
         [ALLELE, {**ALLELE, "id": 5}]),
        ([{"a": ALLELE}, {"a": OTHER}],
         [{"a": {**ALLELE, "@context": "x"}}, {"a": {"id": VRS_ID}}]),
        ([{"a": {**ALLELE, "resourceType": "x"}}], [{"a": ALLELE}]),
        ([{"a": {"@id": "urn:x"}}], [{"a": {"@id": "http://reg.genome.network/allele/CA1"}}]),
        ([{"a": {"@type": ["Gene"]}}], [{"a": {"@type": ["CanonicalAllele"]}}]),
        ([{"a": OTHER}, {"a": {"type": "Gene", "location": {}}}], [{"a": {"type": "Gene"}}]),
        ([{"a": ALLELE}, {"a": {"type": "Gene", "location": 1}}], [{"a": {"type": "Allele"}}]),
        ([{"a": [], "b": None, "c": True, "d": {}}],
         [{"a": [ALLELE], "b": ALLELE, "c": "CAR:CA1", "d": {"e": ALLELE}}]),
        ([{"caids": ["CA12345"], "n": [["CAR:CA1"]]}], [{"caids": ["CA1", "CA12345"], "n": ["x"]}]),
        ([{"a": [1, "x", [ALLELE], {"b": ALLELE}]}], [{"a": [[[ALLELE]], "CAR:CA1"]}]),
        ([{"type": "CategoricalVariant", "name": "n", "members": [ALLELE]}],
         [{"type": "CategoricalVariant", "members": [OTHER, VRS_ID]}]),
        ([{"type": "CopyNumberCount", "copies": 3}], [{"type": "CopyNumberCount", "location": {}}]),
        ([{f"k{n}": {"caid": "CA12345"}} for n in range(150)], [{"k0": ALLELE}]),
        ([[ALLELE]], [ALLELE]), (["CAR:CA1"], [5]), ([{}], [{"a": ALLELE}]),
        ([{"a\\b\"": ALLELE, "{x}": [ALLELE]}], [{"'": ALLELE}]),
        ([json.loads("[" * 60 + json.dumps(ALLELE) + "]" * 60)], [ALLELE]),
        ([{"x": json.loads("[" * 60 + json.dumps(ALLELE) + "]" * 60), "b": OTHER}],
         [{"x": ALLELE}]),
        ([json.loads('{"a": ' * 60 + json.dumps(ALLELE) + "}" * 60)], [{"a": ALLELE}]),
    ],
)  # fmt: skip
def test_texts_that_differ_where_it_counts(shown: list[Any], others: list[Any]) -> None:
    """Also when what was shown is shown so often that strings are taken for codes."""
    for times in (1, 60):
        texts = [json.dumps(each).encode() for each in [*shown * times, *others, *shown]]
        _assert_same(texts, AlikeTexts(0, len(shown) * times))


def test_keys_in_another_order_that_a_text_hides() -> None:
    a, b = f'"a":{json.dumps(ALLELE)}', f'"b":{json.dumps(OTHER)}'
    others = [
        f"{{{b},{a}}}", f"{{{b},{a},{b}}}", f"{{{a},{b},{a}}}", f'{{"x":"b",{a},{b}}}',
        f'{{"\\u0062"{b[3:]},{a},{b}}}', f'{{{b},"\\u0061"{a[3:]}}}', f'{{{a} , {b}}}',
    ]  # fmt: skip
    shown = [f'{{"x":"{n}",{a},{b}}}' for n in range(3)] + [f"{{{a},{b}}}"]
    _assert_same([text.encode() for text in shown + others], AlikeTexts(0, 4))


def test_statements_are_not_walked_once_their_shape_is_known(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = corpus(tmp_path, 600, STATEMENTS).read_bytes().splitlines()
    expected = [_walked(line, number) for number, line in enumerate(lines, 1)]
    texts, walked = AlikeTexts(), list[Any]()

    def walk(value: Any) -> Any:
        walked.append(value)
        return list(alleles_in(value))

    monkeypatch.setattr(alike_texts, "search", walk)
    assert [texts.search(line, "f", n) for n, line in enumerate(lines, 1)] == expected
    assert len(lines) == 600
    assert len(walked) == 300
