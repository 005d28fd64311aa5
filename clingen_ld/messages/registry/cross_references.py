"""The externalRecords of registry documents, as identifiers of the model, in both directions.

A record with an identifier becomes an Identifier, and its other content (its page, a preferred
name) is kept on that Identifier. Records of other kinds are kept whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

from clingen_ld.messages.foreign.builder import kept_on
from clingen_ld.messages.registry.schema import TERMS, Records
from clingen_ld.model import Object, Tree, is_integer
from clingen_ld.types import AnyResource, Identifier

_NOTHING: Final[Mapping[str, Object]] = MappingProxyType({})
_SAME_SYSTEM: Final = {
    "http://www.ncbi.nlm.nih.gov/protein": "http://www.ncbi.nlm.nih.gov/nuccore",
}


def identifiers(
    given: object, table: Mapping[str, Records], also: Mapping[str, Object] = _NOTHING
) -> Iterator[tuple[str, Tree, str]]:
    """The identifiers of externalRecords: property, Identifier, and pointer.

    `also` has, by the key of the records, other content of the resource for a record.
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
            told = {**_told(value, records), **also.get(name, {})}
            yield records.property, made | TERMS.beside(record, told), at


def _tells(record: object, records: Records) -> bool:
    """Whether a record has an identifier, in a form that comes back."""
    value = record.get(records.key) if isinstance(record, dict) else None
    return (isinstance(value, str) and bool(value)) or is_integer(value)


def write_records(
    resource: AnyResource,
    table: Mapping[str, Records],
    several: bool,
    also: Mapping[str, Object] = _NOTHING,
) -> dict[str, Any] | None:
    """The externalRecords from the identifiers of a resource; None if there are none.

    `several` says whether each key holds an array; `also` is as in `identifiers`.
    """
    told: dict[tuple[str, str | None], list[tuple[Identifier, str]]] = {}
    for name in dict.fromkeys(records.property for records in table.values()):
        for each in getattr(resource, name):
            if each.value is not None:
                key = name, _SAME_SYSTEM.get(each.system or "", each.system)
                told.setdefault(key, []).append((each, each.value))
    found: dict[str, Any] = {}
    for name, records in table.items():
        group = [
            TERMS.restored(kept_on(each), {**_told(value, records), **also.get(name, {})})
            for each, value in told.get((records.property, records.system), ())
        ]
        if group:
            found[name] = group if several else group[0]
    return found or None


def _told(value: str, records: Records) -> dict[str, Any]:
    if records.is_number and value.isascii() and value.isdecimal() and len(value) < 19:
        return {records.key: int(value)}
    return {records.key: value}


_RECORDS: Final = "externalRecords"


def document_extensions(given: Object, told: Object) -> Tree:
    """The extension values of a document; `told` is its part in the model."""
    rest = {key: value for key, value in given.items() if key != _RECORDS}
    found = TERMS.beside(rest, {key: value for key, value in told.items() if key != _RECORDS})
    if _RECORDS in given:
        records, known = given[_RECORDS], told.get(_RECORDS)
        if not isinstance(records, dict) or (known is None and not records):
            found[TERMS.term(_RECORDS)] = TERMS.to_tree(records)
        elif beside := TERMS.beside(records, known or {}):
            found[TERMS.term(_RECORDS)] = beside
    return found


def restored_document(tree: Object, told: Object) -> Tree:
    """A document from its part in the model and the extension values of its resource.

    `tree` has these values, and may have more.
    """
    term = TERMS.term(_RECORDS)
    own = {key: value for key, value in tree.items() if TERMS.has(key) and key != term}
    found: Tree = TERMS.restored(own, {k: v for k, v in told.items() if k != _RECORDS})
    if term not in tree:
        return found | {k: v for k, v in told.items() if k == _RECORDS}
    beside = tree[term]
    if isinstance(beside, dict) and beside:
        return found | {_RECORDS: TERMS.restored(beside, told.get(_RECORDS, {}))}
    return found | {_RECORDS: TERMS.from_tree(beside)}
