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
from clingen_ld.variation.accessions import accessions_of, is_accession
from clingen_ld.variation.hgvs import name_type

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


_VARIATIONS: Final = {*VRS_TYPES, "CanonicalAllele", "ProteinSequenceConsequence"} - {
    "SequenceLocation", "SequenceOffsetLocation", "RelativeSequenceLocation", "SequenceReference",
    "ChromosomeLocation",
}  # fmt: skip
"""Classes of VRS and Cat-VRS that are variation."""
_SIGNS: Final = frozenset((TYPE_KEY, "@id", "@context", "@type"))
_MARKS: Final = _SIGNS | {"type", "id", "state"}
"""An object without these keys is not an allele."""
_NUMBERS: Final = ("CA", "PA")
_STARTS: Final = ("ga4gh:", "http://reg.", "https://reg.")
_OWN: Final = ("location", "state", "expressions")
"""What of an allele has none inside."""
_ALLELES: Final = ("CanonicalAllele", "ContextualAllele")
_MEMBERS: Final = frozenset(("relatedContextualAllele", "referenceCoordinate"))
"""One of these keys is in an allele of an interpretation message that does not state its type."""
_REGISTRY_KEY: Final = re.compile(
    r"(?i)car?_?id|allele[ _]?registry|canonical_?allele|clingen_?allele"
)
_SPACE: Final = re.compile(r"\s")
_BARE: Final = re.compile(r"[CP]A[0-9]{3,}")

Link = tuple[Any, Any] | None
"""Where a value is: the link of what has it, and the key or number in that."""


def find(
    inputs: Iterable[PathName], options: ReadOptions | None = None
) -> Iterator[FoundAllele | Problem]:
    """The alleles in JSON files, folders and standard input (`-`), in the order of the text.

    What cannot be read is a `Problem` in its place. Raises `InputError` for an input that does not
    exist.
    """
    chosen = options or ReadOptions()
    for name in find_files(inputs, chosen.exclude):
        try:
            with open_input(name) as stream:
                yield from search_stream(stream, name, chosen)
        except DamagedInputError as error:
            yield error.problem


def alleles_in(value: Any) -> Iterator[tuple[str, str, str, str]]:
    """The alleles in a JSON value: pointer, kind, id and name of each, as `FoundAllele` has them.

    >>> list(alleles_in({"variant": {"caid": "CA123456"}}))
    [('/variant/caid', 'Registry id', 'CA123456', '')]
    """
    for link, kind, id_, name in _search(value):
        yield _pointer(link), kind, id_, name


_Found = list[tuple[Link, str, str, str]]


def _search(value: Any) -> _Found:
    """The alleles in a JSON value, with the links to them."""
    found: _Found = []
    if value.__class__ is dict:
        _in_object(value, None, found)
    elif value.__class__ is list:
        _in_array(value, None, found)
    elif isinstance(value, str):
        _in_string(value, None, found)
    return found


# Most of the time goes into these three, which look at every value of a text: they call each other
# rather than a common function, and a call is spared where that is easy.
def _in_object(node: dict[str, Any], link: Link, found: _Found) -> None:
    """Search an object outside any allele."""
    if not _MARKS.isdisjoint(node) and (kind := _kind(node)) is not None:
        found.append((link, kind, _id(node), _name(node)))
        _in_allele(node, link, found)
        return
    for key, item in node.items():
        class_ = item.__class__
        if class_ is str:
            if ":" in item or item[1:2] == "A":
                _in_string(item, (link, key), found)
        elif class_ is dict:
            _in_object(item, (link, key), found)
        elif class_ is list and item:
            _in_array(item, (link, key), found)


def _in_array(node: list[Any], link: Link, found: _Found) -> None:
    """Search an array outside any allele."""
    for number, item in enumerate(node):
        class_ = item.__class__
        if class_ is dict:
            _in_object(item, (link, number), found)
        elif class_ is str:
            if ":" in item or item[1:2] == "A":
                _in_string(item, (link, number), found)
        elif class_ is list and item:
            _in_array(item, (link, number), found)


def _in_allele(node: dict[str, Any], link: Link, found: _Found) -> None:
    """Search what is inside an allele, where ids and names are its own."""
    for key, item in node.items():
        class_ = item.__class__
        if (class_ is dict or class_ is list) and key not in _OWN:
            _inside(item, (link, key), found)


def _inside(node: dict[str, Any] | list[Any], link: Link, found: _Found) -> None:
    """Search an object or array inside an allele."""
    items: Iterable[tuple[Any, Any]]
    if isinstance(node, dict):
        if not _MARKS.isdisjoint(node) and (kind := _kind(node)) is not None:
            found.append((link, kind, _id(node), _name(node)))
            _in_allele(node, link, found)
            return
        items = node.items()
    else:
        items = enumerate(node)
    for key, item in items:
        class_ = item.__class__
        if class_ is dict or class_ is list:
            _inside(item, (link, key), found)


def _in_string(text: str, link: Link, found: _Found) -> None:
    """Take a string that is an id or a name of an allele."""
    start = text.find(":")
    if start < 0:
        may_be = text[1:2] == "A"
    elif text[start + 2 : start + 3] == ".":
        may_be = True
    else:
        may_be = text[start + 1 : start + 3] in _NUMBERS or text.startswith(_STARTS)
    if may_be and (named := _named(text, link)) is not None:
        found.append((link, *named, ""))


def _kind(node: dict[str, Any]) -> str | None:
    """The kind of allele of an object; None for any other object."""
    if not _SIGNS.isdisjoint(node):
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
    type_, id_ = node.get("type"), node.get("id")
    is_class = type_.__class__ is str
    may_be = type_ in _VARIATIONS if is_class else type_ is None and "state" in node
    is_allele = may_be or (id_.__class__ is str and id_.startswith("ga4gh:VA."))
    if is_allele and is_vrs(node):
        return type_ or "Allele"
    if type_ in _ALLELES or (type_ is None and not _MEMBERS.isdisjoint(node)):
        return embedded_kind(node)
    return None


def _id(node: Mapping[str, Any]) -> str:
    for key in ("@id", "id", "digest"):
        if isinstance(node.get(key), str):
            return str(node[key])
    return ""


def _name(node: Mapping[str, Any]) -> str:
    """What an object is called: by its label, else its first HGVS name or title."""
    for key in ("name", "label"):
        if isinstance(node.get(key), str):
            return str(node[key])
    for key, inner in (
        ("expressions", "value"), ("alleleName", "name"), ("communityStandardTitle", ""),
    ):  # fmt: skip
        listed = node.get(key)
        first = listed[0] if isinstance(listed, list) and listed else None
        said = first.get(inner) if isinstance(first, dict) else first
        if isinstance(said, str):
            return said
    return ""


def _named(text: str, link: Link) -> tuple[str, str] | None:
    """The kind and the id that a string is; an id of the Registry without a prefix by its key."""
    if ":" in text:
        if registry_iri(text) is not None:
            return REGISTRY_ID, text
        if VARIATION_ID.fullmatch(text):
            return VRS_ID, text
        is_name = any(map(is_accession, accessions_of([text]))) and name_type(text) != "custom"
        return (HGVS_NAME, text) if is_name and not _SPACE.search(text) else None
    if link is None or not _BARE.fullmatch(text):
        return None
    above, key = link
    key = above[1] if isinstance(key, int) and above is not None else key
    is_registry = isinstance(key, str) and _REGISTRY_KEY.search(key) is not None
    return (REGISTRY_ID, text) if is_registry else None


def _pointer(link: Link) -> str:
    if link is None:
        return ""
    steps: list[Any] = []
    while link is not None:
        link, key = link
        steps.append(key if key.__class__ is str else str(key))
    steps.reverse()
    found = "/".join(steps)
    if "~" in found or found.count("/") >= len(steps):
        found = "/".join(map(escape, steps))
    return f"/{found}"


def search_stream(
    stream: BinaryIO, name: str, options: ReadOptions
) -> Iterator[FoundAllele | Problem]:
    """The alleles in a stream of bytes, as `find` gives them."""
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
                    yield from _in_line(line, name, number)
        elif shape == "json":
            data = read_whole(start, rest, options.largest, name)
            yield from (data,) if isinstance(data, Problem) else _in_bytes(data, name, 1)
        else:
            said = "no JSON, in which alleles are looked for"
            yield Problem("ST-11", {"what": said}, name, "", 1, 1)


def _in_elements(elements: Iterable[ArrayElement], name: str) -> Iterator[FoundAllele | Problem]:
    """The alleles in the elements of an array or the records of sections."""
    from clingen_ld.messages.text.json_arrays import BrokenTextError

    try:
        for element in elements:
            text = JsonText(element.text, name, element.line)
            yield from _in_text(text, element.pointer, "\n" not in element.text)
    except BrokenTextError as error:
        yield Problem("ST-0", {"message": error.message}, name, "", error.line, error.column)


def _in_line(line: bytes, name: str, number: int) -> Iterable[FoundAllele | Problem]:
    try:
        value = None if too_many_values(line, name, number) else msgspec.json.decode(line)
        found = _search(value)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        value = None
    if value is None:
        return _in_bytes(line, name, number)
    return [
        FoundAllele(name, number, _pointer(link), kind, id_, title)
        for link, kind, id_, title in found
    ]


def _in_bytes(data: bytes, name: str, number: int) -> Iterator[FoundAllele | Problem]:
    """The alleles in a text that begins at a line, and its error if it is not JSON."""
    text = decode(data, name)
    if isinstance(text, Problem):
        yield replace(text, line=(text.line or 1) + number - 1)
    elif (problem := too_many_values(data, name, number)) is not None:
        yield problem
    else:
        yield from _in_text(JsonText(text, name, number), "")


def _in_text(
    source: JsonText, above: str, is_line: bool = False
) -> Iterator[FoundAllele | Problem]:
    """The alleles in a text, each with its line; what is not JSON is a problem."""
    try:
        value = read(source.text.rstrip("\r\n")).value
    except JsonTextError as error:
        place = Place(above, *source.at(error.offset))
        yield source.problem("ST-0", {"message": error.message}, place)
        return
    for pointer, kind, id_, title in alleles_in(value):
        line = source.first_line if is_line else source.place(pointer).line or 1
        yield FoundAllele(source.file, line, above + pointer, kind, id_, title)
