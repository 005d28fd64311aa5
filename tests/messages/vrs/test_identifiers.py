"""Computed identifiers: the known ones, and those of ga4gh.vrs for thousands of random alleles."""

from __future__ import annotations

import random

from ga4gh.core import ga4gh_identify

from clingen_ld.messages.vrs.identifiers import allele_digest, location_digest
from clingen_ld.messages.vrs.normalizing import State, literal_state, repeat_state
from clingen_ld.variation.assemblies import accession_of, refget_digest, refget_of
from tests.messages.vrs.making import MemorySource, as_model, refget

_LETTERS = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_-"


def test_the_identifiers_that_vrs_publishes() -> None:
    location = location_digest("SQ.IIB53T8CNeJJdUqzn9V_JnRtQadwWCbl", 44908821, 44908822)
    assert location == "wIlaGykfwHIpPY2Fcxtbx4TINbbODFVz"
    assert allele_digest(location, literal_state("T")) == "0AePZIWZUNsUlQTamyLrjm2HWUw2opLt"
    location = location_digest("SQ.F-LrLMe1SRpfUZHkQmvkVKFEGaoDeHul", 55181319, 55181320)
    assert allele_digest(location, literal_state("T")) == "Hy2XU_-rp4IMh6I_1NXNecBo8Qx8n0oE"


def test_thousands_of_random_alleles_have_the_identifiers_of_the_reference() -> None:
    rng = random.Random(1)
    for _ in range(4000):
        accession = "SQ." + "".join(rng.choices(_LETTERS, k=32))
        start = rng.randrange(10 ** rng.randint(1, 9))
        end = start + rng.randrange(50)
        state = _state(rng)
        location = location_digest(accession, start, end)
        given = as_model(accession, start, end, state)
        assert ga4gh_identify(given) == f"ga4gh:VA.{allele_digest(location, state)}"
        assert ga4gh_identify(given.location) == f"ga4gh:SL.{location}"


def _state(rng: random.Random) -> State:
    sequence = "".join(rng.choices("ACGTNRY*-", k=rng.randrange(70)))
    kind = rng.randrange(3)
    if kind == 0:
        return literal_state(sequence)
    if kind == 1:
        return repeat_state(len(sequence), rng.randrange(20), sequence)
    return {"type": "LengthExpression", "length": rng.randrange(1000)}


def test_what_is_no_state_has_no_digest() -> None:
    for state in ({}, literal_state("a"), {"type": "LengthExpression"}, {"type": "x", "length": 1},
                  {"type": "ReferenceLengthExpression", "length": 1}):  # fmt: skip
        assert allele_digest("x", state) is None


def test_refget_accessions_are_digests_of_sequences() -> None:
    text = "ACGT" * 3_000_000  # more than is digested at once
    source = MemorySource({"NM_1.1": text})
    assert refget_digest(source, "NM_1.1") == refget(text)
    assert refget_digest(source, "NM_2.1") is None


def test_the_chromosomes_are_known_both_ways() -> None:
    assert refget_of("NC_000019.10") == "SQ.IIB53T8CNeJJdUqzn9V_JnRtQadwWCbl"
    assert accession_of("SQ.F-LrLMe1SRpfUZHkQmvkVKFEGaoDeHul") == "NC_000007.14"
    assert refget_of("NC_000019") is None
    assert accession_of("SQ.x") is None
