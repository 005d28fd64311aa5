"""Identifiers have a value, and a URI for their system (ID-1)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from clingen_ld.model import load_model
from clingen_ld.validation.findings import Breach
from clingen_ld.validation.reading import Tree, present, text
from clingen_ld.validation.registry import resource_rule
from clingen_ld.validation.rules.places import parts_of_type

_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:.")
_NO_URI = re.compile(r"[ <>{}|^`]")


@resource_rule(*load_model().resources, alike=True)
def identifiers(tree: Tree) -> Iterator[Breach]:
    """ID-1: an identifier has a value, and a URI for its system."""
    for pointer, identifier in parts_of_type(tree, "Identifier"):
        if not present(identifier, "value"):
            yield Breach("ID-1", pointer, {"problem": "has no value"})
        system = text(identifier, "system")
        # What has characters that no URI has is ST-4's business.
        if system and not _URI.match(system) and not _NO_URI.search(system):
            problem = f"has the system {system}, which is not a URI"
            yield Breach("ID-1", f"{pointer}/system", {"problem": problem}, value=system)
