"""Every regular expression takes time that grows as the text does.

Attacks are made from the expressions themselves: for each repetition in one, texts that reach it,
go round in it thousands of times, and then do not fit.
"""

from __future__ import annotations

import ast
import gc
import importlib
import pkgutil
import re
import signal
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from itertools import islice, product
from pathlib import Path
from re import _constants as codes  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from types import FrameType
from typing import Any, NamedTuple

import pytest

import clingen_ld
from clingen_ld.model import load_model

_ROOT = Path(clingen_ld.__file__).parent
_METHODS = ("match", "fullmatch", "search", "sub", "split", "findall", "finditer")
_SECONDS = 0.15
_LENGTH = 30_000
_SHORT = {"clingen_ld.messages.text.xml_text._MISTAKES": 1200}
"""Expressions that are given a part of a text alone, and how long that is."""
_OF_OUR_OWN_TEXTS = ("clingen_ld.model.excerpts", "clingen_ld.reports.html_report:")
"""Where the text is a file of the package, as the shapes are."""
_ALPHABET = " a0A.:/\"'<>[](){}-_%\\\n\t#,;=*?!é\x01|~+@^&$`"
_REPEATS = (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT)


# --- The expressions, and how they are used ----------------------------------------------------


class Used(NamedTuple):
    """An expression of the package, the method that it is used by, and where it stands."""

    where: str
    pattern: re.Pattern[str]
    method: str

    def __str__(self) -> str:
        return f"{self.where} {self.method}"


def _modules() -> Iterator[str]:
    yield from (m.name for m in pkgutil.walk_packages([str(_ROOT)], "clingen_ld."))


def _as_text(pattern: re.Pattern[Any]) -> re.Pattern[str]:
    if isinstance(pattern.pattern, str):
        return pattern
    return re.compile(pattern.pattern.decode("latin-1"), pattern.flags & ~re.ASCII)


def _patterns_in(value: object, depth: int = 3) -> Iterator[re.Pattern[str]]:
    if isinstance(value, re.Pattern):
        yield _as_text(value)
    elif depth and isinstance(value, Mapping):
        for each in value.values():
            yield from _patterns_in(each, depth - 1)
    elif depth and isinstance(value, tuple | list | set | frozenset):
        for each in value:
            yield from _patterns_in(each, depth - 1)
    elif depth and hasattr(value, "__self__") and isinstance(value.__self__, re.Pattern):
        yield _as_text(value.__self__)


def _uses(nodes: Iterable[ast.AST]) -> dict[str, set[str]]:
    """The methods that names are used by in a module."""
    found: dict[str, set[str]] = defaultdict(set)
    for node in nodes:
        if isinstance(node, ast.Attribute) and node.attr in _METHODS:
            owner = node.value
            if isinstance(owner, ast.Name):
                found[owner.id].add(node.attr)
    return found


def _literals(name: str, nodes: Iterable[ast.AST]) -> Iterator[Used]:
    """The expressions that stand in a call of `re` itself, as plain text."""
    for node in nodes:
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args):
            continue
        owner, method, first = node.func.value, node.func.attr, node.args[0]
        is_re = isinstance(owner, ast.Name) and owner.id == "re" and method in _METHODS
        if is_re and isinstance(first, ast.Constant) and isinstance(first.value, str):
            given = re.DOTALL if "DOTALL" in ast.unparse(node) else re.RegexFlag(0)
            yield Used(f"{name}:{node.lineno}", re.compile(first.value, given), method)


def _read(name: str) -> tuple[list[Used], dict[str, set[str]]]:
    """The expressions in the calls of a module, and the methods that its names are used by."""
    source = Path(importlib.import_module(name).__file__ or "").read_text()
    nodes = list(ast.walk(ast.parse(source)))
    return list(_literals(name, nodes)), _uses(nodes)


@cache
def _all() -> tuple[Used, ...]:
    modules = {name: _read(name) for name in _modules() if name != "clingen_ld.__main__"}
    anywhere: dict[str, set[str]] = defaultdict(set)
    for _, uses in modules.values():
        for variable, methods in uses.items():
            anywhere[variable] |= methods
    found: list[Used] = []
    for name, (literals, here) in modules.items():
        found += literals
        for variable, value in vars(importlib.import_module(name)).items():
            for pattern in _patterns_in(value):
                uses = here if variable.startswith("_") else anywhere
                methods = uses.get(variable) or {"match", "search"}
                found += [Used(f"{name}.{variable}", pattern, method) for method in methods]
    for definition in load_model().types.values():
        for key, declared in definition.properties.items():
            text = getattr(declared, "pattern", None)
            if text:
                found.append(Used(f"{definition.name}.{key}", re.compile(text), "search"))
    once = {
        f"{used.pattern.pattern} {used.method}": used
        for used in reversed(found)
        if not used.where.startswith(_OF_OUR_OWN_TEXTS)
    }
    return tuple(once.values())


# --- Attacks -----------------------------------------------------------------------------------


def _class_samples(items: Any, flags: int) -> list[str]:
    """Characters of a class, of the alphabet where it has some."""
    built = parser.SubPattern(parser.State(), [(codes.IN, list(items))])
    built.state.flags = flags
    pattern = re._compiler.compile(built, flags)  # type: ignore[attr-defined]
    found = [c for c in _ALPHABET if pattern.match(c)]
    return found or [chr(c) for c in range(0x3000) if pattern.match(chr(c))][:1]


def _samples(part: Any, flags: int, most: int = 12) -> list[str]:
    """Some texts that a part of an expression fits, short ones."""
    choices = [_of_item(op, value, flags) for op, value in part]
    return ["".join(each) for each in islice(product(*choices), most)] or [""]


def _of_item(op: Any, value: Any, flags: int) -> list[str]:
    if op is codes.LITERAL:
        return [chr(value)]
    if op in (codes.NOT_LITERAL, codes.ANY):
        return [c for c in 'a 0."' if op is codes.ANY or c != chr(value)]
    if op is codes.IN:
        return _class_samples(value, flags)
    if op is codes.BRANCH:
        return [text for branch in value[1] for text in _samples(branch, flags)]
    if op is codes.SUBPATTERN:
        return _samples(value[3], flags)
    if op is codes.ATOMIC_GROUP:
        return _samples(value, flags)
    if op in _REPEATS:
        low, _, body = value
        found = [text * max(low, 1) for text in _samples(body, flags)]
        return found[:4] + ([""] if low == 0 else [])
    return [""]


def _minimal(part: Any, flags: int) -> str:
    texts = []
    for op, value in part:
        if op in _REPEATS and value[0] == 0:
            continue
        texts.append(_of_item(op, value, flags)[0])
    return "".join(texts)


def _repetitions(part: Any, flags: int, before: str = "") -> Iterator[tuple[str, list[str]]]:
    """Each repetition without a small bound: a text that reaches it, and what goes round in it."""
    items = list(part)
    for at, (op, value) in enumerate(items):
        start = before + _minimal(items[:at], flags)
        if op in _REPEATS:
            if value[1] > 300:
                yield start, _samples(value[2], flags, 40)
            yield from _repetitions(value[2], flags, start)
        elif op is codes.BRANCH:
            for branch in value[1]:
                yield from _repetitions(branch, flags, start)
        elif op is codes.SUBPATTERN:
            yield from _repetitions(value[3], flags, start)
        elif op is codes.ATOMIC_GROUP:
            yield from _repetitions(value, flags, start)


def _attacks(pattern: re.Pattern[str]) -> Iterator[tuple[str, str, str]]:
    """The beginnings, what is repeated, and the ends of texts that may take long."""
    flags = pattern.flags
    seen = set()
    for start, pumps in _repetitions(parser.parse(pattern.pattern, flags), flags):
        wanted = dict.fromkeys([*pumps, *(start + pump for pump in pumps[:4]), start])
        for pump in islice(filter(None, wanted), 30):
            for end in ("", "\x00", "!", "1", "\n"):
                if (start, pump, end) not in seen:
                    seen.add((start, pump, end))
                    yield start, pump, end


class _TooLongError(Exception):
    pass


def _stop(_: int, __: FrameType | None) -> None:
    raise _TooLongError


def _is_slow(used: Used, text: str) -> bool:
    """Whether an expression takes too long for a text, by far or each time that it is tried.

    The time of one try depends on what else runs on the processor.
    """
    for _ in range(3):
        seconds = _seconds(used, text)
        if seconds == float("inf"):
            return True
        if seconds <= _SECONDS:
            return False
    return True


def _seconds(used: Used, text: str) -> float:
    """How long an expression takes for a text; stopped when that is too long by far."""
    run: Any = getattr(used.pattern, used.method)
    given = ("", text) if used.method == "sub" else (text,)
    signal.setitimer(
        signal.ITIMER_VIRTUAL, 3 * _SECONDS
    )  # the time of this process, whatever others do
    begun = time.thread_time()
    try:
        for found in run(*given) if used.method == "finditer" else [run(*given)]:
            if used.method == "finditer" and found.lastgroup == "bad":
                break  # the readers stop there
    except _TooLongError:
        return float("inf")
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    return time.thread_time() - begun


@pytest.fixture(autouse=True)
def _stops() -> Iterator[None]:
    """Stops what takes too long, but never the garbage collector, which ignores exceptions."""
    before = signal.signal(signal.SIGVTALRM, _stop)
    gc.disable()
    yield
    gc.enable()
    signal.signal(signal.SIGVTALRM, before)


def _slow(used: Used) -> str | None:
    """A text that an expression takes too long for, if there is one."""
    length = _SHORT.get(used.where, _LENGTH)
    for start, pump, end in _attacks(used.pattern):
        for count in (30, length // len(pump)):
            if _is_slow(used, start + pump * count + end):
                return f"{start!r} + {pump!r} * {count} + {end!r}"
    return None


@pytest.mark.slow
@pytest.mark.parametrize("method", _METHODS)
def test_the_time_of_every_expression_is_linear(method: str) -> None:
    used = [each for each in _all() if each.method == method]
    assert used
    assert {str(each): text for each in used if (text := _slow(each))} == {}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("pattern", "method"),
    [
        (r"(?:\s+|<!--.*?-->)*<", "match"),
        (r"(\.\d*?)0+(?!\d)", "sub"),
        (r"(a|a)*b", "fullmatch"),
        (r"<[^>]*>", "search"),
        (r".*[0-9]{5}.*x", "fullmatch"),
        (r"\s*,\s*;", "search"),
    ],
)
def test_the_attacks_find_what_is_not_linear(pattern: str, method: str) -> None:
    assert _slow(Used("here", re.compile(pattern, re.DOTALL), method))


@pytest.mark.parametrize("between", [" ", "\n", "<!-- a -->", "<?a b?>", "<!-- a -->\n  "])
def test_what_stands_before_the_root_of_xml_takes_no_time(between: str, tmp_path: Path) -> None:
    gene = '<Gene xmlns="http://clingen.org/model/allele/"><id value="G1"/></Gene>'
    path = tmp_path / "gene.xml"
    path.write_text('<?xml version="1.0"?>' + between * 2000 + gene)
    begun = time.process_time()
    report = clingen_ld.validate([path])
    assert report.resources == 1
    assert time.process_time() - begun < 5
