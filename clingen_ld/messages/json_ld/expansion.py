"""Expansion of JSON-LD documents, with marks for the positions of their objects.

A mark is an extra property of an object, which a context can make significant: aliases of keywords,
index or language maps, and so on. So marks are trusted only under the contexts of the package.
Under any other context a document is expanded twice, and the marks are used where both expansions
agree.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from pyld import jsonld

from clingen_ld.errors import TextError
from clingen_ld.graph.values import POINTER
from clingen_ld.messages.json_ld.contexts import Loader, packaged_contexts
from clingen_ld.model import as_iri, escape

# Objects with these keys are not nodes, or would change with an extra property; so would objects
# that have only these keys.
_UNMARKED: Final = {"@value", "@list", "@set", "@graph"}
_ALONE: Final = ({"@id"}, {"@context"}, set[str]())
_KEYWORD: Final = re.compile("@[A-Za-z]+")


class Written(NamedTuple):
    """A text in a document, as a key or as a value, and its pointer."""

    text: str
    pointer: str
    is_key: bool


@dataclass(slots=True)
class Expansion:
    """An expanded document, the keys that it lost, and those that had to be encoded."""

    nodes: Any
    dropped: list[str] = field(default_factory=list)
    encoded: list[str] = field(default_factory=list)


def expand(document: Any, loader: Loader, base: str) -> Expansion:
    """Expand a document. Raises `TextError` when it is not valid.

    Keys that expand to an invalid IRI are percent-encoded: PyLD would drop them.
    """
    found = _expand_marked(document, loader, base)
    lost = [key for key in found.dropped if not is_iri(key)]
    wrong = {w.text for key in lost for w in written(document, key, True) if not is_iri(w.text)}
    if wrong:
        found = _expand_marked(_renamed(document, wrong), loader, base)
        found.encoded = sorted(wrong)
    return found


def is_iri(text: str) -> bool:
    """Whether a text has only characters that IRIs allow; prefixed and relative ones pass."""
    made = as_iri(text)
    return made == text or made.endswith(text.partition(":")[2] or text)


def written(document: Any, expanded: str, key: bool | None = None) -> Iterator[Written]:
    """Where a document may have what expands to a text: keys, values, or both (None)."""
    for each in _texts(document, ""):
        rest = each.text.partition(":")[2] or each.text
        if (key is None or each.is_key is key) and rest and expanded.endswith(rest):
            yield each


def ignored_keys(document: Any) -> Iterator[Written]:
    """Keys of a document that look like keywords but are not: every processor ignores them."""
    from pyld.jsonld import KEYWORDS

    for each in _texts(document, ""):
        if each.is_key and each.text not in KEYWORDS and _KEYWORD.fullmatch(each.text):
            yield each


def _texts(value: Any, at: str) -> Iterator[Written]:
    """The keys and texts of a document, except those of its contexts."""
    if isinstance(value, dict):
        for key, item in value.items():
            if key != "@context":
                pointer = f"{at}/{escape(key)}"
                yield Written(key, pointer, True)
                yield from _texts(item, pointer)
    elif isinstance(value, list):
        for n, item in enumerate(value):
            yield from _texts(item, f"{at}/{n}")
    elif isinstance(value, str):
        yield Written(value, at, False)


def _renamed(value: Any, keys: set[str]) -> Any:
    if isinstance(value, list):
        return [_renamed(item, keys) for item in value]
    if not isinstance(value, dict):
        return value
    return {
        (encoded(key) if key in keys else key): item if key == "@context" else _renamed(item, keys)
        for key, item in value.items()
    }


def encoded(text: str) -> str:
    """A text whose characters that IRIs do not allow are percent-encoded."""
    start = "urn:x:"
    return as_iri(start + text).removeprefix(start)


def _expand_marked(document: Any, loader: Loader, base: str) -> Expansion:
    found = Expansion(None)

    def keep(key: str | None) -> None:
        # What looks like a keyword of JSON-LD is ignored by every processor.
        if key is not None and _KEYWORD.fullmatch(key) is None:
            found.dropped.append(key)

    is_trusted = _has_packaged_contexts(document)
    marked = None
    try:
        marked = _expanded(_marked(document, ""), loader, base, keep)
        is_whole = POINTER not in repr(unmarked(marked))
    except TextError:
        is_whole = False
    if is_whole and is_trusted:
        found.nodes = marked
        return found
    found.dropped.clear()
    found.nodes = _expanded(document, loader, base, keep)
    if is_whole:
        _take_marks(found.nodes, marked)
    return found


def _has_packaged_contexts(value: Any) -> bool:
    """Whether all contexts of a document are those of the package, by their IRIs."""
    if isinstance(value, list):
        return all(map(_has_packaged_contexts, value))
    if not isinstance(value, dict):
        return True
    given = value.get("@context", [])
    contexts = given if isinstance(given, list) else [given]
    return all(isinstance(c, str) and c in packaged_contexts() for c in contexts) and all(
        _has_packaged_contexts(item) for key, item in value.items() if key != "@context"
    )


def _take_marks(value: Any, marked: Any) -> None:
    """Take the marks over from another expansion of the same document, where it is alike."""
    if isinstance(value, list) and isinstance(marked, list) and len(value) == len(marked):
        for one, other in zip(value, marked, strict=True):
            _take_marks(one, other)
    elif isinstance(value, dict) and isinstance(marked, dict):
        if "@value" in value or value.keys() != marked.keys() - {POINTER}:
            return
        for key, item in value.items():
            _take_marks(item, marked[key])
        if POINTER in marked:
            value[POINTER] = marked[POINTER]


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


def unmarked(value: Any) -> Any:
    """A value without the marks in it."""
    if isinstance(value, dict):
        return {k: unmarked(v) for k, v in value.items() if k != POINTER}
    return [unmarked(v) for v in value] if isinstance(value, list) else value
