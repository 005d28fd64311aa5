"""`clingen-ld serve`, `site` and `lsp`: the model and its verbs for browsers and editors."""

from __future__ import annotations

import logging
import socket
from typing import TYPE_CHECKING

import click

from clingen_ld.cli import options as opt
from clingen_ld.cli.inputs import StoreAddress, credentials_of
from clingen_ld.errors import InputError, UsageError, missing_package
from clingen_ld.model import DEFAULT_BASE

if TYPE_CHECKING:
    from clingen_ld.web.settings import ServiceSettings


def _settings(
    sequences: str | None,
    base: str | None,
    prefix: str | None,
    origins: tuple[str, ...],
    max_body: int,
    max_stream: int,
    timeout: float,
    concurrency: int,
) -> ServiceSettings:
    """The settings of a service without a store."""
    from clingen_ld.web.settings import ServiceSettings

    if prefix and (not prefix.startswith("/") or prefix.endswith("/")):
        raise UsageError(f"a prefix begins with / and does not end in /: {prefix}")
    return ServiceSettings(
        sequences=sequences,
        base=base or DEFAULT_BASE,
        prefix=prefix or "",
        origins=origins,
        max_body=max_body << 20,
        max_stream=max_stream << 20,
        seconds=timeout,
        places=concurrency,
    )


_service_options = opt.bundle(
    "settings",
    _settings,
    opt.sequences_option_for("FASTA file or SeqRepo folder for conversions, names and pictures."),
    opt.base_option,
    click.option(
        "--prefix",
        metavar="/PATH",
        help="Path that the service is below, such as /alleles.",
    ),
    click.option(
        "--cors",
        "origins",
        multiple=True,
        metavar="ORIGIN",
        help="Let pages of this origin ask, or of any (*); may be repeated.",
    ),
    opt.number_option(
        "--max-body",
        default=16,
        metavar="MB",
        help="Largest request; of a stream of JSON lines, the longest line.",
    ),
    opt.number_option(
        "--max-stream", default=1024, metavar="MB", help="Largest stream of JSON lines."
    ),
    opt.number_option(
        "--timeout",
        type=click.FloatRange(min=0.1),
        default=30,
        metavar="SECONDS",
        help="Longest time for a request.",
    ),
    opt.number_option(
        "--concurrency", default=4, metavar="N", help="Requests that are worked on at a time."
    ),
)


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8080,
    show_default=True,
    help="Port to listen on; 0 takes any that is free.",
)
@opt.store_options(required=False, help="Serve the resources of this store, too.")
@_service_options
@opt.flag("--no-log", help="Write no line for each request.")
def serve_command(
    host: str, port: int, store: StoreAddress, settings: ServiceSettings, no_log: bool
) -> None:
    """Serve the verbs over HTTP, and the resources of a store.

    / is a page to paste a message into. POST /api/validate, /api/convert, /api/frame, /api/draw and
    /api/new take messages of any form; /openapi.json describes them. With --store, each resource is
    at its path (/CanonicalAllele/CA1) in any form or as a page, and /sparql takes queries. Nothing
    is fetched from elsewhere, and the log has nothing of the messages.

    \b
    Examples:
      clingen-ld serve
      clingen-ld serve --port 9000 --store alleles.db
      clingen-ld serve --host 0.0.0.0 --prefix /alleles --cors https://curation.example.org
    """
    try:
        import uvicorn

        from clingen_ld.web.app import make_app
    except ModuleNotFoundError as error:
        raise missing_package("to serve", "uvicorn", "starlette") from error

    if store.location is not None:
        settings = _over(store, settings)
    if not no_log:
        _log_to_standard_error()
    config = uvicorn.Config(
        make_app(settings), host=host, port=port, access_log=False, log_level="warning",
        server_header=False, timeout_graceful_shutdown=int(settings.seconds) + 1,
    )  # fmt: skip
    with _listening(host, port) as listening:
        number = listening.getsockname()[1]
        shown = f"[{host}]" if ":" in host else host
        click.echo(f"http://{shown}:{number}{settings.prefix}/", err=True)
        uvicorn.Server(config).run(sockets=[listening])


def _over(store: StoreAddress, settings: ServiceSettings) -> ServiceSettings:
    """The settings of a service over a store, checked here so that the error is not only in its
    log."""
    from dataclasses import replace

    made = replace(
        settings, store=store.named, credentials=credentials_of(store), endpoints=store.endpoints
    )
    with made.opened_store():
        return made


def _log_to_standard_error() -> None:
    """Write a line for each request."""
    from clingen_ld.web.limits import LOG

    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(message)s"))
    LOG.addHandler(handler)
    LOG.setLevel(logging.INFO)


def _listening(host: str, port: int) -> socket.socket:
    """A listening socket. Raises `InputError` if that is impossible."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # Without an explicit protocol, asyncio delays small answers (Nagle's algorithm).
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        listening.listen(128)
    except OSError as error:
        listening.close()
        reason = error.strerror or str(error)
        raise InputError(f"{host}:{port} cannot be listened on: {reason}") from None
    return listening


@click.command("site")
@click.option(
    "-o", "--output", required=True, metavar="FOLDER", help="Write the site here; it is made."
)
@click.option(
    "--url",
    metavar="URL",
    help="Where the site will be, for the redirects of another server to it.",
)
def site_command(output: str, url: str | None) -> None:
    """Write the documentation of the model as a static site.

    Every IRI of the vocabulary, value sets, shapes, rules and contexts is a path of the site: a
    page, and the same as RDF beside it. The site has no need of a server, makes no request
    elsewhere, and has rules for a web server (.htaccess), which gives each IRI in the form wanted.
    With --url they are for a server of redirects to the site, such as w3id.org.

    \b
    Examples:
      clingen-ld site -o site
      clingen-ld site -o site --url https://alleles.example.org/
    """
    from clingen_ld.web.site import write_site

    click.echo(f"{write_site(output, url):,} pages")


@click.command("lsp")
def lsp_command() -> None:
    """Run a language server for editors.

    It speaks over standard input and output. It marks mistakes as you type, explains properties and
    codes, completes keys and codes, and applies suggestions, in JSON and JSON-LD. Files without
    anything of the model are left alone.

    \b
    Examples:
      clingen-ld lsp
    """
    try:
        from clingen_ld.lsp.server import make_server
    except ModuleNotFoundError as error:
        raise missing_package("to run the language server", "pygls") from error
    make_server().start_io()
