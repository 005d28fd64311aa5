"""Validating from Python: what its arguments may be."""

from __future__ import annotations

from typing import Any

import pytest

from clingen_ld.messages.message import ReadOptions
from clingen_ld.validation.fixing import fix
from clingen_ld.validation.session import validate


def test_options_of_something_else_are_named() -> None:
    odd: Any = ReadOptions()
    for verb in (validate, fix):
        with pytest.raises(TypeError, match="expected ValidationOptions, not ReadOptions"):
            verb({}, odd)
