"""Texts that would end the process, or take all memory or time, are refused in good time."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from clingen_ld import validate
from clingen_ld.errors import TextError
from clingen_ld.graph.bounds import DEEPEST_ELEMENT
from clingen_ld.graph.formats import parse
from clingen_ld.model import DEFAULT_BASE

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
