"""Reading XML documents into messages: a resource, or those anywhere below another root."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import BinaryIO, Final

from clingen_ld.messages.message import Item, Message, Place, Problem, ReadOptions
from clingen_ld.messages.resource_xml.elements import MODEL_NAMESPACE, ElementReader
from clingen_ld.messages.resource_xml.places import XmlLocator
from clingen_ld.messages.text.decoding import Lines, read_whole
from clingen_ld.messages.text.xml_text import Element, XmlTextError, read
from clingen_ld.model import Model, normal_form, resource_iri

_MOST_ELEMENTS: Final = 250_000


def read_stream(
    start: bytes, stream: BinaryIO, file: str, form: str, options: ReadOptions, model: Model
) -> Iterator[Item]:
    """The resources of a stream of XML, of which `start` was read, or what is wrong with it."""
    data = read_whole(start, stream, options.largest, file)
    if isinstance(data, Problem):
        yield data
    elif data.count(b"<") - data.count(b"</") > _MOST_ELEMENTS:
        message = f"more than {_MOST_ELEMENTS:,} elements, the most that are read at once"
        yield Problem("ST-0", {"message": message}, file, "", 1, 1)
    else:
        yield from read_xml(data, file, options, model)


def read_xml(data: str | bytes, file: str, options: ReadOptions, model: Model) -> Iterator[Item]:
    """The resources of an XML document, or what is wrong with it."""
    lines = Lines(data)

    def problem(rule: str, values: dict[str, str], place: Place) -> Problem:
        return Problem(rule, values, file, *place, lines.excerpt(place))

    try:
        root = read(data)
    except XmlTextError as error:
        yield problem("ST-0", {"message": error.message}, Place("", error.line, error.column))
        return
    elements = list(_resource_elements(root, model))
    if not elements and options.type:
        elements = [root]
    if not elements:
        place = Place(root.path, root.line, root.column)
        yield _no_resource(root, problem("ST-11", {}, place), model)
    for element in elements:
        type_name = options.type or element.name
        reader = ElementReader(model)
        message = reader.resource(element, type_name)
        normal = normal_form(message, type_name, model, options.base)
        normal.notes.extend(reader.notes)
        iri = resource_iri(normal.tree, options.base)
        locator = XmlLocator(reader.places, lines)
        yield Message(type_name, iri, normal, locator, file, "resource-xml")


def _no_resource(root: Element, problem: Problem, model: Model) -> Problem:
    """The problem that a document has no resource: an error if it is in the model's namespace."""
    from clingen_ld.messages.foreign_documents import known_resource_type

    values = {"what": f"an XML document with root element {root.name}"}
    meant = known_resource_type(root.name, model)
    if root.namespace != MODEL_NAMESPACE and (meant or "").lower() != root.name.lower():
        return replace(problem, values=values)
    return replace(problem, values=values, severity="error", suggestion=meant)


def _resource_elements(element: Element, model: Model) -> Iterator[Element]:
    """The resources of a document: its root, or those anywhere below a root of another name."""
    waiting = [element]
    while waiting:
        candidate = waiting.pop()
        if candidate.name in model.resources:
            yield candidate
        else:
            waiting.extend(reversed(candidate.children))
