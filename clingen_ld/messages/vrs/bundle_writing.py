"""Writing bundles of ClinVar-GKS: objects of VRS and kept records in their sections.

Source: https://github.com/clingen-data-model/clinvar-gks (docs/output-reference/overview.md,
docs/output-reference/id-references.md)
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import IO, Any, BinaryIO, Final
from urllib.parse import unquote

import msgspec

from clingen_ld.messages.text.decoding import MEGABYTE
from clingen_ld.messages.text.json_sections import VRS_SECTIONS, short_name
from clingen_ld.messages.text.temporary import Scratch
from clingen_ld.messages.vrs.pointers import (
    DOCUMENTS,
    SEQUENCES,
    VARIANTS,
    pointers_in,
    section_of,
    to_record,
)
from clingen_ld.messages.writing import JsonOutput, Layout, dump
from clingen_ld.model import Tree, escape


class BundleOutput(JsonOutput):
    """A stream that writes objects of VRS as one bundle; `finish` must be called at the end.

    A shared object is written once in its section, by its id. An object without an id, or that
    differs from the record with its id, stays inline. Records that were kept are written as they
    were. The sections are collected in temporary files, and the index of their records on disk.
    With the layout "inlined" there is no bundle in the end, but each variant and each statement
    with all that it refers to, and each record to which no other refers.
    """

    def __init__(self, output: BinaryIO, layout: Layout = "bundle", pretty: bool = False) -> None:
        super().__init__(output, pretty)
        self._is_inlined = layout == "inlined"
        self.cut: list[str] = []
        """The pointers of records with too many others in them, of which some are left out."""
        self._members: dict[str, Any] = {}
        self._sections: dict[str, IO[bytes]] = {}
        self._number = 0
        self._known = Scratch(
            "CREATE TABLE record (name BLOB PRIMARY KEY, content BLOB, section TEXT, offset INT)"
            " WITHOUT ROWID; CREATE TABLE asked (name BLOB PRIMARY KEY) WITHOUT ROWID"
        )

    def put_texts(self, texts: list[str]) -> None:
        """Put the texts of some objects."""
        for text in texts:
            self.put(json.loads(text))

    def put(self, value: Any) -> None:
        """Put an object as a record of its section; its key is its id, else a number."""
        section = section_of(value)
        made = self._variant(value) if section == VARIANTS else self._placed(value)
        self._number += 1
        key = made.get("id")
        if not isinstance(key, str) or not self._add(section, key, made):
            self._add(section, f"{key or section}-{self._number}", made)

    def put_records(self, document: Tree) -> None:
        """Put the records of a part of a bundle as they are, and the names of its sections."""
        if not any(isinstance(records, dict) and records for records in document.values()):
            self._members = document | self._members  # in the order of the bundle
        for section, records in document.items():
            for key, value in records.items() if isinstance(records, dict) else ():
                self._add(section, key, value)

    def _variant(self, value: Tree) -> Tree:
        """A categorical variant with references to its members and to those of its constraints."""
        made = dict(value)
        for key, write in (("members", self._member), ("constraints", self._constraint)):
            listed = value.get(key)
            if isinstance(listed, list):
                made[key] = [write(each) if isinstance(each, dict) else each for each in listed]
        return made

    def _constraint(self, value: Tree) -> Tree:
        allele = value.get("allele")
        if isinstance(allele, dict):
            return value | {"allele": self._member(allele)}
        return self._placed(value)

    def _member(self, value: Tree) -> Any:
        return self._reference(section_of(value), value.get("id"), self._placed(value))

    def _placed(self, value: Tree) -> Tree:
        """An object with a reference to its location."""
        location = value.get("location")
        if not isinstance(location, dict) or location.get("type") != "SequenceLocation":
            return value
        sequence = location.get("sequenceReference")
        if isinstance(sequence, dict):
            key = sequence.get("refgetAccession")
            found = self._reference(SEQUENCES, key, sequence)
            location = location | {"sequenceReference": found}
        place = self._reference(VRS_SECTIONS["SequenceLocation"], location.get("id"), location)
        return value | {"location": place}

    def _reference(self, section: str, key: Any, value: Tree) -> Any:
        """The pointer to the record of an object, or the object if it cannot have a record."""
        if not isinstance(key, str) or not key or not self._add(section, key, value):
            return value
        return to_record(section, key)

    def _add(self, section: str, key: str, value: Any) -> bool:
        """Add a record, unless there is one; returns whether the record with the key is equal."""
        name = short_name(f"/{escape(section)}/{escape(key)}")
        content = short_name(_content(value))
        if section not in self._sections:
            import tempfile

            self._sections[section] = tempfile.SpooledTemporaryFile(MEGABYTE)  # noqa: SIM115
        file = self._sections[section]
        if not self._known.execute(_NEW, (name, content, section, file.tell())):
            found = self._known.row("SELECT content FROM record WHERE name = ?", (name,))
            return found is not None and bool(found[0] == content)
        if self._is_inlined and section != DOCUMENTS:
            names = ((short_name(each),) for each in pointers_in(value))
            self._known.execute_many("INSERT OR IGNORE INTO asked VALUES (?)", names)
        file.write(f"    {dump(key)}: {dump(value)}\n".encode())
        return True

    def left_out(self) -> list[str]:
        """The members of the bundle that lines have no place for: those that are no sections."""
        members = self._members if self._is_inlined else {}
        return [name for name, value in members.items() if not isinstance(value, dict)]

    def finish(self) -> None:
        """Write the bundle, or what it has."""
        order = dict.fromkeys((*self._members, *VRS_SECTIONS.values(), *self._sections))
        names = [each for each in order if each in self._members or each in self._sections]
        if self._is_inlined:
            for name in names:
                self._write_inlined(name)
            super().finish()
        else:
            self._output.write(b"{")
            for n, name in enumerate(names):
                self._output.write(f"{',' if n else ''}\n  {dump(name)}: ".encode())
                self._write_section(name)
            self._output.write(b"\n}\n")
        self._known.close()
        for file in self._sections.values():
            file.close()

    def _write_section(self, name: str) -> None:
        """Write the records of a section, or another member of the whole."""
        file = self._sections.get(name)
        if file is None:
            self._output.write(dump(self._members[name]).encode())
            return
        self._output.write(b"{")
        file.seek(0)
        before = b"\n"
        for line in file:
            self._output.write(before + line[:-1])
            before = b",\n"
        self._output.write(b"\n  }")

    def _write_inlined(self, section: str) -> None:
        """Write the records of a section that are not only parts of others, and all their parts."""
        file, at = self._sections.get(section), 0
        if file is None:
            return
        while True:
            file.seek(at)
            line = file.readline()
            at += len(line)
            if not line:
                return
            [(key, value)] = json.loads(b"{%b}" % line).items()
            is_statement = isinstance(value, dict) and value.get("type") == "Statement"
            is_whole = section == VARIANTS or is_statement
            pointer = f"/{escape(section)}/{escape(key)}"
            if section == DOCUMENTS:
                super().put(value)
            elif is_whole or not self._known.row(_ASKED, (short_name(pointer),)):
                inliner = _Inliner(self._value_at)
                try:
                    super().put(inliner.inlined(value, (pointer,)))
                except RecursionError:
                    super().put(value)
                    inliner.left = -1
                if inliner.left < 0:
                    self.cut.append(pointer)

    def _value_at(self, pointer: str) -> Any:
        """The record at a pointer. Raises KeyError without one."""
        found = self._known.row(_PLACE, (short_name(pointer),))
        if found is None:
            raise KeyError(pointer)
        file = self._sections[found[0]]
        file.seek(found[1])
        [value] = json.loads(b"{%b}" % file.readline()).values()
        return value


def _content(value: Any) -> str:
    """A text of a value, the same whatever the order of the keys in its objects."""
    try:  # An eighth of the time, which is a tenth of that of a whole export.
        return msgspec.json.encode(value, order="deterministic").decode()
    except (OverflowError, UnicodeEncodeError, RecursionError):  # what it does not write
        return json.dumps(value, sort_keys=True)


_NEW: Final = "INSERT OR IGNORE INTO record VALUES (?, ?, ?, ?)"
_ASKED: Final = "SELECT 1 FROM asked WHERE name = ?"
_PLACE: Final = "SELECT section, offset FROM record WHERE name = ?"


class _Inliner:
    """Puts records in the place of the pointers to them, up to a number of them."""

    def __init__(self, value_at: Callable[[str], Any]) -> None:
        self._value_at = value_at
        self.left = _MOST
        """How many more there may be; below 0 when a pointer had to stay."""

    def inlined(self, value: Any, inside: tuple[str, ...]) -> Any:
        """A value, with what its pointers lead to instead; `inside` are the records around it."""
        if isinstance(value, dict):
            return {key: self.inlined(each, inside) for key, each in value.items()}
        if isinstance(value, list):
            return [self.inlined(each, inside) for each in value]
        if not isinstance(value, str) or not value.startswith("#/"):
            return value
        pointer = unquote(value[1:])
        if pointer in inside:  # a circle
            return value
        try:
            found = self._value_at(pointer)
        except KeyError:
            return value
        self.left = max(self.left - 1, -1)
        if self.left < 0 or len(inside) >= _DEEPEST_INLINED:
            self.left = -1
            return value
        return self.inlined(found, (*inside, pointer))


_MOST: Final = 10_000
"""How many records are written inside another one: a few short ones can have as many as one
likes."""
_DEEPEST_INLINED: Final = 20
"""How many records a record is inside at most."""
