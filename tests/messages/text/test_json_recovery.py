"""Reading on behind syntax errors of JSON."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest

from clingen_ld.messages.message import Message, Problem, ReadOptions
from clingen_ld.messages.reading import read_text
from clingen_ld.messages.text import json_recovery
from clingen_ld.messages.text.json_recovery import recover
from clingen_ld.model import load_model
from clingen_ld.validation.session import ValidationOptions, validate

CERTAIN = {
    '{"a": "x\ny"}': ({"a": "x\ny"}, [8]),
    '{"a": "x\ty\r\nz", "b": 1}': ({"a": "x\ty\r\nz", "b": 1}, [8]),
    '{"a\nb": 1}': ({"a\nb": 1}, [3]),
    '{"a": 1,}': ({"a": 1}, [7]),
    '{"a": [1, 2, ], }': ({"a": [1, 2]}, [11, 14]),
    '{"a": 1 "b": 2}': ({"a": 1, "b": 2}, [8]),
    '{"a": {}\n"b": []\n"c": "x"}': ({"a": {}, "b": [], "c": "x"}, [9, 17]),
    '[1 2 "x" {} []]': ([1, 2, "x", {}, []], [3, 5, 9, 12]),
    '[{"a": 1}{"b": 2}]': ([{"a": 1}, {"b": 2}], [9]),
    '{"a": 1,, "b": 2}': ({"a": 1, "b": 2}, [8]),
    "[,1]": ([1], [1]),
    '{"a" 1, "b" {"c" "d"}}': ({"a": 1, "b": {"c": "d"}}, [4, 11, 16]),
    '{"a": 1, // one\n"b": 2}': ({"a": 1, "b": 2}, [9]),
    '/* all */ {"a": 1 /* * / */} # end': ({"a": 1}, [0, 18, 29]),
    '{a: None, "b": True}': ({"a": None, "b": True}, [1, 4, 15]),
    "{'a': 'b', “c”: ‘d’}": ({"a": "b", "c": "d"}, [1, 6, 11, 16]),
    '{"a": word, "b": [x, y]}': ({"a": "word", "b": ["x", "y"]}, [6, 18, 21]),
    '{"a": "C:\\dir"}': ({"a": "C:\\dir"}, [9]),
    '{"a":\u00a01}': ({"a": 1}, [5]),
    '{"a": NaN, "b": [-Infinity, nan, +inf]}': ({"a": None, "b": [None] * 3}, [6, 17, 28, 33]),
    '{"nan": 1, "a": "NaN", "b": infinite,}': ({"nan": 1, "a": "NaN", "b": "infinite"}, [28, 36]),
    '{"a": 1; "b": ["x";"y"]}': ({"a": 1, "b": ["x", "y"]}, [7, 18]),
    '{"a" = 1, "b" => 2}': ({"a": 1, "b": 2}, [4, 13]),
    '{"a": [1]}\n]}\n': ({"a": [1]}, [11]),
    '{"a": "x\ny" "b": [1,],}': ({"a": "x\ny", "b": [1]}, [8, 12, 19, 21]),
}


@pytest.mark.parametrize("text", CERTAIN)
def test_what_is_meant_is_read_and_every_error_is_told(text: str) -> None:
    meant, offsets = CERTAIN[text]
    found = recover(text)
    assert found.text is not None
    assert json.loads(found.text) == meant
    assert [fault.offset for fault in found.faults] == offsets


UNCERTAIN = {
    '{"a": "b "c" d"}': 1,
    '{"a": "open,\n "b": 1}': 1,
    '{"a": }': 1,
    '{"a": , "b": 1}': 1,
    '{"a", "b": 1}': 1,
    '{"a": 1': 1,
    '{"a": [1}': 1,
    '{"a": 1} {"b": 2}': 1,
    '{"a": 1}} {"b": 2}': 1,
    '{"a": 1; b: 2}': 1,
    '{"a": 01}': 1,
    '{"a": "\\u12"}': 1,
    '{"a": /* open }': 1,
    '{"a": 1,, "b": }': 2,
    '{"a": "x\ny", "b": [1,}': 2,
    '{"a": "\\ud800" "b": 1}': 2,
    "": 1,
    "nonsense here": 1,
}


@pytest.mark.parametrize("text", UNCERTAIN)
def test_where_the_meaning_is_uncertain_reading_stops(text: str) -> None:
    found = recover(text)
    assert found.text is None
    assert len(found.faults) == UNCERTAIN[text]
    assert ["reading stopped here" in f.message for f in found.faults] == (
        [False] * (len(found.faults) - 1) + [len(found.faults) > 1]
    )


def test_places_in_the_text_as_given() -> None:
    text = '{"a": "x\ny",, "b" [1 2 // three\n, {c: "\\d"},]}'
    found = recover(text)
    assert found.text is not None
    for token in '"b"', "[", "2", "{", '"x', "]":
        assert found.given(found.text.index(token)) == text.index(token)


def test_no_more_errors_than_anybody_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_recovery, "MOST", 3)
    found = recover("[1,,,,,,2]")
    assert (len(found.faults), found.text) == (3, None)
    monkeypatch.setattr(json_recovery, "LARGEST", 5)
    assert recover("[1,,,,,,2]").faults == ()


def _broken(value: Any, chance: random.Random) -> str:
    text = json.dumps(value, indent=chance.choice([None, 1]))
    for _ in range(chance.randrange(1, 4)):
        at = chance.randrange(len(text))
        text = (
            text[:at]
            + chance.choice([",", '"', "\n", "", " ", ":", "{", "]", "//", "'"])
            + (text[at + chance.randrange(2) :])
        )
    return text


def test_any_broken_text_is_read_on_or_stopped() -> None:
    chance = random.Random(7)
    value = {"a": [1, "x", {"b": None}], "c": {"d": "e f"}, "g": -1.5}
    recovered = 0
    for _ in range(3000):
        text = _broken(value, chance)
        found = recover(text)
        offsets = [fault.offset for fault in found.faults]
        assert all(0 <= offset <= len(text) for offset in offsets)
        if found.text is not None:
            json.loads(found.text)
            recovered += bool(found.faults)
    assert recovered > 200


GENE = """{
  "resourceType": "Gene"
  "id": "G7",
  "identifier": [{"system": "http://www.genenames.org/", "value": "HGNC:1884"},],
  "symbl": "CFTR",
  "name": "CF transmembrane
conductance regulator"
}
"""


def test_validation_reads_on(tmp_path: Path) -> None:
    (tmp_path / "gene.json").write_text(GENE)
    (tmp_path / "sequence.json").write_text(json.dumps({
        "resourceType": "ReferenceSequence", "id": "S7", "referenceSequenceType": "gene",
        "gene": {"reference": "Gene/G7"},
        "identifier": [{"system": "http://www.ncbi.nlm.nih.gov/nuccore", "value": "NG_016465.4"}],
    }))  # fmt: skip
    report = validate(tmp_path)
    assert report.resources == 2
    assert [(f.rule, f.line, f.column) for f in report.findings if f.severity == "error"] == [
        ("ST-0", 3, 3),
        ("ST-0", 4, 79),
        ("ST-1", 5, 3),
        ("ST-0", 6, 28),
    ]


def test_conversion_and_loading_do_not_read_on() -> None:
    [item] = read_text(GENE, ReadOptions(), load_model())
    assert isinstance(item, Problem)
    items = list(read_text(GENE, ValidationOptions().recovering().read, load_model()))
    assert [isinstance(item, Message) for item in items] == [False, False, False, True]
    assert items[-1].place("/name") == ("/name", 6, 11)  # type: ignore[union-attr]
