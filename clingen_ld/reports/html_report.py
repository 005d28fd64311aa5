"""The HTML report: one page that needs nothing else, to read, filter, send and print.

Everything is in the page as text; the script only hides what a filter leaves out. A policy in
the page forbids every request and every script but its own, so that nothing in a message can do
more than be read.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections import Counter
from collections.abc import Iterator, Sequence
from hashlib import sha256
from html import escape
from importlib.resources import files

from clingen_ld.display import visible
from clingen_ld.findings.finding import SEVERITIES, Finding
from clingen_ld.findings.outcome import Outcome, counts_of
from clingen_ld.messages.message import Excerpt
from clingen_ld.reports import wording
from clingen_ld.version import __version__

MOST = 5_000
"""How many findings a page has when no limit is given: browsers get slow with many more."""

_LONGEST = 2_000
_SLOT = re.compile(r"\{\{(\w+)\}\}")
# What is marked in a source line: a string, a tag, a word, or else one character.
_TOKEN = re.compile(r'"(?:\\.|[^"\\])*"?|</?[\w:.-]+|[\w.:+-]+|\S')


def render(report: Outcome, limit: int = MOST) -> str:
    """The report as an HTML page."""
    every = wording.folded(report.findings)
    findings = wording.gravest(every, limit)
    rules = list(dict.fromkeys(row.rule for row in wording.by_rule(counts_of(report.findings))))
    names = list(dict.fromkeys(finding.file for finding in findings))
    template = files("clingen_ld.reports").joinpath("report.html").read_text("utf-8")
    parts = {
        "policy": _policy(template),
        "version": __version__,
        "title": "Validation of ClinGen alleles",
        "summary": _summary(report),
        "rules": "".join(_rules(report, rules)),
        "filters": "".join(_filters(findings, rules, names)) if findings else "",
        "findings": "\n".join(_findings(every, findings, rules, names)),
        "help": "\n".join(_help(rules)),
    }
    return _SLOT.sub(lambda match: parts[match[1]], template)


def _policy(template: str) -> str:
    """A content security policy that allows the page's own style and script by their digests."""
    digests = {
        tag: b64encode(sha256(text.encode()).digest()).decode()
        for tag, text in re.findall(r"<(style|script)>(.*?)</\1>", template, re.DOTALL)
    }
    return (
        f"default-src 'none'; style-src 'sha256-{digests['style']}'; "
        f"script-src 'sha256-{digests['script']}'; base-uri 'none'; form-action 'none'"
    )


def _e(text: str, limit: int | None = _LONGEST) -> str:
    """A text of the data, as HTML shows it in content and in quoted attributes."""
    return escape(visible(text, limit))


def _summary(report: Outcome) -> str:
    numbers = Counter(finding.severity for finding in report.findings)
    if not report.resources:
        said = '<p class="verdict fails">Nothing was checked: there is no resource.</p>'
    elif report.conforms:
        said = '<p class="verdict conforms">Conforms: there are no errors.</p>'
    else:
        said = '<p class="verdict fails">Does not conform: there are errors.</p>'
    tiles: list[tuple[str, int, str]] = [(s, numbers[s], s) for s in SEVERITIES]
    tiles += [("", report.files, "file"), ("", report.resources, "resource")]
    items = (
        f'<li class="{f"tile {kind}".strip()}"><b>{number:,}</b> {name}{"s" * (number != 1)}</li>'
        for kind, number, name in tiles
    )
    said += "".join(
        f"\n<p>{_e(one)}.</p>" for one in (*wording.fixable(report), *wording.remarks(report))
    )
    return f'{said}\n<ul class="tiles">{"".join(items)}</ul>'


def _rules(report: Outcome, rules: Sequence[str]) -> Iterator[str]:
    """The table of the rules that were broken."""
    if not report.findings:
        return
    yield '<section aria-labelledby="rules"><h2 id="rules">Rules broken</h2>\n<table><thead><tr>'
    yield '<th scope="col" class="number">Findings</th><th scope="col">Severity</th>'
    yield '<th scope="col">Rule</th><th scope="col">What it asks for</th></tr></thead><tbody>\n'
    for row in wording.by_rule(counts_of(report.findings)):
        yield f'<tr class="{row.severity}"><td class="number">{row.number:,}</td>'
        yield f'<td class="severity">{row.severity}</td><td>{_rule_link(row.rule, rules)}</td>'
        yield f"<td>{_e(row.title)}</td></tr>\n"
    yield "</tbody></table></section>"


def _rule_link(rule: str, rules: Sequence[str]) -> str:
    return f'<a href="#rule-{rules.index(rule)}"><code>{_e(wording.named(rule), 200)}</code></a>'


def _filters(
    findings: Sequence[Finding], rules: Sequence[str], names: Sequence[str]
) -> Iterator[str]:
    """The form of the filters; the script shows it."""
    yield '<form id="filters" role="search" aria-label="Filter the findings" hidden>'
    yield "<fieldset><legend>Severity</legend>"
    present = {finding.severity for finding in findings}
    for severity in (s for s in SEVERITIES if s in present):
        box = f'<input type="checkbox" name="severity" value="{severity}" checked>'
        yield f"<label>{box} {severity}</label>"
    yield "</fieldset>"
    used = {finding.rule for finding in findings}
    options = [(n, wording.named(rule)) for n, rule in enumerate(rules) if rule in used]
    yield _select("rule", "Rule", "all rules", options)
    yield _select("file", "File", "all files", list(enumerate(map(wording.shown, names))))
    yield '<label><span class="field">Text</span>'
    yield '<input type="search" name="text" autocomplete="off" spellcheck="false"></label>'
    yield '<button type="reset">Show all</button></form>\n<p id="shown" role="status"></p>'


def _select(name: str, label: str, every: str, options: Sequence[tuple[int, str]]) -> str:
    items = "".join(f'<option value="{n}">{_e(text, 100)}</option>' for n, text in options)
    return (
        f'<label><span class="field">{label}</span><select name="{name}">'
        f'<option value="">{every}</option>{items}</select></label>'
    )


def _findings(
    every: Sequence[Finding],
    findings: Sequence[Finding],
    rules: Sequence[str],
    names: Sequence[str],
) -> Iterator[str]:
    """The findings by file, and what was left out."""
    if not every:
        yield "<p>Nothing was found.</p>"
    by_file: dict[str, list[Finding]] = {name: [] for name in names}
    for finding in findings:
        by_file[finding.file].append(finding)
    for n, (name, found) in enumerate(by_file.items()):
        yield f'<section class="file" data-file="{n}" aria-labelledby="file-{n}">'
        words = filter(None, (wording.counted(found), wording.read_as(name, found)))
        message = f'<span class="quiet">{", ".join(words)}</span>'
        yield f'<h3 id="file-{n}"><code>{_e(wording.shown(name))}</code> {message}</h3>\n<ol>'
        for finding in found:
            yield "".join(_finding(finding, rules))
        yield "</ol></section>"
    if more := wording.left_out(every, findings):
        yield f'<p class="more">{escape(more)}</p>'


def _finding(finding: Finding, rules: Sequence[str]) -> Iterator[str]:
    grade = finding.severity
    data = f'data-severity="{grade}" data-rule="{rules.index(finding.rule)}"'
    yield f'<li class="finding {grade}" {data}><div class="head">'
    yield f'<span class="severity">{grade}</span> {_rule_link(finding.rule, rules)} '
    if finding.line is not None:
        column = f", column {finding.column}" if finding.column is not None else ""
        yield f'<span class="quiet">line {finding.line}{column}</span>'
    yield f"</div><p>{wording.fix_mark(finding)}{_e(finding.message)}</p>"
    if below := wording.details(finding):
        yield f"<pre>{_e(chr(10).join(below))}</pre>"
    if (meant := wording.suggested(finding, 400)) is not None:
        yield f"<p>Did you mean <code>{_e(meant)}</code>?</p>"
    if (excerpt := wording.source_of(finding)) is not None:
        yield _source(excerpt, finding.line)
    where = [f"<code>{_e(finding.pointer)}</code>"] if finding.pointer else []
    if finding.resource:
        where.append(f"in <code>{_e(finding.resource)}</code>")
    if where:
        yield f'<p class="where">{" ".join(where)}</p>'
    yield "</li>"


def _source(excerpt: Excerpt, line: int | None) -> str:
    """The source line with the place marked."""
    place = max(min(excerpt.column - 1, len(excerpt.text)), 0)
    match = _TOKEN.match(excerpt.text, place)
    end = match.end() if match else place
    texts = [excerpt.text[:place], excerpt.text[place:end], excerpt.text[end:]]
    before, marked, after = (_e(text.replace("\t", "    "), 400) for text in texts)
    number = f'<span class="number">{line}</span>' if line is not None else ""
    mark = f"<mark>{marked}</mark>" if marked else ""
    return f"<pre>{number}<code>{before}{mark}{after}</code></pre>"


def _help(rules: Sequence[str]) -> Iterator[str]:
    """What each rule is for and how to fix a violation, folded."""
    if not rules:
        return
    yield '<section aria-labelledby="help"><h2 id="help">About the rules</h2>'
    for n, name in enumerate(rules):
        rule = wording.rule_of(name)
        yield f'<details id="rule-{n}"><summary><code>{_e(wording.named(name), 200)}</code> '
        yield f"{_e(wording.title_of(name))}</summary>"
        if rule is None:
            yield "<p>This is not a rule of the ClinGen Allele Model.</p></details>"
            continue
        blocks = (
            ("Why", rule.why),
            ("How to fix it", rule.fix),
            ("Where it comes from", rule.source),
        )
        for title, text in blocks:
            if text:
                yield f"<h3>{title}</h3>"
                yield "".join(f"<p>{_e(part, None)}</p>" for part in wording.paragraphs(text))
        yield "</details>"
    yield "</section>"
