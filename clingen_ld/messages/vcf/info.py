"""INFO fields of VCF records, by the Number and Type that the header declares for them."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Final, NamedTuple
from urllib.parse import quote, unquote

VRS_IDS: Final = "VRS_Allele_IDs"
"""The field of the ids of VRS, those of REF and of each ALT: vrs-python's annotator named it."""

ALL: Final = "all"
"""In the place of a name: every field of the file."""

Scalar = str | int | float | bool | None
InfoValue = Scalar | list[Scalar]

_INTEGER: Final = re.compile(r"[-+]?[0-9]{1,18}")
_FLOAT: Final = re.compile(
    r"[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]{1,4})?|[-+]?(?:inf(?:inity)?|nan)",
    re.IGNORECASE,
)
REPEATED: Final = "it stands there already"
"""Why the value of a field is not taken that is in a record twice."""
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
    line: str = ""
    """The line of the header."""

    @property
    def is_list(self) -> bool:
        """Whether an allele has several values: those of REF and of itself (R), or all."""
        return self.number not in _ONE and self.type != "Flag"


def fields_of(
    info: bytes, wanted: Collection[str], left: Callable[[str, str], None] | None = None
) -> Iterator[tuple[str, str | None]]:
    """The fields of an INFO column that are wanted, as they are written; None for a flag.

    `left` is given the name of a field that is there once more, and that as the reason.

    >>> list(fields_of(b"DB;AF=0.5,0.1;AC=3", ("AF", "DB")))
    [('DB', None), ('AF', '0.5,0.1')]
    """
    names, is_all, seen = set(wanted), ALL in wanted, {"", "."}
    for entry in info.decode("utf-8", "replace").split(";"):
        name, equals, value = entry.partition("=")
        if not (is_all or name in names):
            continue
        if name not in seen:
            seen.add(name)
            yield name, value if equals else None
        elif left is not None and entry not in ("", "."):
            left(name, REPEATED if name else "it has no name")


def values_of(
    info: bytes, wanted: Collection[str], declared: Mapping[str, Declaration], alternate: int,
    alternates: int, is_encoded: bool, left: Callable[[str, str], None],
) -> dict[str, InfoValue]:  # fmt: skip
    """The values for an allele of the fields of an INFO column that are wanted.

    The rest as for `info_value`; `left` is given the name of a field whose value is not as
    declared or there already, and why. A declared flag that is missing is False.
    """
    flags = (name for name, each in declared.items() if each.type == "Flag")
    values: dict[str, InfoValue] = {n: False for n in flags if n in wanted or ALL in wanted}
    for name, written in fields_of(info, wanted, left):
        kind = declared.get(name) or Declaration(*(("0", "Flag") if written is None else ()))
        try:
            values[name] = info_value(kind, written, alternate, alternates, is_encoded)
        except ValueError as error:
            left(name, str(error))
    return values


def info_names(given: str | Iterable[str]) -> tuple[str, ...]:
    """The names of fields that a user gives, several with commas between them, each once.

    >>> info_names(["AF, DB", "AF"])
    ('AF', 'DB')
    """
    texts = (given,) if isinstance(given, str) else given
    names = (name.strip() for text in texts for name in text.split(","))
    return tuple(dict.fromkeys(filter(None, names)))


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
    entries = own_entries(declared, written, alternate, alternates)
    if declared.number in _ONE:
        return _scalar(declared, entries[0], is_encoded)
    return [_scalar(declared, entry, is_encoded) for entry in entries]


def own_entries(declared: Declaration, written: str, alternate: int, alternates: int) -> list[str]:
    """The entries of a value that are an allele's; arguments and error as for `info_value`.

    Of one for each genotype (G) they are those of the allele and of REF.

    >>> own_entries(Declaration("G", "Integer"), "0,1,2,3,4,5", 1, 2)
    ['0', '3', '5']
    """
    number = declared.number
    if number in _ONE[:2]:
        return [written]
    parts = written.split(",")
    own = alternate + 1
    if number == "A":
        due, chosen = {alternates}, [alternate]
    elif number == "R":
        due, chosen = {alternates + 1}, [0, own]
    elif number == "G":
        diploid = (alternates + 1) * (alternates + 2) // 2
        is_haploid = len(parts) == alternates + 1
        first = own * (own + 1) // 2  # of the genotypes with the allele, which has REF beside it
        due, chosen = {diploid, alternates + 1}, [0, own] if is_haploid else [0, first, first + own]
    else:
        due = {int(number)} if number.isdecimal() and len(number) < 10 else {len(parts)}
        chosen = list(range(len(parts)))
    if len(parts) not in due:
        raise ValueError(f"its header declares Number={number}")
    return [parts[n] for n in chosen]


def encoded(text: str) -> str:
    """A text as VCF 4.3 writes it in a value.

    >>> encoded("50%; a=b"), encoded("NC_000017.11:g.43057062T>A")
    ('50%25%3B a%3Db', 'NC_000017.11:g.43057062T>A')
    """
    return _SPECIAL.sub(lambda found: quote(found[0], safe=""), text) if text != "." else "%2E"


_SPECIAL: Final = re.compile(r"[%;=,\t\r\n]")


def _scalar(declared: Declaration, written: str, is_encoded: bool) -> Scalar:
    if written in ("", "."):
        return None
    if declared.type == "Integer" and _INTEGER.fullmatch(written):
        return int(written)
    if declared.type == "Float" and _FLOAT.fullmatch(written):
        return float(written)
    if declared.type in ("Integer", "Float"):
        raise ValueError(f"its header declares Type={declared.type}")
    return decoded(written) if is_encoded else written


def decoded(written: str) -> str:
    """A decoded text; as it is where the octets are not UTF-8."""
    if "%" not in written:
        return written
    try:
        return unquote(written, errors="strict")
    except UnicodeDecodeError:
        return written
