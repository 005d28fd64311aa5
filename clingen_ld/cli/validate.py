"""`clingen-ld validate`."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

import click

from clingen_ld.cli import options as opt
from clingen_ld.cli.inputs import StoreAddress, checked_inputs, opened_store, watch_option
from clingen_ld.cli.output import Progress, say, write_text
from clingen_ld.display import count
from clingen_ld.errors import EXIT_CONFORMS, EXIT_DATA_ERRORS, UsageError
from clingen_ld.messages.forms import FORMS
from clingen_ld.messages.text.inputs import STANDARD_INPUT, refuse_replacing
from clingen_ld.model import Severity
from clingen_ld.reports import BARE, FORMATS, LIMITED, check_format, pieces

if TYPE_CHECKING:
    from clingen_ld.validation.configuration import Configuration
    from clingen_ld.validation.fixing import Fixed
    from clingen_ld.validation.report import Report
    from clingen_ld.validation.session import ValidationOptions


class _Besides(NamedTuple):
    """What messages are checked against besides the model, from the command line."""

    partial: bool
    against: tuple[str, ...]
    sequences: str | None
    shapes: tuple[str, ...]
    info: tuple[str, ...]

    def options(self, reading: opt.ReadingChoices, settings: Configuration) -> ValidationOptions:
        """The options of validation, with the settings."""
        from clingen_ld.validation.session import ValidationOptions

        return ValidationOptions(
            read=replace(reading.options(settings), info=self.info),
            partial=self.partial or settings.partial,
            against=self.against,
            sequences=self.sequences,
            shapes=(*settings.shapes, *self.shapes),
            configuration=settings,
        )


class _Known(NamedTuple):
    """The known findings, from the command line."""

    baseline: str | None
    write_baseline: str | None
    update_baseline: bool

    def beside(
        self, options: ValidationOptions, settings: Configuration, output: str | None
    ) -> ValidationOptions:
        """The options, by which folders are read without what is no message of theirs: the report,
        the baselines and the shapes."""
        shapes = map(str, options.shapes)
        baselines = (self.baseline, self.write_baseline, settings.baseline)
        own = options.read.exclude.besides(output, *baselines, *shapes)
        return replace(options, read=replace(options.read, exclude=own))

    def refuse_diff(self) -> None:
        """Raises `UsageError` for a baseline to write, since --diff does not report."""
        if self.write_baseline is not None or self.update_baseline:
            raise UsageError("--diff writes no baseline: run it without --diff")

    def report(self, validate: Callable[[], Report], settings: Configuration) -> Report:
        """The report without known findings; on request, all findings are written to a baseline."""
        path = self.baseline
        if path is None and self.write_baseline is None:
            path = settings.baseline
        if self.update_baseline and path is None:
            raise UsageError("--update-baseline needs a baseline: name it by --baseline")
        if path is None and self.write_baseline is None:
            return validate()
        from clingen_ld.validation.baseline import baseline_text, read_baseline

        known = read_baseline(path) if path is not None else None
        found = validate()
        if self.write_baseline is not None:
            write_text(baseline_text(found.findings, self.write_baseline), self.write_baseline)
        if known is not None and self.update_baseline:
            write_text(known.updated(found), path)
        return found if known is None else known.applied(found)


class _Listed(NamedTuple):
    """How findings are listed, which of them, and which make the command fail."""

    fail_on: Severity | None
    report: str
    limit: int | None
    quiet: bool
    statistics: bool

    def check(self) -> None:
        """Raises `UsageError` for statistics or a limit in a format that lists all findings."""
        check_format(self.report, self.limit)
        if self.statistics and self.report not in ("text", "concise"):
            raise UsageError(f"--statistics is a text: the {self.report} report lists the findings")

    def fails(self, found: Report, settings: Configuration) -> bool:
        """Whether there are findings on which the command fails."""
        return found.is_missing or found.has(self.fail_on or settings.fail_on or "error")

    def text(self, found: Report) -> str | Iterator[str]:
        """The report in its format, within the limits."""
        if self.quiet:
            found = found.only("error")
            if found.conforms:
                return ""
        if not self.statistics:
            return pieces(found, self.report, self.limit)
        from clingen_ld.findings.outcome import counts_of
        from clingen_ld.reports.text_report import summary
        from clingen_ld.reports.wording import remarks

        said = summary(found.files, found.resources, counts_of(found.findings))
        return "".join((said, *(f"{one}\n" for one in remarks(found))))

    def say_beside(self, found: Report) -> None:
        """Report on standard error what a format cannot hold about settings and a baseline."""
        if self.report in BARE and not self.statistics and (found.settings or found.known):
            from clingen_ld.reports.wording import remarks

            for one in remarks(found):
                say(one)


class _Fixes(NamedTuple):
    """What to fix, from the command line."""

    fix: bool
    diff: bool
    unsafe_fixes: bool

    def check(self, inputs: tuple[str, ...], store: StoreAddress, against: tuple[str, ...]) -> None:
        """Raises `UsageError` for conflicting options."""
        if self.unsafe_fixes and not (self.fix or self.diff):
            raise UsageError("--unsafe-fixes goes with --fix or --diff")
        if self.fix or self.diff:
            if store.location is not None:
                raise UsageError("a store has no text to fix: export its messages, and fix those")
            if against:
                from clingen_ld.stores.store import is_store

                if stores := [place for place in against if is_store(place)]:
                    raise UsageError(f"--fix looks up no references in a store: export {stores[0]}")
            if STANDARD_INPUT in inputs and len(inputs) > 1:
                raise UsageError("standard input is fixed alone: name no files beside -")

    def show_diff(
        self, inputs: tuple[str, ...], options: ValidationOptions, output: str | None
    ) -> int:
        """Show what would be fixed; the exit code says whether there is anything."""
        found = self._fixed(inputs, options)
        write_text(found.diff(), output)
        _say_fixed(found, "would fix")
        return EXIT_DATA_ERRORS if found.texts else EXIT_CONFORMS

    def report(self, inputs: tuple[str, ...], options: ValidationOptions) -> Report:
        """Fix inputs in place, or standard input to standard output; returns the remaining
        report."""
        found = self._fixed(inputs, options)
        if inputs == (STANDARD_INPUT,):
            sys.stdout.buffer.write(found.data(STANDARD_INPUT))
            sys.stdout.flush()
        else:
            found.write()
        _say_fixed(found, "fixed")
        return found.report

    def show(self, text: str | Iterable[str], inputs: tuple[str, ...], output: str | None) -> None:
        """Show a report: on standard error if the fixed text is on standard output."""
        if self.fix and output is None and inputs == (STANDARD_INPUT,):
            click.echo("".join(text), nl=False, err=True)
        else:
            write_text(text, output)

    def _fixed(self, inputs: tuple[str, ...], options: ValidationOptions) -> Fixed:
        from clingen_ld.validation.fixing import fix

        with Progress("resources", inputs, False, options.read.exclude) as progress:
            chosen = checked_inputs(inputs, options.read.exclude)
            return fix(chosen, options, unsafe=self.unsafe_fixes, progress=progress)


@click.command("validate")
@opt.optional_inputs_argument
@watch_option
@opt.store_options(False, "Validate what a store holds: a folder, or the URL of a server.")
@opt.reading_options
@opt.bundle(
    "listed",
    _Listed,
    opt.fail_on_option,
    opt.choice("--report", of=FORMATS, help="Form of the report."),
    click.option(
        "--max",
        "limit",
        type=click.IntRange(min=0),
        metavar="N",
        help=f"Show the most severe N findings and count the rest ({' and '.join(LIMITED)} only).",
    ),
    opt.flag("-q", "--quiet", help="Show errors only; nothing without any."),
    opt.flag("--statistics", help="Count the findings of each rule, and list none."),
)
@opt.bundle(
    "besides",
    _Besides,
    opt.partial_option,
    click.option(
        "--against",
        multiple=True,
        metavar="INPUT",
        help="References may lead here, messages or a store; not checked.",
    ),
    opt.checking_sequences_option,
    click.option("--shapes", multiple=True, metavar="FILE", help="SHACL shapes of your own."),
    opt.info_option("Check this INFO field of VCF, too; all of them by the name all"),
)
@opt.bundle(
    "known",
    _Known,
    click.option("--baseline", metavar="FILE", help="Known findings: only new ones are reported."),
    click.option("--write-baseline", metavar="FILE", help="Write all findings down as known."),
    opt.flag("--update-baseline", help="Remove entries of the baseline that no longer occur."),
)
@opt.bundle(
    "fixes",
    _Fixes,
    opt.flag("--fix", help="Fix what is safe to fix, in place."),
    opt.flag("--diff", help="Show what --fix would change; write nothing."),
    opt.flag("--unsafe-fixes", help="Fix what changes the meaning of a message, too."),
)
@opt.settings_options
@opt.output_option
@opt.jobs_option("Processes that validate at once; a store is left to one.")
@click.pass_context
def validate_command(
    ctx: click.Context,
    inputs: tuple[str, ...],
    store: StoreAddress,
    reading: opt.ReadingChoices,
    settings: Configuration,
    listed: _Listed,
    besides: _Besides,
    known: _Known,
    fixes: _Fixes,
    output: str | None,
    jobs: int,
) -> None:
    """Report every mistake in messages, with its position.

    INPUT is a file, a folder, or - for standard input; all inputs are checked as one set, so
    that references among them resolve, and so is all that a store holds. Files may hold one
    resource, an array of them, or one a line, in any form, and may be compressed (gzip, zstd). A
    run that finds no resource fails.

    \b
    Examples:
      clingen-ld validate examples
      clingen-ld validate allele.json --partial
      zcat alleles.ndjson.gz | clingen-ld validate - --report json
      clingen-ld validate messages --fail-on warning
      clingen-ld validate messages --report html -o report.html
      clingen-ld validate allele.json --against store-of-messages
      clingen-ld validate messages --sequences genome.fa.gz
      clingen-ld validate --store alleles.db
      clingen-ld validate alleles.ndjson.zst --jobs 4
      clingen-ld validate *.json --partial --skip-foreign
    """
    listed.check()
    if not inputs and store.location is None:
        raise click.MissingParameter(ctx=ctx, param=ctx.command.params[0])
    refuse_replacing(inputs, output, known.write_baseline)
    options = known.beside(besides.options(reading, settings), settings, output)
    fixes.check(inputs, store, besides.against)
    if fixes.diff:
        known.refuse_diff()
        ctx.exit(fixes.show_diff(inputs, options, output))
    fixed = partial(fixes.report, inputs, options)
    checked = partial(_validate, inputs, store, options, jobs)
    found = known.report(fixed if fixes.fix else checked, settings)
    fixes.show(listed.text(found), inputs, output)
    listed.say_beside(found)
    failed = known.write_baseline is None and listed.fails(found, settings)
    ctx.exit(EXIT_DATA_ERRORS if failed else EXIT_CONFORMS)


def _validate(
    inputs: tuple[str, ...], store: StoreAddress, options: ValidationOptions, jobs: int
) -> Report:
    """Validate inputs or a store, with the stores open that references may point to."""
    from clingen_ld.validation.session import validate

    stores: list[str] = []
    if options.against:
        from clingen_ld.stores.store import is_store

        stores = [str(place) for place in options.against if is_store(str(place))]
    if not stores and store.location is None:
        with Progress("resources", inputs, False, options.read.exclude) as progress:
            chosen = checked_inputs(inputs, options.read.exclude)
            if jobs > 1:
                from clingen_ld.bulk.validating import validate as validate_at_once

                return validate_at_once(chosen, options, jobs=jobs, progress=progress)
            return validate(chosen, options, progress=progress.if_shown)
    from clingen_ld.stores.validating import found_in, validate_against, validate_store

    with ExitStack() as stack:
        opened = [stack.enter_context(opened_store(one, read_only=True)) for one in stores]
        options = replace(
            options, against=tuple(place for place in options.against if str(place) not in stores)
        )
        with Progress("resources", inputs, False, options.read.exclude) as progress:
            if store.location is None:
                chosen = checked_inputs(inputs, options.read.exclude)
                return validate_against(chosen, opened, options, progress=progress)
            if inputs:
                raise UsageError(
                    "give messages or --store, not both; a store beside messages is --against"
                )
            checked = stack.enter_context(opened_store(store, read_only=True))
            found = found_in(opened, options.read.base) if opened else None
            return validate_store(checked, replace(options, elsewhere=found), progress=progress)


def _say_fixed(found: Fixed, verb: str) -> None:
    """Report how much was fixed, and which messages with suggestions have a form that cannot be
    fixed."""
    many = f"{count(len(found.fixed), 'finding')} in {count(len(found.texts), 'file')}"
    say(f"{verb} {many}" if found.fixed else "nothing to fix")
    suggested = {f.form for f in found.report if f.suggestion is not None and f.form}
    if forms := sorted(form for form in suggested if FORMS[form].mapping is not None):
        say(f"not fixed: messages of the form {', '.join(forms)}, which is not of the model")
