"""The table of message forms."""

from __future__ import annotations

import json
from typing import Any

import pytest

from clingen_ld.errors import UsageError
from clingen_ld.messages.foreign.schema import MappingRow
from clingen_ld.messages.form import Form
from clingen_ld.messages.forms import FORMS, form_name, object_form, text_form
from clingen_ld.messages.message import Problem, ReadOptions
from clingen_ld.messages.reading import read_text
from clingen_ld.model import load_model


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
    odd: Any = {"id": "G1"}
    with pytest.raises(TypeError, match="the name of a form, such as 'nquads', not dict"):
        form_name(odd)


def test_a_description_is_json() -> None:
    for form in FORMS.values():
        assert json.loads(json.dumps(form.description()))["name"] == form.name


def test_an_object_without_any_sign_is_a_message_of_the_model() -> None:
    assert object_form({}) is FORMS["resource-json"]


def test_the_normal_form_of_a_resource_with_more_classes_is_resource_json() -> None:
    made = {"resourceType": "Gene", "id": "G1", "@type": ["http://example.org/MyGene"]}
    assert object_form(made) is FORMS["resource-json"]
    assert object_form(made | {"@context": {}}).name == "json-ld"


def test_the_more_special_form_is_asked_first() -> None:
    context = "http://reg.genome.network/schema/allele.jsonld"
    assert object_form({"@context": context, "@id": "_:CA"}).name == "registry"
    assert object_form({"@context": "http://example.org/c", "@id": "_:CA"}).name == "json-ld"
    assert object_form({"@id": "http://reg.genome.network/allele/CA1"}).name == "registry"
    assert text_form("##fileformat=VCFv4.2\n") == "vcf"
    assert text_form("## a comment of Turtle\n") == "trig"


TRIPLE = "<http://e/s> <http://e/p> <http://e/o> ."
QUAD = "<http://e/s> <http://e/p> <http://e/o> <http://e/g> ."


@pytest.mark.parametrize(
    ("name", "text", "fault"),
    [
        ("x.nt", "@base <http://e/> . <s> <p> <o> .", "N-Triples"),
        ("x.nt", f"{TRIPLE}\n{TRIPLE[:-1]}, 1 .", "N-Triples"),
        ("x.nt", QUAD, "N-Triples"),
        ("x.nq", "@prefix : <http://e/> . :s :p 1 .", "N-Quads"),
        ("x.nq.gz", "<http://e/s> <http://e/p> 1 .", "N-Quads"),
        ("x.ttl", "{ <http://e/s> <http://e/p> 1 }", "Turtle"),
        ("x.ttl", QUAD, "Turtle"),
        ("x.TTL", "GRAPH <http://e/g> { }", "Turtle"),
        ("x.trig", QUAD, "TriG"),
        ("x.ttl", TRIPLE, None),
        ("x.trig", "GRAPH <http://e/g> { <s> <p> 1 }", None),
        ("x.nt", TRIPLE, None),
        ("x.nq", QUAD, None),
        ("x", "(1) <http://e/p> 2 .", None),
        ("x", 'VERSION "1.2"\nPREFIX : <http://e/> :s :p 1 .', None),
        ("x.ttl", '@version "1.2" .\n<http://e/s> <http://e/p> 1 .', None),
        ("x.nq", "<< <http://e/s> <http://e/p> 1 >> <http://e/p> 1 .", "N-Quads"),
        ("x.ttl", '<http://e/s> <http://e/p> "', "Turtle"),
        ("x.txt", QUAD, None),
    ],
)
def test_the_name_of_a_file_tells_rdf_from_rdf(name: str, text: str, fault: str | None) -> None:
    options = ReadOptions()
    [problem] = [*read_text(text, options, load_model(), name)]
    assert isinstance(problem, Problem)
    said = problem.values.get("message", "")
    assert said.startswith(f"not valid {fault}: ") if fault else problem.rule == "ST-11"


def test_a_given_form_wins() -> None:
    [problem] = [*read_text(QUAD, ReadOptions(form="nquads"), load_model(), "x.ttl")]
    assert isinstance(problem, Problem)
    assert problem.rule == "ST-11"
