"""The words of other forms for systems of identifiers, which the model knows by the same IRIs."""

from __future__ import annotations

import pytest

from clingen_ld.messages.foreign import systems
from clingen_ld.messages.foreign.systems import named_identifier, system_named
from clingen_ld.model import Model, system_key

NAMED = (
    systems.CLINVAR_VARIATION,
    systems.DBSNP,
    systems.HGNC,
    systems.NCBI_GENE,
    systems.REGISTRY,
)


@pytest.mark.parametrize("system", NAMED)
def test_the_model_has_the_system_and_its_label_is_one_of_the_words(
    system: str, model: Model
) -> None:
    known = model.identifier_systems[system_key(system)]
    assert known.iri == system
    assert system_named(known.label.upper()) == system


@pytest.mark.parametrize("system", NAMED)
def test_what_a_word_takes_has_links(system: str, model: Model) -> None:
    known = model.identifier_systems[system_key(system)]
    for value in ("CA123", "HGNC:123", "rs123", "123"):
        found, named = named_identifier(known.label, value)
        if found is not None:
            assert (found, bool(known.iris(str(named), "Gene"))) == (system, True)


def test_a_value_of_another_shape_stays_with_the_name() -> None:
    assert named_identifier("dbSNP", "CA123") == (None, "CA123")
    assert named_identifier("dbSNP", 5) == (None, 5)
