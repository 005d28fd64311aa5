"""Graphs that stand as written are found whole, wherever chunks of the file end."""

from __future__ import annotations

import io
import random
from pathlib import Path

import pytest

from clingen_ld import Report, validate
from clingen_ld.compiled.framing import DirectFramer
from clingen_ld.messages import placed_quads, written_graphs
from clingen_ld.messages.written_graphs import Known, OtherLines, WrittenGraph
from clingen_ld.model import DEFAULT_BASE, load_model


def nothing(*_: object) -> None:
    """Knows no graph."""


def parts(
    text: str, most: int = 1 << 30, known: Known = nothing
) -> tuple[list[WrittenGraph], bytes]:
    """The graphs, and the lines that follow them."""
    graphs: list[WrittenGraph] = []
    for part in written_graphs.written_graphs(io.BytesIO(text.encode()), most, known):
        if isinstance(part, OtherLines):
            return graphs, b"".join(part.lines)
        graphs.append(part)
    return graphs, b""


def name_of(line: str) -> str:
    return line.split()[-2][1:-1]


@pytest.fixture(params=[1, 60, 400, 1 << 18])
def chunk(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(written_graphs, "_CHUNK", request.param)


@pytest.mark.usefixtures("chunk")
def test_all_lines_are_there_and_each_graph_is_whole(lines: list[str]) -> None:
    some = lines[:900]
    for end in ("", "\n"):
        graphs, others = parts("".join(some)[:-1] + end)
        assert others == b""
        assert "".join(graph.text for graph in graphs) == "".join(some)
        assert [graph.name for graph in graphs] == list(dict.fromkeys(map(name_of, some)))


@pytest.mark.usefixtures("chunk")
@pytest.mark.parametrize(
    "odd",
    [
        "# said\n",
        "\n",
        "_:a <urn:b> <urn:c> <urn:d> .\n",
        "nonsense",
        "<urn:a> <urn:b>\r\n",
        "<urn:a>",
    ],
)
def test_lines_from_an_odd_one_on_are_others(odd: str, lines: list[str]) -> None:
    text = "".join([*lines[:300], odd, *lines[300:400]])
    graphs, others = parts(text)
    assert ("".join(graph.text for graph in graphs)).encode() + others == text.encode()
    assert odd.encode() in others
    assert name_of(lines[0]) in {graph.name for graph in graphs}
    # That before the odd line may go on behind it.
    assert name_of(lines[299]) not in {graph.name for graph in graphs}


@pytest.mark.usefixtures("chunk")
@pytest.mark.parametrize("odd", ["", "# said\n", "<urn:a> <urn:b>"])
def test_those_that_are_known_are_found_as_others_are(odd: str, lines: list[str]) -> None:
    text = "".join([*lines[:400], odd, *lines[400:500]])
    framer = DirectFramer(load_model(), DEFAULT_BASE)
    for _ in range(2):
        graphs, others = parts(text)
        known, other = parts(text, known=framer.known)
        assert other == others
        assert [each[:3] for each in known] == [each[:3] for each in graphs]
        for each in known:
            framer.decode_written(each.name, each.text)
    assert all(each.found is None or each.found[0].iri == each.name for each in known)
    # The odd line, and the end, may be within a graph.
    assert sum(each.found is None for each in known) <= 3


@pytest.mark.usefixtures("chunk")
def test_names_that_begin_alike() -> None:
    text = "".join(
        f'<urn:x:{n}> <urn:p> "{m}" <urn:x:{n}> .\n<urn:x:{n}#/a> <urn:p> "b" <urn:x:{n}> .\n'
        for n in (1, 10, 100, 1000, 2)
        for m in range(2)
    )
    graphs, others = parts(text)
    assert [graph.name for graph in graphs] == [f"urn:x:{n}" for n in (1, 10, 100, 1000, 2)]
    assert others == b""


@pytest.mark.usefixtures("chunk")
def test_a_graph_that_is_too_long() -> None:
    short, long = (f"<urn:{n}> <urn:p> <urn:o> <urn:{n}> .\n" * n for n in (3, 400))
    graphs, others = parts(short + long + short.replace("3", "4"), 5_000)
    assert [graph.text for graph in graphs] in ([], [short])
    assert (
        "".join(graph.text for graph in graphs).encode() + others
        == (short + long + short.replace("3", "4")).encode()
    )


def _report(path: Path) -> Report:
    return validate(path, largest=path.stat().st_size - 1)


def test_grouped_quads_are_read_once(
    lines: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And others again, from their beginning."""
    asked: list[bool] = []
    is_grouped = placed_quads._is_grouped

    def counted(*given: object) -> bool:
        asked.append(is_grouped(*given))  # type: ignore[arg-type]
        return asked[-1]

    monkeypatch.setattr(placed_quads, "_is_grouped", counted)
    by_graph: dict[str, list[str]] = {}
    for line in lines:
        by_graph.setdefault(name_of(line), []).append(line)
    chance = random.Random(1)
    mixed = ["".join(chance.sample(some, len(some))) for some in by_graph.values()]
    path = tmp_path / "some.nq"
    for made in (lines, mixed):
        path.write_text("".join(made))
        assert (_report(path).resources, asked) == (len(by_graph), [])
    two = tmp_path / "two.nq"
    two.write_text("".join([*lines, lines[0]]))
    report = validate([path, two], largest=path.stat().st_size - 1)
    assert asked == [True, False]
    assert report.resources == len(by_graph)
    assert {(finding.file, finding.rule) for finding in report} == {(str(two), "ST-0")}
