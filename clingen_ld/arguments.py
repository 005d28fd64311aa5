"""Checks the types of the arguments of the public verbs, before anything is done.

What a parameter takes is what its annotation says. Only simple types are checked: texts, numbers,
paths, functions and the classes of options; what else there is, the verbs look at themselves.
"""

from __future__ import annotations

import functools
import inspect
import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import is_dataclass
from typing import Any, Final, TypeVar

from clingen_ld.errors import InputError

R = TypeVar("R")

_PATHS: Final = ("os.PathLike[str]", "PathName", "Path")
_TEXTS: Final = ("Iterable[str]", "Sequence[str]")
_KEYWORDS: Final = re.compile(r"Unpack\[(\w+)\]")


@functools.cache
def checked(verb: Callable[..., R], public: str) -> Callable[..., R]:
    """A verb by its public name: `TypeError` names an argument of a wrong type.

    `InputError` names a path that no file can have.
    """
    signature = inspect.signature(verb)
    annotations = {name: str(each.annotation) for name, each in signature.parameters.items()}

    @functools.wraps(verb)
    def checking(*args: Any, **kwargs: Any) -> R:
        for name, value, annotation in _given(signature, annotations, args, kwargs):
            _check(f"{public}: {name}", value, annotation)
        return verb(*args, **kwargs)

    # Other processes find it by its public name.
    checking.__module__, checking.__qualname__ = "clingen_ld", public
    return checking


def _given(
    signature: inspect.Signature,
    annotations: Mapping[str, str],
    args: tuple[Any, ...],
    kwargs: Mapping[str, Any],
) -> Iterator[tuple[str, Any, str]]:
    """Each argument with its name and annotation; none if they do not fit the signature at all."""
    try:
        given = signature.bind(*args, **kwargs).arguments
    except TypeError:  # calling says so
        return
    for name, value in given.items():
        keywords = _KEYWORDS.fullmatch(annotations[name])
        if keywords is None:
            yield name, value, annotations[name]
            continue
        # The package may import this module, and not the other way round.
        known = getattr(sys.modules["clingen_ld"], keywords[1]).__annotations__
        for key, each in value.items():
            if key in known:
                yield key, each, _text_of(known[key])


def _text_of(annotation: Any) -> str:
    """An annotation as it is written."""
    return str(getattr(annotation, "__forward_arg__", annotation))


def _check(name: str, value: Any, annotation: str) -> None:
    kinds = _kinds(annotation)
    if not any(_is_kind(value, kind) for kind in kinds):
        raise TypeError(f"{name} must be {_in_words(kinds)}, not {type(value).__name__}")
    if any(kind in _PATHS for kind in kinds) and isinstance(value, str | os.PathLike):
        _check_path(name, os.fspath(value))
    if _is_ours(value):
        known = inspect.get_annotations(type(value))
        for field, each in known.items():
            _check(f"{name}.{field}", getattr(value, field), _text_of(each))


def _check_path(name: str, path: str) -> None:
    """Raise `InputError` for a path that no file can have. An empty one would be this folder."""
    try:
        is_possible = "\0" not in path and bool(os.fsencode(path))
    except UnicodeEncodeError:
        is_possible = False
    if not is_possible:
        raise InputError(f"{name}: {path!a}: no file can have this name")


@functools.cache
def _kinds(annotation: str) -> tuple[str, ...]:
    """The members of a union.

    >>> _kinds("str | Callable[[int | str], None] | None")
    ('str', 'Callable[[int | str], None]', 'None')
    """
    kinds, depth = [""], 0
    for letter in annotation:
        depth += (letter == "[") - (letter == "]")
        if letter == "|" and depth == 0:
            kinds.append("")
        else:
            kinds[-1] += letter
    return tuple(kind.strip() for kind in kinds)


def _is_kind(value: Any, kind: str) -> bool:
    """Whether a value is of a kind; so are all of a kind that is not checked."""
    if kind == "None":
        return value is None
    if kind == "str":
        return isinstance(value, str)
    if kind == "int":
        return hasattr(value, "__index__")
    if kind in _PATHS:
        is_path = isinstance(value, str | os.PathLike)
        return is_path and isinstance(os.fspath(value), str)
    if kind in _TEXTS:
        return _has_texts(value)
    if kind.startswith("Callable["):
        return callable(value)
    if kind == "BinaryIO":
        return hasattr(value, "write")
    if kind.endswith(("Options", "Settings", "Configuration", "Model", "Credentials", "Delta")):
        return kind in (each.__name__ for each in type(value).__mro__)
    return True


def _has_texts(value: Any) -> bool:
    if not isinstance(value, Iterable) or isinstance(value, bytes | Mapping):
        return False
    is_looked_at = isinstance(value, list | tuple | set | frozenset)
    return not is_looked_at or all(isinstance(each, str) for each in value)


def _is_ours(value: Any) -> bool:
    is_instance = is_dataclass(value) and not isinstance(value, type)
    return is_instance and type(value).__module__.startswith("clingen_ld.")


def _in_words(kinds: tuple[str, ...]) -> str:
    """What kinds of values are, in words.

    >>> _in_words(("str", "os.PathLike[str]", "None"))
    'a path or None'
    """
    is_path = any(kind in _PATHS for kind in kinds)
    words = ["a path"] if is_path else []
    for kind in kinds:
        if kind == "str":
            words += [] if is_path else ["a str"]
        elif kind in _TEXTS:
            words.append("several str")
        elif kind.startswith("Callable["):
            words.append("a function")
        elif kind == "BinaryIO":
            words.append("a stream")
        elif kind not in _PATHS:
            words.append("an int" if kind == "int" else kind)
    return " or ".join(dict.fromkeys(words))
