"""The compiled model, kept beside the compiled code, as Python keeps that.

Reading the shapes takes longer than checking a message. So the model that they define is written
into the folder of this package's bytecode when it is first made, under the digest of all that it
is made of, and from then on it is read from there. Where that folder cannot be written, or Python
is told to write no bytecode, the shapes are read each time.
"""

from __future__ import annotations

import hashlib
import io
import os
import pickle
import secrets
import sys
from collections.abc import Callable
from importlib.util import cache_from_source
from pathlib import Path
from types import MappingProxyType
from typing import Any

from clingen_ld.model.definitions import Model


def cached(text: str, make: Callable[[str], Model]) -> Model:
    """The model of some shapes: the one that was made before, or one that is made now."""
    path = _path(text)
    try:
        found = pickle.loads(path.read_bytes())  # as trusted as bytecode is
    except (OSError, EOFError, ValueError, AttributeError, ImportError, pickle.UnpicklingError):
        found = None
    if isinstance(found, Model):
        return found
    model = make(text)
    if not sys.dont_write_bytecode:
        _write(model, path)
    return model


def _path(text: str) -> Path:
    """The file for the model that these sources make of some shapes."""
    digest = hashlib.sha256(text.encode())
    folder = Path(__file__).parent
    for source in ("definitions.py", "loading.py", "namespaces.py"):
        digest.update((folder / source).read_bytes())
    compiled = Path(cache_from_source(__file__))
    name = compiled.name.removeprefix(Path(__file__).stem).removesuffix(".pyc")
    return compiled.parent / f"model{name}-{digest.hexdigest()[:16]}.pickle"


def _write(model: Model, path: Path) -> None:
    """Write the file whole, or not at all; it is no matter if that fails."""
    stream = io.BytesIO()
    _Pickler(stream, protocol=pickle.HIGHEST_PROTOCOL).dump(model)
    waiting = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        waiting.write_bytes(stream.getvalue())
        os.replace(waiting, path)
    except OSError:
        waiting.unlink(missing_ok=True)


def read_only(value: dict[Any, Any]) -> MappingProxyType[Any, Any]:
    """A mapping as the model has it."""
    return MappingProxyType(value)


class _Pickler(pickle.Pickler):
    """Writes read-only mappings as well, which pickle does not."""

    def reducer_override(self, value: Any) -> Any:
        """How a value is made again."""
        if isinstance(value, MappingProxyType):
            return read_only, (dict(value),)
        return NotImplemented
