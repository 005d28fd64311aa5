"""What holds within one gene (GE-1)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from clingen_ld.model.trees import Tree, listed, parts, present, text
from clingen_ld.validation.findings import Violation
from clingen_ld.validation.rule_registry import resource_rule

HGNC_ID = re.compile(r"HGNC:[1-9][0-9]*")

_LIKE_HGNC = re.compile(r"HGNC", re.IGNORECASE)
_HGNC = re.compile(r"genenames[.]org|hgnc|2[.]16[.]840[.]1[.]113883[.]6[.]281", re.IGNORECASE)


@resource_rule("Gene")
def has_an_hgnc_identifier(tree: Tree) -> Iterator[Violation]:
    """GE-1: a gene has an identifier of HGNC, and that is written in full."""
    meant = [
        (pointer, text(identifier, "value"))
        for pointer, identifier in parts(tree, "identifier")
        if _is_meant(identifier)
    ]
    if not meant:
        place = "/identifier" if present(tree, "identifier") else ""
        yield Violation("GE-1", place, {"problem": "this one has none"})
    for pointer, value in meant:
        if value and not HGNC_ID.fullmatch(value):
            problem = f"{value} is not well formed"
            number = re.search(r"[1-9][0-9]*", value)
            yield Violation(
                "GE-1",
                f"{pointer}/value",
                {"problem": problem},
                value=value,
                suggestion=f"HGNC:{number[0]}" if number else None,
            )


def _is_meant(identifier: Tree) -> bool:
    """Whether an identifier is meant as one of HGNC: by its value or its system."""
    values, systems = _texts(identifier, "value"), _texts(identifier, "system")
    return any(map(_LIKE_HGNC.match, values)) or any(map(_HGNC.search, systems))


def _texts(identifier: Tree, name: str) -> list[str]:
    return [value for value in listed(identifier, name) if isinstance(value, str)]
