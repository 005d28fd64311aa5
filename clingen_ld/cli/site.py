"""`clingen-ld site`."""

from __future__ import annotations

import click


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
