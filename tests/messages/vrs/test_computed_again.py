"""Identifiers and digests that are computed again are named; what is null comes back."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from benchmarks.made_bundles import bundle
from clingen_ld import convert
from clingen_ld.stores.loading import LoadOptions, load
from clingen_ld.stores.opening import open_store
from tests.cli.running import call

WRONG = "x" * 32
ALLELE: dict[str, Any] = {
    "id": "ga4gh:VA.wRjsPLE7UTipbrF1cy7ydiiglY7nMBmn",
    "type": "Allele",
    "digest": "wRjsPLE7UTipbrF1cy7ydiiglY7nMBmn",
    "location": {
        "id": "ga4gh:SL.Knh2hxF_GDKWhTNbJ-05iXDqJWRl_VBf",
        "type": "SequenceLocation",
        "digest": "Knh2hxF_GDKWhTNbJ-05iXDqJWRl_VBf",
        "sequenceReference": {
            "type": "SequenceReference", "id": "NC_000001.11",
            "refgetAccession": "SQ.Ya6Rs7DHhDeg7YaOSg1EoNi3U_nQ9SvO", "residueAlphabet": "na",
        },
        "start": 166173, "end": 166174, "sequence": "G",
    },
    "state": {"type": "LiteralSequenceExpression", "sequence": "C"},
}  # fmt: skip
OTHER = {key: value for key, value in ALLELE.items() if key not in ("id", "digest")} | {
    "state": {"type": "LiteralSequenceExpression", "sequence": "T"}
}


def _changed(pointer: str, value: Any, given: dict[str, Any] = ALLELE) -> dict[str, Any]:
    made = copy.deepcopy(given)
    *steps, key = pointer.split("/")[1:]
    inner = made
    for step in steps:
        inner = inner[step]
    inner[key] = value
    return made


def _variant(**more: Any) -> dict[str, Any]:
    defined = {"type": "DefiningAlleleConstraint", "allele": ALLELE}
    made = {"id": "clinvar:1", "type": "CategoricalVariant", "name": "a variant"}
    return made | {"members": [ALLELE], "constraints": [defined]} | more


def _back(value: dict[str, Any], folder: Path, way: str) -> tuple[Any, list[str]]:
    """A value from VRS through another form to VRS, and the pointers of what was lost."""
    first = convert(value, way, folder / "middle")
    second = convert(folder / "middle", "vrs")
    lost = [loss.what for loss in (*first.losses, *second.losses)]
    return json.loads(second.text or ""), lost


@pytest.mark.parametrize("way", ["vrs", "nquads", "resource-json"])
@pytest.mark.parametrize(
    ("pointer", "value"),
    [
        *(("/digest", each) for each in (WRONG, None, "", 5)),
        *(("/location/digest", each) for each in (WRONG, None, 5)),
        ("/location/id", f"ga4gh:SL.{WRONG}"),
        ("/id", None),
    ],
)
def test_what_is_computed_again_is_named(
    pointer: str, value: Any, way: str, tmp_path: Path
) -> None:
    assert _back(_changed(pointer, value), tmp_path, way) == (ALLELE, [pointer])


@pytest.mark.parametrize("way", ["vrs", "nquads", "resource-json"])
def test_nothing_is_named_of_what_is_right(way: str, tmp_path: Path) -> None:
    for value in (ALLELE, _variant(), _changed("/location/id", "my:place")):
        assert _back(value, tmp_path, way) == (value, [])


def test_members_of_variants_and_blocks_are_looked_at() -> None:
    wrong = _changed("/digest", WRONG)
    lost = convert(_variant(members=[wrong]), "nquads").lost
    assert any(": /digest is not kept" in said for said in lost)
    block = {"type": "CisPhasedBlock", "members": [wrong, OTHER], "digest": WRONG}
    lost = convert(block, "vrs").lost
    assert sum(": /digest is not kept" in said for said in lost) == 2
    assert [said.split(": ")[-2] for said in convert(_variant(id=None), "nquads").lost] == [
        "/id is not kept"
    ]


@pytest.mark.slow
@pytest.mark.parametrize("way", ["vrs", "nquads", "resource-json"])
@pytest.mark.parametrize(
    "value",
    [
        *(_changed(f"/{key}", None) for key in ("expressions", "aliases", "extensions", "name")),
        _changed("/location/sequence", None),
        *(_variant(**{key: None}) for key in ("members", "mappings", "extensions", "aliases")),
        {"id": "my:block", "type": "CisPhasedBlock", "expressions": None,
         "digest": "FinTUaDiPrTV1KtYsvaZWxQcRHtnqXrJ",
         "members": [ALLELE, OTHER]},
    ],
)  # fmt: skip
def test_null_comes_back(value: dict[str, Any], way: str, tmp_path: Path) -> None:
    found, lost = _back(value, tmp_path, way)
    assert {key: found.get(key) for key in value if key != "members"} == {
        key: value[key] for key in value if key != "members"
    }
    assert found.keys() - value.keys() <= {"digest"}
    assert lost == []


def test_bundles_keep_wrong_digests(tmp_path: Path) -> None:
    given = json.loads("\n".join(bundle(12)))
    wrong, without = list(given["allele"])[3:5]
    given["allele"][wrong]["digest"] = WRONG
    given["allele"][without]["expressions"] = None
    list(given["location"].values())[5]["digest"] = None
    (tmp_path / "bundle.json").write_text(json.dumps(given))
    made = convert(tmp_path / "bundle.json", "nquads", tmp_path / "made.nq")
    back = convert(tmp_path / "made.nq", "vrs", layout="bundle")
    assert (made.lost, back.lost) == ([], [])
    assert json.loads(back.text or "") == given


def test_each_kind_is_said_once(tmp_path: Path) -> None:
    file = tmp_path / "alleles.ndjson"
    made = [
        _changed("/digest", WRONG, _changed("/location/start", n) | {"id": f"my:{n}"})
        for n in range(166160, 166170)
    ]
    file.write_text("".join(f"{json.dumps(each)}\n" for each in made))
    done = call("convert", str(file), "--to", "nquads", "-o", str(tmp_path / "made.nq"))
    said = [line for line in done.err.splitlines() if " /digest is" in line]
    assert len(said) == 1
    assert "of 10 resources, such as" in said[0]
    assert "/digest is not kept: it is computed from the content" in said[0]
    with open_store(tmp_path / "store", create=True) as store:
        remarks = load([file], store, LoadOptions(validate=False)).remarks
    assert "of 10 resources /digest is not kept: it is computed from the content" in remarks
