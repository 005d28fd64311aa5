"""Reading any input of any form into messages, one after the other.

A text that holds several resources gives them one by one; what cannot be read is a problem
with its place, and reading goes on behind it where that is possible.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import replace
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from clingen_ld.messages.empty_files import FileProblems, is_foreign_text, judged
from clingen_ld.messages.fast_path import decoded, reader
from clingen_ld.messages.forms import FORMS, ONLY_READ, form_name, named_form
from clingen_ld.messages.json_reading import read_element, read_json, read_value
from clingen_ld.messages.message import Item, Problem, ReadOptions
from clingen_ld.messages.streams import array_or_text, begin, json_texts, lines_of, shape_of
from clingen_ld.messages.text.compression import DamagedError, decompressed
from clingen_ld.messages.text.decoding import (
    MOST_VALUES,
    binary_problem,
    decode,
    decode_whole,
    read_whole,
    too_large,
    too_many_values,
)
from clingen_ld.messages.text.inputs import (
    DamagedInputError,
    Document,
    PathName,
    find_files,
    named_files,
    open_input,
)
from clingen_ld.messages.text.kept_inputs import ReadOnce
from clingen_ld.messages.text.layout import ENOUGH, SEVERAL, other_text
from clingen_ld.model import Model

if TYPE_CHECKING:
    from clingen_ld.messages.text.json_arrays import ArrayElement
    from clingen_ld.messages.text.json_sections import Sections


def read_inputs(
    inputs: Iterable[PathName | Document],
    options: ReadOptions,
    model: Model,
    instead: Mapping[str, Document] | None = None,
) -> Iterator[Item]:
    """The messages of files, folders, standard input (`-`) and Documents, in order.

    `instead` has replacement texts for some of the files, by name. Damaged compressed data are a
    problem, after the messages before the damage. Raises `InputError` when an input does not exist
    or cannot be read.
    """
    all_given = list(inputs)
    paths = [given for given in all_given if not isinstance(given, Document)]
    expected = named_files(paths)
    with closing(ReadOnce(paths)) as once:
        options = with_inputs(options, all_given, once)
        for given in all_given:
            if isinstance(given, Document):
                asked = partial(_is_foreign, given, options.skip_foreign)
                problems = FileProblems(given.name, True, options.skip_foreign, asked)
                yield from judged(_read_document(given, options, model), problems)
                continue
            for name in find_files([given], options.exclude):
                problems = FileProblems(name, name in expected, options.skip_foreign)
                document = instead.get(name) if instead else None
                found = (
                    read_input(name, options, model, again=once.reader)
                    if document is None
                    else _read_document(document, options, model)
                )
                yield from judged(found, problems)


def with_inputs(
    options: ReadOptions, inputs: Iterable[PathName | Document], once: ReadOnce | None = None
) -> ReadOptions:
    """The options for reading the inputs of one run, whose documents may refer to each other.

    `once` keeps those that can be read only once. Raises `UsageError` for a form or a build that
    does not exist, whether an input asks for it or not.
    """
    if options.form is not None:
        options = replace(options, form=form_name(options.form))
    if options.assembly is not None:
        from clingen_ld.messages.vcf.header import build_asked_for  # which few runs ask for

        build_asked_for(options.assembly)
    if options.beside is not None:
        return options
    return replace(options, beside=partial(json_texts, options, tuple(inputs), once))


def _is_foreign(document: Document, is_any_text: bool) -> bool:
    """Whether a document is foreign, by its start."""
    try:
        with decompressed(cast(BinaryIO, io.BytesIO(document.data))) as stream:
            return is_foreign_text(stream, is_any_text)
    except DamagedError:
        return False


def _read_document(document: Document, options: ReadOptions, model: Model) -> Iterator[Item]:
    """The messages of a text or a value in memory; those of a value have no lines."""
    try:
        with decompressed(cast("BinaryIO", io.BytesIO(document.data))) as stream:
            for item in read_stream(stream, document.name, options, model):
                yield item if document.is_text else item.without_lines()
    except DamagedError as error:
        yield DamagedInputError(document.name, str(error)).problem


def read_input(
    name: str,
    options: ReadOptions,
    model: Model,
    seen: Callable[[memoryview], object] | None = None,
    again: Callable[[str], BinaryIO | None] = lambda _: None,
) -> Iterator[Item]:
    """The messages of one file, or of standard input (`-`), and what is wrong with its text.

    Whether it should hold one is not asked here (see `clingen_ld.messages.empty_files`).

    `seen` is called with the bytes of the file as it is on disk, of all of it when the last item
    was taken. `again` is that of `open_input`. Else as `read_inputs`.
    """
    is_direct = options.engine != "standard" and options.type is None
    try:
        with open_input(name, seen, again) as stream:
            start = stream.read(ENOUGH) if is_direct else b""
            if is_direct and _is_quads(start, name, options):
                from clingen_ld.messages.n_quads.grouped import read_quads

                def read_whole(stream: BinaryIO, start: bytes) -> Iterator[Item]:
                    return read_stream(stream, name, options, model, start)

                yield from read_quads(start, stream, name, options, model, read_whole)
            else:
                yield from read_stream(stream, name, options, model, start)
    except DamagedInputError as error:
        yield error.problem


def _is_quads(start: bytes, name: str, options: ReadOptions) -> bool:
    """Whether a file is N-Quads, which need no further look when it begins as JSON does."""
    if start.lstrip().startswith((b"{", b"[")):
        return options.form == "nquads"
    return _named(name, shape_of(start, len(start) < ENOUGH, options), options) == "nquads"


def _named(file: str, shape: str, options: ReadOptions) -> str:
    """The shape of a text; of RDF, what the name of its file says, where no form was given."""
    return shape if options.form is not None else named_form(file, shape)


def read_text(
    text: str | bytes, options: ReadOptions, model: Model, file: str = ""
) -> Iterator[Item]:
    """The messages of one text."""
    data = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    yield from read_stream(io.BytesIO(data), file, options, model)


def read_stream(
    stream: BinaryIO, file: str, options: ReadOptions, model: Model, start: bytes = b""
) -> Iterator[Item]:
    """The messages of a stream of bytes, of which the first may have been read.

    NDJSON is read line by line, a large JSON array element by element, and a large object of
    sections record by record.
    """
    with array_or_text(stream, options, start) as (start, rest, found):
        if isinstance(found, Iterator):
            yield from read_elements(found, file, options, model)
        elif found is not None:
            yield from _read_sections(found, rest, file, options, model)
        else:
            yield from _read_stream(start, rest, file, options, model)


def _read_stream(
    start: bytes, stream: BinaryIO, file: str, options: ReadOptions, model: Model
) -> Iterator[Item]:
    start, shape = begin(stream, options, start)
    shape = _named(file, shape, options)
    if shape == "ndjson":
        lines = lines_of(start, stream, options.largest)
        yield from read_lines(lines, 1, file, options, model)
        return
    if shape in FORMS or shape in ONLY_READ:
        read = FORMS["nquads" if shape in ONLY_READ else shape].reader()
        found = read(start, stream, file, shape, options, model)
        yield from decoded(found, options, model)
        return
    if shape == "binary":
        yield binary_problem(file, start)
        return
    if len(start) > options.largest and b"\n" not in start[:-1]:  # of NDJSON the first line
        lines = lines_of(start, stream, options.largest)
        yield from read_lines(lines, 1, file, options, model)
        return
    data = read_whole(start, stream, options.largest, file)
    problem = data if isinstance(data, Problem) else too_many_values(data, file, 1)
    if problem is not None or isinstance(data, Problem):
        yield from (problem,) if problem is not None else ()
        return

    def standard(data: bytes, _: int) -> Iterator[Item]:
        return _read_data(data, shape, file, options, model)

    read_data = reader(model, options, file, standard) if shape == "json" else standard
    yield from read_data(data, 1)


def _read_sections(
    found: Sections, whole: BinaryIO, file: str, options: ReadOptions, model: Model
) -> Iterator[Item]:
    """The messages of a large object of sections; a small one with an error is read as a whole."""
    from clingen_ld.messages.text.json_arrays import ElementText
    from clingen_ld.messages.text.json_sections import BrokenTextError
    from clingen_ld.messages.vrs.bundles import read_bundle

    try:
        index = found.index(options.look_up)
    except BrokenTextError as error:
        whole.seek(0)
        data = whole.read(options.largest + 1)
        if len(data) > options.largest or too_many_values(data, file, 1) is not None:
            values = {"message": error.message}
            yield Problem("ST-0", values, file, "", error.line, error.column)
        else:
            yield from _read_stream(data, whole, file, options, model)
        return

    def read_one(record: ArrayElement, at: str, inside: Any) -> Iterator[Item]:
        if not at:
            return read_elements([record], file, options, model)
        source = ElementText(record, file)
        return read_value(inside, source, record.pointer + at, options, model)

    with closing(index):
        read = read_bundle(found, index, file, read_one, options, model)
        yield from decoded(read, options, model)


def read_elements(
    found: Iterable[ArrayElement], file: str, options: ReadOptions, model: Model
) -> Iterator[Item]:
    """The messages of elements of a JSON array, or of values that follow each other."""
    for element in found:

        def standard(_: bytes, __: int, element: ArrayElement = element) -> Iterator[Item]:
            return read_element(element, file, options, model)

        data = element.text.encode()
        if (problem := too_many_values(data, file, element.line)) is not None:
            yield problem
            continue
        read_one = reader(model, options, file, standard)
        yield from read_one(data, element.line)


def _read_data(
    data: bytes, shape: str, file: str, options: ReadOptions, model: Model
) -> Iterator[Item]:
    """The messages of a whole JSON text, by the standard path."""
    text = binary_problem(file, data) if shape == "binary" else decode_whole(data, file)
    if isinstance(text, Problem):
        yield text
    elif (said := other_text(text)) is not None:
        yield Problem("ST-0", {"message": said}, file, "", 1, 1)
    else:
        yield from _read_values(text, file, 1, options, model)


def _read_values(
    text: str, file: str, line: int, options: ReadOptions, model: Model
) -> Iterator[Item]:
    """The messages of a JSON text that begins in a line, or of several values in it."""
    if SEVERAL.search(text):
        from clingen_ld.messages.text.json_arrays import following  # which few texts need

        several = following(text, line)
        if (first := next(several, None)) is not None:
            yield from read_elements(chain([first], several), file, options, model)
            return
    yield from read_json(text, file, line, options, model)


def read_lines(
    lines: Iterable[bytes | None], first: int, file: str, options: ReadOptions, model: Model
) -> Iterator[Item]:
    """The messages of lines of NDJSON, the first of which has a number; None is too long a line."""

    def standard(line: bytes, number: int) -> Iterator[Item]:
        return _read_line(line, file, number, options, model)

    read_line = reader(model, options, file, standard)
    for number, line in enumerate(lines, first):
        if line is None:
            message = f"a line of {too_large(options.largest)}"
            yield Problem("ST-0", {"message": message}, file, "", number, 1)
        elif len(line) > MOST_VALUES and (problem := too_many_values(line, file, number)):
            yield problem
        else:
            for item in read_line(line, number):  # noqa: UP028 (`yield from` one takes longer.)
                yield item


def _read_line(
    line: bytes, file: str, number: int, options: ReadOptions, model: Model
) -> Iterator[Item]:
    """The messages of a line, by the standard path."""
    text = decode(line, file)
    if isinstance(text, Problem):
        yield Problem(text.rule, text.values, file, "", number, text.column)
    elif text.strip():
        yield from _read_values(text.rstrip("\r\n"), file, number, options, model)
