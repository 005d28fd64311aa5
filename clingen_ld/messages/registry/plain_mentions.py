"""What rows of the Registry mention again and again: sequences, genes and effects.

Each is compiled once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property, lru_cache, partial
from typing import Any, Final, NamedTuple

from msgspec import convert
from msgspec.json import encode
from msgspec.structs import replace

from clingen_ld.compiled.engine import Decoded, Engine
from clingen_ld.graph.terms import escaped
from clingen_ld.messages.foreign.builder import merged
from clingen_ld.messages.registry.rows import (
    chromosome_and_build,
    gene_tree,
    mention_name,
    named_sequence,
    ranked,
)
from clingen_ld.model import SUBSETTED, Tree, default_iri, normal_form, relative_reference
from clingen_ld.variation.assemblies import molecule
from clingen_ld.variation.builders import (
    PROTEIN_CHANGES,
    amino_acid_change,
    coded,
    protein_id,
    protein_place,
    sequence_reference,
)
from clingen_ld.variation.hgvs import HgvsName, parse
from clingen_ld.variation.placed_allele import is_unambiguous
from clingen_ld.variation.plain_names import name_type

_MOST: Final = 2048
"""So many sequences, genes and effects are remembered of each."""
MANY: Final = 65_536
"""The number of links and terms cached."""


class NotPlainError(Exception):
    """Something that the thorough reader is to judge."""


class MentionedResource:
    """A resource mentioned in rows; `name` identifies it.

    It is compiled when it is first asked for, which raises `NotPlainError` for some.
    """

    def __init__(self, name: str, decode: Callable[[], Decoded]) -> None:
        self.name = name
        self._decode = decode

    @cached_property
    def decoded(self) -> Decoded:
        """The compiled resource."""
        return self._decode()


class RowSequence(NamedTuple):
    """The sequence of a row, from its names.

    `iri` is the one within the base, and `build` has the keys of the row that follow from them.
    """

    accession: str
    iri: str
    reference: Any
    build: Mapping[str, Any]
    mentioned: MentionedResource


class Effect(NamedTuple):
    """The allele of a protein effect, and its sequence."""

    reference: str
    mentioned: MentionedResource
    sequence: MentionedResource


class Mentions:
    """The resources mentioned in rows: sequences, genes and effects, each compiled once."""

    def __init__(self, engine: Engine) -> None:
        self.engine, self.structs = engine, engine.structs
        self.contextual, self.coordinate, self.position, self.allele_name = (
            engine.structs[name]
            for name in ("ContextualAllele", "ReferenceCoordinate", "Position", "AlleleName")
        )
        self.allele_types = engine.model.value_sets["canonical-allele-type"].codes.keys()
        kept = lru_cache(maxsize=_MOST)
        self.sequence = kept(self._sequence)
        self.gene = kept(self._gene)
        self.effect = kept(self._effect)
        self.protein = kept(self._protein)
        self.both = kept(self._both)
        self.concept = kept(self._concept)
        self._sequence_link = kept(self._linked)
        self._partial = convert({"tag": [SUBSETTED]}, self.structs["Meta"])
        self.is_unambiguous = lru_cache(maxsize=MANY)(is_unambiguous)

    def reference(self, iri: str) -> str:
        """The reference to a resource, in normal form."""
        return relative_reference(iri, self.engine.base)

    def _decoded(self, tree: Tree) -> Decoded:
        """A resource that many rows may mention."""
        engine = self.engine
        found = engine.decode_plain(tree, encode(tree))
        if found is None:
            normal = normal_form(tree, tree["resourceType"], engine.model, engine.base)
            found = None if normal.notes else engine.decode_tree(normal.tree, encode(normal.tree))
        if found is None:
            raise NotPlainError
        return replace(found, recurs=True)

    def _mentioned(self, tree: Tree) -> MentionedResource:
        return MentionedResource(mention_name(tree), partial(self._decoded, tree))

    def _both(self, one: MentionedResource, other: MentionedResource) -> MentionedResource:
        return self._mentioned(merged(*(each.decoded.resource.tree for each in (one, other))))

    def _linked(self, accession: str) -> Any:
        target = self.reference(sequence_reference(accession)["reference"])
        return self.structs["Reference"](reference=target)

    def _sequence(self, accessions: tuple[str, ...], kind: str, gene: str | None) -> RowSequence:
        """The sequence of the accessions in the names of a row, in their order."""
        names = ranked(accessions)
        build: Mapping[str, Any] = {}
        if kind in ("chromosome", "gene"):
            build = chromosome_and_build(accessions)
            if not build and molecule(names[0]) is not None:
                raise NotPlainError
        mentioned = self._mentioned(named_sequence(names, kind, gene))
        reference = self._sequence_link(names[0])
        iri = self.engine.base + reference.reference
        return RowSequence(names[0], iri, reference, build, mentioned)

    def _protein(self, accession: str) -> MentionedResource:
        return self._mentioned(named_sequence((accession,), "amino-acid", None))

    def _gene(self, iri: str, symbol: str, number: int | None) -> MentionedResource:
        return self._mentioned(gene_tree(iri, symbol, number))

    def _effect(self, name: str, iri: str | None, cause: str) -> Effect:
        """The allele of a name, whose canonical allele has an IRI; see `protein_allele`.

        A name that is unambiguous needs no cause.
        """
        canonical = None if iri is None else {"reference": iri}
        id_ = protein_id(name, canonical, cause) if cause else name
        named = {"resourceType": "ContextualAllele", "id": id_}
        reference = self.reference(default_iri(named, self.engine.base))
        mentioned = MentionedResource(
            mention_name(named), partial(self._protein_allele, name, iri, id_)
        )
        return Effect(reference, mentioned, self.protein(name.partition(":")[0]))

    def _protein_allele(self, name: str, iri: str | None, id_: str) -> Decoded:
        """What `protein_allele` makes as a tree."""
        reference, type_ = self.structs["Reference"], name_type(name)
        made: dict[str, Any] = {"alleleName": (self.allele_name(nameType=type_, name=name),)}
        if iri is not None:
            made["canonicalAllele"] = reference(reference=self.reference(iri))
        read = parse(name, type_)
        if isinstance(read, HgvsName) and read.axis == "p" and read.accession is not None:
            change, place = amino_acid_change(read), protein_place(read)
            if change is not None:
                made["primaryAminoAcidChangeType"] = self.concept(change, PROTEIN_CHANGES)
            if place is not None:
                start, end, before, after = place
                made["allele"] = after
                made["referenceCoordinate"] = self.coordinate(
                    referenceSequence=self._sequence_link(read.accession),
                    start=self.position(index=start),
                    end=self.position(index=end),
                    refAllele=before,
                )
        allele = self.contextual(
            id=id_, meta=self._partial, contextualAlleleType="amino-acid", **made
        )
        found = self.engine.made(allele, escaped(name) != name)
        if found is None:
            raise NotPlainError
        return found

    def _concept(self, code: str, value_set: str) -> Any:
        tree = coded(code, value_set, self.engine.model)
        return convert(tree, self.structs["CodeableConcept"])


@lru_cache(maxsize=4)
def mentions_of(engine: Engine) -> Mentions:
    """What is remembered for an engine."""
    return Mentions(engine)
