"""Rules as SARIF describes them, in the lengths that GitHub shows."""

from __future__ import annotations

import re
from typing import Any

from clingen_ld.model.definitions import Model, Rule
from clingen_ld.model.identity import is_absolute
from clingen_ld.reports.shacl_results import rule_iri
from clingen_ld.reports.wording import cut, paragraphs, visible

LEVELS = {"error": "error", "warning": "warning", "info": "note"}
_PROBLEM = {"error": "error", "warning": "warning", "info": "recommendation"}
_LONGEST = 1_024


def descriptor(id: str, model: Model) -> dict[str, Any]:
    """The reporting descriptor of a rule; of one that the model does not know, its name."""
    rule = model.rules.get(id)
    if rule is None:
        said = {"text": f"rule {visible(id, 200)}, which is not of the ClinGen Allele Model"}
        found: dict[str, Any] = {
            "id": id,
            "shortDescription": said,
            "fullDescription": said,
            "help": said,
        }
        return found | ({"helpUri": rule_iri(id)} if is_absolute(id) else {})
    gravest = rule.severities[0]
    return {
        "id": id,
        "name": _name(rule.title) or id,
        "shortDescription": {"text": cut(rule.title, _LONGEST)},
        "fullDescription": {"text": cut(" ".join(paragraphs(rule.why)) or rule.title, _LONGEST)},
        "help": {"text": _text(rule), "markdown": _markdown(rule)},
        "helpUri": rule_iri(id),
        "defaultConfiguration": {"level": LEVELS[gravest]},
        "properties": {
            "tags": [rule.scope.lower()] if rule.scope else [],
            "precision": "very-high",
            "problem.severity": _PROBLEM[gravest],
        },
    }


def _name(title: str) -> str:
    """A title as one word in PascalCase, as SARIF wants the name of a rule.

    >>> _name("an HGVS name has the allele's sequences")
    'HgvsNameHasTheAllelesSequences'
    """
    words = re.findall(r"[^\W_]+", re.sub(r"^(an?|the) |'", "", title))
    made = (word.capitalize() if word.isupper() else word[0].upper() + word[1:] for word in words)
    return "".join(made)[:255]


def _text(rule: Rule) -> str:
    blocks = [rule.title, *paragraphs(rule.why)]
    if rule.mend:
        blocks += ["How to mend:", *paragraphs(rule.mend)]
    if rule.source:
        blocks.append("Source: " + " ".join(paragraphs(rule.source)))
    return "\n\n".join(blocks)


def _markdown(rule: Rule) -> str:
    blocks = [f"# {rule.id}: {rule.title}", *paragraphs(rule.why)]
    if rule.mend:
        blocks += ["## How to mend", *paragraphs(rule.mend)]
    for title, example in (("Keeps the rule", rule.keeps), ("Breaks the rule", rule.breaks)):
        if example:
            blocks += [f"## {title}", f"```\n{example.strip()}\n```"]
    if rule.source:
        blocks.append("_Source: " + " ".join(paragraphs(rule.source)) + "_")
    return "\n\n".join(blocks)
