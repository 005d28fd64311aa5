"""N-Quads that are read graph by graph give what they give as a whole."""

from __future__ import annotations

import gc
import gzip
import io
import json
import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.corpora import documents as made_documents
from clingen_ld import Document, InputError, ReadOptions, convert
from clingen_ld.messages.message import NoText
from clingen_ld.messages.n_quads import grouped, grouping, written
from clingen_ld.messages.reading import read_inputs
from clingen_ld.model import Model
from tests.messages.registry.documents import DOCUMENTS

STANDARD = ReadOptions(engine="standard")


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


@pytest.mark.slow
@pytest.mark.parametrize("how", ["as written", "scattered", "twice", "mixed"])
def test_what_documents_tell_of_resources_in_part(
    how: str, tmp_path: Path, model: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    documents = [*made_documents(12), *DOCUMENTS.values()]
    given = "".join(f"{json.dumps(each)}\n" for each in documents if "genomicAlleles" in each)
    lines = (convert(Document(given), "nquads").text or "").splitlines(keepends=True)
    told = [n for n, line in enumerate(lines) if "#subsetted-" in line]
    path = tmp_path / "told.nq"
    if how == "scattered":
        lines.append(lines.pop(told[3]))
    elif how == "twice":
        lines += lines[told[0] : told[-1]]
    elif how == "mixed":
        monkeypatch.setattr(grouped, "LARGE", 1000)
        random.Random(1).shuffle(lines)
    path.write_text("".join(lines))
    assert is_grouped(path, model) == (how in ("as written", "mixed"))
    assert_same(path)
    assert convert(path, "registry").text == convert(path, "registry", options=STANDARD).text


@pytest.mark.parametrize("chunk", [1, 5000, 1 << 18])
@pytest.mark.parametrize("most", [2, 1024])
@pytest.mark.parametrize("more", ["", "again", "other", "before"])
def test_partial_descriptions_that_come_again(
    more: str, most: int, chunk: int, tmp_path: Path, model: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With another line behind the one that is known, one more time the same, or one before."""
    monkeypatch.setattr(written, "_CHUNK", chunk)
    monkeypatch.setattr(grouped, "_MOST", most)
    given = "".join(f"{json.dumps(each)}\n" for each in made_documents(4))
    lines = (convert(Document(given), "nquads").text or "").splitlines(keepends=True)
    told = [n for n, line in enumerate(lines) if "#subsetted-" in line]
    last = max(n for n in told if lines.index(lines[n]) < n)
    end = next(n for n in range(last, len(lines) + 1) if lines[n : n + 1] != lines[last : last + 1])
    while end < len(lines) and lines[end].split()[-2] == lines[last].split()[-2]:
        end += 1
    other = lines[last].replace("> <", "#/x> <", 1)
    lines[end:end] = {"": [], "again": [lines[last]], "other": [other], "before": []}[more]
    if more == "before":
        lines.insert(last, f"<urn:x:a> <urn:x:b> <urn:x:c> {lines[last].split()[-2]} .\n")
    path = tmp_path / "told.nq"
    path.write_text("".join(lines))
    assert more or is_grouped(path, model)
    assert_same(path)
    assert convert(path, "registry").text == convert(path, "registry", options=STANDARD).text


@pytest.mark.parametrize("chunk", [1, 100, 10_000])
def test_no_resource_is_lost_where_other_lines_begin(
    chunk: int, model: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They begin at a graph that is too long; that right before it is partial."""
    monkeypatch.setattr(written, "_CHUNK", chunk)
    given = "".join(f"{json.dumps(each)}\n" for each in made_documents(20))
    lines = (convert(Document(given), "nquads").text or "").splitlines(keepends=True)
    lines.sort(key=lambda line: ("#subsetted-" not in line, "ContextualAllele" in line.split()[-2]))
    text = "".join(lines).encode()

    def iris(largest: int) -> list[str]:
        options = ReadOptions(placed=False, largest=largest)
        found = grouped.read_grouped(io.BytesIO(text), "x", options, model)
        return [message.iri for message in found or ()]

    expected = iris(1 << 30)
    assert len(expected) > 20
    for largest in (100, 8_000, 10_000, 12_000, 15_000):
        assert iris(largest) == expected


@pytest.mark.slow
@pytest.mark.parametrize(
    "how", ["scattered", "foreign", "default", "blank", "broken", "empty", "told"]
)
def test_what_must_be_read_as_a_whole(
    how: str, lines: list[str], tmp_path: Path, model: Model
) -> None:
    graph = lines[0].split()[-2]
    made = {
        "scattered": [*lines[1:], lines[0]],
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


@pytest.mark.slow
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


@pytest.mark.slow
@pytest.mark.parametrize("how", ["scattered", "mixed", "sorted", "no end"])
def test_large_files_are_grouped_on_disk(
    how: str, lines: list[str], tmp_path: Path, model: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(grouped, "LARGE", 1000)
    monkeypatch.setattr(grouping, "_KNOWN", 3)
    chance = random.Random(3)
    made = {
        "scattered": [*lines[1:], lines[0]],
        "mixed": chance.sample(lines, len(lines)),
        "sorted": sorted(lines, key=lambda line: line.split()[1]),
        "no end": [*lines[5:], *lines[:4], lines[4].rstrip("\n")],
    }[how]
    path = tmp_path / "mixed.nq"
    path.write_text("".join(made))
    assert is_grouped(path, model)
    assert_same(path)
    convert(path, "nquads", tmp_path / "again.nq.zst")
    (tmp_path / "packed.nq.gz").write_bytes(gzip.compress(path.read_bytes()))
    assert is_grouped(tmp_path / "packed.nq.gz", model)


def test_long_graphs_are_not_held_to_be_known_again(monkeypatch: pytest.MonkeyPatch) -> None:
    held: list[int] = []

    class Before(grouping._Before):
        def __new__(cls, name: str, end: bytes, lines: list[bytes], text: str) -> Before:
            held.append(len(lines))
            return super().__new__(cls, name, end, lines, text)

    monkeypatch.setattr(grouping, "_Before", Before)
    lines = [
        f'<http://x/{size}> <http://x/p> "{n}" <http://x/{size}#subsetted-0123456789abcdef> .\n'
        for size in (2, 1000, 3, 4)
        for n in range(size)
    ]
    found = list(grouping.graphs(line.encode() for line in lines))
    assert [text.count("\n") for _, text in found] == [2, 1000, 3, 4]
    assert held == [2, 3]


@pytest.mark.slow
@pytest.mark.parametrize("how", ["foreign", "default", "broken"])
def test_large_files_with_oddities(
    how: str, lines: list[str], tmp_path: Path, model: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(grouped, "LARGE", 1000)
    odd = {
        "foreign": "<http://x/a> <http://x/b> <http://x/c> <http://x/d> .\n",
        "default": "<http://x/a> <http://x/b> <http://x/c> .\n",
        "broken": "<http://x/a> nonsense\n",
    }[how]
    path = tmp_path / "odd.nq"
    path.write_text("".join([*lines[1:], odd, lines[0]]))
    assert not is_grouped(path, model)
    assert_same(path)


@pytest.mark.slow
@pytest.mark.parametrize("how", ["grouped", "scattered", "odd"])
def test_standard_input(how: str, lines: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    extra = {"grouped": [], "scattered": lines[:1], "odd": ["<http://x/a> <http://x/b> nonsense"]}[
        how
    ]
    text = "".join([*lines[how == "scattered" :], *extra])
    found = []
    for options in (ReadOptions(), STANDARD):
        stdin = subprocess.run(
            [sys.executable, "-c", SCRIPT, options.engine],
            input=text,
            capture_output=True,
            text=True,
            check=True,
        )
        found.append(stdin.stdout)
    assert found[0] == found[1]
    assert len(found[0]) > 100


SCRIPT = """
import sys
from clingen_ld import convert, ReadOptions
done = convert("-", "resource-json", options=ReadOptions(engine=sys.argv[1]))
print(done.text, done.problems)
"""


def test_graphs_of_a_large_file_that_the_fast_path_does_not_take(
    tmp_path: Path, model: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    genes = [{"gene": f"#/gene/{n}"} for n in range(2)]
    variant = {"type": "CategoricalVariant", "id": "clinvar:1", "name": "t(2;15)(q23.1;q25.3)",
               "extensions": [{"name": "genes", "value": genes}]}  # fmt: skip
    given = "".join(f"{json.dumps(variant | {'id': f'clinvar:{n}'})}\n" for n in range(9))
    lines = (convert(Document(given), "nquads").text or "").splitlines(keepends=True)
    random.Random(2).shuffle(lines)
    path = tmp_path / "variants.nq"
    path.write_text("".join(lines))
    assert not is_grouped(path, model)
    monkeypatch.setattr(grouped, "LARGE", 1000)
    assert is_grouped(path, model)
    back = [json.loads(line) for line in (convert(path, "vrs").text or "").splitlines()]
    told = [json.loads(line) for line in given.splitlines()]
    assert sorted(back, key=lambda each: each["id"]) == told
    assert_same(path)
