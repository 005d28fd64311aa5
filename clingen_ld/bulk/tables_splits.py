"""Splits for machine learning: each allele is in one of them, on any sequence.

A digest of the canonical allele decides, so that the same allele is in the same split in every
table with the same seed. Canonical alleles that belong together form a group in one split: those
that share a contextual allele, and those of which one replaced the other. A contextual allele
without a canonical allele is decided by itself.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from clingen_ld.model import Tree
from clingen_ld.stores.validating import Scratch
from clingen_ld.types import CanonicalAllele, ContextualAllele, resource
from clingen_ld.validation.rule_registry import target_iri
from clingen_ld.validation.rules.references import all_references, gathered

Link = tuple[str, str]
"""The IRI of an allele, and the IRI of its canonical allele."""

SPLITS: Final = ("train", "validation", "test")
_TENTHS: Final = (8, 1, 1)

_ROWS: Final = 1024
_SEVERAL: Final = """
    SELECT DISTINCT allele, canonical FROM link WHERE allele IN
    (SELECT allele FROM link GROUP BY allele HAVING MIN(canonical) <> MAX(canonical))
    ORDER BY allele, canonical
"""


@dataclass(frozen=True, slots=True)
class Splits:
    """Decides the split of an allele; `groups` has the group of an IRI, if it is not the IRI
    itself."""

    seed: str = ""
    groups: Mapping[str, str] = field(default_factory=dict)

    def of(self, allele: str, canonicals: Sequence[str]) -> str:
        """The split of a contextual allele with these canonical alleles.

        >>> Splits().of("http://example.org/XA1", ["http://example.org/CA1"])
        'train'
        """
        key = canonicals[0] if canonicals else allele
        key = self.groups.get(key, key)
        text = f"{self.seed}\n{key}".encode("utf-8", "surrogatepass")
        tenth = int.from_bytes(hashlib.sha256(text).digest()[:8]) * sum(_TENTHS) >> 64
        for name, tenths in zip(SPLITS, _TENTHS, strict=True):
            if tenth < tenths:
                return name
            tenth -= tenths
        raise AssertionError("ten tenths are all")


def links(tree: Tree, iri: str, base: str) -> Iterator[Link]:
    """The links of a resource between alleles and canonical alleles.

    A contextual allele without a canonical allele gives an empty name; a canonical allele that
    replaced another belongs to both.
    """
    record = resource(tree)
    if isinstance(record, ContextualAllele):
        named = all_references(record, "canonicalAllele")
        for canonical in [found for r in named if (found := target_iri(r, base))] or [""]:
            yield iri, canonical
    elif isinstance(record, CanonicalAllele):
        for reference in gathered(record):
            yield target_iri(reference, base) or "", iri
        for replacement in record.replacement:
            for reference in all_references(replacement, "target"):
                if found := target_iri(reference, base):
                    yield iri, iri
                    yield iri, found


def groups_of(several: Iterable[Link]) -> dict[str, str]:
    """The name of the group of each IRI: the first IRI of its canonical alleles.

    `several` are all links of those alleles that have more than one, in any order. Contextual
    alleles are included, since only other resources may link them.
    """
    above: dict[str, str] = {}
    first_of: dict[str, str] = {}
    for allele, canonical in several:
        if canonical:
            first = _top(first_of.setdefault(allele, canonical), above)
            other = _top(canonical, above)
            above[max(first, other)] = min(first, other)
    names = {canonical: _top(canonical, above) for canonical in list(above)}
    return {allele: names[canonical] for allele, canonical in first_of.items()} | names


def _top(name: str, above: dict[str, str]) -> str:
    above.setdefault(name, name)
    while (higher := above[name]) != name:
        above[name] = above[higher]
        name = higher
    return name


class Links:
    """The links of any number of resources, in a database that spills to disk.

    Memory is needed for the alleles with several links only. Raises `StoreError` when the
    database fails.
    """

    def __init__(self) -> None:
        self._database = Scratch("CREATE TABLE link (allele TEXT, canonical TEXT)")
        self._waiting: list[Link] = []

    def add(self, tree: Tree, iri: str, base: str) -> None:
        """Add the links of a resource."""
        self._waiting += links(tree, iri, base)
        if len(self._waiting) >= _ROWS:
            self._flush()

    def groups(self) -> dict[str, str]:
        """The groups; see `groups_of`."""
        self._flush()
        self._database.execute("CREATE INDEX links ON link (allele, canonical)")
        return groups_of((allele, canonical) for allele, canonical in self._database.rows(_SEVERAL))

    def _flush(self) -> None:
        self._database.execute_many("INSERT INTO link VALUES (?, ?)", self._waiting)
        self._waiting = []

    def close(self) -> None:
        """Close the database."""
        self._database.close()
