"""Output folders that appear under their name only when complete."""

from __future__ import annotations

import gzip
import os
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import BinaryIO, Final

from clingen_ld.bulk.converting import (
    ConvertedPart,
    convert_portion,
    converted_parts,
    note_part,
    note_problems,
)
from clingen_ld.bulk.portions import Portion, whole_folder
from clingen_ld.bulk.tables import Validated, write_findings
from clingen_ld.bulk.validating import Progress
from clingen_ld.bulk.validating import validate as validate_at_once
from clingen_ld.conversion import Conversion, Loss, WritingOptions
from clingen_ld.messages.empty_files import ProblemsOfParts
from clingen_ld.messages.message import Problem, ReadOptions
from clingen_ld.messages.text.inputs import Inputs, given_paths
from clingen_ld.stores.results import pyarrow_modules
from clingen_ld.validation.session import ValidationOptions

PART_SIZE: Final = 128_000_000
"""The compressed size at which a part ends: a server loads it in a few minutes."""
_LEVEL: Final = 6


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
    progress: Progress | None = None,
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
    part = convert_portion("nquads", writing, options, portion)
    text = gzip.compress(part.text, _LEVEL, mtime=0) if part.text else b""
    return replace(part, text=text)


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


def bulk_validate(
    inputs: Inputs,
    output: str | os.PathLike[str],
    options: ValidationOptions | None = None,
    *,
    jobs: int = 1,
    progress: Progress | None = None,
) -> Validated:
    """Validate files, folders and standard input (`-`) as one set, with findings as Parquet.

    A new folder gets `findings`, in the order of input, and `counts`, how many there are of each
    rule and severity. Raises `UsageError` without pyarrow, `InputError` when an input or the
    output cannot be read or written.
    """
    pyarrow_modules()  # before reading: fails early without pyarrow
    with whole_folder(output) as folder:
        found = validate_at_once(inputs, options, jobs=jobs, progress=progress)
        return write_findings(found, folder)
