"""The form resource-json: FHIR-style JSON in the names of the model."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from clingen_ld.messages.foreign.repeated import Repeated, RepeatedMessage
from clingen_ld.messages.message import Item, Message, ReadOptions
from clingen_ld.messages.text.located_json import JsonLocator, JsonText
from clingen_ld.model import Model, Normal, infer_type, normal_form, resource_iri

if TYPE_CHECKING:
    from clingen_ld.messages.foreign.repeated import Repeated


def message(
    normal: Normal,
    text: JsonText,
    pointer: str,
    base: str,
    form: str,
    repeated: Repeated | None = None,
) -> Message:
    """The message that a resource is, read from the value at a pointer of a text."""
    kind, locator = normal.tree["resourceType"], JsonLocator(text, pointer)
    if repeated is None:
        iri = resource_iri(normal.tree, base)
        return Message(kind, iri, normal, locator, text.file, form)

    return RepeatedMessage(kind, repeated.iri, normal, locator, text.file, form, resource=repeated)


def read_object(
    value: Mapping[str, Any],
    text: JsonText,
    pointer: str,
    options: ReadOptions,
    model: Model,
) -> Iterator[Item]:
    """The resource that one JSON object holds, or the problem that there is none."""
    given = value.get("resourceType")
    type_name = options.type or (given if isinstance(given, str) else None)
    if type_name is None:
        type_name = infer_type(value, model)
    if type_name is None:
        place = text.place(pointer)
        keys = ", ".join(list(value)[:6]) or "nothing"
        values = {"what": f"an object with {keys}"}
        yield text.problem("ST-11", values, place)
        return
    if type_name not in model.resources:
        place = text.place(f"{pointer}/resourceType")
        listed = ", ".join(model.resources)
        values = {"what": f"resourceType {type_name!r} is none of {listed}"}
        yield text.problem("ST-11", values, place)
        return
    normal = normal_form(value, type_name, model, options.base)
    yield message(normal, text, pointer, options.base, "resource-json")
