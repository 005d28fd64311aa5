"""Large arrays read element by element give what reading them as a whole gives."""

from __future__ import annotations

import gzip
import io
import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

import pytest
import zstandard

from benchmarks.corpora import resources
from clingen_ld import ReadOptions, ValidationOptions, convert, validate
from clingen_ld.bulk.validating import validate as validate_at_once
from clingen_ld.messages import streams
from clingen_ld.messages.message import Item, Problem
from clingen_ld.messages.reading import read_stream
from clingen_ld.messages.text import json_arrays
from clingen_ld.messages.text.json_arrays import is_right_array
from clingen_ld.model import load_model
from clingen_ld.validation.checking import check_message, problem_finding

TREES: list[dict[str, Any]] = list(resources(40))
ODD: list[Any] = [
    {"resourceType": "Gene", "id": "G1", "symbl": "Ü\u2028\U0001f600", "symbol": ["x" * 300]},
    [{"resourceType": "Gene"}, [], 7],
    "plain",
    12.5,
    None,
    {},
    {"resourceType": "Nothing"},
    {"@context": "https://w3id.org/x", "@type": "Gene"},
]


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is large, and read at once, in these tests."""
    monkeypatch.setattr(streams, "ENOUGH", 64)
    monkeypatch.setattr(json_arrays, "CHUNK", 997)


def _layouts(trees: list[Any]) -> list[str]:
    lines = [json.dumps(tree, ensure_ascii=False) for tree in trees]
    return [
        json.dumps(trees),
        json.dumps(trees, indent=1, ensure_ascii=False),
        json.dumps(trees, indent="\t").replace("\n", "\r\n"),
        json.dumps(trees, indent=2).replace("\n", "\r"),
        "[\n" + ",\n".join(lines) + "\n]\n",
        "\ufeff \n [" + " ,  ".join(lines) + "]  \n\n",
        "[" + "\n,".join(lines) + "\n\n]",
    ]


def _told(items: list[Item]) -> list[Any]:
    """All that items say, with the places of all faults."""
    model = load_model()
    told: list[Any] = []
    for item in items:
        if isinstance(item, Problem):
            found = [problem_finding(item, model)]
            told.append((found, [f.excerpt for f in found]))
        else:
            found = list(check_message(item, model))
            places = [item.place(p) for p in ("", "/id", "/identifier/0/value", "/nothing")]
            shown = [f.excerpt for f in found] + [item.locator.excerpt(p) for p in places]
            told.append((item.iri, item.type, item.form, item.normal.tree, found, places, shown))
    return told


def _both(text: bytes, monkeypatch: pytest.MonkeyPatch, **options: Any) -> tuple[int, list[Any]]:
    """What is read, which is the same element by element; and how many arrays were right."""
    chosen, model = ReadOptions(**options), load_model()
    right = []

    def is_right(stream: BinaryIO, largest: int) -> bool:
        right.append(is_right_array(stream, largest))
        return right[-1]

    monkeypatch.setattr(json_arrays, "is_right_array", is_right)
    parts = _told(list(read_stream(io.BytesIO(text), "f", chosen, model)))
    monkeypatch.setattr(json_arrays, "is_right_array", lambda _, __: False)
    whole = _told(list(read_stream(io.BytesIO(text), "f", chosen, model)))
    assert parts == whole
    return sum(right), whole


@pytest.mark.slow
@pytest.mark.parametrize("n", range(7))
def test_right_arrays(n: int, monkeypatch: pytest.MonkeyPatch) -> None:
    for trees in (TREES, ODD * 3, [*TREES[:5], *ODD, *TREES[5:]]):
        text = _layouts(trees)[n].encode()
        for engine in ("auto", "direct", "standard"):
            right, told = _both(text, monkeypatch, engine=engine)
            assert right == 1
            assert len(told) >= len(trees)


def test_one_long_element(monkeypatch: pytest.MonkeyPatch) -> None:
    long = TREES[3] | {"note": "y" * 50_000}
    assert _both(json.dumps([long, TREES[0], 1234567]).encode(), monkeypatch)[0] == 1
    assert _both(json.dumps([long]).encode(), monkeypatch)[0] == 1


FAULTS: list[Callable[[str], str]] = [
    lambda t: t[:-1], lambda t: t + "]", lambda t: t + " x", lambda t: t + "[]",
    lambda t: t.replace(", {", " {", 1), lambda t: t.replace(", {", ",, {", 1),
    lambda t: t[:-1] + ",]", lambda t: "[," + t[1:], lambda t: t[: len(t) // 2],
    lambda t: t.replace('"id"', '"id": 1, "id"', 1), lambda t: t.replace('"id"', "'id'", 1),
    lambda t: t.replace("{", '{"n": NaN, ', 1), lambda t: t.replace("{", '{"n": 1e999, ', 1),
    lambda t: t.replace("{", '{"n": "\\ud800", ', 1), lambda t: t.replace("{", '{"n": "\x01", ', 1),
    lambda t: t.replace("{", '{"n": ' + "9" * 5000 + ", ", 1),
    lambda t: t.replace("{", '{"n": ' + "[" * 198 + "]" * 198 + ", ", 1),
    lambda t: t.replace("{", '{"n": ' + "[" * 199 + "]" * 199 + ", ", 1),
    lambda t: t.replace("{", '{"n": ' + "[" * 9000 + "]" * 9000 + ", ", 1),
    lambda t: t.replace("{", "{// comment\n", 1), lambda t: "[" + "\n" * 100,
    lambda t: t.replace(":", "", 1), lambda t: t.replace("}", "", 1), lambda t: "[" * 100,
]  # fmt: skip


@pytest.mark.parametrize("n", range(len(FAULTS)))
def test_broken_arrays(n: int, monkeypatch: pytest.MonkeyPatch) -> None:
    text = FAULTS[n](json.dumps(TREES[:8]))
    _both(text.encode("utf-8", "surrogatepass"), monkeypatch)


def test_bytes_that_are_no_text(monkeypatch: pytest.MonkeyPatch) -> None:
    text = json.dumps(TREES[:8]).encode()
    for odd in (b"\xff", b"\0", b"\xed\xa0\x80", b"\xe2\x82"):
        for at in (70, len(text) // 2, len(text)):
            assert _both(text[:at] + odd + text[at:], monkeypatch)[0] == 0


@pytest.mark.slow
def test_any_change(monkeypatch: pytest.MonkeyPatch) -> None:
    text = json.dumps([*TREES[:3], *ODD])
    made = random.Random(5)
    for _ in range(150):
        at, to = (
            made.randrange(len(text)),
            made.choice(["", "[", "]", "{", "}", ",", '"', "\n", "1"]),
        )
        changed = text[:at] + to + text[at + made.randrange(2) :]
        _both(changed.encode(), monkeypatch)


@pytest.mark.slow
def test_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    trees = [*TREES, {"resourceType": "Gene", "id": "G9", "symbl": "x"}]
    text = json.dumps(trees, indent=1).encode()
    (tmp_path / "a.json").write_bytes(text)
    (tmp_path / "b.json.gz").write_bytes(gzip.compress(text))
    (tmp_path / "c.json.zst").write_bytes(zstandard.compress(text))
    (tmp_path / "d.json").write_bytes(text[:-3])
    report, written = validate(tmp_path), convert(tmp_path, "nquads")
    assert validate_at_once(tmp_path, ValidationOptions(), jobs=2) == report
    monkeypatch.setattr(json_arrays, "is_right_array", lambda _, __: False)
    assert validate(tmp_path) == report
    assert convert(tmp_path, "nquads") == written
    assert written.resources == 3 * len(trees)
