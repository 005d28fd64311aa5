"""What others do of the same work, in the way that is fastest for them.

Functions are as in `work`. What a peer can take in groups is tried in groups of several sizes, and
measured with the one that is fastest.
"""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any, Final

import pyoxigraph as ox

from benchmarks import sampling
from benchmarks.work import Run, WrongAnswerError, part
from clingen_ld.messages.json_ld.contexts import CONTEXT_IRI, document_loader, packaged_contexts
from clingen_ld.model import DEFAULT_BASE

_SIZES: Final = (1000, 100, 10, 1)
_TRIED: Final = 50
_WORSE: Final = 1.5


def grouped(parts: list[str], joined: Callable[[list[str]], str], do: Callable[[str], None]) -> Run:
    """Do something with all parts, in groups of the size that is fastest for some of them.

    Sizes are tried from the largest on, until one is clearly worse than one before.
    """

    def groups(of: list[str], size: int) -> list[str]:
        return [joined(of[n : n + size]) for n in range(0, len(of), size)]

    do(joined(parts[:1]))  # what is done once only
    best, least = 1, float("inf")
    for size in sorted({min(size, len(parts)) for size in _SIZES}, reverse=True):
        some = parts[: max(size, _TRIED)]
        texts = groups(some, size)
        start = time.process_time()
        for text in texts:
            do(text)
        taken = (time.process_time() - start) / len(some)
        if taken > _WORSE * least:
            break
        if taken < least:
            best, least = size, taken
    return each(groups(parts, best), do, len(parts))


def each(texts: list[str], do: Callable[[str], None], documents: int = 0) -> Run:
    """Do something with every text; `documents` is how many they have, if not one each."""

    def run() -> int:
        for text in texts:
            do(text)
        return documents or len(texts)

    return run


def orjson_loads(corpus: Path, limit: int) -> Run:
    """The floor: orjson reads the same bytes, and nothing is done with them."""
    loads = import_module("orjson").loads
    texts = [line.encode() for line in sampling.lines(corpus, limit)]

    def run() -> int:
        for text in texts:
            loads(text)
        return len(texts)

    return run


def orjson_bundle(corpus: Path, limit: int) -> Run:
    """The floor of a bundle, which is one object: it is in memory, and documents are its records.

    Raises ValueError for a limit, as a part of a bundle is none.
    """
    if limit:
        raise ValueError("a bundle is measured as a whole")
    loads = import_module("orjson").loads
    text, documents = corpus.read_bytes(), sampling.count(corpus)

    def run() -> int:
        loads(text)
        return documents

    return run


def _pyld(corpus: Path, limit: int) -> tuple[Any, dict[str, Any], list[str]]:
    options = {"documentLoader": document_loader(False), "base": DEFAULT_BASE}
    return import_module("pyld.jsonld"), options, sampling.lines(corpus, limit)


def pyld_to_rdf(corpus: Path, limit: int) -> Run:
    """PyLD makes N-Quads of JSON-LD, with contexts at hand, several documents in one array."""
    jsonld, options, lines = _pyld(corpus, limit)
    options["format"] = "application/n-quads"

    def do(text: str) -> None:
        if not jsonld.to_rdf(json.loads(text), options):
            raise WrongAnswerError("no quads")

    return grouped(lines, lambda some: f"[{','.join(some)}]", do)


def pyld_compact(corpus: Path, limit: int) -> Run:
    """PyLD compacts JSON-LD by the context that it has."""
    jsonld, options, lines = _pyld(corpus, limit)

    def do(text: str) -> None:
        if len(jsonld.compact(json.loads(text), {"@context": CONTEXT_IRI}, options)) < 2:
            raise WrongAnswerError("nothing compacted")

    return grouped(lines, lambda some: f"[{','.join(some)}]", do)


def pyld_frame(corpus: Path, limit: int) -> Run:
    """PyLD makes JSON-LD of N-Quads, a graph at a time, and frames it."""
    jsonld, options, _ = _pyld(corpus, 1)
    texts = [sampling.triples(graph) for graph in sampling.graphs(corpus, limit)]

    def one(text: str) -> None:
        found = jsonld.from_rdf(text, {"format": "application/n-quads"})
        root = text[1 : text.index(">")].partition("#")[0]
        framed = jsonld.frame(found, {"@context": CONTEXT_IRI, "@id": root}, options)
        if "resourceType" not in framed and "@type" not in framed and "type" not in framed:
            raise WrongAnswerError(f"no resource {root} in {text}")

    one(texts[0])

    def run() -> int:
        for text in texts:
            one(text)
        return len(texts)

    return run


def rdflib_parse(corpus: Path, limit: int) -> Run:
    """rdflib reads JSON-LD and writes N-Quads."""
    rdflib = import_module("rdflib")
    lines = sampling.lines(corpus, limit)

    def do(text: str) -> None:
        dataset = rdflib.Dataset()
        dataset.parse(data=text, format="json-ld", base=DEFAULT_BASE)
        dataset.serialize(format="nquads")

    return grouped(lines, as_one_document, do)


def pyoxigraph_to_nquads(corpus: Path, limit: int) -> Run:
    """pyoxigraph reads JSON-LD, with the context in the text, and writes N-Quads."""
    lines = sampling.lines(corpus, limit)

    def do(text: str) -> None:
        quads = ox.parse(text, format=ox.RdfFormat.JSON_LD, base_iri=DEFAULT_BASE)
        if not ox.serialize(quads, format=ox.RdfFormat.N_QUADS):
            raise WrongAnswerError("no quads")

    return grouped(lines, as_one_document, do)


def as_one_document(lines: list[str]) -> str:
    """JSON-LD documents as one that has the context in it."""
    context = {"@context": packaged_contexts()[CONTEXT_IRI]["@context"]}
    nodes = [
        {key: value for key, value in json.loads(line).items() if key != "@context"}
        for line in lines
    ]
    return json.dumps(context | ({"@graph": nodes} if len(nodes) > 1 else nodes[0]))


def pyoxigraph_bulk_load(corpus: Path, limit: int) -> Run:
    """pyoxigraph loads ready N-Quads into a store on disk."""
    return _bulk_load(corpus, limit, optimize=False)


def pyoxigraph_bulk_load_in_order(corpus: Path, limit: int) -> Run:
    """The same, and the store is put in order for reading to be fast, as our own loads do."""
    return _bulk_load(corpus, limit, optimize=True)


def _bulk_load(corpus: Path, limit: int, optimize: bool) -> Run:
    path, documents = part(corpus, limit)
    folder = Path(tempfile.mkdtemp(), "store")

    def run() -> int:
        store = ox.Store(str(folder))
        store.bulk_load(path=str(path), format=ox.RdfFormat.N_QUADS)
        store.flush()
        if optimize:
            store.optimize()
        return documents

    return run
