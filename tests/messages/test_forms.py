"""The table of message forms."""

from __future__ import annotations

import json

import pytest

from clingen_ld.errors import UsageError
from clingen_ld.messages.foreign.schema import MappingRow
from clingen_ld.messages.form import Form
from clingen_ld.messages.forms import FORMS, form_name, object_form, text_form


@pytest.mark.parametrize("form", FORMS.values(), ids=lambda form: form.name)
def test_every_form_can_be_read_and_written(form: Form) -> None:
    assert callable(form.reader())
    assert callable(form.writer())
    assert all(isinstance(line, MappingRow) for line in form.mapping_table())
    assert form.is_json == form.extension.startswith(".json")


def test_every_name_is_of_one_form() -> None:
    names = [name for form in FORMS.values() for name in (form.name, *form.other_names)]
    assert len(names) == len(set(names))
    assert [form_name(name.upper()) for name in names] == [form_name(name) for name in names]


def test_an_unknown_name() -> None:
    with pytest.raises(UsageError, match="there is no form 'yaml'; the forms are resource-json"):
        form_name("yaml")


def test_a_description_is_json() -> None:
    for form in FORMS.values():
        assert json.loads(json.dumps(form.description()))["name"] == form.name


def test_an_object_without_any_sign_is_a_message_of_the_model() -> None:
    assert object_form({}) is FORMS["resource-json"]


def test_the_more_special_form_is_asked_first() -> None:
    context = "http://reg.genome.network/schema/allele.jsonld"
    assert object_form({"@context": context, "@id": "_:CA"}).name == "registry"
    assert object_form({"@context": "http://example.org/c", "@id": "_:CA"}).name == "json-ld"
    assert text_form("##fileformat=VCFv4.2\n") == "vcf"
    assert text_form("## a comment of Turtle\n") == "trig"
