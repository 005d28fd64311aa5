"""Reports: the findings of a validation in the formats that people and programs read."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import TYPE_CHECKING, Final

from clingen_ld.display import encodable
from clingen_ld.errors import UsageError

if TYPE_CHECKING:
    from clingen_ld.findings.outcome import Outcome

_FUNCTIONS: Final = {
    "text": "text_report:render",
    "concise": "line_reports:concise_pieces",
    "html": "html_report:render",
    "json": "json_report:pieces",
    "ndjson": "json_report:ndjson_pieces",
    "csv": "line_reports:csv_pieces",
    "sarif": "sarif_report:render",
    "junit": "junit_report:render",
    "github": "line_reports:github_pieces",
    "gitlab": "sarif_report:gitlab_pieces",
    "shacl": "shacl_report:render",
    "shacl-jsonld": "shacl_report:render_json_ld",
}
"""What makes a report of a format, or the pieces of one, in the modules of this package."""
FORMATS: Final = tuple(_FUNCTIONS)
"""The formats."""

LIMITED = ("text", "html")
"""The formats for people, which can show the first findings only."""


BARE = ("ndjson", "csv", "gitlab")
"""The formats that have findings and nothing else: what is to be said of them is said beside."""


def check_format(format: str, limit: int | None = None) -> None:
    """Whether there is such a report. Raises `UsageError` when not, or when it takes no limit."""
    if format not in FORMATS:
        raise UsageError(f"there is no report format {format!r}; they are {', '.join(FORMATS)}")
    if limit is not None and format not in LIMITED:
        raise UsageError(
            f"the {format} report always has every finding: a limit is for {' and '.join(LIMITED)}"
        )
    if limit is not None and limit < 0:
        raise UsageError(f"a report cannot show {limit} findings")


def render(report: Outcome, format: str, limit: int | None = None) -> str:
    """A report in a format, as a text that ends with a line break and that UTF-8 can encode.

    `limit` is how many findings to show, the most severe ones, in the formats for people. Raises
    `UsageError` when there is no such format, or when it takes no limit.
    """
    return "".join(pieces(report, format, limit))


def pieces(report: Outcome, format: str, limit: int | None = None) -> Iterator[str]:
    """The same in pieces, so that a report of very many findings takes no more memory.

    JUnit and the SHACL reports come as one piece.
    """
    check_format(format, limit)
    module, _, name = _FUNCTIONS[format].partition(":")
    make = getattr(import_module(f"clingen_ld.reports.{module}"), name)
    made = make(report) if limit is None else make(report, limit)
    return map(encodable, [made] if isinstance(made, str) else made)
