"""The records of bundles: their sections, and how one refers to another."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import unquote

from clingen_ld.messages.text.json_sections import VRS_SECTIONS
from clingen_ld.model import Tree, escape

ALLELES: Final = VRS_SECTIONS["Allele"]
LOCATIONS: Final = VRS_SECTIONS["SequenceLocation"]
SEQUENCES: Final = VRS_SECTIONS["SequenceReference"]
VARIANTS: Final = VRS_SECTIONS["CategoricalVariant"]
DOCUMENTS: Final = "document"
"""The section of objects that are not VRS."""


def to_record(section: str, key: str) -> str:
    """The reference to a record."""
    return f"#/{escape(section)}/{escape(key).replace('%', '%25')}"


def pointers_in(value: Any) -> Iterator[str]:
    """The JSON Pointers of records that a value refers to, at any depth."""
    waiting = [value]
    while waiting:
        node = waiting.pop()
        if isinstance(node, str):
            if node.startswith("#/"):
                yield unquote(node[1:])
        elif isinstance(node, dict | list):
            waiting += node.values() if isinstance(node, dict) else node


def section_of(value: Tree) -> str:
    """The section of an object."""
    section = VRS_SECTIONS.get(str(value.get("type")))
    if section is None and ("constraints" in value or "members" in value):
        return VARIANTS
    if section is None and "location" in value and "state" in value:
        return ALLELES
    return section or DOCUMENTS
