"""Runs pySHACL."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import rdflib


def engine_report(data: rdflib.Graph, shapes: rdflib.Graph, **options: Any) -> rdflib.Graph:
    """The validation report of pySHACL, given `options` of its own.

    Raises whatever pySHACL raises, and `RuntimeError` with its message if there is no report.
    """
    import pyshacl
    import rdflib
    from pyshacl.rdfutil.stringify import stringify_blank_node

    # pySHACL caches the texts of blank nodes by the memory address of their graph, which a later
    # graph can have: messages would then come from the shapes of an earlier run.
    stringify_blank_node.dict_cache.clear()
    _, report, text = pyshacl.validate(data, shacl_graph=shapes, **options)
    if isinstance(report, rdflib.Graph):
        return report
    raise RuntimeError(str(text))
