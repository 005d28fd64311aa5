"""ReferenceSequence messages by accession: what names count from, and how to refer to them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from clingen_ld.errors import UsageError
from clingen_ld.model.identity import relative_reference, resource_iri
from clingen_ld.model.subsetted import is_subsetted

Tree = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class KnownSequence:
    """A reference sequence that there is a message of, known by one of its accessions."""

    accession: str
    tree: Tree
    iri: str
    base: str

    @property
    def reference(self) -> dict[str, Any]:
        """A reference to it."""
        return {"reference": relative_reference(self.iri, self.base), "display": self.accession}

    @property
    def type(self) -> str | None:
        """Its reference-sequence-type."""
        found = self.tree.get("referenceSequenceType")
        return found if isinstance(found, str) else None

    def coding(self, name: str) -> int | None:
        """Its cdsStart or cdsEnd, 1-based; None when the message has none."""
        found = self.tree.get(name)
        is_number = isinstance(found, int) and not isinstance(found, bool) and found >= 1
        return found if is_number else None


class KnownSequences:
    """Finds reference sequences by accession."""

    def __init__(self, trees: Iterable[Tree], base: str) -> None:
        """`trees` are resources in normal form; only the ReferenceSequences are of interest."""
        self._found: dict[str, list[KnownSequence]] = {}
        for tree in trees:
            if tree.get("resourceType") == "ReferenceSequence":
                iri = resource_iri(tree, base)
                for accession in _accessions(tree):
                    known = KnownSequence(accession, tree, iri, base)
                    self._found.setdefault(accession, []).append(known)

    def find(self, accession: str) -> KnownSequence | None:
        """The sequence of an accession, or None.

        A message that says that there is more to know gives way to one that does not. Raises
        `UsageError` when two messages give an accession different coding regions.
        """
        found = self._found.get(accession, [])
        whole = [known for known in found if not is_subsetted(known.tree)] or found
        if not whole:
            return None
        first = whole[0]
        for other in whole[1:]:
            if any(first.coding(n) != other.coding(n) for n in ("cdsStart", "cdsEnd")):
                raise UsageError(
                    f"{accession} is an accession of both {first.iri} and {other.iri}, whose "
                    "coding regions differ"
                )
        return first

    def other_versions(self, accession: str) -> list[str]:
        """The known accessions that differ from one in the version alone."""
        bare = accession.partition(".")[0]
        return [known for known in self._found if known.partition(".")[0] == bare]


def _accessions(tree: Tree) -> Iterable[str]:
    identifiers = tree.get("identifier")
    for identifier in identifiers if isinstance(identifiers, list) else ():
        value = identifier.get("value") if isinstance(identifier, dict) else None
        if isinstance(value, str):
            yield value
