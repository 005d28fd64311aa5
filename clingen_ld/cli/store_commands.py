"""`clingen-ld query`, `stat`, `export` and `remove`: the resources of a store."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from typing import TYPE_CHECKING

import click

from clingen_ld.cli import options as opt
from clingen_ld.cli.inputs import StoreAddress, opened_store
from clingen_ld.cli.output import Progress, journal_path, open_binary, say, write_text
from clingen_ld.display import count, terminal_width, visible, wrapped
from clingen_ld.errors import EXIT_CONFORMS, EXIT_DATA_ERRORS, InputError, UsageError
from clingen_ld.messages.text.compression import plain_name
from clingen_ld.model import base_iri
from clingen_ld.stores.results import RESULT_FORMATS, write_results

if TYPE_CHECKING:
    from clingen_ld.conversion import WritingOptions
    from clingen_ld.messages.message import Engine
    from clingen_ld.stores.store import Store


def _complete_named(_: click.Context, __: click.Parameter, incomplete: str) -> list[str]:
    from clingen_ld.stores.querying import named_queries

    return [name for name in named_queries() if name.startswith(incomplete)]


@click.command("query")
@click.argument("words", nargs=-1, metavar="[SPARQL | NAME=VALUE...]")
@opt.store_options(required=False)
@click.option(
    "--file", "file", metavar="FILE", help="Take the query from this file (- for standard input)."
)
@click.option(
    "--named",
    metavar="QUERY",
    shell_complete=_complete_named,
    help="Ask a query that comes with the package; the words are its parameters.",
)
@opt.flag("--list", "listed", help="List the queries that --named knows.")
@opt.flag("--show", help="Show the text of the query, and ask nothing.")
@click.option(
    "--format",
    "format_",
    type=click.Choice(RESULT_FORMATS),
    help="Form of the results (default: table; turtle for triples).",
)
@opt.flag("--allow-service", help="Let a query to a folder call servers (SERVICE).")
@opt.output_option
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
    with opened_store(store, read_only=True, allow_service=allow_service) as opened:
        _ask(opened, text, format_ or _format_of(output), output)


def _ask(store: Store, text: str, format: str | None, output: str | None) -> None:
    from clingen_ld.stores.querying import query

    results = query(store, text)
    with open_binary(output) as stream:
        write_results(results, format, stream)


def _format_of(output: str | None) -> str | None:
    """The format implied by the name of the output file."""
    extension = plain_name(output or "").rpartition(".")[2].lower()
    return {"ttl": "turtle", "nq": "nquads", "jsonl": "ndjson"}.get(
        extension, extension if extension in RESULT_FORMATS else None
    )


def _text(words: tuple[str, ...], file: str | None, named: str | None, show: bool) -> str:
    """The query from the command line."""
    from clingen_ld.stores.querying import get_query, named_queries, read_query

    if file is not None and named is not None:
        raise UsageError("give --file or --named, not both")
    if named is None and file is None:
        if words and words[0] in named_queries():
            raise UsageError(f"{words[0]} is the name of a query: write --named {words[0]}")
        if len(words) != 1:
            raise UsageError("give one query, in quotes; or --file, --named or --list")
        return words[0]
    found = get_query(named) if named is not None else read_query(_read(file or ""), file or "")
    values = {}
    for word in words:
        name, equals, value = word.partition("=")
        if not equals:
            names = " ".join(f"{each.name}=…" for each in found.parameters) or "none"
            raise UsageError(f"{word!r} is not a parameter: write {names}")
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
@opt.store_options()
@opt.format_option("Form of the description; turtle is VoID and DCAT.", "text", "json", "turtle")
@opt.base_option
@opt.output_option
def stat_command(store: StoreAddress, format_: str, base: str | None, output: str | None) -> None:
    """Show what a store holds, in numbers.

    Resources by type and class, contextual alleles by build and sequence, canonical alleles by
    gene. As Turtle it is a description of the dataset to publish beside it (VoID, DCAT).

    \b
    Examples:
      clingen-ld stat --store alleles.db
      clingen-ld stat --store alleles.db --format turtle -o void.ttl
    """
    from clingen_ld.stores.describing import describe, render_description

    named = base_iri(base)
    with opened_store(store, read_only=True) as opened:
        description = describe(opened)
    write_text(render_description(description, format_, named), output)


@click.command("export")
@opt.store_options()
@opt.to_option
@opt.wanted_type_option
@opt.flag("--with-loads", help="Give the Provenance that loads left in the store, too.")
@opt.base_option
@opt.written_assembly_option
@opt.engine_option
@opt.output_option
@opt.writing_options
@opt.jobs_option("Processes that read an embedded store at once.")
@click.pass_context
def export_command(
    ctx: click.Context,
    store: StoreAddress,
    to: str,
    type_: str | None,
    with_loads: bool,
    base: str | None,
    assembly: str | None,
    engine: Engine,
    output: str | None,
    writing: WritingOptions,
    jobs: int,
) -> None:
    """Export all messages of a store.

    What was loaded comes out again, in any form. Former versions are left out, and so are partial
    descriptions of a resource that is there itself. When FILE is a folder that exists, each
    resource gets a file of its own; a name that ends in .gz or .zst is compressed.

    \b
    Examples:
      clingen-ld export --store alleles.db
      clingen-ld export --store alleles.db --to nquads -o alleles.nq.gz
      clingen-ld export --store http://localhost:7878 --type Gene --to json-ld
    """
    from clingen_ld.bulk.exporting import export
    from clingen_ld.cli.convert import ProblemReporter, target_of

    with (
        opened_store(store, read_only=True) as opened,
        Progress("resources") as progress,
        closing(ProblemReporter(to)) as reporter,
    ):
        export(
            opened, to, target_of(output), type=type_, loads=with_loads, base=base_iri(base),
            assembly=assembly, engine=engine, progress=progress, report=reporter, jobs=jobs,
            **writing,
        )  # fmt: skip
        sys.stdout.flush()
        code = reporter.end()
    ctx.exit(code)


@click.command("remove")
@click.argument("names", nargs=-1, metavar="NAME...")
@opt.store_options()
@opt.base_option
@click.option(
    "--from",
    "file",
    type=click.Path(allow_dash=True),
    metavar="FILE",
    help="Take names from this file, one a line (- for standard input).",
)
@opt.flag(
    "--all",
    "everything",
    help="Also remove what other messages say about a resource, and its former versions.",
)
@opt.journal_option
@opt.flag("--verbose", help="Say of each resource what became of it.")
@click.pass_context
def remove_command(
    ctx: click.Context,
    names: tuple[str, ...],
    store: StoreAddress,
    base: str | None,
    file: str | None,
    everything: bool,
    journal: str | None,
    verbose: bool,
) -> None:
    """Remove resources from a store.

    NAME is the IRI of a resource, or its type and id such as Gene/GENE101. References to it stay,
    and its provenance in the store; a record of the removal is added. The exit code is 1 if one of
    them does not exist.

    \b
    Examples:
      clingen-ld remove CanonicalAllele/CA101 --store alleles.db
      clingen-ld remove http://clingendb.clingen.org/Gene/GENE101 --store alleles.db --all
      clingen-ld remove --from names.txt --store http://localhost:7878
    """
    from clingen_ld.stores.removing import remove

    if not names and file is None:
        raise UsageError("name what to remove, or give a file of names with --from")

    with opened_store(store) as opened:
        done = remove(
            _names(names, file),
            opened,
            base=base_iri(base),
            everything=everything,
            journal=journal_path(store.key, journal),
            each=partial(_report, verbose),
        )
    missing = done.missing + done.only_described
    more = f", {missing:,} {'was' if missing == 1 else 'were'} not there" if missing else ""
    click.echo(f"removed {count(done.removed, 'resource')}{more}")
    ctx.exit(EXIT_DATA_ERRORS if missing else EXIT_CONFORMS)


def _report(verbose: bool, outcome: str, iri: str) -> None:
    from clingen_ld.stores.removing import DESCRIBED, MISSING, REMOVED

    if outcome == MISSING:
        say(f"{iri} is not in the store")
    elif outcome == DESCRIBED:
        where = "in the store only as a partial description by others"
        say(f"{iri} is {where}; --all removes that")
    elif verbose:
        click.echo(f"{REMOVED}  {visible(iri)}")


def _names(names: tuple[str, ...], file: str | None) -> Iterator[str]:
    """The given names, then those in a file, without empty lines and # comments."""
    yield from names
    if file is None:
        return
    from clingen_ld.messages.text.inputs import open_input

    with open_input(file) as stream:
        for line in stream:
            name = line.decode("utf-8", "replace").strip()
            if name and not name.startswith("#"):
                yield name
