"""The server as a process, asked by a client as editors ask it."""

from __future__ import annotations

import asyncio
import json
import re
import sys
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lsprotocol import types as lsp
from pygls.exceptions import JsonRpcException
from pygls.lsp.client import LanguageClient
from pygls.lsp.server import LanguageServer
from pygls.workspace import PositionCodec, Workspace

from clingen_ld.lsp.server import ClientPositions, make_server

URI = "file:///alleles/gene.json"
Published = asyncio.Queue[lsp.PublishDiagnosticsParams]
Talk = Callable[[LanguageClient, Published], Coroutine[Any, Any, None]]


def talk(steps: Talk) -> None:
    """Start a server, and say something to it."""

    async def run() -> None:
        client = LanguageClient("test", "1")
        published: Published = asyncio.Queue()

        def received(params: lsp.PublishDiagnosticsParams) -> None:
            published.put_nowait(params)

        client.feature(lsp.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)(received)

        await client.start_io(sys.executable, "-m", "clingen_ld", "lsp")
        await client.initialize_async(lsp.InitializeParams(capabilities=lsp.ClientCapabilities()))
        client.initialized(lsp.InitializedParams())
        await asyncio.wait_for(steps(client, published), 60)
        await client.shutdown_async(None)
        client.exit(None)
        await client.stop()  # type: ignore[no-untyped-call]

    asyncio.run(run())


def open_text(client: LanguageClient, text: str) -> None:
    client.text_document_did_open(
        lsp.DidOpenTextDocumentParams(lsp.TextDocumentItem(URI, "json", 1, text))
    )


GENE = """{
  "resourceType": "Gene",
  "id": "😀", "symbl": "ILK",
  "name": "integrin linked kinase"
}
"""
DOCUMENT = lsp.TextDocumentIdentifier(URI)


@pytest.mark.slow
def test_a_mistake_is_marked_and_its_fix_makes_it_right() -> None:
    async def steps(client: LanguageClient, published: Published) -> None:
        open_text(client, GENE)
        found = (await published.get()).diagnostics
        wrong = next(each for each in found if each.code == "ST-1")
        assert "did you mean symbol?" in wrong.message
        # Editors count in units of UTF-16: the face before the key is two.
        assert wrong.range == lsp.Range(lsp.Position(2, 14), lsp.Position(2, 21))
        actions = await client.text_document_code_action_async(
            lsp.CodeActionParams(DOCUMENT, wrong.range, lsp.CodeActionContext([wrong]))
        )
        assert actions
        action = actions[0]
        assert isinstance(action, lsp.CodeAction)
        assert action.edit is not None
        assert action.edit.changes is not None
        [edit] = action.edit.changes[URI]
        assert (edit.range, edit.new_text) == (wrong.range, '"symbol"')
        client.text_document_did_change(
            lsp.DidChangeTextDocumentParams(
                lsp.VersionedTextDocumentIdentifier(2, URI),
                [lsp.TextDocumentContentChangeWholeDocument(GENE.replace("symbl", "symbol"))],
            )
        )
        left = (await published.get()).diagnostics
        assert {each.code for each in left} == {"GE-1"}

    talk(steps)


@pytest.mark.slow
def test_meanings_and_completions() -> None:
    async def steps(client: LanguageClient, published: Published) -> None:
        open_text(client, GENE)
        await published.get()
        said = await client.text_document_hover_async(lsp.HoverParams(DOCUMENT, lsp.Position(3, 5)))
        assert said is not None
        assert "**Gene.name**" in said.contents.value  # type: ignore[union-attr]
        items = await client.text_document_completion_async(
            lsp.CompletionParams(DOCUMENT, lsp.Position(2, 16))
        )
        assert isinstance(items, list)
        symbol = next(item for item in items if item.label == "symbol")
        assert isinstance(symbol.text_edit, lsp.TextEdit)
        assert symbol.text_edit.new_text == '"symbol"'

    talk(steps)


@pytest.mark.slow
def test_other_files_are_left_alone() -> None:
    async def steps(client: LanguageClient, published: Published) -> None:
        open_text(client, json.dumps({"compilerOptions": {"target": "es2022"}}))
        assert not (await published.get()).diagnostics

    talk(steps)


# --- Without a process of its own


@pytest.fixture
def server() -> LanguageServer:
    """A server with the text of a gene."""
    made = make_server()
    made.protocol._workspace = Workspace(None)
    made.workspace.put_text_document(lsp.TextDocumentItem(URI, "json", 1, GENE))
    return made


def ask(server: LanguageServer, feature: str, params: Any) -> Any:
    return server.protocol.fm.features[feature](params)


def test_meanings(server: LanguageServer) -> None:
    found = ask(server, lsp.TEXT_DOCUMENT_HOVER, lsp.HoverParams(DOCUMENT, lsp.Position(3, 5)))
    assert found.contents.value.startswith("**Gene.name**")
    assert found.range == lsp.Range(lsp.Position(3, 2), lsp.Position(3, 8))
    none = lsp.HoverParams(DOCUMENT, lsp.Position(0, 0))
    assert ask(server, lsp.TEXT_DOCUMENT_HOVER, none) is None


def test_completions_keep_the_value_of_a_key(server: LanguageServer) -> None:
    params = lsp.CompletionParams(DOCUMENT, lsp.Position(2, 16))
    found = {each.label: each for each in ask(server, lsp.TEXT_DOCUMENT_COMPLETION, params)}
    symbol = found["symbol"]
    assert symbol.kind == lsp.CompletionItemKind.Property
    assert symbol.filter_text == '"symbol"'
    # Editors count in units of UTF-16: the face before the key is two.
    assert symbol.text_edit == lsp.TextEdit(
        lsp.Range(lsp.Position(2, 14), lsp.Position(2, 21)), '"symbol"'
    )


def test_fixes_of_the_lines_asked_for(server: LanguageServer) -> None:
    def asked(line: int) -> list[lsp.CodeAction]:
        place = lsp.Range(lsp.Position(line, 0), lsp.Position(line, 1))
        params = lsp.CodeActionParams(DOCUMENT, place, lsp.CodeActionContext([]))
        found: list[lsp.CodeAction] = ask(server, lsp.TEXT_DOCUMENT_CODE_ACTION, params)
        return found

    action = asked(2)[0]
    assert action.title == 'ST-1: write "symbol"'
    assert action.edit is not None
    assert action.edit.changes is not None
    [edit] = action.edit.changes[URI]
    assert edit.new_text == '"symbol"'
    assert action.diagnostics is not None
    [wrong] = action.diagnostics
    assert (wrong.code, wrong.source, wrong.severity) == (
        "ST-1", "clingen-ld", lsp.DiagnosticSeverity.Error,
    )  # fmt: skip
    assert wrong.range == edit.range
    assert asked(3) == []


ENCODINGS = [*lsp.PositionEncodingKind]
SIGNS = st.text(st.sampled_from(["a", "é", "€", "😀", "\n", "\r", "\u2028", "\v", "\x85"]))


@given(SIGNS, st.sampled_from(ENCODINGS))
def test_places_are_those_of_the_protocol(text: str, encoding: lsp.PositionEncodingKind) -> None:
    """Lines end by CR LF, LF and CR, and by nothing else; columns are in units of the encoding."""
    places = ClientPositions(text, PositionCodec(encoding))
    lines = re.split("\r\n|\n|\r", text)
    width = {"utf-8": 1, "utf-16": 2, "utf-32": 4}[encoding.value]
    codec = {"utf-8": "utf-8", "utf-16": "utf-16-le", "utf-32": "utf-32-le"}[encoding.value]
    for offset in range(len(text) + 1):
        if text[offset - 1 : offset + 1] == "\r\n":
            continue
        found = places.position(offset)
        before = lines[found.line].encode(codec)[: found.character * width].decode(codec)
        assert text[:offset].endswith(before)
        assert places.offset(found) == offset
        end = places.offset(lsp.Position(found.line, 10**9))
        assert text[end : end + 1] in ("", "\r", "\n")
    assert places.offset(lsp.Position(len(lines), 0)) == len(text)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("odd", ["\u2028", "\x85", "😀"])
def test_a_fix_is_at_its_place_behind_odd_characters(
    server: LanguageServer, end: str, odd: str
) -> None:
    text = GENE.replace('"integrin', f'"{odd}integrin').replace("\n", end)
    moved = text.replace('"id"', f'"x": "{odd}", "id"')
    server.workspace.put_text_document(lsp.TextDocumentItem(URI, "json", 2, moved))
    place = lsp.Range(lsp.Position(0, 0), lsp.Position(9, 0))
    params = lsp.CodeActionParams(DOCUMENT, place, lsp.CodeActionContext([]))
    actions = ask(server, lsp.TEXT_DOCUMENT_CODE_ACTION, params)
    [edit] = next(each for each in actions if "symbol" in each.title).edit.changes[URI]
    places = ClientPositions(moved, PositionCodec())
    assert moved[places.offset(edit.range.start) : places.offset(edit.range.end)] == '"symbl"'
    assert edit.range.start == lsp.Position(2, 23 + len(odd.encode("utf-16-le")) // 2)


def test_a_hover_beyond_the_text_says_nothing(server: LanguageServer) -> None:
    far = lsp.HoverParams(DOCUMENT, lsp.Position(99, 99))
    assert ask(server, lsp.TEXT_DOCUMENT_HOVER, far) is None


def asked_of(server: LanguageServer, uri: str) -> list[Any]:
    """What a server answers about a place of a text, whatever may be asked."""
    document, place = lsp.TextDocumentIdentifier(uri), lsp.Position(3, 5)
    around = lsp.Range(lsp.Position(0, 0), lsp.Position(9, 0))
    acted = lsp.CodeActionParams(document, around, lsp.CodeActionContext([]))
    return [
        ask(server, lsp.TEXT_DOCUMENT_HOVER, lsp.HoverParams(document, place)),
        ask(server, lsp.TEXT_DOCUMENT_COMPLETION, lsp.CompletionParams(document, place)),
        ask(server, lsp.TEXT_DOCUMENT_CODE_ACTION, acted),
    ]


def test_a_file_that_is_not_open_is_read(server: LanguageServer, tmp_path: Path) -> None:
    file = tmp_path / "gene.json"
    file.write_text(GENE, "utf-8")
    assert all(asked_of(server, file.as_uri()))


@pytest.mark.parametrize(
    "uri", ["file:///no/such/gene.json", "untitled:Untitled-1", "", "http://x/a", "file:///a%00b"]
)
def test_what_is_neither_open_nor_a_file_is_named(server: LanguageServer, uri: str) -> None:
    for feature, more in (
        (lsp.TEXT_DOCUMENT_HOVER, lsp.HoverParams),
        (lsp.TEXT_DOCUMENT_COMPLETION, lsp.CompletionParams),
    ):
        params = more(lsp.TextDocumentIdentifier(uri), lsp.Position(0, 0))
        with pytest.raises(JsonRpcException, match=f"^{re.escape(uri)} is n") as caught:
            ask(server, feature, params)
        assert caught.value.code == lsp.LSPErrorCodes.RequestFailed


def test_a_file_that_is_no_text_is_named(server: LanguageServer, tmp_path: Path) -> None:
    file = tmp_path / "gene.json"
    file.write_bytes(b"\xff\xfe\x00{")
    for uri in (file.as_uri(), tmp_path.as_uri()):
        with pytest.raises(JsonRpcException, match=r"cannot be read|neither an open text nor"):
            asked_of(server, uri)
