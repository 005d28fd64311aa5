"""Deltas of bundles, as ClinVar-GKS publishes them: what a manifest deletes, and what records
refer to.

A delta is a bundle of the records that were added or updated, and a manifest with the keys of those
that were deleted. Records refer to records that did not change, in the bundle that the delta is
applied to. The deletes come first.

Source: https://github.com/clingen-data-model/clinvar-gks (docs/data-access/download.md)
"""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, Final, TypeGuard

from clingen_ld.display import count
from clingen_ld.errors import InputError
from clingen_ld.graph.terms import Literal
from clingen_ld.messages.kept_documents import record_id
from clingen_ld.messages.message import ReadOptions
from clingen_ld.messages.streams import array_or_text
from clingen_ld.messages.text.inputs import find_files, open_input
from clingen_ld.messages.text.json_sections import (
    VRS_SECTIONS,
    BrokenTextError,
    SectionIndex,
    Sections,
)
from clingen_ld.messages.text.json_text import JsonTextError, read
from clingen_ld.messages.text.kept_inputs import State, state_of
from clingen_ld.messages.vrs.schema import SYSTEM
from clingen_ld.model import CLINGEN, FHIR, escape, pointer_steps, resource_iri
from clingen_ld.stores.keeping import may_be_placement
from clingen_ld.stores.store import Solutions, Store

_VARIANTS: Final = VRS_SECTIONS["CategoricalVariant"]
_ALLELES: Final = frozenset(VRS_SECTIONS.values()) - {
    _VARIANTS, VRS_SECTIONS["SequenceReference"], VRS_SECTIONS["SequenceLocation"],
}  # fmt: skip
"""The sections of which each record is an allele in the store."""
OF_VRS: Final = frozenset(VRS_SECTIONS.values())
_AT_ONCE: Final = 200
_MOST_EMPTY: Final = 1 << 16
_NO_BUNDLE: Final = "this is no bundle of sections, such as ClinVar-GKS has"
_NAMED: Final = 20
"""How many of the deleted records that a store does not have are named."""

RELEASE: Final = "http://purl.org/dc/terms/hasVersion"
"""The property of what keeps the members of a bundle that has its release: a date of a delta, or
the month in the name of a full bundle."""
_DATE: Final = re.compile(r"\d{4}-\d\d-\d\d")
_MONTH: Final = re.compile(r"\d{4}-\d\d")


@dataclass(frozen=True, slots=True)
class Delta:
    """A delta: the file of its manifest, and the bundles that its records refer to.

    Of several bundles that have a record, the last one counts.
    """

    manifest: str | os.PathLike[str]
    onto: tuple[str | os.PathLike[str], ...] = ()


@dataclass(frozen=True, slots=True)
class Manifest:
    """The manifest of a delta: what it says of the delta, and of the releases.

    `changed` is the number of records that were added or updated in each section, where it is
    given, and `deleted` the section and key of each deleted record. `full` is the month of the full
    bundle that the deltas since then are applied to.
    """

    name: str
    release: str | None
    baseline: str | None
    full: str | None
    changed: Mapping[str, int]
    deleted: list[tuple[str, str]]
    remarks: list[str]


class OpenDelta:
    """A delta whose manifest was read; `remarks` are what is doubtful about it, a sentence each."""

    def __init__(
        self,
        manifest: Manifest,
        indexes: list[SectionIndex],
        counted: Mapping[str, int],
        states: list[State | None],
    ) -> None:
        self.manifest = manifest
        self.remarks = [*manifest.remarks, *_miscounted(manifest, counted)]
        self.identity = [manifest.release, manifest.deleted, states]
        """What a delta has, besides its records, that another one has not."""
        self._gone = {f"/{escape(section)}/{escape(key)}" for section, key in manifest.deleted}
        self._indexes = indexes

    def check(self, store: Store, base: str, is_strict: bool) -> None:
        """Check that a delta is complete, and is of the release of a store.

        Raises `InputError` for another release, and for what is doubtful if `is_strict`.
        """
        manifest, known = self.manifest, release_of(store, base)
        onto = "a bundle" if manifest.baseline is None else f"the release {manifest.baseline}"
        what = f"{manifest.name}: this delta is to be applied onto {onto}"
        if manifest.release is not None and known == manifest.release:
            self.remarks.append(
                f"{manifest.name}: the store has the release {known} already: the delta is applied"
                " again"
            )
        elif manifest.baseline is not None and is_date(known) and known != manifest.baseline:
            raise InputError(
                f"{what}, and the store has {known}: apply the deltas in their order, or load a new"
                " full bundle"
            )
        elif known is None:
            raise InputError(f"{what}, and the store has no bundle: load a full one first")
        elif manifest.full is not None and _is_month(known) and known != manifest.full:
            raise InputError(
                f"{manifest.name}: the deltas are to be applied onto the full bundle of"
                f" {manifest.full}, and the store has that of {known}"
            )
        elif _is_month(known) and is_date(manifest.release) and manifest.release[:7] < known:
            raise InputError(
                f"{manifest.name}: this delta is of {manifest.release}, and the store has the full"
                f" bundle of {known}, which is newer"
            )
        elif not is_date(known) and _is_later(manifest.baseline, manifest.full or known):
            raise InputError(
                f"{what}, and the store has no delta after the full bundle of"
                f" {manifest.full or known}: apply those between them first"
            )
        if is_strict and self.remarks:
            raise InputError(self.remarks[0])

    def look_up(self, pointer: str) -> Any:
        """The record at a pointer. Raises KeyError when there is none, or it was deleted."""
        if pointer not in self._gone:
            for index in reversed(self._indexes):
                try:
                    return index.value_at(pointer)
                except KeyError:
                    continue
        raise KeyError(pointer)

    def resources(self, store: Store, base: str) -> Iterator[tuple[str, str]]:
        """The IRIs of the resources of a store that the deleted records are, or are kept in.

        Before each comes the pointer of its record.
        """
        alleles: dict[str, str] = {}
        for section, key in self.manifest.deleted:
            pointer = f"/{escape(section)}/{escape(key)}"
            yield pointer, record_iri(pointer, base)
            if section == _VARIANTS:
                yield pointer, resource_iri({"resourceType": "CanonicalAllele", "id": key}, base)
            elif section in _ALLELES:
                alleles[key] = pointer
        keys = list(alleles)
        for at in range(0, len(keys), _AT_ONCE):
            for key, iri in _alleles(keys[at : at + _AT_ONCE], store, base):
                yield alleles[key], iri

    def note_absent(self, found: Container[str]) -> None:
        """Remark which records are deleted that a store does not have; `found` are the others.

        Of a place or a sequence nobody knows: these come with their alleles.
        """
        absent = [
            pointer
            for section, key in self.manifest.deleted
            if section in (_VARIANTS, *_ALLELES) or section not in OF_VRS
            if (pointer := f"/{escape(section)}/{escape(key)}") not in found
        ]
        if absent:
            more = ", and others" if len(absent) > _NAMED else ""
            self.remarks.append(
                f"{self.manifest.name}: {count(len(absent), 'deleted record')} not in the store:"
                f" {', '.join(absent[:_NAMED])}{more}"
            )


def _alleles(keys: list[str], store: Store, base: str) -> Iterator[tuple[str, str]]:
    """The contextual alleles with identifiers of VRS; what no such allele has as its id instead.

    One that another source names, such as the Registry, is not what was deleted.
    """
    values = " ".join(json.dumps(key) for key in keys)
    found = store.query(
        f"SELECT DISTINCT ?allele ?value WHERE {{ VALUES ?value {{ {values} }} "
        f"?allele a <{CLINGEN}ContextualAllele> ; <{CLINGEN}identifier> ?identifier . "
        f"?identifier <{FHIR}value> ?value ; <{FHIR}system> ?system . "
        f'FILTER(STR(?system) = "{SYSTEM}") }}'
    )
    named: dict[str, list[str]] = {}
    for allele, value in found.rows if isinstance(found, Solutions) else ():
        if isinstance(allele, str) and isinstance(value, Literal) and may_be_placement(allele):
            named.setdefault(value.lexical, []).append(allele)
    for key in keys:
        own = resource_iri({"resourceType": "ContextualAllele", "id": key}, base)
        for iri in named.get(key, [own]):
            yield key, iri


@contextmanager
def opened(
    delta: Delta,
    options: ReadOptions,
    inputs: Iterable[str] = (),
    shown: Mapping[str, str] = MappingProxyType({}),
) -> Iterator[OpenDelta]:
    """A delta, its manifest read and the bundles indexed; `inputs` are the files of its records.

    `shown` has the names of the user. Raises `InputError` for wrong files, such as one that is cut
    off: without its records, a delta would only delete.
    """
    manifest = _manifest(os.fspath(delta.manifest))
    counted, deleted = Counter[str](), set(manifest.deleted)
    for name in find_files(inputs, options.exclude):
        if _is_same(name, manifest.name):  # in the folder of its delta
            continue
        for section, key in _keys_of_delta(name, options, shown.get(name, name)):
            counted[section] += 1
            if (section, key) in deleted:
                at = f"{manifest.name}: /sections/{escape(section)}/deleted"
                manifest.remarks.append(f"{at} has {key}, and so has the delta: it stays")
    with ExitStack() as stack:
        indexes = [_index(os.fspath(name), options, stack) for name in delta.onto]
        states = [
            state_of(os.fspath(name)) if os.path.isfile(name) else None for name in delta.onto
        ]
        yield OpenDelta(manifest, indexes, counted, states)


def keys_of(name: str, options: ReadOptions) -> Iterator[tuple[str, str]]:
    """The section and key of each record of a bundle; none of another file."""
    with suppress(BrokenTextError), _sections(name, options) as found:  # reading says what is wrong
        yield from _keys(found) if found is not None else ()


def _keys(sections: Sections) -> Iterator[tuple[str, str]]:
    """The section and key of each record. Raises `BrokenTextError` when the text is not JSON."""
    for record in sections.unchecked():
        steps = pointer_steps(record.pointer)
        if len(steps) == 2:
            yield steps[0], steps[1]


def _keys_of_delta(name: str, options: ReadOptions, shown: str) -> Iterator[tuple[str, str]]:
    """The section and key of each record of a delta. Raises `InputError` for another file."""
    try:
        with _sections(name, options) as found:
            if found is not None:
                yield from _keys(found)
            elif not _has_empty_sections(name):
                raise InputError(f"{shown}: {_NO_BUNDLE}; nothing was changed")
    except BrokenTextError as error:
        said = f"{shown}:{error.line}:{error.column}: {error.message}"
        raise InputError(f"{said}; of this delta nothing is applied") from error


def _has_empty_sections(name: str) -> bool:
    """Whether a file is a bundle without records: that of a delta that only deletes."""
    with open_input(name) as stream:
        data = stream.read(_MOST_EMPTY)
    try:
        found = read(data.decode("utf-8").removeprefix("\ufeff")).value
    except (JsonTextError, UnicodeDecodeError):
        return False
    return isinstance(found, dict) and all(each == {} for each in found.values())


def _is_same(name: str, other: str) -> bool:
    try:
        return os.path.samefile(name, other)
    except OSError:  # a pipe that was read, or what reading says is wrong
        return False


@contextmanager
def _sections(name: str, options: ReadOptions) -> Iterator[Sections | None]:
    """The sections of a bundle; None for another file."""
    sought = replace(options, form=None, type=None, look_up=None)
    with open_input(name) as stream, array_or_text(stream, sought) as (_, _, found):
        yield found if isinstance(found, Sections) else None


def _miscounted(manifest: Manifest, counted: Mapping[str, int]) -> Iterator[str]:
    """What a delta has more or less of than its manifest says, a sentence each."""
    for section in sorted({*manifest.changed, *counted}):
        said, has = manifest.changed.get(section), counted.get(section, 0)
        if said != has:
            yield (
                f"{manifest.name}: /sections/{escape(section)} says {said or 0} added or updated,"
                f" and the delta has {has}"
            )


def is_date(release: str | None) -> TypeGuard[str]:
    """Whether a release is that of a delta."""
    return release is not None and _DATE.fullmatch(release) is not None


def _is_month(release: str | None) -> TypeGuard[str]:
    return release is not None and _MONTH.fullmatch(release) is not None


def _is_later(release: str | None, month: str | None) -> bool:
    """Whether a release is of a later month than another."""
    return _is_month(month) and is_date(release) and release[:7] > month


def release_of(store: Store, base: str) -> str | None:
    """The release of the bundle that a store has, as far as it is known."""
    found = store.query(
        f"SELECT ?release WHERE {{ <{record_iri('', base)}> <{RELEASE}> ?release }}"
    )
    rows = found.rows if isinstance(found, Solutions) else ()
    return next((value.lexical for (value,) in rows if isinstance(value, Literal)), None)


def record_iri(pointer: str, base: str) -> str:
    """The IRI of the Provenance that keeps the record at a pointer."""
    return resource_iri({"resourceType": "Provenance", "id": record_id(pointer)}, base)


def _index(name: str, options: ReadOptions, stack: ExitStack) -> SectionIndex:
    found = stack.enter_context(_sections(name, options))
    if found is None:
        raise InputError(f"{name}: {_NO_BUNDLE}")
    try:
        index = found.index()
    except BrokenTextError as error:
        raise InputError(f"{name}:{error.line}:{error.column}: {error.message}") from error
    stack.callback(index.close)
    return index


def _manifest(name: str) -> Manifest:
    """The manifest in a file."""
    with open_input(name) as stream:
        data = stream.read()
    try:
        manifest = read(data.decode("utf-8").removeprefix("\ufeff")).value
    except (JsonTextError, UnicodeDecodeError) as error:
        raise InputError(f"{name}: a manifest is JSON in UTF-8: {error}") from error
    sections = manifest.get("sections") if isinstance(manifest, dict) else None
    if not isinstance(sections, dict):
        raise InputError(f"{name}: this is no manifest of a delta: it has no object `sections`")
    changed: dict[str, int] = {}
    deleted: list[tuple[str, str]] = []
    totals = dict.fromkeys("AUD", 0)
    for section, changes in sections.items():
        at = f"{name}: /sections/{escape(section)}"
        listed = changes.get("deleted", []) if isinstance(changes, dict) else None
        if not isinstance(listed, list) or not all(isinstance(key, str) for key in listed):
            raise InputError(f"{at}/deleted must be a list of keys")
        numbers = [changes.get(key, 0) for key in ("added", "updated")]
        if any(type(number) is not int or number < 0 for number in numbers):
            raise InputError(f"{at}: added and updated must be numbers of records")
        changed[section] = sum(numbers)
        deleted += ((section, key) for key in listed)
        for key, number in zip("AUD", (*numbers, len(listed)), strict=True):
            totals[key] += number
    return Manifest(
        name,
        _text_of(manifest, "compare_release") or _text_of(manifest, "release"),
        _text_of(manifest, "baseline_release"),
        _text_of(manifest.get("checkpoint_full"), "release"),
        changed,
        deleted,
        list(_wrong_totals(name, manifest.get("counts"), totals)),
    )


def _text_of(value: Any, key: str) -> str | None:
    found = value.get(key) if isinstance(value, dict) else None
    return found if isinstance(found, str) and found else None


def _wrong_totals(name: str, counts: Any, totals: Mapping[str, int]) -> Iterator[str]:
    """The totals of a manifest that are not the sums of its sections, a sentence each."""
    for key, total in totals.items() if isinstance(counts, dict) else ():
        if key in counts and counts[key] != total:
            yield f"{name}: /counts/{key} says {counts[key]}, and the sections have {total}"
