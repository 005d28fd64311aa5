"""The grammar of ferro-hgvs: one change of a name as it reads it."""

from __future__ import annotations

import json
import re
from types import MappingProxyType
from typing import Any

from clingen_ld.variation.hgvs_parts import AXES

_RESIDUE = "[A-Z][a-z]{0,2}"
_UNTOLD_INSERTED = re.compile(
    rf"(?<=ins)(?:{_RESIDUE}[0-9]+_{_RESIDUE}[0-9]+"
    rf"|{_RESIDUE}\[(?:[?]|\(?[0-9?]+_[0-9?]+\)?)\]|[1-9][0-9]*)(?=\)?$)"
)
"""Inserted residues that are a copy of others, or of no exact number."""
_EXTENDED = re.compile(r"(?<=ext)(?:[A-Z][a-z]{2})+Ter(?=\)?$)")
_REGION_INSERTED = re.compile(r"(?<=ins)\[?\([0-9?]+_[0-9?]+\)_\([0-9?]+_[0-9?]+\)(?:inv)?\]?$")
_OPEN = re.compile(r"[(?]")
_READ_ON = MappingProxyType({"n": "c", "r": "c", "m": "g", "o": "g"})
"""The coordinate type to substitute where the grammar cannot read uncertain positions."""


def read_change(axis: str, body: str) -> dict[str, Any] | None:
    """A change as read by ferro-hgvs; None if it rejects it."""
    body = _as_grammar_has_it(axis, body)
    found = _grammar(axis, body)
    if found is None and axis in _READ_ON and _OPEN.search(body):
        found = _grammar(_READ_ON[axis], body)
    return found


def _as_grammar_has_it(axis: str, body: str) -> str:
    """A change in notation that the grammar accepts."""
    if axis == "r" and body == "0?":
        return "0"
    if axis != "p":
        return _REGION_INSERTED.sub("N[?]", body) if "ins" in body else body
    # The stop of a frameshift was X once, as in p.Arg97ProfsX23.
    body = re.sub(r"fsX(?=[0-9?]|$)", "fs*", body)
    # The grammar also rejects the residues of an insertion up to a stop.
    body = _UNTOLD_INSERTED.sub("Ter2", body)
    return _EXTENDED.sub(lambda added: f"Ter{len(added[0]) // 3}", body)


def _grammar(axis: str, body: str) -> dict[str, Any] | None:
    import ferro_hgvs

    try:
        text = ferro_hgvs.parse(f"{AXES[axis][2]}:{axis}.{body}").to_json()
    except ValueError:
        return None
    inner = _only(json.loads(text))
    variants: list[Any] = inner.get("variants") or []
    return _only(variants[0]) if len(variants) == 1 else inner


def _only(data: Any) -> dict[str, Any]:
    """The value of an object with one member, as the library tags variants."""
    value = next(iter(data.values())) if isinstance(data, dict) else None
    return value if isinstance(value, dict) else {}
