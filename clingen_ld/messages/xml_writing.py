"""Writing resources as XML."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, BinaryIO
from xml.etree import ElementTree

from clingen_ld.messages import resource_xml
from clingen_ld.messages.writing import Lost, WriteOptions
from clingen_ld.model.definitions import Model
from clingen_ld.model.identity import resource_iri

Tree = Mapping[str, Any]


class XmlWriter:
    """Writes one document, with a Bundle around several resources."""

    def __init__(self, output: BinaryIO, model: Model, options: WriteOptions) -> None:
        self._output = output
        self._model = model
        self._base = options.base
        self._pretty = options.pretty
        self._elements: list[ElementTree.Element] = []

    def write(self, tree: Tree) -> list[Lost]:
        """Take in a resource; gives what the form cannot carry."""
        element, lost = resource_xml.to_element(tree, self._model, self._base)
        self._elements.append(element)
        return [(resource_iri(tree, self._base), pointer) for pointer in lost]

    def finish(self) -> list[Lost]:
        """Write the document."""
        if self._elements:
            root = self._elements[0]
            if len(self._elements) > 1:
                root = ElementTree.Element("Bundle")
                root.extend(self._elements)
            self._output.write(f"{resource_xml.dump(root, self._pretty)}\n".encode())
        return []
