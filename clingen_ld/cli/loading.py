"""Running a load, and telling how it went."""

from __future__ import annotations

import io
import json
import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import IO, Any

import click

from clingen_ld.cli.progress import Progress
from clingen_ld.cli.stores import StoreAddress, opened_store
from clingen_ld.errors import EXIT_CONFORMS, EXIT_DATA_ERRORS
from clingen_ld.stores.loading import LoadOptions, LoadReport, load
from clingen_ld.stores.locations import is_remote
from clingen_ld.stores.store import Store


def run_load(
    inputs: tuple[str, ...],
    address: StoreAddress,
    options: LoadOptions,
    format: str,
    output: str | None,
    *,
    verbose: bool,
) -> int:
    """Load, say what that did, and give the exit code."""
    with _output(output) as out, _store(address, options.dry_run) as store:
        said: _Text | _Json = _Json(out) if format == "json" else _Text(out, verbose)
        with ExitStack() as stack:
            stack.callback(lambda: _tell_where_it_stopped(said.loaded, options))
            with _Steps() as steps:
                report = load(inputs, store, options, progress=steps, each=said.each)
            stack.pop_all()
        said.end(report, options)
    failed = report.left_out or any(f.severity == "error" for f in report.findings)
    return EXIT_DATA_ERRORS if failed else EXIT_CONFORMS


def _tell_where_it_stopped(loaded: int, options: LoadOptions) -> None:
    if not loaded or options.dry_run:
        return
    rest = "loads the rest" if options.resume else "begins anew"
    click.echo(
        f"clingen-ld: stopped; {_resources(loaded)} are in the store, each of them whole; "
        f"the same command {rest}",
        err=True,
    )


@contextmanager
def _store(address: StoreAddress, dry_run: bool) -> Iterator[Store]:
    """The store; none is made to see what would be in it."""
    location = address.named
    if dry_run and not is_remote(location) and not os.path.exists(location):
        from clingen_ld.stores.nothing import NoStore

        yield NoStore(location)
        return
    with opened_store(address, create=True) as store:
        yield store


@contextmanager
def _output(name: str | None) -> Iterator[IO[Any]]:
    """Standard output, or a file that is written whole or not at all."""
    if name is None:
        yield sys.stdout
        sys.stdout.flush()
        return
    from clingen_ld.messages.writing import open_output

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
        """One more resource has passed a step."""
        if self._progress is None or step != self._step:
            self.end()
            self._step = step
            self._progress = Progress(f"resources {step}")
        self._progress(item)

    def __exit__(self, *_: object) -> None:
        self.end()

    def end(self) -> None:
        """Take the line away."""
        if self._progress is not None:
            self._progress.__exit__(None, None, None)
            self._progress = None


@dataclass(slots=True)
class _Text:
    """The report for people."""

    out: IO[Any]
    verbose: bool
    loaded: int = 0

    def each(self, change: str, name: str) -> None:
        """What became of one resource."""
        self.loaded += change != "left out"
        if self.verbose:
            click.echo(f"{change:<9}  {name}", file=self.out)

    def end(self, report: LoadReport, options: LoadOptions) -> None:
        """The findings with errors, and the whole in one line."""
        _show_errors(report, self.out)
        errors = any(finding.severity == "error" for finding in report.findings)
        if options.all_or_nothing and errors:
            checked = _resources(report.left_out)
            said = f"nothing is loaded: there are errors ({checked} checked)"
            click.echo(said, file=self.out)
            return
        verb = "would load" if options.dry_run else "loaded"
        done = f"{report.new:,} new, {report.replaced:,} replaced, {report.unchanged:,} unchanged"
        out = f", left out {report.left_out:,} with errors" if report.left_out else ""
        since = ", the part before it was stopped included" if report.resumed else ""
        click.echo(f"{verb} {_resources(report.loaded)} ({done}){out}{since}", file=self.out)


@dataclass(slots=True)
class _Json:
    """The report for programs: one object, written as the load goes, so that it can be long."""

    out: IO[Any]
    loaded: int = 0
    comma: str = field(default="")

    def each(self, change: str, name: str) -> None:
        """What became of one resource."""
        self.loaded += change != "left out"
        entry = json.dumps({"change": change, "name": name}, ensure_ascii=False)
        head = self.comma or '{\n  "changes": ['
        self.out.write(f"{head}\n    {entry}")
        self.comma = ","

    def end(self, report: LoadReport, options: LoadOptions) -> None:
        """The counts and the findings."""
        from clingen_ld.reports.json_report import as_json

        self.out.write("\n  ],\n" if self.comma else '{\n  "changes": [],\n')
        rest = {
            "dryRun": options.dry_run,
            "new": report.new,
            "replaced": report.replaced,
            "unchanged": report.unchanged,
            "leftOut": report.left_out,
            "files": report.files,
            "activity": report.activity,
            "resumed": report.resumed,
            "findings": [as_json(finding) for finding in report.findings],
        }
        text = json.dumps(rest, ensure_ascii=False, indent=2).encode("utf-8", "backslashreplace")
        self.out.write(text.decode().removeprefix("{\n") + "\n")


def _show_errors(report: LoadReport, out: IO[Any]) -> None:
    """The errors, as `validate` shows them."""
    errors = tuple(finding for finding in report.findings if finding.severity == "error")
    if errors:
        from clingen_ld.reports import render
        from clingen_ld.validation.validator import Report

        number = report.loaded + report.left_out
        click.echo(render(Report(errors, report.files, number), "text"), file=out)


def _resources(number: int) -> str:
    return f"{number:,} resource{'' if number == 1 else 's'}"
