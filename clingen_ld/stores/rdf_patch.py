"""RDF Patch: differences as quads to delete and to add.

A patch made of the differences from A to B, applied to a store into which A was loaded, gives
that of B. Resources stand in their own graphs there, so no quad has a blank node. Rows are
`D` or `A` and a quad as N-Quads writes it (https://afs.github.io/rdf-delta/rdf-patch).
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator

from clingen_ld.graph.quads import resource_quads
from clingen_ld.graph.terms import n_quads_line
from clingen_ld.model.definitions import Model
from clingen_ld.stores.differences import Comparison, Tree


def patch_rows(comparison: Comparison, model: Model, base: str) -> Iterator[str]:
    """The rows of the patch, each with its line break; the same differences give the same rows."""
    name = uuid.uuid5(uuid.NAMESPACE_URL, f"urn:sha256:{comparison.digest()}")
    yield f"H id <urn:uuid:{name}> .\n"
    yield "TX .\n"
    for difference in comparison.differences():
        old, new = (_lines(tree, model, base) for tree in (difference.old, difference.new))
        yield from (f"D {line}" for line in old if line not in new)
        yield from (f"A {line}" for line in new if line not in old)
    yield "TC .\n"


def _lines(tree: Tree | None, model: Model, base: str) -> dict[str, None]:
    """The quads of a resource in their order, each once."""
    quads = () if tree is None else resource_quads(tree, model, base)
    return dict.fromkeys(n_quads_line(quad) for quad in quads)
