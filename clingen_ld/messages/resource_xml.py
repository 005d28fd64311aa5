"""The form resource-xml: the resource model as XML, with FHIR's way to write primitives.

Elements of the model are in the model's namespace, those of the data types, `id` and `meta` in
FHIR's; a primitive is an element with a `value` attribute. Reading goes by local names, so a
prefix that is wrong or missing does no harm; another namespace is noted (ST-6).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, BinaryIO, Final
from xml.etree import ElementTree
from xml.sax.saxutils import escape as escape_xml

from clingen_ld.graph.rdf_xml import NO_XML
from clingen_ld.messages.message import (
    Change,
    Edit,
    Fix,
    Item,
    Message,
    Place,
    Problem,
    ReadOptions,
)
from clingen_ld.messages.text.decoding import Lines, read_whole
from clingen_ld.messages.text.xml_text import Element, XmlTextError, read
from clingen_ld.messages.writing import Lost, WriteOptions, Writer
from clingen_ld.model import (
    DEFAULT_BASE,
    FHIR,
    RDF,
    Model,
    Note,
    Object,
    Property,
    Type,
    escape,
    normal_form,
    resource_iri,
)

MODEL_NAMESPACE: Final = "http://clingen.org/dm/allele/v1"
FHIR_NAMESPACE: Final = "http://hl7.org/fhir"
_NAMESPACES: Final = (MODEL_NAMESPACE, FHIR_NAMESPACE)
_ABOUT: Final = f"{{{RDF}}}about"
_IGNORED = ("{http://www.w3.org/2001/XMLSchema-instance}", "{http://www.w3.org/XML/")
# ASCII alone: what else a name may have depends on the edition of XML.
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")
_MOST_ELEMENTS: Final = 250_000
# Elements below elements, beyond what any message has; readers refuse twice as many.
_DEEPEST: Final = 100
_PYTHON: Final = {"part": dict, "reference": dict, "boolean": bool, "integer": int}
_ABSENT: Final = object()
_START: Final = re.compile(r"<(?:[^\s/>:]+:)?([^\s/>:]+)")
_ATTRIBUTE: Final = re.compile(r"\s+([^\s=/>]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_TAG: Final = re.compile(
    r"<(?P<end>/?)(?:[^\s/>:]+:)?(?P<name>[^\s/>:]+)"
    r"(?:\s+[^\s=/>]+\s*=\s*(?:\"[^\"]*\"|'[^']*'))*\s*(?P<empty>/?)>"
)
_OTHER_MARKUP: Final = (("<!--", "-->"), ("<![CDATA[", "]]>"), ("<?", "?>"))


@dataclass(slots=True)
class _ElementReader:
    """Reads the elements of one resource into a message, and records the position of each value."""

    model: Model
    places: dict[str, Element] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)
    namespaces: set[str] = field(default_factory=lambda: set(_NAMESPACES))
    """The namespaces that are right, or were noted."""

    def node(self, element: Element, type_: Type | None, pointer: str) -> dict[str, Any]:
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
            node = self.node(element, self.model.object_type(prop), pointer)
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
        message = self.node(element, self.model.resources[type_name], "")
        if about := element.attributes.get(_ABOUT):
            message["@id"] = about
        return message


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

    def fix(self, change: Change) -> Fix | None:
        """How to make a change of an element's value or name; None where it has no such."""
        element = self._places.get(change.pointer)
        if element is None or f"{change.pointer}/0" in self._places:
            return None
        start = self._start(element)
        if change.meant in _NAMESPACES and element.namespace not in _NAMESPACES:
            return self._declared(element, str(change.meant))
        if change.at == "value":
            return self._replaced(element, start, change)
        return self._renamed(element, start, change) if change.at == "key" else None

    def _replaced(self, element: Element, start: int, change: Change) -> Fix | None:
        """Another value in the attribute that has it."""
        given, meant = element.attributes.get("value"), _primitive(change.meant)
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

    def _renamed(self, element: Element, start: int, change: Change) -> Fix | None:
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
        reader = _ElementReader(model)
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


@dataclass(slots=True)
class _ElementWriter:
    model: Model
    lost: list[str] = field(default_factory=list)
    is_plain: bool = True
    """Whether all values are of the kind that their properties have."""

    def fill(
        self, element: ElementTree.Element, tree: Mapping[str, Any], type_: Type | None, path: str
    ) -> None:
        in_fhir = type_ is not None and type_.iri.startswith(FHIR)
        for key, value in tree.items():
            prop = type_.properties.get(key) if type_ is not None else None
            fhir = prop.xml_namespace == FHIR_NAMESPACE if prop and prop.xml_namespace else in_fhir
            at = f"{path}/{escape(key)}"
            if prop is None or isinstance(value, list) != prop.many:
                self.is_plain = False
            if _NAME.fullmatch(key) is None or path.count("/") > _DEEPEST:
                self.lost.append(at)
                continue
            for n, item in enumerate(value if isinstance(value, list) else [value]):
                place = f"{at}/{n}" if isinstance(value, list) else at
                self._add(element, f"f:{key}" if fhir else key, item, prop, place)

    def _add(
        self, parent: ElementTree.Element, tag: str, value: Any, prop: Property | None, path: str
    ) -> None:
        if prop is not None and type(value) is not _PYTHON.get(prop.kind, str):
            self.is_plain = False
        if isinstance(value, dict):
            child = ElementTree.SubElement(parent, tag)
            self.fill(child, value, self.model.object_type(prop), path)
            return
        text = _primitive(value)
        if text is None:
            self.lost.append(path)
        else:
            ElementTree.SubElement(parent, tag, {"value": text})


def _primitive(value: Any) -> str | None:
    """A plain value as XML holds it, or None when it cannot."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, str) and NO_XML.search(value) is None:
        return value
    return None


def to_element(
    tree: Mapping[str, Any], model: Model, base: str = DEFAULT_BASE
) -> tuple[ElementTree.Element, list[str]]:
    """A resource in normal form as an XML element, and the pointers of what XML cannot carry.

    XML knows neither the kind of a value under a property that the model does not have, nor a
    list of one there: what comes back otherwise than it was counts as not carried.
    """
    type_name = str(tree["resourceType"])
    root = ElementTree.Element(type_name)
    if "@id" in tree:
        root.set("xmlns:rdf", RDF)
        root.set("rdf:about", str(tree["@id"]))
    writer = _ElementWriter(model)
    rest = {k: v for k, v in tree.items() if k not in ("resourceType", "@id")}
    writer.fill(root, rest, model.type(type_name), "")
    if writer.is_plain:
        return root, writer.lost
    message = _ElementReader(model).resource(read(dump(root)), type_name)
    back = normal_form(message, type_name, model, base).tree
    dropped = set(writer.lost)
    return root, [*writer.lost, *_changed(dict(tree), back, "", dropped)]


def _changed(value: Any, back: Any, pointer: str, dropped: set[str]) -> Iterator[str]:
    """The pointers of differences in a value that was read back, except what was dropped."""
    if isinstance(value, dict) and isinstance(back, dict):
        for key, item in value.items():
            at = f"{pointer}/{escape(key)}"
            if at not in dropped:
                yield from _changed(item, back.get(key, _ABSENT), at, dropped)
    elif isinstance(value, list) and isinstance(back, list):
        kept = [(f"{pointer}/{n}", item) for n, item in enumerate(value)]
        kept = [(at, item) for at, item in kept if at not in dropped]
        if len(kept) != len(back):
            yield pointer
            return
        found = [
            p
            for (at, item), got in zip(kept, back, strict=True)
            for p in _changed(item, got, at, dropped)
        ]
        # Where items were dropped, too, the indices of the others no longer say which is meant.
        yield from [pointer] if found and len(kept) < len(value) else found
    elif type(value) is not type(back) or value != back:
        yield pointer


def declare(element: ElementTree.Element) -> ElementTree.Element:
    """Give a root element the namespace declarations of the form."""
    declared = ElementTree.Element(element.tag)
    declared.set("xmlns", MODEL_NAMESPACE)
    declared.set("xmlns:f", FHIR_NAMESPACE)
    declared.attrib.update(element.attrib)
    declared.extend(element)
    return declared


def dump(element: ElementTree.Element, pretty: bool = False) -> str:
    """A root element as a text, without a line break at its end."""
    root = declare(element)
    if pretty:
        ElementTree.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(
        root, encoding="unicode"
    )


class XmlWriter(Writer):
    """Writes one document, with a Bundle around several resources."""

    def __init__(self, output: BinaryIO, model: Model, options: WriteOptions) -> None:
        self._output = output
        self._model = model
        self._base = options.base
        self._pretty = options.pretty
        self._elements: list[ElementTree.Element] = []

    def write(self, tree: Object) -> list[Lost]:
        """Take in a resource; gives what the form cannot carry."""
        element, lost = to_element(tree, self._model, self._base)
        self._elements.append(element)
        return [(resource_iri(tree, self._base), pointer) for pointer in lost]

    def finish(self) -> list[Lost]:
        """Write the document."""
        if self._elements:
            root = self._elements[0]
            if len(self._elements) > 1:
                root = ElementTree.Element("Bundle")
                root.extend(self._elements)
            self._output.write(f"{dump(root, self._pretty)}\n".encode())
        return []
