"""`clingen-ld forms`."""

from __future__ import annotations

import json

import click

from clingen_ld.cli.options import complete_form


@click.command("forms")
@click.argument("form", required=False, metavar="[FORM]", shell_complete=complete_form)
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
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
