"""Changes of HGVS names as ferro-hgvs reads them, and what it has no words for."""

from __future__ import annotations

import json
import re
from types import MappingProxyType
from typing import Any

from clingen_ld.variation.hgvs_references import AXES

_RESIDUE = "[A-Z][a-z]{0,2}"
_UNTOLD_INSERTED = re.compile(
    rf"(?<=ins)(?:{_RESIDUE}[0-9]+_{_RESIDUE}[0-9]+"
    rf"|{_RESIDUE}\[(?:[?]|\(?[0-9?]+_[0-9?]+\)?)\])(?=\)?$)"
)
"""Inserted residues that are a copy of others, or of no exact number."""
_EXTENDED = re.compile(r"(?<=ext)(?:[A-Z][a-z]{2})+Ter(?=\)?$)")
_REGION_INSERTED = re.compile(r"(?<=ins)\[?\([0-9?]+_[0-9?]+\)_\([0-9?]+_[0-9?]+\)(?:inv)?\]?$")
_UNCERTAIN = re.compile(r"[(?]")
_UNCERTAIN_ON = MappingProxyType({"n": "c", "r": "c", "m": "g", "o": "g"})
"""The axis of which the grammar reads uncertain positions, where it does not those of another."""


def read_change(axis: str, body: str) -> dict[str, Any] | None:
    """What ferro-hgvs makes of a change; None when it makes nothing of it."""
    body = _as_grammar_has_it(axis, body)
    found = _grammar(axis, body)
    if found is None and axis in _UNCERTAIN_ON and _UNCERTAIN.search(body):
        found = _grammar(_UNCERTAIN_ON[axis], body)
    return found


def _as_grammar_has_it(axis: str, body: str) -> str:
    """A change, with what the grammar does not know in words that it knows."""
    if axis != "p":
        return _REGION_INSERTED.sub("N[?]", body) if "ins" in body else body
    # The stop of a frameshift was X once, as in p.Arg97ProfsX23.
    body = re.sub(r"fsX(?=[0-9?]|$)", "fs*", body)
    # Of an insertion up to a stop, the grammar does not know the residues either.
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
    """The value of an object of one member, which is how the library tags what a thing is."""
    value = next(iter(data.values())) if isinstance(data, dict) else None
    return value if isinstance(value, dict) else {}
