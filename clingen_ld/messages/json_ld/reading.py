"""Reading the form json-ld, any JSON-LD 1.1 document, with the places of values in its text."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from clingen_ld.errors import TextError
from clingen_ld.graph.framing import Framed, frame_dataset
from clingen_ld.messages.json_ld.contexts import Loader, document_loader, too_many_contexts
from clingen_ld.messages.json_ld.dataset import Expanded, Wrong, dataset_of
from clingen_ld.messages.json_ld.expansion import (
    Expansion,
    Written,
    context_problem,
    expand,
    is_iri,
    written,
)
from clingen_ld.messages.message import (
    Excerpt,
    Fix,
    Item,
    Message,
    MessageEdit,
    Place,
    Problem,
    ReadOptions,
)
from clingen_ld.messages.text.located_json import JsonText
from clingen_ld.model import Model, escape, local_name, resource_iri, unescape


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

    def fix(self, change: MessageEdit) -> Fix | None:
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


def read_document(
    value: Mapping[str, Any] | list[Mapping[str, Any]],
    text: JsonText,
    pointer: str,
    options: ReadOptions,
    model: Model,
) -> Iterator[Item]:
    """The resources of one JSON-LD document, or the problem that there are none.

    A document is one node, or an array of nodes that may refer to each other.
    """
    loader = document_loader(options.allow_remote_contexts)

    def problem(rule: str, values: dict[str, str], at: str, key: bool = False) -> Problem:
        return text.problem(rule, values, text.place(pointer + at, key))

    if (refused := _refused(value, loader, options.base, problem)) is not None:
        yield refused
        return
    try:
        expansion = expand(value, loader, options.base)
        expanded = dataset_of(expansion.nodes, model)
        found, unread = frame_dataset(expanded.dataset, model, options.base, options.type)
    except TextError as error:
        yield problem("ST-0", {"message": error.message}, "")
        return
    keys_wrong = [Wrong(key, "a property", "an IRI") for key in expansion.encoded]
    dropped = expansion.dropped + [
        place
        for key in dict.fromkeys(expanded.dropped)
        for place in (
            [w for w in written(value, key, True) if w.text == key]
            or [Written(key, f"/{escape(key)}", True)]
        )
    ]
    yield from _not_right(value, dropped, [*keys_wrong, *expanded.wrong], problem)
    yield from _like_keywords(expansion, problem)
    if not found:
        nodes = value if isinstance(value, list) else [value]
        known = dict.fromkeys(key for node in nodes for key in node if key != "@context")
        keys = ", ".join(known) or "nothing"
        yield problem("ST-11", {"what": f"a JSON-LD document with {keys}"}, "")
    for framed in found:
        locator = JsonLdLocator(text, pointer, framed, expanded)
        iri = resource_iri(framed.normal.tree, options.base)
        message = Message(framed.type, iri, framed.normal, locator, text.file, "json-ld")
        message.unread, unread = unread, []
        yield message


def _refused(
    value: Mapping[str, Any] | list[Mapping[str, Any]],
    loader: Loader,
    base: str,
    problem: Callable[..., Problem],
) -> Problem | None:
    """The problem of a document whose contexts keep it from being read."""
    if (many := too_many_contexts(value)) is not None:
        return problem("ST-0", {"message": many}, "/@context")
    if not isinstance(value, dict):
        return None
    if "@context" not in value:
        message = "context is not a keyword: write @context"
        given = "context" in value
        return problem("ST-0", {"message": message}, "/context", True) if given else None
    wrong = context_problem(value["@context"], loader, base)
    if wrong is not None:
        return problem("ST-0", {"message": wrong}, "/@context")
    return problem("ST-11", {"what": "a JSON-LD context alone"}, "") if len(value) == 1 else None


def _like_keywords(expansion: Expansion, problem: Callable[..., Problem]) -> Iterator[Problem]:
    """The names and keys that look like keywords of JSON-LD, and are not."""
    for each in expansion.nameless:
        values = {"property": _name_of(each.pointer), "value": json.dumps(each.text)}
        yield problem("ST-7", values | {"expected": "an IRI"}, each.pointer)
    for each in expansion.ignored:
        kind = "key " if each.is_key else ""
        message = f"{kind}{each.text} ignored: it looks like a keyword of JSON-LD, and is not one"
        yield problem("ST-12", {"what": message}, each.pointer, key=each.is_key)


def _name_of(pointer: str) -> str:
    """The key that a pointer leads to, or to an item of whose array."""
    return unescape(next(step for step in reversed(pointer.split("/")) if not step.isdecimal()))


def _not_right(
    value: Any, dropped: Iterable[Written], wrong: Iterable[Wrong], problem: Callable[..., Problem]
) -> Iterator[Problem]:
    """The dropped keys of a document, and its invalid IRIs and languages, with positions."""
    reported: set[tuple[str, bool]] = set()
    for key in dropped:
        values = {"property": key.text, "type": "the JSON-LD context"}
        yield problem("ST-1", values, key.pointer, key=True)
    for each in wrong:
        is_key = None if each.property != "a property" else True
        places = [*written(value, each.text, is_key)]
        # A text that is not an IRI itself; else any, since its context makes it invalid.
        own = [w for w in places if each.expected != "an IRI" or not is_iri(w.text)]
        for place in own or places[:1] or [Written(each.text, "", False)]:
            if (place.pointer, place.is_key) not in reported:
                reported.add((place.pointer, place.is_key))
                values = {"property": each.property, "value": json.dumps(place.text)[:60]}
                values["expected"] = each.expected
                yield problem("ST-7", values, place.pointer, key=place.is_key)
