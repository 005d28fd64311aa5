"""The text report: findings by file with their source lines, the rules broken, the verdict."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby

from click import style

from clingen_ld.display import count, cut, display_width, end_of, terminal_width, visible, wrapped
from clingen_ld.findings.finding import Finding
from clingen_ld.findings.outcome import IN_MEMORY, Outcome, counts_of
from clingen_ld.model import Severity
from clingen_ld.reports import wording

_COLOURS = {"error": "red", "warning": "yellow", "info": "cyan"}
_LONGEST = 2_000
# With more findings than this, they no longer fit on a screen, and a summary helps.
_FEW = 5


def render(report: Outcome, limit: int | None = None) -> str:
    """The report as text with terminal colours, which whoever writes it may take out."""
    kept = wording.gravest(report.findings, IN_MEMORY)
    every = wording.folded(kept)
    findings = wording.gravest(every, limit)
    width = terminal_width() if findings else 0
    blocks = []
    for file, group in groupby(findings, key=lambda f: f.file):
        blocks.append("\n".join(_file(file, list(group), width)))
    for more in (wording.left_out(every, findings), wording.left_out(report.findings, kept)):
        if more:
            blocks.append(more)
    counts = counts_of(report.findings)
    is_long = len(report.findings) > _FEW
    fixes = tuple(wording.fixable(report))
    last = summary(report.files, report.resources, counts, with_rules=is_long, fixes=fixes)
    blocks.append(last)
    known = wording.remarks(report)
    return "\n\n".join(blocks) + (f"{'; '.join(known)}\n" if known else "")


def _pointer(counts: Mapping[tuple[str, Severity], int]) -> Iterator[str]:
    """How to learn more of the rules that were broken, by the first of them."""
    for row in wording.by_rule(counts):
        if wording.rule_of(row.rule) is not None:
            yield f"why, and how to fix it: clingen-ld explain {row.rule}"
            return


def summary(
    files: int,
    resources: int,
    counts: Mapping[tuple[str, Severity], int],
    *,
    with_rules: bool = True,
    fixes: Iterable[str] = (),
) -> str:
    """The rules that were broken, with how many findings there are of each, and the verdict.

    `fixes` says what can be fixed.
    """
    last = "\n".join((*fixes, *_pointer(counts), f"{_verdict(files, resources, counts)}\n"))
    if not with_rules or not counts:
        return last
    return "\n".join((*_rules(counts, terminal_width()), "", last))


def _file(file: str, findings: Sequence[Finding], width: int) -> Iterator[str]:
    """The lines about one file. Several findings at one place share its source line."""
    said = "  ".join(filter(None, (wording.counted(findings), wording.read_as(file, findings))))
    yield f"{style(visible(wording.shown(file), 400), bold=True)}  {style(said, dim=True)}"
    places = max(len(_place(finding)) for finding in findings)
    names = max(len(_short(finding.rule)) for finding in findings)
    for _, group in groupby(findings, key=lambda f: (f.line, f.column, f.pointer)):
        together = list(group)
        for finding in together:
            yield from _finding(finding, places, names, width)
        yield from _source(together[0], places, width)


def _finding(finding: Finding, places: int, names: int, width: int) -> Iterator[str]:
    head = (
        f"  {_place(finding):>{places}}  {finding.severity:<7}  {_short(finding.rule):<{names}}  "
    )
    room, indent = width - len(head), " " * len(head)
    severity = style(f"{finding.severity:<7}", fg=_COLOURS[finding.severity])
    rule = style(f"{_short(finding.rule):<{names}}", bold=True)
    message = wording.fix_mark(finding) + visible(finding.message, _LONGEST)
    if name := finding.name:
        message += f" [{name}]"
    lines = [(line, "") for line in wrapped(message, room)]
    if (meant := wording.suggested(finding, 400)) is not None:
        lines += [(line, "green") for line in wrapped(f"did you mean {meant}?", room)]
    for detail in wording.details(finding):
        lines += [(line, "") for line in wrapped(visible(f"- {detail}", _LONGEST), room)]
    texts = [style(line, fg=colour) if colour else line for line, colour in lines]
    if finding.pointer and wording.source_of(finding) is None:
        pointer = f"at {end_of(visible(finding.pointer), room - 3)}"
        fits = display_width(lines[-1][0]) + 2 + display_width(pointer) <= room
        last = f"{texts.pop()}  " if fits else ""
        texts.append(last + style(pointer, dim=True))
    yield f"  {_place(finding):>{places}}  {severity}  {rule}  {texts[0]}"
    for text in texts[1:]:
        yield indent + text


def _source(finding: Finding, places: int, width: int) -> Iterator[str]:
    """The source line with a caret under the place, and the pointer."""
    excerpt = wording.source_of(finding)
    if excerpt is None:
        return
    gutter = " " * (places + 3) + style("|", fg="blue") + " "
    room = width - places - 5
    line, before = wording.pointed(excerpt, room)
    pointer = end_of(visible(finding.pointer), room)
    yield gutter + line
    caret = " " * before + style("^", fg=_COLOURS[finding.severity], bold=True)
    if not pointer:
        yield gutter + caret
    elif before + 2 + display_width(pointer) <= room:
        yield f"{gutter}{caret} {style(pointer, dim=True)}"
    else:
        yield gutter + caret
        yield gutter + style(pointer, dim=True)


def _rules(counts: Mapping[tuple[str, Severity], int], width: int) -> Iterator[str]:
    """The rules that were broken, by id and name, with what they ask for."""
    rows = wording.by_rule(counts)
    digits = max(len(f"{row.number:,}") for row in rows)
    names = max(len(_short(row.rule)) for row in rows)
    yield style("Rules", bold=True)
    for row in rows:
        severity = style(f"{row.severity:<7}", fg=_COLOURS[row.severity])
        rule = style(_short(row.rule), bold=True)
        line = f"  {row.number:>{digits},}  {severity}  {rule}"
        if name := wording.name_of(row.rule):
            gap = " " * (names - len(_short(row.rule)) + 2)
            line += gap + cut(f"{name}: {row.title}", width - digits - names - 15)
        yield line


def _verdict(files: int, resources: int, counts: Mapping[tuple[str, Severity], int]) -> str:
    numbers = wording.severity_counts(counts)
    said = wording.verdict(resources, numbers["error"] > 0)
    shown = style(said, fg="green" if resources and not numbers["error"] else "red", bold=True)
    checked = f"{count(files, 'file')}, {count(resources, 'resource')}"
    found = wording.in_words(numbers) or ("nothing found" if resources else "")
    return f"{checked}: {shown} ({found})" if found else f"{checked}: {shown}"


def _place(finding: Finding) -> str:
    if finding.line is None:
        return "-"
    return f"{finding.line}:{finding.column}" if finding.column else str(finding.line)


def _short(rule: str) -> str:
    """The id of a rule; a rule from other shapes is an IRI, whose end says most."""
    return end_of(visible(rule), 24)
