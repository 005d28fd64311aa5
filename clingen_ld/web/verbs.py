"""The verbs over HTTP: validate, convert, frame, draw, new; and what the model says of itself.

`Content-Type` says what a body is, and `Accept` what is wanted; `?from=` and `?to=` name a form
where a media type has several.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, BinaryIO, Final, cast

from click import unstyle
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse

from clingen_ld.conversion import Conversion, convert, write_items
from clingen_ld.creation import Maker
from clingen_ld.drawing.pictures import draw
from clingen_ld.errors import UsageError
from clingen_ld.messages.forms import FORMS, form_name
from clingen_ld.messages.message import Item, Message, NoText, Problem, ReadOptions
from clingen_ld.messages.text.inputs import Document
from clingen_ld.model import DEFAULT_BASE, Normal, load_model, resource_iri
from clingen_ld.reports import render
from clingen_ld.reports.dictionary import FORMATS as MODEL_FORMATS
from clingen_ld.reports.dictionary import describe
from clingen_ld.reports.rule_pages import explain
from clingen_ld.validation.checking import problem_finding
from clingen_ld.validation.marks import Mark, marks_in, message_of_mark, written
from clingen_ld.validation.session import ValidationOptions, validate
from clingen_ld.web.answers import ProblemError
from clingen_ld.web.limits import Gate, read_body
from clingen_ld.web.negotiation import chosen, media_type_of

REPORTS: Final = {
    "json": "application/json",
    "sarif": "application/sarif+json",
    "html": "text/html",
    "text": "text/plain",
    "ndjson": "application/x-ndjson",
    "csv": "text/csv",
    "junit": "application/xml",
    "shacl": "text/turtle",
    "shacl-jsonld": "application/ld+json",
}
"""The reports by their media types; the others go by `?report=`."""
PICTURES: Final = {"svg": "image/svg+xml", "png": "image/png"}
MODEL_TYPES: Final = {
    "json": "application/json",
    "markdown": "text/markdown",
    "json-schema": "application/schema+json",
    "turtle": "text/turtle",
    "json-ld": "application/ld+json",
    "table": "text/plain",
}
_JSON_LINES: Final = ("application/x-ndjson", "application/jsonl", "application/json-seq")
# The last one is what curl sends where it is told nothing.
_ANY_FORM: Final = (
    "", "application/json", "text/plain", "application/octet-stream", *_JSON_LINES,
    "application/x-www-form-urlencoded",
)  # fmt: skip
"""Media types that leave open which form a body has."""
_MEMORY: Final = 4 << 20
"""An answer of so many bytes waits in memory, a longer one in a temporary file."""
_CHUNK: Final = 1 << 16
_MOST_NAMES: Final = 10_000
_MOST_MARKS: Final = 500
_MOST_SAID: Final = 100
"""An answer about what cannot be read or carried names so many of them."""

Handler = Callable[[Request], Any]


@dataclass(frozen=True, slots=True)
class ServiceSettings:
    """What a service works with: limits, and the store and sequences that it has.

    `max_body` is in bytes, `seconds` how long one request may take, `places` how many are worked
    on at a time. `origins` are those that browsers may ask from (CORS); `*` is any.
    """

    store: str | None = None
    sequences: str | None = None
    base: str = DEFAULT_BASE
    max_body: int = 16 << 20
    seconds: float = 30
    places: int = 4
    origins: tuple[str, ...] = ()
    prefix: str = ""


class Verbs:
    """The endpoints of the verbs."""

    def __init__(self, settings: ServiceSettings, gate: Gate) -> None:
        self._settings = settings
        self._gate = gate
        self._maker: Maker | None = None

    async def validate(self, request: Request) -> Response:
        """POST /api/validate: the report on the messages of the body."""
        report_format = wanted(request, "report", REPORTS)
        options = self._reading(request)
        partial = _flag(request, "partial")
        body = await self._body(request)

        def work() -> str:
            report = validate(body, ValidationOptions(options, partial))
            return unstyle(render(report, report_format))

        text = await self._gate.run(work, len(body.data))
        return Response(text, media_type=REPORTS.get(report_format, "text/plain"))

    async def marks(self, request: Request) -> Response:
        """POST /api/marks: what is wrong in a text, as an editor marks it, and how it is fixed.

        Offsets count units of UTF-16, as browsers do, from 0.
        """
        body = (await read_body(request, self._settings.max_body)).decode("utf-8", "replace")

        def work() -> dict[str, Any]:
            options = ValidationOptions(self._reading(request), partial=True)
            found = marks_in(body, "text", options)
            return {"marks": [_mark(mark, body) for mark in found[:_MOST_MARKS]]}

        return JSONResponse(await self._gate.run(work, len(body)))

    async def convert(self, request: Request) -> Response:
        """POST /api/convert: the messages of the body in another form."""
        form, options = wanted_form(request), self._reading(request)
        strict, pretty = _flag(request, "strict"), _flag(request, "pretty")
        body = await self._body(request)

        def work(output: BinaryIO) -> Conversion:
            sequences = self._settings.sequences
            return convert(
                body, form, output, options=options, strict=strict, pretty=pretty,
                sequences=sequences,
            )  # fmt: skip

        return await self._written(work, form)

    async def draw(self, request: Request) -> Response:
        """POST /api/draw: the picture of the one allele of the body, or of the one with `?id=`."""
        kind = wanted(request, "as", PICTURES)
        options, ids = self._reading(request), request.query_params.getlist("id")
        body = await self._body(request)

        def work() -> bytes:
            problems: list[Problem] = []
            sequences = self._settings.sequences
            pictures = draw(
                body, id=ids, sequences=sequences, options=options, report=problems.append
            )
            _refuse(problems)
            canonical = [each for each in pictures if each.type == "CanonicalAllele"]
            one = canonical if len(canonical) == 1 else pictures
            if len(one) != 1:
                told = ", ".join(each.id for each in pictures[:5])
                raise ProblemError(
                    422,
                    f"the body has {len(pictures)} alleles ({told}…): name one with ?id="
                    if pictures
                    else "the body has no allele to draw",
                )
            return one[0].svg.encode() if kind == "svg" else one[0].png()

        return Response(await self._gate.run(work), media_type=PICTURES[kind])

    async def new(self, request: Request) -> Response:
        """POST /api/new: the alleles of HGVS names and SPDI expressions, one a line or in JSON."""
        form = wanted_form(request)
        names = _names(await read_body(request, self._settings.max_body))

        def work(output: BinaryIO) -> Conversion:
            items = self._made(names)
            return write_items(items, form, output, options=ReadOptions(base=self._settings.base))

        return await self._written(work, form)

    def _made(self, names: list[str]) -> Iterator[Item]:
        if self._maker is None:
            self._maker = Maker((), self._settings.sequences, self._settings.base)
        known: set[str] = set()
        for name in names:
            for tree in self._maker.make(name):
                iri = resource_iri(tree, self._settings.base)
                if iri not in known:
                    known.add(iri)
                    yield Message(tree["resourceType"], iri, Normal(tree), NoText())

    async def _written(self, work: Callable[[BinaryIO], Conversion], form: str) -> Response:
        """What some work writes, when all could be read; how much is lost is in a header."""
        output = cast(BinaryIO, tempfile.SpooledTemporaryFile(_MEMORY))  # noqa: SIM115
        try:
            result = await self._gate.run(lambda: work(output))
            _refuse(result.problems)
        except BaseException:
            with suppress(OSError, ValueError):
                output.close()
            raise
        output.seek(0)
        headers = {"Clingen-Resources": str(result.resources)}
        if result.lost:
            headers["Clingen-Losses"] = str(len(result.lost))
        return StreamingResponse(
            _chunks(output), headers=headers, media_type=FORMS[form].media_type
        )

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
                raise ProblemError(415, f"there is no form with the media type {kind}")
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
            return Response(unstyle(explain(name)), media_type="text/plain")
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
    offers = {k: v for k, v in MODEL_TYPES.items() if k in MODEL_FORMATS}
    format_ = wanted(request, "format", offers)
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
            raise ProblemError(400, f"there is no {parameter} {named!r}; they are {known}")
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


def _flag(request: Request, name: str) -> bool:
    value = request.query_params.get(name, "false").lower()
    if value not in ("true", "false", "1", "0", ""):
        raise ProblemError(400, f"{name} is true or false, not {value!r}")
    return value in ("true", "1", "")


def _names(body: bytes) -> list[str]:
    """The names of a body: a JSON list of texts, or one a line."""
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
    return names


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


def _mark(mark: Mark, text: str) -> dict[str, Any]:
    def units(offset: int) -> int:
        return len(text[:offset].encode("utf-16-le", "surrogatepass")) // 2

    finding = mark.finding
    return {
        "from": units(mark.start),
        "to": units(mark.end),
        "rule": finding.rule,
        "name": finding.name,
        "severity": finding.severity,
        "message": message_of_mark(mark),
        "line": finding.line,
        "column": finding.column,
        "fix": written(mark) if mark.edits else None,
        "edits": [
            {"from": units(edit.start), "to": units(edit.end), "insert": edit.text}
            for edit in mark.edits
        ],
    }


def _chunks(output: BinaryIO) -> Iterator[bytes]:
    with output:
        while chunk := output.read(_CHUNK):
            yield chunk
