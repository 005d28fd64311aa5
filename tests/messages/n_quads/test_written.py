"""The graphs of N-Quads that stand as the package writes them, and other lines."""

from __future__ import annotations

import io

import pytest

from clingen_ld.compiled.engine import Decoded
from clingen_ld.compiled.framing import DirectFramer
from clingen_ld.messages.n_quads import written
from clingen_ld.messages.n_quads.written import OtherLines, WrittenGraph
from clingen_ld.model import DEFAULT_BASE, load_model

Found = tuple[Decoded, bytes]


def parts(text: str, most: int = 1 << 30) -> tuple[list[WrittenGraph[Found]], bytes]:
    """The graphs, and the lines that follow them."""
    graphs: list[WrittenGraph[Found]] = []
    read = DirectFramer(load_model(), DEFAULT_BASE).decode_written
    for part in written.written_graphs(io.BytesIO(text.encode()), most, read):
        if isinstance(part, OtherLines):
            return graphs, b"".join(part.lines)
        graphs.append(part)
    return graphs, b""


def name_of(line: str) -> str:
    return line.split()[-2][1:-1]


def graph_name(graph: WrittenGraph[Found]) -> str:
    (name,) = set(map(name_of, graph.text.splitlines()))
    assert graph.found is None or graph.found[0].iri == name
    return name


@pytest.fixture(params=[1, 60, 400, 1 << 18])
def chunk(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(written, "_CHUNK", request.param)


@pytest.mark.usefixtures("chunk")
def test_all_lines_are_there_and_each_graph_is_whole(lines: list[str]) -> None:
    some = lines[:900]
    for end in ("", "\n"):
        graphs, others = parts("".join(some)[:-1] + end)
        assert others == b""
        assert "".join(graph.text for graph in graphs) == "".join(some)
        assert list(map(graph_name, graphs)) == list(dict.fromkeys(map(name_of, some)))


@pytest.mark.slow
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
    assert name_of(lines[0]) in set(map(graph_name, graphs))
    # That before the odd line may go on behind it.
    assert name_of(lines[299]) not in set(map(graph_name, graphs))


@pytest.mark.usefixtures("chunk")
def test_names_that_begin_alike() -> None:
    text = "".join(
        f'<urn:x:{n}> <urn:p> "{m}" <urn:x:{n}> .\n<urn:x:{n}#/a> <urn:p> "b" <urn:x:{n}> .\n'
        for n in (1, 10, 100, 1000, 2)
        for m in range(2)
    )
    graphs, others = parts(text)
    assert list(map(graph_name, graphs)) == [f"urn:x:{n}" for n in (1, 10, 100, 1000, 2)]
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
