"""The form resource-json: FHIR-style JSON in the names of the model."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from clingen_ld.messages.message import Item, Problem, ReadOptions
from clingen_ld.messages.text.located_json import JsonText
from clingen_ld.messages.vrs.form import VRS_TYPES, misspelt_vrs
from clingen_ld.model import (
    TYPE_KEY,
    Model,
    Note,
    escape,
    infer_message_type,
    misspelt_type_key,
    normal_form,
    speaks_of,
)


def read_object(
    value: Mapping[str, Any], text: JsonText, pointer: str, options: ReadOptions, model: Model
) -> Iterator[Item]:
    """The resource in a JSON object, or the problem that there is none."""
    given = value.get(TYPE_KEY)
    type_name = options.type or (given if isinstance(given, str) else None)
    slip = None
    if type_name is None:
        type_name = infer_message_type(value, model)
        slip = misspelt_type_key(value, model)
    if type_name is None or type_name not in model.resources:
        yield _no_resource(value, text, pointer, model)
        return
    if slip is not None:
        value = {key: item for key, item in value.items() if key != slip}
    normal = normal_form(value, type_name, model, options.base)
    if slip is not None:
        values = {"property": slip, "type": type_name}
        normal.notes.append(Note("ST-1", f"/{escape(slip)}", values, True, TYPE_KEY))
    yield text.message(normal, pointer, options.base, "resource-json")


def _no_resource(value: Mapping[str, Any], text: JsonText, pointer: str, model: Model) -> Problem:
    """The problem that an object is not a resource: an error if it looks like one."""
    from clingen_ld.messages.foreign_documents import described, known_resource_type

    given = value.get(TYPE_KEY)
    if isinstance(given, str):
        is_empty = given == "Bundle" and not value.get("entry")
        what = "a Bundle without entries" if is_empty else f'unknown {TYPE_KEY} "{given}"'
        place = text.place(f"{pointer}/{TYPE_KEY}")
        meant = known_resource_type(given, model)
        return text.problem("ST-11", {"what": what}, place, "error", meant)
    place = text.place(pointer)
    if value.get("type") in VRS_TYPES:
        what = f"a {value['type']} of VRS, which is not an allele by itself"
        return text.problem("ST-11", {"what": what}, place, "error")
    if (misspelt := misspelt_vrs(value, text, pointer)) is not None:
        return misspelt
    if (meant := speaks_of(value, model)) is not None:
        what = f"an object without {TYPE_KEY} (is it a {meant}?)"
        return text.problem("ST-11", {"what": what}, place, "error")
    name = next(iter(value), "")
    if len(value) == 1 and name in model.resources and isinstance(value[name], dict):
        what = f'the key {name} is around the message: write "{TYPE_KEY}": "{name}" inside'
        return text.problem("ST-11", {"what": what}, place, "error")
    return text.problem("ST-11", {"what": described(value)}, place)
