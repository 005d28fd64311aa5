"""Former versions of resources, kept beside the present ones.

A former version is a resource of its own: its graph, its node and the addresses of its parts all
have the name of the version, `<IRI>/_history/<digest of its content>` (as FHIR names versions).
So a query over all graphs at once never mixes what was with what is. The name comes from the
content alone: the same content is the same version, however often it was replaced.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from typing import Final

from clingen_ld.graph.terms import Quad, Term, n_quads_line

_STEP: Final = "/_history/"
_VERSION: Final = re.compile(r"/_history/[0-9a-f]{16}\Z")


def is_version(name: str) -> bool:
    """Whether the name of a graph is that of a former version.

    >>> is_version("http://example.org/Gene/G1/_history/0123456789abcdef")
    True
    """
    return _VERSION.search(name) is not None


def version_name(graph: str, quads: Iterable[Quad]) -> str:
    """The name of the version of a graph that has some content."""
    digest = hashlib.sha256()
    for line in sorted(n_quads_line(quad) for quad in quads):
        digest.update(line.encode("utf-8", "surrogatepass"))
    return f"{graph}{_STEP}{digest.hexdigest()[:16]}"


def version_quads(graph: str, quads: Sequence[Quad], version: str) -> list[Quad]:
    """The quads of a graph as those of a version of it."""

    def renamed(term: Term) -> Term:
        if isinstance(term, str) and (term == graph or term.startswith(graph + "#")):
            return version + term[len(graph) :]
        return term

    return [
        Quad(str(renamed(subject)), predicate, renamed(value), version)
        for subject, predicate, value, _ in quads
    ]
