"""Files, folders and standard input as sources of bytes; compressed files are decompressed."""

from __future__ import annotations

import io
import os
import re
import stat
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from contextlib import contextmanager
from contextvars import ContextVar
from copy import copy
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Final, TypeGuard, cast

from clingen_ld.display import abridged
from clingen_ld.errors import InputError, UsageError
from clingen_ld.messages.message import Problem
from clingen_ld.messages.text.compression import DamagedError, decompressed, plain_name
from clingen_ld.messages.text.exclusion import NOTHING, Exclusion, Filter

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

EXTENSIONS = (
    ".json", ".jsonld", ".ndjson", ".jsonl", ".xml", ".ttl", ".trig", ".nt", ".nq", ".rdf", ".owl",
    ".trix", ".hext", ".vcf", ".bcf",
)  # fmt: skip
"""The file names that are read from a folder (compressed or not); a named file is always read."""

OTHERWISE_COMPRESSED: Final = (".bz2", ".xz", ".lzma", ".lz4", ".zip", ".7z")
"""The endings of files that are not decompressed here; in folders, they are passed over."""

STANDARD_INPUT = "-"

PathName = str | os.PathLike[str]
Inputs = Iterable[PathName] | PathName
"""Files and folders, or one of them; `-` is standard input."""


class Document:
    """A text or a message in memory, to be read like a file.

    `content` is a text, its bytes (compressed or not), or a value as returned by `json.loads`: one
    message, or a list of messages. `name` replaces the file name in findings.

    Findings in a text have a line and a column. Those in a value have only a JSON Pointer.
    Raises `TypeError` for any other content.

    >>> Document({"symbol": "BRCA1"}).data
    b'{"symbol": "BRCA1"}'
    """

    __slots__ = ("data", "is_text", "name")

    def __init__(
        self,
        content: str | bytes | bytearray | memoryview | Mapping[str, Any] | list[Any],
        name: PathName = "<message>",
    ) -> None:
        self.name = os.fspath(name)
        self.is_text = isinstance(content, str | bytes | bytearray | memoryview)
        self.data = _data_of(content)

    def __repr__(self) -> str:
        return f"Document({len(self.data):,} bytes, name={self.name!r})"


def _data_of(content: Any) -> bytes:
    if isinstance(content, bytes | bytearray | memoryview):
        return bytes(content)
    if isinstance(content, str):
        return content.encode("utf-8", "surrogatepass")
    import json

    if not isinstance(content, Mapping | list):
        raise TypeError(
            f"a Document holds a text, bytes, a dict or a list, not {type(content).__name__}"
        )
    try:
        return json.dumps(content if isinstance(content, list) else dict(content)).encode()
    except (TypeError, ValueError, RecursionError) as error:
        raise TypeError(f"a message in memory is not JSON: {error}") from error


Given = PathName | Document | Mapping[str, Any] | bytes
"""An input of a verb that reads from memory as well: a path, or messages as they are."""
MemoryInputs = Given | Sequence[Given] | Set[Given] | Iterator[Given]  # not a dict


def is_message(given: Any) -> TypeGuard[Mapping[str, Any] | bytes | bytearray | memoryview]:
    """Whether an input is a message as it is: a dict, or bytes."""
    return isinstance(given, Mapping | bytes | bytearray | memoryview)


def given_inputs(inputs: MemoryInputs) -> list[PathName | Document]:
    """The inputs of a verb that reads paths, Documents, messages as dicts, and bytes.

    A list of dicts is one document, whose pointers begin with the place in the list. Raises
    `TypeError` for anything else.
    """
    if isinstance(inputs, str | os.PathLike | Document) or is_message(inputs):
        given: list[Any] = [inputs]
    elif isinstance(inputs, Iterable) and not _is_no_list(inputs):
        given = list(inputs)
        if given and all(isinstance(one, Mapping) for one in given):
            given = [Document(given)]
    else:
        raise TypeError(_no_input(inputs))
    found = [_given(one, inputs) for one in given]
    names = Counter(one.name for one in found if isinstance(one, Document))
    return [
        _renamed(one, n) if isinstance(one, Document) and names[one.name] > 1 else one
        for n, one in enumerate(found, 1)
    ]


def _is_no_list(inputs: object) -> bool:
    """Whether it gives the lines of an open file, or the triples of a graph."""
    return hasattr(inputs, "read") or hasattr(inputs, "triples")


def _given(one: Any, inputs: object) -> PathName | Document:
    if isinstance(one, str | os.PathLike | Document):
        return one
    if is_message(one):
        return Document(one)
    raise TypeError(_no_input(one, f" (in {type(inputs).__name__})"))


def _renamed(document: Document, number: int) -> Document:
    """The document with its place among the inputs in its name, so that each has another."""
    renamed = copy(document)
    renamed.name = f"{document.name} {number}"
    return renamed


def _no_input(one: object, where: str = "") -> str:
    if hasattr(one, "read"):
        message = f"{type(one).__name__}, an open file, is not an input"
        return f"{message}: give its path, or clingen_ld.Document(file.read())"
    if hasattr(one, "triples"):
        return f"{type(one).__name__}, a graph, is not an input: from_graph makes resources of it"
    return (
        f"{type(one).__name__}{where} is not an input: give a path, a dict, a list of dicts, "
        "bytes, or a text as clingen_ld.Document(text)"
    )


def given_paths(inputs: Inputs | Iterable[object]) -> list[PathName]:
    """The inputs of a verb that reads paths alone. Raises `TypeError` for anything else."""
    if isinstance(inputs, str | os.PathLike):
        return [inputs]
    in_memory = is_message(inputs) or isinstance(inputs, Document) or _is_no_list(inputs)
    in_memory = in_memory or not isinstance(inputs, Iterable)
    given: list[Any] = [inputs] if in_memory else list(cast(Iterable[Any], inputs))
    for one in given:
        if not isinstance(one, str | os.PathLike):
            raise TypeError(
                f"expected a path, not {type(one).__name__}: validate, convert and to_graph read "
                "messages in memory; for the other verbs, write them to a file first"
            )
    return given


def find_files(
    inputs: Iterable[PathName],
    exclude: Exclusion = NOTHING,
    passed_over: Callable[[str], object] | None = None,
) -> Iterator[str]:
    """The files that some inputs name: themselves, or, for a folder, all that it holds.

    `exclude` says what is passed over in folders, as pipes, devices and what is compressed in other
    ways are; `passed_over` is called with each such file, and with each such folder, whose name
    ends in `/`. Raises `InputError` for an input that does not exist.
    """
    for given in inputs:
        name = os.fspath(given)
        if name == STANDARD_INPUT:
            yield name
            continue
        try:
            is_folder = stat.S_ISDIR(os.stat(name).st_mode)
        except (FileNotFoundError, NotADirectoryError) as error:
            raise InputError(_missing(name)) from error
        except (OSError, ValueError) as error:  # ValueError: a name that no file can have
            reason = error.strerror if isinstance(error, OSError) else error
            raise InputError(f"{name}: {reason}") from error
        if is_folder:
            yield from _files_below(Path(name), exclude, passed_over or (lambda _: None))
        else:
            yield name


def _missing(name: str) -> str:
    if name.lstrip()[:1] in ("{", "[", "<", "@") or "\n" in name:
        return (
            f"{abridged(name, 40)}: this is a text, not a file name: in Python, pass Document(text)"
        )
    if _URL.match(name) is not None:
        return f"{name}: this is a URL, and nothing is fetched: give the path of a file"
    return f"{name}: there is no such file or folder"


_URL: Final = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)


def named_files(inputs: Iterable[str | os.PathLike[str]]) -> frozenset[str]:
    """The inputs that are files, or standard input, and not folders of them."""
    return frozenset(name for given in inputs if not os.path.isdir(name := os.fspath(given)))


def refuse_replacing(
    inputs: Iterable[PathName], *outputs: PathName | None, advice: str = "name another file"
) -> None:
    """Raises `UsageError` if an output is a file of the inputs."""
    for output in outputs:
        if output is None or not os.path.isfile(output):
            continue
        if any(os.path.isfile(name) and os.path.samefile(name, output) for name in inputs):
            message = f"{os.fspath(output)} is an input, which would be replaced"
            raise UsageError(f"{message}: {advice}")


def _is_compressed_otherwise(name: str) -> bool:
    is_other = name.endswith(OTHERWISE_COMPRESSED) and not name.startswith(".")
    return is_other and os.path.splitext(name)[0].endswith(EXTENSIONS)


def _files_below(
    folder: Path, exclude: Exclusion, passed_over: Callable[[str], object]
) -> Iterator[str]:
    unread: list[str] = []
    kept = Filter(str(folder), exclude) if exclude != NOTHING else None
    for place, folders, names in os.walk(folder, onerror=lambda e: unread.append(e.filename)):
        folders[:] = sorted(f for f in folders if not f.startswith("."))
        wanted = [n for n in sorted(names) if n[0] != "." and plain_name(n).endswith(EXTENSIONS)]
        if exclude.own:
            where = os.path.abspath(place)
            wanted = [name for name in wanted if os.path.join(where, name) not in exclude.own]
        if kept is not None:
            kept.enter(place, names)
            for among, end in ((folders, "/"), (wanted, "")):
                for name in [name for name in among if not kept.keeps(place, name + end)]:
                    among.remove(name)
                    passed_over(str(Path(place) / name) + end)
        for name in filter(_is_compressed_otherwise, sorted(names)):
            if kept is None or kept.keeps(place, name):
                passed_over(os.path.join(place, name))
        for name in wanted:
            found = os.path.join(place, name)
            if os.path.isfile(found) or not os.path.exists(found):
                yield found
            else:  # A pipe would wait for ever, and a device can have no end.
                passed_over(found)
    yield from unread  # whoever reads them says what is wrong


_watcher: ContextVar[Callable[[str, BinaryIO], None] | None] = ContextVar("watcher", default=None)


@contextmanager
def watched(watcher: Callable[[str, BinaryIO], None]) -> Iterator[None]:
    """Within it, `watcher` is called for each opened file, with its name and the raw file on disk,
    of which only the position may be used."""
    before = _watcher.set(watcher)
    try:
        yield
    finally:
        _watcher.reset(before)


_BUFFER: Final = 1 << 17
"""Bytes that are read of a file at once: a larger buffer makes lines up to twice as fast."""


class DamagedInputError(InputError):
    """A file whose compressed data are damaged from some position on."""

    def __init__(self, file: str, message: str) -> None:
        super().__init__(f"{file}: {message}")
        said = {"message": f"{message}: get the file again"}
        self.problem = Problem("ST-0", said, file, "", 1, 1)


class UnreadableInputError(InputError):
    """A file or folder that cannot be read; when it is in a folder, the rest of that is."""

    def __init__(self, file: str, reason: str) -> None:
        super().__init__(f"{file}: {reason}")
        said = {"message": f"it cannot be read: {reason}"}
        self.problem = Problem("ST-0", said, file, "", 1, 1, severity="error")


class _Seen(io.RawIOBase):
    """A file of which every byte is shown once, in order, whatever is sought in between."""

    def __init__(self, file: BinaryIO, show: Callable[[memoryview], object]) -> None:
        self.raw = file
        self._show = show
        self._shown = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        """Whether the file can be read from another place."""
        return self.raw.seekable()

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        return self.raw.seek(offset, whence)

    def readinto(self, buffer: WriteableBuffer) -> int:
        start = self.raw.tell() if self.seekable() else self._shown
        view = memoryview(buffer).cast("B")
        count = self.raw.readinto(view)  # type: ignore[attr-defined]
        if start <= self._shown < start + count:
            self._show(view[self._shown - start : count])
            self._shown = start + count
        return int(count)

    def finish(self) -> None:
        """Show what was not read."""
        if self.seekable():
            self.seek(self._shown)
        while self.readinto(bytearray(1 << 20)):
            pass


@contextmanager
def _seen(file: BinaryIO, show: Callable[[memoryview], object] | None) -> Iterator[BinaryIO]:
    """A file of which all bytes are shown, those that nobody reads at the end."""
    if show is None:
        yield file
        return
    shown = _Seen(file, show)
    try:
        yield cast(BinaryIO, shown)
    except DamagedError:
        shown.finish()
        raise
    shown.finish()


def _opened(name: str) -> BinaryIO:
    if os.path.isfile(name):
        return open(name, "rb", _BUFFER)
    from clingen_ld.messages.text.special_files import open_special

    return open_special(name, _BUFFER)


@contextmanager
def open_input(
    name: str,
    seen: Callable[[memoryview], object] | None = None,
    again: Callable[[str], BinaryIO | None] = lambda _: None,
) -> Iterator[BinaryIO]:
    """A file (or `-`) opened for reading, decompressed when its content is gzip or zstd.

    `seen` is called with the bytes of a file as it is on disk, each once and in order: as they
    are read, and at the end with those that were not. `again` gives the bytes of what can be read
    only once and was kept.

    Raises `InputError` when it cannot be opened or read, `DamagedInputError` when it is damaged.
    """
    try:
        if (kept := again(name)) is not None:
            with decompressed(kept) as stream:
                yield stream
        elif name == STANDARD_INPUT:
            from clingen_ld.messages.text.special_files import standard_input

            with decompressed(standard_input()) as stream:
                yield stream
        else:
            with (
                _opened(name) as file,
                _seen(file, seen) as raw,
                decompressed(raw) as stream,
            ):
                if (watcher := _watcher.get()) is not None:
                    watcher(name, file)
                yield stream
    except DamagedError as error:
        raise DamagedInputError(name, str(error)) from error
    except InputError:
        raise
    except OSError as error:
        raise UnreadableInputError(name, error.strerror or str(error)) from error
