"""Converting with several processes: to any output, or to a folder of parts (`bulk_convert`)."""

from __future__ import annotations

import gzip
import io
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Generator, Iterable, Iterator, Set
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO, Final, Unpack, cast

from clingen_ld.bulk.portions import Portion, lost_portion, portions, read_portion, whole_folder
from clingen_ld.bulk.processes import in_order
from clingen_ld.conversion import Conversion, Writing, WritingOptions, output_stream, write_items
from clingen_ld.conversion import convert as convert_alone
from clingen_ld.errors import InputError
from clingen_ld.messages.empty_files import ProblemsOfParts
from clingen_ld.messages.forms import form_name
from clingen_ld.messages.losses import Loss
from clingen_ld.messages.message import Item, Problem, ReadOptions
from clingen_ld.messages.reading import with_inputs
from clingen_ld.messages.text.inputs import Inputs, PathName, given_paths
from clingen_ld.messages.text.kept_inputs import kept_inputs
from clingen_ld.messages.text.temporary import no_room
from clingen_ld.messages.writing import WITH_LINKS
from clingen_ld.model import load_model

BY_LINES: Final = ("resource-json", "json-ld", "nquads")
"""The forms whose texts can be concatenated.

N-Triples cannot: they merge several messages about one resource.
"""
_PARTWISE: Final[Set[Any]] = WritingOptions.__annotations__.keys() - {"pretty", "layout"}
"""The options of writing that a portion is written with."""
_BLOCK: Final = 1 << 20
PART_SIZE: Final = 128_000_000
"""The compressed size at which a part ends: a server loads it in a few minutes."""
_LEVEL: Final = 6


def convert(
    inputs: Inputs,
    to: str,
    output: str | os.PathLike[str] | BinaryIO | None = None,
    *,
    jobs: int,
    options: ReadOptions | None = None,
    **writing: Unpack[Writing],
) -> Conversion:
    """Convert as `clingen_ld.convert` does, with several processes; the output is the same.

    Forms that are not written line by line, bundles, output into a folder, indented output and a
    choice of resources (`keep`) are left to one process. `progress` gets each problem, and None for
    each resource.
    """
    given = given_paths(inputs)
    form, chosen = form_name(to), replace(options or ReadOptions(), placed=False)
    in_folder = isinstance(output, str | os.PathLike) and os.path.isdir(output)
    is_alone = in_folder or writing.get("pretty") or writing.get("keep") is not None
    is_alone = is_alone or writing.get("layout") == "bundle"
    has_links = writing.get("links") or writing.get("faldo")
    if jobs < 2 or is_alone or form not in BY_LINES or (has_links and form not in WITH_LINKS):
        return convert_alone(given, to, output, options=chosen, **writing)
    result, progress, report = Conversion(form), writing.get("progress"), writing.get("report")
    how = cast(WritingOptions, {k: v for k, v in writing.items() if k in _PARTWISE})
    with (
        output_stream(output, result) as stream,
        tempfile.TemporaryDirectory(prefix="clingen-ld-") as folder,
        closing(converted_parts(given, chosen, partial(_filed, form, how, folder), jobs)) as parts,
    ):
        problems = ProblemsOfParts(given, chosen)
        for part in parts:
            _write(stream, part.path)
            note_part(part, problems, result, report, progress)
        note_problems(problems.end(), result, report)
    return result


def converted_parts(
    inputs: Iterable[PathName],
    options: ReadOptions,
    work: Callable[[ReadOptions, Portion], ConvertedPart],
    jobs: int,
) -> Generator[ConvertedPart, None, None]:
    """The results of the portions of some inputs, in order."""
    with kept_inputs(inputs) as (readable, shown):
        options = with_inputs(options, readable)
        given = portions(readable, options, shown)
        with closing(in_order(partial(work, options), given, jobs, lost_part)) as parts:
            yield from parts


def _write(stream: BinaryIO, path: str) -> None:
    """Move the text of a file ("" is none) to a stream; to standard output line by line, so that an
    interruption leaves no partial line."""
    if not path:
        return
    with open(path, "rb") as text:
        if stream is sys.stdout.buffer:
            stream.writelines(text)
        else:
            shutil.copyfileobj(text, stream, _BLOCK)
    os.unlink(path)


@dataclass(frozen=True, slots=True)
class ConvertedPart:
    """The result of a portion."""

    file: str
    text: bytes
    resources: int
    met: list[Problem | Loss]
    path: str = ""
    """The file with the text, if it is not here: a text in a pipe is copied three times more."""


def lost_part(portion: Portion, how: str) -> ConvertedPart:
    """The result for a portion that was not converted."""
    return ConvertedPart(portion.file, b"", 0, [lost_portion(portion, how)])


def note_part(
    part: ConvertedPart,
    problems: ProblemsOfParts,
    result: Conversion,
    report: Callable[[Problem | Loss], None] | None,
    progress: Callable[[Item | None], None] | None,
) -> None:
    """Add the result of a portion to the whole, and report it."""
    result.resources += part.resources
    found = [met for met in part.met if isinstance(met, Problem)]
    losses = [met for met in part.met if not isinstance(met, Problem)]
    found = problems.part(part.file, found, part.resources > 0)
    note_problems((*found, *losses), result, report)
    if progress is not None:
        for item in (*found, *[None] * part.resources):
            progress(item)


def note_problems(
    found: Iterable[Problem | Loss],
    result: Conversion,
    report: Callable[[Problem | Loss], None] | None,
) -> None:
    """Add problems and losses to a result, and report them."""
    for met in found:
        result.note(met)
        if report is not None:
            report(met)


def _filed(
    form: str, writing: WritingOptions, folder: str, options: ReadOptions, portion: Portion
) -> ConvertedPart:
    """Convert one portion into a file in a folder. Raises `InputError` if that fails."""
    try:
        number, path = tempfile.mkstemp(dir=folder)
        with open(number, "wb", _BLOCK) as made:
            part = _converted(form, writing, options, portion, made)
    except InputError:
        raise
    except OSError as error:  # else it would be taken as one of the output
        raise no_room(error, folder) from error
    return replace(part, path=path)


def _converted(
    form: str, writing: WritingOptions, options: ReadOptions, portion: Portion, made: BinaryIO
) -> ConvertedPart:
    met = list[Problem | Loss]()
    items = read_portion(portion, options, load_model())
    done = write_items(items, form, made, options=options, report=met.append, **writing)
    return ConvertedPart(portion.file, b"", done.resources, met)


def bulk_convert(
    inputs: Inputs,
    output: str | os.PathLike[str],
    *,
    jobs: int = 1,
    options: ReadOptions | None = None,
    part_size: int = PART_SIZE,
    links: bool = False,
    faldo: bool = False,
    report: Callable[[Problem | Loss], None] | None = None,
    progress: Callable[[Item | None], None] | None = None,
) -> Conversion:
    """Convert files, folders and standard input (`-`) to gzipped N-Quads, in parts in a new folder.

    The parts do not depend on the number of processes (`jobs`), and the folder appears when all of
    them are complete. `links` and `faldo` are as in `Writing`. `report` gets each problem,
    `progress` gets each problem, and None for each resource. Raises `InputError` when an input or
    the output cannot be read or written.
    """
    given = given_paths(inputs)
    result = Conversion("nquads")
    chosen = options or ReadOptions()
    how: WritingOptions = {"links": links, "faldo": faldo}
    with (
        whole_folder(output) as folder,
        closing(converted_parts(given, chosen, partial(_compressed, how), jobs)) as made,
        _Parts(folder, part_size).open() as parts,
    ):
        problems = ProblemsOfParts(given, chosen)
        for part in made:
            parts.write(part.text)
            note_part(part, problems, result, report, progress)
        note_problems(problems.end(), result, report)
    return result


def _compressed(writing: WritingOptions, options: ReadOptions, portion: Portion) -> ConvertedPart:
    """The result of a portion, as a member of a gzip file, which may have any number of members."""
    made = io.BytesIO()
    part = _converted("nquads", writing, options, portion, made)
    text = made.getvalue()
    return replace(part, text=gzip.compress(text, _LEVEL, mtime=0) if text else b"")


class _Parts:
    """Files in a folder: when one is large enough, the next begins."""

    def __init__(self, folder: Path, size: int) -> None:
        self._folder = folder
        self._size = size
        self._files: list[BinaryIO] = []

    @contextmanager
    def open(self) -> Iterator[_Parts]:
        """Begin the first part, which exists even if nothing is written; end the last."""
        self._next()
        try:
            yield self
        finally:
            self._files[-1].close()

    def _next(self) -> None:
        name = self._folder / f"part-{len(self._files):05}.nq.gz"
        self._files.append(name.open("wb"))

    def write(self, data: bytes) -> None:
        """Write an indivisible piece."""
        if self._files[-1].tell() >= self._size:
            self._files[-1].close()
            self._next()
        self._files[-1].write(data)
