"""The elements of resource-xml: their namespaces, their values, and reading those of one resource.

Elements of the model are in the model's namespace, those of the data types, `id` and `meta` in
FHIR's; a primitive is an element with a `value` attribute. Reading goes by local names, so a
prefix that is wrong or missing does no harm; another namespace is noted (ST-6).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

from clingen_ld.graph.rdf_xml import NO_XML
from clingen_ld.messages.text.xml_text import Element
from clingen_ld.model import RDF, Model, Note, Property, Type, escape

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
        said = (
            f"in the XML namespace {element.namespace}"
            if element.namespace
            else "without namespace"
        )
        values = {"value": f"the element {element.name} {said}", "preferred": f"in {meant}"}
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
