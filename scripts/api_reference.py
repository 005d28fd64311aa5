"""Writes the reference of the Python interface, docs/api-reference.md, from the docstrings.

python scripts/api_reference.py [FILE]
"""

from __future__ import annotations

import inspect
import re
import sys
from pathlib import Path
from typing import Any

import clingen_ld

PAGE = Path(__file__).parents[1] / "docs" / "api-reference.md"
START = """# Python reference

Every public name of `clingen_ld`, with its signature and its docstring. [From Python](python.md)
shows how they are used. The typed classes of the model are in `clingen_ld.types`.

`python scripts/api_reference.py` writes this page.
"""


def main(arguments: list[str]) -> None:
    """Write the page, to another file if one is named."""
    Path(arguments[0] if arguments else PAGE).write_text(page(), encoding="utf-8")


def page() -> str:
    """The page as Markdown."""
    things = {
        n: getattr(clingen_ld, n) for n in clingen_ld.__all__ if n not in ("__version__", "types")
    }
    functions = {
        n: thing for n, thing in things.items() if inspect.isroutine(inspect.unwrap(thing))
    }
    classes = {n: thing for n, thing in things.items() if inspect.isclass(thing)}
    errors = {n: thing for n, thing in classes.items() if issubclass(thing, Exception)}
    plain = {n: thing for n, thing in classes.items() if n not in errors}
    others = [n for n in things if n not in functions and n not in classes]
    blocks = [START, "## Functions"]
    blocks += [_function(name, thing) for name, thing in functions.items()]
    blocks += ["## Classes", *(_class(name, thing) for name, thing in plain.items())]
    blocks += ["## Exceptions", *(f"### {n}\n\n{_doc(thing)}" for n, thing in errors.items())]
    blocks += [
        "## Type aliases",
        "\n".join(f"- `{name}`: `{_alias(things[name])}`" for name in others),
    ]
    return "\n\n".join(block.strip() for block in blocks) + "\n"


def _function(name: str, thing: Any) -> str:
    if thing.__name__ != name and thing.__name__ in clingen_ld.__all__:
        return f"### {name}\n\nThe same as `{thing.__name__}`."
    return f"### {name}\n\n```python\n{name}{_signature(thing)}\n```\n\n{_doc(thing)}"


def _class(name: str, thing: Any) -> str:
    bases = [base for base in thing.__mro__[1:] if _is_unnamed(base)]
    made = [f"### {name}", _doc(thing), *map(_doc, bases)]
    parts = [*bases, thing]
    fields = {n: k for part in parts for n, k in getattr(part, "__annotations__", {}).items()}
    made.append(
        "\n".join(
            f"- `{field}: {getattr(kind, '__forward_arg__', kind)}`"
            for field, kind in fields.items()
            if field[0] != "_"
        )
    )
    for member, value in ((m, v) for part in parts for m, v in vars(part).items()):
        said = inspect.getdoc(value)
        if member.startswith("_") or not said or member in fields:
            continue
        if isinstance(value, property):
            made.append(f"**`{member}`**: {said}")
        elif callable(value):
            made.append(f"**`{member}{_signature(value)}`**: {said}")
    return "\n\n".join(filter(None, made))


def _is_unnamed(base: type) -> bool:
    """Whether a class is ours without a public name, so that its members stand in those below."""
    return base.__module__.startswith("clingen_ld.") and base.__name__ not in clingen_ld.__all__


def _signature(thing: Any) -> str:
    text = re.sub(r"(: |-> )'([^']*)'", r"\1\2", str(inspect.signature(thing)))
    if hasattr(getattr(thing, "__wrapped__", thing), "__wrapped__"):  # by contextmanager
        text = re.sub(r"-> Iterator(\[.*\])$", r"-> AbstractContextManager\1", text)
    return re.sub(r"<function .*? at 0x\w+>", "…", text)


def _doc(thing: Any) -> str:
    said = inspect.getdoc(thing) or ""
    return re.sub(r"(?m)((?:^>>> .*\n?)(?:.*\n?)*?)(?=\n|\Z)", r"```python\n\1\n```", said)


def _alias(thing: Any) -> str:
    return re.sub(r"(?:clingen_ld|collections|typing)\.(?:\w+\.)*", "", str(thing))


if __name__ == "__main__":
    main(sys.argv[1:])
