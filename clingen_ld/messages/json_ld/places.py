"""Where the values of a resource stand in a JSON-LD text that was expanded and framed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from clingen_ld.graph.framing import Framed
from clingen_ld.messages.json_ld.dataset import Expanded
from clingen_ld.messages.message import (
    Change,
    Excerpt,
    Fix,
    Place,
)
from clingen_ld.messages.text.located_json import JsonText
from clingen_ld.model import (
    escape,
    local_name,
    unescape,
)


class JsonLdLocator:
    """Places of a resource that went through expansion and framing.

    Framing gives the node of a part, expansion the position of that node; below a node, keys are
    found by name.
    """

    def __init__(self, text: JsonText, prefix: str, framed: Framed, expanded: Expanded) -> None:
        self._text = text
        self._prefix = prefix
        self._nodes = framed.places
        self._statements = framed.statements
        self._written = expanded.pointers

    def place(self, pointer: str, at_key: bool = False) -> Place:
        """The place of a JSON Pointer of the framed message."""
        return self._text.place(self._found(pointer)[0], at_key)

    def fix(self, change: Change) -> Fix | None:
        """How to make a change of a key or plain value that the text has as it is."""
        found, is_whole = self._found(change.pointer)
        if not is_whole or isinstance(change.meant, dict):
            return None
        return self._text.fix(change._replace(pointer=found))

    def _found(self, pointer: str) -> tuple[str, bool]:
        """The pointer in the text, and whether all of it is there."""
        found, is_whole = self._find(pointer, self._nodes)
        if not is_whole:  # it may be a statement about a reference
            said, is_said = self._find(pointer, self._statements)
            found, is_whole = said if is_said else found, is_said
        return found, is_whole

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
        """The possible pointers of a step in the text."""
        yield f"{above}/{step}"
        if step == "id":
            yield f"{above}/@id"
        if step == "reference" or step == "0":
            yield above  # a reference as an IRI, a list of one as its item
        key = unescape(step)
        name = local_name(key).lower()
        names = {"identifier": ("identifier", "xref")}.get(name, (name,))
        for other in self._text.keys(above):
            if local_name(other).rpartition(":")[2].lower() in names:
                yield f"{above}/{escape(other)}"
