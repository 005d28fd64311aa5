"""The form json-ld: any JSON-LD 1.1 document in, the project's context out."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from pyld import jsonld

from clingen_ld.errors import TextError
from clingen_ld.graph.framing import Framed, frame_view
from clingen_ld.graph.literals import literal
from clingen_ld.graph.terms import (
    RDF_FIRST,
    RDF_JSON,
    RDF_LANG_STRING,
    RDF_NIL,
    RDF_REST,
    RDF_TYPE,
    Literal,
    Term,
)
from clingen_ld.graph.values import POINTER
from clingen_ld.graph.view import GraphView
from clingen_ld.messages.json_ld.contexts import Loader, document_loader, too_many_contexts
from clingen_ld.messages.message import Excerpt, Item, Message, Place, Problem, ReadOptions
from clingen_ld.messages.text.located_json import JsonText
from clingen_ld.model import FHIR, Model, as_iri, escape, local_name, resource_iri

# Objects with these keys are no nodes, or would become others with one more property; so would
# objects that have no other key than these.
_UNMARKED = {"@value", "@list", "@set", "@graph"}
_ALONE = ({"@id"}, {"@context"}, set[str]())
# From here on, numbers are doubles to JSON-LD.
_LARGEST = 10**21


@dataclass(slots=True)
class Expanded:
    """An expanded document: its graph, where its nodes were written, and the keys it lost."""

    view: GraphView
    pointers: dict[str, str] = field(default_factory=dict)
    dropped: list[str] = field(default_factory=list)


def expand(document: Any, loader: Loader, base: str, model: Model) -> Expanded:
    """Expand a JSON-LD document. Raises `TextError` when it is not valid."""
    dropped: list[str] = []

    def keep(key: str | None) -> None:
        if key is not None and not key.startswith("@"):
            dropped.append(key)

    try:
        expanded = _expanded(_marked(document, ""), loader, base, keep)
        is_whole = POINTER not in repr(_unmarked(expanded))
    except TextError:
        is_whole = False
    if not is_whole:
        # Marks did not fit, or were taken for content: in a map by language, index or id, say.
        dropped.clear()
        expanded = _expanded(document, loader, base, keep)
    found = Expanded(GraphView(ordered=True), dropped=dropped)
    _ViewWriter(found, model).nodes(expanded)
    return found


def context_problem(context: Any, loader: Loader, base: str) -> str | None:
    """What is wrong with a JSON-LD context, or None when it is one."""
    try:
        _expanded({"@context": context, "urn:x": "x"}, loader, base, None)
    except TextError as error:
        return error.message
    return None


# What PyLD stumbles with over documents that it does not foresee.
_UNFORESEEN = (ArithmeticError, AssertionError, AttributeError, LookupError, TypeError, ValueError)


def _expanded(
    document: Any, loader: Loader, base: str, keep: Callable[[str | None], None] | None
) -> Any:
    """What PyLD makes of a document. Raises `TextError` where it makes nothing of it."""
    options = {"documentLoader": loader, "base": base, "processingMode": "json-ld-1.1"}
    try:
        return jsonld.expand(document, options, on_property_dropped=keep)
    except jsonld.JsonLdError as error:
        raise TextError(_explain(error)) from error
    except RecursionError as error:
        raise TextError("nested too deep for JSON-LD: flatten it") from error
    except _UNFORESEEN as error:
        raise TextError(f"not valid JSON-LD: {type(error).__name__}: {error}") from error


def _explain(error: jsonld.JsonLdError) -> str:
    """A JSON-LD error in one line."""
    cause: BaseException | None = error
    while cause is not None:
        if not isinstance(cause, jsonld.JsonLdError):
            return str(cause)
        details = cause.details if isinstance(cause.details, dict) else {}
        cause = cause.__cause__ or cause.__context__ or details.get("cause")
    code = f" ({error.code})" if error.code else ""
    text = str(error.args[0]) if error.args else "not valid"
    return f"not valid JSON-LD: {text.removeprefix('Invalid JSON-LD syntax; ')}{code}"


def _marked(value: Any, pointer: str) -> Any:
    if isinstance(value, list):
        return [_marked(item, f"{pointer}/{n}") for n, item in enumerate(value)]
    if not isinstance(value, dict):
        return value
    made = {
        key: item if key == "@context" else _marked(item, f"{pointer}/{escape(key)}")
        for key, item in value.items()
    }
    if not _UNMARKED & value.keys() and set(value) not in _ALONE:
        made[POINTER] = f"{POINTER}{pointer}"
    return made


class _ViewWriter:
    """Writes expanded nodes into a view, keeping the order of the text."""

    def __init__(self, found: Expanded, model: Model) -> None:
        self._found = found
        self._labels = (f"_:n{n}" for n in itertools.count())
        self._references = {
            p.iri for t in model.types.values() for p in t.properties.values()
            if p.kind == "reference"
        }  # fmt: skip

    def nodes(self, values: Any) -> None:
        for value in values if isinstance(values, list) else [values]:
            if isinstance(value, dict):
                self._term(value, None)

    def _term(self, value: dict[str, Any], predicate: str | None) -> Term | None:
        """The term of an expanded value; nodes are written into the view on the way."""
        if "@value" in value:
            return _literal(value)
        if "@list" in value:
            return self._list(value["@list"], predicate)
        if "@set" in value:
            self.nodes(value["@set"])
            return None
        name = _name(value.get("@id")) or next(self._labels)
        if predicate in self._references and self._is_display(value):
            reference, name = name, next(self._labels)
            self._found.view.add(name, FHIR + "reference", reference)
        self._found.view.nodes.setdefault(name, {})
        for key, content in value.items():
            self._member(name, key, content)
        return name

    def _is_display(self, value: dict[str, Any]) -> bool:
        """Whether a node says no more of itself than how a reference to it is shown."""
        said = {local_name(key) for key in value if not key.startswith("@")} - {POINTER}
        return "@id" in value and said == {"display"}

    def _member(self, name: str, key: str, content: Any) -> None:
        view = self._found.view
        if key == "@type":
            for iri in content:
                view.add(name, RDF_TYPE, _name(iri) or iri)
        elif key == POINTER:
            mark = str(content[0].get("@value"))
            self._found.pointers.setdefault(name, mark.removeprefix(POINTER))
        elif key in ("@graph", "@included"):
            self.nodes(content)
        elif key == "@reverse":
            for predicate, subjects in content.items():
                for subject in subjects:
                    term = self._term(subject, None)
                    if isinstance(term, str):
                        view.add(term, predicate, name)
        elif not key.startswith("@"):
            view.nodes[name].setdefault(key, [])
            for item in content:
                term = self._term(item, key)
                if term is not None:
                    view.add(name, key, term)

    def _list(self, items: list[Any], predicate: str | None) -> str:
        head = RDF_NIL
        terms = [t for t in (self._term(item, predicate) for item in items) if t is not None]
        for term in reversed(terms):
            cell = next(self._labels)
            self._found.view.add(cell, RDF_FIRST, term)
            self._found.view.add(cell, RDF_REST, head)
            head = cell
        return head


def _name(given: str | None) -> str | None:
    """The name of a node: an IRI, or a label that none of ours is."""
    if not given or not given.startswith("_:"):
        return as_iri(given) if given else None
    return f"_:given-{given[2:]}"


def _literal(value: dict[str, Any]) -> Literal:
    content, datatype = value["@value"], value.get("@type")
    if datatype == "@json":
        return Literal(json.dumps(_unmarked(content), ensure_ascii=False), RDF_JSON)
    if language := value.get("@language"):
        return Literal(content, RDF_LANG_STRING, language)
    # A number without a fraction is an integer to JSON-LD, however it is written.
    is_whole = isinstance(content, float) and content.is_integer() and abs(content) < _LARGEST
    plain = literal(int(content) if is_whole else content, None)
    return Literal(plain.lexical, datatype) if datatype else plain


def _unmarked(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: _unmarked(v) for k, v in value.items() if k != POINTER}
    return [_unmarked(v) for v in value] if isinstance(value, list) else value


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

    if (many := too_many_contexts(value)) is not None:
        yield problem("ST-0", {"message": many}, "/@context")
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
