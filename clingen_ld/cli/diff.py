"""`clingen-ld diff`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from clingen_ld.cli import options as opt
from clingen_ld.cli.inputs import opened_store
from clingen_ld.cli.output import open_binary
from clingen_ld.errors import EXIT_CONFORMS, EXIT_DATA_ERRORS
from clingen_ld.model import load_model

if TYPE_CHECKING:
    from clingen_ld.stores.diffing import Comparison
    from clingen_ld.validation.configuration import Configuration


@click.command("diff")
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW")
@opt.format_option("Form of the differences.", "text", "json", "rdf-patch")
@opt.bundle(
    "reading", opt.ReadingChoices, opt.base_option, opt.remote_option, opt.exclude_option,
    opt.gitignore_option, opt.engine_option,
)  # fmt: skip
@opt.config_options
@opt.output_option
@click.pass_context
def diff_command(
    ctx: click.Context,
    old: str,
    new: str,
    format_: str,
    reading: opt.ReadingChoices,
    settings: Configuration,
    output: str | None,
) -> None:
    """Show the differences between two sets of messages.

    OLD and NEW are each a file, a folder, - for standard input, or a store (its folder or URL).
    Resources are compared by name, in their normal form: their notation does not matter. What is in
    no resource is named, and not compared. The exit code is 1 if there are differences.

    \b
    Examples:
      clingen-ld diff examples alleles.db
      clingen-ld diff last-year.nq.gz this-year.nq.gz --format json
      clingen-ld diff alleles.db corrected --format rdf-patch -o changes.rdfp
    """
    from clingen_ld.cli.convert import ProblemReporter
    from clingen_ld.messages.text.inputs import refuse_replacing
    from clingen_ld.stores.diffing import diff, patch_rows

    refuse_replacing((old, new), output)
    options = reading.options(settings)
    options = replace(options, exclude=options.exclude.besides(output))
    with (
        diff(old, new, options=options, opener=opened_store) as comparison,
        open_binary(output) as stream,
        closing(ProblemReporter("nquads")) as reporter,
    ):
        for met in comparison.left_out:
            reporter(met)
        reporter.end()
        if format_ == "rdf-patch":
            rows = patch_rows(comparison, load_model(), options.base)
        else:
            rows = _json(comparison) if format_ == "json" else _text(comparison)
        for row in rows:
            stream.write(row.encode("utf-8", "backslashreplace"))
        differ = any(comparison.counts().values())
    ctx.exit(EXIT_DATA_ERRORS if differ else EXIT_CONFORMS)


def _text(comparison: Comparison) -> Iterator[str]:
    """The differences in words, then their number."""
    from clingen_ld.stores.diffing import as_text

    yield from map(as_text, comparison.differences())
    shown = [f"{number:,} {kind}" for kind, number in comparison.counts().items() if number]
    yield f"{', '.join(shown) or 'no difference'}\n"


def _json(comparison: Comparison) -> Iterator[str]:
    """One object with the numbers of the differences, and the differences."""
    from clingen_ld.stores.diffing import as_json

    yield json.dumps(comparison.counts()).removesuffix("}") + ', "differences": ['
    between = "\n  "
    for difference in comparison.differences():
        yield between + json.dumps(as_json(difference), ensure_ascii=False)
        between = ",\n  "
    yield "\n]}\n"
