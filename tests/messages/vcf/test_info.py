"""INFO fields of VCF records: values by Number and Type, and what is not as declared."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pysam
import pytest

from clingen_ld.messages.vcf.info import Declaration, fields_of, info_value

FIELDS = {
    "ONE": Declaration("1", "Integer"),
    "TEXT": Declaration("1", "String"),
    "EACH": Declaration("A", "Float"),
    "ALL": Declaration("R", "Integer"),
    "ANY": Declaration(".", "String"),
    "TWO": Declaration("2", "Float"),
    "FLAG": Declaration("0", "Flag"),
}
INFO = "ONE=-7;TEXT=a|b;EACH=0.5,.;ALL=1,2,3;ANY=x,y,z;TWO=1e3,-.25;FLAG"


def values(info: str, alternate: int, alternates: int) -> dict[str, Any]:
    return {
        name: info_value(FIELDS[name], written, alternate, alternates, is_encoded=False)
        for name, written in fields_of(info.encode(), FIELDS)
    }


def test_values_are_those_that_pysam_reads(tmp_path: Path) -> None:
    header = "".join(
        f'##INFO=<ID={name},Number={field.number},Type={field.type},Description="d">\n'
        for name, field in FIELDS.items()
    )
    path = tmp_path / "a.vcf"
    path.write_text(
        f"##fileformat=VCFv4.3\n##contig=<ID=1>\n{header}"
        f"#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n1\t5\t.\tA\tC,G\t.\t.\t{INFO}\n"
    )
    with pysam.VariantFile(str(path)) as file:
        read: dict[str, Any] = dict(next(iter(file)).info)
    for n in range(2):
        own = values(INFO, n, 2)
        assert own.pop("EACH") == read["EACH"][n]
        assert own.pop("ALL") == [read["ALL"][0], read["ALL"][n + 1]]
        assert own == {
            name: list(value) if isinstance(value, tuple) else value
            for name, value in read.items()
            if name in own
        }


@pytest.mark.parametrize(
    ("field", "written"),
    [
        ("ONE", "7.5"), ("ONE", "1,2"), ("ONE", "1_000"), ("EACH", "0.5"), ("EACH", "x,0.5"),
        ("ALL", "1,2"), ("TWO", "1,zwei"), ("ONE", "9" * 30),
    ],
)  # fmt: skip
def test_what_is_not_as_declared_is_no_value(field: str, written: str) -> None:
    declared = FIELDS[field]
    said = f"its header declares (Type={declared.type}|Number={declared.number})"
    with pytest.raises(ValueError, match=said):
        info_value(declared, written, 0, 2, is_encoded=False)


@pytest.mark.parametrize("written", ["", ".", None])
def test_a_missing_value_is_null(written: str | None) -> None:
    for name, declared in FIELDS.items():
        if name != "FLAG":
            assert info_value(declared, written, 0, 2, is_encoded=True) is None


def test_text_is_percent_encoded_since_vcf_4_3() -> None:
    assert info_value(FIELDS["ANY"], "a%2Cb,c%3Bd", 0, 1, is_encoded=True) == ["a,b", "c;d"]
    assert info_value(FIELDS["ANY"], "50%25", 0, 1, is_encoded=False) == ["50%25"]


def test_the_first_of_two_entries_of_a_field_is_its_value() -> None:
    assert list(fields_of(b"AF=1;AF=2;;X=3", ["AF"])) == [("AF", "1")]
