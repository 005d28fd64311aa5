"""Alleles that others computed identifiers of: they come back equal, with that identifier.

The facts are of the validation vectors and examples of the specification (ga4gh/vrs) and of the
translator tests of its reference implementation (ga4gh/vrs-python), both under the Apache
License 2.0. A row is a refget accession, start and end (0-based interbase), the state, and the
digest.
"""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from ga4gh.core import ga4gh_identify
from ga4gh.vrs import models

import clingen_ld
from tests.messages.vrs.making import Tree, fasta, findings, read, refget, written
from tests.messages.vrs.test_round_trips import WAYS, through

CHR1, CHR7, CHR7_37, CHR13, CHR17, CHR17_37, CHR19 = (
    "SQ.Ya6Rs7DHhDeg7YaOSg1EoNi3U_nQ9SvO", "SQ.F-LrLMe1SRpfUZHkQmvkVKFEGaoDeHul",
    "SQ.IW78mgV5Cqf6M24hy52hPjyyo5tCCd86", "SQ._0wi-qoDrvram155UmcSC-zA5ZK4fpLT",
    "SQ.dLZ15tNO1Ur0IcGjwc3Sdi_0A6Yf4zm7", "SQ.AjWXsI7AkTK35XW9pgd3UbjpC3MAevlz",
    "SQ.IIB53T8CNeJJdUqzn9V_JnRtQadwWCbl",
)  # fmt: skip


def literal(sequence: str) -> Tree:
    return {"type": "LiteralSequenceExpression", "sequence": sequence}


def repeat(length: int, unit: int, sequence: str | None = None) -> Tree:
    state: Tree = {"type": "ReferenceLengthExpression", "length": length}
    state |= {"repeatSubunitLength": unit}
    return state if sequence is None else state | {"sequence": sequence}


Row = tuple[str, int, int, Tree, str]
SPECIFICATION: tuple[Row, ...] = (
    (CHR19, 44908821, 44908822, literal("T"), "0AePZIWZUNsUlQTamyLrjm2HWUw2opLt"),
    (CHR1, 40819438, 40819446, repeat(11, 3), "Oop4kjdTtKcg1kiZjIJAAR3bp7qi4aNT"),
    (CHR17_37, 43044294, 43044296, literal("AT"), "jJJ7H5HnJl0J9K7QZupDitGpTCVwV8BU"),
    ("SQ.7zfORBjp444qyMRKqvr0mCW1Kgtj82pH", 655, 657, literal("CCACAG"),
     "lWcq5vDX0OIXR3CVDxVxU72aj-kU1UVt"),
    ("SQ.oR9jzdHf6J23TozeyuvTXtwlm6PpUHHl", 6232, 6233, literal("C"),
     "7DMgCvXnZCBIrm9FOFtS1JZyZ4RM5f9N"),
    (CHR17, 43045571, 43045576, repeat(1, 4, "G"), "wqSJ6wZXwjensLdk5XNo2YldiDUYfrKa"),
    ("SQ.209Z7zJ-mFypBEWLk4rNC6S_OxY5p7bs", 38148684, 38148693, repeat(4, 5, "GGGG"),
     "4GjeORfLxGnNzZhQrYQLL4SRt6teQJ2q"),
    ("SQ.aUiQCzCPZ2d0csHbMSbh2NzInhonSXwI", 80656488, 80656489, literal("T"),
     "ebezGL6HoAhtGJyVnB_mE5BH18ntKev4"),
    (CHR7, 55181319, 55181320, literal("T"), "Hy2XU_-rp4IMh6I_1NXNecBo8Qx8n0oE"),
    (CHR7, 55181219, 55181220, repeat(0, 1, ""), "klRMVChjvV73ZxS9Ajq1Rb8WU-p_HbLu"),
    (CHR13, 32331082, 32331094, repeat(14, 2, "T" * 14), "swY2caCgv1kP6YqKyPlcEzJqTvou15vC"),
    (CHR13, 32331042, 32331094, repeat(104, 52), "j7qUzb1uvmdxLAbtdCPiay4kIRQmyZNv"),
    (CHR13, 32316466, 32316467, repeat(2, 1, "AA"), "96ak7XdY3DNbp71aHEXw-NHSfeHGW-KT"),
    ("SQ.MBIgVnoHFw34aFqNUVGM0zgjC3d-v8dK", 871, 872, literal("G"),
     "DPe4AO-S0Yu4wzSCmys7eGn4p4sO0zaC"),
    (CHR19, 289464, 289466, repeat(6, 2, "CACACA"), "YFUR4oR_84b-rRFf0UzOjfI4eE5FTKAP"),
)  # fmt: skip
"""What is normal, or may be: its identifier is computed."""

BY_SEQUENCE_ALONE: tuple[Row, ...] = (
    (CHR7, 55181230, 55181230, literal("GGCT"), "CLOvnFRJXGNRB9aTuNbvsLqc7syRYb55"),
    (CHR13, 20003096, 20003097, literal(""), ""),
    (CHR13, 20003010, 20003010, literal("G"), ""),
)
"""Insertions and deletions that are written out: the sequence tells whether they are normal."""


def given(row: Row) -> Tree:
    refget, start, end, state, _ = row
    reference = {"type": "SequenceReference", "refgetAccession": refget}
    location: Tree = {"type": "SequenceLocation", "sequenceReference": reference}
    return {"type": "Allele", "location": location | {"start": start, "end": end}, "state": state}


def identified(allele: Tree) -> Tree:
    """An allele with the identifiers that ga4gh.vrs computes, as it writes them."""
    model = models.Allele.model_validate(allele)
    ga4gh_identify(model, in_place="always")
    return dict(model.model_dump(exclude_none=True, mode="json"))


def without_ids(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    return {k: without_ids(v) for k, v in value.items() if k not in ("id", "digest")}


@pytest.mark.parametrize("way", WAYS)
def test_identified_alleles_come_back_equal(way: str, tmp_path: Path) -> None:
    alleles = [identified(given(row)) for row in (*SPECIFICATION, *BY_SEQUENCE_ALONE)]
    assert [a["digest"] for a in alleles][: len(SPECIFICATION)] == [r[4] for r in SPECIFICATION]
    back = {each["id"]: each for each in through(alleles, way, tmp_path)}
    assert back == {each["id"]: each for each in alleles}


@pytest.mark.slow
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("row", SPECIFICATION, ids=lambda row: row[4])
def test_an_identifier_is_computed_and_nothing_else_is_added(
    row: Row, way: str, tmp_path: Path
) -> None:
    allele = given(row)
    (back,) = through([allele], way, tmp_path)
    assert back == allele | {"id": f"ga4gh:VA.{row[4]}", "digest": row[4]}


@pytest.mark.parametrize("row", BY_SEQUENCE_ALONE, ids=lambda row: str(row[1]))
def test_without_the_sequence_no_identifier_is_made_up(row: Row, tmp_path: Path) -> None:
    allele = given(row)
    assert through([allele], "nquads", tmp_path) == [allele]


@pytest.mark.slow
@pytest.mark.parametrize("way", WAYS)
def test_what_an_object_has_more_or_less_comes_back(way: str, tmp_path: Path) -> None:
    for n, row in enumerate(SPECIFICATION):
        allele = identified(given(row))
        sequence = allele["location"]["sequenceReference"]
        for more in ({"residueAlphabet": "na"}, {"id": "NC_000001.11"}, {"id": "GRCh38:1"},
                     {"name": "x", "circular": False}, {"moleculeType": "genomic"}):  # fmt: skip
            changed = copy.deepcopy(allele)
            changed["location"]["sequenceReference"] = sequence | more
            if n % 2:
                del changed["location"]["digest"]
            assert through([changed], way, tmp_path) == [changed]


@pytest.mark.slow
@pytest.mark.parametrize("more", [
    {"name": "a name", "expressions": [{"syntax": "spdi", "value": "x"}]}, {"aliases": []},
    {"expressions": []}, {"id": "my:allele"}, {"aliases": ["a"], "extensions": []},
])  # fmt: skip
def test_keys_of_every_kind_come_back(more: Tree, tmp_path: Path) -> None:
    for row in SPECIFICATION[:3]:
        allele = identified(given(row)) | more
        for way in WAYS:
            assert through([allele], way, tmp_path) == [allele]


def test_a_literal_that_could_be_shorter_comes_back_as_it_was(tmp_path: Path) -> None:
    for reference, sequence in (("GA", "GT"), ("AC", "AC"), ("CTCCTCCT", "CTCCTCCTCCT")):
        allele = given((CHR1, 100, 100 + len(reference), literal(sequence), ""))
        allele["location"]["sequence"] = reference
        assert through([allele], "nquads", tmp_path) == [allele]
        known = identified(allele)
        assert through([known], "nquads", tmp_path) == [known]


def test_states_by_length_of_ranges_come_back(tmp_path: Path) -> None:
    for state in (
        {"type": "LengthExpression", "length": 20000},
        {"type": "LengthExpression", "length": [10, None]},
        {"type": "ReferenceLengthExpression", "length": [4, 8], "repeatSubunitLength": 2},
    ):
        allele = identified(given((CHR1, 100, 102, state, "")))
        assert through([allele], "nquads", tmp_path) == [allele]
        assert through([given((CHR1, 100, 102, state, ""))], "nquads", tmp_path) == [
            allele | {"location": without_ids(allele["location"])}
        ]


def test_a_given_digest_or_id_of_a_named_sequence_comes_back(tmp_path: Path) -> None:
    allele = given(SPECIFICATION[0])
    digest = allele | {"digest": SPECIFICATION[0][4]}
    (back,) = through([digest], "nquads", tmp_path)
    assert back == digest | {"id": f"ga4gh:VA.{SPECIFICATION[0][4]}"}
    allele["location"]["sequenceReference"] = "refseq:NM_000999.9"
    allele |= {"id": f"ga4gh:VA.{'x' * 32}", "digest": "x" * 32}
    assert through([allele], "nquads", tmp_path) == [allele]
    by_refget = given(SPECIFICATION[0])
    by_refget["location"]["sequenceReference"] = f"ga4gh:{CHR19}"
    (back,) = through([by_refget], "nquads", tmp_path)
    assert without_ids(back) == by_refget


def test_a_wrong_identifier_does_not_come_back(tmp_path: Path) -> None:
    allele = identified(given(SPECIFICATION[0])) | {"id": f"ga4gh:VA.{'x' * 32}"}
    assert {(f.rule, f.pointer) for f in findings(allele) if f.severity == "error"} == {
        ("ST-4", "/id")
    }
    (back,) = through([allele], "nquads", tmp_path)
    assert back.get("id") in (None, f"ga4gh:VA.{SPECIFICATION[0][4]}")


def test_nothing_is_lost_and_a_second_way_changes_nothing(tmp_path: Path) -> None:
    alleles = [given(row) for row in SPECIFICATION]
    start, second = tmp_path / "start.json", tmp_path / "second.json"
    start.write_text("\n".join(map(json.dumps, alleles)))
    first = clingen_ld.convert(start, "vrs", second)
    assert [loss.what for loss in first.losses] == []
    again = clingen_ld.convert(second, "vrs")
    assert again.text == second.read_text()
    assert [loss.what for loss in again.losses] == []


def test_the_sequence_makes_normal_what_has_no_identifier(tmp_path: Path) -> None:
    text = "GGATTTTCCAGCAGCAGTT"
    path = fasta(tmp_path / "x.fa", {"NM_000999.9": text})
    allele = given((refget(text), 5, 6, literal(""), ""))
    allele["location"]["sequenceReference"]["id"] = "NM_000999.9"
    allele["location"]["sequenceReference"]["residueAlphabet"] = "na"
    allele["expressions"] = [{"syntax": "hgvs.n", "value": "NM_000999.9:n.6del"}]
    (value,), _ = written(read(allele), path)
    assert value["state"]["type"] == "ReferenceLengthExpression"
    assert (value["location"]["start"], value["location"]["end"]) == (3, 7)
    (value,), lost = written(read(identified(allele)), path)
    assert value == identified(allele)
    assert lost == []


@pytest.mark.parametrize("way", WAYS)
def test_a_name_or_an_accession_does_not_change_the_sequence(way: str, tmp_path: Path) -> None:
    one, two = (given((f"SQ.{n}{'1' * 31}", n, n + 1, literal("T"), "")) for n in (1, 2))
    one["expressions"] = [{"syntax": "spdi", "value": "NC_000001.11:10:A:T"}]
    assert through([identified(one)], way, tmp_path) == [identified(one)]
    for each in (one, two):  # of one accession, though they are not the same
        each["location"]["sequenceReference"]["id"] = "refseq:NM_000257.4"
    both = [identified(one), identified(two)]
    back = {each["id"]: each for each in through(both, way, tmp_path)}
    assert back == {each["id"]: each for each in both}
