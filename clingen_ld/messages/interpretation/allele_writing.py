"""Alleles of the model written as in interpretation messages, as far as the model has the
content."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from clingen_ld.messages.foreign.schema import ObjectSchema
from clingen_ld.messages.interpretation.names import (
    default_id,
    iri_of,
    name_of,
    name_of_identifier,
    name_of_reference,
    write_sequence,
)
from clingen_ld.messages.interpretation.schema import (
    CANONICAL,
    CONTEXTUAL,
    COORDINATE,
    TERMS,
    is_foreign,
)
from clingen_ld.model import Model, Object, Tree, resource_iri
from clingen_ld.types import ContextualAllele
from clingen_ld.variation.builders import change_type, coded
from clingen_ld.variation.plain_names import name_type

CHANGE: Final = "primaryNucleotideChangeType"
_POSITIONS: Final = ("start", "end")
_IDENTIFIERS: Final = ("identifier", "relatedIdentifier")


@dataclass(frozen=True, slots=True)
class InterpretationAlleleWriter:
    """Writes resources, with references resolved against a base."""

    model: Model
    base: str

    def canonical(self, tree: Object, members: Iterable[Any]) -> Tree:
        """A CanonicalAllele; `members` are the entries of its relatedContextualAllele."""
        written = self._identity(tree)
        for name, key in _named(CANONICAL):
            if name in tree and name != "id":
                written[key] = self._value(name, tree[name])
        listed = list(members)
        if "relatedContextualAllele" in tree:
            written["relatedContextualAllele"] = listed
        return written | self._others(tree, CANONICAL)

    def contextual(
        self, tree: Object, link: Object | None = None, sequence: Object | None = None
    ) -> Tree:
        """A ContextualAllele; `link` is the entry that it is embedded by, `sequence` the
        ReferenceSequence that it lies on, where that is known."""
        written = self._identity(tree)
        if tree.get("id") == default_id(tree) and "@id" not in tree:
            written.pop("id", None)
        written |= {} if link is None else self._linked(link)
        for name, key in _named(CONTEXTUAL):
            if name not in tree or name == "id":
                continue
            value = tree[name]
            if name == "canonicalAllele":
                value = self._named_canonical(value)
                if value is None:
                    continue
            elif name == "alleleName" and isinstance(value, list):
                value = [self._name(item) for item in value]
            elif name == "referenceCoordinate" and isinstance(value, dict):
                value = self._coordinate(tree, value, sequence)
            written[key] = self._value(name, value)
        others = self._others(tree, CONTEXTUAL)
        if CHANGE in others and same_change(tree, self.model):
            del others[CHANGE]
        return written | others

    def restored_contextual(
        self, tree: Object, link: Object | None = None, sequence: Object | None = None
    ) -> Any:
        """A ContextualAllele with what it kept of a message."""
        written = self.contextual(tree, link, sequence)
        return TERMS.restored(tree, written, CONTEXTUAL)

    def mention(self, link: Object) -> Tree:
        """A contextual allele that is only named."""
        written = self._linked(link)
        name = name_of_reference(link.get("contextualAllele"), "ContextualAllele", self.base)
        return written if name is None else {"id": name} | written

    def _identity(self, tree: Object) -> Tree:
        kind = str(tree["resourceType"])
        iri, given = resource_iri(tree, self.base), tree.get("id")
        name: Any = name_of(iri, kind, self.base)
        if not isinstance(given, str | None) or given == "":
            name = given
        elif given is not None and iri_of(given, kind, self.base) == iri:
            name = given  # one of several that the Registry's alleles have
        return ({} if name is None else {"id": name}) | {"type": kind}

    def _linked(self, link: Object) -> Tree:
        reference = link.get("contextualAllele")
        written: Tree = {}
        if isinstance(reference, dict) and "display" in reference:
            written["label"] = reference["display"]
        return written | ({"preferred": link["preferred"]} if "preferred" in link else {})

    def _named_canonical(self, reference: Any) -> Any:
        """The name of a canonical allele, with its label if it has one; None for no name."""
        if not isinstance(reference, dict):
            return reference
        name = name_of_reference(reference, "CanonicalAllele", self.base)
        if "display" not in reference:
            return name if name is not None or "reference" in reference else {}
        return ({} if name is None else {"id": name}) | {"label": reference["display"]}

    def _name(self, name: Any) -> Any:
        if not isinstance(name, dict):
            return name
        written = {key: name[key] for key in ("name", "nameType") if key in name}
        written |= {k: v for k, v in name.items() if self._is_writable(k, "AlleleName")}
        type_, text = name.get("nameType"), name.get("name")
        is_hgvs = isinstance(type_, str) and type_.startswith("hgvs-") and isinstance(text, str)
        if is_hgvs and name_type(str(text)) == type_:
            written["nameType"] = "hgvs"
        return written

    def _coordinate(self, tree: Object, coordinate: Object, sequence: Object | None) -> Tree:
        written = {}
        for name, key in _named(COORDINATE):
            if name in coordinate:
                written[key] = self._value(name, coordinate[name])
        if "referenceSequence" in written:
            written["referenceSequence"] = write_sequence(tree, sequence, self.base)
        return written | self._others(coordinate, COORDINATE)

    def _value(self, name: str, value: Any) -> Any:
        if name in _IDENTIFIERS and isinstance(value, list):
            return [self._identifier(item) for item in value]
        if name in _POSITIONS and isinstance(value, dict):
            return {k: v for k, v in value.items() if self._is_writable(k, "Position")}
        return value

    def _identifier(self, identifier: Any) -> Any:
        if not isinstance(identifier, dict):
            return identifier
        name = name_of_identifier(identifier)
        written = {} if name is None else {"id": name}
        by_name = () if name is None else ("system", "value")
        return written | {
            k: v
            for k, v in identifier.items()
            if k not in by_name and self._is_writable(k, "Identifier")
        }

    def _others(self, node: Object, schema: ObjectSchema) -> Tree:
        """What has no key of its own: under the name of the model, or its IRI."""
        return {
            k: v
            for k, v in node.items()
            if k not in schema.by_path and self._is_writable(k, schema.model)
        }

    def _is_writable(self, key: str, type_: str) -> bool:
        return key in self.model.type(type_).properties or is_foreign(key)


def _named(schema: ObjectSchema) -> Iterable[tuple[str, str]]:
    return [(field.path, field.key) for field in schema.fields if field.path]


def write_change(tree: Object, model: Model) -> Tree | None:
    """The change type implied by the alleles of a contextual allele, or None."""
    allele = ContextualAllele(tree if isinstance(tree, dict) else dict(tree))
    reference, alternate = allele.referenceCoordinate.refAllele, allele.allele
    if allele.contextualAlleleType not in ("genomic", "transcript"):
        return None
    if reference is None or alternate is None:
        return None
    change = change_type(reference, alternate)
    return None if change is None else coded(change, "primary-nucleotide-change-type", model)


def same_change(tree: Object, model: Model) -> bool:
    """Whether the change type of an allele is implied by its alleles."""
    return bool(tree.get(CHANGE) == write_change(tree, model))
