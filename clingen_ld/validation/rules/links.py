"""Finding resources of a set: by reference, by id, and who points to whom."""

from __future__ import annotations

import re
from collections.abc import Iterator

from clingen_ld.model import load_model
from clingen_ld.model.identity import reference_iri
from clingen_ld.validation.reading import Tree, parts, target, targets, text
from clingen_ld.validation.registry import Entry, ResourceSet, index


@index("CanonicalAllele")
def members(tree: Tree) -> Iterator[tuple[str, str]]:
    """Canonical alleles by the contextual alleles that they gather."""
    for _, reference, _ in gathered(tree):
        yield "gathers", reference


@index(*load_model().resources)
def ids(tree: Tree) -> Iterator[tuple[str, str]]:
    """Resources by their ids, without regard to case and punctuation."""
    if key := folded_id(text(tree, "id") or ""):
        yield "id", key


def folded_id(name: str) -> str:
    """An id without regard to case and punctuation.

    >>> folded_id("XA-101") == folded_id("xa101")
    True
    """
    return re.sub(r"[\W_]+", "", name).casefold()


def named(name: str, resources: ResourceSet) -> list[Entry]:
    """The resources of any type that have an id, or one that differs in case or punctuation."""
    key = folded_id(name)
    return resources.keyed("id", key) if key else []


def gathered(canonical: Tree) -> Iterator[tuple[str, str, object]]:
    """The contextual alleles that a canonical allele gathers: pointer, reference and value."""
    for at, item in parts(canonical, "relatedContextualAllele"):
        value = item.get("contextualAllele")
        if (reference := target(value)) is not None:
            yield f"{at}/contextualAllele", reference, value
        # Several where one belongs are ST-3's business, but no broken link (CO-4).
        for further, reference in targets(item, "contextualAllele"):
            yield f"{at}{further}", reference, {"reference": reference}


def found(value: object, kind: str, resources: ResourceSet) -> Entry | None:
    """The resource of a type that a reference points to, or None."""
    entry = resources.target(value)
    return entry if entry is not None and text(entry.tree, "resourceType") == kind else None


def points_to(value: object, entry: Entry, resources: ResourceSet) -> bool:
    """Whether a reference points to a resource; of several, whether one does."""
    references = map(target, value if isinstance(value, list) else [value])
    return any(r is not None and reference_iri(r, resources.base) == entry.iri for r in references)


def each_once(tree: Tree, name: str) -> Iterator[tuple[str, str]]:
    """The references of a list property with their pointers; a repeated one at its first place.

    That a reference is repeated, CA-7 says.
    """
    seen: set[str] = set()
    for pointer, reference in targets(tree, name):
        if reference not in seen:
            seen.add(reference)
            yield pointer, reference
