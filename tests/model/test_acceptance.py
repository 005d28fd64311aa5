"""The model that is read from contexts and shapes is the one of the acceptance table.

`acceptance.txt` says once more what the specification says, in its own terms: types, properties,
codes and conceptual classes. Whoever changes the model changes a line there; no other test names
what the model has.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import rdflib
from rdflib.namespace import SKOS

from clingen_ld.model import CLINGEN, OBO, Code, Model, Property, ValueSet, local_name
from clingen_ld.reports.dictionary import value_kind
from tests.model.shapes_graph import graph

TABLE = Path(__file__).with_name("acceptance.txt")


def rendered(model: Model) -> Iterator[str]:
    """The model in the lines of the table."""
    for type_ in model.types.values():
        yield f"{type_.name}: {type_.kind}"
        yield from map(_property, type_.properties.values())
    for value_set in model.value_sets.values():
        yield from _value_set(value_set)
    concrete = {c.name for classes in model.classes.values() for c in classes}
    for iri, above in model.superclasses.items():
        name = local_name(iri)
        if name not in model.types:
            abstract = "" if name in concrete else ", abstract"
            yield f"{name}: {local_name(above[0])}{abstract}{_alignments(iri)}"
        elif _alignments(iri):
            yield f"{name}{_alignments(iri)}"


def _property(prop: Property) -> str:
    """A property: its name, cardinality (with the stricter published bound), what it holds."""
    notes = [", may be empty"] if prop.may_be_empty and not prop.choices else []
    notes += [f", also {name}" for name in prop.spellings]
    return f"  {prop.name:<33} {prop.cardinality:<11} {value_kind(prop)}{''.join(notes)}"


def _value_set(value_set: ValueSet) -> Iterator[str]:
    """A value set with its codes; of an open one, which holds all terms of a kind, the number."""
    if value_set.primary is not None:
        yield f"{value_set.name}: {len(value_set.codes)} terms, primary {value_set.primary}"
        return
    yield f"{value_set.name}:"
    for code in value_set.codes.values():
        yield "  " + _code(code, value_set)


def _code(code: Code, value_set: ValueSet) -> str:
    """A code: the label of an ontology's, what else is read as it, the term that it matches."""
    known = {
        f"{CLINGEN}{value_set.name}#{code.code}": code.code,
        OBO + code.code.replace(":", "_"): f"{code.code} {code.label}",
    }
    parts = [known[code.iri]]
    parts += [f"also {spelling}" for spelling in sorted(code.spellings)]
    parts += [f"matches {iri.removeprefix(OBO)}" for iri in code.matches]
    return ", ".join(parts)


def _alignments(iri: str) -> str:
    """The OBO terms that a class is aligned with."""
    g, node = graph("vocabulary.ttl"), rdflib.URIRef(iri)
    terms = {*g.objects(node, SKOS.exactMatch), *g.objects(node, SKOS.closeMatch)}
    found = sorted(str(t).removeprefix(OBO) for t in terms if str(t).startswith(OBO))
    return f" ~ {' '.join(found)}" if found else ""


def test_the_model_is_the_one_of_the_table(model: Model) -> None:
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    assert list(rendered(model)) == [line for line in lines if line and line[0] != "#"]
