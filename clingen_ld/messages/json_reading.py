"""Reading JSON texts and values into messages by the standard path: arrays, forms, bundles."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial
from itertools import zip_longest
from typing import TYPE_CHECKING, Any, Final

from clingen_ld.display import abridged
from clingen_ld.messages.fast_path import decoded
from clingen_ld.messages.form import is_expanded
from clingen_ld.messages.forms import FORMS, JSON_LD, RESOURCE_JSON, object_form
from clingen_ld.messages.interpretation.form import INTERPRETATION
from clingen_ld.messages.message import Fix, Item, Place, Problem, ReadOptions
from clingen_ld.messages.text.json_faults import JsonFault
from clingen_ld.messages.text.json_text import JsonReading, JsonTextError, read
from clingen_ld.messages.text.located_json import JsonText
from clingen_ld.messages.vrs.form import misspelt_vrs
from clingen_ld.model import Model, is_absolute

if TYPE_CHECKING:
    from clingen_ld.messages.text.json_arrays import ArrayElement
    from clingen_ld.messages.text.json_recovery import Correction

_WIDE: Final = 1 << 16
"""The column up to which a broken value in a line is read with its line."""


def read_json(
    text: str, file: str, first_line: int, options: ReadOptions, model: Model
) -> Iterator[Item]:
    """The messages of a JSON text that begins in a line of a file, and what is wrong with it."""
    source = JsonText(text, file, first_line)
    try:
        reading = read(text)
    except JsonTextError as error:
        from clingen_ld.messages.text.json_recovery import Recovery, recover

        recovery = recover(text) if options.recover else Recovery((JsonFault(*error.args),), None)
        fixes = [_fix(each, source) for each in recovery.corrections]
        for fault, fix in zip_longest(recovery.faults, fixes):
            place = Place("", *source.at(fault.offset))
            yield source.problem("ST-0", {"message": fault.message}, place, fix=fix)
        if recovery.text is None:
            return
        source, reading = JsonText(text, file, first_line, recovery), read(recovery.text)
    yield from _read_reading(reading, source, "", options, model)


def read_element(
    element: ArrayElement, file: str, options: ReadOptions, model: Model
) -> Iterator[Item]:
    """The messages of an element of an array, or of one of several values of a text."""
    from clingen_ld.messages.text.json_arrays import ElementText

    source = ElementText(element, file)
    try:
        reading = read(element.text)
    except JsonTextError as error:
        if element.column < _WIDE:  # Spaces stand for what is before it.
            text = " " * (element.column - 1) + element.text
            yield from read_json(text, file, element.line, options, model)
        else:
            place = Place(element.pointer, *source.at(error.offset))
            yield source.problem("ST-0", {"message": error.message}, place)
        return
    yield from _read_reading(reading, source, element.pointer, options, model)


def _read_reading(
    reading: JsonReading, source: JsonText, pointer: str, options: ReadOptions, model: Model
) -> Iterator[Item]:
    """The messages of a value as read, and the keys that its text has twice."""
    if reading.has_duplicate_keys:
        for _, problem in source.repeated_keys():
            yield problem
    yield from read_value(reading.value, source, pointer, options, model)


def _fix(correction: Correction, source: JsonText) -> Fix:
    """How to write a part of a text that is not JSON."""
    start, end, meant, is_safe = correction
    is_gone = not meant.strip() and not source.text[start:end].isspace()
    return Fix((source.edit_given(start, end, "" if is_gone else meant),), is_safe)


def is_expanded_array(value: list[Any]) -> bool:
    """Whether an array is one document of JSON-LD: nodes without a context, as RDF tools write.

    An array of objects with contexts, or in the names of the model, holds a document in each.
    """
    if not all(isinstance(each, dict) for each in value):
        return False
    nodes = [each for each in value if each.keys() != {"@id"}]
    named = [is_expanded(each) for each in nodes]  # others have neither a name nor a class
    return any(named) and all(
        is_named or all(map(is_absolute, each)) for is_named, each in zip(named, nodes, strict=True)
    )


def read_value(
    value: Any, source: JsonText, pointer: str, options: ReadOptions, model: Model
) -> Iterator[Item]:
    """The messages of the value at a pointer of a text."""
    if isinstance(value, list):
        if not value:
            place = source.place(pointer)
            yield source.problem("ST-11", {"what": "an empty array"}, place)
        if options.form in (None, JSON_LD.name) and is_expanded_array(value):
            read = JSON_LD.reader()(value, source, pointer, options, model)
            yield from decoded(read, options, model)
            return
        for n, item in enumerate(value):
            yield from read_value(item, source, f"{pointer}/{n}", options, model)
    elif isinstance(value, dict):
        form = FORMS[options.form] if options.form is not None else object_form(value)
        if form is RESOURCE_JSON and options.type is None:
            yield from _read_plain_object(value, source, pointer, options, model)
        else:
            found = form.reader()(value, source, pointer, options, model)
            if form is INTERPRETATION or (form is JSON_LD and options.form is None):
                from clingen_ld.messages.wrapped import (
                    OuterObject,
                    or_document,
                    with_interpretation,
                )

                inner = options if form is JSON_LD else replace(options, form=None)
                read_at = partial(_read_inside, source, pointer, inner, model)
                outer = OuterObject(value, source, pointer, options.base, read_at)
                if form is INTERPRETATION:
                    found = with_interpretation(found, outer)
                if options.form is None:
                    found = or_document(found, outer)
            yield from decoded(found, options, model)
    else:
        place = source.place(pointer)
        shown = abridged(json.dumps(value, ensure_ascii=False), 40)
        yield source.problem("ST-11", {"what": f"the plain value {shown}"}, place)


def _read_inside(
    source: JsonText, pointer: str, options: ReadOptions, model: Model, at: str, value: Any
) -> Iterator[Item]:
    """The messages of a nested value at a pointer."""
    return read_value(value, source, pointer + at, options, model)


def _read_plain_object(
    value: dict[str, Any], source: JsonText, pointer: str, options: ReadOptions, model: Model
) -> Iterator[Item]:
    """The message that an object in the names of the model is, or those that it wraps."""
    from clingen_ld.messages.foreign_documents import is_of_sections, wrapper_of
    from clingen_ld.messages.wrapped import (
        OuterObject,
        in_bundle,
        inside,
        is_around_alleles,
        is_bundle,
        with_document,
    )

    if is_bundle(value) and not is_around_alleles(value, model):
        yield from _read_bundle(in_bundle(value), source, pointer, options, model)
        return
    found, is_kept = inside(value, model)
    read_at = partial(_read_inside, source, pointer, options, model)
    if is_kept:
        if (misspelt := misspelt_vrs(value, source, pointer)) is not None:
            yield misspelt
        outer = OuterObject(value, source, pointer, options.base, read_at)
        yield from with_document(outer, found)
        return
    if found and is_of_sections(value):
        what = f"of {wrapper_of(value)}, only the alleles are read"
        yield source.problem("ST-12", {"what": what}, source.place(pointer))
    for at, each in found:
        yield from read_at(at, each)
    if not found:
        read = RESOURCE_JSON.reader()(value, source, pointer, options, model)
        yield from decoded(read, options, model)


def _read_bundle(
    found: Iterable[tuple[str, Any]],
    source: JsonText,
    pointer: str,
    options: ReadOptions,
    model: Model,
) -> Iterator[Item]:
    """The messages of a Bundle, which may also contain resources of other models."""
    is_empty = True
    for at, inside in found:
        is_empty = False
        for item in read_value(inside, source, pointer + at, options, model):
            if isinstance(item, Problem) and item.rule == "ST-11" and item.suggestion is None:
                item = replace(item, severity=None)
            yield item
    if is_empty:
        what = "a Bundle without resources"
        yield source.problem("ST-11", {"what": what}, source.place(pointer), "error")
