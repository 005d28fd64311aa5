"""Reading XML documents into messages that know their places; the namespaces and elements."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, BinaryIO, Final
from xml.sax.saxutils import escape as escape_xml

from clingen_ld.graph.rdf_xml import NO_XML
from clingen_ld.messages.message import (
    Edit,
    Fix,
    Item,
    Message,
    MessageEdit,
    Place,
    Problem,
    ReadOptions,
)
from clingen_ld.messages.text.decoding import Lines, read_whole
from clingen_ld.messages.text.xml_text import Element, XmlTextError, read
from clingen_ld.model import RDF, Model, Note, Property, Type, escape, normal_form, resource_iri

MODEL_NAMESPACE: Final = "http://clingen.org/dm/allele/v1"
FHIR_NAMESPACE: Final = "http://hl7.org/fhir"
NAMESPACES: Final = (MODEL_NAMESPACE, FHIR_NAMESPACE)
_ABOUT: Final = f"{{{RDF}}}about"
_IGNORED = ("{http://www.w3.org/2001/XMLSchema-instance}", "{http://www.w3.org/XML/")


def primitive(value: Any) -> str | None:
    """A plain value as XML holds it, or None when it cannot."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, str) and NO_XML.search(value) is None:
        return value
    return None


@dataclass(slots=True)
class ElementReader:
    """Reads the elements of one resource into a message, and records the position of each value."""

    model: Model
    places: dict[str, Element] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)
    namespaces: set[str] = field(default_factory=lambda: set(NAMESPACES))
    """The namespaces that are right, or were noted."""

    def _node(self, element: Element, type_: Type | None, pointer: str) -> dict[str, Any]:
        self.places[pointer] = element
        self._stray(element, pointer)
        grouped: dict[str, list[Element]] = {}
        for child in element.children:
            grouped.setdefault(child.name, []).append(child)
        message: dict[str, Any] = {}
        for name, children in grouped.items():
            prop = None
            if type_ is not None:
                prop = type_.properties.get(name) or type_.by_spelling.get(name)
            at = f"{pointer}/{escape(name)}"
            if len(children) == 1 and not (prop is not None and prop.many):
                message[name] = self._value(children[0], prop, at)
            else:
                self.places.setdefault(at, children[0])
                message[name] = [
                    self._value(child, prop, f"{at}/{n}") for n, child in enumerate(children)
                ]
        return message

    def _value(self, element: Element, prop: Property | None, pointer: str) -> Any:
        self.places[pointer] = element
        if prop is not None and element.namespace not in self.namespaces:
            self._foreign(element, pointer, prop.xml_namespace or MODEL_NAMESPACE)
        self._attributes(element, pointer, ("value",))
        value = element.attributes.get("value")
        is_node = prop is not None and prop.has_objects
        if element.children or (is_node and value is None):
            node = self._node(element, self.model.object_type(prop), pointer)
            return node if value is None else node | {"value": value}
        self._stray(element, pointer)
        return value if value is not None else element.text

    def _stray(self, element: Element, pointer: str) -> None:
        """Text directly inside an element: values belong in attributes."""
        if element.text:
            values = {
                "property": element.name,
                "value": f"the text {element.text!r}",
                "expected": "an element or a value attribute",
            }
            stray = Element("", "", {}, line=element.text_line, column=element.text_column)
            stray.step, stray.parent = "text()", element
            at = f"{pointer}/text()"
            self.places[at] = stray
            self.notes.append(Note("ST-7", at, values))

    def _foreign(self, element: Element, pointer: str, meant: str) -> None:
        """An element of another namespace, or of none, the first of a resource."""
        self.namespaces.add(element.namespace)
        reason = (
            f"in the XML namespace {element.namespace}"
            if element.namespace
            else "without namespace"
        )
        values = {"value": f"the element {element.name} {reason}", "preferred": f"in {meant}"}
        self.notes.append(Note("ST-6", pointer, values, suggestion=meant))

    def _attributes(self, element: Element, pointer: str, known: tuple[str, ...]) -> None:
        for name in element.attributes:
            if name not in known and not name.startswith(_IGNORED):
                values = {"property": f"@{name}", "type": element.name}
                self.notes.append(Note("ST-1", pointer, values))

    def resource(self, element: Element, type_name: str) -> dict[str, Any]:
        self._attributes(element, "", (_ABOUT,))
        if element.namespace != MODEL_NAMESPACE:
            self._foreign(element, "", MODEL_NAMESPACE)
        message = self._node(element, self.model.resources[type_name], "")
        if about := element.attributes.get(_ABOUT):
            message["@id"] = about
        return message


_START: Final = re.compile(r"<(?:[^\s/>:]+:)?([^\s/>:]+)")
_ATTRIBUTE: Final = re.compile(r"\s+([^\s=/>]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_TAG: Final = re.compile(
    r"<(?P<end>/?)(?:[^\s/>:]+:)?(?P<name>[^\s/>:]+)"
    r"(?:\s+[^\s=/>]+\s*=\s*(?:\"[^\"]*\"|'[^']*'))*\s*(?P<empty>/?)>"
)
_OTHER_MARKUP: Final = (("<!--", "-->"), ("<![CDATA[", "]]>"), ("<?", "?>"))


class XmlLocator:
    """Places of one resource in an XML text; pointers come out as XPaths."""

    def __init__(self, places: Mapping[str, Element], lines: Lines) -> None:
        self._places = places
        self._lines = lines
        self.excerpt = lines.excerpt

    def place(self, pointer: str, at_key: bool = False) -> Place:
        """The place of the element at a JSON Pointer of the message, or of the one above it."""
        while pointer not in self._places:
            pointer = pointer.rpartition("/")[0]
        element = self._places[pointer]
        return Place(element.path, element.line, element.column)

    def fix(self, change: MessageEdit) -> Fix | None:
        """How to make a change of an element's value or name; None where it has no such."""
        element = self._places.get(change.pointer)
        if element is None or f"{change.pointer}/0" in self._places:
            return None
        start = self._start(element)
        if change.meant in NAMESPACES and element.namespace not in NAMESPACES:
            return self._declared(element, str(change.meant))
        if change.at == "value":
            return self._replaced(element, start, change)
        return self._renamed(element, start, change) if change.at == "key" else None

    def _replaced(self, element: Element, start: int, change: MessageEdit) -> Fix | None:
        """Another value in the attribute that has it."""
        given, meant = element.attributes.get("value"), primitive(change.meant)
        if given is None or meant is None or change.was not in (None, given):
            return None
        for attribute in self._attributes(start):
            if attribute[1] == "value":
                written = escape_xml(meant, {attribute[0][-1]: "&quot;"})
                return Fix((self._lines.edit(*attribute.span(attribute.lastindex or 0), written),))
        return None

    def _declared(self, element: Element, namespace: str) -> Fix | None:
        """Another namespace where that of an element is declared; none is declared in its tag."""
        if not element.namespace:
            tag = _START.match(self._lines.text, self._start(element))
            if tag is None:
                return None
            return Fix((self._lines.edit(tag.end(), tag.end(), f' xmlns="{namespace}"'),))
        above: Element | None = element
        while above is not None:
            for attribute in self._attributes(self._start(above)):
                value = attribute.lastindex or 0
                if attribute[1].startswith("xmlns") and attribute[value] == element.namespace:
                    return Fix((self._lines.edit(*attribute.span(value), namespace),))
            above = above.parent
        return None

    def _start(self, element: Element) -> int:
        return self._lines.index.start(element.line) + element.column - 1

    def _attributes(self, start: int) -> Iterator[re.Match[str]]:
        """The attributes of the tag at an offset."""
        text = self._lines.text
        tag = _START.match(text, start)
        at = start if tag is None else tag.end()
        while (attribute := _ATTRIBUTE.match(text, at)) is not None:
            at = attribute.end()
            yield attribute

    def _renamed(self, element: Element, start: int, change: MessageEdit) -> Fix | None:
        """Another name in the tags of an element that no other has beside it."""
        beside = [] if element.parent is None else element.parent.children
        if element.name != change.was or any(one.name == change.meant for one in beside):
            return None
        edits, depth = list[Edit](), 0
        for tag in _tags(self._lines.text, start):
            depth += 0 if tag["empty"] else -1 if tag["end"] else 1
            if not edits or (not depth and tag["end"]):
                edits.append(self._lines.edit(*tag.span("name"), change.meant))
            if not depth:
                break
        new = element.path.removesuffix(element.name) + change.meant
        is_right = all(edit.was == element.name for edit in edits)
        return Fix(tuple(edits), moved=((element.path, new),)) if is_right else None


def _tags(text: str, start: int) -> Iterator[re.Match[str]]:
    """The tags of a well-formed text from an offset on, without those in comments and the like."""
    while (start := text.find("<", start)) >= 0:
        other = next((end for begin, end in _OTHER_MARKUP if text.startswith(begin, start)), None)
        if other is not None:
            end = text.find(other, start)
            start = len(text) if end < 0 else end + len(other)
        elif (tag := _TAG.match(text, start)) is not None:
            yield tag
            start = tag.end()
        else:
            return


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
