"""`clingen-ld convert` and `frame`: messages in another form, and out of a graph."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from functools import lru_cache, partial
from typing import TYPE_CHECKING, BinaryIO, Literal, Unpack

import click

from clingen_ld.cli import options as opt
from clingen_ld.cli.inputs import checked_inputs
from clingen_ld.cli.output import Progress, say
from clingen_ld.conversion import KEPT, Conversion, Writing, WritingOptions, convert
from clingen_ld.display import visible
from clingen_ld.errors import EXIT_CONFORMS, EXIT_DATA_ERRORS, InputError, UsageError
from clingen_ld.messages.forms import form_name
from clingen_ld.messages.losses import Loss
from clingen_ld.messages.message import Message, Problem, ReadOptions
from clingen_ld.model import PREFIXES, RDFS, load_model, reference_iri, unescape
from clingen_ld.validation.checking import problem_finding

if TYPE_CHECKING:
    from clingen_ld.messages.text.temporary import DiskSet
    from clingen_ld.validation.configuration import Configuration


def run_conversion(
    inputs: tuple[str, ...],
    to: str,
    output: str | None,
    options: ReadOptions,
    jobs: int = 1,
    **writing: Unpack[Writing],
) -> int:
    """Convert, report on standard error what could not be read or carried, return the exit code."""
    target = target_of(output)
    exclude = options.exclude
    if jobs > 1 and writing.get("annotate"):
        raise UsageError("--annotate goes line by line: leave out --jobs")
    with (
        Progress("resources", inputs, exclude=exclude) as progress,
        closing(ProblemReporter(to)) as reporter,
    ):
        chosen = checked_inputs(inputs, exclude, output)
        writing["progress"], writing["report"] = progress, reporter
        if jobs > 1:
            from clingen_ld.bulk.converting import convert as convert_at_once

            result = convert_at_once(chosen, to, target, jobs=jobs, options=options, **writing)
        else:
            result = convert(chosen, to, target, options=options, **writing)
        sys.stdout.flush()
        code = reporter.end()
    asked = " that --type and --id ask for" if "keep" in writing else ""
    return without_resources(result.resources, options, code, asked)


def without_resources(resources: int, options: ReadOptions, code: int, asked: str = "") -> int:
    """The exit code of a run, which fails with a message if it found no resource."""
    if resources or code != EXIT_CONFORMS or (options.skip_foreign and not asked):
        return code
    say(f"no resource was found{asked}")
    return EXIT_DATA_ERRORS


def target_of(output: str | None) -> str | BinaryIO:
    """The output: as named, or standard output.

    Raises `InputError` for a folder that does not exist.
    """
    if output is not None and output.endswith("/") and not os.path.isdir(output):
        raise InputError(f"{output}: there is no such folder; make it first")
    return output if output is not None else sys.stdout.buffer


_without_numbers = lru_cache(partial(re.compile(r"/[0-9]+(?=/|$)").sub, "/*"))
"""Gives a pointer with a star for each number in it."""
# A loss in more places than this is reported once for all of them.
_MANY = 3


class ProblemReporter:
    """Reports on standard error what could not be read, at once, and what a form cannot carry, at
    the end: one by one for a few resources, summarized for many. Its size is bounded."""

    def __init__(self, form: str) -> None:
        self._result = Conversion(form_name(form))
        self._problems = SaidProblems()
        self._alike: dict[str, _LossGroup] = {}

    def __call__(self, met: Problem | Loss) -> None:
        if isinstance(met, Problem):
            self._problems(met)
            return
        what = _without_numbers(met.why or met.what)
        alike = self._alike.get(what)
        if alike is None and len(self._alike) >= KEPT:
            say(self._result.said(met))
            return
        if alike is None:
            alike = self._alike[what] = _LossGroup()
        alike.add(met)

    def end(self) -> int:
        """Report the rest, and return the exit code."""
        for what, alike in self._alike.items():
            for said in alike.said(_compact(what), self._result):
                say(said)
        return self._problems.code

    def close(self) -> None:
        for alike in self._alike.values():
            alike.close()


class _LossGroup:
    """Losses that differ only in their places: the first one, and their number."""

    def __init__(self) -> None:
        self._first: list[Loss] = []
        self._iris: DiskSet | None = None

    def add(self, loss: Loss) -> None:
        if len(self._first) < _MANY:
            self._first.append(loss)
            return
        if self._iris is None:
            from clingen_ld.messages.text.temporary import DiskSet

            self._iris = DiskSet(first.iri for first in self._first)
        self._iris.add(loss.iri)

    def said(self, what: str, result: Conversion) -> Iterator[str]:
        if self._iris is None:
            yield from map(result.said, self._first)
            return
        first, count = self._first[0].iri, len(self._iris)
        of = f"{count} resources, such as {first}," if count > 1 else first
        if self._first[0].why:
            yield f"of {of} {self._first[0].why}"
            return
        yield f"{what} of {of} cannot be carried by {result.form}"

    def close(self) -> None:
        if self._iris is not None:
            self._iris.close()


class SaidProblems:
    """Reports problems on standard error; `code` is the exit code with them."""

    code = EXIT_CONFORMS

    def __call__(self, problem: Problem) -> None:
        if say_problem(problem):
            self.code = EXIT_DATA_ERRORS


def say_problem(problem: Problem) -> bool:
    """Report a problem on standard error; returns whether it is an error."""
    finding = problem_finding(problem, load_model())
    where = f"{finding.file}:{finding.line or 1}:{finding.column or 1}"
    said = visible(f"{where}: {finding.severity} {finding.rule}: {finding.message}")
    # On a terminal, the line may contain progress.
    click.echo(f"\r\033[K{said}" if sys.stderr.isatty() else said, err=True)
    return finding.severity == "error"


def _compact(pointer: str) -> str:
    """A pointer with IRIs shortened by prefixes."""
    text = unescape(pointer)
    for prefix, namespace in {**PREFIXES, "rdfs": RDFS}.items():
        text = text.replace(namespace, f"{prefix}:")
    return text


@click.command("convert")
@opt.inputs_argument
@click.option(
    "--to",
    required=True,
    metavar="FORM",
    shell_complete=opt.complete_form,
    help="Form of the output, such as nquads; `clingen-ld forms` lists them.",
)
@opt.reading_options
@opt.config_options
@opt.output_option
@opt.writing_options
@opt.keep_info_option
@click.option(
    "--annotate",
    type=click.Choice(["vrs"]),
    help="Write a VCF file as it is, with the ids of VRS in the INFO of each record.",
)
@opt.jobs_option("Processes that convert at once, to forms that are written line by line.")
@click.pass_context
def convert_command(
    ctx: click.Context,
    inputs: tuple[str, ...],
    to: str,
    reading: opt.ReadingChoices,
    settings: Configuration,
    output: str | None,
    writing: WritingOptions,
    info: tuple[str, ...],
    annotate: Literal["vrs"] | None,
    jobs: int,
) -> None:
    """Convert messages from any form to any other.

    `clingen-ld forms` lists the forms. The output is the normal form: the same resource always
    gives the same text. JSON comes one resource a line; with --pretty, as one object or an
    array. When FILE is a folder that exists, each resource gets a file of its own; a name that
    ends in .gz or .zst is compressed.

    \b
    Examples:
      clingen-ld convert examples/ilk --to turtle
      clingen-ld convert examples --to nquads -o alleles.nq.gz
      clingen-ld convert old.xml --to resource-json --pretty
      cat allele.json | clingen-ld convert - --to json-ld
      clingen-ld convert clinvar.vcf.gz --to nquads --info CLNSIG,CLNHGVS,GENEINFO
      clingen-ld convert a.vcf --to vcf --annotate vrs --sequences GRCh38.fa -o b.vcf.gz
    """

    options = replace(reading.options(settings), info=info)
    ctx.exit(run_conversion(inputs, to, output, options, jobs, annotate=annotate, **writing))


@click.command("frame")
@opt.inputs_argument
@opt.wanted_type_option
@click.option(
    "--id",
    "iri",
    metavar="IRI",
    help="Give only the resource of this IRI, which may be relative to the base (Gene/GENE101).",
)
@opt.to_option
@opt.bundle(
    "reading", opt.ReadingChoices, opt.form_option, opt.base_option, opt.remote_option,
    opt.exclude_option, opt.gitignore_option, opt.engine_option,
)  # fmt: skip
@opt.config_options
@opt.sequences_option
@opt.output_option
@opt.pretty_option
@click.pass_context
def frame_command(
    ctx: click.Context,
    inputs: tuple[str, ...],
    reading: opt.ReadingChoices,
    settings: Configuration,
    type_: str | None,
    iri: str | None,
    to: str,
    sequences: str | None,
    output: str | None,
    pretty: bool,
) -> None:
    """Get messages back from a graph of any origin.

    Reads RDF or JSON-LD (or any other form), finds the resources of the model in it, and writes
    them as messages. Parts may have any names or none (blank nodes). --type and --id choose
    among the resources.

    \b
    Examples:
      clingen-ld frame alleles.nq.gz
      clingen-ld frame alleles.ttl --type Gene --pretty
      clingen-ld frame alleles.nq --id Gene/GENE101
      clingen-ld convert allele.xml --to nquads | clingen-ld frame - --to json-ld
    """
    from dataclasses import replace

    # --type chooses among the resources; it does not apply to those without a type.
    options = replace(reading._replace(type_=type_).options(settings), type=None)
    wanted = reference_iri(iri, options.base) if iri is not None else None

    def keep(message: Message) -> bool:
        return type_ in (None, message.type) and wanted in (None, message.iri)

    code = run_conversion(
        inputs, to, output, options, pretty=pretty, keep=keep, sequences=sequences
    )
    ctx.exit(code)
