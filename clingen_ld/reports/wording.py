"""What several reports say in the same words: counts, cut texts, rules by number of findings."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from clingen_ld.messages.message import Excerpt
from clingen_ld.model import load_model
from clingen_ld.model.definitions import Rule, Severity
from clingen_ld.validation.findings import SEVERITIES, Finding

# Control characters, line separators, marks that turn the direction of the text (they can make a
# line look like another one), and halves of surrogate pairs, which no output can encode.
_HIDDEN = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb"
    r"\ufffe\uffff\ud800-\udfff]"
)

_EXCERPT = 100  # what an excerpt has from its place on, unless the line ends before


class RuleCount(NamedTuple):
    """How often a rule was broken with a severity."""

    rule: str
    severity: Severity
    number: int
    title: str


def visible(text: str, limit: int | None = None) -> str:
    r"""A text on one line, with escapes for what cannot be seen, cut at a number of characters.

    >>> visible("a\tb\x1b[31m")
    'a\\tb\\x1b[31m'
    """
    # What follows the cut need not be looked at; an escape makes the text longer, never shorter.
    known = text if limit is None else text[: limit + 1]
    return cut(_HIDDEN.sub(lambda match: repr(match[0])[1:-1], known), limit)


def cut(text: str, limit: int | None) -> str:
    """A text, or its beginning and an ellipsis where it is longer than the limit.

    >>> cut("canonical", 6)
    'canon…'
    """
    if limit is None or len(text) <= limit:
        return text
    return text[: max(limit - 1, 0)] + "…"


def end_of(text: str, limit: int) -> str:
    """A text, or an ellipsis and its end: what says most of a pointer or an IRI.

    >>> end_of("/alleleName/0/name", 10)
    '…me/0/name'
    """
    return cut(text[::-1], limit)[::-1]


def encodable(text: str) -> str:
    """A text that UTF-8 can encode: halves of surrogate pairs become escapes."""
    return text.encode("utf-8", "backslashreplace").decode()


def count(number: int, what: str) -> str:
    """A number of things.

    >>> count(1, "file"), count(1200, "warning")
    ('1 file', '1,200 warnings')
    """
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def counted(findings: Iterable[Finding]) -> str:
    """How many findings there are of each severity, gravest first; "" when there are none."""
    return said(Counter(finding.severity for finding in findings))


def gravest(findings: Sequence[Finding], limit: int | None) -> tuple[Finding, ...]:
    """No more findings than the limit: the gravest ones, in the order that they had."""
    if limit is None or len(findings) <= limit:
        return tuple(findings)
    order = sorted(range(len(findings)), key=lambda n: SEVERITIES.index(findings[n].severity))
    return tuple(findings[n] for n in sorted(order[:limit]))


def left_out(findings: Sequence[Finding], shown: Sequence[Finding]) -> str:
    """What to say of the findings that are not shown; "" when all are."""
    more = len(findings) - len(shown)
    if not more:
        return ""
    left = Counter(f.severity for f in findings) - Counter(f.severity for f in shown)
    return f"… and {more:,} more ({said(left)}); all of them: --report json"


def source_of(finding: Finding) -> Excerpt | None:
    """The source line of a finding, with an ellipsis where it was cut.

    None where it says nothing: a bracket alone does not.
    """
    if finding.excerpt is None or len(finding.excerpt.text.strip()) < 2:
        return None
    text, column = finding.excerpt
    if len(text) - column + 1 >= _EXCERPT:
        text += "…"
    if finding.column is not None and column < finding.column:
        text, column = f"…{text}", column + 1
    return Excerpt(text, column)


def rule_counts(findings: Iterable[Finding]) -> Counter[tuple[str, Severity]]:
    """How many findings there are of each rule and severity."""
    return Counter((finding.rule, finding.severity) for finding in findings)


def by_rule(counts: Mapping[tuple[str, Severity], int]) -> list[RuleCount]:
    """The rules that findings are of, gravest and most frequent first."""
    rows = sorted(counts.items(), key=lambda item: (SEVERITIES.index(item[0][1]), -item[1]))
    return [RuleCount(rule, severity, number, title_of(rule)) for (rule, severity), number in rows]


def severity_counts(counts: Mapping[tuple[str, Severity], int]) -> Counter[Severity]:
    """How many findings there are of each severity, from those of each rule and severity."""
    numbers = Counter[Severity]()
    for (_, severity), number in counts.items():
        numbers[severity] += number
    return numbers


def rule_of(id: str) -> Rule | None:
    """The rule of the model with an id, or None: findings may come from other shapes."""
    return load_model().rules.get(id)


def title_of(id: str) -> str:
    """The title of a rule, "" when the model does not know it."""
    rule = rule_of(id)
    return rule.title if rule is not None else ""


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a text that was wrapped by hand, each on one line."""
    return [" ".join(part.split()) for part in re.split(r"\n\s*\n", text) if part.strip()]


def said(numbers: Counter[Severity]) -> str:
    return ", ".join(count(numbers[s], s) for s in SEVERITIES if numbers[s])
