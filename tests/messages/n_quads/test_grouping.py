"""Lines of N-Quads by graph: those that follow each other, and grouping the others on disk."""

from __future__ import annotations

import io
import random
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clingen_ld.graph.quads import resource_quads
from clingen_ld.graph.terms import n_quads_line
from clingen_ld.messages.n_quads.grouping import graphs, n_quads, regrouped
from clingen_ld.model import DEFAULT_BASE, load_model
from tests.compiled.test_framing import TREES, grouped


def test_lines_that_come_with_many_graphs_are_grouped_once() -> None:
    shared = [f'<http://x/s> <http://x/p> "{n}" <http://x/s#subsetted-1> .\n' for n in range(3)]
    own = [f'<http://x/{n}> <http://x/p> "o" <http://x/{n}> .\n' for n in range(2000)]
    last = '<http://x/0> <http://x/q> "no end" <http://x/0> .'
    mixed = [line.encode() for each in own for line in (each, *shared)]
    text = b"".join([*mixed, last.encode()])
    for source in (None, io.BytesIO(text)):
        with regrouped(io.BytesIO(text) if source is None else source, source) as found:
            grouped = [line.decode() for line in found]
        assert grouped == [own[0], f"{last}\n", *shared, *own[1:]]


def test_graphs_of_lines() -> None:
    assert grouped("<a> <b> <c> <g> .", '_:x <b> "d e"@en <g> .', "<a> <b> <c> <h> .") == [
        ("g", '<a> <b> <c> .\n_:x <b> "d e"@en .\n'),
        ("h", "<a> <b> <c> .\n"),
    ]
    assert grouped() == []


@pytest.mark.parametrize(
    "odd",
    ["<a> <b> <c> .", "# nothing", "", '<a> <b> "<g> ." .', "<a> <b> <c> _:g .",
     "<a>\t<b> <c> <g>.", '<a> <b> "c\\" <h> .'],
)  # fmt: skip
def test_lines_that_tell_no_graph(odd: str) -> None:
    assert grouped(odd, odd) == [("", f"{odd}\n{odd}\n")]
    assert grouped("<a> <b> <c> <g> .", odd, "<a> <b> <d> <g> .") == [
        ("g", "<a> <b> <c> .\n"),
        ("", f"{odd}\n"),
        ("g", "<a> <b> <d> .\n"),
    ]


@given(chance=st.randoms(use_true_random=False))
def test_no_line_is_lost(chance: random.Random) -> None:
    lines = [
        n_quads_line(quad).encode()
        for tree in chance.sample(TREES, 3)
        for quad in resource_quads(tree, load_model(), DEFAULT_BASE)
    ]
    subject = lines[0].split(b" ")[0]
    lines[chance.randrange(len(lines))] = b"<a> <b> %s .\n" % subject
    again = "".join(n_quads(name, text) for name, text in graphs(iter(lines)))
    assert again.encode() == b"".join(lines)


def test_graphs_come_one_at_a_time() -> None:
    taken = []

    def lines() -> Iterator[bytes]:
        for n in range(9):
            taken.append(n)
            yield b"<a> <b> <c> <g%d> .\n" % (n // 3)

    found = graphs(lines())
    next(found)
    assert len(taken) == 4


def test_partial_descriptions_that_come_again() -> None:
    told = [
        b'<urn:g> <urn:p> "1" <urn:g#subsetted-1> .\n',
        b'<urn:g> <urn:q> "2" <urn:g#subsetted-1> .\n',
    ]
    other = b'<urn:r> <urn:p> "3" <urn:r> .\n'
    once = ("urn:g#subsetted-1", '<urn:g> <urn:p> "1" .\n<urn:g> <urn:q> "2" .\n')
    rest = ("urn:r", '<urn:r> <urn:p> "3" .\n')
    assert list(graphs([*told, other, *told, other, *told])) == [once, rest, once, rest, once]
    cut = (once[0], '<urn:g> <urn:p> "1" .\n')
    assert list(graphs([*told, other, told[0], other, *told])) == [once, rest, cut, rest, once]
    more = (once[0], once[1] + '<urn:g> <urn:q> "2" .\n')
    assert list(graphs([*told, other, *told, told[1]])) == [once, rest, more]
    assert list(graphs([told[0], other, *told, other])) == [cut, rest, once, rest]
    assert list(graphs([*told, other, told[0]])) == [once, rest, cut]
    assert list(graphs([*told, *[other, told[0]] * 50_000]))[-1] == cut
