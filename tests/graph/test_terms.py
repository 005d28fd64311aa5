"""Terms as N-Quads, and the addresses of parts."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clingen_ld.graph.formats import from_oxigraph
from clingen_ld.graph.terms import Literal, Quad, address, address_step, is_address, n_quads_line
from clingen_ld.model import XSD, pointer_steps

TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
DATATYPES = st.sampled_from([XSD + "string", XSD + "date", "urn:x:y"])
LITERALS = st.builds(Literal, TEXTS, DATATYPES, st.just(""))


@given(LITERALS, st.sampled_from(["", "urn:x:graph"]))
def test_another_parser_reads_what_is_written(value: Literal, graph: str) -> None:
    quad = Quad("urn:x:s", "urn:x:p", value, graph)
    (found,) = ox.parse(n_quads_line(quad), ox.RdfFormat.N_QUADS)
    assert from_oxigraph(found) == quad


@given(st.lists(TEXTS, min_size=1, max_size=3))
def test_an_address_is_an_iri_with_the_pointer_in_it(keys: list[str]) -> None:
    pointer = "".join(address_step(key) for key in keys)
    iri = f"http://example.org/Gene/G1#{pointer}"
    assert ox.NamedNode(iri).value == iri
    assert is_address(iri, "http://example.org/Gene/G1")
    assert not is_address(iri, "http://example.org/Gene/G2")


@pytest.mark.parametrize("root", ["http://example.org/G", "http://example.org/#G"])
def test_a_root_with_a_fragment_gets_no_other_one(root: str) -> None:
    found = address(root, "/name")
    assert found.count("#") == 1
    assert pointer_steps(found.partition(root)[2].lstrip("#")) == ["name"]
