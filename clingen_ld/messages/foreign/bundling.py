"""Writers of forms that have a canonical allele together with its contextual alleles."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable
from typing import BinaryIO

from clingen_ld.messages.foreign.gathering import Gathered, Gathering, Needs
from clingen_ld.messages.writing import JsonOutput, Lost, WriteOptions, Writer
from clingen_ld.model import Object, resource_iri


def lacks_only_its_type(canonical: Object) -> bool:
    """Whether a partial canonical allele is complete except for its type, as variants of Cat-VRS
    may be; parts of a complex allele are described with it."""
    return not canonical.get("composite") and "canonicalAlleleType" not in canonical


class GatheringWriter(Writer):
    """Keeps resources until their canonical allele is complete.

    `needs` returns the references of a contextual allele that the form requires.
    """

    def __init__(self, output: BinaryIO, options: WriteOptions, needs: Needs | None = None) -> None:
        self._output = JsonOutput(output, options.pretty)
        self._base = options.base
        self._gathering = Gathering(options.base, needs)

    def write(self, tree: Object) -> list[Lost]:
        """Write a resource, or keep it; gives what the form cannot carry."""
        lost, is_gathered = self._arrived(tree)
        return lost + (self._gather(self._gathering.add(tree)) if is_gathered else [])

    def _gather(self, complete: Iterable[Gathered]) -> list[Lost]:
        lost = [each for found in complete for each in self._put(found)]
        if self._gathering.lost:
            lost += self._gathering.lost
            self._gathering.lost.clear()
        return lost

    def finish(self) -> list[Lost]:
        """Write what never became whole."""
        lost = self._gather(self._gathering.rest()) + self._put_rest()
        self._output.finish()
        return lost

    def _put_rest(self) -> list[Lost]:
        """Write what was kept until everything else was written."""
        return []

    @abstractmethod
    def _arrived(self, tree: Object) -> tuple[list[Lost], bool]:
        """The losses of a single resource, and whether to gather it."""

    @abstractmethod
    def _put(self, found: Gathered) -> list[Lost]:
        """Write one canonical allele, or alleles of none; gives what is not carried."""

    def _of(self, tree: Object, what: str) -> Lost:
        return resource_iri(tree, self._base), what

    def _all_of(self, tree: Object, pointers: Iterable[str]) -> list[Lost]:
        """The losses of one resource; of a nameless one, making the IRI takes as long as it is."""
        iri = resource_iri(tree, self._base)
        return [(iri, pointer) for pointer in pointers]
