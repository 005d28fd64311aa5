"""Endpoints of a server for queries, updates and graphs, and the traits of each kind of server."""

from __future__ import annotations

import base64
import html
import json
import netrc
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final
from urllib.parse import SplitResult, quote, quote_plus, urlsplit

from clingen_ld.errors import InputError, UsageError

USER: Final = "CLINGEN_LD_STORE_USER"
PASSWORD: Final = "CLINGEN_LD_STORE_PASSWORD"
TOKEN: Final = "CLINGEN_LD_STORE_TOKEN"
_NO_TOKEN: Final = re.compile(r"[\x00-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Credentials:
    """A user with a password (basic or digest, as the server asks), or a token (bearer)."""

    user: str = ""
    password: str = field(default="", repr=False)
    token: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        """Raise `UsageError` for what no request can carry, without repeating it."""
        wrong = _NO_TOKEN.search(self.token)
        if wrong is not None:
            what = "a line break" if wrong[0] in "\r\n" else f"U+{ord(wrong[0]):04X}"
            raise UsageError(f"the token of the store has {what} in it, which no token has")
        if ":" in self.user:
            raise UsageError("the user of the store has a colon in it, which no request can carry")

    @property
    def secrets(self) -> tuple[str, ...]:
        """The secrets that must never be shown: the password and the token, plain and encoded."""
        found: set[str] = set()
        for secret in filter(None, (self.password, self.token)):
            found |= {secret, quote(secret, safe=""), quote_plus(secret)}
            found |= {json.dumps(secret)[1:-1], html.escape(secret)}
            for text in (secret, f"{self.user}:{secret}"):
                found.add(base64.b64encode(text.encode()).decode().rstrip("="))
        # The longest first, as one may be part of another.
        return tuple(sorted(found, key=len, reverse=True))


def credentials_from(environment: Mapping[str, str], location: str) -> Credentials | None:
    """The credentials for a server in an environment, else in the netrc file, else None.

    The environment has CLINGEN_LD_STORE_TOKEN, or CLINGEN_LD_STORE_USER and
    CLINGEN_LD_STORE_PASSWORD; it may name another netrc file in NETRC.

    >>> credentials_from({"CLINGEN_LD_STORE_USER": "ann"}, "https://alleles.example.org/sparql")
    Credentials(user='ann')
    """
    if token := environment.get(TOKEN):
        return Credentials(token=token)
    if user := environment.get(USER):
        return Credentials(user, environment.get(PASSWORD, ""))
    host = _parts(location).hostname or ""
    home = environment.get("HOME") or environment.get("USERPROFILE")
    named = environment.get("NETRC")
    file = Path(named) if named else Path(home or ".") / ".netrc"
    try:
        if not named and (not home or not file.is_file()):
            return None
        found = netrc.netrc(str(file)).authenticators(host)
    except netrc.NetrcParseError as error:
        raise InputError(f"{file}: line {error.lineno}: {error.msg}") from None
    except OSError as error:
        raise InputError(f"{file}: cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise InputError(f"{file}: cannot be read: it is not text") from None
    return Credentials(found[0], found[2]) if found else None


def refuse_credentials(location: str) -> None:
    """Reject an invalid URL, or one with a user or password in it, without repeating that."""
    parts = _parts(location)
    if parts.username is not None or parts.password is not None:
        raise UsageError(
            f"the URL of the store at {parts.hostname} has a user or password in it, where others "
            f"can read them; set {USER} and {PASSWORD}, or use a netrc file"
        )


def _parts(location: str) -> SplitResult:
    """The parts of a URL. Raises `UsageError` for an invalid one."""
    try:
        return urlsplit(location)
    except ValueError as error:
        raise UsageError(f"{location}: not a URL: {error}") from None


@dataclass(frozen=True, slots=True)
class Server:
    """A kind of triple store server, and how it differs from others."""

    name: str
    union: tuple[tuple[str, str], ...] = ()
    """Query parameters that make the default graph the union of the named graphs; empty where it
    always is."""
    union_hides_names: bool = False
    """Whether GRAPH finds no named graphs with those parameters."""
    gzip: bool = False
    """Whether it accepts compressed requests."""
    updates: bool = True
    """Whether SPARQL Update writes whole graphs in one transaction. If not, graphs are written one
    by one with the Graph Store HTTP Protocol."""
    bulk: tuple[tuple[str, str], ...] = ()
    """Parameters that load new N-Quads faster, and still all or nothing."""
    lists_graphs: bool = False
    """Whether it knows its graph names without scanning the graphs."""
    most_rows: int = 0
    """The maximum number of results, beyond which it truncates silently; 0 is no limit."""
    system_graphs: tuple[str, ...] = ()
    """The server's own graphs."""


OTHER: Final = Server("SPARQL")
SERVERS: Final = {
    server.name: server
    for server in (
        OTHER,
        Server(
            "Fuseki",
            union=(("default-graph-uri", "urn:x-arq:UnionGraph"),),
            union_hides_names=True,
            gzip=True,
        ),
        Server(
            "Oxigraph",
            union=(("union-default-graph", ""),),
            gzip=True,
            # Its bulk loader instead of a transaction. A request of less than a million quads is
            # sorted into separate files, which one log entry adds together, as in the embedded
            # store.
            bulk=(("no_transaction", ""),),
            lists_graphs=True,
        ),
        Server(
            "Stardog",
            union=(
                ("default-graph-uri", "tag:stardog:api:context:all"),
                ("named-graph-uri", "tag:stardog:api:context:all"),
            ),
        ),
        Server(
            "Virtuoso",
            updates=False,
            most_rows=10_000,
            system_graphs=(
                "http://www.openlinksw.com/schemas/virtrdf#",
                "http://www.w3.org/ns/ldp#",
                "http://www.w3.org/2002/07/owl#",
                "http://localuriqaserver/sparql",
                "urn:activitystreams-owl:map",
                "urn:core:services:sparql",
                "http://www.openlinksw.com/schemas/oplweb#",
            ),
        ),
        *(Server(name) for name in ("GraphDB", "RDF4J", "Blazegraph", "QLever", "Neptune")),
    )
}


@dataclass(frozen=True, slots=True)
class Endpoints:
    """URLs of a server's endpoints; an empty one is absent or not known yet."""

    query: str = ""
    update: str = ""
    graph_store: str = ""
    """The Graph Store HTTP Protocol; the name of the graph is given in `?graph=`."""
    quads: str = ""
    """Where N-Quads are added by POST, in one transaction."""
    server: Server = field(default=OTHER, compare=False)

    @property
    def all(self) -> tuple[str, ...]:
        """Every URL that is set."""
        return tuple(u for u in (self.query, self.update, self.graph_store, self.quads) if u)


_PORTS: Final = {
    3030: "Fuseki", 7200: "GraphDB", 9999: "Blazegraph", 8890: "Virtuoso", 5820: "Stardog",
    7878: "Oxigraph", 8182: "Neptune", 7001: "QLever", 7019: "QLever",
}  # fmt: skip
_PATHS: Final = (
    (r"/(blazegraph|bigdata)(/|$)", "Blazegraph"),
    (r"/(rdf4j|openrdf)[\w-]*/repositories/", "RDF4J"),
    (r"/repositories/", "GraphDB"),
    (r"/sparql-auth$", "Virtuoso"),
    (r"/fuseki/", "Fuseki"),
    (r"/gsp/?$", "Neptune"),
)
_HEADERS: Final = (
    ("virtuoso", "Virtuoso"), ("oxigraph", "Oxigraph"), ("fuseki", "Fuseki"),
    ("graphdb", "GraphDB"), ("stardog", "Stardog"), ("blazegraph", "Blazegraph"),
    ("qlever", "QLever"), ("neptune", "Neptune"),
)  # fmt: skip


def server_of(location: str) -> str | None:
    """The kind of server by its URL, or None if the URL does not show it.

    >>> server_of("http://localhost:3030/alleles"), server_of("https://example.org/sparql")
    ('Fuseki', None)
    """
    refuse_credentials(location)
    parts = urlsplit(location)
    for pattern, name in _PATHS:
        if re.search(pattern, parts.path):
            return name
    if (parts.hostname or "").endswith(".neptune.amazonaws.com"):
        return "Neptune"
    try:
        return _PORTS.get(parts.port or 0)
    except ValueError:
        return None


def server_by_header(header: str) -> str | None:
    """The kind of server by the headers of its answers."""
    return next((name for sign, name in _HEADERS if sign in header.lower()), None)


def guess(location: str, server: str | None, authenticated: bool = False) -> Endpoints:
    """The endpoints of a server, from its base URL or the URL of one endpoint.

    >>> guess("http://localhost:3030/alleles", "Fuseki").update
    'http://localhost:3030/alleles/update'
    """
    url = location.rstrip("/")
    kind = SERVERS.get(server or "", OTHER)
    if kind.name == "Virtuoso":
        return _virtuoso(url, kind, authenticated)
    if kind.name == "Fuseki":
        base = re.sub(r"/(sparql|query|update|data|get)$", "", url)
        data = f"{base}/data"
        return Endpoints(f"{base}/sparql", f"{base}/update", data, data, kind)
    if kind.name == "Oxigraph":
        base = re.sub(r"/(query|update|store)$", "", url)
        store = f"{base}/store"
        return Endpoints(f"{base}/query", f"{base}/update", store, store, kind)
    if kind.name in ("GraphDB", "RDF4J"):
        base = re.sub(r"/(statements|rdf-graphs(/service)?)$", "", url)
        statements = f"{base}/statements"
        return Endpoints(base, statements, f"{base}/rdf-graphs/service", statements, kind)
    if kind.name == "Stardog":
        base = re.sub(r"/(query|update)$", "", url)
        return Endpoints(f"{base}/query", f"{base}/update", base, "", kind)
    if kind.name == "Neptune":
        base = re.sub(r"/sparql(/.*)?$", "", url) + "/sparql"
        return Endpoints(base, base, f"{base}/gsp/", "", kind)
    if kind.name == "Blazegraph" and not url.endswith("/sparql"):
        url += "/sparql"
    return Endpoints(url, url, "", "", kind)


def given(found: Endpoints, wanted: Endpoints) -> Endpoints:
    """The guessed endpoints, replaced by those that the user gave."""
    return replace(
        found,
        query=wanted.query or found.query,
        update=wanted.update or found.update,
        graph_store=wanted.graph_store or found.graph_store,
        # A guess beside an endpoint that was given may be another store.
        quads=wanted.quads or ("" if wanted.update or wanted.graph_store else found.quads),
    )


def _virtuoso(url: str, kind: Server, authenticated: bool) -> Endpoints:
    base = re.sub(r"/(sparql|sparql-auth|sparql-graph-crud|sparql-graph-crud-auth)$", "", url)
    end = "-auth" if authenticated else ""
    query = f"{base}/sparql{end}"
    return Endpoints(query, query, f"{base}/sparql-graph-crud{end}", "", kind)
