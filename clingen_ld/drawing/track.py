"""A track: one stretch of a sequence, and below it what an allele puts in the place of a part."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from clingen_ld.drawing.canvas import LETTER, Canvas
from clingen_ld.drawing.cells import Cell, Stretch, new_cells, reference_cells
from clingen_ld.drawing.views import AlleleView
from clingen_ld.variation.residues import ONE_LETTER

CELL: Final = 22.0
HEIGHT: Final = 92.0
"""From the numbers above a track to the lower edge of its new residues."""

_NUMBERS, _ROW, _JOINT = 16.0, 24.0, 22.0


class Track:
    """The track of an allele, which knows how much room it takes before it is drawn.

    `left` and `right` are how far it reaches from the middle of the change.
    """

    def __init__(self, view: AlleleView) -> None:
        interval = view.interval
        known = interval is not None
        self._stretch: Stretch | None = None
        if interval is not None:
            self._stretch = reference_cells(interval, view.reference, view.context)
        self._new = None if view.alternate is None or not known else new_cells(view.alternate)
        self._is_insertion = interval is not None and interval.start == interval.end
        before, changed, behind = self._widths()
        new = max(_width(self._new or ()), 60.0 if not self._new else 0.0)
        self.left = max(before + changed / 2, new / 2)
        self.right = max(behind + changed / 2, new / 2)

    def _widths(self) -> tuple[float, float, float]:
        """How wide what is before the change is, the change, and what is behind it."""
        if self._stretch is None:
            return 60.0, 60.0, 60.0
        cells, first, end = self._stretch.cells, self._stretch.first, self._stretch.end
        return _width(cells[:first]), _width(cells[first:end]), _width(cells[end:])

    def draw(self, canvas: Canvas, middle: float, top: float) -> None:
        """Draw it, with the middle of its change at `middle`."""
        before, changed, _ = self._widths()
        row = top + _NUMBERS
        start, end = middle - changed / 2, middle + changed / 2
        if self._stretch is None:
            canvas.text("place not stated", middle, row + 16, "quiet", "middle")
            return
        self._draw_reference(canvas, start - before, row)
        self._draw_numbers(canvas, start, end, row)
        self._draw_new(canvas, start, end, row + _ROW)

    def _draw_reference(self, canvas: Canvas, x: float, row: float) -> None:
        assert self._stretch is not None
        cells = self._stretch.cells
        for n, cell in enumerate(cells):
            if self._stretch.has_intron and (not n or cells[n - 1].is_intron != cell.is_intron):
                part = "intron" if cell.is_intron else "exon"
                canvas.text(part, x, row + _ROW + 11, "position")
            style = "former" if cell.is_changed else "intron" if cell.is_intron else "cell"
            _draw_cell(canvas, cell, x, row, style)
            x += _cell_width(cell)

    def _draw_numbers(self, canvas: Canvas, start: float, end: float, row: float) -> None:
        """The numbers of the outer changed residues, or of those beside an insertion."""
        assert self._stretch is not None
        cells, first, last = self._stretch.cells, self._stretch.first, self._stretch.end - 1
        if self._is_insertion:
            before = cells[first - 1] if first else None
            behind = cells[first] if first < len(cells) else None
            if before is not None:
                canvas.text(before.number, start - 3, row - 4, "position", "end")
            if behind is not None:
                canvas.text(behind.number, start + 3, row - 4, "position")
        elif first == last:
            canvas.text(cells[first].number, (start + end) / 2, row - 4, "position", "middle")
        else:
            canvas.text(cells[first].number, start + CELL, row - 4, "position", "end")
            canvas.text(cells[last].number, end - CELL, row - 4, "position")

    def _draw_new(self, canvas: Canvas, start: float, end: float, top: float) -> None:
        """What takes the place of the changed residues, joined to it."""
        middle, bottom = (start + end) / 2, top + _JOINT
        if not self._new:
            word = "not stated" if self._new is None else "no change"
            if self._new == [] and not self._is_insertion:
                word = "deleted"
            canvas.path(f"M{start} {top} L{middle} {bottom - 4} L{end} {top} Z", "joint")
            canvas.text(word, middle, bottom + 10, "quiet", "middle")
            return
        width = _width(self._new)
        x, stop = middle - width / 2, middle + width / 2
        canvas.path(f"M{start} {top} L{end} {top} L{stop} {bottom} L{x} {bottom} Z", "joint")
        for cell in self._new:
            _draw_cell(canvas, cell, x, bottom, "new")
            x += _cell_width(cell)


def _draw_cell(canvas: Canvas, cell: Cell, x: float, y: float, style: str) -> None:
    width = _cell_width(cell)
    canvas.box(x, y, width, _ROW, style)
    written = f"…{cell.number}…" if cell.is_omitted else ONE_LETTER.get(cell.letter)
    canvas.text(written or cell.letter, x + width / 2, y + 16, "", "middle")


def _cell_width(cell: Cell) -> float:
    return CELL if not cell.is_omitted else LETTER * (len(cell.number) + 2) + 10


def _width(cells: Sequence[Cell]) -> float:
    return sum(map(_cell_width, cells))
