"""The layout of a text: XML, JSON, or JSON values one a line.

For texts of no form, it is their kind, as far as their first lines show it.
"""

from __future__ import annotations

import json
import re
from typing import Final

from clingen_ld.messages.text.json_faults import COMMENTS

ENOUGH: Final = 65_536
"""The number of bytes at the start of a text that decide its layout and form."""
LINES: Final = 50
"""The number of lines inspected."""
_VALUE_LINE: Final = re.compile(r"^[^\S\n]*[{\[].*[}\]][^\S\n]*$", re.MULTILINE)
"""A line that may be an object or an array; in folders of indented files few have any."""
SEVERAL: Final = re.compile(r"[}\]][ \t\r\n]*[{\[]")
"""Where one value may end and another begin, which are no items of an array."""
_ELEMENT: Final = re.compile(r"<(?:[?!]|/|[^\W\d][\w.:-]*(?:[\s>]|/>|\Z))")
# An IRI before a predicate; one like <urn:x> could be an element, too.
_SUBJECT: Final = re.compile(r"<[^<>\s]*>\s+(?:a\s|<[^<>\s]*>\s|[\w.-]*:[\w.-]*\s)")


def is_xml(text: str) -> bool:
    """Whether a text starts as XML does, and not as an IRI with its predicate in Turtle."""
    return bool(_ELEMENT.match(text)) and not (_SUBJECT.match(text) and "</" not in text)


def is_ndjson(text: str, complete: bool) -> bool:
    """Whether the lines are JSON values of their own; some of them may be broken.

    With a right first line, any other is one too many for a JSON text. With a wrong one, it
    takes as many right lines as wrong ones, because lines inside a JSON text can be values.
    """
    first, _, rest = text.partition("\n")
    if not rest.strip():
        return False
    if _is_value(first):
        return True
    if _is_plain_value(first):  # It counts as one of the values that are no messages.
        lines = whole_lines(text, complete)[:LINES]
        return all(_is_value(line) or _is_plain_value(line) for line in lines)
    if not _VALUE_LINE.search(rest):
        return False
    lines = whole_lines(text, complete)[:LINES]
    right = sum(map(_is_value, lines[1:]))
    return right > 0 and right >= len(lines) // 2 and not (complete and _is_value(text))


def whole_lines(text: str, complete: bool) -> list[str]:
    """The lines that are not blank, without one that is cut off."""
    lines = text.split("\n")
    kept = lines if complete or len(lines) == 1 else lines[:-1]
    return [line.strip() for line in kept if line.strip()]


def _is_value(text: str) -> bool:
    """Whether a text is a JSON object or array."""
    try:
        return text.lstrip().startswith(("{", "[")) and json.loads(text) is not None
    except (ValueError, RecursionError):
        return False


def _is_plain_value(text: str) -> bool:
    """Whether a text is a JSON string, number, boolean or null."""
    return _PLAIN_VALUE.fullmatch(text.strip()) is not None


_PLAIN_VALUE: Final = re.compile(
    r'true|false|null|-?[0-9]{1,99}(?:[.][0-9]{1,99})?|"[^"\\]{0,9999}"'
)
_START: Final = 65_536
_LINES: Final = 20
_HTML: Final = re.compile(r"\s{0,99}<(?:!doctype\s{1,9}html|html|head|body)[\s>]", re.I)
_TITLE: Final = re.compile(r"<title[^<>]{0,200}>([^<]{1,200})", re.I)
_SCRIPT: Final = re.compile(r"<script[^<>]{1,200}application/ld\+json", re.I)
_RECORD: Final = re.compile(
    r"[^\t]{1,99}\t[0-9]{1,10}\t[^\t]{1,999}\t[ACGTN]{1,9999}\t[^\t]{1,9999}(?:\t.*)?", re.I
)
"""A record of a variant file."""
_SEPARATORS: Final = {",": "comma-separated values (CSV)", "\t": "tab-separated values (TSV)",
                      ";": "values with semicolons between them (CSV)"}  # fmt: skip
_YAML: Final = re.compile(r"(?:- )?[\w.\"'-]{1,80}:(?: \S.*)?|- \S.*|\s+\S.*|#.*|---.*|\s*")
_KEY: Final = re.compile(r"(?:- )?[\w.\"'-]{1,80}:(?: |$)")
_PREFIXES: Final = re.compile(r"@prefix|\bprefix\s|<[a-z]{3,9}:", re.I)
_PATCH: Final = re.compile(r"[AD] (?:<[^<>\s]{1,9999}>|_:\S{1,999}) [<_]")
"""A line of RDF Patch that adds or deletes a statement."""
_STATUS: Final = re.compile(r"(?:HTTP/[0-9.]{1,9} )?[0-9]{3} ")
_TWO_WORDS: Final = re.compile(r"[A-Za-z]{2,99}[ ,:]")
_WORDS: Final = 100
_REGISTRY_LINE: Final = re.compile(r"(?:ERROR|[^\t]{0,9999}\t\S{0,99}\b[CP]A[0-9]{0,19})(?:\t.*)?")
"""A line of the Allele Registry's text replies: a name and its id, or an error."""
_NEW: Final = "`clingen-ld new - < FILE` makes alleles of them"
_REGISTRY: Final = "ask the Allele Registry for the JSON of each"
_NAMES: Final = (
    (re.compile(r"[A-Z][\w.]{3,40}(?:\([\w.-]{1,40}\))?:[cgmnpr]\.\S{1,200}"), "HGVS names", _NEW),
    (re.compile(r"[A-Z][\w.]{3,40}:[0-9]{1,12}:[A-Z0-9]{0,200}:[A-Z]{0,200}"),
     "SPDI expressions", _NEW),
    (re.compile(r"[CP]A[0-9]{1,19}"), "ids of the Allele Registry", _REGISTRY),
    (re.compile(r"rs[0-9]{1,19}"), "numbers of dbSNP", _REGISTRY),
    (re.compile(r"(?:chr)?[\dXYM]{1,2}[-:_][0-9]{1,9}[-:_][ACGT]{1,200}[-:_>/][ACGT]{1,200}"),
     "chromosomes, positions and bases", "write them as VCF"),
)  # fmt: skip
"""Lists of names of alleles: how the first line is written, what they are, and what to do."""


def other_name(name: str) -> str | None:
    """What a name of an allele is that is neither HGVS nor SPDI, and what to do; None if unknown.

    >>> other_name("rs113993960")
    ', but like numbers of dbSNP: ask the Allele Registry for the JSON of each'
    """
    for pattern, names, advice in _NAMES:
        if advice is not _NEW and pattern.fullmatch(name):
            return f", but like {names}: {advice}"
    return None


def is_html(text: str) -> bool:
    """Whether a text starts as a page of HTML does.

    >>> is_html("<!DOCTYPE html>"), is_html("<Gene/>")
    (True, False)
    """
    return _HTML.match(text) is not None


def other_text(text: str) -> str | None:
    """What a text is that is not JSON and does not begin so, and what to do; None if unknown."""
    if text.lstrip().startswith(("{", "[")):
        return None
    from clingen_ld.messages.text.json_text import JsonTextError, read

    try:
        read(text)
    except JsonTextError:
        return named(text)
    return None


def named(text: str) -> str | None:
    """What a text is that begins as no text of a form does, and what to do; None if unknown.

    >>> named("id,symbol\\n1,BRCA1\\n")
    'comma-separated values (CSV), which are not read: convert them to JSON'
    """
    start = text[:_START].strip("\ufeff \t\r\n")
    if not start or start[0] in "{[":
        return None
    if is_html(start):
        return _page(start)
    lines = [line for line in start.splitlines() if line.strip()][:_LINES]
    if start[0] == ">" and len(lines) > 1:
        return "FASTA, which holds sequences and no alleles: it is given with --sequences"
    if any("\t" in line for line in lines) and all(map(_REGISTRY_LINE.fullmatch, lines)):
        return (
            "a list of names and ids, not JSON, as the Allele Registry's text replies are: "
            "ask it for JSON"
        )
    if any(map(_PATCH.match, lines)):
        return "RDF Patch, which changes a graph, and is not read: give the graph itself"
    if start.startswith("##gff"):
        return "GFF, which holds features of sequences and no alleles"
    if all(map(_RECORD.fullmatch, lines)):
        return (
            "records of a variant file without its header: put ##fileformat=VCFv4.2 and the line "
            "of #CHROM before them"
        )
    if (table := _table(lines)) is not None:
        return f"{table}, which are not read: convert them to JSON"
    if _is_yaml(lines):
        return "YAML, which is not read: convert it to JSON"
    return _words(lines)


def _page(text: str) -> str:
    title = _TITLE.search(text)
    name = f' "{" ".join(title[1].split())}"' if title is not None else ""
    if _SCRIPT.search(text) is not None:
        return f"an HTML page{name}, with JSON-LD in it: give only the text of its script element"
    return f"an HTML page{name}, perhaps the error of a server: get the file again"


def _table(lines: list[str]) -> str | None:
    """What kind of table some lines are: they have the same separators, as many in each.

    Comments may be before it; a line with several tabs is one by itself.
    """
    lines = [line for line in lines if not line.startswith("#")] or lines
    if len(lines) == 1 and lines[0].count("\t") > 1:
        return _SEPARATORS["\t"]
    for separator, name in _SEPARATORS.items():
        counts = {re.sub(r'"[^"]*"', "", line).count(separator) for line in lines}
        if len(lines) > 1 and len(counts) == 1 and counts != {0}:
            return name
    return None


def _is_yaml(lines: list[str]) -> bool:
    if any(_PREFIXES.search(line) for line in lines):  # Turtle with an error in it
        return False
    is_all = all(_YAML.fullmatch(line) for line in lines)
    return is_all and (lines[0].startswith("---") or any(map(_KEY.match, lines)))


def _words(lines: list[str]) -> str | None:
    """What plain text is: a name of an allele, or what a server says."""
    for pattern, names, advice in _NAMES:
        if pattern.fullmatch(lines[0]):
            return f"{names} and no messages: {advice}"
    from http import HTTPStatus

    phrases = {status.phrase.lower() for status in HTTPStatus if status >= 400}
    said = _STATUS.sub("", lines[0][:_WORDS]).strip(" .!").lower()
    if said in phrases:
        return "plain text, as servers send it for an error: get the file again"
    if lines[0].startswith("```"):
        return "a Markdown fence (```) around the text: keep only what is inside"
    if any(line.startswith(("{", "[", "```")) for line in lines[1:]):
        if lines[0].startswith(("//", "/*", "#")):
            return COMMENTS
        return "words before the text of the message: remove them"
    is_sentence = _TWO_WORDS.match(lines[0]) is not None
    return "plain text, and of no form that is read" if is_sentence else None
