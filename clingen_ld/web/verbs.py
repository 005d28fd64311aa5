"""The verbs over HTTP: validate, convert, frame, draw, new; and what the model says of itself.

`Content-Type` says what a body is, and `Accept` what is wanted; `?from=` and `?to=` name a form
where a media type has several.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_left
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from tempfile import SpooledTemporaryFile
from typing import Any, BinaryIO, Final, cast

import pyoxigraph as ox
from click import unstyle
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from clingen_ld.conversion import Conversion, convert, write_items
from clingen_ld.creation import Maker
from clingen_ld.drawing.canvas import png_of
from clingen_ld.drawing.diagrams import draw_graph
from clingen_ld.drawing.pictures import draw, the_picture
from clingen_ld.errors import UsageError
from clingen_ld.messages.forms import FORMS, form_name
from clingen_ld.messages.message import Problem, ReadOptions
from clingen_ld.messages.text.inputs import Document
from clingen_ld.model import load_model
from clingen_ld.reports import render
from clingen_ld.reports.dictionary import describe
from clingen_ld.reports.rule_pages import explain
from clingen_ld.validation.checking import problem_finding
from clingen_ld.validation.edits import Mark, marks_in, message_of_mark, written
from clingen_ld.validation.session import ValidationOptions, validate
from clingen_ld.web.answers import ProblemError, chosen, file_response, media_type_of
from clingen_ld.web.limits import Gate, check_encoding, read_body
from clingen_ld.web.lines import JSON_LINES, LinesResponse, Work
from clingen_ld.web.settings import ServiceSettings

REPORTS: Final = {
    "json": "application/json",
    "sarif": "application/sarif+json",
    "html": "text/html",
    "text": "text/plain",
    "concise": "text/plain",
    "github": "text/plain",
    "gitlab": "application/json",
    "ndjson": "application/x-ndjson",
    "csv": "text/csv",
    "junit": "application/xml",
    "shacl": "text/turtle",
    "shacl-jsonld": "application/ld+json",
}
"""The reports with their media types; of several with one, Accept means the first."""
PICTURES: Final = {"svg": "image/svg+xml", "png": "image/png"}
DRAWN: Final = ("allele", "graph")
"""What a picture is of; the first one where nothing is named."""
MODEL_TYPES: Final = {
    "json": "application/json",
    "markdown": "text/markdown",
    "json-schema": "application/schema+json",
    "turtle": "text/turtle",
    "json-ld": "application/ld+json",
    "table": "text/plain",
}
_PARTS: Final = "multipart/form-data"
# The last one is curl's default.
_ANY_FORM: Final = (
    "", "application/json", "text/plain", "application/octet-stream", *JSON_LINES,
    "application/json-seq", "text/xml", "application/gzip", "application/zstd",
    "application/x-www-form-urlencoded",
)  # fmt: skip
"""Media types that leave open which form a body has."""
_MEMORY: Final = 4 << 20
"""An answer of so many bytes waits in memory, a longer one in a temporary file."""
_MOST_NAMES: Final = 10_000
_MOST_MARKS: Final = 500
_MOST_SAID: Final = 100
"""An answer about what cannot be read names so many of them."""
_ASTRAL: Final = re.compile("[\U00010000-\U0010ffff]")


class Verbs:
    """The endpoints of the verbs."""

    def __init__(self, settings: ServiceSettings, gate: Gate) -> None:
        self._settings = settings
        self._gate = gate

    async def validate(self, request: Request) -> Response:
        """POST /api/validate: the report on the messages of the body, or on each of its lines."""
        report_format = wanted(request, "report", REPORTS)
        options = self._reading(request)
        partial = _flag(request, "partial")
        if report_format == "ndjson" and _is_stream(request):
            return self._lines(request, lambda line: _verdict(line, options))
        body = await self._body(request)

        def work() -> str:
            report = validate(body, ValidationOptions(options, partial))
            return unstyle(render(report, report_format))

        text = await self._gate.run(work, len(body.data))
        return Response(text, media_type=REPORTS[report_format])

    async def marks(self, request: Request) -> Response:
        """POST /api/marks: what is wrong in a text, as an editor marks it, and how it is fixed.

        Offsets count units of UTF-16, as browsers do, from 0.
        """
        body = (await read_body(request, self._settings.max_body)).decode("utf-8", "replace")

        def work() -> dict[str, Any]:
            options = ValidationOptions(self._reading(request), partial=True)
            found = marks_in(body, "text", options)
            return {"marks": _marks(found[:_MOST_MARKS], body)}

        return JSONResponse(await self._gate.run(work, len(body)))

    async def convert(self, request: Request) -> Response:
        """POST /api/convert: the messages of the body, or of each of its lines, in another form."""
        streamed = _is_stream(request)
        form = _line_form(request) if streamed else wanted_form(request)
        options = self._reading(request)
        strict, pretty = _flag(request, "strict"), _flag(request, "pretty")
        if streamed:
            return self._lines(request, lambda line: self._converted(line, form, options, strict))
        body = await self._body(request)

        def work(output: BinaryIO) -> Conversion:
            sequences = self._settings.sequences
            return convert(
                body, form, output, options=options, strict=strict, pretty=pretty,
                sequences=sequences,
            )  # fmt: skip

        return await self._written(work, form)

    def _converted(self, line: bytes, form: str, options: ReadOptions, strict: bool) -> str:
        """A message in another form, as one line: several resources are an array."""
        sequences = self._settings.sequences
        result = convert(
            Document(line, name="line"), form, options=options, strict=strict, sequences=sequences
        )
        _refuse(result.problems)
        # Not `splitlines()`: a text may have U+2028 and the like in it.
        made = (result.text or "null").strip("\n").split("\n")
        return made[0] if len(made) == 1 else f"[{','.join(made)}]"

    def _lines(self, request: Request, work: Work) -> Response:
        check_encoding(request, ())
        most = self._settings.max_body, self._settings.max_stream
        return LinesResponse(request, work, self._gate, *most)

    async def draw(self, request: Request) -> Response:
        """POST /api/draw: the picture of the one allele of the body, or of the one with `?id=`.

        `?of=graph` is the picture of the RDF graph of all messages.
        """
        kind, of = wanted(request, "as", PICTURES), request.query_params.get("of", DRAWN[0])
        if of not in DRAWN:
            raise ProblemError(400, f"of is {' or '.join(DRAWN)}, not {of!r}")
        options, ids = self._reading(request), request.query_params.getlist("id")
        body = await self._body(request)

        def graph() -> bytes:
            converted = convert(body, "nquads", options=options)
            _refuse(converted.problems)
            quads = ox.parse(converted.text or "", format=ox.RdfFormat.N_QUADS)
            svg = draw_graph(quads).svg
            return svg.encode() if kind == "svg" else png_of(svg)

        def work() -> bytes:
            problems: list[Problem] = []
            sequences = self._settings.sequences
            pictures = draw(
                body, id=ids, sequences=sequences, options=options, report=problems.append
            )
            _refuse(problems)
            try:
                one = the_picture(pictures, "name one with ?id=")
            except UsageError as error:
                raise ProblemError(422, str(error)) from None
            return one.svg.encode() if kind == "svg" else one.png()

        return Response(
            await self._gate.run(graph if of == DRAWN[1] else work), media_type=PICTURES[kind]
        )

    async def new(self, request: Request) -> Response:
        """POST /api/new: the alleles of HGVS names and SPDI expressions, one a line or in JSON."""
        form = wanted_form(request)
        names = _names(await read_body(request, self._settings.max_body))

        def work(output: BinaryIO) -> Conversion:
            # Of its own: what reads sequences is not for several threads.
            maker = Maker((), self._settings.sequences, self._settings.base)
            items = (message for name in names for message in maker.messages(name))
            return write_items(items, form, output, options=ReadOptions(base=self._settings.base))

        return await self._written(work, form)

    async def _written(self, work: Callable[[BinaryIO], Conversion], form: str) -> Response:
        """What some work writes, when all could be read; how much is lost is in a header."""
        with ExitStack() as stack:
            waiting = stack.enter_context(SpooledTemporaryFile(_MEMORY))
            output = cast(BinaryIO, waiting)
            result = await self._gate.run(lambda: work(output))
            _refuse(result.problems)
            stack.pop_all()
        headers = {"Clingen-Resources": str(result.resources)}
        if result.loss_count:
            headers["Clingen-Losses"] = str(result.loss_count)
        return file_response(output, FORMS[form].media_type, headers)

    def _reading(self, request: Request) -> ReadOptions:
        """How the body is to be read: its form by its type or by `?from=`."""
        given = request.query_params.get("from")
        kind = media_type_of(request.headers.get("content-type", ""))
        form = None
        if given is not None:
            form = form_name(given)
        elif kind not in _ANY_FORM:
            form = next((f.name for f in FORMS.values() if f.media_type == kind), None)
            if form is None:
                advice = "; send the file as the body" if kind == _PARTS else ""
                raise ProblemError(415, f"there is no form with the media type {kind}{advice}")
        type_, assembly = request.query_params.get("type"), request.query_params.get("assembly")
        base = request.query_params.get("base", self._settings.base)
        return ReadOptions(form=form, type=type_, base=base, assembly=assembly)

    async def _body(self, request: Request) -> Document:
        return Document(await read_body(request, self._settings.max_body), name="body")


async def rules(request: Request) -> Response:
    """GET /api/rules and /api/rules/{name}: the rules, or what one says and why."""
    name = request.path_params.get("name")
    model = load_model()
    if name is not None:
        try:
            return Response(explain(name), media_type="text/plain")
        except UsageError as error:
            raise ProblemError(404, str(error)) from None
    listed = [
        {"id": rule.id, "name": rule.name, "severities": rule.severities, "text": rule.title}
        for rule in model.rules.values()
    ]
    return JSONResponse({"version": model.version, "rules": listed})


async def model(request: Request) -> Response:
    """GET /api/model and /api/model/{name}: the model, or one type, property or value set."""
    name = request.path_params.get("name")
    format_ = wanted(request, "format", MODEL_TYPES)
    try:
        text = describe(load_model(), name, format_)
    except UsageError as error:
        raise ProblemError(404, str(error)) from None
    return Response(text, media_type=MODEL_TYPES[format_])


async def forms(_: Request) -> Response:
    """GET /api/forms: the message forms, with their media types."""
    return JSONResponse({"forms": [form.description() for form in FORMS.values()]})


def wanted(request: Request, parameter: str, offers: Mapping[str, str]) -> str:
    """Which of some offers a request names in a parameter, or else by its Accept header."""
    named = request.query_params.get(parameter)
    if named is not None:
        if named not in offers:
            known = ", ".join(offers)
            raise ProblemError(400, f"{parameter} is {known}, not {named!r}")
        return named
    found = chosen(request.headers.get("accept", ""), offers)
    if found is None:
        raise ProblemError(406, f"this can be had as {', '.join(dict.fromkeys(offers.values()))}")
    return found


def wanted_form(request: Request) -> str:
    """The form that a request wants: by `?to=`, else by its Accept header."""
    named = request.query_params.get("to")
    if named is not None:
        return form_name(named)
    return wanted(request, "to", {form.name: form.media_type for form in FORMS.values()})


def _is_stream(request: Request) -> bool:
    """Whether a body of JSON lines is to be answered line by line: both are of that type."""
    kind = media_type_of(request.headers.get("content-type", ""))
    accepted = (media_type_of(each) for each in request.headers.get("accept", "").split(","))
    return kind in JSON_LINES and any(each in JSON_LINES for each in accepted)


def _line_form(request: Request) -> str:
    """The form of the lines of an answer, which is one of JSON: by `?to=`, else JSON-LD."""
    form = form_name(request.query_params.get("to", "json-ld"))
    if not FORMS[form].media_type.endswith("json"):
        raise ProblemError(400, f"lines of JSON cannot hold {form}; ask for a form of JSON")
    return form


def _verdict(line: bytes, options: ReadOptions) -> str:
    """The report on one message as a line; references need not resolve."""
    report = validate(Document(line, name="line"), ValidationOptions(options, partial=True))
    findings = [finding.as_dict() for finding in report.findings]
    return json.dumps({"conforms": report.conforms, "findings": findings}, ensure_ascii=False)


def _flag(request: Request, name: str) -> bool:
    value = request.query_params.get(name, "false").lower()
    if value not in ("true", "false", "1", "0", ""):
        raise ProblemError(400, f"{name} is true or false, not {value!r}")
    return value in ("true", "1", "")


def _names(body: bytes) -> list[str]:
    """The names of a body, each once: a JSON list of texts, or one a line."""
    text = body.decode("utf-8", "replace").strip()
    names: Any = [line.strip() for line in text.splitlines() if line.strip()]
    if text.startswith(("[", "{")):
        try:
            value = json.loads(text)
        except (ValueError, RecursionError):
            raise ProblemError(400, "the body is not JSON") from None
        names = value.get("names") if isinstance(value, dict) else value
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise ProblemError(400, 'give names one a line, or as JSON: {"names": ["…"]}')
    if not names or len(names) > _MOST_NAMES:
        raise ProblemError(400, f"give 1 to {_MOST_NAMES:,} names, not {len(names):,}")
    return list(dict.fromkeys(names))


def _refuse(problems: list[Problem]) -> None:
    """Answer with what could not be read, if anything. Nothing is left out in silence."""
    findings = [problem_finding(problem, load_model()) for problem in problems]
    wrong = [finding for finding in findings if finding.severity == "error"]
    if wrong:
        first = wrong[0]
        raise ProblemError(
            422,
            f"line {first.line}, column {first.column}: {first.message}",
            findings=[finding.as_dict() for finding in wrong[:_MOST_SAID]],
        )


def _marks(marks: list[Mark], text: str) -> list[dict[str, Any]]:
    """Marks as JSON, with offsets in units of UTF-16: characters beyond U+FFFF have two."""
    long = [match.start() for match in _ASTRAL.finditer(text)]

    def units(offset: int) -> int:
        return offset + bisect_left(long, offset)

    return [
        {
            "from": units(mark.start),
            "to": units(mark.end),
            "rule": mark.finding.rule,
            "name": mark.finding.name,
            "severity": mark.finding.severity,
            "message": message_of_mark(mark),
            "line": mark.finding.line,
            "column": mark.finding.column,
            "fix": written(mark) if mark.edits else None,
            "edits": [
                {"from": units(edit.start), "to": units(edit.end), "insert": edit.text}
                for edit in mark.edits
            ],
        }
        for mark in marks
    ]
