"""Trees that are read directly, as the first of those alike was."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Final

from msgspec.json import encode

from clingen_ld.compiled.n_quads import KnownOutline
from clingen_ld.compiled.trees import TreeLook, TreeMemory, needs_escapes
from clingen_ld.messages.fast_path import DirectMessage
from clingen_ld.messages.message import Message
from clingen_ld.model import Model, Normal, Tree, normal_form

_FEW: Final = 8


class TreeMessage(DirectMessage):
    """A resource that a document told of, and of which the outline and own values are known."""

    __slots__ = ("_file", "_form", "_make", "_tree")

    def __init__(
        self, alike: KnownOutline, look: TreeLook, tree: Tree, file: str, form: str,
        make: Callable[[], Message],
    ) -> None:  # fmt: skip
        """`make` makes the message as the standard path does, when its places are asked for."""
        self.alike = alike
        self.own = look.own()
        self._tree = tree
        self._file = file
        self._form = form
        self._make = make
        self._read = None

    @property
    def file(self) -> str:  # type: ignore[override]
        """The file that the document stands in."""
        return self._file

    @property
    def form(self) -> str:  # type: ignore[override]
        """The form of the document."""
        return self._form

    @property
    def tree(self) -> Tree:
        """The resource, which is in normal form, but for the order of its keys."""
        return self._tree

    @property
    def text(self) -> bytes:  # type: ignore[override]
        """The resource as a text of resource-json."""
        return encode(self._tree)

    def n_quads(self) -> str | None:
        """The quads as N-Quads; None when only the standard path can write them."""
        template = self.alike.quads
        return None if template is None else template.fill(self.own, needs_escapes(self.own.texts))

    def _message(self) -> Message:
        if self._read is None:
            self._read = self._make()
        return self._read


class KnownTrees:
    """The normal forms of trees, made once for those that are alike."""

    def __init__(self, model: Model, base: str) -> None:
        self.model = model
        self.base = base
        self._late = _FEW
        self._memory: TreeMemory | None = None

    def memory(self, is_wanted: bool) -> TreeMemory | None:
        """What is known of trees; None for the first documents, unless it is wanted at once."""
        if self._memory is None:
            if self._late and not is_wanted:
                self._late -= 1
                return None
            self._memory = TreeMemory(self.model, self.base)
        return self._memory


def normal_of(
    tree: Tree, model: Model, base: str, memory: TreeMemory | None
) -> tuple[Normal, TreeLook | None]:
    """The normal form of a tree, and the look at it where that is the tree itself.

    Then it is not made: its tree has the keys in the order in which they were given.
    """
    look = None if memory is None else memory.look(tree)
    if look is not None and look.is_normal:
        return Normal(dict(tree)), look
    normal = normal_form(tree, tree["resourceType"], model, base)
    if memory is not None and look is not None and look.is_normal is None:
        is_normal = normal.tree == tree and not normal.notes and not normal.moved
        memory.learn_normal(look, is_normal)
    return normal, look if look is not None and look.is_normal else None


known_trees = lru_cache(maxsize=4)(KnownTrees)
"""For as long as the program runs."""
