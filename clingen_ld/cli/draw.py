"""`clingen-ld draw`."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from clingen_ld.cli import options as opt
from clingen_ld.cli.inputs import checked_inputs
from clingen_ld.cli.output import write_text
from clingen_ld.display import count
from clingen_ld.errors import UsageError
from clingen_ld.model import load_model

if TYPE_CHECKING:
    from clingen_ld.drawing.pictures import Picture
    from clingen_ld.validation.configuration import Configuration


@click.command("draw")
@opt.inputs_argument
@click.option(
    "--id",
    "ids",
    multiple=True,
    metavar="ID",
    help="Draw this allele only, by its id or IRI (may be repeated).",
)
@opt.sequences_option_for("FASTA file or SeqRepo folder, for the residues around a change.")
@opt.choice(
    "--as",
    "ending",
    of=("svg", "png"),
    help="Format of the files in a folder; the name of a single file decides its own.",
)
@opt.reading_options
@opt.config_options
@opt.output_option
@click.pass_context
def draw_command(
    ctx: click.Context,
    inputs: tuple[str, ...],
    ids: tuple[str, ...],
    sequences: str | None,
    ending: str,
    reading: opt.ReadingChoices,
    settings: Configuration,
    output: str | None,
) -> None:
    """Draw alleles on their sequences, as SVG or PNG.

    A contextual allele is drawn on its sequence, with its place and its change. A
    canonical allele is a chart of its contextual alleles, from the genome to the protein, aligned
    at the change; a complex one has its simple alleles on one axis. Each picture has a
    description in words, and colours for light and dark pages.

    When FILE is a folder, each allele gets a file of its own; the folder is made when its name ends
    in /. Otherwise the input must have one canonical allele, or one allele, or --id must choose
    one.

    \b
    Examples:
      clingen-ld draw examples/brca1 --id CA201 -o CA201.svg
      clingen-ld draw examples/cftr -o pictures/
      clingen-ld draw reply.json -o allele.png
    """
    from clingen_ld.cli.convert import SaidProblems
    from clingen_ld.drawing.pictures import draw_items
    from clingen_ld.messages.reading import read_inputs

    options, problems = reading.options(settings), SaidProblems()
    chosen = checked_inputs(inputs, options.exclude, output)
    items = read_inputs(chosen, options, load_model())
    pictures = draw_items(items, options.base, wanted=ids, sequences=sequences, report=problems)
    if output is not None and (output.endswith("/") or os.path.isdir(output)):
        _write_folder(pictures, Path(output), f".{ending}")
    else:
        _write_one(pictures, output)
    ctx.exit(problems.code)


def _write_folder(pictures: Iterator[Picture], folder: Path, ending: str) -> None:
    """Write each picture to a file of its own, named by its allele."""
    from clingen_ld.messages.writing import ResourceFileNames

    names, written = ResourceFileNames(ending), 0
    for picture in pictures:
        folder.mkdir(parents=True, exist_ok=True)
        name = names.name({"id": picture.id, "picture": picture.svg})
        if name is not None:
            picture.save(folder / name)
            written += 1
    if not written:
        raise UsageError("the input has no allele to draw")
    click.echo(count(written, "picture"))


def _write_one(pictures: Iterator[Picture], output: str | None) -> None:
    """Write the only picture, or that of the only canonical allele."""
    from clingen_ld.drawing.pictures import the_picture

    picture = the_picture(pictures, "name one with --id, or a folder with -o FOLDER/")
    if output is None:
        write_text(picture.svg, None)
    else:
        picture.save(output)
