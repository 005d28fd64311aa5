"""The options of `clingen-ld validate` that fix messages, and what they do."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

import click

from clingen_ld.cli.options import bundle, checked_inputs
from clingen_ld.cli.output import say, write_text
from clingen_ld.cli.progress import Progress
from clingen_ld.errors import EXIT_CONFORMS, EXIT_DATA_ERRORS, UsageError
from clingen_ld.messages.model_forms import RESOURCE_JSON
from clingen_ld.messages.text.inputs import STANDARD_INPUT

if TYPE_CHECKING:
    from clingen_ld.cli.stores import StoreAddress
    from clingen_ld.validation.fixing import Fixed
    from clingen_ld.validation.report import Report
    from clingen_ld.validation.session import ValidationOptions


class Fixes(NamedTuple):
    """What to fix, as the command line says it."""

    fix: bool
    diff: bool
    unsafe_fixes: bool

    def check(self, inputs: tuple[str, ...], store: StoreAddress, against: tuple[str, ...]) -> None:
        """Raises `UsageError` for options that do not go together."""
        if self.unsafe_fixes and not (self.fix or self.diff):
            raise UsageError("--unsafe-fixes goes with --fix or --diff")
        if self.fix or self.diff:
            if store.location is not None:
                raise UsageError("a store has no text to fix: export its messages, and fix those")
            from clingen_ld.stores.store import is_store

            if stores := [place for place in against if is_store(place)]:
                raise UsageError(f"--fix looks up no references in a store: export {stores[0]}")
            if STANDARD_INPUT in inputs and len(inputs) > 1:
                raise UsageError("standard input is fixed alone: name no files beside -")

    def show_diff(self, inputs: tuple[str, ...], options: ValidationOptions) -> int:
        """Show what would be fixed; the exit code says whether something would."""
        found = self._fixed(inputs, options)
        write_text(found.diff(), None)
        _say_fixed(found, "would fix")
        return EXIT_DATA_ERRORS if found.texts else EXIT_CONFORMS

    def report(self, inputs: tuple[str, ...], options: ValidationOptions) -> Report:
        """Fix inputs in place, or standard input to standard output; what is left to report."""
        found = self._fixed(inputs, options)
        if inputs == (STANDARD_INPUT,):
            sys.stdout.buffer.write(found.data(STANDARD_INPUT))
            sys.stdout.flush()
        else:
            found.write()
        _say_fixed(found, "fixed")
        return found.report

    def show(self, text: str | Iterable[str], inputs: tuple[str, ...], output: str | None) -> None:
        """Show a report: on standard error where the fixed text is on standard output."""
        if self.fix and output is None and inputs == (STANDARD_INPUT,):
            click.echo("".join(text), nl=False, err=True)
        else:
            write_text(text, output)

    def _fixed(self, inputs: tuple[str, ...], options: ValidationOptions) -> Fixed:
        from clingen_ld.validation.fixing import fix

        with Progress("resources", inputs, False, options.read.exclude) as progress:
            chosen = checked_inputs(inputs, options.read.exclude)
            return fix(chosen, options, unsafe=self.unsafe_fixes, progress=progress)


fix_options = bundle(
    "fixes",
    Fixes,
    click.option("--fix", is_flag=True, help="Fix what is safe to fix, in place."),
    click.option("--diff", is_flag=True, help="Show what --fix would change; write nothing."),
    click.option(
        "--unsafe-fixes", is_flag=True, help="Fix what changes the meaning of a message, too."
    ),
)


def _say_fixed(found: Fixed, verb: str) -> None:
    """Say how much was fixed, and which messages with suggestions are in no form that is."""
    findings, files = len(found.fixed), len(found.texts)
    many = f"{findings:,} finding{'s' * (findings != 1)} in {files:,} file{'s' * (files != 1)}"
    say(f"{verb} {many}" if findings else "nothing to fix")
    forms = {f.form for f in found.report if f.suggestion is not None and f.form}
    forms.discard(RESOURCE_JSON.name)
    if forms:
        others = ", ".join(sorted(forms))
        say(f"not fixed: messages of the form {others}; only {RESOURCE_JSON.name} is fixed")
