"""The server: it speaks the Language Server Protocol over standard input and output."""

from __future__ import annotations

import asyncio
import re
from bisect import bisect_left
from collections.abc import Callable, Iterable
from itertools import accumulate
from pathlib import Path
from typing import Final

from lsprotocol import types as lsp
from pygls.exceptions import JsonRpcException
from pygls.lsp.server import LanguageServer
from pygls.workspace import PositionCodec, TextDocument

from clingen_ld.lsp.knowledge import cursor_at, hover, proposals
from clingen_ld.messages.text.decoding import LineIndex
from clingen_ld.model import Severity, load_model
from clingen_ld.validation.edits import Mark, marks_in, message_of_mark, written
from clingen_ld.version import __version__

SOURCE: Final = "clingen-ld"
PAUSE: Final = 0.2
"""So many seconds after the last key, a text is checked."""
_SEVERITIES: Final[dict[Severity, lsp.DiagnosticSeverity]] = {
    "error": lsp.DiagnosticSeverity.Error,
    "warning": lsp.DiagnosticSeverity.Warning,
    "info": lsp.DiagnosticSeverity.Information,
}


class ClientPositions:
    """The places in a text, as the client counts: lines, and in these units of an encoding.

    pygls counts each place from the start of the text, and takes U+2028 and other characters for
    line ends, which they are not in the protocol.
    """

    def __init__(self, text: str, codec: PositionCodec) -> None:
        self._text = text
        self._lines = LineIndex(text)
        self._codec = codec
        units: Callable[[str], int] = codec.client_num_units
        wide = [] if text.isascii() else [*re.finditer(r"[^\x00-\x7f]", text)]
        self._wide = [found.start() for found in wide]
        self._more: list[int] = [0, *accumulate(units(found[0]) - 1 for found in wide)]

    def position(self, offset: int) -> lsp.Position:
        """The position of a character."""
        line, column = self._lines.at(offset)
        return lsp.Position(line - 1, self._units(offset) - self._units(offset - column + 1))

    def range(self, start: int, end: int) -> lsp.Range:
        """A part of the text."""
        return lsp.Range(self.position(start), self.position(end))

    def offset(self, position: lsp.Position) -> int:
        """The character at a position; beyond the end of a line or of the text, that end."""
        try:
            start = self._lines.start(position.line + 1)
        except IndexError:
            return len(self._text)
        end = _LINE_END.search(self._text, start)
        stop = end.start() if end is not None else len(self._text)
        meant = self._units(start) + position.character
        return bisect_left(range(stop), meant, start, stop, key=self._units)

    def _units(self, offset: int) -> int:
        """How many units there are before a character."""
        return offset + self._more[bisect_left(self._wide, offset)]


_LINE_END: Final = re.compile(r"[\r\n]")


def _places(document: TextDocument) -> ClientPositions:
    return ClientPositions(document.source, document.position_codec)


def _failed(message: str) -> JsonRpcException:
    return JsonRpcException(message, lsp.LSPErrorCodes.RequestFailed)


class _Texts:
    """The texts that are open: when each is checked, and what was wrong in it."""

    def __init__(self, server: LanguageServer) -> None:
        self._server = server
        self._waiting: dict[str, asyncio.Task[None]] = {}
        self._marks: dict[str, tuple[int | None, list[Mark]]] = {}

    def document(self, uri: str) -> TextDocument:
        """An open text, or a file; asking about what is neither fails."""
        document = self._server.workspace.get_text_document(uri)
        if document.version is None:  # not open
            try:
                is_file = Path(document.path or "").is_file()  # a pipe would be waited for
                readable = is_file and document.source is not None
            except (OSError, ValueError) as error:
                raise _failed(f"{uri} is not open and cannot be read: {error}") from None
            if not readable:
                raise _failed(f"{uri} is neither an open text nor a file")
        return document

    def check_soon(self, uri: str, pause: float) -> None:
        """Check a text after a pause, and not before what is typed meanwhile has paused."""
        self._stop(uri)
        self._waiting[uri] = asyncio.get_running_loop().create_task(self._check(uri, pause))

    def close(self, uri: str) -> None:
        """Forget a text, and show nothing of it any more."""
        self._stop(uri)
        self._marks.pop(uri, None)
        self._publish(uri, [])

    def marks(self, uri: str) -> list[Mark]:
        """What is wrong in a text as it is now."""
        document = self.document(uri)
        version, found = self._marks.get(uri, (None, []))
        if version is None or version != document.version:
            found = marks_in(document.source, uri)
            self._marks[uri] = document.version, found
        return found

    def _stop(self, uri: str) -> None:
        if (before := self._waiting.pop(uri, None)) is not None:
            before.cancel()

    async def _check(self, uri: str, pause: float) -> None:
        await asyncio.sleep(pause)
        document = self.document(uri)
        version, text = document.version, document.source
        places = ClientPositions(text, document.position_codec)
        found = await asyncio.to_thread(marks_in, text, uri)
        if document.version == version:
            self._marks[uri] = version, found
            self._publish(uri, [diagnostic(mark, places) for mark in found], version)

    def _publish(
        self, uri: str, diagnostics: list[lsp.Diagnostic], version: int | None = None
    ) -> None:
        self._server.text_document_publish_diagnostics(
            lsp.PublishDiagnosticsParams(uri, diagnostics, version)
        )


def make_server() -> LanguageServer:
    """A server, which has yet to be started."""
    # Whole texts: pygls applies changes of parts at wrong places (see `ClientPositions`).
    sync = lsp.TextDocumentSyncKind.Full
    server = LanguageServer("clingen-ld", __version__, text_document_sync_kind=sync)
    texts = _Texts(server)

    @server.feature(lsp.TEXT_DOCUMENT_DID_OPEN)
    async def opened(params: lsp.DidOpenTextDocumentParams) -> None:
        texts.check_soon(params.text_document.uri, 0)

    @server.feature(lsp.TEXT_DOCUMENT_DID_CHANGE)
    async def changed(params: lsp.DidChangeTextDocumentParams) -> None:
        texts.check_soon(params.text_document.uri, PAUSE)

    @server.feature(lsp.TEXT_DOCUMENT_DID_CLOSE)
    async def closed(params: lsp.DidCloseTextDocumentParams) -> None:
        texts.close(params.text_document.uri)

    @server.feature(lsp.TEXT_DOCUMENT_HOVER)
    def hovered(params: lsp.HoverParams) -> lsp.Hover | None:
        return _hover(texts.document(params.text_document.uri), params.position)

    @server.feature(lsp.TEXT_DOCUMENT_COMPLETION, lsp.CompletionOptions(trigger_characters=['"']))
    def completed(params: lsp.CompletionParams) -> list[lsp.CompletionItem]:
        document = texts.document(params.text_document.uri)
        return list(_completions(document, params.position))

    @server.feature(
        lsp.TEXT_DOCUMENT_CODE_ACTION, lsp.CodeActionOptions([lsp.CodeActionKind.QuickFix])
    )
    def acted(params: lsp.CodeActionParams) -> list[lsp.CodeAction]:
        uri = params.text_document.uri
        first, last = params.range.start.line, params.range.end.line
        near = [m for m in texts.marks(uri) if first <= (m.finding.line or 1) - 1 <= last]
        return list(_quick_fixes(texts.document(uri), near))

    return server


def _hover(document: TextDocument, position: lsp.Position) -> lsp.Hover | None:
    places = _places(document)
    cursor = cursor_at(document.source, places.offset(position))
    said = hover(cursor, load_model())
    if said is None:
        return None
    content = lsp.MarkupContent(lsp.MarkupKind.Markdown, said)
    return lsp.Hover(content, places.range(cursor.start, cursor.end))


def diagnostic(mark: Mark, places: ClientPositions) -> lsp.Diagnostic:
    """A finding as editors show it."""
    return lsp.Diagnostic(
        range=places.range(mark.start, mark.end),
        message=message_of_mark(mark),
        severity=_SEVERITIES[mark.finding.severity],
        code=mark.finding.rule,
        source=SOURCE,
    )


def _completions(document: TextDocument, position: lsp.Position) -> Iterable[lsp.CompletionItem]:
    places = _places(document)
    cursor = cursor_at(document.source, places.offset(position))
    place = places.range(cursor.start, cursor.end)
    for each in proposals(cursor, load_model()):
        # A key that is there already keeps its value.
        has_value = document.source[cursor.end :].lstrip().startswith(":")
        text = f'"{each.label}"' if each.is_key and has_value else each.text
        yield lsp.CompletionItem(
            label=each.label,
            kind=lsp.CompletionItemKind.Property if each.is_key else lsp.CompletionItemKind.Value,
            detail=each.detail,
            documentation=each.documentation or None,
            filter_text=f'"{each.label}"' if cursor.token.startswith('"') else each.label,
            text_edit=lsp.TextEdit(place, text),
        )


def _quick_fixes(document: TextDocument, marks: Iterable[Mark]) -> Iterable[lsp.CodeAction]:
    places = _places(document)
    for mark in marks:
        fix = mark.finding.fix
        if fix is None or not mark.edits:
            continue
        edits = [
            lsp.TextEdit(places.range(splice.start, splice.end), splice.text)
            for splice in mark.edits
        ]
        yield lsp.CodeAction(
            title=f"{mark.finding.rule}: write {written(mark)}",
            kind=lsp.CodeActionKind.QuickFix,
            diagnostics=[diagnostic(mark, places)],
            is_preferred=fix.is_safe,
            edit=lsp.WorkspaceEdit(changes={document.uri: edits}),
        )
