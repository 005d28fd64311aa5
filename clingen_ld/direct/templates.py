"""Quads of messages that are alike: written once by the standard path, with places to fill in."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Mapping
from operator import itemgetter
from typing import Any

from clingen_ld.direct.marking import is_iri_mark
from clingen_ld.direct.outlines import Own
from clingen_ld.graph.quads import resource_quads
from clingen_ld.graph.terms import escaped, n_quads_line
from clingen_ld.model.definitions import Model


class QuadsTemplate:
    """N-Quads with places for own values.

    By far the most frequent of them is the first, the resource's id. So the text is kept as the
    pieces between the ids, and few of these have places for other values: joining them takes a
    third of the time that formatting one text would.
    """

    def __init__(self, pieces: list[str], marks: Mapping[str, int], mark: re.Pattern[str]) -> None:
        """`marks` are the places, among all own values, of the marks in the pieces."""
        # Most pieces stand in many templates.
        self._pieces = [sys.intern(piece) for piece in pieces]
        self._places: list[tuple[int, str, Callable[[list[Any]], Any]]] = []
        for n, piece in enumerate(pieces):
            found = [marks[each] for each in mark.findall(piece)]
            if found:
                form = mark.sub("%s", piece.replace("%", "%%"))
                self._places.append((n, form, itemgetter(*found)))

    def fill(self, own: Own, escape: bool) -> str:
        """The N-Quads of a message; `escape` where its texts may need that."""
        texts = [escaped(text) for text in own.texts] if escape else own.texts
        values: list[Any] = [*own.steps, *texts, *own.positions]
        pieces = self._pieces.copy()
        for n, form, chosen in self._places:
            pieces[n] = form % chosen(values)
        return own.steps[0].join(pieces)


def quads_template(
    tree: Mapping[str, Any], marks: Own, model: Model, base: str
) -> QuadsTemplate | None:
    """The template of a marked resource, whose marks are in the order of own values.

    None when a mark stands where its value would not be written just as it is.
    """
    text = "".join(map(n_quads_line, resource_quads(tree, model, base)))
    places = {str(mark): n for n, mark in enumerate(marks.values())}
    mark = re.compile("|".join(map(re.escape, places)))
    for found in mark.finditer(text):
        before, after = text[found.start() - 1], text[found.end()]
        is_literal = before == after == '"'
        is_step = places[found[0]] < len(marks.steps) and before == "/" and after in ">#"
        is_iri = before == "<" and after == ">"
        if not (is_iri if is_iri_mark(found[0]) else is_literal or is_step):
            return None
    return QuadsTemplate(text.split(marks.steps[0]), places, mark)
