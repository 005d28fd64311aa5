"""The triples of a Turtle text, in its order."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from clingen_ld.model.triples import Triples, text, texts


def test_triples() -> None:
    g = Triples(
        '@prefix x: <urn:x:> . x:a a x:T ; x:p "one", "two" ; x:n 5 ; x:l ( x:b "c" ) ; x:e () .'
    )
    [node] = g.subjects("http://www.w3.org/1999/02/22-rdf-syntax-ns#type", "urn:x:T")
    assert text(node) == "urn:x:a"
    assert g.texts("urn:x:a", "urn:x:p") == ("one", "two")
    assert g.text(node, "urn:x:p") == "one"
    assert g.text(node, "urn:x:none") == ""
    assert g.integer(node, "urn:x:n") == 5
    assert g.integer(node, "urn:x:none") is None
    assert texts(g.items(g.node(node, "urn:x:l"))) == ("urn:x:b", "c")
    assert g.items(g.node(node, "urn:x:e")) == []
    assert g.items(None) == []
    assert g.node("urn:x:nobody", "urn:x:p") is None


def test_a_quoted_triple_has_no_text() -> None:
    node = ox.NamedNode("urn:x")
    with pytest.raises(TypeError):
        text(ox.Triple(node, node, node))
