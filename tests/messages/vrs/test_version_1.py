"""Alleles of VRS 1: what is read, what not, and what comes out as VRS 2."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

import pytest

import clingen_ld
from clingen_ld.messages.message import Message
from clingen_ld.messages.vrs.version_1 import SYSTEM, upgraded
from tests.messages.vrs.making import Tree, findings, items
from tests.messages.vrs.test_round_trips import through

FORMER: Final = "ga4gh:VA.EgHPXXhULTwoP4-ACfs-YCXaeUQJBjH_"
EGFR: Final = "ga4gh:VA.Hy2XU_-rp4IMh6I_1NXNecBo8Qx8n0oE"
"""NC_000007.14:g.55181320A>T, in the specification of VRS 1.3 and of VRS 2."""
SEQUENCE: Final = "ga4gh:SQ.F-LrLMe1SRpfUZHkQmvkVKFEGaoDeHul"


def number(value: int) -> Tree:
    return {"type": "Number", "value": value}


def vrs_1(start: Any = None, end: Any = None, **more: Any) -> Tree:
    interval = {"type": "SequenceInterval", "start": start or number(55181319)}
    interval |= {"end": end or number(55181320)}
    return {
        "_id": FORMER,
        "type": "Allele",
        "location": {
            "_id": "ga4gh:VSL.gJeEs42k4qeXOKy9CJ515c0v2HTu8s4K",
            "type": "SequenceLocation", "sequence_id": SEQUENCE, "interval": interval,
        },
        "state": {"type": "LiteralSequenceExpression", "sequence": "T"},
    } | more  # fmt: skip


SIMPLE: Final = {"type": "SimpleInterval", "start": 55181319, "end": 55181320}


def _with(**location: Any) -> Tree:
    return vrs_1(location=vrs_1()["location"] | location)


@pytest.mark.parametrize("value", [
    vrs_1(), _with(interval=SIMPLE), _with(_id=None), _with(type="SequenceLocation", id=None),
    vrs_1(state={"type": "SequenceState", "sequence": "T"}), vrs_1(id=None),
])  # fmt: skip
def test_an_allele_is_read_with_both_identifiers(value: Tree) -> None:
    told, sequence = items(value)
    assert isinstance(told, Message)
    assert isinstance(sequence, Message)
    assert told.tree["id"] == "NC_000007.14:55181319:1:T"
    assert [(each["system"], each["value"]) for each in told.tree["identifier"]] == [
        ("https://w3id.org/ga4gh/vrs", EGFR), (SYSTEM, FORMER),
    ]  # fmt: skip
    assert sequence.tree["id"] == "NC_000007.14"
    assert findings(value) == []


def test_it_is_written_as_an_allele_of_vrs_2_and_what_has_no_place_is_named(tmp_path: Path) -> None:
    (written,) = through([vrs_1()], "nquads", tmp_path)
    assert (written["id"], written["location"]["start"]) == (EGFR, 55181319)
    assert upgraded(written) is None
    file = tmp_path / "a.json"
    file.write_text(json.dumps(vrs_1()))
    (loss,) = clingen_ld.convert(file, "vrs").losses
    assert "/identifier/1" in loss.what


def test_a_sequence_by_its_accession() -> None:
    told = items(_with(sequence_id="refseq:NC_000007.14"))[0]
    assert isinstance(told, Message)
    assert told.tree["id"] == "NC_000007.14:55181319:1:T"
    assert [each["value"] for each in told.tree["identifier"]] == [FORMER]


@pytest.mark.parametrize(("start", "end", "ends"), [
    ({"type": "DefiniteRange", "min": 5, "max": 7}, None, ([5, 7], 55181320)),
    ({"type": "IndefiniteRange", "value": 5, "comparator": "<="},
     {"type": "IndefiniteRange", "value": 9, "comparator": ">="}, ([None, 5], [9, None])),
])  # fmt: skip
def test_uncertain_ends_are_ranges(start: Any, end: Any, ends: Any) -> None:
    value = vrs_1(start, end)
    newer = upgraded(value)
    assert newer is not None
    assert (newer["location"]["start"], newer["location"]["end"]) == ends
    pointers = {f.pointer for f in findings(value) if f.severity == "error"}
    assert "/location/interval/start" in pointers


@pytest.mark.parametrize("value", [
    vrs_1(state={"type": "RepeatedSequenceExpression", "count": number(3)}),
    vrs_1(state={"type": "LiteralSequenceExpression"}), vrs_1(location="ga4gh:VSL.x"),
    _with(sequence_id=5), _with(interval={"type": "CytobandInterval", "start": "p1", "end": "p2"}),
    _with(interval={"start": number(-1), "end": number(5)}), _with(other=1), vrs_1(other=1),
    _with(interval={"start": {"type": "IndefiniteRange", "value": 5}, "end": number(5)}),
    _with(type="ChromosomeLocation"), vrs_1(start={"type": "Number", "value": "5"}),
])  # fmt: skip
def test_what_is_said_in_another_way_is_not_read(value: Tree) -> None:
    assert upgraded(value) is None
    assert any(f.rule == "ST-11" for f in findings(value))


@pytest.mark.parametrize(
    "document",
    [
        {"urn": "urn:mavedb:1-a-1#2", "post": vrs_1(), "score": 0.5},  # as MaveDB has it
        {"type": "VariationDescriptor", "id": "x:1", "variation": vrs_1(), "label": "L858R"},
        {"found": {"type": "VariationDescriptor", "variation": vrs_1()}},
    ],
)
def test_a_document_around_it_comes_back(document: Tree, tmp_path: Path) -> None:
    assert list(clingen_ld.validate(document)) == []
    assert through([document], "nquads", tmp_path) == [document]
