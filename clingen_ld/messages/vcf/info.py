"""INFO fields of VCF records, by the Number and Type that the header declares for them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import Final, NamedTuple
from urllib.parse import unquote

VRS_IDS: Final = "VRS_Allele_IDs"
"""The field of the ids of VRS, those of REF and of each ALT: vrs-python's annotator named it."""

Scalar = str | int | float | bool | None
InfoValue = Scalar | list[Scalar]

_INTEGER: Final = re.compile(r"[-+]?[0-9]{1,18}")
_FLOAT: Final = re.compile(
    r"[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]{1,4})?|[-+]?(?:inf(?:inity)?|nan)",
    re.IGNORECASE,
)
_ONE: Final = ("0", "1", "A")
"""Numbers of fields with one value for an allele."""


class Declaration(NamedTuple):
    """Declaration of an INFO field, with what VCF writes in it.

    >>> Declaration("A", "Float", "Allele frequency").is_list
    False
    """

    number: str = "1"
    type: str = "String"
    description: str = ""

    @property
    def is_list(self) -> bool:
        """Whether an allele has several values: those of REF and of itself (R), or all."""
        return self.number not in _ONE and self.type != "Flag"


def fields_of(info: bytes, wanted: Collection[str]) -> Iterator[tuple[str, str | None]]:
    """The fields of an INFO column that are wanted, as they are written; None for a flag.

    >>> list(fields_of(b"DB;AF=0.5,0.1;AC=3", ("AF", "DB")))
    [('DB', None), ('AF', '0.5,0.1')]
    """
    left = set(wanted)
    for entry in info.decode("utf-8", "replace").split(";"):
        name, equals, value = entry.partition("=")
        if name in left:
            left.discard(name)
            yield name, value if equals else None


def info_value(
    declared: Declaration, written: str | None, alternate: int, alternates: int, is_encoded: bool
) -> InfoValue:
    """The value of a field for an allele: the entry `alternate` (from 0) of `alternates`.

    `is_encoded` says that text is percent-encoded, as since VCF 4.3. Raises `ValueError`, which
    says why, for a value that is not as declared.

    >>> info_value(Declaration("R", "Integer"), "12,3,4", 1, 2, False)
    [12, 4]
    """
    if declared.type == "Flag":
        return written not in ("0", "false")
    if written is None or written in ("", "."):
        return None
    if declared.number in _ONE[:2]:
        return _scalar(declared, written, is_encoded)
    parts = written.split(",")
    if declared.number in ("A", "R"):
        first = 0 if declared.number == "A" else 1
        if len(parts) != alternates + first:
            raise ValueError(f"its header declares Number={declared.number}")
        chosen = parts[first + alternate]
        if not first:
            return _scalar(declared, chosen, is_encoded)
        parts = [parts[0], chosen]
    return [_scalar(declared, part, is_encoded) for part in parts]


def _scalar(declared: Declaration, written: str, is_encoded: bool) -> Scalar:
    if written in ("", "."):
        return None
    if declared.type == "Integer" and _INTEGER.fullmatch(written):
        return int(written)
    if declared.type == "Float" and _FLOAT.fullmatch(written):
        return float(written)
    if declared.type in ("Integer", "Float"):
        raise ValueError(f"its header declares Type={declared.type}")
    return unquote(written) if is_encoded else written
