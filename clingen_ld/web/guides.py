"""The guides of the site: the pages of `docs/`, as `docs/README.md` arranges them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from posixpath import normpath
from typing import Any, Final, NamedTuple
from urllib.parse import unquote, urlsplit

from markdown_it import MarkdownIt
from markdown_it.token import Token

from clingen_ld.model.files import folder

GUIDES: Final = "guides"
"""The path of the guides below the site."""
START: Final = "docs/README.md"
_BESIDE: Final = ("README.md", "SECURITY.md")
"""What is a guide, too, and stands beside the folder of the others."""

_RULE: Final = re.compile(r"\b([A-Z]{2}-\d+)\b")

Linker = Callable[[str, str], str | None]
"""The way from a path of the site to a file of the project or to what a code names; or None."""


class Section(NamedTuple):
    """A heading of a guide: its level from 1, its text, and its id in the page."""

    level: int
    text: str
    id: str


@dataclass(slots=True)
class Guide:
    """A page of the documentation: the file, its path in the site, and what is in it."""

    file: str
    path: str
    tokens: list[Token]
    sections: list[Section] = field(default_factory=list)

    @property
    def title(self) -> str:
        """The text of its first heading."""
        return self.sections[0].text

    @property
    def summary(self) -> str:
        """Its first paragraph."""
        return next(
            _text(self.tokens[at + 1])
            for at, token in enumerate(self.tokens)
            if token.type == "paragraph_open" and token.level == 0
        )


class Guides:
    """The guides by their files, in the order in which they are arranged."""

    def __init__(self) -> None:
        self._root = folder("docs").parent
        self._markdown = MarkdownIt("commonmark").enable("table")
        files = [f"docs/{path.name}" for path in sorted(folder("docs").glob("*.md"))]
        files += [name for name in _BESIDE if (self._root / name).is_file()]
        found = {file: self._read(file) for file in files}
        first = [START, *(file for _, listed in self._groups(found) for file in listed)]
        order = dict.fromkeys([*first, *files])
        self.pages: Mapping[str, Guide] = {file: found[file] for file in order}

    def _read(self, file: str) -> Guide:
        tokens = self._markdown.parse((self._root / file).read_text(encoding="utf-8"))
        name = Path(file).stem.lower()
        # The README of the project; that of the folder is the start.
        name = "overview" if name == "readme" else name
        path = GUIDES if file == START else f"{GUIDES}/{name}"
        guide = Guide(file, path, tokens)
        ids: dict[str, int] = {}
        for at, token in enumerate(tokens):
            if token.type == "heading_open":
                text = _text(tokens[at + 1])
                slug = re.sub(r"[^\w\- ]", "", text.lower()).replace(" ", "-")
                count = ids[slug] = ids.get(slug, -1) + 1
                id_ = f"{slug}-{count}" if count else slug
                token.attrSet("id", id_)
                guide.sections.append(Section(int(token.tag[1:]), text, id_))
        return guide

    @cached_property
    def groups(self) -> list[tuple[str, list[str]]]:
        """The headings of the start with the files of the guides that are listed below each."""
        return list(self._groups(self.pages))

    def _groups(self, known: Mapping[str, Guide]) -> Iterator[tuple[str, list[str]]]:
        heading, files = "", list[str]()
        tokens = known[START].tokens
        for before, token in zip([None, *tokens], tokens, strict=False):
            if token.type != "inline":
                continue
            if before is not None and before.type == "heading_open":
                if files:
                    yield heading, files
                heading, files = token.content, []
            elif before is not None and before.level > 1:  # a list
                links = (str(each.attrGet("href")) for each in token.children or []
                         if each.type == "link_open")  # fmt: skip
                found = (_target(START, link) for link in links)
                files += [file for file in found if file in known and file not in files]
        if files:
            yield heading, files

    def assets(self) -> Iterator[tuple[str, bytes]]:
        """The further files of the folder, such as pictures: their paths in the site, and bytes."""
        root = folder("docs")
        for path in sorted(root.rglob("*")):
            if path.is_file() and path.suffix != ".md":
                yield f"{GUIDES}/{path.relative_to(root).as_posix()}", path.read_bytes()

    def html(self, guide: Guide, to_file: Linker, to_model: Linker) -> str:
        """A guide as HTML, with its links as the linkers resolve them.

        A link to what the site does not have is its text alone. The first name of a rule, or in
        code of a class or a property, links to its page.
        """
        linked: set[str] = set()
        for token in guide.tokens:
            if token.type == "inline" and token.children:
                token.children = list(self._led(guide, token.children, to_file, to_model, linked))
        text: str = self._markdown.renderer.render(guide.tokens, self._markdown.options, {})
        # What scrolls can be reached by the keyboard.
        text = text.replace("<pre>", '<pre tabindex="0">').replace("</table>", "</table></div>")
        return text.replace("<table>", '<div class="wide" tabindex="0"><table>')

    def _led(
        self, guide: Guide, tokens: list[Token], to_file: Linker, to_model: Linker, linked: set[str]
    ) -> Iterator[Token]:
        depth = dropped = 0
        for token in tokens:
            if token.type == "link_open":
                depth += 1
                href = self._href(guide, str(token.attrGet("href")), to_file, to_model)
                if href is None:
                    dropped += 1
                    continue
                token.attrSet("href", href)
            elif token.type == "link_close":
                depth -= 1
                if dropped:
                    dropped -= 1
                    continue
            elif token.type == "image":
                source = str(token.attrGet("src"))
                token.attrSet("src", self._href(guide, source, to_file, to_model) or source)
                token.attrSet("loading", "lazy")
            elif token.type in ("text", "code_inline") and depth == 0:
                yield from self._naming(guide, token, to_model, linked)
                continue
            yield token

    @staticmethod
    def _naming(guide: Guide, token: Token, to_model: Linker, linked: set[str]) -> Iterator[Token]:
        """Text or code, with links where it names a rule, or as a whole anything of the model."""
        whole = token.type == "code_inline"
        for at, text in enumerate([token.content] if whole else _RULE.split(token.content)):
            part = Token(token.type, token.tag, 0, markup=token.markup, content=text)
            is_name = whole or at % 2 == 1
            href = to_model(guide.path, text) if is_name and text not in linked else None
            if href is None:
                yield part
                continue
            linked.add(text)
            yield from (Token("link_open", "a", 1, attrs={"href": href}), part)
            yield Token("link_close", "a", -1)

    @staticmethod
    def _href(guide: Guide, link: str, to_file: Linker, to_model: Linker) -> str | None:
        parts = urlsplit(link)
        if parts.scheme or parts.netloc:
            return to_model(guide.path, link) or link
        if not parts.path:
            return link
        href = to_file(guide.path, _target(guide.file, link))
        return href and href + (f"#{parts.fragment}" if parts.fragment else "")


def _target(file: str, link: str) -> str:
    """The file of the project that a link in another file points to."""
    return normpath(f"{file.rpartition('/')[0]}/{unquote(urlsplit(link).path)}").lstrip("/")


def _text(token: Token) -> str:
    """What an inline token says, without marks."""
    children: list[Any] = token.children or []
    return "".join(each.content if each.content else " " * (each.type == "softbreak")
                   for each in children)  # fmt: skip
