"""RDF texts: parsing and writing, and the limits that are checked before."""

from __future__ import annotations

import io
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from clingen_ld import validate
from clingen_ld.errors import TextError
from clingen_ld.graph.formats import DEEPEST_ELEMENT, FORMATS, WrittenQuads, about, parse, serialize
from clingen_ld.graph.terms import Literal, Quad, n_quads_line
from clingen_ld.model import DEFAULT_BASE, RDF, XSD


def text_in(form: str, quads: list[Quad]) -> str:
    output = io.BytesIO()
    serialize(quads, form, output)
    return output.getvalue().decode()


def test_blank_nodes_and_languages() -> None:
    quads = [
        Quad("_:a.b", "http://example.org/p", Literal("x", RDF + "langString", "en-gb"), ""),
        Quad("_:a.b", "http://example.org/p", "_:c", ""),
        Quad("_:c", "http://example.org/-q", Literal("5", XSD + "byte"), ""),
        Quad("http://x/?a&b", "http://clingen.org/model/allele/p", Literal("<&>\r"), ""),
    ]  # fmt: skip
    for form in FORMATS:
        found = list(parse(text_in(form, quads), form, DEFAULT_BASE))
        assert len(found) == 4
        assert {q.object for q in found if isinstance(q.object, Literal)} == {
            q.object for q in quads if isinstance(q.object, Literal)
        }
        assert [q.subject for q in found if q.object == quads[2].object] == [
            q.object for q in found if isinstance(q.object, str)
        ]


@pytest.mark.parametrize(
    ("lexical", "written"),
    [
        ('a"b\\c', 'a\\"b\\\\c'),
        ("\n\r\t\b\f", "\\n\\r\\t\\b\\f"),
        ("\x00\x1f\x7f", "\\u0000\\u001F\\u007F"),
        ("é𝄞\u2028\x85", "é𝄞\u2028\x85"),
    ],
)
def test_n_quads(lexical: str, written: str) -> None:
    line = n_quads_line(Quad("http://x", "http://p", Literal(lexical), "http://g"))
    assert line == f'<http://x> <http://p> "{written}" <http://g> .\n'
    assert [q.object for q in parse(line, "nquads", "")] == [Literal(lexical)]


@pytest.mark.parametrize(
    ("text", "form", "line", "column"),
    [
        ("<http://x> <http://p> ?", "turtle", 1, 23),
        ("\n\n<http://x> é", "ntriples", 3, None),
        ("<http://x> <http://p> <y> .", "nquads", 1, None),
    ],
)
def test_texts_that_are_none(text: str, form: str, line: int, column: int | None) -> None:
    with pytest.raises(TextError) as caught:
        list(parse(text, form, DEFAULT_BASE))
    assert caught.value.line == line
    assert column is None or caught.value.column == column


S, P, O = "<http://e/s>", "<http://e/p>", "<http://e/o>"  # noqa: E741
RDF_XML = "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns:e='http://e/'>"


def terms(depth: int, start: str = "<<( ", end: str = " )>>") -> str:
    """A statement about triple terms inside each other."""
    return f"{S} {P} " + f"{start}{S} {P} " * depth + O + end * depth + " .\n"


def elements(depth: int) -> str:
    inside = "<e:A e:a='/>'>\n<e:p>" * (depth // 2) + "</e:p></e:A>" * (depth // 2)
    return f"{RDF_XML}{inside}</rdf:RDF>"


def entities(size: int, uses: int) -> str:
    value = "x" * size
    declared = f'<!DOCTYPE rdf:RDF [<!ENTITY a "{value}">]>'
    return f"{declared}{RDF_XML}<e:A><e:p>{'&a;' * uses}</e:p></e:A></rdf:RDF>"


@pytest.fixture(autouse=True)
def _in_good_time() -> Iterator[None]:
    begun = time.process_time()
    yield
    assert time.process_time() - begun < 5


@pytest.mark.parametrize(
    ("text", "form", "message"),
    [
        (terms(100_000), "ntriples", "statements about statements"),
        (terms(100_000), "nquads", "statements about statements"),
        (terms(100_000), "turtle", "statements about statements"),
        (terms(100_000, "<< ", " >>"), "trig", "statements about statements"),
        ("# >>\n" * 1000 + terms(101), "turtle", "statements about statements"),
        (elements(100_000), "rdfxml", "elements stand inside each other more than 1,000 deep"),
        (elements(DEEPEST_ELEMENT + 2), "rdfxml", "elements"),
        (entities(250, 1_000_000), "rdfxml", "all entities together stand for more than 16 MB"),
    ],
    ids=str.__len__,
)
def test_what_goes_beyond_a_bound_is_refused(text: str, form: str, message: str) -> None:
    with pytest.raises(TextError, match=message) as error:
        list(parse(text, form, DEFAULT_BASE))
    assert (error.value.line, error.value.column) > (0, 0)


@pytest.mark.parametrize(
    ("text", "form"),
    [
        (f'{S} {P} "{"<< " * 1000}" .', "turtle"),
        (f'{S} {P} """{"<< " * 1000}""" .', "turtle"),
        (f"{S} {P} '{'<< ' * 1000}' .", "trig"),
        ("# <<\n" * 1000 + f"{S} {P} {O} .", "turtle"),
        (f"<http://e/a{'%3C' * 500}> {P} {O} .", "ntriples"),
        (elements(DEEPEST_ELEMENT - 2), "rdfxml"),
        (f"{RDF_XML}<!-- {'<a>' * 2000} --><e:A/></rdf:RDF>", "rdfxml"),
        (f"{RDF_XML}<e:A><e:p><![CDATA[{'<a>' * 2000}]]></e:p></e:A></rdf:RDF>", "rdfxml"),
        (f"{RDF_XML}{'<e:A/>' * 2000}</rdf:RDF>", "rdfxml"),
        (entities(20, 100_000), "rdfxml"),
    ],
    ids=str.__len__,
)
def test_what_only_looks_like_it_is_read(text: str, form: str) -> None:
    assert list(parse(text, form, DEFAULT_BASE))


def test_such_a_text_is_a_finding(tmp_path: Path) -> None:
    (tmp_path / "deep.nt").write_text(f"{S} {P} {O} .\n" + terms(100_000))
    (found,) = validate([tmp_path / "deep.nt"]).findings
    assert (found.rule, found.severity, found.line) == ("ST-0", "error", 2)
    assert "statements about statements" in found.message


TRIPLE = "<a:s> <a:p> <a:o>"


@pytest.mark.parametrize(
    ("form", "text", "line", "column"),
    [
        ("turtle", f"{TRIPLE} .\n << {TRIPLE} >> <a:q> 1 .", 2, 2),
        ("trig", f"{TRIPLE} .\n<a:g> {{ << {TRIPLE} >> <a:q> 1 }}", 2, 9),
        ("turtle", f"{TRIPLE} {{| <a:q> 1 |}} .", 1, 19),
        ("turtle", f"{TRIPLE} ~ <a:r> .", 1, 19),
        ("turtle", f"<a:s> <a:p> <<( {TRIPLE} )>> .", 1, 13),
        ("ntriples", f"{TRIPLE} .\n<a:s> <a:p> <<( {TRIPLE} )>> .", 2, 13),
        ("nquads", f"<a:s> <a:p> <<( {TRIPLE} )>> <a:g> .", 1, 13),
        (
            "turtle",
            f'<a:s> <a:p> "<<", """ " << """, \'{{|\' . # <<\n<< {TRIPLE} >> <a:q> 1 .',
            2,
            1,
        ),
    ],
)
def test_the_first_is_named(form: str, text: str, line: int, column: int) -> None:
    with pytest.raises(TextError, match="statements about statements") as caught:
        list(parse(text, form, DEFAULT_BASE))
    assert (caught.value.line, caught.value.column) == (line, column)


@pytest.mark.parametrize("literal", ['"<<"', '"{|"', '"""a\n<< "b" {|"""', "'\\'<<'"])
def test_texts_that_look_so_are_none(literal: str) -> None:
    [quad] = parse(f"<a:s> <a:p> {literal} . # {{| <<", "turtle", DEFAULT_BASE)
    assert not isinstance(quad.object, str)


# --- Quads that are text -------------------------------------------------------------------

_NAME = "http://example.org/Gene/G1"
_QUADS = [
    Quad(_NAME, "http://example.org/name", Literal('a "b" \\ c'), _NAME),
    Quad(_NAME, "http://example.org/see", "http://example.org/x", _NAME),
    Quad(_NAME, "http://example.org/see", "http://example.org/x", _NAME),
]
_TEXT = "".join(map(n_quads_line, _QUADS))


def test_quads_that_are_text_are_those_that_never_were() -> None:
    quads = WrittenQuads(_NAME, _TEXT)
    assert list(quads) == _QUADS[:2]
    assert (len(quads), quads[1], quads[:1]) == (2, _QUADS[1], _QUADS[:1])
    assert list(quads.statements) == [
        line.removesuffix(f" <{_NAME}> .") for line in _TEXT.splitlines()[:2]
    ]
    assert quads.statements.text == _TEXT
    assert len(quads.statements) == 2


def test_about_how_many() -> None:
    quads = WrittenQuads(_NAME, _TEXT)
    assert about(quads) == about(quads.statements) == 3
    assert about(_QUADS[:2]) == 2
    assert about(WrittenQuads(_NAME, "")) == len(WrittenQuads(_NAME, "")) == 0
