"""Bundles of ClinVar-GKS: sections of VRS objects and categorical variants, read and written.

Source: https://github.com/clingen-data-model/clinvar-gks (docs/output-reference/overview.md,
docs/output-reference/id-references.md)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any, Final

from clingen_ld.messages.allele_search import alleles_in
from clingen_ld.messages.message import Item, Problem
from clingen_ld.messages.text.json_arrays import ArrayElement, ElementText
from clingen_ld.messages.text.json_sections import (
    OTHER_SECTIONS,
    VRS_SECTIONS,
    SectionIndex,
    Sections,
)
from clingen_ld.messages.text.json_text import JsonTextError, read, split
from clingen_ld.messages.wrapped import alleles_inside

ReadOne = Callable[[ArrayElement, str, Any], Iterable[Item]]
"""Reads the allele at a pointer of a record."""

ONLY_ALLELES: Final = "of a ClinVar-GKS bundle, only the alleles are read"
_ALLELES: Final = VRS_SECTIONS["Allele"]
_VARIANTS: Final = VRS_SECTIONS["CategoricalVariant"]
_WITHOUT: Final = frozenset((
    VRS_SECTIONS["SequenceReference"], VRS_SECTIONS["SequenceLocation"], *OTHER_SECTIONS,
))  # fmt: skip
"""Sections in which there are no alleles."""


def read_bundle(
    bundle: Sections, index: SectionIndex, file: str, read_one: ReadOne
) -> Iterator[Item]:
    """The messages of a bundle, record by record.

    An allele that a categorical variant refers to comes with that, and not by itself.
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
