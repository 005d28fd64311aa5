"""Trees that documents of other forms are read into, decoded by what is compiled from the model."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clingen_ld.model import Model, Normal, Tree, normal_form

if TYPE_CHECKING:
    from clingen_ld.compiled.engine import Decoded, Engine


def normal_of(
    tree: Tree, model: Model, base: str, engine: Engine | None
) -> tuple[Normal, Decoded | None]:
    """The normal form of a tree, and the tree decoded where it is in normal form already.

    Then its keys stay in the order in which they are given.
    """
    decoded = None if engine is None else engine.decode_tree(tree)
    if decoded is not None:
        return Normal(dict(tree)), decoded
    return normal_form(tree, tree["resourceType"], model, base), None
