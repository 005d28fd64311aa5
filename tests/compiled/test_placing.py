"""Alleles made of compiled types are those that the builders make as trees."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from clingen_ld.compiled.engine import engine
from clingen_ld.model import DEFAULT_BASE, Model, normal_form
from clingen_ld.variation.builders import contextual_allele
from clingen_ld.variation.position import Interval
from clingen_ld.variation.spdi import Placement

SEQUENCES = st.text("ACGT", max_size=60)


@given(
    accession=st.sampled_from(["NC_000017.11", "NM_000999.9", "LRG_292t1", "NP_000999.1", "LRG_1"]),
    start=st.integers(0, 10**6),
    length=st.integers(0, 60),
    reference=st.none() | SEQUENCES,
    alternate=SEQUENCES,
    kind=st.sampled_from(["genomic", "transcript", "amino-acid"]),
    names=st.sampled_from([[], [("NC_000017.11:g.2A>T", "hgvs-genomic")]]),
)
def test_alleles_are_those_of_the_builders(
    accession: str, start: int, length: int, reference: str | None, alternate: str, kind: str,
    names: list[tuple[str, str]], model: Model,
) -> None:  # fmt: skip
    placement = Placement(accession, Interval.of(start, start + length), reference, alternate)
    tree = contextual_allele(placement, kind, model, names=names)
    tree["identifier"] = [{"system": "http://example.org/", "value": "A1"}]
    of_place = [{"system": "http://example.org/place", "value": "P1"}]
    tree["referenceCoordinate"] = {"identifier": of_place, **tree["referenceCoordinate"]}
    known = engine(model, DEFAULT_BASE)
    found = known.placed(
        b"", accession, start, start + length, reference, alternate, kind, names=names,
        identifiers=[("http://example.org/", "A1")], of_place=[("http://example.org/place", "P1")],
    )  # fmt: skip
    read = known.decode_tree(tree)
    assert (found is None) == (read is None)
    if found is not None:
        normal = normal_form(tree, "ContextualAllele", model, DEFAULT_BASE).tree
        assert found.resource.tree == normal
