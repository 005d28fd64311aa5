"""The server: it speaks the Language Server Protocol over standard input and output."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable, Sequence
from typing import Final

from lsprotocol import types as lsp
from pygls.lsp.server import LanguageServer
from pygls.workspace import TextDocument

from clingen_ld.lsp.cursor import Cursor, cursor_at
from clingen_ld.lsp.knowledge import hover, proposals
from clingen_ld.messages.message import ReadOptions
from clingen_ld.messages.text.inputs import Document
from clingen_ld.model import Severity, load_model
from clingen_ld.validation.edits import edits_of
from clingen_ld.validation.findings import Finding
from clingen_ld.validation.session import ValidationOptions, validate
from clingen_ld.version import __version__

SOURCE: Final = "clingen-ld"
PAUSE: Final = 0.2
"""So many seconds after the last key, a text is checked."""
_SEVERITIES: Final[dict[Severity, lsp.DiagnosticSeverity]] = {
    "error": lsp.DiagnosticSeverity.Error,
    "warning": lsp.DiagnosticSeverity.Warning,
    "info": lsp.DiagnosticSeverity.Information,
}
_TOKEN: Final = re.compile(r'"(?:[^"\\\n]|\\.)*"?|[^\s,:{}\[\]"]+|.')


def findings_in(text: str, name: str, partial: bool = True) -> Sequence[Finding]:
    """What is wrong in a text; of one that holds nothing of the model, nothing.

    `partial`: references need not lead to anything, since other files may have their targets.
    """
    options = ValidationOptions(ReadOptions(skip_foreign=True), partial)
    return list(validate(Document(text, name), options))


def make_server() -> LanguageServer:
    """A server, which has yet to be started."""
    server = LanguageServer("clingen-ld", __version__)
    waiting: dict[str, asyncio.Task[None]] = {}

    async def check(uri: str, pause: float) -> None:
        await asyncio.sleep(pause)
        document = server.workspace.get_text_document(uri)
        version, text = document.version, document.source
        found = await asyncio.to_thread(findings_in, text, uri)
        if document.version == version:
            diagnostics = [diagnostic(finding, document) for finding in found]
            server.text_document_publish_diagnostics(
                lsp.PublishDiagnosticsParams(uri, diagnostics, version)
            )

    def soon(uri: str, pause: float) -> None:
        if (before := waiting.pop(uri, None)) is not None:
            before.cancel()
        waiting[uri] = asyncio.get_running_loop().create_task(check(uri, pause))

    @server.feature(lsp.TEXT_DOCUMENT_DID_OPEN)
    async def opened(params: lsp.DidOpenTextDocumentParams) -> None:
        soon(params.text_document.uri, 0)

    @server.feature(lsp.TEXT_DOCUMENT_DID_CHANGE)
    async def changed(params: lsp.DidChangeTextDocumentParams) -> None:
        soon(params.text_document.uri, PAUSE)

    @server.feature(lsp.TEXT_DOCUMENT_DID_CLOSE)
    async def closed(params: lsp.DidCloseTextDocumentParams) -> None:
        uri = params.text_document.uri
        if (before := waiting.pop(uri, None)) is not None:
            before.cancel()
        server.text_document_publish_diagnostics(lsp.PublishDiagnosticsParams(uri, []))

    @server.feature(lsp.TEXT_DOCUMENT_HOVER)
    def hovered(params: lsp.HoverParams) -> lsp.Hover | None:
        document = server.workspace.get_text_document(params.text_document.uri)
        cursor = cursor_at(document.source, document.offset_at_position(params.position))
        said = hover(cursor, load_model())
        if said is None:
            return None
        content = lsp.MarkupContent(lsp.MarkupKind.Markdown, said)
        return lsp.Hover(content, _range(document, cursor.start, cursor.end))

    options = lsp.CompletionOptions(trigger_characters=['"'])

    @server.feature(lsp.TEXT_DOCUMENT_COMPLETION, options)
    def completed(params: lsp.CompletionParams) -> list[lsp.CompletionItem]:
        document = server.workspace.get_text_document(params.text_document.uri)
        cursor = cursor_at(document.source, document.offset_at_position(params.position))
        return list(_completions(document, cursor))

    kinds = lsp.CodeActionOptions([lsp.CodeActionKind.QuickFix])

    @server.feature(lsp.TEXT_DOCUMENT_CODE_ACTION, kinds)
    def acted(params: lsp.CodeActionParams) -> list[lsp.CodeAction]:
        document = server.workspace.get_text_document(params.text_document.uri)
        found = findings_in(document.source, document.uri)
        first, last = params.range.start.line, params.range.end.line
        near = [each for each in found if first <= (each.line or 1) - 1 <= last]
        return list(_quick_fixes(document, near))

    return server


def diagnostic(finding: Finding, document: TextDocument) -> lsp.Diagnostic:
    """A finding as editors show it."""
    offset = _offset(document, finding.line or 1, finding.column or 1)
    token = _TOKEN.match(document.source, offset)
    message = finding.message
    if finding.suggestion is not None:
        message += f"\ndid you mean {finding.suggestion or 'an empty string'}?"
    return lsp.Diagnostic(
        range=_range(document, offset, token.end() if token else offset),
        message=message,
        severity=_SEVERITIES[finding.severity],
        code=finding.rule,
        source=SOURCE,
    )


def _completions(document: TextDocument, cursor: Cursor) -> Iterable[lsp.CompletionItem]:
    place = _range(document, cursor.start, cursor.end)
    for each in proposals(cursor, load_model()):
        # A key that is there already keeps its value.
        text = f'"{each.label}"' if each.is_key and _has_value(document, cursor) else each.text
        yield lsp.CompletionItem(
            label=each.label,
            kind=lsp.CompletionItemKind.Property if each.is_key else lsp.CompletionItemKind.Value,
            detail=each.detail,
            documentation=each.documentation or None,
            filter_text=f'"{each.label}"' if cursor.token.startswith('"') else each.label,
            text_edit=lsp.TextEdit(place, text),
        )


def _has_value(document: TextDocument, cursor: Cursor) -> bool:
    return document.source[cursor.end :].lstrip().startswith(":")


def _quick_fixes(document: TextDocument, findings: Iterable[Finding]) -> Iterable[lsp.CodeAction]:
    for finding in findings:
        if finding.fix is None:
            continue
        for edit in edits_of([finding], document.source):
            edits = [
                lsp.TextEdit(_range(document, splice.start, splice.end), splice.text)
                for splice in edit.splices
            ]
            yield lsp.CodeAction(
                title=f"{finding.rule}: write {finding.fix.text}",
                kind=lsp.CodeActionKind.QuickFix,
                diagnostics=[diagnostic(finding, document)],
                is_preferred=finding.fix.is_safe,
                edit=lsp.WorkspaceEdit(changes={document.uri: edits}),
            )


def _offset(document: TextDocument, line: int, column: int) -> int:
    """The offset of a line and a column, both from 1."""
    lines = document.lines
    before = sum(map(len, lines[: line - 1]))
    return before + min(column - 1, len(lines[line - 1]) if line <= len(lines) else 0)


def _range(document: TextDocument, start: int, end: int) -> lsp.Range:
    """A part of a text, as the client counts: in the units that it asked for, from 0."""
    return lsp.Range(_position(document, start), _position(document, end))


def _position(document: TextDocument, offset: int) -> lsp.Position:
    before = document.source[:offset]
    line = before.count("\n")
    character = offset - (before.rfind("\n") + 1)
    codec = document.position_codec
    return codec.position_to_client_units(document.lines, lsp.Position(line, character))
