"""What holds within one canonical allele (CA-1 to CA-8, and its conditional bound of ST-8)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from clingen_ld.model.identity import encode, is_absolute
from clingen_ld.validation.findings import Breach
from clingen_ld.validation.reading import (
    Tree,
    boolean,
    last_step,
    listed,
    parts,
    present,
    target,
    targets,
    text,
)
from clingen_ld.validation.registry import resource_rule

_PARTS = (("relatedContextualAllele", "contextualAllele"), ("replacement", "target"))
"""The lists of parts, with the property that is the reference of each part."""


@resource_rule("CanonicalAllele", alike=True)
def simple_stands_alone(tree: Tree) -> Iterator[Breach]:
    """CA-1, and ST-8: a simple allele nests nothing, and has contextual alleles."""
    if text(tree, "complexity") != "simple":
        return
    if present(tree, "nested"):
        yield Breach("CA-1", "/nested", {})
    if not present(tree, "relatedContextualAllele"):
        values = {
            "property": "relatedContextualAllele",
            "type": "CanonicalAllele",
            "expected": "at least one when complexity is simple",
        }
        yield Breach("ST-8", "", values)


@resource_rule("CanonicalAllele", alike=True)
def complex_has_parts(tree: Tree) -> Iterator[Breach]:
    """CA-2 and CA-3: a complex allele is made of two or more others, and part of none."""
    if text(tree, "complexity") != "complex":
        return
    nested = [target(item) for item in listed(tree, "nested")]
    if not nested:
        yield Breach("CA-2", "", {"problem": "nests none"})
    elif nested[0] is not None and len(set(nested)) == 1:
        yield Breach("CA-2", "/nested", {"problem": f"nests only {last_step(nested[0])}"})
    if present(tree, "relatedContextualAllele"):
        problem = {"problem": "has contextual alleles"}
        yield Breach("CA-2", "/relatedContextualAllele", problem)
    if present(tree, "composite"):
        yield Breach("CA-3", "/composite", {})


@resource_rule("CanonicalAllele", alike=True)
def one_is_preferred(tree: Tree) -> Iterator[Breach]:
    """CA-4: one contextual allele is the preferred one."""
    if not present(tree, "relatedContextualAllele"):
        return
    said = [item.get("preferred") for _, item in parts(tree, "relatedContextualAllele")]
    if sum(value is True for value in said) > 1:
        yield Breach("CA-4", "/relatedContextualAllele", {})
    # What is no boolean may be meant as true: ST-4 speaks of it.
    elif all(value is None or value is False for value in said):
        yield Breach("CA-4", "/relatedContextualAllele", {}, "warning")


@resource_rule("CanonicalAllele", alike=True)
def active_and_replacement(tree: Tree) -> Iterator[Breach]:
    """CA-5: an allele is active, or replaced by another."""
    active = boolean(tree, "active")
    items = listed(tree, "replacement")
    kinds = [text(item, "replacementType") for item in items]
    if active is True and "replaced-by" in kinds:
        yield Breach("CA-5", "/active", {}, value=True)
    # A replacement of no known type may be the one that is asked for: ST-2 or ST-5 speaks of it.
    if active is False and all(kind == "replaced-with" for kind in kinds):
        yield Breach("CA-5", "/active", {}, "warning", value=False)


@resource_rule("CanonicalAllele", alike=True)
def does_not_name_itself(tree: Tree) -> Iterator[Breach]:
    """CA-6: an allele is no part of itself, and does not take its own place."""
    for name in ("nested", "composite"):
        for pointer, reference in targets(tree, name):
            if _is_self(reference, tree):
                yield Breach("CA-6", pointer, {"property": name}, value=reference)
                break  # A repeated reference is one reference, and CA-7's business.
    for pointer, item in parts(tree, "replacement"):
        found = target(item.get("target"))
        if found is not None and _is_self(found, tree):
            yield Breach("CA-6", f"{pointer}/target", {"property": "replacement"}, value=found)


@resource_rule("CanonicalAllele", alike=True)
def no_reference_twice(tree: Tree) -> Iterator[Breach]:
    """CA-7: a reference occurs once in a property."""
    named = {
        name: [reference for _, reference in targets(tree, name)]
        for name in ("nested", "composite")
    }
    for name, inner in _PARTS:
        found = (target(item.get(inner)) for _, item in parts(tree, name))
        named[name] = [reference for reference in found if reference is not None]
    for name, references in named.items():
        for reference, count in Counter(references).items():
            if count > 1:
                values = {"property": name, "target": last_step(reference)}
                yield Breach("CA-7", f"/{name}", values)


@resource_rule("CanonicalAllele", alike=True)
def split_is_of_the_replaced(tree: Tree) -> Iterator[Breach]:
    """CA-8: only what others replaced was split."""
    for pointer, item in parts(tree, "replacement"):
        if boolean(item, "split") and text(item, "replacementType") == "replaced-with":
            yield Breach("CA-8", f"{pointer}/split", {}, value=True)


def _is_self(reference: str, tree: Tree) -> bool:
    """Whether a reference in normal form points to the resource that it stands in."""
    own, name = tree.get("@id"), tree.get("id")
    by_id = f"CanonicalAllele/{encode(name)}" if isinstance(name, str) and name else None
    if isinstance(own, str):
        # A resource has an @id only where base, type and id give another IRI.
        if reference == by_id:
            return False
    elif isinstance(name, str) and is_absolute(name) and "/" in name:
        own = name
    else:
        return reference == by_id
    # A relative reference is the end of an IRI in the base.
    return reference == own or own.endswith(f"/{reference}")
