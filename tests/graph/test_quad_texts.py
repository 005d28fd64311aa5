"""TriX and HexTuples, as rdflib writes them and as others may."""

from __future__ import annotations

from pathlib import Path

import pytest
import rdflib

import clingen_ld
from clingen_ld import Document
from clingen_ld.errors import TextError
from clingen_ld.graph.formats import parse
from clingen_ld.graph.quad_texts import TRIX
from clingen_ld.graph.rdflib_graph import quads_of
from clingen_ld.graph.terms import RDF_LANG_STRING, Literal, Quad
from clingen_ld.messages.forms import text_form
from clingen_ld.model import DEFAULT_BASE, XSD

WRITTEN = [("trix", "trix"), ("hext", "hextuples")]
"""The names that rdflib has for them, and ours."""
# rdflib's own writers call what it deprecates.
pytestmark = pytest.mark.filterwarnings("ignore:Dataset:DeprecationWarning")
START = f'<TriX xmlns="{TRIX}">'
TRIPLE = "<uri>http://a</uri><uri>http://b</uri>"


def _read(text: str, form: str) -> list[Quad]:
    return list(parse(text, form, DEFAULT_BASE))


@pytest.mark.parametrize(("written", "form"), WRITTEN)
def test_what_rdflib_writes_is_read(written: str, form: str, examples: Path) -> None:
    dataset = clingen_ld.to_graph([examples / "brca1", examples / "ilk"])
    text = dataset.serialize(format=written)
    assert text_form(text) == form
    assert set(_read(text, form)) == set(quads_of(dataset))


@pytest.mark.parametrize("ending", [".trix", ".hext", ".xml", ".json"])
def test_a_folder_with_them_gives_the_same_messages(
    ending: str, examples: Path, tmp_path: Path
) -> None:
    source = examples / "brca1" / "XA201.json"
    written = "trix" if ending in (".trix", ".xml") else "hext"
    text = clingen_ld.to_graph(source).serialize(format=written)
    (tmp_path / f"allele{ending}").write_text(text, "utf-8")
    for engine in ("auto", "standard"):
        found = clingen_ld.convert(tmp_path, "nquads", engine=engine)
        assert found.text == clingen_ld.convert(source, "nquads").text
        assert not found.losses
    report = clingen_ld.validate(tmp_path, partial=True)
    assert (report.resources, report.findings) == (1, ())


@pytest.mark.parametrize(("written", "form"), WRITTEN)
def test_literals_and_nameless_nodes_stay_as_they_are(written: str, form: str) -> None:
    dataset = rdflib.Dataset()
    node, name = rdflib.BNode("b1"), rdflib.URIRef("http://x/p")
    values = [
        rdflib.Literal(" a \n\t<&>\u2028é😀 "),
        rdflib.Literal("01", datatype=rdflib.XSD.integer, normalize=False),
        rdflib.Literal("chat", lang="fr"),
        rdflib.Literal(""),
        rdflib.URIRef("http://x/é"),
        node,
    ]
    for value in values:
        dataset.default_graph.add((node, name, value))
    text = dataset.serialize(format=written)
    found = _read(text, form)
    assert {quad.graph for quad in found} == {""}
    [subject] = {quad.subject for quad in found}
    assert {quad.object for quad in found} == {
        Literal(" a \n\t<&>\u2028é😀 ", XSD + "string"),
        Literal("01", XSD + "integer"),
        Literal("chat", RDF_LANG_STRING, "fr"),
        Literal("", XSD + "string"),
        "http://x/é",
        subject,
    }


def test_older_names_of_nodes_and_any_space_in_hextuples() -> None:
    old = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
    text = (
        f'[ "_:s" ,"http://p", "_:o","{old}blankNode","","_:g"]\n\n'
        f'["http://s","http://p","http://o","{old}namedNode","","http://g"]\n'
    )
    assert text_form(text) == "hextuples"
    assert _read(text, "hextuples") == [
        Quad("_:s", "http://p", "_:o", "_:g"),
        Quad("http://s", "http://p", "http://o", "http://g"),
    ]


def test_several_graphs_and_odd_ids_in_trix() -> None:
    one = f"<graph><id>a b</id><triple>{TRIPLE}<id>a b</id></triple></graph>"
    two = f"<graph><uri> http://g </uri><triple>{TRIPLE}<id>é</id></triple></graph>"
    text = f'<?xml version="1.0"?><!-- x -->{START}{one}{two}<graph/></TriX>'
    assert text_form(text) == "trix"
    first, second = _read(text, "trix")
    assert first.graph == first.object != second.object
    assert second.graph == "http://g"


@pytest.mark.parametrize(
    ("text", "said", "place"),
    [
        ('["http://a","http://b","c","","",""]\n["http://a"]', "an array of six texts", (2, 1)),
        ('["http://a","http://b","c","","",""]\n["http://a",', "Expecting value", (2, 1)),
        ('["http://a","http://b","c","","",5]', "an array of six texts", (1, 1)),
        ('["http://a","http://b","c","globalId","",""]', "No scheme found", (1, 1)),
        ('["http://a","_:b","c","","",""]', "Invalid IRI", (1, 1)),
        ('["http://a","http://b","c","","not a tag",""]', "subtag", (1, 1)),
        ('["http://a","http://b","c","http://d","en",""]', "has the datatype http://d", (1, 1)),
        ('["http://a","http://b","c\\ud800","","",""]', "must be a str", (1, 1)),
    ],
)
def test_what_is_no_hextuple_is_named_with_its_line(
    text: str, said: str, place: tuple[int, int]
) -> None:
    with pytest.raises(TextError, match=said) as caught:
        _read(text, "hextuples")
    assert (caught.value.line, caught.value.column) == place


@pytest.mark.parametrize(
    ("inside", "said"),
    [
        (f"<graph>\n<triple>{TRIPLE}</triple></graph>", "three terms, not 2"),
        ("<graph>\n<triple><triple/></triple></graph>", "<triple> has no place in <triple>"),
        ("<graph>\n<triple><uri>a</uri></triple></graph>", "No scheme found"),
        (f"<graph>\n<triple>{TRIPLE}<typedLiteral>x</typedLiteral></triple></graph>", "datatype"),
        (f"<graph>\n<triple><plainLiteral/>{TRIPLE}</triple></graph>", "the subject of a triple"),
        ("<graph>\n<triple><uri>http://a</uri><id/><id/></triple></graph>", "a uri"),
        (f"<graph><id>a</id><id>b</id>\n<triple>{TRIPLE}<id/></triple></graph>", "one name"),
        ("\n<graph>words</graph>", "text has no place in <graph>"),
        ('\n<graph xmlns="http://other"/>', "<graph> is not in the namespace"),
        ("\n<triple/>", "<triple> has no place in <TriX>"),
        ("\n<graph>", "not well-formed XML"),
    ],
)
def test_what_is_no_trix_is_named_with_its_line(inside: str, said: str) -> None:
    with pytest.raises(TextError, match=said) as caught:
        _read(f"{START}{inside}</TriX>", "trix")
    assert caught.value.line == 2


def test_trix_has_no_entities() -> None:
    text = f'<!DOCTYPE TriX [<!ENTITY a "b">]>{START}<graph/></TriX>'
    assert text_form(text) == "trix"
    [finding] = clingen_ld.validate(Document(text)).findings
    assert (finding.rule, finding.line) == ("ST-0", 1)
    assert finding.message.startswith("not valid TriX: document type declarations are refused")
