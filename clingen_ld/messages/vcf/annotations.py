"""INFO fields of the records of a file, for who asks for them and kept as annotations of alleles.

An annotation is a node of an allele, under `ANNOTATION`: the file and the record that it comes
from, the header lines of its fields, and their values under the names of the header. Its name
depends on what it says, so that those of two files stay two, wherever they meet.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Collection, Iterator, Mapping
from functools import lru_cache
from typing import Any, Final

from clingen_ld.graph.terms import Literal, escaped, n_quads_term
from clingen_ld.graph.values import literal, sorting_text
from clingen_ld.messages.descriptions import (
    ANNOTATION,
    FIELDS_NAMESPACE,
    FILE,
    NAMESPACE,
    RECORD,
    REFERENCE_NAMESPACE,
)
from clingen_ld.messages.foreign.builder import ExtensionTerms
from clingen_ld.messages.message import Problem, ReadOptions
from clingen_ld.messages.vcf.header import Header
from clingen_ld.messages.vcf.info import (
    ALL,
    REPEATED,
    Declaration,
    InfoValue,
    Scalar,
    encoded,
    fields_of,
    info_names,
    info_value,
    own_entries,
    values_of,
)
from clingen_ld.messages.vcf.lines import ALT, Line, problem_at
from clingen_ld.messages.vcf.records import COLUMNS, LEFT_OUT, shown
from clingen_ld.messages.vcf.skipped_records import SkippedRecords
from clingen_ld.model import XSD, Object, Tree
from clingen_ld.suggestions import nearest

FIELDS: Final = ExtensionTerms(FIELDS_NAMESPACE)
"""The properties that INFO fields are, by their names."""
REFERENCE: Final = ExtensionTerms(REFERENCE_NAMESPACE)
"""The same for the values of REF."""
HEADER: Final = f"{NAMESPACE}header"
WRITTEN: Final = f"{NAMESPACE}written"
_SPLIT: Final = ("A", "R", "G")
"""Numbers of fields of which each allele has a part."""
NUMBERS: Final = {"Integer", "Float"}
_NO_NUMBER: Final = {"inf": "INF", "-inf": "-INF", "nan": "NaN"}
_MOST_NAMES: Final = 5000  # of fields that are remembered
_DIGITS: Final = re.compile(r"-?[0-9]{1,17}(?:\.[0-9]{1,17})?(?:e-?[0-9]{1,3})?")
_UNENCODED: Final = re.compile(r"[^%;=,\t\r\n]+")
FIELD_NAME: Final = re.compile(r"[^\s;=,\x00-\x1f\x7f]+")


class AnnotationReader:
    """Makes annotations of the INFO fields of a file that are wanted, or of `ALL`.

    A value that contradicts the header is kept unchanged and passed to `left`.
    """

    def __init__(self, names: Collection[str], file: str, left: SkippedRecords) -> None:
        self._names = frozenset(names)
        self._file = file
        self._left = left
        self._declared: Mapping[str, Declaration] = {}
        self._is_encoded = True
        self._met: set[str] = set()

    def begin(self, header: Header, is_encoded: bool) -> None:
        """Take in the header; `is_encoded` as for `info_value`."""
        self._declared = header.declared.get("INFO", {})
        self._is_encoded = is_encoded

    def annotation(
        self, iri: str, record: str, info: bytes, alternate: int, alternates: int, line: Line
    ) -> Tree | None:
        """The annotation of an allele from the INFO of its record; None when nothing is wanted.

        `record` is CHROM, POS, REF and ALT with colons between them; the allele is the entry
        `alternate` (from 0) of `alternates`.
        """
        values: dict[str, Any] = {}
        written: list[str] = []
        names: list[str] = []
        for name, text in self._entries(info, line):
            if name in self._declared:
                names.append(name)
            value = _plain(self._declared.get(name), text, alternates)
            if value is not None:
                values[FIELDS.term(name)] = value
                continue
            known, own = self._value(name, text, alternate, alternates, line)
            values |= known
            if own != entry_of(name, known, self._declared.get(name)):
                written.append(own)
        if not values and not written:
            return None
        node: Tree = {FILE: self._file}
        if names:
            node[HEADER] = "\n".join(self._declared[name].line for name in names)
        node[RECORD] = record
        if written:
            node[WRITTEN] = ";".join(written)
        node |= sorted(values.items())
        import hashlib  # which commands without variant files do without

        digest = hashlib.sha256(json.dumps(node).encode()).hexdigest()
        return {"@id": f"{iri}#vcf-{digest[:16]}"} | node

    def _entries(self, info: bytes, line: Line) -> Iterator[tuple[str, str | None]]:
        """The requested fields of an INFO, each once, as written; None for a flag."""
        if info in (b"", b"."):
            return
        names, is_all, seen = self._names, ALL in self._names, set[str]()
        for entry in info.split(b";"):
            head, equals, _ = entry.partition(b"=")
            name = head.decode("utf-8", "replace")
            if not name and entry and is_all:
                self._left.info("", "it has no name", line)
            if not name or not (is_all or name in names):
                continue
            if name in seen:
                self._left.info(name, REPEATED, line)
                continue
            seen.add(name)
            try:
                text = entry.decode()[len(name) + 1 :] if equals else None
            except UnicodeDecodeError:
                self._left.info(name, "it is not UTF-8", line)
                continue
            if name not in self._met:
                if not FIELD_NAME.fullmatch(name):
                    self._left.info(name, "a name has no spaces or commas", line)
                    continue
                if len(self._met) < _MOST_NAMES:
                    self._met.add(name)
            yield name, text

    def _value(
        self, name: str, text: str | None, alternate: int, alternates: int, line: Line
    ) -> tuple[Tree, str]:
        """The values of an allele by their properties, and its entry as VCF 4.3 writes it."""
        declared, values = self._declared.get(name), Tree()
        if declared is None:
            self._left.as_it_stands(name, "the header does not declare it", line)
        kind = declared or undeclared(text)
        own, reason = text, None
        try:
            values, own = allele_values(name, kind, text, alternate, alternates, self._is_encoded)
            reason = _contradiction(kind, text)
        except ValueError as error:
            reason = str(error)
        if reason is not None:
            self._left.as_it_stands(name, reason, line)
        if own is None:
            return values, name
        return values, f"{name}={own if self._is_encoded else own.replace('%', '%25')}"

    def problems(self, line: Line) -> Iterator[Problem]:
        """Fields that are wanted, but nowhere in the file; `line` has the titles of the columns."""
        for name in sorted(self._names - self._declared.keys() - self._met - {ALL}):
            near = nearest(name, self._declared)
            hint = f"; did you mean {near}?" if near else ""
            message = f"INFO {shown(name)} is neither in the header nor in a record{hint}"
            yield problem_at(LEFT_OUT, message, self._file, line)


def _plain(declared: Declaration | None, text: str | None, alternates: int) -> Any:
    """The one value of a field that is as declared and written as here; None of any other."""
    if declared is None:
        return None
    number, kind = declared.number, declared.type
    if text is None:
        return True if kind == "Flag" else None
    if kind == "Flag" or not (number in ("1", ".") or (number == "A" and alternates == 1)):
        return None
    value: str | int | float = text
    if kind in NUMBERS:
        if not _DIGITS.fullmatch(text) or (kind == "Integer" and not text.lstrip("-").isdigit()):
            return None
        value = int(text) if kind == "Integer" else float(text)
        return value if _written(value) == text else None
    return value if _UNENCODED.fullmatch(text) and text != "." else None


def undeclared(text: str | None) -> Declaration:
    return Declaration("0", "Flag") if text is None else Declaration()


def allele_values(
    name: str, declared: Declaration, text: str | None, alternate: int, alternates: int,
    is_encoded: bool,
) -> tuple[Tree, str | None]:  # fmt: skip
    """The values of an allele as a tree has them, and the part of the text for the allele."""
    value = info_value(declared, text, alternate, alternates, is_encoded)
    own = text
    if declared.number in _SPLIT and declared.type != "Flag" and text not in (None, "", "."):
        assert text is not None
        own = ",".join(own_entries(declared, text, alternate, alternates))
    values = {FIELDS.term(name): value}
    if declared.number == "R" and isinstance(value, list):
        values = {FIELDS.term(name): value[1], REFERENCE.term(name): value[0]}
    found = {term: _in_tree(each) for term, each in values.items()}
    return {term: each for term, each in found.items() if each is not None}, own


def _contradiction(declared: Declaration, text: str | None) -> str | None:
    """How a value that can be read contradicts its declaration, if it does."""
    if declared.type == "Flag":
        return None if text is None else "its header declares Type=Flag"
    if text is None:
        return "it has no value"
    return "its header declares Number=1" if declared.number == "1" and "," in text else None


def _in_tree(value: InfoValue) -> Any:
    """A value as reading the graph gives it: several in the order of their texts, each once."""
    if not isinstance(value, list):
        return _scalar_in_tree(value)
    made = [_scalar_in_tree(item) for item in value]
    found = {sorting_text(item): item for item in made if item is not None}
    several = [found[key] for key in sorted(found)]
    return several if len(several) > 1 else next(iter(several), None)


def _scalar_in_tree(value: Scalar) -> Any:
    if value is False:
        return None
    if isinstance(value, float) and not math.isfinite(value):
        return {"@type": f"{XSD}double", "@value": _NO_NUMBER[str(value)]}
    return value


def entry_of(name: str, node: Object, declared: Declaration | None) -> str | None:
    """The entry of a field with the values that a node has; None where a record cannot have it."""
    value, reference = node.get(FIELDS.term(name)), node.get(REFERENCE.term(name))
    if reference is not None or (declared is not None and declared.number == "R"):
        if isinstance(value, list | None) and isinstance(reference, list | None):
            return None
        parts = ["." if each is None else _written(each) for each in (reference, value)]
    elif value is True:
        return name
    else:
        parts = [_written(item) for item in (value if isinstance(value, list) else [value])]
    texts = [part for part in parts if part is not None]
    return f"{name}={','.join(texts)}" if texts and len(texts) == len(parts) else None


def _written(value: Any) -> str | None:
    """A value as a record has it."""
    if isinstance(value, bool):
        return None
    if isinstance(value, str):
        return encoded(value) or None
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return repr(value).removesuffix(".0")
    if isinstance(value, dict) and value.get("@type") == f"{XSD}double":
        return encoded(str(value.get("@value")))
    return None


def n_quads(annotation: Object, iri: str) -> str:
    """The lines of an annotation of the resource of an IRI, which is their graph, too."""
    node, end = annotation["@id"], f" <{iri}> .\n"
    lines = [f"<{iri}> <{ANNOTATION}> <{node}>{end}"]
    for key, value in annotation.items():
        if key == HEADER:
            lines.append(f'<{node}> <{key}> "{_escaped(value)}"{end}')
        elif isinstance(value, list):
            lines += [f"<{node}> <{key}> {_term(item)}{end}" for item in value]
        elif key != "@id":
            lines.append(f"<{node}> <{key}> {_term(value)}{end}")
    return "".join(lines)


_escaped: Final = lru_cache(maxsize=1024)(escaped)


def _term(value: Any) -> str:
    if isinstance(value, str):
        return f'"{escaped(value)}"'
    if isinstance(value, dict):
        return n_quads_term(Literal(value["@value"], value["@type"]))
    return n_quads_term(literal(value, None))


_INFO: Final = COLUMNS.index("INFO") - ALT - 1
"""The number of INFO among the columns after ALT."""
_PLAIN_TEXT: Final = re.compile(rb"##fileformat=VCFv(?:3\.|4\.[012]\b)")
"""The versions in which text is not percent-encoded."""


class InfoReader:
    """Passes the INFO fields that the options ask for to those who want them, and to trees."""

    def __init__(self, file: str, options: ReadOptions) -> None:
        self._file = file
        self._receiver = options.info_receiver
        wanted = info_names(options.info)
        names = wanted if self._receiver is None else self._receiver.names
        self.left = SkippedRecords(file, names)
        """What is passed over in the file."""
        self._annotations = AnnotationReader(wanted, file, self.left) if wanted else None
        self.is_idle = self._receiver is None and not wanted
        """Whether no field is asked for."""
        self._declared: dict[str, Declaration] = {}
        self._is_encoded = True

    def read_version(self, line: Line) -> None:
        """Take in the first line, which says whether the text of fields is percent-encoded."""
        self._is_encoded = _PLAIN_TEXT.match(line.data) is None

    def begin(self, header: Header) -> None:
        """Take in the header, which is at its end."""
        self._declared = header.declared.get("INFO", {})
        if self._receiver is not None:
            self._receiver.declare(self._file, self._declared)
        if self._annotations is not None:
            self._annotations.begin(header, self._is_encoded)

    def read(
        self, iri: str, record: str, rest: list[bytes], n: int, alternates: int, line: Line
    ) -> Tree | None:
        """Give the INFO fields that are asked for to who asks; what is kept of them.

        `rest` is what comes after ALT; the others as for `AnnotationReader.annotation`.
        """
        if self.is_idle or len(rest) <= _INFO:
            return None
        is_cut = not line.whole and len(rest) == _INFO + 1
        self._give(iri, rest[_INFO], n, alternates, is_cut, line)
        if self._annotations is None:
            return None
        if is_cut:
            self.left.info("and others", "the record is too long", line)
            return None
        return self._annotations.annotation(iri, record, rest[_INFO], n, alternates, line)

    def _give(
        self, iri: str, info: bytes, n: int, alternates: int, is_cut: bool, line: Line
    ) -> None:
        receiver = self._receiver
        if receiver is None:
            return
        if is_cut:
            for name, _ in fields_of(info, receiver.names):
                self.left.info(name, "its record is too long", line)
            info = b""

        def leave(name: str, reason: str) -> None:
            self.left.info(name, reason, line)

        declared, is_encoded = self._declared, self._is_encoded
        receiver.receive(
            iri, values_of(info, receiver.names, declared, n, alternates, is_encoded, leave)
        )

    def problems(self, titles: Line) -> Iterator[Problem]:
        """Fields that are wanted, but nowhere in the file."""
        if self._annotations is not None:
            yield from self._annotations.problems(titles)
