"""Expansion of JSON-LD documents, with marks for the positions of their objects.

A mark is an extra property of an object, which a context can make significant: aliases of keywords,
index or language maps, and so on. So marks are trusted only under the contexts of the package.
Under any other context a document is expanded twice, and the marks are used where both expansions
agree.
"""

from __future__ import annotations

import re
import warnings
from collections import Counter
from collections.abc import Callable, Iterator, Sequence, Set
from dataclasses import dataclass, field
from functools import partial
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
_OF_CONTEXTS: Final = {"@import", "@prefix", "@propagate", "@protected"}
_MOST_AGAIN: Final = 40
"""So often a document is expanded again, to find where something was dropped."""

# What it warns of is a finding (see `ignored`).
warnings.filterwarnings("ignore", ".*reserved ?for future use", SyntaxWarning)


class Written(NamedTuple):
    """A text in a document, as a key or as a value, and its pointer."""

    text: str
    pointer: str
    is_key: bool


@dataclass(slots=True)
class Expansion:
    """An expanded document, where it lost keys and names, and the keys that had to be encoded.

    `ignored` and `nameless` look like keywords and are not: those are keys, and whatever of a
    context; these are values where a node or a class is named.
    """

    nodes: Any
    encoded: list[str] = field(default_factory=list)
    dropped: list[Written] = field(default_factory=list)
    ignored: list[Written] = field(default_factory=list)
    nameless: list[Written] = field(default_factory=list)


def expand(document: Any, loader: Loader, base: str) -> Expansion:
    """Expand a document. Raises `TextError` when it is not valid.

    Keys that expand to an invalid IRI are percent-encoded: PyLD would drop them.
    """
    nodes, dropped = _expand_marked(document, loader, base)
    lost = [key for key in dropped if not is_iri(key)]
    wrong = {w.text for key in lost for w in written(document, key, True) if not is_iri(w.text)}
    if wrong:
        nodes, dropped = _expand_marked(_renamed(document, wrong), loader, base)

    def again(gone: Set[str]) -> tuple[Any, Counter[str]]:
        kept: list[str] = []
        rest = _renamed(_without(document, gone, ""), wrong)
        try:
            made = _expanded(rest, loader, base, lambda key: kept.append(key or ""))
        except TextError:  # valid only with what is gone
            return nodes, dropped
        return made, Counter(kept)

    return Expansion(nodes, sorted(wrong), *_lost(document, nodes, dropped, again))


Again = Callable[[Set[str]], "tuple[Any, Counter[str]]"]
"""Expands a document without the members and items at some pointers; the nodes, and how often each
key was dropped ("" for one without a meaning)."""


def _lost(
    document: Any, nodes: Any, dropped: Counter[str], again: Again
) -> tuple[list[Written], list[Written], list[Written]]:
    """Where a document has the keys that it lost, those that were ignored, and names that are none.

    The same text may have a meaning in one place and none in another, by the contexts there.
    """
    keys: list[Written] = []
    for key in filter(None, dropped):
        if _KEYWORD.fullmatch(key) is None:
            places = [w for w in written(document, key, True) if w.text == key]
            keys += _narrowed(places, dropped[key], partial(_count, again, key))
    like = [w for w in _texts(document, "") if _is_like_keyword(w.text)]
    ignored, nameless = [w for w in like if w.is_key], [w for w in like if not w.is_key]
    if ignored:
        others = _count(again, "", {w.pointer for w in ignored})
        count = dropped[""] - others
        ignored = _narrowed(ignored, count, lambda gone: _count(again, "", gone) - others)
    if nameless:
        nameless = _narrowed(nameless, _nulls(nodes), lambda gone: _nulls(again(gone)[0]))
    return keys, [*_ignored_in_contexts(document, ""), *ignored], nameless


def _count(again: Again, key: str, gone: Set[str]) -> int:
    """How often a key is dropped from a document without some places."""
    return again(gone)[1][key]


def _narrowed(
    places: Sequence[Written], count: int, left: Callable[[Set[str]], int]
) -> list[Written]:
    """Those `count` of some places at which something was dropped, by halving them.

    `left` is how often it is dropped without some places.
    """
    found: list[Written] = []
    waiting, budget = [(places, count)], _MOST_AGAIN
    while waiting:
        some, there = waiting.pop()
        if there >= len(some) or not budget:
            found += some[:there]
        elif there > 0:
            budget -= 1
            half = some[: len(some) // 2]
            inside = min(max(count - left({w.pointer for w in half}), 0), there)
            waiting += [(some[len(half) :], there - inside), (half, inside)]
    return found


def _without(value: Any, gone: Set[str], at: str) -> Any:
    """A document without the members and items at some pointers."""
    if isinstance(value, list):
        kept = ((n, item) for n, item in enumerate(value) if f"{at}/{n}" not in gone)
        return [_without(item, gone, f"{at}/{n}") for n, item in kept]
    if not isinstance(value, dict):
        return value
    return {
        key: item if key == "@context" else _without(item, gone, f"{at}/{escape(key)}")
        for key, item in value.items()
        if f"{at}/{escape(key)}" not in gone
    }


def _is_like_keyword(text: str) -> bool:
    """Whether a text looks like a keyword and is not one: every processor ignores it."""
    from pyld.jsonld import KEYWORDS

    return text not in KEYWORDS and _KEYWORD.fullmatch(text) is not None


def _nulls(nodes: Any) -> int:
    """How many nodes and classes of expanded JSON-LD have lost their name."""
    if isinstance(nodes, list):
        return sum(map(_nulls, nodes))
    if not isinstance(nodes, dict) or "@value" in nodes:
        return 0
    types = nodes.get("@type", ())
    found = sum(name is None for name in types) if isinstance(types, list) else 0
    own = "@id" in nodes and nodes["@id"] is None
    return found + own + sum(map(_nulls, nodes.values()))


def _ignored_in_contexts(value: Any, at: str) -> Iterator[Written]:
    """What in the contexts of a document looks like a keyword, and is not one."""
    if isinstance(value, list):
        for n, item in enumerate(value):
            yield from _ignored_in_contexts(item, f"{at}/{n}")
    elif isinstance(value, dict):
        for key, item in value.items():
            below = f"{at}/{escape(key)}"
            if key == "@context":
                found = (w for w in _texts(item, below, "") if w.text not in _OF_CONTEXTS)
                yield from (w for w in found if _is_like_keyword(w.text))
            else:
                yield from _ignored_in_contexts(item, below)


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


def _texts(value: Any, at: str, but: str = "@context") -> Iterator[Written]:
    """The keys and texts of a document, except those of its contexts."""
    if isinstance(value, dict):
        for key, item in value.items():
            if key != but:
                pointer = f"{at}/{escape(key)}"
                yield Written(key, pointer, True)
                yield from _texts(item, pointer, but)
    elif isinstance(value, list):
        for n, item in enumerate(value):
            yield from _texts(item, f"{at}/{n}", but)
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


def _expand_marked(document: Any, loader: Loader, base: str) -> tuple[Any, Counter[str]]:
    """The nodes of a document, and how often each key was dropped, as in `Again`."""
    dropped: list[str] = []

    def keep(key: str | None) -> None:
        dropped.append(key or "")

    is_trusted = _has_packaged_contexts(document)
    marked = None
    try:
        marked = _expanded(_marked(document, ""), loader, base, keep)
        is_whole = POINTER not in repr(unmarked(marked))
    except TextError:
        is_whole = False
    if is_whole and is_trusted:
        return marked, Counter(dropped)
    dropped.clear()
    nodes = _expanded(document, loader, base, keep)
    if is_whole:
        _take_marks(nodes, marked)
    return nodes, Counter(dropped)


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
