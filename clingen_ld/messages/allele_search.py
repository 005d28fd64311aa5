"""Search for alleles in any JSON: statements, score sets, exports, replies of other services.

Nothing is asked of a document but that it is JSON. What is looked for: objects of VRS and Cat-VRS,
replies of the Allele Registry, alleles of the model; and, where no such object has it as its own
name, ids of the Registry, ids of VRS and HGVS names with their accession.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, BinaryIO, Final, NamedTuple

import msgspec

from clingen_ld.messages.interpretation.form import embedded_kind
from clingen_ld.messages.message import Place, Problem, ReadOptions
from clingen_ld.messages.registry.form import ALLELE_LISTS, is_placeholder, is_registry_iri
from clingen_ld.messages.streams import array_or_text, begin, lines_of
from clingen_ld.messages.text.decoding import decode, read_whole, too_large, too_many_values
from clingen_ld.messages.text.inputs import DamagedInputError, PathName, find_files, open_input
from clingen_ld.messages.text.json_text import JsonTextError, read
from clingen_ld.messages.text.located_json import JsonText
from clingen_ld.messages.vrs.form import VRS_TYPES, is_vrs
from clingen_ld.messages.vrs.identifiers import VARIATION_ID
from clingen_ld.model import TYPE_KEY, escape, local_name, registry_iri
from clingen_ld.variation.hgvs import name_type
from clingen_ld.variation.sequences import accessions_of, is_accession

if TYPE_CHECKING:
    from clingen_ld.messages.text.json_arrays import ArrayElement

REGISTRY_DOCUMENT: Final = "Registry document"
REGISTRY_ID: Final = "Registry id"
VRS_ID: Final = "VRS id"
HGVS_NAME: Final = "HGVS name"


class FoundAllele(NamedTuple):
    """An allele in a document.

    `line` is 1-based, where the allele begins. `pointer` is a JSON Pointer within the text (of
    NDJSON: within the line). `kind` is a class of VRS or Cat-VRS, a resource type, or one of
    `Registry document`, `Registry id`, `VRS id` and `HGVS name`.
    """

    file: str
    line: int
    pointer: str
    kind: str
    id: str
    """Its id, IRI or, of an HGVS name, the name; empty where it has none."""
    name: str
    """What it is called; empty where it is not."""


_PLACES: Final = frozenset((
    "SequenceLocation", "SequenceOffsetLocation", "RelativeSequenceLocation", "SequenceReference",
    "ChromosomeLocation",
))  # fmt: skip
"""Classes of VRS that are no variation."""
_VARIATIONS: Final = {*VRS_TYPES, "CanonicalAllele", "ProteinSequenceConsequence"} - _PLACES
"""Classes of VRS and Cat-VRS that are variation."""
_NAMES: Final = frozenset(
    ("name", "label", "expressions", "alleleName", "communityStandardTitle")
)  # fmt: skip
"""Keys that say what an object is called."""
_VA: Final = "ga4gh:VA."
_IDS: Final = ("@id", "id", "digest")
_NUMBERS: Final = ("CA", "PA")
_STARTS: Final = ("ga4gh:", "http://reg.", "https://reg.")
_OWN: Final = frozenset(("location", "state", "expressions"))
"""What of an allele has none inside."""
_ALLELES: Final = ("CanonicalAllele", "ContextualAllele")
_TYPES: Final = _VARIATIONS.union(_ALLELES)
_SIGNS: Final = frozenset((TYPE_KEY, "@id", "@context", "@type"))
"""Keys of what is not VRS."""
_UNTYPED: Final = frozenset(("state", "relatedContextualAllele", "referenceCoordinate"))
"""One of these keys is in an allele of VRS, or of an interpretation message, without a type."""
_CODED: Final = frozenset(("code", "value"))
"""Keys of what a `system` beside them says the kind of."""
_REGISTRY_KEY: Final = re.compile(
    r"(?i)car?_?id|allele[ _]?registry|canonical_?allele|clingen_?allele"
    r"|\breg\.(?:clinicalgenome|genome)\b|^clingen$"
)
_SPACE: Final = re.compile(r"\s")
_BARE: Final = re.compile(r"[CP]A[0-9]{3,}")

Row = tuple[str, int, str, str, str, str]
"""A found allele as a plain tuple, which takes less time than a named one."""
_Found = list[tuple[str, str, str, str]]
"""Pointer, kind, id and name of each allele."""


class _Steps(dict[Any, str]):
    """The steps of JSON Pointers, by keys of objects and numbers of arrays."""

    def __missing__(self, key: str | int) -> str:
        if len(self) >= 10_000:
            self.clear()
        found = self[key] = f"/{escape(str(key))}"
        return found


_STEPS: Final = _Steps()


def find(
    inputs: Iterable[PathName], options: ReadOptions | None = None
) -> Iterator[FoundAllele | Problem]:
    """The alleles in JSON files, folders and standard input (`-`), in the order of the text.

    What cannot be read is a `Problem` in its place. Raises `InputError` for an input that does not
    exist.
    """
    for each in rows(inputs, options or ReadOptions()):
        if isinstance(each, Problem):
            yield each
        else:
            yield from map(FoundAllele._make, each)


def rows(inputs: Iterable[PathName], options: ReadOptions) -> Iterator[list[Row] | Problem]:
    """The alleles as `find` gives them, those of each text in one list."""
    for name in find_files(inputs, options.exclude):
        try:
            with open_input(name) as stream:
                yield from search_stream(stream, name, options)
        except DamagedInputError as error:
            yield error.problem


def alleles_in(value: Any) -> Iterator[tuple[str, str, str, str]]:
    """The alleles in a JSON value: pointer, kind, id and name of each, as `FoundAllele` has them.

    >>> list(alleles_in({"variant": {"caid": "CA123456"}}))
    [('/variant/caid', 'Registry id', 'CA123456', '')]
    """
    yield from _search(value)


def _search(value: Any) -> _Found:
    """The alleles in a JSON value."""
    found: _Found = []
    if value.__class__ is dict:
        _in_object(value, "", True, found)
    elif value.__class__ is list:
        _in_array(value, "", True, None, found)
    elif isinstance(value, str) and (named := _named(value, None)) is not None:
        found.append(("", *named, ""))
    return found


# Most of the time goes into these, which look at every value of a text: they call each other
# rather than a common function, and a call is spared where that is easy. `at` is a JSON Pointer;
# `is_free`: outside any allele, in which ids and names are its own.
def _in_object(node: dict[str, Any], at: str, is_free: bool, found: _Found) -> None:
    """Search an object, which may be an allele."""
    try:
        type_ = node.get("type")
        may_be = type_ in _TYPES if type_ is not None else not _UNTYPED.isdisjoint(node)
    except TypeError:  # it is an array or object
        may_be = False
    if (
        may_be or ("id" in node and (id_ := node["id"]).__class__ is str and id_[:9] == _VA)
        or "resourceType" in node or "@id" in node or "@type" in node
    ) and (kind := _kind(node)) is not None:  # fmt: skip
        found.append((at, kind, _id(node), _name(node)))
        for key, item in node.items():
            class_ = item.__class__
            if class_ is dict and key not in _OWN:
                _in_object(item, at + _STEPS[key], False, found)
            elif class_ is list and key not in _OWN:
                _in_array(item, at + _STEPS[key], False, None, found)
        return
    for key, item in node.items():
        class_ = item.__class__
        if class_ is str:
            if is_free and (":" in item or ("A" in item and item[1:2] == "A")):
                _in_string(item, at, key, key if key not in _CODED else _system(node, key), found)
        elif class_ is dict:
            _in_object(item, at + _STEPS[key], is_free, found)
        elif class_ is list and item:
            _in_array(item, at + _STEPS[key], is_free, key, found)


def _system(node: dict[str, Any], key: str) -> str:
    """The system of a code, or else its key: it decides the kind of the code."""
    system = node.get("system")
    return system if isinstance(system, str) else key


def _in_array(node: list[Any], at: str, is_free: bool, above: str | None, found: _Found) -> None:
    """Search an array; `above` is the key that has it."""
    for number, item in enumerate(node):
        class_ = item.__class__
        if class_ is dict:
            _in_object(item, at + _STEPS[number], is_free, found)
        elif class_ is str:
            if is_free and (":" in item or ("A" in item and item[1:2] == "A")):
                _in_string(item, at, number, above, found)
        elif class_ is list and item:
            _in_array(item, at + _STEPS[number], is_free, None, found)


def _in_string(text: str, at: str, step: str | int, key: str | None, found: _Found) -> None:
    """Take a string that is an id or a name of an allele.

    `step` leads to it from the object or array at a pointer, `key` is the key that it has.
    """
    start = text.find(":")
    if start < 0:
        may_be = text[1:2] == "A"
    elif text[start + 2 : start + 3] == ".":
        may_be = True
    else:
        may_be = text[start + 1 : start + 3] in _NUMBERS or text.startswith(_STARTS)
    if may_be and (named := _named(text, key)) is not None:
        found.append((at + _STEPS[step], *named, ""))


def _kind(node: dict[str, Any]) -> str | None:
    """The kind of allele of an object; None for any other object."""
    if not _SIGNS.isdisjoint(node):
        return _kind_by_sign(node)
    type_ = node.get("type")
    if is_vrs(node):
        if not isinstance(type_, str):
            return "Allele"
        return None if type_ in _PLACES else type_
    is_told = type_ in _ALLELES if type_ is not None else not _UNTYPED.isdisjoint(node)
    return embedded_kind(node) if is_told else None


def _kind_by_sign(node: dict[str, Any]) -> str | None:
    """The kind of an object of the model or of the Registry."""
    if TYPE_KEY in node:
        type_ = node[TYPE_KEY]
        return type_ if type_ in _ALLELES else None
    iri = node.get("@id")
    is_reply = isinstance(iri, str) and is_registry_iri(iri)
    if is_reply and ("/allele/" in str(iri) or is_placeholder(iri)):
        is_whole = "@context" in node or any(key in node for key in ALLELE_LISTS)
        return REGISTRY_DOCUMENT if is_whole else REGISTRY_ID
    types = node.get("@type")
    for each in types if isinstance(types, list) else [types]:
        name = local_name(each).rpartition(":")[2] if isinstance(each, str) else ""
        if name in _ALLELES:
            return name
    return None


def _id(node: Mapping[str, Any]) -> str:
    for key in _IDS:
        if key in node and isinstance(id_ := node[key], str):
            return id_
    return ""


def _name(node: Mapping[str, Any]) -> str:
    """What an object is called: by its label, else its first HGVS name or title."""
    if _NAMES.isdisjoint(node):
        return ""
    for key in ("name", "label"):
        if isinstance(name := node.get(key), str):
            return name
    for key, inner in (
        ("expressions", "value"), ("alleleName", "name"), ("communityStandardTitle", ""),
    ):  # fmt: skip
        listed = node.get(key)
        first = listed[0] if isinstance(listed, list) and listed else None
        said = first.get(inner) if isinstance(first, dict) else first
        if isinstance(said, str):
            return said
    return ""


def _named(text: str, key: str | None) -> tuple[str, str] | None:
    """The kind and the id that a string is; an id of the Registry without a prefix by its key."""
    if ":" in text:
        if registry_iri(text) is not None:
            return REGISTRY_ID, text
        if VARIATION_ID.fullmatch(text):
            return VRS_ID, text
        is_name = any(map(is_accession, accessions_of([text]))) and name_type(text) != "custom"
        return (HGVS_NAME, text) if is_name and not _SPACE.search(text) else None
    if key is None or not _BARE.fullmatch(text):
        return None
    return (REGISTRY_ID, text) if _REGISTRY_KEY.search(key) is not None else None


def search_stream(
    stream: BinaryIO, name: str, options: ReadOptions
) -> Iterator[list[Row] | Problem]:
    """The alleles in a stream of bytes, as `rows` gives them."""
    with array_or_text(stream, options) as (start, rest, elements):
        if elements is not None:
            yield from _in_elements(elements, name)
            return
        start, shape = begin(rest, options, start)
        if shape == "ndjson":
            for number, line in enumerate(lines_of(start, rest, options.largest), 1):
                if line is None:
                    said = f"a line of {too_large(options.largest)}"
                    yield Problem("ST-0", {"message": said}, name, "", number, 1)
                elif line.strip():
                    yield _in_line(line, name, number)
        elif shape == "json":
            data = read_whole(start, rest, options.largest, name)
            yield data if isinstance(data, Problem) else _in_bytes(data, name, 1)
        else:
            said = "no JSON, in which alleles are looked for"
            yield Problem("ST-11", {"what": said}, name, "", 1, 1)


def _in_elements(elements: Iterable[ArrayElement], name: str) -> Iterator[list[Row] | Problem]:
    """The alleles in the elements of an array or the records of sections."""
    from clingen_ld.messages.text.json_arrays import BrokenTextError

    try:
        for element in elements:
            text = JsonText(element.text, name, element.line)
            yield _in_text(text, element.pointer, "\n" not in element.text)
    except BrokenTextError as error:
        yield Problem("ST-0", {"message": error.message}, name, "", error.line, error.column)


def _in_line(line: bytes, name: str, number: int) -> list[Row] | Problem:
    if too_many_values(line, name, number):
        return _in_bytes(line, name, number)
    try:
        found = _search(msgspec.json.decode(line))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return _in_bytes(line, name, number)
    return [(name, number, at, kind, id_, title) for at, kind, id_, title in found]


def _in_bytes(data: bytes, name: str, number: int) -> list[Row] | Problem:
    """The alleles in a text that begins at a line, or its error if it is not JSON."""
    text = decode(data, name)
    if isinstance(text, Problem):
        return replace(text, line=(text.line or 1) + number - 1)
    if (problem := too_many_values(data, name, number)) is not None:
        return problem
    return _in_text(JsonText(text, name, number), "")


def _in_text(source: JsonText, above: str, is_line: bool = False) -> list[Row] | Problem:
    """The alleles in a text, each with its line; what is not JSON is a problem."""
    try:
        found = _search(msgspec.json.decode(source.text))
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        try:
            found = _search(read(source.text.rstrip("\r\n")).value)
        except JsonTextError as error:
            place = Place(above, *source.at(error.offset))
            return source.problem("ST-0", {"message": error.message}, place)
    first, file = source.first_line, source.file
    return [
        (file, first if is_line else source.place(at).line or 1, above + at, kind, id_, name)
        for at, kind, id_, name in found
    ]
