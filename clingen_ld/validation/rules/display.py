"""The display of a code is the label of its term (XA-11)."""

from __future__ import annotations

from collections.abc import Iterator

from clingen_ld.model import Code, load_model
from clingen_ld.validation.findings import Breach
from clingen_ld.validation.reading import Tree, ontology_codings, text
from clingen_ld.validation.registry import resource_rule
from clingen_ld.validation.rules.concept_codes import bound_concepts, folded, terms


@resource_rule("ContextualAllele", alike=True)
def display_is_the_label(tree: Tree) -> Iterator[Breach]:
    """XA-11: a code of the value set is shown by its label. Of other codes ST-5 speaks."""
    for pointer, prop, concept in bound_concepts(tree):
        for at, coding, term in ontology_codings(concept):
            display, code = text(coding, "display"), _code(term, prop.value_set or "")
            if not display or code is None or folded(display) == folded(code.label):
                continue
            former = folded(display) in map(folded, code.other_labels)
            yield Breach(
                "XA-11",
                f"{pointer}{at}/display",
                {"display": display, "code": code.code, "label": code.label},
                "info" if former else "warning",
                value=display,
                suggestion=code.label,
            )


def _code(term: str | None, value_set: str) -> Code | None:
    """The code of a term in a value set, or in the primary one beside it."""
    primary = load_model().value_sets[value_set].primary
    found = terms(value_set).get(term)
    return found if found is not None or primary is None else terms(primary).get(term)
