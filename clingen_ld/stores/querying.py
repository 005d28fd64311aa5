"""Queries to a store: SPARQL 1.1, with the usual prefixes predefined."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Final

import pyoxigraph as ox

from clingen_ld.display import encodable
from clingen_ld.errors import UsageError
from clingen_ld.graph.terms import Literal, n_quads_term
from clingen_ld.model import (
    CLINGEN,
    DCTERMS,
    DEFAULT_BASE,
    PREFIXES,
    RDFS,
    SKOS,
    XSD,
    as_iri,
    is_absolute,
    load_model,
    reference_iri,
)
from clingen_ld.model.files import folder
from clingen_ld.stores.sparql_text import calls_service, what_is_too_much
from clingen_ld.stores.store import Results, Store, refuse_location
from clingen_ld.suggestions import nearest
from clingen_ld.variation.assemblies import (
    BUILDS,
    assembly_id,
    build_named,
    name_pattern,
    names_of_chromosomes,
)

_PARAMETER = re.compile(r"(\w+) \(([\w -]+), (required|optional)\) (.+)")
_INTEGER = re.compile(r"-?[0-9]{1,18}")
_UNWRITABLE = re.compile(r"[\\\x00-\x1f\x7f\ud800-\udfff]")
_CHROMOSOMES: Final = "reference-sequence-chromosome"
_NOTHING: Final = "urn:clingen-ld:nothing"
"""An IRI that matches nothing: the placeholder in a block without a value."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a query.

    `kind` is text, iri, integer, date, resource, build, endpoint (which SERVICE calls), `code` and
    a value set, or `one of` and words.
    """

    name: str
    kind: str
    required: bool
    description: str


@dataclass(frozen=True, slots=True)
class NamedQuery:
    """A SPARQL query with its name, description, parameters and an example."""

    name: str
    title: str
    description: str
    parameters: tuple[Parameter, ...]
    example: Mapping[str, str]
    text: str

    def bound(self, values: Mapping[str, str]) -> str:
        """The text with values in the place of its parameters.

        Raises `UsageError` for a value that is missing, unknown, or not of its kind.
        """
        known = {parameter.name: parameter for parameter in self.parameters}
        for name in values:
            if name not in known:
                raise UsageError(f"the query {self.name} {_no_such('parameter', name, known)}")
        text = self.text
        for parameter in self.parameters:
            if parameter.name in values and parameter.kind == "endpoint":
                text = _put_endpoint(text, parameter.name, values[parameter.name])
            elif parameter.name in values:
                for variable, term in _terms(parameter, values[parameter.name]).items():
                    text = _put(text, variable, term)
            elif parameter.required:
                raise UsageError(
                    f"the query {self.name} needs {parameter.name}=…: {parameter.description}"
                )
        return text


@lru_cache(maxsize=1)
def named_queries() -> Mapping[str, NamedQuery]:
    """The queries of the package by name."""
    files = sorted(folder("queries").iterdir(), key=lambda entry: entry.name)
    found = {}
    for file in files:
        name, dot, extension = file.name.rpartition(".")
        if dot and extension == "rq":
            found[name] = read_query(file.read_text(encoding="utf-8"), name)
    return found


def get_query(name: str) -> NamedQuery:
    """The query of a name. Raises `UsageError` when there is none."""
    try:
        return named_queries()[name]
    except KeyError:
        raise UsageError(f"the package {_no_such('query', name, named_queries())}") from None


def named_query(name: str, /, **parameters: str) -> str:
    """The SPARQL text of a query of the package with its parameters bound.

    >>> "BRCA2" in named_query("alleles-of-gene", symbol="BRCA2")
    True

    Raises `UsageError` for an unknown query or parameter, or a value of the wrong kind.
    """
    return get_query(name).bound(parameters)


def read_query(text: str, name: str) -> NamedQuery:
    """A query from the text of its file. Raises `UsageError` for an invalid header.

    A text without a header is a query without parameters.
    """
    said: dict[str, list[str]] = {"title": [], "description": [], "parameter": [], "example": []}
    lines = text.splitlines()
    for line in lines:
        if not line.startswith("#"):
            break
        key, _, value = line[1:].partition(":")
        if key.strip() in said:
            said[key.strip()].append(value.strip())
    body = "\n".join(line for line in lines if not line.startswith("#")).strip() + "\n"
    parameters = tuple(_parameter(line, name) for line in said["parameter"])
    for parameter in parameters:
        if parameter.kind == "endpoint":
            if not _SERVICE.search(body):
                raise UsageError(f"{name}: there is no `SERVICE <…> {{ … }}` to bind")
        elif not _block(parameter.name).search(body):
            raise UsageError(f"{name}: there is no `VALUES ?{parameter.name} {{ … }}` to bind")
    example = (word.partition("=") for line in said["example"] for word in line.split())
    return NamedQuery(
        name=name,
        title=" ".join(said["title"]),
        description=" ".join(said["description"]),
        parameters=parameters,
        example={key: value for key, _, value in example},
        text=body if parameters or any(said.values()) else text,
    )


def _parameter(line: str, name: str) -> Parameter:
    match = _PARAMETER.fullmatch(line)
    if match is None:
        raise UsageError(f"{name}: not a parameter: {line!r}; write `name (kind, required) text`")
    return Parameter(match[1], match[2], match[3] == "required", match[4])


def _block(variable: str) -> re.Pattern[str]:
    return re.compile(rf"(VALUES (?:\?{variable}|\(\?{variable}( \?\w+)+\)) )\{{[^{{}}]*\}}")


_SERVICE: Final = re.compile(r"SERVICE <[^<>]*> \{")


def _put_endpoint(text: str, name: str, value: str) -> str:
    """The text with the URL of an endpoint in the place of the one that it calls."""
    is_url = value.startswith(("http://", "https://")) and is_absolute(value)
    if not is_url or _UNWRITABLE.search(value):
        raise UsageError(f"{name}={value}: not the URL of an endpoint, such as https://…/sparql")
    return _SERVICE.sub(lambda _: f"SERVICE <{as_iri(value)}> {{", text)


def _put(text: str, variable: str, term: str) -> str:
    """The text with a term, or rows of terms, in the blocks of a variable."""
    return _block(variable).sub(lambda block: f"{block[1]}{{ {term} }}", text)


def _terms(parameter: Parameter, value: str) -> dict[str, str]:
    """The content of the blocks of a parameter, in SPARQL."""
    name, kind = parameter.name, parameter.kind
    if _UNWRITABLE.search(value):
        # Some processors resolve \u in a string before they look for its end.
        raise UsageError(f"{name}={value!r}: a value has no backslash and no control character")
    if kind == "resource":
        named = "/" in value or value.startswith("urn:")
        iri = reference_iri(value, DEFAULT_BASE) if named else _NOTHING
        return {name: f"<{iri}>", f"{name}Id": _literal("" if named else value)}
    if kind == "iri":
        if not is_absolute(value):
            raise UsageError(f"{name}={value}: not an IRI with a scheme, such as http://…")
        return {name: f"<{as_iri(value)}>"}
    if kind == "integer":
        if not _INTEGER.fullmatch(value):
            raise UsageError(f"{name}={value}: not a whole number")
        return {name: _literal(value, "integer")}
    if kind == "date":
        return {name: _literal(_time(name, value), "dateTime")}
    if kind == "build":
        return _build(name, value)
    family, _, rest = kind.partition(" ")
    if family == "code":
        return {name: f"<{_concept(name, value, rest)}>"}
    if family == "one" and value not in rest.split()[1:]:
        raise UsageError(f"{name}={value}: must be one of {', '.join(rest.split()[1:])}")
    return {name: _literal(value)}


def _build(name: str, value: str) -> dict[str, str]:
    """The values that place a sequence on a build: assembly id, names, and accessions.

    Each accession is in a row with the concept of its chromosome.
    """
    build = build_named(value)
    if build is None:
        raise UsageError(
            f"{name}={value}: must be one of {', '.join(BUILDS)}, or another name of it"
        )
    sequences = names_of_chromosomes(build).items()
    rows = (f"({_literal(a)} <{_concept(name, c, _CHROMOSOMES)}>)" for a, c in sequences)
    return {
        name: _literal(assembly_id(build) or ""),
        f"{name}Names": _literal(name_pattern(build)),
        f"{name}Accession": " ".join(rows),
    }


def _literal(value: str, datatype: str = "string") -> str:
    return n_quads_term(Literal(value, XSD + datatype))


def _time(name: str, value: str) -> str:
    """A day or time as xsd:dateTime in UTC; a day begins at midnight UTC."""
    try:
        if len(value) == 10:
            found = datetime.combine(date.fromisoformat(value), datetime.min.time(), UTC)
        else:
            found = datetime.fromisoformat(value)
        moved = found.replace(tzinfo=None) - (found.utcoffset() or timedelta())
    except (ValueError, OverflowError):  # of the latter: no such time in UTC
        example = "2024-01-31 or 2024-01-31T12:00:00Z"
        raise UsageError(f"{name}={value}: not a day or time, such as {example}") from None
    return f"{moved.isoformat()}Z"


def _concept(name: str, value: str, value_set: str) -> str:
    """The IRI of a code of the model."""
    codes = load_model().value_sets[value_set]
    code = codes.codes.get(value) or codes.by_spelling.get(value)
    if code is None:
        raise UsageError(f"{name}={value}: must be one of {', '.join(codes.codes)}")
    return f"{CLINGEN}{value_set}#{code.code}"


def _no_such(what: str, name: str, known: Mapping[str, object]) -> str:
    near = nearest(name, known)
    hint = f"did you mean {near}?" if near else f"it has {', '.join(known) or 'none'}"
    return f"has no {what} {name!r}: {hint}"


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
    """Run a SPARQL 1.1 query: SELECT, ASK, CONSTRUCT or DESCRIBE.

    All named graphs are queried as one, unless the query names its own (FROM, FROM NAMED). A prefix
    of `QUERY_PREFIXES` need not be declared. Raises `UsageError`, with line and column, for text
    that is not a query, or that calls a server without permission, and `StoreError` when the store
    fails.
    """
    refuse_location(store)
    if not isinstance(text, str):
        raise TypeError(f"a query is a str, not {type(text).__name__}")
    if encodable(text) != text:
        raise UsageError("this query has half of a surrogate pair (\\ud800 or the like) in it")
    if (said := what_is_too_much(text)) is not None:
        raise UsageError(f"this query has {said}")
    fault = _fault(text)
    if fault is None:
        return store.query(_with_prefixes(text))
    try:
        # A server may understand more than the standard.
        return store.query(text)
    except UsageError:
        raise UsageError(f"this is not a SPARQL query: {fault}") from None


def _fault(text: str) -> str | None:
    """What is wrong with the text of a query, as far as it shows without the store."""
    if calls_service(text):  # which would be called at once
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


def _reason(message: str, line: int, column: int, text: str) -> str:
    """The error at a position, without the parser's long list of expected tokens."""
    if "Prefix not found" in message:
        return "this prefix is not declared"
    if not text.strip():
        return "the query is empty"
    here = (text.split("\n")[line - 1 :] or [""])[0]
    start = max(0, column - 1 - _AROUND)
    return f"this is not SPARQL, near {here[start : column - 1 + _AROUND].strip()!r}"


def _with_prefixes(text: str) -> str:
    """The text with its missing prefix declarations."""
    missing = [
        f"PREFIX {name}: <{iri}>"
        for name, iri in QUERY_PREFIXES.items()
        if re.search(rf"(?<![\w-]){name}:", text)
        and not re.search(rf"\bprefix\s+{name}\s*:", text, re.IGNORECASE)
    ]
    return "\n".join([*missing, text])
