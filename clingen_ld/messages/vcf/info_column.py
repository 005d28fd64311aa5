"""The INFO of records that are written from the annotations of alleles."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, Final

from clingen_ld.graph.values import sorting_text
from clingen_ld.messages.descriptions import ANNOTATION, FILE, RECORD, annotations_of
from clingen_ld.messages.foreign.builder import same
from clingen_ld.messages.vcf.annotations import (
    FIELD_NAME,
    FIELDS,
    HEADER,
    NUMBERS,
    REFERENCE,
    WRITTEN,
    allele_values,
    entry_of,
    undeclared,
)
from clingen_ld.messages.vcf.header import header_declaration
from clingen_ld.messages.vcf.info import Declaration, fields_of
from clingen_ld.messages.vcf.records import shown
from clingen_ld.model import Object, escape
from clingen_ld.variation.change import Change

_OWN: Final = ("@id", FILE, HEADER, RECORD, WRITTEN)
_TYPES: Final = {bool: "Flag", int: "Integer", float: "Float"}
_FIRST_OF_BCF: Final = 8 - (1 << 31)  # before it are values that mean missing ones
_LINE: Final = re.compile(r"##INFO=<[^\x00-\x08\x0a-\x1f\x7f]*>\s*")
_RECORD: Final = re.compile(r"(?s:.*):([0-9]{1,10}):([ACGTN]+):[ACGTN]+")


def records_of(tree: Object) -> Iterator[Change[str]]:
    """The records that the annotations of an allele come from, by their places and REF."""
    for node in annotations_of(tree):
        text = node.get(RECORD) if isinstance(node, dict) else None
        found = _RECORD.fullmatch(text) if isinstance(text, str) else None
        if found is not None and int(found[1]) > 0:
            yield Change.of(int(found[1]) - 1, found[2], "")


class InfoColumn:
    """The INFO of records that are written, as BCF in the end or not, and the header lines of their
    fields."""

    def __init__(self, is_bcf: bool = False) -> None:
        self._is_bcf = is_bcf
        self._declared: dict[str, Declaration] = {}
        self._inferred: dict[str, Declaration] = {}

    def infos(self, tree: Object) -> tuple[list[str], list[str]]:
        """The INFO of each annotation of an allele, and the pointers of what it does not carry.

        Of one annotation, the file that it came from is none of these.
        """
        nodes, infos, lost = annotations_of(tree), dict[str, None](), list[str]()
        pointer = f"/{escape(ANNOTATION)}"
        are_many = len({sorting_text(n.get(FILE)) for n in nodes if isinstance(n, dict)}) > 1
        for number, node in enumerate(nodes):
            at = f"{pointer}/{number}" if isinstance(tree[ANNOTATION], list) else pointer
            if not isinstance(node, dict):
                lost.append(at)
                continue
            info, left = self._info(node)
            lost += (f"{at}/{escape(key)}" for key in [*left, *([FILE] if are_many else [])])
            if self._is_bcf:
                lost += _no_numbers_of_bcf(info, node.get(HEADER))
            if info:
                infos[info] = None
        return list(infos), lost

    def _info(self, node: Object) -> tuple[str, list[str]]:
        """The INFO of an annotation, and the keys of what it does not carry."""
        header = node.get(HEADER)
        declared = declarations(header) if isinstance(header, str) else {}
        kept = node.get(WRITTEN)
        raw = dict(_split(kept)) if isinstance(kept, str) else {}
        names = {k: FIELDS.key_of(k) or REFERENCE.key_of(k) for k in node if k not in _OWN}
        named = {name for name in names.values() if name and FIELD_NAME.fullmatch(name)}
        lost = [key for key, name in names.items() if name not in named]
        entries: list[str] = []
        for name in (*declared, *sorted((named | raw.keys()) - declared.keys())):
            own = {key: node[key] for key in names if names[key] == name}
            text = raw.get(name, "")
            entry = text if text and _is_of(text, name, declared.get(name), own) else None
            if entry is None and own:
                entry = entry_of(name, own, declared.get(name))
                lost += [] if entry else own
            if entry:
                entries.append(entry)
                self._declare(name, declared.get(name), own.get(FIELDS.term(name)))
        return ";".join(entries), lost

    def _declare(self, name: str, declared: Declaration | None, value: Any) -> None:
        if declared is None:
            one = value[0] if isinstance(value, list) and value else value
            kind = _TYPES.get(type(one), "String")
            number = "0" if kind == "Flag" else "."
            description = "Not declared where it comes from"
            declared = self._inferred.get(name, Declaration(number, kind, description))
            self._inferred[name] = _both(declared, Declaration(number, kind, description))
        else:
            self._declared[name] = _both(self._declared.get(name, declared), declared)

    @property
    def declared(self) -> Mapping[str, Declaration]:
        """The declarations of the fields that were written, without those made up."""
        return self._declared

    def header(self) -> Iterator[str]:
        """The header lines of the fields that were written."""
        # Those declared come first, and hold.
        for name, declared in (self._declared | self._inferred | self._declared).items():
            yield declared.line or (
                f"##INFO=<ID={name},Number={declared.number},Type={declared.type},"
                f'Description="{declared.description}">'
            )


def _no_numbers_of_bcf(info: str, header: Any) -> Iterator[str]:
    """The fields of an INFO whose values are not what BCF has for the declared type."""
    declared = declarations(header) if isinstance(header, str) else {}
    for name, text in fields_of(info.encode(), declared):
        kind = declared[name].type
        parts = [] if text is None or kind not in NUMBERS else text.split(",")
        if not all(part == "." or _is_number_of_bcf(part, kind) for part in parts):
            yield f"INFO {shown(name)} with a value that is no number of BCF (32 bits)"


def _is_number_of_bcf(text: str, kind: str) -> bool:
    """Whether the text of a number is read from BCF as the same one, which has 6 digits."""
    import struct

    try:
        if kind == "Integer":
            return _FIRST_OF_BCF <= int(text) < 1 << 31
        value = float(text)
        (packed,) = struct.unpack("f", struct.pack("f", value))
    except (ValueError, OverflowError):
        return False
    return float(f"{packed:.6g}") == value or math.isnan(value)


def _both(one: Declaration, other: Declaration) -> Declaration:
    """A declaration that fits the values of two, with the words of the first."""
    if (one.number, one.type) == (other.number, other.type):
        return one
    types = {one.type, other.type}
    kind = "Float" if types <= NUMBERS else "String"
    return Declaration(
        one.number if one.number == other.number else ".",
        one.type if len(types) == 1 else kind,
        one.description,
    )


@lru_cache(maxsize=1024)
def declarations(header: str) -> Mapping[str, Declaration]:
    """The declarations of some header lines by the names of their fields."""
    lines = (line for line in header.split("\n") if _LINE.fullmatch(line))
    found = map(header_declaration, lines)
    return {name: declared for name, declared in found if FIELD_NAME.fullmatch(name)}


def _split(written: str) -> Iterator[tuple[str, str]]:
    """The entries of `WRITTEN` that a record can have, by the names of their fields."""
    for entry in written.split(";"):
        name = entry.partition("=")[0]
        if FIELD_NAME.fullmatch(name) and entry.isprintable():
            yield name, entry


def _is_of(entry: str, name: str, declared: Declaration | None, own: Object) -> bool:
    """Whether an entry of `WRITTEN` says the values of its field; any does where there are none."""
    if not own:
        return True
    _, equals, tail = entry.partition("=")
    text = tail if equals else None
    try:
        values, _ = allele_values(name, declared or undeclared(text), text, 0, 1, is_encoded=True)
    except ValueError:
        return False
    return same(values, own)
