"""Reading the form json-ld: any JSON-LD 1.1 document."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from clingen_ld.errors import TextError
from clingen_ld.graph.framing import frame_dataset
from clingen_ld.messages.json_ld.contexts import document_loader, too_many_contexts
from clingen_ld.messages.json_ld.dataset import Wrong, dataset_of
from clingen_ld.messages.json_ld.expansion import (
    Written,
    context_problem,
    expand,
    ignored_keys,
    is_iri,
    written,
)
from clingen_ld.messages.json_ld.places import JsonLdLocator
from clingen_ld.messages.message import (
    Item,
    Message,
    Problem,
    ReadOptions,
)
from clingen_ld.messages.text.located_json import JsonText
from clingen_ld.model import (
    Model,
    escape,
    resource_iri,
)


def read_document(
    value: Mapping[str, Any], text: JsonText, pointer: str, options: ReadOptions, model: Model
) -> Iterator[Item]:
    """The resources of one JSON-LD document, or the problem that there are none."""
    loader = document_loader(options.allow_remote_contexts)

    def problem(rule: str, values: dict[str, str], at: str, key: bool = False) -> Problem:
        return text.problem(rule, values, text.place(pointer + at, key))

    if (many := too_many_contexts(value)) is not None:
        yield problem("ST-0", {"message": many}, "/@context")
        return
    if "@context" not in value and "context" in value:
        yield problem(
            "ST-0", {"message": "context is not a keyword: write @context"}, "/context", True
        )
        return
    if "@context" in value:
        wrong = context_problem(value["@context"], loader, options.base)
        if wrong is not None:
            yield problem("ST-0", {"message": wrong}, "/@context")
            return
        if len(value) == 1:
            yield problem("ST-11", {"what": "a JSON-LD context alone"}, "")
            return
    try:
        expansion = expand(value, loader, options.base)
        expanded = dataset_of(expansion.nodes, model)
        found, unread = frame_dataset(expanded.dataset, model, options.base, options.type)
    except TextError as error:
        yield problem("ST-0", {"message": error.message}, "")
        return
    keys_wrong = [Wrong(key, "a property", "an IRI") for key in expansion.encoded]
    dropped = [*expansion.dropped, *expanded.dropped]
    yield from _not_right(value, dropped, [*keys_wrong, *expanded.wrong], problem)
    for key in ignored_keys(value):
        said = f"key {key.text} ignored: it looks like a keyword of JSON-LD, and is not one"
        yield problem("ST-12", {"what": said}, key.pointer, key=True)
    if not found:
        keys = ", ".join(key for key in value if key != "@context") or "nothing"
        yield problem("ST-11", {"what": f"a JSON-LD document with {keys}"}, "")
    for framed in found:
        locator = JsonLdLocator(text, pointer, framed, expanded)
        iri = resource_iri(framed.normal.tree, options.base)
        message = Message(framed.type, iri, framed.normal, locator, text.file, "json-ld")
        message.unread, unread = unread, []
        yield message


def _not_right(
    value: Any, dropped: Iterable[str], wrong: Iterable[Wrong], problem: Callable[..., Problem]
) -> Iterator[Problem]:
    """The dropped keys of a document, and its invalid IRIs and languages, with positions."""
    told: set[tuple[str, bool]] = set()
    for key in dict.fromkeys(dropped):
        places = [w for w in written(value, key, True) if w.text == key]
        values = {"property": key, "type": "the JSON-LD context"}
        for place in places or [Written(key, f"/{escape(key)}", True)]:
            yield problem("ST-1", values, place.pointer, key=True)
    for each in wrong:
        is_key = None if each.property != "a property" else True
        places = [*written(value, each.text, is_key)]
        # A text that is not an IRI itself; else any, since its context makes it invalid.
        own = [w for w in places if each.expected != "an IRI" or not is_iri(w.text)]
        for place in own or places[:1] or [Written(each.text, "", False)]:
            if (place.pointer, place.is_key) not in told:
                told.add((place.pointer, place.is_key))
                values = {"property": each.property, "value": json.dumps(place.text)[:60]}
                values["expected"] = each.expected
                yield problem("ST-7", values, place.pointer, key=place.is_key)
