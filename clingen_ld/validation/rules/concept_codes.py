"""The codes of concepts that are bound to a value set of the Sequence Ontology (ST-5)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from types import MappingProxyType

from clingen_ld.model import SEQUENCE_ONTOLOGY, Code, Property, ValueSet, load_model
from clingen_ld.types import AnyRecord, CodeableConcept, Coding, ContextualAllele
from clingen_ld.validation.corrections import nearest_label
from clingen_ld.validation.rule_registry import Violation, resource_rule


@resource_rule(ContextualAllele)
def codes_of_the_value_set(allele: ContextualAllele) -> Iterator[Violation]:
    """ST-5: a code is in the value set; a primary code is not given as an ancillary one."""
    for prop, concept in bound_concepts(allele):
        values = load_model().value_sets[prop.value_set or ""]
        for coding, term in ontology_codings(concept):
            code, at = coding.code or "", coding.at("code")
            known = {"value": code, "property": prop.name}
            if values.primary is not None and term in terms(values.primary):
                better = prop.name.replace("ancillary", "primary")
                known["primary"] = better
                yield Violation("ST-5", at, known, "warning", value=code)
            elif term not in terms(values.name):
                known["expected"] = f"a code of {values.name}"
                if (other := _other_set(code, prop)) is not None:
                    known["expected"] += f", while this is one of {other}"
                near = _nearest(code, coding.display, values)
                yield Violation("ST-5", at, known, value=code, suggestion=near)


def bound_concepts(allele: ContextualAllele) -> Iterator[tuple[Property, CodeableConcept]]:
    """The concepts of a contextual allele that are bound to a value set."""
    records: tuple[AnyRecord, ...] = (allele, allele.referenceCoordinate)
    for record in records:
        for prop in bound_properties(type(record).__name__):
            for concept in record.objects(prop.name, CodeableConcept):
                yield prop, concept


def ontology_codings(concept: CodeableConcept) -> Iterator[tuple[Coding, str | None]]:
    """The codings of the Sequence Ontology in a concept, each with its term.

    The term is an IRI, or None if the code is not one of the ontology.
    Codings of other systems, without a system or without a code are ignored.
    """
    for coding in concept.coding:
        if coding.code and is_of_ontology(coding.system):
            yield coding, ontology_term(coding.system, coding.code)


def is_of_ontology(system: str | None) -> bool:
    """Whether a code system is the Sequence Ontology."""
    known = load_model().code_systems.get(system or "")
    return known is not None and known.iri == SEQUENCE_ONTOLOGY


def ontology_term(system: str | None, code: str | None) -> str | None:
    """The IRI of the term of an ontology code; None for any other code."""
    known = load_model().code_systems.get(system or "")
    return known.concept(code) if known is not None and code and is_of_ontology(system) else None


@lru_cache(maxsize=1024)
def is_right_code(
    value_set: str, system: str | None, code: str | None, display: str | None
) -> bool:
    """Whether a coding that is bound to a value set conforms to ST-5 and XA-11."""
    if not code or not is_of_ontology(system):
        return True
    found = terms(value_set).get(ontology_term(system, code))
    if found is None or _primary_code(found.iri, value_set) is not None:
        return False
    return not display or _is_label(display, found.label)


@lru_cache(maxsize=16)
def terms(value_set: str) -> Mapping[str | None, Code]:
    """The codes of a value set by the IRIs of their terms."""
    codes = load_model().value_sets[value_set].codes.values()
    return MappingProxyType({code.iri: code for code in codes})


def folded(label: str) -> str:
    """A label for comparison: `_` and space are alike.

    >>> folded("missense_variant")
    'missense variant'
    """
    return label.replace("_", " ").strip()


def _is_label(display: str, label: str) -> bool:
    """Whether a display is a label, character by character."""
    return display.replace("_", " ") == label.replace("_", " ")


@lru_cache(maxsize=8)
def bound_properties(type_name: str) -> tuple[Property, ...]:
    """The properties of a type that are bound to a value set."""
    properties = load_model().types[type_name].properties.values()
    return tuple(p for p in properties if p.kind == "part" and p.value_set is not None)


def _other_set(code: str, prop: Property) -> str | None:
    """The other value set, for an allele's concepts, that contains a code; or None."""
    sets = load_model().value_sets
    others = [each.value_set for each in bound_properties("ContextualAllele") if each.value_set]
    return next((n for n in others if n != prop.value_set and code in sets[n].codes), None)


def _nearest(code: str, display: str | None, values: ValueSet) -> str | None:
    """The code that may be meant: that of the label, or of a parent of the code."""
    labels = _labels(values.name)
    said = [folded(text) for text in (display, code) if text]
    for label in said:
        if label in labels:
            return labels[label]
    if near := nearest_label(said, labels):
        return labels[near]
    # A code of another value set may be a child of one in this.
    known = (values_.codes.get(code) for values_ in load_model().value_sets.values())
    above = next((each.broader for each in known if each is not None), ())
    return next((each.code for each in values.codes.values() if each.iri in above), None)


@lru_cache(maxsize=16)
def _labels(value_set: str) -> Mapping[str, str]:
    """The codes of a value set by their labels; current labels take precedence over former ones."""
    codes = load_model().value_sets[value_set].codes.values()
    former = {folded(label): code.code for code in codes for label in code.other_labels}
    return MappingProxyType(former | {folded(code.label): code.code for code in codes})


@resource_rule(ContextualAllele)
def display_is_the_label(allele: ContextualAllele) -> Iterator[Violation]:
    """XA-11: the display of a code of the value set is its label. ST-5 reports other codes."""
    for prop, concept in bound_concepts(allele):
        for coding, term in ontology_codings(concept):
            display, code = coding.display, _code(term, prop.value_set or "")
            if not display or code is None or _is_label(display, code.label):
                continue
            former = folded(display) in map(folded, code.other_labels)
            yield Violation(
                "XA-11",
                coding.at("display"),
                {"display": display, "code": code.code, "label": code.label},
                "info" if former else "warning",
                value=display,
                suggestion=code.label,
            )


def _code(term: str | None, value_set: str) -> Code | None:
    """The code of a term in a value set, or in the primary one beside it."""
    found = terms(value_set).get(term)
    return found if found is not None else _primary_code(term, value_set)


def _primary_code(term: str | None, value_set: str) -> Code | None:
    """The code of a term in the primary value set beside an ancillary one."""
    primary = load_model().value_sets[value_set].primary
    return None if primary is None else terms(primary).get(term)
