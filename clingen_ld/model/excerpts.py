"""Excerpts of the model: the text of a context, or of a shape with everything it uses."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator

from clingen_ld.errors import UsageError
from clingen_ld.model.files import context_texts, shapes_text
from clingen_ld.suggestions import nearest

# A Turtle statement that begins at the start of a line: its subject, then anything up to the dot
# at the end of a line, skipping strings and IRIs.
_STATEMENT = re.compile(
    r'^(?P<subject>[a-z]+:[^\s]+|<[^>]*>) (?:"""(?:[^"]|"(?!""))*"""|"(?:\\.|[^"\\\n])*"|<[^>\n]*>'
    r'|#[^\n]*|[^"<#.]|\.(?!\n))*\.\n',
    re.M,
)
_PREFIX = re.compile(r"^@prefix (?P<name>[a-z]+): <[^>]*> \.\n", re.M)
_STRING = re.compile(r'"""(?:[^"]|"(?!""))*"""|"(?:\\.|[^"\\\n])*"|<[^>\n]*>')
_SHAPE = re.compile(r" a sh:(?:Node|Property)Shape\b")
_NAME = re.compile(r"\b(?:shape|vs):[\w-]+")


def context_text(name: str) -> str:
    """The text of a context, by its file name, its IRI or the name of a resource.

    Raises `UsageError` when there is none.
    """
    texts = context_texts()
    names = [file.removesuffix(".jsonld") for file in texts]
    for file, text in texts.items():
        document = json.loads(text)
        known = (file, file.removesuffix(".jsonld"), document["id"], document["versionIRI"])
        if name in known:
            return text
    raise UsageError(
        f"there is no context {name!r}: {_hint(name, names) or 'they are ' + ', '.join(names)}"
    )


def shape_text(name: str) -> str:
    """The Turtle text of the shape of a type, property or rule, with everything it uses.

    The result is a shapes graph that a SHACL engine can run alone. Raises `UsageError` for an
    unknown shape.
    """
    source = shapes_text()
    statements = {m["subject"]: m[0] for m in _STATEMENT.finditer(source)}
    shapes = {s: text for s, text in statements.items() if _SHAPE.search(text)}
    lists = {s for s in statements if s.startswith("vs:") and s.endswith("-codes")}
    start = _start(name, shapes, statements)
    found: set[str] = set()
    waiting = list(start)
    while waiting:
        subject = waiting.pop()
        if subject not in found:
            found.add(subject)
            names = _NAME.findall(_STRING.sub("", statements[subject]))
            waiting.extend(n for n in names if n in shapes or n in lists)
            # SPARQL constraints: the ontology that declares their prefixes.
            waiting.extend(re.findall(r"sh:prefixes (<[^>]*>)", statements[subject]))
    # The requested shape comes first, in the order of the files.
    parts = [text for s, text in statements.items() if s in start]
    parts += [text for s, text in statements.items() if s in found and s not in start]
    body = "\n".join(parts)
    return "".join(_prefixes(source, body)) + "\n" + body


def _start(name: str, shapes: dict[str, str], statements: dict[str, str]) -> list[str]:
    """The shapes that a name means. Raises `UsageError` when it means none."""
    rule = f"rule:{name.upper()}"
    says = re.compile(rf"shape:rule {re.escape(rule)}\b")
    of_rule = [s for s, text in shapes.items() if rule in statements and says.search(text)]
    if of_rule:
        return of_rule
    subject = f"shape:{name.replace('.', '-')}"
    if subject in shapes:
        # Derived shapes: ...-closed and ...-whole.
        made = [s for s in shapes if s.startswith(f"{subject}-") and s.endswith("-whole")]
        return [subject, *(s for s in (f"{subject}-closed", *made) if s in shapes)]
    if rule in statements:
        raise UsageError(
            f"the rule {name.upper()} has no shape: SHACL cannot say it; "
            f"`clingen-ld explain {name.upper()}` does"
        )
    if f"vs:{name}" in statements:
        raise UsageError(
            f"{name} is a value set, which has no shape; `clingen-ld model {name}` prints it"
        )
    known = [s.removeprefix("shape:").replace("-", ".", 1) for s in shapes]
    hint = _hint(name, known)
    raise UsageError(
        f"there is no shape {name!r}: "
        f"{hint or 'name a type (Gene), a property (Gene.symbol) or a rule (CA-1)'}"
    )


def _hint(name: str, known: Iterable[str]) -> str:
    near = nearest(name, known)
    return f"did you mean {near}?" if near else ""


def _prefixes(source: str, body: str) -> Iterator[str]:
    """The prefixes that a text uses, each once."""
    plain = _STRING.sub("", body)
    lines = {m["name"]: m[0] for m in _PREFIX.finditer(source)}
    return (line for name, line in lines.items() if re.search(rf"(?<![\w?$]){name}:", plain))
