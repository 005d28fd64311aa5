"""N-Quads that are read graph by graph give what they give as a whole."""

from __future__ import annotations

import gc
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from clingen_ld import InputError, ReadOptions, convert
from clingen_ld.messages import grouped
from clingen_ld.messages.message import NoText
from clingen_ld.messages.reading import read_inputs
from clingen_ld.model import Model
from clingen_ld.seen import Seen

STANDARD = ReadOptions(engine="standard")


@pytest.fixture
def lines(examples: Path, tmp_path: Path) -> list[str]:
    # In these each resource is there once.
    stories = [examples / story for story in ("brca1", "cx3cr1", "rbm20")]
    convert(stories, "nquads", tmp_path / "all.nq")
    return (tmp_path / "all.nq").read_text().splitlines(keepends=True)


def is_grouped(path: Path, model: Model) -> bool:
    items = read_inputs([path], ReadOptions(placed=False), model)
    return all(isinstance(getattr(item, "locator", None), NoText) for item in items)


def assert_same(path: Path) -> None:
    assert (
        convert(path, "resource-json").text == convert(path, "resource-json", options=STANDARD).text
    )


def test_what_we_wrote(lines: list[str], tmp_path: Path, model: Model) -> None:
    path = tmp_path / "all.nq"
    assert is_grouped(path, model)
    assert_same(path)
    convert(path, "nquads", tmp_path / "again.nq.gz")
    assert is_grouped(tmp_path / "again.nq.gz", model)
    assert convert(tmp_path / "again.nq.gz", "nquads").text == path.read_text()


def test_lines_in_any_order_within_a_graph(lines: list[str], tmp_path: Path, model: Model) -> None:
    chance = random.Random(1)
    by_graph: dict[str, list[str]] = {}
    for line in lines:
        by_graph.setdefault(line.split()[-2], []).append(line)
    path = tmp_path / "mixed.nq"
    path.write_text("".join("".join(chance.sample(g, len(g))) for g in by_graph.values()))
    assert is_grouped(path, model)
    assert_same(path)


@pytest.mark.parametrize("how", ["torn", "foreign", "default", "blank", "broken", "empty", "told"])
def test_what_must_be_read_as_a_whole(
    how: str, lines: list[str], tmp_path: Path, model: Model
) -> None:
    graph = lines[0].split()[-2]
    made = {
        "torn": [*lines[1:], lines[0]],
        "foreign": [*lines, "<http://x/a> <http://x/b> <http://x/c> <http://x/d> .\n"],
        "default": [*lines, "<http://x/a> <http://x/b> <http://x/c> .\n"],
        "blank": [f"_:b <http://x/b> <http://x/c> {graph} .\n", *lines],
        "broken": [*lines, "<http://x/a> nonsense\n"],
        "empty": [],
        "told": [line.replace(f"{graph} .", f"{graph[:-1]}#subsetted> .") for line in lines],
    }[how]
    path = tmp_path / "odd.nq"
    path.write_text("".join(made))
    assert not is_grouped(path, model)
    assert_same(path)
    one = convert(path, "resource-json")
    two = convert(path, "resource-json", options=STANDARD)
    assert one.problems == two.problems


def test_the_names_that_were_seen() -> None:
    with Seen(["a", "b"]) as seen:
        assert ("a" in seen, "c" in seen, len(seen)) == (True, False, 2)
        assert (seen.add("c"), seen.add("c"), len(seen)) == (True, False, 3)


def test_a_stream_that_breaks_off(lines: list[str], model: Model) -> None:
    def breaking() -> Iterator[bytes]:
        yield lines[0].encode()
        raise InputError("it breaks off")

    # A file that waited and is not closed would be a warning, which fails the test.
    with pytest.raises(InputError, match="it breaks off"):
        grouped.read_grouped(breaking(), "x", ReadOptions(), model)
    gc.collect()


def test_what_waits_is_let_go(lines: list[str], model: Model) -> None:
    found = grouped.read_grouped((line.encode() for line in lines), "x", ReadOptions(), model)
    assert found is not None
    first = next(found)
    assert first.file == "x"
    found.close()  # type: ignore[attr-defined]
