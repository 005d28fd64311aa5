"""The form json-ld: any JSON-LD 1.1 document in, the project's context out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from clingen_ld.errors import TextError
from clingen_ld.graph.framing import Framed, frame_view
from clingen_ld.messages.contexts import document_loader
from clingen_ld.messages.expansion import Expanded, context_problem, expand
from clingen_ld.messages.message import Excerpt, Item, Message, Place, Problem, ReadOptions
from clingen_ld.messages.resource_json import JsonText
from clingen_ld.model.definitions import Model
from clingen_ld.model.identity import escape, resource_iri
from clingen_ld.model.namespaces import local_name


class JsonLdLocator:
    """Places of a resource that went through expansion and framing.

    The framing tells which node a part came from, the expansion where that node was written;
    below a node, keys are found by name.
    """

    def __init__(self, text: JsonText, prefix: str, framed: Framed, expanded: Expanded) -> None:
        self._text = text
        self._prefix = prefix
        self._nodes = framed.places
        self._statements = framed.statements
        self._written = expanded.pointers

    def place(self, pointer: str, at_key: bool = False) -> Place:
        """The place of a JSON Pointer of the framed message."""
        found, is_whole = self._find(pointer, self._nodes)
        if not is_whole:  # it may be what a statement says of a reference
            said, is_said = self._find(pointer, self._statements)
            found = said if is_said else found
        return self._text.place(found, at_key)

    def _find(self, pointer: str, nodes: Mapping[str, str]) -> tuple[str, bool]:
        """The pointer in the text of what is written of some nodes, and whether it is all there."""
        above, rest = pointer, list[str]()
        while above not in nodes or nodes[above] not in self._written:
            if not above:
                break
            above, _, step = above.rpartition("/")
            rest.insert(0, step)
        found = self._prefix + self._written.get(nodes.get(above, ""), "")
        for step in rest:
            below = next((p for p in self._spellings(found, step) if self._text.has(p)), None)
            if below is None:
                return found, False
            found = below
        return found, above in nodes

    def excerpt(self, place: Place) -> Excerpt | None:
        """The line that a place is in."""
        return self._text.excerpt(place)

    def _spellings(self, above: str, step: str) -> Iterator[str]:
        """The pointers under which a step may stand in the text."""
        yield f"{above}/{step}"
        if step == "id":
            yield f"{above}/@id"
        if step == "reference" or step == "0":
            yield above  # a reference as an IRI, a list of one as its item
        key = step.replace("~1", "/").replace("~0", "~")
        name = local_name(key).lower()
        names = {"identifier": ("identifier", "xref")}.get(name, (name,))
        for other in self._text.keys(above):
            if local_name(other).rpartition(":")[2].lower() in names:
                yield f"{above}/{escape(other)}"


def read_document(
    value: Mapping[str, Any], text: JsonText, pointer: str, options: ReadOptions, model: Model
) -> Iterator[Item]:
    """The resources of one JSON-LD document, or the problem that there are none."""
    loader = document_loader(options.allow_remote_contexts)

    def problem(rule: str, values: dict[str, str], at: str, key: bool = False) -> Problem:
        return text.problem(rule, values, text.place(pointer + at, key))

    if "@context" in value:
        wrong = context_problem(value["@context"], loader, options.base)
        if wrong is not None:
            yield problem("ST-0", {"message": wrong}, "/@context")
            return
        if len(value) == 1:
            yield problem("ST-11", {"what": "a JSON-LD context alone"}, "")
            return
    try:
        expanded = expand(value, loader, options.base, model)
        found = frame_view(expanded.view, model, options.base, options.type)
    except TextError as error:
        yield problem("ST-0", {"message": error.message}, "")
        return
    for key in expanded.dropped:
        values = {"property": key, "type": "the JSON-LD context"}
        yield problem("ST-1", values, f"/{escape(key)}", key=True)
    if not found:
        keys = ", ".join(key for key in value if key != "@context") or "nothing"
        yield problem("ST-11", {"what": f"a JSON-LD document with {keys}"}, "")
    for framed in found:
        locator = JsonLdLocator(text, pointer, framed, expanded)
        iri = resource_iri(framed.normal.tree, options.base)
        yield Message(framed.type, iri, framed.normal, locator, text.file, "json-ld")
