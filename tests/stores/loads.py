"""What the tests of loading have in common: small inputs, and what a store has of them."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from clingen_ld.graph.framing import frame_quads
from clingen_ld.graph.terms import Quad
from clingen_ld.messages.message import Message, ReadOptions
from clingen_ld.messages.reading import read_inputs
from clingen_ld.model import DEFAULT_BASE, is_subsetted, load_model, resource_iri
from clingen_ld.stores.graphs import is_version
from clingen_ld.stores.loading import LoadOptions
from clingen_ld.stores.store import Store

Tree = dict[str, Any]
UNCHECKED = LoadOptions(validate=False)
EXAMPLES = Path(__file__).parents[2] / "examples"
SUBSETTED = {
    "tag": [
        {
            "system": "http://terminology.hl7.org/CodeSystem/v3-ObservationValue",
            "code": "SUBSETTED",
        }
    ]
}


def clock() -> datetime:
    """The same moment, always."""
    return datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def gene(number: int, name: str = "a gene", **more: Any) -> Tree:
    """A right gene."""
    return {
        "resourceType": "Gene",
        "id": f"G{number}",
        "identifier": [{"system": "http://www.genenames.org/", "value": f"HGNC:{1000 + number}"}],
        "symbol": f"GENE{number}",
        "name": name,
    } | more


def told(number: int, **more: Any) -> Tree:
    """What a message tells of a gene that it is not about."""
    return {"resourceType": "Gene", "id": f"G{number}", "meta": SUBSETTED} | more


def iri(number: int) -> str:
    """The IRI of a gene."""
    return f"{DEFAULT_BASE}Gene/G{number}"


def written(path: Path, *trees: Tree) -> Path:
    """A file of NDJSON."""
    path.write_text("".join(json.dumps(tree) + "\n" for tree in trees), encoding="utf-8")
    return path


def is_account(name: str) -> bool:
    """Whether a graph is about a load or a removal."""
    return any(
        part in name for part in ("/Activity/load-", "/Provenance/load-", "/Activity/remove-")
    )


def contents(store: Store, accounts: bool = False) -> dict[str, set[Quad]]:
    """The graphs of a store by name, those about loads left out."""
    return {n: set(q) for n, q in store.graphs() if accounts or not is_account(n)}


def trees(store: Store) -> dict[str, Tree]:
    """The resources of a store by the names of their graphs."""
    found = {}
    for name, quads in contents(store).items():
        if not is_version(name):
            (framed,) = frame_quads(quads, load_model(), DEFAULT_BASE)
            found[name] = framed.normal.tree
    return found


def targets(store: Store) -> list[str]:
    """The targets of all the Provenance of loads, sorted."""
    return sorted(
        quad.object
        for name, quads in store.graphs()
        if is_account(name)
        for quad in quads
        if quad.predicate.endswith("/target") and isinstance(quad.object, str)
    )


def messages(*paths: Path) -> dict[str, Tree]:
    """The resources of files by IRI: the last of a name, and a whole one before what is told."""
    items = read_inputs(paths, ReadOptions(), load_model())
    found = [item.normal.tree for item in items if isinstance(item, Message)]
    found.sort(key=is_subsetted, reverse=True)
    return {resource_iri(tree, DEFAULT_BASE): tree for tree in found}
