"""The INFO of records that are written from annotations of alleles."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import clingen_ld
from clingen_ld.messages.descriptions import ANNOTATION, RECORD
from clingen_ld.messages.vcf.annotations import FIELDS, HEADER, WRITTEN
from tests.messages.vcf.making import trees, vcf, written
from tests.messages.vcf.test_annotations import FIELD_LINES, file_of, infos

HEADER_LINES = ("##reference=GRCh38", *FIELD_LINES)


def test_declarations_that_differ_become_one_that_fits_both() -> None:
    first = file_of("ONE=3;TEXT=a")
    lines = {"ID=ONE,Number=1,Type=Integer": "ID=ONE,Number=.,Type=Float",
             "ID=TEXT,Number=1,Type=String": "ID=TEXT,Number=1,Type=Integer"}  # fmt: skip
    second = file_of("ONE=0.5,2;TEXT=7").replace("A\tG", "A\tC")
    for old, new in lines.items():
        second = second.replace(old, new)
    text, _ = written([*trees(first, info="all"), *trees(second, info="all")])
    assert sorted(infos(text)) == ["ONE=0.5,2;TEXT=7", "ONE=3;TEXT=a"]
    assert '##INFO=<ID=ONE,Number=.,Type=Float,Description="One">' in text
    assert '##INFO=<ID=TEXT,Number=1,Type=String,Description="A text">' in text


def test_an_edited_value_is_written_and_not_what_stood_there() -> None:
    (tree,) = trees(file_of("AF=0.10;SIG=b,a"), info="all")
    node = tree[ANNOTATION]
    node[FIELDS.term("AF")] = 0.75
    node[FIELDS.term("SIG")] = ["c", "a;=%"]
    node["http://example.org/note"] = "mine"
    node[FIELDS.term("no name")] = 3
    text, lost = written([tree])
    assert infos(text) == ["AF=0.75;SIG=c,a%3B%3D%25"]
    assert sorted(pointer.rpartition("/")[2] for _, pointer in lost) == [
        "http:~1~1clingen.org~1model~1vcf~1info#no%20name".rpartition("/")[2],
        "http:~1~1example.org~1note",
    ]


@pytest.mark.parametrize(
    "given", [7, "x", [], {}, [None, 3], {HEADER: 3, WRITTEN: [4]}, {WRITTEN: "A\tB=1;C=\n;D D=2"},
              {RECORD: "1:0:A:G"}, {FIELDS.term("X"): [[1]]}, {FIELDS.term("X"): {"a": None}}],
)  # fmt: skip
def test_any_annotation_is_written_or_told(given: Any) -> None:
    (tree,) = trees(file_of("."), info="all")
    text, _ = written([tree | {ANNOTATION: given}])
    assert infos(text) == ["."]


def test_an_indel_comes_back_through_rdf_without_sequences(tmp_path: Path) -> None:
    path = tmp_path / "a.vcf"
    records = ["1 1000 . CAG C . . AF=0.1", "1 2000 . A AT . . AF=0.2"]
    path.write_text(vcf(*records, header=HEADER_LINES))
    kept = tmp_path / "a.nq"
    clingen_ld.convert(path, "nquads", kept, info="AF")
    back = clingen_ld.convert(kept, "vcf")
    assert back.losses == []
    assert [line.replace("\t", " ") for line in (back.text or "").splitlines()[-2:]] == records


NUMBERS = {
    "ONE=5": True, "ONE=2147483647": True, "ONE=-2147483640": True, "ONE=.": True,
    "ONE=2147483648": False, "ONE=-2147483641": False, "ONE=x": False, "CI=1,3000000000": False,
    "AF=0.25": True, "AF=1e-05": True, "AF=0.123456789": False, "AF=x": False, "AF=1e300": False,
    "AF=inf": True, "AF=nan": True, "GL=1,2.5,-0.001": True, "TEXT=0.123456789": True,
    "NEW=99999999999": True,
}  # fmt: skip
"""Fields, with whether BCF holds their values."""


def test_what_bcf_cannot_hold_is_named(tmp_path: Path) -> None:
    path, output = tmp_path / "a.vcf", tmp_path / "a.bcf"
    path.write_text(file_of(*NUMBERS))
    done = clingen_ld.convert(path, "vcf", output, info="all")
    named = {int(loss.iri.split(":")[-3]) - 999 for loss in done.losses if "BCF" in loss.what}
    assert named == {n for n, is_held in enumerate(NUMBERS.values()) if not is_held}
    again = infos(clingen_ld.convert(output, "vcf", info="all").text or "")
    kept = zip(NUMBERS, again, NUMBERS.values(), strict=True)
    assert all((one == other) is is_held for one, other, is_held in kept)
    assert clingen_ld.convert(path, "vcf", tmp_path / "a.vcf.gz", info="all").losses == []
