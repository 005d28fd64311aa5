"""Every verb names an argument of a wrong type, whatever it is, before it does anything."""

from __future__ import annotations

import inspect
import pickle
import traceback
from collections.abc import Callable
from pathlib import Path
from types import FunctionType
from typing import Any

import pytest
from _pytest.mark import ParameterSet

import clingen_ld
from clingen_ld import InputError, LoadOptions, ReadOptions, ValidationOptions
from clingen_ld.arguments import checked
from tests.stores.memory import MemoryStore

GENE = {"resourceType": "Gene", "id": "G1", "symbol": "ILK", "name": "integrin linked kinase"}
VERBS = {
    name: verb
    for name in clingen_ld.__all__
    if isinstance(verb := getattr(clingen_ld, name), FunctionType)
}


def _given() -> dict[str, Any]:
    """What was tried in place of each argument."""
    return {
        "None": None, "number": 5, "float": 1.5, "boolean": True, "bytes": b"x", "list": ["x"],
        "empty list": [], "list of None": [None], "tuple": (1, 2), "dict": {"a": 1},
        "path": Path("missing.json"), "empty": "", "blank": " ", "generator": (x for x in "ab"),
        "object": object(), "set": {"x"}, "class": int, "NUL": "a\0b", "surrogate": "\ud800",
    }  # fmt: skip


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def _is_raised_on_purpose(error: BaseException) -> bool:
    if isinstance(error, clingen_ld.ClingenError):
        return True
    last = traceback.extract_tb(error.__traceback__)[-1]
    return "/clingen_ld/" in last.filename and (last.line or "").startswith("raise ")


_TAKEN: dict[str, tuple[Callable[[], Any], ...]] = {
    "query": (lambda: "ASK {}",), "remove": (MemoryStore,), "load": (MemoryStore,),
    "convert": (lambda: "nquads",), "diff": (lambda: "missing.json",), "table": (lambda: "a.csv",),
    "bulk_convert": (lambda: "parts",), "bulk_validate": (lambda: "findings",),
}  # fmt: skip
"""The other arguments of a verb."""
_OWN = ("load_model", "named_queries", "document_loader")
"""Verbs that take no input."""


def _named(name: str) -> ParameterSet:
    """A verb; to write a whole site, where the name of a folder is right, takes a second."""
    return pytest.param(name, marks=pytest.mark.slow if name == "write_site" else ())


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize("kind", _given())
@pytest.mark.parametrize("name", [_named(name) for name in VERBS if name not in _OWN])
def test_anything_in_place_of_the_input(name: str, kind: str) -> None:
    error = _error(name, _given()[kind])
    assert error is None or _is_raised_on_purpose(error), repr(error)


def _error(name: str, given: Any) -> Exception | None:
    """What a verb raises."""
    others = [make() for make in _TAKEN.get(name, ())]
    try:
        made = VERBS[name](given, *others)
        if hasattr(made, "__enter__"):
            with made:
                pass
        elif inspect.isgenerator(made):
            list(made)
    except Exception as error:
        return error
    return None


def _called(name: str, **wrong: Any) -> Callable[[], Any]:
    return lambda: VERBS[name](GENE, **wrong)


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: clingen_ld.new(["x"]), "new: name must be a str, not list"),  # type: ignore[arg-type]
        (lambda: clingen_ld.explain(None), "explain: rule_id must be a str, not NoneType"),  # type: ignore[arg-type]
        (_called("validate", options="x"), "validate: options must be ValidationOptions or None"),
        (_called("validate", sequences=5), "validate: sequences must be a path or None, not int"),
        (_called("validate", progress=5), "validate: progress must be a function or None, not int"),
        (_called("convert", to=None), "convert: to must be a str, not NoneType"),
        (_called("convert", to="nquads", output=5), "output must be a path or a stream or None"),
        (_called("draw", id=5), "draw: id must be a str or several str, not int"),
        (_called("validate", assembly=38), "validate: assembly must be a str or None, not int"),
        (
            _called("validate", options=ValidationOptions(read=ReadOptions(assembly=5))),  # type: ignore[arg-type]
            "validate: options.read.assembly must be a str or None, not int",
        ),
        (
            lambda: clingen_ld.load("a", MemoryStore(), LoadOptions(batch="x")),  # type: ignore[arg-type]
            "load: options.batch must be an int, not str",
        ),
        (
            lambda: clingen_ld.remove(["a", None], MemoryStore()),  # type: ignore[list-item]
            "remove: names must be several str, not list",
        ),
    ],
)
def test_the_argument_and_what_it_takes_are_named(call: Callable[[], Any], said: str) -> None:
    with pytest.raises(TypeError) as raised:
        call()
    assert said in str(raised.value)


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize("name", ["", "a\0b", "\ud800"])
def test_a_name_that_no_file_can_have(name: str) -> None:
    with pytest.raises(InputError, match=r"output: .*: no file can have this name"):
        clingen_ld.convert(GENE, "nquads", name)


def test_a_verb_can_be_sent_to_other_processes() -> None:
    for name, verb in VERBS.items():
        assert pickle.loads(pickle.dumps(verb)) is verb is getattr(clingen_ld, name)
        assert verb.__doc__


def test_arguments_that_do_not_fit_are_left_to_python() -> None:
    verb = checked(clingen_ld.explain, "explain")
    with pytest.raises(TypeError, match="unexpected keyword argument 'rule'"):
        verb(rule="ST-1")
