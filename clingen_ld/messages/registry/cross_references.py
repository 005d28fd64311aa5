"""The externalRecords of registry documents, as identifiers of the model, in both directions.

A record that tells its identifier becomes an Identifier, and what else it says (its page, a
preferred name) is kept on that Identifier. Records of other kinds are kept whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

from clingen_ld.messages.registry.schema import Records
from clingen_ld.messages.registry.terms import TERMS, kept, restored
from clingen_ld.model.trees import Object, Tree, is_integer, objects

_NOTHING: Final[Mapping[str, Object]] = MappingProxyType({})
_SAME_SYSTEM: Final = {
    "http://www.ncbi.nlm.nih.gov/protein": "http://www.ncbi.nlm.nih.gov/nuccore",
}


def identifiers(
    given: object, table: Mapping[str, Records], also: Mapping[str, Object] = _NOTHING
) -> Iterator[tuple[str, Tree, str]]:
    """The identifiers that externalRecords tell: property, Identifier, and pointer.

    `also` holds, by the key of the records, what the resource tells of a record beside.
    """
    for name, records in table.items():
        group = given.get(name) if isinstance(given, dict) else None
        several = group if isinstance(group, list) else [group]
        if not group or not all(_tells(item, records) for item in several):
            continue
        for n, record in enumerate(several):
            value = str(record[records.key])
            made = {"system": records.system, "value": value}
            at = f"/externalRecords/{name}" + (f"/{n}" if isinstance(group, list) else "")
            told = {**_told(made, records), **also.get(name, {})}
            yield records.property, made | kept(record, told), at


def _tells(record: object, records: Records) -> bool:
    """Whether a record has an identifier, in a form that comes back."""
    value = record.get(records.key) if isinstance(record, dict) else None
    return (isinstance(value, str) and bool(value)) or is_integer(value)


def told_records(
    tree: Object,
    table: Mapping[str, Records],
    several: bool,
    also: Mapping[str, Object] = _NOTHING,
) -> dict[str, Any] | None:
    """The externalRecords that the identifiers of a resource tell; None when there are none.

    `several` says whether each key holds an array; `also` is as in `identifiers`.
    """
    found: dict[str, Any] = {}
    for name, records in table.items():
        group = [
            restored(item, {**_told(item, records), **also.get(name, {})})
            for item in objects(tree.get(records.property))
            if _is_of(item, records)
        ]
        if group:
            found[name] = group if several else group[0]
    return found or None


def _is_of(identifier: Object, records: Records) -> bool:
    system = identifier.get("system")
    return isinstance(identifier.get("value"), str) and records.system == _SAME_SYSTEM.get(
        str(system), system
    )


def _told(identifier: Object, records: Records) -> dict[str, Any]:
    value = identifier["value"]
    if records.is_number and value.isascii() and value.isdecimal() and len(value) < 19:
        return {records.key: int(value)}
    return {records.key: value}


def kept_records(given: Any, told: dict[str, Any] | None) -> Tree:
    """What to keep of externalRecords beside the identifiers, as a property; {} for nothing."""
    if not isinstance(given, dict) or (told is None and not given):
        return {TERMS.term("externalRecords"): TERMS.to_tree(given)}
    rest = kept(given, told or {})
    return {TERMS.term("externalRecords"): rest} if rest else {}


def restored_records(tree: Object, told: dict[str, Any] | None) -> dict[str, Any]:
    """The key externalRecords with its value, from both; {} where there is none."""
    rest = tree.get(TERMS.term("externalRecords"))
    if rest is None and TERMS.term("externalRecords") not in tree:
        return {} if told is None else {"externalRecords": told}
    if isinstance(rest, dict) and rest:
        return {"externalRecords": restored(rest, told or {})}
    return restored({TERMS.term("externalRecords"): rest}, {})
