"""A result of a SHACL validation report, and its property path, as records."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from clingen_ld.graph.terms import Literal, Term
from clingen_ld.model import local_name

UNARY: Final = {
    "inversePath": "^{}",
    "zeroOrMorePath": "{}*",
    "oneOrMorePath": "{}+",
    "zeroOrOnePath": "{}?",
}
"""The texts of the paths with one step, by the local names of their SHACL properties."""


@dataclass(frozen=True, slots=True)
class PropertyPath:
    """A SHACL property path with more than one predicate.

    `form` is "sequence" or the local name of its SHACL property, such as "inversePath".
    """

    form: str
    steps: tuple[PropertyPath | str, ...]


Path = PropertyPath | str
"""A property path: one predicate, or several combined."""


@dataclass(frozen=True, slots=True)
class ShaclResult:
    """One result of a SHACL validation report.

    `shape` is an IRI or the label of a blank node; `component` and `severity` are IRIs. `number`
    counts, from 0, the results that are otherwise equal.
    """

    focus: Term
    path: Path | None
    value: Term | None
    shape: str
    component: str
    severity: str
    messages: tuple[Literal, ...]
    details: tuple[ShaclResult, ...] = ()
    number: int = 0

    @property
    def message(self) -> str:
        """The message in English or in no language, else the first in another; "" for none."""
        texts = sorted(self.messages, key=lambda m: m.language.partition("-")[0] not in ("", "en"))
        return texts[0].lexical if texts else ""


def path_text(path: Path | None, name: Callable[[str], str] = local_name) -> str:
    """A path as SPARQL writes it, with a name for each IRI; "" for none.

    >>> path_text(PropertyPath("sequence", ("urn:x#a", PropertyPath("inversePath", ("urn:x#b",)))))
    'a/^b'
    """
    if path is None:
        return ""
    if isinstance(path, str):
        return name(path)
    inner = [path_text(step, name) for step in path.steps]
    inner = [
        f"({text})" if isinstance(step, PropertyPath) and len(step.steps) > 1 else text
        for text, step in zip(inner, path.steps, strict=True)
    ]
    if path.form in UNARY:
        return UNARY[path.form].format(*inner)
    return ("|" if path.form == "alternativePath" else "/").join(inner)


def all_details(result: ShaclResult) -> Iterator[tuple[int, ShaclResult]]:
    """The nested details of a result, each with its depth from 0."""
    for detail in result.details:
        yield 0, detail
        yield from ((depth + 1, below) for depth, below in all_details(detail))
