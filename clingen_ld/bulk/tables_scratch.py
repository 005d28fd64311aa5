"""What rows of a table have from elsewhere, kept in a scratch database: INFO values and splits.

Splits for machine learning: each allele is in one of them, on any sequence. A digest of the
canonical allele decides, so that the same allele is in the same split in every table with the same
seed. Canonical alleles that belong together form a group in one split: those that share a
contextual allele, and those of which one replaced the other. A contextual allele without a
canonical allele is decided by itself.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from clingen_ld.bulk.tables_writing import COLUMNS, Column, Kind
from clingen_ld.errors import UsageError
from clingen_ld.messages.descriptions import ANNOTATION
from clingen_ld.messages.text.temporary import Scratch
from clingen_ld.messages.vcf.info import ALL, Declaration, InfoValue, info_names, values_of
from clingen_ld.model import Object, Tree
from clingen_ld.suggestions import nearest
from clingen_ld.types import CanonicalAllele, ContextualAllele, resource
from clingen_ld.validation.rule_registry import target_iri
from clingen_ld.validation.rules.references import all_references, gathered

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
_MOST: Final = 5_000  # columns of fields


class InfoColumns:
    """INFO fields of VCF records as columns; see `InfoReceiver`.

    Large values go to a database on disk. If an allele has several records, the first with a field
    gives its value; a flag is set if any record has it. `ALL` in the place of a name is every field
    of the headers, then those that only records have. Raises `StoreError` when the database fails.
    """

    def __init__(self, names: str | Iterable[str] = ()) -> None:
        self.names = info_names(names)
        self._chosen = self.names
        self._flags: dict[str, bool] = {}
        """Fields that no header declares: whether they have no values."""
        self._fields: dict[str, tuple[Declaration, str]] = {}
        self._others: dict[str, None] = {}
        self._met: dict[str, None] = {}
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
        for name in declared if ALL in self.names else self.names:
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
            self._met.setdefault(name)
            if name not in self._fields and value is not None:
                self._flags[name] = value is True and self._flags.get(name, True)
            if value is not None:
                self._waiting.append((iri, name, json.dumps(value)))
        if len(self._waiting) >= _ROWS:
            self._flush()

    def annotate(self, iri: str, tree: Object) -> None:
        """Add the annotations that an allele has already, as `receive`."""
        if ANNOTATION not in tree:
            return
        from clingen_ld.messages.vcf.info_column import InfoColumn

        column = InfoColumn()
        for info in column.infos(tree)[0]:
            self.declare("the annotations", column.declared)
            # An annotation has the part of one allele: REF and this one are all.
            found = values_of(info.encode(), self.names, column.declared, 0, 1, True, _pass)
            self.receive(iri, found)

    def columns(self) -> tuple[Column, ...]:
        """The columns, after reading.

        Raises `UsageError` for a field that no header declares and no record has, and for more
        fields than a table can have.
        """
        self._flush()
        if ALL in self.names:
            self._chosen = tuple(self._fields | self._met)
            if (count := len(self._chosen)) > _MOST:
                message = f"the input has {count:,} INFO fields, and a table up to {_MOST:,}"
                raise UsageError(f"{message}: name those to take")
        taken = {column.name.lower() for column in COLUMNS}
        found = []
        for name in self._chosen:
            if name not in self._fields and name not in self._met:
                raise UsageError(self._unknown(name))
            declared = self._declared(name)
            one, several = _KINDS.get(declared.type, ("text", "texts"))
            meaning = f"INFO field {name} of VCF"
            if declared.description:
                meaning += f": {declared.description}"
            title = name
            while title.lower() in taken:
                title = f"info_{title}"
            taken.add(title.lower())
            found.append(Column(title, several if declared.is_list else one, meaning))
        return tuple(found)

    def _declared(self, name: str) -> Declaration:
        flag = Declaration("0", "Flag") if self._flags.get(name) else Declaration()
        return self._fields.get(name, (flag, ""))[0]

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
        return [self._fitting(name, found.get(name)) for name in self._chosen]

    def _fitting(self, name: str, value: Any) -> Any:
        """A value in the column's type, if files declare both a single value and a list."""
        declared = self._declared(name)
        if value is True and declared.type != "Flag":
            return None
        if declared.is_list and value is not None and not isinstance(value, list):
            return [value]
        return value

    def _flush(self) -> None:
        self._database.execute_many(_INSERT, self._waiting)
        self._waiting = []

    def close(self) -> None:
        self._database.close()


def _pass(name: str, reason: str) -> None:
    """Pass over a value that is not as declared, which was said when it was read."""


Link = tuple[str, str]
"""The IRI of an allele, and the IRI of its canonical allele."""

SPLITS: Final = ("train", "validation", "test")
_TENTHS: Final = (8, 1, 1)

_SEVERAL: Final = """
    SELECT DISTINCT allele, canonical FROM link WHERE allele IN
    (SELECT allele FROM link GROUP BY allele HAVING MIN(canonical) <> MAX(canonical))
    ORDER BY allele, canonical
"""


@dataclass(frozen=True, slots=True)
class Splits:
    """Decides the split of an allele; `groups` has the group of an IRI, if it is not the IRI
    itself."""

    seed: str = ""
    groups: Mapping[str, str] = field(default_factory=dict)

    def of(self, allele: str, canonicals: Sequence[str]) -> str:
        """The split of a contextual allele with these canonical alleles.

        >>> Splits().of("http://example.org/XA1", ["http://example.org/CA1"])
        'train'
        """
        key = canonicals[0] if canonicals else allele
        key = self.groups.get(key, key)
        text = f"{self.seed}\n{key}".encode("utf-8", "surrogatepass")
        tenth = int.from_bytes(hashlib.sha256(text).digest()[:8]) * sum(_TENTHS) >> 64
        for name, tenths in zip(SPLITS, _TENTHS, strict=True):
            if tenth < tenths:
                return name
            tenth -= tenths
        raise AssertionError("ten tenths are all")


def links(tree: Tree, iri: str, base: str) -> Iterator[Link]:
    """The links of a resource between alleles and canonical alleles.

    A contextual allele without a canonical allele gives an empty name; a canonical allele that
    replaced another belongs to both.
    """
    record = resource(tree)
    if isinstance(record, ContextualAllele):
        named = all_references(record, "canonicalAllele")
        for canonical in [found for r in named if (found := target_iri(r, base))] or [""]:
            yield iri, canonical
    elif isinstance(record, CanonicalAllele):
        for reference in gathered(record):
            yield target_iri(reference, base) or "", iri
        for replacement in record.replacement:
            for reference in all_references(replacement, "target"):
                if found := target_iri(reference, base):
                    yield iri, iri
                    yield iri, found


def groups_of(several: Iterable[Link]) -> dict[str, str]:
    """The name of the group of each IRI: the first IRI of its canonical alleles.

    `several` are all links of those alleles that have more than one, in any order. Contextual
    alleles are included, since only other resources may link them.
    """
    above: dict[str, str] = {}
    first_of: dict[str, str] = {}
    for allele, canonical in several:
        if canonical:
            first = _top(first_of.setdefault(allele, canonical), above)
            other = _top(canonical, above)
            above[max(first, other)] = min(first, other)
    names = {canonical: _top(canonical, above) for canonical in list(above)}
    return {allele: names[canonical] for allele, canonical in first_of.items()} | names


def _top(name: str, above: dict[str, str]) -> str:
    above.setdefault(name, name)
    while (higher := above[name]) != name:
        above[name] = above[higher]
        name = higher
    return name


class AlleleLinks:
    """The links of any number of resources, in a database that spills to disk.

    Memory is needed for the alleles with several links only. Raises `StoreError` when the
    database fails.
    """

    def __init__(self) -> None:
        self._database = Scratch("CREATE TABLE link (allele TEXT, canonical TEXT)")
        self._waiting: list[Link] = []

    def add(self, tree: Tree, iri: str, base: str) -> None:
        """Add the links of a resource."""
        self._waiting += links(tree, iri, base)
        if len(self._waiting) >= _ROWS:
            self._flush()

    def groups(self) -> dict[str, str]:
        """The groups; see `groups_of`."""
        self._flush()
        self._database.execute("CREATE INDEX links ON link (allele, canonical)")
        return groups_of((allele, canonical) for allele, canonical in self._database.rows(_SEVERAL))

    def _flush(self) -> None:
        self._database.execute_many("INSERT INTO link VALUES (?, ?)", self._waiting)
        self._waiting = []

    def close(self) -> None:
        self._database.close()
