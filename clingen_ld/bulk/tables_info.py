"""INFO columns of a table of alleles: values of VCF records, kept until rows are written."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from clingen_ld.bulk.tables_schema import COLUMNS, Column, Kind
from clingen_ld.errors import UsageError
from clingen_ld.messages.vcf.info import Declaration, InfoValue
from clingen_ld.stores.validating import Scratch
from clingen_ld.suggestions import nearest

_KINDS: Final[dict[str, tuple[Kind, Kind]]] = {
    "Integer": ("integer", "integers"),
    "Float": ("number", "numbers"),
    "Flag": ("boolean", "boolean"),
}
"""The kinds of a column with one value and with a list, by the declared Type; others are text."""
_NUMBERS: Final = {"Integer", "Float"}
_INSERT: Final = """
    INSERT INTO info VALUES (?, ?, ?)
    ON CONFLICT DO UPDATE SET value = excluded.value WHERE value = 'false'
"""
_ROWS: Final = 1024
_SHOWN: Final = 10  # field names listed in an error


class InfoColumns:
    """INFO fields of VCF records as columns; see `InfoReceiver`.

    Large values go to a database on disk. If an allele has several records, the first with a field
    gives its value; a flag is set if any record has it. Raises `StoreError` when the database
    fails.
    """

    def __init__(self, names: Sequence[str] = ()) -> None:
        self.names = tuple(dict.fromkeys(names))
        self._fields: dict[str, tuple[Declaration, str]] = {}
        self._others: dict[str, None] = {}
        self._met: set[str] = set()
        self._waiting: list[tuple[str, str, str]] = []
        self._database = Scratch(
            "CREATE TABLE info (allele TEXT, name TEXT, value TEXT, PRIMARY KEY (allele, name))"
            " WITHOUT ROWID"
        )

    def declare(self, file: str, declared: Mapping[str, Declaration]) -> None:
        """Add the fields declared in the header of a file.

        Raises `UsageError` if another file declares another type for a requested one.
        """
        self._others |= dict.fromkeys(declared)
        for name in self.names:
            new = declared.get(name)
            if new is None:
                continue
            old, first = self._fields.setdefault(name, (new, file))
            if old.type != new.type and not {old.type, new.type} <= _NUMBERS:
                raise UsageError(
                    f"INFO {name} is declared with Type={old.type} in {first} and Type={new.type} "
                    f"in {file}: make a table of each"
                )
            type_ = "Float" if old.type != new.type else old.type
            number = new.number if new.is_list else old.number
            self._fields[name] = old._replace(number=number, type=type_), first

    def receive(self, iri: str, values: Mapping[str, InfoValue]) -> None:
        """Add the values of a record for an allele; another record may replace null."""
        for name, value in values.items():
            self._met.add(name)
            if value is not None:
                self._waiting.append((iri, name, json.dumps(value)))
        if len(self._waiting) >= _ROWS:
            self._flush()

    def columns(self) -> tuple[Column, ...]:
        """The columns, after reading.

        Raises `UsageError` for a field that no header declares and no record has.
        """
        self._flush()
        taken = {column.name.lower() for column in COLUMNS}
        found = []
        for name in self.names:
            if name not in self._fields and name not in self._met:
                raise UsageError(self._unknown(name))
            declared, _ = self._fields.get(name, (Declaration(), ""))
            one, several = _KINDS.get(declared.type, ("text", "texts"))
            meaning = f"INFO field {name} of VCF"
            if declared.description:
                meaning += f": {declared.description}"
            title = f"info_{name}" if name.lower() in taken else name
            taken.add(title.lower())
            found.append(Column(title, several if declared.is_list else one, meaning))
        return tuple(found)

    def _unknown(self, name: str) -> str:
        if not self._others:
            return f"there is no INFO field {name}: no VCF header of the input declares any"
        near = nearest(name, self._others)
        some = list(self._others)[:_SHOWN]
        listed = ", ".join(some) + (", …" if len(self._others) > _SHOWN else "")
        hint = f"did you mean {near}?" if near else f"the headers declare {listed}"
        return f"there is no INFO field {name} in the input; {hint}"

    def values(self, iri: str) -> list[Any]:
        """The values of an allele, one for each name."""
        if not self.names:
            return []
        query = "SELECT name, value FROM info WHERE allele = ?"
        found = {name: json.loads(value) for name, value in self._database.rows(query, (iri,))}
        return [self._fitting(name, found.get(name)) for name in self.names]

    def _fitting(self, name: str, value: Any) -> Any:
        """A value in the column's type, if files declare both a single value and a list."""
        declared, _ = self._fields.get(name, (Declaration(), ""))
        if declared.is_list and value is not None and not isinstance(value, list):
            return [value]
        return value

    def _flush(self) -> None:
        self._database.execute_many(_INSERT, self._waiting)
        self._waiting = []

    def close(self) -> None:
        """Close the database."""
        self._database.close()
