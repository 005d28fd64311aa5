"""The words of documentation, help and messages: one glossary decides."""

from __future__ import annotations

import re
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
COMMANDS = cli.list_commands(click.Context(cli))


def odd_words(text: str) -> list[str]:
    found = []
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
