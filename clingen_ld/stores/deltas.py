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
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from typing import Any, Final

from clingen_ld.errors import InputError
from clingen_ld.graph.terms import Literal
from clingen_ld.messages.message import ReadOptions
from clingen_ld.messages.streams import array_or_text
from clingen_ld.messages.text.inputs import open_input
from clingen_ld.messages.text.json_arrays import BrokenTextError
from clingen_ld.messages.text.json_sections import VRS_SECTIONS, SectionIndex, Sections
from clingen_ld.messages.text.json_text import JsonTextError, read
from clingen_ld.messages.vrs.schema import SYSTEM
from clingen_ld.model import CLINGEN, FHIR, escape, resource_iri
from clingen_ld.stores.keeping import may_be_placement
from clingen_ld.stores.store import Solutions, Store

_VARIANTS: Final = VRS_SECTIONS["CategoricalVariant"]
_ALLELES: Final = frozenset(VRS_SECTIONS.values()) - {
    _VARIANTS, VRS_SECTIONS["SequenceReference"], VRS_SECTIONS["SequenceLocation"],
}  # fmt: skip
"""The sections of which each record is an allele in the store."""
_AT_ONCE: Final = 200


@dataclass(frozen=True, slots=True)
class Delta:
    """A delta: the file of its manifest, and the bundles that its records refer to.

    Of several bundles that have a record, the last one counts.
    """

    manifest: str | os.PathLike[str]
    onto: tuple[str | os.PathLike[str], ...] = ()


class OpenDelta:
    """A delta whose manifest was read: `deleted` are the section and key of each deleted record."""

    def __init__(self, deleted: list[tuple[str, str]], indexes: list[SectionIndex]) -> None:
        self.deleted = deleted
        self._gone = {f"/{section}/{escape(key)}" for section, key in deleted}
        self._indexes = indexes

    def look_up(self, pointer: str) -> Any:
        """The record at a pointer. Raises KeyError when there is none, or it was deleted."""
        if pointer not in self._gone:
            for index in reversed(self._indexes):
                try:
                    return index.value_at(pointer)
                except KeyError:
                    continue
        raise KeyError(pointer)

    def resources(self, store: Store, base: str) -> Iterator[str]:
        """The IRIs of the resources of a store that the deleted records are."""
        for section, key in self.deleted:
            if section == _VARIANTS:
                yield resource_iri({"resourceType": "CanonicalAllele", "id": key}, base)
        alleles = [key for section, key in self.deleted if section in _ALLELES]
        for at in range(0, len(alleles), _AT_ONCE):
            yield from _alleles(alleles[at : at + _AT_ONCE], store, base)


def _alleles(keys: list[str], store: Store, base: str) -> Iterator[str]:
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
        yield from named.get(key, [own])


@contextmanager
def opened(delta: Delta, options: ReadOptions) -> Iterator[OpenDelta]:
    """A delta, its manifest read and the bundles indexed. Raises `InputError` for wrong files."""
    deleted = list(_deleted(os.fspath(delta.manifest)))
    with ExitStack() as stack:
        indexes = [_index(os.fspath(name), options, stack) for name in delta.onto]
        yield OpenDelta(deleted, indexes)


def _index(name: str, options: ReadOptions, stack: ExitStack) -> SectionIndex:
    stream = stack.enter_context(open_input(name))
    sought = replace(options, form=None, type=None, look_up=_nothing)
    _, _, found = stack.enter_context(array_or_text(stream, sought))
    if not isinstance(found, Sections):
        raise InputError(f"{name}: this is no bundle of sections, such as ClinVar-GKS has")
    try:
        index = found.index()
    except BrokenTextError as error:
        raise InputError(f"{name}:{error.line}:{error.column}: {error.message}") from error
    stack.callback(index.close)
    return index


def _nothing(pointer: str) -> Any:
    raise KeyError(pointer)


def _deleted(name: str) -> Iterator[tuple[str, str]]:
    """The section and key of each record that a manifest deletes."""
    with open_input(name) as stream:
        data = stream.read()
    try:
        manifest = read(data.decode("utf-8").removeprefix("\ufeff")).value
    except (JsonTextError, UnicodeDecodeError) as error:
        raise InputError(f"{name}: a manifest is JSON in UTF-8: {error}") from error
    sections = manifest.get("sections") if isinstance(manifest, dict) else None
    if not isinstance(sections, dict):
        raise InputError(f"{name}: this is no manifest of a delta: it has no object `sections`")
    for section, changes in sections.items():
        listed = changes.get("deleted", []) if isinstance(changes, dict) else None
        if not isinstance(listed, list) or not all(isinstance(key, str) for key in listed):
            raise InputError(f"{name}: /sections/{escape(section)}/deleted must be a list of keys")
        yield from ((section, key) for key in listed)
