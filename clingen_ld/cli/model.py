"""`clingen-ld model`."""

from __future__ import annotations

import click
from click.core import ParameterSource

from clingen_ld.cli.options import format_option, output_option
from clingen_ld.cli.output import write_text


def _complete_name(_: click.Context, __: click.Parameter, incomplete: str) -> list[str]:
    from clingen_ld.model import load_model

    model = load_model()
    names = [*model.types, *model.value_sets]
    names += [f"{t.name}.{p}" for t in model.types.values() for p in t.properties]
    return [n for n in names if n.lower().startswith(incomplete.lower())]


@click.command("model", short_help="Print the model: its tables, contexts and shapes.")
@click.argument("name", required=False, shell_complete=_complete_name)
@format_option(
    "Data dictionary (table, json, markdown), or the whole model for other tools.",
    "table", "json", "markdown", "json-schema", "report-schema", "turtle", "json-ld", "svg",
)  # fmt: skip
@click.option("--context", metavar="NAME", help="Print a JSON-LD context: context, Gene, an IRI.")
@click.option("--shape", metavar="NAME", help="Print a SHACL shape: Gene, Gene.symbol, CA-1.")
@output_option
@click.pass_context
def model_command(
    ctx: click.Context,
    name: str | None,
    format_: str,
    context: str | None,
    shape: str | None,
    output: str | None,
) -> None:
    """Print the model: its data dictionary, a context, a shape, a value set.

    json-schema is the JSON Schema of messages in their normal form, for editors; report-schema is
    that of JSON reports; turtle and json-ld are vocabulary, value sets, shapes and rules as RDF;
    svg is a diagram.

    NAME is a type (ContextualAllele), a property (ContextualAllele.allele, or allele wherever it
    occurs) or a value set (contextual-allele-type); without it, the whole dictionary is printed.

    \b
    Examples:
      clingen-ld model
      clingen-ld model Position
      clingen-ld model reference-sequence-type
      clingen-ld model --format markdown -o dictionary.md
      clingen-ld model --format json-schema -o clingen-allele.schema.json
      clingen-ld model --format svg -o model.svg
      clingen-ld model --context context
      clingen-ld model --shape ContextualAllele
    """
    from clingen_ld.model import load_model
    from clingen_ld.model.excerpts import context_text, shape_text
    from clingen_ld.reports.dictionary import describe

    if sum(x is not None for x in (name, context, shape)) > 1:
        raise click.UsageError("give one of NAME, --context and --shape", ctx)
    given = ctx.get_parameter_source("format_") is ParameterSource.COMMANDLINE
    if given and not (context is None and shape is None):
        raise click.UsageError("--format is for the data dictionary: leave it out here", ctx)
    if context is not None:
        text = context_text(context)
    elif shape is not None:
        text = shape_text(shape)
    elif format_ == "svg":
        from clingen_ld.drawing.model_diagram import draw_model

        if name is not None:
            raise click.UsageError(f"svg is of the whole model: leave out {name}", ctx)
        text = draw_model(load_model()).svg
    else:
        text = describe(load_model(), name, format_)
    write_text(text, output)
