"""Bundles of ClinVar-GKS: sections of VRS objects and categorical variants, and other records.

Source: https://github.com/clingen-data-model/clinvar-gks (docs/output-reference/overview.md,
docs/output-reference/id-references.md)
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import replace
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import unquote

from clingen_ld.messages.fast_path import DirectMessage, ReadAgain, engines
from clingen_ld.messages.message import Item, Message, Place, Problem, ReadOptions
from clingen_ld.messages.search.walk import alleles_in
from clingen_ld.messages.text.json_arrays import ArrayElement, ElementText, value_of
from clingen_ld.messages.text.json_sections import (
    OTHER_SECTIONS,
    SectionIndex,
    Sections,
    short_name,
)
from clingen_ld.messages.text.json_text import JsonTextError, read
from clingen_ld.messages.text.located_json import JsonText
from clingen_ld.messages.vrs.bundle_keeping import OF_VRS, RecordKeeper
from clingen_ld.messages.vrs.pointers import (
    ALLELES,
    LOCATIONS,
    SEQUENCES,
    VARIANTS,
    dangling,
    references_in,
)
from clingen_ld.messages.wrapped import alleles_inside
from clingen_ld.model import Model, Note, Tree, pointer_steps, unescape

if TYPE_CHECKING:
    from clingen_ld.compiled.engine import Decoded, Engine

ReadOne = Callable[[ArrayElement, str, Any], Iterable[Item]]
"""Reads the allele at a pointer of a record."""

_PLACES: Final = frozenset((SEQUENCES, LOCATIONS))
_WITHOUT: Final = frozenset((*_PLACES, *OTHER_SECTIONS))
"""Sections without alleles."""
_RESOURCES: Final = ("CanonicalAllele", "ContextualAllele")
_SEQUENCE: Final = "ReferenceSequence"
_REMEMBERED: Final = 100_000
"""The number of sequences that are remembered as given, by short names of their content."""


def read_bundle(
    bundle: Sections,
    index: SectionIndex,
    file: str,
    read_one: ReadOne,
    options: ReadOptions,
    model: Model,
) -> Iterator[Item]:
    """The messages of a bundle, record by record.

    An allele that a categorical variant refers to comes with the variant, not separately, and a
    sequence with the first allele on it. What the resources of a record do not say is kept: the
    record as it is, before them.
    """
    reader = _BundleReader(bundle, index, file, read_one, options, model)
    yield from reader.whole()
    for pointer, line, column in index.repeated:
        values = {"property": pointer_steps(pointer)[-1]}
        yield Problem("ST-10", values, file, pointer, line, column)
    with_alleles = VARIANTS not in index.members
    for number, record, section in reader.records():
        if section in _PLACES or (section == ALLELES and not with_alleles):
            continue
        yield from reader.read(record, section, number)
    for names in ((ALLELES,) if not with_alleles else (), _PLACES):
        if index.has_unasked(names):
            for number, record, section in reader.records(*names):
                if section in names and not index.is_asked(number):
                    yield from reader.read(record, section, number)


class _BundleReader:
    """Reads the records of a bundle, and keeps those that would not come back as they are."""

    def __init__(
        self,
        bundle: Sections,
        index: SectionIndex,
        file: str,
        read_one: ReadOne,
        options: ReadOptions,
        model: Model,
    ) -> None:
        self._bundle = bundle
        self._index = index
        self._file = file
        self._read_one = read_one
        self._engine: Callable[[], Engine | None] = lambda: None
        if options.engine != "standard":
            known = engines(model, options.base)
            self._engine = partial(known.get, options.engine == "direct")
        self._keeps_all = options.look_up is not None
        """Whether all records are kept: those of a delta, in the place of former ones."""
        may_be_plain = options.form in (None, "vrs") and options.type is None
        self._may_be_plain = may_be_plain and not self._keeps_all
        self._keeper = RecordKeeper(index, file, options.base, self._engine)
        self._section = ""
        self._missing: set[str] = set()
        self._sequences: set[bytes] = set()
        self._content = lru_cache(_REMEMBERED)(_content)

    def whole(self) -> Iterator[Item]:
        """The Provenance that keeps the bundle without its records, and the alleles in it.

        These are in a section that is an array, or another value, in place of an object.
        """
        members = self._index.members
        found: list[Item] = []
        parts: list[Message] = []
        for record in self._bundle.unchecked() if any(members.values()) else ():
            if "/" not in record.pointer[1:]:
                value, whole = value_of(record), record._replace(look_up=self._index.value_at)
                inside = list(self._alleles(whole, value))
                source = ElementText(record, self._file)
                parts += self._keeper.parts(value, source, record.pointer) if inside else ()
                found += inside
        targets = [e.iri for e in found if isinstance(e, Message) and e.type in _RESOURCES]
        yield self._keeper.kept("", JsonText("{}", self._file), members, targets)
        yield from parts
        yield from filter(self._is_new, found)

    def records(self, *last: str) -> Iterator[tuple[int, ArrayElement, str]]:
        """The records with their numbers and sections, up to the last of some sections.

        Of records with the same key it gives the last one.
        """
        index = self._index
        names = list(index.members)
        ends = [names.index(each) for each in last if each in names]
        behind = set(names[max(ends, default=-1) + 1 :]) if last else set()
        for number, record in enumerate(self._bundle.unchecked()):
            section, is_record, _ = record.pointer[1:].partition("/")
            section = unescape(section)
            if section in behind:
                return
            if is_record and not (index.repeated and index.number(record.pointer) != number):
                yield number, record._replace(look_up=index.value_at), section

    def read(self, record: ArrayElement, section: str, number: int) -> Iterator[Item]:
        """What a record has: the alleles in it, after the record where it is kept."""
        if self._section == VARIANTS != section:
            self._keeper.met_all()
        self._section = section
        if section == VARIANTS and self._may_be_plain and (plain := self._plain(record)):
            yield from filter(self._is_new, plain)
            return
        source = ElementText(record, self._file)
        try:
            value, is_repeated = read(record.text)
        except JsonTextError as error:
            place = Place(record.pointer, *source.at(error.offset))
            yield source.problem("ST-0", {"message": error.message}, place)
            return
        if is_repeated:
            for at, problem in source.repeated_keys():
                yield replace(problem, pointer=record.pointer + at)
        if section == VARIANTS:
            self._keeper.meet(record.pointer, value)
        found = [] if section in _WITHOUT else list(self._alleles(record, value))
        yield from self._kept(record, section, number, value, found)
        yield from filter(self._is_new, found)

    def _kept(
        self, record: ArrayElement, section: str, number: int, value: Any, found: list[Item]
    ) -> Iterator[Message]:
        """The record, and the parts of it, where the alleles found in it do not give all back."""
        keeper = self._keeper
        resources = [each for each in found if isinstance(each, Message)]
        is_of_vrs = section in OF_VRS
        is_right = bool(resources) and not any(map(_has_notes, resources))
        may_come_back = is_of_vrs and is_right and not self._keeps_all
        if may_come_back and keeper.comes_back(record.pointer, value):
            return
        for each in resources:
            if each.__class__ is Message:  # the record keeps what the resource does not
                each.normal.lost.clear()
        source = ElementText(record, self._file)
        targets = [each.iri for each in resources if each.type in _RESOURCES]
        targets += () if is_of_vrs else keeper.subjects(value)
        notes: list[Note] = []
        if not is_of_vrs:
            notes += self._dangling(value, keeper.dangling)
        if self._index.keep(number):
            yield keeper.kept(record.pointer, source, value, targets, notes=notes)
        if is_of_vrs:
            yield from keeper.parts(value, source, record.pointer)

    def _dangling(self, value: Any, pointers: Collection[str]) -> Iterator[Note]:
        """What is wrong with the pointers in a record, of which some lead to no other."""
        for at, reference in references_in(value) if pointers else ():
            pointer = unquote(reference[1:])
            section = unescape(pointer[1:].partition("/")[0])
            if pointer not in pointers or section in self._missing:
                continue
            if section not in self._index.members and not self._keeps_all:
                # Said once, whatever refers to it; in a delta, each record is left out.
                self._missing.add(section)
            yield dangling(at, reference)

    def _plain(self, record: ArrayElement) -> list[DirectMessage]:
        """The messages of a variant that is read directly; none for another one."""
        engine = self._engine()
        if engine is None:
            return []
        from clingen_ld.messages.vrs.plain_variants import read_plain_variant

        texts: dict[str, bytes | None] = {}  # for when the index is closed

        def text_at(pointer: str) -> bytes | None:
            found = texts[pointer] = self._index.text_at(pointer)
            return found

        def look_up(pointer: str) -> Any:
            return json.loads(texts[pointer] or b"null")

        found = read_plain_variant(record.pointer, record.text, text_at, engine)
        whole = record._replace(look_up=look_up)
        again = ReadAgain(lambda: self._alleles(whole, value_of(whole)))
        return [
            DirectMessage(each, engine, self._file, "vrs", partial(again.message, n))
            for n, each in enumerate(found or ())
        ]

    def _alleles(self, record: ArrayElement, value: Any) -> Iterator[Item]:
        """The messages of the alleles in a record."""
        first = next(alleles_in(value), None)
        if first is not None and not first[0]:
            yield from self._read_one(record, "", value)
        elif first is not None:
            for at, inside in alleles_inside(value):
                yield from self._read_one(record, at, inside)

    def _is_new(self, item: Item) -> bool:
        """Whether an item is anything but a sequence that was given before, in the same words."""
        if not isinstance(item, Message) or item.type != _SEQUENCE or _has_notes(item):
            return True
        if isinstance(item, DirectMessage):
            content = self._content(item.decoded)
        else:
            content = _name_of(item.normal.tree)
        if content in self._sequences:
            return False
        if len(self._sequences) >= _REMEMBERED:
            self._sequences.clear()
        self._sequences.add(content)
        return True


def _content(decoded: Decoded) -> bytes:
    return _name_of(decoded.resource.tree)


def _name_of(tree: Tree) -> bytes:
    """A short name of the content of a resource."""
    return short_name(json.dumps(tree, sort_keys=True))


def _has_notes(read: Message) -> bool:
    """Whether something is wrong with a message, of which less than all may come back."""
    return not isinstance(read, DirectMessage) and bool(read.normal.notes)
