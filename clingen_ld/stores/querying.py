"""Queries to a store: SPARQL 1.1, with the usual prefixes known."""

from __future__ import annotations

import re

import pyoxigraph as ox

from clingen_ld.errors import UsageError
from clingen_ld.model.namespaces import DCTERMS, PREFIXES, RDFS, SKOS
from clingen_ld.stores.named_queries import named_queries, named_query
from clingen_ld.stores.store import Results, Store

__all__ = ["QUERY_PREFIXES", "named_queries", "named_query", "query"]

QUERY_PREFIXES = PREFIXES | {
    "dcterms": DCTERMS,
    "prov": "http://www.w3.org/ns/prov#",
    "rdfs": RDFS,
    "skos": SKOS,
}
"""Prefixes that a query need not declare."""

_PLACE = re.compile(r"error at (\d+):(\d+): (.*)", re.S)
_AROUND = 20


def query(store: Store, text: str) -> Results:
    """The results of a SPARQL 1.1 query: SELECT, ASK, CONSTRUCT or DESCRIBE.

    All named graphs are asked as one. A prefix of `QUERY_PREFIXES` need not be declared. Raises
    `UsageError`, with line and column, for text that is no query, and `StoreError` when the
    store fails.
    """
    fault = _fault(text)
    if fault is None:
        return store.query(_with_prefixes(text))
    try:
        # A server may understand more than the standard.
        return store.query(text)
    except UsageError:
        raise UsageError(f"this is no SPARQL query: {fault}") from None


def _fault(text: str) -> str | None:
    """What is wrong with the text of a query, as far as can be told without the store."""
    if "service" in text.lower():  # which could be called at once
        return None
    try:
        ox.Store().query(text, prefixes=QUERY_PREFIXES)
    except SyntaxError as error:
        match = _PLACE.fullmatch(str(error.msg))
        if match is None:
            return str(error)
        line, column = int(match[1]), int(match[2])
        return f"line {line}, column {column}: {_reason(match[3], line, column, text)}"
    except (ValueError, RuntimeError) as error:
        return " ".join(str(error).split())
    return None


def _reason(said: str, line: int, column: int, text: str) -> str:
    """What is wrong at a place, without the parser's long list of what could stand there."""
    if "Prefix not found" in said:
        return "this prefix is not declared"
    if not text.strip():
        return "the query is empty"
    here = (text.split("\n")[line - 1 :] or [""])[0]
    start = max(0, column - 1 - _AROUND)
    return f"this is not SPARQL, near {here[start : column - 1 + _AROUND].strip()!r}"


def _with_prefixes(text: str) -> str:
    """The text with the prefixes declared that it uses without declaring them."""
    missing = [
        f"PREFIX {name}: <{iri}>"
        for name, iri in QUERY_PREFIXES.items()
        if re.search(rf"(?<![\w-]){name}:", text)
        and not re.search(rf"\bprefix\s+{name}\s*:", text, re.IGNORECASE)
    ]
    return "\n".join([*missing, text])
