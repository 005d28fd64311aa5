"""Results of SHACL: their paths in words, their message, and the details below them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from clingen_ld.findings.shacl_result import Path, PropertyPath, ShaclResult, all_details, path_text
from clingen_ld.graph.terms import RDF_LANG_STRING, Literal

RESULT = ShaclResult("urn:x", None, None, "urn:shape", "urn:component", "urn:severity", ())


@pytest.mark.parametrize(
    ("path", "said"),
    [
        (None, ""),
        ("urn:x#a", "a"),
        (PropertyPath("zeroOrMorePath", ("urn:x#a",)), "a*"),
        (PropertyPath("alternativePath", ("urn:x#a", "urn:x#b")), "a|b"),
        (
            PropertyPath("oneOrMorePath", (PropertyPath("sequence", ("urn:x#a", "urn:x#b")),)),
            "(a/b)+",
        ),
    ],
)
def test_a_path_as_sparql_writes_it(path: Path | None, said: str) -> None:
    assert path_text(path) == said


def test_the_message_is_the_english_one_if_there_is_one() -> None:
    texts = [Literal(each, RDF_LANG_STRING, each) for each in ("de", "en-GB", "fr")]
    assert replace(RESULT, messages=tuple(texts)).message == "en-GB"
    assert replace(RESULT, messages=tuple(texts[2:])).message == "fr"
    assert RESULT.message == ""


def test_details_have_their_depth() -> None:
    inner = replace(RESULT, shape="urn:inner", details=(RESULT,))
    found = all_details(replace(RESULT, details=(inner, RESULT)))
    assert list(found) == [(0, inner), (1, RESULT), (0, RESULT)]
