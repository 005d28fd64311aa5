"""Portions of inputs, which are read one by one; and folders that are there when they are whole."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path
from typing import Any

import pytest

from clingen_ld import InputError
from clingen_ld.bulk import portions as module
from clingen_ld.bulk.portions import Span, lost_portion, portions, read_portion, whole_folder
from clingen_ld.messages.message import Item, Message, ReadOptions
from clingen_ld.messages.reading import read_input
from clingen_ld.model import Model


def test_a_new_folder(tmp_path: Path) -> None:
    with whole_folder(tmp_path / "made") as folder:
        (folder / "a").write_text("a")
        assert not (tmp_path / "made").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["made"]
    assert (tmp_path / "made" / "a").read_text() == "a"


def test_an_empty_folder_may_be_there(tmp_path: Path) -> None:
    (tmp_path / "made").mkdir()
    with whole_folder(tmp_path / "made") as folder:
        (folder / "a").touch()
    assert [path.name for path in (tmp_path / "made").iterdir()] == ["a"]


def test_what_fails_leaves_nothing(tmp_path: Path) -> None:
    def fail() -> None:
        with whole_folder(tmp_path / "made") as folder:
            (folder / "a").touch()
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail()
    assert not list(tmp_path.iterdir())


def test_places_where_no_folder_can_be(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "mine").touch()
    for name, said in (
        ("folder", "there is something in this folder; name a new one"),
        ("file", "Not a directory"),
        ("none/below", "No such file or directory"),
        ("\0", "not a valid folder name"),
    ):
        with pytest.raises(InputError, match=said), whole_folder(f"{tmp_path}/{name}"):
            raise AssertionError("there is nothing to write to")
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["file", "folder", "mine"]


# --- Portions

GENES = [{"resourceType": "Gene", "id": f"G{n}", "symbol": f"S{n}"} for n in range(40)]
LINES = "".join(f"{json.dumps(gene)}\n" for gene in GENES)
INPUTS = {
    "lines.ndjson": LINES.encode(),
    "packed.ndjson.gz": gzip.compress(LINES.encode()),
    "array.json": json.dumps(GENES).encode(),
    "one.json": json.dumps(GENES[0]).encode(),
    "damaged.ndjson.gz": gzip.compress(LINES.encode() * 5)[:-20],
    "long.ndjson": f'{LINES}{{"a": "{"x" * 9000}"}}\n{LINES}'.encode(),
}


def said(items: list[Item]) -> list[Any]:
    """All that items say, whichever way they were read."""
    return [
        (item.iri, item.normal.tree, item.place("/symbol")) if isinstance(item, Message)
        else (item.rule, item.values, item.line, item.column)
        for item in items
    ]  # fmt: skip


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_SIZE", 500)


@pytest.mark.parametrize("name", INPUTS)
@pytest.mark.usefixtures("small")
def test_portions_say_what_the_whole_does(name: str, tmp_path: Path, model: Model) -> None:
    path = tmp_path / name
    path.write_bytes(INPUTS[name])
    options = ReadOptions(largest=5000)
    found = list(portions([path], options))
    read = [item for portion in found for item in read_portion(portion, options, model)]
    whole = said(list(read_input(str(path), options, model)))
    assert said(read)[: len(whole) - 1] == whole[: len(whole) - 1]
    assert len(read) == len(whole)


@pytest.mark.usefixtures("small")
def test_lines_of_a_file_are_spans_of_it(tmp_path: Path) -> None:
    path = tmp_path / "lines.ndjson"
    path.write_text(LINES * 100)  # more than what is read to tell that it has lines
    seen: list[bytes] = []
    found = list(portions([path], ReadOptions(), look=seen.append))
    assert len(found) > 3
    spans = [portion.lines for portion in found if isinstance(portion.lines, Span)]
    assert len(spans) == len(found)
    assert b"".join(span.read() for span in spans) == b"".join(seen) == LINES.encode() * 100
    assert [portion.first_line for portion in found[:2]] == [1, spans[0].many + 1]
    assert spans[1].before(10) == spans[0].read()[-10:]
    assert spans[1].after(10) == spans[2].read()[:10]


def test_a_portion_has_at_least_the_size_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "lines.ndjson"
    path.write_text(LINES)
    [portion] = portions([path], ReadOptions(), {str(path): "shown"}, largest=1 << 20)
    assert portion.file == "shown"


def test_an_input_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="none"):
        list(portions([tmp_path / "none.json"], ReadOptions()))


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("lines.ndjson", r"lines 1 to \d+ could not be read"),
        ("packed.ndjson.gz", r"lines 1 to \d+ could not be read"),
        ("one.json", "this file could not be read"),
    ],
)
def test_a_portion_that_ended_its_process(name: str, what: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(INPUTS[name])
    first = next(iter(portions([tmp_path / name], ReadOptions())))
    problem = lost_portion(first, "ended with signal 9")
    assert (problem.rule, problem.line) == ("ST-0", 1)
    [message] = problem.values.values()
    assert re.match(what, message)
    assert "ended with signal 9" in message
