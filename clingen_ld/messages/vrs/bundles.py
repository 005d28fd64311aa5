"""Bundles of ClinVar-GKS: sections of VRS objects and categorical variants, read and written.

Source: https://github.com/clingen-data-model/clinvar-gks (docs/output-reference/overview.md,
docs/output-reference/id-references.md)
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import IO, Any, BinaryIO, Final
from urllib.parse import unquote

from clingen_ld.messages.allele_walk import alleles_in
from clingen_ld.messages.fast_path import DirectMessage
from clingen_ld.messages.message import Item, Message, Place, Problem, ReadOptions
from clingen_ld.messages.resource_json import message
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
from clingen_ld.messages.text.located_json import JsonText
from clingen_ld.messages.vrs.pointers import is_pointer
from clingen_ld.messages.wrapped import alleles_inside, provenance, record_id
from clingen_ld.messages.writing import JsonOutput, Layout, dump
from clingen_ld.model import TYPE_KEY, Tree, escape, relative_reference, resource_iri, unescape

ReadOne = Callable[[ArrayElement, str, Any], Iterable[Item]]
"""Reads the allele at a pointer of a record."""

_ALLELES: Final = VRS_SECTIONS["Allele"]
_VARIANTS: Final = VRS_SECTIONS["CategoricalVariant"]
_SEQUENCES: Final = VRS_SECTIONS["SequenceReference"]
_DOCUMENTS: Final = "document"
"""The section of objects that are not VRS."""
_PLACES: Final = frozenset((_SEQUENCES, VRS_SECTIONS["SequenceLocation"]))
_WITHOUT: Final = frozenset((*_PLACES, *OTHER_SECTIONS))
"""Sections without alleles."""
_PROPOSITION: Final = "roposition"
"""What the names of sections of propositions have."""
_OF_VRS: Final = frozenset(VRS_SECTIONS.values())
_RESOURCES: Final = ("CanonicalAllele", "ContextualAllele")
_WITH_POINTERS: Final = ("location", "sequenceReference")
"""The keys of an allele and its location that may have pointers."""
_PLACED: Final = ("allele", "location")
"""The keys of a constraint that may have pointers."""
_DEEPEST: Final = 4
"""How far a reference is followed: from a variant to a sequence."""


def read_bundle(
    bundle: Sections, index: SectionIndex, file: str, read_one: ReadOne, options: ReadOptions
) -> Iterator[Item]:
    """The messages of a bundle, record by record.

    An allele that a categorical variant refers to comes with the variant, not separately. What the
    resources of a record do not say is kept: the record as it is, before them.
    """
    is_delta = options.look_up is not None
    reader = _BundleReader(bundle, index, file, read_one, options.base, is_delta)
    yield reader.kept("", JsonText("{}", file), index.members)
    for pointer, line, column in index.repeated:
        values = {"property": split(pointer)[-1]}
        yield Problem("ST-10", values, file, pointer, line, column)
    with_alleles = _VARIANTS not in index.members
    for _, record, section in reader.records():
        if section in _PLACES or (section == _ALLELES and not with_alleles):
            continue
        yield from reader.read(record, section)
    if not with_alleles:
        for number, record, section in reader.records(_ALLELES):
            if section == _ALLELES and not index.is_asked(number):
                yield from reader.read(record, section)
    for number, record, section in reader.records(*_PLACES):
        if section in _PLACES and not index.is_asked(number):
            yield from reader.read(record, section)


@dataclass(slots=True)
class _BundleReader:
    """Reads the records of a bundle, and keeps those that would not come back as they are."""

    bundle: Sections
    index: SectionIndex
    file: str
    read_one: ReadOne
    base: str
    keeps_all: bool
    """Whether all records are kept: those of a delta, in the place of former ones."""
    elsewhere: set[str] = field(default_factory=set)

    def records(self, *last: str) -> Iterator[tuple[int, ArrayElement, str]]:
        """The records with their numbers and sections, up to the last of some sections.

        Of records with the same key it gives the last one.
        """
        names = list(self.index.members)
        ends = [names.index(each) for each in last if each in names]
        behind = set(names[max(ends, default=-1) + 1 :]) if last else set()
        for number, record in enumerate(self.bundle.unchecked()):
            section, is_record, _ = record.pointer[1:].partition("/")
            section = unescape(section)
            if section in behind:
                return
            if is_record and not (
                self.index.repeated and self.index.number(record.pointer) != number
            ):
                yield number, record._replace(look_up=self.index.value_at), section

    def read(self, record: ArrayElement, section: str) -> Iterator[Item]:
        """What a record has: the alleles in it, after the record where it is kept."""
        source = ElementText(record, self.file)
        try:
            value, is_repeated = read(record.text)
        except JsonTextError as error:
            place = Place(record.pointer, *source.at(error.offset))
            yield source.problem("ST-0", {"message": error.message}, place)
            return
        if is_repeated:
            for at, problem in source.repeated_keys():
                yield replace(problem, pointer=record.pointer + at)
        found = [] if section in _WITHOUT else list(self.alleles(record, value))
        resources = [each for each in found if isinstance(each, Message)]
        is_of_vrs = section in _OF_VRS
        is_right = bool(resources) and not any(map(_has_notes, resources))
        if self.keeps_all or not (
            is_of_vrs and is_right and self.comes_back(record.pointer, value)
        ):
            targets = [each.iri for each in resources if each.type in _RESOURCES]
            targets += () if is_of_vrs else self.subjects(value)
            number = self.index.number(record.pointer)
            if number is None or self.index.keep(number):
                yield self.kept(record.pointer, source, value, targets)
            if is_of_vrs:
                yield from self.parts(value, source, record.pointer)
        yield from found

    def alleles(self, record: ArrayElement, value: Any) -> Iterator[Item]:
        """The messages of the alleles in a record."""
        first = next(alleles_in(value), None)
        if first is not None and not first[0]:
            yield from self.read_one(record, "", value)
        elif first is not None:
            for at, inside in alleles_inside(value):
                yield from self.read_one(record, at, inside)

    def parts(self, value: Any, source: JsonText, at: str) -> Iterator[Message]:
        """The records of VRS that a record refers to, kept as well."""
        waiting = [value]
        while waiting:
            for pointer in pointers_in(waiting.pop()):
                number = self.index.number(pointer)
                is_vrs = unescape(pointer[1:].partition("/")[0]) in _OF_VRS
                if is_vrs and self._is_new(pointer, number):
                    with suppress(KeyError):
                        part = self.index.value_at(pointer)
                        yield self.kept(pointer, source, part, at=at)
                        waiting.append(part)

    def _is_new(self, pointer: str, number: int | None) -> bool:
        """Whether a record is to be kept now, and was not before; it may be in another bundle."""
        if number is not None:
            return self.index.keep(number)
        is_new = pointer not in self.elsewhere
        self.elsewhere.add(pointer)
        return is_new

    def subjects(self, value: Any) -> Iterator[str]:
        """The IRIs of the canonical alleles that a record, or its proposition, refers to."""
        waiting = [*pointers_in(value)]
        known = set(waiting)
        while waiting:
            pointer = waiting.pop()
            section = pointer[1:].partition("/")[0]
            if section != _VARIANTS and _PROPOSITION not in section:
                continue
            try:
                found = self.index.value_at(pointer)
            except KeyError:
                continue
            if section != _VARIANTS:
                inner = set(pointers_in(found)) - known
                known |= inner
                waiting += inner
            elif isinstance(name := found.get("id") if isinstance(found, dict) else None, str):
                yield resource_iri({TYPE_KEY: "CanonicalAllele", "id": name}, self.base)

    def kept(
        self, pointer: str, source: JsonText, value: Any, targets: Iterable[str] = (), at: str = ""
    ) -> Message:
        """The Provenance that keeps a record; `at` is another pointer where its text is."""
        section, key = split(pointer) or ("", "")
        document = {section: {key: value}} if pointer else value
        references = dict.fromkeys(relative_reference(each, self.base) for each in targets)
        made = provenance(record_id(pointer), document, references)
        return message(made, source, at or pointer, self.base, "resource-json")

    def comes_back(self, pointer: str, value: Any, depth: int = 0) -> bool:
        """Whether a record of VRS is written as it is from its resources.

        It must be in its section under its own name, and all that it refers to as well.
        """
        section, key = split(pointer)
        if not isinstance(value, dict) or _name_of(value) != key or _section_of(value) != section:
            return False
        referring = [value[each] for each in _WITH_POINTERS if each in value]
        for each in ("members", "constraints"):
            listed = value.get(each, [])
            if not isinstance(listed, list):
                return False
            if each == "members":
                referring += listed
            elif all(isinstance(one, dict) and "type" in one for one in listed):
                referring += [one[name] for one in listed for name in _PLACED if name in one]
            else:
                return False
        return depth < _DEEPEST and all(self._is_placed(each, depth + 1) for each in referring)

    def _is_placed(self, reference: Any, depth: int) -> bool:
        """Whether a reference is a pointer as written, to a record that comes back."""
        if not isinstance(reference, str) or not reference.startswith("#/"):
            return isinstance(reference, str) and not is_pointer(reference)
        pointer = unquote(reference[1:])
        steps = split(pointer)
        if len(steps) != 2 or reference != to_record(*steps):
            return False
        try:
            return self.comes_back(pointer, self.index.value_at(pointer), depth)
        except KeyError:
            return False


def _has_notes(read: Message) -> bool:
    """Whether something is wrong with a message, of which less than all may come back."""
    return not isinstance(read, DirectMessage) and bool(read.normal.notes)


def _name_of(value: Tree) -> Any:
    """The key that a record has in its section; None for one that gets a digest when written."""
    kind = value.get("type")
    if kind == "SequenceReference":
        return value.get("refgetAccession")
    has_digest = kind in ("SequenceLocation", "CategoricalVariant") or "digest" in value
    return value.get("id") if has_digest else None


def to_record(section: str, key: str) -> str:
    """The reference to a record."""
    return f"#/{escape(section)}/{escape(key).replace('%', '%25')}"


def pointers_in(value: Any) -> Iterator[str]:
    """The JSON Pointers of records that a value refers to, at any depth."""
    waiting = [value]
    while waiting:
        node = waiting.pop()
        if isinstance(node, str):
            if node.startswith("#/"):
                yield unquote(node[1:])
        elif isinstance(node, dict | list):
            waiting += node.values() if isinstance(node, dict) else node


# --- writing --------------------------------------------------------------------------------------


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
        import sqlite3

        self._is_inlined = layout == "inlined"
        self.cut: list[str] = []
        """The pointers of records with too many others in them, of which some are left out."""
        self._members: dict[str, Any] = {}
        self._sections: dict[str, IO[bytes]] = {}
        self._number = 0
        self._known = sqlite3.connect("", isolation_level=None)
        self._known.executescript(
            "CREATE TABLE record (name BLOB PRIMARY KEY, told BLOB, section TEXT, offset INT)"
            " WITHOUT ROWID; CREATE TABLE asked (name BLOB PRIMARY KEY) WITHOUT ROWID; BEGIN;"
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

    def put_records(self, document: Tree) -> None:
        """Put the records of a part of a bundle, and the names of its sections, as they are."""
        if not any(isinstance(records, dict) and records for records in document.values()):
            self._members = document | self._members  # in the order of the bundle
        for section, records in document.items():
            for key, value in records.items() if isinstance(records, dict) else ():
                self._add(section, key, value)

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
            found = self._reference(_SEQUENCES, key, sequence)
            location = location | {"sequenceReference": found}
        place = self._reference(VRS_SECTIONS["SequenceLocation"], location.get("id"), location)
        return value | {"location": place}

    def _reference(self, section: str, key: Any, value: Tree) -> Any:
        """The pointer to an object, which has a record now; itself where it cannot have one."""
        if not isinstance(key, str) or not key or not self._add(section, key, value):
            return value
        return to_record(section, key)

    def _add(self, section: str, key: str, value: Any) -> bool:
        """Add a record, unless there is one; returns whether the record with the key is equal."""
        name = short_name(f"/{escape(section)}/{escape(key)}")
        told = short_name(json.dumps(value, sort_keys=True))
        found = self._known.execute("SELECT told FROM record WHERE name = ?", (name,)).fetchone()
        if found is not None:
            return bool(found[0] == told)
        if section not in self._sections:
            import tempfile

            self._sections[section] = tempfile.SpooledTemporaryFile(MEGABYTE)  # noqa: SIM115
        if self._is_inlined and section != _DOCUMENTS:
            names = ((short_name(each),) for each in pointers_in(value))
            self._known.executemany("INSERT OR IGNORE INTO asked VALUES (?)", names)
        file = self._sections[section]
        row = (name, told, section, file.tell())
        self._known.execute("INSERT INTO record VALUES (?, ?, ?, ?)", row)
        file.write(f"    {dump(key)}: {dump(value)}\n".encode())
        return True

    def left_out(self) -> list[str]:
        """The members of the bundle that have no place in lines: those that are no sections."""
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
            is_whole = section == _VARIANTS or _is_statement(value)
            pointer = f"/{escape(section)}/{escape(key)}"
            if section == _DOCUMENTS:
                super().put(value)
            elif is_whole or not self._known.execute(_ASKED, (short_name(pointer),)).fetchone():
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
        found = self._known.execute(_PLACE, (short_name(pointer),)).fetchone()
        if found is None:
            raise KeyError(pointer)
        file = self._sections[found[0]]
        file.seek(found[1])
        [value] = json.loads(b"{%b}" % file.readline()).values()
        return value


_ASKED: Final = "SELECT 1 FROM asked WHERE name = ?"
_PLACE: Final = "SELECT section, offset FROM record WHERE name = ?"


class _Inliner:
    """Puts records in the place of the pointers to them, up to a number of them."""

    def __init__(self, value_at: Callable[[str], Any]) -> None:
        self._value_at = value_at
        self.left = _MOST
        """How many more there may be; below 0 when a pointer had to stay."""

    def inlined(self, value: Any, inside: tuple[str, ...]) -> Any:
        """A value with what its pointers lead to; `inside` are the records that it is in."""
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


def _is_statement(value: Any) -> bool:
    return isinstance(value, dict) and value.get("type") == "Statement"


def _section_of(value: Tree) -> str:
    """The section of an object."""
    section = VRS_SECTIONS.get(str(value.get("type")))
    if section is None and ("constraints" in value or "members" in value):
        return _VARIANTS
    if section is None and "location" in value and "state" in value:
        return _ALLELES
    return section or _DOCUMENTS
