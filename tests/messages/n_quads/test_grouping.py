"""Lines of N-Quads grouped by graph on disk."""

from __future__ import annotations

import io

from clingen_ld.messages.n_quads.grouping import regrouped


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
