"""Where in a text the values of a resource stand: line, column and pointer, in every form."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given

from clingen_ld.messages.message import Message, Place
from tests.messages.carrying import FORMS, Tree, normal, read_items, write
from tests.strategies import damaged_messages, resources

ALLELE: Tree = {
    "resourceType": "ContextualAllele",
    "id": "X1",
    "canonicalAllele": {"reference": "CanonicalAllele/C1", "display": "shown"},
    "contextualAlleleType": "genomic",
    "allele": "GGG",
    "alleleName": [{"nameType": "custom", "name": "first"}, {"name": "second", "legacy": True}],
    "referenceCoordinate": {"start": {"index": 1234}, "end": {"index": 1235}},
    "unknown": {"deep": ["er"]},
}


def messages(text: str | bytes, **options: Any) -> list[Message]:
    return [item for item in read_items(text, **options) if isinstance(item, Message)]


def offset(text: str, place: Place) -> int:
    """The offset of a place in a text; it must lie in it."""
    assert place.line is not None
    assert place.column is not None
    lines = [m.end() for m in re.finditer(r"\r\n?|\n", text)]
    at = [0, *lines][place.line - 1] + place.column - 1
    assert 0 <= at < len(text)
    assert "\n" not in text[[0, *lines][place.line - 1] : at]
    return at


def pointers(value: Any, here: str = "") -> Iterator[tuple[str, Any]]:
    """Everything in a tree with its pointer."""
    yield here, value
    if isinstance(value, dict | list):
        for step, item in value.items() if isinstance(value, dict) else enumerate(value):
            token = str(step).replace("~", "~0").replace("/", "~1")
            yield from pointers(item, f"{here}/{token}")


# --- JSON -------------------------------------------------------------------------------------


@given(resources())
def test_every_value_and_key_of_json_is_placed(tree: Tree) -> None:
    line = json.dumps(tree, ensure_ascii=False)
    texts = (json.dumps(tree, indent=1), f"[{line},\n {line}]", f"{line}\r\n\r\n{line}\n", line)
    for text in texts:
        for found in messages(text, form="resource-json"):
            for pointer, value in pointers(tree):
                at = offset(text, found.place(pointer))
                assert json.JSONDecoder().raw_decode(text, at)[0] == value
                at = offset(text, found.place(pointer, at_key=True))
                key = pointer.rpartition("/")[2].replace("~1", "/").replace("~0", "~")
                if pointer and not key.isdecimal():
                    assert json.JSONDecoder().raw_decode(text, at)[0] == key


def test_lines_and_arrays_have_pointers_and_lines_of_their_own() -> None:
    line = json.dumps(ALLELE)
    first, second = messages(f"[{line},\n[{line}]]")
    assert first.place("/allele").pointer == "/0/allele"
    assert second.place("/alleleName/1/name").pointer == "/1/0/alleleName/1/name"
    first, second = messages(f"{line}\r\n\n{line}\n")
    assert first.place("/allele")[:2] == ("/allele", 1)
    assert second.place("/allele") == ("/allele", 3, line.index('"GGG"') + 1)


def test_what_is_not_there_is_placed_at_the_nearest_thing_above() -> None:
    [found] = messages(json.dumps(ALLELE, indent=2))
    assert found.place("/alleleName/1/nameType/x").pointer == "/alleleName/1"
    assert found.place("/nothing").pointer == ""
    assert found.place("") == ("", 1, 1)


def test_places_of_what_the_normal_form_moved() -> None:
    text = """{"resourceType": "ContextualAllele",
        "contextualAlleleName": {"name": "a"},
        "alleleName": null,
        "allele": [["G"]],
        "related": [null, {"target": [{"reference": "ContextualAllele/Y"}]}]}"""
    [found] = messages(text)
    assert found.normal.tree["allele"] == "G"
    assert found.place("/allele").pointer == "/allele/0/0"
    assert found.place("/related/0/target/reference").pointer == "/related/1/target/0/reference"
    spelled = text.replace('"alleleName": null,', "")
    [found] = messages(spelled)
    assert found.normal.tree["alleleName"] == [{"name": "a"}]
    assert found.place("/alleleName/0/name").pointer == "/contextualAlleleName/name"


@pytest.mark.slow
@pytest.mark.parametrize("form", FORMS)
@given(message=damaged_messages())
def test_places_lie_in_the_text(form: str, message: Tree) -> None:
    tree = normal(message)
    text, _ = write([tree], form)
    [found] = messages(text, form=form)
    for pointer, _ in pointers(found.normal.tree):
        for at_key in (False, True):
            offset(text.decode(), found.place(pointer, at_key))
    offset(text.decode(), found.place("/no/such/9/place"))


# --- JSON-LD ----------------------------------------------------------------------------------


def test_json_ld_in_our_own_words() -> None:
    written, _ = write([ALLELE], "json-ld", pretty=True)
    text = written.decode()
    [found] = messages(text)
    for pointer, value in pointers(ALLELE):
        if isinstance(value, str | int) and not pointer.endswith(("Type", "/reference")):
            at = offset(text, found.place(pointer))
            assert json.JSONDecoder().raw_decode(text, at)[0] == value, pointer
    at = offset(text, found.place("/canonicalAllele/reference"))
    assert text[at:].startswith('"http://clingendb.clingen.org/CanonicalAllele/C1"')
    at = offset(text, found.place("/canonicalAllele/display"))
    assert text[at:].startswith('"shown"')


WITH_FHIR = """{
  "@context": "http://clingen.org/models/ContextualAllele.jsonld",
  "@id": "http://clingendb.clingen.org/ContextualAllele/X1",
  "@type": "ContextualAllele",
  "canonicalAllele": {
    "@type": "Reference",
    "reference": "../../CanonicalAllele/C1",
    "display": "shown"
  },
  "alleleName": [
    {"@type": "AlleleName", "name": "first"},
    {"@type": "AlleleName", "name": "second"}
  ],
  "referenceCoordinate": {"start": {"index": "1234"}}
}"""
WITHOUT_FHIR = """{
  "@context": "http://clingen.org/models/ReferenceSequence.jsonld",
  "@id": "http://clingendb.clingen.org/ReferenceSequence/S1",
  "@type": "ReferenceSequence",
  "xref": ["http://www.ncbi.nlm.nih.gov/nuccore/NM_1.1",
           "http://www.ncbi.nlm.nih.gov/nuccore/NM_2.1"],
  "cdsStart": "162",
  "gene": "../../Gene/G1"
}"""


@pytest.mark.parametrize(
    ("text", "pointer", "line", "column"),
    [
        (WITH_FHIR, "", 1, 1),
        (WITH_FHIR, "/id", 3, 10),
        (WITH_FHIR, "/canonicalAllele", 5, 22),
        (WITH_FHIR, "/canonicalAllele/reference", 7, 18),
        (WITH_FHIR, "/canonicalAllele/display", 8, 16),
        (WITH_FHIR, "/alleleName/1/name", 12, 37),
        (WITH_FHIR, "/alleleName/1/nameType", 12, 5),
        (WITH_FHIR, "/referenceCoordinate/start/index", 14, 46),
        (WITHOUT_FHIR, "/cdsStart", 7, 15),
        (WITHOUT_FHIR, "/gene/reference", 8, 11),
        (WITHOUT_FHIR, "/identifier/1/value", 6, 12),
    ],
)
def test_json_ld_in_the_published_dialects(text: str, pointer: str, line: int, column: int) -> None:
    [found] = messages(text)
    place = found.place(pointer)
    assert (place.line, place.column) == (line, column)


def test_json_ld_with_several_resources_and_prefixes() -> None:
    text = """[{"@context": {"c": "http://clingen.org/model/allele/"}, "@graph": [
      {"@id": "http://x/G1", "@type": "c:Gene", "c:symbol": "S"},
      {"@id": "http://x/G2", "@type": "c:Gene",
       "c:symbol": {"@value": "T"}, "http://clingen.org/model/allele/name": "n"}]}]"""
    first, second = messages(text)
    assert first.place("/symbol")[1:] == (2, 61)
    assert second.place("/symbol")[1] == 4
    assert second.place("/name")[1] == 4
    assert second.place("/id")[1:] == (3, 15)


# --- XML and graphs ---------------------------------------------------------------------------


def test_turtle() -> None:
    text = """@base <http://clingendb.clingen.org/> .
@prefix c: <http://clingen.org/model/allele/> .
<Gene/G1> a c:Gene ;
    c:symbol "S" ;
    c:identifier [ c:value "1" ] .
<Gene/G12> a c:Gene ; c:symbol "T" ;
    c:name "n" ; c:un-known 5 ."""
    first, second = messages(text)
    assert first.place("")[1:] == (3, 7)
    assert first.place("/symbol")[1:] == (4, 7)
    assert second.place("/symbol")[1:] == (6, 25)
    assert second.place("/name")[1:] == (7, 7)
    assert second.place("/un-known")[1:] == (7, 20)
    assert first.place("/symbol").pointer == "/symbol"


def test_n_quads() -> None:
    text = write([ALLELE], "nquads")[0].decode()
    [found] = messages(text)
    for pointer in ("/allele", "/alleleName/1/name", "/referenceCoordinate/end/index"):
        line = text.split("\n")[(found.place(pointer).line or 0) - 1]
        above, _, name = pointer.rpartition("/")
        assert f"#{above}>" in line if above else "X1> <" in line
        assert f"/{name}> " in line
