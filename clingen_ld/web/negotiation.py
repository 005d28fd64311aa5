"""Content negotiation: which of some media types a client wants (RFC 9110, section 12.5.1)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class _Range(NamedTuple):
    """A media range of an Accept header, with its weight."""

    type: str
    subtype: str
    weight: float

    def fits(self, media_type: str) -> bool:
        type_, _, subtype = media_type.partition("/")
        return self.type in ("*", type_) and self.subtype in ("*", subtype)

    @property
    def precision(self) -> int:
        return (self.type != "*") + (self.subtype != "*")


def media_type_of(header: str) -> str:
    """The media type of a Content-Type header, without its parameters.

    >>> media_type_of("Text/Turtle; charset=utf-8")
    'text/turtle'
    """
    return header.partition(";")[0].strip().lower()


def chosen(accept: str, offers: Mapping[str, str]) -> str | None:
    """The name of the offer that a client wants most; None when it wants none of them.

    `offers` are names with their media types, the preferred ones first. An empty header wants
    anything.

    >>> offers = {"json": "application/json", "turtle": "text/turtle"}
    >>> chosen("text/turtle, application/json;q=0.5", offers), chosen("*/*", offers)
    ('turtle', 'json')
    >>> chosen("image/png", offers) is None
    True
    """
    ranges = [_range(part) for part in accept.split(",") if part.strip()]
    if not ranges:
        return next(iter(offers), None)
    best: tuple[float, str] | None = None
    for name, media_type in offers.items():
        weight = _weight(ranges, media_type)
        if weight > 0 and (best is None or weight > best[0]):
            best = weight, name
    return best[1] if best is not None else None


def _range(text: str) -> _Range:
    head, *parameters = text.split(";")
    type_, _, subtype = head.strip().lower().partition("/")
    weight = 1.0
    for parameter in parameters:
        name, _, value = parameter.strip().partition("=")
        if name.lower() == "q":
            try:
                weight = min(max(float(value), 0.0), 1.0)
            except ValueError:
                weight = 0.0
    return _Range(type_, subtype or "*", weight)


def _weight(ranges: list[_Range], media_type: str) -> float:
    """How much a media type is wanted: as the most precise range says that it fits."""
    fitting = [each for each in ranges if each.fits(media_type)]
    return max(fitting, key=lambda each: (each.precision, each.weight)).weight if fitting else 0.0
