"""Writing resources in any form: to a stream, one after the other, or into a folder."""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import BinaryIO, Protocol

from clingen_ld.errors import InputError
from clingen_ld.graph.formats import serialize
from clingen_ld.graph.quads import resource_quads
from clingen_ld.graph.terms import Quad
from clingen_ld.messages.forms import FORMS
from clingen_ld.messages.json_ld.writing import to_json_ld
from clingen_ld.messages.text.json_output import JsonOutput, dump
from clingen_ld.messages.text.packing import packed
from clingen_ld.model.definitions import Model
from clingen_ld.model.identity import resource_iri
from clingen_ld.model.namespaces import DEFAULT_BASE
from clingen_ld.model.trees import Object

EXTENSIONS = {form.name: form.extension for form in FORMS.values()}
"""The file name extension of each form."""


_OWN_WRITERS = {
    "resource-xml": ("clingen_ld.messages.resource_xml", "XmlWriter"),
    "registry": ("clingen_ld.messages.registry.writing", "RegistryWriter"),
    "interpretation": ("clingen_ld.messages.interpretation.writing", "InterpretationWriter"),
    "vrs": ("clingen_ld.messages.vrs.writing", "VrsWriter"),
    "vcf": ("clingen_ld.messages.vcf.writing", "VcfWriter"),
}
"""The writers with modules of their own; loaded when needed."""


@dataclass(frozen=True, slots=True)
class WriteOptions:
    """How to write.

    `sequences` is a FASTA file or SeqRepo folder, and `assembly` a build such as GRCh38, for the
    forms that need one.
    """

    base: str = DEFAULT_BASE
    pretty: bool = False
    sequences: Path | None = None
    assembly: str | None = None


Lost = tuple[str, str]
"""The IRI of a resource, and the pointer (or name) of what a form cannot carry of it."""


class Writer(Protocol):
    """Writes resources to a stream; `finish` must be called at the end."""

    def write(self, tree: Object) -> list[Lost]:
        """Write a resource in normal form; gives what the form cannot carry."""
        ...

    def finish(self) -> list[Lost]:
        """Write what is still due; gives what only now turns out not to be carried."""
        ...


def make_writer(
    form: str, output: BinaryIO, model: Model, options: WriteOptions | None = None
) -> Writer:
    """A writer of a form.

    The JSON forms come one resource a line; pretty, as one object or an array. XML comes as
    one document, with a Bundle around several resources.
    """
    chosen = options or WriteOptions()
    if form in _OWN_WRITERS:
        module, name = _OWN_WRITERS[form]
        writer: Writer = getattr(import_module(module), name)(output, model, chosen)
        return writer
    if form in ("resource-json", "json-ld"):
        return _JsonWriter(form, output, model, chosen)
    return _GraphWriter(form, output, model, chosen.base)


class _JsonWriter:
    def __init__(self, form: str, output: BinaryIO, model: Model, options: WriteOptions) -> None:
        self._form = form
        self._output = JsonOutput(output, options.pretty)
        self._model = model
        self._base = options.base

    def write(self, tree: Object) -> list[Lost]:
        self._output.put(
            to_json_ld(tree, self._model, self._base) if self._form == "json-ld" else tree
        )
        return []

    def finish(self) -> list[Lost]:
        self._output.finish()
        return []


class _GraphWriter:
    def __init__(self, form: str, output: BinaryIO, model: Model, base: str) -> None:
        self._form = form
        self._output = output
        self._model = model
        self._base = base
        self._kept: list[Quad] = []

    def write(self, tree: Object) -> list[Lost]:
        quads: Iterable[Quad] = resource_quads(tree, self._model, self._base)
        lost: list[str] = []
        if self._form == "rdfxml":
            from clingen_ld.graph.rdf_xml import carried

            quads, lost = carried(quads, resource_iri(tree, self._base), self._model)
        if self._form in ("nquads", "ntriples"):
            serialize(quads, self._form, self._output)
        else:  # one document has one set of prefixes
            self._kept.extend(quads)
        return [(resource_iri(tree, self._base), pointer) for pointer in lost]

    def finish(self) -> list[Lost]:
        if self._kept:
            serialize(self._kept, self._form, self._output)
        return []


@contextmanager
def open_output(path: str | os.PathLike[str]) -> Iterator[BinaryIO]:
    """A file that appears under its name only when it is written whole; `.gz` and `.zst`
    are packed.

    What is no ordinary file, such as a device or a pipe, is written as it comes. Raises
    `InputError` when the file cannot be written; then nothing is left behind.
    """
    name = os.fspath(path)
    if "\0" in name:
        raise InputError(f"{name!r}: no file can have that name")
    try:
        # A link keeps pointing where it does: the file that it leads to is replaced. A device is
        # asked for by the name given, since /dev/stdout may lead to a pipe without one.
        target = Path(os.path.realpath(name))
        if os.path.exists(name) and not os.path.isfile(name):
            with open(name, "wb") as device, packed(device, name) as stream:
                yield stream
        else:
            with _whole_file(target) as file, packed(file, name) as stream:
                yield stream
    except InputError:
        raise
    except OSError as error:
        raise InputError(f"{name}: cannot be written: {error.strerror or error}") from error


@contextmanager
def _whole_file(target: Path) -> Iterator[BinaryIO]:
    """A file beside the target that takes its place at the end."""
    waiting = target.parent / f".clingen-ld-{secrets.token_hex(8)}"
    with open(waiting, "xb") as raw, ExitStack() as stack:
        stack.callback(waiting.unlink, missing_ok=True)
        yield raw
        raw.close()
        if target.exists():
            shutil.copymode(target, waiting)
        os.replace(waiting, target)
        stack.pop_all()


class FileNames:
    """Names for the files of resources in a folder: their ids, made safe, each but once.

    Ids that come out the same (or differ in case alone, which not every file system tells
    apart) are numbered in the order in which they come. A resource that comes again as it was
    has the file that it has.
    """

    def __init__(self, form: str) -> None:
        self._extension = EXTENSIONS[form]
        self._taken: dict[str, bytes] = {}

    def name(self, tree: Object) -> str | None:
        """The name of the file for a resource; None when it was written already."""
        safe = _safe(str(tree.get("id") or tree.get("@id") or "resource"))
        digest = hashlib.sha256(dump(tree).encode()).digest()
        number, name = 1, safe
        while (taken := self._taken.get(name.casefold())) is not None:
            if taken == digest:
                return None
            number += 1
            name = f"{safe}-{number}"
        self._taken[name.casefold()] = digest
        return name + self._extension


def _safe(name: str) -> str:
    """A text as the name of a file, in at most 150 bytes."""
    safe = "".join(c if c.isalnum() or c in "._-+=@" else "_" for c in name).lstrip(".")
    return safe.encode()[:150].decode(errors="ignore") or "resource"
