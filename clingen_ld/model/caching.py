"""The model, read once, and kept compiled beside the compiled code.

Reading the shapes takes longer than checking a message. So the model that they define is written
into the folder of this package's bytecode when it is first made, with the sizes and times of the
files that it is made of, as Python does with its own. From then on it is read from there, until
one of them changes. Where that folder cannot be written, or Python is told to write no bytecode,
the shapes are read each time.
"""

from __future__ import annotations

import io
import os
import pickle
import sys
from _blake2 import blake2b  # as hashlib has it, which takes longer to import
from contextlib import suppress
from functools import lru_cache
from importlib.util import cache_from_source
from pathlib import Path
from types import MappingProxyType
from typing import Any

from clingen_ld.model import files
from clingen_ld.model.definitions import Model


@lru_cache(maxsize=1)
def load_model() -> Model:
    """Return the model that the shapes of this package define. It is read once, then kept."""
    path = _path()
    key = _key()
    found = _read(path, key)
    if found is None:
        from clingen_ld.model.loading import read_model

        found = read_model(files.shapes_text())
        if not sys.dont_write_bytecode:
            _write(found, key, path)
    return found


def _path() -> Path:
    """The file of the compiled model, for this version of Python."""
    compiled = Path(cache_from_source(__file__))
    name = compiled.name.removeprefix(Path(__file__).stem).removesuffix(".pyc")
    return compiled.with_name(f"model{name}.pickle")


def _key() -> bytes:
    """The files that the model is made of, with the time of change and the size of each."""
    folder = Path(__file__).parent
    sources = [folder / f"{name}.py" for name in ("definitions", "loading", "identity")]
    found = map(os.stat, (*files.shapes(), *sources))
    return repr([(file.st_mtime_ns, file.st_size) for file in found]).encode()


def _read(path: Path, key: bytes) -> Model | None:
    """The model that was made of these files before, or None."""
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
    """What shows that a file was not damaged, which pickle would not always see."""
    return blake2b(text, digest_size=_DIGEST).digest()


def _write(model: Model, key: bytes, path: Path) -> None:
    """Write the file whole, or not at all; it is no matter if that fails."""
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
    """A mapping as the model has it."""
    return MappingProxyType(value)


class _Pickler(pickle.Pickler):
    """Writes read-only mappings as well, which pickle does not."""

    def reducer_override(self, value: Any) -> Any:
        """How a value is made again."""
        if isinstance(value, MappingProxyType):
            return read_only, (dict(value),)
        return NotImplemented
