"""`clingen-ld query` and `stat`: queries to a store, and its statistics."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from clingen_ld.cli.options import (
    base_option,
    format_option,
    output_option,
    read_options,
    store_options,
)
from clingen_ld.cli.output import open_binary, write_text
from clingen_ld.errors import InputError, UsageError
from clingen_ld.messages.text.compression import plain_name

if TYPE_CHECKING:
    from clingen_ld.cli.stores import StoreAddress
    from clingen_ld.stores.store import Store

_FORMATS = ("table", "csv", "tsv", "json", "ndjson", "parquet", "turtle", "nquads")


def _complete_named(_: click.Context, __: click.Parameter, incomplete: str) -> list[str]:
    from clingen_ld.stores.querying import named_queries

    return [name for name in named_queries() if name.startswith(incomplete)]


@click.command("query")
@click.argument("words", nargs=-1, metavar="[SPARQL | NAME=VALUE...]")
@store_options(required=False)
@click.option(
    "--file", "file", metavar="FILE", help="Take the query from this file (- for standard input)."
)
@click.option(
    "--named",
    metavar="QUERY",
    shell_complete=_complete_named,
    help="Ask a query that comes with the package; the words are its parameters.",
)
@click.option("--list", "listed", is_flag=True, help="List the queries that --named knows.")
@click.option("--show", is_flag=True, help="Show the text of the query, and ask nothing.")
@click.option(
    "--format",
    "format_",
    type=click.Choice(_FORMATS),
    help="Form of the results (default: table; turtle for triples).",
)
@click.option(
    "--allow-service", is_flag=True, help="Let a query to a folder call servers (SERVICE)."
)
@output_option
def query_command(
    words: tuple[str, ...],
    store: StoreAddress,
    file: str | None,
    named: str | None,
    listed: bool,
    show: bool,
    format_: str | None,
    allow_service: bool,
    output: str | None,
) -> None:
    """Ask a store a question, in SPARQL or by name.

    SPARQL is a SELECT, ASK, CONSTRUCT or DESCRIBE query over everything in the store, or over
    the graphs that FROM and FROM NAMED name. The prefixes clingen, fhir, obo, registry, prov,
    rdf, rdfs, skos, dcterms and xsd are known.

    \b
    Examples:
      clingen-ld query --list
      clingen-ld query --store alleles.db --named alleles-of-gene symbol=BRCA1
      clingen-ld query --store alleles.db 'SELECT ?gene { ?gene a clingen:Gene }' --format csv
      clingen-ld query --store http://localhost:7878 --file question.rq -o answer.parquet
      clingen-ld query --named alleles-in-region --show
    """
    if listed:
        if named is not None or file is not None or words:
            raise UsageError("--list stands alone")
        write_text(_list(), output)
        return
    text = _text(words, file, named, show)
    if show:
        write_text(text, output)
        return
    from clingen_ld.cli.stores import opened_store

    with opened_store(store, read_only=True, allow_service=allow_service) as opened:
        _ask(opened, text, format_ or _format_of(output), output)


def _ask(store: Store, text: str, format: str | None, output: str | None) -> None:
    from clingen_ld.stores.querying import query
    from clingen_ld.stores.results import write_results

    results = query(store, text)
    with open_binary(output) as stream:
        write_results(results, format, stream)


def _format_of(output: str | None) -> str | None:
    """The format implied by the name of the output file."""
    extension = plain_name(output or "").rpartition(".")[2].lower()
    return {"ttl": "turtle", "nq": "nquads", "jsonl": "ndjson"}.get(
        extension, extension if extension in _FORMATS else None
    )


def _text(words: tuple[str, ...], file: str | None, named: str | None, show: bool) -> str:
    """The query from the command line."""
    from clingen_ld.stores.querying import get_query, read_query

    if file is not None and named is not None:
        raise UsageError("give --file or --named, not both")
    if named is None and file is None:
        if len(words) != 1:
            raise UsageError("give one query, in quotes; or --file, --named or --list")
        return words[0]
    found = get_query(named) if named is not None else read_query(_read(file or ""), file or "")
    values = {}
    for word in words:
        name, equals, value = word.partition("=")
        if not equals:
            raise UsageError(f"{word!r} is not a parameter: write name=value")
        values[name] = value
    if show and not values:
        return found.text
    return found.bound(values)


def _read(file: str) -> str:
    from clingen_ld.messages.text.inputs import open_input

    with open_input(file) as stream:
        try:
            return stream.read().decode("utf-8").removeprefix("\ufeff")
        except UnicodeDecodeError as error:
            raise InputError(f"{file}: not UTF-8: {error.reason}") from None


def _list() -> str:
    """The named queries, with descriptions and parameters."""
    from clingen_ld.display import terminal_width, wrapped
    from clingen_ld.stores.querying import named_queries

    lines = []
    for query in named_queries().values():
        lines += [f"{click.style(query.name, bold=True)}  {query.title}"]
        lines += [f"    {line}" for line in wrapped(query.description, terminal_width() - 4)]
        for parameter in query.parameters:
            default = "" if parameter.required else " (may be left out)"
            lines.append(f"    {parameter.name}=…  {parameter.description}{default}")
        example = " ".join(f"{key}={value}" for key, value in query.example.items())
        lines += [f"    --named {query.name} {example}".rstrip(), ""]
    return "\n".join(lines[:-1]) + "\n"


@click.command("stat")
@store_options()
@format_option("Form of the description; turtle is VoID and DCAT.", "text", "json", "turtle")
@base_option
@output_option
def stat_command(store: StoreAddress, format_: str, base: str | None, output: str | None) -> None:
    """Show what a store holds, in numbers.

    Resources by type and class, contextual alleles by build and sequence, canonical alleles by
    gene. As Turtle it is a description of the dataset to publish beside it (VoID, DCAT).

    \b
    Examples:
      clingen-ld stat --store alleles.db
      clingen-ld stat --store alleles.db --format turtle -o void.ttl
    """
    from clingen_ld.cli.stores import opened_store
    from clingen_ld.stores.describing import describe, render_description

    options = read_options(None, None, base, False)
    with opened_store(store, read_only=True) as opened:
        description = describe(opened)
    write_text(render_description(description, format_, options.base), output)
