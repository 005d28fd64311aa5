"""Writing resources in any form: to a stream, one after the other, or into a folder.

Losses of a mapped form are found by reading what was written.
"""

from __future__ import annotations

import json
import os
import re
import stat
from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO, Final, Literal, get_args

from clingen_ld.errors import InputError, UsageError
from clingen_ld.graph.links import NO_LINKS, LinkSets
from clingen_ld.messages.foreign.builder import ExtensionTerms, same
from clingen_ld.messages.forms import FORMS
from clingen_ld.messages.message import Message
from clingen_ld.messages.text.compression import compressed
from clingen_ld.model import DEFAULT_BASE, NAMELESS, SUBSETTED, Model, Object, escape, resource_iri
from clingen_ld.variation.sequences import accession_in, names_of, reference_of


def dump(value: Any, pretty: bool = False) -> str:
    """A JSON value as text, without a line break at its end."""
    if pretty:
        return json.dumps(value, ensure_ascii=False, indent=2)
    return _PLAIN.encode(value)


_PLAIN: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


class JsonOutput:
    """A stream that JSON values are put on; `finish` must be called at the end."""

    def __init__(self, output: BinaryIO, pretty: bool) -> None:
        self._output = output
        self._pretty = pretty
        self._waiting: str | None = None
        self._count = 0

    def put_text(self, text: str) -> None:
        """Write the text of one value, as `put` would where nothing is indented."""
        self._output.write(f"{text}\n".encode())

    def put_texts(self, texts: list[str]) -> None:
        """Write the texts of some values, likewise."""
        if texts:
            self.put_text("\n".join(texts))

    def put_without_floats(self, value: Any) -> None:
        """Write one value that certainly has no floats, as `put` does, but faster."""
        if self._pretty:
            self.put(value)
            return
        from msgspec.json import encode

        self._output.write(encode(value) + b"\n")

    def put(self, value: Any) -> None:
        """Write one value."""
        text = dump(value, self._pretty)
        if not self._pretty:
            self._output.write(f"{text}\n".encode())
            return
        # Whether there are several is known at the second one only.
        if self._waiting is not None:
            self._indented("[\n" if self._count == 1 else ",\n", self._waiting, several=True)
        self._waiting = text
        self._count += 1

    def finish(self) -> None:
        """Write what is still due."""
        if self._waiting is not None:
            several = self._count > 1
            self._indented(",\n" if several else "", self._waiting, several)
            self._output.write(b"\n]\n" if several else b"\n")

    def _indented(self, before: str, text: str, several: bool) -> None:
        shown = "  " + text.replace("\n", "\n  ") if several else text
        self._output.write((before + shown).encode())


WITH_LINKS: Final = ("json-ld", "turtle", "trig", "ntriples", "nquads", "rdfxml")
"""The forms of RDF, which take triples besides."""
EXTENSIONS = {form.name: form.extension for form in FORMS.values()}
"""The file name extension of each form."""


Layout = Literal["inlined", "bundle"]
LAYOUTS: Final = get_args(Layout)
"""How VRS is written: one object a line with all that is in it, or one bundle of sections."""


@dataclass(frozen=True, slots=True)
class WriteOptions:
    """How to write.

    `sequences` is a FASTA file or SeqRepo folder, and `assembly` a build such as GRCh38, for the
    forms that need one. `inline_context` puts the context itself into JSON-LD, not its IRI. `links`
    are the sets of links that RDF forms add. `layout` is where shared objects of VRS are written:
    in each object that refers to them, or once for all.
    """

    base: str = DEFAULT_BASE
    pretty: bool = False
    sequences: Path | None = None
    assembly: str | None = None
    inline_context: bool = False
    links: LinkSets = NO_LINKS
    layout: Layout = "inlined"


Lost = tuple[str, str]
"""The IRI of a resource, and the pointer (or name) of what a form cannot carry of it."""


class Writer(ABC):
    """Writes resources to a stream; `finish` must be called at the end."""

    def take(self, message: Message) -> list[Lost]:
        """Write the resource of a message, as `write` does, but faster if the message allows it."""
        return self.write(message.normal_tree)

    @abstractmethod
    def write(self, tree: Object) -> list[Lost]:
        """Write a resource in normal form; gives what the form cannot carry."""

    @abstractmethod
    def finish(self) -> list[Lost]:
        """Write what is still due; gives what only now turns out not to be carried."""


def make_writer(
    form: str, output: BinaryIO, model: Model, options: WriteOptions | None = None
) -> Writer:
    """A writer of a form.

    The JSON forms come one resource a line; pretty, as one object or an array. XML is one document,
    with a Bundle around several resources. Raises `UsageError` for links in a form that is not RDF.
    """
    if options is not None and any(options.links) and form not in WITH_LINKS:
        raise UsageError(
            f"links are triples, which {form} does not have: write {', '.join(WITH_LINKS)}"
        )
    writer: Writer = FORMS[form].writer()(output, model, options or WriteOptions())
    return writer


class JsonWriter(Writer):
    """Writes JSON values, one a line or as one document."""

    def __init__(self, output: BinaryIO, model: Model, options: WriteOptions) -> None:
        self._output = JsonOutput(output, options.pretty)
        self._is_pretty = options.pretty
        self._model = model
        self._base = options.base
        self._inline_context = options.inline_context

    def take(self, message: Message) -> list[Lost]:
        """Write the resource of a message, which may be decoded."""
        text = None if self._is_pretty else message.resource_json()
        if text is None:
            return self.write(message.normal_tree)
        self._output.put_text(text)
        return []

    def value(self, tree: Object) -> Object:
        """What is written of a resource in normal form: the resource as it is."""
        return tree

    def write(self, tree: Object) -> list[Lost]:
        """Write a resource in normal form; nothing of it is lost."""
        self._output.put(self.value(tree))
        return []

    def finish(self) -> list[Lost]:
        self._output.finish()
        return []


_OTHER_PACKING: Final = (".bz2", ".xz", ".lzma", ".lz4", ".br", ".zip", ".7z", ".tar", ".tgz")


@contextmanager
def open_output(path: str | os.PathLike[str]) -> Iterator[BinaryIO]:
    """A file that appears under its name only when complete; `.gz` and `.zst` are compressed.

    A special file, such as a device or a pipe, is written directly. Raises `InputError` when the
    file cannot be written, and `UsageError` for a name that promises another compression; then
    nothing is left behind.
    """
    name = os.fspath(path)
    if "\0" in name:
        raise InputError(f"{name!r}: not a valid file name")
    if name.lower().endswith(_OTHER_PACKING):
        raise UsageError(f"{name}: a file is compressed as .gz or .zst; name it so, or without")
    try:
        # A link is kept: its target file is replaced. A device is opened by the given name, since
        # /dev/stdout may be a link to a nameless pipe.
        target = Path(os.path.realpath(name))
        if os.path.exists(name) and not os.path.isfile(name):
            with open(name, "wb") as device, compressed(device, name) as stream:
                yield stream
        else:
            with _whole_file(target) as file, compressed(file, name) as stream:
                yield stream
    except InputError:
        raise
    except OSError as error:
        raise InputError(f"{name}: cannot be written: {error.strerror or error}") from error


_BUFFER: Final = 1 << 20
"""Octets that are written at once: each call of the system costs as much as some kilobytes."""


@contextmanager
def _whole_file(target: Path) -> Iterator[BinaryIO]:
    """A file beside the target that takes its place at the end."""
    waiting = target.parent / f".clingen-ld-{os.urandom(8).hex()}"
    mode = stat.S_IMODE(target.stat().st_mode) if target.exists() else None
    # What nobody else may read is not readable while it is written either.
    opener = partial(os.open, mode=0o666 if mode is None else 0o600)
    with open(waiting, "xb", _BUFFER, opener=opener) as raw, ExitStack() as stack:
        stack.callback(waiting.unlink, missing_ok=True)
        if mode is not None:
            os.chmod(waiting, mode)
        yield raw
        raw.close()
        os.replace(waiting, target)
        stack.pop_all()


class ResourceFileNames:
    """Names for the files of resources in a folder: their ids, made safe, each used once.

    Ids that become equal (or differ only in case, which some file systems ignore) are numbered in
    order of arrival. An unchanged resource that occurs again keeps its file.
    """

    def __init__(self, extension: str) -> None:
        self._extension = extension
        self._taken: dict[str, bytes] = {}

    def name(self, tree: Object) -> str | None:
        """The name of the file for a resource; None when it was written already."""
        safe = _safe(str(tree.get("id") or tree.get("@id") or "resource"))
        from hashlib import sha256

        digest = sha256(dump(tree).encode()).digest()
        number, name = 1, safe
        while (taken := self._taken.get(name.casefold())) is not None:
            if taken == digest:
                return None
            number += 1
            name = f"{safe}-{number}"
        self._taken[name.casefold()] = digest
        return name + self._extension


def write_documents(
    lines: Iterable[bytes], folder: Path, names: ResourceFileNames, pretty: bool
) -> None:
    """Write each JSON document, one a line, to a file of its own, named by its id."""
    for line in lines:
        document = json.loads(line)
        own = str(document.get("id") or document.get("@id") or "")
        name = names.name(document | {"id": own.rpartition("/")[2]})
        if name is not None:
            with open_output(folder / name) as stream:
                stream.write(f"{dump(document, pretty)}\n".encode())


def _safe(name: str) -> str:
    """A text as the name of a file, in at most 150 bytes."""
    safe = "".join(c if c.isalnum() or c in "._-+=@" else "_" for c in name).lstrip(".")
    if safe.startswith("-") or _DEVICE.match(safe):
        safe = f"_{safe}"  # else an option of a command, or a device of Windows
    return safe.encode()[:150].decode(errors="ignore") or "resource"


_DEVICE = re.compile(r"(con|prn|aux|nul|(com|lpt)[0-9¹²³])(\.|$)", re.IGNORECASE)


_NAMES: Final = ("resourceType", "@id", "id")
_ONLY_MENTIONED: Final = {"tag": [SUBSETTED]}


def lost_of(tree: Object, again: Object, base: str, carried: Collection[str] = ()) -> Iterator[str]:
    """The pointers of the content of a resource that is missing in `again`, its reading from the
    form.

    Content at or below the pointers `carried` is in the form, though it is read differently. A
    display that `again` has as a name or an accession is not a loss, nor is the tag of a resource
    that is only mentioned.
    """
    labels = [*names_of(again), accession_in(reference_of(again))]
    for pointer, value in _lost_of_resource(tree, again, base):
        is_label = pointer.endswith("/display") and isinstance(value, str) and value in labels
        is_carried = any(pointer == each or pointer.startswith(f"{each}/") for each in carried)
        if is_label or is_carried:
            continue
        items = [f"{pointer}/{n}" for n in range(len(value))] if isinstance(value, list) else []
        if any(item in carried for item in items):  # of a list, so only a part is lost
            yield from (item for item in items if item not in carried)
        else:
            yield pointer


def is_carried(
    tree: Object, again: Object, terms: ExtensionTerms, carried: Collection[str] = ()
) -> bool:
    """Whether certainly nothing of a resource is lost; if False, call `lost_of`.

    `again` is its reading, which may lack extension values at the top and the properties that are
    `carried`.
    """
    if tree.get("id") != again.get("id") or tree.get("@id") != again.get("@id"):
        return False
    for key, value in tree.items():
        if key in _NAMES or key in carried or (key == "meta" and value == _ONLY_MENTIONED):
            continue
        if not (same(value, again[key]) if key in again else terms.comes_back(key, value)):
            return False
    return True


def _lost_of_resource(tree: Object, again: Object, base: str) -> Iterator[tuple[str, Any]]:
    iri = resource_iri(tree, base)
    is_same = iri == resource_iri(again, base)
    if "@id" in tree:
        is_same = is_same and tree.get("id") == again.get("id")
    if not is_same and not ("id" not in tree and NAMELESS in iri):
        yield "/id", tree.get("id")
    for key, value in tree.items():
        if key not in _NAMES and not (key == "meta" and value == _ONLY_MENTIONED):
            yield from _lost(value, again.get(key), f"/{escape(key)}")


def _lost(value: Any, again: Any, at: str) -> Iterator[tuple[str, Any]]:
    if same(value, again):
        return
    if isinstance(value, dict) and isinstance(again, dict):
        for key, item in value.items():
            yield from _lost(item, again.get(key), f"{at}/{escape(key)}")
    elif isinstance(value, list) and isinstance(again, list):
        for n, item in enumerate(value):
            if not any(_is_in(item, other) for other in again):
                yield from _lost(item, _alike(item, again), f"{at}/{n}")
    else:
        yield at, value


def _is_in(item: Any, other: Any) -> bool:
    """Whether another item has all of an item."""
    return next(_lost(item, other, ""), None) is None


def _alike(item: Any, others: list[Any]) -> Any:
    """The item that differs from a given one only in some values; None without one."""
    for key in ("name", "value", "code") if isinstance(item, dict) else ():
        for other in others:
            is_named = isinstance(other, dict) and key in item and key in other
            if is_named and (item[key], item.get("system")) == (other[key], other.get("system")):
                return other
    return None
