"""Rule within one gene (GE-1)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from clingen_ld.types import Gene, Identifier, IdentifierProperty
from clingen_ld.validation.rule_registry import Violation, resource_rule

HGNC_ID = re.compile(r"HGNC:[1-9][0-9]*")
_LIKE_HGNC = re.compile(r"HGNC", re.IGNORECASE)
_HGNC = re.compile(r"genenames[.]org|hgnc|2[.]16[.]840[.]1[.]113883[.]6[.]281", re.IGNORECASE)


@resource_rule(Gene)
def has_an_hgnc_identifier(gene: Gene) -> Iterator[Violation]:
    """GE-1: a gene has an identifier of HGNC, and that is written in full."""
    meant = [identifier for identifier in gene.identifier if _is_of_hgnc(identifier)]
    if not meant:
        place = gene.at("identifier") if gene.has("identifier") else ""
        yield Violation("GE-1", place, {"problem": "the gene has no HGNC identifier"})
    for identifier in meant:
        value = identifier.value
        if value and not HGNC_ID.fullmatch(value):
            problem = f"{value} is not a well-formed HGNC identifier"
            number = re.search(r"[1-9][0-9]*", value)
            yield Violation(
                "GE-1",
                identifier.at("value"),
                {"problem": problem},
                value=value,
                suggestion=f"HGNC:{number[0]}" if number else None,
            )


def _is_of_hgnc(identifier: Identifier) -> bool:
    """Whether an identifier is meant as one of HGNC: by its value or its system."""
    values, systems = _texts(identifier, "value"), _texts(identifier, "system")
    return any(map(_LIKE_HGNC.match, values)) or any(map(_HGNC.search, systems))


def _texts(identifier: Identifier, name: IdentifierProperty) -> list[str]:
    """The texts of a property, which may wrongly have several."""
    value = identifier.raw(name)
    return [
        each for each in (value if isinstance(value, list) else [value]) if isinstance(each, str)
    ]
