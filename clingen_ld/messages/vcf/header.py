"""The header of a VCF file: its build, its declarations, and its errors.

The lines are read here and not by pysam, which gives no positions, writes its own warnings to
standard error, and is not installed everywhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from clingen_ld.errors import UsageError
from clingen_ld.messages.message import Problem
from clingen_ld.messages.vcf.chromosomes import MITOCHONDRIAL, plain_name
from clingen_ld.messages.vcf.info import Declaration
from clingen_ld.messages.vcf.lines import Line, problem_at
from clingen_ld.messages.vcf.records import COLUMNS, LEFT_OUT, shown
from clingen_ld.variation.assemblies import (
    BUILDS,
    CURRENT,
    build_named,
    builds_in,
    chromosomes,
    molecule,
    oldest_first,
)

_ATTRIBUTE: Final = re.compile(r'(?<!\w)(\w+)=("(?:[^"\\]|\\.)*"|[^,<>]*)')
_MOST_NAMES: Final = 5000  # of declared INFO and FORMAT fields that are remembered
_LONGEST: Final = 10_000  # bytes of a header line that are looked at

_KEY: Final = re.compile(r'\s{0,99}([^\s=,<>"]{1,999})\s{0,99}=\s{0,99}')
_VALUE: Final = re.compile(r'"(?:[^"\\]|\\.)*"|\[[^\]]*\]|[^",>][^,>]*|(?=[,>])')
_NUMBER: Final = re.compile(r"[0-9]+|[.ARG]|LA|LR|LG|P|M")
_TYPES: Final = ("Integer", "Float", "Character", "String")
_FIELD: Final = ("ID", "Number", "Type", "Description")
_REQUIRED: Final = {
    "INFO": _FIELD, "FORMAT": _FIELD, "FILTER": ("ID", "Description"), "ALT": ("ID",),
    "contig": ("ID",),
}  # fmt: skip
"""What the specification requires of lines (VCF 4.3, section 1.4)."""
_MEANT: Final = {key.lower(): key for key in _REQUIRED}
_COMPARED: Final[tuple[str, ...]] = ("Number", "Type", "length")
_LATEST: Final = 5
"""VCF 4.5 is the latest version."""


class _Fault(NamedTuple):
    """What is wrong with a line, and where in it (0-based); `grave` where htslib refuses it."""

    at: int
    said: str
    grave: bool = False


class _Attribute(NamedTuple):
    """A value in a line, and where in it."""

    text: str
    at: int
    is_quoted: bool


@dataclass(frozen=True, slots=True)
class HeaderStatement:
    """The build in a line of a header, and the line number."""

    line: int
    what: str


@dataclass(slots=True)
class Header:
    """The content of the header, in bounded memory."""

    builds: dict[str, HeaderStatement] = field(default_factory=dict)
    """The builds that it mentions, each with its first line."""
    misfits: dict[str, HeaderStatement] = field(default_factory=dict)
    """Chromosomes whose length is that of no known build."""
    unknown: HeaderStatement | None = None
    """The first reference or assembly that is that of no known build."""
    mitochondrial_length: int | None = None
    declared: dict[str, dict[str, Declaration]] = field(default_factory=dict)
    """The INFO and FORMAT fields by their names."""
    titles: Line | None = None
    """The line that begins with #CHROM."""
    width: int | None = None
    """The number of columns, where their titles are right."""
    _first: dict[tuple[str, str], tuple[int, dict[str, str]]] = field(default_factory=dict)
    """The first lines of IDs, with their declarations."""
    _is_old: bool = False
    """Whether the version is 3, whose lines are others."""

    def read_meta(self, line: Line, file: str) -> Iterator[Problem]:
        """Read a line that begins with ##; returns its errors."""
        text = line.data[:_LONGEST].decode("utf-8", "replace")
        key, _, value = text[2:].partition("=")
        if key == "reference":
            self._state_named(value, line, "##reference", f"##reference={value}")
        elif key == "contig":
            self._read_contig(_attributes(value), line)
        elif key in ("INFO", "FORMAT"):
            fields = self.declared.setdefault(key, {})
            name, declared = header_declaration(text)
            if name and len(fields) < _MOST_NAMES:
                fields.setdefault(name, declared)
        for fault in () if self._is_old else self._faults(text, key, value, line):
            rule, offset = "ST-0" if fault.grave else LEFT_OUT, len(text[: fault.at].encode())
            yield problem_at(rule, fault.said, file, line, offset)

    def _faults(self, text: str, key: str, value: str, line: Line) -> Iterator[_Fault]:
        start = len(key) + 3
        if not key or start > len(text):
            yield _Fault(0, "a line of a header is ##key=value", grave=True)
        elif key == "fileformat":
            yield from self._faults_of_version(value, start, line)
        elif (meant := _MEANT.get(key.strip().lower(), key)) != key and value[:1] == "<":
            yield _Fault(0, f"##{key[:40]}: the key is written ##{meant}")
        elif key in _REQUIRED and line.whole and len(line.data) < _LONGEST:
            given, fault = _structure(text, start)
            name = given["ID"].text if "ID" in given else ""
            shown = f"##{key} {name[:40]}".rstrip()
            faults = _declaration_faults(key, given, start) if fault is None else iter((fault,))
            for at, said, grave in faults:
                yield _Fault(at, f"{shown}: {said}", grave)
            if name and fault is None:
                yield from self._repeated(key, name, given, line)

    def _faults_of_version(self, value: str, at: int, line: Line) -> Iterator[_Fault]:
        major, _, minor = value.strip().removeprefix("VCFv").partition(".")
        self._is_old = major == "3"
        if line.number > 1:
            if ("fileformat", "") in self._first:
                yield _Fault(0, "##fileformat stands twice: a file has one, in its first line")
        elif major == "4" and minor.isdecimal() and int(minor[:9]) > _LATEST:
            yield _Fault(at, f"a version later than VCFv4.{_LATEST}, as which it is read")
        self._first["fileformat", ""] = line.number, {}

    def _repeated(
        self, key: str, name: str, given: dict[str, _Attribute], line: Line
    ) -> Iterator[_Fault]:
        """The error that an ID is in an earlier line."""
        values = {n: given[n].text for n in _COMPARED if n in given}
        first, before = self._first.get((key, name), (line.number, values))
        if len(self._first) < _MOST_NAMES:
            self._first.setdefault((key, name), (first, values))
        if first != line.number:
            others = (n for n in values if before.get(n, values[n]) != values[n])
            other = "".join(f", with {n}={before[n]}" for n in others)
            message = f"##{key} {name[:40]}: it stands in line {first} already{other}"
            yield _Fault(given["ID"].at, message)

    def _read_contig(self, given: dict[str, str], line: Line) -> None:
        name = given.get("ID", "")
        assembly = given.get("assembly", "")
        what = f"assembly={assembly} of contig {name}"
        self._state_named(assembly, line, what, what)
        known = molecule(name)
        builds = oldest_first(known.builds & set(BUILDS)) if known is not None else []
        if len(builds) == 1:
            self._state(builds[0], line, f"contig {name}")
        length = given.get("length", "")
        if not (length.isascii() and length.isdecimal() and len(length) < 12):
            return
        chromosome = plain_name(name)
        if chromosome == MITOCHONDRIAL:
            self.mitochondrial_length = int(length)
            return
        if chromosome not in chromosomes(CURRENT):
            return
        fitting = [b for b in BUILDS if chromosomes(b)[chromosome].length == int(length)]
        if len(fitting) == 1:
            self._state(fitting[0], line, f"length={length} of contig {name}")
        elif not fitting:
            what = f"length={length} of contig {name}"
            self.misfits.setdefault(chromosome, HeaderStatement(line.number, what))

    def _state_named(self, text: str, line: Line, what: str, whole: str) -> None:
        """Keep the build in a text, or else its first mention of none, `whole`."""
        found = builds_in(text)
        if len(found) == 1:
            self._state(next(iter(found)), line, what)
        elif text and not found and self.unknown is None:
            self.unknown = HeaderStatement(line.number, whole[:80])

    def _state(self, build: str, line: Line, what: str) -> None:
        self.builds.setdefault(build, HeaderStatement(line.number, what))

    def read_titles(self, line: Line, file: str) -> Problem | None:
        """Read the line that begins with #CHROM; returns its errors."""
        self.titles = line._replace(data=line.data[:_LONGEST])
        given = line.data[1:].decode("utf-8", "replace").split("\t", len(COLUMNS))
        offset = 0
        for n, title in enumerate(COLUMNS):
            if n >= len(given) or given[n] != title:
                message = "the titles of the columns must be #" + " ".join(COLUMNS)
                where = min(offset, len(line.data))
                return problem_at("ST-0", f"{message}, with tabs between them", file, line, where)
            offset += len(title) + 1
        fault = _fault_of_samples(line) if line.whole else None
        if fault is not None:
            return problem_at("ST-0", fault.said, file, line, fault.at)
        self.width = line.tabs + 1
        return None


def _fault_of_samples(line: Line) -> _Fault | None:
    """The first error in the titles behind INFO, all of which htslib refuses."""
    fixed, *more = line.data.split(b"\t", len(COLUMNS))[len(COLUMNS) - 1 :]
    if not more:
        return None
    at = len(line.data) - len(more[0])
    format_, *samples = more[0].split(b"\t")
    if format_ != b"FORMAT":
        return _Fault(at, f"{fixed.decode()} must be followed by FORMAT and then the samples")
    if not samples:
        return _Fault(at, "FORMAT has no samples: give their names, or leave it out")
    known: dict[bytes, int] = {}
    at += len(format_) + 1
    for n, name in enumerate(samples, len(COLUMNS) + 2):
        if not name:
            return _Fault(at, f"the name of the sample in column {n} is empty")
        if name in known:
            text = shown(name.decode("utf-8", "replace"))
            return _Fault(at, f"the sample {text} is in column {known[name]} already")
        known[name] = n
        at += len(name) + 1
    return None


def _structure(text: str, at: int) -> tuple[dict[str, _Attribute], _Fault | None]:
    """The text between < and > of a line from a position on, and its first error."""
    given: dict[str, _Attribute] = {}
    if text[at : at + 1] != "<":
        return given, _Fault(at, "what it declares must stand between < and >")
    end = ","
    while end == ",":
        key = _KEY.match(text, at + 1)
        if key is None:
            message = "key=value is due here; text with commas or quotation marks must be quoted"
            return given, _Fault(at + 1, message, grave=True)
        if key[1] in given:
            return given, _Fault(key.start(1), f"{key[1]} stands twice")
        value = _VALUE.match(text, key.end())
        if value is None:
            what = "the quotation mark is not closed" if text[key.end() :] else "> is missing"
            return given, _Fault(min(key.end(), len(text)), what)
        is_quoted = value[0].startswith('"')
        plain = value[0][1:-1] if is_quoted else value[0].strip()
        given[key[1]] = _Attribute(plain, value.start(), is_quoted)
        at = value.end()
        end = text[at : at + 1]
    if end == ">":
        rest = text[at + 1 :].strip()
        return given, _Fault(at + 1, "text behind the closing >") if rest else None
    if not text[at:].strip():
        return given, _Fault(at, "> is missing at the end")
    message = ', or > is due behind the closing quotation mark; inside of a value it is written \\"'
    return given, _Fault(at, message, grave=True)


def _declaration_faults(key: str, given: dict[str, _Attribute], start: int) -> Iterator[_Fault]:
    """What is wrong with what a line declares, each by its place."""
    required = _REQUIRED[key]
    missing = [n for n in required if n not in given or not (given[n].text or n == "Description")]
    if missing:
        are = "is" if len(missing) == 1 else "are"
        yield _Fault(start, f"{' and '.join(missing)} {are} missing")
    for name in ("ID", "Number", "Type"):
        if name in given and name not in missing and given[name].is_quoted:
            yield _Fault(given[name].at, f"{name} stands without quotation marks")
    if "ID" in given and re.search(r"\s", given["ID"].text):
        yield _Fault(given["ID"].at, "an ID has no space in it")
    text = given.get("Description") if "Description" in required else None
    if text is not None and not text.is_quoted:
        yield _Fault(text.at, "Description must stand in quotation marks")
    length = given.get("length") if key == "contig" else None
    if length is not None and not length.text.isdecimal():
        yield _Fault(length.at, "length must be a number of bases")
    if required is _FIELD and not missing:
        yield from _field_faults(key, given)


def _field_faults(key: str, given: dict[str, _Attribute]) -> Iterator[_Fault]:
    number, kind = given["Number"], given["Type"]
    types = (*_TYPES, "Flag") if key == "INFO" else _TYPES
    if kind.text not in types:
        yield _Fault(kind.at, f"Type must be {', '.join(types[:-1])} or {types[-1]}")
    if not _NUMBER.fullmatch(number.text):
        yield _Fault(number.at, "Number must be a number, A, R, G or .")
    elif (number.text == "0") != (kind.text == "Flag") and kind.text in types:
        yield _Fault(number.at, "Number is 0 for Type Flag, and for no other")


def header_declaration(line: str) -> tuple[str, Declaration]:
    """The name of the field that a line of a header declares, "" for none, and how.

    >>> header_declaration('##INFO=<ID=DB,Number=0,Type=Flag,Description="in dbSNP">')[0]
    'DB'
    """
    given = _attributes(line.partition("=")[2])
    number, type_ = given.get("Number", "."), given.get("Type", "String")
    return given.get("ID", ""), Declaration(number, type_, given.get("Description", ""), line)


def _attributes(value: str) -> dict[str, str]:
    return {key: text.strip('"') for key, text in _ATTRIBUTE.findall(value)}


def build_asked_for(assembly: str | None) -> str | None:
    """The build that a user names. Raises `UsageError` for an unknown name."""
    build = None if assembly is None else build_named(assembly)
    if assembly is not None and build is None:
        raise UsageError(f"there is no build {assembly!r}; the builds are {', '.join(BUILDS)}")
    return build


def why_no_build(header: Header) -> str:
    """The error for a file whose build is required but unknown."""
    why = "the header names none"
    if header.unknown is not None:
        builds = f"{', '.join(BUILDS[:-1])} and {BUILDS[-1]}"
        why = f"{header.unknown.what} (line {header.unknown.line}) is none of {builds}"
    return f"the build is not known: {why}; give it, as in --assembly {CURRENT}"


def choose_build(header: Header, assembly: str | None) -> str | None:
    """The build of the records: the user's, else the header's; None: unknown.

    Raises `UsageError` for an unknown `assembly`, `ValueError` with an explanation if they
    contradict each other.
    """
    given = build_asked_for(assembly)
    named = {build: f"{t.what}, line {t.line}" for build, t in header.builds.items()}
    if given is not None and any(build != given for build in named):
        others = ", ".join(f"{b} ({what})" for b, what in named.items() if b != given)
        raise ValueError(f"the assembly asked for is {given}, but the header names {others}")
    if len(named) > 1:
        said = " and ".join(f"{build} ({what})" for build, what in named.items())
        raise ValueError(f"the header names more than one build: {said}")
    build = given or next(iter(named), None)
    if build is not None and header.misfits:
        name, misfit = next(iter(header.misfits.items()))
        length = chromosomes(build)[name].length
        raise ValueError(
            f"the header gives {misfit.what} (line {misfit.line}), but in {build} it is {length}"
        )
    return build
