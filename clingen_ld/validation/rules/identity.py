"""What names one thing names no other (CO-5 and CO-12)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from clingen_ld.model import load_model
from clingen_ld.validation.findings import Breach
from clingen_ld.validation.reading import Tree, last_step, parts, text
from clingen_ld.validation.registry import Entry, ResourceSet, index, set_rule
from clingen_ld.validation.rules.gene import HGNC_ID
from clingen_ld.validation.rules.links import named

_RESOURCES = tuple(load_model().resources)
_NCBI_GENE = re.compile(r"ncbi[.]nlm[.]nih[.]gov/gene", re.IGNORECASE)
_NUMBER = re.compile(r"[0-9]+")
_FOLDERS = re.compile(r"[/\\]")


@index("Gene")
def symbols_and_identifiers(tree: Tree) -> Iterator[tuple[str, str]]:
    """Genes by symbol, and by the identifiers that belong to one gene alone."""
    if (symbol := text(tree, "symbol")) is not None:
        yield "symbol", symbol
    for _, kind, value in _well_known(tree):
        yield kind, value


@set_rule(*_RESOURCES)
def an_id_of_its_own(entry: Entry, resources: ResourceSet) -> Iterator[Breach]:
    """CO-5: no two resources have one name. The second and every further one is reported.

    The same resource once more, in another form say, is no other resource.
    """
    first, name = resources.get(entry.iri), text(entry.tree, "id")
    if name and first is not None and first.tree != entry.tree:
        other = "another resource" + (f" in {first.file}" if first.file else "")
        yield Breach("CO-5", "/id", {"id": name, "other": other}, value=name)


@set_rule(*_RESOURCES)
def in_the_file_of_its_id(entry: Entry, resources: ResourceSet) -> Iterator[Breach]:
    """CO-5: a file that is named by an id holds that id."""
    name, file = text(entry.tree, "id"), _FOLDERS.split(entry.file)[-1]
    if not name or not file or _begins_with(file, name):
        return
    meant = _alike(file, name) or file.partition(".")[0]
    holders = [e for e in named(meant, resources) if text(e.tree, "id") == meant]
    if not holders and not _alike(file, name):
        return  # The file has a name of its own.
    if not any(holder.file == entry.file for holder in holders):
        values = {"file": file, "id": name}
        yield Breach("CO-5", "/id", values, "warning", value=name, suggestion=meant)


def _begins_with(file: str, name: str) -> bool:
    """Whether a file is named by an id, alone or with a description after it."""
    after = file[len(name) : len(name) + 1]
    return file.startswith(name) and not (after.isascii() and after.isalnum())


def _alike(file: str, name: str) -> str | None:
    """The beginning of a file's name that differs from an id only in its numbers."""
    if not re.search(r"[A-Za-z]", name):
        return None  # Any number would do.
    # Names of one form have one pattern, which is kept: a file has very many of them.
    form = _NUMBER.sub("0", name)
    found = _with_numbers(form).match(file)
    return found[1] if found else None


@lru_cache(maxsize=1024)
def _with_numbers(form: str) -> re.Pattern[str]:
    numbers = re.escape(form).replace("0", "[0-9]+")
    return re.compile(f"({numbers})(?![A-Za-z0-9])")


@set_rule("Gene")
def a_gene_is_there_once(entry: Entry, resources: ResourceSet) -> Iterator[Breach]:
    """CO-12: a symbol, and an identifier of HGNC or NCBI, belongs to one gene."""
    symbol = text(entry.tree, "symbol")
    if symbol is not None:
        yield from _shared(entry, resources, "symbol", symbol, "/symbol")
    for pointer, kind, value in _well_known(entry.tree):
        yield from _shared(entry, resources, kind, value, pointer)


def _shared(
    entry: Entry, resources: ResourceSet, kind: str, value: str, pointer: str
) -> Iterator[Breach]:
    what = "symbol" if kind == "symbol" else "identifier"
    # One other gene is enough to say: with all of them, findings would grow as the square.
    others = (found.iri for found in resources.keyed(kind, value) if found.iri != entry.iri)
    if (other := next(others, None)) is not None:
        values = {"value": value, "what": what, "other": last_step(other)}
        yield Breach("CO-12", pointer, values, value=value)


def _well_known(gene: Tree) -> Iterator[tuple[str, str, str]]:
    """The identifiers that belong to one gene alone: pointer, kind and value."""
    for pointer, identifier in parts(gene, "identifier"):
        value, system = text(identifier, "value"), text(identifier, "system")
        if value is None:
            continue
        if HGNC_ID.fullmatch(value):
            yield f"{pointer}/value", "HGNC", value
        elif system is not None and _NCBI_GENE.search(system):
            yield f"{pointer}/value", "NCBI Gene", value
