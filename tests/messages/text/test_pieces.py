"""A stream of pieces is read as if they were one text."""

from __future__ import annotations

import io
from collections.abc import Iterator

from hypothesis import given
from hypothesis import strategies as st

from clingen_ld.messages.text.pieces import Pieces


@given(st.lists(st.binary(max_size=9)), st.integers(1, 12))
def test_pieces_are_read_as_one(pieces: list[bytes], count: int) -> None:
    stream = Pieces(iter(pieces))
    buffered = io.BufferedReader(stream, 4)
    found = list(iter(lambda: buffered.read(count), b""))
    assert b"".join(found) == b"".join(pieces)
    assert all(len(each) == count for each in found[:-1])
    assert stream.size == sum(map(len, pieces))


def test_no_piece_is_asked_for_before_it_is_needed() -> None:
    asked: list[int] = []

    def pieces() -> Iterator[bytes]:
        for n in range(3):
            asked.append(n)
            yield b"x"

    assert Pieces(pieces()).read(1) == b"x"
    assert asked == [0]
