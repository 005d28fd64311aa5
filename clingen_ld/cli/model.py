"""`clingen-ld model`, `explain`, `rules` and `forms`: documentation of the package."""

from __future__ import annotations

import json

import click
from click.core import ParameterSource

from clingen_ld.cli.options import complete_form, complete_rule, flag, format_option, output_option
from clingen_ld.cli.output import write_text
from clingen_ld.model import load_model


def _complete_name(_: click.Context, __: click.Parameter, incomplete: str) -> list[str]:
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
    svg is a diagram, of the whole model or of one type.

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
        text = _diagram(name, ctx)
    else:
        text = describe(load_model(), name, format_)
    write_text(text, output)


def _diagram(name: str | None, ctx: click.Context) -> str:
    """The diagram of the model, or of a type of it, as SVG."""
    from clingen_ld.drawing.diagrams import draw_model, draw_type

    model = load_model()
    if name is None:
        return draw_model(model).svg
    if name not in model.types:
        raise click.UsageError(f"svg is of the model or of a type, and {name} is neither", ctx)
    return draw_type(model, model.types[name]).svg


@click.command("explain", short_help="Explain a rule, with examples and how to fix it.")
@click.argument("rule", shell_complete=complete_rule)
def explain_command(rule: str) -> None:
    """Explain a rule: what it says and why, how to fix a violation, with examples.

    \b
    Examples:
      clingen-ld explain HG-4
      clingen-ld explain ca-2
    """
    from clingen_ld.reports.rule_pages import rule_page

    write_text(rule_page(rule), None)


@click.command("rules")
@format_option("Form of the list.", "table", "json", "markdown")
@output_option
def rules_command(format_: str, output: str | None) -> None:
    """List the rules with their severities.

    `clingen-ld explain RULE` says more of each.

    \b
    Examples:
      clingen-ld rules
      clingen-ld rules --format markdown -o rules.md
    """
    from clingen_ld.reports.rule_pages import list_rules

    write_text(list_rules(load_model(), format_), output)


@click.command("forms")
@click.argument("form", required=False, metavar="[FORM]", shell_complete=complete_form)
@flag("--json", "as_json", help="As JSON.")
def forms_command(form: str | None, as_json: bool) -> None:
    """List the message forms, with what each of them carries.

    With FORM, its mapping: what the form has, and where that is in the model.

    \b
    Examples:
      clingen-ld forms
      clingen-ld forms registry
      clingen-ld forms vrs --json
    """
    click.echo(_one(form, as_json) if form is not None else _all(as_json))


def _all(as_json: bool) -> str:
    from clingen_ld.messages.forms import FORMS

    if as_json:
        return json.dumps([form.description() for form in FORMS.values()], indent=2)
    width = max(map(len, FORMS))
    indent = " " * (width + 2)
    return "\n".join(
        f"{form.name:<{width}}  {form.title}\n{indent}carries {form.carries}"
        for form in FORMS.values()
    )


def _one(name: str, as_json: bool) -> str:
    from clingen_ld.messages.forms import FORMS, form_name, mapping

    form = FORMS[form_name(name)]
    table = mapping(form.name)
    if as_json:
        return json.dumps([line._asdict() for line in table], indent=2)
    start = f"{form.name}: {form.title}; carries {form.carries}"
    if not table:
        why = "Its names are those of the model: see `clingen-ld model`."
        return f"{start}\n\n{why if form.whole else 'It has no mapping table.'}"
    width = max(len(line.given) for line in table)
    lines = (
        f"{line.given:<{width}}  {line.model}" + (f" ({line.note})" if line.note else "")
        for line in table
    )
    return "\n".join([start, "", *lines])
