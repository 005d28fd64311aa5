"""The pictures: an allele, a canonical allele as a chart, a haplotype on one axis."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from clingen_ld.drawing.canvas import LETTER, MARGIN, Canvas
from clingen_ld.drawing.views import LEVELS, AlleleView, Cell, Stretch, new_cells, reference_cells
from clingen_ld.model import last_step
from clingen_ld.variation.assemblies import age_rank
from clingen_ld.variation.sequences import ONE_LETTER

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


_LINE: Final = 18
_LEGEND: Final = "Numbers count the residues of each sequence, from 1."
_GAP: Final = 24


class Drawn(NamedTuple):
    """A picture as SVG, with what it shows in words."""

    title: str
    description: str
    svg: str


def draw_allele(view: AlleleView) -> Drawn:
    """A contextual allele on its sequence: what is replaced by what, and its names."""
    canvas = Canvas()
    canvas.text(view.label, MARGIN, MARGIN + 12, "title")
    canvas.text(f"on {view.sequence_words}", MARGIN, MARGIN + 32, "quiet")
    track, top = Track(view), MARGIN + 44.0
    track.draw(canvas, MARGIN + track.left, top)
    y = top + HEIGHT + _LINE
    canvas.text(f"{view.change_words}.", MARGIN, y)
    for name in view.names[1:]:
        y += _LINE
        canvas.text(name, MARGIN, y, "quiet")
    words = f"{view.label}: on {view.sequence_words}, {view.change_words}."
    if view.names[1:]:
        words += f" Other names: {', '.join(view.names[1:])}."
    return Drawn(view.label, words, canvas.svg(view.label, words))


def draw_canonical(
    iri: str,
    label: str | None,
    views: Sequence[AlleleView],
    marks: Mapping[str, str],
    missing: int = 0,
) -> Drawn:
    """A canonical allele: its contextual alleles below each other, aligned at the change.

    `marks` are words behind the names of some, by their IRIs; `missing` is how many more the
    canonical allele names than the input has.
    """
    canvas = Canvas()
    title = f"{last_step(iri)}: {label}" if label else last_step(iri)
    canvas.text(title, MARGIN, MARGIN + 12, "title")
    ordered = sorted(views, key=_rank)
    tracks = [Track(view) for view in ordered]
    labels = [view.sequence_words for view in ordered]
    column = max((LETTER * len(text) for text in labels), default=0)
    middle = MARGIN + column + _GAP + max((track.left for track in tracks), default=0)
    names = middle + max((track.right for track in tracks), default=0) + _GAP
    y, level = MARGIN + 24.0, ""
    for view, track, words in zip(ordered, tracks, labels, strict=True):
        if view.level != level:
            level = view.level
            canvas.text(LEVELS[level], MARGIN, y + _LINE, "group")
            y += _LINE + 10
        canvas.text(words, MARGIN, y + 32, "quiet")
        track.draw(canvas, middle, y)
        canvas.text(view.label + marks.get(view.iri, ""), names, y + 32)
        y += HEIGHT + 12
    if missing:
        message = f"{missing} more contextual allele{'s'[: missing > 1]}, not in the input"
        canvas.text(message, MARGIN, y + _LINE, "quiet")
        y += _LINE
    canvas.text(_LEGEND, MARGIN, y + _LINE, "position")
    description = f"{title}. "
    for view in ordered:
        mark = marks.get(view.iri, "")
        description += f"{view.label}{mark}: on {view.sequence_words}, {view.change_words}. "
    if missing:
        description += f"{missing} more, not in the input."
    return Drawn(title, description.strip(), canvas.svg(title, description.strip()))


def _rank(view: AlleleView) -> tuple[int, int, str]:
    """From the genome to the protein; of chromosomes the newest build first."""
    return list(LEVELS).index(view.level), -age_rank(view.build), view.accession


def draw_haplotype(
    iri: str, label: str | None, members: Sequence[AlleleView], missing: int = 0
) -> Drawn:
    """A complex canonical allele: its simple alleles in their order on one sequence.

    `missing` is how many more it has, which the input does not have on that sequence.
    """
    canvas = Canvas()
    title = f"{last_step(iri)}: {label}" if label else last_step(iri)
    canvas.text(title, MARGIN, MARGIN + 12, "title")
    ordered = sorted(members, key=lambda v: v.interval.start.index if v.interval is not None else 0)
    where = ordered[0].sequence_words
    changes = "1 change" if len(ordered) == 1 else f"{len(ordered)} changes"
    canvas.text(f"{changes} in cis on {where}", MARGIN, MARGIN + 32, "quiet")
    x, top = float(MARGIN), MARGIN + 44.0
    said: list[str] = []
    for n, view in enumerate(ordered):
        track = Track(view)
        room = max(track.left, track.right, LETTER * len(view.label) / 2)
        if n:
            distance = _distance(ordered[n - 1], view)
            width = LETTER * len(distance) + 16
            canvas.path(f"M{x} {top + 28} H{x + width}", "line")
            canvas.text(distance, x + width / 2, top + 22, "position", "middle")
            x += width
            said.append(distance)
        track.draw(canvas, x + room, top)
        canvas.text(view.label, x + room, top + HEIGHT + _LINE, "", "middle")
        said.append(f"{view.label}: {view.change_words}")
        x += 2 * room
    description = f"{title}. On {where}: {'; '.join(said)}."
    if missing:
        more = f"{missing} more, not in the input on this sequence"
        canvas.text(more, MARGIN, top + HEIGHT + 3 * _LINE, "quiet")
        description += f" {more}."
    return Drawn(title, description, canvas.svg(title, description))


def _distance(one: AlleleView, other: AlleleView) -> str:
    """How many residues are between two alleles of one sequence, in words."""
    if one.interval is None or other.interval is None:
        return "…"
    between = other.interval.start.index - one.interval.end.index
    if between < 0:
        return "overlap"
    return "next to each other" if not between else f"{between:,} between"
