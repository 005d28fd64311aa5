"""What several messages tell of one resource that none of them is about, put together.

Such resources are tagged SUBSETTED, and share a graph that nobody owns (see
`clingen_ld.model.subsetted`): what is told once more adds to it, and never takes away. Lists are
united; of a property with one value, what was told last stands.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from clingen_ld.errors import ClingenError
from clingen_ld.graph.framing import frame_quads
from clingen_ld.graph.terms import Quad
from clingen_ld.model.definitions import Model
from clingen_ld.model.identity import resource_iri

Tree = dict[str, Any]


def merged(former: Mapping[str, Any], told: Mapping[str, Any]) -> Tree:
    """What was told of a resource, with what is told now.

    >>> merged({"id": "G1", "symbol": "A", "aliasSymbol": ["B"]}, {"aliasSymbol": ["C", "B"]})
    {'id': 'G1', 'symbol': 'A', 'aliasSymbol': ['B', 'C']}
    """
    result = dict(former)
    for key, value in told.items():
        before = result.get(key)
        if isinstance(before, list) and isinstance(value, list):
            result[key] = before + [item for item in value if item not in before]
        else:
            result[key] = value
    return result


def framed(quads: Sequence[Quad], iri: str, model: Model, base: str) -> Tree | None:
    """The resource of that IRI in normal form, as some quads describe it, or None."""
    if not quads:
        return None
    try:
        found = frame_quads(quads, model, base)
    except ClingenError:  # a graph that others wrote, and that is no message
        return None
    return next((f.normal.tree for f in found if resource_iri(f.normal.tree, base) == iri), None)
