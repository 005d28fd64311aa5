"""What the writers of forms have in common that embed alleles in their canonical allele."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping
from typing import Any, BinaryIO

from clingen_ld.messages.gathering import Gathered, Gathering
from clingen_ld.messages.json_output import JsonOutput
from clingen_ld.messages.writing import Lost, WriteOptions
from clingen_ld.model.identity import resource_iri

Tree = Mapping[str, Any]


class GatheringWriter(ABC):
    """Keeps resources until the canonical allele that they belong to is whole.

    `needs` tells the references of a contextual allele to what the form cannot do without.
    """

    def __init__(
        self,
        output: BinaryIO,
        options: WriteOptions,
        needs: Callable[[Tree], Iterable[Tree]] = lambda _: (),
    ) -> None:
        self._output = JsonOutput(output, options.pretty)
        self._base = options.base
        self._gathering = Gathering(options.base, needs)

    def write(self, tree: Tree) -> list[Lost]:
        """Write a resource, or keep it; gives what the form cannot carry."""
        lost, is_gathered = self._arrived(tree)
        if is_gathered:
            for found in self._gathering.add(tree):
                lost += self._put(found)
        return lost

    def finish(self) -> list[Lost]:
        """Write what never became whole."""
        lost = []
        for found in self._gathering.rest():
            lost += self._put(found)
        self._output.finish()
        return lost

    @abstractmethod
    def _arrived(self, tree: Tree) -> tuple[list[Lost], bool]:
        """What is lost of a resource by itself, and whether it is to be gathered."""

    @abstractmethod
    def _put(self, found: Gathered) -> list[Lost]:
        """Write one canonical allele, or alleles of none; gives what is not carried."""

    def _of(self, tree: Tree, what: str) -> Lost:
        return resource_iri(tree, self._base), what
