"""Writing resources as XML, and what XML cannot carry of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, BinaryIO, Final
from xml.etree import ElementTree

from clingen_ld.messages.resource_xml.reading import (
    FHIR_NAMESPACE,
    MODEL_NAMESPACE,
    ElementReader,
    primitive,
)
from clingen_ld.messages.text.xml_text import read
from clingen_ld.messages.writing import Lost, WriteOptions, Writer
from clingen_ld.model import (
    DEFAULT_BASE,
    FHIR,
    RDF,
    Model,
    Object,
    Property,
    Type,
    escape,
    normal_form,
    resource_iri,
)

# ASCII alone: what else a name may have depends on the edition of XML.
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")
# Elements below elements, beyond what any message has; readers refuse twice as many.
_DEEPEST: Final = 100
_PYTHON: Final = {"part": dict, "reference": dict, "boolean": bool, "integer": int}
_ABSENT: Final = object()


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
        text = primitive(value)
        if text is None:
            self.lost.append(path)
        else:
            ElementTree.SubElement(parent, tag, {"value": text})


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
    message = ElementReader(model).resource(read(dump(root)), type_name)
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
        iri = resource_iri(tree, self._base)
        return [(iri, pointer) for pointer in lost]

    def finish(self) -> list[Lost]:
        """Write the document."""
        if self._elements:
            root = self._elements[0]
            if len(self._elements) > 1:
                root = ElementTree.Element("Bundle")
                root.extend(self._elements)
            self._output.write(f"{dump(root, self._pretty)}\n".encode())
        return []
