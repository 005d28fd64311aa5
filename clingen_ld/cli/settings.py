"""The settings of a team, as the command line finds them."""

from __future__ import annotations

import os

from clingen_ld.model import load_model
from clingen_ld.validation.configuration import (
    Configuration,
    find_configuration,
    read_configuration,
)


def read_settings(config: str | None, no_config: bool) -> Configuration:
    """The settings of the file named, or else of the one for the working folder.

    Raises `InputError` when a file cannot be read, `UsageError` when it says what cannot be.
    """
    if no_config:
        return Configuration()
    path = config if config is not None else find_configuration(os.getcwd())
    return Configuration() if path is None else read_configuration(path, load_model())
