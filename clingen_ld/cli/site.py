"""`clingen-ld site`."""

from __future__ import annotations

import click


@click.command("site")
@click.option(
    "-o", "--output", required=True, metavar="FOLDER", help="Write the site here; it is made."
)
def site_command(output: str) -> None:
    """Write the documentation of the model as a static site.

    Every IRI of the vocabulary, value sets, shapes, rules and contexts is a path of the site: a
    page, and the same as RDF beside it. The site has no need of a server, makes no request
    elsewhere, and has rules for redirects (.htaccess) by which the IRIs resolve to it.

    \b
    Examples:
      clingen-ld site -o site
    """
    from clingen_ld.web.site import write_site

    click.echo(f"{write_site(output):,} pages")
