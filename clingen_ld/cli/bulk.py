"""`clingen-ld bulk`: converting and validating at volume, here or on a cluster."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import click

from clingen_ld.cli import options as opt
from clingen_ld.cli.convert import ProblemReporter, without_resources
from clingen_ld.cli.inputs import checked_inputs
from clingen_ld.cli.output import Progress, say, write_text
from clingen_ld.display import count
from clingen_ld.errors import EXIT_CONFORMS, EXIT_DATA_ERRORS, UsageError
from clingen_ld.graph.links import LinkSets
from clingen_ld.model import Severity
from clingen_ld.reports.text_report import summary
from clingen_ld.reports.wording import of_settings

if TYPE_CHECKING:
    from clingen_ld.bulk.tables import Validated
    from clingen_ld.conversion import Conversion
    from clingen_ld.messages.message import ReadOptions
    from clingen_ld.validation.configuration import Configuration
    from clingen_ld.validation.session import ValidationOptions


@dataclass(frozen=True, slots=True)
class _Where:
    """Where the work runs, from the command line."""

    engine: str
    jobs: int | None
    master: str | None

    @property
    def is_spark(self) -> bool:
        """Whether Spark does it. Raises `UsageError` for conflicting options."""
        if self.engine == "spark" and self.jobs is not None and self.master is not None:
            raise UsageError("give --jobs or --master: the URL of a cluster says how many")
        if self.engine != "spark" and self.master is not None:
            raise UsageError("--master is for --engine spark")
        return self.engine == "spark"

    @property
    def url(self) -> str | None:
        """The URL of the cluster; None for Spark's configured one."""
        return f"local[{self.jobs}]" if self.jobs is not None else self.master


_where_options = opt.bundle(
    "where",
    _Where,
    opt.choice(
        "--engine",
        of=("local", "spark"),
        help="Who does it: processes on this machine, or Apache Spark.",
    ),
    opt.jobs_option(
        "How many work at once on this machine (default: 1; with Spark, all cores).", None
    ),
    click.option(
        "--master",
        metavar="URL",
        help="The Spark cluster (default: as spark-submit says, else this machine).",
    ),
)


def _folder_option(default: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    return click.option(
        "-o",
        "--output",
        type=click.Path(),
        default=default,
        show_default=True,
        metavar="FOLDER",
        help="A new folder; it appears once it is complete.",
    )


@click.group("bulk")
def bulk_command() -> None:
    """Convert or validate at volume, here or on a cluster.

    With --engine spark, inputs and output are on any file system of Hadoop, such as hdfs:// or
    s3a://, and the work is spread over the cluster. The results are the same as here.

    \b
    Examples:
      clingen-ld bulk convert alleles.ndjson.gz --jobs 2
      clingen-ld bulk validate messages --engine spark
    """


@bulk_command.command("convert")
@opt.inputs_argument
@opt.reading_without_engine_options
@opt.config_options
@opt.keep_info_option
@opt.links_option
@opt.faldo_option
@_where_options
@_folder_option("quads")
@click.pass_context
def convert_command(
    ctx: click.Context,
    inputs: tuple[str, ...],
    reading: opt.ReadingChoices,
    settings: Configuration,
    info: tuple[str, ...],
    links: bool,
    faldo: bool,
    where: _Where,
    output: str,
) -> None:
    """Convert messages to compressed nquads, in parts that stores load.

    FOLDER gets part-00000.nq.gz and so on. What cannot be read is reported, the rest is written.

    \b
    Examples:
      clingen-ld bulk convert alleles.ndjson.zst -o parts --jobs 4
      clingen-ld bulk convert hdfs:///alleles -o hdfs:///parts --engine spark
    """
    options = replace(reading.options(settings), info=info)
    with closing(ProblemReporter("nquads")) as reporter:
        done = _convert(inputs, options, LinkSets(links, faldo), where, output, reporter)
        code = without_resources(done.resources, options, reporter.end())
    if more := done.problem_count - len(done.problems) if where.is_spark else 0:
        say(f"{count(more, 'more text')} could not be read")
    click.echo(f"{output}: {count(done.resources, 'resource')}")
    ctx.exit(code)


def _refuse_exclusion(options: ReadOptions) -> None:
    if options.exclude.patterns:
        raise UsageError("Spark lists folders itself: use its path patterns in place of exclude")


def _convert(
    inputs: tuple[str, ...],
    options: ReadOptions,
    links: LinkSets,
    where: _Where,
    output: str,
    reporter: ProblemReporter,
) -> Conversion:
    if where.is_spark:
        _refuse_exclusion(options)
        from clingen_ld.bulk.spark_converting import convert as convert_on_spark

        done = convert_on_spark(inputs, output, options=options, master=where.url, links=links)
        for problem in done.problems:
            reporter(problem)
        return done
    from clingen_ld.bulk.converting import bulk_convert

    with Progress("resources", inputs, exclude=options.exclude) as progress:
        return bulk_convert(
            checked_inputs(inputs, options.exclude),
            output,
            jobs=where.jobs or 1,
            options=options,
            **links._asdict(),
            report=reporter,
            progress=progress,
        )


@bulk_command.command("validate")
@opt.inputs_argument
@opt.reading_without_engine_options
@opt.partial_option
@opt.fail_on_option
@opt.settings_options
@_where_options
@_folder_option("findings")
@click.pass_context
def validate_command(
    ctx: click.Context,
    inputs: tuple[str, ...],
    reading: opt.ReadingChoices,
    settings: Configuration,
    partial: bool,
    fail_on: Severity | None,
    where: _Where,
    output: str,
) -> None:
    """Validate messages as one set; findings and counts as tables.

    FOLDER gets two tables (Parquet): findings, one row each, and counts, how many there are of
    each rule and severity.

    \b
    Examples:
      clingen-ld bulk validate alleles.ndjson.zst -o found --jobs 4
      clingen-ld bulk validate s3a://bucket/alleles -o s3a://bucket/found --engine spark
    """
    from clingen_ld.validation.session import ValidationOptions

    options = ValidationOptions(
        read=reading.options(settings),
        partial=partial or settings.partial,
        shapes=settings.shapes,
        configuration=settings,
    )
    found = _validate(inputs, options, where, output)
    write_text(summary(found.files, found.resources, found.counts), None)
    for said in of_settings(found.settings, found.ignored, found.lowered):
        click.echo(said)
    click.echo(f"{output}/findings: {count(sum(found.counts.values()), 'row')}")
    is_missing = not found.resources and not reading.skip_foreign
    failed = is_missing or found.has(fail_on or settings.fail_on or "error")
    ctx.exit(EXIT_DATA_ERRORS if failed else EXIT_CONFORMS)


def _validate(
    inputs: tuple[str, ...], options: ValidationOptions, where: _Where, output: str
) -> Validated:
    if where.is_spark:
        _refuse_exclusion(options.read)
        from clingen_ld.bulk.spark_validating import validate as validate_on_spark

        return validate_on_spark(inputs, output, options, master=where.url)
    from clingen_ld.bulk.tables import bulk_validate

    with Progress("resources", inputs, False, options.read.exclude) as progress:
        chosen = checked_inputs(inputs, options.read.exclude)
        return bulk_validate(chosen, output, options, jobs=where.jobs or 1, progress=progress)
