"""The generated module of types is what the model says."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType

import pytest

from clingen_ld import load_model, types
from clingen_ld.model import Model, Property
from clingen_ld.model.files import shapes_text
from clingen_ld.model.type_generation import PATH, WHOLE_SHAPES, types_module, whole_shapes


def test_the_committed_module_is_current() -> None:
    assert PATH.read_text(encoding="utf-8") == types_module(load_model()), (
        "run python -m clingen_ld.model.type_generation"
    )


def test_every_property_of_every_type_is_documented_in_the_words_of_the_model() -> None:
    for type_ in load_model().types.values():
        record = getattr(types, type_.name)
        assert " ".join(record.__doc__.split()) == type_.definition
        for prop in type_.properties.values():
            documented = " ".join(getattr(record, prop.name).__doc__.split())
            assert documented.startswith(f"{prop.definition} {prop.cardinality} ")


def test_the_documentation_has_the_codes_bounds_and_targets() -> None:
    documented = " ".join(str(types.ReferenceSequence.referenceSequenceType.__doc__).split())
    assert documented.endswith(
        "0..1 ⚠1..1 code of reference-sequence-type: chromosome, gene, transcript, amino-acid."
    )
    assert str(types.ReferenceSequence.cdsStart.__doc__).endswith("1-based. 0..1 integer from 1.")
    assert str(types.Provenance.target.__doc__).endswith("1..* reference to any resource.")


def _with(prop: Property) -> Model:
    """The model with one more property of a gene."""
    model = load_model()
    gene = model.types["Gene"]
    more = gene._replace(properties=MappingProxyType({**gene.properties, prop.name: prop}))
    return replace(model, types=MappingProxyType({**model.types, "Gene": more}))


def test_a_new_property_of_the_model_is_one_of_the_class() -> None:
    index = load_model().types["Position"].properties["index"]
    length = index._replace(name="length", owner="Gene")
    module = types_module(_with(length))
    assert "    def length(self) -> int | None:\n" in module
    assert "length: int | None = None" in module


@pytest.mark.parametrize("name", ["class", "tree", "at", "build", "iri"])
def test_a_property_that_cannot_be_one_of_a_class_is_refused(name: str) -> None:
    symbol = load_model().types["Gene"].properties["symbol"]
    with pytest.raises(ValueError, match=f"Gene.{name} cannot be a property"):
        types_module(_with(symbol._replace(name=name)))


def test_the_committed_shapes_are_current() -> None:
    assert WHOLE_SHAPES.read_text(encoding="utf-8") == whole_shapes(shapes_text()), (
        "run python -m clingen_ld.model.type_generation"
    )
