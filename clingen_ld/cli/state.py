"""Where the command line keeps what it must remember from one run to the next."""

from __future__ import annotations

import hashlib
import os
import sys
from pathlib import Path

from clingen_ld.stores.locations import is_remote


def journal_path(key: str, given: str | None) -> Path | None:
    """The journal of a store: the one given, or for a server one in the user's state folder.

    `key` tells the store from others: its location, and for a server the endpoints given, too.
    None for the place that the library chooses, beside a store in a folder.
    """
    if given is not None:
        return Path(given)
    if not is_remote(key):
        return None
    digest = hashlib.sha256(key.encode()).hexdigest()[:16]
    return _state_folder() / f"{digest}.journal"


def _state_folder() -> Path:
    """The folder of the user for what programs remember, as XDG and Windows have it."""
    if sys.platform == "win32":
        named = os.environ.get("LOCALAPPDATA")
        return Path(named or Path.home() / "AppData" / "Local") / "clingen-ld"
    named = os.environ.get("XDG_STATE_HOME")
    return Path(named or Path.home() / ".local" / "state") / "clingen-ld"
