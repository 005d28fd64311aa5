"""Inputs and stores of the command line.

Inputs may contain nothing to read, and they may change while they are watched. The credentials of
stores are in the environment.
"""

from __future__ import annotations

import io
import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial, wraps
from typing import TYPE_CHECKING, Any, Final

import click

from clingen_ld.cli.output import say
from clingen_ld.display import count
from clingen_ld.errors import ClingenError, InputError, UsageError

if TYPE_CHECKING:
    from clingen_ld.messages.text.exclusion import Exclusion
    from clingen_ld.messages.text.kept_inputs import State
    from clingen_ld.stores.endpoints import Credentials, Endpoints
    from clingen_ld.stores.store import Store


INTERVAL: Final = 0.5
"""Seconds between two checks of the files."""


def watch(run: Callable[[], object], values: dict[str, Any]) -> None:
    """Run for ever. Raises `UsageError` when the first run does."""
    from clingen_ld.messages.text.exclusion import Exclusion

    given = tuple((os.getcwd(), pattern) for pattern in values["exclude"])
    updated = values["baseline"] if values["update_baseline"] else None
    exclude = Exclusion(given, not values["no_gitignore"]).besides(
        values["output"], values["write_baseline"], updated
    )
    is_first = True
    while True:
        before = _states(values, exclude)
        try:
            run()
        except click.exceptions.Exit:  # the verdict, which the next change may change
            if values["fix"]:  # its own changes; another writer would be an error
                before = _states(values, exclude)
        except ClingenError as error:
            if is_first and isinstance(error, UsageError):
                raise
            say(str(error))
        is_first = False
        say(f"watching {count(len(before), 'file')}; Ctrl-C ends it")
        while _states(values, exclude) == before:
            time.sleep(INTERVAL)
        click.clear()  # a terminal only


def _states(values: dict[str, Any], exclude: Exclusion) -> dict[str, State]:
    """The states of all files that a run reads, except those that it writes."""
    from clingen_ld.messages.text.kept_inputs import state_of

    found = {}
    for name in _files(_places(values), exclude):
        if os.path.abspath(name) not in exclude.own:
            with suppress(ClingenError):  # the run reports the error
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


def watch_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """The option of a command that reads `inputs` and the files of `against`, `shapes` and
    `config`.

    It wraps the options that are read again in each run, as settings are.
    """

    @wraps(command)
    def watching(*args: Any, **values: Any) -> Any:
        if not values.pop("watch"):
            return command(*args, **values)
        if "-" in values["inputs"] or values["location"] is not None:
            raise UsageError("--watch is for files and folders, not for standard input or a store")
        return watch(lambda: command(*args, **values), values)

    option = click.option(
        "--watch", is_flag=True, help="Run again whenever a file changes; Ctrl-C ends it."
    )
    return option(watching)


def checked_inputs(
    inputs: tuple[str, ...], exclude: Exclusion, output: str | None = None
) -> tuple[str, ...]:
    """The inputs, if they contain anything to read; reports what is skipped in folders.

    Raises `InputError` if the first does not exist, or for folders without messages: a check of
    nothing must not pass. Raises `UsageError` for an output that would replace one of the files.
    """
    from clingen_ld.messages.text.inputs import EXTENSIONS, find_files, refuse_replacing

    passed_over: list[str] = []
    files = list(find_files(inputs, exclude, passed_over.append))
    if passed_over:
        _say_passed_over(passed_over)
    if not files:
        raise InputError(
            f"{', '.join(inputs)}: no message is in there: looked for files named "
            f"{', '.join(EXTENSIONS)}, compressed (.gz, .bgz, .zst) or not, and not hidden"
        )
    refuse_replacing(inputs, output)
    refuse_replacing(files, output, advice="name another file, or skip it with --exclude")
    if "-" in inputs and sys.stdin.isatty():
        _read_terminal()
    return inputs


_EXCLUDED: Final = "excluded (--exclude, settings, or .gitignore: see --no-gitignore)"
_NO_FILE: Final = "passed over: a pipe or a device is read when it is named itself"
_COMPRESSED: Final = "passed over: decompress them, or use gzip or zstd"


def _say_passed_over(names: list[str]) -> None:
    """Report what is left out in folders, and why, as no verdict includes it."""
    from clingen_ld.messages.text.inputs import OTHERWISE_COMPRESSED

    by_reason: dict[str, list[str]] = {}
    for name in names:
        reason = _EXCLUDED if name.endswith("/") or os.path.isfile(name) else _NO_FILE
        if name.endswith(OTHERWISE_COMPRESSED):
            reason = _COMPRESSED
        by_reason.setdefault(reason, []).append(name)
    for reason, (first, *others) in by_reason.items():
        say(f"{first} {f'and {len(others):,} more are' if others else 'is'} {reason}")


def _read_terminal() -> None:
    """Read typed input up to the first Ctrl-D; a buffered stream would need several."""
    say("reading standard input; end it with Ctrl-D")
    typed = b"".join(iter(partial(os.read, sys.stdin.fileno(), 1 << 16), b""))
    sys.stdin = io.TextIOWrapper(io.BytesIO(typed), encoding="utf-8")


@dataclass(frozen=True, slots=True)
class StoreAddress:
    """The address of a store on the command line; `location` is None without one.

    Raises `UsageError` for endpoints of a store that is not a server, or that are not URLs.
    """

    location: str | None
    query_endpoint: str | None = None
    update_endpoint: str | None = None
    graph_store: str | None = None

    def __post_init__(self) -> None:
        given = [url for url in self._given if url is not None]
        if not given:
            return
        from clingen_ld.stores.store import is_remote

        if not is_remote(self.named):
            raise UsageError(
                f"{self.named} is not a server: endpoints are given with the URL of one"
            )
        # The value is not repeated: it may contain a user and password.
        if not all(map(is_remote, given)):
            raise UsageError("an endpoint is not a URL, such as http://localhost:7878/query")

    @property
    def named(self) -> str:
        """The location. Raises `UsageError` without one."""
        if self.location is None:
            raise UsageError("name the store: --store LOCATION")
        return self.location

    @property
    def key(self) -> str:
        """The key of the store: the location, with explicit endpoints."""
        given = [url or "-" for url in self._given] if any(self._given) else []
        return " ".join([self.named, *given])

    @property
    def endpoints(self) -> Endpoints | None:
        """The explicit endpoints, or None."""
        if not any(self._given):
            return None
        from clingen_ld.stores.endpoints import Endpoints

        query, update, graph_store = (url or "" for url in self._given)
        return Endpoints(query, update, graph_store)

    @property
    def _given(self) -> tuple[str | None, str | None, str | None]:
        return self.query_endpoint, self.update_endpoint, self.graph_store


def credentials_of(address: StoreAddress) -> Credentials | None:
    """The credentials for a server in the environment; None for a store in a folder."""
    from clingen_ld.stores.opening import server_packages
    from clingen_ld.stores.store import is_remote

    if not is_remote(address.named):
        return None
    with server_packages():
        from clingen_ld.stores.endpoints import credentials_from
    return credentials_from(os.environ, address.named)


@contextmanager
def opened_store(
    address: StoreAddress | str,
    *,
    create: bool = False,
    read_only: bool = False,
    allow_service: bool = False,
) -> Iterator[Store]:
    """The store at an address, closed at the end; see `open_store`."""
    from clingen_ld.stores.opening import open_store

    if isinstance(address, str):
        address = StoreAddress(address)
    with open_store(
        address.named,
        create=create,
        read_only=read_only,
        allow_service=allow_service,
        credentials=credentials_of(address),
        endpoints=address.endpoints,
    ) as store:
        yield store
