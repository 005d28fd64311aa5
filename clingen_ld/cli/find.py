"""`clingen-ld find`."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Final

import click

from clingen_ld.cli import options as opt
from clingen_ld.cli.inputs import checked_inputs
from clingen_ld.cli.output import open_binary, say
from clingen_ld.display import is_plain, visible
from clingen_ld.errors import EXIT_CONFORMS

if TYPE_CHECKING:
    from clingen_ld.messages.message import Problem
    from clingen_ld.messages.search.alike_texts import Row
    from clingen_ld.validation.configuration import Configuration


@click.command("find")
@opt.inputs_argument
@opt.format_option(
    "How the alleles are listed; ndjson and json are one object a line.",
    "text",
    "ndjson",
    "json",
    "tsv",
)
@opt.bundle(
    "reading", opt.ReadingChoices, opt.max_size_option, opt.exclude_option, opt.gitignore_option
)
@opt.config_options
@opt.output_option
@click.pass_context
def find_command(
    ctx: click.Context,
    inputs: tuple[str, ...],
    format_: str,
    reading: opt.ReadingChoices,
    settings: Configuration,
    output: str | None,
) -> None:
    """List the alleles in any JSON document.

    Such are statements, score sets, exports and replies of services. Objects of VRS and Cat-VRS,
    replies of the Allele Registry and alleles of the model are found at any depth; so are ids of
    the Registry, ids of VRS, HGVS names with an accession, and SPDI expressions. Each is listed
    with its file, line, JSON Pointer, kind, id and name. The exit code is 1 when an input cannot
    be read.

    \b
    Examples:
      clingen-ld find statement.json
      clingen-ld find exports --format ndjson -o alleles.ndjson
    """
    from clingen_ld.cli.convert import SaidProblems
    from clingen_ld.messages.empty_files import NO_RESOURCE
    from clingen_ld.messages.message import Problem
    from clingen_ld.messages.search.documents import rows
    from clingen_ld.messages.text.inputs import named_files

    options = reading.options(settings)
    write, any_found, problems = _FORMATS[format_], False, SaidProblems()
    chosen = checked_inputs(inputs, options.exclude, output)
    named, others = named_files(chosen), list[str]()
    with open_binary(output) as stream:
        if format_ == "tsv":
            stream.write(b"file\tline\tpointer\tkind\tid\tname\n")
        for each in _gathered(rows(chosen, options)):
            if isinstance(each, Problem):
                if each.rule == NO_RESOURCE and each.file not in named:
                    others.append(each.file)
                else:
                    problems(each)
                continue
            any_found = True
            stream.write(write(each).encode("utf-8", "backslashreplace"))
    if others:  # of a folder, which may hold messages of any form
        are = f"and {len(others) - 1:,} more are" if len(others) > 1 else "is"
        say(f"{others[0]} {are} not JSON, in which alleles are looked for")
    if not any_found and problems.code == EXIT_CONFORMS:
        say("no allele was found")
    ctx.exit(problems.code)


_AT_ONCE: Final = 100
"""So many rows are written together: most texts have few, and each writing has its price."""


def _gathered(found: Iterator[list[Row] | Problem]) -> Iterator[list[Row] | Problem]:
    """The rows of several texts in one list, in which all are of one file."""
    rows: list[Row] = []
    for each in found:
        if isinstance(each, list):
            if len(rows) < _AT_ONCE and (not rows or not each or each[0][0] == rows[0][0]):
                rows += each
                continue
            yield rows
            rows = each
        else:
            if rows:
                yield rows
                rows = []
            yield each
    if rows:
        yield rows


_WHOLE: Final = "(whole)"
"""The text for the empty JSON Pointer."""


def _text(found: list[Row]) -> str:
    from clingen_ld.reports.wording import shown

    file = shown(found[0][0])
    lines = [
        f"{file}:{number}  {pointer or _WHOLE}  {kind}{id_ and '  '}{id_}{name and '  '}{name}"
        for _, number, pointer, kind, id_, name in found
    ]
    if not is_plain("".join(lines)):
        lines = [visible(line) for line in lines]
    return "\n".join([*lines, ""])


def _ndjson(found: list[Row]) -> str:
    from msgspec.json import Encoder

    from clingen_ld.messages.search.documents import FoundAllele

    named = [dict(zip(FoundAllele._fields, row, strict=True)) for row in found]
    return Encoder().encode_lines(named).decode()


def _tsv(found: list[Row]) -> str:
    rows = io.StringIO()
    csv.writer(rows, "excel-tab", lineterminator="\n").writerows(found)
    return rows.getvalue()


_FORMATS: dict[str, Callable[[list[Row]], str]] = {
    "text": _text, "ndjson": _ndjson, "json": _ndjson, "tsv": _tsv,
}  # fmt: skip
