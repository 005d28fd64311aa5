"""`clingen-ld forms`: what the message forms are, and how they map to the model."""

from __future__ import annotations

import json

import pytest

from clingen_ld.messages.forms import FORMS, form_name, mapping
from clingen_ld.messages.registry.schema import ALLELE, COORDINATE
from tests.cli.running import call


def test_all_forms_are_listed() -> None:
    outcome = call("forms")
    assert outcome.code == 0
    for form in FORMS.values():
        assert f"\n{form.name} " in f"\n{outcome.out}"
        assert form.carries in outcome.out


def test_as_json() -> None:
    found = json.loads(call("forms", "--json").out)
    assert [form["name"] for form in found] == list(FORMS)


def test_the_mapping_of_the_registry_names_every_key() -> None:
    text = call("forms", "registry").out
    for key in (*ALLELE.by_key, *COORDINATE.by_key):
        assert key in text
    found = json.loads(call("forms", "registry", "--json").out)
    assert {"given": "allele: type", "model": "canonicalAlleleType", "note": ""} in found


@pytest.mark.parametrize("form", [f.name for f in FORMS.values() if not f.whole])
def test_forms_with_names_of_their_own_have_a_mapping(form: str) -> None:
    assert len(mapping(form)) > 5


def test_forms_with_the_names_of_the_model_say_so() -> None:
    assert "clingen-ld model" in call("forms", "json-ld").out


def test_an_unknown_form() -> None:
    outcome = call("forms", "gff")
    assert outcome.code == 2
    assert "there is no form 'gff'" in outcome.err


def test_every_name_of_a_form_is_its_own() -> None:
    names = [name for form in FORMS.values() for name in (form.name, *form.other_names)]
    assert len(names) == len(set(names))
    assert all(form_name(name.upper()) for name in names)
