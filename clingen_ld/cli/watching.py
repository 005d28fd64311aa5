"""Watching: a command runs again whenever a file changes that it reads."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

import click

from clingen_ld.errors import ClingenError, UsageError

if TYPE_CHECKING:
    from clingen_ld.messages.text.exclusion import Exclusion
    from clingen_ld.messages.text.kept_inputs import State

INTERVAL: Final = 0.5
"""Seconds between two looks at the files."""


def watch(run: Callable[[], object], values: dict[str, Any]) -> None:
    """Run for ever. Raises `UsageError` when the first run does."""
    from clingen_ld.cli.output import say
    from clingen_ld.messages.text.exclusion import Exclusion

    given = tuple((os.getcwd(), pattern) for pattern in values["exclude"])
    exclude, is_first = Exclusion(given, not values["no_gitignore"]), True
    while True:
        before = _states(values, exclude)
        try:
            run()
        except click.exceptions.Exit:  # the verdict, which the next change may alter
            if values["fix"]:  # what it wrote; had another written, that were an error
                before = _states(values, exclude)
        except ClingenError as error:
            if is_first and isinstance(error, UsageError):
                raise
            say(str(error))
        is_first = False
        files = "1 file" if len(before) == 1 else f"{len(before):,} files"
        say(f"watching {files}; Ctrl-C ends it")
        while _states(values, exclude) == before:
            time.sleep(INTERVAL)
        click.clear()  # a terminal only


def _states(values: dict[str, Any], exclude: Exclusion) -> dict[str, State]:
    """The states of all files that a run reads, but for its own output."""
    from clingen_ld.messages.text.kept_inputs import state_of

    output = values["output"] and os.path.abspath(values["output"])
    found = {}
    for name in _files(_places(values), exclude):
        if os.path.abspath(name) != output:
            with suppress(ClingenError):  # the run says what is wrong with it
                found[name] = state_of(name)
    return found


def _places(values: dict[str, Any]) -> Iterator[str]:
    from clingen_ld.validation.configuration import find_configuration

    yield from (*values["inputs"], *values["against"], *values["shapes"])
    yield from filter(None, (values["baseline"], values["sequences"]))
    config = None if values["no_config"] else values["config"] or find_configuration(os.getcwd())
    if config is not None:
        yield str(config)


def _files(places: Iterable[str], exclude: Exclusion) -> Iterator[str]:
    from clingen_ld.messages.text.inputs import find_files

    for place in places:
        with suppress(ClingenError):
            yield from find_files([place], exclude)
