"""The model, read once and cached beside the bytecode.

Reading the shapes takes longer than checking a message. So the model is written into this package's
bytecode folder when it is first made, with the sizes and times of its source files, as Python does
for bytecode. It is read from there until one of them changes. If that folder is not writable, or
Python writes no bytecode, the shapes are read each time.
"""

from __future__ import annotations

import io
import os
import pickle
import sys
from _blake2 import blake2b  # same as in hashlib, which takes longer to import
from contextlib import suppress
from functools import lru_cache
from importlib.util import cache_from_source
from pathlib import Path
from types import MappingProxyType
from typing import Any

from clingen_ld.errors import UsageError
from clingen_ld.model import files
from clingen_ld.model.definitions import Model


@lru_cache(maxsize=1)
def load_model() -> Model:
    """The model that the shapes of this package define, read once."""
    path = _path()
    key = _key()
    found = _read(path, key)
    if found is None:
        from clingen_ld.model.loading import read_model

        found = read_model(files.shapes_text())
        if not sys.dont_write_bytecode:
            _write(found, key, path)
    return found


def check_type(name: str | None) -> None:
    """Raises `UsageError` for a name, unless None, that no resource type has."""
    if name is not None and name not in (types := load_model().resources):
        raise UsageError(f"{name!r} is not a resource type; they are {', '.join(types)}")


def _path() -> Path:
    """The file of the compiled model, for this version of Python."""
    compiled = Path(cache_from_source(__file__))
    name = compiled.name.removeprefix(Path(__file__).stem).removesuffix(".pyc")
    return compiled.with_name(f"model{name}.pickle")


def _key() -> bytes:
    """The source files of the model, with the time of change and the size of each."""
    folder = Path(__file__).parent
    sources = [folder / f"{name}.py" for name in ("definitions", "loading", "identity")]
    found = map(os.stat, (*files.shapes(), *sources))
    return repr([(file.st_mtime_ns, file.st_size) for file in found]).encode()


def _read(path: Path, key: bytes) -> Model | None:
    """The cached model of these files, or None."""
    try:
        text = memoryview(path.read_bytes())
        start = len(key) + _DIGEST
        if text[: len(key)] != key or text[len(key) : start] != _digest(text[start:]):
            return None
        found = pickle.loads(text[start:])
    except (OSError, EOFError, ValueError, AttributeError, ImportError, pickle.UnpicklingError):
        return None
    return found if isinstance(found, Model) else None


_DIGEST = 32


def _digest(text: bytes | memoryview) -> bytes:
    """A checksum that detects damage, which pickle would not always notice."""
    return blake2b(text, digest_size=_DIGEST).digest()


def _write(model: Model, key: bytes, path: Path) -> None:
    """Write the file atomically; failure does not matter."""
    stream = io.BytesIO()
    _Pickler(stream, protocol=pickle.HIGHEST_PROTOCOL).dump(model)
    text = stream.getvalue()
    waiting = path.with_name(f"{path.name}.{os.getpid()}.{id(stream)}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        waiting.write_bytes(key + _digest(text) + text)
        os.replace(waiting, path)
    except OSError:
        with suppress(OSError):
            waiting.unlink()


def read_only(value: dict[Any, Any]) -> MappingProxyType[Any, Any]:
    """A read-only mapping, as in the model."""
    return MappingProxyType(value)


class _Pickler(pickle.Pickler):
    """Writes read-only mappings as well, which pickle does not."""

    def reducer_override(self, value: Any) -> Any:
        """How to restore a value."""
        if isinstance(value, MappingProxyType):
            return read_only, (dict(value),)
        return NotImplemented
