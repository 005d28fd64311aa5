"""What a location leads to: a server, a store in a folder, or neither."""

from __future__ import annotations

import re
from pathlib import Path

_URL = re.compile(r"https?://", re.IGNORECASE)


def is_remote(location: str) -> bool:
    """Whether a location is a URL."""
    return _URL.match(location) is not None


def is_store(location: str) -> bool:
    """Whether a location is that of a store: a URL, or a folder that an embedded store made."""
    return is_remote(location) or (Path(location) / "CURRENT").is_file()
