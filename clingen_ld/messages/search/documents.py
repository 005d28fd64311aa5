"""Search for alleles in any JSON: statements, score sets, exports, replies of other services.

Nothing is asked of a document but that it is JSON.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

import msgspec

from clingen_ld.messages.message import Place, Problem, ReadOptions
from clingen_ld.messages.search.alike_texts import AlikeTexts, Row
from clingen_ld.messages.search.walk import search
from clingen_ld.messages.streams import array_or_text, begin, lines_of
from clingen_ld.messages.text.decoding import (
    binary_problem,
    decode,
    is_binary,
    read_whole,
    too_large,
    too_many_values,
)
from clingen_ld.messages.text.inputs import (
    DamagedInputError,
    Inputs,
    PathName,
    find_files,
    given_paths,
    open_input,
)
from clingen_ld.messages.text.json_text import JsonTextError, read
from clingen_ld.messages.text.kept_inputs import refuse_repeated
from clingen_ld.messages.text.layout import other_text
from clingen_ld.messages.text.located_json import JsonText

if TYPE_CHECKING:
    from clingen_ld.messages.text.json_arrays import ArrayElement


class FoundAllele(NamedTuple):
    """An allele in a document.

    `line` is 1-based, where the allele begins. `pointer` is a JSON Pointer within the text (of
    NDJSON: within the line). `kind` is a class of VRS or Cat-VRS, a resource type, or one of
    `Registry document`, `Registry id`, `VRS id`, `HGVS name` and `SPDI expression`.
    """

    file: str
    line: int
    pointer: str
    kind: str
    id: str
    """Its id, IRI or, of an HGVS name, the name; empty where it has none."""
    name: str
    """What it is called; empty where it is not."""


def find(inputs: Inputs, options: ReadOptions | None = None) -> Iterator[FoundAllele | Problem]:
    """The alleles in JSON files, folders and standard input (`-`), in the order of the text.

    What cannot be read is a `Problem` in its place. Raises `InputError` for an input that does not
    exist.
    """
    for each in rows(given_paths(inputs), options or ReadOptions()):
        if isinstance(each, Problem):
            yield each
        else:
            yield from map(FoundAllele._make, each)


def rows(inputs: Iterable[PathName], options: ReadOptions) -> Iterator[list[Row] | Problem]:
    """The alleles as `find` gives them, those of each text in one list."""
    texts, given = AlikeTexts(), list(inputs)
    refuse_repeated(*([one] for one in given))
    for name in find_files(given, options.exclude):
        try:
            with open_input(name) as stream:
                yield from search_stream(stream, name, options, texts)
        except DamagedInputError as error:
            yield error.problem


def search_stream(
    stream: BinaryIO, name: str, options: ReadOptions, texts: AlikeTexts | None = None
) -> Iterator[list[Row] | Problem]:
    """The alleles in a stream of bytes, as `rows` gives them; `texts` had those before."""
    texts = texts or AlikeTexts()
    with array_or_text(stream, options) as (start, rest, elements):
        if elements is not None:
            yield from _in_elements(elements, name, texts)
            return
        start, shape = begin(rest, options, start)
        if shape == "ndjson":
            for number, line in enumerate(lines_of(start, rest, options.largest), 1):
                if line is None:
                    message = f"a line of {too_large(options.largest)}"
                    yield Problem("ST-0", {"message": message}, name, "", number, 1)
                elif line.strip():
                    yield _in_line(line, name, number, texts)
        elif shape == "json":
            data = read_whole(start, rest, options.largest, name)
            if isinstance(data, Problem):
                yield data
            else:
                yield from _in_values(data, name, texts)
        elif is_binary(start):
            yield binary_problem(name, start)
        else:
            message = "no JSON, in which alleles are looked for"
            yield Problem("ST-11", {"what": message}, name, "", 1, 1)


def _in_values(data: bytes, name: str, texts: AlikeTexts) -> Iterator[list[Row] | Problem]:
    """The alleles in a JSON text, or in values that follow each other."""
    from clingen_ld.messages.text.json_arrays import following

    found = _in_bytes(data, name, 1)
    several = following(data.decode(errors="replace"), 1) if isinstance(found, Problem) else ()
    if several and (first := next(several, None)) is not None:
        yield from _in_elements(chain([first], several), name, texts)
    elif isinstance(found, Problem) and (what := other_text(data.decode(errors="replace"))):
        yield Problem("ST-0", {"message": what}, name, "", 1, 1)
    else:
        yield found


def _in_elements(
    elements: Iterable[ArrayElement], name: str, texts: AlikeTexts
) -> Iterator[list[Row] | Problem]:
    """The alleles in the elements of an array or the records of sections."""
    from clingen_ld.messages.text.json_sections import BrokenTextError

    try:
        for element in elements:
            yield _in_element(element, name, texts)
    except BrokenTextError as error:
        yield Problem("ST-0", {"message": error.message}, name, "", error.line, error.column)


def _in_element(element: ArrayElement, name: str, texts: AlikeTexts) -> list[Row] | Problem:
    is_line = "\n" not in element.text
    if is_line:
        with suppress(msgspec.DecodeError, UnicodeError, RecursionError):
            found = texts.search(element.text.encode(), name, element.line)
            above = element.pointer
            return [
                (file, line, above + at, kind, id_, title)
                for file, line, at, kind, id_, title in found
            ]
    return _in_text(JsonText(element.text, name, element.line), element.pointer, is_line)


def _in_line(line: bytes, name: str, number: int, texts: AlikeTexts) -> list[Row] | Problem:
    if too_many_values(line, name, number):
        return _in_bytes(line, name, number)
    try:
        return texts.search(line, name, number)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return _in_bytes(line, name, number)


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
        found = search(msgspec.json.decode(source.text))
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        try:
            found = search(read(source.text.rstrip("\r\n")).value)
        except JsonTextError as error:
            place = Place(above, *source.at(error.offset))
            return source.problem("ST-0", {"message": error.message}, place)
    first, file = source.first_line, source.file
    return [
        (file, first if is_line else source.place(at).line or 1, above + at, kind, id_, name)
        for at, kind, id_, name in found
    ]
