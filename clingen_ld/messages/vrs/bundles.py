"""Bundles of ClinVar-GKS: sections of VRS objects and categorical variants, read and written.

Source: https://github.com/clingen-data-model/clinvar-gks (docs/output-reference/overview.md,
docs/output-reference/id-references.md)
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import IO, Any, BinaryIO, Final

from clingen_ld.messages.allele_search import alleles_in
from clingen_ld.messages.message import Item, Problem
from clingen_ld.messages.text.decoding import MEGABYTE
from clingen_ld.messages.text.json_arrays import ArrayElement, ElementText
from clingen_ld.messages.text.json_sections import (
    OTHER_SECTIONS,
    VRS_SECTIONS,
    SectionIndex,
    Sections,
    short_name,
)
from clingen_ld.messages.text.json_text import JsonTextError, read, split
from clingen_ld.messages.wrapped import alleles_inside
from clingen_ld.messages.writing import JsonOutput, dump
from clingen_ld.model import Tree, escape

ReadOne = Callable[[ArrayElement, str, Any], Iterable[Item]]
"""Reads the allele at a pointer of a record."""

ONLY_ALLELES: Final = "of a ClinVar-GKS bundle, only the alleles are read"
_ALLELES: Final = VRS_SECTIONS["Allele"]
_VARIANTS: Final = VRS_SECTIONS["CategoricalVariant"]
_DOCUMENTS: Final = "document"
"""The section of objects that are not VRS."""
_WITHOUT: Final = frozenset((
    VRS_SECTIONS["SequenceReference"], VRS_SECTIONS["SequenceLocation"], *OTHER_SECTIONS,
))  # fmt: skip
"""Sections without alleles."""


def read_bundle(
    bundle: Sections, index: SectionIndex, file: str, read_one: ReadOne
) -> Iterator[Item]:
    """The messages of a bundle, record by record.

    An allele that a categorical variant refers to comes with the variant, not separately.
    """
    yield Problem("ST-12", {"what": ONLY_ALLELES}, file, "", 1, 1)
    for pointer, line, column in index.repeated:
        values = {"property": split(pointer)[-1]}
        yield Problem("ST-10", values, file, pointer, line, column)
    has_variants = _VARIANTS in index.sections
    for record in bundle.unchecked():
        section = _section(record)
        if section not in _WITHOUT and not (has_variants and section == _ALLELES):
            yield from _read_record(record._replace(look_up=index.value_at), file, read_one)
    if not has_variants:
        return
    is_over = False
    for record in bundle.unchecked():
        if _section(record) == _ALLELES:
            is_over = True
            if not index.is_asked(record.pointer):
                yield from _read_record(record._replace(look_up=index.value_at), file, read_one)
        elif is_over:
            return


def _section(record: ArrayElement) -> str:
    return record.pointer[1:].partition("/")[0]


def _read_record(record: ArrayElement, file: str, read_one: ReadOne) -> Iterator[Item]:
    source = ElementText(record, file)
    try:
        value, is_repeated = read(record.text)
    except JsonTextError as error:
        line, column = source.at(error.offset)
        yield Problem("ST-0", {"message": error.message}, file, record.pointer, line, column)
        return
    if is_repeated:
        for at, problem in source.repeated_keys():
            yield replace(problem, pointer=record.pointer + at)
    first = next(alleles_in(value), None)
    if first is not None and not first[0]:
        yield from read_one(record, "", value)
    elif first is not None:
        for at, inside in alleles_inside(value):
            yield from read_one(record, at, inside)


# --- writing --------------------------------------------------------------------------------------


class BundleOutput(JsonOutput):
    """A stream that writes objects of VRS as one bundle; `finish` must be called at the end.

    A shared object is written once in its section, by its id. An object without an id, or that
    differs from the record with its id, stays inline. The sections are collected in temporary
    files, and the index of their records on disk.
    """

    def __init__(self, output: BinaryIO) -> None:
        super().__init__(output, pretty=False)
        import sqlite3

        self._sections: dict[str, IO[bytes]] = {}
        self._number = 0
        self._known = sqlite3.connect("", isolation_level=None)
        self._known.executescript(
            "CREATE TABLE record (name BLOB PRIMARY KEY, told BLOB) WITHOUT ROWID; BEGIN;"
        )

    def put_texts(self, texts: list[str]) -> None:
        """Put the texts of some objects."""
        for text in texts:
            self.put(json.loads(text))

    def put(self, value: Any) -> None:
        """Put an object as a record of its section; its key is its id, else a number."""
        section = _section_of(value)
        made = self._variant(value) if section == _VARIANTS else self._placed(value)
        self._number += 1
        key = made.get("id")
        if not isinstance(key, str) or not self._add(section, key, made):
            self._add(section, f"{key or section}-{self._number}", made)

    def _variant(self, value: Tree) -> Tree:
        """A categorical variant with references to its members and to those of its constraints."""
        made = dict(value)
        for key, told in (("members", self._member), ("constraints", self._constraint)):
            listed = value.get(key)
            if isinstance(listed, list):
                made[key] = [told(each) if isinstance(each, dict) else each for each in listed]
        return made

    def _constraint(self, value: Tree) -> Tree:
        allele = value.get("allele")
        if isinstance(allele, dict):
            return value | {"allele": self._member(allele)}
        return self._placed(value)

    def _member(self, value: Tree) -> Any:
        return self._reference(_section_of(value), value.get("id"), self._placed(value))

    def _placed(self, value: Tree) -> Tree:
        """An object with a reference to its location."""
        location = value.get("location")
        if not isinstance(location, dict) or location.get("type") != "SequenceLocation":
            return value
        sequence = location.get("sequenceReference")
        if isinstance(sequence, dict):
            key = sequence.get("refgetAccession")
            found = self._reference(VRS_SECTIONS["SequenceReference"], key, sequence)
            location = location | {"sequenceReference": found}
        place = self._reference(VRS_SECTIONS["SequenceLocation"], location.get("id"), location)
        return value | {"location": place}

    def _reference(self, section: str, key: Any, value: Tree) -> Any:
        """The pointer to an object, which has a record now; itself where it cannot have one."""
        if not isinstance(key, str) or not key or not self._add(section, key, value):
            return value
        return f"#/{section}/{escape(key).replace('%', '%25')}"

    def _add(self, section: str, key: str, value: Tree) -> bool:
        """Add a record, unless there is one; returns whether the record with the key is equal."""
        name = short_name(f"/{section}/{key}")
        told = short_name(json.dumps(value, sort_keys=True))
        found = self._known.execute("SELECT told FROM record WHERE name = ?", (name,)).fetchone()
        if found is not None:
            return bool(found[0] == told)
        self._known.execute("INSERT INTO record VALUES (?, ?)", (name, told))
        if section not in self._sections:
            import tempfile

            self._sections[section] = tempfile.SpooledTemporaryFile(MEGABYTE)  # noqa: SIM115
        file = self._sections[section]
        before = ",\n" if file.tell() else ""
        file.write(f"{before}    {dump(key)}: {dump(value)}".encode())
        return True

    def finish(self) -> None:
        """Write the bundle."""
        import shutil

        self._known.close()
        order = (*VRS_SECTIONS.values(), *self._sections)
        self._output.write(b"{")
        before = "\n"
        for name in dict.fromkeys(order):
            if (file := self._sections.get(name)) is not None:
                self._output.write(f"{before}  {dump(name)}: {{\n".encode())
                file.seek(0)
                shutil.copyfileobj(file, self._output)
                self._output.write(b"\n  }")
                file.close()
                before = ",\n"
        self._output.write(b"\n}\n")


def _section_of(value: Tree) -> str:
    """The section of an object."""
    section = VRS_SECTIONS.get(value.get("type", ""))
    if section is None and ("constraints" in value or "members" in value):
        return _VARIANTS
    if section is None and "location" in value and "state" in value:
        return _ALLELES
    return section or _DOCUMENTS
