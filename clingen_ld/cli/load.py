"""`clingen-ld load`."""

from __future__ import annotations

import io
import json
import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, field, replace
from itertools import chain
from typing import IO, Any, NamedTuple

import click

from clingen_ld.cli import options as opt
from clingen_ld.cli.inputs import StoreAddress, checked_inputs, opened_store
from clingen_ld.cli.output import Progress, journal_path, say
from clingen_ld.display import count, visible
from clingen_ld.errors import EXIT_CONFORMS, EXIT_DATA_ERRORS, UsageError
from clingen_ld.findings.outcome import of_severity
from clingen_ld.messages.message import ReadOptions
from clingen_ld.messages.text.inputs import refuse_replacing
from clingen_ld.messages.writing import open_output
from clingen_ld.reports import render
from clingen_ld.stores.deltas import Delta
from clingen_ld.stores.loading import LoadOptions, LoadReport, load
from clingen_ld.stores.store import NoStore, Store, is_remote
from clingen_ld.validation.configuration import Configuration
from clingen_ld.validation.report import Report
from clingen_ld.validation.session import ValidationOptions


@dataclass(frozen=True, slots=True)
class _Manner:
    """The options of loading, from the command line."""

    all_or_nothing: bool
    as_version: bool
    dry_run: bool
    resume: bool
    delta: str | None
    onto: tuple[str, ...]
    links: bool
    faldo: bool

    def options(self) -> dict[str, Any]:
        """The options of a load by their names."""
        found = asdict(self)
        onto, manifest = found.pop("onto"), found["delta"]
        if manifest is not None:
            found["delta"] = Delta(manifest, onto)
        elif onto:
            raise UsageError("--onto goes with --delta, which names the manifest of the delta")
        return found


class _Checked(NamedTuple):
    """Whether and how messages are validated first, from the command line."""

    no_validate: bool
    partial: bool
    sequences: str | None

    def options(self, read: ReadOptions, settings: Configuration) -> ValidationOptions:
        """The options of validation, with the settings."""
        return ValidationOptions(
            read=read,
            partial=self.partial or settings.partial,
            sequences=self.sequences,
            shapes=settings.shapes,
            configuration=settings,
        )


manner_options = opt.bundle(
    "manner",
    _Manner,
    opt.flag("--all-or-nothing", help="Load nothing when anything at all has an error."),
    opt.flag("--as-version", help="Keep what is replaced, as a former version of it."),
    opt.flag("--dry-run", help="Change nothing, and say what would change."),
    click.option(
        "--resume/--no-resume",
        default=True,
        show_default=True,
        help="Go on where the same load was stopped.",
    ),
    click.option(
        "--delta",
        type=click.Path(),
        metavar="MANIFEST",
        help="INPUT is a delta of ClinVar-GKS: remove what its manifest deletes, replace the rest.",
    ),
    click.option(
        "--onto",
        type=click.Path(),
        metavar="BUNDLE",
        multiple=True,
        help="Bundle to which records of the delta refer; of several, the last one counts.",
    ),
    opt.links_option,
    opt.faldo_option,
)


@click.command("load")
@opt.inputs_argument
@opt.store_options()
@opt.reading_options
@opt.keep_info_option
@opt.bundle(
    "checked",
    _Checked,
    opt.flag("--no-validate", help="Load everything that can be read, unchecked."),
    opt.partial_option,
    opt.checking_sequences_option,
)
@manner_options
@opt.journal_option
@opt.flag("--verbose", help="Say of each resource what became of it.")
@opt.choice("--report", of=("text", "json"), help="Form of the report.")
@opt.settings_options
@opt.output_option
@click.pass_context
def load_command(
    ctx: click.Context,
    /,
    inputs: tuple[str, ...],
    store: StoreAddress,
    reading: opt.ReadingChoices,
    settings: Configuration,
    info: tuple[str, ...],
    checked: _Checked,
    journal: str | None,
    verbose: bool,
    report: str,
    output: str | None,
    manner: _Manner,
) -> None:
    """Load messages into a store.

    INPUT is a file, a folder, or - for standard input. Everything is validated first, as one set
    together with what the store has; resources with errors are left out and reported. Each resource
    has a graph of its own, named by it, which is replaced as a whole: loading the same again
    changes nothing. A partial description (VCF, VRS, names, cut replies) replaces nothing: what it
    adds is kept beside the complete description, and reported. The same command completes a load
    that was stopped.

    \b
    Examples:
      clingen-ld load examples --store alleles.db
      clingen-ld load corrected.json --store alleles.db --as-version
      clingen-ld load examples --store alleles.db --dry-run --verbose
      clingen-ld load delta.json.gz --delta manifest.json --onto full.json.gz --store alleles.db
      clingen-ld load clinvar.vcf.gz --store alleles.db --info CLNSIG,GENEINFO
      zcat alleles.ndjson.gz | clingen-ld load - --store http://localhost:7878 --all-or-nothing
    """
    refuse_replacing(inputs, output)
    read = replace(reading.options(settings), info=info)
    read = replace(read, exclude=read.exclude.besides(output))
    options = LoadOptions(
        validation=checked.options(read, settings),
        validate=not checked.no_validate,
        journal=journal_path(store.key, journal),
        **manner.options(),
    )
    chosen = checked_inputs(inputs, read.exclude)
    ctx.exit(run_load(chosen, store, options, report, output, verbose=verbose))


def run_load(
    inputs: tuple[str, ...],
    address: StoreAddress,
    options: LoadOptions,
    format: str,
    output: str | None,
    *,
    verbose: bool,
) -> int:
    """Load, report the outcome, and return the exit code."""
    with _output(output) as out, _store(address, options) as store:
        said: _TextReport | _Json = _Json(out) if format == "json" else _TextReport(out, verbose)
        with ExitStack() as stack:
            stack.callback(lambda: _report_where_it_stopped(said.loaded, options))
            with _Steps() as steps:
                report = load(inputs, store, options, progress=steps, each=said.each)
            stack.pop_all()
        said.end(report, options)
    has_error = bool(of_severity(report.findings, "error"))
    may_be_empty = options.validation.read.skip_foreign or report.removed > 0
    failed = report.left_out or has_error or not (report.loaded or may_be_empty)
    return EXIT_DATA_ERRORS if failed else EXIT_CONFORMS


def _report_where_it_stopped(loaded: int, options: LoadOptions) -> None:
    if not loaded or options.dry_run:
        return
    rest = "loads the rest" if options.resume else "begins anew"
    held = f"{count(loaded, 'resource')} are in the store, each of them whole"
    say(f"stopped; {held}; the same command {rest}")


@contextmanager
def _store(address: StoreAddress, options: LoadOptions) -> Iterator[Store]:
    """The store; a dry run does not create one, and a delta changes one that is there."""
    location = address.named
    if options.dry_run and not is_remote(location) and not os.path.exists(location):
        yield NoStore(location)
        return
    with opened_store(address, create=options.delta is None) as store:
        yield store


@contextmanager
def _output(name: str | None) -> Iterator[IO[Any]]:
    """Standard output, or a file that is written atomically."""
    if name is None:
        yield sys.stdout
        sys.stdout.flush()
        return
    with open_output(name) as stream:
        text = io.TextIOWrapper(stream, encoding="utf-8", errors="backslashreplace")
        yield text
        text.flush()
        text.detach()


class _Steps:
    """Progress: first of validating, then of loading."""

    def __init__(self) -> None:
        self._step = ""
        self._progress: Progress | None = None

    def __enter__(self) -> _Steps:
        return self

    def __call__(self, step: str, item: object) -> None:
        """Count a resource that has passed a step."""
        if self._progress is None or step != self._step:
            self.end()
            self._step = step
            self._progress = Progress(f"resources {step}")
        self._progress(item)

    def __exit__(self, *_: object) -> None:
        self.end()

    def end(self) -> None:
        """Remove the progress line."""
        if self._progress is not None:
            self._progress.__exit__(None, None, None)
            self._progress = None


@dataclass(slots=True)
class _TextReport:
    """The report for people."""

    out: IO[Any]
    verbose: bool
    loaded: int = 0

    def each(self, change: str, name: str) -> None:
        """The outcome for one resource."""
        self.loaded += change != "left out"
        if self.verbose:
            click.echo(f"{change:<9}  {visible(name)}", file=self.out)

    def end(self, report: LoadReport, options: LoadOptions) -> None:
        """The errors, and a summary in one line."""
        _show_errors(report, self.out)
        for said in (*report.unread, *report.remarks, *_of_settings(report)):
            click.echo(visible(said), file=self.out)
        if options.all_or_nothing and of_severity(report.findings, "error"):
            checked = count(report.left_out, "resource")
            said = f"nothing is loaded: there are errors ({checked} checked)"
            click.echo(said, file=self.out)
            return
        if options.delta is not None:
            removing = "would remove" if options.dry_run else "removed"
            click.echo(f"{removing} {count(report.removed, 'resource')}", file=self.out)
        verb = "would load" if options.dry_run else "loaded"
        done = f"{report.new:,} new, {report.replaced:,} replaced, {report.unchanged:,} unchanged"
        done += f", {report.kept:,} kept: the store has more" if report.kept else ""
        out = f", left out {report.left_out:,} with errors" if report.left_out else ""
        since = ", the part before it was stopped included" if report.resumed else ""
        click.echo(f"{verb} {count(report.loaded, 'resource')} ({done}){out}{since}", file=self.out)


@dataclass(slots=True)
class _Json:
    """The report for programs: one object, written during the load, so that it can be long."""

    out: IO[Any]
    loaded: int = 0
    comma: str = field(default="")

    def each(self, change: str, name: str) -> None:
        """The outcome for one resource."""
        self.loaded += change != "left out"
        entry = json.dumps({"change": change, "name": name}, ensure_ascii=False)
        self.out.write(f"{self.comma or _json_head()}\n    {entry}")
        self.comma = ","

    def end(self, report: LoadReport, options: LoadOptions) -> None:
        """The counts and the findings."""
        from clingen_ld.reports.json_report import list_pieces

        self.out.write("\n  ],\n" if self.comma else f"{_json_head()}],\n")
        rest: dict[str, Any] = {
            "dryRun": options.dry_run,
            "new": report.new,
            "replaced": report.replaced,
            "unchanged": report.unchanged,
            "kept": report.kept,
            "leftOut": report.left_out,
            "unread": list(report.unread),
            "remarks": list(report.remarks),
            "files": report.files,
            "activity": report.activity,
            "resumed": report.resumed,
            "removed": report.removed,
        }
        if report.settings is not None:
            from clingen_ld.reports.json_report import settings_of

            rest["settings"] = settings_of(report.settings, report.ignored, report.lowered)
        text = json.dumps(rest, ensure_ascii=False, indent=2)
        head = text.removeprefix("{\n").removesuffix("\n}") + ',\n  "findings": ['
        for piece in chain((head,), list_pieces(f.as_dict() for f in report.findings)):
            self.out.write(piece.encode("utf-8", "backslashreplace").decode())


def _json_head() -> str:
    """The beginning of the JSON report, up to the changes."""
    from clingen_ld.reports.json_report import about

    return json.dumps(about(), indent=2).removesuffix("\n}") + ',\n  "changes": ['


def _show_errors(report: LoadReport, out: IO[Any]) -> None:
    """The errors, as `validate` shows them."""
    errors = of_severity(report.findings, "error")
    if errors:
        number = report.loaded + report.left_out
        click.echo(render(Report(errors, report.files, number), "text"), file=out)


def _of_settings(report: LoadReport) -> list[str]:
    if report.settings is None:
        return []
    from clingen_ld.reports.wording import of_settings

    return of_settings(report.settings, report.ignored, report.lowered)
