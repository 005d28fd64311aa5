"""The words of documentation, help, messages, docstrings and comments: one glossary decides."""

from __future__ import annotations

import io
import re
import tokenize
from pathlib import Path

import click
import pytest

from clingen_ld.cli.main import cli
from clingen_ld.model import Rule, load_model
from tests.cli.running import call
from tests.console import ROOT

GLOSSARY = {
    r"\b(?:un)?pack(?:s|ed|ing)?\b(?! of)": "compress",
    r"\bbreach": "violation",
    r"\bmend(?:s|ed|ing)?\b": "fix",
    r"\b(?:held|holds?|holding)(?: \w+){0,2} against\b": "check against",
    r"\b(?:is|are) no code\b": "is not a code of",
    r"\bgrav(?:e|er|est)\b": "severe",
    r"\b(?:is|are|was|were|be) told\b": "is given, follows from",
    r"\btells? of\b": "describe, name",
    r"\bwhat is none\b|\bthat is none\b": "invalid",
    r"\bmilliard": "billion",
    r"\banew\b": "again",
    r"\bthe very \w+s\b": "exactly the",
    r"\bin sum\b": "in total",
    r"\bread right\b": "read correctly",
    r"\btells?\b(?! (?:\w+ )?apart)": "say, give, show",
}
"""What is not written here, and what is."""

PAGES = [ROOT / "README.md", ROOT / "SECURITY.md", *sorted((ROOT / "docs").glob("*.md"))]
CODE = sorted((ROOT / "clingen_ld").rglob("*.py"))
COMMANDS = cli.list_commands(click.Context(cli))


ANY = re.compile("|".join(f"(?:{pattern})" for pattern in GLOSSARY), re.I)


def odd_words(text: str) -> list[str]:
    found: list[str] = []
    if not ANY.search(text):
        return found
    for pattern, better in GLOSSARY.items():
        for match in re.finditer(pattern, text, re.I):
            around = text[max(0, match.start() - 30) : match.end() + 30].replace("\n", " ")
            found.append(f"{better}: …{around}…")
    return found


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_pages(page: Path) -> None:
    text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.S)
    assert odd_words(text) == []


@pytest.mark.parametrize("command", COMMANDS)
def test_help(command: str) -> None:
    assert odd_words(call(command, "--help").out) == []


@pytest.mark.parametrize("rule", load_model().rules.values(), ids=lambda rule: rule.id)
def test_rules(rule: Rule) -> None:
    texts = [rule.title, rule.why, rule.fix, *rule.messages.values()]
    assert odd_words("\n".join(texts)) == []


def written(code: str) -> str:
    """The docstrings and the comments of a module, without the code that they quote."""
    texts = []
    starts_statement = True
    for token in tokenize.generate_tokens(io.StringIO(code).readline):
        if token.type == tokenize.COMMENT:
            texts.append(token.string.lstrip("# "))
        elif token.type == tokenize.STRING and starts_statement:
            texts.append(re.sub(r">>>.*", "", token.string))
        if token.type not in (tokenize.COMMENT, tokenize.NL):
            starts_statement = token.type in (tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT)
    return re.sub(r"`[^`]*`", "", " ".join(" ".join(texts).split()))


@pytest.mark.parametrize("module", CODE, ids=lambda module: str(module.relative_to(ROOT)))
def test_docstrings_and_comments(module: Path) -> None:
    code = module.read_text(encoding="utf-8")
    # What has none of the words anywhere is not taken apart, which takes ten times as long.
    if ANY.search(" ".join(code.replace("#", " ").split())):
        assert odd_words(written(code)) == []


def test_a_word_of_a_docstring_or_a_comment_is_found() -> None:
    code = (
        'x = "is told"  # It tells of y.\n\n\ndef f() -> None:\n    """A breach, `unpacked`."""\n'
    )
    assert len(odd_words(written(code))) == 3
