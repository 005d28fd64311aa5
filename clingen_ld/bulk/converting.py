"""Converting with several processes."""

from __future__ import annotations

import io
import os
from dataclasses import dataclass
from functools import partial
from typing import BinaryIO, Final, Unpack

from clingen_ld.bulk.portions import Portion, portions, read_portion
from clingen_ld.bulk.processes import in_order
from clingen_ld.conversion import Conversion, Inputs, Writing, output_stream, write_items
from clingen_ld.conversion import convert as convert_alone
from clingen_ld.messages.forms import form_name
from clingen_ld.messages.message import ReadOptions
from clingen_ld.model import load_model

BY_LINES: Final = ("resource-json", "json-ld", "nquads", "ntriples")
"""The forms whose texts can be put one behind the other."""


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

    Forms that are not written line by line, output into a folder, indented output and a choice of
    resources (`keep`) are left to one process. `progress` is told of each problem, and None for
    each resource.
    """
    form, chosen = form_name(to), options or ReadOptions()
    in_folder = isinstance(output, str | os.PathLike) and os.path.isdir(output)
    is_alone = in_folder or writing.get("pretty") or writing.get("keep") is not None
    if jobs < 2 or is_alone or form not in BY_LINES:
        return convert_alone(inputs, to, output, options=chosen, **writing)
    given = [inputs] if isinstance(inputs, str | os.PathLike) else list(inputs)
    result, progress = Conversion(form), writing.get("progress")
    work = partial(_converted, form, chosen, writing.get("strict", False), writing.get("sequences"))
    with output_stream(output, result) as stream:
        for part in in_order(work, portions(given, chosen), jobs):
            stream.write(part.text)
            result.resources += part.done.resources
            result.problems += part.done.problems
            result.losses += part.done.losses
            if progress is not None:
                for item in (*part.done.problems, *[None] * part.done.resources):
                    progress(item)
    return result


@dataclass(frozen=True, slots=True)
class _Part:
    """What was made of a portion."""

    text: bytes
    done: Conversion


def _converted(
    form: str,
    options: ReadOptions,
    strict: bool,
    sequences: str | os.PathLike[str] | None,
    portion: Portion,
) -> _Part:
    made = io.BytesIO()
    items = read_portion(portion, options, load_model())
    done = write_items(items, form, made, options=options, strict=strict, sequences=sequences)
    return _Part(made.getvalue(), done)
