"""Who we are to a server: credentials, and where they come from.

Credentials never stand in a URL, so that they are in no message, no log and no list of processes.
"""

from __future__ import annotations

import netrc
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import SplitResult, urlsplit

from clingen_ld.errors import InputError, UsageError

USER: Final = "CLINGEN_LD_STORE_USER"
PASSWORD: Final = "CLINGEN_LD_STORE_PASSWORD"
TOKEN: Final = "CLINGEN_LD_STORE_TOKEN"


@dataclass(frozen=True, slots=True)
class Credentials:
    """A user with a password (basic or digest, as the server asks), or a token (bearer)."""

    user: str = ""
    password: str = field(default="", repr=False)
    token: str = field(default="", repr=False)

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must never be shown."""
        return tuple(secret for secret in (self.password, self.token) if secret)


def credentials_from(environment: Mapping[str, str], location: str) -> Credentials | None:
    """The credentials for a server in an environment, else in the netrc file, else None.

    The environment has CLINGEN_LD_STORE_TOKEN, or CLINGEN_LD_STORE_USER and
    CLINGEN_LD_STORE_PASSWORD; it may name another netrc file in NETRC.

    >>> credentials_from({"CLINGEN_LD_STORE_USER": "ann"}, "https://alleles.example.org/sparql")
    Credentials(user='ann')
    """
    if token := environment.get(TOKEN):
        return Credentials(token=token)
    if user := environment.get(USER):
        return Credentials(user, environment.get(PASSWORD, ""))
    host = _parts(location).hostname or ""
    home = environment.get("HOME") or environment.get("USERPROFILE")
    named = environment.get("NETRC")
    file = Path(named) if named else Path(home or ".") / ".netrc"
    try:
        if not named and (not home or not file.is_file()):
            return None
        found = netrc.netrc(str(file)).authenticators(host)
    except netrc.NetrcParseError as error:
        raise InputError(f"{file}: line {error.lineno}: {error.msg}") from None
    except OSError as error:
        raise InputError(f"{file}: cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise InputError(f"{file}: cannot be read: it is no text") from None
    return Credentials(found[0], found[2]) if found else None


def refuse_credentials(location: str) -> None:
    """Refuse a URL with a user or a password in it, without repeating it, and what is no URL."""
    parts = _parts(location)
    if parts.username is not None or parts.password is not None:
        raise UsageError(
            f"the URL of the store at {parts.hostname} has a user or password in it, where others "
            f"can read them; set {USER} and {PASSWORD}, or use a netrc file"
        )


def _parts(location: str) -> SplitResult:
    """The parts of a URL. Raises `UsageError` for what is none."""
    try:
        return urlsplit(location)
    except ValueError as error:
        raise UsageError(f"{location}: not a URL: {error}") from None
