"""Alleles of several canonical ones: what they name is lost only where none has the member."""

from __future__ import annotations

import pytest

from clingen_ld.messages.vrs.member_writing import SharedAlleles

SHARED = ("http://e.org/ContextualAllele/1", "/canonicalAllele/reference")


@pytest.mark.parametrize("between", [0, 20_000, 50_000])
@pytest.mark.parametrize("named", ["CanonicalAllele/first", "CanonicalAllele/second"])
def test_the_canonical_alleles_may_be_far_apart(between: int, named: str) -> None:
    written = SharedAlleles()
    written.add(SHARED, "CanonicalAllele/first", {named})
    for number in range(between):
        own = f"CanonicalAllele/{number}"
        written.add((f"http://e.org/ContextualAllele/of-{number}", SHARED[1]), own, {own})
    written.add(SHARED, "CanonicalAllele/second", {named})
    assert list(written.finish()) == []


def test_a_canonical_allele_that_has_no_such_member_is_lost() -> None:
    written = SharedAlleles()
    written.add(SHARED, "CanonicalAllele/first", {"CanonicalAllele/first"})
    for number in range(40_000):
        iri = f"http://e.org/ContextualAllele/of-{number}"
        written.add((iri, SHARED[1]), "CanonicalAllele/third", {"CanonicalAllele/third"})
    written.add(SHARED, "CanonicalAllele/second", {"CanonicalAllele/third"})
    assert list(written.finish()) == [SHARED]
