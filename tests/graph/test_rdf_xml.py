"""RDF/XML: what it cannot say is refused."""

from __future__ import annotations

import pytest

from clingen_ld.errors import UsageError
from clingen_ld.graph.terms import RDF_DIR_LANG_STRING, Literal, Quad
from clingen_ld.model import RDF
from tests.graph.test_formats import text_in


@pytest.mark.parametrize(
    "quad",
    [
        Quad("http://x", "http://example.org/1", "http://y", ""),
        Quad("http://x", RDF + "li", "http://y", ""),
        Quad("http://x", "http://example.org/p", Literal("\x01"), ""),
        Quad("http://x", "http://example.org/p", Literal("\ufffe"), ""),
        Quad("http://x", "http://example.org/p", Literal("x", RDF_DIR_LANG_STRING, "ar--rtl"), ""),
    ],
)
def test_what_rdf_xml_cannot_say_is_refused(quad: Quad) -> None:
    with pytest.raises(UsageError, match="RDF/XML cannot carry the value of"):
        text_in("rdfxml", [quad])
