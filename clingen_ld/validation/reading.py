"""Reading trees that may be wrong: every function gives None or nothing for what does not fit."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from clingen_ld.graph.quads import coding_concept
from clingen_ld.model import load_model
from clingen_ld.model.identity import reference_iri
from clingen_ld.model.namespaces import REGISTRY

Tree = dict[str, Any]

SEQUENCE_ONTOLOGY = "http://www.sequenceontology.org/"


def part(tree: object, *path: str) -> Tree:
    """The object at a path of property names; an empty one when there is none."""
    for name in path:
        tree = tree.get(name) if isinstance(tree, dict) else None
    return tree if isinstance(tree, dict) else {}


def text(tree: object, *path: str) -> str | None:
    """The string at a path, or None."""
    for name in path:  # as `part` does, in one go: this is asked more often than all else
        tree = tree.get(name) if isinstance(tree, dict) else None
    return tree if isinstance(tree, str) else None


def integer(tree: object, *path: str) -> int | None:
    """The integer at a path, or None."""
    for name in path:
        tree = tree.get(name) if isinstance(tree, dict) else None
    return tree if isinstance(tree, int) and not isinstance(tree, bool) else None


def natural(tree: object, *path: str) -> int | None:
    """The integer that is not negative at a path, or None."""
    value = integer(tree, *path)
    return value if value is not None and value >= 0 else None


def parts(tree: object, *path: str) -> Iterator[tuple[str, Tree]]:
    """The objects of the list at a path, each with its JSON Pointer from `tree`."""
    for name in path:
        tree = tree.get(name) if isinstance(tree, dict) else None
    if isinstance(tree, list):
        pointer = "".join([f"/{name}" for name in path])
        for n, item in enumerate(tree):
            if isinstance(item, dict):
                yield f"{pointer}/{n}", item


def target(reference: object) -> str | None:
    """Where a reference points to, as the tree has it (relative to the base, or absolute)."""
    value = reference.get("reference") if isinstance(reference, dict) else None
    return value if isinstance(value, str) and value else None


def target_iri(reference: object, base: str) -> str | None:
    """The IRI that a reference, or the text of one, points to."""
    found = reference if isinstance(reference, str) else target(reference)
    return reference_iri(found, base) if found else None


def targets(tree: object, name: str) -> Iterator[tuple[str, str]]:
    """The references of a list property with their pointers."""
    for pointer, item in parts(tree, name):
        if (found := target(item)) is not None:
            yield pointer, found


def present(tree: object, *path: str) -> bool:
    """Whether there is any value at a path, right or wrong."""
    return part(tree, *path[:-1]).get(path[-1]) not in (None, [])


def listed(tree: object, *path: str) -> list[Any]:
    """The values of the list at a path, right or wrong; a single value is a list of one."""
    value = part(tree, *path[:-1]).get(path[-1])
    return value if isinstance(value, list) else [] if value is None else [value]


def last_step(reference: str) -> str:
    """The last step of a reference or an IRI, which is how messages name its target.

    >>> last_step("CanonicalAllele/CA1")
    'CA1'
    """
    return reference.rpartition("/")[2]


def boolean(tree: object, *path: str) -> bool | None:
    """The boolean at a path, or None."""
    value = part(tree, *path[:-1]).get(path[-1])
    return value if isinstance(value, bool) else None


def ontology_codings(concept: object) -> Iterator[tuple[str, Tree, str | None]]:
    """The codings of the Sequence Ontology in a concept: pointer, coding, and what it stands for.

    What it stands for is the IRI of a term, or None when the code is no code of the ontology.
    Codings of other systems, or of none, are not judged, nor are those without a code.
    """
    model = load_model()
    for pointer, coding in parts(concept, "coding"):
        system = text(coding, "system")
        known = model.code_systems.get(system) if system is not None else None
        if known is not None and known.iri == SEQUENCE_ONTOLOGY and text(coding, "code"):
            yield pointer, coding, coding_concept(coding, model)


def is_registered(tree: Tree) -> bool:
    """Whether a resource is of the Allele Registry, which makes names of coordinates itself, and
    tells of relations in one direction only."""
    return any(key.startswith(REGISTRY) for key in tree)
