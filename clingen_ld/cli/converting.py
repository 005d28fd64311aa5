"""What `convert` and `frame` have in common: running a conversion and telling how it went."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from typing import Unpack

import click

from clingen_ld.cli.options import checked_inputs
from clingen_ld.cli.progress import Progress
from clingen_ld.conversion import Conversion, Loss, Writing, convert
from clingen_ld.errors import EXIT_CONFORMS, EXIT_DATA_ERRORS, InputError
from clingen_ld.messages.message import ReadOptions
from clingen_ld.model import load_model
from clingen_ld.model.namespaces import PREFIXES, RDFS
from clingen_ld.validation.checking import problem_finding


def run_conversion(
    inputs: tuple[str, ...],
    to: str,
    output: str | None,
    options: ReadOptions,
    jobs: int = 1,
    **writing: Unpack[Writing],
) -> int:
    """Convert, say on standard error what could not be read or carried, give the exit code."""
    if output is not None and output.endswith("/") and not os.path.isdir(output):
        raise InputError(f"{output}: there is no such folder; make it first")
    with Progress("resources") as progress:
        chosen = checked_inputs(inputs)
        target = output if output is not None else sys.stdout.buffer
        writing["progress"] = progress
        if jobs > 1:
            from clingen_ld.bulk.converting import convert as convert_at_once

            result = convert_at_once(chosen, to, target, jobs=jobs, options=options, **writing)
        else:
            result = convert(chosen, to, target, options=options, **writing)
    sys.stdout.flush()
    code = tell(result)
    if "keep" in writing and not result.resources and code == EXIT_CONFORMS:
        click.echo("clingen-ld: no resource was found that --type and --id ask for", err=True)
        return EXIT_DATA_ERRORS
    return code


def tell(result: Conversion) -> int:
    """Say on standard error what could not be read or carried, and give the exit code."""
    failed = False
    for problem in result.problems:
        finding = problem_finding(problem, load_model())
        where = f"{finding.file}:{finding.line or 1}:{finding.column or 1}"
        click.echo(f"{where}: {finding.severity} {finding.rule}: {finding.message}", err=True)
        failed = failed or finding.severity == "error"
    for said in _losses(result):
        click.echo(f"clingen-ld: {said}", err=True)
    return EXIT_DATA_ERRORS if failed else EXIT_CONFORMS


_STEP = re.compile(r"/[0-9]+(?=/|$)")
# What is lost in more places than this is said once for all of them.
_MANY = 3


def _losses(result: Conversion) -> Iterator[str]:
    """What the form cannot carry: of a few resources each by itself, of many together."""
    alike: dict[str, list[Loss]] = {}
    for loss in result.losses:
        alike.setdefault(_STEP.sub("/*", loss.what), []).append(loss)
    for what, losses in alike.items():
        iris = list(dict.fromkeys(loss.iri for loss in losses))
        if len(losses) <= _MANY:
            yield from map(result.said, losses)
            continue
        of = f"{len(iris)} resources, such as {iris[0]}," if len(iris) > 1 else iris[0]
        yield f"{_compact(what)} of {of} cannot be carried by {result.form}"


def _compact(pointer: str) -> str:
    """A pointer with the prefixes of namespaces for the names that are IRIs."""
    text = pointer.replace("~1", "/").replace("~0", "~")
    for prefix, namespace in {**PREFIXES, "rdfs": RDFS}.items():
        text = text.replace(namespace, f"{prefix}:")
    return text
