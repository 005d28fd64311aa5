"""The dates of a provenance are in order (PR-1)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

from clingen_ld.graph.values import date_datatype
from clingen_ld.model import XSD
from clingen_ld.types import Provenance
from clingen_ld.validation.rule_registry import Violation, resource_rule

_ZONE = re.compile(r"(Z|[+-][0-9][0-9]:[0-9][0-9])\Z")


@resource_rule(Provenance)
def dates_in_order(provenance: Provenance) -> Iterator[Violation]:
    """PR-1: a period does not start after its end, nor after it was recorded."""
    period, recorded = provenance.period, provenance.recorded
    start, end = period.start, period.end
    if start is not None and end is not None and is_after(start, end):
        yield _after(period.at("start"), start, "period.end", end, start)
    if start is not None and recorded is not None and is_after(start, recorded):
        yield _after(provenance.at("recorded"), start, "recorded", recorded, recorded)


def is_after(one: str, other: str) -> bool:
    """Whether a FHIR dateTime is later than another, to their common precision; False if invalid.

    Two times that both have a zone, or both have none, are compared as times; other dates by
    the day, month or year that both have.

    >>> is_after("2026-11-02T09:00:00+01:00", "2026-11-02T08:30:00Z"), is_after("2026", "2025-12")
    (False, True)
    """
    kinds = {date_datatype(one), date_datatype(other)}
    if None in kinds:
        return False
    zones = {_ZONE.search(one) is not None, _ZONE.search(other) is not None}
    if kinds == {XSD + "dateTime"} and len(zones) == 1:
        first, second = _time(one), _time(other)
        return first is not None and second is not None and first > second
    first_day, second_day = one[:10], other[:10]
    return first_day > second_day and not first_day.startswith(second_day)


def _time(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _after(pointer: str, start: str, other: str, date: str, value: str) -> Violation:
    return Violation("PR-1", pointer, {"start": start, "other": other, "date": date}, value=value)
