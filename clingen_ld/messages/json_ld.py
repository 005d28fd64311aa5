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


class JsonLdLocator:
    """Places of a resource that went through expansion and framing.

    The framing tells which node a part came from, the expansion where that node was written;
    below a node, keys are found by name.
    """

    def __init__(self, text: JsonText, prefix: str, framed: Framed, expanded: Expanded) -> None:
        self._text = text
        self._prefix = prefix
        self._nodes = framed.places
        self._written = expanded.pointers

    def place(self, pointer: str, at_key: bool = False) -> Place:
        """The place of a JSON Pointer of the framed message."""
        above, rest = pointer, list[str]()
        while above not in self._nodes or self._nodes[above] not in self._written:
            if not above:
                break
            above, _, step = above.rpartition("/")
            rest.insert(0, step)
        found = self._prefix + self._written.get(self._nodes.get(above, ""), "")
        for step in rest:
            below = next((p for p in self._spellings(found, step) if self._text.has(p)), None)
            if below is None:
                break
            found = below
        return self._text.place(found, at_key)

    def excerpt(self, place: Place) -> Excerpt | None:
        """The line that a place is in."""
        return self._text.excerpt(place)

    def _spellings(self, above: str, step: str) -> Iterator[str]:
        """The pointers under which a step may stand in the text."""
        yield f"{above}/{step}"
        if step == "id":
            yield f"{above}/@id"
        name = step.replace("~1", "/").rpartition("/")[2].rpartition("#")[2]
        for prefix in ("", "clingen:", "fhir:"):
            yield f"{above}/{escape(prefix + name)}"
        if step == "0":
            yield above


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
